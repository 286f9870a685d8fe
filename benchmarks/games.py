"""Games drawn at random, fresh in every run: the same ones for all solvers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["KINDS", "SCALE", "Games", "draw", "draw_trios"]

KINDS: Final = {"integer": "integers -4..4", "random": "U(-1, 1), 6 decimals"}
SCALE: Final = 1_000_000
"""Random payoffs times this are whole numbers."""


@dataclass(frozen=True, slots=True)
class Games:
    """Games of two players.

    Attributes
    ----------
    kind
        One of `KINDS`.
    whole
        Payoffs of both players as whole numbers, shape (2, rows, columns, games); random ones
        times `SCALE`.
    given
        Payoffs as they are drawn: whole numbers, or floats with six decimals.
    """

    kind: str
    whole: NDArray[np.int64]
    given: NDArray[Any]

    def __len__(self) -> int:
        return int(self.whole.shape[3])

    @property
    def size(self) -> int:
        """Number of strategies of each player."""
        return int(self.whole.shape[1])

    def first(self, count: int) -> Games:
        """Keep the first games."""
        return Games(self.kind, self.whole[..., :count], self.given[..., :count])

    def one_by_one(self, *, whole: bool = False) -> NDArray[Any]:
        """Give one matrix per game and player, shape (games, 2, rows, columns), contiguous."""
        return np.ascontiguousarray(np.moveaxis(self.whole if whole else self.given, -1, 0))


def draw(kind: str, size: int, count: int, seed: list[int]) -> Games:
    random = np.random.default_rng(seed)
    shape = (2, size, size, count)
    if kind == "integer":
        whole = random.integers(-4, 5, shape)
        return Games(kind, whole, whole)
    whole = random.integers(-SCALE, SCALE, shape, endpoint=True)
    return Games(kind, whole, whole / SCALE)


def draw_trios(count: int, seed: list[int]) -> NDArray[np.int64]:
    """Payoffs of three players with two strategies, times `SCALE`, shape (3, 8, games)."""
    return np.random.default_rng(seed).integers(-SCALE, SCALE, (3, 8, count), endpoint=True)
