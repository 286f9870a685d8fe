"""Tables of what is derived: thresholds and verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from vcgame.derive.claims import Verdict
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.line_spans import AnyLine, LineSpan, line_spans
from vcgame.report.lines import pure_only
from vcgame.report.naming import (
    both,
    point_text,
    status_note,
    symbol,
)
from vcgame.report.sentences import reason_text
from vcgame.report.tables.cells import number
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word

__all__ = ["claim_table", "threshold_table", "verdict_text"]


def threshold_table(model: Model, lines: Sequence[AnyLine]) -> Table:
    """Tabulate, lever by lever, the exact thresholds and the equilibria between them."""
    columns = (
        Column("lever", word("lever")),
        Column("span", word("where"), "center"),
        Column("regime", word("equilibria")),
    )
    rows: list[tuple[Cell, ...]] = []
    for line in lines:
        for span in line_spans(line):
            name = symbol(model, line.parameter)
            rows.append((name, _span_cell(name, span), span.regime))
    title = both(word("titles.thresholds", model="{model}"), model=model.title)
    pure = any(pure_only(model, line) for line in lines)
    notes = [word("notes_of.thresholds"), *([word("notes_of.pure")] if pure else [])]
    notes.append(status_note(model))
    return Table(f"{model.id}.thresholds", title, columns, tuple(rows), tuple(notes))


def _span_cell(name: Math, span: LineSpan) -> Math:
    """Write where a regime holds: a value, or an interval with its ends in or out."""
    low, high = (_bound(bound) for bound in (span.low, span.high))
    if span.low == span.high:
        return Math(f"{name.latex} = {low}", f"{name.plain} = {low}")
    if span.irrational:
        return Math(rf"{name.latex} \approx {low}", f"{name.plain} = {low}...")
    first, last = (r"\le" if closed else "<" for closed in (span.closed_low, span.closed_high))
    plain = {r"\le": "<=", "<": "<"}
    return Math(
        f"{low} {first} {name.latex} {last} {high}",
        f"{low} {plain[first]} {name.plain} {plain[last]} {high}",
    )


def _bound(value: Fraction) -> str:
    short = value.denominator < 10**6
    return str(value) if short else number(value, 10).replace("\N{MINUS SIGN}", "-")


def claim_table(model: Model, verdicts: Sequence[Verdict]) -> Table:
    """Tabulate the claims of a model with their verdicts."""
    columns = (
        Column("claim", word("claim")),
        Column("says", word("statement")),
        Column("verdict", word("verdict")),
        Column("points", word("points_tried"), "right"),
    )
    rows = tuple(
        (verdict.claim.id, verdict.claim.says, verdict_text(verdict), verdict.points)
        for verdict in verdicts
    )
    title = both(word("titles.claims", model="{model}"), model=model.title)
    notes = (word("notes_of.claims"), status_note(model))
    return Table(f"{model.id}.claims", title, columns, rows, notes)


def verdict_text(verdict: Verdict) -> Text:
    """Say what became of a claim."""
    reason = reason_text(verdict.reason)
    left_out = word("verdicts.left_out", what="{what}", count=verdict.undecided)
    match verdict.outcome:
        case "proved":
            found = word("verdicts.proved")
            return both(left_out, what=found) if verdict.undecided else found
        case "held":
            found = word("verdicts.held", points=verdict.points)
            return both(left_out, what=found) if verdict.undecided else found
        case "refuted":
            point = point_text(verdict.point or {})
            template = word("verdicts.refuted_because", point=point, reason="{reason}")
            return both(template, reason=reason)
    return both(word("verdicts.not_decided", reason="{reason}"), reason=reason)
