"""Exact numbers as Python's fractions and as flint's."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

__all__ = ["as_fmpq", "as_fraction"]


def as_fmpq(value: Fraction) -> Any:
    """Give flint's form of a fraction.

    Examples
    --------
    >>> as_fmpq(Fraction(2, 3))
    2/3
    """
    from flint import fmpq

    return fmpq(value.numerator, value.denominator)


def as_fraction(number: Any) -> Fraction:
    """Give the fraction that a rational number of flint, or of sympy's polynomials, is.

    Examples
    --------
    >>> as_fraction(as_fmpq(Fraction(2, 3)))
    Fraction(2, 3)
    """
    return Fraction(int(number.numerator), int(number.denominator))
