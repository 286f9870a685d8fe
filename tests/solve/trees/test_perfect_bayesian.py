"""Weak perfect Bayesian equilibria: an oracle by the definition, Nash, symmetries, limits."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from bayesian_games import beer_quiche, random_game, tree
from bayesian_oracle import Oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.linear.rational import Constraint, feasible
from vcgame.solve.nash import solve_nash
from vcgame.solve.subgame import solve_tree
from vcgame.solve.trees import perfect_bayesian
from vcgame.solve.trees.perfect_bayesian import solve_perfect_bayesian

SEEDS = st.integers(0, 10**9)


def drawn(seed, *, stages=3, most_sets=5):
    draw = Random(seed)  # noqa: S311
    players = draw.choice((2, 2, 3))
    return random_game(seed, players=players, stages=stages, most_sets=most_sets)


def ranges(corners):
    nodes = list(zip(*corners, strict=True))
    return tuple(map(min, nodes)), tuple(map(max, nodes))


def bounds(belief):
    """Write ranges as inequalities."""
    size = len(belief.low)
    units = [[Fraction(j == k) for j in range(size)] for k in range(size)]
    above = {tuple(u - p for u in row) for row, p in zip(units, belief.low, strict=True)}
    return above | {tuple(p - u for u in row) for row, p in zip(units, belief.high, strict=True)}


def told(assessment):
    return [(each.low, each.high) for each in assessment.beliefs]


@settings(max_examples=20)
@given(SEEDS)
def test_finds_exactly_the_pure_equilibria_with_their_beliefs(brute_force, seed):
    game = drawn(seed)
    oracle = Oracle(game, brute_force.solution)
    expected = {}
    for behaviour in oracle.pure():
        beliefs = oracle.beliefs(behaviour)
        if beliefs is not None:
            expected[behaviour] = [ranges(corners) for corners in beliefs]
    answer = solve_perfect_bayesian(game, mixed=False)
    assert answer.complete
    assert {each.behaviour: told(each) for each in answer.equilibria} == expected
    for each in answer.equilibria:
        beliefs = oracle.beliefs(each.behaviour)
        for corners, belief in zip(beliefs, each.beliefs, strict=True):
            rows = set(belief.conditions) or bounds(belief)
            assert oracle.corners(len(belief.low), rows) == corners, "ranges or conditions tell all"


@settings(max_examples=30)
@given(SEEDS)
def test_every_mixed_equilibrium_satisfies_the_definition(brute_force, seed):
    game = drawn(seed)
    oracle = Oracle(game, brute_force.solution)
    answer = solve_perfect_bayesian(game)
    assert len({each.behaviour for each in answer.equilibria}) == len(answer.equilibria)
    for each in answer.equilibria:
        beliefs = oracle.beliefs(each.behaviour)
        assert beliefs is not None
        assert told(each) == [ranges(corners) for corners in beliefs]
        assert each.outcomes == oracle.outcome(each.behaviour)
        assert each.payoffs == tuple(
            oracle.payoff(0, each.behaviour, player) for player in range(len(game.players))
        )
        assert each.certificate == 0


def within(point, corners):
    """Whether a distribution over ends is a mean of others."""
    ends = sorted({end for each in (*corners, point) for end, _ in each})
    rows = [Constraint({k: 1}) for k in range(len(corners))]
    tables = [dict(each) for each in corners]
    for end in ends:
        terms = {k: table.get(end, Fraction(0)) for k, table in enumerate(tables)}
        rows.append(Constraint(terms, -dict(point).get(end, Fraction(0)), "="))
    return feasible(rows, len(corners)) is not None


@settings(max_examples=15)
@given(SEEDS)
def test_misses_no_equilibrium_on_a_grid(brute_force, seed):
    game = drawn(seed, stages=2, most_sets=4)
    oracle = Oracle(game, brute_force.solution)
    answer = solve_perfect_bayesian(game)
    corners = {each.outcomes for each in answer.equilibria}
    known = {each.behaviour for each in answer.equilibria}
    for behaviour in product(*(grid(len(each.actions)) for each in oracle.sets)):
        if oracle.beliefs(behaviour) is None:
            continue
        if answer.complete:
            assert within(oracle.outcome(behaviour), sorted(corners))
            assert answer.degenerate or behaviour in known


def grid(size):
    if size == 2:
        return [(Fraction(k, 6), 1 - Fraction(k, 6)) for k in (0, 2, 3, 4, 6)]
    return [
        (Fraction(a, 2), Fraction(b, 2), Fraction(2 - a - b, 2))
        for a in range(3)
        for b in range(3 - a)
    ]


@settings(max_examples=40)
@given(SEEDS)
def test_nash_equilibria_that_reach_every_set_are_found(brute_force, seed):
    game = random_game(seed, payoffs=40, stages=2)
    oracle = Oracle(game, brute_force.solution)
    answer = solve_perfect_bayesian(game)
    assert answer.complete
    known = {each.behaviour for each in answer.equilibria}
    start = [[Fraction(1)] + [Fraction(0)] * (len(e.actions) - 1) for e in oracle.sets]
    plans = [list(oracle.strategies(player, start)) for player in (0, 1)]
    own = [each.player for each in oracle.sets]
    tables = [
        [[oracle.payoff(0, joined(own, x, y), player) for y in plans[1]] for x in plans[0]]
        for player in (0, 1)
    ]
    for each in solve_nash(StrategicGame.from_matrices(*tables)).equilibria:
        behaviour = realised(oracle, plans, each.profile)
        if behaviour is not None:
            assert behaviour in known or answer.degenerate
            assert within(
                oracle.outcome(behaviour), sorted({e.outcomes for e in answer.equilibria})
            )


def joined(own, first, second):
    return [x if player == 0 else y for player, x, y in zip(own, first, second, strict=True)]


def realised(oracle, plans, profile):
    """Behaviour with the same outcome; None where some set is not reached."""
    behaviour = []
    for k, each in enumerate(oracle.sets):
        weights = [Fraction(0)] * len(each.actions)
        for plan, p in zip(plans[each.player], profile[each.player], strict=True):
            if p and allows(oracle, plan, each):
                weights = [w + p * m for w, m in zip(weights, plan[k], strict=True)]
        if not sum(weights):
            return None
        behaviour.append(tuple(w / sum(weights) for w in weights))
    reach = oracle.reach(behaviour)
    if all(any(reach[v] for v in each.vertices) for each in oracle.sets):
        return tuple(behaviour)
    return None


def allows(oracle, plan, information):
    """Whether a player's own moves lead to a set of its own."""
    vertex = information.vertices[0]
    parents = {
        move.child: (number, m)
        for number, node in enumerate(oracle.game.vertices)
        for m, move in enumerate(node.moves)
    }
    while vertex in parents:
        vertex, m = parents[vertex]
        own = oracle.game.vertices[vertex].player == information.player
        if own and not plan[oracle.place[vertex]][m]:
            return False
    return True


