"""Equations of degree one and two solved for one name, all others left as symbols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from vcgame.derive.decision.satisfaction import prove_or_refute
from vcgame.derive.lines.formulas import polynomial, quotient
from vcgame.derive.proof import Budget
from vcgame.derive.statement import ZERO
from vcgame.derive.tidy import reduced
from vcgame.model.formula.exact import evaluate
from vcgame.model.formula.expression import (
    Call,
    Comparison,
    Condition,
    Expression,
    Negation,
    Number,
    Product,
    Quotient,
    Relation,
    Sum,
)
from vcgame.model.formula.terms import Terms, cleared, exact_terms
from vcgame.model.model import Model

__all__ = ["Solved", "follows", "solved_for"]

_EFFORT: Final = 3_000_000
"""Work for one decision, as `vcgame.derive.decision.satisfaction` counts it."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A solution.

    Attributes
    ----------
    formula
        The value of the name.
    needs
        What must hold, beyond the assumptions, for it to be a real number.
    flipped
        Whether the polynomial was taken with the other sign.
    """

    formula: Expression
    needs: tuple[Condition, ...]
    flipped: bool = False


def solved_for(
    model: Model, name: str, terms: Terms, point: Mapping[str, Fraction], budget: Budget
) -> list[Solved]:
    """Solve ``polynomial = 0`` for a name: one formula, two, or none for higher degrees.

    Of two, the one with the minus before the square root comes first.

    Parameters
    ----------
    terms
        The polynomial in the parameters of the model, in their order; it is irreducible.
    point
        A point at which divisors are positive as written, if the assumptions do not decide it.
    """
    names = list(model.parameters)
    place = names.index(name)
    parts: dict[int, list[tuple[tuple[int, ...], Fraction]]] = {}
    for powers, value in terms:
        rest = (*powers[:place], 0, *powers[place + 1 :])
        parts.setdefault(powers[place], []).append((rest, value))
    degree = max(parts)
    if degree > 2:
        return []
    top = parts[degree]
    flipped = _negative(model, polynomial(names, top), point)
    if flipped:
        parts = {power: _minus(part) for power, part in parts.items()}
        top = parts[degree]
    needs = _needed(model, Comparison(polynomial(names, top), "!=", ZERO), budget)
    if degree == 1:
        return [Solved(quotient(names, _minus(parts.get(0, [])), top), needs, flipped)]
    found = _quadratic(model, names, parts, needs, budget)
    return [replace(each, flipped=flipped) for each in found]


def follows(model: Model, condition: Condition) -> bool:
    """Whether it is proved that a condition holds wherever the assumptions do."""
    found = prove_or_refute(model.assumptions, condition, prefer=model.values(), effort=_EFFORT)
    return found.finding == "empty"


def _quadratic(
    model: Model,
    names: list[str],
    parts: dict[int, list[tuple[tuple[int, ...], Fraction]]],
    needs: tuple[Condition, ...],
    budget: Budget,
) -> list[Solved]:
    """Write ``(-h -+ sqrt(h**2 - a c))/a`` with ``b = 2 h``, or the formula with b if b is odd."""
    from vcgame.model.formula.polynomials import Field

    field = Field(tuple(names))
    a, b, c = (_made(field, parts.get(power, [])) for power in (2, 1, 0))
    even = all(value.denominator == 1 and value % 2 == 0 for _, value in parts.get(1, []))
    half, below = (b / 2, a) if even else (b, 2 * a)
    inside = half * half - a * c if even else b * b - 4 * a * c
    root_terms = exact_terms(inside)
    whole, content = cleared(root_terms)
    outside = 1
    size = int(content)
    while (step := _square_in(size)) > 1:
        outside, size = outside * step, size // (step * step)
    radicand = polynomial(names, [(powers, value * size) for powers, value in whole])
    call: Expression = Call("sqrt", (radicand,))
    if outside > 1:
        call = Product((Number(Fraction(outside)), call))
    first = polynomial(names, exact_terms(-half))
    divisor = polynomial(names, exact_terms(below))
    needs += _needed(model, Comparison(radicand, ">=", ZERO), budget)
    found = []
    for signed in (Negation(call), call):
        above: Expression = signed if half.is_zero() else Sum((first, signed))
        plain = divisor == Number(Fraction(1))
        found.append(Solved(above if plain else Quotient(above, divisor), needs))
    return found


def _square_in(number: int) -> int:
    return next((step for step in range(2, 100) if number % (step * step) == 0), 1)


def _made(field: Any, terms: Terms) -> Any:
    total = field.context.constant(0)
    for powers, value in terms:
        term = field.number(value).numer
        for generator, power in zip(field.context.gens(), powers, strict=True):
            term = term * generator**power
        total = total + term
    return total


def _minus(terms: Terms) -> list[tuple[tuple[int, ...], Fraction]]:
    return [(powers, -value) for powers, value in terms]


def _negative(model: Model, divisor: Expression, point: Mapping[str, Fraction]) -> bool:
    """Whether a divisor is better written with the other sign."""
    signs: tuple[tuple[Relation, bool], ...] = (("<=", True), (">=", False))
    for relation, answer in signs:
        if follows(model, Comparison(divisor, relation, ZERO)):
            return answer
    return evaluate(divisor, point) < 0


def _needed(model: Model, condition: Condition, budget: Budget) -> tuple[Condition, ...]:
    """Give what the assumptions leave open of a condition."""
    if follows(model, condition):
        return ()
    return reduced(model, condition, budget)
