"""Ratios of polynomials as formulas that a paper would print."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import Any, Final

from vcgame.derive.signs.book import SignBook
from vcgame.model.formula.expression import (
    Expression,
    Negation,
    Number,
    Product,
    Quotient,
    size,
)
from vcgame.model.formula.terms import exact_terms, polynomial_formula

__all__ = ["ratio_formula"]

MAX_FACTORED: Final = 400
"""Polynomials with more terms are written multiplied out."""


def ratio_formula(book: SignBook, top: Any, bottom: Any, sign: int = 0) -> Expression:
    """Write a ratio of polynomials, reduced, each in factors where that is shorter.

    Parameters
    ----------
    book
        Knows signs: the lower polynomial is written positive where its sign is known, else
        with a positive first term.
    top, bottom
        The polynomials.
    sign
        1 or -1 if `top` and `bottom` are known to have that sign wherever the ratio is used.

    Examples
    --------
    >>> from vcgame.derive.proof import Budget
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> book = SignBook(load_model("subsidy-war"), Budget(100))
    >>> V, S = book.field.context.gens()
    >>> to_text(ratio_formula(book, S * (S - V), -2 * S**2))
    '(V - S)/(2*S)'
    """
    if top.is_zero():
        return Number(Fraction(0))
    common = top.gcd(bottom)
    top, bottom = top / common, bottom / common
    values = [value for part in (top, bottom) for _, value in exact_terms(part)]
    scale = reduce(lcm, (value.denominator for value in values), 1)
    content = reduce(gcd, (int(value * scale) for value in values), 0)
    turn = -1 if _is_negative(book, bottom, common, sign) else 1
    above, below = (
        part * (turn * scale) / book.field.context.constant(content) for part in (top, bottom)
    )
    numerator = _shorter(book, above)
    return numerator if below.is_one() else _quotient(numerator, _shorter(book, below))


def _is_negative(book: SignBook, polynomial: Any, common: Any, whole: int) -> bool:
    """Whether to turn the sign; `whole` is that of the product with the common factor."""
    sign, powers = book.factored(polynomial)
    odd = [book.known(factor) for factor, power in powers if power % 2]
    if all(known in ("<", ">") for known in odd):
        return (sign < 0) != (odd.count("<") % 2 == 1)
    if whole and common.is_constant():
        return whole < 0
    return bool(polynomial.leading_coefficient() < 0)


def _quotient(numerator: Expression, denominator: Expression) -> Expression:
    if isinstance(numerator, Negation):
        return Negation(Quotient(numerator.operand, denominator))
    return Quotient(numerator, denominator)


def _shorter(book: SignBook, polynomial: Any) -> Expression:
    plain = polynomial_formula(book.names, exact_terms(polynomial))
    if not 1 < len(polynomial) <= MAX_FACTORED:
        return plain
    sign, powers = book.factored(polynomial)
    # Factors have integer coefficients without a common divisor, by Gauss so has their product.
    number = reduce(gcd, (int(value) for _, value in exact_terms(polynomial)), 0)
    if len(powers) == 1 and powers[0][1] == 1 and number == 1:
        return plain
    turn = sign < 0  # one factor takes the sign, if a power allows it
    factors: list[Expression] = []
    for factor, power in powers:
        if turn and power == 1 and len(factor.polynomial) > 1:
            turn = False
            factors.append(polynomial_formula(book.names, exact_terms(-factor.polynomial)))
        else:
            factors.append(book.power(factor, power))
    if number != 1:
        factors.insert(0, Number(Fraction(number)))
    whole = factors[0] if len(factors) == 1 else Product(tuple(factors))
    whole = Negation(whole) if turn else whole
    return whole if size(whole) < size(plain) else plain
