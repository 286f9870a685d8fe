"""Real algebraic numbers: roots of polynomials with rational coefficients, isolated exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from vcgame.errors import EvaluationError, NotAlgebraicError
from vcgame.model.formula.flint_numbers import as_fraction

__all__ = ["Root", "isolated_roots"]

MAX_DEGREE: Final = 60
_WIDTH: Final = Fraction(1, 10**12)
_FINER: Final = 10**6


@dataclass(frozen=True, slots=True)
class Root:
    """A real number: the only root of a polynomial between two bounds.

    Attributes
    ----------
    low, high
        The same where the number is rational.
    factor
        An irreducible polynomial in one variable; ``None`` for a plain rational number.
    """

    low: Fraction
    high: Fraction
    factor: Any = None

    @property
    def rational(self) -> bool:
        """Whether the number is rational."""
        return self.low == self.high

    def refined(self, width: Fraction) -> Root:
        """Narrow the bounds to a width."""
        if self.rational or self.high - self.low <= width:
            return self
        from sympy import Rational

        low, high, eps = (
            Rational(number.numerator, number.denominator)
            for number in (self.low, self.high, width)
        )
        low, high = self.factor.as_expr().as_poly().refine_root(low, high, eps=eps)
        return Root(as_fraction(low), as_fraction(high), self.factor)

    def sign(self, ratio: Any) -> int:
        """Give the sign of a ratio of polynomials at the number: -1, 0 or 1.

        Raises
        ------
        EvaluationError
            If the denominator is zero there.
        """
        below = self._sign(ratio.denom)
        if not below:
            raise EvaluationError("division by zero")
        return below * self._sign(ratio.numer)

    def close(self, ratio: Any) -> Fraction:
        """Give a rational number close to the value of a ratio at the number."""
        place = self.refined(_WIDTH).low
        above, below = (
            _bounds(_coefficients(p), place, place)[0] for p in (ratio.numer, ratio.denom)
        )
        return above / below if below else above

    def _sign(self, polynomial: Any) -> int:
        if not polynomial:
            return 0
        coefficients = _coefficients(polynomial)
        if not self.rational and not polynomial.rem(self.factor):
            return 0
        root = self
        while True:
            low, high = _bounds(coefficients, root.low, root.high)
            if low > 0 or high < 0 or root.rational:
                return (low > 0) - (high < 0)
            root = root.refined((root.high - root.low) / _FINER)


def _coefficients(polynomial: Any) -> list[Fraction]:
    """Coefficients of a polynomial in one variable, that of the highest power first."""
    found = {powers[0]: as_fraction(value) for powers, value in polynomial.terms()}
    return [found.get(power, Fraction(0)) for power in range(max(found, default=0), -1, -1)]


def _bounds(
    coefficients: list[Fraction], left: Fraction, right: Fraction
) -> tuple[Fraction, Fraction]:
    """Bounds of a polynomial's value on an interval, by Horner's scheme with intervals."""
    low = high = Fraction(0)
    for coefficient in coefficients:
        products = [end * x for end in (low, high) for x in (left, right)]
        low, high = min(products) + coefficient, max(products) + coefficient
    return low, high


def isolated_roots(
    polynomials: Iterable[Any], low: Fraction | None, high: Fraction | None
) -> tuple[Root, ...]:
    """Isolate all roots strictly inside a range, in order; their bounds do not touch.

    Parameters
    ----------
    polynomials
        In one variable, from sympy's rings; none is constant.
    low, high
        The range; ``None`` leaves it open on that side.

    Raises
    ------
    NotAlgebraicError
        For a degree above 60.

    Examples
    --------
    >>> from vcgame.derive.algebra import Algebra
    >>> (x,) = Algebra(["x"]).ring.gens
    >>> roots = isolated_roots([(x**2 - 2) * (2 * x - 1)], Fraction(0), Fraction(2))
    >>> [(root.rational, float(root.low)) for root in roots]
    [(True, 0.5), (False, 1.414213562372...)]
    """
    factors: dict[Any, None] = {}
    for polynomial in polynomials:
        if polynomial.degree() > MAX_DEGREE:
            raise NotAlgebraicError(f"a polynomial of degree {polynomial.degree()} is to be solved")
        factors.update((factor.monic(), None) for factor, _ in polynomial.factor_list()[1])
    roots = [root for factor in factors for root in _roots(factor)]
    width = _WIDTH
    while True:
        roots = sorted((root.refined(width) for root in roots), key=lambda root: root.low)
        apart = all(one.high < other.low for one, other in pairwise(roots))
        ends = [end for end in (low, high) if end is not None]
        if apart and not any(_touches(root, end) for root in roots for end in ends):
            return tuple(
                root
                for root in roots
                if (low is None or low < root.low) and (high is None or root.high < high)
            )
        width /= _FINER


def _touches(root: Root, end: Fraction) -> bool:
    return not root.rational and root.low <= end <= root.high


def _roots(factor: Any) -> Iterator[Root]:
    """Isolate the real roots of an irreducible polynomial."""
    if factor.degree() == 1:
        top, constant = _coefficients(factor)
        yield Root(-constant / top, -constant / top, factor)
        return
    for (low, high), _ in factor.as_expr().as_poly().intervals():
        yield Root(as_fraction(low), as_fraction(high), factor)
