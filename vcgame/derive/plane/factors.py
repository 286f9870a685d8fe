"""Irreducible polynomials in two parameters, and signs of their products."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from vcgame.derive.regimes import signs as products
from vcgame.derive.regimes.signs import ZERO, Product
from vcgame.errors import NotAlgebraicError

__all__ = ["Factor", "Factors", "View"]

MAX_TERMS = 3_000
"""Terms of a polynomial up to which it is factored."""


class Factor:
    """An irreducible polynomial, written in powers of the second parameter.

    Attributes
    ----------
    polynomial
        Of flint, in both parameters.
    rows
        Its coefficients in the second parameter, constant first: integer polynomials in the
        first one.
    degree
        In the second parameter.
    total
        Its degree in both together.
    """

    def __init__(self, polynomial: Any) -> None:
        from flint import fmpq_poly

        self.polynomial = polynomial
        terms: dict[int, dict[int, Any]] = {}
        for (first, second), value in polynomial.to_dict().items():
            terms.setdefault(int(second), {})[int(first)] = value
        self.degree = max(terms)
        self.total = int(polynomial.total_degree())
        self.rows: list[Any] = []
        for power in range(self.degree + 1):
            row = terms.get(power, {})
            top = max(row, default=-1)
            self.rows.append(fmpq_poly([row.get(each, 0) for each in range(top + 1)]))

    def at(self, first: Any) -> Any:
        """Put a rational number for the first parameter: an integer polynomial in the second."""
        from flint import fmpq_poly

        return fmpq_poly([row(first) for row in self.rows]).numer()

    def along(self, second: Any) -> Any:
        """Put a rational number for the second parameter: a polynomial in the first."""
        from flint import fmpq_poly

        value = fmpq_poly([])
        for row in reversed(self.rows):
            value = value * second + row
        return value

    def value(self, first: Any, second: Any) -> Any:
        """Give the value at two numbers: rational ones, or balls."""
        value: Any = 0
        for row in reversed(self.rows):
            inner: Any = 0
            for coefficient in reversed(row.coeffs()):
                inner = inner * first + coefficient
            value = value * second + inner
        return value


class Factors(products.Factors):
    """All irreducible polynomials met so far, each once, by numbers.

    Attributes
    ----------
    all
        The factors in powers of the second parameter.
    """

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Factor] = []

    def product(self, polynomial: Any) -> Product:
        """Write a polynomial as a product of factors.

        Raises
        ------
        NotAlgebraicError
            For a polynomial of too many terms.
        """
        if len(polynomial) > MAX_TERMS:
            raise NotAlgebraicError(f"a polynomial has more than {MAX_TERMS} terms")
        found = super().product(polynomial)
        self.all += map(Factor, self.polynomials[len(self.all) :])
        return found


class View:
    """The signs of factors at a place, with a record of those that were asked for.

    Parameters
    ----------
    factors
        All factors.
    known
        Signs that are known for sure on the whole piece of the plane.
    guess
        Gives the sign of another factor at a sample of the piece, or ``None``.

    Attributes
    ----------
    asked
        Numbers of the factors whose signs the answer rests on.
    """

    def __init__(
        self, factors: Factors, known: Mapping[int, int], guess: Callable[[int], int | None]
    ) -> None:
        self.factors = factors
        self.known = known
        self.asked: set[int] = set()
        self._guess = guess
        self._guessed: dict[int, int | None] = {}
        self._peeked: dict[int, tuple[int, Product]] = {}

    def unsure(self) -> set[int]:
        """Give the factors that were asked for and whose sign nobody knew."""
        return {number for number in self.asked - self.known.keys() if self._of(number) is None}

    def _of(self, number: int) -> int | None:
        if number in self.known:
            return self.known[number]
        if number not in self._guessed:
            self._guessed[number] = self._guess(number)
        return self._guessed[number]

    def peek(self, product: Product) -> int:
        """Give the sign of a product without resting on it."""
        key = id(product)  # quicker than its hash; products are kept by the games
        if key not in self._peeked:
            self._peeked[key] = (self._peek(product), product)
        return self._peeked[key][0]

    def _peek(self, product: Product) -> int:
        sign = product.number
        if not sign:
            return 0
        for number in product.odd:
            one = self._of(number)
            sign *= 1 if one is None else one
        for number in product.even:
            one = self._of(number)
            sign *= 1 if one is None else abs(one)
        return sign

    def sign(self, product: Product) -> int:
        """Give the sign of a product, and note that the answer rests on it."""
        if product.sign != ZERO:
            self.asked.update(product.factors)
        return self.peek(product)

    def cost(self, *products: Product) -> int:
        """Say how much it takes to rest on the signs of products: degrees of new factors."""
        total = 0
        for product in products:
            for number in product.factors if product.sign != ZERO else ():
                if number not in self.known and number not in self.asked:
                    total += self.factors.all[number].total
        return total
