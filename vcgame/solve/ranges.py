"""Which mixing probabilities satisfy conditions that are multilinear in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Final

from vcgame.solve.sign import real, sign

__all__ = ["Polynomial", "Range", "Variable", "consistent", "plus", "times"]

MAX_CORNERS: Final = 256

Variable = tuple[int, int]
"""A node and one of its moves: the probability of that move."""
Polynomial = dict[frozenset[Variable], Any]
Supports = tuple[tuple[int, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Probabilities of one move that are allowed; the bounds count if they are closed.

    The bounds are fractions, or floats where an irrational number came in.
    """

    vertex: int
    move: int
    low: Any
    high: Any
    closed_low: bool
    closed_high: bool


def plus(polynomials: list[Polynomial]) -> Polynomial:
    """Add polynomials; terms that are exactly zero vanish."""
    total: Polynomial = {}
    for polynomial in polynomials:
        for variables, coefficient in polynomial.items():
            total[variables] = total.get(variables, 0) + coefficient
    return {variables: value for variables, value in total.items() if value != 0}


def times(first: Polynomial, second: Polynomial) -> Polynomial:
    """Multiply polynomials that share no variable."""
    return {
        left | right: joint
        for left, value in first.items()
        for right, other in second.items()
        if (joint := value * other) != 0
    }


def consistent(
    supports: Supports, relations: list[tuple[Polynomial, str]]
) -> tuple[tuple[Range, ...], list[tuple[Polynomial, str]]] | None:
    """Narrow the ranges of the probabilities by the relations.

    Parameters
    ----------
    supports
        Per node, the moves played with positive probability.
    relations
        Each a polynomial that must be zero (``"="``) or not negative (``">="``).

    Returns
    -------
    ranges
        For each mixed node with two moves, the allowed probabilities of the first.
    relations
        Those in several probabilities that are not always satisfied. ``None`` in place of
        both where a relation cannot be satisfied.
    """
    nodes = dict(supports)
    ranges = {
        (node, played[0]): Range(node, played[0], Fraction(0), Fraction(1), False, False)
        for node, played in supports
        if len(played) == 2
    }
    waiting, narrowed = list(relations), True
    while narrowed:
        narrowed, kept = False, []
        for polynomial, relation in waiting:
            inserted = _inserted(polynomial, ranges)
            variables = frozenset().union(*inserted) if inserted else frozenset()
            if not variables:
                order = sign(inserted.get(frozenset(), Fraction(0)))
                if order < 0 or (relation == "=" and order):
                    return None
            elif len(variables) == 1 and variables <= ranges.keys():
                (variable,) = variables
                smaller = _narrow(ranges[variable], inserted, relation)
                if smaller is None:
                    return None
                ranges[variable], narrowed = smaller, True
            else:
                kept.append((inserted, relation))
        waiting = kept
    left = []
    for polynomial, relation in waiting:
        verdict = _judged(polynomial, relation, ranges, nodes)
        if verdict is False:
            return None
        if verdict is None:
            left.append((polynomial, relation))
    plain = (replace(r, low=real(r.low), high=real(r.high)) for r in ranges.values())
    return tuple(plain), left


def _inserted(polynomial: Polynomial, ranges: dict[Variable, Range]) -> Polynomial:
    """Insert probabilities that only one value is left of."""
    fixed = {v: r.low for v, r in ranges.items() if r.low is r.high}
    terms = []
    for variables, coefficient in polynomial.items():
        known = variables.intersection(fixed)
        value = coefficient
        for variable in known:
            value = value * fixed[variable]
        terms.append({variables - known: value})
    return plus(terms)


def _judged(
    polynomial: Polynomial,
    relation: str,
    ranges: dict[Variable, Range],
    nodes: dict[int, tuple[int, ...]],
) -> bool | None:
    """Whether a relation holds for all allowed probabilities, or for none; ``None``: some.

    A polynomial that is linear in the probabilities of each node is a mean of its values at
    the corners, and inside every corner has positive weight.
    """
    axes: list[list[dict[Variable, Any]]] = []
    for node in sorted({node for variables in polynomial for node, _ in variables}):
        played = nodes[node]
        if len(played) == 2:
            span = ranges[node, played[0]]
            axes.append([{(node, played[0]): end} for end in (span.low, span.high)])
        else:
            axes.append([{(node, m): Fraction(m == one) for m in played} for one in played])
    if prod(map(len, axes)) > MAX_CORNERS:
        return None
    signs = set()
    for corner in product(*axes):
        at = {variable: value for part in corner for variable, value in part.items()}
        signs.add(sign(_value(polynomial, at)))
    if signs == {0} or (relation == ">=" and -1 not in signs):
        return True
    if len(signs) == 1:
        return False
    inside = all(
        not (span.closed_low or span.closed_high)
        for variable, span in ranges.items()
        if any(variable in variables for variables in polynomial)
    )
    one_sided = signs == {-1, 0} or (relation == "=" and signs == {0, 1})
    return False if inside and one_sided else None


def _value(polynomial: Polynomial, at: dict[Variable, Any]) -> Any:
    total: Any = Fraction(0)
    for variables, coefficient in polynomial.items():
        value = coefficient
        for variable in variables:
            value = value * at[variable]
        total = total + value
    return total


def _narrow(span: Range, polynomial: Polynomial, relation: str) -> Range | None:
    """Hold a range against ``a + b p = 0`` or ``a + b p >= 0``."""
    constant = polynomial.get(frozenset(), Fraction(0))
    slope = next(value for variables, value in polynomial.items() if variables)
    root = -constant / slope
    below, above = sign(root - span.low), sign(span.high - root)
    inside_low = below > 0 or (below == 0 and span.closed_low)
    inside_high = above > 0 or (above == 0 and span.closed_high)
    if relation == "=":
        if not (inside_low and inside_high):
            return None
        return replace(span, low=root, high=root, closed_low=True, closed_high=True)
    if sign(slope) > 0:
        if below <= 0:
            return span
        if not inside_high:
            return None
        return replace(span, low=root, closed_low=True, high=span.high if above else root)
    if above <= 0:
        return span
    if not inside_low:
        return None
    return replace(span, high=root, closed_high=True, low=span.low if below else root)
