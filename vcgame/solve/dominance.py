"""Iterated elimination of strictly dominated strategies of a two-player game.

A strategy that another pure strategy beats against everything is a best reply to nothing, so
it is in no equilibrium, and removing it, again and again, keeps the set of equilibria (Luce
and Raiffa 1957) and every best reply to mixtures of what remains. The result
does not depend on the order of removal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["undominated"]

Matrix = Sequence[Sequence[Any]]


def undominated(first: Matrix, second: Matrix) -> tuple[list[int], list[int]]:
    """Find the strategies of both players that survive the elimination.

    Parameters
    ----------
    first, second
        Payoffs of the two players, rows for the first player's strategies. Where a ball does
        not decide a comparison, the strategy stays.

    Examples
    --------
    The prisoners' dilemma:

    >>> undominated([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    ([1], [1])
    """
    own = [list(range(len(first))), list(range(len(first[0])))]
    tables = (first, list(zip(*second, strict=True)))
    waiting = True
    while waiting:
        waiting = False
        for player in (0, 1):
            table, against = tables[player], own[1 - player]
            rows = {s: [table[s][k] for k in against] for s in own[player]}
            kept = [s for s in own[player] if not _beaten(s, rows)]
            waiting = waiting or len(kept) < len(own[player])
            own[player] = kept
    return own[0], own[1]


def _beaten(strategy: int, rows: dict[int, list[Any]]) -> bool:
    """Whether another row is greater everywhere."""
    row = rows[strategy]
    return any(
        all(better > value for better, value in zip(other, row, strict=True))
        for s, other in rows.items()
        if s != strategy
    )
