"""What a player compares at an information set: its ways to go on from there.

Sequential rationality asks at every information set that the player's whole way to go on is best
there, given the belief and what the others play (Mas-Colell, Whinston and Green 1995, definition
9.C.2). Weak perfect Bayesian beliefs at two sets of one player need not fit each other, so
changing one move at a time does not suffice: all ways to go on are compared. What the player
itself does after the set does not enter, except through the rule that whatever it may play must
be best; so the comparisons are linear in the belief, and in what one other player does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, Final

from vcgame.errors import IncompleteError
from vcgame.solve.sign import sign
from vcgame.solve.trees.structure import Choice, Structure

__all__ = ["Comparison", "ManyContinuationsError", "Monomial", "Play", "compare", "last_mixed"]

MOST_CONTINUATIONS: Final = 2_000
"""Ways to go on from one information set that are compared at most."""

MOST_PAIRS: Final = 64
"""With several opponents, the play is compared from each way to go on that is played, since some
of these conditions may be linear where others are not; up to so many."""

Monomial = frozenset[Choice]
"""Product of realisation weights, at most one of each player."""


class ManyContinuationsError(IncompleteError):
    """A player has more ways to go on than can be compared."""


@dataclass(frozen=True, slots=True)
class Play:
    """What is played, as far as it is known.

    Attributes
    ----------
    weights
        The choices that are played, each with its probability, or 1 where it is unknown.
    mixing
        Information sets at which the probabilities are unknown.
    """

    weights: Mapping[Choice, Any]
    mixing: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the play gives more than another way to go on.

    Attributes
    ----------
    columns
        Per node of the set (one only for all together, weighed as they are reached), a
        polynomial: coefficients of monomials.
    equation
        Whether the other way is played too, so that it must give the same; otherwise it may
        not give more.
    """

    columns: tuple[Mapping[Monomial, Any], ...]
    equation: bool


def last_mixed(
    structure: Structure, play: Play, vertex: int, player: int, start: int = 0
) -> Monomial:
    """Give the last of a player's unknown probabilities on the way to a node, if there is one.

    With perfect recall it stands for the player's realisation weight of the node: counted from
    the player's last move that is not played, if there is one.
    """
    last: Monomial = frozenset()
    for choice in structure.choices[vertex][start:]:
        if structure.player(choice[0]) != player:
            continue
        if choice not in play.weights:
            last = frozenset()
        elif choice[0] in play.mixing:
            last = frozenset([choice])
    return last


