"""Whether two formulas are the same, by algebra."""

from __future__ import annotations

from typing import Final

from vcgame.errors import EvaluationError, NotAlgebraicError
from vcgame.model.formula.expression import (
    Call,
    Expression,
    Name,
    Negation,
    Power,
    Product,
    Quotient,
    Sum,
    names,
)
from vcgame.model.formula.polynomials import Field

__all__ = ["identical"]

_ROOT: Final = Name("root__")


def identical(first: Expression, second: Expression) -> bool:
    """Whether two formulas have the same value wherever both have one.

    One square root, of whatever, is seen through; of formulas with several, nothing is found.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> one, other = (parse_expression(t, "xy") for t in ("x*(1 - x)*y", "x*y - x**2*y"))
    >>> identical(one, other)
    True
    >>> one, other = (parse_expression(t, "xy") for t in ("-sqrt(x*y)*sqrt(x*y)", "-x*y"))
    >>> identical(one, other)
    True
    """
    if first == second:
        return True
    used = tuple(sorted(names(first) | names(second)))
    roots: list[Expression] = []
    gap = _rootless(Sum((first, Negation(second))), roots)
    try:
        field = Field((*used, _ROOT.id))
        left = field.fraction(gap).numer
        if left.is_zero() or len(roots) != 1:
            return bool(left.is_zero()) and len(roots) < 2
        square = Sum((Product((_ROOT, _ROOT)), Negation(roots[0])))
        return bool((left % field.fraction(square).numer).is_zero())
    except (NotAlgebraicError, EvaluationError):
        return False


def _rootless(node: Expression, roots: list[Expression]) -> Expression:
    """Write a symbol for square roots; what they are of is gathered."""
    match node:
        case Call("sqrt", (radicand,)) if names(radicand):
            if radicand not in roots:
                roots.append(radicand)
            return _ROOT
        case Sum(terms):
            return Sum(tuple(_rootless(term, roots) for term in terms))
        case Product(factors):
            return Product(tuple(_rootless(factor, roots) for factor in factors))
        case Quotient(numerator, denominator):
            return Quotient(_rootless(numerator, roots), _rootless(denominator, roots))
        case Negation(operand):
            return Negation(_rootless(operand, roots))
        case Power(base, exponent):
            return Power(_rootless(base, roots), exponent)
    return node
