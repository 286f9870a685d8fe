"""A game as a file of Gambit states it, before it becomes a model or after it was one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["GambitNode", "GambitTable", "GambitTree"]


@dataclass(frozen=True, slots=True)
class GambitTable:
    """A strategic game.

    Attributes
    ----------
    title, comment
        What the game is called, and what is told about it.
    players
        Their names.
    strategies
        Per player, the names of the strategies.
    payoffs
        Per profile, one number per player; the last player's strategy changes fastest.
    """

    title: str
    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    payoffs: tuple[tuple[Fraction, ...], ...]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class GambitNode:
    """A node of a tree.

    Attributes
    ----------
    label
        Its name, which may be empty.
    player
        Who moves, from 0 on; ``None`` for chance and at an end.
    actions
        Names of the moves; none at an end.
    children
        Numbers of the nodes that they lead to.
    probabilities
        Per move, where chance moves.
    payoffs
        At an end, one number per player.
    set_number, set_label
        The player's information set: its number among those of the player, and its name.
    at
        Where it begins in the text of its file.
    """

    label: str
    player: int | None = None
    actions: tuple[str, ...] = ()
    children: tuple[int, ...] = ()
    probabilities: tuple[Fraction, ...] = ()
    payoffs: tuple[Fraction, ...] = ()
    set_number: int = 0
    set_label: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class GambitTree:
    """An extensive game.

    Attributes
    ----------
    title, comment
        What the game is called, and what is told about it.
    players
        Their names.
    nodes
        The nodes, root first, each before those that follow it.
    """

    title: str
    players: tuple[str, ...]
    nodes: tuple[GambitNode, ...]
    comment: str = ""
