"""What is found in many 2x2x2 games, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Output", "TrioBatch"]


@dataclass(frozen=True, slots=True, eq=False)
class TrioBatch:
    """What was found: by game, then supports, then best replies, then probabilities.

    Attributes
    ----------
    game
        Per equilibrium, the number of its game.
    probabilities
        Shape (3, 2, equilibria): per player and strategy, within 1e-9; with `errors`, as near
        as those leave it.
    supports, best_replies
        Shape (3, equilibria): per player a mask, 1 for the first strategy, 2 for the second,
        3 for both.
    degenerate
        Per game, whether some equilibrium is not regular, as `vcgame.solve.trio` has it.
    complete
        Per game, whether all equilibria are listed. Where there are infinitely many, the same
        ones are listed as by `vcgame.solve.trio.solve_trio`.
    undecided
        Per game, whether the errors of the payoffs, with those of rounding, leave a sign open.
        Nothing is listed then; without `errors` there are none.
    """

    game: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    supports: NDArray[np.uint8]
    best_replies: NDArray[np.uint8]
    degenerate: NDArray[np.bool_]
    complete: NDArray[np.bool_]
    undecided: NDArray[np.bool_]


class Output:
    """The arrays of a batch while they grow.

    Parameters
    ----------
    games
        How many there are.
    step
        How many are done at a time.
    """

    def __init__(self, games: int, step: int) -> None:
        self._step = step
        self.size = 0
        self.game = np.empty(0, dtype=np.int64)
        self.probabilities = np.empty((3, 2, 0))
        self.supports = np.empty((3, 0), dtype=np.uint8)
        self.best_replies = np.empty((3, 0), dtype=np.uint8)
        self.degenerate = np.empty(games, dtype=np.bool_)
        self.complete = np.empty(games, dtype=np.bool_)
        self.undecided = np.empty(games, dtype=np.bool_)

    def reserve(self, more: int, done: int) -> None:
        """Make room, for all games at once if the others are like those that are done."""
        wanted = self.size + more
        if wanted <= self.game.size:
            return
        share = self.degenerate.size / max(done, min(self._step, self.degenerate.size))
        capacity = max(wanted, int(1.03 * wanted * min(share, 1.5 if done else np.inf)))
        for name in ("game", "probabilities", "supports", "best_replies"):
            old = getattr(self, name)
            new = np.empty((*old.shape[:-1], capacity), dtype=old.dtype)
            new[..., : self.size] = old[..., : self.size]
            setattr(self, name, new)

    def batch(self) -> TrioBatch:
        """Give what was filled."""
        return TrioBatch(
            self.game[: self.size],
            self.probabilities[:, :, : self.size],
            self.supports[:, : self.size],
            self.best_replies[:, : self.size],
            self.degenerate,
            self.complete,
            self.undecided,
        )
