"""Polynomials as lists of exact terms, and these as formulas."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any, Final

from vcgame.model.formula.expression import (
    Comparison,
    Expression,
    Name,
    Negation,
    Number,
    Power,
    Product,
    Relation,
    Sum,
)
from vcgame.model.formula.flint_numbers import as_fraction

__all__ = [
    "FLIPPED",
    "Terms",
    "balanced",
    "cleared",
    "exact_terms",
    "linear_in",
    "polynomial_formula",
    "two_sided",
]

FLIPPED: Final[dict[Relation, Relation]] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}
"""What a relation becomes when the sides change places."""

Terms = Sequence[tuple[tuple[int, ...], Fraction]]
"""Powers of the names, and the coefficient, of each term of a polynomial."""


def exact_terms(polynomial: Any) -> list[tuple[tuple[int, ...], Fraction]]:
    """Give the terms of one of flint's, or of sympy's, polynomials in several names.

    Examples
    --------
    >>> from vcgame.model.formula.polynomials import Field
    >>> x, y = Field(("x", "y")).context.gens()
    >>> exact_terms(x**2 - y / 2)
    [((2, 0), Fraction(1, 1)), ((0, 1), Fraction(-1, 2))]
    """
    return [(tuple(map(int, powers)), as_fraction(value)) for powers, value in polynomial.terms()]


def cleared(terms: Terms) -> tuple[Terms, Fraction]:
    """Make the coefficients whole numbers without a common divisor; give the positive factor.

    Examples
    --------
    >>> cleared([((1,), Fraction(2, 3)), ((0,), Fraction(4))])
    ([((1,), Fraction(1, 1)), ((0,), Fraction(6, 1))], Fraction(2, 3))
    """
    below = lcm(*(value.denominator for _, value in terms))
    above = gcd(*(int(value * below) for _, value in terms))
    content = Fraction(above, below) if above else Fraction(1)
    return [(powers, value / content) for powers, value in terms], content


def balanced(terms: Terms) -> tuple[Terms, Terms, int]:
    """Put positive terms on either side, a lone number or nothing on the right.

    Returns
    -------
    left, right
        Terms without a minus sign.
    turned
        1 if the polynomial is the left side minus the right one, -1 if it is minus that.

    Examples
    --------
    >>> balanced([((1,), Fraction(-1)), ((0,), Fraction(4))])
    ([((1,), Fraction(1, 1))], [((0,), Fraction(4, 1))], -1)
    """
    left = [(powers, value) for powers, value in terms if value > 0]
    right = [(powers, -value) for powers, value in terms if value < 0]
    if not any(any(powers) for powers, _ in left):
        return right, left, -1
    return left, right, 1


def linear_in(terms: Terms, place: int) -> tuple[Terms, Terms] | None:
    """Split a polynomial that is linear in one name: what that name is times, and minus the rest.

    Examples
    --------
    >>> linear_in([((1, 1), Fraction(2)), ((1, 0), Fraction(-3))], 1)
    ([((1, 0), Fraction(2, 1))], [((1, 0), Fraction(3, 1))])
    """
    if max(powers[place] for powers, _ in terms) != 1:
        return None
    times = [((*p[:place], 0, *p[place + 1 :]), value) for p, value in terms if p[place]]
    return times, [(powers, -value) for powers, value in terms if not powers[place]]


def two_sided(names: Sequence[str], terms: Terms, relation: Relation) -> Comparison:
    """Compare a polynomial with zero, so that no term has a minus sign.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> to_text(two_sided(("a", "b"), [((1, 0), Fraction(-2)), ((0, 2), Fraction(1))], ">"))
    'b**2 > 2*a'
    """
    left, right, turned = balanced(terms)
    relation = relation if turned > 0 else FLIPPED[relation]
    return Comparison(polynomial_formula(names, left), relation, polynomial_formula(names, right))


def polynomial_formula(
    names: Sequence[str], terms: Terms, *, by_degree: bool = False
) -> Expression:
    """Write a polynomial as a formula, positive terms first, high powers before low ones.

    Parameters
    ----------
    names
        Those that the powers belong to.
    terms
        In any order.
    by_degree
        Sort by the sum of the powers before the powers of the first name.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> to_text(polynomial_formula(("a", "b"), [((1, 0), Fraction(-2)), ((0, 2), Fraction(1))]))
    'b**2 - 2*a'
    """

    def order(term: tuple[tuple[int, ...], Fraction]) -> tuple[bool, int, list[int]]:
        powers, value = term
        return value < 0, -sum(powers) if by_degree else 0, [-power for power in powers]

    written = [_term(names, powers, value) for powers, value in sorted(terms, key=order)]
    if not written:
        return Number(Fraction(0))
    return written[0] if len(written) == 1 else Sum(tuple(written))


def _term(names: Sequence[str], powers: Sequence[int], value: Fraction) -> Expression:
    factors: list[Expression] = [
        Name(name) if power == 1 else Power(Name(name), Number(Fraction(power)))
        for name, power in zip(names, powers, strict=True)
        if power
    ]
    size = abs(value)
    parts = factors if size == 1 and factors else [Number(size), *factors]
    term = parts[0] if len(parts) == 1 else Product(tuple(parts))
    return Negation(term) if value < 0 else term
