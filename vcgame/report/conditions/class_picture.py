"""A lever's way through the classes as a figure: classes above, equilibria below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from vcgame.derive.lines.payoff_classes import ClassLine, ClassRow
from vcgame.derive.lines.stretches import Stretch
from vcgame.model.text import Text
from vcgame.report.conditions.class_table import ordering_text
from vcgame.report.conditions.line_cells import equilibrium_text, number_cell, root_notes
from vcgame.report.figures.axis import Axis
from vcgame.report.figures.lever_line import LeverLine, LeverMark, LeverRow, Span
from vcgame.report.naming import status_note, symbol
from vcgame.report.words import word

__all__ = ["class_picture"]

_MARGIN = 0.25


def class_picture(line: ClassLine, base: Mapping[str, Fraction]) -> LeverLine:
    """Make a lever line whose first rows are classes, and whose others are equilibria.

    Examples
    --------
    >>> from vcgame.derive.lines.payoff_classes import class_line
    >>> from vcgame.model.library import load_model
    >>> model = load_model("brand-maintain")
    >>> picture = class_picture(class_line(model, "tau"), model.values())
    >>> [row.label.en for row in picture.rows][:3]
    ["prisoners' dilemma", 'tie', 'chicken']
    """
    model = line.model
    low, high = _ends(line)
    classes: dict[Text, list[Span]] = {}
    equilibria: dict[Text, list[Span]] = {}
    for row in line.rows:
        span = _span(row.stretch, low, high)
        for name in _classes(row):
            _extend(classes.setdefault(name, []), span)
        for name in _equilibria(line, row):
            _extend(equilibria.setdefault(name, []), span)
    rows = [*classes.items(), *equilibria.items()]
    if not rows:
        rows = [(word("outside_assumptions"), [Span(low, high)])]
    parameter = model.parameters[line.parameter]
    value = base[line.parameter]
    inside = low <= value <= high
    numbers = [row.stretch.low for row in line.rows if row.stretch.point and row.ordering]
    return LeverLine(
        title=model.title,
        axis=Axis(
            parameter.meaning or Text(parameter.id),
            symbol(model, line.parameter).latex,
            parameter.unit,
            low,
            high,
        ),
        rows=tuple(LeverRow(label, tuple(spans)) for label, spans in rows),
        thresholds=tuple(
            (float(number.close()), number_cell(model, number).latex)
            for number in numbers
            if number is not None
        ),
        mark=LeverMark(float(value), word("default_point")) if inside else None,
        notes=(*root_notes(line.parameter, numbers), status_note(model)),
    )


def _classes(row: ClassRow) -> Iterator[Text]:
    if row.ordering is not None:
        yield word("lines.tie_class") if row.ordering.tied else ordering_text(row.ordering)


def _equilibria(line: ClassLine, row: ClassRow) -> Iterator[Text]:
    if row.equilibria is not None:
        named = (equilibrium_text(line.model, found) for found in row.equilibria.equilibria)
        yield from dict.fromkeys(named)


def _ends(line: ClassLine) -> tuple[float, float]:
    """Give the range, or where all cuts are well inside."""
    bounds = [line.rows[0].stretch.low, line.rows[-1].stretch.high]
    cuts = [end.close() for row in line.rows for end in (row.stretch.low,) if end is not None]
    least, most = (min(cuts), max(cuts)) if cuts else (Fraction(0), Fraction(1))
    margin = float(most - least) * _MARGIN or 1.0
    low, high = (None if end is None else float(end.close()) for end in bounds)
    return float(least) - margin if low is None else low, (
        float(most) + margin if high is None else high
    )


def _span(stretch: Stretch, low: float, high: float) -> Span:
    first = low if stretch.low is None else float(stretch.low.close())
    last = high if stretch.high is None else float(stretch.high.close())
    return Span(
        first,
        last,
        stretch.closed_low or stretch.low is None,
        stretch.closed_high or stretch.high is None,
    )


def _extend(spans: list[Span], span: Span) -> None:
    """Add a stretch, joined to the one before it where they meet."""
    if spans and spans[-1].high == span.low and (spans[-1].closed_high or span.closed_low):
        before = spans.pop()
        span = Span(before.low, span.high, before.closed_low, span.closed_high)
    spans.append(span)
