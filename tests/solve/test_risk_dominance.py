"""Risk dominance and p-dominance: known games, brute force over beliefs, and symmetries."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import UnsupportedError
from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame, written_out
from vcgame.solve.pure import solve_pure
from vcgame.solve.reasoning.risk_dominance import risk_dominance


def two(A, B) -> StrategicGame:
    return StrategicGame.from_matrices(A, B)


@st.composite
def games(draw: st.DrawFn) -> StrategicGame:
    shape = tuple(draw(st.lists(st.integers(1, 3), min_size=2, max_size=3)))
    cells = prod(shape)
    values = [draw(st.lists(st.integers(-4, 4), min_size=cells, max_size=cells)) for _ in shape]
    return StrategicGame(
        tuple(f"p{k}" for k in range(len(shape))),
        tuple(tuple(f"s{k}" for k in range(size)) for size in shape),
        tuple(tuple(map(Fraction, own)) for own in values),
    )


def holds(game: StrategicGame, profile, player: int, p: Fraction) -> bool:
    """Whether a part is best against all beliefs that give the others' parts at least p.

    Expected payoffs are linear, so the corners of the set of beliefs decide: what is not given
    to the others' parts goes to one situation as a whole.
    """
    met = profile[:player] + profile[player + 1 :]
    others = [range(size) for who, size in enumerate(game.shape) if who != player]

    def pays(strategy: int, situation) -> Fraction:
        return game.payoff((*situation[:player], strategy, *situation[player:]))[player]

    return all(
        p * (pays(profile[player], met) - pays(s, met))
        + (1 - p) * (pays(profile[player], situation) - pays(s, situation))
        >= 0
        for situation in product(*others)
        for s in range(game.shape[player])
    )


@settings(max_examples=80)
@given(games())
def test_the_least_p_is_where_the_part_begins_to_be_best(game):
    answer = risk_dominance(game)
    assert answer.complete
    stable = [tuple(s[0] for s in e.supports) for e in solve_pure(game).equilibria]
    assert [each.profile for each in answer.equilibria] == stable
    for each in answer.equilibria:
        for player, p in enumerate(each.least):
            assert holds(game, each.profile, player, p)
            if p > 0:
                assert not holds(game, each.profile, player, p - Fraction(1, 10**6))
                assert each.worst[player] is not None
            else:
                assert each.worst[player] is None
        assert each.p == max(each.least)
        assert answer.robust(each) == (True if sum(each.least) < 1 else None)


@settings(max_examples=60)
@given(st.lists(st.integers(1, 9), min_size=4, max_size=4), st.integers(-5, 5))
def test_two_by_two_the_larger_nash_product_dominates(losses, shift):
    """Shifting a column of the first player's payoffs changes no difference within it."""
    a, b, c, d = losses
    game = two([[a + shift, 0], [shift, c]], [[b, 0], [0, d]])
    answer = risk_dominance(game)
    assert answer.products == (a * b, c * d)
    expected = None if a * b == c * d else int(c * d > a * b)
    assert answer.dominant == expected
    assert answer.tied == (expected is None)
    for place, each in enumerate(answer.equilibria):
        # The products compare as the sum of the least p does with 1.
        assert (answer.total(each) < 1) == (expected == place)


def test_the_stag_hunt():
    answer = risk_dominance(two([[4, 0], [3, 3]], [[4, 3], [0, 3]]))
    stag, hare = answer.equilibria
    assert (stag.profile, stag.least, stag.losses) == ((0, 0), (Fraction(3, 4),) * 2, (1, 1))
    assert (hare.profile, hare.least, hare.losses) == ((1, 1), (Fraction(1, 4),) * 2, (3, 3))
    assert (answer.products, answer.dominant, answer.tied) == ((1, 9), 1, False)


def test_harsanyi_and_selten_with_different_players():
    """Neither is half-dominant for both, and still one risk-dominates."""
    game = two([[5, 0], [0, 3]], [[2, 0], [0, 3]])
    answer = risk_dominance(game)
    first, second = answer.equilibria
    assert answer.products == (10, 9)
    assert answer.dominant == 0
    assert first.least == (Fraction(3, 8), Fraction(3, 5))
    assert second.least == (Fraction(5, 8), Fraction(2, 5))


def test_equilibria_that_are_not_strict_have_no_products():
    answer = risk_dominance(two([[1, 0], [1, 2]], [[1, 1], [0, 1]]))
    assert [each.strict for each in answer.equilibria] == [False, True]
    assert (answer.products, answer.dominant, answer.tied) == ((), None, False)


def test_no_pure_equilibrium():
    answer = risk_dominance(two([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]))
    assert (answer.equilibria, answer.complete) == ((), True)


def test_youngs_game_of_three_strategies():
    """The equilibrium that every other pair prefers need not be half-dominant (Young 1993)."""
    A = [[6, 0, 0], [5, 7, 5], [0, 5, 8]]
    B = [[6, 5, 0], [0, 7, 5], [0, 5, 8]]
    answer = risk_dominance(two(A, B))
    assert [each.profile for each in answer.equilibria] == [(0, 0), (1, 1), (2, 2)]
    assert [each.p for each in answer.equilibria] == [
        Fraction(7, 8),
        Fraction(3, 5),
        Fraction(5, 8),
    ]


@settings(max_examples=40)
@given(st.integers(2, 4), st.data())
def test_alike_firms_need_what_their_table_needs(number, data):
    payoffs = tuple(
        tuple(
            map(Fraction, data.draw(st.lists(st.integers(-4, 4), min_size=number, max_size=number)))
        )
        for _ in range(2)
    )
    game = SymmetricGame("firm", number, ("a", "b"), payoffs)
    short, long = risk_dominance(game), risk_dominance(written_out(game))
    whole = {each.profile: each for each in long.equilibria if len(set(each.profile)) == 1}
    assert [each.profile * number for each in short.equilibria] == list(whole)
    for each in short.equilibria:
        same = whole[each.profile * number]
        assert same.least == each.least * number
        assert short.total(each) == long.total(same)
    if number == 2 and len(long.equilibria) == len(short.equilibria) == 2:
        assert short.products == long.products
        assert short.dominant == long.dominant


def test_many_firms():
    """A standard pays by how many share it: half of the firms must be trusted."""
    number = 1_001
    first = tuple(Fraction(k) for k in range(number))
    second = tuple(Fraction(number - 1 - k) for k in range(number))
    answer = risk_dominance(SymmetricGame("firm", number, ("a", "b"), (first, second)))
    assert [each.p for each in answer.equilibria] == [Fraction(1, 2)] * 2
    assert [answer.robust(each) for each in answer.equilibria] == [None, None]


def test_irrational_payoffs_are_refused():
    from flint import arb

    game = StrategicGame(("a", "b"), (("u",), ("l", "r")), ((arb(2).sqrt(), 1), (0, 1)))
    with pytest.raises(UnsupportedError, match="risk dominance needs rational payoffs"):
        risk_dominance(game)
