"""The probabilities of the equilibria of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vcgame.solve.kernel.tables import Side, side_tables

__all__ = ["Shares", "no_shares", "weights"]

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Equilibria with their probabilities.

    Attributes
    ----------
    game
        Per equilibrium, the number of its game.
    place
        Its place among the equilibria of its game's pattern, from 0.
    x, y
        Probabilities of the two players' strategies, shape (equilibria, strategies); in
        memory each strategy's stand together.
    """

    game: Ints
    place: Ints
    x: Floats
    y: Floats

    def moved(self, games: int) -> Shares:
        """Count the games from another number."""
        return Shares(self.game + games, self.place, self.x, self.y)

    def placed(self, games: Ints) -> Shares:
        """Name the games by their numbers elsewhere."""
        return Shares(games[self.game], self.place, self.x, self.y)

    def replaced(self, games: Ints, others: Shares) -> Shares:
        """Take the equilibria of some games, all of which `games` names, from others."""
        first, last = (self.game[0], self.game[-1]) if len(self.game) else (0, -1)
        mine = games[(games >= first) & (games <= last)]
        if not len(mine):
            return self
        theirs = others.where((others.game >= first) & (others.game <= last))
        whole = Shares.joined([self.where(~np.isin(self.game, mine)), theirs])
        return whole.where(np.argsort(whole.game, kind="stable"))

    def where(self, kept: Any) -> Shares:
        """Keep some equilibria, or put them into another order."""
        x, y = self.x.T[:, kept].T, self.y.T[:, kept].T
        return Shares(self.game[kept], self.place[kept], x, y)

    @staticmethod
    def joined(parts: Sequence[Shares]) -> Shares:
        """Put several lists behind one another."""
        if len(parts) == 1:
            return parts[0]
        return Shares(
            np.concatenate([part.game for part in parts]),
            np.concatenate([part.place for part in parts]),
            np.concatenate([part.x.T for part in parts], axis=1).T,
            np.concatenate([part.y.T for part in parts], axis=1).T,
        )


def no_shares(shape: tuple[int, int]) -> Shares:
    """Give an empty list."""
    none = np.empty(0, dtype=np.intp)
    return Shares(none, none, np.empty((0, shape[0])), np.empty((0, shape[1])))


def weights(
    side: Side, levels: list[NDArray[Any]], candidate: Ints, game: Ints
) -> tuple[Floats, Floats]:
    """Work out mixtures from minors: Cramer's rule.

    Parameters
    ----------
    side
        Tables whose candidates are meant.
    levels
        All minors of the games.
    candidate, game
        Per mixture, its candidate and its game.

    Returns
    -------
    shares
        Shape (mixtures, other strategies); each row sums to 1.
    totals
        Sum of the weights before they were divided by it; 1 for pure strategies, and where
        the minors are Python integers.
    """
    count = len(candidate)
    found = np.zeros((side.other, count))  # one strategy after the other: whole rows are quick
    flat = found.reshape(-1)
    totals = np.ones(count)
    sizes = side.sizes[candidate]
    for size, rows, strategies in _places(side.own, side.other):
        chosen = np.flatnonzero(sizes == size)
        if not len(chosen):
            continue
        which = candidate[chosen]
        into = [played[which] * count + chosen for played in strategies]
        if size == 1:
            flat[into[0]] = 1.0
            continue
        values = levels[size - 2]
        games, minors = game[chosen], values.reshape(-1)
        raw = [np.abs(_wide(minors[row[which] * values.shape[1] + games])) for row in rows]
        total = sum(raw[1:], raw[0])
        for place, weight in zip(into, raw, strict=True):
            flat[place] = weight / total  # of Python integers too the nearest float
        if total.dtype != object:
            totals[chosen] = total
    return found.T, totals


def _wide(minors: NDArray[Any]) -> NDArray[Any]:
    return minors if minors.dtype == object else minors.astype(np.float64)


@lru_cache(maxsize=64)
def _places(own: int, other: int) -> list[tuple[int, Ints, Ints]]:
    """Per size: the size; per strategy played and candidate its row in the level; itself."""
    side = side_tables(own, other)
    found = []
    for size in range(1, min(own, other) + 1):
        rows = np.zeros((size, len(side)), dtype=np.intp)
        strategies = np.zeros((size, len(side)), dtype=np.intp)
        first = side.levels[size - 2].first if size > 1 else 0
        for candidate in np.flatnonzero(side.sizes == size):
            played = np.flatnonzero(side.weight_row[candidate] >= 0)
            strategies[:, candidate] = played
            rows[:, candidate] = side.weight_row[candidate, played] - first
        found.append((size, rows, strategies))
    return found
