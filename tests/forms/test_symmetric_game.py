"""Games of alike firms in numbers: every spread of the others, exactly or in balls."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from vcgame.errors import EvaluationError, UnsupportedError
from vcgame.forms.point import extensive_game, game_at, strategic_game
from vcgame.forms.symmetric import SymmetricGame, spread_place, spreads, written_out
from vcgame.forms.symmetric_point import symmetric_game, welfare_game
from vcgame.model.model import Model
from vcgame.model.point import value_at
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document

TEXT = """
vcgame = 1
id = "m"
title = "M"
transfers = ["t"]
[parameters]
n = 5
b = 2
t = 1
e = 1
[[players]]
id = "firm"
number = "n"
strategies = {{ {strategies} }}
[counts]
{counts}
[payoffs]
{payoffs}
"""


def model(
    *payoffs: str, counts: tuple[str, ...] = ('k = "others.s0"',), strategies: int = 2
) -> Model:
    text = TEXT.format(
        strategies=", ".join(f's{i} = "s{i}"' for i in range(strategies)),
        counts="\n".join(counts),
        payoffs="\n".join(f's{i} = ["{payoff}"]' for i, payoff in enumerate(payoffs)),
    )
    return build_model(read_document(text, "m"))


@given(st.integers(0, 6), st.integers(1, 4))
def test_spreads_are_listed_in_their_order(firms: int, strategies: int) -> None:
    every = list(spreads(firms, strategies))
    assert len(every) == comb(firms + strategies - 1, strategies - 1)
    assert every == sorted(set(every))
    assert all(sum(spread) == firms for spread in every)
    assert [spread_place(spread) for spread in every] == list(range(len(every)))


def test_two_strategies() -> None:
    found = model("b*(k+1)**e - 3", "b*k**e - t")
    game = game_at(found, found.values())
    assert isinstance(game, SymmetricGame)
    assert (game.firm, game.number, game.strategies) == ("firm", 5, ("s0", "s1"))
    assert game.payoffs == (
        tuple(Fraction(2 * (k + 1) - 3) for k in range(5)),
        tuple(Fraction(2 * k - 1) for k in range(5)),
    )
    assert game.exact
    assert game.payoff(0, (3, 1)) == 5


def test_three_strategies_and_a_count_of_each() -> None:
    counts = tuple(f'k{i} = "others.s{i}"' for i in range(3))
    found = model("k0 + 10*k1 + 100*k2", "1", "k2**2", counts=counts, strategies=3)
    game = symmetric_game(found, found.values(changes={"n": 3}))
    for spread in spreads(2, 3):
        assert game.payoff(0, spread) == spread[0] + 10 * spread[1] + 100 * spread[2]
        assert game.payoff(2, spread) == spread[2] ** 2


FORMULAS = (
    "b*k**2 - t*k + 1/(k+1)",
    "min(k, b) - max(k, t)*abs(k - 2)",
    "(b if k > 2 else -t)/(k + 1)",
    "1/k if k > 0 else b",
    "-(k - 1)**3/(b + k)",
    "b*t - e",
    "sqrt(b)*k + t",
    "b**(k/2)",
    "(sqrt(k + 1) if k >= 1 else 7) - t",
    "exp(-k)*log(k + 2) + min(sqrt(b), k)",
)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("number", [6, 4_100])
def test_every_value_is_that_of_the_formula(formula: str, number: int) -> None:
    found = model(formula, "0")
    point = found.values(changes={"n": number, "b": 3})
    column = symmetric_game(found, point).payoffs[0]
    assert len(column) == number
    (expression,) = found.payoffs["s0",]
    for k in (*range(6), number - 1):
        exact = value_at(expression, {**point, "k": Fraction(k)})
        if isinstance(exact, Fraction):
            assert column[k] == exact
            assert isinstance(column[k], Fraction)
        else:
            assert column[k].overlaps(exact)


def test_equal_formulas_are_one_list() -> None:
    found = model("sqrt(b)*k", "sqrt(b)*k")
    game = symmetric_game(found, found.values())
    assert game.payoffs[0] is game.payoffs[1]
    assert not game.exact
    assert isinstance(game.payoffs[0][1], arb)


def test_precision() -> None:
    found = model("sqrt(b)", "0")
    (ball, *_), _ = symmetric_game(found, found.values(), 2_000).payoffs
    assert ball.rel_accuracy_bits() > 1_900


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("1/(k - 2)", "the payoff of s0 at k = 2: division by zero in '1/(k - 2)'"),
        ("sqrt(k - 3)", "the payoff of s0 at k = 0: "),
        ("1/(b - 2)", "the payoff of s0: division by zero in '1/(b - 2)'"),
        ("1 if 1/k > 0 else 0", "the payoff of s0 at k = 0: division by zero"),
        ("b**(k*10**6)", "the payoff of s0 at k = 1: "),
    ],
)
def test_a_payoff_without_a_value_names_the_count(formula: str, told: str) -> None:
    found = model(formula, "0")
    with pytest.raises(EvaluationError) as caught:
        symmetric_game(found, found.values())
    assert str(caught.value).startswith(told)


def test_too_many_spreads_are_refused() -> None:
    counts = tuple(f'k{i} = "others.s{i}"' for i in range(3))
    found = model("k0", "k1", "k2", counts=counts, strategies=3)
    with pytest.raises(EvaluationError, match="1000 firms with 3 strategies are too many"):
        symmetric_game(found, found.values(changes={"n": 1_000}))


def test_very_many_strategies_are_refused() -> None:
    found = model(*["1"] * 200, strategies=200)
    with pytest.raises(EvaluationError, match="no number of firms is small enough"):
        symmetric_game(found, found.values(changes={"n": 2}))


def test_long_numbers_end_the_work() -> None:
    found = model(" + ".join(f"(b + k/7{i:03})**64" for i in range(100)), "0")
    with pytest.raises(EvaluationError, match="takes too long"):
        symmetric_game(found, found.values(changes={"n": 500}))


def test_a_number_that_is_not_whole() -> None:
    found = model("k", "0")
    with pytest.raises(EvaluationError, match="the number of firms n is 5/2"):
        game_at(found, {**found.values(), "n": Fraction(5, 2)})


def test_other_forms_are_refused() -> None:
    found = model("k", "0")
    with pytest.raises(UnsupportedError, match="m is a game of alike firms; this needs a strateg"):
        strategic_game(found, found.values())
    with pytest.raises(UnsupportedError, match="m is a game of alike firms; this needs a tree"):
        extensive_game(found, found.values())


def test_welfare_leaves_transfers_out() -> None:
    found = model("b + t", "b*k - t")
    point = found.values()
    game = symmetric_game(found, point)
    welfare = welfare_game(found, point, game)
    assert welfare is not None
    assert welfare.payoffs[0] == (2,) * 5
    nothing = found.values(changes={"t": 0})
    game = symmetric_game(found, nothing)
    assert welfare_game(found, nothing, game) is game
    broken = model("b/t", "0")
    assert welfare_game(broken, broken.values(), symmetric_game(broken, broken.values())) is None


def test_a_game_is_written_out() -> None:
    found = model("b*k", "k**2 - 1")
    game = symmetric_game(found, found.values(changes={"n": 3}))
    table = written_out(game)
    assert table.players == ("firm_1", "firm_2", "firm_3")
    assert table.shape == (2, 2, 2)
    for profile in table.profiles():
        expected = []
        for place, own in enumerate(profile):
            others = profile.count(0) - (own == 0)
            assert others == sum(p == 0 for i, p in enumerate(profile) if i != place)
            expected.append(2 * others if own == 0 else others**2 - 1)
        assert table.payoff(profile) == tuple(expected)


def test_a_large_game_is_not_written_out() -> None:
    found = model("b*k", "0")
    with pytest.raises(UnsupportedError, match="20 firms with 2 strategies have too many profiles"):
        written_out(symmetric_game(found, found.values(changes={"n": 20})))
