"""Ball arithmetic for formulas that leave the rationals.

A ball is an interval that certainly holds the value (F. Johansson, "Arb: efficient
arbitrary-precision midpoint-radius interval arithmetic", IEEE Transactions on Computers 66,
2017). What balls cannot tell stays undecided; it is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from vcgame.errors import EvaluationError, IrrationalError
from vcgame.model.formula import rational
from vcgame.model.formula.evaluator import RELATIONS, Evaluator
from vcgame.model.formula.expression import Conditional, Function, Relation
from vcgame.model.formula.flint_numbers import as_fmpq, as_fraction

__all__ = ["BallEvaluator", "precision"]

_OPPOSITES: dict[Relation, Relation] = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
}


class BallEvaluator(Evaluator):
    """Evaluates with `flint.fmpq` as long as values are rational, and with `flint.arb` then."""

    def number(self, value: Any) -> Any:
        """Take a rational number or a ball in."""
        from flint import arb

        if isinstance(value, arb):
            return value
        value = super().number(value)
        return as_fmpq(value)

    def length(self, value: Any) -> int:
        """Count the binary digits of a rational number; the precision bounds a ball."""
        return value.height_bits() if _is_rational(value) else 0

    def quotient(self, above: Any, below: Any) -> Any:
        """Divide; by a ball around zero, the result is not finite."""
        if below == 0:
            raise EvaluationError("division by zero")
        return above / below

    def power(self, base: Any, exponent: Any) -> Any:
        """Raise to a power, exactly as long as the result is rational."""
        from flint import arb

        if _is_rational(base) and _is_rational(exponent):
            try:
                return self.number(rational.power(as_fraction(base), as_fraction(exponent)))
            except IrrationalError:
                return arb(base) ** exponent
        whole = _is_rational(exponent) and exponent.q == 1
        if base < 0 and not whole:
            if _is_rational(exponent) or not exponent.contains_integer():
                text = "a power of a negative number that is not an integer power"
                raise EvaluationError(text)
            return arb.nan()
        if base == 0:
            if exponent < 0:
                raise EvaluationError("zero to a negative power")
            return arb(0) if exponent > 0 else arb.nan()
        return arb(base) ** (exponent.p if whole else exponent)

    def call(self, function: Function, arguments: list[Any]) -> Any:
        """Apply a function, exactly as long as the result is rational."""
        from flint import arb

        if all(map(_is_rational, arguments)):
            try:
                return self.number(rational.call(function, list(map(as_fraction, arguments))))
            except IrrationalError:
                return getattr(arb(arguments[0]), function)()
        first = arguments[0]
        match function:
            case "min" | "max":
                for other in arguments[1:]:
                    first = getattr(arb(first), function)(arb(other))
                return first
            case "abs":
                return abs(first)
            case "sqrt" if first < 0:
                raise EvaluationError("the square root of a negative number")
            case "log" if first <= 0:
                raise EvaluationError("the logarithm of a number that is not positive")
            case _:
                return getattr(first, function)()

    def compare(self, left: Any, relation: Relation, right: Any) -> bool | None:
        """Compare; balls that overlap decide nothing (flint's relations hold when certain)."""
        if RELATIONS[relation](left, right):
            return True
        return False if RELATIONS[_OPPOSITES[relation]](left, right) else None

    def choice(self, node: Conditional) -> Any:
        """Give the value of the branch that is taken, or a ball around those of both."""
        from flint import arb

        taken = self.truth(node.test)
        if taken is not None:
            return self.value(node.then if taken else node.otherwise)
        balls = []
        errors = []
        for branch in (node.then, node.otherwise):
            try:
                balls.append(arb(self.value(branch)))
            except EvaluationError as error:
                errors.append(error)
        if len(errors) == 1:
            return arb.nan()
        if errors:
            raise errors[0]
        return balls[0].union(balls[1])


def _is_rational(value: Any) -> bool:
    from flint import fmpq

    return isinstance(value, fmpq)


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Set the working precision of flint, and restore it."""
    from flint import ctx

    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before
