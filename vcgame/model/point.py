"""Formulas at a point: exact where the value is rational, else enclosed in a ball."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from vcgame.errors import EvaluationError, IrrationalError, UsageError
from vcgame.model.formula.balls import BallEvaluator, precision
from vcgame.model.formula.evaluator import Evaluator
from vcgame.model.formula.expression import Condition, Expression
from vcgame.model.formula.flint_numbers import as_fraction

__all__ = ["PRECISIONS", "Effort", "exact_value", "is_true", "value_at"]

PRECISIONS: Final = (128, 512, 2048)
"""Bits that balls are tried with, one after the other, until a sign is sure."""

MOST_EFFORT: Final = 250_000


def exact_value(value: Any) -> Fraction:
    """Take a number as a rational; a float is the decimal that it prints as.

    Raises
    ------
    UsageError
        For what is no finite number.

    Examples
    --------
    >>> exact_value(0.1), exact_value("2/3")
    (Fraction(1, 10), Fraction(2, 3))
    """
    if isinstance(value, int | Fraction):
        return Fraction(value)
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise UsageError(f"{value!r} is no number; give 3, 0.5 or '2/3'") from None


class Effort:
    """How much work evaluations may still take, so that no file can make one last.

    An operation whose result has n binary digits counts 1 + (n/2000)**2, since reducing a
    fraction takes quadratic time; one such unit takes some 4 microseconds. No clock is asked,
    so the same formulas end the same way everywhere.

    Parameters
    ----------
    most
        The work to be had; shared by all evaluations that are given the same object.
    """

    __slots__ = ("left",)

    def __init__(self, most: int = MOST_EFFORT) -> None:
        self.left = most

    def spend(self, bits: int) -> int:
        """Pay for an operation; give its digits back."""
        self.left -= 1 + bits * bits // 4_000_000
        if self.left < 0:
            raise EvaluationError("working the formulas out takes too long: their numbers are long")
        return bits


class _Exact(Evaluator):
    """Fractions, with their price."""

    def __init__(self, values: Mapping[str, Any], effort: Effort) -> None:
        super().__init__(values)
        self.effort = effort

    def length(self, value: Any) -> int:
        return self.effort.spend(super().length(value))


class _Balls(BallEvaluator):
    """Balls, with their price."""

    def __init__(self, values: Mapping[str, Any], effort: Effort) -> None:
        super().__init__(values)
        self.effort = effort

    def length(self, value: Any) -> int:
        return self.effort.spend(super().length(value))


def value_at(
    expression: Expression,
    point: Mapping[str, Fraction],
    bits: int = PRECISIONS[0],
    effort: Effort | None = None,
) -> Any:
    """Give the value of a formula: a `Fraction`, or a `flint.arb` ball if it is irrational.

    Raises
    ------
    EvaluationError
        Where the formula has no value, or takes more than the effort.
    """
    effort = effort or Effort()
    try:
        return _Exact(point, effort).value(expression)
    except IrrationalError:
        from flint import arb, fmpq

        with precision(bits):
            found = _Balls(point, effort).value(expression)
            if isinstance(found, fmpq):  # only a condition on the way was irrational
                return as_fraction(found)
            return arb(found)


def is_true(
    condition: Condition, point: Mapping[str, Fraction], effort: Effort | None = None
) -> bool | None:
    """Whether a condition holds at a point; ``None`` where even 2048 bits cannot tell.

    Raises
    ------
    EvaluationError
        Where a formula in it has no value, or takes more than the effort.
    """
    effort = effort or Effort()
    try:
        return _Exact(point, effort).truth(condition)
    except IrrationalError:
        verdicts = (_ball_truth(condition, point, bits, effort) for bits in PRECISIONS)
        return next((verdict for verdict in verdicts if verdict is not None), None)


def _ball_truth(
    condition: Condition, point: Mapping[str, Fraction], bits: int, effort: Effort
) -> bool | None:
    with precision(bits):
        return _Balls(point, effort).truth(condition)
