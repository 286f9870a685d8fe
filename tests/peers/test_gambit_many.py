"""Games of many players: whatever Gambit's polynomial solver finds must be found."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pygambit
import pytest

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.many.solver import solve_many


def drawn(shape, seed):
    """The same game for both."""
    rng = random.Random(f"{shape} {seed}")  # noqa: S311 - games, not secrets
    cells = len(list(product(*map(range, shape))))
    payoffs = [[rng.randint(-9_999, 9_999) for _ in range(cells)] for _ in shape]
    ours = StrategicGame(
        tuple(f"p{k}" for k in range(len(shape))),
        tuple(tuple(f"s{s}" for s in range(size)) for size in shape),
        tuple(tuple(map(Fraction, values)) for values in payoffs),
    )
    arrays = [np.array(values).reshape(shape) for values in payoffs]
    return ours, pygambit.StrategicGame.from_arrays(*arrays)


@pytest.mark.parametrize("shape", [(2, 2, 3), (2, 2, 2, 2), (2, 3, 3)])
def test_nothing_that_gambit_finds_is_missed(shape):
    found = known = 0
    labels = [(str(k + 1), str(s + 1)) for k, size in enumerate(shape) for s in range(size)]
    for seed in range(5):
        ours, theirs = drawn(shape, seed)
        answer = solve_many(ours)
        assert answer.complete
        for e in answer.equilibria:
            data = [[float(p) for p in mixture] for mixture in e.profile]
            mixed = theirs.mixed_strategy_profile(data=data, rational=False)
            assert mixed.max_regret() < 1e-8
        for profile in pygambit.nash.enumpoly_solve(theirs).equilibria:
            if profile.max_regret() > 1e-4:
                continue
            flat = np.array([float(profile[p][s]) for p, s in labels])
            gaps = [
                np.abs(np.array([float(p) for mix in e.profile for p in mix]) - flat).max()
                for e in answer.equilibria
            ]
            assert min(gaps) < 1e-5
            known += 1
        found += len(answer.equilibria)
    assert 0 < known <= found
