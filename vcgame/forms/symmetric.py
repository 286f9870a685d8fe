"""Symmetric games of n alike firms: what counts is how many others do what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb
from typing import Any, Final

from vcgame.errors import UnsupportedError
from vcgame.forms.strategic import StrategicGame

__all__ = ["MOST_PROFILES", "SymmetricGame", "spread_place", "spreads", "written_out"]

MOST_PROFILES: Final = 20_000
"""Profiles of a symmetric game that is written out as a strategic one, at most."""


@dataclass(frozen=True, slots=True)
class SymmetricGame:
    """A game of alike firms, in numbers.

    Attributes
    ----------
    firm
        Id of the firms.
    number
        How many there are, at least 2.
    strategies
        Ids of what each can do.
    payoffs
        Per strategy, what a firm that plays it gets for each way in which the others can be
        spread over the strategies: for two strategies by how many of the `number` - 1 others
        play the first, from 0 on; for more, in the order of `spreads`. Exact rationals, or
        `flint.arb` balls where an irrational function came in.
    """

    firm: str
    number: int
    strategies: tuple[str, ...]
    payoffs: tuple[tuple[Any, ...], ...]

    @property
    def exact(self) -> bool:
        """Whether every payoff is rational."""
        return all(isinstance(value, Fraction) for values in self.payoffs for value in values)

    def payoff(self, strategy: int, others: tuple[int, ...]) -> Any:
        """Payoff of a firm that plays a strategy, by how many others play each strategy."""
        return self.payoffs[strategy][spread_place(others)]


def spreads(firms: int, strategies: int) -> Iterator[tuple[int, ...]]:
    """List the ways to spread firms over strategies, first counts first, rising.

    Examples
    --------
    >>> list(spreads(2, 2)), len(list(spreads(4, 3)))
    ([(0, 2), (1, 1), (2, 0)], 15)
    """
    if strategies == 1:
        yield (firms,)
        return
    for first in range(firms + 1):
        for rest in spreads(firms - first, strategies - 1):
            yield (first, *rest)


def spread_place(spread: tuple[int, ...]) -> int:
    """Tell the place of a spread in the list of `spreads`.

    Examples
    --------
    >>> [spread_place(spread) for spread in spreads(2, 3)]
    [0, 1, 2, 3, 4, 5]
    """
    place, left = 0, sum(spread)
    for number, count in enumerate(spread[:-1], 1):
        # Those before it have a smaller count here: all spreads of what is left, less the rest.
        rest = len(spread) - number
        place += comb(left + rest, rest) - comb(left - count + rest, rest)
        left -= count
    return place


def written_out(game: SymmetricGame) -> StrategicGame:
    """Write a small symmetric game as a table of all its profiles, one player per firm.

    Raises
    ------
    UnsupportedError
        If there are more than `MOST_PROFILES` profiles.

    Examples
    --------
    >>> stag = SymmetricGame("hunter", 2, ("stag", "hare"), ((0, 4), (3, 3)))
    >>> written_out(stag).payoffs
    ((4, 0, 3, 3), (4, 3, 0, 3))
    """
    many = len(game.strategies)
    if game.number > MOST_PROFILES or many**game.number > MOST_PROFILES:
        raise UnsupportedError(
            f"{game.number} firms with {many} strategies have too many profiles for a table; "
            f"at most {MOST_PROFILES} are written out, but vcgame solve needs no table"
        )
    columns: list[list[Any]] = [[] for _ in range(game.number)]
    for profile in product(range(many), repeat=game.number):
        counts = [profile.count(strategy) for strategy in range(many)]
        values = []
        for strategy in range(many):
            counts[strategy] -= 1
            values.append(game.payoff(strategy, tuple(counts)) if counts[strategy] >= 0 else None)
            counts[strategy] += 1
        for column, strategy in zip(columns, profile, strict=True):
            column.append(values[strategy])
    return StrategicGame(
        tuple(f"{game.firm}_{number}" for number in range(1, game.number + 1)),
        (game.strategies,) * game.number,
        tuple(tuple(column) for column in columns),
    )
