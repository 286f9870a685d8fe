"""Derivatives of formulas."""

from __future__ import annotations

from fractions import Fraction

from vcgame.errors import NotAlgebraicError
from vcgame.model.formula.expression import (
    Call,
    Expression,
    Function,
    Name,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    names,
)

__all__ = ["derivative"]

_ZERO = Number(Fraction(0))
_ONE = Number(Fraction(1))


def derivative(formula: Expression, name: str) -> Expression:
    """Differentiate a formula; the result is not simplified.

    Raises
    ------
    NotAlgebraicError
        Where a function without a derivative everywhere stands (``abs``, ``min``, ``if``, ...).

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> from vcgame.derive.tidy import tidy_formula
    >>> from vcgame.model.formula.plain import to_text
    >>> to_text(tidy_formula(derivative(parse_expression("a*x - x**2/2", "ax"), "x")))
    'a - x'
    """
    if name not in names(formula):
        return _ZERO
    match formula:
        case Name():
            return _ONE
        case Negation(operand):
            return Negation(derivative(operand, name))
        case Sum(terms):
            return Sum(tuple(derivative(term, name) for term in terms))
        case Product(factors):
            return _of_product(factors, name)
        case Quotient(above, below):
            top = Product((derivative(above, name), below))
            other = Product((above, derivative(below, name)))
            return Quotient(Sum((top, Negation(other))), Product((below, below)))
        case Power(base, exponent) if name not in names(exponent):
            less = Sum((exponent, Negation(_ONE)))
            if isinstance(exponent, Number):
                less = Number(exponent.value - 1)  # type: ignore[assignment]
            return Product((exponent, Power(base, less), derivative(base, name)))
        case Power(base, exponent):
            whole = Product((exponent, Call("log", (base,))))
            return Product((formula, derivative(whole, name)))
        case Call(function, (inner, *_)):
            return _of_function(formula, function, inner, name)
    raise NotAlgebraicError(f"it has no derivative in {name} everywhere")


def _of_function(whole: Expression, function: Function, inner: Expression, name: str) -> Expression:
    slope = derivative(inner, name)
    match function:
        case "exp":
            return Product((whole, slope))
        case "log":
            return Quotient(slope, inner)
        case "sqrt":
            return Quotient(slope, Product((Number(Fraction(2)), whole)))
    raise NotAlgebraicError(f"it has no derivative in {name} everywhere")


def _of_product(factors: tuple[Expression, ...], name: str) -> Expression:
    terms = []
    for place, factor in enumerate(factors):
        if name in names(factor):
            others = (*factors[:place], *factors[place + 1 :])
            terms.append(Product((derivative(factor, name), *others)))
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))
