"""The index of equilibria: signs known by hand, and sums over all equilibria."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.index import index_note, index_of, index_sum
from vcgame.solve.nash import solve_nash
from vcgame.solve.trio import solve_trio

COIN = StrategicGame.from_matrices([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])


def drawn(rng, shape):
    cells = list(product(*map(range, shape)))
    return StrategicGame(
        tuple(f"p{k}" for k in range(len(shape))),
        tuple(tuple(f"s{s}" for s in range(size)) for size in shape),
        tuple(tuple(Fraction(rng.randint(-9999, 9999)) for _ in cells) for _ in shape),
    )


def test_signs_known_by_hand():
    assert [index_of(COIN, e) for e in solve_nash(COIN).equilibria] == [1]
    same = [[int(i == j) * (i + 1) for j in range(3)] for i in range(3)]
    game = StrategicGame.from_matrices(same, same)
    for e in solve_nash(game).equilibria:
        assert index_of(game, e) == (-1) ** (len(e.supports[0]) - 1)
    assert index_sum(game, solve_nash(game)) == 1


def test_an_equilibrium_that_is_not_regular_has_none():
    tie = StrategicGame.from_matrices([[1, 0], [1, 1]], [[1, 0], [0, 1]])
    answer = solve_nash(tie)
    assert None in [index_of(tie, e) for e in answer.equilibria]
    assert index_sum(tie, answer) is None
    nothing = StrategicGame.from_matrices([[0, 0], [0, 0]], [[0, 0], [0, 0]])
    assert index_sum(nothing, solve_nash(nothing)) is None


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 4), (4, 4)])
def test_indices_sum_to_one_in_games_of_two(shape):
    rng = random.Random(str(shape))  # noqa: S311 - games, not secrets
    for _ in range(15):
        game = drawn(rng, shape)
        answer = solve_nash(game)
        assert not answer.degenerate
        assert index_sum(game, answer) == 1
        assert all(index_of(game, e) == 1 for e in answer.equilibria if e.pure)


def test_indices_sum_to_one_in_games_of_three():
    rng = random.Random(3)  # noqa: S311 - games, not secrets
    irrational = 0
    for _ in range(60):
        game = drawn(rng, (2, 2, 2))
        answer = solve_trio(game)
        assert index_sum(game, answer) == 1
        irrational += any(isinstance(e.profile[0][0], float) for e in answer.equilibria)
    assert irrational


def test_irrational_payoffs():
    from flint import arb

    root, nothing = arb(2).sqrt(), arb(0)
    payoffs = ((root, nothing, nothing, arb(1)),) * 2
    game = StrategicGame(("a", "b"), (("x", "y"),) * 2, payoffs)
    answer = solve_nash(game)
    assert sorted(index_of(game, e) for e in answer.equilibria) == [-1, 1, 1]


def test_what_the_sum_is_evidence_of():
    assert "evidence that none is missing, beside the search" in index_note(1, complete=True)
    assert "but no proof" in index_note(1, complete=False)
    assert "the indices sum to -2" in index_note(-2, complete=False)
    assert "some are missing" in index_note(-2, complete=False)
