"""Coordinates of population games: names for the free shares of each population."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from vcgame.model.model import Player, Share

__all__ = ["coordinate_names"]

_LETTERS: Final = ("x", "y", "z", "w", "u", "v")


def coordinate_names(
    players: Sequence[Player], shares: Iterable[Share], taken: Collection[str], *, one: bool
) -> tuple[tuple[str | None, ...], ...]:
    """Name the share of every strategy of each population but one, which gets ``None``.

    A name that the file declares is taken; else x, y, z stand for the first, second and third
    population, with the number of the strategy behind it where there are more than two.

    Parameters
    ----------
    players
        Those whose populations move: the first one only if all are of one population.
    shares
        The declared names.
    taken
        Names that have another meaning.
    one
        Whether all players are of one population, so that a share of any of them counts.

    Examples
    --------
    >>> from vcgame.model.model import Strategy
    >>> from vcgame.model.text import Text
    >>> player = Player("firm", Text("firm"), (Strategy("a", Text("a")), Strategy("b", Text("b"))))
    >>> coordinate_names([player], [Share("s", "firm", "b")], (), one=False)
    ((None, 's'),)
    >>> coordinate_names([player], [], ("x",), one=False)
    (('x_', None),)
    """
    declared = tuple(shares)
    used = {name.lower() for name in (*taken, *(share.id for share in declared))}
    found: list[tuple[str | None, ...]] = []
    for number, player in enumerate(players):
        ids = [strategy.id for strategy in player.strategies]
        named = {s.strategy: s.id for s in declared if one or s.player == player.id}
        rest = next((id for id in reversed(ids) if id not in named), ids[-1])
        letter = _LETTERS[number] if number < len(_LETTERS) else f"x{number + 1}"
        own: list[str | None] = []
        for place, id in enumerate(ids, start=1):
            if id == rest:
                own.append(None)
            elif id in named:
                own.append(named[id])
            else:
                plain = letter if len(ids) == 2 else f"{letter}{place}"
                free = (plain, f"{plain}_", *(f"{plain}_{k}" for k in range(1, 1000)))
                name = next(each for each in free if each.lower() not in used)
                used.add(name.lower())
                own.append(name)
        found.append(tuple(own))
    return tuple(found)
