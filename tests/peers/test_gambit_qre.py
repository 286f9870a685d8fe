"""Logit equilibria: Gambit's path following must find the same points and the same limit."""

from __future__ import annotations

import numpy as np
import pygambit
import pytest

from vcgame.forms.strategic import StrategicGame
from vcgame.model.point import exact_value
from vcgame.solve.quantal.quantal_response import logit_at, logit_branch


def drawn(shape, seed):
    rng = np.random.default_rng(seed)
    tables = [rng.integers(-9, 10, shape) for _ in shape]
    names = tuple(f"p{k}" for k in range(len(shape)))
    strategies = tuple(tuple(f"s{j}" for j in range(n)) for n in shape)
    payoffs = tuple(tuple(exact_value(int(v)) for v in table.ravel()) for table in tables)
    theirs = pygambit.StrategicGame.from_arrays(*[table.astype(float) for table in tables])
    return StrategicGame(names, strategies, payoffs), theirs


def flat(theirs, profile, shape):
    return [
        float(profile[str(k + 1)][str(s + 1)]) for k, size in enumerate(shape) for s in range(size)
    ]


SHAPES = [(2, 2), (3, 3), (2, 2, 2), (3, 3, 3), (4, 4), (2, 3, 2)]


@pytest.mark.parametrize("seed", range(30))
def test_points_at_a_lambda(seed):
    shape = SHAPES[seed % len(SHAPES)]
    ours, theirs = drawn(shape, seed)
    for precision in (0.05, 0.3):
        found = pygambit.qre.logit_solve_lambda(theirs, [precision])[0]
        expected = flat(theirs, found.profile, shape)
        points = [sum(point.profile, ()) for point in logit_at(ours, precision).points]
        assert min(np.abs(np.array(point) - expected).max() for point in points) < 1e-6


@pytest.mark.parametrize("seed", range(30, 60))
def test_limits(seed):
    shape = SHAPES[seed % len(SHAPES)]
    ours, theirs = drawn(shape, seed)
    found = pygambit.nash.logit_solve(theirs)
    answer = logit_branch(ours)
    assert found.success
    expected = flat(theirs, found.equilibrium, shape)
    last = [p for mixture in answer.end.profile for p in mixture]
    assert np.abs(np.array(last) - expected).max() < 2e-3
    if answer.limit is not None:
        exact = [float(p) for mixture in answer.limit.equilibrium.profile for p in mixture]
        assert np.abs(np.array(exact) - expected).max() < 1e-4
