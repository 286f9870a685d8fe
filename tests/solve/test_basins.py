from __future__ import annotations

import math
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq

from vcgame.forms.populations import population_game
from vcgame.model.library import load_model
from vcgame.solve.dynamics.basins import Basins, basins, draw_states, sample_basins
from vcgame.solve.dynamics.plane import contains
from vcgame.solve.dynamics.replicator import replicator_at
from vcgame.solve.dynamics.rest_points import rest_states

sys.path.insert(0, str(Path(__file__).parent))
from population_models import bimatrix, made, symmetric


def shares(found: Basins) -> dict[tuple[float, ...], float]:
    return {basin.end: basin.share for basin in found.basins}


def level_area(a: float, b: float, c: float, d: float) -> float:
    """Share of the square that goes to (1, 1), where x gains a y - b and y gains c x - d.

    The equations separate: -d log x - (c - d) log(1 - x) + b log y + (a - b) log(1 - y) is
    constant on every way, so the separatrix is the level through the saddle (d/c, b/a).
    """

    def across(x: float) -> float:
        return d * math.log(x) + (c - d) * math.log1p(-x)

    def up(y: float) -> float:
        return b * math.log(y) + (a - b) * math.log1p(-y)

    saddle = d / c, b / a
    offset = up(saddle[1]) - across(saddle[0])

    def height(x: float) -> float:
        if x == saddle[0]:
            return saddle[1]
        low, high = (1e-300, saddle[1]) if x > saddle[0] else (saddle[1], 1 - 1e-16)
        gap = [up(y) - across(x) - offset for y in (low, high)]
        if gap[0] * gap[1] > 0:
            return low if x > saddle[0] else high
        return brentq(lambda y: up(y) - across(x) - offset, low, high, xtol=1e-14)

    parts = [
        quad(height, *ends, epsabs=1e-10, limit=200)[0]
        for ends in ((1e-13, saddle[0]), (saddle[0], 1 - 1e-13))
    ]
    return 1 - sum(parts)


def test_the_watermelon_brand() -> None:
    model = load_model("watermelon-brand")
    dynamics = replicator_at(population_game(model), model.values())
    found = basins(dynamics)
    first = found.basins[0]
    assert first.end == (1.0, 1.0)
    assert first.method == "separatrix"
    assert round(first.share, 3) == 0.582
    assert first.straight is not None
    assert round(first.straight, 3) == 0.526
    assert first.error < 1e-5
    assert found.checked == 0  # linear payoffs leave no room for cycles
    # From the payoffs of the base case: gains 0.9875 y - 0.3875 and 0.135 x - 0.075.
    assert abs(first.share - level_area(0.9875, 0.3875, 0.135, 0.075)) <= first.error
    drawn = sample_basins(dynamics, draws=20_000, seed=3)
    for basin in drawn.basins:
        assert basin.method == "sample"
        assert basin.straight is None
        assert abs(basin.share - shares(found)[basin.end]) <= basin.error < 0.01


COUNT = st.integers(1, 40)


@given(COUNT, COUNT, COUNT, COUNT)
@settings(max_examples=12)
def test_areas_are_those_of_the_level_through_the_saddle(a: int, b: int, c: int, d: int) -> None:
    found = basins(bimatrix([[a, 0], [0, b]], [[c, 0], [0, d]]))
    expected = level_area(a + b, b, c + d, d)
    own = next(basin for basin in found.basins if basin.end == (1.0, 1.0))
    assert abs(own.share - expected) <= own.error + 1e-8
    assert own.error < 1e-4
    assert sum(basin.share for basin in found.basins) == pytest.approx(1, abs=1e-9)
    # The saddle is (d/(c+d), b/(a+b)); its straight lines lead to (0, 1) and (1, 0).
    below = (1 - (Fraction(d, c + d) + Fraction(b, a + b))) / 2
    assert own.straight == pytest.approx(float(Fraction(1, 2) + below))


