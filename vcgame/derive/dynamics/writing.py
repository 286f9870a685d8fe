"""Polynomials written as papers print them: factored, and sorted by the coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from vcgame.derive.dynamics.space import Space, key_of
from vcgame.model.formula.expression import (
    Comparison,
    Expression,
    Name,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    names,
)
from vcgame.model.formula.flint_numbers import as_fraction
from vcgame.model.formula.polynomials import Ratio
from vcgame.model.formula.terms import FLIPPED, balanced, exact_terms

__all__ = ["comparison", "factored", "formula", "merged", "product", "scaled_rate"]

_Factors = list[tuple[Expression, int]]


def formula(space: Space, ratio: Ratio) -> Expression:
    """Write a ratio of polynomials in factored form."""
    return merged(space, [ratio])


def merged(space: Space, ratios: Sequence[Ratio]) -> Expression:
    """Multiply ratios and write the product in factored form, without multiplying out."""
    if any(ratio.numer.is_zero() for ratio in ratios):
        return Number(Fraction(0))
    number = Fraction(1)
    powers: dict[str, int] = {}
    known: dict[str, Any] = {}
    for ratio in ratios:
        for polynomial, sense in ((ratio.numer, 1), (ratio.denom, -1)):
            constant, parts = space.factors(polynomial)
            number *= constant**sense
            for factor, power in parts:
                known[key_of(factor)] = factor
                powers[key_of(factor)] = powers.get(key_of(factor), 0) + sense * power
    above = [(known[key], power) for key, power in powers.items() if power > 0]
    below = [(known[key], -power) for key, power in powers.items() if power < 0]
    top = _of_factors(space, Fraction(number.numerator), above)
    bottom = _of_factors(space, Fraction(number.denominator), below)
    return space.restored(_quotient(top, bottom))


def _quotient(above: Expression, below: Expression) -> Expression:
    negative = isinstance(above, Negation) != isinstance(below, Negation)
    above, below = (e.operand if isinstance(e, Negation) else e for e in (above, below))
    whole = above if below == Number(Fraction(1)) else Quotient(above, below)
    return Negation(whole) if negative else whole


def factored(space: Space, polynomial: Any) -> Expression:
    """Write a polynomial as a product of irreducible ones, each with positive terms first."""
    if polynomial.is_zero():
        return Number(Fraction(0))
    return _of_factors(space, *space.factors(polynomial))


def _of_factors(space: Space, number: Fraction, parts: list[tuple[Any, int]]) -> Expression:
    oriented = []
    for factor, power in parts:
        turned = _turned(space, factor)
        number = -number if turned and power % 2 else number
        oriented.append((-factor if turned else factor, power))
    if number < 0:  # no minus before a bracket that can take it
        for place, (factor, power) in enumerate(oriented):
            terms = factor.to_dict()
            used = sum(space.degree(factor, name) > 0 for name in space.generators)
            if used == 1 and space.uses(factor, space.coordinates):
                continue  # x*(1 - x) stays as it is
            if power % 2 and len(terms) > 1 and any(value < 0 for value in terms.values()):
                oriented[place] = -factor, power
                number = -number
                break
    factors: _Factors = []
    for factor, power in oriented:
        sign, written = _sum(space, factor)
        number *= sign**power
        factors.append((written, power))
    factors.sort(key=lambda pair: _rank(space, pair[0]))
    return product(number, factors)


def product(number: Fraction, factors: _Factors) -> Expression:
    """Multiply a number and powers of formulas."""
    size = abs(number)
    parts: list[Expression] = [
        factor if power == 1 else Power(factor, Number(Fraction(int(power))))
        for factor, power in factors
        if power
    ]
    if size != 1 or not parts:
        parts.insert(0, Number(size))
    whole = parts[0] if len(parts) == 1 else Product(tuple(parts))
    return Negation(whole) if number < 0 else whole


def scaled_rate(front: tuple[Expression, ...], gain: Expression) -> Expression:
    """Multiply a gain by shares that stand before it: ``x*(1 - x)*gain``."""
    if gain == Number(Fraction(0)):
        return gain
    negative = isinstance(gain, Negation)
    inner = gain.operand if isinstance(gain, Negation) else gain
    match inner:
        case Product(factors):
            last: tuple[Expression, ...] = factors
        case Quotient(above, below):
            top = (*front, *(above.factors if isinstance(above, Product) else (above,)))
            whole: Expression = Quotient(Product(top), below)
            return Negation(whole) if negative else whole
        case Number(value) if value == 1:
            last = ()
        case _:
            last = (inner,)
    factors = (*front, *last)
    whole = Product(factors) if len(factors) > 1 else factors[0]
    return Negation(whole) if negative else whole


def comparison(space: Space, polynomial: Any, relation: Relation) -> Comparison:
    """Write that a polynomial is positive, zero, ...: with positive terms on either side."""
    number, parts = space.factors(polynomial)
    zero = Number(Fraction(0))
    if len(parts) != 1 or parts[0][1] != 1:
        if number < 0:
            polynomial, relation = -polynomial, FLIPPED[relation]
        if relation in ("==", "!="):
            polynomial = _plain_product(space, parts)
        return Comparison(space.restored(factored(space, polynomial)), relation, zero)
    polynomial = parts[0][0]
    if number < 0:
        relation = FLIPPED[relation]
    above, below, turned = balanced(exact_terms(polynomial))
    left, right = dict(above), dict(below)
    relation = relation if turned > 0 else FLIPPED[relation]
    lone = (0,) * len(space.generators)
    if not right and lone in left:  # a > -1, and not a + 1 > 0
        right[lone] = -left.pop(lone)
    first, second = (_side(space, side) for side in (left, right))
    return Comparison(space.restored(first), relation, space.restored(second))


def _plain_product(space: Space, parts: list[tuple[Any, int]]) -> Any:
    whole = space.one
    for factor, _ in parts:
        whole *= factor
    return whole


def _side(space: Space, terms: dict[tuple[int, ...], Fraction]) -> Expression:
    """Write one side of a comparison as a plain sum."""
    if not terms:
        return Number(Fraction(0))
    written = [
        product(terms[powers], _monomial(space, powers)) for powers in sorted(terms, reverse=True)
    ]
    return written[0] if len(written) == 1 else Sum(tuple(written))


def _monomial(space: Space, powers: tuple[int, ...]) -> _Factors:
    """Parameters first, then coordinates."""
    count = len(space.coordinates)
    known = (*space.parameters, *space.coordinates)
    ordered = (*powers[count:], *powers[:count])
    return [(Name(n), int(power)) for n, power in zip(known, ordered, strict=True) if power]


def _turned(space: Space, polynomial: Any) -> bool:
    """Whether minus a polynomial looks better: ``1 - x`` and not ``x - 1``."""
    terms = polynomial.to_dict()
    count = len(space.coordinates)
    constants = [value for powers, value in terms.items() if not any(powers[:count])]
    if constants and len(constants) < len(terms):
        return all(value < 0 for value in constants) and all(
            not any(powers[count:]) for powers in terms
        )
    lone = terms.get((0,) * len(next(iter(terms))), 0)
    return bool(lone < 0 and len(terms) > 1) or all(value < 0 for value in terms.values())


def _sum(space: Space, polynomial: Any) -> tuple[Fraction, Expression]:
    """Write an irreducible polynomial, sorted by the coordinates; a number may come out of it."""
    count = len(space.coordinates)
    groups: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
    for powers, value in polynomial.to_dict().items():
        groups.setdefault(powers[:count], {})[powers] = value
    ordered = sorted(groups, key=lambda powers: (sum(powers), [-power for power in powers]))
    terms: list[Expression] = []
    for powers in ordered:
        group = groups[powers]
        if len(group) == 1 or not any(powers):
            terms += [
                product(as_fraction(group[each]), _monomial(space, each))
                for each in sorted(group, reverse=True)
            ]
        else:
            terms.append(_grouped(space, powers, group))
    terms.sort(key=lambda term: isinstance(term, Negation))
    if len(terms) == 1:
        return _apart(terms[0])
    return Fraction(1), Sum(tuple(terms))


def _apart(term: Expression) -> tuple[Fraction, Expression]:
    """Take the sign of a single term apart."""
    return (Fraction(-1), term.operand) if isinstance(term, Negation) else (Fraction(1), term)


def _grouped(
    space: Space, powers: tuple[int, ...], group: dict[tuple[int, ...], Any]
) -> Expression:
    """Write several terms with the same powers of the coordinates: ``x*(a - b)``."""
    count = len(space.coordinates)
    bare = space.context.from_dict({(0,) * count + each[count:]: v for each, v in group.items()})
    positive = sum(value > 0 for value in group.values())
    negative = 2 * positive < len(group)
    inner = factored(space, -bare if negative else bare)
    if isinstance(inner, Negation):
        inner, negative = inner.operand, not negative
    front = _monomial(space, (*powers, *(0,) * len(space.parameters)))
    shares = [n if p == 1 else Power(n, Number(Fraction(p))) for n, p in front]
    inner_parts = inner.factors if isinstance(inner, Product) else (inner,)
    sums = [part for part in inner_parts if isinstance(part, Sum)]
    others = [part for part in inner_parts if not isinstance(part, Sum)]
    whole = Product((*others, *shares, *sums))
    return Negation(whole) if negative else whole


def _rank(space: Space, factor: Expression) -> tuple[int, int]:
    """Parameters before shares before sums."""
    base = factor.base if isinstance(factor, Power) else factor
    known = (*space.parameters, *space.coordinates)
    if isinstance(base, Name):
        return 0 if base.id in space.parameters else 1, known.index(base.id)
    used = names(base)
    if len(used) == 1 and used <= set(space.coordinates):
        return 1, known.index(next(iter(used)))
    return 2, 0
