"""Equations of boundaries, as one would write them."""

from __future__ import annotations

from fractions import Fraction

from vcgame.derive.plane.factors import Factor
from vcgame.model.formula.expression import Comparison, Expression, Name, Number, Quotient
from vcgame.model.formula.terms import (
    Terms,
    balanced,
    cleared,
    exact_terms,
    linear_in,
    polynomial_formula,
)

__all__ = ["equation"]


def equation(factor: Factor, names: tuple[str, str]) -> Comparison:
    """Write that a factor is zero: solved for the second parameter where it is linear in it.

    A factor that is not, but is linear in the first parameter with a plain coefficient, is solved
    for that one. Otherwise terms with positive coefficients stand on either side.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.formula.polynomials import Field
    >>> x, y = Field(("c", "s")).context.gens()
    >>> to_text(equation(Factor(2 * x * y - 3 * y - x + 1), ("c", "s")))
    's == (c - 1)/(2*c - 3)'
    >>> to_text(equation(Factor(x**2 + y**2 - 4), ("c", "s")))
    'c**2 + s**2 == 4'
    """
    terms, _ = cleared(exact_terms(factor.polynomial))
    for place in (1, 0):
        split = linear_in(terms, place)
        if split and (place == 1 or _is_number(split[0])):
            times, rest = split
            return Comparison(Name(names[place]), "==", _ratio(rest, times, names))
    left, right, _ = balanced(terms)
    return Comparison(_sum(left, names), "==", _sum(right, names))


def _is_number(terms: Terms) -> bool:
    return all(not any(powers) for powers, _ in terms)


def _ratio(above: Terms, below: Terms, names: tuple[str, str]) -> Expression:
    if _is_number(below):
        divisor = below[0][1]
        if len(above) < 2 or all((v / divisor).denominator <= 1_000 for _, v in above):
            return _sum([(powers, value / divisor) for powers, value in above], names)
    if not above:
        return Number(Fraction(0))
    if max(below)[1] < 0:
        above, below = ([(p, -value) for p, value in terms] for terms in (above, below))
    return Quotient(_sum(above, names), _sum(below, names))


def _sum(terms: Terms, names: tuple[str, str]) -> Expression:
    return polynomial_formula(names, terms, by_degree=True)
