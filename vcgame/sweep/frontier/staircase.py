"""Where one polynomial that rises in both parameters changes its sign on a grid of lines.

Along such a polynomial the points of the grid where it is positive lie above a falling
staircase. It is followed from the low end of the one parameter and the high end of the other,
one point for each step (the saddleback search of Bird 2006), so that its cost is its length.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import comb
from typing import TYPE_CHECKING, Any, NamedTuple

from vcgame.sweep.frontier.cells import Finest, Proved

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Stairs", "directions", "first_positive", "stair_cells", "turned"]

Both = tuple[Any, Any]


class Stairs(NamedTuple):
    """Where polynomials become positive.

    Attributes
    ----------
    first
        Shape (lines, polynomials): the first positive point; behind the last, where there is
        none.
    sure
        Per polynomial, whether all signs were sure; else `first` means nothing.
    zeros
        Per polynomial, whether it is zero at some point.
    asked
        How many signs were asked for.
    """

    first: NDArray[np.int32]
    sure: NDArray[np.bool_]
    zeros: NDArray[np.bool_]
    asked: int


def directions(
    coefficients: NDArray[np.float64], shape: tuple[int, int], bounds: NDArray[np.float64]
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Tell in which direction polynomials never fall, in each parameter.

    The derivatives of a polynomial have the differences of its Bernstein coefficients.

    Parameters
    ----------
    coefficients
        Flat coefficients, a column for each polynomial.
    shape
        Numbers of coefficients in both parameters.
    bounds
        Per polynomial, how far its coefficients may be off.

    Returns
    -------
    tuple
        For each parameter, per polynomial 1 (it never falls), -1 (it never rises), or 0.
    """
    import numpy as np

    table = coefficients.reshape(*shape, -1)
    found = []
    for axis in (0, 1):
        steps = np.diff(table, axis=axis).reshape(-1, table.shape[2])
        if not len(steps):
            found.append(np.ones(table.shape[2], dtype=np.int8))
            continue
        least, most = steps.min(axis=0), steps.max(axis=0)
        rising, falling = least >= 3 * bounds, most <= -3 * bounds
        found.append(np.where(rising, 1, np.where(falling, -1, 0)).astype(np.int8))
    return found[0], found[1]


def turned(
    coefficients: NDArray[np.float64],
    shape: tuple[int, int],
    first: NDArray[np.bool_],
    second: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Run through a parameter backwards, for the polynomials where that is asked for."""
    import numpy as np

    table = coefficients.reshape(*shape, -1)
    table = np.where(first, table[::-1], table)
    table = np.where(second, table[:, ::-1], table)
    return table.reshape(coefficients.shape)


def first_positive(
    coefficients: NDArray[np.float64],
    shape: tuple[int, int],
    count: int,
    bounds: NDArray[np.float64],
    *,
    zero: bool = False,
) -> Stairs:
    """Find on each line of the first parameter the first point where a polynomial is positive.

    Parameters
    ----------
    coefficients, shape
        Of polynomials that never fall, as in `directions`.
    count
        The lines 0 to `count` cut each side into so many equal parts.
    bounds
        How far values may be off; 0 where they are exact.
    zero
        Whether zero counts as positive.
    """
    import numpy as np

    basis = _basis(shape, count)
    polynomials = coefficients.shape[1]
    found = np.zeros((count + 1, polynomials), dtype=np.int32)
    sure = np.ones(polynomials, dtype=np.bool_)
    zeros = np.zeros(polynomials, dtype=np.bool_)
    across = np.zeros(polynomials, dtype=np.intp)
    along = np.full(polynomials, count, dtype=np.intp)
    active = np.arange(polynomials)
    asked = 0
    while len(active):
        i, j = across[active], along[active]
        weights = basis[i * (count + 1) + j]
        values = np.einsum("nk,kn->n", weights, coefficients[:, active])
        asked += len(active)
        sure[active] &= (np.abs(values) > bounds[active]) | (bounds[active] == 0)
        zeros[active] |= values == 0
        positive = values >= 0 if zero else values > 0
        down, right = active[positive], active[~positive]
        along[down] -= 1
        found[across[right], right] = along[right] + 1
        across[right] += 1
        active = active[sure[active] & (across[active] <= count) & (along[active] >= 0)]
    return Stairs(found, sure, zeros, asked)


def stair_cells(
    positive: NDArray[np.int32],
    reached: NDArray[np.int32],
    places: Both,
    turns: Both,
    outcomes: tuple[Any, Any, Any],
) -> Iterator[Proved | Finest]:
    """Give the cells that staircases go through, and the rectangles on both sides of them.

    Parameters
    ----------
    positive, reached
        By `first_positive`, where polynomials are positive, and where they are not negative.
    places
        Column and row of the low corner of each grid.
    turns
        Per grid, whether it was run through backwards, in both parameters.
    outcomes
        Per grid, the outcomes where the polynomial is positive, negative, and zero.
    """
    import numpy as np

    count, grids = positive.shape[0] - 1, positive.shape[1]
    if not grids:
        return
    above, below, between = outcomes
    # Where a zero is as good as a positive value, or a negative one, it does not part cells.
    ends = np.where(between == below, positive, reached)
    starts = np.where(between == above, reached, positive)
    after = np.clip(ends[1:] - 1, 0, count)  # lower rows are negative up to their high corner
    before = np.clip(starts[:-1], 0, count)  # rows from here on are positive
    column = np.repeat(np.arange(count, dtype=np.int32)[:, None], grids, axis=1)
    grid = np.repeat(np.arange(grids)[None, :], count, axis=0)
    nothing, everything = np.zeros_like(after), np.full_like(after, count)
    for low, high, outcome in ((nothing, after, below), (before, everything, above)):
        some = high > low
        which, i = grid[some], column[some]
        low, high = low[some], high[some]
        back, down = turns[0][which], turns[1][which]
        left = places[0][which] + np.where(back, count - 1 - i, i)
        bottom = places[1][which] + np.where(down, count - high, low)
        yield Proved(
            left.astype(np.int32),
            (left + 1).astype(np.int32),
            bottom.astype(np.int32),
            (bottom + high - low).astype(np.int32),
            outcome[which],
        )
    lengths = (before - after).ravel()
    which, i = np.repeat(grid.ravel(), lengths), np.repeat(column.ravel(), lengths)
    shifts = np.cumsum(lengths) - lengths - after.ravel()
    j = np.arange(len(which)) - np.repeat(shifts, lengths)
    back, down = turns[0][which], turns[1][which]
    corners = np.empty((len(which), 4), dtype=np.int32)
    for corner in range(4):
        across = i + ((corner & 1) ^ back)
        along = j + ((corner >> 1) ^ down)
        low_side = np.where(along >= reached[across, which], between[which], below[which])
        corners[:, corner] = np.where(along >= positive[across, which], above[which], low_side)
    columns = places[0][which] + np.where(back, count - 1 - i, i)
    rows = places[1][which] + np.where(down, count - 1 - j, j)
    yield Finest(columns.astype(np.int32), rows.astype(np.int32), corners)


@lru_cache(maxsize=64)
def _basis(shape: tuple[int, int], count: int) -> NDArray[np.float64]:
    """Values of the Bernstein polynomials at the points of the grid, a row for each point."""
    import numpy as np

    sides = [
        np.array(
            [
                [
                    comb(number - 1, k)
                    * i**k
                    * (count - i) ** (number - 1 - k)
                    / count ** (number - 1)
                    for k in range(number)
                ]
                for i in range(count + 1)
            ]
        )
        for number in shape
    ]
    return np.kron(sides[0], sides[1])
