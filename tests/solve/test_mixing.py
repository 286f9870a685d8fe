"""Mixing at ties of trees: inside a family it is an equilibrium, outside it is not."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.forms.extensive import ExtensiveGame, Move, Vertex
from vcgame.solve.mixing import mixed_families
from vcgame.solve.ranges import Range
from vcgame.solve.subgame import solve_tree

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


class Builder:
    """Writes trees: lists of (player, moves), tuples of payoffs, ("chance", p, left, right)."""

    def __init__(self, players):
        self.players = players
        self.vertices = []

    def add(self, what):
        number = len(self.vertices)
        self.vertices.append(None)
        match what:
            case ("chance", p, *branches):
                shares = [p, 1 - p]
                moves = [
                    Move(f"m{k}", self.add(branch), share)
                    for k, (branch, share) in enumerate(zip(branches, shares, strict=True))
                ]
                self.vertices[number] = Vertex(f"n{number}", None, tuple(moves))
            case [int(player), *branches] if isinstance(what, list):
                moves = [Move(f"m{k}", self.add(branch)) for k, branch in enumerate(branches)]
                self.vertices[number] = Vertex(f"n{number}", player, tuple(moves))
            case payoffs:
                self.vertices[number] = Vertex(
                    f"n{number}", None, (), tuple(map(Fraction, payoffs))
                )
        return number


def tree(what, players=2):
    """Number the nodes as solvers want them: every parent before its children."""
    builder = Builder(players)
    builder.add(what)
    return ExtensiveGame(tuple("abc"[:players]), tuple(builder.vertices))


def random_tree(seed, decisions=4):
    """A small tree with payoffs 0, 1, 2, so that ties are everywhere."""
    draw = Random(seed)  # noqa: S311
    left = [decisions]

    def branch(level):
        kind = draw.choice(("end", "player", "player", "player", "chance"))
        kind = kind if level else "player"
        if level > 3 or (kind == "player" and not left[0]):
            kind = "end"
        if kind == "end":
            return draw.randrange(3), draw.randrange(3)
        if kind == "chance":
            p = draw.choice((HALF, THIRD, Fraction(0)))
            return ("chance", p, branch(level + 1), branch(level + 1))
        left[0] -= 1
        width = draw.choice((1, 2, 2, 2, 3))
        return [draw.randrange(2), *(branch(level + 1) for _ in range(width))]

    return tree(branch(0))


def expected(game, behaviour, root=0):
    vertex = game.vertices[root]
    if vertex.end:
        return vertex.payoffs
    weights = (
        [move.probability for move in vertex.moves] if vertex.player is None else behaviour[root]
    )
    parts = [
        [weight * u for u in expected(game, behaviour, move.child)]
        for weight, move in zip(weights, vertex.moves, strict=True)
    ]
    return tuple(map(sum, zip(*parts, strict=True)))


def best(game, behaviour, player, root):
    """What a player can get in a subgame when the others do not change their behaviour."""
    vertex = game.vertices[root]
    if vertex.end:
        return vertex.payoffs[player]
    values = [best(game, behaviour, player, move.child) for move in vertex.moves]
    if vertex.player == player:
        return max(values)
    weights = (
        [move.probability for move in vertex.moves] if vertex.player is None else behaviour[root]
    )
    return sum(w * value for w, value in zip(weights, values, strict=True))


def subgame_perfect(game, behaviour):
    return all(
        expected(game, behaviour, root)[player] == best(game, behaviour, player, root)
        for root in range(len(game.vertices))
        for player in range(len(game.players))
    )


def satisfied(family, behaviour):
    """Whether a behaviour profile with the family's supports is in the family."""
    for span in family.ranges:
        p = behaviour[span.vertex][span.move]
        if not span.low <= p <= span.high:
            return False
        if (p == span.low and not span.closed_low) or (p == span.high and not span.closed_high):
            return False
    for terms, relation in family.conditions:
        total = Fraction(0)
        for variables, coefficient in terms:
            value = coefficient
            for vertex, move in variables:
                value *= behaviour[vertex][move]
            total += value
        if total < 0 or (relation == "=" and total):
            return False
    return True


