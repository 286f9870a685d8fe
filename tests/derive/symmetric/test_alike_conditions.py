"""Conditions of the equilibria of alike firms, against all spreads of the others at points."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from vcgame.derive.symmetric.conditions import alike_conditions
from vcgame.derive.symmetric.firms import AlikeFirms
from vcgame.errors import UnsupportedError
from vcgame.forms.symmetric_point import symmetric_game
from vcgame.model.formula.exact import evaluate, holds
from vcgame.model.library import load_model, model_of
from vcgame.solve.symmetric.counts import pure_equilibria
from vcgame.solve.symmetric.mixed import mixed_equilibria

LINEAR = ("a*k + b", "c - a*k", "b", "(a + b)*k - c", "a*k/n", "a*(n - k) - 1", "c", "k - 1")
CURVED = ("a*k**2 - b", "k*(n - k) - c", "a + b if k >= c else 0", "b*k if k + 1 >= a else c - a")
TEXT = """
vcgame = 1
id = "alike"
title = "Alike"
assumptions = ["n >= 2"]
[parameters]
n = {{ value = 4, range = [2, 12], whole = true }}
a = 1
b = 1
c = 2
[[players]]
id = "firm"
number = "n"
strategies = {{ {strategies} }}
[counts]
k = "others.x"
[payoffs]
{payoffs}
"""


def random_model(seed, formulas, strategies="xy"):
    draw = Random(seed)  # noqa: S311 - games, not secrets
    payoffs = [f'{id} = ["{draw.choice(formulas)}"]' for id in strategies]
    names = ", ".join(f'{id} = "{id}"' for id in strategies)
    return model_of("alike", TEXT.format(strategies=names, payoffs="\n".join(payoffs)))


def random_points(model, seed, count):
    draw = Random(seed)  # noqa: S311 - games, not secrets
    for _ in range(count):
        small = {name: Fraction(draw.randint(-2, 4)) for name in "abc"}
        yield model.values(None, small | {"n": Fraction(draw.randint(2, 12))})


def true(each, point):
    return not each.never and all(holds(condition, point) for condition in each.conditions)


def check(model, point, found):
    """All kinds of equilibria at a point, from the table of payoffs alone; gives how many."""
    game = symmetric_game(model, point)
    pure = {each.counts for each in pure_equilibria(game)}
    number = game.number
    seen = 0
    for each in found.conditions:
        place = game.strategies.index(each.strategy)
        if each.kind == "all":
            all_play = tuple(number if k == place else 0 for k in range(len(game.strategies)))
            assert true(each, point) == (all_play in pure), (each, point)
            seen += all_play in pure
        elif each.kind == "some":
            for count in range(1, number):
                there = {**point, found.count: Fraction(count)}
                assert true(each, there) == ((count, number - count) in pure), (each, there)
                seen += (count, number - count) in pure
        elif each.kind == "dominant":
            pairs = zip(game.payoffs[place], game.payoffs[1 - place], strict=True)
            assert true(each, point) == all(one > other for one, other in pairs), (each, point)
        else:
            check_mixed(each, game, point)
    return seen


def check_mixed(each, game, point):
    """The gain is linear in the count, so a firm that mixes faces it at the expected count."""
    mixed = [m for m in mixed_equilibria(game).equilibria if 0 < m.mixture[0] < 1]
    if true(each, point):
        (only,) = mixed
        share = evaluate(each.probability, point)
        assert only.mixture == (share, 1 - share)
    elif not mixed_equilibria(game).continua:
        assert not mixed


@pytest.mark.parametrize("seed", range(14))
def test_linear_payoffs(seed):
    model = random_model(seed, LINEAR)
    found = alike_conditions(model)
    assert found.linear
    for point in random_points(model, seed, 12):
        check(model, point, found)


@pytest.mark.parametrize("seed", range(14))
def test_payoffs_with_squares_and_conditions(seed):
    model = random_model(seed, (*CURVED, *LINEAR[:3]))
    found = alike_conditions(model)
    assert sum(check(model, point, found) for point in random_points(model, seed, 12))


@pytest.mark.parametrize("seed", range(6))
def test_three_strategies(seed):
    """For more than two, that all play one of them."""
    model = random_model(seed, (*CURVED, *LINEAR), "xyz")
    found = alike_conditions(model)
    assert {each.kind for each in found.conditions} == {"all"}
    for point in random_points(model, seed, 10):
        check(model, point, found)
    with pytest.raises(UnsupportedError, match="written out for two"):
        AlikeFirms(model).gain(AlikeFirms(model).others)


@pytest.mark.parametrize(
    "id", ["order-war", "brand-many-firms", "common-technology", "innovate-many"]
)
def test_shipped_games_of_alike_firms(id):
    model = load_model(id)
    draw = Random(id)  # noqa: S311 - games, not secrets
    points = []
    while len(points) < 6:
        point = model.values()
        for name, parameter in model.parameters.items():
            low, high = parameter.low, parameter.high
            point[name] = low + (high - low) * Fraction(draw.randint(0, 8), 8)
            if parameter.whole:
                point[name] = Fraction(draw.randint(int(low), min(int(high), 9)))
        if "eta" in point:
            point["eta"] = Fraction(1)
        if all(holds(assumption, point) for assumption in model.assumptions):
            points.append(point)
    found = alike_conditions(model)
    for point in points:
        check(model, point, found)
