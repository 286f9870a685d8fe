"""``vcgame show MODEL``: everything that its author wrote."""

from __future__ import annotations

import json
from typing import Any

import click

from vcgame.cli.options import format_option, language_option, model_argument
from vcgame.cli.printing import paragraphs, print_tables
from vcgame.cli.streams import put
from vcgame.model.formula.plain import to_text
from vcgame.model.ledger import load_ledger
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.text import Language, Text
from vcgame.report.game_tables import (
    evidence_table,
    instance_table,
    node_table,
    parameter_table,
    payoff_table,
    player_table,
    share_table,
    statement_table,
)
from vcgame.report.naming import both, labelled
from vcgame.report.tables.jsonform import to_json
from vcgame.report.tables.table import Table
from vcgame.report.words import word

__all__ = ["command"]


@click.command(epilog="Example:  vcgame show functional-upgrading --lang zh")
@model_argument
@format_option
@language_option
def command(model: str, form: str, language: Language) -> None:
    """Show a model: story, players, payoffs, parameters, evidence, claims.

    MODEL is the id of a model of the library or the path of a file.
    """
    loaded = load_model(model)
    tables = _tables(loaded, language)
    if form == "json":
        described = _described(loaded, tables, language)
        put(json.dumps(described, ensure_ascii=False, indent=2) + "\n")
        return
    before = _heading(loaded, form, language) if form in ("text", "md") else []
    print_tables(tables, form, language, before=before)


def _tables(model: Model, language: Language) -> list[Table]:
    tables = [player_table(model)]
    if model.form == "extensive":
        tables.append(node_table(model))
    tables.append(payoff_table(model))
    if model.shares:
        tables.append(share_table(model))
    if model.parameters:
        tables.append(parameter_table(model))
    if model.instances:
        tables.append(instance_table(model))
    if model.evidence:
        tables.append(evidence_table(model, load_ledger(model.evidence), language))
    if model.claims:
        tables.append(statement_table(model))
    return tables


def _heading(model: Model, form: str, language: Language) -> list[str]:
    """Write title, status, story and assumptions."""
    title = both(word("model_title", title="{title}", id=model.id), title=model.title)
    texts = [title, labelled("status", word(f"statuses.{model.status}"))]
    if model.story is not None:
        texts.append(model.story)
    if model.assumptions:
        texts.append(labelled("assumptions", Text(", ".join(map(to_text, model.assumptions)))))
    blocks = paragraphs(texts, form, language)
    if form == "md":
        blocks[0] = f"# {blocks[0]}"
    return blocks


def _described(model: Model, tables: list[Table], language: Language) -> dict[str, Any]:
    """Describe a model for programs."""
    return {
        "model": model.id,
        "title": model.title.say(language),
        "status": model.status,
        "form": model.form,
        "family": model.family,
        "story": model.story.say(language) if model.story is not None else None,
        "assumptions": [to_text(assumption) for assumption in model.assumptions],
        "parameters": {id: str(parameter.value) for id, parameter in model.parameters.items()},
        "instances": {
            id: {name: str(value) for name, value in instance.values.items()}
            for id, instance in model.instances.items()
        },
        "tables": [json.loads(to_json(table, language)) for table in tables],
    }
