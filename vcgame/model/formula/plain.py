"""Formulas as plain text.

The text has no more brackets than are needed, and a formula that the parser made is read back from
it as an equal tree (as long as the text keeps the parser's 4,000 characters).
"""

from __future__ import annotations

from fractions import Fraction

from vcgame.model.formula.expression import (
    And,
    Call,
    Comparison,
    Conditional,
    Name,
    Negation,
    Node,
    Not,
    Number,
    Or,
    Power,
    Product,
    Quotient,
    Sum,
)

__all__ = ["decimal", "short_text", "to_text"]

# How tightly each kind binds, loosest first.
_CONDITIONAL, _OR, _AND, _NOT, _RELATION, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(10)
# Up to how many zeros stand after the digits, or after the point, before 1e6 or 1e-6 is written.
_MOST_ZEROS = 5
_MOST_DIGITS = 100
_LARGEST_EXPONENT = 100


def to_text(node: Node) -> str:
    """Write a formula in its canonical form.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> to_text(parse_expression("((a-(b*c)))^2 / (2*(a))", {"a", "b", "c"}))
    '(a - b*c)**2/(2*a)'
    """
    return _write(node)[0]


def short_text(node: Node, most: int = 60) -> str:
    """Write a formula for a message: the beginning of it, where it is long."""
    text = to_text(node)
    return text if len(text) <= most else text[: most - 3] + "..."


def decimal(value: Fraction) -> tuple[int, int] | None:
    """Give the whole number m, not ending in 0, and k of a value m times 10**k, if it is one.

    Examples
    --------
    >>> decimal(Fraction(1, 40)), decimal(Fraction(1, 3))
    ((25, -3), None)
    """
    below, fives = value.denominator, 0
    twos = (below & -below).bit_length() - 1
    below >>= twos
    while below % 5 == 0:
        below //= 5
        fives += 1
    if below != 1:
        return None
    power = -max(twos, fives)
    mantissa = int(value * 10**-power)
    while mantissa and mantissa % 10 == 0:
        mantissa //= 10
        power += 1
    return mantissa, power if mantissa else 0


def _number(value: Fraction) -> tuple[str, int]:
    if value < 0:
        text, level = _number(-value)
        return "-" + text, min(level, _SIGN)
    parts = decimal(value)
    if parts is None:
        return f"{value.numerator}/{value.denominator}", _PRODUCT
    mantissa, power = parts
    digits = len(str(mantissa))
    if 0 <= power <= _MOST_ZEROS and digits + power <= _MOST_DIGITS:
        return str(value), _ATOM
    if power < 0 and -power - digits <= _MOST_ZEROS and max(digits, 1 - power) <= _MOST_DIGITS:
        return _positional(mantissa, -power), _ATOM
    exponent = min(power, _LARGEST_EXPONENT)
    return f"{mantissa * 10 ** (power - exponent)}e{exponent}", _ATOM


def _positional(mantissa: int, decimals: int) -> str:
    digits = str(mantissa).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}"


def _at(node: Node, least: int) -> str:
    """Write a part, in brackets if it binds less tightly than `least`."""
    text, level = _write(node)
    return text if level >= least else f"({text})"


def _write(node: Node) -> tuple[str, int]:
    """Give the text and how tightly its outermost operator binds."""
    match node:
        case Number(value):
            return _number(value)
        case Name(id_):
            return id_, _ATOM
        case Sum(terms):
            return _at(terms[0], _PRODUCT) + "".join(map(_next_term, terms[1:])), _SUM
        case Product(factors):
            rest = "".join("*" + _at(factor, _SIGN) for factor in factors[1:])
            return _at(factors[0], _PRODUCT) + rest, _PRODUCT
        case Quotient(numerator, denominator):
            return f"{_at(numerator, _PRODUCT)}/{_at(denominator, _SIGN)}", _PRODUCT
        case Negation(operand):
            return "-" + _at(operand, _SIGN), _SIGN
        case Power(base, exponent):
            return f"{_at(base, _ATOM)}**{_at(exponent, _SIGN)}", _POWER
        case Call(function, arguments):
            return f"{function}({', '.join(map(to_text, arguments))})", _ATOM
        case _:
            return _write_choice(node)


def _write_choice(node: Node) -> tuple[str, int]:
    match node:
        case Conditional(then, test, otherwise):
            branch = f"{_at(then, _OR)} if {_at(test, _OR)}"
            return f"{branch} else {to_text(otherwise)}", _CONDITIONAL
        case Comparison(left, relation, right):
            return f"{_at(left, _SUM)} {relation} {_at(right, _SUM)}", _RELATION
        case And(parts):
            return " and ".join(_at(part, _NOT) for part in parts), _AND
        case Or(parts):
            return " or ".join(_at(part, _AND) for part in parts), _OR
        case Not(part):
            return "not " + _at(part, _NOT), _NOT
        case _:
            raise TypeError(f"{type(node).__name__} is no formula")


def _next_term(term: Node) -> str:
    if isinstance(term, Negation):
        return " - " + _at(term.operand, _PRODUCT)
    return " + " + _at(term, _PRODUCT)