def compare(
    structure: Structure, play: Play, information: int, *, reached: bool, whole: bool = True
) -> list[Comparison]:
    """Compare the play at an information set with all other ways to go on from there.

    Parameters
    ----------
    structure, play
        The game and what is played.
    information
        Number of the information set.
    reached
        Whether its nodes are weighed with the probabilities that they are reached with. If
        not, each is a column of its own, as if the play started there.
    whole
        Whether unknown probabilities of moves before the set are counted; if not, each node
        counts from itself.

    Raises
    ------
    ManyContinuationsError
        Where there are too many.
    """
    entries = []
    for column, vertex in enumerate(structure.sets[information].vertices):
        if not reached:
            entries.append(_Entry(vertex, column, Fraction(1)))
        elif all(choice in play.weights for choice in structure.choices[vertex]):
            weight = structure.probability(vertex, play.weights)
            if sign(weight) > 0:
                entries.append(_Entry(vertex, 0, weight))
    walk = _Walk(structure, play, information, whole=whole)
    ways = walk.ways(information, entries)
    columns = 1 if reached else len(structure.sets[information].vertices)
    played = [leaves for leaves, also in ways if also]
    if len(structure.game.players) == 2 or len(played) * len(ways) > MOST_PAIRS:
        del played[1:]
    return [
        Comparison(walk.difference(own, leaves, columns), also)
        for number, own in enumerate(played)
        for leaves, also in ways
        if leaves != own and not (also and leaves in played[:number])
    ]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A node with the column it belongs to and what it weighs, before unknown probabilities."""

    vertex: int
    column: int
    weight: Any


_Way = tuple[frozenset[int], bool]


class _Walk:
    """Walks from an information set to the ends."""

    def __init__(self, structure: Structure, play: Play, information: int, *, whole: bool) -> None:
        self.structure = structure
        self.play = play
        self.player = structure.player(information)
        self.starts = [
            0 if whole else len(structure.choices[vertex])
            for vertex in structure.sets[information].vertices
        ]
        self.others = [p for p in range(len(structure.game.players)) if p != self.player]
        self.ends: dict[int, _Entry] = {}

    def ways(self, information: int, entries: list[_Entry]) -> list[_Way]:
        """All ways to go on: the ends that they can lead to, and whether they are played."""
        found: list[_Way] = []
        for move in self.structure.moves(information):
            ends, later = self._follow(entries, move)
            options = [self.ways(number, nodes) for number, nodes in later.items()]
            played = (information, move) in self.play.weights
            for parts in product(*options):
                if len(found) >= MOST_CONTINUATIONS:
                    name = self.structure.sets[information].id
                    raise ManyContinuationsError(
                        f"there are more than {MOST_CONTINUATIONS} ways to go on from {name}"
                    )
                leaves = frozenset(ends).union(*(part for part, _ in parts))
                found.append((leaves, played and all(also for _, also in parts)))
        return found

    def _follow(
        self, entries: list[_Entry], move: int
    ) -> tuple[list[int], dict[int, list[_Entry]]]:
        """Go on to ends and to the player's own next information sets."""
        vertices = self.structure.game.vertices
        ends: list[int] = []
        later: dict[int, list[_Entry]] = {}
        waiting = [
            _Entry(vertices[e.vertex].moves[move].child, e.column, e.weight) for e in entries
        ]
        looked = 0
        while waiting:
            entry = waiting.pop()
            looked += 1
            vertex = vertices[entry.vertex]
            if vertex.end:
                ends.append(entry.vertex)
                self.ends[entry.vertex] = entry
            elif vertex.player == self.player:
                later.setdefault(self.structure.set_of[entry.vertex], []).append(entry)
            else:
                waiting.extend(self._next(entry))
        self.structure.work.count(looked)
        return ends, later

    def _next(self, entry: _Entry) -> Iterator[_Entry]:
        """Follow the moves of chance and of the others, where they are made."""
        number = self.structure.set_of[entry.vertex]
        for m, move in enumerate(self.structure.game.vertices[entry.vertex].moves):
            if number < 0:
                weight = move.probability
                if isinstance(weight, Fraction) and weight == 0:
                    continue
            elif (number, m) in self.play.weights:
                weight = self.play.weights[number, m]
            else:
                continue
            yield _Entry(move.child, entry.column, entry.weight * weight)

    def difference(
        self, own: frozenset[int], other: frozenset[int], columns: int
    ) -> tuple[dict[Monomial, Any], ...]:
        """Take what one way gives from what another gives.

        Equal payoffs (one object) are joined first, so that irrational ones cancel exactly.
        """
        joined: dict[tuple[int, Monomial, int], list[Any]] = {}
        self.structure.work.count(len(own ^ other))
        for ends, factor in ((own - other, 1), (other - own, -1)):
            for end in sorted(ends):
                entry = self.ends[end]
                payoff = self.structure.game.vertices[end].payoffs[self.player]
                key = (entry.column, self._monomial(end, entry.column), id(payoff))
                known = joined.setdefault(key, [payoff, Fraction(0)])
                known[1] = known[1] + factor * entry.weight
        result: tuple[dict[Monomial, Any], ...] = tuple({} for _ in range(columns))
        for (column, monomial, _), (payoff, weight) in joined.items():
            term = payoff * weight
            if not (isinstance(term, Fraction) and term == 0):
                terms = result[column]
                terms[monomial] = terms.get(monomial, Fraction(0)) + term
        return tuple(
            {m: c for m, c in terms.items() if not (isinstance(c, Fraction) and c == 0)}
            for terms in result
        )

    def _monomial(self, end: int, column: int) -> Monomial:
        if not self.play.mixing:
            return frozenset()
        start = self.starts[column]
        parts = (
            last_mixed(self.structure, self.play, end, player, start) for player in self.others
        )
        return frozenset().union(*parts)
