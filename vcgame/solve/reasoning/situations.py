"""What a player can meet: all ways in which the others can play, as dominance asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame, spreads
from vcgame.solve.numbers import cleared

__all__ = ["Alive", "Situation", "Situations"]

Alive = tuple[tuple[int, ...], ...]
"""Per player, the strategies that are left, rising."""

Situation = tuple[int, ...]
"""What the others do: the strategy of each; in a game of alike firms, how many play each."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One player's payoffs."""

    table: list[Any]
    denominator: int
    exact: bool


class Situations:
    """A strategic game, or a symmetric one by counts, seen by one player after the other.

    Parameters
    ----------
    game
        In a symmetric game the firms are alike, and count as one player.

    Examples
    --------
    >>> game = StrategicGame.from_matrices([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> Situations(game).rows(0, ((0, 1), (0, 1)))
    {0: [3, 0], 1: [5, 1]}
    """

    def __init__(self, game: StrategicGame | SymmetricGame) -> None:
        self.game = game
        self.alike = isinstance(game, SymmetricGame)
        self.counts: tuple[int, ...]
        if isinstance(game, SymmetricGame):
            self.counts = (len(game.strategies),)
            values, denominator = cleared([value for row in game.payoffs for value in row])
            self._sides = [_Side(values, denominator, game.exact)]
            self._spreads = list(spreads(game.number - 1, len(game.strategies)))
        else:
            self.counts = game.shape
            self._sides = [
                _Side(*cleared(list(own)), all(isinstance(value, Fraction) for value in own))
                for own in game.payoffs
            ]

    @property
    def everything(self) -> Alive:
        """All strategies of all players."""
        return tuple(tuple(range(count)) for count in self.counts)

    def exact(self, player: int) -> bool:
        """Whether the payoffs of a player are rational."""
        return self._sides[player].exact

    def scale(self, player: int) -> int:
        """By which number the payoffs of `rows` are larger than those of the game."""
        return self._sides[player].denominator

    def rows(self, player: int, alive: Alive) -> dict[int, list[Any]]:
        """Give the payoffs of a player's strategies that are left, situation by situation."""
        table = self._sides[player].table
        own = alive[player]
        if self.alike:
            size = len(self._spreads)
            places = self._possible(alive[0])
            return {s: [table[s * size + place] for place in places] for s in own}
        strides = self._strides()
        step = strides[player]
        others = [
            [k * stride for k in left] if who != player else [0]
            for who, (left, stride) in enumerate(zip(alive, strides, strict=True))
        ]
        offsets = [sum(each) for each in product(*others)]
        return {s: [table[offset + s * step] for offset in offsets] for s in own}

    def situations(self, player: int, alive: Alive) -> list[Situation]:
        """List what the others can do, in the order of `rows`."""
        if self.alike:
            return [self._spreads[place] for place in self._possible(alive[0])]
        return list(product(*(left for who, left in enumerate(alive) if who != player)))

    def size(self, player: int, alive: Alive) -> int:
        """Count the situations."""
        if self.alike:
            return len(self._possible(alive[0]))
        count = 1
        for who, left in enumerate(alive):
            count *= len(left) if who != player else 1
        return count

    def _possible(self, own: Sequence[int]) -> list[int]:
        gone = [s for s in range(self.counts[0]) if s not in own]
        if not gone:
            return list(range(len(self._spreads)))
        return [k for k, spread in enumerate(self._spreads) if not any(spread[s] for s in gone)]

    def _strides(self) -> list[int]:
        strides, stride = [], 1
        for count in reversed(self.counts):
            strides.append(stride)
            stride *= count
        return strides[::-1]
