"""The walk through a formula that works out its value, from the leaves up."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from vcgame.errors import EvaluationError
from vcgame.model.formula import rational
from vcgame.model.formula.expression import (
    And,
    Call,
    Comparison,
    Condition,
    Conditional,
    Expression,
    Function,
    Name,
    Negation,
    Node,
    Not,
    Number,
    Or,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
)
from vcgame.model.formula.plain import short_text

__all__ = ["RELATIONS", "Evaluator"]

RELATIONS: dict[Relation, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class Evaluator:
    """Evaluates formulas with fractions; kinds of numbers replace the methods from `number` on.

    Parameters
    ----------
    values
        The values of the names.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def value(self, node: Expression) -> Any:
        """Give the value of an expression."""
        match node:
            case Name(id_):
                if id_ not in self.values:
                    raise EvaluationError(f"{id_!r} has no value")
                return self.number(self.values[id_])
            case Number(value):
                return self.number(value)
            case Product(factors):
                return self.fold(node, operator.mul, factors)
            case Sum(terms):
                return self.fold(node, operator.add, terms)
            case Negation(operand):
                return -self.value(operand)
            case Quotient(above, below):
                return self.apply(node, self.quotient, self.value(above), self.value(below))
            case Power(base, exponent):
                return self.apply(node, self.power, self.value(base), self.value(exponent))
            case Call(function, arguments):
                values = [self.value(argument) for argument in arguments]
                return self.apply(node, self.call, function, values)
            case Conditional():
                return self.choice(node)

    def truth(self, node: Condition) -> bool | None:
        """Tell whether a condition holds; None if this kind of numbers cannot tell."""
        match node:
            case Comparison(left, relation, right):
                return self.compare(self.value(left), relation, self.value(right))
            case And(parts):
                return self.joined(parts, decisive=False)
            case Or(parts):
                return self.joined(parts, decisive=True)
            case Not(part):
                found = self.truth(part)
                return None if found is None else not found

    def joined(self, parts: tuple[Condition, ...], *, decisive: bool) -> bool | None:
        """Ask conditions in their order until one decides.

        After one that is undecided, an error of a later one decides nothing.
        """
        undecided = False
        for part in parts:
            try:
                found = self.truth(part)
            except EvaluationError:
                if undecided:
                    return None
                raise
            if found is decisive:
                return decisive
            undecided = undecided or found is None
        return None if undecided else not decisive

    def fold(
        self, node: Node, operation: Callable[[Any, Any], Any], parts: tuple[Expression, ...]
    ) -> Any:
        """Join the values of several parts, from left to right."""
        total = self.value(parts[0])
        for part in parts[1:]:
            total = self.apply(node, operation, total, self.value(part))
        return total

    def apply(self, node: Node, operation: Callable[..., Any], *operands: Any) -> Any:
        """Work out one operation; name the node in what goes wrong."""
        try:
            result = operation(*operands)
        except EvaluationError as error:
            raise type(error)(f"{error} in {short_text(node)!r}") from None
        if self.length(result) > rational.MAX_BITS:
            raise EvaluationError(f"{rational.TOO_LONG} in {short_text(node)!r}")
        return result

    def choice(self, node: Conditional) -> Any:
        """Give the value of the branch that is taken."""
        return self.value(node.then if self.truth(node.test) else node.otherwise)

    def number(self, value: Any) -> Any:
        """Take a number in."""
        if type(value) is not Fraction:
            if not isinstance(value, int | Fraction):
                raise TypeError(f"exact values are Fractions, not {type(value).__name__}")
            value = Fraction(value)
        return value

    def length(self, value: Any) -> int:
        """Count the binary digits of a number."""
        return rational.length(value)

    def quotient(self, above: Any, below: Any) -> Any:
        """Divide."""
        if not below:
            raise EvaluationError("division by zero")
        return above / below

    def power(self, base: Any, exponent: Any) -> Any:
        """Raise to a power."""
        return rational.power(base, exponent)

    def call(self, function: Function, arguments: list[Any]) -> Any:
        """Apply a function."""
        return rational.call(function, arguments)

    def compare(self, left: Any, relation: Relation, right: Any) -> bool | None:
        """Compare two numbers."""
        return RELATIONS[relation](left, right)
