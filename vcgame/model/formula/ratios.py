"""Exact rational numbers at many points: what `integer_arrays` calculates with.

A `Ratio` is ``up/down * num / below``: a constant rational, an array of integers, and a product
of positive arrays where something that varies was divided by. Constant factors never touch the
arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Aligned", "Factor", "Ratio", "Reciprocal", "Term", "reciprocal", "union", "without"]


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """A positive array that was divided by, with its bounds; equal to nothing but itself."""

    array: NDArray[Any]
    low: int
    high: int


@dataclass(frozen=True, slots=True, eq=False)
class Ratio:
    """A number at every point: ``up/down * num / (product of below)``.

    Attributes
    ----------
    up, down
        A rational in lowest terms, `down` positive.
    num
        Integers, or None for 1.
    low, high
        Bounds of `num`.
    below
        What is divided by; a factor may stand here more than once.
    """

    up: int
    down: int = 1
    num: NDArray[Any] | None = None
    low: int = 1
    high: int = 1
    below: tuple[Factor, ...] = ()

    @property
    def constant(self) -> Fraction | None:
        """The value, if it is one number for all points."""
        if self.num is None and not self.below:
            return Fraction(self.up, self.down)
        return None

    @property
    def bits(self) -> int:
        """Bound on the binary digits of numerator and denominator."""
        above = self.up.bit_length() + max(-self.low, self.high).bit_length()
        return max(above, self.down.bit_length() + sum(f.high.bit_length() for f in self.below))


class Term(NamedTuple):
    """``times * num``, between the bounds `low` and `high` (`num` None for 1)."""

    num: NDArray[Any] | None
    times: int
    low: int
    high: int

    def value(self) -> Any:
        """Work the term out: an array, or an integer."""
        if self.num is None:
            return self.times
        return self.num if self.times == 1 else self.num * self.times


class Aligned(NamedTuple):
    """Numbers over one common denominator: each is ``up/down * term / (product of below)``."""

    up: int
    down: int
    below: tuple[Factor, ...]
    terms: tuple[Term, ...]


Reciprocal = tuple[Factor, Any, Any]
"""A magnitude, the sign (an array, or 1 or -1), and where the number is zero (None: nowhere)."""


def union(parts: Sequence[tuple[Factor, ...]]) -> tuple[Factor, ...]:
    """Give the least common multiple of products of factors."""
    found: list[Factor] = []
    for factors in parts:
        found += without(tuple(factors), tuple(found))
    return tuple(found)


def without(factors: tuple[Factor, ...], others: tuple[Factor, ...]) -> list[Factor]:
    """Leave factors out, each as often as it stands among the others."""
    if not others:
        return list(factors)
    rest = list(factors)
    for factor in others:
        if factor in rest:
            rest.remove(factor)
    return rest


def reciprocal(num: NDArray[Any], low: int, high: int) -> Reciprocal:
    """Split an array into a positive magnitude (1 for 0), a sign, and where it is zero."""
    import numpy as np

    if low > 0:
        return Factor(num, low, high), 1, None
    if high < 0:
        return Factor(-num, -high, -low), -1, None
    zero: Any = num == 0
    array = abs(num)
    if zero.any():
        array[zero] = 1
    else:
        zero = None
    sign: Any = 1
    if low < 0:
        sign = -1 if high <= 0 else np.where(num < 0, -1, 1).astype(num.dtype)
    return Factor(array, 1, max(-low, high, 1)), sign, zero