@settings(max_examples=15)
@given(SEEDS)
def test_is_subgame_perfection_where_nothing_is_hidden(seed):
    game = random_game(seed, stages=3, most_sets=5, payoffs=6)
    plain = type(game)(
        game.players,
        tuple(type(v)(v.id, v.player, v.moves, v.payoffs) for v in game.vertices),
    )
    answer = solve_perfect_bayesian(plain, mixed=False)
    sets = plain.information_sets()
    expected = {
        tuple(
            tuple(Fraction(m == dict(each.choices)[s.vertices[0]]) for m in range(len(s.actions)))
            for s in sets
        )
        for each in solve_tree(plain).equilibria
    }
    assert {each.behaviour for each in answer.equilibria} == expected
    assert {each.consistency for each in answer.equilibria} == {"sequential"}


def summary(answer):
    """What does not depend on names and scales."""
    return sorted(
        (each.behaviour, tuple(told(each)), each.consistency) for each in answer.equilibria
    )


@settings(max_examples=12)
@given(SEEDS, st.integers(1, 9), st.integers(-9, 9))
def test_scales_of_payoffs_do_not_matter(seed, factor, shift):
    game = drawn(seed)
    scaled = type(game)(
        game.players,
        tuple(
            type(v)(
                v.id,
                v.player,
                v.moves,
                tuple(Fraction(factor, 3) * u + shift * (i + 1) for i, u in enumerate(v.payoffs)),
                v.information,
            )
            for v in game.vertices
        ),
    )
    assert summary(solve_perfect_bayesian(scaled)) == summary(solve_perfect_bayesian(game))


