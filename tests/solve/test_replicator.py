from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcgame.errors import EvaluationError, UsageError
from vcgame.forms.populations import population_game
from vcgame.model.library import load_model
from vcgame.solve.dynamics.basins import draw_states
from vcgame.solve.dynamics.gains import Formulas, Polynomials
from vcgame.solve.dynamics.replicator import face_of, faces, replicator_at
from vcgame.solve.dynamics.rest_points import rest_states

sys.path.insert(0, str(Path(__file__).parent))
from population_models import bimatrix, made, symmetric

PENNIES = ([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
PAYOFF = st.integers(-9, 9)


def drawn(size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    return tuple(np.random.default_rng(seed).integers(-9, 10, (2, size, size)))


@pytest.mark.parametrize(("size", "seed"), [(2, 1), (3, 2), (4, 3)])
def test_rates_are_those_of_the_matrices(size: int, seed: int) -> None:
    A, B = drawn(size, seed)
    dynamics = bimatrix(A.tolist(), B.tolist())
    states = draw_states(dynamics, 50, seed)
    rates = dynamics.rates(states)
    for state, rate in zip(states.T, rates.T, strict=True):
        x, y = (np.append(own, 1 - own.sum()) for own in np.split(state, 2))
        expected = np.concatenate([(x * (A @ y - x @ A @ y))[:-1], (y * (x @ B - x @ B @ y))[:-1]])
        assert np.allclose(rate, expected, atol=1e-12)


def test_one_population_plays_the_field() -> None:
    A = np.array([[0, 6, -4], [-3, 0, 5], [-1, 3, 0]])
    dynamics = symmetric(A.tolist())
    states = draw_states(dynamics, 50, 4)
    x = np.vstack([states, 1 - states.sum(axis=0)])
    expected = x * (A @ x - (x * (A @ x)).sum(axis=0))
    assert np.allclose(dynamics.rates(states), expected[:2], atol=1e-12)


def test_log_ratios_are_another_view_of_the_same_movement() -> None:
    dynamics = made((3, 2, 2), lambda i, j, k: (i * j - k, 2 * i - j * k, i + j - 3 * k * i))
    inside = dynamics.whole()
    states = draw_states(dynamics, 40, 5)
    logs = inside.logs(states)
    assert np.allclose(inside.states(logs), states, atol=1e-14)
    step = 1e-6
    moved = inside.states(logs + step * inside.log_rates(logs))
    back = inside.states(logs - step * inside.log_rates(logs))
    assert np.allclose((moved - back) / (2 * step), dynamics.rates(states), atol=1e-8)


def test_faces_hold_fewer_strategies() -> None:
    dynamics = symmetric([[0, 6, -4], [-3, 0, 5], [-1, 3, 0]])
    assert len(faces(dynamics)) == 7
    edge = face_of(dynamics, (Fraction(1, 4), Fraction(3, 4)))
    assert edge.present == ((0, 1),)
    assert edge.dimension == 1
    state = np.array([[0.25], [0.75]])
    assert np.allclose(edge.states(edge.logs(state)), state)
    gap = edge.log_rates(edge.logs(state))[0, 0]
    assert gap == pytest.approx((6 * 0.75) - (-3 * 0.25))


def test_states_of_huge_log_ratios_are_states() -> None:
    inside = symmetric([[0, 6, -4], [-3, 0, 5], [-1, 3, 0]]).whole()
    logs = np.array([[1e5, -1e5, 3e4, 0.0], [-1e5, -1e5, 1e5, 1e3]])
    states = inside.states(logs)
    assert np.isfinite(states).all()
    assert (states >= 0).all()
    assert (states.sum(axis=0) <= 1).all()


@given(st.lists(PAYOFF, min_size=8, max_size=8), st.floats(0, 1), st.floats(0, 1))
def test_the_jacobian_is_the_slope_of_the_rates(pays: list[int], x: float, y: float) -> None:
    dynamics = bimatrix([pays[:2], pays[2:4]], [pays[4:6], pays[6:]])
    state = np.array([x, y])
    step = 1e-6
    for place in range(2):
        ahead, behind = state.copy(), state.copy()
        ahead[place] += step
        behind[place] -= step
        slope = (dynamics.rates(ahead[:, None]) - dynamics.rates(behind[:, None])) / (2 * step)
        assert np.allclose(dynamics.jacobian(state)[:, place], slope[:, 0], atol=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_eigenvalues_are_those_of_the_whole_jacobian(seed: int) -> None:
    games = (bimatrix(*(m.tolist() for m in drawn(3, seed))), symmetric(drawn(4, seed)[0].tolist()))
    for dynamics in games:
        for point in rest_states(dynamics).points:
            place = np.array(point.place)
            assert np.abs(dynamics.rates(place[:, None])).max() < 1e-9
            whole = np.sort_complex(np.linalg.eigvals(dynamics.jacobian(place)))
            # Complex pairs may come in either order; compare the polynomials instead.
            assert np.allclose(np.poly(whole), np.poly(np.array(point.eigenvalues)), atol=1e-6)


def test_rest_points_of_a_square_are_five() -> None:
    found = rest_states(bimatrix(*PENNIES))
    assert found.complete
    assert [point.kind for point in found.points] == ["saddle"] * 4 + ["centre"]
    assert found.points[-1].values == (Fraction(1, 2), Fraction(1, 2))
    model = load_model("watermelon-brand")
    points = rest_states(replicator_at(population_game(model), model.values())).points
    saddle = points[-1]
    assert saddle.values == (Fraction(5, 9), Fraction(31, 79))
    assert saddle.kind == "saddle"
    assert max(value.real for value in saddle.eigenvalues) == pytest.approx(0.0886, abs=5e-5)
    kinds = {point.place: (point.kind, point.eigenvalues) for point in points}
    assert kinds[(0.0, 0.0)] == ("sink", (-0.3875, -0.075))
    assert kinds[(1.0, 1.0)][0] == "sink"
    assert kinds[(1.0, 1.0)][1] == pytest.approx((-0.6, -0.06))


def test_an_edge_of_rest_points_is_a_line() -> None:
    # The second population is indifferent when the first plays b.
    found = rest_states(bimatrix([[2, 0], [1, 1]], [[1, 0], [3, 3]]))
    assert [face.present for face in found.lines] == [((1,), (0, 1))]
    every = rest_states(bimatrix([[1, 1], [1, 1]], [[2, 2], [2, 2]]))
    assert len(every.lines) == 5
    flat = rest_states(symmetric([[1, 2, 0], [2, 1, 0], [1, 2, 0]]))
    assert any(face.dimension == 2 for face in flat.lines)


def test_state_dependent_payoffs_are_found_by_roots_and_by_search() -> None:
    squares = made((2,), lambda i: (("x*x - x + 2/9", "0")[i],), extra='[shares]\nx = "p0.a"')
    found = rest_states(squares)
    assert found.complete
    assert sorted(point.values[0] for point in found.points) == [
        0,
        *map(Fraction, ("1/3", "2/3")),
        1,
    ]
    odd = made((2,), lambda i: (("exp(x) - 3/2", "0")[i],), extra='[shares]\nx = "p0.a"')
    assert isinstance(odd.gains, Formulas)
    inside = [point for point in rest_states(odd).points if 0 < point.place[0] < 1]
    assert [point.kind for point in inside] == ["source"]
    assert inside[0].place[0] == pytest.approx(np.log(1.5), abs=1e-10)
    model = load_model("brand-rising-fine")
    rising = rest_states(replicator_at(population_game(model), model.values()))
    interior = [point for point in rising.points if point.face.dimension == 2]
    assert [point.kind for point in interior] == ["sink"]
    assert isinstance(interior[0].values[0], Fraction)


def test_rest_points_of_the_cube_by_search_are_those_by_algebra() -> None:
    # Everybody gains 2 (share of a of the others) - 1: the middle rests, and only corners else.
    dynamics = made(
        (2, 2, 2),
        lambda i, j, k: tuple(
            (own == 0) * (2 - j2 - k2 - 1) for own, j2, k2 in ((i, j, k), (j, i, k), (k, i, j))
        ),
    )
    inside = [point for point in rest_states(dynamics).points if point.face.dimension == 3]
    assert [point.values for point in inside] == [(Fraction(1, 2),) * 3]
    assert inside[0].kind == "saddle"


def test_mistakes_are_named() -> None:
    model = load_model("boxed-pigs")
    with pytest.raises(UsageError, match="parameter A has no value"):
        replicator_at(population_game(model), {})
    holes = made((2,), lambda i: (("1/(x - 1/2)", "0")[i],), extra='[shares]\nx = "p0.a"')
    assert not isinstance(holes.gains, Polynomials)
    with pytest.raises(EvaluationError, match="no value"):
        holes.rates(np.array([[0.5]]))
