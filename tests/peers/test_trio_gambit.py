"""2x2x2 games: whatever Gambit's polynomial solver finds must be found, and more may be."""

from __future__ import annotations

import numpy as np
import pygambit
import pytest

from vcgame.solve.kernel.trio import solve_trios


def theirs(payoffs):
    """Equilibria that Gambit finds, as (3, 2) arrays, and the game."""
    game = pygambit.StrategicGame.from_arrays(*[values.reshape(2, 2, 2) for values in payoffs])
    result = pygambit.nash.enumpoly_solve(game)
    return [
        np.array([[float(profile[player][s]) for s in ("1", "2")] for player in ("1", "2", "3")])
        for profile in result.equilibria
    ], game


@pytest.mark.parametrize("kind", ["normal", "uniform", "-100..100"])
def test_nothing_that_gambit_finds_is_missed(kind):
    rng = np.random.default_rng(len(kind))
    shape = (3, 8, 120)
    if kind == "-100..100":
        payoffs = rng.integers(-100, 101, shape).astype(np.float64)
    else:
        payoffs = rng.normal(size=shape) if kind == "normal" else rng.random(shape)
    batch = solve_trios(payoffs)
    more = 0
    for number in range(shape[2]):
        if batch.degenerate[number]:
            continue
        ours = np.moveaxis(batch.probabilities[:, :, batch.game == number], 2, 0)
        found, game = theirs(payoffs[:, :, number])
        for profile in found:
            assert np.abs(ours - profile).max(axis=(1, 2)).min() < 1e-6
        for profile in ours:
            mixed = game.mixed_strategy_profile(data=profile.tolist(), rational=False)
            assert mixed.max_regret() < 1e-12 * np.ptp(payoffs)
        assert len(ours) % 2 == 1
        assert len(found) <= len(ours)
        more += len(ours) - len(found)
    assert more > 0
