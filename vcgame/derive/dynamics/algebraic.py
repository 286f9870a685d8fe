"""Calculating with one real algebraic number: every sign is certain."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cmp_to_key
from typing import Any, Final

from vcgame.errors import EvaluationError
from vcgame.model.formula.balls import precision
from vcgame.model.formula.flint_numbers import as_fmpq, as_fraction

__all__ = ["Element", "Extension", "extensions", "rationals"]

FIRST_BITS: Final = 128
MOST_BITS: Final = 1 << 16


class Extension:
    """The field of the rational numbers and one real root of an irreducible polynomial.

    Parameters
    ----------
    modulus
        The polynomial, of flint's ``fmpq_poly``.
    number
        Which of its real roots, in rising order, is meant.
    """

    __slots__ = ("_ball", "_bits", "modulus", "number")

    def __init__(self, modulus: Any, number: int) -> None:
        self.modulus = modulus
        self.number = number
        self._bits = 0
        self._ball: Any = None

    def ball(self, bits: int) -> Any:
        """Enclose the root in a ball, about as small as the bits say."""
        if bits > self._bits:
            with precision(bits):
                self._ball = _real_roots(self.modulus)[self.number]
            self._bits = bits
        return self._ball

    def element(self, polynomial: Any) -> Element:
        """Make the value of a polynomial at the root."""
        return Element(self, polynomial % self.modulus)

    def constant(self, value: Fraction | int) -> Element:
        """Make a rational number."""
        from flint import fmpq_poly

        return Element(self, fmpq_poly([as_fmpq(Fraction(value))]))

    @property
    def root(self) -> Element:
        """The root itself."""
        from flint import fmpq_poly

        return self.element(fmpq_poly([0, 1]))


class Element:
    """A number of an extension."""

    __slots__ = ("field", "polynomial")

    def __init__(self, field: Extension, polynomial: Any) -> None:
        self.field = field
        self.polynomial = polynomial

    def _made(self, polynomial: Any) -> Element:
        return Element(self.field, polynomial % self.field.modulus)

    def __add__(self, other: Element) -> Element:
        return Element(self.field, self.polynomial + other.polynomial)

    def __sub__(self, other: Element) -> Element:
        return Element(self.field, self.polynomial - other.polynomial)

    def __neg__(self) -> Element:
        return Element(self.field, -self.polynomial)

    def __mul__(self, other: Element) -> Element:
        return self._made(self.polynomial * other.polynomial)

    def __truediv__(self, other: Element) -> Element:
        if other.is_zero():
            raise EvaluationError("a division by zero")
        common, first, _ = other.polynomial.xgcd(self.field.modulus)
        return self._made(self.polynomial * first / common.coeffs()[0])

    def is_zero(self) -> bool:
        """Whether it is zero; the modulus being irreducible, no sign is needed for that."""
        return bool(self.polynomial == 0)

    def sign(self) -> int:
        """Give its sign: 1, -1 or 0, from balls that become smaller until it is sure."""
        from flint import arb_poly

        if self.is_zero():
            return 0
        bits = FIRST_BITS
        while bits <= MOST_BITS:
            root = self.field.ball(bits)
            with precision(bits):
                value = arb_poly(self.polynomial)(root)
                if value > 0:
                    return 1
                if value < 0:
                    return -1
            bits *= 2
        raise EvaluationError("a number could not be told from zero")

    @property
    def value(self) -> Fraction | float:
        """The number if it is rational, else rounded."""
        from flint import arb_poly

        if self.polynomial.degree() <= 0:
            known = self.polynomial.coeffs() or [None]
            if known[0] is None:
                return Fraction(0)
            return as_fraction(known[0])
        bits = FIRST_BITS
        while True:
            root = self.field.ball(bits)
            with precision(bits):
                ball = arb_poly(self.polynomial)(root)
                if bits >= MOST_BITS or ball.rel_accuracy_bits() > 60:
                    return float(ball.mid())
            bits *= 2


def rationals() -> Extension:
    """Give the rational numbers alone, as the extension by the root 0 of ``x``."""
    from flint import fmpq_poly

    return Extension(fmpq_poly([0, 1]), 0)


def extensions(polynomial: Any) -> Iterator[Extension]:
    """Give an extension for every real root of a polynomial, one per factor and root."""
    _, factors = polynomial.factor()
    for factor, _ in factors:
        if factor.degree() > 0:
            with precision(FIRST_BITS):
                count = len(_real_roots(factor))
            for number in range(count):
                yield Extension(factor, number)


def _real_roots(polynomial: Any) -> list[Any]:
    """Real roots of an irreducible polynomial, in order; flint makes their balls disjoint."""
    from flint import arb

    if polynomial.degree() == 1:
        bottom, top = polynomial.coeffs()
        return [arb(-bottom / top)]
    roots = [root.real for root, _ in polynomial.complex_roots() if root.imag == 0]
    return sorted(roots, key=cmp_to_key(_compared))


def _compared(one: Any, other: Any) -> int:
    return int(one > other) - int(one < other)
