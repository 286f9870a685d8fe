"""``vcgame repeated MODEL``: the game as the stage of a repeated one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Final

import click

from vcgame.cli.options import (
    changes,
    format_option,
    instance_option,
    language_option,
    model_argument,
    set_option,
)
from vcgame.cli.printing import paragraphs, print_tables
from vcgame.cli.streams import put, tell
from vcgame.errors import ExpressionError, UsageError
from vcgame.model.claim import Discount
from vcgame.model.formula.expression import Expression
from vcgame.model.formula.plain import to_text
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.point import value_at
from vcgame.model.reading.values import exact_number
from vcgame.model.text import Language, Text
from vcgame.report.naming import labelled, point_text
from vcgame.report.repeated.reading import (
    critical_formulas,
    detection_formula,
    repeated_tables,
)
from vcgame.report.repeated.repeated_json import repeated_json
from vcgame.report.sentences import reason_text
from vcgame.report.tables.table import Table
from vcgame.solve.repeated.answer import RepeatedAnswer
from vcgame.solve.repeated.question import Question
from vcgame.solve.repeated.repeated import repeated_model
from vcgame.solve.solution import check_assumptions

__all__ = ["command"]

INCOMPLETE: Final = 3


@click.command(
    epilog="Example:  vcgame repeated subsidy-war --delta 3/5 --plot payoffs.pdf",
)
@model_argument
@set_option
@instance_option
@click.option("--delta", metavar="NUMBER", help="Discount factor, for the set of payoffs.")
@click.option(
    "--detection",
    metavar="FORMULA",
    default="1",
    show_default=True,
    help="Probability with which a deviation is detected in a round; may use parameters.",
)
@click.option("--target", metavar="PROFILE", help="The path to keep up, e.g. 'none, none'.")
@click.option("--punishment", metavar="PROFILE", help="The stage equilibrium to revert to.")
@click.option(
    "--rounds",
    type=int,
    help="Repeat so many times only; --delta is then 1 unless it is given.",
)
@click.option(
    "--gap",
    metavar="NUMBER",
    default="1/1000",
    show_default=True,
    help="How far apart the bounds of the set may be, as a share of the range of payoffs.",
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the payoffs: a file in .pdf, .png or .svg.",
)
@format_option
@language_option
def command(
    model: str,
    settings: tuple[str, ...],
    instance: str | None,
    delta: str | None,
    detection: str,
    target: str | None,
    punishment: str | None,
    rounds: int | None,
    gap: str,
    plot: Path | None,
    form: str,
    language: Language,
) -> int:
    """Repeat a game: critical discount factors, penal codes, sets of payoffs.

    MODEL is the id of a model of the library or the path of a file: a game with payoffs, or of
    alike firms. Deviations are seen by all, and all share one discount factor. Exit status 3
    says that the answer is not complete.
    """
    loaded = load_model(model)
    values = loaded.values(instance, changes(settings))
    check_assumptions(loaded, values)
    if detection == "1":
        for told_by in _detections(loaded):
            tell(f"claims of {loaded.id} are about --detection '{told_by}'; here it is 1")
    chance = _detection(loaded, detection)
    question = Question(
        _number(delta, "--delta"),
        _probability(chance, values, detection),
        target,
        punishment,
        rounds,
        _number(gap, "--gap") or Fraction(0),
    )
    if plot is not None:
        _check_figure(plot)
    answer = repeated_model(loaded, values, question)
    formulas, notes = critical_formulas(loaded, values, answer, chance)
    if form == "json":
        told = repeated_json(loaded, values, answer, formulas)
        put(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        _print(repeated_tables(loaded, answer, formulas, notes), values, answer, form, language)
    if plot is not None:
        _draw(loaded, answer, plot, language)
    if not answer.complete:
        tell(f"the answer is not complete: {answer.why}")
        return INCOMPLETE
    return 0


def _number(text: str | None, option: str) -> Fraction | None:
    if text is None:
        return None
    value = exact_number(text)
    if value is None:
        raise UsageError(f"{option}: {text!r} is no number; write 3, 0.5 or 2/3")
    return value


def _detections(model: Model) -> tuple[str, ...]:
    """Give the detection probabilities that claims of a model speak of."""
    spoken = (claim.claimed for claim in model.claims)
    found = (each.detection for each in spoken if isinstance(each, Discount))
    return tuple(dict.fromkeys(to_text(each) for each in found if each is not None))


def _detection(model: Model, text: str) -> Expression:
    """Read a formula in parameters and derived quantities."""
    try:
        return detection_formula(model, text)
    except ExpressionError as error:
        raise UsageError(f"--detection: {error}") from error


def _probability(chance: Expression, values: Mapping[str, Fraction], text: str) -> Fraction:
    found = value_at(chance, values)
    if not isinstance(found, Fraction):
        raise UsageError(f"--detection: {text} is irrational at this point")
    return found


def _print(
    tables: list[Table],
    values: Mapping[str, Fraction],
    answer: RepeatedAnswer,
    form: str,
    language: Language,
) -> None:
    if form != "text":
        print_tables(tables, form, language)
        return
    lines = (
        labelled("parameters", Text(point_text(values) or "-")),
        labelled("method", reason_text(answer.method)),
    )
    before = "\n".join(paragraphs(lines, form, language))
    print_tables(tables, form, language, before=[before])


def _check_figure(plot: Path) -> None:
    from vcgame.report.figures.canvas import SUFFIXES

    if plot.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{plot}: a figure's name ends in {', '.join(SUFFIXES)}")


def _draw(model: Model, answer: RepeatedAnswer, plot: Path, language: Language) -> None:
    """Draw the payoffs and write the figure."""
    from vcgame.report.figures.canvas import write_figure
    from vcgame.report.figures.fonts import font_families
    from vcgame.report.repeated.figure import draw_payoffs, payoff_picture

    picture = payoff_picture(model, answer)
    fonts = font_families(language, picture.signs(language))
    if fonts.warning is not None:
        tell(fonts.warning.en)
    write_figure(draw_payoffs(picture, language, fonts=fonts), plot)
    tell(f"wrote {plot}")
