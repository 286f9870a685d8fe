"""``vcgame dynamics MODEL``: replicator equations, rest points and their stability."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import click

from vcgame.cli.dynamics_options import PathAnswers, PathQuestions, answer_paths, path_options
from vcgame.cli.options import (
    changes,
    format_option,
    instance_option,
    language_option,
    model_argument,
    set_option,
)
from vcgame.cli.printing import print_tables
from vcgame.cli.streams import put, tell
from vcgame.derive.dynamics.answer import Dynamics, PointStability
from vcgame.derive.dynamics.at_point import stability_at
from vcgame.derive.dynamics.dynamics import dynamics
from vcgame.model.library import load_model
from vcgame.model.text import Language
from vcgame.report.dynamics.dynamics_json import dynamics_json
from vcgame.report.dynamics.formulas import equation_table, jacobian_table, rest_point_table
from vcgame.report.dynamics.stability import here_table, stability_table
from vcgame.report.tables.jsonform import to_json
from vcgame.report.tables.table import Table
from vcgame.solve.solution import check_assumptions

__all__ = ["TABLES", "command"]

Found = tuple[PointStability, ...]
Values = Mapping[str, Fraction]

TABLES: Mapping[str, Callable[[Dynamics, Found, Values], Table]] = {
    "equations": lambda answer, _, __: equation_table(answer),
    "rest-points": lambda answer, _, __: rest_point_table(answer),
    "jacobian": lambda answer, _, __: jacobian_table(answer),
    "stability": lambda answer, _, __: stability_table(answer),
    "here": here_table,
}
"""The tables in symbols, and the one at the point of the parameters."""


@click.command(epilog="Example:  vcgame dynamics brand-maintain --populations 1 --table stability")
@model_argument
@set_option
@instance_option
@click.option(
    "--populations",
    type=click.IntRange(min=1),
    help="1 for one population of alike players.  [default: as the file says, else one each]",
)
@click.option(
    "--table",
    "kinds",
    type=click.Choice(list(TABLES)),
    multiple=True,
    help="Print this table only; may be repeated.  [default: all; with paths or basins: here]",
)
@path_options
@format_option
@language_option
def command(
    model: str,
    settings: tuple[str, ...],
    instance: str | None,
    populations: int | None,
    kinds: tuple[str, ...],
    form: str,
    language: Language,
    **asked: Any,
) -> None:
    """Give replicator equations, rest points, stability; trajectories and basins.

    MODEL is the id of a model of the library or the path of a file. Tables: equations,
    rest-points, jacobian and stability hold for all parameters; here is at the point that
    --set and --instance give, and so are paths and basins.
    """
    loaded = load_model(model)
    values = loaded.values(instance, changes(settings))
    check_assumptions(loaded, values)
    questions = PathQuestions(**asked)
    answer = dynamics(loaded, populations)
    wanted = kinds or (("here",) if questions.any else tuple(TABLES))
    found = stability_at(answer, values) if "here" in wanted or form == "json" else ()
    paths = _paths(answer, values, questions, language)
    for warning in paths.warnings:
        tell(warning)
    for file in paths.files:
        tell(f"wrote {file}")
    if form == "json":
        told = dynamics_json(answer, found, values)
        told["paths"] = [json.loads(to_json(table, language)) for table in paths.tables]
        put(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return
    tables = [make(answer, found, values) for kind, make in TABLES.items() if kind in wanted]
    print_tables([*tables, *paths.tables], form, language)


def _paths(
    answer: Dynamics, values: Values, questions: PathQuestions, language: Language
) -> PathAnswers:
    """Follow trajectories and measure basins, if that is asked for."""
    if not questions.any:
        return PathAnswers((), (), ())
    from vcgame.solve.dynamics.replicator import replicator_at

    return answer_paths(replicator_at(answer.evolution.game, values), questions, language)