def shares(family, vertex, played, width):
    """Ways to mix some moves: the ends of the range, its middle, near them, and far off."""
    if len(played) == 1:
        return [[Fraction(k == played[0]) for k in range(width)]]
    if len(played) == 2:
        spans = [span for span in family.ranges if span.vertex == vertex]
        points = {Fraction(1, 7), HALF, Fraction(6, 7)}
        for span in spans:
            middle, step = (span.low + span.high) / 2, Fraction(1, 1000)
            points |= {span.low, span.high, middle}
            points |= {end + side for end in (span.low, span.high) for side in (step, -step)}
        pairs = [dict(zip(played, (p, 1 - p), strict=True)) for p in sorted(points) if 0 < p < 1]
        return [[pair.get(k, Fraction(0)) for k in range(width)] for pair in pairs]
    even = [Fraction(1, len(played))] * len(played)
    steep = [Fraction(1, 2**k) for k in range(1, len(played))]
    steep.append(1 - sum(steep))
    return [
        [dict(zip(played, weights, strict=True)).get(k, Fraction(0)) for k in range(width)]
        for weights in (even, steep, steep[::-1])
    ]


def members(game, family, most=300):
    """Behaviour profiles with the family's supports, in it and out of it."""
    widths = {vertex: len(game.vertices[vertex].moves) for vertex, _ in family.supports}
    options = [
        [(vertex, share) for share in shares(family, vertex, played, widths[vertex])]
        for vertex, played in family.supports
    ]
    for count, combination in enumerate(product(*options)):
        if count >= most:
            return
        yield dict(combination)


@settings(max_examples=40)
@given(st.integers(0, 10**9))
def test_a_family_holds_exactly_the_equilibria_that_mix_its_moves(seed):
    game = random_tree(seed)
    for family in mixed_families(game)[0]:
        assert any(len(played) > 1 for _, played in family.supports)
        for behaviour in members(game, family):
            assert satisfied(family, behaviour) == subgame_perfect(game, behaviour)


@settings(max_examples=25)
@given(st.integers(0, 10**9))
def test_every_mixed_equilibrium_is_in_a_family(seed):
    game = random_tree(seed, decisions=3)
    families, notes = mixed_families(game)
    assert notes == ()
    known = {family.supports: family for family in families}
    assert len(known) == len(families)
    grid = [Fraction(k, 4) for k in range(5)]
    nodes = [(number, len(vertex.moves)) for number, vertex in game.decisions()]
    mixtures = [[list(m) for m in product(grid, repeat=width) if sum(m) == 1] for _, width in nodes]
    for combination in product(*mixtures):
        behaviour = {n: m for (n, _), m in zip(nodes, combination, strict=True)}
        supports = tuple((n, tuple(k for k, p in enumerate(m) if p)) for n, m in behaviour.items())
        if all(len(played) == 1 for _, played in supports) or not subgame_perfect(game, behaviour):
            continue
        assert satisfied(known[supports], behaviour)


def test_a_game_without_ties_has_no_families():
    assert mixed_families(tree([0, [1, (1, 1), (2, 2)], (0, 5)])) == ((), ())


def test_a_tie_at_the_end_frees_the_first_mover_from_a_share_on():
    # The second mover is indifferent; the first goes on if it is let through often enough.
    game = tree([0, [1, (3, 0), (0, 0)], (1, 1)])
    families = {family.supports: family.ranges for family in mixed_families(game)[0]}
    assert families[(0, (0,)), (1, (0, 1))] == (Range(1, 0, THIRD, Fraction(1), True, False),)
    assert families[(0, (1,)), (1, (0, 1))] == (Range(1, 0, Fraction(0), THIRD, False, True),)
    assert families[(0, (0, 1)), (1, (0, 1))] == (
        Range(0, 0, Fraction(0), Fraction(1), False, False),
        Range(1, 0, THIRD, THIRD, True, True),
    )
    assert len(families) == 3


