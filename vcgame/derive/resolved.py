"""Formulas in one variable with the branches that are taken at a value of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from vcgame.derive.algebra import Algebra
from vcgame.model.formula.expression import (
    And,
    Call,
    Comparison,
    Condition,
    Conditional,
    Expression,
    Negation,
    Not,
    Or,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    constant,
)

__all__ = ["Resolver"]

_HOLDS: dict[Relation, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
    "==": lambda order: order == 0,
    "!=": lambda order: order != 0,
}


class Resolver:
    """Replaces ``min``, ``max``, ``abs`` and ``a if c else b`` by the branch that is taken.

    Parameters
    ----------
    algebra
        In the one variable.
    sign
        Gives the sign of a ratio of polynomials at the value, or raises `EvaluationError`
        where it has none.

    Attributes
    ----------
    tests
        Ratios whose signs decided which branch is taken: until one of them changes its sign,
        the same branches are taken.
    divisors
        Ratios that are divided by.
    """

    def __init__(self, algebra: Algebra, sign: Callable[[Any], int]) -> None:
        self.algebra = algebra
        self.sign = sign
        self.tests: set[Any] = set()
        self.divisors: set[Any] = set()

    def ratio(self, expression: Expression) -> Any:
        """Write a formula as a ratio of polynomials, on the branches that are taken.

        Raises
        ------
        EvaluationError
            Where a test has no value.
        NotAlgebraicError
            Where a formula is no ratio of polynomials.
        """
        plain = self._resolved(expression)
        self.divisors.update(map(self.algebra.fraction, _divisors(plain)))
        return self.algebra.fraction(plain)

    def holds(self, condition: Condition) -> bool:
        """Whether a condition holds at the value."""
        match condition:
            case Comparison(left, relation, right):
                gap = self.ratio(left) - self.ratio(right)
                self.tests.add(gap)
                return _HOLDS[relation](self.sign(gap))
            case And(parts):
                return all(map(self.holds, parts))
            case Or(parts):
                return any(map(self.holds, parts))
            case Not(part):
                return not self.holds(part)

    def _resolved(self, expression: Expression) -> Expression:
        """Give a formula without branches that has the same value here."""
        match expression:
            case Sum(parts):
                return Sum(tuple(map(self._resolved, parts)))
            case Product(parts):
                return Product(tuple(map(self._resolved, parts)))
            case Negation(part):
                return Negation(self._resolved(part))
            case Quotient(above, below):
                return Quotient(self._resolved(above), self._resolved(below))
            case Power(base, exponent):
                return Power(self._resolved(base), self._resolved(exponent))
            case Conditional(then, test, otherwise):
                return self._resolved(then if self.holds(test) else otherwise)
            case Call("abs", (part,)):
                inner = self._resolved(part)
                return inner if self._order(inner) >= 0 else Negation(inner)
            case Call("min" | "max" as function, parts):
                best, *others = map(self._resolved, parts)
                for other in others:
                    order = self._order(Sum((other, Negation(best))))
                    best = other if (order < 0 if function == "min" else order > 0) else best
                return best
            case Call(function, parts):
                return Call(function, tuple(map(self._resolved, parts)))
        return expression

    def _order(self, plain: Expression) -> int:
        gap = self.algebra.fraction(plain)
        self.tests.add(gap)
        return self.sign(gap)


def _divisors(expression: Expression) -> Iterator[Expression]:
    """Give every formula that is divided by."""
    match expression:
        case Sum(parts) | Product(parts) | Call(_, parts):
            for part in parts:
                yield from _divisors(part)
        case Negation(part):
            yield from _divisors(part)
        case Quotient(above, below):
            yield below
            yield from _divisors(above)
            yield from _divisors(below)
        case Power(base, exponent):
            value = constant(exponent)
            if value is not None and value < 0:
                yield base
            yield from _divisors(base)
