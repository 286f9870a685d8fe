"""What must not change, or must change in a known way, when a game is changed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.certificate import largest_gain
from vcgame.solve.nash import solve_nash

CHECK = settings(deadline=None, max_examples=80)


@st.composite
def games(draw, least=1, most=4):
    rows, columns = draw(st.integers(least, most)), draw(st.integers(least, most))
    low, high = draw(st.sampled_from([(0, 1), (0, 2), (-4, 4), (-1000, 1000)]))
    row = st.lists(st.integers(low, high), min_size=columns, max_size=columns)
    matrix = st.lists(row, min_size=rows, max_size=rows)
    return draw(matrix), draw(matrix)


def solve(A, B):
    return solve_nash(StrategicGame.from_matrices(A, B))


def structure(answer, change=lambda profile: profile):
    """Equilibria, subsets and components, without their order."""
    found = [change(e.profile) for e in answer.equilibria]
    subsets = {frozenset(found[k] for k in subset) for subset in answer.nash_subsets}
    components = {}
    for profile, equilibrium in zip(found, answer.equilibria, strict=True):
        components.setdefault(equilibrium.component, set()).add(profile)
    return set(found), subsets, set(map(frozenset, components.values()))


def transposed(matrix):
    return [list(column) for column in zip(*matrix, strict=True)]


@CHECK
@given(
    matrices=games(),
    factors=st.tuples(*[st.fractions(min_value=Fraction(1, 50), max_value=50)] * 2),
    shifts=st.tuples(*[st.fractions(-50, 50)] * 2),
)
def test_positive_affine_payoffs(matrices, factors, shifts):
    changed = [
        [[factor * value + shift for value in row] for row in matrix]
        for matrix, factor, shift in zip(matrices, factors, shifts, strict=True)
    ]
    before, after = solve(*matrices), solve(*changed)
    assert structure(before) == structure(after)
    assert before.degenerate == after.degenerate
    assert [e.key for e in before.equilibria] == [e.key for e in after.equilibria]
    for old, new in zip(before.equilibria, after.equilibria, strict=True):
        assert new.payoffs == tuple(
            f * v + s for f, v, s in zip(factors, old.payoffs, shifts, strict=True)
        )


@CHECK
@given(matrices=games(), data=st.data())
def test_constants_for_each_strategy_of_the_other(matrices, data):
    A, B = matrices
    to_columns = data.draw(st.lists(st.integers(-9, 9), min_size=len(A[0]), max_size=len(A[0])))
    to_rows = data.draw(st.lists(st.integers(-9, 9), min_size=len(A), max_size=len(A)))
    changed_A = [[a + c for a, c in zip(row, to_columns, strict=True)] for row in A]
    changed_B = [[b + c for b in row] for row, c in zip(B, to_rows, strict=True)]
    before, after = solve(A, B), solve(changed_A, changed_B)
    assert structure(before) == structure(after)
    assert before.degenerate == after.degenerate
    assert [e.key for e in before.equilibria] == [e.key for e in after.equilibria]


@CHECK
@given(matrices=games(), data=st.data())
def test_relabelled_strategies(matrices, data):
    A, B = matrices
    rows = data.draw(st.permutations(range(len(A))))
    columns = data.draw(st.permutations(range(len(A[0]))))
    moved = [[[m[i][j] for j in columns] for i in rows] for m in (A, B)]
    before, after = solve(A, B), solve(*moved)

    def change(profile):
        x, y = profile
        return tuple(x[i] for i in rows), tuple(y[j] for j in columns)

    assert structure(before, change) == structure(after)
    assert before.degenerate == after.degenerate


@CHECK
@given(matrices=games())
def test_swapped_players(matrices):
    A, B = matrices
    before, after = solve(A, B), solve(transposed(B), transposed(A))
    assert structure(before, lambda profile: profile[::-1]) == structure(after)
    assert before.degenerate == after.degenerate


@CHECK
@given(matrices=games(most=3), data=st.data())
def test_a_strictly_dominated_strategy_changes_nothing(matrices, data):
    A, B = matrices
    k = data.draw(st.integers(0, len(A) - 1))
    worse = [value - data.draw(st.integers(1, 3)) for value in A[k]]
    filler = data.draw(st.lists(st.integers(-4, 4), min_size=len(A[0]), max_size=len(A[0])))
    before, after = solve(A, B), solve([*A, worse], [*B, filler])
    assert structure(before, lambda p: ((*p[0], 0), p[1])) == structure(after)


@CHECK
@given(matrices=games(most=3), data=st.data())
def test_a_duplicated_strategy(matrices, data):
    A, B = matrices
    k = data.draw(st.integers(0, len(A) - 1))
    game = StrategicGame.from_matrices(A, B)
    before, after = solve_nash(game), solve([*A, A[k]], [*B, B[k]])
    apart = structure(before, lambda p: ((*p[0], Fraction(0)), p[1]))[0]
    assert apart <= {e.profile for e in after.equilibria}
    assert before.components == after.components
    for equilibrium in after.equilibria:
        x, y = equilibrium.profile
        merged = [p + (x[-1] if i == k else 0) for i, p in enumerate(x[:-1])]
        assert largest_gain(game, [merged, y]) == 0
    if any(k in e.best_replies[0] for e in before.equilibria):
        assert after.degenerate is True


@CHECK
@given(matrices=games())
def test_an_odd_number_when_not_degenerate(matrices):
    answer = solve(*matrices)
    if answer.degenerate:
        assert answer.equilibria
    else:
        assert len(answer.equilibria) % 2 == 1
        assert answer.components == len(answer.equilibria)


@CHECK
@given(matrices=games(most=5))
def test_certificates_are_exactly_zero(matrices):
    game = StrategicGame.from_matrices(*matrices)
    for equilibrium in solve_nash(game).equilibria:
        assert equilibrium.certificate == 0
        assert largest_gain(game, equilibrium.profile) == 0
        for support, replies, strategy in zip(
            equilibrium.supports, equilibrium.best_replies, equilibrium.profile, strict=True
        ):
            assert sum(strategy) == 1
            assert set(support) <= set(replies)


@pytest.mark.parametrize("size", [3, 5, 7])
def test_cyclic_games_have_the_middle(size):
    # Generalised rock, paper, scissors.
    A = [
        [0 if i == j else 1 if (i - j) % size <= size // 2 else -1 for j in range(size)]
        for i in range(size)
    ]
    (only,) = solve(A, [[-value for value in row] for row in A]).equilibria
    assert only.profile == ((Fraction(1, size),) * size,) * 2
    assert only.payoffs == (0, 0)
