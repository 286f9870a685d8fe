"""Exact rational numbers at many points, as integer arrays that cannot overflow.

Since the constant factor of a `Ratio` never touches its array, negation, division by a constant
and products with one cost nothing; sums bring their terms to the greatest common divisor of the
constant factors, which keeps numbers short.

The least and the largest value of every array are bounded beforehand by interval arithmetic in
Python integers (R. E. Moore, Interval Analysis, 1966, chapter 3). An operation that could pass the
limit is not done: it gives None, and the caller turns to floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd, lcm
from typing import TYPE_CHECKING, Any, Final

from vcgame.model.formula.evaluator import RELATIONS
from vcgame.model.formula.expression import Relation
from vcgame.model.formula.rational import MAX_BITS
from vcgame.model.formula.ratios import (
    Aligned,
    Factor,
    Ratio,
    Reciprocal,
    Term,
    reciprocal,
    union,
    without,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["INT64", "UNBOUNDED", "Integers"]

INT64: Final = 1 << 62
"""Below this in magnitude everything stays in int64."""

UNBOUNDED: Final = 1 << (MAX_BITS // 4)
"""Limit of arrays of Python integers: far from the longest number that an evaluation may reach."""


class Integers:
    """Arithmetic on ratios; None stands for a result that could pass the limit.

    Parameters
    ----------
    limit
        `INT64` for arrays of int64, `UNBOUNDED` for arrays of Python integers.

    Examples
    --------
    >>> import numpy as np
    >>> from vcgame.model.formula.ratios import Ratio
    >>> integers = Integers(INT64)
    >>> x = Ratio(1, 10, np.array([5, 12]), 5, 12)
    >>> found = integers.total([integers.product([x, x]), Ratio(-1, 4)])
    >>> found.up, found.down, found.num
    (1, 100, array([  0, 119]))
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._factors: dict[int, tuple[NDArray[Any], Reciprocal]] = {}

    def product(self, parts: Sequence[Ratio], row: NDArray[Any] | None = None) -> Ratio | None:
        """Multiply; a new array may be laid into `row`."""
        import numpy as np

        up = down = 1
        num: Any = None
        low = high = 1
        fresh = False
        below: tuple[Factor, ...] = ()
        for part in parts:
            up *= part.up
            down *= part.down
            below += part.below
            if part.num is None:
                continue
            if num is None:
                num, low, high = part.num, part.low, part.high
                continue
            low, high = _times(low, high, part.low, part.high, same=num is part.num)
            if not self._fits(low, high):
                return None
            num, fresh = np.multiply(num, part.num, out=num if fresh else row), True
        return self._made(up, down, num, low, high, below)

    def total(self, parts: Sequence[Ratio], row: NDArray[Any] | None = None) -> Ratio | None:
        """Add up; a new array may be laid into `row`."""
        import numpy as np

        aligned = self.aligned(parts)
        if aligned is None:
            return None
        low, high, shift = 0, 0, 0
        for term in aligned.terms:
            # No partial sum, in whatever order, can pass the sum of the magnitudes.
            low += min(term.low, 0)
            high += max(term.high, 0)
        if not self._fits(low, high):
            return None
        low = sum(term.low for term in aligned.terms)
        high = sum(term.high for term in aligned.terms)
        total: Any = None
        fresh = False
        for term in sorted(aligned.terms, key=_effort):
            if term.num is None:
                shift += term.times
            elif total is None:
                total, fresh = term.num, term.times != 1
                if fresh:
                    total = np.multiply(term.num, term.times, out=row)
            elif abs(term.times) == 1:
                join = np.add if term.times == 1 else np.subtract
                total, fresh = join(total, term.num, out=total if fresh else row), True
            else:
                piece = term.num * term.times
                into = total if fresh else piece if row is None else row
                total, fresh = np.add(total, piece, out=into), True
        up, below = aligned.up, aligned.below
        if total is None:
            return self._made(up * shift, aligned.down, None, 1, 1, below)
        if shift:
            total = np.add(total, shift, out=total if fresh else row)
        return self._made(up, aligned.down, total, low, high, below)

    def power(self, base: Ratio, times: int) -> Ratio | None:
        """Raise to a power that is a whole number, not negative; ``0**0`` is 1."""
        result: Ratio | None = Ratio(1)
        square: Ratio | None = base
        while times and result is not None:
            if times & 1:
                if square is None:
                    return None
                result = self.product([result, square])
            times >>= 1
            if times and square is not None:
                square = self.product([square, square])
        return result

    def inverse(self, value: Ratio) -> tuple[Ratio | None, Any]:
        """Give the reciprocal, and where there is none (None: nowhere; 1 stands there)."""
        if not value.up:
            return Ratio(1), True
        above: Any = None
        low = high = 1
        for factor in value.below:
            if above is None:
                above, low, high = factor.array, factor.low, factor.high
                continue
            low, high = low * factor.low, high * factor.high
            if not self._fits(low, high):
                return None, None
            above = above * factor.array
        up, down = value.down, value.up
        if value.num is None:
            return self._made(up, down, above, low, high, ()), None
        factor, sign, zero = self._reciprocal(value.num, value.low, value.high)
        if isinstance(sign, int):
            up *= sign
        else:
            above = sign if above is None else above * sign
            low = -high
        return self._made(up, down, above, low, high, (factor,)), zero

    def magnitude(self, value: Ratio) -> Ratio:
        """Take the absolute value."""
        num, low, high = value.num, value.low, value.high
        if num is not None and low < 0:
            if high <= 0:
                num, low, high = -num, -high, -low
            else:
                num, low, high = abs(num), 0, max(-low, high)
        return Ratio(abs(value.up), value.down, num, low, high, value.below)

    def extreme(self, parts: Sequence[Ratio], *, largest: bool) -> Ratio | None:
        """Take the largest or the smallest of several numbers at every point."""
        import numpy as np

        aligned = self.aligned(parts)
        if aligned is None or not all(self._fits(term.low, term.high) for term in aligned.terms):
            return None
        choose, bound = (np.maximum, max) if largest else (np.minimum, min)
        first, *others = aligned.terms
        found = self._array(first)
        low, high = first.low, first.high
        for term in others:
            found = choose(found, self._array(term))
            low, high = bound(low, term.low), bound(high, term.high)
        return self._whole(aligned, found, low, high)

    def choice(self, test: Any, then: Ratio, otherwise: Ratio) -> Ratio | None:
        """Take one of two numbers at every point."""
        import numpy as np

        aligned = self.aligned([then, otherwise])
        if aligned is None or not all(self._fits(term.low, term.high) for term in aligned.terms):
            return None
        first, second = aligned.terms
        found = np.where(test, self._array(first), self._array(second))
        low, high = min(first.low, second.low), max(first.high, second.high)
        return self._whole(aligned, found, low, high)

    def compare(self, left: Ratio, relation: Relation, right: Ratio) -> Any:
        """Compare: an array of bool, or one bool where the bounds decide for all points."""
        aligned = self.aligned([left, right])
        if aligned is None:
            return None
        first, second = aligned.terms
        holds = RELATIONS[relation]
        if first.high < second.low:
            return holds(0, 1)
        if first.low > second.high:
            return holds(1, 0)
        if first.num is None and second.num is None:
            return holds(first.times, second.times)
        if not (self._fits(first.low, first.high) and self._fits(second.low, second.high)):
            return None
        return holds(first.value(), second.value())

    def aligned(self, parts: Sequence[Ratio]) -> Aligned | None:
        """Bring numbers to one positive denominator, as short as their constant factors allow.

        The factors at the points are multiplied out; the terms themselves are not worked out,
        and may pass the limit.
        """
        below: tuple[Factor, ...] = ()
        if any(part.below for part in parts):
            below = union([part.below for part in parts])
        up, down = gcd(*(part.up for part in parts)) or 1, lcm(*(part.down for part in parts))
        terms = []
        for part in parts:
            num: Any = part.num
            low, high = part.low, part.high
            for factor in without(below, part.below):
                if num is None:
                    num, low, high = factor.array, factor.low, factor.high
                    continue
                low, high = _times(low, high, factor.low, factor.high, same=False)
                if not self._fits(low, high):
                    return None
                num = num * factor.array
            times = part.up // up * (down // part.down)
            if times < 0:
                low, high = high, low
            terms.append(Term(num if times else None, times, low * times, high * times))
        return Aligned(up, down, below, tuple(terms))

    def _reciprocal(self, num: NDArray[Any], low: int, high: int) -> Reciprocal:
        known = self._factors.get(id(num))
        if known is None:
            # The array is kept, so that its id stays its own.
            known = self._factors[id(num)] = (num, reciprocal(num, low, high))
        return known[1]

    def _array(self, term: Term) -> Any:
        """Work a term out; an integer becomes an array that cannot turn others into floats."""
        import numpy as np

        if term.num is not None:
            return term.value()
        return np.array(term.times, dtype=np.int64 if self.limit == INT64 else object)

    def _whole(self, aligned: Aligned, found: Any, low: int, high: int) -> Ratio | None:
        return self._made(aligned.up, aligned.down, found, low, high, aligned.below)

    def _made(
        self, up: int, down: int, num: Any, low: int, high: int, below: tuple[Factor, ...]
    ) -> Ratio | None:
        # Before anything cancels: no number on the way here was longer. The first two tests say
        # quickly of short numbers in int64 that they are short.
        quick = self.limit == INT64 and len(below) < _FEW
        if not (quick and -_SHORT < up < _SHORT and down < _SHORT and down > -_SHORT) and (
            Ratio(up, down, num, low, high, below).bits >= _LONGEST
        ):
            return None
        if num is not None and low == high:
            up, num, low, high = up * low, None, 1, 1
        if not up:
            return Ratio(0)
        shared = gcd(up, down)
        if down < 0:
            shared = -shared
        return Ratio(up // shared, down // shared, num, low, high, below)

    def _fits(self, low: int, high: int) -> bool:
        return -self.limit < low and high < self.limit


_LONGEST: Final = MAX_BITS // 2
_SHORT: Final = 1 << 4_096
_FEW: Final = 256


def _times(low: int, high: int, least: int, most: int, *, same: bool) -> tuple[int, int]:
    """Bound a product of integers from the bounds of its factors."""
    ends = (low * least, low * most, high * least, high * most)
    if same:
        return (0 if low <= 0 <= high else min(low * low, high * high)), max(ends)
    return min(ends), max(ends)


def _effort(term: Term) -> int:
    """Sort what can be taken as it is before what must be multiplied or turned round."""
    return 0 if term.times == 1 else 1 if term.times != -1 else 2
