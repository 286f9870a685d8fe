"""Areas, boundary curves and corners of an exact map, with the equilibria at points of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from vcgame.derive.line import line_concept
from vcgame.derive.plane.deciding import Regime
from vcgame.derive.plane.equations import equation
from vcgame.derive.plane.places import Coordinate, abscissa_of, ordinate_of, rational_point
from vcgame.derive.plane.survey import Bend, Cell, Survey
from vcgame.model.formula.expression import Comparison
from vcgame.model.model import Model
from vcgame.solve.solution import Solution, solve

__all__ = ["Area", "Corner", "Curve", "parts_of"]

_TRIED: Final = 20
_Solved = Callable[[Regime, tuple[Fraction, Fraction] | None], Solution | None]


@dataclass(frozen=True, slots=True)
class Area:
    """A connected open region with one regime.

    Attributes
    ----------
    regime
        What holds in it.
    sample
        A rational point of it.
    curves
        Numbers of the curves around it.
    solution
        The equilibria at the sample; ``None`` outside the assumptions and without a value.
    """

    regime: Regime
    sample: tuple[Fraction, Fraction]
    curves: tuple[int, ...]
    solution: Solution | None


@dataclass(frozen=True, slots=True)
class Curve:
    """A boundary: a connected piece of the zeros of one polynomial.

    Attributes
    ----------
    equation
        Says that the polynomial is zero.
    regime
        What holds on it, without its ends.
    areas
        Numbers of the areas on its two sides; one on an edge of the rectangle, and the same
        twice where the regime is another one on the curve only.
    along, span
        A parameter, and from where to where the curve runs in it: the first parameter, or the
        second one where the first is constant.
    sample, solution
        A rational point of it and the equilibria there, where one was found.
    edge
        Whether it lies on an edge of the rectangle.
    factor
        Number of the polynomial; curves of one polynomial have the same.
    """

    equation: Comparison
    regime: Regime
    areas: tuple[int, ...]
    along: str
    span: tuple[Coordinate, Coordinate]
    sample: tuple[Fraction, Fraction] | None
    solution: Solution | None
    edge: bool
    factor: int


@dataclass(frozen=True, slots=True)
class Corner:
    """A point where boundaries meet or end, or a single point with a regime of its own.

    Attributes
    ----------
    first, second
        Where it is.
    regime
        What holds there.
    curves
        Numbers of the curves that end there.
    solution
        The equilibria there, where it is rational.
    edge
        Whether it lies on an edge of the rectangle.
    """

    first: Coordinate
    second: Coordinate
    regime: Regime
    curves: tuple[int, ...]
    solution: Solution | None
    edge: bool


def parts_of(
    model: Model, names: tuple[str, str], survey: Survey
) -> tuple[tuple[Area, ...], tuple[Curve, ...], tuple[Corner, ...]]:
    """Describe what a survey found, and solve the game at a rational point of each part."""

    def solved(regime: Regime, place: tuple[Fraction, Fraction] | None) -> Solution | None:
        if place is None or regime.status != "solved":
            return None
        return solve(model, dict(zip(names, place, strict=True)), concept=line_concept(model))

    curves = tuple(_curve(survey, names, number, solved) for number in range(len(survey.curves)))
    areas = []
    for number, group in enumerate(survey.areas):
        sample = _sample(survey, group)
        regime = survey.inside(group[0])
        around = tuple(n for n, curve in enumerate(curves) if number in curve.areas)
        areas.append(Area(regime, sample, around, solved(regime, sample)))
    ending: dict[Bend, set[int]] = {}
    for arc, number in survey.curve_of.items():
        for bend in survey.ends(arc):
            ending.setdefault(bend, set()).add(number)
    corners = tuple(
        _corner(survey, bend, tuple(sorted(ending.get(bend, ()))), solved)
        for bend in survey.corners
    )
    return tuple(areas), curves, corners


def _corner(survey: Survey, bend: Bend, curves: tuple[int, ...], solved: _Solved) -> Corner:
    first, second = abscissa_of(survey, bend.fiber), ordinate_of(survey, bend)
    place = (first.low, second.low) if first.rational and second.rational else None
    regime = survey.at(bend)
    solution = solved(regime, place)
    return Corner(first, second, regime, curves, solution, survey.on_edge(bend))


def _curve(survey: Survey, names: tuple[str, str], number: int, solved: _Solved) -> Curve:
    arcs = survey.curves[number]
    factor, regime = survey.factor(arcs[0]), survey.on(arcs[0])
    if factor is None:
        raise TypeError(arcs[0])
    sides = [survey.area_of[cell] for cell in survey.sides(arcs[0])]
    ends = sorted(bend for arc in arcs for bend in survey.ends(arc))
    upright = arcs[0].kind == "upright"
    places = [ordinate_of(survey, end) for end in (ends[0], ends[-1])]
    if not upright:
        places = [abscissa_of(survey, end.fiber) for end in (ends[0], ends[-1])]
    middle = sorted(arcs, key=lambda arc: abs(arcs.index(arc) - len(arcs) // 2))
    points = (rational_point(survey, arc) for arc in middle[:_TRIED])
    sample = next((point for point in points if point is not None), None)
    return Curve(
        equation(survey.atlas.factors.all[factor], names),
        regime,
        tuple(sorted(sides)),
        names[1] if upright else names[0],
        (places[0], places[1]),
        sample,
        solved(regime, sample),
        len(sides) == 1,
        factor,
    )


def _sample(survey: Survey, group: list[Cell]) -> tuple[Fraction, Fraction]:
    """Give a rational point of the largest cell."""

    def size(cell: Cell) -> float:
        cells = survey.atlas.cells
        low, high = cells.fibers[cell.strip : cell.strip + 2]
        below, above = cells.strips[cell.strip].branches[cell.place : cell.place + 2]
        wide = float(high.abscissa) - float(low.abscissa)
        return wide * float(above.ball.mid() - below.ball.mid())

    found = rational_point(survey, max(group, key=size))
    if found is None:
        raise TypeError(group[0])
    return found
