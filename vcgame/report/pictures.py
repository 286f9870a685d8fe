"""Figures of a model: maps of regimes, and lines of one lever, from exact results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from vcgame.derive.line import line_concept
from vcgame.model.formula.arrays import evaluate_array
from vcgame.model.formula.exact import evaluate
from vcgame.model.formula.expression import Comparison
from vcgame.model.formula.latex import to_latex
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.figures.axis import Axis, Mark
from vcgame.report.figures.boundaries import Crossing, crossings, gap
from vcgame.report.figures.lever_line import LeverLine, LeverMark, LeverRow, Span
from vcgame.report.line_spans import AnyLine, LineSpan, line_range, line_spans, span_text
from vcgame.report.lines import pure_only
from vcgame.report.map_content import Curve, RegimeMap
from vcgame.report.map_lines import box_values, fewest_surfaces, within_sides
from vcgame.report.naming import both, joined, status_note, symbol, symbols
from vcgame.report.parameter_axis import plotted_axis, short_meaning
from vcgame.report.regimes import (
    equilibrium_texts,
    mixed_texts,
    regime_key,
    regime_text,
)
from vcgame.report.study_plans import MapPlan
from vcgame.report.tables.cells import number
from vcgame.report.words import word
from vcgame.solve.answer import Answer
from vcgame.solve.solution import solve
from vcgame.sweep.design.design import Design
from vcgame.sweep.design.grid import Grid
from vcgame.sweep.engine import run_sweep
from vcgame.sweep.findings import STATUSES, Status

__all__ = ["lever_picture", "map_picture"]

_FINE = 161


def map_picture(
    model: Model, plan: MapPlan, base: Mapping[str, Fraction], mark: Text | None = None
) -> RegimeMap:
    """Solve a grid exactly and make a map of it.

    Boundaries are the zeros of differences of payoffs, kept if the regime changes across
    them somewhere. What holds on a boundary is found out at exact points of it.

    Parameters
    ----------
    model, plan
        What to draw.
    base
        The values of all parameters; it is marked if it lies on the map.
    mark
        What to call it.
    """
    import numpy as np

    box = Grid(model, (plan.x, plan.y), base)
    grid = within_sides(box)
    found = np.empty((plan.y.count, plan.x.count), dtype=object)
    labels: dict[str, Text] = {}
    keys: dict[str, str] = {}
    design = Design(model, grid.base, axes=grid.axes)
    for findings in run_sweep(design, concept=line_concept(model)):
        status, regimes = findings.status.tolist(), findings.regime.tolist()
        for place, (state, regime) in enumerate(zip(status, regimes, strict=True), findings.start):
            label = findings.regimes[regime] if regime >= 0 else f"({STATUSES[state]})"
            if label not in keys:
                text = _named(model, grid, place, STATUSES[state])
                # In a tree, regimes that differ off the path only are one.
                keys[label] = label if model.form == "strategic" else text.en
                labels.setdefault(keys[label], text)
            column, row = grid.indices(place)
            found[row, column] = keys[label]
    kept = fewest_surfaces(grid, found)
    on = np.any([np.zeros(found.shape, dtype=np.bool_), *kept.values()], axis=0)
    areas = list(dict.fromkeys(found[~on].tolist()))  # first, so that they get the plain fills
    order = list(dict.fromkeys([*areas, *found.ravel().tolist()]))
    places = {key: place for place, key in enumerate(order)}
    fine = box_values(box, (_FINE, _FINE))
    curves = [_curve(grid, surface, fine) for surface in kept]
    plain = any(curve.on is not None and not curve.on.en for curve in curves)
    return RegimeMap(
        title=plan.title,
        x=plotted_axis(model, plan.x),
        y=plotted_axis(model, plan.y),
        codes=np.array([[places[key] for key in row] for row in found.tolist()]),
        labels=tuple(labels[key] for key in order),
        curves=tuple(curves),
        marks=_marks(model, plan, base, mark or word("default_point")),
        notes=(*([word(f"on_lines.{model.form}")] if plain else []), status_note(model)),
    )


def _named(model: Model, grid: Grid, number: int, status: Status) -> Text:
    """Name what was found at a point."""
    if status in ("outside", "error"):
        return word("outside_assumptions" if status == "outside" else "no_value")
    return regime_text(solve(model, grid.point(number), concept=line_concept(model)))


def _marks(
    model: Model, plan: MapPlan, base: Mapping[str, Fraction], name: Text
) -> tuple[Mark, ...]:
    """Mark the point of the analysis, if it lies on the map."""
    place = []
    for axis in (plan.x, plan.y):
        quantity = model.definitions.get(axis.name)
        value = base[axis.name] if quantity is None else evaluate(quantity.formula, base)
        if not axis.low <= value <= axis.high:
            return ()
        place.append(float(value))
    return (Mark(place[0], place[1], name),)


def _curve(grid: Grid, surface: Comparison, fine: dict[str, Any]) -> Curve:
    """Make a boundary with its equation and with what one would not expect to hold on it."""
    import numpy as np

    sides = [to_latex(side, symbols(grid.model)) for side in (surface.left, surface.right)]
    values, _ = evaluate_array(gap(surface), fine)
    unexpected: dict[Text, int] = {}
    expected = 0
    for crossing in crossings(grid, surface):
        text = _unexpected(crossing)
        if text is None:
            expected += 1
        elif text.en:
            unexpected[text] = unexpected.get(text, 0) + 1
    on = joined([text for text, count in unexpected.items() if count > 1], "; or ", "；或")
    if on.en and expected > 1:
        on = both(word("in_part", what="{what}"), what=on)
    return Curve(" = ".join(sides), Text(""), np.asarray(values, dtype=np.float64), on)


def _unexpected(crossing: Crossing) -> Text | None:
    """Say what holds on a boundary if not just the pure equilibria of both sides.

    The text is empty where the regime does not change.
    """
    on = crossing.on
    beside = [solution for solution in crossing.sides if solution is not None]
    keys = {regime_key(solution) for solution in beside}
    if len(keys) == 1 and len(beside) == 2:
        return Text("") if regime_key(on) in keys else regime_text(on)
    names_on = set(equilibrium_texts(on))
    names_beside = {text for solution in beside for text in equilibrium_texts(solution)}
    if isinstance(on.answer, Answer):
        if on.answer.components < len(on.answer.equilibria) or not all(
            found.pure for found in on.answer.equilibria
        ):
            return regime_text(on)
        names_beside -= {text for solution in beside for text in mixed_texts(solution)}
    return None if names_on == names_beside else regime_text(on)


def lever_picture(
    model: Model, line: AnyLine, base: Mapping[str, Fraction], mark: Text | None = None
) -> LeverLine:
    """Make a line of one lever: where each profile or outcome is an equilibrium.

    Parameters
    ----------
    model, line
        What to draw.
    base
        The values of all parameters; that of the lever is marked.
    mark
        What to call it.
    """
    spans = line_spans(line)
    rows: dict[Text, list[Span]] = {}
    before: tuple[Text, ...] = ()
    for span in spans:
        named = _names(span)
        for name in named:
            drawn = Span(float(span.low), float(span.high), span.closed_low, span.closed_high)
            if name in before:
                start = rows[name].pop()
                drawn = replace(start, high=drawn.high, closed_high=drawn.closed_high)
            rows.setdefault(name, []).append(drawn)
        before = named
    parameter = model.parameters[line.parameter]
    low, high = line_range(line)
    if not rows:
        rows[word("outside_assumptions")] = [Span(float(low), float(high))]
    value = base[line.parameter]
    marked = LeverMark(float(value), mark or word("default_point"))
    tex = symbol(model, line.parameter).latex
    return LeverLine(
        title=model.title,
        axis=Axis(
            short_meaning(parameter.meaning),
            tex,
            parameter.unit,
            float(low),
            float(high),
            parameter.whole,
        ),
        rows=tuple(LeverRow(label, tuple(drawn)) for label, drawn in rows.items()),
        thresholds=tuple(_thresholds(spans)),
        mark=marked if low <= value <= high else None,
        notes=(*_continua(spans), *_notes(model, line), status_note(model)),
    )


def _thresholds(spans: tuple[LineSpan, ...]) -> Iterator[tuple[float, str]]:
    """Give the values at which something changes, but for ends that are merely excluded."""
    seen = set()
    ends = (spans[0].low, spans[-1].high)
    for before, span in pairwise(spans):
        if span.irrational:
            yield float(span.low), rf"\approx {number(float(span.low))}"
        excluded = span.low in ends and not (before.inside and span.inside)
        if before.irrational or span.irrational or excluded or span.low in seen:
            continue
        seen.add(span.low)
        yield float(span.low), str(span.low)


def _names(span: LineSpan) -> tuple[Text, ...]:
    return (span.equilibria or (word("none"),)) if span.inside else ()


def _notes(model: Model, line: AnyLine) -> Iterator[Text]:
    if pure_only(model, line):
        yield word("notes_of.pure")


def _continua(spans: tuple[LineSpan, ...]) -> Iterator[Text]:
    """Say where there are more equilibria than those drawn."""
    for span in spans:
        answer = None if span.solution is None else span.solution.answer
        if isinstance(answer, Answer) and answer.components < len(answer.equilibria):
            yield both(word("at_value", value=span_text(span), what="{what}"), what=span.regime)
