"""What must hold, as a cell, and whether it does at a point."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from vcgame.derive.statement import TRUE
from vcgame.errors import EvaluationError
from vcgame.model.formula.expression import And, Condition
from vcgame.model.model import Model
from vcgame.model.point import is_true
from vcgame.model.text import Text
from vcgame.report.naming import formula_cell
from vcgame.report.tables.table import Cell
from vcgame.report.words import word

__all__ = ["holds_text", "together_cell"]


def together_cell(model: Model, conditions: tuple[Condition, ...]) -> Cell:
    """Write conditions that hold together; none at all hold always."""
    if not conditions:
        return word("always")
    return formula_cell(model, conditions[0] if len(conditions) == 1 else And(conditions))


def holds_text(conditions: tuple[Condition, ...], values: Mapping[str, Fraction]) -> Text:
    """Say whether conditions hold together at a point."""
    try:
        verdict = is_true(And((TRUE, TRUE, *conditions)), values)
    except EvaluationError:
        return word("no_value")
    if verdict is None:
        return word("existence.not_known")
    return word("yes") if verdict else word("no")
