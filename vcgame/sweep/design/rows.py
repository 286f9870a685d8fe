"""Rows of a block: which setting and which draw each has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from vcgame.sweep.columns import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Rows"]

_Columns = dict[str, Fraction | Column]


@dataclass(frozen=True, slots=True)
class Rows:
    """The points from `start` to before `stop`, where every setting has so many draws.

    Examples
    --------
    >>> rows = Rows(3, 9, 4)
    >>> rows.first, rows.last, rows.counts().tolist()
    (0, 3, [1, 4, 1])
    """

    start: int
    stop: int
    draws: int

    @property
    def first(self) -> int:
        """The first setting."""
        return self.start // self.draws

    @property
    def last(self) -> int:
        """The setting behind the last."""
        return (self.stop - 1) // self.draws + 1

    def counts(self) -> NDArray[np.int64]:
        """Count the rows of each setting."""
        import numpy as np

        counts = np.full(self.last - self.first, self.draws, dtype=np.int64)
        counts[0] -= self.start - self.first * self.draws
        counts[-1] -= self.last * self.draws - self.stop
        return counts

    def spread(self, values: NDArray[Any]) -> NDArray[Any]:
        """Give each row what its setting has."""
        import numpy as np

        return values if self.draws == 1 else np.repeat(values, self.counts())

    def spread_value(self, value: Fraction | Column) -> Fraction | Column:
        """Give each row the value that its setting has."""
        if isinstance(value, Column):
            return Column(self.spread(value.numerators), value.denominator)
        return value

    def spread_failures(self, failures: Mapping[int, str]) -> dict[int, str]:
        """Give each row the failure of its setting."""
        if not failures or self.draws == 1:
            return dict(failures)
        ends = self.counts().cumsum().tolist()
        return {
            row: why
            for setting, why in failures.items()
            for row in range(ends[setting - 1] if setting else 0, ends[setting])
        }

    def drawn(self, columns: Callable[[int, int], _Columns]) -> _Columns:
        """Give each row the values of its draw, from a function that makes a range of draws."""
        import numpy as np

        first = self.start % self.draws
        after = first + self.stop - self.start
        if after <= self.draws:
            return columns(first, after)
        if after - first < self.draws:
            head, tail = columns(first, self.draws), columns(0, after - self.draws)
            return {name: _joined(value, tail[name]) for name, value in head.items()}
        every = columns(0, self.draws)
        turns = np.arange(first, after, dtype=np.int64) % self.draws
        return {
            name: Column(value.numerators[turns], value.denominator)
            if isinstance(value, Column)
            else value
            for name, value in every.items()
        }


def _joined(head: Fraction | Column, tail: Fraction | Column) -> Fraction | Column:
    import numpy as np

    if isinstance(head, Column) and isinstance(tail, Column):
        return Column(np.concatenate([head.numerators, tail.numerators]), head.denominator)
    return head