@pytest.mark.parametrize(
    "weights", [("21.1", "0.0178", "20", "0.0455"), ("96.5", "0.0939", "0.107", "0.0196")]
)
def test_narrow_basins_along_the_edges_are_measured_too(weights: tuple[str, ...]) -> None:
    a, b, c, d = weights
    found = basins(bimatrix([[a, 0], [0, b]], [[c, 0], [0, d]]))
    expected = level_area(float(a) + float(b), float(b), float(c) + float(d), float(d))
    own = next(basin for basin in found.basins if basin.end == (1.0, 1.0))
    assert own.method == "separatrix"
    assert abs(own.share - expected) <= own.error + 1e-8
    assert own.error < 1e-4


def test_even_coordination_is_parted_in_the_middle() -> None:
    found = basins(bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]]))
    assert [basin.end for basin in found.basins] == [(0.0, 0.0), (1.0, 1.0)]
    for basin in found.basins:
        assert abs(basin.share - 0.5) <= basin.error < 1e-9
        assert basin.straight == pytest.approx(0.5)
    assert found.elsewhere == 0
    line = np.concatenate(found.separatrices)
    assert np.abs(line.sum(axis=1) - 1).max() < 1e-9


def test_relabelling_swaps_the_areas() -> None:
    one = shares(basins(bimatrix([[5, 1], [2, 3]], [[4, 0], [1, 2]])))
    other = shares(basins(bimatrix([[3, 2], [1, 5]], [[2, 1], [0, 4]])))
    assert one[(1.0, 1.0)] == pytest.approx(other[(0.0, 0.0)], abs=1e-7)
    assert one[(0.0, 0.0)] == pytest.approx(other[(1.0, 1.0)], abs=1e-7)
    turned = shares(basins(bimatrix([[2, 3], [5, 1]], [[1, 2], [4, 0]])))
    assert one[(1.0, 1.0)] == pytest.approx(turned[(0.0, 1.0)], abs=1e-7)


def test_opposite_payoffs_make_sinks_of_sources() -> None:
    found = basins(bimatrix([[-2, 0], [0, -1]], [[-1, 0], [0, -2]]))
    assert {basin.end for basin in found.basins} == {(0.0, 1.0), (1.0, 0.0)}


@pytest.mark.parametrize("weights", [(1, 1, 1), (3, 2, 1), (5, 1, 7)])
def test_pure_coordination_of_three_is_parted_by_straight_lines(weights: tuple[int, ...]) -> None:
    # x_i / x_j stands still where a_i x_i = a_j x_j: those lines are the separatrices.
    found = basins(symmetric(np.diag(weights).tolist()))
    middle = np.array([1 / weight for weight in weights])
    middle /= middle.sum()
    for number in range(3):
        corner = np.eye(3)[number]
        rim = []
        for other in (1, 2):
            beside = (number + other) % 3
            point = np.zeros(3)
            point[[number, beside]] = weights[beside], weights[number]
            rim.append(point / point.sum())
        halves = (np.linalg.det(np.array([corner, each, middle])) for each in rim)
        expected = sum(abs(half) for half in halves)
        end = tuple(map(float, corner[:2]))
        own = next(basin for basin in found.basins if basin.end == end)
        assert abs(own.share - expected) <= own.error < 1e-8
        assert own.straight == pytest.approx(expected)


def test_edge_saddles_part_basins_too() -> None:
    found = basins(symmetric([[0, 6, -4], [-3, 0, 5], [-1, 3, 0]]))
    drawn = sample_basins(symmetric([[0, 6, -4], [-3, 0, 5], [-1, 3, 0]]), draws=20_000, seed=5)
    assert {basin.method for basin in found.basins} == {"separatrix"}
    for basin in drawn.basins:
        assert abs(basin.share - shares(found)[basin.end]) <= basin.error


def test_one_sink_has_all_and_a_centre_nothing() -> None:
    only = basins(bimatrix([[3, 1], [0, 0]], [[3, 0], [1, 0]]))
    assert shares(only) == {(1.0, 1.0): 1.0}
    assert only.basins[0].error < 1e-9
    pennies = basins(bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]))
    assert (pennies.basins, pennies.elsewhere) == ((), 1.0)
    for unstable in ([[0, -2, 1], [1, 0, -2], [-2, 1, 0]], [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]):
        assert basins(symmetric(unstable)).basins == ()
    inner = basins(symmetric([[0, -1, 2], [2, 0, -1], [-1, 2, 0]]))
    assert list(shares(inner).values()) == [1.0]


