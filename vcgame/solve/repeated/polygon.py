"""Convex polygons with rational vertices: hulls, cuts, distances and rounding.

A polygon is a tuple of its vertices against the clock, none of them on the line of its
neighbours. A point has one vertex, a segment two, and the empty set none.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from math import isqrt, lcm
from typing import Final

__all__ = [
    "Point",
    "Polygon",
    "area",
    "clipped",
    "contains",
    "distance",
    "hull",
    "includes",
    "least",
    "rounded_in",
    "rounded_out",
]

Point = tuple[Fraction, Fraction]
Polygon = tuple[Point, ...]

LONG: Final = 96
"""Coordinates whose denominators have more bits are rounded."""

LONGEST: Final = 1_024
"""Bits that even a coordinate which is kept for its neighbour's sake may not pass."""

GRID: Final = 1 << 72
"""Rounded coordinates are multiples of one over this."""

_DIGITS: Final = 10**15
_INWARD: Final = Fraction(1, 1 << 50)


def hull(points: Iterable[Point]) -> Polygon:
    """Give the convex hull (Andrew 1979, monotone chains).

    Examples
    --------
    >>> F = Fraction
    >>> hull([(F(0), F(0)), (F(1), F(0)), (F(1, 2), F(0)), (F(0), F(1))])[1]
    (Fraction(1, 1), Fraction(0, 1))
    """
    given = list(dict.fromkeys(points))
    scale = lcm(*(value.denominator for point in given for value in point))
    whole = {
        (x.numerator * (scale // x.denominator), y.numerator * (scale // y.denominator)): (x, y)
        for x, y in given
    }
    ordered = sorted(whole)
    if len(ordered) > 2:
        ordered = _chain(ordered)[:-1] + _chain(ordered[::-1])[:-1]
    return tuple(whole[place] for place in ordered)


def _chain(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for x, y in points:
        while len(kept) >= 2:
            (ax, ay), (bx, by) = kept[-2:]
            if (bx - ax) * (y - ay) > (x - ax) * (by - ay):
                break
            kept.pop()
        kept.append((x, y))
    return kept


def _turn(first: Point, second: Point, third: Point) -> Fraction:
    """Give twice the signed area of a triangle."""
    return (second[0] - first[0]) * (third[1] - first[1]) - (second[1] - first[1]) * (
        third[0] - first[0]
    )


def area(polygon: Polygon) -> Fraction:
    """Give the area of a polygon."""
    if len(polygon) < 3:
        return Fraction(0)
    pairs = pairwise(polygon[1:])
    return sum((_turn(polygon[0], b, c) for b, c in pairs), Fraction(0)) / 2


def least(polygon: Polygon, axis: int) -> Fraction:
    """Give the least coordinate in one direction."""
    return min(point[axis] for point in polygon)


def clipped(polygon: Polygon, bounds: Point) -> list[Point]:
    """Give points whose hull is the part of a polygon above a bound in each coordinate."""
    kept = list(polygon)
    for axis, bound in enumerate(bounds):
        if all(point[axis] >= bound for point in kept):
            continue
        cut: list[Point] = []
        for place, point in enumerate(kept):
            before = kept[place - 1]
            inside, was_inside = point[axis] >= bound, before[axis] >= bound
            if inside != was_inside:
                share = (bound - before[axis]) / (point[axis] - before[axis])
                other = 1 - axis
                across = before[other] + share * (point[other] - before[other])
                cut.append((bound, across) if axis == 0 else (across, bound))
            if inside:
                cut.append(point)
        kept = cut
    return kept


def contains(polygon: Polygon, point: Point) -> bool:
    """Whether a point lies in a polygon, its border included."""
    if len(polygon) <= 2:
        if not polygon:
            return False
        start, end = polygon[0], polygon[-1]
        return _turn(start, end, point) == 0 and all(
            min(start[k], end[k]) <= point[k] <= max(start[k], end[k]) for k in (0, 1)
        )
    return all(
        _turn(polygon[place - 1], polygon[place], point) >= 0 for place in range(len(polygon))
    )


def includes(outer: Polygon, inner: Polygon) -> bool:
    """Whether one polygon lies in another one."""
    return all(contains(outer, point) for point in inner)


def distance(outer: Polygon, inner: Polygon) -> Fraction:
    """Give an upper bound of how far points of one polygon are from another that is not empty.

    Where the second lies in the first, that is their Hausdorff distance, rounded up in the
    fifteenth decimal; it is 0 exactly where they are equal.
    """
    square = max((_square(inner, point) for point in outer), default=Fraction(0))
    if square == 0:
        return square
    scaled = square * _DIGITS**2
    return Fraction(isqrt(-(-scaled.numerator // scaled.denominator)) + 1, _DIGITS)


def _square(polygon: Polygon, point: Point) -> Fraction:
    """Give the square of the distance of a point from a polygon."""
    if contains(polygon, point):
        return Fraction(0)
    return min(
        _from_segment(polygon[place - 1], polygon[place], point) for place in range(len(polygon))
    )


def _from_segment(start: Point, end: Point, point: Point) -> Fraction:
    along = (end[0] - start[0], end[1] - start[1])
    away = (point[0] - start[0], point[1] - start[1])
    length = along[0] ** 2 + along[1] ** 2
    share = Fraction(0)
    if length:
        share = min(max((away[0] * along[0] + away[1] * along[1]) / length, share), Fraction(1))
    return (away[0] - share * along[0]) ** 2 + (away[1] - share * along[1]) ** 2


def rounded_out(polygon: Polygon) -> Polygon:
    """Give a polygon that holds this one and whose vertices are short numbers."""
    if not any(map(_long, polygon)):
        return polygon
    return hull((x, y) for point in polygon for x in _around(point[0]) for y in _around(point[1]))


def rounded_in(polygon: Polygon) -> Polygon:
    """Give a polygon within this one whose vertices are short numbers.

    One without an inside stays as it is, and so do the least coordinates where they are short.
    """
    if len(polygon) < 3 or not any(map(_long, polygon)):
        return polygon
    count = len(polygon)
    middle = tuple(sum((p[k] for p in polygon), Fraction(0)) / count for k in (0, 1))
    lowest = (least(polygon, 0), least(polygon, 1))
    kept = []
    for point in polygon:
        if not _long(point):
            kept.append(point)
            continue
        held = [point[k] == lowest[k] and not _is_long(point[k]) for k in (0, 1)]
        if any(held) and max(v.denominator.bit_length() for v in point) <= LONGEST:
            kept.append(point)
            continue
        near = [point[k] + _INWARD * (middle[k] - point[k]) for k in (0, 1)]
        options = ((x, y) for x in _around(near[0]) for y in _around(near[1]))
        kept += [option for option in options if contains(polygon, option)][:1]
    return hull(kept)


def _long(point: Point) -> bool:
    return any(map(_is_long, point))


def _is_long(value: Fraction) -> bool:
    return value.denominator.bit_length() > LONG


def _around(value: Fraction) -> tuple[Fraction, ...]:
    """Give the two multiples of the grid next to a long number; a short one is itself."""
    if not _is_long(value):
        return (value,)
    below = value.numerator * GRID // value.denominator
    return Fraction(below, GRID), Fraction(below + 1, GRID)
