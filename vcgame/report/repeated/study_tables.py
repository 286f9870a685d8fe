"""The repeated reading of a game as a study asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from vcgame.model.formula.expression import Expression
from vcgame.model.model import Model
from vcgame.report.repeated.patience_plot import probability_at
from vcgame.report.repeated.reading import SURELY, critical_formulas, repeated_tables
from vcgame.report.study_plans import RepeatedPlan, Section
from vcgame.report.tables.table import Table
from vcgame.solve.repeated.answer import RepeatedAnswer
from vcgame.solve.repeated.question import Question
from vcgame.solve.repeated.repeated import repeated_model

__all__ = ["question_of", "repeated_answer", "repeated_payoffs", "repeated_reading"]


def question_of(plan: RepeatedPlan, values: Mapping[str, Fraction]) -> Question:
    """Ask what a study asks, at a point."""
    return Question(
        detection=probability_at(plan.chance, values),
        target=plan.target,
        punishment=plan.punishment,
    )


def repeated_answer(section: Section, values: Mapping[str, Fraction]) -> RepeatedAnswer | None:
    """Read a game as a repeated one, where a study asks for that."""
    if section.repeated is None and "repeated" not in section.tables:
        return None
    question = question_of(section.repeated or RepeatedPlan(), values)
    return repeated_model(section.model, values, question)


def repeated_reading(
    model: Model,
    values: Mapping[str, Fraction],
    answer: RepeatedAnswer,
    chance: Expression = SURELY,
) -> tuple[Table, ...]:
    """Make the tables of the repeated game, critical discount factors as formulas among them.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> war = load_model("subsidy-war")
    >>> answer = repeated_model(war, war.values())
    >>> [table.id for table in repeated_reading(war, war.values(), answer)][-1]
    'subsidy-war.critical-deltas'
    """
    formulas, notes = critical_formulas(model, values, answer, chance)
    return tuple(repeated_tables(model, answer, formulas, notes))


def repeated_payoffs(
    model: Model, values: Mapping[str, Fraction], plan: RepeatedPlan, delta: Fraction
) -> RepeatedAnswer:
    """Work out the set of payoffs at a discount factor, with the paths that the plan names.

    Sets are those of deviations that are surely detected.
    """
    question = replace(question_of(plan, values), delta=delta, detection=Fraction(1))
    return repeated_model(model, values, question)
