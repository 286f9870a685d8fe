"""The measured drawing of a tree: every label as it is drawn, and where it stands, in inches."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from vcgame.model.text import Language
from vcgame.report.figures.labels import Ruler, formula, plain
from vcgame.report.figures.sheet import SMALL
from vcgame.report.tables.formula import Math
from vcgame.report.trees.tree_layout import lanes, levels, rows
from vcgame.report.trees.tree_picture import Label, TreePicture
from vcgame.report.words import say

__all__ = ["DOT", "GAP", "LANE", "TreeFrame"]

GAP: Final = 0.045
DOT: Final = 0.05
LANE: Final = 0.085
"""Between labels and lines; around a node; between the lines of two information sets."""

_FAN: Final = 0.26
_COLUMN: Final = 0.2
# Where texts break: names, moves, formulas.
_NAME: Final = 0.9
_MOVE: Final = 1.5
_FORMULA: Final = 2.6
_LINES: Final = 5


class TreeFrame:
    """Places of everything in a drawing; heights count downwards.

    Attributes
    ----------
    names, moves, payoffs
        Per node, the name of who moves, the move that leads there, and the payoffs.
    headings
        Above the payoffs, the names of the players.
    columns, heights
        Per node, its column and its height.
    bends, nodes
        Per column, where the branches that come into it become level, and where its nodes are.
    payoff_places
        Where the columns of payoffs begin.
    joined
        Pairs of nodes that follow each other in an information set, with the lane of their line.
    header, width, height
        The room of the headings, and of the whole.
    """

    def __init__(self, picture: TreePicture, language: Language, ruler: Ruler) -> None:
        self.points = picture.points
        self.ruler = ruler
        self.headings = [self._name(plain(name.say(language))) for name in picture.players]
        self.names: list[str] = []
        self.payoffs: list[list[str]] = []
        self.moves = [""] * len(self.points)
        for point in self.points:
            name = plain(point.mover.say(language)) if point.mover else ""
            self.names.append(self._name(f"{name} {point.belief}".rstrip()))
            self.payoffs.append([self._formula(payoff) for payoff in point.payoffs])
            for branch in point.branches:
                text = plain(branch.name.say(language))
                if branch.probability is not None:
                    chance = self._formula(branch.probability)
                    text = say("with_unit", language, what=text, unit=chance)
                self.moves[branch.child] = self.ruler.wrap(text, _MOVE, SMALL)
        children = [[branch.child for branch in point.branches] for point in self.points]
        self.columns = levels(children, picture.sets)
        self.header = max(map(self._height, self.headings)) + GAP
        above = [self._above(place) for place in range(len(self.points))]
        below = [self._half(place) + GAP / 2 for place in range(len(self.points))]
        stacked = rows(children, self.columns, above, below)
        self.heights = [self.header + GAP + height for height in stacked]
        ends = zip(self.heights, below, strict=True)
        self.height = max(height + room for height, room in ends)
        self.joined = self._joined(picture)
        self.bends: list[float] = []
        self.nodes: list[float] = []
        self.payoff_places: list[float] = []
        self.width = self._across()

    def start(self, place: int) -> float:
        """Where the branches of a node begin: behind its name."""
        return self.nodes[self.columns[place]] + DOT + self._width(self.names[place]) + 2 * GAP

    def _name(self, text: str) -> str:
        """Break a name into as few lines as hold it, of about one length."""
        for shape in self.ruler.shapes(text, SMALL, _LINES) if text else ():
            if max(self.ruler.width(line, SMALL) for line in shape.split("\n")) <= _NAME:
                return shape
        return self.ruler.wrap(text, _NAME, SMALL) if text else ""

    def _formula(self, label: Label) -> str:
        """Write a number or a formula; one too wide for a column as plain text that breaks."""
        if not isinstance(label, Math):
            return plain(label)
        text = formula(label.latex, label.plain)
        if self._width(text) > _FORMULA:
            return self.ruler.wrap(plain(label.plain), _FORMULA, SMALL)
        return text

    def _width(self, text: str) -> float:
        return self.ruler.size(text, SMALL)[0] if text else 0.0

    def _height(self, text: str) -> float:
        return self.ruler.size(text, SMALL)[1] if text else 0.0

    def _half(self, place: int) -> float:
        """Half the height of what stands level with a node."""
        texts = [self.names[place], *self.payoffs[place]]
        return max(map(self._height, texts)) / 2

    def _above(self, place: int) -> float:
        """The room above a node, where the move that leads there stands too."""
        move = self.moves[place]
        own = self._height(move) + GAP if move else 0.0
        return max(self._half(place), own) + GAP / 2

    def _joined(self, picture: TreePicture) -> list[tuple[int, int, int]]:
        """Give each information set a lane beside its column, where it meets no other."""
        joined: list[tuple[int, int, int]] = []
        for column in sorted(set(self.columns)):
            groups = [
                sorted(group, key=self.heights.__getitem__)
                for group in picture.sets
                if self.columns[group[0]] == column
            ]
            spans = [(self.heights[group[0]], self.heights[group[-1]]) for group in groups]
            for group, lane in zip(groups, lanes(spans), strict=True):
                joined += [(*pair, lane) for pair in pairwise(group)]
        return joined

    def _across(self) -> float:
        """Place the columns, each as wide as its labels need, and give the whole width."""
        count = max(self.columns) + 1
        names, moves, spread = [0.0] * count, [0.0] * count, [0.0] * count
        beside = [0] * count
        for place, point in enumerate(self.points):
            column = self.columns[place]
            names[column] = max(names[column], self._width(self.names[place]))
            for branch in point.branches:
                # A move's name stands in the column behind its node, however long the branch.
                width = self._width(self.moves[branch.child])
                moves[column + 1] = max(moves[column + 1], width)
                rise = abs(self.heights[branch.child] - self.heights[place])
                spread[column + 1] = max(spread[column + 1], rise)
        for first, second, lane in self.joined:
            for place in (first, second):
                beside[self.columns[place]] = max(beside[self.columns[place]], lane + 1)
        x = 0.0
        for column in range(count):
            if column:
                x += _FAN + min(spread[column], 3.0) / 8
            self.bends.append(x)
            x += moves[column] + 2 * GAP + beside[column] * LANE if column else 0.0
            self.nodes.append(x + DOT)
            x += 2 * DOT + (names[column] + 3 * GAP if names[column] else 0.0)
        for number, heading in enumerate(self.headings):
            x += _COLUMN if number else GAP
            self.payoff_places.append(x)
            texts = [heading, *(each[number] for each in self.payoffs if each)]
            x += max(map(self._width, texts))
        return x
