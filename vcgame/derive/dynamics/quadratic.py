"""Quadratic equations with parameters: their roots, and when these lie between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from vcgame.derive.dynamics.judge import Alternatives, Judge, Sense
from vcgame.derive.dynamics.space import Space
from vcgame.derive.dynamics.writing import factored
from vcgame.model.formula.expression import (
    Call,
    Expression,
    Negation,
    Number,
    Quotient,
    Sum,
)
from vcgame.model.formula.polynomials import Ratio

__all__ = ["Quadratic", "quadratic_of"]

MAX_TERMS: Final = 80


@dataclass(frozen=True, slots=True)
class Quadratic:
    """``a*x**2 + b*x + c`` with polynomials in the parameters as coefficients."""

    space: Space
    name: str
    polynomial: Any
    a: Any
    b: Any
    c: Any

    @property
    def discriminant(self) -> Any:
        """``b**2 - 4*a*c``: its root is plus or minus the slope at the roots."""
        return self.b * self.b - 4 * self.a * self.c

    @property
    def _half(self) -> Any:
        """Half the middle coefficient, where that has no fractions: a 2 can be cancelled."""
        whole = all(int(value.q) == 1 and int(value.p) % 2 == 0 for value in self.b.coeffs())
        return self.b / 2 if whole else None

    def root(self, slope: int) -> Expression:
        """Write the root at which the polynomial rises (1) or falls (-1)."""
        half = self._half
        b, bottom = (self.b, 2 * self.a) if half is None else (half, self.a)
        inside = self.discriminant if half is None else half * half - self.a * self.c
        first = factored(self.space, -b)
        root = Call("sqrt", (factored(self.space, inside),))
        below = factored(self.space, bottom)
        signed: Expression = root if slope > 0 else Negation(root)
        above: Expression = signed if self.b.is_zero() else Sum((first, signed))
        if isinstance(below, Negation):
            below = below.operand
            above = (
                (Negation(root) if slope > 0 else root)
                if self.b.is_zero()
                else Sum((factored(self.space, b), Negation(root) if slope > 0 else root))
            )
        return self.space.restored(
            above if below == Number(Fraction(1)) else Quotient(above, below)
        )

    def inside(self, judge: Judge, slope: int) -> Alternatives:
        """Write when the root with a slope lies strictly between 0 and 1.

        With p the polynomial, turned so that it rises at the root: p changes from minus to
        plus within the range, once, or twice with an extremum within the range. That holds
        where the first coefficient is zero too, though the formula has no value there.
        """
        one = self.space.one
        turned = [slope * each for each in (self.a, self.b, self.c)]
        a, b, c = turned
        left, right = Ratio(c, one), Ratio(a + b + c, one)
        start, end = Ratio(b, one), Ratio(2 * a + b, one)
        real = judge.needs(Ratio(self.discriminant, one), 1)

        def is_(value: Ratio, sense: Sense) -> Alternatives:
            return judge.needs(value, sense)

        def weakly(value: Ratio, sense: Sense) -> Alternatives:
            return (*judge.needs(value, sense), *judge.zeros(value))

        ways = (
            [is_(left, -1), is_(right, 1)],
            [is_(left, -1), weakly(right, -1), is_(start, 1), is_(end, -1), real],
            [weakly(left, 1), is_(right, 1), is_(start, -1), is_(end, 1), real],
        )
        found: dict[Any, None] = {}
        for way in ways:
            found.update(dict.fromkeys(judge.all_of(way)))
        return tuple(found)


def quadratic_of(space: Space, root: tuple[str, Any]) -> Quadratic | None:
    """Take an equation as a quadratic one, if it is and is not too long."""
    name, polynomial = root
    parts = space.split(polynomial, name)
    if len(parts) != 3 or len(polynomial.to_dict()) > MAX_TERMS:
        return None
    c, b, a = parts
    return Quadratic(space, name, polynomial, a, b, c)
