"""Polynomials and their ratios written as formulas."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from vcgame.derive.isolated import Root
from vcgame.model.formula.expression import (
    Expression,
    Negation,
    Number,
    Product,
    Quotient,
    Sum,
)
from vcgame.model.formula.terms import Terms, cleared, exact_terms, polynomial_formula

__all__ = ["polynomial", "quotient", "ratio_formula"]


def polynomial(names: Sequence[str], terms: Terms) -> Expression:
    """Write a polynomial, positive terms first, high powers before low ones.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> to_text(polynomial(["x"], [((0,), Fraction(-1)), ((2,), Fraction(3))]))
    '3*x**2 - 1'
    """
    written = polynomial_formula(names, [(powers, value) for powers, value in terms if value])
    match written:
        case Sum((first, *others)):
            return Sum((_leading(first), *others))
    return _leading(written)


def quotient(names: Sequence[str], above: Terms, below: Terms) -> Expression:
    """Write one polynomial over another, both with whole coefficients."""
    above, up = cleared(above)
    below, down = cleared(below)
    scale = up / down
    top = [(powers, value * scale.numerator) for powers, value in above if value]
    bottom = [(powers, value * scale.denominator) for powers, value in below]
    if len(bottom) == 1 and not any(bottom[0][0]):
        number = bottom[0][1]
        if not top or (len(top) == 1 and not any(top[0][0])):
            return Number(top[0][1] / number if top else Fraction(0))
        if number < 0:
            top, number = [(powers, -value) for powers, value in top], -number
        numerator = polynomial(names, top)
        return numerator if number == 1 else Quotient(numerator, Number(number))
    if not top:
        return Number(Fraction(0))
    return Quotient(polynomial(names, top), polynomial(names, bottom))


def ratio_formula(name: str, ratio: Any, root: Root) -> Expression:
    """Write a ratio of polynomials in one variable, its denominator positive at a number."""
    above, below = exact_terms(ratio.numer), exact_terms(ratio.denom)
    if root.sign(ratio.field.raw_new(ratio.denom, ratio.denom.ring.one)) < 0:
        above = [(powers, -value) for powers, value in above]
        below = [(powers, -value) for powers, value in below]
    return quotient([name], above, below)


def _leading(term: Expression) -> Expression:
    """Put the sign of a first term before its number, as people write it."""
    match term:
        case Negation(Product((first, *others))):
            return Product((Negation(first), *others))
    return term
