"""``vcgame solve MODEL``: all equilibria at a point, or what another solution concept says."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast, get_args

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
from vcgame.errors import UsageError, nearest
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.reading.values import exact_number
from vcgame.model.text import Language, Text
from vcgame.report.concepts.answers import (
    ConceptAnswer,
    ConceptOptions,
    concept_answer,
    has_answer,
    objective_weights,
)
from vcgame.report.equilibrium_tables import equilibrium_table
from vcgame.report.naming import labelled, point_text
from vcgame.report.sentences import reason_text
from vcgame.report.solution_json import solution_json
from vcgame.report.tables.table import Table
from vcgame.solve.answer import Answer
from vcgame.solve.concepts import CONCEPTS, Concept
from vcgame.solve.solution import Solution, Solver, check_assumptions, solve
from vcgame.solve.subgame import TreeAnswer
from vcgame.solve.trees.assessment import AssessmentAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["command"]

INCOMPLETE: Final = 3

_OPTION_OF: Final = {
    "precision": ("quantal-response",),
    "objective": ("correlated", "coarse-correlated"),
    "leader": ("stackelberg",),
    "weak": ("iterated-dominance",),
}


@click.command(epilog="Example:  vcgame solve brand-two-firms --set sigma=3/5 --format json")
@model_argument
@set_option
@instance_option
@click.option("--concept", type=click.Choice(tuple(CONCEPTS)), help="Solution concept.")
@click.option(
    "--solver",
    type=click.Choice(get_args(Solver)),
    default="exact",
    show_default=True,
    help="Our exact enumeration, or nashpy as a second opinion.",
)
@click.option("--exact", is_flag=True, help="Insist: status 3 unless complete and exact.")
@click.option("--leader", metavar="PLAYER", help="stackelberg: who commits first.")
@click.option(
    "--objective",
    metavar="FORMULA",
    help="correlated: what shall be largest and smallest, e.g. '2*firm_1 - firm_2'.",
)
@click.option(
    "--precision", metavar="NUMBER", help="quantal-response: lambda; else the whole branch."
)
@click.option("--weak", is_flag=True, help="iterated-dominance: weakly dominated ones go too.")
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw a tree with an equilibrium, or the quantal-response branch: .png, .svg, .pdf.",
)
@click.option(
    "--equilibrium",
    type=click.IntRange(1),
    metavar="K",
    help="Which equilibrium --plot draws in a tree; the first if left out.",
)
@format_option
@language_option
def command(
    model: str,
    settings: tuple[str, ...],
    instance: str | None,
    concept: str | None,
    solver: Solver,
    exact: bool,
    leader: str | None,
    objective: str | None,
    precision: str | None,
    weak: bool,
    plot: Path | None,
    equilibrium: int | None,
    form: str,
    language: Language,
) -> int:
    """Find all equilibria at a point, with certificates; or ask another solution concept.

    MODEL is the id of a model of the library or the path of a file, also a Gambit file (.nfg,
    .efg). Exit status 3 says that the answer is not complete: a limit was reached, or a tie
    between irrational numbers could not be decided.
    """
    loaded = load_model(model)
    given = {"precision": precision, "objective": objective, "leader": leader, "weak": weak}
    for name, value in given.items():
        if value and concept not in _OPTION_OF[name]:
            raise UsageError(f"--{name} goes with --concept {' or '.join(_OPTION_OF[name])}")
    if equilibrium is not None and plot is None:
        raise UsageError("--equilibrium says what --plot draws; add --plot FILE")
    if concept is not None and has_answer(concept):
        if solver != "exact":
            raise UsageError("--solver nashpy finds Nash equilibria; leave --concept out")
        if equilibrium is not None:
            raise UsageError(
                "--equilibrium is for trees, which --concept nash, "
                "subgame-perfect and perfect-bayesian solve"
            )
        values = loaded.values(instance, changes(settings))
        check_assumptions(loaded, values)
        options = _options(loaded, precision, objective, leader, weak=weak)
        return _print_answer(
            concept_answer(loaded, values, concept, options), values, plot, form, language
        )
    solution = solve(
        loaded,
        changes(settings),
        instance=instance,
        concept=cast("Concept | None", concept),
        solver=solver,
    )
    if plot is not None:
        _draw_tree(solution, plot, equilibrium or 1, language)
    if form == "json":
        put(json.dumps(solution_json(solution), ensure_ascii=False, indent=2) + "\n")
    else:
        answer = solution.answer
        _print(equilibrium_table(solution), solution.values, answer.method, form, language)
    return _status(solution, exact=exact, solver=solver)


def _options(
    model: Model, precision: str | None, objective: str | None, leader: str | None, *, weak: bool
) -> ConceptOptions:
    exact_precision = None
    if precision is not None:
        exact_precision = exact_number(precision)
        if exact_precision is None or exact_precision < 0:
            raise UsageError(
                f"--precision {precision!r}: write a number that is not negative, e.g. 3/2"
            )
    ids = tuple(player.id for player in model.players)
    if leader is not None and leader not in ids:
        raise UsageError(f"--leader {leader!r} is no player of {model.id}; {nearest(leader, ids)}")
    weights = None if objective is None else objective_weights(model, objective)
    return ConceptOptions(exact_precision, weights, leader, weak)


def _print_answer(
    answer: ConceptAnswer,
    values: Mapping[str, Fraction],
    plot: Path | None,
    form: str,
    language: Language,
) -> int:
    if plot is not None:
        if answer.figure is None:
            raise UsageError("--plot draws trees, and the whole branch of quantal-response")
        _write(answer.figure, plot, language)
    if form == "json":
        put(json.dumps(answer.described, ensure_ascii=False, indent=2) + "\n")
    else:
        _print(answer.table, values, answer.method, form, language)
    if not answer.complete:
        tell(f"the answer is not complete: {answer.why}")
        return INCOMPLETE
    return 0


def _write(figure: Callable[[Language], object], plot: Path, language: Language) -> None:
    from vcgame.report.figures.canvas import write_figure

    write_figure(figure(language), plot)  # type: ignore[arg-type]
    tell(f"wrote {plot}")


def _draw_tree(solution: Solution, plot: Path, equilibrium: int, language: Language) -> None:
    answer = solution.answer
    if not isinstance(answer, TreeAnswer | AssessmentAnswer):
        raise UsageError(
            f"--plot draws trees, and {solution.model.id} is {solution.model.called}; "
            "'vcgame run' draws figures of it"
        )
    from vcgame.report.trees.tree_figure import write_tree

    count = len(answer.equilibria)
    if equilibrium > max(count, 1):
        raise UsageError(f"--equilibrium {equilibrium}: there are {count}")
    drawn = answer if count else None
    fonts = write_tree(
        solution.model, plot, language, solution.values, drawn, equilibrium=equilibrium
    )
    if fonts.warning is not None:
        tell(fonts.warning.en)
    tell(f"wrote {plot}")


def _status(solution: Solution, *, exact: bool, solver: Solver) -> int:
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
    elif isinstance(answer, AssessmentAnswer):
        numbers += [p for found in answer.equilibria for mix in found.behaviour for p in mix]
    return all(number is None or isinstance(number, Fraction) for number in numbers)


def _print(
    table: Table, values: Mapping[str, Fraction], method: str, form: str, language: Language
) -> None:
    if form != "text":
        print_table(table, form, language)
        return
    lines = (
        labelled("parameters", Text(point_text(values) or "-")),
        labelled("method", reason_text(method)),
    )
    before = "\n".join(paragraphs(lines, form, language))
    print_tables([table], form, language, before=[before])