def test_two_probabilities_that_matter_together_are_a_condition():
    # Two indifferent players one after the other: the first mover needs p*q >= 1/4.
    game = tree([0, [1, [2, (4, 0, 0), (0, 0, 0)], (0, 0, 0)], (1, 9, 9)], players=3)
    (both,) = [
        family
        for family in mixed_families(game)[0]
        if dict(family.supports) == {0: (0,), 1: (0, 1), 2: (0, 1)}
    ]
    assert both.ranges == (
        Range(1, 0, Fraction(0), Fraction(1), False, False),
        Range(2, 0, Fraction(0), Fraction(1), False, False),
    )
    ((terms, relation),) = both.conditions
    assert relation == ">="
    assert dict(terms) == {((1, 0), (2, 0)): 4, (): -1}
    for p, q, good in ((HALF, HALF, True), (HALF, Fraction(49, 100), False)):
        behaviour = {0: [1, 0], 1: [p, 1 - p], 2: [q, 1 - q]}
        assert subgame_perfect(game, behaviour) is satisfied(both, behaviour) is good


def test_conditions_that_no_mixture_can_satisfy_leave_no_family():
    # Even p*q = 1 gives the first mover 4 only, and staying out 4: p, q < 1 are too little.
    game = tree([0, [1, [2, (4, 0, 0), (0, 0, 0)], (0, 0, 0)], (4, 9, 9)], players=3)
    supports = [dict(family.supports) for family in mixed_families(game)[0]]
    assert {0: (1,), 1: (0, 1), 2: (0, 1)} in supports
    assert {0: (0,), 1: (0, 1), 2: (0, 1)} not in supports
    assert {0: (0, 1), 1: (0, 1), 2: (0, 1)} not in supports


def test_conditions_that_every_mixture_satisfies_are_not_listed():
    game = tree([0, [1, [2, (4, 0, 0), (5, 0, 0)], (6, 0, 0)], (4, 9, 9)], players=3)
    (both,) = [
        family
        for family in mixed_families(game)[0]
        if dict(family.supports) == {0: (0,), 1: (0, 1), 2: (0, 1)}
    ]
    assert both.conditions == ()


def test_three_tied_moves_give_a_condition_on_two_probabilities():
    game = tree([0, [1, (3, 0), (0, 0), (1, 0)], (2, 1)])
    (family,) = [f for f in mixed_families(game)[0] if dict(f.supports) == {0: (0,), 1: (0, 1, 2)}]
    assert family.ranges == ()
    ((terms, relation),) = family.conditions
    assert relation == ">="
    assert dict(terms) == {((1, 0),): 2, ((1, 1),): -1, (): -1}


@pytest.mark.parametrize("width", [14, 30, 2_000])
def test_many_tied_moves_at_one_node_end_with_a_note(width):
    game = tree([0, *[(0, 0)] * width])
    families, notes = mixed_families(game)
    assert families == ()
    assert "not listed" in notes[0]


@pytest.mark.parametrize("length", [6, 9, 40])
def test_many_tied_nodes_end_with_a_note_or_a_list(length):
    what = (0, 0)
    for _ in range(length):
        what = [0, what, (0, 0)]
    families, notes = mixed_families(tree(what))
    if length == 6:
        assert len(families) == 3**6 - 2**6
    else:
        assert families == ()
        assert "not listed" in notes[0]


def test_a_long_game_without_ties_costs_no_more_than_its_length():
    what = (0, 0)
    for level in range(400):
        what = [level % 2, what, (-level - 1, -level - 1)]
    assert mixed_families(tree(what)) == ((), ())


def test_ties_between_balls_are_a_note_of_their_own():
    from flint import arb

    root, other = arb(2).sqrt(), arb(3).sqrt()
    vertices = (
        Vertex("n0", 0, (Move("l", 1), Move("r", 2))),
        Vertex("n1", 1, (Move("l", 3), Move("r", 4))),
        Vertex("n2", None, (), (root, Fraction(0))),
        Vertex("n3", None, (), (other, Fraction(1))),
        Vertex("n4", None, (), (Fraction(1), Fraction(1))),
    )
    answer = solve_tree(ExtensiveGame(("a", "b"), vertices))
    assert answer.complete
    families = {family.supports: family.ranges for family in answer.families}
    (span,) = families[(0, (0,)), (1, (0, 1))]
    assert span.low == pytest.approx((2**0.5 - 1) / (3**0.5 - 1))
    assert (span.closed_low, span.closed_high) == (True, False)
