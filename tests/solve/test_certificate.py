"""The certificate of a profile, recomputed from payoffs in plain fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.certificate import Referee, largest_gain
from vcgame.solve.numbers import cleared, greatest, same, upper_float


def random_game(shape, rng):
    cells = 1
    for size in shape:
        cells *= size
    return StrategicGame(
        tuple(f"p{k}" for k in range(len(shape))),
        tuple(tuple(f"s{k}" for k in range(size)) for size in shape),
        tuple(
            tuple(Fraction(rng.randint(-9, 9), rng.randint(1, 4)) for _ in range(cells))
            for _ in shape
        ),
    )


def expected(game, profile, player):
    total = Fraction(0)
    for pure in game.profiles():
        weight = Fraction(1)
        for strategy, mixture in zip(pure, profile, strict=True):
            weight *= mixture[strategy]
        total += weight * game.payoff(pure)[player]
    return total


def by_hand(game, profile):
    gains = []
    for player, size in enumerate(game.shape):
        now = expected(game, profile, player)
        for strategy in range(size):
            changed = list(profile)
            changed[player] = [Fraction(int(k == strategy)) for k in range(size)]
            gains.append(expected(game, changed, player) - now)
    return max(0, *gains)


@settings(deadline=None, max_examples=60)
@given(
    shape=st.sampled_from([(1, 1), (2, 2), (2, 3), (3, 2, 2), (2, 1, 3), (2, 2, 2, 2)]),
    seed=st.integers(0, 10**6),
    data=st.data(),
)
def test_gain_and_payoffs_by_hand(seeded, shape, seed, data):
    game = random_game(shape, seeded(seed))
    weights = [
        data.draw(st.lists(st.integers(0, 4), min_size=size, max_size=size).filter(any))
        for size in shape
    ]
    profile = [[Fraction(w, sum(mixture)) for w in mixture] for mixture in weights]
    assert largest_gain(game, profile) == by_hand(game, profile)
    assert largest_gain(game, weights) == by_hand(game, profile)
    finding = Referee(game).examine(weights)
    assert finding.payoffs == tuple(expected(game, profile, player) for player in range(len(shape)))
    assert finding.refuted == (finding.gain > 0)
    for player, replies in enumerate(finding.best_replies):
        values = []
        for strategy in range(shape[player]):
            changed = list(profile)
            changed[player] = [Fraction(int(k == strategy)) for k in range(shape[player])]
            values.append(expected(game, changed, player))
        assert replies == tuple(k for k, v in enumerate(values) if v == max(values))


def test_a_float_is_the_fraction_that_it_is():
    game = StrategicGame.from_matrices([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    total = Fraction(0.1) + Fraction(0.9)
    assert total != 1
    assert largest_gain(game, [[0.1, 0.9], [0.5, 0.5]]) == by_hand(
        game, [[Fraction(0.1) / total, Fraction(0.9) / total], [Fraction(1, 2)] * 2]
    )


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ([[1, 0]], "2, 2"),
        ([[1, 0, 0], [1, 0]], "2, 2"),
        ([[2, -1], [1, 0]], "never negative"),
        ([[0, 0], [1, 0]], "not all"),
    ],
)
def test_what_is_no_profile(profile, message):
    game = StrategicGame.from_matrices([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    with pytest.raises(UsageError, match=message):
        largest_gain(game, profile)


@given(values=st.lists(st.fractions(), min_size=1, max_size=6))
def test_cleared_is_in_proportion(values):
    integers, denominator = cleared(values)
    assert [Fraction(k, denominator) for k in integers] == values
    assert all(type(k) is int for k in integers)


@given(values=st.lists(st.integers(-3, 3), min_size=1, max_size=6))
def test_greatest(values):
    assert greatest(values) == tuple(k for k, v in enumerate(values) if v == max(values))


def test_balls():
    from flint import arb

    root = arb(2).sqrt()
    assert greatest([root, 1, root]) == (0, 2)
    assert greatest([root, 2, arb(2).sqrt()]) == (1,)
    assert greatest([arb(2).sqrt(), arb(2).sqrt(), 1]) is None
    assert same(Fraction(1, 2), Fraction(2, 4))
    assert not same(root, arb(2).sqrt())
    assert upper_float(root) >= 2**0.5 > upper_float(Fraction(1, 3))
    values, denominator = cleared([root, Fraction(1, 6), root, Fraction(3, 4)])
    assert denominator == 12
    assert values[0] is values[2]
    assert values[1::2] == [2, 9]


def test_equilibria_of_three_players():
    # A majority of three: everyone gains from being with the larger side.
    payoffs = [[] for _ in range(3)]
    for pure in product(range(2), repeat=3):
        for player in range(3):
            payoffs[player].append(Fraction(pure.count(pure[player])))
    game = StrategicGame(("a", "b", "c"), (("x", "y"),) * 3, tuple(map(tuple, payoffs)))
    half = [Fraction(1, 2), Fraction(1, 2)]
    assert largest_gain(game, [half, half, half]) == 0
    assert largest_gain(game, [[1, 0], [1, 0], [1, 0]]) == 0
    assert largest_gain(game, [[1, 0], [1, 0], half]) == Fraction(1)