def test_a_line_is_parted_at_its_rest_points() -> None:
    found = basins(symmetric([[3, 0], [2, 1]]))
    assert [(basin.end, basin.share, basin.method) for basin in found.basins] == [
        ((0.0,), 0.5, "line"),
        ((1.0,), 0.5, "line"),
    ]
    cubic = made(
        (2,),
        lambda i: (("(x - 1/4)*(x - 1/2)*(x - 7/8)", "0")[i],),
        extra='[shares]\nx = "p0.a"',
    )
    assert shares(basins(cubic)) == {(0.0,): 0.25, (0.5,): 0.625, (1.0,): 0.125}
    # A rest point that attracts from one side alone has that side.
    touched = made((2,), lambda i: (("(x - 1/2)**2", "0")[i],), extra='[shares]\nx = "p0.a"')
    assert shares(basins(touched)) == {(0.5,): 0.5, (1.0,): 0.5}
    assert basins(symmetric([[1, 2], [1, 2]])).elsewhere == 1.0


def test_three_populations_are_sampled() -> None:
    # The third is by itself, so that the first two decide as in the plane.
    def pays(i: int, j: int, k: int) -> tuple[int, ...]:
        same = int(i == j)
        return same * (2 - i), same * (1 + 3 * j), 1 - k

    cube = basins(made((2, 2, 2), pays), draws=20_000, seed=1)
    plane = shares(basins(bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 4]])))
    assert cube.why == "dimension"
    assert (cube.draws, cube.seed) == (20_000, 1)
    assert len(cube.basins) == 2
    for basin in cube.basins:
        assert abs(basin.share - plane[basin.end[:2]]) <= basin.error < 0.01
    again = basins(made((2, 2, 2), pays), draws=20_000, seed=1)
    assert again.basins == cube.basins
    assert basins(made((2, 2, 2), pays), draws=20_000, seed=2).basins != cube.basins


def test_lines_of_rest_points_are_sampled_and_what_goes_there_counted() -> None:
    # Where x is 0 all y rest, and those below 1/2 attract.
    found = basins(bimatrix([[2, 0], [1, 1]], [[1, 0], [3, 3]]), draws=2_000)
    assert found.why == "lines"
    assert [basin.end for basin in found.basins] == [(1.0, 1.0)]
    assert found.elsewhere + found.basins[0].share == pytest.approx(1)
    assert 0.05 < found.elsewhere < 0.5
    assert basins(bimatrix([[0, 0], [1, 1]], [[1, 0], [3, 3]])).elsewhere == 1.0


def test_regions_cover_the_plane_once() -> None:
    for dynamics in (
        symmetric(np.diag([3, 2, 1]).tolist()),
        bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 5]]),
    ):
        found = basins(dynamics)
        states = draw_states(dynamics, 500, 2)
        inside = np.array([contains(outline, states) for _, outline in found.outlines])
        assert (inside.sum(axis=0) == 1).all()


def test_draws_are_uniform() -> None:
    triangle = symmetric(np.diag([1, 1, 1]).tolist())
    states = draw_states(triangle, 40_000, 9)
    third = 1 - states.sum(axis=0)
    for share in (*states, third):
        assert share.min() > 0
        # The share of one of three strategies is above h in (1 - h)^2 of the triangle.
        for height in (0.2, 0.5, 0.8):
            assert np.mean(share > height) == pytest.approx((1 - height) ** 2, abs=0.01)


def test_close_rest_points_keep_their_basins_apart() -> None:
    # Two sinks 1/500 apart along the edge of a square, a saddle between them.
    close = made(
        (2, 2),
        lambda i, j: (("-(x - 499/1000)*(x - 1/2)*(x - 501/1000)", "0")[i], 1 - j),
        extra='[shares]\nx = "p0.a"\ny = "p1.a"',
    )
    assert basins(close).checked > 0
    assert len([p for p in rest_states(close).points if p.kind == "sink"]) == 2
    found = basins(close)
    assert {basin.method for basin in found.basins} == {"separatrix"}
    for basin in found.basins:
        assert abs(basin.share - 0.5) <= basin.error
