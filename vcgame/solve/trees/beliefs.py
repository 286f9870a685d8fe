"""Beliefs at information sets: Bayes' rule where they are reached, and what supports a play.

A weak perfect Bayesian belief at a set that is not reached is free, so the beliefs at different
sets do not depend on each other: at each set those that support the play are a polytope.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any, Final

from vcgame.solve.answer import Real
from vcgame.solve.sign import real
from vcgame.solve.trees.assessment import BeliefRange
from vcgame.solve.trees.cone import LinearRow, extreme_rays
from vcgame.solve.trees.continuations import Comparison, Play, compare
from vcgame.solve.trees.structure import Choice, Structure

__all__ = ["Beliefs", "belief_range", "constant_rows", "is_reached", "supporting_beliefs"]

_FEW_ROWS: Final = 60

_ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Beliefs:
    """The beliefs at one information set that support a play.

    Attributes
    ----------
    information
        Number of the information set.
    reached
        Whether it is reached; then there is one corner, which Bayes' rule gives.
    corners
        Extreme points of the set of beliefs, one number per node.
    rows
        Inequalities whose solutions among all beliefs they are.
    """

    information: int
    reached: bool
    corners: tuple[tuple[Any, ...], ...]
    rows: tuple[LinearRow, ...] = ()


def is_reached(structure: Structure, play: Play, information: int) -> bool:
    """Whether some node of a set has positive probability."""
    return any(
        all(choice in play.weights for choice in structure.choices[vertex])
        and structure.possible(vertex)
        for vertex in structure.sets[information].vertices
    )


def constant_rows(comparisons: Sequence[Comparison], size: int) -> list[LinearRow] | None:
    """Write comparisons as rows over the nodes of a set.

    A column that has one monomial throughout is scaled by it, which changes no belief's being
    possible. ``None`` where a column depends on unknown probabilities otherwise.
    """
    for column in range(size):
        monomials = {monomial for each in comparisons for monomial in each.columns[column]}
        if len(monomials) > 1:
            return None
    rows: dict[tuple[tuple[Any, ...], bool], None] = {}
    for each in comparisons:
        row = tuple(next(iter(terms.values()), _ZERO) for terms in each.columns)
        if each.equation or not all(_surely_not_negative(value) for value in row):
            rows[row, each.equation] = None
    return _strongest([LinearRow(row, equation) for row, equation in rows])


def _surely_not_negative(value: Any) -> bool:
    return isinstance(value, Fraction) and value >= 0


def _strongest(rows: list[LinearRow]) -> list[LinearRow]:
    """Leave out rows that another row implies coefficient by coefficient."""
    if len(rows) > _FEW_ROWS * 5:
        return rows
    return [
        row
        for row in rows
        if row.equation
        or not any(
            other is not row
            and not other.equation
            and all(
                _surely_not_negative(a - b)
                for a, b in zip(row.coefficients, other.coefficients, strict=True)
            )
            for other in rows
        )
    ]


def supporting_beliefs(
    structure: Structure, weights: Mapping[Choice, Any], *, trusted: bool = False
) -> tuple[Beliefs, ...] | None:
    """Find all beliefs that make a play a weak perfect Bayesian equilibrium.

    Parameters
    ----------
    structure
        The game.
    weights
        Probabilities of the choices that are played.
    trusted
        Whether the play is known to be best wherever the belief is no matter of choice. Ties
        between mixtures with irrational probabilities cannot be seen again.

    Returns
    -------
    tuple of Beliefs
        Per information set; ``None`` where no belief supports the play at some set.
    """
    play = Play(weights)
    found = []
    for information, each in enumerate(structure.sets):
        size = len(each.vertices)
        reached = is_reached(structure, play, information)
        if trusted and (reached or size == 1):
            belief = _updated(structure, weights, information) if reached else (Fraction(1),)
            found.append(Beliefs(information, reached, (belief,)))
            continue
        rows = constant_rows(
            compare(structure, play, information, reached=reached), 1 if reached else size
        )
        if rows is None:
            raise AssertionError("all probabilities are known")
        corners = extreme_rays(1 if reached else size, rows)
        if not corners:
            return None
        if reached:
            corners = [_updated(structure, weights, information)]
        found.append(Beliefs(information, reached, tuple(corners), tuple(rows)))
    return tuple(found)


def _updated(
    structure: Structure, weights: Mapping[Choice, Any], information: int
) -> tuple[Any, ...]:
    """Bayes' rule."""
    vertices = structure.sets[information].vertices
    if len(vertices) == 1:
        return (Fraction(1),)
    joint = [
        structure.probability(vertex, weights)
        if all(choice in weights for choice in structure.choices[vertex])
        else _ZERO
        for vertex in vertices
    ]
    if sum(value is not _ZERO for value in joint) == 1:
        return tuple(Fraction(value is not _ZERO) for value in joint)
    total = sum(joint, _ZERO)
    return tuple(value / total for value in joint)


def belief_range(beliefs: Beliefs) -> BeliefRange:
    """Tell the range of each node's belief, and the inequalities that ranges do not tell."""
    nodes = list(zip(*beliefs.corners, strict=True))
    low = tuple(min(map(real, values)) for values in nodes)
    high = tuple(max(map(real, values)) for values in nodes)
    conditions: tuple[tuple[Real, ...], ...] = ()
    if not beliefs.reached and len(nodes) > 2:
        conditions = _conditions(beliefs, low, high)
    return BeliefRange(
        beliefs.information,
        beliefs.reached,
        low,
        high,
        tuple((True, True) for _ in nodes),
        conditions,
    )


def _conditions(
    beliefs: Beliefs, low: tuple[Real, ...], high: tuple[Real, ...]
) -> tuple[tuple[Real, ...], ...]:
    rows = []
    for row in _needed(beliefs):
        rows.append(row.coefficients)
        if row.equation:
            rows.append(tuple(-value for value in row.coefficients))
    written = [_whole(row) for row in rows]
    if all(_least(row, low, high) >= 0 for row in written):
        return ()
    return tuple(written)


def _needed(beliefs: Beliefs) -> list[LinearRow]:
    """Leave out rows without which the corners are the same."""
    rows = list(beliefs.rows)
    if len(rows) > _FEW_ROWS or any(isinstance(c, float) for c in beliefs.corners[0]):
        return rows
    size, corners = len(beliefs.corners[0]), set(beliefs.corners)
    if not all(isinstance(value, Fraction) for corner in corners for value in corner):
        return rows
    for row in list(rows):
        fewer = [other for other in rows if other is not row]
        if set(extreme_rays(size, fewer)) == corners:
            rows = fewer
    return rows


def _whole(row: Sequence[Any]) -> tuple[Real, ...]:
    """Clear a row of denominators and common factors."""
    if not all(isinstance(value, Fraction) for value in row):
        return tuple(map(real, row))
    denominator = lcm(*[value.denominator for value in row])
    divisor = gcd(*[int(value * denominator) for value in row]) or 1
    return tuple(value * denominator / divisor for value in row)


def _least(row: Sequence[Real], low: Sequence[Real], high: Sequence[Real]) -> Real:
    """Give the least value of a form over the beliefs within ranges."""
    left: Real = 1 - sum(low)
    total: Real = sum((c * p for c, p in zip(row, low, strict=True)), _ZERO)
    for coefficient, least, most in sorted(zip(row, low, high, strict=True)):
        part = min(left, most - least)
        total += coefficient * part
        left -= part
    return total
