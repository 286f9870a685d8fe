"""Classes of two-by-two games, from the order of the payoffs and nothing else.

For each player, with ``C`` and ``D`` naming the two strategies: ``R`` is the payoff when
both play C, ``P`` when both play D, ``T`` for playing D against C, ``S`` for playing C
against D (Rapoport and Guyer 1966). A class is a pair of orders, one per player; a game is
in it if some naming of the strategies as C and D gives both players their order. The names are
those of Rapoport and Guyer (1966) and Robinson and Goforth (2005); see also Bruns (2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vcgame.forms.strategic import StrategicGame
from vcgame.model.order import ORDER_CLASSES

__all__ = ["ORDERS", "Cell", "Naming", "Order", "class_naming", "namings", "order_class"]

Cell = tuple[int, int]
Order = tuple[str, ...]
"""Pairs such as ``"TR"``: the first letter's payoff is strictly above the second's."""

_DEFECT: Final = ("TR", "RP", "PS")
_CHICKEN: Final = ("TR", "RS", "SP")
_LEAN_FIRST: Final = ("RP", "PT", "PS")
_LEAN_SECOND: Final = ("PR", "RT", "RS")

ORDERS: Final[dict[str, tuple[Order, Order]]] = {
    "prisoners_dilemma": (_DEFECT, _DEFECT),
    "deadlock": (("TP", "PR", "RS"), ("TP", "PR", "RS")),
    "compromise": (("TP", "PS", "SR"), ("TP", "PS", "SR")),
    "harmony": (("RT", "RS", "SP", "RP"), ("RT", "RS", "SP", "RP")),
    "stag_hunt": (("RT", "TP", "PS"), ("RT", "TP", "PS")),
    "chicken": (_CHICKEN, _CHICKEN),
    "boxed_pigs": (_CHICKEN, _DEFECT),
    "battle_of_the_sexes": (_LEAN_FIRST, _LEAN_SECOND),
    "coordination": (_LEAN_FIRST, _LEAN_FIRST),
    "matching_pennies": (("RT", "PS"), ("TR", "SP")),
}
"""The classes; no game belongs to two of them."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Which strategy of each player is called C, and which player's order comes first."""

    cooperate: tuple[int, int]
    swapped: bool

    def cells(self, player: int, pair: str) -> tuple[Cell, Cell]:
        """Pure profiles whose payoffs to a player the two letters of a pair name."""
        first, second = (self._cell(player, letter) for letter in pair)
        return first, second

    def order(self, name: str, player: int) -> Order:
        """Order that a class asks of a player."""
        return ORDERS[name][1 - player if self.swapped else player]

    def _cell(self, player: int, letter: str) -> Cell:
        own_defects, other_defects = {
            "R": (False, False),
            "S": (False, True),
            "T": (True, False),
            "P": (True, True),
        }[letter]
        choices = [0, 0]
        for who, defects in ((player, own_defects), (1 - player, other_defects)):
            choices[who] = 1 - self.cooperate[who] if defects else self.cooperate[who]
        return choices[0], choices[1]


def namings() -> tuple[Naming, ...]:
    """All ways to name the strategies, the names of the file's own order first."""
    return tuple(
        Naming((first, second), swapped)
        for first, second in ((0, 0), (1, 1), (0, 1), (1, 0))
        for swapped in (False, True)
    )


def order_class(game: StrategicGame) -> str | None:
    """Name the class of a two-by-two game.

    ``None`` stands for all other orders, and for a tie between payoffs that a class compares.

    Examples
    --------
    >>> order_class(StrategicGame.from_matrices([[3, 0], [5, 1]], [[3, 5], [0, 1]]))
    'prisoners_dilemma'
    >>> order_class(StrategicGame.from_matrices([[3, 1], [5, 0]], [[3, 5], [1, 0]]))
    'chicken'
    """
    found = class_naming(game)
    return None if found is None else found[0]


def class_naming(game: StrategicGame) -> tuple[str, Naming] | None:
    """Name the class of a game, and give the first naming of its strategies that shows it."""
    if game.shape != (2, 2):
        return None
    for name in ORDER_CLASSES:
        for naming in namings():
            if all(
                game.payoff(high)[player] > game.payoff(low)[player]
                for player in (0, 1)
                for pair in naming.order(name, player)
                for high, low in (naming.cells(player, pair),)
            ):
                return name, naming
    return None
