"""The table of an audit: row by row what is printed, the verdict, and what is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vcgame.derive.audit.row import AuditReport, Row
from vcgame.model.text import Language, Text
from vcgame.report.audit.wording import cell_of, words_of
from vcgame.report.naming import both
from vcgame.report.tables.cells import exact
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word

__all__ = ["audit_table", "described_audit", "summary_text"]

_OPTIONAL = ("where", "printed", "right", "reason")


def audit_table(report: AuditReport, *, every_column: bool = False) -> Table:
    """Tabulate an audit; columns that are empty in every row are left out unless asked for."""
    model = report.audit.model
    cells: list[dict[str, Cell]] = [
        {
            "entry": row.id,
            "where": row.where or None,
            "what": cell_of(model, row.what),
            "printed": cell_of(model, row.printed),
            "verdict": word(f"audit_verdicts.{row.verdict}"),
            "right": cell_of(model, row.right),
            "reason": cell_of(model, row.reason),
        }
        for row in report.rows
    ]
    keys = ("entry", "where", "what", "printed", "verdict", "right", "reason")
    kept = [
        key
        for key in keys
        if every_column or key not in _OPTIONAL or any(row[key] is not None for row in cells)
    ]
    columns = tuple(Column(key, word(f"audit.{key}")) for key in kept)
    rows = tuple(tuple(row[key] for key in kept) for row in cells)
    title = both(word("audit.title", title="{title}"), title=report.audit.title)
    return Table(f"{report.audit.id}.audit", title, columns, rows, _notes(report))


def summary_text(report: AuditReport) -> Text:
    """Count the verdicts in one sentence."""
    return word(
        "audit.summary",
        rows=len(report.rows),
        agrees=report.count("agrees"),
        disagrees=report.count("disagrees"),
        undecided=report.count("undecided"),
        missing=report.count("missing"),
    )


def _notes(report: AuditReport) -> tuple[Text, ...]:
    audit = report.audit
    notes = [
        summary_text(report),
        both(word("audit.source", what="{what}"), what=Text(audit.source)),
        both(word("audit.seen", what="{what}"), what=audit.seen),
    ]
    notes += [words_of(audit.model, note.text) for note in report.notes]
    return (*notes, *audit.remarks)


def described_audit(report: AuditReport, language: Language) -> dict[str, Any]:
    """Describe an audit for programs."""
    audit = report.audit
    return {
        "audit": audit.id,
        "title": audit.title.say(language),
        "source": audit.source,
        "seen": audit.seen.say(language),
        "values": {name: exact(value) for name, value in audit.values.items()},
        "unstated": sorted(audit.unstated),
        "rows": [_described(report, row, language) for row in report.rows],
        "notes": [words_of(audit.model, note.text).say(language) for note in report.notes],
        "remarks": [remark.say(language) for remark in audit.remarks],
        "counts": {
            "agrees": report.count("agrees"),
            "disagrees": report.count("disagrees"),
            "undecided": report.count("undecided"),
            "missing": report.count("missing"),
        },
    }


def _described(report: AuditReport, row: Row, language: Language) -> Mapping[str, Any]:
    model = report.audit.model
    said = {
        key: None if shown is None else words_of(model, shown).say(language)
        for key, shown in (
            ("what", row.what),
            ("printed", row.printed),
            ("right", row.right),
            ("reason", row.reason),
        )
    }
    line = next(each.line for each in report.audit.printed if each.id == row.id)
    return {"entry": row.id, "line": line, "where": row.where, "verdict": row.verdict, **said}
