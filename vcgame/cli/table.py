"""``vcgame table MODEL KIND``: one table for a paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import click

from vcgame.cli.options import (
    FORMATS,
    changes,
    instance_option,
    language_option,
    model_argument,
    set_option,
)
from vcgame.cli.printing import print_table, written
from vcgame.cli.streams import tell
from vcgame.derive.claims import check_claims
from vcgame.errors import UsageError
from vcgame.model.ledger import load_ledger
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.text import Language
from vcgame.report.conditions.forms import any_conditions, conditions_table
from vcgame.report.derived_tables import claim_table, threshold_table
from vcgame.report.equilibrium_tables import equilibrium_table
from vcgame.report.files import write_file
from vcgame.report.game_tables import evidence_table, parameter_table, payoff_table
from vcgame.report.lines import any_line
from vcgame.report.tables.table import Table
from vcgame.report.tables.writers import SUFFIXES
from vcgame.solve.solution import check_assumptions, solve

__all__ = ["KINDS", "command"]

Values = Mapping[str, Fraction]


def _equilibria(model: Model, values: Values, _: Language) -> Table:
    return equilibrium_table(solve(model, values))


def _conditions(model: Model, values: Values, _: Language) -> Table:
    return conditions_table(any_conditions(model), model, values)


def _thresholds(model: Model, values: Values, _: Language) -> Table:
    levers = [lever.id for lever in model.levers if lever.low is not None]
    if not levers:
        raise UsageError(f"{model.id} has no lever with a range; thresholds need one")
    return threshold_table(model, [any_line(model, lever, values) for lever in levers])


def _evidence(model: Model, _: Values, language: Language) -> Table:
    return evidence_table(model, load_ledger(model.evidence), language)


KINDS: Mapping[str, Callable[[Model, Values, Language], Table]] = {
    "payoffs": lambda model, _, __: payoff_table(model),
    "numbers": lambda model, values, _: payoff_table(model, values),
    "parameters": lambda model, values, _: parameter_table(model, values),
    "equilibria": _equilibria,
    "conditions": _conditions,
    "thresholds": _thresholds,
    "claims": lambda model, _, __: claim_table(model, check_claims(model)),
    "evidence": _evidence,
}
"""The tables that a model gives: payoffs as formulas or numbers, and what follows."""


@click.command(epilog="Example:  vcgame table boxed-pigs equilibria --set A=6 --to pigs.tex")
@model_argument
@click.argument("kind", type=click.Choice(list(KINDS)), metavar="KIND")
@set_option
@instance_option
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file; its name (.tex, .csv, .md, .json) says in which format.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Format of the table.  [default: as the name of the file says, else text]",
)
@language_option
def command(
    model: str,
    kind: str,
    settings: tuple[str, ...],
    instance: str | None,
    to: Path | None,
    form: str | None,
    language: Language,
) -> None:
    """Write one table of a model for a paper.

    MODEL is the id of a model of the library or the path of a file. KIND is what the table
    shows: payoffs (as formulas), numbers (payoffs at the point), parameters, equilibria,
    conditions, thresholds, claims, or evidence.
    """
    loaded = load_model(model)
    values = loaded.values(instance, changes(settings))
    check_assumptions(loaded, values)
    table = KINDS[kind](loaded, values, language)
    if to is None:
        print_table(table, form or "text", language)
    else:
        write_file(to, written(table, form or _format_of(to), language))
        tell(f"wrote {to}")


def _format_of(path: Path) -> str:
    """Tell from the name of a file which format is meant."""
    return next((form for form, suffix in SUFFIXES.items() if path.suffix == suffix), "text")
