"""Values of formulas at one point: exact rationals, or balls that certainly hold the value.

Where sqrt, exp, log or a power that is not an integer power leaves the rationals, `evaluate` says
so by `IrrationalError`, and `evaluate_ball` gives an interval; the parts of a formula that are
rational stay exact there too.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from vcgame.model.formula.balls import BallEvaluator, precision
from vcgame.model.formula.evaluator import Evaluator
from vcgame.model.formula.expression import Condition, Expression

if TYPE_CHECKING:
    import flint

__all__ = ["evaluate", "evaluate_ball", "holds", "holds_ball"]


def evaluate(expression: Expression, values: Mapping[str, Fraction]) -> Fraction:
    """Give the exact value of an expression.

    Raises
    ------
    IrrationalError
        When the value, or one on the way, is not rational.
    EvaluationError
        When there is no real value (division by zero, zero to a negative power, the square root
        of a negative number, ...), a name has no value, or a number would be longer than 65,536
        binary digits. Branches of conditionals that are not taken need no value.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> evaluate(parse_expression("x**2/3 - sqrt(4*x)", ["x"]), {"x": Fraction(9)})
    Fraction(21, 1)
    """
    value: Fraction = Evaluator(values).value(expression)
    return value


def holds(condition: Condition, values: Mapping[str, Fraction]) -> bool:
    """Tell exactly whether a condition holds; errors as in `evaluate`.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_condition
    >>> holds(parse_condition("x != 0 and 1/x > 2", ["x"]), {"x": Fraction(0)})
    False
    """
    return bool(Evaluator(values).truth(condition))


def evaluate_ball(
    expression: Expression, values: Mapping[str, Fraction | flint.arb], bits: int
) -> flint.arb:
    """Give a ball that holds the value of an expression.

    A ball that is not finite says that `bits` binary digits of working precision do not tell the
    value, nor whether there is one. What is worked out from the ball later is rounded to the
    precision of ``flint.ctx`` at that time, which is left here as it was.

    Raises
    ------
    EvaluationError
        When there is certainly no real value, or as in `evaluate`.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> ball = evaluate_ball(parse_expression("sqrt(x)", ["x"]), {"x": Fraction(2)}, 64)
    >>> ball > 1.4142, ball < 1.4143
    (True, True)
    """
    from flint import arb

    with precision(bits):
        return arb(BallEvaluator(values).value(expression))


def holds_ball(
    condition: Condition, values: Mapping[str, Fraction | flint.arb], bits: int
) -> bool | None:
    """Tell whether a condition holds, or give None where balls of `bits` digits cannot tell.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_condition
    >>> two = {"x": Fraction(2)}
    >>> holds_ball(parse_condition("sqrt(x) < 1.415", ["x"]), two, 64)
    True
    >>> holds_ball(parse_condition("sqrt(x)**2 == x", ["x"]), two, 64) is None
    True
    """
    with precision(bits):
        return BallEvaluator(values).truth(condition)
