"""Polynomials with whole coefficients as plain values, and flint's operations on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

__all__ = ["Polynomial", "Powers", "Ring"]

Powers = tuple[int, ...]
"""Exponents of the unknowns in one term."""


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A polynomial without a common divisor of its coefficients, the first of them positive.

    Attributes
    ----------
    terms
        Powers and coefficient of every term, the highest powers first.
    """

    terms: tuple[tuple[Powers, int], ...]

    @property
    def used(self) -> tuple[int, ...]:
        """Places of the unknowns that occur."""
        return tuple(
            place
            for place in range(len(self.terms[0][0]) if self.terms else 0)
            if any(powers[place] for powers, _ in self.terms)
        )

    @property
    def linear(self) -> bool:
        """Whether no term is of a higher degree than one."""
        return all(sum(powers) <= 1 for powers, _ in self.terms)

    def degree(self, place: int) -> int:
        """Give the degree in one unknown."""
        return max((powers[place] for powers, _ in self.terms), default=0)

    def value(self, point: Sequence[Fraction]) -> Fraction:
        """Give the value at a point."""
        total = Fraction(0)
        for powers, coefficient in self.terms:
            term = Fraction(coefficient)
            for place, power in enumerate(powers):
                if power:
                    term *= point[place] ** power
            total += term
        return total

    def along(self, point: Sequence[Fraction], place: int) -> list[Fraction]:
        """Coefficients, constant first, in one unknown where the others are at a point."""
        found = [Fraction(0)] * (self.degree(place) + 1)
        for powers, coefficient in self.terms:
            term = Fraction(coefficient)
            for other, power in enumerate(powers):
                if power and other != place:
                    term *= point[other] ** power
            found[powers[place]] += term
        return found


class Ring:
    """Flint's polynomials in some unknowns.

    Parameters
    ----------
    names
        The unknowns; the places of polynomials count in their order.
    """

    def __init__(self, names: Sequence[str]) -> None:
        from flint import Ordering, fmpz_mpoly_ctx

        self.names = tuple(names)
        # A ring without generators does not exist; this name can be no parameter's.
        self.context = fmpz_mpoly_ctx.get(self.names or ("_",), Ordering.lex)
        self._factors: dict[Polynomial, tuple[tuple[Polynomial, int], ...]] = {}

    def flint(self, polynomial: Polynomial) -> Any:
        """Give flint's form of a polynomial."""
        return self.context.from_dict(dict(polynomial.terms))

    def primitive(self, made: Any) -> tuple[int, Polynomial]:
        """Take a polynomial of flint, not zero, apart: the sign of its first coefficient, the rest.

        Coefficients may be fractions; a positive factor is left out.
        """
        terms = list(made.terms())
        below = lcm(*(int(getattr(value, "q", 1)) for _, value in terms))
        whole = [
            (powers, int(getattr(value, "p", value)) * (below // int(getattr(value, "q", 1))))
            for powers, value in terms
        ]
        sign = 1 if whole[0][1] > 0 else -1
        common = sign * gcd(*(value for _, value in whole))
        return sign, Polynomial(
            tuple((tuple(map(int, powers)), value // common) for powers, value in whole)
        )

    def factors(self, polynomial: Polynomial) -> tuple[tuple[Polynomial, int], ...]:
        """Give the irreducible factors with their multiplicities; their product is this one."""
        if polynomial not in self._factors:
            if sum(len(powers) for powers, _ in polynomial.terms[:1]) and polynomial.linear:
                found: tuple[tuple[Polynomial, int], ...] = ((polynomial, 1),)
            else:
                _, parts = self.flint(polynomial).factor()
                found = tuple((self.primitive(part)[1], int(times)) for part, times in parts)
            self._factors[polynomial] = found
        return self._factors[polynomial]

    def coefficients(self, made: Any, place: int) -> list[Any]:
        """Give the coefficients, constant first, of the powers of one unknown."""
        parts: dict[int, dict[Powers, int]] = {}
        for powers, coefficient in made.terms():
            rest = (*powers[:place], 0, *powers[place + 1 :])
            parts.setdefault(int(powers[place]), {})[rest] = coefficient
        top = max(parts, default=0)
        return [self.context.from_dict(parts.get(power, {})) for power in range(top + 1)]

    def inserted(self, made: Any, place: int, above: Any, below: Any) -> Any:
        """Put ``above / below`` in the place of an unknown, times `below` to the degree."""
        total, scale = self.context.constant(0), self.context.constant(1)
        for part in reversed(self.coefficients(made, place)):
            total = total * above + part * scale
            scale = scale * below
        return total

    def at(self, polynomial: Polynomial, values: Mapping[int, Fraction]) -> Any:
        """Insert rational values for some unknowns; a positive factor is left out."""
        found: dict[Powers, Fraction] = {}
        for powers, coefficient in polynomial.terms:
            term = Fraction(coefficient)
            for place, value in values.items():
                if powers[place]:
                    term *= value ** powers[place]
            rest = tuple(0 if i in values else power for i, power in enumerate(powers))
            found[rest] = found.get(rest, Fraction(0)) + term
        return self.made(found.items())

    def made(self, terms: Iterable[tuple[Powers, Fraction]]) -> Any:
        """Make flint's polynomial of terms, cleared of fractions by a positive factor."""
        kept = [(powers, value) for powers, value in terms if value]
        below = lcm(*(value.denominator for _, value in kept))
        return self.context.from_dict({powers: int(value * below) for powers, value in kept})
