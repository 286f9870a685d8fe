"""Agreement with nashpy where floating point can be trusted: games that are not degenerate."""

from __future__ import annotations

import random

import pytest

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.nash import solve_nash
from vcgame.solve.nashpy_process import nashpy_results
from vcgame.solve.peer import compared


@pytest.mark.parametrize(("size", "count"), [(2, 15), (3, 10), (4, 4)])
def test_nothing_that_nashpy_finds_is_missing(size, count):
    rng = random.Random(size)  # noqa: S311 - games, not secrets
    done = 0
    while done < count:
        A, B = ([[rng.randint(-99, 99) for _ in range(size)] for _ in range(size)] for _ in "AB")
        game = StrategicGame.from_matrices(A, B)
        known = solve_nash(game)
        if known.degenerate:
            continue
        answer = compared(game, known, list(nashpy_results(A, B)))
        assert answer.complete
        assert not [note for note in answer.notes if "equilibrium" in note]
        done += 1
