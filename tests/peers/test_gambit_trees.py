"""Agreement with Gambit on the Nash equilibria of trees of two players."""

from __future__ import annotations

import io
import sys
from fractions import Fraction
from pathlib import Path

import pygambit
import pytest

from vcgame.forms.reduced import reduced_form
from vcgame.solve.trees.nash import solve_nash_of_tree
from vcgame.solve.trees.realisation import realised
from vcgame.solve.trees.subgames import subgame_roots

sys.path.insert(0, str(Path(__file__).parents[1] / "solve" / "trees"))

from small_trees import battle_with_outside_option, entry, random_tree


def written(game):
    """The tree as an .efg file."""
    players = " ".join(f'"{id}"' for id in game.players)
    lines = [f'EFG 2 R "tree" {{ {players} }}', '""']
    numbers = {}
    for each in game.information_sets():
        own = numbers.setdefault(each.player, {})
        own[each.id] = len(own) + 1
    counts = {"chance": 0, "end": 0}

    def write(place):
        vertex = game.vertices[place]
        if vertex.end:
            counts["end"] += 1
            payoffs = ", ".join(map(str, vertex.payoffs))
            lines.append(f't "{vertex.id}" {counts["end"]} "" {{ {payoffs} }}')
            return
        if vertex.player is None:
            counts["chance"] += 1
            moves = " ".join(f'"{m.action}" {m.probability}' for m in vertex.moves)
            lines.append(f'c "{vertex.id}" {counts["chance"]} "" {{ {moves} }} 0')
        else:
            name = vertex.information or vertex.id
            moves = " ".join(f'"{m.action}"' for m in vertex.moves)
            number = numbers[vertex.player][name]
            lines.append(f'p "{vertex.id}" {vertex.player + 1} {number} "{name}" {{ {moves} }} 0')
        for move in vertex.moves:
            write(move.child)

    write(0)
    return "\n".join(lines) + "\n"


def node(game, history):
    """The node that a history of Gambit leads to."""
    place = 0
    for step in history:
        place = next(m.child for m in game.vertices[place].moves if m.action == step.action)
    return place


def theirs(game, tree):
    """Gambit's extreme equilibria as behaviour, without what own moves exclude."""
    form = reduced_form(game)
    home = {v: n for n, each in enumerate(form.sets) for v in each.vertices}
    plans = []
    for player, id in enumerate(game.players):
        labels = tree.get_strategies(id)
        plan_of = {}
        for label in labels:
            moves = []
            for history, action in tree.get_behavior(id, label).items():
                place = home[node(game, history)]
                moves.append((place, form.sets[place].actions.index(action)))
            plan_of[label] = form.plans[player].index(tuple(sorted(moves)))
        assert sorted(plan_of.values()) == list(range(len(form.plans[player])))
        plans.append(plan_of)
    found = set()
    for profile in pygambit.nash.enummixed_solve(tree, rational=True).equilibria:
        behaviour = {}
        for player, id in enumerate(game.players):
            mixture = [Fraction(0)] * len(form.plans[player])
            for label, plan in plans[player].items():
                p = profile[id][label]
                mixture[plan] = Fraction(int(p.numerator), int(p.denominator))
            own = realised(form, player, mixture)
            behaviour |= {n: m for n, m in own.behaviour if n not in own.free}
        found.add(tuple(sorted(behaviour.items())))
    return found


def ours(game):
    answer = solve_nash_of_tree(game)
    assert answer.complete
    return {
        tuple((n, mixture) for n, mixture in enumerate(each.behaviour) if n not in each.free)
        for each in answer.equilibria
    }


def roots(game, tree):
    return {node(game, history) for history in tree.get_subgame_roots()}


@pytest.mark.parametrize("game", [entry(), battle_with_outside_option(), random_tree(5)])
def test_known_trees(game):
    tree = pygambit.read_efg(io.StringIO(written(game)))
    assert ours(game) == theirs(game, tree)


def test_random_trees():
    same = 0
    for seed in range(150):
        game = random_tree(seed, merging=0.8)
        tree = pygambit.read_efg(io.StringIO(written(game)))
        assert tree.is_perfect_recall
        assert set(subgame_roots(game)) == roots(game, tree)
        own, gambits = ours(game), theirs(game, tree)
        # Gambit's list holds all extreme equilibria, and some that lie between them as behaviour.
        assert own <= gambits, seed
        same += gambits == own
    assert same >= 100
