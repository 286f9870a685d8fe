"""Lists of points: settings that are given one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from vcgame.errors import UsageError
from vcgame.sweep.columns import Column

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PointList", "column_of", "integers"]


@dataclass(frozen=True, slots=True, eq=False)
class PointList:
    """Exact values of some parameters, one per point.

    Two lists are equal if they have the same numbers under the same names in the same order.

    Examples
    --------
    >>> listed = PointList.of({"c": [Fraction(1, 2), Fraction(1, 3)]})
    >>> len(listed), listed.columns["c"].denominator, listed == PointList.of(listed.values())
    (2, 6, True)
    """

    columns: Mapping[str, Column]

    def __post_init__(self) -> None:
        if not self.columns or not len(self):
            raise UsageError("the list of points is empty; give at least one point")
        if len({len(column) for column in self.columns.values()}) > 1:
            raise UsageError("the columns of a list of points have different lengths")

    @classmethod
    def of(cls, values: Mapping[str, Sequence[Fraction]]) -> PointList:
        """Make a list from fractions."""
        return cls({name: column_of(column) for name, column in values.items()})

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PointList):
            return NotImplemented
        return list(self.columns) == list(other.columns) and all(
            mine.denominator == its.denominator
            and mine.numerators.shape == its.numerators.shape
            and bool((mine.numerators == its.numerators).all())
            for mine, its in zip(self.columns.values(), other.columns.values(), strict=True)
        )

    def __hash__(self) -> int:
        return hash((tuple(self.columns), len(self)))

    def values(self) -> dict[str, list[Fraction]]:
        """Give all values as fractions."""
        return {
            name: [column.fraction(row) for row in range(len(column))]
            for name, column in self.columns.items()
        }

    def part(self, start: int, stop: int) -> dict[str, Column]:
        """Give the points from `start` to before `stop`."""
        return {
            name: Column(column.numerators[start:stop], column.denominator)
            for name, column in self.columns.items()
        }


def column_of(values: Sequence[Fraction], denominator: int = 1) -> Column:
    """Put fractions over their least common denominator (a multiple of the one given).

    Examples
    --------
    >>> column = column_of([Fraction(1, 2), Fraction(2, 3)])
    >>> column.numerators.tolist(), column.denominator
    ([3, 4], 6)
    """
    denominator = lcm(denominator, *{value.denominator for value in values})
    numerators = [value.numerator * (denominator // value.denominator) for value in values]
    return Column(integers(numerators), denominator)


def integers(numbers: Sequence[int]) -> NDArray[Any]:
    """Make an array of integers: of 64 bits where all fit."""
    import numpy as np

    fits = not numbers or (min(numbers) >= -(1 << 63) and max(numbers) < 1 << 63)
    return np.array(numbers, dtype=np.int64 if fits else object)
