"""Numbers of a real quadratic field, a + b sqrt(d), with exact comparisons.

Where three players mix over two strategies each, the probabilities solve a quadratic equation
with integer coefficients. Its roots are such numbers, and every comparison of them is a
comparison of integers.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt, lcm

from vcgame.solve.answer import Real

__all__ = ["Surd", "square_root"]

_BITS = 64


class Surd:
    """A number a + b sqrt(d).

    Parameters
    ----------
    a, b
        Integers or fractions.
    d
        A positive integer that is no square. Two numbers that are joined have the same one.

    Examples
    --------
    >>> golden = Surd(Fraction(1, 2), Fraction(1, 2), 5)
    >>> golden * golden == golden + 1, golden > Fraction(1618, 1000), float(golden)
    (True, True, 1.618033988749895)
    """

    __slots__ = ("a", "b", "d")

    def __init__(self, a: int | Fraction, b: int | Fraction, d: int) -> None:
        self.a = a
        self.b = b
        self.d = d

    def __repr__(self) -> str:
        return f"{self.a} + {self.b} sqrt({self.d})"

    def sign(self) -> int:
        """Give -1, 0 or 1."""
        first = (self.a > 0) - (self.a < 0)
        second = (self.b > 0) - (self.b < 0)
        if first * second >= 0:
            return first or second
        return first if self.a * self.a > self.b * self.b * self.d else second

    def __add__(self, other: Surd | int | Fraction) -> Surd:
        if isinstance(other, Surd):
            return Surd(self.a + other.a, self.b + other.b, self.d)
        return Surd(self.a + other, self.b, self.d)

    __radd__ = __add__

    def __neg__(self) -> Surd:
        return Surd(-self.a, -self.b, self.d)

    def __sub__(self, other: Surd | int | Fraction) -> Surd:
        return self + -other

    def __rsub__(self, other: Surd | int | Fraction) -> Surd:
        return -self + other

    def __mul__(self, other: Surd | int | Fraction) -> Surd:
        if isinstance(other, Surd):
            return Surd(
                self.a * other.a + self.b * other.b * self.d,
                self.a * other.b + self.b * other.a,
                self.d,
            )
        return Surd(self.a * other, self.b * other, self.d)

    __rmul__ = __mul__

    def __truediv__(self, other: Surd | int | Fraction) -> Surd:
        if isinstance(other, Surd):
            norm = other.a * other.a - other.b * other.b * other.d
            return self * Surd(other.a, -other.b, other.d) / norm
        return self * (1 / Fraction(other))

    def __rtruediv__(self, other: int | Fraction) -> Surd:
        return Surd(other, 0, self.d) / self

    def __eq__(self, other: object) -> bool:
        # The root is irrational, so a number is 0 in one way only.
        if isinstance(other, Surd):
            return self.a == other.a and self.b == other.b and self.d == other.d
        return self.b == 0 and self.a == other

    def __hash__(self) -> int:
        return hash((self.a, self.b, self.d))

    def __lt__(self, other: Surd | int | Fraction) -> bool:
        return (self - other).sign() < 0

    def __le__(self, other: Surd | int | Fraction) -> bool:
        return (self - other).sign() <= 0

    def __gt__(self, other: Surd | int | Fraction) -> bool:
        return (self - other).sign() > 0

    def __ge__(self, other: Surd | int | Fraction) -> bool:
        return (self - other).sign() >= 0

    def __float__(self) -> float:
        """Round to the nearest float."""
        if self.b == 0:
            return float(self.a)
        scale = lcm(self.a.denominator, self.b.denominator)
        a, b = int(self.a * scale), int(self.b * scale)
        bits = _BITS + a.bit_length()
        while True:
            root = isqrt(b * b * self.d << 2 * bits)
            low = (a << bits) + (root if b > 0 else -root - 1)
            size = scale << bits
            ends = float(Fraction(low, size)), float(Fraction(low + 1, size))
            if ends[0] == ends[1]:
                return ends[0]
            bits *= 2

    def real(self) -> Real:
        """Give a fraction, or the nearest float of an irrational number."""
        return float(self) if self.b else Fraction(self.a)


def square_root(d: int) -> Surd | int:
    """Give the root of a positive integer, as an integer where it is one.

    Examples
    --------
    >>> square_root(49), square_root(8)
    (7, 0 + 1 sqrt(8))
    """
    root = isqrt(d)
    return root if root * root == d else Surd(0, 1, d)
