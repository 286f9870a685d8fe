from __future__ import annotations

import math
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from vcgame.errors import UsageError
from vcgame.forms.populations import population_game
from vcgame.model.library import load_model
from vcgame.solve.dynamics.basins import draw_states
from vcgame.solve.dynamics.flow import ends, flow
from vcgame.solve.dynamics.paths import trajectory
from vcgame.solve.dynamics.replicator import Replicator, replicator_at
from vcgame.solve.dynamics.rest_points import rest_states

sys.path.insert(0, str(Path(__file__).parent))
from population_models import bimatrix, made, symmetric

PENNIES = bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
COORDINATION = bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
ZEEMAN = symmetric([[0, 6, -4], [-3, 0, 5], [-1, 3, 0]])


def logistic(times: np.ndarray, start: float, gain: float) -> np.ndarray:
    return 1 / (1 + (1 / start - 1) * np.exp(-gain * times))


def reference(dynamics: Replicator, start: tuple[float, ...], times: np.ndarray) -> np.ndarray:
    """Another method, another record: LSODA as tight as it goes."""
    inside = dynamics.whole()
    done = solve_ivp(
        lambda _, y: inside.log_rates(y[:, None])[:, 0],
        (0.0, float(times[-1])),
        inside.logs(np.array([start]).T)[:, 0],
        "LSODA",
        t_eval=times,
        rtol=1e-13,
        atol=1e-13,
    )
    return inside.states(done.y).T


@pytest.mark.parametrize("start", [Fraction(1, 10**12), Fraction(1, 10), Fraction(9, 10)])
@pytest.mark.parametrize("gain", [2, -3])
def test_a_dominant_strategy_spreads_by_the_logistic_curve(start: Fraction, gain: int) -> None:
    dynamics = made((2,), lambda i: ((gain, 0)[i],))
    way = trajectory(dynamics, (start,))
    exact = logistic(way.times, float(start), gain)
    assert np.abs(way.states[:, 0] - exact).max() <= way.error < 1e-7
    end = 1.0 if gain > 0 else 0.0
    assert way.end == (end,)
    left = 0.05 * abs(end - float(start))
    odds = (1 - left) / left if gain > 0 else left / (1 - left)
    assert way.time_95 == pytest.approx(math.log(odds * (1 / float(start) - 1)) / gain, rel=1e-8)


def test_matching_pennies_turns_on_closed_orbits() -> None:
    for start in ((Fraction(1, 5), Fraction(1, 5)), (Fraction(1, 100), Fraction(1, 2))):
        way = trajectory(PENNIES, start, until=200.0, points=2001)
        logs = np.log(way.states) + np.log1p(-way.states)
        kept = logs.sum(axis=1)
        assert np.abs(kept - kept[0]).max() < 1e-8
        assert way.end is None
        assert way.time_95 is None
        assert (np.diff(np.sign(way.states[:, 0] - 0.5)) != 0).sum() > 30


@pytest.mark.parametrize(
    ("dynamics", "start"),
    [
        (COORDINATION, (0.3, 0.62)),
        (COORDINATION, (1e-9, 1 - 1e-9)),
        (PENNIES, (0.1, 0.7)),
        (ZEEMAN, (0.2, 0.7)),
        (ZEEMAN, (0.05, 0.15)),
    ],
)
def test_the_error_holds_against_another_method(
    dynamics: Replicator, start: tuple[float, ...]
) -> None:
    way = trajectory(dynamics, start, until=30.0, points=101)
    gap = np.abs(way.states - reference(dynamics, start, way.times)).max()
    assert gap <= max(way.error, 5e-11)
    assert way.error < 1e-6


def test_edges_stay_edges_and_corners_stay() -> None:
    on_edge = trajectory(COORDINATION, (Fraction(1), Fraction(1, 10)))
    assert (on_edge.states[:, 0] == 1.0).all()
    assert on_edge.end == (1.0, 1.0)
    assert np.abs(on_edge.states[:, 1] - logistic(on_edge.times, 0.1, 1.0)).max() < 1e-9
    face = trajectory(ZEEMAN, (Fraction(1, 4), Fraction(3, 4)))
    assert np.abs(face.states.sum(axis=1) - 1).max() < 1e-15
    for start in ((0, 1), (1, 1), (Fraction(2, 3), Fraction(1, 3))):
        still = trajectory(COORDINATION, start)
        assert still.end == tuple(map(float, start))
        assert (still.states == np.array(still.end)).all()
        assert (still.time_95, still.error) == (0.0, 0.0)


def test_starts_next_to_a_corner_stay_inside() -> None:
    tiny = Fraction(1, 10**12)
    for start in ((tiny, 1 - tiny), (1 - tiny, tiny), (tiny, tiny)):
        way = trajectory(PENNIES, start, until=100.0)
        assert (way.states >= 0).all()
        assert (way.states <= 1).all()
        assert way.error < 1e-6
    third = trajectory(ZEEMAN, (tiny, tiny))
    assert (third.states.sum(axis=1) <= 1).all()
    assert third.end == pytest.approx((1 / 3, 1 / 3))


