"""Refuting systems of polynomial inequalities by a certificate that is checked exactly.

A combination of the given polynomials with multipliers that are not negative (any sign for
equations) which is identically a negative constant, or identically zero while a strict
inequality takes part, cannot be true anywhere. The multipliers are looked for among the
relations and their pairwise products (Farkas 1902; Handelman 1988; Stengle 1974), with
floats; the identity is then solved and verified in rational numbers, so that a proof never
rests on rounding.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, combinations_with_replacement
from typing import Any, Final

from vcgame.derive.algebra import Relation, Sign

__all__ = ["clash", "refutes", "size", "with_products"]

MAX_PRODUCTS: Final = 600
MAX_DEGREE: Final = 8
MAX_TERMS: Final = 400
MAX_ENTRIES: Final = 30_000
"""A search uses so many products of relations at most, with so many terms, also in all."""
MAX_STEPS: Final = 5_000
MAX_MULTIPLIERS: Final = 200
"""Steps of the linear programme, and multipliers that are made exact."""


def clash(relations: list[Relation]) -> bool:
    """Whether a relation between constants is wrong, or two contradict each other to the letter."""
    known: dict[Any, set[str]] = {}
    for relation in relations:
        polynomial = relation.polynomial
        if polynomial.is_ground:
            value = polynomial.coeff(1)
            if value < 0 or (value == 0 and relation.sign == ">"):
                return True
            if value and relation.sign == "=":
                return True
            continue
        known.setdefault(polynomial, set()).add(relation.sign)
    for polynomial, signs in known.items():
        opposite = known.get(-polynomial, set()) | (signs & {"="})
        if ">" in signs and opposite:
            return True
    return False


def refutes(relations: list[Relation]) -> bool:
    """Whether a certificate, linear in the relations, shows that they cannot hold together.

    True is a proof. False says nothing.
    """
    if clash(relations):
        return True
    facts = _needed([relation for relation in relations if not relation.polynomial.is_ground])
    return bool(facts) and size(facts) <= MAX_ENTRIES and _certificate(facts)


def _needed(facts: list[Relation]) -> list[Relation]:
    """Leave out relations that can have no part in a certificate, again and again.

    Where a monomial has coefficients of one sign only, nothing can cancel it, so that the
    multipliers of these relations are zero. A constant can be negative in the end.
    """
    constant = facts[0].polynomial.ring.zero_monom if facts else None
    kept = list(facts)
    while True:
        signs: dict[Any, set[int]] = {}
        for fact in kept:
            for powers, coefficient in fact.polynomial.items():
                known = signs.setdefault(powers, set())
                known.update((1, -1) if fact.sign == "=" else (1 if coefficient > 0 else -1,))
        blocked = {
            powers
            for powers, known in signs.items()
            if len(known) == 1 and (powers != constant or 1 in known)
        }
        left = [fact for fact in kept if blocked.isdisjoint(fact.polynomial)]
        if len(left) == len(kept):
            break
        kept = left
    negative = any(fact.sign == "=" or fact.polynomial.get(constant, 0) < 0 for fact in kept)
    return kept if negative or any(fact.sign == ">" for fact in kept) else []


def size(relations: list[Relation]) -> int:
    """Count the terms of some relations."""
    return sum(len(relation.polynomial) for relation in relations)


def with_products(relations: list[Relation]) -> list[Relation]:
    """Add products of relations that follow from them, the shortest first, within limits.

    They are needed where a conclusion is not linear in the terms that occur.
    """
    facts = [relation for relation in relations if not relation.polynomial.is_ground]
    extended = dict.fromkeys(relations)
    entries = size(relations)
    if not facts:
        return relations
    for relation in _products(sorted(facts, key=lambda fact: len(fact.polynomial))):
        if relation in extended:
            continue
        entries += len(relation.polynomial)
        if len(extended) >= len(relations) + MAX_PRODUCTS or entries > MAX_ENTRIES:
            break
        extended[relation] = None
    return list(extended)


def _products(facts: list[Relation]) -> Iterator[Relation]:
    """Squares, products of two, multiples by variables and their squares, products of three."""
    ring = facts[0].polynomial.ring
    powers = {powers for fact in facts for powers in fact.polynomial}
    squared = [x for i, x in enumerate(ring.gens) if any(p[i] > 1 for p in powers)]
    for x in squared:
        yield Relation(x**2, ">=")
    for x, y in combinations(squared, 2):
        yield Relation((x - y) ** 2, ">=")
        yield Relation((x + y) ** 2, ">=")
    pairs = list(combinations_with_replacement(facts, 2))
    for first, second in pairs:
        yield from _product(first, second)
    for fact in facts:
        for x in ring.gens if fact.sign == "=" else ():
            yield from _product(fact, Relation(x, "="))
        for x in squared:
            yield from _product(fact, Relation(x**2, ">="))
    for first, second in pairs:
        for two in _product(first, second):
            for third in facts[facts.index(second) :]:
                yield from _product(two, third)


def _product(first: Relation, second: Relation) -> Iterator[Relation]:
    """Multiply two relations, unless the product would be too large to be of use."""
    left, right = first.polynomial, second.polynomial
    if len(left) * len(right) > MAX_TERMS or _degree(left) + _degree(right) > MAX_DEGREE:
        return
    if "=" in (first.sign, second.sign):
        sign: Sign = "="
    else:
        sign = ">" if first.sign == second.sign == ">" else ">="
    yield Relation.scaled(left * right, sign)


def _degree(polynomial: Any) -> int:
    return max((sum(powers) for powers in polynomial), default=0)


def _certificate(facts: list[Relation]) -> bool:
    """Look for multipliers with a linear programme; accept them only if exact ones exist."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    terms: dict[Any, int] = {facts[0].polynomial.ring.zero_monom: 0}
    rows, columns, entries = [], [], []
    for column, fact in enumerate(facts):
        scale = max(abs(coefficient) for coefficient in fact.polynomial.values())
        for powers, coefficient in fact.polynomial.terms():
            rows.append(terms.setdefault(powers, len(terms)))
            columns.append(column)
            entries.append(coefficient / scale)
    slack, one = len(facts), facts[0].polynomial.ring.domain.one
    rows.append(0)
    columns.append(slack)
    entries.append(one)
    normal = len(terms)
    for column in [*(i for i, fact in enumerate(facts) if fact.sign == ">"), slack]:
        rows.append(normal)
        columns.append(column)
        entries.append(one)
    matrix = csr_array(
        (np.array([float(entry) for entry in entries]), (rows, columns)),
        shape=(normal + 1, slack + 1),
    )
    right = np.zeros(normal + 1)
    right[normal] = 1
    bounds = [(None, None) if fact.sign == "=" else (0, None) for fact in facts] + [(0, None)]
    found = linprog(
        np.zeros(slack + 1),
        A_eq=matrix,
        b_eq=right,
        bounds=bounds,
        method="highs-ds",
        options={"maxiter": MAX_STEPS},
    )
    if found.x is None or found.status != 0:
        return False
    support = [column for column in range(slack + 1) if abs(found.x[column]) > 1e-11]
    if len(support) > MAX_MULTIPLIERS:
        return False
    exact = _solve_exactly(list(zip(rows, columns, entries, strict=True)), support, normal)
    if exact is None:
        return False
    return all(
        value >= 0 or (column < slack and facts[column].sign == "=")
        for column, value in zip(support, exact, strict=True)
    )


def _solve_exactly(
    entries: list[tuple[int, int, Any]], support: list[int], normal: int
) -> list[Any] | None:
    """Solve for the multipliers in rational numbers; ``None`` if there are none."""
    from sympy.polys.domains import QQ
    from sympy.polys.matrices import DomainMatrix

    place = {column: position for position, column in enumerate(support)}
    rows: dict[int, dict[int, Any]] = {normal: {len(support): QQ(1)}}
    for row, column, entry in entries:
        if column in place:
            line = rows.setdefault(row, {})
            line[place[column]] = line.get(place[column], QQ(0)) + entry
    system = DomainMatrix(dict(enumerate(rows.values())), (len(rows), len(support) + 1), QQ)
    reduced, pivots = system.rref()
    if len(support) in pivots:
        return None
    values = [QQ(0)] * len(support)
    dense = reduced.to_list()
    for row, pivot in enumerate(pivots):
        values[pivot] = dense[row][len(support)]
    # Multipliers of columns without a pivot are zero, so the pivots' values solve the system.
    return values
