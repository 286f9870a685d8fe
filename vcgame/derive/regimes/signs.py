"""Sets of possible signs, and polynomials as products of irreducible factors.

A square, or a factor that several minors share, blurs the bounds of a polynomial, and not those
of its factors. So only irreducible factors are bounded on cells; the sign of a product follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["ANY", "NEGATIVE", "POSITIVE", "ZERO", "Factors", "Product", "SignSet", "opposite"]

SignSet = int
"""The signs that a number may have on a cell: the sum of some of the following."""

POSITIVE: Final[SignSet] = 1
NEGATIVE: Final[SignSet] = 2
ZERO: Final[SignSet] = 4
ANY: Final[SignSet] = 7


def _times(first: SignSet, second: SignSet) -> SignSet:
    signs = {1: POSITIVE, -1: NEGATIVE, 0: ZERO}
    found = 0
    for one, left in signs.items():
        for other, right in signs.items():
            if first & left and second & right:
                found |= signs[one * other]
    return found


_TIMES: Final = tuple(tuple(_times(one, other) for other in range(8)) for one in range(8))
_SQUARE: Final = tuple((each & ZERO) | (POSITIVE if each & ~ZERO else 0) for each in range(8))


def opposite(signs: SignSet) -> SignSet:
    """Give the signs of minus a number."""
    return _TIMES[NEGATIVE][signs]


@dataclass(frozen=True, slots=True)
class Product:
    """The sign of a polynomial by those of its factors.

    Attributes
    ----------
    sign
        Possible signs of the constant factor: one of `POSITIVE`, `NEGATIVE` and `ZERO`.
    odd, even
        Numbers of the factors with odd and with even exponents.
    """

    sign: SignSet
    odd: tuple[int, ...] = ()
    even: tuple[int, ...] = ()

    def __mul__(self, other: Product) -> Product:
        odd = frozenset(self.odd) ^ frozenset(other.odd)
        every = {*self.odd, *self.even, *other.odd, *other.even}
        sign = _TIMES[self.sign][other.sign]
        return Product(sign, tuple(sorted(odd)), tuple(sorted(every - odd)))

    def __neg__(self) -> Product:
        return Product(opposite(self.sign), self.odd, self.even)

    def squared(self) -> Product:
        """Give the sign of the square."""
        return self * self

    @property
    def number(self) -> int:
        """The sign of the constant factor as a number: 1, -1 or 0."""
        return {POSITIVE: 1, NEGATIVE: -1, ZERO: 0}[self.sign]

    @property
    def factors(self) -> tuple[int, ...]:
        """Numbers of all factors."""
        return self.odd + self.even

    def possible(self, signs: Sequence[SignSet]) -> SignSet:
        """Give the signs that are possible if those of the factors are.

        Examples
        --------
        >>> Product(NEGATIVE, odd=(0,), even=(1,)).possible([POSITIVE, ANY]) == NEGATIVE | ZERO
        True
        """
        found = self.sign
        for factor in self.odd:
            found = _TIMES[found][signs[factor]]
        for factor in self.even:
            found = _TIMES[found][_SQUARE[signs[factor]]]
        return found


class Factors:
    """Collects irreducible factors and gives them numbers, each factor once.

    Attributes
    ----------
    polynomials
        The factors, of type ``flint.fmpq_mpoly``: integer coefficients without a common divisor,
        the first one positive.
    """

    def __init__(self) -> None:
        self.polynomials: list[Any] = []
        self._numbers: dict[str, int] = {}
        self._products: dict[str, Product] = {}

    def product(self, polynomial: Any) -> Product:
        """Factor a polynomial."""
        if polynomial.is_zero():
            return Product(ZERO)
        text = str(polynomial)
        if text not in self._products:
            constant, factors = polynomial.factor()
            odd: list[int] = []
            even: list[int] = []
            for factor, exponent in factors:
                (odd if exponent % 2 else even).append(self._number(factor))
            sign = POSITIVE if constant > 0 else NEGATIVE
            self._products[text] = Product(sign, tuple(sorted(odd)), tuple(sorted(even)))
        return self._products[text]

    def _number(self, factor: Any) -> int:
        number = self._numbers.setdefault(str(factor), len(self.polynomials))
        if number == len(self.polynomials):
            self.polynomials.append(factor)
        return number
