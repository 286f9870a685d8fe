"""Weights of trembles that believe given nodes, within the beliefs that support a play.

Nodes of one information set are believed in proportion to products of the weights of the moves
before them. What all of them share cancels; nodes that then have the same trembles, at any set,
share one unknown. The supporting beliefs are a cone in these unknowns. Any point of it will do
if the unknowns are free of each other as products; otherwise relations are left, each a product
of powers that must be 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import exp, lcm, log, prod
from typing import Any, Final

from vcgame.solve.sign import real, sign
from vcgame.solve.trees.beliefs import Beliefs
from vcgame.solve.trees.cone import LinearRow, extreme_rays
from vcgame.solve.trees.structure import Choice, Structure

__all__ = ["Believed", "tremble_weights", "trembles_before"]

MOST_CORNERS: Final = 256
_HALVINGS: Final = 200

Believed = Mapping[int, tuple[int, ...]]
"""Per information set that is not reached, the nodes of positive belief."""

_Group = frozenset[Choice]


def trembles_before(
    structure: Structure, weights: Mapping[Choice, Any], vertex: int
) -> frozenset[Choice]:
    """Moves of probability zero on the way to a node, those of chance among them."""
    own = frozenset(choice for choice in structure.choices[vertex] if choice not in weights)
    return own | structure.excluded(vertex)


def tremble_weights(
    structure: Structure,
    weights: Mapping[Choice, Any],
    beliefs: Sequence[Beliefs],
    believed: Believed,
) -> tuple[bool | None, dict[Choice, Any]]:
    """Decide whether some weights of trembles give a supporting belief on exactly these nodes.

    Returns
    -------
    verdict
        ``None`` where it is not decided.
    weights
        Weights of moves of probability zero, for a verdict of ``True``; those left out are 1.
        Floats where a root was taken.
    """
    cones = _cones(structure, weights, beliefs, believed)
    if cones is None:
        return False, {}
    groups = [(k, group) for k, cone in enumerate(cones) for group in cone.groups]
    pivots, relations = _eliminated(groups)
    verdict, point = _point(cones, relations)
    if not verdict:
        return verdict, {}
    return True, {choice: _power(point, powers) for choice, powers in pivots.items()}


@dataclass(frozen=True, slots=True)
class _Cone:
    """Unknowns that the sets they stand at join, with the extreme rays of what supports."""

    groups: tuple[_Group, ...]
    rays: tuple[tuple[Any, ...], ...]

    @property
    def middle(self) -> tuple[Any, ...]:
        """A point with positive unknowns."""
        return tuple(sum(values[1:], values[0]) for values in zip(*self.rays, strict=True))


_Terms = list[tuple[_Group, Any]]


def _cones(
    structure: Structure,
    weights: Mapping[Choice, Any],
    beliefs: Sequence[Beliefs],
    believed: Believed,
) -> list[_Cone] | None:
    """Join the sets that share unknowns; ``None`` where some unknown must be zero."""
    joined: list[tuple[set[_Group], list[tuple[_Terms, bool]]]] = []
    for information, nodes in believed.items():
        if len(nodes) < 2:
            continue
        before = {vertex: trembles_before(structure, weights, vertex) for vertex in nodes}
        shared = frozenset.intersection(*before.values())
        groups = {before[vertex] - shared for vertex in nodes}
        rows: list[tuple[_Terms, bool]] = []
        vertices = structure.sets[information].vertices
        for row in beliefs[information].rows:
            terms = [
                (before[v] - shared, c * structure.tremble_weight(v, weights))
                for v, c in zip(vertices, row.coefficients, strict=True)
                if v in before
            ]
            rows.append((terms, row.equation))
        apart = []
        for others, their_rows in joined:
            if others & groups:
                groups |= others
                rows += their_rows
            else:
                apart.append((others, their_rows))
        joined = [*apart, (groups, rows)]
    cones = [_cone(groups, rows) for groups, rows in joined]
    known = [cone for cone in cones if cone is not None]
    return known if len(known) == len(cones) else None


def _cone(groups: set[_Group], rows: list[tuple[_Terms, bool]]) -> _Cone | None:
    order = tuple(sorted(groups, key=sorted))
    place = {group: k for k, group in enumerate(order)}
    written = []
    for terms, equation in rows:
        coefficients: list[Any] = [Fraction(0)] * len(order)
        for group, value in terms:
            coefficients[place[group]] = coefficients[place[group]] + value
        written.append(LinearRow(tuple(coefficients), equation))
    rays = tuple(extreme_rays(len(order), written))
    if any(all(_zero(ray[k]) for ray in rays) for k in range(len(order))):
        return None
    return _Cone(order, rays)


def _zero(value: Any) -> bool:
    return isinstance(value, Fraction) and value == 0


_Powers = tuple[Fraction, ...]


def _eliminated(
    groups: Sequence[tuple[int, _Group]],
) -> tuple[dict[Choice, _Powers], list[_Powers]]:
    """Solve for the moves' weights in powers of the unknowns.

    The logarithm of an unknown is the sum of those of its moves, and of a number that its cone
    has to itself, since a cone only tells proportions. Gives the solution with as many weights
    left 1 as possible, and the powers that must multiply to 1.
    """
    choices = sorted({choice for _, group in groups for choice in group})
    cones = sorted({cone for cone, _ in groups})
    columns: list[Any] = [*cones, *choices]
    size = len(groups)
    rows = [
        [Fraction(column == cone or column in group) for column in columns]
        + [Fraction(i == k) for i in range(size)]
        for k, (cone, group) in enumerate(groups)
    ]
    pivots: dict[Choice, _Powers] = {}
    found: list[tuple[Any, int]] = []
    rank = 0
    for place, column in enumerate(columns):
        pivot = next((i for i in range(rank, size) if rows[i][place]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        divisor = rows[rank][place]
        rows[rank] = [value / divisor for value in rows[rank]]
        for i in range(size):
            factor = rows[i][place]
            if i != rank and factor:
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[rank], strict=True)]
        found.append((column, rank))
        rank += 1
    width = len(columns)
    for column, row in found:
        if not isinstance(column, int):
            pivots[column] = tuple(rows[row][width:])
    return pivots, [_whole(rows[i][width:]) for i in range(rank, size)]


def _whole(powers: Sequence[Fraction]) -> _Powers:
    denominator = lcm(*[power.denominator for power in powers])
    return tuple(power * denominator for power in powers)


def _power(point: Sequence[Any], powers: _Powers) -> Any:
    """Multiply powers of positive numbers; a float where one is a root or a ball."""
    if all(power.denominator == 1 for power in powers) and all(
        isinstance(value, Fraction) for value in point
    ):
        factors = [value ** int(power) for value, power in zip(point, powers, strict=True)]
        return prod(factors, start=Fraction(1))
    logs = (
        float(power) * log(real(value)) for value, power in zip(point, powers, strict=True) if power
    )
    return exp(sum(logs))


def _point(
    cones: Sequence[_Cone], relations: Sequence[_Powers]
) -> tuple[bool | None, tuple[Any, ...]]:
    """Find unknowns in all cones that satisfy the relations."""
    middle = tuple(value for cone in cones for value in cone.middle)
    if all(_side(middle, powers) == 0 for powers in relations):
        return True, middle
    if all(len(cone.rays) == 1 for cone in cones):
        return False, ()
    if len(relations) > 1 or prod(len(cone.rays) for cone in cones) > MOST_CORNERS:
        return None, ()
    return _related(cones, relations[0], middle)


def _side(point: Sequence[Any], powers: _Powers) -> int | None:
    """Compare a product of powers with 1; ``None`` where zeros leave it open."""
    sides: list[Any] = [Fraction(1), Fraction(1)]
    for value, power in zip(point, powers, strict=True):
        for _ in range(abs(int(power))):
            sides[power < 0] = sides[power < 0] * value
    if _zero(sides[0]) and _zero(sides[1]):
        return None
    return sign(sides[0] - sides[1])


def _related(
    cones: Sequence[_Cone], relation: _Powers, middle: tuple[Any, ...]
) -> tuple[bool | None, tuple[Any, ...]]:
    """Decide one relation: a product of powers takes all values between two that it takes."""
    sides: dict[int | None, tuple[Any, ...]] = {}
    for rays in product(*(cone.rays for cone in cones)):
        corner = tuple(value for ray in rays for value in ray)
        side = _side(corner, relation)
        if side == 0 and not any(map(_zero, corner)):
            return True, corner
        sides[side] = corner
    here = _side(middle, relation)
    other = sides.get(-here) if here else None
    if other is not None:
        return True, _between(middle, other, relation, here)
    if set(sides) == {here} and all(len(cone.groups) <= 2 for cone in cones):
        # proportions of two unknowns: the product is monotone in each, so corners bound it
        return False, ()
    return None, ()


def _between(
    middle: tuple[Any, ...], corner: tuple[Any, ...], relation: _Powers, here: int | None
) -> tuple[Any, ...]:
    """Halve the way from a point on one side to a corner on the other."""
    low, high = Fraction(0), Fraction(1)
    point = middle
    for _ in range(_HALVINGS):
        share = (low + high) / 2
        point = tuple((1 - share) * a + share * b for a, b in zip(middle, corner, strict=True))
        side = _side(point, relation)
        if side == 0:
            return point
        if side == here:
            low = share
        else:
            high = share
        if high - low < Fraction(1, 2**60):
            break
    return tuple(map(float, point))
