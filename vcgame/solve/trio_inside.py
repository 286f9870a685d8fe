"""Equilibria of a 2x2x2 game in which all three players mix, exactly.

`vcgame.solve.trio` says where the quadratic comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from vcgame.solve.surd import square_root

__all__ = ["Inside", "Matrix", "Weights", "inside"]

Weights = tuple[Any, Any]
"""In proportion to the probabilities of the first and the second strategy."""

Matrix = tuple[tuple[int, ...], ...]
"""A player's gains by the second strategy, against pure strategies of the next two in turn."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What there is inside the cube.

    Attributes
    ----------
    points
        Isolated equilibria, as positive weights.
    singular
        Whether one of them is a double root.
    infinite
        Whether there is a continuum.
    """

    points: tuple[tuple[Weights, Weights, Weights], ...] = ()
    singular: bool = False
    infinite: bool = False


def inside(gains: Sequence[Matrix]) -> Inside:
    """Solve for all three players indifferent, every probability strictly between 0 and 1.

    Examples
    --------
    >>> different = ((1, 1), (-1, -1))
    >>> inside([different] * 3).points
    (((1, 1), (2, 2), (1, 1)),)
    """
    entries = [[value for row in matrix for value in row] for matrix in gains]
    if not all(map(any, entries)):
        # Whatever the one who never cares does, the two others have an equilibrium.
        return Inside(infinite=True)
    if not all(min(values) < 0 < max(values) for values in entries):
        return Inside()
    regular = [k for k in range(3) if _determinant(gains[k])]
    if len(regular) <= 1:
        # Begin with the one whose matrix may be regular; the two others factor.
        start = regular[0] if regular else 0
        found = _crossing_planes(gains[start], gains[start - 2], gains[start - 1])
    else:
        # The matrix in the middle may be singular.
        start = 0 if len(regular) == 3 else (3 - sum(regular) + 2) % 3
        found = _quadratic(gains[start], gains[start - 2], gains[start - 1])
    points = tuple([(p[-start], p[(1 - start) % 3], p[(2 - start) % 3]) for p in found.points])
    return Inside(points, found.singular, found.infinite)


def _quadratic(A: Matrix, B: Matrix, C: Matrix) -> Inside:
    """Eliminate x and z, where A and C are regular."""
    cofactors = ((B[1][1], -B[1][0]), (-B[0][1], B[0][0]))
    form = _product(_product(A, cofactors), C)
    q0, q1, q2 = form[0][0], form[0][1] + form[1][0], form[1][1]
    if not (q0 or q1 or q2):
        return Inside(infinite=_has_room(A, C))
    discriminant = q1 * q1 - 4 * q0 * q2
    if discriminant < 0:
        return Inside()
    roots: list[Weights]
    if discriminant == 0:
        roots = [(2 * q2, -q1)]
    else:
        # Both roots in forms without cancellation, and none divided by zero.
        root = square_root(discriminant)
        half = -(q1 + root) if q1 >= 0 else root - q1
        roots = [(2 * q2, half), (half, 2 * q0)]
    points = []
    for second in roots:
        y = _positive(second)
        x = y and _positive(_orthogonal(C, y))
        z = y and _positive(_orthogonal(tuple(zip(*A, strict=True)), y))
        if x and y and z:
            points.append((x, y, z))
    return Inside(tuple(points), singular=bool(points) and discriminant == 0)


def _crossing_planes(A: Matrix, B: Matrix, C: Matrix) -> Inside:
    """Solve where B and C are singular: each vanishes on two planes."""
    x1, y1 = _planes(C)
    z1, x2 = _planes(B)
    if x1 and x2 and x1[0] * x2[1] == x1[1] * x2[0]:
        # A has gains of both signs, so it vanishes on a curve of that plane.
        return Inside(infinite=True)
    if y1 and z1 and _dot(y1, _times(A, z1)) == 0:
        return Inside(infinite=True)
    points = []
    if x1 and z1:
        values = _times(A, z1)
        if not any(values):
            return Inside(infinite=True)
        y = _positive((values[1], -values[0]))
        if y:
            points.append((x1, y, z1))
    if y1 and x2:
        values = _times(tuple(zip(*A, strict=True)), y1)
        if not any(values):
            return Inside(infinite=True)
        z = _positive((values[1], -values[0]))
        if z:
            points.append((x2, y1, z))
    return Inside(tuple(points))


def _planes(matrix: Matrix) -> tuple[Weights | None, Weights | None]:
    """Where a matrix of rank one vanishes: at weights of the rows, or of the columns."""
    row = max(matrix, key=any)
    column = max(zip(*matrix, strict=True), key=any)
    return _positive((column[1], -column[0])), _positive((row[1], -row[0]))


def _has_room(A: Matrix, C: Matrix) -> bool:
    """Whether some y leaves both the mixtures that C and that A ask for inside the cube."""
    forms = [*C, *zip(*A, strict=True)]
    cuts = {Fraction(0), Fraction(1)}
    for start, end in forms:
        if start * end < 0:
            cuts.add(Fraction(start, start - end))
    ends = sorted(cuts)
    for low, high in pairwise(ends):
        y = (low + high) / 2
        values = [start * (1 - y) + end * y for start, end in forms]
        if values[0] * values[1] < 0 and values[2] * values[3] < 0:
            return True
    return False


def _orthogonal(matrix: Matrix, weights: Weights) -> Weights:
    """Weights of the rows at which the product vanishes."""
    values = _times(matrix, weights)
    return values[1], -values[0]


def _positive(weights: Weights) -> Weights | None:
    """Make both weights positive if one factor can."""
    first, second = weights
    if first > 0 and second > 0:
        return weights
    return (-first, -second) if first < 0 and second < 0 else None


def _determinant(matrix: Matrix) -> int:
    return matrix[0][0] * matrix[1][1] - matrix[0][1] * matrix[1][0]


def _dot(first: Sequence[Any], second: Sequence[Any]) -> Any:
    return first[0] * second[0] + first[1] * second[1]


def _times(matrix: Sequence[Sequence[Any]], weights: Weights) -> Weights:
    return _dot(matrix[0], weights), _dot(matrix[1], weights)


def _product(first: Sequence[Sequence[int]], second: Sequence[Sequence[int]]) -> Matrix:
    columns = list(zip(*second, strict=True))
    return tuple([tuple([_dot(row, column) for column in columns]) for row in first])
