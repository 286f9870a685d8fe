"""From the cells of a decomposition to areas, the curves that bound them, and corners.

Cells that touch along a piece of a curve are one area where the regime is the same on both sides
and on the piece itself. What is left of the curves are boundaries; pieces of one factor that
part the same two areas and run on through a point without a regime of its own are one curve.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

from vcgame.derive.plane.atlas import Atlas
from vcgame.derive.plane.cells import Point
from vcgame.derive.plane.deciding import Regime

__all__ = ["Arc", "Bend", "Cell", "Survey"]


class Cell(NamedTuple):
    """A cell: the place of its strip, and of the cell in it from below."""

    strip: int
    place: int


class Arc(NamedTuple):
    """A piece of a branch over a strip, or of a vertical line above an abscissa."""

    kind: Literal["across", "upright"]
    column: int
    place: int


class Bend(NamedTuple):
    """A point of a fiber."""

    fiber: int
    place: int


@dataclass(slots=True)
class _Sets:
    """Disjoint sets (Galler and Fischer 1964)."""

    parents: dict[Hashable, Hashable] = field(default_factory=dict)

    def find(self, one: Hashable) -> Hashable:
        root = one
        while self.parents.get(root, root) != root:
            root = self.parents[root]
        while self.parents.get(one, one) != root:
            one, self.parents[one] = self.parents[one], root
        return root

    def join(self, one: Hashable, other: Hashable) -> None:
        self.parents[self.find(one)] = self.find(other)


class Survey:
    """Areas, curves and corners of an atlas.

    Attributes
    ----------
    areas
        The cells of each area.
    area_of
        The area of each cell.
    curves
        The arcs of each curve.
    curve_of
        The curve of each arc that is part of one.
    corners
        Points at which boundaries end or meet, and points with a regime of their own.
    """

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        cells = atlas.cells
        self._left = [[sum(p.left.values()) for p in fiber.points] for fiber in cells.fibers]
        self._right = [[sum(p.right.values()) for p in fiber.points] for fiber in cells.fibers]
        self._ends = [
            (_owners(self._right[place]), _owners(self._left[place + 1]))
            for place in range(len(cells.strips))
        ]
        sets = _Sets()
        self._kept: dict[Arc, tuple[Cell, ...]] = {}
        for arc in self._arcs():
            sides = self.sides(arc)
            if all(self.inside(cell) == self.on(arc) for cell in sides):
                for one, other in pairwise(sides):
                    sets.join(one, other)
            else:
                self._kept[arc] = sides
        groups: dict[Hashable, list[Cell]] = {}
        for strip, regimes in enumerate(atlas.inside):
            for place in range(len(regimes)):
                cell = Cell(strip, place)
                groups.setdefault(sets.find(cell), []).append(cell)
        self.areas = list(groups.values())
        self.area_of = {cell: n for n, group in enumerate(self.areas) for cell in group}
        self._connect()

    def inside(self, cell: Cell) -> Regime:
        """Give the regime of a cell."""
        return self.atlas.inside[cell.strip][cell.place]

    def on(self, arc: Arc) -> Regime:
        """Give the regime on an arc."""
        rows = self.atlas.across if arc.kind == "across" else self.atlas.upright
        return rows[arc.column][arc.place]

    def factor(self, arc: Arc) -> int | None:
        """Give the factor that is zero on an arc."""
        if arc.kind == "across":
            return self.atlas.cells.strips[arc.column].branches[arc.place].factor
        return self.atlas.cells.fibers[arc.column].vertical

    def sides(self, arc: Arc) -> tuple[Cell, ...]:
        """Give the cells on both sides of an arc; on an edge of the rectangle there is one."""
        strips = self.atlas.cells.strips
        if arc.kind == "across":
            last = len(strips[arc.column].branches) - 2
            places = (arc.place - 1, arc.place)
            return tuple(Cell(arc.column, place) for place in places if 0 <= place <= last)
        found = []
        for strip, counts in ((arc.column - 1, self._left), (arc.column, self._right)):
            if 0 <= strip < len(strips):
                found.append(Cell(strip, sum(counts[arc.column][: arc.place + 1]) - 1))
        return tuple(found)

    def ends(self, arc: Arc) -> tuple[Bend, Bend]:
        """Give the points at which an arc ends: left and right, or below and above."""
        if arc.kind == "upright":
            return Bend(arc.column, arc.place), Bend(arc.column, arc.place + 1)
        left, right = self._ends[arc.column]
        return Bend(arc.column, left[arc.place]), Bend(arc.column + 1, right[arc.place])

    def point(self, bend: Bend) -> Point:
        """Give what is known of a point."""
        return self.atlas.cells.fibers[bend.fiber].points[bend.place]

    def at(self, bend: Bend) -> Regime:
        """Give the regime at a point."""
        return self.atlas.at[bend.fiber][bend.place]

    def on_edge(self, bend: Bend) -> bool:
        """Whether a point lies on an edge of the rectangle."""
        fibers = self.atlas.cells.fibers
        return bend.fiber in (0, len(fibers) - 1) or bend.place in (
            0,
            len(fibers[bend.fiber].points) - 1,
        )

    def _arcs(self) -> Iterator[Arc]:
        for column, strip in enumerate(self.atlas.cells.strips):
            for place in range(len(strip.branches)):
                yield Arc("across", column, place)
        for column, fiber in enumerate(self.atlas.cells.fibers):
            for place in range(len(fiber.points) - 1):
                yield Arc("upright", column, place)

    def _connect(self) -> None:
        """Join kept arcs to curves, and find the corners."""
        meeting: dict[Bend, list[Arc]] = {}
        for arc in self._kept:
            for end in self.ends(arc):
                meeting.setdefault(end, []).append(arc)
        sets = _Sets()
        self.corners: list[Bend] = []
        for bend, arcs in sorted(meeting.items()):
            regimes = {self.on(arc) for arc in arcs} | {self.at(bend)}
            alike = {(self.factor(arc), self._parted(arc)) for arc in arcs}
            if len(regimes) == 1 and len(alike) == 1 and len(arcs) == 2:
                sets.join(*arcs)
            elif len(arcs) > 1 or len(regimes) > 1:
                self.corners.append(bend)
        for fiber, regimes_at in enumerate(self.atlas.at):
            for place, regime in enumerate(regimes_at):
                bend = Bend(fiber, place)
                if bend not in meeting and regime != self._around(bend):
                    self.corners.append(bend)
        self.corners.sort()
        groups: dict[Hashable, list[Arc]] = {}
        for arc in self._kept:
            groups.setdefault(sets.find(arc), []).append(arc)
        self.curves = list(groups.values())
        self.curve_of = {arc: n for n, group in enumerate(self.curves) for arc in group}

    def _parted(self, arc: Arc) -> frozenset[int]:
        return frozenset(self.area_of[cell] for cell in self._kept[arc])

    def _around(self, bend: Bend) -> Regime:
        """Give the regime next to a point at which no boundary ends."""
        place = min(bend.place, len(self.atlas.upright[bend.fiber]) - 1)
        return self.atlas.upright[bend.fiber][place]

    def parted(self, curve: int) -> tuple[int, ...]:
        """Give the areas on both sides of a curve; on an edge of the rectangle there is one."""
        return tuple(sorted(self._parted(self.curves[curve][0])))


def _owners(counts: list[int]) -> list[int]:
    """Give the point at which each branch ends."""
    return [place for place, count in enumerate(counts) for _ in range(count)]
