"""The values of a block as programs take them, and masks over its points."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from vcgame.model.formula.tiers import Input
from vcgame.sweep.columns import Column, Values

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["inputs_of", "mask_of", "point_at", "rows_of"]


def inputs_of(values: Values, names: Iterable[str]) -> dict[str, Input]:
    """Give the values of some parameters."""
    found: dict[str, Input] = {}
    for name in names:
        value = values[name]
        found[name] = (value.numerators, value.denominator) if isinstance(value, Column) else value
    return found


def rows_of(values: Values, rows: NDArray[np.intp]) -> dict[str, Fraction | Column]:
    """Give the values at some rows."""
    return {
        name: Column(value.numerators[rows], value.denominator)
        if isinstance(value, Column)
        else value
        for name, value in values.items()
    }


def point_at(values: Values, row: int) -> dict[str, Fraction]:
    """Give every parameter its value at one row."""
    return {
        name: value.fraction(row) if isinstance(value, Column) else value
        for name, value in values.items()
    }


def mask_of(mark: Any, count: int) -> NDArray[np.bool_]:
    """Write a mask out for every point."""
    import numpy as np

    mask = np.zeros(count, dtype=np.bool_)
    if mark is not None:
        mask |= mark
    return mask
