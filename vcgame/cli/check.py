"""``vcgame check``: files and their claims."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import click

from vcgame.cli.options import format_option, language_option
from vcgame.cli.printing import print_table, written
from vcgame.cli.streams import put
from vcgame.derive.claims import Verdict, check_claims
from vcgame.errors import FileError, Problem, UsageError
from vcgame.model.library import library_files, load_model
from vcgame.model.model import Model
from vcgame.model.text import Language
from vcgame.report.derived_tables import claim_table
from vcgame.report.tables.cells import exact
from vcgame.report.tables.table import Column, Table
from vcgame.report.words import word

__all__ = ["command"]

REFUTED = 1

Checked = tuple[Model, tuple[Verdict, ...]]


@click.command(epilog="Example:  vcgame check boxed-pigs --points-only")
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@click.option("--points-only", is_flag=True, help="Try no proofs; check at exact points only.")
@format_option
@language_option
def command(models: tuple[str, ...], points_only: bool, form: str, language: Language) -> int:
    """Check model files, and prove or refute their claims.

    MODEL is the id of a model of the library or the path of a file; without any, the whole
    library is checked. Exit status 1 says that a claim is refuted.
    """
    loaded = _loaded(models or tuple(library_files()))
    checked = ((model, check_claims(model, algebra=not points_only)) for model in loaded)
    verdicts = _print(checked, form, language)
    return REFUTED if any(verdict.outcome == "refuted" for verdict in verdicts) else 0


def _loaded(names: Sequence[str]) -> list[Model]:
    """Load each file once, before any is checked, and report the mistakes of all together."""
    models: list[Model] = []
    problems: list[Problem] = []
    missing: list[str] = []
    for name in dict.fromkeys(names):
        try:
            models.append(load_model(name))
        except FileError as error:
            problems.extend(error.problems)
        except UsageError as error:
            missing.append(str(error))
    if missing:
        raise UsageError("\n".join([*missing, *map(str, problems)]))
    if problems:
        raise FileError(tuple(problems))
    return models


def _print(checked: Iterator[Checked], form: str, language: Language) -> list[Verdict]:
    """Print the verdicts of each model as they come; those for programs all together."""
    if form in ("json", "csv"):
        known = list(checked)
        if form == "json":
            described = [_described(model, verdicts, language) for model, verdicts in known]
            put(json.dumps(described, ensure_ascii=False, indent=2) + "\n")
        else:
            print_table(_joined(known), form, language)
        return [verdict for _, verdicts in known for verdict in verdicts]
    seen: list[Verdict] = []
    for number, (model, verdicts) in enumerate(checked):
        put("\n" * (number > 0) + written(claim_table(model, verdicts), form, language))
        seen.extend(verdicts)
    return seen


def _joined(known: list[Checked]) -> Table:
    """Put the verdicts on several models into one table, with a column for the model."""
    tables = [claim_table(model, verdicts) for model, verdicts in known]
    columns = (Column("model", word("model")), *tables[0].columns)
    rows = tuple(
        (model.id, *row)
        for (model, _), table in zip(known, tables, strict=True)
        for row in table.rows
    )
    return replace(tables[0], id="claims", columns=columns, rows=rows)


def _described(model: Model, verdicts: tuple[Verdict, ...], language: Language) -> dict[str, Any]:
    """Describe the verdicts on a model for programs."""
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
