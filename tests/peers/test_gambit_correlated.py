"""Correlated equilibria: every Nash equilibrium that Gambit finds is one, and within the bounds."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pygambit
import pytest

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.correlation.correlated import solve_correlated
from vcgame.solve.correlation.incentives import deviation_gain


@pytest.mark.parametrize("seed", range(12))
def test_equilibria_of_gambit_are_correlated(seed):
    shape = [(3, 3), (4, 2), (2, 2, 2), (3, 2, 2)][seed % 4]
    rng = np.random.default_rng(seed)
    tables = [rng.integers(-4, 5, shape) for _ in shape]
    theirs = pygambit.StrategicGame.from_arrays(*[table.astype(float) for table in tables])
    ours = StrategicGame(
        tuple(f"p{k}" for k in range(len(shape))),
        tuple(tuple(f"s{j}" for j in range(n)) for n in shape),
        tuple(tuple(Fraction(int(v)) for v in table.ravel()) for table in tables),
    )
    two = len(shape) == 2
    solved = pygambit.nash.enummixed_solve(theirs) if two else pygambit.nash.enumpure_solve(theirs)
    answers = [solve_correlated(ours, coarse=coarse) for coarse in (False, True)]
    for equilibrium in solved.equilibria:
        mixtures = [
            [Fraction(equilibrium[str(k + 1)][str(s + 1)]) for s in range(size)]
            for k, size in enumerate(shape)
        ]
        joint = {
            profile: prod((mixtures[k][s] for k, s in enumerate(profile)), start=Fraction(1))
            for profile in product(*map(range, shape))
        }
        assert deviation_gain(ours, joint) == 0
        assert deviation_gain(ours, joint, coarse=True) == 0
        total = sum(p * sum(ours.payoff(profile)) for profile, p in joint.items())
        for answer in answers:
            assert answer.extreme("total").value >= total
            assert answer.extreme("total", largest=False).value <= total
