from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.report.figures.regions import (
    area_of,
    lines_through,
    nearest,
    refine,
    stretch,
    zero_lines,
)

SLOPES = st.integers(-40, 40).map(lambda number: number / 10)


def grid(points: int) -> tuple[np.ndarray, np.ndarray]:
    return np.meshgrid(np.linspace(0, 1, points), np.linspace(0, 1, points))


@given(SLOPES, SLOPES, SLOPES)
def test_stretching_a_plane_is_exact(a: float, b: float, c: float) -> None:
    x, y = grid(5)
    fine_x, fine_y = grid(23)
    assert np.allclose(stretch(a + b * x + c * y, 23, 23), a + b * fine_x + c * fine_y)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(SLOPES, SLOPES, SLOPES), min_size=1, max_size=3))
def test_refined_codes_are_right_up_to_the_boundary(
    lines: list[tuple[float, float, float]],
) -> None:
    def codes(points: int) -> tuple[np.ndarray, list[np.ndarray]]:
        x, y = grid(points)
        values = [a + b * x + c * y for a, b, c in lines]
        return sum((value > 0).astype(int) << k for k, value in enumerate(values)), values

    coarse, boundaries = codes(9)
    truth, fine = codes(61)
    for value in boundaries:  # a tie has a regime of its own
        coarse[np.abs(value) < 1e-12] = 99
    refined = refine(coarse, boundaries, 61, 61)
    sure = np.isin(truth, coarse)
    for value in fine:
        sure &= np.abs(value) > 1e-6
    assert (refined[sure] == truth[sure]).all()


def test_without_boundaries_the_nearest_points_decide() -> None:
    codes = np.zeros((5, 5), dtype=int)
    codes[:, 3:] = 1
    refined = refine(codes, [], 41, 41)
    assert set(refined[:, :25].ravel()) == {0}
    assert set(refined[:, 26:].ravel()) == {1}


def test_a_zero_line_is_where_the_function_is_zero() -> None:
    x, y = grid(41)
    (line,) = zero_lines((x - 0.5) ** 2 + (y - 0.5) ** 2 - 0.1, 2.0, 4.0)
    assert np.allclose((line[:, 0] / 2 - 0.5) ** 2 + (line[:, 1] / 4 - 0.5) ** 2, 0.1, atol=2e-3)
    assert zero_lines(np.ones((3, 3)), 1, 1) == []
    assert zero_lines(np.full((3, 3), np.nan), 1, 1) == []


def test_an_area_is_outlined_with_its_holes() -> None:
    codes = np.ones((21, 21), dtype=int)
    codes[8:13, 8:13] = 0
    points, kinds = area_of(codes, 1, 2.0, 2.0)
    assert len(points) == 1
    assert list(kinds[0]).count(1) == 2  # matplotlib's "move to": the rim and the hole
    assert points[0].min() == 0
    assert points[0].max() == 2


def test_which_boundary_a_tie_lies_on() -> None:
    x, y = grid(11)
    codes = np.where(x == y, 1, 0)
    assert lines_through(codes, 1, [x - y, x - 0.5]) == [0]
    assert lines_through(codes, 0, [x - y, x - 0.5]) == []


def test_nearest_gives_the_code_below_each_cell() -> None:
    codes = np.arange(4).reshape(2, 2)
    assert nearest(codes, 4, 4).tolist() == [[0, 0, 1, 1]] * 2 + [[2, 2, 3, 3]] * 2
