"""Exact values of parameters at many points: integers over one denominator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Block", "Column", "Values"]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One quantity at many points, exactly: ``numerators / denominator``.

    Attributes
    ----------
    numerators
        One integer per point: int64, or Python integers (dtype object) where they do not fit.
    denominator
        Positive.

    Examples
    --------
    >>> import numpy as np
    >>> column = Column(np.array([1, 2, 3]), 4)
    >>> column.fraction(1), column.floats()
    (Fraction(1, 2), array([0.25, 0.5 , 0.75]))
    """

    numerators: NDArray[Any]
    denominator: int

    def __len__(self) -> int:
        return len(self.numerators)

    def fraction(self, row: int) -> Fraction:
        """Give the value at one point."""
        return Fraction(int(self.numerators[row]), self.denominator)

    def floats(self) -> NDArray[np.float64]:
        """Give the nearest floats (within one unit in the last place)."""
        import numpy as np

        if self.numerators.dtype != object:
            limit = 1 << 53
            whole = self.numerators
            if self.denominator <= limit and (np.abs(whole) <= limit).all():
                return np.asarray(whole / self.denominator, dtype=np.float64)
        return np.array([float(self.fraction(row)) for row in range(len(self))], dtype=np.float64)


Values = Mapping[str, Fraction | Column]
"""Per parameter its value: one for all points, or one per point."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The points of a design from `start` to before `stop`.

    Attributes
    ----------
    start, stop
        Numbers of the points.
    values
        Every parameter of the model.
    shown
        The quantities that the design varies (parameters, or derived quantities), for the
        columns of the result; at a point that cannot be made a parameter may stand at any value.
    failures
        Per row (from 0) that is no point, why: a derived quantity cannot take its value there.
    """

    start: int
    stop: int
    values: Values
    shown: Mapping[str, Fraction | Column]
    failures: Mapping[int, str]

    def __len__(self) -> int:
        return self.stop - self.start

    def point(self, row: int) -> dict[str, Fraction]:
        """Give every parameter its value at one row."""
        return {
            name: value.fraction(row) if isinstance(value, Column) else value
            for name, value in self.values.items()
        }
