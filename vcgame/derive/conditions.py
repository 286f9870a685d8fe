"""When each profile is an equilibrium: reduced conditions in the parameters."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import Any, Final

from vcgame.derive.algebra import Algebra, NotAlgebraicError, to_fraction
from vcgame.derive.branches import has_branches
from vcgame.derive.proof import Budget, prove
from vcgame.derive.statement import (
    FALSE,
    TRUE,
    ZERO,
    Mixture,
    any_of,
    is_equilibrium,
    mixed_equilibria,
)
from vcgame.errors import UnsupportedError
from vcgame.model.formula.expression import (
    And,
    Comparison,
    Condition,
    Expression,
    Name,
    Negation,
    Number,
    Or,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    names,
)
from vcgame.model.model import Model

__all__ = ["Conditioned", "equilibrium_conditions", "reduced", "tidy", "tidy_formula"]

MAX_WORK: Final = 10_000
"""Work for all proofs about one game, counted as in `vcgame.derive.proof`."""


@dataclass(frozen=True, slots=True)
class Conditioned:
    """An equilibrium and when it is one.

    Attributes
    ----------
    profile
        Per player, the probability of each strategy as a formula.
    pure
        Ids of the strategies if it is pure, else ``None``.
    conditions
        What must hold, all of it, under the model's assumptions; empty if nothing more.
    never
        Whether no point within the assumptions satisfies the conditions.
    """

    profile: Mixture
    pure: tuple[str, ...] | None
    conditions: tuple[Condition, ...]
    never: bool = False


def equilibrium_conditions(model: Model) -> tuple[Conditioned, ...]:
    """Give every pure profile, and for two-by-two games the mixed one, with its conditions.

    The conditions of a pure profile are its best-reply inequalities, reduced: written
    without fractions, each once, and without those that the assumptions imply. The mixed
    equilibria that exist at ties only are not listed, nor is one that never exists. In a game
    so large that the proofs take too much work, conditions stay that might be left out.

    Raises
    ------
    UnsupportedError
        For trees.
    """
    if model.form != "strategic":
        raise UnsupportedError(
            f"{model.id} is a tree; conditions of equilibria are for games with [payoffs]"
        )
    budget = Budget(MAX_WORK)
    found = []
    for profile in model.payoffs:
        statement = is_equilibrium(model, profile)
        formulas = tuple(
            tuple(Number(Fraction(int(s.id == chosen))) for s in player.strategies)
            for player, chosen in zip(model.players, profile, strict=True)
        )
        found.append(_conditioned(model, formulas, profile, statement, budget))
    if [len(player.strategies) for player in model.players] == [2, 2]:
        mixture, statement = mixed_equilibria(model)[0]
        tidied = tuple(tuple(tidy_formula(p) for p in mixed) for mixed in mixture)
        mixed_one = _conditioned(model, tidied, None, statement, budget)
        found.extend([] if mixed_one.never else [mixed_one])
    return tuple(found)


def _conditioned(
    model: Model,
    formulas: Mixture,
    pure: tuple[str, ...] | None,
    statement: Condition,
    budget: Budget,
) -> Conditioned:
    never = prove([*model.assumptions, statement], FALSE, budget).found
    return Conditioned(formulas, pure, () if never else reduced(model, statement, budget), never)


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
                    Comparison(left, _FLIPPED[relation], right),
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
            relation = _FLIPPED[relation]
        elif not prove(model.assumptions, Comparison(bottom, ">", ZERO), budget).found:
            return comparison
    terms = _without_common_factor(model, algebra, list(gap.numer.terms()), budget)
    left = [(powers, value) for powers, value in terms if value > 0]
    right = [(powers, -value) for powers, value in terms if value < 0]
    if not any(any(powers) for powers, _ in left):
        left, right, relation = right, left, _FLIPPED[relation]
    return Comparison(_expression(algebra, left), relation, _expression(algebra, right))


_FLIPPED: dict[Relation, Relation] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}

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
    """Write a polynomial as a formula, positive terms first."""
    written = []
    for powers, coefficient in sorted(terms, key=lambda term: (term[1] < 0, [-p for p in term[0]])):
        value = to_fraction(coefficient)
        factors: list[Expression] = [
            Name(name) if power == 1 else Power(Name(name), Number(Fraction(power)))
            for name, power in zip(algebra.names, powers, strict=True)
            if power
        ]
        written.append(_term(value, factors))
    if not written:
        return Number(Fraction(0))
    return written[0] if len(written) == 1 else Sum(tuple(written))


def _term(value: Fraction, factors: list[Expression]) -> Expression:
    size = abs(value)
    parts = factors if size == 1 and factors else [Number(size), *factors]
    term = parts[0] if len(parts) == 1 else Product(tuple(parts))
    return Negation(term) if value < 0 else term
