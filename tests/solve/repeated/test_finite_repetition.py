"""Repetition for a known number of rounds."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.repeated.horizon import finite_horizon, unique_equilibrium
from vcgame.solve.repeated.polygon import contains
from vcgame.solve.repeated.question import Question
from vcgame.solve.repeated.repeated import repeated
from vcgame.solve.repeated.stage import Stage

PAYOFFS = st.integers(min_value=-2, max_value=4)


def symmetric(rows):
    return Stage(
        StrategicGame.from_matrices(rows, [list(column) for column in zip(*rows, strict=True)])
    )


def pure_equilibria(stage, delta, rounds):
    """Payoffs, summed, of all pure subgame-perfect equilibria without lotteries, as sums."""
    game = stage.game
    found = {game.payoff(profile) for profile in stage.equilibria}
    for _ in range(rounds - 1):
        worst = [min(value[k] for value in found) for k in (0, 1)]
        found = {
            tuple(game.payoff(profile)[k] + delta * later[k] for k in (0, 1))
            for profile, later in product(game.profiles(), found)
            if all(
                game.payoff(profile)[k] + delta * later[k]
                >= stage.reply(profile, k) + delta * worst[k]
                for k in (0, 1)
            )
        }
    total = sum(delta**t for t in range(rounds))
    return {tuple(value / total for value in payoffs) for payoffs in found}


@pytest.mark.parametrize("rounds", [1, 2, 10, 1000])
def test_one_equilibrium_is_played_in_every_round(rounds):
    found = finite_horizon(symmetric([[3, 0], [5, 1]]), Fraction(1), rounds)
    assert (found.kind, found.payoffs, found.done) == ("unique", ((1, 1),), rounds)
    pennies = Stage(StrategicGame.from_matrices([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]))
    assert finite_horizon(pennies, Fraction(1), rounds).kind == "unique"


@pytest.mark.parametrize(
    ("gain", "delta", "first"),
    [
        (1, Fraction(1), 2),
        (2, Fraction(1), 3),
        (3, Fraction(1), 4),
        (2, Fraction(9, 10), 4),
        (2, Fraction(1, 2), None),
    ],
)
def test_benoit_and_krishna(gain, delta, first):
    """A dilemma with a second, worse equilibrium: each round of the better one is a reward of 1.

    The path is worth its gain now if delta + delta**2 + ... reaches that gain, while worse
    punishments than the bad equilibrium do not exist: 0 is the minmax.
    """
    rows = [[3, -1, -1], [3 + gain, 1, -1], [-1, -1, 0]]
    found = finite_horizon(symmetric(rows), delta, 12, ((0, 0), (1, 1)))
    assert found.kind == "sets"
    assert dict(found.first)[("r1", "c1")] == first
    assert dict(found.first)[("r2", "c2")] == 1
    rewards = [sum(delta**t for t in range(1, n)) for n in range(1, 13)]
    assert first == next((n for n, sum_ in enumerate(rewards, 1) if sum_ >= gain), None)


@settings(max_examples=25)
@given(
    st.lists(PAYOFFS, min_size=8, max_size=8),
    st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(4, 5)]),
    st.integers(min_value=1, max_value=3),
)
def test_sets_hold_all_pure_equilibria_and_their_worst(cells, delta, rounds):
    stage = Stage(StrategicGame.from_matrices([cells[:2], cells[2:4]], [cells[4:6], cells[6:]]))
    assume(stage.equilibria)
    found = finite_horizon(stage, delta, rounds)
    known = pure_equilibria(stage, delta, rounds)
    if found.kind == "unique":
        assert set(found.payoffs) == known
        return
    assert (found.kind, found.done) == ("sets", rounds)
    assert all(contains(found.payoffs, payoffs) for payoffs in known)
    if rounds <= 2:
        for k in (0, 1):
            assert min(p[k] for p in found.payoffs) <= min(p[k] for p in known)
    if rounds == 1:
        assert set(found.payoffs) <= known


def test_more_players_and_no_pure_equilibrium():
    same = tuple(Fraction(len(set(profile)) == 1) for profile in product(range(2), repeat=3))
    three = Stage(StrategicGame(("a", "b", "c"), (("x", "y"),) * 3, (same,) * 3))
    assert unique_equilibrium(three.game) is None
    assert finite_horizon(three, Fraction(1), 3).kind == "many_players"
    give = tuple(Fraction(-p[0]) for p in product(range(2), repeat=3))
    take = tuple(Fraction(-p[1]) for p in product(range(2), repeat=3))
    last = tuple(Fraction(-p[2]) for p in product(range(2), repeat=3))
    lazy = Stage(StrategicGame(("a", "b", "c"), (("x", "y"),) * 3, (give, take, last)))
    assert finite_horizon(lazy, Fraction(1), 3).payoffs == ((0, 0, 0),)
    rows = [[0, 1, -1, 0], [-1, 0, 1, 0], [1, -1, 0, 0], [0, 0, 0, 0]]
    none = Stage(
        StrategicGame.from_matrices(
            [row[:3] for row in rows[:3]] * 2, [[-v for v in row[:3]] for row in rows[:3]] * 2
        )
    )
    assert finite_horizon(none, Fraction(1), 5).kind == "no_pure"


def test_long_repetition_ends_with_what_was_reached():
    rows = [[3, -1, -1], [4, 1, -1], [-1, -1, 0]]
    found = finite_horizon(symmetric(rows), Fraction(123, 124), 900)
    assert found.kind == "sets"
    assert 50 < found.done <= 900


def test_what_is_not_worked_out_is_not_complete():
    """Three players who agree or not: several stage equilibria, so sets would be needed."""
    ones = tuple(Fraction(k in (0, 7)) for k in range(8))
    players = ("a", "b", "c")
    game = StrategicGame(players, (("x", "y"),) * 3, (ones,) * 3)
    answer = repeated(game, Question(rounds=2))
    assert answer.horizon is not None
    assert answer.horizon.kind == "many_players"
    assert not answer.complete
