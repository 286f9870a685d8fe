"""Many 2x2x2 games at once, against the exact solver for one."""

from __future__ import annotations

import os
from fractions import Fraction

import numpy as np
import pytest

from vcgame.errors import UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.kernel import trio as kernel
from vcgame.solve.kernel.trio import solve_trios
from vcgame.solve.trio import solve_trio

GAMES = int(os.environ.get("VCGAME_GAMES", "2000"))


def exact(payoffs):
    return solve_trio(
        StrategicGame(
            ("a", "b", "c"),
            (("x", "y"),) * 3,
            tuple(tuple(map(Fraction, values)) for values in payoffs),
        )
    )


def mask(strategies):
    return sum(1 << s for s in strategies)


def same(payoffs, **more):
    """Solve both ways and compare all; return the batch."""
    batch = solve_trios(payoffs, **more)
    assert not batch.undecided.any()
    assert (np.diff(batch.game) >= 0).all()
    ends = np.searchsorted(batch.game, np.arange(payoffs.shape[2] + 1))
    for number in range(payoffs.shape[2]):
        answer = exact(payoffs[:, :, number].tolist())
        expected = sorted(answer.equilibria, key=lambda e: (e.supports, e.best_replies, e.profile))
        span = range(ends[number], ends[number + 1])
        assert [
            (batch.supports[:, k].tolist(), batch.best_replies[:, k].tolist()) for k in span
        ] == [(list(map(mask, e.supports)), list(map(mask, e.best_replies))) for e in expected], (
            payoffs[:, :, number].tolist()
        )
        assert bool(batch.degenerate[number]) == answer.degenerate
        assert bool(batch.complete[number]) == answer.complete
        for k, equilibrium in zip(span, expected, strict=True):
            numbers = np.array([[float(p) for p in pair] for pair in equilibrium.profile])
            assert np.abs(batch.probabilities[:, :, k] - numbers).max() < 1e-9
    return batch