def test_the_time_is_when_the_last_share_has_come_for_good() -> None:
    # An interior sink that is a focus: shares swing through their ends before they settle.
    model = load_model("brand-rising-fine")
    dynamics = replicator_at(population_game(model), model.values())
    start = (Fraction(1, 10), Fraction(1, 10))
    way = trajectory(dynamics, start, points=20_001)
    assert way.end == pytest.approx((0.375, 4 / 9))
    gaps = np.abs(way.states - np.array(way.end))
    outside = (gaps > 0.05 * gaps[0]).any(axis=1)
    last = way.times[np.flatnonzero(outside)[-1]]
    assert way.time_95 is not None
    assert last <= way.time_95 <= last + 2 * way.times[1]


def test_backward_is_the_game_with_opposite_payoffs() -> None:
    other = bimatrix([[-2, 0], [0, -1]], [[-1, 0], [0, -2]])
    start = (Fraction(3, 10), Fraction(4, 5))
    back = trajectory(COORDINATION, start, backward=True)
    forth = trajectory(other, start)
    assert back.end == forth.end == (0.0, 1.0)
    assert np.abs(back.states - forth.states).max() < 1e-9
    assert back.time_95 == pytest.approx(forth.time_95)


def test_relabelled_strategies_give_the_mirror_image() -> None:
    mirrored = bimatrix([[1, 0], [0, 2]], [[2, 0], [0, 1]])
    way = trajectory(COORDINATION, (Fraction(1, 5), Fraction(3, 10)))
    image = trajectory(mirrored, (Fraction(4, 5), Fraction(7, 10)))
    assert np.abs(way.states + image.states - 1).max() < 1e-9


def test_no_end_is_named_where_rounding_would_choose_it() -> None:
    even = bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    on = trajectory(even, (Fraction(1, 4), Fraction(3, 4)))
    assert on.end in (None, (0.5, 0.5))
    for off, end in ((Fraction(1, 10**6), 1.0), (Fraction(-1, 10**6), 0.0)):
        beside = trajectory(even, (Fraction(1, 4) + off, Fraction(3, 4)))
        assert beside.end == (end, end)


def test_a_line_of_rest_points_is_approached_at_one_of_them() -> None:
    # b is dominant for the first; the second is indifferent where all the others play b.
    dynamics = bimatrix([[0, 0], [1, 1]], [[1, 0], [3, 3]])
    way = trajectory(dynamics, (Fraction(1, 2), Fraction(1, 2)))
    # d log(y / (1 - y)) = x dt with x = 1 / (1 + e^t), so log(y / (1 - y)) ends at log 2.
    assert way.end == pytest.approx((0.0, 2 / 3), abs=1e-7)


@given(st.lists(st.integers(-9, 9), min_size=8, max_size=8), st.data())
@settings(max_examples=6)
def test_many_at_once_go_where_each_goes_alone(pays: list[int], data: st.DataObject) -> None:
    dynamics = bimatrix([pays[:2], pays[2:4]], [pays[4:6], pays[6:]])
    share = st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=200)
    starts = data.draw(st.lists(st.tuples(share, share), min_size=1, max_size=3))
    inside = dynamics.whole()
    states = np.array(starts, dtype=float).T
    for until in (3.0, -3.0):
        found = inside.states(flow(inside, inside.logs(states), until))
        for column, start in zip(found.T, starts, strict=True):
            way = trajectory(dynamics, start, until=abs(until), backward=until < 0)
            assert np.abs(way.states[-1] - column).max() < 1e-5


def test_many_ends_are_those_of_single_trajectories() -> None:
    for dynamics in (COORDINATION, ZEEMAN):
        rest = rest_states(dynamics)
        targets = [point for point in rest.points if point.kind == "sink"]
        inside = dynamics.whole()
        states = draw_states(dynamics, 10, 8)
        found = ends(inside, inside.logs(states), rest, targets)
        for number, column in zip(found, states.T, strict=True):
            assert trajectory(dynamics, column.tolist()).end == targets[number].place


@pytest.mark.parametrize(
    ("start", "until", "wrong"),
    [
        ((0.5,), None, "has 2 shares"),
        ((0.5, 1.2), None, "between 0 and 1"),
        ((0.5, math.nan), None, "between 0 and 1"),
        ((0.7, 0.7), None, "at most 1 in all"),
        ((0.2, 0.2), -1.0, "time above 0"),
        ((0.2, 0.2), math.inf, "time above 0"),
    ],
)
def test_mistakes_are_named(start: tuple[float, ...], until: float | None, wrong: str) -> None:
    with pytest.raises(UsageError, match=wrong):
        trajectory(ZEEMAN, start, until=until)


def test_a_time_far_beyond_the_end_names_the_end_all_the_same() -> None:
    dynamics = bimatrix([[2, 0], [1, 1]], [[2, 1], [0, 1]])
    start = (Fraction(1, 4), Fraction(1, 3))
    near, far = trajectory(dynamics, start), trajectory(dynamics, start, until=1e9)
    assert far.end == near.end == (0.0, 0.0)
    assert far.time_95 == pytest.approx(near.time_95, rel=1e-9)
    assert far.times[-1] == 1e9
    assert np.abs(far.states[-1] - np.array(far.end)).max() <= far.error


def test_a_way_that_is_cut_off_ends_before_the_time_asked_for() -> None:
    way = trajectory(PENNIES, (Fraction(1, 2), Fraction(3, 10)), until=1e7)
    assert way.end is None
    assert way.times[-1] < 1e7
