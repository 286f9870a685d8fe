"""All tables of the repeated reading of a game, from one question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from vcgame.derive.repeated.thresholds import critical_factors
from vcgame.derive.repeated.writing import exponent_names
from vcgame.errors import EvaluationError, ExpressionError, UnsupportedError
from vcgame.model.formula.expression import Expression, Number, substitute
from vcgame.model.formula.parser import parse_expression
from vcgame.model.model import Model
from vcgame.model.restriction import restricted
from vcgame.model.text import Text
from vcgame.report.naming import point_text
from vcgame.report.repeated.set_tables import Formulas, formula_table, horizon_table, set_table
from vcgame.report.repeated.tables import stage_table, trigger_tables
from vcgame.report.tables.table import Table
from vcgame.report.words import word
from vcgame.solve.repeated.answer import RepeatedAnswer

__all__ = ["SURELY", "critical_formulas", "detection_formula", "repeated_tables"]

SURELY: Final = Number(Fraction(1))
"""The probability of detection where every deviation is seen."""

MOST_FORMULAS: Final = 4
"""Paths whose critical discount factors are written as formulas."""


def detection_formula(model: Model, text: str) -> Expression:
    """Read the probability of detection: a formula in parameters and derived quantities.

    Raises
    ------
    ExpressionError
        Where it is none.
    """
    names = (*model.parameters, *model.definitions)
    parsed = parse_expression(text, names)
    return substitute(parsed, {id: each.formula for id, each in model.definitions.items()})


def critical_formulas(
    model: Model, values: Mapping[str, Fraction], answer: RepeatedAnswer, chance: Expression
) -> tuple[tuple[Formulas, ...], tuple[Text, ...]]:
    """Write critical discount factors as formulas, at the values of parameters in exponents.

    Parameters
    ----------
    model, values
        The stage game and the point.
    answer
        Its grim triggers tell which paths, and which stage equilibria follow deviations.
    chance
        Probability that a deviation is detected.

    Returns
    -------
    tuple
        The formulas, and notes on what they hold for.
    """
    fixed = {name: values[name] for name in exponent_names(model)}
    pairs = dict.fromkeys(
        (trigger.target, trigger.reversion)
        for trigger in answer.triggers
        if trigger.reversion is not None
    )
    found: list[Formulas] = []
    notes: list[Text] = []
    try:
        free = restricted(model, fixed)
        known = {name: Number(value) for name, value in fixed.items()}
        asked = None if chance == SURELY else substitute(chance, known)
        for target, reversion in list(pairs)[:MOST_FORMULAS]:
            if reversion is not None:
                found.append((target, reversion, critical_factors(free, target, reversion, asked)))
    except (UnsupportedError, EvaluationError, ExpressionError) as error:
        notes.append(word("repeated.no_formulas", why=str(error)))
    if fixed:
        notes.append(word("repeated.formulas_at", what=point_text(fixed)))
    return tuple(found), tuple(notes)


def repeated_tables(
    model: Model,
    answer: RepeatedAnswer,
    formulas: tuple[Formulas, ...] = (),
    notes: Iterable[Text] = (),
) -> list[Table]:
    """Make the tables that an answer has something for, the stage game first.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> from vcgame.solve.repeated.repeated import repeated_model
    >>> war = load_model("subsidy-war")
    >>> answer = repeated_model(war, war.values())
    >>> [table.id for table in repeated_tables(war, answer)]
    ['subsidy-war.stage', 'subsidy-war.grim-trigger', 'subsidy-war.penal-codes']
    """
    tables = [stage_table(model, answer), *trigger_tables(model, answer)]
    if formulas:
        tables.append(formula_table(model, formulas, tuple(notes)))
    if answer.payoffs is not None:
        tables.append(set_table(model, answer, answer.payoffs))
    if answer.horizon is not None:
        tables.append(horizon_table(model, answer.horizon))
    return tables
