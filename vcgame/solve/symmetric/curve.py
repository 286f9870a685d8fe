"""Expected gains as Bernstein polynomials in a mixing probability, with signs that are sure.

If each of N other firms plays the first strategy with probability p, the expected gain from it is
the sum over k of C(N, k) p^k (1-p)^(N-k) d_k. The polynomial is never multiplied out: its sign at
a point, or over an interval, comes from the binomial weights, starting at the largest one, which
counts as 1. Three kinds of numbers are tried in turn: floats with a bound of their error,
integers, and balls (F. Johansson, "Arb", IEEE Transactions on Computers 66, 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import inf, isfinite
from typing import Any, Final

from vcgame.errors import IncompleteError
from vcgame.model.formula.flint_numbers import as_fmpq
from vcgame.solve.numbers import working_precision
from vcgame.solve.sign import sign, wrapped

__all__ = ["MOST_EXACT", "Budget", "Curve", "SearchError", "float_of"]

MOST_EXACT: Final = 2_500
"""Degree up to which integers decide what balls leave open."""

_SMALL: Final = 150
"""Degree up to which integers are quicker than balls."""

_LONG: Final = 20_000
"""Binary digits that multiply as fast as floats do in Python, for the budget."""

_CUT: Final = 1e-280
_UNIT: Final = 2.0**-53
_PRECISION: Final = 160
_BALLS: Final = 2_048


class SearchError(IncompleteError):
    """A search that ended before its end; the message says why."""


class Budget:
    """How many terms may still be added up in a search, some half a microsecond each."""

    __slots__ = ("left",)

    def __init__(self, most: int) -> None:
        self.left = most

    def spend(self, terms: int) -> None:
        """Pay for terms."""
        self.left -= terms
        if self.left < 0:
            raise SearchError("the search for mixed equilibria takes too long")


class Curve:
    """A polynomial by its Bernstein coefficients.

    Parameters
    ----------
    coefficients
        Integers, or `flint.arb` balls and integers together.
    budget
        Shared by all curves of a search.

    Attributes
    ----------
    degree
        One less than the number of coefficients.
    signs
        Those of the coefficients.
    exact
        Whether all coefficients are integers.

    Examples
    --------
    >>> curve = Curve([2, -1, -1], Budget(1000))
    >>> curve.changes(), curve.sign_over(Fraction(1, 4), Fraction(1, 3))
    ([1], 1)
    """

    def __init__(self, coefficients: Sequence[Any], budget: Budget) -> None:
        self.coefficients = list(coefficients)
        self.budget = budget
        self.degree = len(self.coefficients) - 1
        self.exact = all(isinstance(each, int) for each in self.coefficients)
        self.signs = [sign(wrapped(each)) for each in self.coefficients]
        self._floats: list[float] | None = None
        self._terms: list[int] | None = None
        self._largest: float | None = None
        self._bits: int | None = None

    def changes(self) -> list[int]:
        """Places of the coefficients whose sign is not that of the last one that is not zero."""
        found, before = [], 0
        for place, each in enumerate(self.signs):
            if each and before and each != before:
                found.append(place)
            before = each or before
        return found

    def turned(self, place: int) -> Curve:
        """Give the curve whose roots part those of this one, with one change of sign less.

        For s between the places of a change of sign, x F'(x) - s F(x) has the coefficients
        (k - s) d_k, where x = p/(1-p) and F is the polynomial in x; it is zero where the
        derivative of F(x) / x^s is, so that Rolle's theorem applies. This is how Laguerre (1883)
        proved the rule of signs of Descartes.
        """
        shift = 2 * place - 1
        if self.exact:
            terms = [(2 * k - shift) * each for k, each in enumerate(self.coefficients)]
            return Curve(terms, self.budget)
        with working_precision(_BALLS):
            balls = [(2 * k - shift) * each for k, each in enumerate(self.coefficients)]
        return Curve(balls, self.budget)

    def sign_over(self, low: Fraction, high: Fraction) -> int | None:
        """Give the sign that the polynomial has everywhere in an interval within (0, 1).

        ``None`` where it has several, or the numbers cannot tell; 0 for a point that is an exact
        root.
        """
        if low <= 0 or high >= 1:
            return None
        found = self._rough_sign(low, high)
        if found:
            return found
        if self.exact and self.degree <= _SMALL:
            return self._exact_sign(low, high)
        found = self._ball_sign(low, high)
        if found is None and low == high and self.exact and self.degree <= MOST_EXACT:
            return self._exact_sign(low, high)
        return found

    def bound(self, point: Fraction, common: int = 1) -> float:
        """Give a float that is not below the size at a point within (0, 1), over an integer."""
        low, high, error, weight = self._rough(point, point)
        largest = max(map(abs, map(float_of, self.coefficients)))
        if self.exact:
            largest = float_of(Fraction(max(map(abs, self.coefficients)), common))
        size = max(abs(low), abs(high)) + error
        return size / weight * largest * (1 + 1e-9) if isfinite(size) else inf

    def terms(self) -> list[int]:
        """Coefficients times binomials: those of the polynomial in the odds p/(1-p)."""
        if self._terms is None:
            self._terms = []
            binomial = 1
            for k, each in enumerate(self.coefficients):
                self._terms.append(binomial * each)
                binomial = binomial * (self.degree - k) // (k + 1)
        return self._terms

    def _rough_sign(self, low: Fraction, high: Fraction) -> int | None:
        least, most, error, _ = self._rough(low, high)
        if least > error:
            return 1
        return -1 if most < -error else None

    def _rough(self, low: Fraction, high: Fraction) -> tuple[float, float, float, float]:
        """Bound the sum in floats: least, most, their error, and a lower bound of the weights."""
        if self._floats is None:
            self._floats = _scaled(self.coefficients, exact=self.exact)
        values, degree = self._floats, self.degree
        if not values:
            return -inf, inf, inf, 1.0
        small, large = float(low / (1 - low)), float(high / (1 - high))
        if not (small > 1e-250 and large < 1e250):
            return -inf, inf, inf, 1.0
        middle = min(degree, int((degree + 1) * (low + high) / 2))
        value = values[middle]
        down = up = value
        size, total, count = abs(value), 1.0, 1
        for step, least, most in ((1, small, large), (-1, 1 / large, 1 / small)):
            sums = _side_sums(values, middle, step, least, most)
            down += sums[0]
            up += sums[1]
            size += sums[2]
            total += sums[3]
            count += sums[4]
        self.budget.spend(count)
        if not isfinite(size):
            return -inf, inf, inf, 1.0
        # A weight takes five operations per step, one odds is rounded; then come the sums.
        error = (8 * count + 40) * _UNIT * size + (degree + 1) * 1e-270
        return down, up, error, total * (1 - 1e-9)

    def _exact_sign(self, low: Fraction, high: Fraction) -> int | None:
        if self._bits is None:
            self._bits = max(term.bit_length() for term in self.terms())
        digits = self._bits + self.degree * high.denominator.bit_length()
        self.budget.spend(4 * self.degree * (1 + digits // _LONG))
        if low == high:
            above, below = self._parts(low)
            return sign(above - below)
        (up_low, down_low), (up_high, down_high) = self._parts(low), self._parts(high)
        one = (low.denominator - low.numerator) ** self.degree
        two = (high.denominator - high.numerator) ** self.degree
        if up_low * two > down_high * one:
            return 1
        return -1 if up_high * one < down_low * two else None

    def _parts(self, point: Fraction) -> tuple[int, int]:
        """Sums of the positive and of the negative terms, times a power of the denominator."""
        i, j = point.numerator, point.denominator - point.numerator
        above = below = 0
        power = 1
        for term in reversed(self.terms()):
            above *= i
            below *= i
            if term > 0:
                above += term * power
            elif term:
                below -= term * power
            power *= j
        return above, below

    def _ball_sign(self, low: Fraction, high: Fraction) -> int | None:
        from flint import arb, ctx

        width = high - low
        wanted = _PRECISION
        if width:
            wanted = max(wanted, width.denominator.bit_length() - width.numerator.bit_length() + 96)
        before = ctx.prec
        ctx.prec = wanted
        try:
            odds = arb(as_fmpq(low / (1 - low)))
            if width:
                odds = odds.union(arb(as_fmpq(high / (1 - high))))
            middle = min(self.degree, int((self.degree + 1) * (low + high) / 2))
            if self._largest is None:
                self._largest = 1.01 * max(abs(float_of(each)) for each in self.coefficients)
            largest = self._largest
            total = arb(self.coefficients[middle])
            size = abs(total)
            for step in (1, -1):
                added, sized = self._side(middle, step, odds, largest, wanted)
                total += added
                size += sized
            return 1 if total > 0 else -1 if total < 0 else None
        finally:
            ctx.prec = before

    def _side(
        self, middle: int, step: int, odds: Any, largest: float, wanted: int
    ) -> tuple[Any, Any]:
        """Add up the terms on one side of the middle, with a bound on those left out."""
        from flint import arb

        total, size, weight = arb(0), arb(0), arb(1)
        factor = odds if step > 0 else 1 / odds
        small = arb(2) ** -wanted
        k, count = middle, 0
        while True:
            up, down = (self.degree - k, k + 1) if step > 0 else (k, self.degree - k + 1)
            if up == 0:
                break
            ratio = factor * up / down
            if count % 64 == 63 and isfinite(largest) and ratio < 1:
                # The weights fall faster than a geometric series from here on.
                rest = weight * ratio / (1 - ratio) * largest
                if rest < small * (1 + size):
                    total += arb(0, rest.upper())
                    break
            weight *= ratio
            k += step
            count += 1
            if self.signs[k]:
                term = weight * self.coefficients[k]
                total += term
                size += abs(term)
        self.budget.spend(2 * count)
        return total, size


def _side_sums(
    values: Sequence[float], middle: int, step: int, least: float, most: float
) -> tuple[float, float, float, float, int]:
    """Add up on one side of the middle: least, most and largest sum, least weights, and count."""
    degree = len(values) - 1
    down = up = size = total = 0.0
    one = two = 1.0
    count = 0
    point = least == most
    above, below = (degree - middle, middle + 1) if step > 0 else (middle, degree - middle + 1)
    k = middle
    while above:
        ratio = above / below
        one *= ratio * least
        two = one if point else two * (ratio * most)
        if two < _CUT and ratio * most < 1:
            break
        k += step
        above -= 1
        below += 1
        count += 1
        total += one
        value = values[k]
        if value > 0:
            down += value * one
            up += value * two
            size += value * two
        elif value:
            down += value * two
            up += value * one
            size -= value * two
    return down, up, size, total, count


def float_of(value: Any) -> float:
    """Give the float nearest to a fraction or to the middle of a ball; infinity for a long one."""
    try:
        return float(value) if isinstance(value, int | Fraction) else float(value.mid())
    except OverflowError:
        return inf if value > 0 else -inf


def _scaled(coefficients: Sequence[Any], *, exact: bool) -> list[float]:
    """Give floats between -1 and 1 in proportion, each within one part in 2^51; none if unsafe."""
    if exact:
        largest = max(map(abs, coefficients)) or 1
        values = [each / largest for each in coefficients]
    else:
        from flint import arb

        balls = [arb(each) for each in coefficients]
        if any(each != 0 and each.rel_accuracy_bits() < 60 for each in balls):
            return []
        sizes = [abs(each.mid()) for each in balls]
        most = sizes[0]
        for each in sizes:
            most = max(each, most)
        values = [float((each / most).mid()) for each in balls]
    if any(value and abs(value) < 1e-250 for value in values):
        return []
    if any(each != 0 and not value for each, value in zip(coefficients, values, strict=True)):
        return []
    return values
