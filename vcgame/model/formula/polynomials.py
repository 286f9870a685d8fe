"""Formulas as ratios of exact polynomials whose divisors are not forgotten."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from vcgame.errors import EvaluationError, NotAlgebraicError
from vcgame.model.formula.exact import evaluate
from vcgame.model.formula.expression import (
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
from vcgame.model.formula.flint_numbers import as_fmpq

__all__ = ["MAX_DEGREE", "Field", "Ratio"]

MAX_DEGREE: Final = 40
"""Degree in a parameter up to which polynomials are worked with."""


class Ratio:
    """A polynomial over another one.

    It is not reduced: the lower polynomial is zero wherever a divisor on the way is zero, so
    that it says where the formula has no value.
    """

    __slots__ = ("denom", "numer")

    def __init__(self, numer: Any, denom: Any) -> None:
        self.numer = _bounded(numer)
        self.denom = _bounded(denom)

    def __add__(self, other: Ratio) -> Ratio:
        if self.denom == other.denom:
            return Ratio(self.numer + other.numer, self.denom)
        common = self.denom.gcd(other.denom)
        left, right = other.denom / common, self.denom / common
        return Ratio(self.numer * left + other.numer * right, self.denom * left)

    def __neg__(self) -> Ratio:
        return Ratio(-self.numer, self.denom)

    def __sub__(self, other: Ratio) -> Ratio:
        return self + -other

    def __mul__(self, other: Ratio) -> Ratio:
        return Ratio(self.numer * other.numer, self.denom * other.denom)

    def inverse(self) -> Ratio:
        """Give one over the ratio; where its lower polynomial is zero, there is none either."""
        if self.numer.is_zero():
            raise EvaluationError("a division by zero")
        return Ratio(self.denom * self.denom, self.numer * self.denom)


class Field:
    """Makes ratios of formulas in some names, on flint's exact polynomials.

    It takes the place of `vcgame.derive.algebra.Algebra` for a
    `vcgame.derive.resolved.Resolver`, without the time that sympy needs to start.

    Parameters
    ----------
    parameters
        The names, at least one.

    Attributes
    ----------
    context
        That of flint's polynomials; its generators are the names in order.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> ratio = Field(("p", "q")).fraction(parse_expression("p/q - 1", {"p", "q"}))
    >>> ratio.numer, ratio.denom
    (p - q, q)
    """

    def __init__(self, parameters: tuple[str, ...]) -> None:
        from flint import Ordering, fmpq_mpoly_ctx

        self.context = fmpq_mpoly_ctx.get(parameters, Ordering.lex)
        self.one = self.context.constant(1)
        generators = zip(parameters, self.context.gens(), strict=True)
        self._names = {name: Ratio(generator, self.one) for name, generator in generators}

    def number(self, value: Fraction) -> Ratio:
        """Make a constant."""
        return Ratio(self.context.constant(as_fmpq(value)), self.one)

    def fraction(self, expression: Expression) -> Ratio:
        """Write a formula as a ratio.

        Raises
        ------
        NotAlgebraicError
            If it is none, or of too high a degree.
        EvaluationError
            If it has no value anywhere.
        """
        match expression:
            case Number(value):
                return self.number(value)
            case Name(id):
                return self._names[id]
            case Negation(operand):
                return -self.fraction(operand)
            case Sum(terms):
                total, *others = map(self.fraction, terms)
                for other in others:
                    total = total + other
                return total
            case Product(factors):
                total, *others = map(self.fraction, factors)
                for other in others:
                    total = total * other
                return total
            case Quotient(numerator, denominator):
                return self.fraction(numerator) * self.fraction(denominator).inverse()
            case Power(base, exponent):
                power = constant(exponent)
                if power is not None and power.denominator == 1:
                    return self._power(self.fraction(base), int(power))
        return self._constant(expression)

    def _power(self, base: Ratio, exponent: int) -> Ratio:
        if exponent < 0:
            base = base.inverse()
        degree = max((*base.numer.degrees(), *base.denom.degrees()))
        if degree * abs(exponent) > MAX_DEGREE:
            raise NotAlgebraicError(f"its degree is above {MAX_DEGREE}")
        return Ratio(base.numer ** abs(exponent), base.denom ** max(abs(exponent), 1))

    def _constant(self, expression: Expression) -> Ratio:
        """Take a function of plain numbers whose value is rational, such as ``sqrt(4)``."""
        kind = getattr(expression, "function", type(expression).__name__.lower())
        inside = ", ".join(sorted(names(expression)))
        if inside:
            raise NotAlgebraicError(f"{kind} of {inside} is no polynomial")
        try:
            return self.number(evaluate(expression, {}))
        except EvaluationError as error:
            raise NotAlgebraicError(f"{kind} is no rational number here: {error}") from error


def _bounded(polynomial: Any) -> Any:
    if not polynomial.is_zero() and max(polynomial.degrees()) > MAX_DEGREE:
        raise NotAlgebraicError(f"multiplied out, its degree is above {MAX_DEGREE}")
    return polynomial
