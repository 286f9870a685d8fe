"""Axes of figures that run over one parameter or derived quantity of a model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from vcgame.errors import EvaluationError
from vcgame.model.formula.latex import to_latex
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.figures.axis import Axis
from vcgame.report.naming import symbol, symbols
from vcgame.report.words import word
from vcgame.solve.solution import within_assumptions
from vcgame.sweep.design.axis import Axis as DesignAxis
from vcgame.sweep.design.grid import Grid

__all__ = ["axis_points", "plotted_axis", "point_mark", "short_meaning"]

_REMARK = re.compile(r"\s*[(（][^()（）]*[)）]\s*\Z")


def plotted_axis(model: Model, axis: DesignAxis) -> Axis:
    """Label an axis with the meaning, the symbol and the unit of what it runs over."""
    source = model.parameters.get(axis.name) or model.definitions[axis.name]
    tex = symbol(model, axis.name).latex
    if axis.name in model.definitions and not source.tex:
        tex = to_latex(model.definitions[axis.name].formula, symbols(model))
    whole = axis.name in model.parameters and model.parameters[axis.name].whole
    low, high = float(axis.low), float(axis.high)
    return Axis(short_meaning(source.meaning), tex, source.unit, low, high, whole)


def short_meaning(meaning: Text | None) -> Text:
    """Drop the remark in brackets that ends a meaning; an axis has little room."""
    if meaning is None:
        return Text("")
    return Text(*(_REMARK.sub("", text) or text for text in (meaning.en, meaning.say("zh"))))


def axis_points(
    model: Model, axis: DesignAxis, base: Mapping[str, Fraction]
) -> Iterator[tuple[float, Mapping[str, Fraction]]]:
    """Give the points along an axis that lie within the assumptions, with their place on it."""
    grid = Grid(model, (axis,), base)
    for place in range(axis.count):
        try:
            there = model.values(None, grid.point(place))
            if within_assumptions(model, there) is not None:
                continue
        except EvaluationError:
            continue
        yield float(axis.value(place)), there


def point_mark(
    axis: DesignAxis, base: Mapping[str, Fraction], mark: Text | None
) -> tuple[float, Text] | None:
    """Give the value at the point of the analysis with its name, if it lies on an axis."""
    value = base.get(axis.name)
    if value is None or not axis.low <= value <= axis.high:
        return None
    return float(value), mark or word("default_point")
