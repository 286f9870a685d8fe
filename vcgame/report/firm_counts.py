"""How many alike firms do what in equilibrium, as one parameter moves: exact points of a figure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from vcgame.errors import EvaluationError, UnsupportedError
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.figures.axis import Axis
from vcgame.report.figures.parameter_plot import ParameterPlot, Series
from vcgame.report.naming import both, status_note
from vcgame.report.parameter_axis import axis_points, plotted_axis, point_mark
from vcgame.report.words import word
from vcgame.solve.solution import solve
from vcgame.solve.symmetric.answer import SymmetricAnswer
from vcgame.sweep.design.axis import Axis as DesignAxis

__all__ = ["count_picture"]


def count_picture(
    model: Model, axis: DesignAxis, base: Mapping[str, Fraction], mark: Text | None = None
) -> ParameterPlot:
    """Solve a game of alike firms at every value of an axis and mark every equilibrium.

    Pure equilibria stand at the share of the firms that play the first strategy, symmetric mixed
    ones at its probability; beside them the share at the largest total.

    Parameters
    ----------
    model, axis
        The game, and the values of the parameter.
    base
        The values of all parameters; that of the axis is marked.
    mark
        What to call it.

    Raises
    ------
    UnsupportedError
        For a game of another form, and where no point can be solved.
    """
    if model.form != "symmetric":
        raise UnsupportedError(f"{model.id} is no game of alike firms; counts are drawn of these")
    strict: list[tuple[float, float]] = []
    weak: list[tuple[float, float]] = []
    mixed: list[tuple[float, float]] = []
    best: list[tuple[float, float]] = []
    bands: list[tuple[float, float, float]] = []
    open_points = 0
    for value, there in axis_points(model, axis, base):
        try:
            answer = solve(model, there).answer
        except EvaluationError:
            continue
        if not isinstance(answer, SymmetricAnswer):
            raise TypeError(type(answer))
        open_points += not answer.complete
        for found in answer.equilibria:
            kind = mixed if not found.pure else strict if found.strict else weak
            kind.append((value, float(found.mixture[0])))
        if answer.efficiency is not None:
            counts = answer.efficiency.counts
            best.append((value, counts[0] / sum(counts)))
        bands += [(value, 0.0, 1.0) for each in answer.continua if 0 in each]
    if not (strict or weak or mixed or bands):
        raise UnsupportedError(f"{model.id} has no equilibria to draw along {axis.name}")
    first = model.players[0].strategies[0].name
    notes = [status_note(model)]
    if open_points:
        notes.insert(0, word("count_plots.open", count=open_points))
    return ParameterPlot(
        title=model.title,
        x=plotted_axis(model, axis),
        y=Axis(both(word("count_plots.share", what="{what}"), what=first), "", None, 0.0, 1.0),
        series=(
            Series(word("count_plots.best"), "best", tuple(best)),
            Series(word("count_plots.weak"), "weak", tuple(weak)),
            Series(word("count_plots.mixed"), "mixed", tuple(mixed)),
            Series(word("count_plots.strict"), "strict", tuple(strict)),
        ),
        bands=tuple(bands),
        band=word("count_plots.continuum"),
        mark=point_mark(axis, base, mark),
        notes=tuple(notes),
    )
