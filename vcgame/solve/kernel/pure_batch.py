"""All pure equilibria of many games of any number of players and strategies.

Comparisons only, so integers and floats are exact as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vcgame.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["PureBatch", "pure_equilibria"]

_CELLS: Final = 1_000_000
"""Payoffs of one player that are compared at once."""


@dataclass(frozen=True, slots=True, eq=False)
class PureBatch:
    """Which pure profiles are equilibria, and what is tight there.

    Attributes
    ----------
    equilibria
        Shape (profiles, games): whether a profile is an equilibrium.
    best_replies
        Per player, shape (profiles, games): whether the player's own strategy in the profile
        is a best reply to the others'. The whole set of best replies at a profile is read
        from the profiles that differ in the player's strategy only; see `replies`.
    shape
        Number of strategies of each player.
    """

    equilibria: NDArray[np.bool_]
    best_replies: tuple[NDArray[np.bool_], ...]
    shape: tuple[int, ...]

    def replies(self, player: int) -> NDArray[np.bool_]:
        """Tell which strategies are a player's best replies to the others at each profile.

        Parameters
        ----------
        player
            Number of the player.

        Returns
        -------
        numpy.ndarray
            Shape (strategies, profiles, games): as many times the memory of `equilibria` as
            the player has strategies.
        """
        before, own, after = _split(self.shape, player)
        games = self.equilibria.shape[1]
        best = self.best_replies[player].reshape(before, own, after, games)
        # Every profile sees the whole line of profiles that it lies on.
        lines = np.broadcast_to(best[:, None], (before, own, own, after, games))
        return np.moveaxis(lines, 2, 0).reshape(own, before * own * after, games)


def pure_equilibria(payoffs: ArrayLike, shape: tuple[int, ...]) -> PureBatch:
    """Compare every player's strategies at every pure profile of many games.

    Parameters
    ----------
    payoffs
        Shape (players, profiles, games), profiles in row-major order (the last player's
        strategy changes fastest). Integers of any size or floats, compared as they are.
    shape
        Number of strategies of each player.

    Raises
    ------
    UsageError
        For another shape, and for what is no number.

    Examples
    --------
    >>> dilemma = [[[2], [0], [3], [1]], [[2], [3], [0], [1]]]
    >>> batch = pure_equilibria(dilemma, (2, 2))
    >>> batch.equilibria[:, 0].tolist()
    [False, False, False, True]
    >>> batch.replies(0)[:, 3, 0].tolist()
    [False, True]
    """
    table = np.asarray(payoffs)
    size = prod(shape)
    if not shape or min(shape) < 1:
        raise UsageError("every player of a game has at least one strategy")
    if table.ndim != 3 or table.shape[:2] != (len(shape), size):
        raise UsageError(
            f"payoffs of these games have the shape ({len(shape)}, {size}, games), "
            f"not {table.shape}"
        )
    _check(table)
    games = table.shape[2]
    stable = np.ones((size, games), dtype=np.bool_)
    best = tuple([np.empty((size, games), dtype=np.bool_) for _ in shape])
    step = max(1, _CELLS // size)
    for start in range(0, games, step):
        span = slice(start, start + step)
        for player in range(len(shape)):
            before, own, after = _split(shape, player)
            values = table[player, :, span].reshape(before, own, after, -1)
            greatest = values.max(axis=1, keepdims=True)
            mine = (values == greatest).reshape(size, -1)
            best[player][:, span] = mine
            stable[:, span] &= mine
    return PureBatch(stable, best, tuple(shape))


def _split(shape: tuple[int, ...], player: int) -> tuple[int, int, int]:
    """Numbers of profiles of the players before, strategies of one, profiles of those after."""
    return prod(shape[:player]), shape[player], prod(shape[player + 1 :])


def _check(table: NDArray[Any]) -> None:
    kind = table.dtype.kind
    if kind == "f":
        # Infinite payoffs would tie with each other.
        if not np.isfinite(table).all():
            raise UsageError("payoffs are finite numbers")
    elif kind == "O":
        if not all(isinstance(value, int) for value in table.flat):
            raise UsageError("payoffs in an object array are Python integers")
    elif kind not in "iu":
        raise UsageError(f"payoffs are integers or floats, not {table.dtype}")
