"""Pure equilibria of games of any number of players."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import UnsupportedError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve import pure
from vcgame.solve.pure import solve_pure


def random_game(shape, high, rng):
    return StrategicGame(
        tuple(f"p{k}" for k in range(len(shape))),
        tuple(tuple(f"s{k}" for k in range(size)) for size in shape),
        tuple(tuple(Fraction(rng.randint(0, high), 3) for _ in range(prod(shape))) for _ in shape),
    )


@settings(deadline=None, max_examples=80)
@given(
    shape=st.lists(st.integers(1, 3), min_size=1, max_size=4),
    high=st.integers(0, 9),
    seed=st.integers(0, 10**6),
)
def test_by_definition(seeded, shape, high, seed):
    game = random_game(shape, high, seeded(seed))
    found = {}
    for profile in game.profiles():
        replies = []
        for player, size in enumerate(shape):
            values = [
                game.payoff((*profile[:player], k, *profile[player + 1 :]))[player]
                for k in range(size)
            ]
            replies.append(tuple(k for k, v in enumerate(values) if v == max(values)))
        if all(s in best for s, best in zip(profile, replies, strict=True)):
            found[profile] = tuple(replies)
    answer = solve_pure(game)
    assert [tuple(s for (s,) in e.supports) for e in answer.equilibria] == list(found)
    assert [e.best_replies for e in answer.equilibria] == list(found.values())
    for number, equilibrium in enumerate(answer.equilibria, start=1):
        profile = tuple(s for (s,) in equilibrium.supports)
        assert equilibrium.payoffs == game.payoff(profile)
        assert equilibrium.certificate == 0
        assert equilibrium.component == number
        assert [strategy.index(1) for strategy in equilibrium.profile] == list(profile)
        assert all(sum(strategy) == 1 for strategy in equilibrium.profile)
    assert answer.complete
    assert answer.concept == "pure"
    assert answer.degenerate is None


def test_many_firms():
    # Ten firms build (0) or free-ride (1); building pays if at least half build.
    count = 10
    payoffs = [[] for _ in range(count)]
    game = StrategicGame(
        tuple(f"f{k}" for k in range(count)), (("build", "free_ride"),) * count, ()
    )
    for profile in game.profiles():
        builders = profile.count(0)
        for k, strategy in enumerate(profile):
            value = builders if builders >= count / 2 else 0
            payoffs[k].append(Fraction(value - (3 if strategy == 0 else 0)))
    answer = solve_pure(StrategicGame(game.players, game.strategies, tuple(map(tuple, payoffs))))
    builders = [sum(e.supports[k] == (0,) for k in range(count)) for e in answer.equilibria]
    # Exactly five build, each of them needed; or nobody does.
    assert sorted(set(builders)) == [0, 5]
    assert builders.count(5) == 252


def test_none():
    game = StrategicGame.from_matrices([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    answer = solve_pure(game)
    assert answer.equilibria == ()
    assert answer.complete
    assert answer.why == "all 4 pure profiles compared, exact"


def test_too_many_profiles():
    game = StrategicGame(tuple("abcdefg"), (tuple(f"s{k}" for k in range(8)),) * 7, ((),) * 7)
    with pytest.raises(UnsupportedError, match="2097152 pure profiles"):
        solve_pure(game)


def test_as_many_as_are_listed(monkeypatch, seeded):
    monkeypatch.setattr(pure, "MOST_EQUILIBRIA", 3)
    answer = solve_pure(random_game((2, 3), 0, seeded(1)))
    assert len(answer.equilibria) == 3
    assert not answer.complete
    assert answer.why == "there are 6 pure equilibria; 3 of them are listed"


def test_a_wrong_profile_would_be_noticed(monkeypatch):
    monkeypatch.setattr(pure, "_stable", lambda referee, size: ([1], []))
    game = StrategicGame.from_matrices([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    with pytest.raises(AssertionError, match="r1, c2 fails its certificate"):
        solve_pure(game)
