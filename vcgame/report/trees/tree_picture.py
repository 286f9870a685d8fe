"""What a drawing of a tree shows: who moves, the moves, the payoffs, and one equilibrium."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.point import extensive_game
from vcgame.model.formula.expression import Expression
from vcgame.model.model import Model
from vcgame.model.point import value_at
from vcgame.model.text import Language, Text
from vcgame.report.game_tables import readable_formula
from vcgame.report.naming import both, formula_cell, joined, status_note
from vcgame.report.tables.cells import number
from vcgame.report.tables.formula import Math
from vcgame.report.words import word
from vcgame.solve.answer import Real
from vcgame.solve.subgame import TreeAnswer, TreeEquilibrium
from vcgame.solve.trees.assessment import Assessment, AssessmentAnswer

__all__ = ["Branch", "Point", "Stroke", "TreePicture", "tree_picture"]

MAX_ENDS: Final = 200
"""Ends of a tree that is drawn."""

Stroke = Literal["plain", "chosen", "path"]
Label = Math | str

_Played = Mapping[int, Sequence[Real]]
"""Per player's node, the probability of each move."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A move: where it leads, and how it is drawn.

    Attributes
    ----------
    probability
        With which chance makes the move, or a player who mixes; else ``None``.
    stroke
        ``"path"`` where the equilibrium shown comes along, ``"chosen"`` where it would go on
        elsewhere, and ``"plain"``.
    """

    child: int
    name: Text
    probability: Label | None = None
    stroke: Stroke = "plain"


@dataclass(frozen=True, slots=True)
class Point:
    """A node.

    Attributes
    ----------
    mover
        Who moves; ``None`` at an end, which has payoffs.
    chance
        Whether chance does.
    reached
        Whether the equilibrium shown comes here.
    belief
        What may be believed there to be the probability of this node among those of its set.
    """

    mover: Text | None
    chance: bool = False
    branches: tuple[Branch, ...] = ()
    payoffs: tuple[Label, ...] = ()
    reached: bool = False
    belief: str = ""


@dataclass(frozen=True, slots=True)
class TreePicture:
    """A tree to be drawn.

    Attributes
    ----------
    title, notes
        Printed above and below.
    players
        Their names; each has a column of payoffs.
    points
        The nodes, root first, every parent before its children.
    sets
        The information sets of two nodes and more.
    solved
        Whether an equilibrium is shown.
    """

    title: Text
    players: tuple[Text, ...]
    points: tuple[Point, ...]
    sets: tuple[tuple[int, ...], ...] = ()
    solved: bool = False
    notes: tuple[Text, ...] = ()

    def signs(self, language: Language) -> str:
        """Give all characters of its labels, to choose fonts by."""
        texts = [self.title, *self.players, *self.notes, word("with_unit", what="", unit="")]
        texts += [word(f"trees.{key}") for key in ("path", "chosen", "plain", "set", "belief")]
        for point in self.points:
            texts += [] if point.mover is None else [point.mover]
            texts += [branch.name for branch in point.branches]
        labels = [label for point in self.points for label in point.payoffs]
        labels += [b.probability for p in self.points for b in p.branches if b.probability]
        plain = [label if isinstance(label, str) else label.plain for label in labels]
        return "".join([*(text.say(language) for text in texts), *plain])


def tree_picture(
    model: Model,
    values: Mapping[str, Fraction] | None = None,
    answer: TreeAnswer | AssessmentAnswer | None = None,
    *,
    equilibrium: int = 1,
    formulas: bool = False,
) -> TreePicture:
    """Say what a drawing of a model's tree shows.

    Parameters
    ----------
    model
        A tree.
    values
        The values of all parameters; without them payoffs and probabilities are formulas.
    answer
        Equilibria at these values; without values, at the default ones.
    equilibrium
        Which of them to show, from 1.
    formulas
        Write formulas even where values are given.

    Raises
    ------
    UnsupportedError
        For a game that is no tree, and for a tree of more than 200 ends.
    UsageError
        Where there is no such equilibrium.
    """
    if model.form != "extensive":
        raise UnsupportedError(f"{model.id} is no tree; only trees can be drawn as one")
    ends = sum(node.end for node in model.nodes)
    if ends > MAX_ENDS:
        raise UnsupportedError(
            f"the tree of {model.id} has {ends} ends; at most {MAX_ENDS} are drawn"
        )
    written = None if formulas else values
    notes = [status_note(model)]
    played: _Played = {}
    path: frozenset[int] = frozenset()
    beliefs: dict[int, str] = {}
    if answer is not None:
        game = extensive_game(model, values or model.values())
        found = _chosen(answer, equilibrium)
        played = _played(game, found)
        path = _path(game, found)
        beliefs = _beliefs(game, found)
        notes.insert(0, _told(model, answer, found, equilibrium))
    numbers = {node.id: place for place, node in enumerate(model.nodes)}
    names = {player.id: player.name for player in model.players}
    sets: dict[str, list[int]] = {}
    points = []
    for place, node in enumerate(model.nodes):
        if node.player is not None:
            sets.setdefault(node.information, []).append(place)
        branches = []
        for index, action in enumerate(node.actions):
            child = numbers[action.child]
            share = played[place][index] if place in played else None
            probability: Label | None = None
            if action.probability is not None:
                probability = _label(model, action.probability, written)
            elif share is not None and 0 < share < 1:
                probability = number(share)
            stroke: Stroke = "path" if child in path else "plain"
            if stroke == "plain" and share is not None and share > 0:
                stroke = "chosen"
            name = model.actions.get(action.id, Text(action.id))
            branches.append(Branch(child, name, probability, stroke))
        mover = None if node.end else word("chance")
        if node.player is not None:
            mover = names[node.player]
        payoffs = tuple(
            _label(model, readable_formula(u) if written is None else u, written)
            for u in node.payoffs
        )
        points.append(
            Point(
                mover,
                chance=node.player is None and not node.end,
                branches=tuple(branches),
                payoffs=payoffs,
                reached=place in path,
                belief=beliefs.get(place, ""),
            )
        )
    return TreePicture(
        title=model.title,
        players=tuple(player.name for player in model.players),
        points=tuple(points),
        sets=tuple(tuple(places) for places in sets.values() if len(places) > 1),
        solved=answer is not None,
        notes=tuple(notes),
    )


def _label(model: Model, formula: Expression, values: Mapping[str, Fraction] | None) -> Label:
    if values is None:
        return formula_cell(model, formula)
    value = value_at(formula, values)
    return number(value if isinstance(value, Fraction) else float(value))


def _chosen(
    answer: TreeAnswer | AssessmentAnswer, equilibrium: int
) -> TreeEquilibrium | Assessment:
    count = len(answer.equilibria)
    if not 1 <= equilibrium <= count:
        there = f"there are {count}" if count > 1 else f"there is {count or 'none'}"
        raise UsageError(f"equilibrium {equilibrium}: {there}")
    return answer.equilibria[equilibrium - 1]


def _played(game: ExtensiveGame, found: TreeEquilibrium | Assessment) -> _Played:
    """Give what is played at every node of a player."""
    if isinstance(found, TreeEquilibrium):
        return {
            place: [Fraction(index == move) for index in range(len(game.vertices[place].moves))]
            for place, move in found.choices
        }
    return {
        place: mixture
        for each, mixture in zip(game.information_sets(), found.behaviour, strict=True)
        for place in each.vertices
    }


def _beliefs(game: ExtensiveGame, found: TreeEquilibrium | Assessment) -> dict[int, str]:
    """Write the beliefs at information sets of two nodes and more: a value, or a range."""
    beliefs: dict[int, str] = {}
    sets = game.information_sets()
    for belief in () if isinstance(found, TreeEquilibrium) else found.beliefs:
        vertices = sets[belief.information].vertices
        for index, place in enumerate(vertices if len(vertices) > 1 else ()):
            low, high = number(belief.low[index]), number(belief.high[index])
            closed = belief.closed[index]
            text = f"{'[' if closed[0] else '('}{low}, {high}{']' if closed[1] else ')'}"
            beliefs[place] = f"[{low}]" if low == high else text
    return beliefs


def _path(game: ExtensiveGame, found: TreeEquilibrium | Assessment) -> frozenset[int]:
    """Find the nodes on the way to the ends that are reached."""
    above = {
        move.child: place for place, vertex in enumerate(game.vertices) for move in vertex.moves
    }
    path: set[int] = set()
    for end, _ in found.outcomes:
        place: int | None = end
        while place is not None and place not in path:
            path.add(place)
            place = above.get(place)
    return frozenset(path)


def _told(
    model: Model,
    answer: TreeAnswer | AssessmentAnswer,
    found: TreeEquilibrium | Assessment,
    equilibrium: int,
) -> Text:
    """Say which equilibrium is shown, and what it gives."""
    pairs = zip(model.players, found.payoffs, strict=True)
    payoffs = joined(
        both(word("labelled", label="{label}", what="{what}"), label=p.name, what=Text(number(u)))
        for p, u in pairs
    )
    told = word(
        "trees.shown", number=equilibrium, count=len(answer.equilibria), payoffs="{payoffs}"
    )
    return both(told, payoffs=payoffs)
