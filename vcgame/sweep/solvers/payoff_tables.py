"""The payoffs of one player at many points, as one table that a kernel can work on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from vcgame.model.formula.integer_arrays import INT64, Integers
from vcgame.model.formula.tier_steps import Found, Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PlayerPayoffs", "Tier", "tabulated"]

Tier: TypeAlias = Literal["integers", "floats", "none"]


@dataclass(frozen=True, slots=True, eq=False)
class PlayerPayoffs:
    """The payoffs of one player at the points of a block.

    Attributes
    ----------
    tier
        ``"integers"``: `table` holds int64, exact up to a positive factor at each point;
        ``"floats"``: float64 within `error` of the exact payoffs; ``"none"``: no table, every
        point needs `PayoffBlock.exact`.
    table
        Of shape (profiles, points), profiles in the order of the model (the last player's
        strategy changes fastest). What it holds at absent and unsure points means nothing.
    bound
        The largest magnitude in a table of integers; a bound on those in one of floats.
    error
        Zero for integers.
    unit, below
        A payoff is ``unit * table / (product of below)``, for integers; `below` are positive
        arrays.
    """

    tier: Tier
    table: NDArray[Any] | None
    bound: float
    error: float = 0.0
    unit: Fraction = Fraction(1)
    below: tuple[NDArray[Any], ...] = ()


def tabulated(found: list[Found], rows: list[Row], table: NDArray[np.int64]) -> PlayerPayoffs:
    """Bring a player's payoffs to one table, of integers if they fit."""
    import numpy as np

    exact = [each.exact for each in found if each.exact is not None]
    aligned = Integers(INT64).aligned(exact) if len(exact) == len(found) else None
    if aligned is not None and all(t.low > -INT64 and t.high < INT64 for t in aligned.terms):
        for row, term in zip(rows, aligned.terms, strict=True):
            if term.num is None:
                row.integers[:] = term.times
            elif term.times != 1:
                np.multiply(term.num, term.times, out=row.integers)
            elif term.num is not row.integers:
                row.integers[:] = term.num
        unit = Fraction(aligned.up, aligned.down)
        below = tuple(factor.array for factor in aligned.below)
        bound = max(-int(table.min()), int(table.max())) if table.size else 0
        return PlayerPayoffs("integers", table, bound, 0.0, unit, below)
    rough = [each for each in (each.rough() for each in found) if each is not None]
    if len(rough) < len(found):
        return PlayerPayoffs("none", None, 0.0)
    for row, each in zip(rows, rough, strict=True):
        if each.array is not row.floats:
            row.floats[:] = each.array
    error = max(each.error for each in rough)
    size = max(each.size for each in rough)
    return PlayerPayoffs("floats", table.view(np.float64), size, error)
