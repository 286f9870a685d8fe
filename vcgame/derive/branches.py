"""Writing ``min``, ``max``, ``abs`` and ``a if c else b`` out as cases."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from vcgame.errors import NotAlgebraicError
from vcgame.model.formula.expression import (
    And,
    Call,
    Comparison,
    Condition,
    Conditional,
    Expression,
    Negation,
    Not,
    Number,
    Or,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
)

__all__ = ["comparisons_in", "has_branches", "without_branches"]

MAX_CASES: Final = 500
"""Into so many comparisons a comparison is written out at most."""


def without_branches(comparison: Comparison) -> Condition:
    """Write a comparison with branching functions as an equivalent one without.

    One branch is split at a time, and the result is treated again, until nothing but sums,
    products, quotients, powers and roots is left. What stands inside a branch of
    ``a if c else b`` is touched only after that choice is made, since it may have no value
    where the other branch is taken.

    Raises
    ------
    NotAlgebraicError
        If there are more than 500 cases.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_condition
    >>> from vcgame.model.formula.plain import to_text
    >>> to_text(without_branches(parse_condition("x < min(a, b)", ["x", "a", "b"])))
    'a <= b and x < a or b <= a and x < b'
    """
    return _Splitter().split(comparison)


def has_branches(comparison: Comparison) -> bool:
    """Whether a comparison has branching functions."""
    return any(_first_branch(side) is not None for side in (comparison.left, comparison.right))


class _Splitter:
    """Splits one comparison, counting what comes of it."""

    def __init__(self) -> None:
        self.cases = 0

    def split(self, condition: Condition) -> Condition:
        """Treat the comparisons that a condition is made of."""
        match condition:
            case Comparison():
                return self._split_comparison(condition)
            case Not(part):
                return Not(self.split(part))
            case And(parts):
                return And(tuple(self.split(part) for part in parts))
            case Or(parts):
                return Or(tuple(self.split(part) for part in parts))
        raise TypeError(condition)

    def _split_comparison(self, comparison: Comparison) -> Condition:
        branch = _first_branch(comparison.left) or _first_branch(comparison.right)
        if branch is None:
            self.cases += 1
            if self.cases > MAX_CASES:
                raise NotAlgebraicError(f"min, max, abs and if make more than {MAX_CASES} cases")
            return comparison
        cases = []
        for test, value in _cases(branch):
            case = Comparison(
                _replace(comparison.left, branch, value),
                comparison.relation,
                _replace(comparison.right, branch, value),
            )
            cases.append(And((self.split(test), self._split_comparison(case))))
        return Or(tuple(cases))


def comparisons_in(condition: Condition) -> Iterator[Comparison]:
    """Give every comparison that a condition is made of."""
    match condition:
        case Comparison():
            yield condition
        case Not(part):
            yield from comparisons_in(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from comparisons_in(part)


def _cases(branch: Call | Conditional) -> list[tuple[Condition, Expression]]:
    """The tests of a branching function, and its value under each."""
    if isinstance(branch, Conditional):
        return [(branch.test, branch.then), (Not(branch.test), branch.otherwise)]
    if branch.function == "abs":
        (operand,) = branch.arguments
        zero = Number(Fraction(0))
        return [
            (Comparison(operand, ">=", zero), operand),
            (Comparison(operand, "<", zero), Negation(operand)),
        ]
    relation: Relation = "<=" if branch.function == "min" else ">="
    cases: list[tuple[Condition, Expression]] = []
    for place, chosen in enumerate(branch.arguments):
        others = branch.arguments[:place] + branch.arguments[place + 1 :]
        tests: tuple[Condition, ...] = tuple(Comparison(chosen, relation, o) for o in others)
        cases.append((tests[0] if len(tests) == 1 else And(tests), chosen))
    return cases


def _first_branch(expression: Expression) -> Call | Conditional | None:
    """Find a branching function to split: a choice, or a function of parts without branches."""
    if isinstance(expression, Conditional):
        return expression
    for part in _parts(expression):
        inner = _first_branch(part)
        if inner is not None:
            return inner
    if isinstance(expression, Call) and expression.function in ("min", "max", "abs"):
        return expression
    return None


def _parts(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case Sum(parts) | Product(parts) | Call(_, parts):
            return parts
        case Negation(part):
            return (part,)
        case Quotient(first, second) | Power(first, second):
            return (first, second)
    return ()


def _replace(expression: Expression, old: Expression, new: Expression) -> Expression:
    """Put one expression in the place of another wherever it stands."""
    if expression == old:
        return new
    match expression:
        case Sum(terms):
            return Sum(tuple(_replace(term, old, new) for term in terms))
        case Product(factors):
            return Product(tuple(_replace(factor, old, new) for factor in factors))
        case Call(function, arguments):
            return Call(function, tuple(_replace(part, old, new) for part in arguments))
        case Negation(operand):
            return Negation(_replace(operand, old, new))
        case Quotient(numerator, denominator):
            return Quotient(_replace(numerator, old, new), _replace(denominator, old, new))
        case Power(base, exponent):
            return Power(_replace(base, old, new), _replace(exponent, old, new))
        case Conditional(then, test, otherwise):
            return Conditional(_replace(then, old, new), test, _replace(otherwise, old, new))
    return expression
