"""What the payoff order alone tells of a two-by-two game, whether it has a name or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vcgame.forms.order import Naming, class_naming, namings
from vcgame.forms.strategic import StrategicGame

__all__ = ["VARIETIES", "Ordering", "ordering_of"]

VARIETIES: Final[dict[str, str]] = {
    "leader": "TSRP",
    "hero": "TSPR",
    "assurance": "RPTS",
    "concord": "RTSP",
    "peace": "RSPT",
}
"""Narrower names, best payoff first, of orders that both players share.

Leader and hero are the battles of the sexes, assurance is the coordination game, and concord and
peace the games of harmony in which both players rank alike (Rapoport 1967; Robinson and Goforth
2005; Bruns 2015).
"""

_ROLES: Final = frozenset(
    {
        "prisoners_dilemma",
        "deadlock",
        "compromise",
        "harmony",
        "stag_hunt",
        "chicken",
        "boxed_pigs",
        "coordination",
    }
)
"""Classes in which it is told which strategy is which."""


@dataclass(frozen=True, slots=True)
class Ordering:
    """The order of a two-by-two game's payoffs.

    Attributes
    ----------
    name
        Its class, or ``None``.
    variety
        A narrower name, where there is one.
    cooperate
        Per player, the place of the strategy that the class calls C; ``None`` where the class
        does not tell.
    first
        In a class of two different orders, the player who has the first one; else ``None``.
    tied
        Whether it has no class and a player values two outcomes alike.
    dominant
        How many players have a strictly dominant strategy.
    equilibria
        Number of pure equilibria.
    deficient
        Whether another outcome is better for both than the only pure equilibrium.
    """

    name: str | None
    variety: str | None
    cooperate: tuple[int, int] | None
    first: int | None
    tied: bool
    dominant: int
    equilibria: int
    deficient: bool


def ordering_of(game: StrategicGame) -> Ordering:
    """Describe the payoff order of a two-by-two game.

    Examples
    --------
    >>> found = ordering_of(StrategicGame.from_matrices([[3, 0], [5, 1]], [[3, 5], [0, 1]]))
    >>> found.name, found.cooperate, found.dominant, found.equilibria, found.deficient
    ('prisoners_dilemma', (0, 0), 2, 1, True)
    """
    found = class_naming(game)
    name, naming = found or (None, None)
    cooperate = naming.cooperate if naming is not None and name in _ROLES else None
    first = None
    if name == "boxed_pigs" and naming is not None:
        first = 1 if naming.swapped else 0
    cells = list(game.profiles())
    tied = any(len({game.payoff(cell)[player] for cell in cells}) < len(cells) for player in (0, 1))
    stable = [cell for cell in cells if _stable(game, cell)]
    deficient = len(stable) == 1 and any(
        all(new > old for new, old in zip(game.payoff(cell), game.payoff(stable[0]), strict=True))
        for cell in cells
    )
    return Ordering(
        name,
        _variety(game),
        cooperate,
        first,
        name is None and tied,
        sum(_dominant(game, player) for player in (0, 1)),
        len(stable),
        deficient,
    )


def _swapped(cell: tuple[int, ...], player: int) -> tuple[int, ...]:
    return tuple(1 - place if who == player else place for who, place in enumerate(cell))


def _stable(game: StrategicGame, cell: tuple[int, ...]) -> bool:
    return all(
        game.payoff(cell)[player] >= game.payoff(_swapped(cell, player))[player]
        for player in (0, 1)
    )


def _dominant(game: StrategicGame, player: int) -> bool:
    """Whether one strategy is strictly better against both of the other's."""
    firsts = [cell for cell in game.profiles() if cell[player] == 0]
    orders = {
        (gain > 0) - (gain < 0)
        for cell in firsts
        for gain in (game.payoff(cell)[player] - game.payoff(_swapped(cell, player))[player],)
    }
    return len(orders) == 1 and 0 not in orders


def _variety(game: StrategicGame) -> str | None:
    """Find the narrower name of an order that both players share under some naming."""
    for name, letters in VARIETIES.items():
        for naming in namings():
            if not naming.swapped and all(_ranked(game, naming, p, letters) for p in (0, 1)):
                return name
    return None


def _ranked(game: StrategicGame, naming: Naming, player: int, letters: str) -> bool:
    pairs = (letters[place : place + 2] for place in range(3))
    return all(
        game.payoff(high)[player] > game.payoff(low)[player]
        for high, low in (naming.cells(player, pair) for pair in pairs)
    )
