"""Minors in floats, with a bound on how far each may be off.

The bounds are a running analysis of the standard model of floating-point arithmetic (Higham 2002,
Accuracy and Stability of Numerical Algorithms, section 3.3), one bound per game and level.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vcgame.solve.kernel.minors import minor_levels
from vcgame.solve.kernel.tables import Side

__all__ = ["Margins", "rounded_levels"]

_UNIT: Final = 2.0**-53
_SAFE: Final = 1.001
"""Covers the rounding of the bounds themselves."""
_LEAST: Final = 2.0**-1060
"""More than a product or two can lose by falling below the smallest normal float."""

_ALIKE: Final = 1_024

Floats = NDArray[np.float64]

Margins = list[tuple[Floats, Floats]]
"""Per level two bounds, of the rows that are expansions and of those that are sums: the true minor
is closer than that. One per game, or one for all games."""


def rounded_levels(
    side: Side, entries: Floats, errors: Floats | None
) -> tuple[list[Floats], Margins, list[NDArray[np.bool_]]]:
    """Work out all minors of differences of payoffs that are floats.

    Parameters
    ----------
    side
        Tables of the game's shape.
    entries
        Differences of payoffs, shape ((own - 1)*other, games), each rounded once.
    errors
        Per game, how far a difference was off before it was rounded; ``None`` where it was exact.

    Returns
    -------
    levels
        Per level, shape (rows of the level, games).
    margins
        How far they may be off.
    zeros
        Per level and row, whether it is known to be zero in every game.
    """
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        levels: list[Floats] = minor_levels(side, entries, [np.float64] * len(side.levels))
        largest = np.abs(entries).max(axis=0, initial=0.0)
        top = float(largest.max(initial=0.0))
        if top <= _ALIKE * float(largest.min(initial=top)):
            largest = np.full(1, top)  # games of about one scale share their bounds
        margins = _margins(side, largest, np.zeros(1) if errors is None else errors)
    zero = ~entries.any(axis=1) if errors is None else np.zeros(len(entries), dtype=np.bool_)
    return levels, margins, _zeros(side, zero)


def _margins(side: Side, largest: Floats, errors: Floats) -> Margins:
    """Follow the errors from level to level.

    Nothing is sure of a level where a minor, a sum on the way to one, or the sum of the weights of
    a mixture could overflow: infinity minus a large number says nothing of a sign.
    """
    entry_error = _SAFE * (errors + _UNIT * largest)
    entry = largest + entry_error  # bounds the true and the rounded differences
    error, size_bound = entry_error, entry
    margins = []
    for level in side.levels:
        size = level.size
        if size > 1:
            product = entry_error * size_bound + entry * error + _UNIT * entry * size_bound
            adding = size * _UNIT * entry * size_bound
            error = _SAFE * size * (product + adding + _LEAST)
            size_bound = _SAFE * (size * entry * size_bound + error)
        summed = _SAFE * (size + 1) * (error + size * _UNIT * size_bound)
        within = np.isfinite((size + 1) ** 2 * size_bound + summed)
        margins.append((np.where(within, error, np.inf), np.where(within, summed, np.inf)))
    return margins


def _zeros(side: Side, entries: Any) -> list[NDArray[np.bool_]]:
    """Follow differences that are zero throughout: a product with one is zero."""
    found: list[NDArray[np.bool_]] = []
    for level in side.levels:
        rows = [
            all(entries[entry] or (level.size > 1 and found[-1][row]) for entry, row, _ in terms)
            for terms in level.expansions
        ]
        rows += [all(rows[row] for row, _ in terms) for terms in level.sums]
        found.append(np.array(rows, dtype=np.bool_))
    return found
