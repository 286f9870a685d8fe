"""Pure equilibria of alike firms, by how many play what."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from vcgame.forms.symmetric import SymmetricGame, spread_place, spreads
from vcgame.solve.numbers import UndecidedError
from vcgame.solve.sign import real, sign, wrapped
from vcgame.solve.symmetric.answer import SymmetricEquilibrium

__all__ = ["gain_sign", "pure_equilibria"]


def gain_sign(one: Any, other: Any) -> int:
    """Give the sign of one payoff less another; an irrational payoff equals itself.

    Raises
    ------
    UndecidedError
        Where balls leave it open.
    """
    if one is other:
        return 0
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return (one > other) - (one < other)
    return sign(wrapped(one) - wrapped(other))


def pure_equilibria(game: SymmetricGame) -> Iterator[SymmetricEquilibrium | None]:
    """Find all pure equilibria, by counts of the first strategy and so on.

    No firm of those that play a strategy gains by another one, given what the others do. ``None``
    stands for counts at which a tie is not decided.

    Examples
    --------
    >>> stag = SymmetricGame("hunter", 2, ("stag", "hare"), ((0, 4), (3, 3)))
    >>> [each.counts for each in pure_equilibria(stag)]
    [(0, 2), (2, 0)]
    """
    strategies = range(len(game.strategies))
    pairs = [(i, j) for i in strategies for j in strategies if i != j]
    for counts in spreads(game.number, len(game.strategies)):
        places: dict[int, int] = {}
        for i in strategies:
            if counts[i]:
                others = (*counts[:i], counts[i] - 1, *counts[i + 1 :])
                places[i] = others[0] if len(others) == 2 else spread_place(others)
        open_sign, tied = False, False
        for i, j in pairs:
            if i in places:
                try:
                    found = gain_sign(game.payoffs[j][places[i]], game.payoffs[i][places[i]])
                except UndecidedError:
                    open_sign = True
                    continue
                if found > 0:
                    break
                if found == 0:
                    tied = True
        else:
            yield None if open_sign else _equilibrium(game, counts, places, strict=not tied)


def _equilibrium(
    game: SymmetricGame, counts: tuple[int, ...], places: dict[int, int], *, strict: bool
) -> SymmetricEquilibrium:
    return SymmetricEquilibrium(
        counts,
        tuple(Fraction(count, game.number) for count in counts),
        tuple(
            real(wrapped(game.payoffs[i][places[i]])) if i in places else None
            for i in range(len(counts))
        ),
        Fraction(0),
        strict,
        regular=strict,
    )
