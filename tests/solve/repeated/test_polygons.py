"""Convex polygons: hulls, cuts, distances, rounding."""

from __future__ import annotations

from fractions import Fraction
from math import hypot, isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.solve.repeated.polygon import (
    GRID,
    LONG,
    area,
    clipped,
    contains,
    distance,
    hull,
    includes,
    least,
    rounded_in,
    rounded_out,
)

NUMBERS = st.fractions(min_value=-8, max_value=8, max_denominator=9)
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=9)
SQUARE = (
    (Fraction(0), Fraction(0)),
    (Fraction(2), Fraction(0)),
    (Fraction(2), Fraction(2)),
    (Fraction(0), Fraction(2)),
)


def cross(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


@settings(max_examples=30)
@given(POINTS)
def test_a_hull_is_convex_and_holds_its_points(points):
    found = hull(points)
    assert set(found) <= set(points)
    assert all(contains(found, point) for point in points)
    if len(found) > 2:
        turns = [cross(found[k - 2], found[k - 1], found[k]) for k in range(len(found))]
        assert all(turn > 0 for turn in turns)
    assert hull(reversed(points)) == found


@settings(max_examples=30)
@given(POINTS, NUMBERS, NUMBERS)
def test_a_cut_keeps_what_lies_above(points, x, y):
    whole = hull(points)
    part = hull(clipped(whole, (x, y)))
    assert includes(whole, part)
    assert all(a >= x and b >= y for a, b in part)
    assert all(contains(part, p) for p in whole if p[0] >= x and p[1] >= y)
    for first in whole:
        for second in whole:
            middle = tuple((a + b) / 2 for a, b in zip(first, second, strict=True))
            if middle[0] >= x and middle[1] >= y:
                assert contains(part, middle)


def test_distances_by_hand():
    small = hull([(Fraction(0), Fraction(0)), (Fraction(1), Fraction(0))])
    assert isclose(distance(SQUARE, small), hypot(1, 2), abs_tol=1e-9)
    assert distance(small, SQUARE) == 0
    assert distance(SQUARE, ((Fraction(0), Fraction(0)),)) > distance(
        SQUARE, ((Fraction(1), Fraction(1)),)
    )
    assert area(SQUARE) == 4
    assert least(SQUARE, 1) == 0


@settings(max_examples=30)
@given(POINTS, st.integers(min_value=3, max_value=10**40))
def test_rounding_goes_the_right_way_and_not_far(points, odd):
    shape = hull((x + Fraction(1, odd), y - Fraction(1, odd + 1)) for x, y in points)
    outer, inner = rounded_out(shape), rounded_in(shape)
    assert includes(outer, shape)
    assert includes(shape, inner)
    assert distance(outer, shape) <= Fraction(2, GRID) + Fraction(1, 10**15)
    if inner and len(shape) > 2:
        assert all(v.denominator.bit_length() <= LONG for point in outer for v in point)


@pytest.mark.parametrize("point", [(Fraction(1), Fraction(2)), (Fraction(3), Fraction(0))])
def test_points_and_segments_hold_themselves(point):
    assert contains((point,), point)
    segment = hull([point, (Fraction(0), Fraction(0))])
    assert contains(segment, (point[0] / 2, point[1] / 2))
    assert not contains(segment, (point[0] / 2, point[1] / 2 + 1))
    assert not contains((), point)
