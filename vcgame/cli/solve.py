"""``vcgame solve MODEL``: all equilibria at a point."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import get_args

import click

from vcgame.cli.options import (
    changes,
    format_option,
    instance_option,
    language_option,
    model_argument,
    set_option,
)
from vcgame.cli.printing import paragraphs, print_table, print_tables
from vcgame.cli.streams import put, tell
from vcgame.model.library import load_model
from vcgame.model.text import Language, Text
from vcgame.report.equilibrium_tables import equilibrium_table
from vcgame.report.naming import labelled, point_text
from vcgame.report.sentences import reason_text
from vcgame.report.solution_json import solution_json
from vcgame.solve.answer import Answer
from vcgame.solve.solution import Concept, Solution, Solver, solve

__all__ = ["command"]

INCOMPLETE = 3


@click.command(epilog="Example:  vcgame solve brand-two-firms --set sigma=3/5 --format json")
@model_argument
@set_option
@instance_option
@click.option("--concept", type=click.Choice(get_args(Concept)), help="Solution concept.")
@click.option(
    "--solver",
    type=click.Choice(get_args(Solver)),
    default="exact",
    show_default=True,
    help="Our exact enumeration, or nashpy as a second opinion.",
)
@click.option("--exact", is_flag=True, help="Insist: status 3 unless complete and exact.")
@format_option
@language_option
def command(
    model: str,
    settings: tuple[str, ...],
    instance: str | None,
    concept: Concept | None,
    solver: Solver,
    exact: bool,
    form: str,
    language: Language,
) -> int:
    """Find all equilibria at a point, with certificates.

    MODEL is the id of a model of the library or the path of a file. Exit status 3 says that
    the answer is not complete: a limit was reached, or a tie between irrational numbers
    could not be decided.
    """
    solution = solve(
        load_model(model), changes(settings), instance=instance, concept=concept, solver=solver
    )
    if form == "json":
        put(json.dumps(solution_json(solution), ensure_ascii=False, indent=2) + "\n")
    else:
        _print(solution, form, language)
    answer = solution.answer
    if not answer.complete and (exact or solver == "exact"):
        tell(f"the answer is not complete: {answer.why}")
        return INCOMPLETE
    if exact and not _rational(solution):
        tell("the answer is not exact: irrational numbers are given to their nearest floats")
        return INCOMPLETE
    return 0


def _rational(solution: Solution) -> bool:
    """Whether every number of the answer is exact."""
    answer = solution.answer
    numbers = [p for found in answer.equilibria for p in (*found.payoffs, found.certificate)]
    if isinstance(answer, Answer):
        numbers += [p for found in answer.equilibria for mix in found.profile for p in mix]
    return all(isinstance(value, Fraction) for value in numbers)


def _print(solution: Solution, form: str, language: Language) -> None:
    table = equilibrium_table(solution)
    if form != "text":
        print_table(table, form, language)
        return
    lines = (
        labelled("parameters", Text(point_text(solution.values) or "-")),
        labelled("method", reason_text(solution.answer.method)),
    )
    before = "\n".join(paragraphs(lines, form, language))
    print_tables([table], form, language, before=[before])
