from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.report.figures.placement import CELL, Place, Plane

SIZES = st.floats(0.05, 0.6)


def corners(place: Place, width: float, height: float) -> list[tuple[float, float]]:
    turn = math.radians(place.angle)
    found = []
    for right, up in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        x, y = right * width / 2, up * height / 2
        found.append(
            (
                place.x + x * math.cos(turn) - y * math.sin(turn),
                place.y + x * math.sin(turn) + y * math.cos(turn),
            )
        )
    return found


@settings(max_examples=60, deadline=None)
@given(SIZES, SIZES, st.floats(0.1, 1.9), st.floats(0.1, 1.9))
def test_a_label_in_a_region_lies_inside_it(
    width: float, height: float, right: float, top: float
) -> None:
    plane = Plane(2, 2)
    region = plane.empty()
    region[: round(top / CELL), : round(right / CELL)] = True
    found = plane.place_in(region, width, height)
    if found is None:
        assert width > right - 0.1 or height > top - 0.1
        return
    place, margin = found
    off = 2 * CELL
    assert place.x - width / 2 - margin >= -off
    assert place.x + width / 2 + margin <= right + off
    assert place.y - height / 2 - margin >= -off
    assert place.y + height / 2 + margin <= top + off


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(SIZES, st.floats(0.05, 0.3)), min_size=2, max_size=8))
def test_labels_in_one_region_do_not_overlap(sizes: list[tuple[float, float]]) -> None:
    plane = Plane(2, 1.5)
    boxes = []
    for width, height in sizes:
        found = plane.place_in(~plane.empty(), width, height)
        if found is not None:
            plane.take_box(found[0], width, height)
            boxes.append((found[0], width, height))
    assert boxes
    for number, (one, wide, high) in enumerate(boxes):
        for other, other_wide, other_high in boxes[:number]:
            apart_x = abs(one.x - other.x) - (wide + other_wide) / 2
            apart_y = abs(one.y - other.y) - (high + other_high) / 2
            assert max(apart_x, apart_y) > -CELL


def test_a_label_that_finds_no_room_is_told_so() -> None:
    plane = Plane(1, 1)
    assert plane.place_in(plane.empty(), 0.1, 0.1) is None
    assert plane.place_in(~plane.empty(), 1.5, 0.1) is None
    plane.take_box(Place(0.5, 0.5), 1, 1)
    assert plane.place_beside(Place(0.5, 0.5), 0.05, 0.2, 0.1, ~plane.taken) is None
    line = np.array([[0.1, 0.5], [0.9, 0.5]])
    assert plane.place_along([line], ~plane.taken, 0.3, 0.1) is None


@pytest.mark.parametrize("degrees", [0, 30, 89, 90, 120, 180, 250, 270, 300])
def test_a_label_on_a_line_lies_along_it_and_is_read_from_below_or_right(degrees: float) -> None:
    plane = Plane(2, 2)
    along = np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))])
    line = np.array([[1, 1] - 0.8 * along, [1, 1] + 0.8 * along])
    place = plane.place_along([line], ~plane.empty(), 0.5, 0.1)
    assert place is not None
    assert -90 < place.angle <= 90
    assert math.sin(math.radians(place.angle - degrees)) == pytest.approx(0, abs=1e-6)
    assert abs((place.x - 1) * along[1] - (place.y - 1) * along[0]) < CELL
    assert all(0 <= x <= 2 and 0 <= y <= 2 for x, y in corners(place, 0.5, 0.1))


def test_a_bent_line_carries_no_label_at_its_bend() -> None:
    plane = Plane(2, 2)
    bend = np.array([[0.2, 0.2], [1.0, 1.8], [1.8, 0.2]])
    place = plane.place_along([bend], ~plane.empty(), 0.6, 0.1)
    assert place is not None
    assert place.y < 1.6
    circle = np.array(
        [[1 + 0.2 * math.cos(t / 20), 1 + 0.2 * math.sin(t / 20)] for t in range(126)]
    )
    assert plane.place_along([circle], ~plane.empty(), 0.35, 0.08) is None


def test_a_label_beside_a_point_leaves_it_free() -> None:
    plane = Plane(1, 1)
    plane.take_box(Place(0.9, 0.5), 0.1, 0.1)
    place = plane.place_beside(Place(0.9, 0.5), 0.06, 0.3, 0.1, ~plane.taken)
    assert place is not None
    assert place.x < 0.7


def test_parts_are_the_connected_areas() -> None:
    plane = Plane(1, 1)
    mask = plane.empty()
    mask[:10, :10] = True
    mask[50:90, 50:90] = True
    mask[30, 30] = True
    parts = plane.parts(mask, 0.002)
    assert [int(part.sum()) for part in parts] == [1600, 100]
