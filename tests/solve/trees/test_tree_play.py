"""Gains, payoffs and ends of behaviour, recomputed from the tree; and where subgames begin."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from small_trees import HORSE, ByDefinition, entry, grown, random_tree

from vcgame.solve.trees.play import TreeReferee, assessed, in_order, largest_gain
from vcgame.solve.trees.subgames import movers_before, stages, subgame_roots

HALF = Fraction(1, 2)


def some_behaviour(game, draw):
    found = []
    for each in game.information_sets():
        weights = [draw.choice((0, 0, 1, 2)) for _ in each.actions]
        if not any(weights):
            weights[0] = 1
        found.append(tuple(Fraction(w, sum(weights)) for w in weights))
    return tuple(found)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1, 2, 3]))
def test_gains_and_payoffs_of_any_behaviour(seed, players):
    game = random_tree(seed, players=players, decisions=5)
    truth = ByDefinition(game)
    every, whole = TreeReferee(game), TreeReferee(game, every_subgame=False)
    for k in range(3):
        behaviour = some_behaviour(game, Random(seed + k))  # noqa: S311 - games, not secrets
        assert every.largest_gain(behaviour) == truth.gain(behaviour, truth.roots())
        assert whole.largest_gain(behaviour) == truth.gain(behaviour)
        found = assessed(game, behaviour, Fraction(0))
        assert found.payoffs == truth.payoff(behaviour)
        assert sum(p for _, p in found.outcomes) == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_subgames_by_definition(seed):
    game = random_tree(seed, decisions=7, merging=0.8)
    assert set(subgame_roots(game)) == set(ByDefinition(game).roots()) | (
        set() if game.vertices[0].end else {0}
    )
    parts = stages(game)
    assert [stage.root for stage in parts] == sorted(subgame_roots(game), reverse=True)
    numbers = [n for stage in parts for n in stage.sets]
    assert sorted(numbers) == list(range(len(game.information_sets())))
    owned = [v for s in parts for k, v in enumerate(s.vertices) if k not in s.exits]
    assert sorted(owned) == list(range(len(game.vertices)))


def test_movers_before_a_subgame():
    game = entry()
    parts = stages(game)
    assert movers_before(parts) == {0: frozenset(), 2: frozenset({0})}
    assert [stage.movers for stage in parts] == [{1}, {0}]


def test_the_horse_is_one_stage():
    assert subgame_roots(grown("123", HORSE)) == (0,)


def test_floats_count_as_they_are():
    game = entry()
    found = assessed(game, ((0.5, 0.5), (Fraction(1), Fraction(0))), Fraction(0))
    assert found.payoffs == (-0.5, 0.5)
    assert all(isinstance(p, float) for p in found.payoffs)
    assert [p for _, p in found.outcomes] == [0.5, 0.5]
    gain = largest_gain(game, ((0.5, 0.5), (Fraction(1), Fraction(0))))
    assert isinstance(gain, float)
    assert gain == 2  # the incumbent shares instead
    sure = assessed(game, ((Fraction(1), Fraction(0)), (0.5, 0.5)), Fraction(0))
    assert sure.payoffs == (0, 2)
    assert not any(isinstance(p, float) for p in sure.payoffs)


def test_gains_of_irrational_payoffs_are_bounded_from_above():
    root = arb(2).sqrt()
    game = grown("1", (0, "a", {"l": [root], "r": [1]}))
    left, right = (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))
    assert largest_gain(game, (left,)) == pytest.approx(0, abs=1e-12)
    assert largest_gain(game, (right,)) == pytest.approx(2**0.5 - 1)
    assert largest_gain(game, (right,)) >= 2**0.5 - 1


def test_order_and_outcome_numbers():
    game = entry()
    plays = [
        ((HALF, HALF), (Fraction(0), Fraction(1))),
        ((Fraction(1), Fraction(0)), (HALF, HALF)),
        ((Fraction(0), Fraction(1)), (Fraction(0), Fraction(1))),
        ((Fraction(1), Fraction(0)), (Fraction(1), Fraction(0))),
    ]
    listed = in_order([assessed(game, each, Fraction(0)) for each in plays])
    assert [each.outcome for each in listed] == [1, 1, 2, 3]
    assert [each.pure for each in listed] == [True, False, True, False]
    assert [plays.index(each.behaviour) for each in listed] == [3, 1, 2, 0]
