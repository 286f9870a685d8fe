"""Backward induction: all pure subgame-perfect equilibria, by the definition, and its limits."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vcgame.solve.subgame as subgame
from vcgame.forms.extensive import ExtensiveGame, Move, Vertex
from vcgame.solve.sign import Ball, real, sign
from vcgame.solve.subgame import largest_gain_at_a_node, solve_tree

CHANCES = [(1, 2), (1, 3), (2, 3), (1, 1), (0, 1)]


def random_tree(seed, *, decisions=5, depth=4, payoffs=3):
    """A small tree with many ties, moves of chance, and moves that lead on alone."""
    draw = Random(seed)  # noqa: S311
    count = draw.choice((1, 2, 2, 3))
    vertices, waiting, left = [], [0], decisions
    levels = {0: 0}
    while waiting:
        number = waiting.pop(0)
        kind = draw.choice(("end", "player", "player", "player", "chance"))
        if number == 0:
            kind = draw.choice(("player", "chance"))
        if levels[number] >= depth or (kind == "player" and not left):
            kind = "end"
        if kind == "end":
            values = tuple(Fraction(draw.randrange(payoffs)) for _ in range(count))
            vertices.append(Vertex(f"n{number}", None, (), values))
            continue
        width = draw.choice((1, 2, 2, 2, 3)) if kind == "player" else 2
        first = number + len(waiting) + 1
        children = list(range(first, first + width))
        waiting += children
        levels.update(dict.fromkeys(children, levels[number] + 1))
        if kind == "player":
            left -= 1
            moves = tuple(Move(f"m{k}", child) for k, child in enumerate(children))
            vertices.append(Vertex(f"n{number}", draw.randrange(count), moves))
        else:
            share = Fraction(*draw.choice(CHANCES))
            moves = tuple(
                Move(f"m{k}", child, p)
                for k, (child, p) in enumerate(zip(children, (share, 1 - share), strict=True))
            )
            vertices.append(Vertex(f"n{number}", None, moves))
    return ExtensiveGame(tuple(f"p{i}" for i in range(count)), tuple(vertices))


def payoff(game, choices, root=0):
    vertex = game.vertices[root]
    if vertex.end:
        return vertex.payoffs
    if vertex.player is not None:
        return payoff(game, choices, vertex.moves[choices[root]].child)
    parts = [[m.probability * u for u in payoff(game, choices, m.child)] for m in vertex.moves]
    return tuple(map(sum, zip(*parts, strict=True)))


def profiles(game, fixed=(), player=None):
    """All pure strategy profiles, or all strategies of one player with the rest fixed."""
    free = [(i, v) for i, v in game.decisions() if player in (None, v.player)]
    for moves in product(*(range(len(v.moves)) for _, v in free)):
        yield dict(fixed) | dict(zip((i for i, _ in free), moves, strict=True))


def subgame_perfect(game, choices):
    """The definition (Selten 1965): in no subgame has any player a better strategy."""
    return all(
        payoff(game, choices, root)[player] >= payoff(game, other, root)[player]
        for root in range(len(game.vertices))
        for player in range(len(game.players))
        for other in profiles(game, choices, player)
    )


@settings(max_examples=40)
@given(st.integers(0, 10**9))
def test_finds_exactly_the_subgame_perfect_profiles(seed):
    game = random_tree(seed)
    answer = solve_tree(game)
    assert answer.complete
    found = [dict(equilibrium.choices) for equilibrium in answer.equilibria]
    expected = [choices for choices in profiles(game) if subgame_perfect(game, choices)]
    assert found == expected, "the same, in the same order"
    for equilibrium in answer.equilibria:
        choices = dict(equilibrium.choices)
        assert equilibrium.payoffs == payoff(game, choices)
        assert equilibrium.certificate == 0
        assert all(isinstance(value, Fraction) for value in equilibrium.payoffs)
        reached = dict(equilibrium.outcomes)
        assert sum(reached.values()) == 1
        assert 0 not in reached.values()
        for player in range(len(game.players)):
            mean = sum(p * game.vertices[end].payoffs[player] for end, p in reached.items())
            assert mean == equilibrium.payoffs[player]


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_the_certificate_is_the_largest_gain_at_one_node(seed, place):
    game = random_tree(seed)
    every = list(profiles(game))
    choices = every[place % len(every)]
    gains = [
        payoff(game, choices | {node: move}, node)[vertex.player]
        - payoff(game, choices, node)[vertex.player]
        for node, vertex in game.decisions()
        for move in range(len(vertex.moves))
    ]
    assert largest_gain_at_a_node(game, choices) == max([0, *gains])
    assert (largest_gain_at_a_node(game, choices) == 0) == subgame_perfect(game, choices)


@given(st.integers(0, 10**9))
def test_an_indifference_is_a_node_with_several_best_moves_in_some_equilibrium(seed):
    game = random_tree(seed)
    answer = solve_tree(game)
    expected = set()
    for equilibrium in answer.equilibria:
        choices = dict(equilibrium.choices)
        for node, vertex in game.decisions():
            values = [payoff(game, choices, move.child)[vertex.player] for move in vertex.moves]
            best = tuple(k for k, value in enumerate(values) if value == max(values))
            if len(best) > 1:
                expected.add((node, best, max(values)))
    assert {(t.vertex, t.moves) for t in answer.indifferences} == {e[:2] for e in expected}
    assert {(t.vertex, t.moves, t.payoff) for t in answer.indifferences} <= expected
    assert answer.degenerate == bool(expected)


def end(*payoffs):
    return Vertex("end", None, (), tuple(map(Fraction, payoffs)))


def chain(length, first, second, last=(0, 0)):
    """A centipede: stop or go on; `first` and `second` give the payoffs of stopping."""
    vertices = []
    for k in range(length):
        here = 2 * k
        moves = (Move("stop", here + 1), Move("go", here + 2))
        vertices += [Vertex(f"n{k}", k % 2, moves), end(first(k), second(k))]
    return ExtensiveGame(("a", "b"), (*vertices, end(*last)))


def test_the_centipede_stops_at_once():
    game = chain(6, [1, 0, 3, 2, 5, 4].__getitem__, [0, 2, 1, 4, 3, 6].__getitem__, (7, 5))
    (equilibrium,) = solve_tree(game).equilibria
    assert equilibrium.payoffs == (1, 0)
    assert {move for _, move in equilibrium.choices} == {0}


def test_a_chain_of_thousands_of_moves():
    game = chain(2_400, lambda k: k, lambda k: k, last=(9_999, 9_999))
    answer = solve_tree(game)
    assert answer.complete
    assert len(answer.equilibria) == 1
    assert answer.equilibria[0].payoffs == (9_999, 9_999)


def test_a_long_chain_above_many_ties_ends_with_a_stated_limit():
    game = chain(2_000, lambda k: 0, lambda k: 0, last=(1, 1))
    tied = chain(20, lambda k: 1, lambda k: 1, last=(1, 1))
    shift = len(game.vertices) - 1
    moved = [
        Vertex(v.id, v.player, tuple(Move(m.action, m.child + shift) for m in v.moves), v.payoffs)
        for v in tied.vertices
    ]
    whole = ExtensiveGame(game.players, (*game.vertices[:-1], *moved))
    answer = solve_tree(whole)
    assert not answer.complete
    assert answer.equilibria == ()
    assert "none is listed" in answer.why


@pytest.mark.parametrize(("moves", "complete"), [(200, True), (12_000, False)])
def test_a_wide_node_at_which_everything_is_tied(moves, complete):
    root = Vertex("root", 0, tuple(Move(f"m{k}", k + 1) for k in range(moves)))
    answer = solve_tree(ExtensiveGame(("a",), (root, *[end(0)] * moves)))
    assert answer.complete is complete
    if not complete:
        assert "10000 pure subgame-perfect equilibria" in answer.why


def test_a_wide_node_without_ties_has_one_equilibrium_and_no_notes():
    moves = 4_999
    root = Vertex("root", 0, tuple(Move(f"m{k}", k + 1) for k in range(moves)))
    answer = solve_tree(ExtensiveGame(("a",), (root, *[end(k) for k in range(moves)])))
    assert [e.choices for e in answer.equilibria] == [((0, moves - 1),)]
    assert (answer.families, answer.notes) == ((), ())


def test_the_number_of_equilibria_is_bounded_where_chance_joins_many_tied_games():
    width = 40
    chance = Vertex(
        "root", None, tuple(Move(f"m{k}", k + 1, Fraction(1, width)) for k in range(width))
    )
    nodes = [
        Vertex(f"n{k}", 0, (Move("l", 1 + width + 2 * k), Move("r", 2 + width + 2 * k)))
        for k in range(width)
    ]
    game = ExtensiveGame(("a",), (chance, *nodes, *[end(0)] * (2 * width)))
    answer = solve_tree(game)
    assert not answer.complete
    assert not answer.equilibria


def test_the_moves_of_all_equilibria_together_are_bounded(monkeypatch):
    game = chain(4, lambda k: 1, lambda k: 1, last=(1, 1))
    assert len(solve_tree(game).equilibria) == 16
    monkeypatch.setattr(subgame, "MAX_MOVES", 100)
    assert "more than 100 moves together" in solve_tree(game).why


def ball(value):
    from flint import arb

    return arb(value).sqrt()


def choice(*payoffs):
    moves = tuple(Move(f"m{k}", k + 1) for k in range(len(payoffs)))
    ends = [Vertex(f"e{k}", None, (), (p,)) for k, p in enumerate(payoffs)]
    return ExtensiveGame(("a",), (Vertex("root", 0, moves), *ends))


def test_irrational_payoffs_stand_beside_fractions():
    answer = solve_tree(choice(Fraction(7, 5), ball(2), Fraction(3, 2)))
    (equilibrium,) = answer.equilibria
    assert equilibrium.choices == ((0, 2),)
    answer = solve_tree(choice(Fraction(7, 5), ball(2)))
    (equilibrium,) = answer.equilibria
    assert equilibrium.choices == ((0, 1),)
    assert equilibrium.payoffs == (pytest.approx(2**0.5, abs=1e-15),)
    assert equilibrium.certificate == 0


def test_ties_between_rational_payoffs_stay_exact_beside_irrational_ones():
    answer = solve_tree(choice(Fraction(5, 3), Fraction(5, 3), ball(2)))
    assert [e.choices for e in answer.equilibria] == [((0, 0),), ((0, 1),)]
    assert [(t.moves, t.payoff) for t in answer.indifferences] == [((0, 1), Fraction(5, 3))]
    assert len(answer.families) == 1


def test_an_undecided_tie_is_said_and_nothing_is_listed():
    answer = solve_tree(choice(ball(2), ball(2)))
    assert not answer.complete
    assert answer.equilibria == ()
    assert answer.why == "a tie between irrational payoffs could not be decided at 128 bits"


def test_irrational_chances_weigh_payoffs():
    share = 1 / ball(2)
    moves = (Move("l", 1, share), Move("r", 2, 1 - share))
    game = ExtensiveGame(("a", "b"), (Vertex("root", None, moves), end(1, 0), end(0, 0)))
    (equilibrium,) = solve_tree(game).equilibria
    assert equilibrium.payoffs == (pytest.approx(2**-0.5), 0)
    assert [p for _, p in equilibrium.outcomes] == pytest.approx([2**-0.5, 1 - 2**-0.5])


@given(
    st.fractions(-9, 9, max_denominator=50),
    st.fractions(-9, 9, max_denominator=50),
    st.sampled_from(["+", "-", "*", "/"]),
)
def test_balls_calculate_like_the_numbers_they_hold(first, second, operation):
    def calculate(a, b):
        if operation == "+":
            return a + b
        if operation == "-":
            return a - b
        if operation == "*":
            return a * b
        return a / b if b != 0 else a

    if operation == "/" and second == 0:
        second = Fraction(1)
    root = Ball(ball(2))
    expected = calculate(float(first), 2**0.5 + float(second))
    assert real(calculate(first, root + second)) == pytest.approx(expected, abs=1e-9)
    expected = calculate(2**0.5 + float(first), float(second))
    assert real(calculate(root + first, second)) == pytest.approx(expected, abs=1e-9)
    assert root - root == 0
    assert root * 0 == 0 * root == 0
    assert sign(-root) == sign(root - 2) == -1