@pytest.mark.parametrize(("low", "high"), [(0, 2), (-4, 4), (-100, 100), (-400, 400)])
def test_random_integers(low, high):
    rng = np.random.default_rng([high, 1])
    same(rng.integers(low, high + 1, (3, 8, GAMES)))


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e12])
def test_random_floats(scale):
    rng = np.random.default_rng([int(scale), 2])
    batch = same(rng.normal(size=(3, 8, GAMES // 2)) * scale)
    assert not batch.degenerate.any()
    assert (np.bincount(batch.game) % 2 == 1).all()


@pytest.mark.parametrize("scale", [1e-8, 0.1, 1e12, 2.0**-60, 2.0**-1040, 2.0**1010])
def test_ties_in_scaled_floats(scale):
    # Rounding leaves some of the ties and breaks others, by one ulp.
    rng = np.random.default_rng(3)
    same(rng.integers(-4, 5, (3, 8, 150)) * scale)


def test_one_ulp_beside_ties():
    rng = np.random.default_rng(4)
    payoffs = rng.integers(-4, 5, (3, 8, 300)).astype(np.float64)
    moved = rng.integers(-1, 2, payoffs.shape)
    payoffs = np.where(moved > 0, np.nextafter(payoffs, np.inf), payoffs)
    same(np.where(moved < 0, np.nextafter(payoffs, -np.inf), payoffs))


def test_one_ulp_beside_games_with_every_kind_of_degeneracy():
    rng = np.random.default_rng(5)
    payoffs = rng.integers(0, 3, (3, 8, 300)).astype(np.float64)
    one = rng.integers(0, 24, 300)
    flat = payoffs.reshape(24, 300)
    flat[one, np.arange(300)] = np.nextafter(flat[one, np.arange(300)], np.inf)
    same(payoffs)


def test_players_of_very_different_scales():
    rng = np.random.default_rng(6)
    scales = np.array([1e-8, 1.0, 1e12])[:, None, None]
    same(rng.normal(size=(3, 8, 200)) * scales)
    # Within one player too; the greatest payoffs hide the small ones.
    same(rng.normal(size=(3, 8, 200)) * 10.0 ** rng.integers(-8, 13, (3, 8, 200)))
    same(rng.normal(size=(3, 8, 60)) * 10.0 ** rng.integers(-300, 300, (3, 8, 60)))


def test_duplicated_and_dominated_strategies():
    rng = np.random.default_rng(7)
    cube = rng.normal(size=(3, 2, 2, 2, 240))
    cube[0, 1, :, :, :80] = cube[0, 0, :, :, :80]
    cube[1, :, 1, :, 80:160] = cube[1, :, 0, :, 80:160] - 1
    cube[2, :, :, 1, 120:] = cube[2, :, :, 0, 120:] + np.abs(cube[2, :, :, 1, 120:])
    same(cube.reshape(3, 8, 240))


def test_integers_of_every_size_and_type():
    rng = np.random.default_rng(8)
    for high in (10**3, 10**6, 10**12, 2**61):
        same(rng.integers(-high, high + 1, (3, 8, 60)))
    same(rng.choice(np.array([-(2**62), -1, 0, 2**62]), (3, 8, 40)))
    # Differences that a float cannot hold decide.
    same(2**61 + rng.integers(0, 3, (3, 8, 40)))
    same(rng.choice(np.array([0, 2**60, 2**60 + 1]), (3, 8, 40)))
    small = rng.integers(0, 3, (3, 8, 120))
    same(small * 10**12)
    for kind in (np.int8, np.uint8, np.int16, np.uint64, np.float32):
        batch, other = solve_trios(small.astype(kind)), solve_trios(small)
        assert np.array_equal(batch.probabilities, other.probabilities)
        assert np.array_equal(batch.best_replies, other.best_replies)
    same(small[:, :, :20].astype(object) * 10**40)
    same(np.full((3, 8, 2), 2**63, dtype=np.uint64))


def test_chunks_do_not_matter(monkeypatch):
    rng = np.random.default_rng(9)
    payoffs = rng.integers(-2, 3, (3, 8, 500))
    whole = solve_trios(payoffs)
    monkeypatch.setattr(kernel, "_GAMES", 7)
    parts = solve_trios(payoffs)
    for name in kernel.TrioBatch.__slots__:
        assert np.array_equal(getattr(whole, name), getattr(parts, name)), name


def test_errors_leave_only_what_they_must_undecided():
    rng = np.random.default_rng(10)
    games = 400
    true = rng.integers(-100, 101, (3, 8, games))
    errors = np.array([1e-9, 1e-7, 1e-6])
    payoffs = true + rng.uniform(-1, 1, true.shape) * errors[:, None, None]
    batch, known = solve_trios(payoffs, errors=errors), solve_trios(true)
    # A tie can never be decided; nearly all other games are.
    cube = true.reshape(3, 2, 2, 2, games)
    ties = (cube[0, 1] == cube[0, 0]).any(axis=(0, 1))
    assert batch.undecided[ties].all()
    assert batch.undecided.mean() < 0.12
    decided = np.flatnonzero(~batch.undecided)
    assert not np.isin(batch.game, np.flatnonzero(batch.undecided)).any()
    inside = np.isin(known.game, decided)
    assert np.array_equal(batch.game, known.game[inside])
    assert np.array_equal(batch.best_replies, known.best_replies[:, inside])
    assert np.array_equal(batch.supports, known.supports[:, inside])
    assert np.abs(batch.probabilities - known.probabilities[:, :, inside]).max() < 1e-3
    assert not batch.complete[batch.undecided].any()
    per_game = solve_trios(payoffs, errors=np.broadcast_to(errors[:, None], (3, games)))
    assert np.array_equal(per_game.undecided, batch.undecided)
    assert solve_trios(payoffs, errors=[1e9, 1e9, 1e9]).undecided.all()
    none = solve_trios(payoffs, errors=[0, 0, 0])
    assert not none.undecided.any()


def test_no_games():
    batch = solve_trios(np.zeros((3, 8, 0)))
    assert batch.game.size == batch.degenerate.size == 0
    assert batch.probabilities.shape == (3, 2, 0)


@pytest.mark.parametrize(
    ("payoffs", "more", "message"),
    [
        (np.zeros((3, 4, 1)), {}, r"\(3, 8, games\)"),
        (np.full((3, 8, 1), np.nan), {}, "finite"),
        (np.zeros((3, 8, 1), dtype=bool), {}, "integers or floats"),
        (np.full((3, 8, 1), Fraction(1, 2), dtype=object), {}, "Python integers"),
        (np.zeros((3, 8, 2)), {"errors": [1, 2]}, "bounds per player"),
        (np.zeros((3, 8, 2), dtype=int), {"errors": [1, 2, 3]}, "payoffs in floats"),
        (np.zeros((3, 8, 2)), {"errors": [1, 2, -1]}, "bounds per player"),
    ],
)
def test_refused(payoffs, more, message):
    with pytest.raises(UsageError, match=message):
        solve_trios(payoffs, **more)
