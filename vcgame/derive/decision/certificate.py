"""Refuting signs of polynomials by linear algebra on their terms.

If no values at all of the terms, taken as unknowns of their own, give the polynomials and some of
their products wanted signs, no values of the real unknowns do (Farkas 1902; Handelman 1988).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations_with_replacement
from typing import Final

from vcgame.derive.decision.normal_form import ANY, NEGATIVE, POSITIVE, ZERO, flipped
from vcgame.derive.decision.polynomial import Polynomial, Powers
from vcgame.solve.linear.simplex import Kind, Programme, Row, Work

__all__ = ["contradictory"]

MAX_POLYNOMIALS: Final = 10
MAX_TERMS: Final = 40
MAX_ROWS: Final = 80
"""Products are made of so many polynomials at most, with so many terms, until there are so many."""

Terms = dict[Powers, int]


def contradictory(signs: Mapping[Polynomial, int], work: Work, *, products: bool = False) -> bool:
    """Whether polynomials surely cannot have their signs together; false says nothing.

    For linear polynomials that only may not be zero, or have another sign, it is complete but
    for the former.

    Parameters
    ----------
    signs
        Polynomials and sets of signs.
    work
        What may be spent.
    products
        Whether products of two polynomials are looked at too.
    """
    facts: dict[tuple[tuple[Powers, int], ...], Kind] = {}
    for polynomial, allowed in signs.items():
        if allowed not in (ANY, NEGATIVE | POSITIVE):
            turn = -1 if allowed & NEGATIVE else 1
            terms = tuple((powers, turn * value) for powers, value in polynomial.terms)
            facts[terms] = _kind(allowed)
    if products:
        _multiply(facts)
    for powers in {powers for terms in facts for powers, _ in terms if sum(powers) > 1}:
        allowed = _monomial(powers, signs)
        if allowed not in (ANY, NEGATIVE | POSITIVE):
            facts.setdefault(((powers, -1 if allowed & NEGATIVE else 1),), _kind(allowed))
    columns: dict[Powers, int] = {}
    rows = []
    for terms, kind in _needed(facts).items():
        constant, entries = 0, dict[int, int]()
        for powers, value in terms:
            if any(powers):
                entries[columns.setdefault(powers, len(columns))] = value
            else:
                constant = value
        rows.append(Row(entries, constant, kind))
    return bool(rows) and not Programme(rows, len(columns), work).possible


def _kind(allowed: int) -> Kind:
    return "=" if allowed == ZERO else ">=" if allowed & ZERO else ">"


def _needed(
    facts: Mapping[tuple[tuple[Powers, int], ...], Kind],
) -> dict[tuple[tuple[Powers, int], ...], Kind]:
    """Leave out, again and again, facts with a term that can be made as large as they need."""
    kept = dict(facts)
    while True:
        seen: dict[Powers, set[int]] = {}
        for terms, kind in kept.items():
            for powers, value in terms:
                known = seen.setdefault(powers, set())
                known.update((1, -1) if kind == "=" else (1 if value > 0 else -1,))
        alone = {powers for powers, known in seen.items() if len(known) == 1 and any(powers)}
        left = {t: k for t, k in kept.items() if not any(powers in alone for powers, _ in t)}
        if len(left) == len(kept):
            return kept
        kept = left


def _multiply(facts: dict[tuple[tuple[Powers, int], ...], Kind]) -> None:
    """Add products of two facts, which have signs of their own."""
    given = sorted(facts, key=len)[:MAX_POLYNOMIALS]
    for one, other in combinations_with_replacement(given, 2):
        if len(one) * len(other) > MAX_TERMS or len(facts) > MAX_ROWS:
            continue
        made: Terms = {}
        for left, a in one:
            for right, b in other:
                powers = tuple(p + q for p, q in zip(left, right, strict=True))
                made[powers] = made.get(powers, 0) + a * b
        kinds = (facts[one], facts[other])
        kind: Kind = "=" if "=" in kinds else ">" if kinds == (">", ">") else ">="
        terms = tuple((powers, value) for powers, value in sorted(made.items()) if value)
        if terms:
            facts.setdefault(terms, kind)


def _monomial(powers: Powers, signs: Mapping[Polynomial, int]) -> int:
    """Give the signs that a product of unknowns may have."""
    total = POSITIVE
    for place, power in enumerate(powers):
        if power:
            unit = tuple(int(i == place) for i in range(len(powers)))
            allowed = signs.get(Polynomial(((unit, 1),)), ANY)
            if power % 2 == 0:
                allowed = (POSITIVE if allowed & (NEGATIVE | POSITIVE) else 0) | allowed & ZERO
            total = (
                (allowed if total & POSITIVE else 0)
                | (flipped(allowed) if total & NEGATIVE else 0)
                | (total & ZERO)
            )
    return total
