"""Columns of a grid: positions and values on its axes at a range of points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from vcgame.sweep.columns import Column
from vcgame.sweep.design.axis import Axis

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["axis_column", "axis_positions", "combined"]


def axis_positions(axes: Sequence[Axis], start: int, stop: int) -> list[NDArray[np.int64]]:
    """Give the positions on each axis at the grid points from `start` to before `stop`.

    Examples
    --------
    >>> low = Fraction(0)
    >>> axes = [Axis(name, low, low + 1, 3, name) for name in "ab"]
    >>> [positions.tolist() for positions in axis_positions(axes, 1, 5)]
    [[0, 0, 1, 1], [1, 2, 0, 1]]
    """
    import numpy as np

    left = np.arange(start, stop, dtype=np.int64)
    positions = []
    for axis in reversed(axes):
        above = left // axis.count
        positions.append(left - above * axis.count)
        left = above
    return positions[::-1]


def axis_column(axis: Axis, positions: NDArray[np.int64]) -> Fraction | Column:
    """Give the values at some positions; their denominator is the least for all of the axis."""
    if axis.count == 1:
        return axis.low
    ladder = _Ladder.of(axis)
    if ladder.narrow:
        values = positions * ladder.step
        values += ladder.first
        return Column(values, ladder.denominator)
    return Column(positions.astype(object) * ladder.step + ladder.first, ladder.denominator)


def combined(
    positions: Sequence[NDArray[Any]], counts: Sequence[int], rows: int
) -> NDArray[np.int64]:
    """Number the combinations of positions, the last running fastest."""
    import numpy as np

    codes = np.zeros(rows, dtype=np.int64)
    for each, count in zip(positions, counts, strict=True):
        codes *= count
        codes += each
    return codes


@dataclass(frozen=True, slots=True)
class _Ladder:
    """The values of an axis are ``(first + step * position) / denominator``."""

    first: int
    step: int
    denominator: int
    narrow: bool

    @classmethod
    def of(cls, axis: Axis) -> _Ladder:
        step = axis.value(1) - axis.low
        denominator = lcm(axis.low.denominator, step.denominator)
        first, rise = int(axis.low * denominator), int(step * denominator)
        last = first + rise * (axis.count - 1)
        return cls(first, rise, denominator, max(-first, last, last - first) < 1 << 63)
