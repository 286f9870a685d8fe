"""Real algebraic numbers as they are written: fractions, closed radicals, roots of polynomials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from math import gcd, isqrt
from typing import Any, Final

from vcgame.derive.isolated import Root, isolated_roots
from vcgame.derive.lines.formulas import polynomial, quotient
from vcgame.errors import EvaluationError
from vcgame.model.formula.expression import (
    Call,
    Expression,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)
from vcgame.model.formula.flint_numbers import as_fmpq, as_fraction
from vcgame.model.formula.terms import cleared, exact_terms

__all__ = ["Algebraic"]

Coefficients = tuple[Fraction, ...]

_ITSELF: Final = (Fraction(0), Fraction(1))
_DIGITS: Final = 7
_FINER: Final = 1_000
_MAX_SQUARE: Final = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Algebraic:
    """A number of the field that a root makes, ``c0 + c1 r + c2 r**2 + ...``.

    Attributes
    ----------
    root
        The root, rational or not.
    coefficients
        Rational numbers, the constant first, fewer than the degree of the root; one alone
        where the number is rational.

    Examples
    --------
    >>> from vcgame.derive.algebra import Algebra
    >>> from vcgame.model.formula.plain import to_text
    >>> (x,) = Algebra(["x"]).ring.gens
    >>> low, high = map(Algebraic.of, isolated_roots([x**2 - x - 1], None, None))
    >>> to_text(high.closed), high.decimal()
    ('(1 + sqrt(5))/2', '1.618034')
    """

    root: Root
    coefficients: tuple[Fraction, ...]

    @classmethod
    def of(cls, root: Root) -> Algebraic:
        """Take the root itself."""
        if root.rational:
            return cls(root, (root.low,))
        return cls(root, (Fraction(0), Fraction(1)))

    @classmethod
    def value(cls, ratio: Any, root: Root) -> Algebraic:
        """Give the value of a ratio of polynomials at a root.

        Raises
        ------
        EvaluationError
            Where the denominator is zero.
        """
        above, below = (_at(part, root) for part in (ratio.numer, ratio.denom))
        if not any(below):
            raise EvaluationError("division by zero")
        if root.rational:
            return cls(root, (above[0] / below[0],))
        return cls(root, _product(above, _inverse(below, root), root))

    @property
    def rational(self) -> Fraction | None:
        """The number, if it is rational."""
        return self.coefficients[0] if not any(self.coefficients[1:]) else None

    @property
    def itself(self) -> bool:
        """Whether it is the root itself."""
        return self.coefficients[:2] == _ITSELF and not any(self.coefficients[2:])

    @property
    def closed(self) -> Expression | None:
        """The number as a fraction or with roots, if it can be written so in one line.

        Irrational numbers of degree two always can, of higher degrees only roots of numbers.
        """
        value = self.rational
        if value is not None:
            return Number(value)
        terms = [(powers[0], int(v)) for powers, v in cleared(exact_terms(self.factor))[0]]
        known = dict(terms)
        degree = max(known)
        if degree == 2:
            return self._square_root(known[2], known.get(1, 0), known.get(0, 0))
        if set(known) == {0, degree} and self.itself:
            size = abs(Fraction(known[0], known[degree]))
            power = Power(Number(size), Number(Fraction(1, degree)))
            return Negation(power) if self.close() < 0 else power
        return None

    def order(self, other: Algebraic) -> int:
        """Compare two roots: -1, 0 or 1."""
        one, two = self.root, other.root
        while one.low <= two.high and two.low <= one.high:
            if one.rational and two.rational:
                return 0
            if one.factor == two.factor and not one.rational and _shared(one, two):
                return 0
            one = one.refined((one.high - one.low) / _FINER)
            two = two.refined((two.high - two.low) / _FINER)
        return 1 if one.low > two.high else -1

    @property
    def factor(self) -> Any:
        """The irreducible polynomial of the root."""
        return self.root.factor

    def formula(self, name: str) -> Expression:
        """Write the number in closed form, or else as a polynomial in the root's name."""
        terms = [((power,), value) for power, value in enumerate(self.coefficients)]
        return self.closed or quotient([name], terms, [((0,), Fraction(1))])

    def equation(self, name: str) -> Expression:
        """Give the polynomial with whole coefficients whose root the root is."""
        return polynomial([name], cleared(exact_terms(self.factor))[0])

    def close(self, digits: int = 15) -> Fraction:
        """Give a fraction that is as close as that many digits."""
        value = self.rational
        if value is not None:
            return value
        width = Fraction(1, 10 ** (digits + 4))
        while True:
            low, high = self._bounds(width)
            if (high - low) * 10**digits <= min(abs(low), abs(high)):
                return (low + high) / 2
            width /= 10**6

    def decimal(self, digits: int = _DIGITS, *, cut: bool = False) -> str:
        """Give so many digits, and more where other roots of the polynomial are as close.

        The last one is rounded, or all are the number's own where it is `cut`.
        """
        value = self.close(2 * digits)
        if self.rational is None and self.itself:
            others = isolated_roots([self.factor], None, None)
            gaps = sorted(abs(each.low - value) for each in others)[1:]
            while gaps and gaps[0] * 10 ** (digits - 2) < abs(value):
                digits += _DIGITS
                value = self.close(2 * digits)
        with localcontext(prec=digits, rounding=ROUND_DOWN if cut else ROUND_HALF_EVEN):
            shown = Decimal(value.numerator) / Decimal(value.denominator)
            if self.rational is not None:
                shown = shown.normalize()
        return format(shown, "f")

    def _bounds(self, width: Fraction) -> tuple[Fraction, Fraction]:
        root = self.root.refined(width)
        low = high = Fraction(0)
        for coefficient in reversed(self.coefficients):
            ends = [end * x for end in (low, high) for x in (root.low, root.high)]
            low, high = min(ends) + coefficient, max(ends) + coefficient
        return low, high

    def _square_root(self, a: int, b: int, c: int) -> Expression:
        """Write ``c0 + c1 r`` with the quadratic formula for r."""
        inside = b * b - 4 * a * c
        square = _largest_square(inside)
        middle = Fraction(-b, 2 * a)
        root = self.root
        while root.low <= middle <= root.high:
            root = root.refined((root.high - root.low) / 2)
        half = Fraction(square, 2 * abs(a)) * (1 if root.low > middle else -1)
        constant, factor = self.coefficients
        plain, surd = constant + factor * middle, factor * half
        return _surd(plain, surd, inside // square**2)


def _shared(one: Root, two: Root) -> bool:
    """Whether two bounds of roots of one irreducible polynomial hold the same root."""
    low, high = max(one.low, two.low), min(one.high, two.high)
    ends = [_value(one.factor, end) for end in (low, high)]
    return ends[0] * ends[1] < 0


def _value(polynomial: Any, place: Fraction) -> Fraction:
    terms = exact_terms(polynomial)
    return sum((value * place ** powers[0] for powers, value in terms), Fraction(0))


def _surd(plain: Fraction, factor: Fraction, inside: int) -> Expression:
    """Write ``(p + q sqrt(d))/n`` with whole numbers, what is positive first."""
    below = plain.denominator * factor.denominator
    below //= gcd(int(plain * below), int(factor * below), below)
    p, q = int(plain * below), int(factor * below)
    call = Call("sqrt", (Number(Fraction(inside)),))
    size: Expression = call if abs(q) == 1 else Product((Number(Fraction(abs(q))), call))
    signed = Negation(size) if q < 0 else size
    above: Expression = signed
    if p:
        number = Number(Fraction(abs(p)))
        first = Negation(number) if p < 0 else number
        above = Sum((signed, first)) if p < 0 < q else Sum((first, signed))
    return above if below == 1 else Quotient(above, Number(Fraction(below)))


def _largest_square(number: int) -> int:
    """Find the largest whole number whose square divides; large prime factors are not sought."""
    found = 1
    for divisor in range(2, min(isqrt(number), _MAX_SQUARE) + 1):
        while number % (divisor * divisor) == 0:
            number //= divisor * divisor
            found *= divisor
    rest = isqrt(number)
    return found * rest if rest * rest == number else found


def _at(polynomial: Any, root: Root) -> tuple[Fraction, ...]:
    """Reduce a polynomial by the root's own, or take its value; the constant first."""
    if root.rational:
        return (_value(polynomial, root.low),)
    return _padded(_flat(polynomial) % _flat(root.factor), root)


def _product(one: Coefficients, other: Coefficients, root: Root) -> Coefficients:
    return _padded(_made(one) * _made(other) % _flat(root.factor), root)


def _inverse(number: Coefficients, root: Root) -> Coefficients:
    """Invert by Euclid's algorithm: the root's polynomial is irreducible."""
    divisor, factor, _ = _made(number).xgcd(_flat(root.factor))
    return _padded(factor / divisor[0] % _flat(root.factor), root)


def _flat(polynomial: Any) -> Any:
    """Make one of flint's polynomials of one of sympy's."""
    terms = {powers[0]: value for powers, value in exact_terms(polynomial)}
    return _made([terms.get(power, Fraction(0)) for power in range(max(terms, default=0) + 1)])


def _made(coefficients: Sequence[Fraction]) -> Any:
    from flint import fmpq_poly

    return fmpq_poly([as_fmpq(value) for value in coefficients])


def _padded(polynomial: Any, root: Root) -> Coefficients:
    found = [as_fraction(value) for value in polynomial.coeffs()]
    return tuple(found + [Fraction(0)] * (root.factor.degree() - len(found)))
