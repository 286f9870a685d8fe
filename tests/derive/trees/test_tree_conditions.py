"""Conditions of the equilibria of trees, against the definitions and against the solvers."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from parametric_trees import (
    Definition,
    equilibria_at,
    random_model,
    random_point,
    signalling_text,
    solved,
)

from vcgame.derive.trees.conditions import tree_conditions
from vcgame.derive.trees.points import tree_finding
from vcgame.derive.trees.statement import plays_statement
from vcgame.errors import UnsupportedError
from vcgame.forms.point import extensive_game
from vcgame.model.claim import Plays, SupportedBelief
from vcgame.model.formula.exact import holds
from vcgame.model.formula.expression import Number
from vcgame.model.formula.plain import to_text
from vcgame.model.library import load_model, model_of
from vcgame.solve.subgame import solve_tree
from vcgame.solve.trees.nash import solve_nash_of_tree
from vcgame.solve.trees.perfect_bayesian import solve_perfect_bayesian
from vcgame.solve.trees.subgame_perfect import solve_subgame_perfect

CONCEPTS = ("nash", "subgame-perfect", "perfect-bayesian")


def by_definition(definition, concept):
    tests = {
        "nash": definition.nash,
        "subgame-perfect": definition.subgame_perfect,
        "perfect-bayesian": lambda moves: definition.beliefs(moves) is not None,
    }
    return {moves for moves in definition.profiles() if tests[concept](moves)}


def by_solver(game, definition, concept):
    if concept == "perfect-bayesian":
        return solved(solve_perfect_bayesian(game, mixed=False), definition)
    if concept == "nash":
        return solved(solve_nash_of_tree(game), definition)
    if game.perfect_information:
        sets = {each.vertices[0]: k for k, each in enumerate(definition.sets)}
        found = set()
        for each in solve_tree(game).equilibria:
            moves = dict(each.choices)
            assert sorted(moves) == sorted(sets)
            found.add(tuple(moves[own.vertices[0]] for own in definition.sets))
        return found
    return solved(solve_subgame_perfect(game), definition)


def compare(model, points, concepts=CONCEPTS):
    """At every point those hold whose conditions do; gives how many there were."""
    count = 0
    for concept in concepts:
        found = tree_conditions(model, concept)
        assert not found.gaps
        for point in points:
            game = extensive_game(model, point)
            definition = Definition(game)
            wanted = by_definition(definition, concept)
            assert equilibria_at(found, definition, point, holds) == wanted, (concept, point)
            assert by_solver(game, definition, concept) == wanted, (concept, point)
            count += len(wanted)
    return count


@pytest.mark.parametrize("seed", [1, 4, 5, 7, 8, 13, 17, 101, 103, 106, 109, 112])
def test_random_trees(seed):
    model = random_model(seed, decisions=3 + seed // 100, depth=3)
    draw = Random(seed)  # noqa: S311 - games, not secrets
    assert compare(model, [random_point(model, draw) for _ in range(8)])


@pytest.mark.parametrize("seed", [2, 4, 5, 7])
def test_random_signals(seed):
    model = model_of("random-tree", signalling_text(seed))
    draw = Random(seed)  # noqa: S311 - games, not secrets
    points = [random_point(model, draw) for _ in range(8)]
    assert compare(model, points, ("perfect-bayesian",))


@pytest.mark.parametrize("id", ["functional-upgrading", "leading-firm", "quality-rating"])
def test_shipped_trees(id):
    model = load_model(id)
    draw = Random(id)  # noqa: S311 - games, not secrets
    points = []
    while len(points) < 6:
        point = {}
        for name, parameter in model.parameters.items():
            low, high = (int(4 * end) for end in (parameter.low, parameter.high))
            steps = range(low, high + 1) if high <= 4 else range(low, high + 1, 4)
            point[name] = Fraction(draw.choice(list(steps)), 4)
        if all(holds(assumption, point) for assumption in model.assumptions):
            points.append(point)
    own = ("perfect-bayesian",) if id == "quality-rating" else ("subgame-perfect",)
    assert compare(model, [model.values(), *points], own)


def test_a_subgame_may_begin_at_a_chance_that_is_never_met():
    """Off the path, chance decides and a player does not see how: that is a subgame."""
    model = model_of(
        "hidden",
        """
