"""Formulas as SymPy expressions, built node by node; no text is ever parsed.

Every name is a plain real symbol, also where SymPy has an object of that name (S, E, I, N, Q,
beta, gamma, ...).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vcgame.errors import EvaluationError
from vcgame.model.formula.expression import (
    And,
    Call,
    Comparison,
    Condition,
    Conditional,
    Expression,
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

if TYPE_CHECKING:
    import sympy

__all__ = ["condition_to_sympy", "to_sympy"]

_RELATIONS: dict[Relation, str] = {
    "<": "Lt",
    "<=": "Le",
    ">": "Gt",
    ">=": "Ge",
    "==": "Eq",
    "!=": "Ne",
}
_FUNCTIONS = {"sqrt": "sqrt", "exp": "exp", "log": "log", "abs": "Abs", "min": "Min", "max": "Max"}


def to_sympy(expression: Expression, symbols: Mapping[str, sympy.Expr] | None = None) -> sympy.Expr:
    """Make the SymPy expression of a formula.

    Parameters
    ----------
    expression
        What to convert.
    symbols
        What stands for the names; a real symbol of its name for each that is missing here.

    Raises
    ------
    EvaluationError
        When SymPy finds that a part has no real value whatever the names are, such as
        ``1/(x - x)``.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> to_sympy(parse_expression("0.5*E*x**2/N", ["E", "N", "x"]))
    E*x**2/(2*N)
    """
    return _convert(expression, symbols or {})


def condition_to_sympy(
    condition: Condition, symbols: Mapping[str, sympy.Expr] | None = None
) -> sympy.Basic:
    """Make the SymPy relation of a condition; parameters and errors are those of `to_sympy`.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_condition
    >>> condition_to_sympy(parse_condition("not x <= 2*b", ["b", "x"]))
    x > 2*b
    """
    return _convert(condition, symbols or {})


def _convert(node: Node, symbols: Mapping[str, Any]) -> Any:
    import sympy

    match node:
        case Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Name(id_):
            return symbols[id_] if id_ in symbols else sympy.Symbol(id_, real=True)
        case Sum(terms):
            return _real(node, sympy.Add(*(_convert(term, symbols) for term in terms)))
        case Product(factors):
            return _real(node, sympy.Mul(*(_convert(factor, symbols) for factor in factors)))
        case Negation(operand):
            return -_convert(operand, symbols)
        case Quotient(above, below):
            divisor = _convert(below, symbols)
            quotient = sympy.nan if divisor == 0 else _convert(above, symbols) / divisor
            return _real(node, quotient)
        case Power(base, exponent):
            return _real(node, _convert(base, symbols) ** _convert(exponent, symbols))
        case Call(function, arguments):
            made = getattr(sympy, _FUNCTIONS[function])
            parts = [_convert(argument, symbols) for argument in arguments]
            if function in {"min", "max"} and not all(part.is_Rational for part in parts):
                # SymPy would compare all pairs, which can take minutes.
                return made(*parts, evaluate=False)
            return _real(node, made(*parts))
        case Conditional(then, test, otherwise):
            branch = _convert(then, symbols), _convert(test, symbols)
            return sympy.Piecewise(branch, (_convert(otherwise, symbols), True))
        case _:
            return _convert_condition(node, symbols)


def _convert_condition(node: Condition, symbols: Mapping[str, Any]) -> Any:
    import sympy

    match node:
        case Comparison(left, relation, right):
            made = getattr(sympy, _RELATIONS[relation])
            return made(_convert(left, symbols), _convert(right, symbols))
        case And(parts):
            return sympy.And(*(_convert(part, symbols) for part in parts))
        case Or(parts):
            return sympy.Or(*(_convert(part, symbols) for part in parts))
        case Not(part):
            return sympy.Not(_convert(part, symbols))


def _real(node: Node, value: Any) -> Any:
    """Refuse what has no real value: infinities, and imaginary numbers."""
    import sympy

    bad = value is sympy.nan or value.is_finite is False or value.is_extended_real is False
    if value.is_number and bad:
        raise EvaluationError(f"no real value in {short_text(node)!r}")
    return value
