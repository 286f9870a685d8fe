"""The shape of a tree: what lies before and after each node and information set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from vcgame.errors import IncompleteError
from vcgame.forms.extensive import ExtensiveGame, InformationSet
from vcgame.solve.sign import Ball, wrapped

__all__ = ["Choice", "Structure", "Work", "WorkError", "structure_of"]

Choice = tuple[int, int]
"""An information set and one of its moves."""


class WorkError(IncompleteError):
    """More work than may be done."""


class Work:
    """Counts the nodes and ends that comparisons look at; none is refused until a limit is set."""

    def __init__(self) -> None:
        self.done = 0
        self.most: int | None = None

    def limit(self, most: int) -> None:
        """Allow so much work from now on."""
        self.done, self.most = 0, most

    def count(self, amount: int) -> None:
        """Count some work, and stop where it is too much."""
        self.done += amount
        if self.most is not None and self.done > self.most:
            raise WorkError(f"more than {self.most} nodes and ends were looked at")


class Step(NamedTuple):
    """A move on the way to a node."""

    vertex: int
    move: int


@dataclass(frozen=True, slots=True)
class Structure:
    """A game with what its solvers look up again and again.

    Attributes
    ----------
    game
        The game; balls in it can be joined with fractions, and one ball is one object.
    sets
        Its information sets.
    set_of
        Per vertex, the number of its information set; -1 for chance and ends.
    paths
        Per vertex, the moves that lead there from the root.
    choices
        Per vertex, the moves of players that lead there, as choices at information sets.
    after
        Per information set, the sets that have a node behind one of its nodes.
    work
        Counts what is looked at in the whole search.
    """

    game: ExtensiveGame
    sets: tuple[InformationSet, ...]
    set_of: tuple[int, ...]
    paths: tuple[tuple[Step, ...], ...]
    choices: tuple[tuple[Choice, ...], ...]
    after: tuple[frozenset[int], ...]
    work: Work = field(default_factory=Work, compare=False)

    @property
    def exact(self) -> bool:
        """Whether every number is rational."""
        return self.game.exact

    def moves(self, information: int) -> range:
        """Numbers of the moves at an information set."""
        return range(len(self.sets[information].actions))

    def player(self, information: int) -> int:
        """Number of the player who moves at an information set."""
        return self.sets[information].player

    def possible(self, vertex: int) -> bool:
        """Whether chance can lead to a node at all: no move of probability zero is before it."""
        return all(
            not _surely_zero(self.game.vertices[step.vertex].moves[step.move].probability)
            for step in self.paths[vertex]
        )

    def excluded(self, vertex: int) -> frozenset[Choice]:
        """Moves of chance of probability zero before a node, written as choices at no set."""
        return frozenset(
            (~step.vertex, step.move)
            for step in self.paths[vertex]
            if _surely_zero(self.game.vertices[step.vertex].moves[step.move].probability)
        )

    def tremble_weight(self, vertex: int, weights: Mapping[Choice, Any]) -> Any:
        """Weight of a node as if chance made its moves of probability zero by trembling too."""
        total: Any = Fraction(1)
        for step in self.paths[vertex]:
            chance = self.game.vertices[step.vertex].moves[step.move].probability
            if chance is None or _surely_zero(chance):
                place = ~step.vertex if chance is not None else self.set_of[step.vertex]
                chance = weights.get((place, step.move), 1)
            total = total * chance
        return total

    def probability(self, vertex: int, weights: Mapping[Choice, Any]) -> Any:
        """Probability that a node is reached; choices without a weight count as sure."""
        total: Any = Fraction(1)
        for step in self.paths[vertex]:
            chance = self.game.vertices[step.vertex].moves[step.move].probability
            information = self.set_of[step.vertex]
            total = total * (weights.get((information, step.move), 1) if chance is None else chance)
        return total


def _surely_zero(probability: Any) -> bool:
    return probability is not None and not isinstance(probability, Ball) and probability == 0


def structure_of(game: ExtensiveGame) -> Structure:
    """Look through a game once."""
    game = _wrapped(game)
    sets = game.information_sets()
    set_of = [-1] * len(game.vertices)
    for number, each in enumerate(sets):
        for member in each.vertices:
            set_of[member] = number
    paths: list[tuple[Step, ...]] = [()] * len(game.vertices)
    for number, vertex in enumerate(game.vertices):
        for m, move in enumerate(vertex.moves):
            paths[move.child] = (*paths[number], Step(number, m))
    choices = tuple(
        tuple((set_of[step.vertex], step.move) for step in path if set_of[step.vertex] >= 0)
        for path in paths
    )
    after: list[set[int]] = [set() for _ in sets]
    for number, before in enumerate(choices):
        if set_of[number] >= 0:
            for information, _ in before:
                after[information].add(set_of[number])
    return Structure(game, sets, tuple(set_of), tuple(paths), choices, tuple(map(frozenset, after)))


def _wrapped(game: ExtensiveGame) -> ExtensiveGame:
    """Make balls that can be joined with fractions; one ball stays one object."""
    if game.exact:
        return game
    known: dict[int, Any] = {}

    def one(value: Any) -> Any:
        return known.setdefault(id(value), wrapped(value))

    return ExtensiveGame(
        game.players,
        tuple(
            type(vertex)(
                vertex.id,
                vertex.player,
                tuple(
                    type(move)(move.action, move.child, one(move.probability))
                    for move in vertex.moves
                ),
                tuple(map(one, vertex.payoffs)),
                vertex.information,
            )
            for vertex in game.vertices
        ),
    )