vcgame = 1
id = "hidden"
title = "Hidden"
form = "extensive"
parameters = { a = 1 }
players = [{ id = "first" }, { id = "second" }]
nodes = [
  { id = "root", player = "first" },
  { id = "out", parent = "root", action = "out", payoffs = ["2", "0"] },
  { id = "luck", chance = true, parent = "root", action = "in" },
  { id = "l", parent = "luck", action = "l", probability = "1/2", SEES },
  { id = "r", parent = "luck", action = "r", probability = "1/2", SEES },
  { id = "ll", parent = "l", action = "fight", payoffs = ["0", "0"] },
  { id = "lr", parent = "l", action = "share", payoffs = ["1", "a"] },
  { id = "rl", parent = "r", action = "fight", payoffs = ["0", "0"] },
  { id = "rr", parent = "r", action = "share", payoffs = ["1", "a"] },
]
""".replace("SEES", 'player = "second", information = "s"'),
    )
    found = tree_conditions(model, "subgame-perfect")
    said = {dict(each.moves)["s"]: [*map(to_text, each.conditions)] for each in found.equilibria}
    assert said == {"fight": ["a <= 0"], "share": ["a >= 0"]}
    nash = tree_conditions(model, "nash")
    assert {dict(each.moves)["s"]: each.conditions for each in nash.equilibria} == {
        "fight": (),
        "share": (),
    }


@pytest.mark.parametrize("seed", [0, 6, 7])
def test_beliefs_are_those_of_the_definition(seed):
    """The interval of supporting beliefs, and no other, is what a claim may state."""
    model = model_of("random-tree", signalling_text(seed))
    draw = Random(seed)  # noqa: S311 - games, not secrets
    true = inner = 0
    for _ in range(3):
        point = random_point(model, draw)
        game = extensive_game(model, point)
        definition = Definition(game)
        for moves in definition.profiles():
            beliefs = definition.beliefs(moves)
            said = tuple(
                (
                    game.vertices[own.vertices[0]].id if len(own.vertices) == 1 else own.id,
                    own.actions[move],
                )
                for own, move in zip(definition.sets, moves, strict=True)
            )
            for number, own in enumerate(definition.sets):
                if len(own.vertices) == 1:
                    continue
                low, high = beliefs[number] if beliefs else (Fraction(0), Fraction(1))
                for one, two in {(low, high), (Fraction(0), Fraction(1)), (low, (low + high) / 2)}:
                    for place, ends in ((1, (one, two)), (0, (1 - two, 1 - one))):
                        node = game.vertices[own.vertices[place]].id
                        bound = SupportedBelief(own.id, node, *map(Number, ends))
                        claimed = Plays(said, (bound,), "perfect-bayesian")
                        wanted = beliefs is not None and (one, two) == (low, high)
                        assert holds(plays_statement(model, claimed), point) == wanted
                        if beliefs:
                            assert tree_finding(model, claimed, point)[0] == wanted
                        true += wanted
                        inner += wanted and low < high and (low, high) != (0, 1)
    assert true
    assert inner or seed == 0


WIDE = """
vcgame = 1
id = "wide"
title = "Wide"
form = "extensive"
parameters = { a = { value = 1, range = [0, 4] } }
players = [{ id = "first" }, { id = "second" }]
nodes = [
  { id = "root", player = "first" },
  { id = "out", parent = "root", action = "out", payoffs = ["2", "0"] },
  { id = "x", parent = "root", action = "x", player = "second", information = "s" },
  { id = "y", parent = "root", action = "y", player = "second", information = "s" },
  { id = "z", parent = "root", action = "z", player = "second", information = "s" },
  { id = "xl", parent = "x", action = "l", payoffs = ["0", "a"] },
  { id = "xr", parent = "x", action = "r", payoffs = ["3", "1"] },
  { id = "yl", parent = "y", action = "l", payoffs = ["0", "0"] },
  { id = "yr", parent = "y", action = "r", payoffs = ["3", "1"] },
  { id = "zl", parent = "z", action = "l", payoffs = ["0", "0"] },
  { id = "zr", parent = "z", action = "r", payoffs = ["3", "1"] },
]
[[claims]]
id = "deterred"
says = "x"
exactly_when = ["a >= 1"]
plays = { root = "out", s = "l" }
[[claims]]
id = "believed"
says = "x"
when = ["a >= 1"]
plays = { root = "out", s = "l" }
beliefs = { s = { x = ["1/a", "1"] } }
[[claims]]
id = "wrong"
says = "x"
plays = { root = "out", s = "l" }
"""


def test_three_nodes_that_play_does_not_reach_are_a_gap_and_claims_are_tried_at_points():
    from vcgame.derive.claims import check_claims

    model = model_of("wide", WIDE)
    found = tree_conditions(model)
    assert found.gaps == ("many_nodes",)
    with pytest.raises(UnsupportedError, match="three nodes or more"):
        plays_statement(model, model.claims[0].claimed)
    assert [v.outcome for v in check_claims(model)] == ["held", "held", "refuted"]
    assert not tree_conditions(model, "nash").gaps


def test_a_deviation_whose_loss_is_the_same_at_both_nodes():
    """No belief is bounded by it; the condition says it all."""
    ends = '{ id = "NODE_l", parent = "NODE", action = "l", payoffs = ["0", "a"] },\n'
    ends += '{ id = "NODE_r", parent = "NODE", action = "r", payoffs = ["1", "b"] },\n'
    text = WIDE[: WIDE.index('  { id = "z"')].replace("range = [0, 4] }", "range = [0, 4] }, b = 2")
    text += ends.replace("NODE", "x") + ends.replace("NODE", "y") + "]\n"
    found = tree_conditions(model_of("wide", text), "perfect-bayesian")
    (out,) = (each for each in found.equilibria if dict(each.moves) == {"root": "out", "s": "l"})
    assert [*map(to_text, out.conditions)] == ["a >= b"]
    ((first, second),) = (bound.gains for bound in out.beliefs)
    assert first == second
    assert [(bound.relation, bound.bound) for bound in out.beliefs] == [(None, None)]


def test_too_many_profiles_are_told():
    nodes = ['{ id = "n0", player = "p" }']
    for k in range(11):
        nodes.append(f'{{ id = "e{k}", parent = "n{k}", action = "stop", payoffs = ["{k}"] }}')
        more = 'player = "p"' if k < 10 else 'payoffs = ["0"]'
        nodes.append(f'{{ id = "n{k + 1}", parent = "n{k}", action = "on", {more} }}')
    text = (
        'vcgame = 1\nid = "long"\ntitle = "Long"\nform = "extensive"\n'
        f'players = [{{ id = "p" }}]\nnodes = [{", ".join(nodes)}]\n'
    )
    with pytest.raises(UnsupportedError, match="2048 pure strategy profiles"):
        tree_conditions(model_of("long", text))
