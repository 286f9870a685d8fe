"""Powers, roots and functions of rational numbers, exact or refused.

A power with a rational exponent p/q in lowest terms is rational exactly when numerator and
denominator of the base (in lowest terms) are q-th powers of integers. By the theorem of Lindemann
(1882) exp of a rational is rational only at 0, and log only at 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from vcgame.errors import EvaluationError, IrrationalError
from vcgame.model.formula.expression import Function

__all__ = ["MAX_BITS", "TOO_LONG", "call", "length", "power"]

MAX_BITS = 65_536
"""The longest numerator or denominator that an evaluation may reach, in binary digits."""

TOO_LONG = f"a number of more than {MAX_BITS} binary digits"


def length(value: Fraction) -> int:
    """Count the binary digits of the longer of numerator and denominator."""
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """Raise a rational number to a rational power; ``0**0`` is 1.

    Raises
    ------
    IrrationalError
        When the value is not rational.
    EvaluationError
        When there is no real value, or the value is longer than `MAX_BITS`; found before any
        work is done.

    Examples
    --------
    >>> power(Fraction(9, 4), Fraction(-3, 2))
    Fraction(8, 27)
    """
    if exponent.denominator != 1:
        if base < 0:
            raise EvaluationError("a power of a negative number that is not an integer power")
        if base:
            base = _root(base, exponent.denominator)
    times = exponent.numerator
    if not base:
        if times < 0:
            raise EvaluationError("zero to a negative power")
        return Fraction(int(times == 0))
    if abs(base) == 1:
        return base if times % 2 else Fraction(1)
    if (length(base) - 1) * abs(times) >= MAX_BITS:
        raise EvaluationError(TOO_LONG)
    return Fraction(base**times)


def call(function: Function, arguments: Sequence[Fraction]) -> Fraction:
    """Apply one of the functions of formulas; the errors are those of `power`."""
    first = arguments[0]
    match function:
        case "abs":
            return abs(first)
        case "min":
            return min(arguments)
        case "max":
            return max(arguments)
        case "sqrt":
            if first < 0:
                raise EvaluationError("the square root of a negative number")
            return _root(first, 2)
        case "log":
            if first <= 0:
                raise EvaluationError("the logarithm of a number that is not positive")
            if first == 1:
                return Fraction(0)
        case "exp":
            if not first:
                return Fraction(1)
    raise IrrationalError("a value that is not rational")


def _root(value: Fraction, degree: int) -> Fraction:
    above = _integer_root(value.numerator, degree)
    below = _integer_root(value.denominator, degree)
    if above is None or below is None:
        raise IrrationalError("a root that is not rational")
    return Fraction(above, below)


def _integer_root(value: int, degree: int) -> int | None:
    """Give the exact root of a whole number that is not negative, or None (Newton's method)."""
    if value < 2:
        return value
    bits = value.bit_length()
    if degree >= bits:
        return None
    if degree == 2:
        root = isqrt(value)
    else:
        root = 1 << -(-bits // degree)
        while (nearer := ((degree - 1) * root + value // root ** (degree - 1)) // degree) < root:
            root = nearer
    return root if root**degree == value else None
