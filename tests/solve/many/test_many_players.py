"""All equilibria of small games of many players, against games whose equilibria are known."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from many_games import (
    crossing_lines,
    crossing_points,
    drawn,
    game_of,
    image,
    minimum_effort,
    points,
    regret,
    rounded,
    side_by_side,
    volunteers,
)

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.index import index_sum
from vcgame.solve.many.solver import solve_many, within_limits
from vcgame.solve.nash import solve_nash
from vcgame.solve.pure import solve_pure
from vcgame.solve.trio import solve_trio

SHAPES = [(2, 2, 3), (2, 3, 3), (2, 2, 2, 2), (3, 3, 3), (2, 2, 2, 2, 2), (2, 2, 4)]


def inside(answer):
    """The equilibria in which everybody plays every strategy."""
    return {
        rounded(e.profile)
        for e in answer.equilibria
        if all(len(s) == len(p) for s, p in zip(e.supports, e.profile, strict=True))
    }


@settings(max_examples=80)
@given(st.lists(st.integers(-3, 3), min_size=24, max_size=24), st.sampled_from([1, 2, 9]))
def test_the_closed_form_agrees(numbers, scale):
    cells = iter(numbers)
    game = game_of((2, 2, 2), lambda _: [round(next(cells) * scale / 3) for _ in range(3)])
    ours, theirs = solve_many(game), solve_trio(game)
    assert points(ours) == points(theirs)
    assert (ours.complete, ours.degenerate) == (theirs.complete, theirs.degenerate)


@pytest.mark.parametrize("high", [2, 9, 100])
def test_the_closed_form_agrees_on_drawn_games(high):
    rng = random.Random(high)  # noqa: S311 - games, not secrets
    for _ in range(40):
        game = drawn(rng, (2, 2, 2), -high, high)
        ours, theirs = solve_many(game), solve_trio(game)
        assert points(ours) == points(theirs)
        assert (ours.complete, ours.degenerate) == (theirs.complete, theirs.degenerate)


@pytest.mark.parametrize("shape", SHAPES)
def test_drawn_games_are_solved_in_full(shape):
    rng = random.Random(str(shape))  # noqa: S311 - games, not secrets
    for _ in range(3):
        game = drawn(rng, shape, -100, 100)
        answer = solve_many(game)
        assert answer.complete, answer.why
        assert not answer.degenerate
        assert len(answer.equilibria) % 2 == 1
        assert index_sum(game, answer) == 1
        for e in answer.equilibria:
            exact = all(isinstance(p, Fraction) for mixture in e.profile for p in mixture)
            assert regret(game, [list(m) for m in e.profile]) <= (0 if exact else 1e-12)
            assert e.certificate == 0
        pure = {e.profile for e in solve_pure(game).equilibria}
        assert {e.profile for e in answer.equilibria if e.pure} == pure


@pytest.mark.parametrize(("count", "most"), [(3, 2), (4, 9), (5, 44)])
def test_as_many_mixed_equilibria_as_there_can_be(count, most):
    game, known = crossing_points(count)
    assert len(known) == most
    answer = solve_many(game)
    assert answer.complete
    full = {e.profile for e in answer.equilibria if all(len(s) == 2 for s in e.supports)}
    assert full == known


def test_ten_equilibria_inside_a_game_of_three_by_three_by_three():
    game, known = crossing_lines()
    assert len(known) == 10
    assert all(min(mixture) > 0 for profile in known for mixture in profile)
    answer = solve_many(game)
    assert answer.complete
    full = {e.profile for e in answer.equilibria if all(len(s) == 3 for s in e.supports)}
    assert full == known


@pytest.mark.parametrize("shape", [(3, 3, 2), (2, 3, 3), (2, 2, 2, 2)])
def test_a_game_built_around_an_equilibrium(shape):
    rng = random.Random(f"built {shape}")  # noqa: S311 - games, not secrets
    for widest in (1, 2, 2, 3):
        game = drawn(rng, shape, -999, 999)
        profile = []
        for size in shape:
            played = rng.sample(range(size), min(size, widest))
            weights = [Fraction(rng.randint(1, 9)) if s in played else 0 for s in range(size)]
            profile.append(tuple(w / sum(weights) for w in weights))
        payoffs = []
        for player, size in enumerate(shape):
            pays = []
            for s in range(size):
                there = [*profile]
                there[player] = tuple(int(k == s) for k in range(size))
                total = sum(
                    weight * game.payoff(pure)[player]
                    for pure, weight in weighted(game, there)
                    if weight
                )
                pays.append(total + (0 if profile[player][s] else rng.randint(1, 5)))
            payoffs.append(pays)
        built = game_of(
            shape,
            lambda p, game=game, payoffs=payoffs: [
                pay - payoffs[k][p[k]] for k, pay in enumerate(game.payoff(p))
            ],
        )
        answer = solve_many(built)
        assert answer.complete, answer.why
        assert tuple(profile) in {e.profile for e in answer.equilibria}


def weighted(game, profile):
    for pure in game.profiles():
        weight = Fraction(1)
        for mixture, s in zip(profile, pure, strict=True):
            weight *= mixture[s]
        yield pure, weight


@pytest.mark.parametrize("seed", range(3))
def test_games_side_by_side_have_all_pairs_of_equilibria(seed):
    rng = random.Random(seed)  # noqa: S311 - games, not secrets
    first, second = drawn(rng, (2, 2), -99, 99), drawn(rng, (2, 3), -99, 99)
    apart = [{rounded(e.profile) for e in solve_nash(g).equilibria} for g in (first, second)]
    answer = solve_many(side_by_side(first, second))
    assert answer.complete
    assert {rounded(e.profile) for e in answer.equilibria} == {a + b for a, b in product(*apart)}
    alone = game_of((3,), lambda p: [(1, 5, 2)[p[0]]])
    answer = solve_many(side_by_side(second, alone))
    assert {rounded(e.profile) for e in answer.equilibria} == {
        (*a, (0.0, 1.0, 0.0)) for a in apart[1]
    }


@pytest.mark.parametrize("count", [3, 4, 5, 6])
def test_volunteers(count):
    answer = solve_many(volunteers(count, 1, 3))
    assert answer.complete
    # Some of the players, and all of these alike, may volunteer.
    assert len(answer.equilibria) == 2**count - 1
    shares = {e.profile[0][0] for e in answer.equilibria if all(len(s) == 2 for s in e.supports)}
    assert len(shares) == 1
    assert float(shares.pop()) == pytest.approx((1 / 3) ** (1 / (count - 1)), rel=1e-14)


@pytest.mark.parametrize(("count", "levels", "known"), [(3, 2, 3), (3, 3, 6), (4, 2, 3), (5, 2, 3)])
def test_minimum_effort(count, levels, known):
    answer = solve_many(minimum_effort(count, levels))
    assert answer.complete
    # A symmetric equilibrium for each level and for each pair of levels; at the outer two of
    # three the middle one is as good, and is not played.
    assert answer.degenerate == (levels == 3)
    assert len(answer.equilibria) == known
    assert {e.supports for e in answer.equilibria} == {
        (support,) * count for support in {e.supports[0] for e in answer.equilibria}
    }


def test_a_unique_equilibrium_that_is_irrational():
    # Nau, Gomez Canovas and Hansen (2004), figure 1.
    cells = {
        (0, 0, 0): (3, 0, 2), (0, 1, 0): (0, 2, 0), (1, 0, 0): (0, 1, 0), (1, 1, 0): (1, 0, 0),
        (0, 0, 1): (1, 0, 0), (0, 1, 1): (0, 1, 0), (1, 0, 1): (0, 3, 0), (1, 1, 1): (2, 0, 3),
    }  # fmt: skip
    answer = solve_many(game_of((2, 2, 2), cells.__getitem__))
    (only,) = answer.equilibria
    assert answer.complete
    assert only.profile[1][0] == pytest.approx((sqrt(601) - 13) / 24, rel=1e-14)
    assert only.certificate == 0


@pytest.mark.parametrize("shape", [(2, 3, 3), (2, 2, 2, 2), (3, 3, 3)])
def test_names_and_scales_do_not_matter(shape):
    rng = random.Random(f"names {shape}")  # noqa: S311 - games, not secrets
    for high in (2, 50):
        game = drawn(rng, shape, -high, high)
        order = rng.sample(range(len(shape)), len(shape))
        places = [rng.sample(range(size), size) for size in shape]
        scales = [Fraction(rng.randint(1, 9), rng.randint(1, 9)) for _ in shape]
        answer = solve_many(game)
        other = solve_many(image(game, order, places, scales))
        expected = set()
        for e in answer.equilibria:
            profile = tuple(tuple(e.profile[p][s] for s in places[p]) for p in order)
            replies = tuple(
                tuple(k for k, s in enumerate(places[p]) if s in e.best_replies[p]) for p in order
            )
            expected.add((rounded(profile), replies))
        assert points(other) == expected
        assert (other.complete, other.degenerate) == (answer.complete, answer.degenerate)
        assert other.components == answer.components


def test_a_dominated_strategy_changes_nothing():
    rng = random.Random("dominated")  # noqa: S311 - games, not secrets
    game = drawn(rng, (2, 2, 2), -9, 9)

    def payoff(profile):
        cut = (*profile[:2], min(profile[2], 1))
        pays = list(game.payoff(cut))
        if profile[2] > 1:
            pays[2] = min(game.payoff((*profile[:2], s))[2] for s in (0, 1)) - 1
        return pays

    answer, more = solve_many(game), solve_many(game_of((2, 2, 9), payoff))
    assert within_limits(game_of((2, 2, 9), payoff))
    assert more.complete
    assert {rounded((*p[:2], p[2][:2])) for p in (e.profile for e in more.equilibria)} == {
        rounded(e.profile) for e in answer.equilibria
    }


def test_larger_games_are_left_to_their_pure_equilibria():
    rng = random.Random(8)  # noqa: S311 - games, not secrets
    game = drawn(rng, (4, 4, 4), -99, 99)
    answer = solve_many(game)
    assert (answer.concept, answer.complete) == ("nash", False)
    assert "mixed equilibria of 3 players are not searched" in answer.why
    assert answer.equilibria == solve_pure(game).equilibria


def test_irrational_payoffs_are_left_to_pure_equilibria():
    from flint import arb

    root = arb(2).sqrt()
    cells = [[root if sum(p) == 3 else arb(0)] * 3 for p in product(range(2), repeat=3)]
    payoffs = tuple(tuple(cell[k] for cell in cells) for k in range(3))
    game = StrategicGame(("a", "b", "c"), (("x", "y"),) * 3, payoffs)
    answer = solve_many(game)
    assert not answer.complete
    assert ((1,), (1,), (1,)) in {e.supports for e in answer.equilibria}
