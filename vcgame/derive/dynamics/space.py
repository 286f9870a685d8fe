"""Payoffs of a population game as exact polynomials in its coordinates and parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from vcgame.forms.populations import PopulationGame
from vcgame.model.formula.expression import (
    Call,
    Conditional,
    Expression,
    Name,
    Negation,
    Power,
    Product,
    Quotient,
    Sum,
    constant,
    names,
    substitute,
)
from vcgame.model.formula.flint_numbers import as_fraction
from vcgame.model.formula.polynomials import Field, Ratio

__all__ = ["Space", "key_of"]


class Space:
    """The polynomials in the coordinates of a game and in the parameters of its payoffs.

    A part of a payoff that is no ratio of polynomials, such as ``sqrt(k)`` or ``min(a, b)``, is
    taken as one more parameter where no share stands in it; `restored` puts it back.

    Parameters
    ----------
    game
        The population game.

    Attributes
    ----------
    coordinates, parameters
        The names; the context of the polynomials has them in this order.
    field
        Makes ratios of formulas.
    """

    def __init__(self, game: PopulationGame) -> None:
        self.game = game
        self.coordinates = game.coordinates
        self._parts: dict[Expression, str] = {}
        self._factored: dict[str, tuple[Fraction, list[tuple[Any, int]]]] = {}
        payoffs = [[self._plain(f) for f in p.payoffs] for p in game.populations]
        used = frozenset().union(*(names(f) for formulas in payoffs for f in formulas))
        known = [name for name in game.model.parameters if name in used]
        self.parameters = (*known, *self._parts.values())
        self._wholes: dict[str, Expression] = {name: part for part, name in self._parts.items()}
        self.field = Field((*self.coordinates, *self.parameters))
        self.context = self.field.context
        everything = (*self.coordinates, *self.parameters)
        self.generators = dict(zip(everything, self.context.gens(), strict=True))
        self.zero = self.context.constant(0)
        self.one = self.context.constant(1)
        self.payoffs = [[self.ratio(f) for f in formulas] for formulas in payoffs]
        self.shares = [[self.ratio(share) for share in p.shares] for p in game.populations]

    def _plain(self, node: Expression) -> Expression:
        """Put names in the place of parts that are no ratios of polynomials."""
        match node:
            case Call() | Conditional():
                return self._named(node)
            case Power(base, exponent):
                power = constant(exponent)
                if power is None or power.denominator != 1:
                    return self._named(node)
                return Power(self._plain(base), exponent)
            case Negation(operand):
                return Negation(self._plain(operand))
            case Sum(parts) | Product(parts):
                return type(node)(tuple(self._plain(part) for part in parts))
            case Quotient(above, below):
                return Quotient(self._plain(above), self._plain(below))
        return node

    def _named(self, node: Expression) -> Expression:
        """Name a part; one in which shares stand is left, and refused later."""
        used = names(node)
        if not used or used & set(self.coordinates):
            return node
        return Name(self._parts.setdefault(node, f"_{len(self._parts) + 1}"))

    def restored(self, node: Expression) -> Expression:
        """Put the parts back that names stand for."""
        return substitute(node, self._wholes) if self._wholes else node

    def ratio(self, expression: Expression) -> Ratio:
        """Write a formula as a reduced ratio of polynomials."""
        return self.lowest(self.field.fraction(self._plain(expression)))

    def lowest(self, ratio: Ratio) -> Ratio:
        """Reduce a ratio; the lower polynomial becomes one with leading coefficient 1."""
        above, below = ratio.numer, ratio.denom
        if above.is_zero():
            return Ratio(self.zero, self.one)
        common = above.gcd(below)
        scale = (below / common).leading_coefficient()
        return Ratio(above / common / scale, below / common / scale)

    def over(self, above: Any, below: Any) -> Ratio:
        """Make a reduced ratio of two polynomials."""
        return self.lowest(Ratio(above, below))

    def uses(self, polynomial: Any, some: Iterable[str]) -> bool:
        """Whether a polynomial has one of some names in it."""
        return any(self.degree(polynomial, name) > 0 for name in some)

    def degree(self, polynomial: Any, name: str) -> int:
        """Degree in one name."""
        return 0 if polynomial.is_zero() else int(polynomial.degrees()[self._place(name)])

    def _place(self, name: str) -> int:
        names_ = (*self.coordinates, *self.parameters)
        return names_.index(name)

    def split(self, polynomial: Any, name: str) -> list[Any]:
        """Coefficients, polynomials themselves, of the powers of one name, the constant first."""
        place = self._place(name)
        parts: dict[int, dict[tuple[int, ...], Any]] = {}
        for powers, value in polynomial.to_dict().items():
            rest = (*powers[:place], 0, *powers[place + 1 :])
            parts.setdefault(powers[place], {})[rest] = value
        most = max(parts, default=0)
        return [self.context.from_dict(parts.get(power, {})) for power in range(most + 1)]

    def put(self, ratio: Ratio, values: Mapping[str, Ratio]) -> Ratio:
        """Put ratios in the place of names, all at once where they do not use those names."""
        above, below = ratio.numer, ratio.denom
        for name, value in values.items():
            degree = max(self.degree(above, name), self.degree(below, name))
            if degree:
                above, below = (
                    self._cleared(polynomial, name, value, degree) for polynomial in (above, below)
                )
        if below.is_zero():
            return Ratio(above, below)
        return self.over(above, below)

    def _cleared(self, polynomial: Any, name: str, value: Ratio, degree: int) -> Any:
        """Put a ratio into a polynomial, times its lower polynomial to the power `degree`."""
        total = self.zero
        for power, coefficient in enumerate(self.split(polynomial, name)):
            if not coefficient.is_zero():
                total += coefficient * value.numer**power * value.denom ** (degree - power)
        return total

    def derivative(self, ratio: Ratio, name: str) -> Ratio:
        """Differentiate a ratio."""
        above, below = ratio.numer, ratio.denom
        inner = above.derivative(name) * below - above * below.derivative(name)
        return self.over(inner, below * below)

    def factors(self, polynomial: Any) -> tuple[Fraction, list[tuple[Any, int]]]:
        """Factor a polynomial that is not zero: its number, and irreducible ones with powers."""
        key = key_of(polynomial)
        if key not in self._factored:
            number, parts = polynomial.factor()
            found = sorted(parts, key=lambda part: key_of(part[0]))
            self._factored[key] = as_fraction(number), found
        return self._factored[key]


def key_of(polynomial: Any) -> str:
    """Give equal polynomials equal texts."""
    return str(polynomial)