@settings(max_examples=12)
@given(SEEDS)
def test_the_order_of_players_does_not_matter(seed):
    game = drawn(seed)
    count = len(game.players)
    turned = type(game)(
        game.players[::-1],
        tuple(
            type(v)(
                v.id,
                None if v.player is None else count - 1 - v.player,
                v.moves,
                v.payoffs[::-1],
                v.information,
            )
            for v in game.vertices
        ),
    )
    assert summary(solve_perfect_bayesian(turned)) == summary(solve_perfect_bayesian(game))


@settings(max_examples=12)
@given(SEEDS)
def test_the_order_of_moves_does_not_matter(seed):
    game = drawn(seed)
    turned = type(game)(
        game.players,
        tuple(
            type(v)(v.id, v.player, v.moves[::-1], v.payoffs, v.information) for v in game.vertices
        ),
    )
    answers = solve_perfect_bayesian(game), solve_perfect_bayesian(turned)
    back = sorted(
        (tuple(mixture[::-1] for mixture in behaviour), beliefs, verdict)
        for behaviour, beliefs, verdict in summary(answers[1])
    )
    # candidates of supports that are left open depend on the order, proved equilibria do not
    if all(answer.complete for answer in answers):
        assert back == summary(answers[0])
    else:
        assert [each for each in back if is_pure(each[0])] == [
            each for each in summary(answers[0]) if is_pure(each[0])
        ]


def is_pure(behaviour):
    return all(max(mixture) == 1 for mixture in behaviour)


def test_a_duplicated_move_adds_only_its_copies():
    """The receiver of beer and quiche gets a second way not to duel."""
    spec = {}
    for kind, share in (("strong", Fraction(9, 10)), ("weak", Fraction(1, 10))):
        meals = {}
        for meal in ("beer", "quiche"):
            likes = int((kind == "strong") == (meal == "beer"))
            replies = {
                reply: [likes + 2 * (reply != "duel"), int((reply == "duel") == (kind == "weak"))]
                for reply in ("duel", "not", "never")
            }
            meals[meal] = ("B", f"sees {meal}", replies)
        spec[kind] = (share, ("A", kind, meals))
    doubled = solve_perfect_bayesian(tree(["A", "B"], ("chance", spec)), mixed=False)
    single = solve_perfect_bayesian(beer_quiche(), mixed=False)
    assert len(single.equilibria) == 2
    assert len(doubled.equilibria) == 4, "each of the two with either way not to duel"
    assert {each.payoffs for each in doubled.equilibria} == {
        each.payoffs for each in single.equilibria
    }
    both = solve_perfect_bayesian(tree(["A", "B"], ("chance", spec)))
    assert both.complete
    assert both.degenerate


@pytest.mark.parametrize(
    ("name", "limit", "words"),
    [
        ("MOST_PURE", 3, "not all pure profiles were examined"),
        ("MOST_MIXED", 3, "but not every mixed one"),
        ("MOST_LOOKED", 20, "more than 20 nodes and ends were looked at"),
        ("MOST_NODES", 3, "too large for perfect Bayesian equilibria"),
        ("MOST_SETS", 2, "too large for perfect Bayesian equilibria"),
        ("MOST_EQUILIBRIA", 1, "more than 1 equilibria"),
    ],
)
def test_limits_are_told(monkeypatch, name, limit, words):
    monkeypatch.setattr(perfect_bayesian, name, limit)
    answer = solve_perfect_bayesian(beer_quiche())
    assert not answer.complete
    assert words in answer.why
