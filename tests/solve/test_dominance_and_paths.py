"""Helpers for large games: elimination of dominated strategies, Lemke and Howson's paths."""

from __future__ import annotations

from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.certificate import largest_gain
from vcgame.solve.dominance import undominated
from vcgame.solve.nash import solve_nash
from vcgame.solve.paths import path_ends


@st.composite
def games(draw, most=5):
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    low, high = draw(st.sampled_from([(0, 0), (0, 1), (0, 2), (-4, 4), (-1000, 1000)]))
    row = st.lists(st.integers(low, high), min_size=columns, max_size=columns)
    matrix = st.lists(row, min_size=rows, max_size=rows)
    return draw(matrix), draw(matrix)


@settings(deadline=None, max_examples=150)
@given(matrices=games())
def test_paths_end_at_extreme_equilibria(matrices):
    answer = solve_nash(StrategicGame.from_matrices(*matrices))
    known = {e.profile for e in answer.equilibria}
    ends = list(path_ends(*matrices, effort=10**7))
    assert ends
    for x, y in ends:
        game = StrategicGame.from_matrices(*matrices)
        assert largest_gain(game, [x, y]) == 0
        assert any(
            all(
                [w * sum(p) == q * sum(weights) for w, q in zip(weights, p, strict=True)]
                == [True] * len(p)
                for weights, p in zip((x, y), profile, strict=True)
            )
            for profile in known
        )


def test_paths_stop_at_the_limit(seeded):
    rng = seeded(1)
    A, B = ([[rng.randint(-99, 99) for _ in range(9)] for _ in range(9)] for _ in "AB")
    assert list(path_ends(A, B, effort=300)) == []
    few, all_ends = list(path_ends(A, B, effort=5000)), list(path_ends(A, B, effort=10**8))
    assert few == all_ends[: len(few)]
    assert 0 < len(few) < len(all_ends)


@settings(deadline=None, max_examples=150)
@given(matrices=games())
def test_what_is_removed_is_never_a_best_reply_in_equilibrium(matrices):
    own, other = undominated(*matrices)
    for equilibrium in solve_nash(StrategicGame.from_matrices(*matrices)).equilibria:
        assert set(equilibrium.best_replies[0]) <= set(own)
        assert set(equilibrium.best_replies[1]) <= set(other)


def test_elimination_goes_on():
    # The column c falls first, then the row r3, then the column b, and so on.
    A = [[4, 5, 0], [3, 2, 9], [2, 1, 8]]
    B = [[5, 3, 2], [4, 6, 1], [3, 9, 0]]
    assert undominated(A, B) == ([0], [0])


def test_weak_dominance_removes_nothing():
    assert undominated([[1, 0], [1, 1]], [[0, 0], [0, 0]]) == ([0, 1], [0, 1])


def test_balls_that_overlap_remove_nothing():
    root = arb(2).sqrt()
    assert undominated([[root], [arb(2).sqrt()]], [[0], [0]]) == ([0, 1], [0])
    assert undominated([[root], [1]], [[0], [0]]) == ([0], [0])
