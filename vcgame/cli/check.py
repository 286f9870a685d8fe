"""``vcgame check``: models and their claims, papers and what they print."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import click

from vcgame.cli.options import format_option, language_option
from vcgame.cli.printing import print_tables, written
from vcgame.cli.streams import put
from vcgame.derive.audit.examination import examine
from vcgame.derive.audit.row import AuditReport
from vcgame.derive.claims import Verdict, check_claims
from vcgame.errors import FileError, Problem, UsageError
from vcgame.model.audit import Audit
from vcgame.model.audits import load_checkable
from vcgame.model.library import library_files
from vcgame.model.model import Model
from vcgame.model.text import Language
from vcgame.report.audit.tables import audit_table, described_audit
from vcgame.report.derived_tables import claim_table
from vcgame.report.tables.cells import exact
from vcgame.report.tables.table import Column, Table
from vcgame.report.words import word

__all__ = ["command"]

REFUTED = 1

Claims = tuple[Model, tuple[Verdict, ...]]
Checked = Claims | AuditReport


@click.command(epilog="Example:  vcgame check boxed-pigs audits/watermelon-brand --points-only")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--points-only", is_flag=True, help="Try no proofs of claims; check at points only.")
@format_option
@language_option
def command(files: tuple[str, ...], points_only: bool, form: str, language: Language) -> int:
    """Check model files and their claims, and audit what papers print.

    FILE is the id of a model or of a shipped audit (audits/ID where a model has the same id), or
    the path of a model file or an audit file (kind = "audit"); without any, the whole library of
    models is checked. Exit status 1 says that a claim is refuted or a row of an audit disagrees.
    """
    loaded = _loaded(files or tuple(library_files()))
    checked = (_checked(each, algebra=not points_only) for each in loaded)
    wrong = [_wrong(each) for each in _print(checked, form, language)]
    return REFUTED if any(wrong) else 0


def _loaded(names: Sequence[str]) -> list[Model | Audit]:
    """Load each file once, before any is checked, and report the mistakes of all together."""
    loaded: list[Model | Audit] = []
    problems: list[Problem] = []
    missing: list[str] = []
    for name in dict.fromkeys(names):
        try:
            loaded.append(load_checkable(name))
        except FileError as error:
            problems.extend(error.problems)
        except UsageError as error:
            missing.append(str(error))
    if missing:
        raise UsageError("\n".join([*missing, *map(str, problems)]))
    if problems:
        raise FileError(tuple(problems))
    return loaded


def _checked(loaded: Model | Audit, *, algebra: bool) -> Checked:
    if isinstance(loaded, Audit):
        return examine(loaded)
    return loaded, check_claims(loaded, algebra=algebra)


def _wrong(checked: Checked) -> bool:
    """Whether something was found that is wrong."""
    if isinstance(checked, AuditReport):
        return checked.count("disagrees") > 0
    return any(verdict.outcome == "refuted" for verdict in checked[1])


def _print(checked: Iterator[Checked], form: str, language: Language) -> list[Checked]:
    """Print what was found on each file as it comes; what is for programs all together."""
    if form in ("json", "csv"):
        known = list(checked)
        if form == "json":
            described = [_described(each, language) for each in known]
            put(json.dumps(described, ensure_ascii=False, indent=2) + "\n")
        else:
            print_tables(_joined(known), form, language)
        return known
    seen: list[Checked] = []
    for number, each in enumerate(checked):
        put("\n" * (number > 0) + written(_table(each), form, language))
        seen.append(each)
    return seen


def _table(checked: Checked) -> Table:
    return audit_table(checked) if isinstance(checked, AuditReport) else claim_table(*checked)


def _joined(known: Sequence[Checked]) -> list[Table]:
    """Put the claims of all models into one table, and the rows of all audits into another."""
    claims = [(each[0].id, claim_table(*each)) for each in known if isinstance(each, tuple)]
    audits = [
        (each.audit.id, audit_table(each, every_column=True))
        for each in known
        if isinstance(each, AuditReport)
    ]
    joined = [_one_table("claims", "model", claims), _one_table("audits", "audit", audits)]
    return [table for table in joined if table is not None]


def _one_table(id: str, key: str, tables: Sequence[tuple[str, Table]]) -> Table | None:
    """Put tables with the same columns below each other, with a column for their names."""
    if not tables:
        return None
    first = tables[0][1]
    columns = (Column(key, word("model" if key == "model" else "audit.audit")), *first.columns)
    rows = tuple((name, *row) for name, table in tables for row in table.rows)
    return replace(first, id=id, columns=columns, rows=rows)


def _described(checked: Checked, language: Language) -> dict[str, Any]:
    """Describe what was found on a file for programs."""
    if isinstance(checked, AuditReport):
        return described_audit(checked, language)
    model, verdicts = checked
    claims = [
        {
            "claim": verdict.claim.id,
            "kind": verdict.claim.kind,
            "says": verdict.claim.says.say(language),
            "outcome": verdict.outcome,
            "points": verdict.points,
            "point": None
            if verdict.point is None
            else {name: exact(value) for name, value in verdict.point.items()},
            "reason": verdict.reason,
        }
        for verdict in verdicts
    ]
    return {"model": model.id, "claims": claims}
