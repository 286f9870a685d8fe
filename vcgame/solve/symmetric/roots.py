"""All roots of a Bernstein polynomial between 0 and 1, each certified.

The number of changes of sign among the coefficients bounds the number of roots (Descartes 1637;
variation diminishing, Schoenberg 1930). With one change there is one root, and it is simple. With
more, the roots of a curve with one change less part them (`Curve.turned`): between two of these
the polynomial, over a power of the odds, is strictly monotone, so that its signs there tell
everything. A root at such a place is a multiple one; whether there is one is decided by a
greatest common divisor where the coefficients are rational and the degree is moderate.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from vcgame.solve.symmetric.curve import MOST_EXACT, Curve, SearchError

__all__ = ["Root", "roots", "sign_at"]

_FINE: Final = 64
"""Binary digits of a root, relative to its size, that are worked out."""

_DOUBTFUL: Final = 70
"""Digits after which a sign at a root that is still open is taken to a greatest common divisor."""

_DEEPEST: Final = 1_000
_MOST_GCD: Final = 600
_MOST_DENOMINATOR: Final = 2**24

UNDECIDED: Final = "whether two mixed equilibria meet in one is not decided"


@dataclass(slots=True, eq=False)
class Root:
    """A root, within a bracket that can be made narrower.

    Attributes
    ----------
    curve
        A curve that changes its sign there, and nowhere else in the bracket.
    low, high, before
        The bracket, and the sign of that curve at its lower end.
    exact
        The root, once it is known to be rational.
    multiple
        Whether it is a multiple root of the polynomial whose roots were asked for.
    """

    curve: Curve
    low: Fraction
    high: Fraction
    before: int
    exact: Fraction | None = None
    multiple: bool = False

    def narrow(self) -> None:
        """Halve the bracket, or nearly so where the middle itself might be the root."""
        if self.exact is not None:
            return
        for eighths in (4, 3, 5):
            middle = self.low + (self.high - self.low) * eighths / 8
            found = self.curve.sign_over(middle, middle)
            if found is not None:
                break
        else:
            raise SearchError("the sign of a gain is not decided by so many digits")
        if found == 0:
            self.low = self.high = self.exact = middle
        elif found == self.before:
            self.low = middle
        else:
            self.high = middle

    def narrow_to(self, digits: int) -> None:
        """Make the bracket so narrow, relative to its place."""
        while self.exact is None and not self.is_narrow(digits):
            self.narrow()

    def is_narrow(self, digits: int) -> bool:
        """Whether the bracket is away from 0 and 1, and short by so many binary digits."""
        if self.exact is not None:
            return True
        if self.low <= 0 or self.high >= 1:
            return False
        fine: bool = (self.high - self.low) * 2**digits <= min(self.low, 1 - self.high)
        return fine

    def settle(self) -> None:
        """Work the root out: exactly where it is a short fraction, else to many digits."""
        curve = self.curve
        if curve.degree == 1 and curve.exact:
            first, last = curve.coefficients
            self.low = self.high = self.exact = Fraction(first, first - last)
        self.narrow_to(_FINE)
        if self.exact is None and curve.exact and curve.degree <= MOST_EXACT:
            guess = _simplest(self.low, self.high)
            if guess.denominator <= _MOST_DENOMINATOR and curve.sign_over(guess, guess) == 0:
                self.low = self.high = self.exact = guess


def roots(curve: Curve) -> list[Root]:
    """Find the roots strictly between 0 and 1, rising, each once.

    Raises
    ------
    SearchError
        If the search takes too long, or a sign stays open.

    Examples
    --------
    >>> from vcgame.solve.symmetric.curve import Budget
    >>> found = roots(Curve([-3, 2, -3], Budget(100_000)))
    >>> found
    []
    >>> (double,) = roots(Curve([1, -1, 1], Budget(100_000)))
    >>> double.exact, double.multiple
    (Fraction(1, 2), True)
    """
    changes = curve.changes()
    if not changes:
        return []
    known = [each for each in curve.signs if each]
    parting: list[Root] = []
    turned = curve
    if len(changes) > 1:
        turned = curve.turned(changes[len(changes) // 2])
        parting = roots(turned)
    found: list[Root] = []
    low, before = Fraction(0), known[0]
    for root in parting:
        here = sign_at(curve, root, turned)
        root.narrow_to(1)
        if before * here < 0:
            found.append(Root(curve, low, root.low, before))
        elif here == 0:
            found.append(Root(root.curve, root.low, root.high, root.before, root.exact, True))
        low, before = root.high, here
    if before * known[-1] < 0:
        found.append(Root(curve, low, Fraction(1), before))
    return found


def sign_at(curve: Curve, root: Root, turned: Curve) -> int:
    """Give the sign of a curve at a root of another one.

    Parameters
    ----------
    curve
        The curve.
    root
        A root of `turned`, alone in its bracket.
    turned
        The other curve.

    Raises
    ------
    SearchError
        If it stays open.
    """
    asked = False
    digits = 4
    while digits <= _DEEPEST:
        found = curve.sign_over(root.low, root.high)
        if found is not None:
            return found
        if digits > _DOUBTFUL and not asked:
            asked = True
            if _common(curve, turned, root):
                return 0
        if root.exact is not None:
            break
        root.narrow_to(digits)
        digits += 6
    raise SearchError(UNDECIDED)


def _common(curve: Curve, turned: Curve, root: Root) -> bool:
    """Whether a root of one curve is one of another, by the greatest common divisor.

    Raises
    ------
    SearchError
        If balls, or too high a degree, leave it open.
    """
    if not (curve.exact and turned.exact) or max(curve.degree, turned.degree) > _MOST_GCD:
        raise SearchError(UNDECIDED)
    from flint import fmpz_poly

    shared = fmpz_poly(curve.terms()).gcd(fmpz_poly(turned.terms()))
    if shared.degree() < 1:
        return False
    repeated = shared.gcd(shared.derivative())
    simple = [int(each) for each in (shared // repeated).coeffs()]
    return _sign_in_odds(simple, root.low) != _sign_in_odds(simple, root.high)


def _sign_in_odds(terms: list[int], point: Fraction) -> int:
    odds = point / (1 - point)
    total = Fraction(0)
    for term in reversed(terms):
        total = total * odds + term
    return (total > 0) - (total < 0)


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """Give the fraction of the smallest denominator between two positive ones (Stern 1858)."""
    whole = low.numerator // low.denominator
    if whole == low:
        return Fraction(whole)
    if whole + 1 <= high:
        return Fraction(whole + 1)
    return whole + 1 / _simplest(1 / (high - whole), 1 / (low - whole))
