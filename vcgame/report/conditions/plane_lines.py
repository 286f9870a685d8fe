"""The curves and areas of an exact map as lines and slabs to draw.

Heights of the branches are isolated exactly at as many abscissas as a smooth line takes, closer
together near the ends of a strip, where a branch may turn upright.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import ceil, cos, pi
from typing import TYPE_CHECKING, Any, Final

from vcgame.derive.plane.places import abscissa_of
from vcgame.derive.plane.roots import precise, real_balls
from vcgame.derive.plane.survey import Arc, Bend, Cell, Survey
from vcgame.model.formula.flint_numbers import as_fmpq

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Values = npt.NDArray[np.float64]

__all__ = ["PlaneLines", "Slab"]

_FINE: Final = 160
_LEAST: Final = 4
_GRID: Final = 2**40


@dataclass(frozen=True, slots=True)
class Slab:
    """A part of an area over a strip, between two lines."""

    area: int
    x: Values
    low: Values
    high: Values


class PlaneLines:
    """The lines of a map, in the units of its parameters.

    Attributes
    ----------
    slabs
        Parts that make up the areas.
    curves
        The points of each curve, in the order in which it runs.
    """

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._heights: dict[Arc, tuple[Values, Values]] = {}
        self.slabs: list[Slab] = []
        for column in range(len(survey.atlas.cells.strips)):
            self._column(column)
        self.curves = [self._chained(arcs) for arcs in survey.curves]

    def _column(self, column: int) -> None:
        """Draw the branches of a strip that bound something, and the slabs between them."""
        survey = self._survey
        branches = survey.atlas.cells.strips[column].branches
        last = len(branches) - 1
        kept = [
            place
            for place in range(len(branches))
            if place in (0, last) or Arc("across", column, place) in survey.curve_of
        ]
        x, heights = self._sampled(column, kept)
        for place, line in zip(kept, heights, strict=True):
            self._heights[Arc("across", column, place)] = (x, line)
        for number in range(len(kept) - 1):
            area = survey.area_of[Cell(column, kept[number])]
            self.slabs.append(Slab(area, x, heights[number], heights[number + 1]))

    def _sampled(self, column: int, places: list[int]) -> tuple[Values, list[Values]]:
        """Give abscissas in a strip, its ends included, and the heights of branches there."""
        import numpy as np

        survey = self._survey
        atlas = survey.atlas
        branches = atlas.cells.strips[column].branches
        ranks = _ranks([branch.factor for branch in branches])
        start, end = abscissa_of(survey, column), abscissa_of(survey, column + 1)
        left, right = float(start), float(end)
        whole = float(atlas.ranges[0][1] - atlas.ranges[0][0])
        count = max(_LEAST, ceil(_FINE * (right - left) / whole))
        shares = [(1 - cos(pi * step / count)) / 2 for step in range(1, count)]
        exact = [
            start.high + (end.low - start.high) * Fraction(round(share * _GRID), _GRID)
            for share in shares
        ]
        ends = [survey.ends(Arc("across", column, place)) for place in places]
        heights = np.empty((len(places), count + 1))
        heights[:, 0] = [self._height(low) for low, _ in ends]
        heights[:, -1] = [self._height(high) for _, high in ends]
        for step, abscissa in enumerate(exact, 1):
            roots = self._roots({branches[place].factor for place in places}, abscissa)
            for row, place in enumerate(places):
                factor = branches[place].factor
                heights[row, step] = roots[factor][ranks[place]]
        return np.array([left, *map(float, exact), right]), list(heights)

    def _roots(self, factors: set[int], abscissa: Fraction) -> dict[int, list[float]]:
        """Give the heights of factors within the rectangle above an abscissa of a strip."""
        atlas = self._survey.atlas
        low, high = atlas.sides[1]
        x = as_fmpq(abscissa)

        def isolated(polynomial: Any) -> list[float] | None:
            found = []
            for ball in real_balls(polynomial):
                if ball > low and ball < high:
                    found.append(float(ball.mid()))
                elif not (ball < low or ball > high):
                    return None
            return found

        roots = {
            frame: [float(end)] for frame, end in zip(atlas.frames, atlas.ranges[1], strict=True)
        }
        for number in factors - roots.keys():
            roots[number] = precise(partial(isolated, atlas.factors.all[number].at(x)))
        return roots

    def _height(self, bend: Bend) -> float:
        return float(self._survey.point(bend).ball.mid())

    def _chained(self, arcs: list[Arc]) -> Values:
        """Put the arcs of a curve one behind the other."""
        import numpy as np

        survey = self._survey
        ends = {arc: survey.ends(arc) for arc in arcs}
        count = Counter(bend for pair in ends.values() for bend in pair)
        here = min((bend for bend, times in count.items() if times == 1), default=min(count))
        left = list(arcs)
        lines: list[Any] = []
        while left:
            arc = next(arc for arc in left if here in ends[arc])
            left.remove(arc)
            line = self._line(arc)
            if ends[arc][0] != here:
                line = line[::-1]
            here = ends[arc][1] if ends[arc][0] == here else ends[arc][0]
            lines.append(line if not lines else line[1:])
        return np.concatenate(lines)

    def _line(self, arc: Arc) -> Values:
        import numpy as np

        if arc.kind == "across":
            return np.column_stack(self._heights[arc])
        x = float(abscissa_of(self._survey, arc.column))
        return np.array([[x, self._height(bend)] for bend in self._survey.ends(arc)])


def _ranks(factors: list[int]) -> list[int]:
    """Count, for each branch, the branches of the same factor below it."""
    seen: Counter[int] = Counter()
    ranks = []
    for factor in factors:
        ranks.append(seen[factor])
        seen[factor] += 1
    return ranks
