"""Strategic games: finitely many players and strategies, a payoff for every profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from vcgame.errors import UsageError
from vcgame.model.point import exact_value

__all__ = ["StrategicGame"]

Profile = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StrategicGame:
    """A game in numbers.

    Attributes
    ----------
    players
        Their ids.
    strategies
        Per player, the ids of the strategies.
    payoffs
        Per player, one number per profile in row-major order (the last player's strategy
        changes fastest). Exact rationals (`fractions.Fraction`), or `flint.arb` balls where
        an irrational function came in.

    Examples
    --------
    >>> game = StrategicGame.from_matrices([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> game.shape
    (2, 2)
    >>> game.payoff((1, 0))
    (Fraction(5, 1), Fraction(0, 1))
    """

    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    payoffs: tuple[tuple[Any, ...], ...]

    @classmethod
    def from_matrices(cls, A: Any, B: Any) -> StrategicGame:
        """Make a two-player game from the payoffs of the row and the column player.

        A float is taken for the decimal that it prints as: ``0.1`` is one tenth.

        Raises
        ------
        UsageError
            For matrices of different or no shape, and for what is no finite number.
        """
        rows, columns = len(A), len(A[0]) if len(A) else 0
        if not columns or len(B) != rows or any(len(r) != columns for r in (*A, *B)):
            raise UsageError("both payoff matrices need the same rows and columns, at least one")
        return cls(
            ("row", "column"),
            (tuple(f"r{i + 1}" for i in range(rows)), tuple(f"c{j + 1}" for j in range(columns))),
            tuple(
                tuple(exact_value(value) for row in matrix for value in row) for matrix in (A, B)
            ),
        )

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of strategies of each player."""
        return tuple(len(ids) for ids in self.strategies)

    @property
    def exact(self) -> bool:
        """Whether every payoff is rational."""
        return all(isinstance(value, Fraction) for values in self.payoffs for value in values)

    def profiles(self) -> Iterator[Profile]:
        """All pure profiles, in the order of `payoffs`."""
        return product(*(range(size) for size in self.shape))

    def index(self, profile: Profile) -> int:
        """Position of a pure profile in `payoffs`."""
        position = 0
        for strategy, size in zip(profile, self.shape, strict=True):
            position = position * size + strategy
        return position

    def payoff(self, profile: Profile) -> tuple[Any, ...]:
        """Payoff of each player at a pure profile."""
        position = self.index(profile)
        return tuple(values[position] for values in self.payoffs)

    def matrices(self) -> tuple[list[list[Any]], list[list[Any]]]:
        """Payoff matrices of the two players, rows for the first player's strategies."""
        rows, columns = self.shape
        first, second = (
            [list(values[i * columns : (i + 1) * columns]) for i in range(rows)]
            for values in self.payoffs
        )
        return first, second

    def label(self, profile: Profile) -> str:
        """Ids of the strategies of a pure profile, as model files write them."""
        return ", ".join(
            ids[strategy] for ids, strategy in zip(self.strategies, profile, strict=True)
        )
