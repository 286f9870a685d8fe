"""Bernstein polynomials whose degree is far below the number of their coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import comb
from typing import Final

__all__ = ["lowered"]

_LOWEST: Final = 12
"""Degrees up to this one are recognised."""


def lowered(coefficients: Sequence[Fraction]) -> list[Fraction]:
    """Give the coefficients at the true degree, where it is far below the number of terms.

    A coefficient that is a polynomial of degree r in k makes a polynomial of degree r in p: its
    i-th power has the factor C(N, i) times the i-th difference at 0.

    Examples
    --------
    >>> [str(each) for each in lowered([Fraction(k) for k in range(6)])]
    ['0', '5']
    """
    degree = len(coefficients) - 1
    few = 2 * _LOWEST + 4
    if degree > few and len(lowered(coefficients[: few + 1])) > _LOWEST + 1:
        return list(coefficients)
    row = list(coefficients)
    powers: list[Fraction] = []
    for order in range(min(degree, _LOWEST) + 1):
        if not any(row):
            break
        powers.append(comb(degree, order) * row[0])
        row = [after - before for before, after in pairwise(row)]
    else:
        return list(coefficients)
    true = max(len(powers) - 1, 0)
    if not powers:
        return [Fraction(0)]
    return [
        sum((Fraction(comb(j, i), comb(true, i)) * powers[i] for i in range(j + 1)), Fraction(0))
        for j in range(true + 1)
    ]
