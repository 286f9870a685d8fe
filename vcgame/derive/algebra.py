"""Formulas as polynomials and ratios of polynomials with rational coefficients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from vcgame.errors import EvaluationError, NotAlgebraicError
from vcgame.model.formula.exact import evaluate
from vcgame.model.formula.expression import (
    Comparison,
    Expression,
    Name,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    constant,
    names,
)
from vcgame.model.formula.flint_numbers import as_fraction

__all__ = ["Algebra", "Relation", "Sign"]

Sign = Literal[">", ">=", "="]

MAX_TERMS: Final = 4_000
"""So many products of terms are made at most to add or multiply two ratios."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A polynomial and what is said of its sign: ``>`` 0, ``>=`` 0 or ``=`` 0."""

    polynomial: Any
    sign: Sign

    @classmethod
    def scaled(cls, polynomial: Any, sign: Sign) -> Relation:
        """Make a relation with first coefficient 1 or -1, so that like ones become equal."""
        if polynomial:
            leading = polynomial.LC
            scale = leading if sign == "=" else abs(leading)
            polynomial = polynomial.quo_ground(scale)
        return cls(polynomial, sign)


class Algebra:
    """The field of rational functions in some parameters, on sympy's exact polynomials."""

    def __init__(self, names: Iterable[str]) -> None:
        from sympy.polys.domains import QQ
        from sympy.polys.fields import FracField

        # A field without generators does not exist; this name can be no parameter's.
        self.names = tuple(names) or ("_",)
        self.field = FracField(self.names, QQ)
        self.ring = self.field.ring
        self._generators = dict(zip(self.names, self.field.gens, strict=True))
        self._rational = QQ

    def fraction(self, expression: Expression) -> Any:
        """Write a formula as a reduced ratio of polynomials.

        Raises
        ------
        NotAlgebraicError
            If it is none.
        """
        match expression:
            case Number(value):
                return self.field(self.number(value))
            case Name(id):
                return self._generators[id]
            case Negation(operand):
                return -self.fraction(operand)
            case Sum(terms):
                total = self.field.zero
                for term in terms:
                    total = self._sum(total, self.fraction(term))
                return total
            case Product(factors):
                product = self.field.one
                for factor in factors:
                    product = self._product(product, self.fraction(factor))
                return product
            case Quotient(numerator, denominator):
                return self._product(self.fraction(numerator), self._inverse(denominator))
            case Power(base, exponent):
                power = constant(exponent)
                if power is not None and power.denominator == 1:
                    factor = self.fraction(base) if power >= 0 else self._inverse(base)
                    product = self.field.one
                    for _ in range(abs(int(power))):
                        product = self._product(product, factor)
                    return product
        return self._constant(expression)

    def _constant(self, expression: Expression) -> Any:
        """Take a function of plain numbers whose value is rational, such as ``sqrt(4)``."""
        kind = type(expression).__name__.lower()
        if names(expression):
            raise NotAlgebraicError(f"{kind} is no polynomial")
        try:
            return self.field(self.number(evaluate(expression, {})))
        except EvaluationError as error:
            raise NotAlgebraicError(f"{kind} is no rational number: {error}") from error

    def _inverse(self, expression: Expression) -> Any:
        value = self.fraction(expression)
        if not value:
            raise NotAlgebraicError("a division by zero")
        return 1 / value

    def _sum(self, first: Any, second: Any) -> Any:
        if first.denom == second.denom == self.ring.one:
            return self.field.raw_new(first.numer + second.numer, self.ring.one)
        size = len(first.numer) * len(second.denom) + len(second.numer) * len(first.denom)
        _check_size(size + len(first.denom) * len(second.denom))
        return first + second

    def _product(self, first: Any, second: Any) -> Any:
        size = len(first.numer) * len(second.numer) + len(first.denom) * len(second.denom)
        _check_size(size)
        if first.denom == second.denom == self.ring.one:
            return self.field.raw_new(first.numer * second.numer, self.ring.one)
        return first * second

    def number(self, value: Fraction) -> Any:
        """Convert an exact number to the coefficients' type."""
        return self._rational(value.numerator, value.denominator)

    def difference(self, comparison: Comparison) -> Any:
        """Subtract the right side of a comparison from the left one."""
        return self._sum(self.fraction(comparison.left), -self.fraction(comparison.right))

    def relations(self, comparison: Comparison) -> tuple[tuple[Relation, ...], ...]:
        """Write a comparison as alternatives, each a tuple of relations that hold together.

        Where the two sides differ by a ratio, its sign is that of numerator times
        denominator; that the denominator is not zero is added as a relation of its own.
        """
        difference = self.difference(comparison)
        numerator, denominator = difference.numer, difference.denom
        side: tuple[Relation, ...] = ()
        if not denominator.is_ground:
            _check_size(len(denominator) * (len(denominator) + len(numerator)))
            side = (Relation.scaled(denominator**2, ">"),)
        signed = numerator * denominator
        match comparison.relation:
            case "<":
                alternatives = [Relation.scaled(-signed, ">")]
            case "<=":
                alternatives = [Relation.scaled(-signed, ">=")]
            case ">":
                alternatives = [Relation.scaled(signed, ">")]
            case ">=":
                alternatives = [Relation.scaled(signed, ">=")]
            case "==":
                alternatives = [Relation.scaled(numerator, "=")]
            case _:
                alternatives = [Relation.scaled(signed, ">"), Relation.scaled(-signed, ">")]
        return tuple((relation, *side) for relation in alternatives)

    def coefficients(self, polynomial: Any, variable: str) -> list[Any]:
        """Give the coefficients, polynomials themselves, of the powers of one variable."""
        position = self.names.index(variable)
        parts: dict[int, Any] = {}
        for powers, coefficient in polynomial.terms():
            rest = (*powers[:position], 0, *powers[position + 1 :])
            term = self.ring.term_new(rest, coefficient)
            parts[powers[position]] = parts.get(powers[position], self.ring.zero) + term
        return [parts.get(power, self.ring.zero) for power in range(max(parts, default=0) + 1)]

    def at(self, polynomial: Any, point: Mapping[str, Fraction], variable: str) -> list[Fraction]:
        """Coefficients, constant first, of a polynomial in one variable at a point."""
        position = self.names.index(variable)
        coefficients: dict[int, Fraction] = {}
        for powers, coefficient in polynomial.terms():
            term = as_fraction(coefficient)
            for index, power in enumerate(powers):
                if power and index != position:
                    term *= point[self.names[index]] ** power
            degree = powers[position]
            coefficients[degree] = coefficients.get(degree, Fraction(0)) + term
        highest = max((degree for degree, value in coefficients.items() if value), default=0)
        return [coefficients.get(degree, Fraction(0)) for degree in range(highest + 1)]


def _check_size(size: int) -> None:
    if size > MAX_TERMS:
        raise NotAlgebraicError(f"multiplied out, it has more than {MAX_TERMS} terms")
