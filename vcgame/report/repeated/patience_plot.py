"""How much patience a path of the repeated game takes, as one parameter moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

from vcgame.errors import EvaluationError, UnsupportedError
from vcgame.model.formula.expression import Expression
from vcgame.model.model import Model
from vcgame.model.point import value_at
from vcgame.model.text import Text
from vcgame.report.figures.axis import Axis
from vcgame.report.figures.parameter_plot import Look, ParameterPlot, Series
from vcgame.report.naming import status_note
from vcgame.report.parameter_axis import axis_points, plotted_axis, point_mark
from vcgame.report.repeated.names import path_text
from vcgame.report.repeated.reading import SURELY
from vcgame.report.repeated.tables import titled
from vcgame.report.words import word
from vcgame.solve.repeated.question import Question
from vcgame.solve.repeated.repeated import repeated_model
from vcgame.sweep.design.axis import Axis as DesignAxis

__all__ = ["patience_picture", "probability_at"]

_LOOKS: Final[tuple[Look, ...]] = ("curve", "second", "third", "fourth")


def probability_at(chance: Expression, values: Mapping[str, Fraction]) -> Fraction:
    """Work out the probability of detection at a point.

    Raises
    ------
    EvaluationError
        Where it is no rational number.
    """
    found = value_at(chance, values)
    if not isinstance(found, Fraction):
        raise EvaluationError("the probability of detection is irrational at this point")
    return found


def patience_picture(
    model: Model,
    axis: DesignAxis,
    base: Mapping[str, Fraction],
    question: Question | None = None,
    chance: Expression = SURELY,
    mark: Text | None = None,
) -> ParameterPlot:
    """Work out the least discount factor of grim trigger at every value of an axis.

    Of several stage equilibria to revert to, the one that takes least patience counts. Where no
    discount factor below 1 is enough there is no mark.

    Parameters
    ----------
    model, axis
        The stage game, and the values of the parameter.
    base
        The values of all parameters; that of the axis is marked.
    question
        The path and the stage equilibrium to revert to, if they are named.
    chance
        Probability that a deviation is detected, at every point anew.
    mark
        What to call the marked value.

    Raises
    ------
    UnsupportedError
        Where there is nothing to draw, and for trees.
    """
    asked = question or Question()
    paths: dict[tuple[str, ...], list[tuple[float, float]]] = {}
    for value, there in axis_points(model, axis, base):
        try:
            detected = probability_at(chance, there)
            answer = repeated_model(model, there, replace(asked, detection=detected))
        except EvaluationError:
            continue
        least: dict[tuple[str, ...], Fraction] = {}
        for trigger in answer.triggers:
            low = trigger.patience.low
            if low is not None:
                least[trigger.target] = min(low, least.get(trigger.target, low))
        for target, low in least.items():
            paths.setdefault(target, []).append((value, float(low)))
    if not paths:
        raise UnsupportedError(
            f"no path of {model.id} is kept up by grim trigger along {axis.name}: nothing to draw"
        )
    if len(paths) > len(_LOOKS):
        raise UnsupportedError(
            f"{len(paths)} paths of {model.id} are kept up by grim trigger along {axis.name}; "
            "name one as target"
        )
    series = tuple(
        Series(path_text(model, target), look, tuple(points))
        for (target, points), look in zip(paths.items(), _LOOKS, strict=False)
    )
    notes = [word("repeated.attained_note")]
    if chance != SURELY:
        notes.append(word("repeated.detected_along"))
    return ParameterPlot(
        title=titled(model, "title_triggers"),
        x=plotted_axis(model, axis),
        y=Axis(word("repeated.patience_axis"), r"\delta", None, 0.0, 1.0),
        series=series,
        mark=point_mark(axis, base, mark),
        notes=(*notes, status_note(model)),
    )
