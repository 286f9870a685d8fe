"""Conditions and formulas as a paper prints them: without fractions, each once, the fewest."""

from __future__ import annotations

from functools import reduce
from math import gcd, lcm
from typing import Any, Final

from vcgame.derive.algebra import Algebra
from vcgame.derive.branches import has_branches
from vcgame.derive.proof import Budget, prove
from vcgame.derive.statement import FALSE, TRUE, ZERO, any_of
from vcgame.errors import NotAlgebraicError
from vcgame.model.formula.expression import (
    And,
    Comparison,
    Condition,
    Expression,
    Name,
    Or,
    Quotient,
    names,
)
from vcgame.model.formula.flint_numbers import as_fraction
from vcgame.model.formula.terms import FLIPPED, polynomial_formula, two_sided
from vcgame.model.model import Model

__all__ = ["reduced", "tidy", "tidy_formula"]

MAX_WORK: Final = 10_000
"""Work for all proofs about one list of conditions, counted as in `vcgame.derive.proof`."""


def reduced(
    model: Model, statement: Condition, budget: Budget | None = None
) -> tuple[Condition, ...]:
    """Tidy the parts of a conjunction and drop those that follow from the rest."""
    budget = budget or Budget(MAX_WORK)
    parts = [_possible(model, part, budget) for part in _parts(statement)]
    tidied = _with_equations(
        list(dict.fromkeys(tidy(model, part, budget) for part in parts if part != TRUE))
    )
    kept = list(tidied)
    for part in tidied:
        others = [other for other in kept if other != part]
        if prove([*model.assumptions, *others], part, budget).found:
            kept = others
    return tuple(kept)


def _with_equations(parts: list[Condition]) -> list[Condition]:
    """Write ``a >= b`` and ``b >= a`` as one equation."""
    joined: list[Condition] = []
    for part in parts:
        match part:
            case Comparison(left, ">=" | "<=" as relation, right):
                reverses = (
                    Comparison(right, relation, left),
                    Comparison(left, FLIPPED[relation], right),
                )
                reverse = next((each for each in reverses if each in joined), None)
                if reverse is not None:
                    joined[joined.index(reverse)] = Comparison(left, "==", right)
                    continue
        joined.append(part)
    return joined


def _parts(statement: Condition) -> tuple[Condition, ...]:
    if isinstance(statement, And):
        return tuple(part for each in statement.parts for part in _parts(each))
    return (statement,)


def _possible(model: Model, part: Condition, budget: Budget) -> Condition:
    """Drop alternatives that the assumptions exclude."""
    if not isinstance(part, Or):
        return part
    return any_of(
        option
        for option in part.parts
        if not prove([*model.assumptions, option], FALSE, budget).found
    )


def tidy(model: Model, condition: Condition, budget: Budget | None = None) -> Condition:
    """Write comparisons without fractions, with positive terms on either side."""
    budget = budget or Budget(MAX_WORK)
    match condition:
        case And(parts):
            return And(tuple(tidy(model, part, budget) for part in parts))
        case Or(parts):
            return Or(tuple(tidy(model, part, budget) for part in parts))
        case Comparison() if not has_branches(condition):
            return _tidy_comparison(model, condition, budget)
    return condition


def _tidy_comparison(model: Model, comparison: Comparison, budget: Budget) -> Comparison:
    algebra = Algebra([name for name in model.parameters if name in names(comparison)])
    try:
        gap = algebra.difference(comparison)
    except NotAlgebraicError:
        return comparison
    relation = comparison.relation
    if not gap.denom.is_ground:
        bottom = _expression(algebra, gap.denom.terms())
        if prove(model.assumptions, Comparison(bottom, "<", ZERO), budget).found:
            relation = FLIPPED[relation]
        elif not prove(model.assumptions, Comparison(bottom, ">", ZERO), budget).found:
            return comparison
    terms = _without_common_factor(model, algebra, list(gap.numer.terms()), budget)
    exact = [(powers, as_fraction(value)) for powers, value in terms]
    return two_sided(algebra.names, exact, relation)


_Terms = list[tuple[tuple[int, ...], Any]]


def _without_common_factor(model: Model, algebra: Algebra, terms: _Terms, budget: Budget) -> _Terms:
    """Divide by a positive number, and by parameters that are positive for sure."""
    scale = reduce(lcm, (int(value.denominator) for _, value in terms), 1)
    content = reduce(gcd, (int(value * scale) for _, value in terms), 0)
    if content:
        terms = [(powers, value * scale / content) for powers, value in terms]
    for position, name in enumerate(algebra.names):
        least = min((powers[position] for powers, _ in terms), default=0)
        positive = Comparison(Name(name), ">", ZERO)
        if least and name != "_" and prove(model.assumptions, positive, budget).found:
            terms = [
                ((*p[:position], p[position] - least, *p[position + 1 :]), v) for p, v in terms
            ]
    return terms


def tidy_formula(expression: Expression) -> Expression:
    """Write a formula as one reduced fraction, where it is a ratio of polynomials."""
    algebra = Algebra(sorted(names(expression)))
    try:
        ratio = algebra.fraction(expression)
    except NotAlgebraicError:
        return expression
    top, bottom = ratio.numer, ratio.denom
    if bottom.LC < 0:
        top, bottom = -top, -bottom
    numerator = _expression(algebra, list(top.terms()))
    return numerator if bottom == 1 else Quotient(numerator, _expression(algebra, bottom.terms()))


def _expression(algebra: Algebra, terms: Any) -> Expression:
    return polynomial_formula(
        algebra.names, [(powers, as_fraction(value)) for powers, value in terms]
    )
