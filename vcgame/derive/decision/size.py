"""How large a formula may grow when it is multiplied out."""

from __future__ import annotations

from math import comb
from typing import Final

from vcgame.errors import NotAlgebraicError
from vcgame.model.formula.expression import (
    Expression,
    Name,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    constant,
)

__all__ = ["check_size"]

MAX_TERMS: Final = 20_000
"""Terms of a polynomial, multiplied out, at most."""


def check_size(expression: Expression, unknowns: int) -> tuple[int, int, int, int]:
    """Bound the terms and degrees, above and below, of a formula that is multiplied out.

    Raises
    ------
    NotAlgebraicError
        If there may be too many.
    """
    found = (1, 0, 1, 0)
    match expression:
        case Name():
            found = (1, 1, 1, 0)
        case Number():
            pass
        case Negation(operand):
            found = check_size(operand, unknowns)
        case Sum(parts) | Product(parts):
            found = check_size(parts[0], unknowns)
            for part in parts[1:]:
                n, p, d, q = found
                m, r, e, s = check_size(part, unknowns)
                if isinstance(expression, Product):
                    found = (n * m, p + r, d * e, q + s)
                elif d == e == 1:
                    found = (n + m, max(p, r), 1, q + s)
                else:
                    found = (n * e + m * d, max(p + s, r + q), d * e, q + s)
                found = _short(found, unknowns)
        case Quotient(above, below):
            n, p, d, q = check_size(above, unknowns)
            m, r, e, s = check_size(below, unknowns)
            found = (n * e * e, p + 2 * s, d * m * e, q + r + s)
        case Power(base, exponent):
            power = constant(exponent)
            if power is not None and power.denominator == 1:
                n, p, d, q = check_size(base, unknowns)
                if power < 0:
                    n, p, d, q = d * d, 2 * q, n * d, p + q
                k = abs(int(power))
                found = (comb(n + k, k), p * k, comb(d + k, k), q * max(k, 1))
    return _short(found, unknowns)


def _short(found: tuple[int, int, int, int], unknowns: int) -> tuple[int, int, int, int]:
    n, p, d, q = found
    n, d = min(n, comb(unknowns + p, p)), min(d, comb(unknowns + q, q))
    if n + d > MAX_TERMS:
        raise NotAlgebraicError(f"multiplied out, it may have more than {MAX_TERMS} terms")
    return n, p, d, q
