"""Strategies of alike firms that are left when strictly dominated ones go, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from vcgame.forms.symmetric import SymmetricGame, spread_place, spreads
from vcgame.solve.numbers import UndecidedError
from vcgame.solve.symmetric.counts import gain_sign

__all__ = ["MOST_STRATEGIES", "survivors", "wide_supports"]

MOST_STRATEGIES: Final = 6
"""Strategies whose sets are gone through."""


def survivors(game: SymmetricGame) -> tuple[int, ...]:
    """Remove strategies that another pure one strictly dominates, as long as there are any.

    No equilibrium, pure or mixed, plays what is removed (Luce and Raiffa 1957).

    Examples
    --------
    >>> game = SymmetricGame("firm", 2, ("a", "b", "c"), ((1, -1, 5), (2, 0, 6), (0, 3, 7)))
    >>> survivors(game)
    (1, 2)
    """
    left = list(range(len(game.strategies)))
    while True:
        places = _places(game, left)
        worse = [s for s in left if any(o != s and _beats(game, o, s, places) for o in left)]
        if not worse:
            return tuple(left)
        left = [strategy for strategy in left if strategy not in worse]


def wide_supports(game: SymmetricGame) -> tuple[tuple[int, ...], ...]:
    """List the sets of three and more strategies over which firms might all mix alike.

    Where very many strategies are left, their set stands for all. Firms do not mix where,
    whenever the others play these only, one of them is never better than another and sometimes
    worse: each spread of the others then has a positive probability, so that the two do not pay
    the same.

    Examples
    --------
    >>> game = SymmetricGame("firm", 2, ("a", "b", "c"), ((1, 1, 5), (2, 0, 6), (0, 1, 5)))
    >>> survivors(game), wide_supports(game)
    ((0, 1, 2), ())
    """
    left = survivors(game)
    if len(left) > MOST_STRATEGIES:
        return (left,)
    found = []
    for size in range(3, len(left) + 1):
        for support in combinations(left, size):
            places = _places(game, support)
            if not any(_ordered(game, pair, places) for pair in combinations(support, 2)):
                found.append(support)
    return tuple(found)


def _places(game: SymmetricGame, strategies: Sequence[int]) -> list[int]:
    """Places of the spreads in which the others play these strategies only."""
    places = []
    for spread in spreads(game.number - 1, len(strategies)):
        others = [0] * len(game.strategies)
        for strategy, count in zip(strategies, spread, strict=True):
            others[strategy] = count
        places.append(spread_place(tuple(others)))
    return places


def _ordered(game: SymmetricGame, pair: tuple[int, int], places: list[int]) -> bool:
    first, second = (game.payoffs[strategy] for strategy in pair)
    try:
        signs = {gain_sign(first[place], second[place]) for place in places} - {0}
    except UndecidedError:
        return False
    return len(signs) == 1


def _beats(game: SymmetricGame, one: int, other: int, places: list[int]) -> bool:
    first, second = game.payoffs[one], game.payoffs[other]
    try:
        return all(gain_sign(first[place], second[place]) > 0 for place in places)
    except UndecidedError:
        return False
