"""Real roots of polynomials in one variable with rational coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Final

__all__ = ["roots"]

CELLS: Final = 24
HALVINGS: Final = 50
SHORT: Final = 10_000
_SCALE: Final = 10**24


def roots(coefficients: Sequence[Fraction], low: Fraction, high: Fraction) -> list[Fraction]:
    """Find roots, exact where they are short fractions, else as close rational numbers.

    Parameters
    ----------
    coefficients
        The constant first.
    low, high
        For a degree above two, roots are looked for in this interval only: where the sign
        differs between neighbours among 24 steps.

    Examples
    --------
    >>> roots([Fraction(-1), Fraction(0), Fraction(4)], Fraction(0), Fraction(1))
    [Fraction(-1, 2), Fraction(1, 2)]
    """
    coefficients = list(coefficients)
    while coefficients and not coefficients[-1]:
        coefficients.pop()
    if len(coefficients) == 2:
        return [-coefficients[0] / coefficients[1]]
    if len(coefficients) == 3:
        return _quadratic(*coefficients)
    return sorted(set(_bracketed(coefficients, low, high))) if len(coefficients) > 3 else []


def _quadratic(c: Fraction, b: Fraction, a: Fraction) -> list[Fraction]:
    discriminant = b * b - 4 * a * c
    if discriminant < 0:
        return []
    root = Fraction(isqrt(discriminant.numerator), isqrt(discriminant.denominator))
    if root * root != discriminant:
        root = Fraction(isqrt(int(discriminant * _SCALE**2)), _SCALE)
    return sorted({(-b - root) / (2 * a), (-b + root) / (2 * a)})


def _bracketed(coefficients: list[Fraction], low: Fraction, high: Fraction) -> list[Fraction]:
    """Roots on a grid are divided out; between others, changes of sign are halved."""
    grid = [low + (high - low) * Fraction(k, CELLS) for k in range(CELLS + 1)]
    found = []
    for x in grid:
        while len(coefficients) > 1 and not _value(coefficients, x):
            found.append(x)
            coefficients = _divided(coefficients, x)
    for left, right in pairwise(grid):
        below = _value(coefficients, left)
        if below * _value(coefficients, right) >= 0:
            continue
        for _ in range(HALVINGS):
            middle = (left + right) / 2
            same = _value(coefficients, middle) * below > 0
            left, right = (middle, right) if same else (left, middle)
        short = ((left + right) / 2).limit_denominator(SHORT)
        found.append(short if not _value(coefficients, short) else right)
    return found


def _value(coefficients: list[Fraction], x: Fraction) -> Fraction:
    total = Fraction(0)
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total


def _divided(coefficients: list[Fraction], root: Fraction) -> list[Fraction]:
    """Divide by ``x - root``, which leaves nothing over."""
    quotient = [Fraction(0)]
    for coefficient in reversed(coefficients[1:]):
        quotient.append(quotient[-1] * root + coefficient)
    return quotient[:0:-1]
