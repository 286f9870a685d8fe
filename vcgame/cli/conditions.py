"""``vcgame conditions MODEL``: for which parameters each equilibrium holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Final, get_args

import click

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
from vcgame.errors import UsageError, nearest
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.text import Language
from vcgame.report.conditions.alike_answers import AlikeAnswers
from vcgame.report.conditions.answers import ConditionAnswers
from vcgame.report.conditions.tree_answers import TreeAnswers
from vcgame.report.figures.canvas import write_figure
from vcgame.solve.concepts import Concept, concepts_of
from vcgame.solve.solution import check_assumptions

__all__ = ["command"]

UNDECIDED: Final = 3


@click.command(epilog="Example:  vcgame conditions brand-maintain --lever tau")
@model_argument
@set_option
@instance_option
@click.option(
    "--free",
    metavar="P[,Q...]",
    help="Leave only these parameters free, the others at their values.",
)
@click.option("--lever", metavar="P", help="Solve everything for one parameter: its thresholds.")
@click.option(
    "--table",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="Print this table only; may be repeated: --table classes.",
)
@click.option("--ties", is_flag=True, help="List equilibria that exist at ties only, too.")
@click.option(
    "--concept",
    type=click.Choice([each for each in concepts_of("extensive") if each in get_args(Concept)]),
    help="Solution concept of a tree.",
)
@click.option("--exact", is_flag=True, help="Insist: status 3 where something is not decided.")
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw the map of two free parameters: .png, .svg or .pdf.",
)
@format_option
@language_option
def command(
    model: str,
    settings: tuple[str, ...],
    instance: str | None,
    free: str | None,
    lever: str | None,
    kinds: tuple[str, ...],
    ties: bool,
    concept: Concept | None,
    exact: bool,
    plot: Path | None,
    form: str,
    language: Language,
) -> int:
    """Say for which parameters each equilibrium holds: thresholds, regimes, classes.

    MODEL is the id of a model of the library or the path of a file. Parameters that --set fixes
    are numbers; all others stay free, or those only that --free names. Tables (KIND): equilibria,
    classes (2x2 games); with one free parameter line and cuts; with two areas, curves and
    corners; with more regimes and boundaries; with --lever thresholds, and its way through the
    classes, class-line. Trees: equilibria, and with one free parameter or --lever line, thresholds.
    """
    loaded = load_model(model)
    fixed = changes(settings)
    values = loaded.values(instance, fixed)
    check_assumptions(loaded, values)
    if lever is not None:
        _check_free(loaded, [lever], "--lever", fixed)
    free_names = _free(loaded, fixed, free)
    answers = _answers(loaded, values, free_names, frozenset(fixed), lever, ties, concept)
    for kind in kinds:
        if kind not in answers.kinds:
            raise UsageError(f"--table {kind}: not here; {nearest(kind, answers.kinds)}")
    wanted, missing = (kinds, ()) if kinds else answers.offered
    for reason in missing:
        tell(reason)
    if plot is not None:
        write_figure(answers.figure(language), plot)
        tell(f"wrote {plot}")
    if form == "json":
        put(json.dumps(answers.describe(wanted), ensure_ascii=False, indent=2) + "\n")
    else:
        tables = [answers.table(kind) for kind in wanted]
        # Where all are empty, their notes say why.
        shown = [table for table in tables if table.rows or kinds] or tables
        print_tables(shown, form, language)
    return UNDECIDED if exact and (missing or answers.undecided(wanted)) else 0


def _answers(
    model: Model,
    values: Mapping[str, Fraction],
    free: tuple[str, ...],
    fixed: frozenset[str],
    lever: str | None,
    ties: bool,
    concept: Concept | None,
) -> ConditionAnswers | TreeAnswers | AlikeAnswers:
    """Take what answers for games of this form."""
    if model.form == "extensive":
        if ties:
            raise UsageError(f"--ties is for games with [payoffs], and {model.id} is a tree")
        return TreeAnswers(model, values, free, fixed, lever, concept)
    if concept is not None:
        raise UsageError(f"--concept is for trees; {model.id} is none")
    if model.form == "symmetric":
        if ties:
            raise UsageError(f"--ties is for two players with [payoffs], not for {model.id}")
        return AlikeAnswers(model, values, free, fixed, lever)
    return ConditionAnswers(model, values, free, fixed, lever, ties)


def _check_free(
    model: Model, names: Iterable[str], option: str, fixed: Mapping[str, Fraction]
) -> None:
    """Hold names behind an option to the parameters that --set does not fix."""
    for name in names:
        if name not in model.parameters:
            hint = nearest(name, tuple(model.parameters))
            raise UsageError(f"{option}: {model.id} has no parameter {name!r}; {hint}")
        if name in fixed:
            raise UsageError(f"{name} stands behind both {option} and --set; keep one")


def _free(model: Model, fixed: Mapping[str, Fraction], free: str | None) -> tuple[str, ...]:
    """Tell which parameters are free."""
    if free is None:
        return tuple(name for name in model.parameters if name not in fixed)
    names = tuple(dict.fromkeys(part.strip() for part in free.split(",")))
    _check_free(model, names, "--free", fixed)
    return names
