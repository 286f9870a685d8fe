"""Pure equilibria of many games at once, against the solver for one."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.kernel import pure_batch
from vcgame.solve.kernel.pure_batch import pure_equilibria
from vcgame.solve.pure import solve_pure


def game_of(payoffs, shape):
    return StrategicGame(
        tuple(f"p{k}" for k in range(len(shape))),
        tuple(tuple(f"s{k}" for k in range(size)) for size in shape),
        tuple(tuple(map(Fraction, values)) for values in payoffs),
    )


def same(payoffs, shape):
    batch = pure_equilibria(payoffs, shape)
    replies = [batch.replies(player) for player in range(len(shape))]
    for number in range(payoffs.shape[2]):
        game = game_of(payoffs[:, :, number].tolist(), shape)
        expected = [
            (game.index(tuple(s for (s,) in e.supports)), e.best_replies)
            for e in solve_pure(game).equilibria
        ]
        found = [
            (
                int(place),
                tuple(tuple(np.flatnonzero(r[:, place, number]).tolist()) for r in replies),
            )
            for place in np.flatnonzero(batch.equilibria[:, number])
        ]
        assert found == expected
    return batch


@settings(max_examples=60)
@given(
    shape=st.lists(st.integers(1, 4), min_size=1, max_size=4),
    high=st.integers(0, 5),
    seed=st.integers(0, 10**6),
    floats=st.booleans(),
)
def test_random_games(shape, high, seed, floats):
    rng = np.random.default_rng(seed)
    payoffs = rng.integers(0, high + 1, (len(shape), prod(shape), 5))
    same(payoffs * 0.1 if floats else payoffs, tuple(shape))


def test_best_replies_away_from_equilibrium():
    rng = np.random.default_rng(1)
    shape = (2, 3, 2)
    payoffs = rng.integers(0, 3, (3, 12, 20))
    batch = pure_equilibria(payoffs, shape)
    for player in range(3):
        replies = batch.replies(player)
        for number in range(20):
            game = game_of(payoffs[:, :, number].tolist(), shape)
            for place, profile in enumerate(game.profiles()):
                values = [
                    game.payoff((*profile[:player], k, *profile[player + 1 :]))[player]
                    for k in range(shape[player])
                ]
                best = [value == max(values) for value in values]
                assert replies[:, place, number].tolist() == best
                assert batch.best_replies[player][place, number] == best[profile[player]]


def test_one_ulp_decides():
    payoffs = np.ones((2, 4, 3))
    payoffs[0, 2, 1] = np.nextafter(1, 2)
    payoffs[0, 2, 2] = np.nextafter(1, 0)
    batch = same(payoffs, (2, 2))
    assert batch.equilibria.sum(axis=0).tolist() == [4, 3, 3]


@pytest.mark.parametrize(
    "kind", [np.int8, np.uint8, np.int64, np.uint64, np.float32, np.float64, object]
)
def test_types(kind):
    rng = np.random.default_rng(2)
    payoffs = rng.integers(0, 3, (3, 8, 50))
    shape = (2, 2, 2)
    expected = pure_equilibria(payoffs, shape)
    assert np.array_equal(
        pure_equilibria(payoffs.astype(kind), shape).equilibria, expected.equilibria
    )


def test_integers_beyond_every_float():
    base = 2**200
    payoffs = np.array([[[base], [base], [base + 1], [base]], [[0], [1], [0], [0]]], dtype=object)
    batch = same(payoffs, (2, 2))
    assert batch.equilibria[:, 0].tolist() == [False, True, True, True]
    large = np.array([[[2**63], [2**63 + 1]]], dtype=np.uint64)
    assert pure_equilibria(large, (2,)).equilibria[:, 0].tolist() == [False, True]


def test_chunks_do_not_matter(monkeypatch):
    rng = np.random.default_rng(3)
    payoffs = rng.integers(0, 3, (2, 9, 100))
    whole = pure_equilibria(payoffs, (3, 3))
    monkeypatch.setattr(pure_batch, "_CELLS", 70)
    parts = pure_equilibria(payoffs, (3, 3))
    assert np.array_equal(whole.equilibria, parts.equilibria)
    for one, other in zip(whole.best_replies, parts.best_replies, strict=True):
        assert np.array_equal(one, other)


def test_no_games():
    assert pure_equilibria(np.zeros((2, 4, 0)), (2, 2)).equilibria.shape == (4, 0)


@pytest.mark.parametrize(
    ("payoffs", "shape", "message"),
    [
        (np.zeros((2, 4, 1)), (2, 3), r"the shape \(2, 6, games\)"),
        (np.zeros((0, 1, 1)), (), "at least one strategy"),
        (np.full((2, 4, 1), np.inf), (2, 2), "finite"),
        (np.zeros((2, 4, 1), dtype=bool), (2, 2), "integers or floats"),
        (np.full((2, 4, 1), 0.5, dtype=object), (2, 2), "Python integers"),
    ],
)
def test_refused(payoffs, shape, message):
    with pytest.raises(UsageError, match=message):
        pure_equilibria(payoffs, shape)
