"""Extensive games of perfect information, with moves of chance, in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

__all__ = ["ExtensiveGame", "Move", "Vertex"]


@dataclass(frozen=True, slots=True)
class Move:
    """An action at a node, where it leads, and its probability where chance takes it."""

    action: str
    child: int
    probability: Any = None


@dataclass(frozen=True, slots=True)
class Vertex:
    """A node: of a player (its number), of chance (``player`` is ``None``), or an end."""

    id: str
    player: int | None
    moves: tuple[Move, ...] = ()
    payoffs: tuple[Any, ...] = ()

    @property
    def end(self) -> bool:
        """Whether the game ends here."""
        return not self.moves

    @property
    def chance(self) -> bool:
        """Whether chance moves here."""
        return bool(self.moves) and self.player is None


@dataclass(frozen=True, slots=True)
class ExtensiveGame:
    """A finite tree; every player knows all earlier moves.

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

    def decisions(self) -> Iterator[tuple[int, Vertex]]:
        """Nodes at which a player moves, with their numbers, root first."""
        return ((i, v) for i, v in enumerate(self.vertices) if v.player is not None)

    def index(self, id: str) -> int:
        """Find the number of the node with an id."""
        return next(i for i, vertex in enumerate(self.vertices) if vertex.id == id)
