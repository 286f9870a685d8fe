"""Whether beliefs make a profile a sequential equilibrium (Kreps and Wilson 1982).

A belief system is consistent with a behaviour if it is the limit of what Bayes' rule gives for
behaviours that play every move with positive probability and tend to it. By Kreps and Wilson
(1982, appendix, lemmas A1 and A2; see Perea y Monsuwe, Jansen and Peters 1997, and Kohlberg and
Reny 1997) that is so exactly where moves of probability zero have

- labels, positive whole numbers, such that at every information set the nodes of positive belief
  are those whose labels on the way there have the least sum, and
- weights, positive numbers, such that these nodes are believed in proportion to the product of
  the weights of all moves on the way there (played moves weigh their probability).

The move with label K and weight c is then played with probability c e^K as e goes to zero.
Labels are whole solutions of linear inequalities. Weights are unknown products: nodes with the
same trembles have one unknown together, and where these are free of each other the question is
linear. What is neither free, nor a single point, nor one relation, is not decided.

Chance is taken to make all its moves with positive probability there. Where one has probability
zero, it is less likely than any tremble: nodes behind it are believed only at sets that have no
others. At those it trembles as players do, so that sequential equilibria stay subgame perfect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import Any, Final

from vcgame.errors import IncompleteError
from vcgame.forms.extensive import ExtensiveGame
from vcgame.solve.answer import Real
from vcgame.solve.linear.rational import Constraint, feasible
from vcgame.solve.sign import real
from vcgame.solve.trees.assessment import Assessment, Behaviour, Consistency
from vcgame.solve.trees.beliefs import Beliefs, supporting_beliefs
from vcgame.solve.trees.structure import Choice, Structure, structure_of
from vcgame.solve.trees.trembles import Believed, tremble_weights, trembles_before

__all__ = ["ConsistencyFinding", "check_sequential", "decide", "sequential"]

MOST_PATTERNS: Final = 400
MOST_NODES: Final = 12
"""Patterns of nodes that are looked at, and nodes of a set that patterns are made of."""


@dataclass(frozen=True, slots=True)
class ConsistencyFinding:
    """Whether a behaviour is that of a sequential equilibrium, with a witness.

    Attributes
    ----------
    verdict
        ``"sequential"``, ``"not sequential"`` or ``"not decided"``.
    why
        The ground, in words.
    labels
        Per information set and move, its label: 0 for moves that are played.
    weights
        Per information set and move, its weight: the probability of moves that are played.
    beliefs
        Per information set, the consistent belief that supports the behaviour.
    """

    verdict: Consistency
    why: str
    labels: tuple[tuple[int, ...], ...] = ()
    weights: tuple[tuple[Real, ...], ...] = ()
    beliefs: tuple[tuple[Real, ...], ...] = ()


def sequential(game: ExtensiveGame, assessment: Assessment) -> Consistency:
    """Decide whether some beliefs make an equilibrium a sequential one.

    Parameters
    ----------
    game
        The tree.
    assessment
        An equilibrium of it; its behaviour is looked at.
    """
    return check_sequential(game, assessment.behaviour).verdict


def check_sequential(game: ExtensiveGame, behaviour: Behaviour) -> ConsistencyFinding:
    """Decide whether a profile of behaviour strategies is sequential with some beliefs.

    Examples
    --------
    >>> from vcgame.forms.extensive import Move, Vertex
    >>> game = ExtensiveGame(("a",), (
    ...     Vertex("root", 0, (Move("left", 1), Move("right", 2))),
    ...     Vertex("l", None, (), (Fraction(1),)), Vertex("r", None, (), (Fraction(2),))))
    >>> check_sequential(game, ((Fraction(0), Fraction(1)),)).verdict
    'sequential'
    >>> check_sequential(game, ((Fraction(1), Fraction(0)),)).verdict
    'not sequential'
    """
    if any(isinstance(p, float) and p not in {0.0, 1.0} for mix in behaviour for p in mix):
        return ConsistencyFinding("not decided", "the probabilities are not known exactly")
    weights = {
        (information, move): Fraction(p)
        for information, mixture in enumerate(behaviour)
        for move, p in enumerate(mixture)
        if p != 0
    }
    structure = structure_of(game)
    try:
        beliefs = supporting_beliefs(structure, weights)
    except IncompleteError as error:
        return ConsistencyFinding("not decided", str(error))
    if beliefs is None:
        return ConsistencyFinding(
            "not sequential", "at some information set no belief makes it a best reply"
        )
    return decide(structure, weights, beliefs)


def decide(
    structure: Structure,
    weights: Mapping[Choice, Any],
    beliefs: Sequence[Beliefs],
    *,
    most: int = MOST_PATTERNS,
) -> ConsistencyFinding:
    """Decide consistency for a play, given all beliefs that support it at each set.

    At most `most` patterns of belief are tried (and never more than `MOST_PATTERNS`).
    """
    try:
        return _decided(structure, weights, beliefs, min(most, MOST_PATTERNS))
    except IncompleteError as error:
        return ConsistencyFinding("not decided", str(error))


def _decided(
    structure: Structure, weights: Mapping[Choice, Any], beliefs: Sequence[Beliefs], most: int
) -> ConsistencyFinding:
    undecided = False
    for believed, labels in _Patterns(structure, weights, beliefs, most):
        verdict, trembles = tremble_weights(structure, weights, beliefs, believed)
        if verdict:
            return _witness(structure, weights, beliefs, believed, (labels, trembles))
        undecided = undecided or verdict is None
    if undecided:
        return ConsistencyFinding(
            "not decided", "products of trembles that depend on each other are left"
        )
    return ConsistencyFinding(
        "not sequential", "no labels and weights of moves give a supporting belief"
    )


class _Patterns:
    """Nodes of positive belief at all sets that are not reached, with labels that allow them."""

    def __init__(
        self,
        structure: Structure,
        weights: Mapping[Choice, Any],
        beliefs: Sequence[Beliefs],
        most: int,
    ) -> None:
        self.most = most
        self.structure = structure
        self.beliefs = beliefs
        self.before = {
            vertex: trembles_before(structure, weights, vertex)
            for each in beliefs
            if not each.reached
            for vertex in _believable(structure, structure.sets[each.information].vertices)
        }
        self.moves = sorted(frozenset().union(*self.before.values()))
        self.programmes = 0

    def __iter__(self) -> Iterator[tuple[Believed, dict[Choice, int]]]:
        """Give the patterns with labels, those with fewer nodes first."""
        options = {
            each.information: list(self._supports(each))
            for each in self.beliefs
            if not each.reached
        }
        yield from self._completed(sorted(options, key=lambda k: len(options[k])), options, {})

    def _nodes(self, each: Beliefs) -> list[int]:
        vertices = self.structure.sets[each.information].vertices
        return [vertex for vertex in vertices if vertex in self.before]

    def _supports(self, each: Beliefs) -> Iterator[tuple[int, ...]]:
        """Sets of nodes that exactly are believed in some supporting belief."""
        vertices, nodes = self.structure.sets[each.information].vertices, self._nodes(each)
        if len(nodes) > MOST_NODES:
            raise IncompleteError(f"an information set has more than {MOST_NODES} nodes")
        held = [
            frozenset(v for v, p in zip(vertices, corner, strict=True) if not _zero(p))
            for corner in each.corners
        ]
        for size in range(1, len(nodes) + 1):
            for chosen in combinations(nodes, size):
                inside = [support for support in held if support <= set(chosen)]
                if frozenset().union(*inside) == set(chosen):
                    yield chosen

    def _completed(
        self,
        left: list[int],
        options: Mapping[int, list[tuple[int, ...]]],
        given: dict[int, tuple[int, ...]],
    ) -> Iterator[tuple[Believed, dict[Choice, int]]]:
        labels = self._labels(given)
        if labels is None:
            return
        if not left:
            yield dict(given), labels
            return
        for chosen in options[left[0]]:
            yield from self._completed(left[1:], options, {**given, left[0]: chosen})

    def _labels(self, given: Believed) -> dict[Choice, int] | None:
        """Labels under which the believed nodes are those of the least sum, if there are any."""
        self.programmes += 1
        if self.programmes > self.most:
            raise IncompleteError(f"more than {self.most} patterns of belief")
        place = {move: k for k, move in enumerate(self.moves)}
        rows = [Constraint({k: 1}, -1) for k in range(len(place))]
        for information, chosen in given.items():
            first = self.before[chosen[0]]
            for vertex in self._nodes(self.beliefs[information]):
                here = self.before[vertex]
                sums = {place[move]: 1 for move in here - first}
                sums |= {place[move]: -1 for move in first - here}
                if vertex not in chosen:
                    rows.append(Constraint(sums, -1))
                elif vertex != chosen[0]:
                    rows.append(Constraint(sums, 0, "="))
        point = feasible(rows, len(place))
        if point is None:
            return None
        scale = lcm(*[value.denominator for value in point])
        return {move: int(point[k] * scale) for move, k in place.items()}


def _believable(structure: Structure, vertices: Sequence[int]) -> Sequence[int]:
    """Leave out nodes that chance never leads to, unless all are."""
    return [vertex for vertex in vertices if structure.possible(vertex)] or vertices


def _zero(value: Any) -> bool:
    return isinstance(value, Fraction) and value == 0


def _witness(
    structure: Structure,
    weights: Mapping[Choice, Any],
    beliefs: Sequence[Beliefs],
    believed: Believed,
    found: tuple[Mapping[Choice, int], Mapping[Choice, Any]],
) -> ConsistencyFinding:
    labels, trembles = found
    every = {**trembles, **weights}
    systems = []
    for each in beliefs:
        if each.information not in believed:
            systems.append(tuple(map(real, each.corners[0])))
            continue
        joint = [
            structure.tremble_weight(vertex, every)
            if vertex in believed[each.information]
            else Fraction(0)
            for vertex in structure.sets[each.information].vertices
        ]
        total = sum(joint, Fraction(0))
        systems.append(tuple(real(value / total) for value in joint))
    choices = [
        [(information, move) for move in structure.moves(information)]
        for information in range(len(structure.sets))
    ]
    return ConsistencyFinding(
        "sequential",
        "labels and weights of moves give a supporting belief at every information set",
        tuple(
            tuple(0 if choice in weights else labels.get(choice, 1) for choice in row)
            for row in choices
        ),
        tuple(tuple(real(every.get(choice, Fraction(1))) for choice in row) for row in choices),
        tuple(systems),
    )
