"""Continua are named, ties decided, and what is not decided is said."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest
from many_games import drawn, gain_game, game_of, points, regret, rounded, volunteers

from vcgame.solve.many import listing, solver
from vcgame.solve.many.arrays import search
from vcgame.solve.many.solver import solve_many
from vcgame.solve.pure import solve_pure


def with_twin(game, player):
    """The same game with the first strategy of a player twice."""
    shape = tuple(size + (k == player) for k, size in enumerate(game.shape))
    last = game.shape[player]

    def payoff(profile):
        own = 0 if profile[player] == last else profile[player]
        return game.payoff((*profile[:player], own, *profile[player + 1 :]))

    return game_of(shape, payoff)


@pytest.mark.parametrize("shape", [(2, 2, 2), (2, 2, 3)])
def test_a_twin_makes_a_continuum_of_what_plays_it(shape):
    rng = random.Random(f"twin {shape}")  # noqa: S311 - games, not secrets
    for _ in range(3):
        game = drawn(rng, shape, -50, 50)
        answer, twin = solve_many(game), solve_many(with_twin(game, 0))
        played = any(0 in e.supports[0] for e in answer.equilibria)
        assert twin.complete != played
        assert "not decided" not in twin.why
        # Each equilibrium stands there with either of the twins.
        found = {rounded(e.profile) for e in twin.equilibria}
        for e in answer.equilibria:
            own, *others = rounded(e.profile)
            assert ((*own, 0.0), *others) in found
            assert ((0.0, *own[1:], own[0]), *others) in found
        assert any("continuum" in note for note in twin.notes) == played


def test_every_profile_is_an_equilibrium_of_a_game_about_nothing():
    for shape in ((2, 2, 2), (3, 3, 3), (2, 2, 2, 2, 2)):
        game = game_of(shape, lambda profile: [0] * len(profile))
        answer = solve_many(game)
        assert not answer.complete
        assert answer.degenerate
        assert "infinitely many" in answer.why
        assert "not decided" not in answer.why
        assert {e.profile for e in answer.equilibria} == {
            e.profile for e in solve_pure(game).equilibria
        }


def test_a_segment_has_its_ends_listed_in_one_component():
    # While the first plays y with at most one half, the second stays with x; the third with x.
    game = gain_game(
        (2, 2, 2),
        lambda k, _, p: [0 if p[1] + p[2] == 0 else -1, 1 if p[0] else -1, -1][k],
    )
    answer = solve_many(game)
    assert [(e.supports, e.component) for e in answer.equilibria] == [
        (((0,), (0,), (0,)), 1),
        (((0, 1), (0,), (0,)), 1),
    ]
    assert answer.equilibria[1].profile[0] == (Fraction(1, 2), Fraction(1, 2))
    assert answer.notes == ("a continuum of equilibria on the supports s0/s1, s0, s0",)


def test_a_region_that_a_third_player_cuts_is_bent():
    # Two players never care; the third stays while the product of their shares is below 1/8.
    game = gain_game((2, 2, 2), lambda k, _, p: 8 * p[0] * p[1] - 1 if k == 2 else 0)
    answer = solve_many(game)
    assert not answer.complete
    assert "a continuum of equilibria on the supports" in answer.notes[0]
    assert "s0/s1, s0/s1, s0" in answer.notes[0]
    assert "may be joined" in answer.notes[1]
    assert all(e.certificate == 0 for e in answer.equilibria)


def test_an_isolated_double_root_is_listed():
    # y + z = 1, x + z = 1 and, against x = y, a square: all meet at one half only.
    square = {(0, 0): 1, (0, 1): -1, (1, 0): -1, (1, 1): 1}
    tilt = Fraction(1, 2)

    def gain(k, _, p):
        if k == 0:
            return p[1] - tilt + p[2] - tilt
        if k == 1:
            return p[0] - tilt + p[2] - tilt
        return square[p[0], p[1]]

    game = gain_game((2, 2, 2), gain)
    answer = solve_many(game)
    middle = [e for e in answer.equilibria if e.profile == ((tilt, tilt),) * 3]
    assert len(middle) == 1
    assert answer.complete
    assert answer.degenerate


def test_ties_of_irrational_equilibria_are_decided():
    # The third strategy of the first player is as good as its second wherever that is as good
    # as its first; nobody else cares for it being played.
    game = volunteers(3, 1, 3)

    def payoff(profile):
        pays = list(game.payoff((min(profile[0], 1), *profile[1:])))
        if profile[0] == 2:
            first = game.payoff((0, *profile[1:]))[0]
            pays[0] = first + 2 * (pays[0] - first) if pays[0] < first else pays[0] * 2 - first
        return pays

    answer = solve_many(game_of((3, 2, 2), payoff))
    irrational = [e for e in answer.equilibria if isinstance(e.profile[0][0], float)]
    assert irrational
    assert all(e.best_replies[0] == (0, 1, 2) for e in irrational)
    assert answer.degenerate


@pytest.mark.parametrize("shape", [(2, 2, 2, 2), (2, 3, 3)])
def test_games_with_many_ties_end_soon_and_soundly(shape):
    rng = random.Random(f"ties {shape}")  # noqa: S311 - games, not secrets
    for _ in range(6):
        game = drawn(rng, shape, 0, 1)
        answer = solve_many(game)
        pure = {e.profile for e in solve_pure(game).equilibria}
        assert pure == {e.profile for e in answer.equilibria if e.pure}
        for e in answer.equilibria:
            exact = all(isinstance(p, Fraction) for mixture in e.profile for p in mixture)
            assert regret(game, [list(m) for m in e.profile]) <= (0 if exact else 1e-12)
        assert answer.complete == (not answer.notes or "indices" in answer.notes[0]) or (
            "not decided" in answer.why
        )


def test_a_limit_of_work_is_said(monkeypatch):
    rng = random.Random(3)  # noqa: S311 - games, not secrets
    game = drawn(rng, (3, 3, 3), -99, 99)
    whole = solve_many(game)
    monkeypatch.setattr(solver, "WORK", 3)
    answer = solve_many(game)
    assert not answer.complete
    assert answer.why.startswith("not decided on the supports s")
    assert answer.degenerate is None
    assert points(answer) <= points(whole)
    assert {e.profile for e in answer.equilibria if e.pure} == {
        e.profile for e in solve_pure(game).equilibria
    }
    (note,) = answer.notes
    assert ("but no proof" in note) == (len(answer.equilibria) % 2 == 1) or "missing" in note


def test_a_search_stops_at_its_limit(monkeypatch):
    monkeypatch.setattr(search, "MOST_LIVE", 2)
    answer = solve_many(drawn(random.Random(3), (3, 3, 3), -99, 99))  # noqa: S311
    assert not answer.complete
    assert "not decided" in answer.why


def test_a_wrong_equilibrium_would_be_noticed(monkeypatch):
    game = game_of((2, 2, 2), lambda p: [sum(p), -sum(p), p[0]])
    right = listing.Listing._profile

    def wrong(self, face, weights):
        return tuple(tuple(reversed(own)) for own in right(self, face, weights))

    monkeypatch.setattr(listing.Listing, "_profile", wrong)
    with pytest.raises(AssertionError, match="fails its certificate"):
        solve_many(game)


def test_a_missing_equilibrium_would_be_noticed(monkeypatch):
    monkeypatch.setattr(listing.Listing, "try_root", lambda self, face, root: True)
    with pytest.raises(AssertionError, match="the indices sum to"):
        solve_many(volunteers(3, 1, 2))


def test_the_union_of_the_strategies_of_faces_is_that_of_the_game():
    # A strategy that is strictly dominated is in no support; the others are named by their ids.
    cells = {p: [p[0], p[1], (-1) ** (p[0] + p[1] + p[2])] for p in product(range(2), repeat=3)}
    answer = solve_many(game_of((2, 2, 2), cells.__getitem__))
    assert [e.supports for e in answer.equilibria] == [((1,), (1,), (0,))]


def test_an_isolated_equilibrium_beside_a_continuum_on_its_supports():
    # The gains of the first two have the factor 1 - 2s: where d mixes evenly there is a
    # curve of equilibria. The other factors and the other gains vanish at one more point.
    payoffs = [
        "0 0 0 0 0 0 0 0 1 -1 1 -1 -1/2 1/2 3/4 -3/4",
        "0 0 0 0 3/2 -3/2 -2 2 0 0 0 0 -35/8 35/8 3/2 -3/2",
        "0 0 1 0 0 0 4 -3 0 0 200 0 0 0 -3 -4",
        "0 -4 0 -4 0 -3 0 2 0 -3 0 -4 0 65/4 0 -1",
    ]
    rows = [[Fraction(value) for value in line.split()] for line in payoffs]
    profiles = list(product(range(2), repeat=4))
    game = game_of((2, 2, 2, 2), lambda p: [row[profiles.index(tuple(p))] for row in rows])
    answer = solve_many(game)
    assert not answer.complete
    assert "of which some may be missing on the supports with a continuum" in answer.why
    wanted = [Fraction(1, 5), Fraction(4, 5), Fraction(1, 5), Fraction(4, 5)]
    assert regret(game, [[1 - p, p] for p in wanted]) == 0
    assert wanted in [[own[1] for own in e.profile] for e in answer.equilibria]
