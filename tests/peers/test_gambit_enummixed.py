"""Agreement with Gambit's exact enumeration of extreme equilibria."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pygambit
import pytest

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.nash import solve_nash

CASES = [
    (shape, low, high, count)
    for shape, count in (((2, 2), 40), ((2, 3), 25), ((3, 3), 25), ((4, 2), 15), ((4, 4), 10))
    for low, high in ((0, 1), (0, 2), (-4, 4), (-1000, 1000))
] + [((5, 5), 0, 2, 4), ((5, 5), -9, 9, 4), ((1, 4), 0, 1, 10)]


def theirs(A, B):
    """Extreme equilibria that Gambit finds, without repetitions."""
    game = pygambit.StrategicGame.from_arrays(np.array(A, dtype=object), np.array(B, dtype=object))
    result = pygambit.nash.enummixed_solve(game, rational=True)
    return {
        tuple(
            tuple(
                Fraction(int(p.numerator), int(p.denominator))
                for p in (profile[player][str(k + 1)] for k in range(size))
            )
            for player, size in (("1", len(A)), ("2", len(A[0])))
        )
        for profile in result.equilibria
    }


def same(A, B):
    answer = solve_nash(StrategicGame.from_matrices(A, B))
    ours = [e.profile for e in answer.equilibria]
    assert answer.complete
    assert len(ours) == len(set(ours))
    assert set(ours) == theirs(A, B)


@pytest.mark.parametrize(("shape", "low", "high", "count"), CASES)
def test_random_games(shape, low, high, count):
    rng = random.Random(f"{shape} {low} {high}")  # noqa: S311 - games, not secrets
    rows, columns = shape
    for _ in range(count):
        same(
            *([[rng.randint(low, high) for _ in range(columns)] for _ in range(rows)] for _ in "AB")
        )


@pytest.mark.parametrize(
    ("A", "B"),
    [
        ([[0, 1, 0], [0, 1, 0]], [[3, 2, 0], [0, 2, 3]]),
        ([[1, 0, -1], [-1, 0, -1], [1, 0, -2]], [[1, -1, 1], [0, 0, 0], [-1, -1, -2]]),
        ([[0, 0], [-1, 1]], [[2, 2], [-1, 1]]),
        ([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]]),
        ([[0, 0, 0]] * 3, [[0, 0, 0]] * 3),
        ([[1, 1, 0], [1, 1, 0], [0, 0, 0]], [[1, 1, 1], [1, 1, 1], [0, 0, 1]]),
    ],
)
def test_games_with_connected_equilibria(A, B):
    same(A, B)


def test_rational_payoffs():
    rng = random.Random(7)  # noqa: S311 - games, not secrets
    for _ in range(10):
        same(
            *(
                [
                    [Fraction(rng.randint(-20, 20), rng.randint(1, 7)) for _ in range(3)]
                    for _ in range(3)
                ]
                for _ in "AB"
            )
        )
