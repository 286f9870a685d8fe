"""Labels of regimes: the same for the same equilibria, different for different ones."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.forms.extensive import ExtensiveGame, Move, Vertex
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.nash import solve_nash
from vcgame.solve.regime import equilibrium_label, regime_label, tree_label
from vcgame.solve.subgame import solve_tree

entries = st.integers(-1, 1)


def matrices(rows, columns):
    return st.lists(
        st.lists(entries, min_size=columns, max_size=columns), min_size=rows, max_size=rows
    )


def labelled(first, second):
    game = StrategicGame.from_matrices(first, second)
    return game, solve_nash(game).equilibria


@settings(max_examples=60)
@given(matrices(2, 3), matrices(2, 3))
def test_one_label_per_extreme_equilibrium(first, second):
    game, equilibria = labelled(first, second)
    labels = [equilibrium_label(game, each) for each in equilibria]
    assert len(set(labels)) == len(equilibria)
    assert regime_label(game, equilibria) == " | ".join(sorted(labels))
    for order in list(permutations(equilibria))[:6]:
        assert regime_label(game, order) == regime_label(game, equilibria)


@settings(max_examples=60)
@given(matrices(2, 2), matrices(2, 2), st.integers(1, 5), st.integers(1, 5), st.integers(-3, 3))
def test_a_label_does_not_depend_on_units(first, second, mine, yours, shift):
    game, equilibria = labelled(first, second)
    scaled, others = labelled(
        [[mine * value + shift for value in row] for row in first],
        [[yours * value - shift for value in row] for row in second],
    )
    assert regime_label(game, equilibria) == regime_label(scaled, others)


def test_equal_supports_with_other_best_replies_are_told_apart():
    game, equilibria = labelled([[0, 1, 0], [0, 1, 0]], [[3, 2, 0], [0, 2, 3]])
    mixed = [each for each in equilibria if each.supports[0] == (0, 1)]
    assert len({each.supports for each in mixed}) < len(mixed)
    assert len({equilibrium_label(game, each) for each in mixed}) == len(mixed)


def test_how_labels_are_written():
    game, equilibria = labelled([[1, 0], [1, 0]], [[1, 0], [0, 1]])
    assert sorted(equilibrium_label(game, each) for each in equilibria) == [
        "r1+r2, c1[c2]",
        "r1+r2, c2[c1]",
        "r1[r2], c1",
        "r2[r1], c2",
    ]
    assert regime_label(game, ()) == "none"


def test_labels_of_trees():
    def end(*values):
        return Vertex("e", None, (), tuple(map(Fraction, values)))

    moves = (Move("l", 1), Move("r", 2))
    inner = Vertex("inner", 1, (Move("x", 3), Move("y", 4)))
    game = ExtensiveGame(
        ("a", "b"), (Vertex("root", 0, moves), inner, end(1, 0), end(2, 5), end(0, 5))
    )
    equilibria = solve_tree(game).equilibria
    label = "root=l, inner=x | root=r, inner=y"
    assert tree_label(game, equilibria) == tree_label(game, equilibria[::-1]) == label
    assert tree_label(game, ()) == "not listed"
