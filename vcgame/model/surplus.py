"""Total surplus: what the players get together, transfers left out."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

from vcgame.model.formula.expression import Expression, Sum
from vcgame.model.model import Model

__all__ = ["total_formulas", "without_transfers"]

Value = TypeVar("Value")


def without_transfers(model: Model, values: Mapping[str, Value]) -> dict[str, Value | Fraction]:
    """Set the transfers of a model to zero: what one pays, another gets.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> model = load_model("brand-two-firms")
    >>> str(without_transfers(model, model.values())["t"])
    '0'
    """
    return {**values, **dict.fromkeys(model.transfers, Fraction(0))}


def total_formulas(model: Model) -> tuple[Expression, ...]:
    """Give what the players get together: per pure profile, or per end of a tree in its order.

    The formulas are to be evaluated `without_transfers`.
    """
    if model.form == "strategic":
        return tuple(Sum(payoffs) for payoffs in model.payoffs.values())
    return tuple(Sum(node.payoffs) for node in model.nodes if node.end)
