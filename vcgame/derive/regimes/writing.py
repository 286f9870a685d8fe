"""Signs of polynomials as conditions, the way a paper would write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

from vcgame.derive.regimes.signs import NEGATIVE, POSITIVE, ZERO, SignSet, opposite
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Expression,
    Name,
    Number,
    Quotient,
    Relation,
)
from vcgame.model.formula.terms import balanced, exact_terms, polynomial_formula

__all__ = ["Writer", "formula"]

_RELATIONS: Final[dict[SignSet, Relation]] = {
    POSITIVE: ">",
    NEGATIVE: "<",
    ZERO: "==",
    POSITIVE | NEGATIVE: "!=",
    POSITIVE | ZERO: ">=",
    NEGATIVE | ZERO: "<=",
}


class Writer:
    """Writes conditions on the signs of polynomials.

    Parameters
    ----------
    names
        The unknowns of the polynomials.
    levers
        Those that conditions are solved for where it can be done, the first first.
    signed
        Gives the sign of a polynomial that is the same for all points that matter, and never
        zero, or 0.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.formula.polynomials import Field
    >>> field = Field(("a", "b", "t"))
    >>> a, b, t = field.context.gens()
    >>> writer = Writer(("a", "b", "t"), ("t",), lambda polynomial: 0)
    >>> to_text(writer.condition(a - b - 2 * t, POSITIVE))
    't < (a - b)/2'
    >>> to_text(writer.condition(a**2 - a * b, NEGATIVE))
    'a**2 < a*b'
    """

    def __init__(
        self, names: Sequence[str], levers: Sequence[str], signed: Callable[[Any], int]
    ) -> None:
        self._names = tuple(names)
        self._levers = [self._names.index(lever) for lever in levers if lever in self._names]
        self._signed = signed
        self._known: dict[str, tuple[Expression, Expression, int]] = {}

    def condition(self, polynomial: Any, signs: SignSet) -> Condition:
        """Say that a polynomial has one of some signs."""
        left, right, turned = self._sides(polynomial)
        return Comparison(left, _RELATIONS[opposite(signs) if turned < 0 else signs], right)

    def turned(self, polynomial: Any) -> int:
        """Give the sign that a polynomial has where the left side is greater than the right."""
        return self._sides(polynomial)[2]

    def _sides(self, polynomial: Any) -> tuple[Expression, Expression, int]:
        key = str(polynomial)
        if key not in self._known:
            self._known[key] = self._solved(polynomial) or self._balanced(polynomial)
        return self._known[key]

    def _solved(self, polynomial: Any) -> tuple[Expression, Expression, int] | None:
        """Solve for a lever that the polynomial is linear in, with a factor of known sign."""
        degrees = polynomial.degrees()
        for place in self._levers:
            if degrees[place] != 1:
                continue
            slope = polynomial.derivative(place)
            sign = self._sign(slope)
            if not sign:
                continue
            rest = -(polynomial - slope * polynomial.context().gens()[place]) * sign
            above, below = formula(rest, self._names), formula(slope * sign, self._names)
            right = above if below == Number(Fraction(1)) else Quotient(above, below)
            return Name(self._names[place]), right, sign
        return None

    def _sign(self, slope: Any) -> int:
        if slope.is_constant():
            return 1 if slope.leading_coefficient() > 0 else -1
        return self._signed(slope)

    def _balanced(self, polynomial: Any) -> tuple[Expression, Expression, int]:
        left, right, turned = balanced(exact_terms(polynomial))
        first, second = (polynomial_formula(self._names, side) for side in (left, right))
        return first, second, turned


def formula(polynomial: Any, names: Sequence[str]) -> Expression:
    """Write one of flint's polynomials as a formula, positive terms first."""
    return polynomial_formula(names, exact_terms(polynomial))
