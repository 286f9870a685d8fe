"""How many alike firms a symmetric game has at a point."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from vcgame.errors import EvaluationError
from vcgame.model.formula.expression import Expression
from vcgame.model.formula.plain import short_text
from vcgame.model.formula.rational import length
from vcgame.model.point import Effort, value_at

__all__ = ["MOST_FIRMS", "number_of_firms"]

MOST_FIRMS: Final = 200_000
_SHOWN_BITS: Final = 100


def number_of_firms(
    formula: Expression, values: Mapping[str, Fraction], effort: Effort | None = None
) -> int:
    """Work out the number of firms.

    Raises
    ------
    EvaluationError
        Where it is no whole number from 2 to `MOST_FIRMS`.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> number_of_firms(parse_expression("2*m", {"m"}), {"m": Fraction(3)})
    6
    """
    found = value_at(formula, values, effort=effort)
    if isinstance(found, Fraction) and found.denominator == 1 and 2 <= found <= MOST_FIRMS:
        return int(found)
    shown = str(found)
    if not isinstance(found, Fraction):
        shown = f"about {float(found.mid()):.6g}"
    elif length(found) > _SHOWN_BITS:
        shown = "a long number"
    raise EvaluationError(
        f"the number of firms {short_text(formula)} is {shown}; "
        f"it must be a whole number from 2 to {MOST_FIRMS}"
    )
