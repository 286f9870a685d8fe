"""Extensive games, with information sets and moves of chance, in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

__all__ = ["ExtensiveGame", "InformationSet", "Move", "Vertex"]


@dataclass(frozen=True, slots=True)
class Move:
    """An action at a node, where it leads, and its probability where chance takes it."""

    action: str
    child: int
    probability: Any = None


@dataclass(frozen=True, slots=True)
class Vertex:
    """A node: of a player (its number), of chance (``player`` is ``None``), or an end.

    Attributes
    ----------
    information
        Id of the information set; empty for a node that is alone in a set named after it.
    """

    id: str
    player: int | None
    moves: tuple[Move, ...] = ()
    payoffs: tuple[Any, ...] = ()
    information: str = ""

    @property
    def end(self) -> bool:
        """Whether the game ends here."""
        return not self.moves

    @property
    def chance(self) -> bool:
        """Whether chance moves here."""
        return bool(self.moves) and self.player is None


@dataclass(frozen=True, slots=True)
class InformationSet:
    """Nodes that the player who moves there cannot tell apart.

    Attributes
    ----------
    id
        Its name; that of its node where it has one only and no other name was given.
    player
        Number of the player who moves.
    vertices
        Numbers of the nodes, rising.
    actions
        Names of the moves, the same in the same order at each node.
    """

    id: str
    player: int
    vertices: tuple[int, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExtensiveGame:
    """A finite tree with perfect recall.

    Attributes
    ----------
    players
        Their ids.
    vertices
        The nodes, root first, every parent before its children. Payoffs and probabilities
        are exact rationals, or `flint.arb` balls where an irrational function came in.
    """

    players: tuple[str, ...]
    vertices: tuple[Vertex, ...]

    @property
    def exact(self) -> bool:
        """Whether every payoff and probability is rational."""
        return all(
            isinstance(value, Fraction)
            for vertex in self.vertices
            for value in (
                *vertex.payoffs,
                *(move.probability for move in vertex.moves if move.probability is not None),
            )
        )

    def information_sets(self) -> tuple[InformationSet, ...]:
        """List the information sets, in the order of their first nodes.

        Behaviour strategies and beliefs are told in this order everywhere.
        """
        nodes: dict[tuple[int, str | int], list[int]] = {}
        for number, vertex in enumerate(self.vertices):
            if vertex.player is not None:
                key = (vertex.player, vertex.information or number)
                nodes.setdefault(key, []).append(number)
        return tuple(
            InformationSet(
                self.vertices[numbers[0]].information or self.vertices[numbers[0]].id,
                player,
                tuple(numbers),
                tuple(move.action for move in self.vertices[numbers[0]].moves),
            )
            for (player, _), numbers in nodes.items()
        )

    @property
    def perfect_information(self) -> bool:
        """Whether every player knows all earlier moves, so that each set has one node."""
        return all(len(each.vertices) == 1 for each in self.information_sets())

    def decisions(self) -> Iterator[tuple[int, Vertex]]:
        """Nodes at which a player moves, with their numbers, root first."""
        return ((i, v) for i, v in enumerate(self.vertices) if v.player is not None)

    def index(self, id: str) -> int:
        """Find the number of the node with an id."""
        return next(i for i, vertex in enumerate(self.vertices) if vertex.id == id)
