"""Faces on which one or two players mix: all their equilibria, exactly.

There every condition but one is linear. If one player mixes, the others' gains are linear in
the mixture: the equilibria are a polytope. If two mix, each one's mixture makes the other
indifferent, which gives two polytopes; only what a third player gains is bilinear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from vcgame.solve.many.exact import echelon
from vcgame.solve.many.faces import Face
from vcgame.solve.many.forms import Form

__all__ = ["Flat", "Mixture", "flat", "polytope"]

Mixture = tuple[Fraction, ...]

_GRID = 6


@dataclass(frozen=True, slots=True)
class Flat:
    """The equilibria on a face, in the closure of its inside.

    Attributes
    ----------
    points
        Per point, the mixtures of the supports of all players: the isolated equilibrium, or the
        corners of a continuum.
    continuum
        Whether there are infinitely many.
    bent
        Whether a continuum has ends that are not straight, so that not all are listed.
    decided
        Whether it is known that there are no others.
    """

    points: tuple[tuple[Mixture, ...], ...] = ()
    continuum: bool = False
    bent: bool = False
    decided: bool = True


def flat(face: Face) -> Flat:
    """Solve a face on which at most two players mix."""
    if not face.mixing:
        lone = tuple([(Fraction(1),)] * len(face.supports))
        stable = all(form.values[0] <= 0 for form in face.excess)
        return Flat((lone,)) if stable else Flat()
    if any(form.values[0] > 0 for form in face.excess if not form.axes):
        return Flat()
    sides: list[list[Mixture]] = []
    for player in face.mixing:
        equal = [form.values for form in face.equations if form.axes == (player,)]
        below = [form.values for form in face.excess if form.axes == (player,)]
        found = polytope(len(face.supports[player]), equal, below)
        if not _covers(found):
            return Flat()
        sides.append(found)
    shared = [form for form in face.excess if len(form.axes) == 2]
    if len(sides) == 1 or not shared:
        return _flat(face, list(product(*sides)))
    return _cut(face, sides, shared)


def _cut(face: Face, sides: list[list[Mixture]], shared: list[Form]) -> Flat:
    """Keep what the players who do not mix allow of a product of two polytopes."""
    for fixed, free in ((0, 1), (1, 0)):
        if len(sides[fixed]) == 1:
            point = sides[fixed][0]
            rows = []
            for form in shared:
                weights: list[Sequence[Fraction]] = [()] * len(face.supports)
                weights[face.mixing[fixed]] = point
                weights[face.mixing[free]] = [Fraction(0)] * len(sides[free][0])
                rows.append(form.slopes(weights, face.mixing[free]))
            player = face.mixing[free]
            equal = [form.values for form in face.equations if form.axes == (player,)]
            below = [form.values for form in face.excess if form.axes == (player,)]
            found = polytope(len(face.supports[player]), equal, [*below, *rows])
            if not _covers(found):
                return Flat()
            pairs = [(point, one) if fixed == 0 else (one, point) for one in found]
            return _flat(face, pairs)
    pairs = list(product(sides[0], sides[1]))
    values = [[_value(face, form, pair) for pair in pairs] for form in shared]
    if any(min(row) >= 0 and max(row) > 0 for row in values):
        return Flat()
    if all(max(row) <= 0 for row in values):
        return _flat(face, pairs)
    allowed = [pair for place, pair in enumerate(pairs) if all(row[place] <= 0 for row in values)]
    inside = any(
        all(_value(face, form, pair) < 0 or not any(form.values) for form in shared)
        for pair in product(_samples(sides[0]), _samples(sides[1]))
    )
    ends = _flat(face, allowed)
    return Flat(ends.points, inside, bent=inside, decided=inside)


def _samples(corners: list[Mixture]) -> list[Mixture]:
    """Some mixtures inside a polytope."""
    found = []
    for leading in range(len(corners)):
        for share in range(1, _GRID):
            weights = [Fraction(_GRID - share, _GRID * len(corners))] * len(corners)
            weights[leading] += Fraction(share, _GRID)
            mixed = [
                sum([w * p for w, p in zip(weights, column, strict=True)], Fraction(0))
                for column in zip(*corners, strict=True)
            ]
            found.append(tuple(mixed))
    return found


def _value(face: Face, form: Form, pair: Sequence[Mixture]) -> Fraction:
    weights: list[Sequence[Fraction]] = [()] * len(face.supports)
    for player, mixture in zip(face.mixing, pair, strict=True):
        weights[player] = mixture
    return Fraction(form.at(weights))


def _flat(face: Face, pairs: Sequence[tuple[Mixture, ...]]) -> Flat:
    points = []
    for pair in pairs:
        point: list[Mixture] = [(Fraction(1),)] * len(face.supports)
        for player, mixture in zip(face.mixing, pair, strict=True):
            point[player] = mixture
        points.append(tuple(point))
    return Flat(tuple(points), continuum=len(points) > 1)


def _covers(corners: list[Mixture]) -> bool:
    """Whether mixtures of these corners play every strategy."""
    return bool(corners) and all(any(column) for column in zip(*corners, strict=True))


def polytope(
    size: int, equal: Sequence[Sequence[int]], below: Sequence[Sequence[Fraction | int]]
) -> list[Mixture]:
    """Find the corners of a polytope of probabilities.

    Parameters
    ----------
    size
        How many probabilities there are; they are not negative and sum to one.
    equal
        Rows whose products with the probabilities are zero.
    below
        Rows whose products with the probabilities are not positive.

    Examples
    --------
    >>> [[str(p) for p in corner] for corner in polytope(2, [], [(-1, 2)])]
    [['2/3', '1/3'], ['1', '0']]
    """
    rows = [[Fraction(1)] * size + [Fraction(1)]]
    rows += [[*map(Fraction, row), Fraction(0)] for row in equal if any(row)]
    fixed, left = echelon(rows, size)
    if any(row[-1] for row in left):
        return []
    bounds: list[Sequence[Fraction | int]] = [
        [-int(j == k) for j in range(size)] for k in range(size)
    ]
    bounds += [row for row in below if any(row)]
    corners = set()
    for chosen in combinations(bounds, size - len(fixed)):
        tight, left = echelon([*fixed, *([*row, 0] for row in chosen)], size)
        if len(tight) < size or any(row[-1] for row in left):
            continue
        corner = tuple([row[-1] for row in tight])
        if all(sum(a * p for a, p in zip(row, corner, strict=True)) <= 0 for row in bounds):
            corners.add(corner)
    return sorted(corners)
