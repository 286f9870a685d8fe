"""Nash equilibria of trees through the reduced form."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_trees import (
    HORSE,
    ByDefinition,
    embedded,
    entry,
    expanded,
    grown,
    random_tables,
    random_tree,
)

import vcgame.solve.trees.stage_nash as stage_nash
from vcgame.errors import UnsupportedError
from vcgame.forms.extensive import ExtensiveGame, Move, Vertex
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.nash import solve_nash
from vcgame.solve.trees import nash, stage_equilibrium
from vcgame.solve.trees.nash import solve_nash_of_tree
from vcgame.solve.trees.realisation import realised

HALF = Fraction(1, 2)


def test_entry_deterrence():
    answer = solve_nash_of_tree(entry())
    assert answer.complete
    assert answer.outcomes == 2
    assert answer.degenerate
    first, second, third = answer.equilibria
    # Staying out, against a threat that need only be likely enough.
    assert [each.behaviour for each in (first, second)] == [
        ((1, 0), (1, 0)),
        ((1, 0), (HALF, HALF)),
    ]
    assert third.behaviour == ((0, 1), (0, 1))
    assert [each.payoffs for each in answer.equilibria] == [(0, 2), (0, 2), (1, 1)]
    assert all(each.certificate == 0 and each.free == () for each in answer.equilibria)


def test_horse():
    """Selten (1975): the equilibria on (D, L) and those on (C, c)."""
    answer = solve_nash_of_tree(grown("123", HORSE))
    assert not answer.complete  # two continua of three players
    assert answer.degenerate
    assert {each.payoffs for each in answer.equilibria} == {(3, 3, 2), (1, 1, 1)}
    for each in answer.equilibria:
        # The sets stand in the order of their first nodes: firm 1, firm 3, firm 2.
        (down, _), (left, _), (inside, _) = each.behaviour
        if each.payoffs == (1, 1, 1):
            assert (down, inside) == (0, 0)
            assert left <= Fraction(1, 4)
        else:
            assert (down, left) == (1, 1)
            assert inside <= Fraction(2, 3)


def test_matching_pennies_as_a_tree():
    tables = [
        {(i, j): Fraction(s * (-1) ** (i + j)) for i in (0, 1) for j in (0, 1)} for s in (1, -1)
    ]
    answer = solve_nash_of_tree(embedded(tables, (2, 2)))
    assert [each.behaviour for each in answer.equilibria] == [((HALF, HALF), (HALF, HALF))]
    assert (answer.complete, answer.degenerate) == (True, False)
    assert {p for _, p in answer.equilibria[0].outcomes} == {Fraction(1, 4)}


def test_what_own_moves_exclude_is_free():
    inner = (0, "late", {"x": [1, 0], "y": [2, 0]})
    game = grown("ab", (0, "early", {"stop": [5, 0], "go": (1, "b", {"l": inner, "r": [0, 0]})}))
    answer = solve_nash_of_tree(game)
    sets = [each.id for each in game.information_sets()]
    assert {each.free for each in answer.equilibria} == {(sets.index("late"),)}
    assert any("any behaviour there" in note for note in answer.notes)
    assert len(answer.equilibria) == 2  # any mixture of l and r


def test_mixtures_of_plans_with_one_realisation_plan_are_one():
    """Chance deals to firm 1; firm 2 guesses whether both hands are played alike.

    As mixtures of plans three are extreme: always x, always y, and x just once, with either
    hand. As behaviour the third lies between the first two.
    """

    def guess(same, other):
        return (1, "guess", {"first": [0, same], "second": [0, other]})

    def hand(name, sign):
        return (0, name, {"x": guess(sign, 0), "y": guess(0, 0)})

    game = grown("12", ("chance", {"l": ("1/2", hand("L", 1)), "r": ("1/2", hand("R", -1))}))
    answer = solve_nash_of_tree(game)
    assert answer.complete
    indifferent = {
        each.behaviour[:2] for each in answer.equilibria if each.behaviour[2] == (0, 1)
    } & {each.behaviour[:2] for each in answer.equilibria if each.behaviour[2] == (1, 0)}
    assert indifferent == {((1, 0), (1, 0)), ((0, 1), (0, 1))}
    assert not any(Fraction(1, 2) in mixture for e in answer.equilibria for mixture in e.behaviour)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 3)])
def test_strategic_games_embedded(shape, order):
    draw = Random(f"{shape} {order}")  # noqa: S311 - games, not secrets
    for _ in range(15):
        tables = random_tables(draw, shape)
        answer = solve_nash_of_tree(embedded(tables, shape, order))
        flat = StrategicGame(
            ("p0", "p1"),
            tuple(tuple(f"s{k}" for k in range(size)) for size in shape),
            tuple(tuple(table.values()) for table in tables),
        )
        known = solve_nash(flat)
        places = [0, 1] if order == (0, 1) else [1, 0]
        found = {tuple(each.behaviour[k] for k in places) for each in answer.equilibria}
        assert found == {each.profile for each in known.equilibria}
        assert answer.complete
        assert answer.degenerate == any(len(s) > 1 for s in known.nash_subsets)
        payoffs = {each.payoffs for each in answer.equilibria}
        assert payoffs == {each.payoffs for each in known.equilibria}


def test_three_players_in_closed_form():
    """Each wants to differ from the next: one equilibrium, all mix alike."""
    tables = [
        {
            (i, j, k): Fraction((i, j, k)[n] != (i, j, k)[(n + 1) % 3])
            for i in (0, 1)
            for j in (0, 1)
            for k in (0, 1)
        }
        for n in range(3)
    ]
    answer = solve_nash_of_tree(embedded(tables, (2, 2, 2)))
    assert answer.complete
    assert [each.behaviour for each in answer.equilibria] == [((HALF, HALF),) * 3]


def test_a_player_without_a_choice_leaves_two():
    """A third player with a dominant plan does not keep mixed equilibria from being found."""
    tables = [
        {(i, j, k): Fraction(int(i == j)) for i in (0, 1) for j in (0, 1) for k in range(3)},
        {(i, j, k): Fraction(int(i != j)) for i in (0, 1) for j in (0, 1) for k in range(3)},
        {(i, j, k): Fraction(-k) for i in (0, 1) for j in (0, 1) for k in range(3)},
    ]
    answer = solve_nash_of_tree(embedded(tables, (2, 2, 3)))
    assert answer.complete
    assert [each.behaviour for each in answer.equilibria] == [
        ((HALF, HALF), (HALF, HALF), (1, 0, 0))
    ]


def test_a_duplicated_move_doubles_nothing_but_its_name():
    tables = random_tables(Random(4), (2, 2))  # noqa: S311 - games, not secrets
    wider = [{**t, **{(2, j): t[1, j] for j in (0, 1)}} for t in tables]
    plain = solve_nash_of_tree(embedded(tables, (2, 2)))
    doubled = solve_nash_of_tree(embedded(wider, (3, 2)))
    merged = {
        ((each.behaviour[0][0], sum(each.behaviour[0][1:])), each.behaviour[1])
        for each in doubled.equilibria
    }
    assert merged == {each.behaviour for each in plain.equilibria}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([2, 2, 3]))
def test_sequences_and_mixtures_of_plans_agree(seed, players):
    """Vertices as realisation plans, and as mixtures of plans less those that lie between."""
    game = random_tree(seed, players=players, decisions=6, merging=0.5, payoffs=5)
    answer = solve_nash_of_tree(game)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage_nash, "more_plans_than_needed", lambda form, player: False)
        other = solve_nash_of_tree(game)
    assert answer.equilibria == other.equilibria
    assert (answer.complete, answer.degenerate) == (other.complete, other.degenerate)


def test_kuhn_poker():
    """Kuhn (1950): player 1 bluffs as it likes up to 1/3, player 2 has one best way to play."""
    game = kuhn_poker()
    answer = solve_nash_of_tree(game)
    assert answer.complete
    assert answer.degenerate
    assert {each.payoffs for each in answer.equilibria} == {(Fraction(-1, 18), Fraction(1, 18))}
    places = {each.id: n for n, each in enumerate(game.information_sets())}

    def share(each, id, move):
        return each.behaviour[places[id]][move]

    bluffs = sorted(
        (share(e, "jack", 1), share(e, "queen then", 0), share(e, "king", 1))
        for e in answer.equilibria
    )
    third = Fraction(1, 3)
    assert bluffs == [(0, third, 0), (third, 2 * third, 1)]
    for each in answer.equilibria:
        assert share(each, "jack after pass", 1) == third
        assert share(each, "queen after bet", 1) == third
        assert (share(each, "king after bet", 1), share(each, "queen", 1)) == (1, 0)


def kuhn_poker():
    names = ("jack", "queen", "king")

    def deal(own, other):
        sign = 1 if own > other else -1
        mine, theirs = names[own], names[other]
        called = (0, f"{mine} then", {"call": [2 * sign, -2 * sign], "fold": [-1, 1]})
        after_pass = (1, f"{theirs} after pass", {"pass": [sign, -sign], "bet": called})
        answers = {"fold": [1, -1], "call": [2 * sign, -2 * sign]}
        after_bet = (1, f"{theirs} after bet", answers)
        return (0, mine, {"pass": after_pass, "bet": after_bet})

    pairs = [(own, other) for own in range(3) for other in range(3) if own != other]
    deals = {f"{own}{other}": ("1/6", deal(own, other)) for own, other in pairs}
    return grown("12", ("chance", deals))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([2, 2, 3]))
def test_pure_equilibria_by_definition(seed, players):
    game = random_tree(seed, players=players, decisions=4, depth=3)
    answer = solve_nash_of_tree(game)
    truth = ByDefinition(game)
    assert expanded(answer, game.information_sets()) == truth.pure_equilibria()
    for each in answer.equilibria:
        assert truth.gain([[Fraction(p) for p in m] for m in each.behaviour]) < Fraction(1, 10**12)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.fractions(Fraction(1, 5), 5), st.fractions(-3, 3))
def test_positive_affine_payoffs_change_nothing(seed, scale, shift):
    game = random_tree(seed)
    moved = ExtensiveGame(
        game.players,
        tuple(
            Vertex(
                v.id,
                v.player,
                v.moves,
                (v.payoffs[0] * scale + shift, *v.payoffs[1:]),
                v.information,
            )
            if v.end
            else v
            for v in game.vertices
        ),
    )
    found = [[each.behaviour for each in solve_nash_of_tree(g).equilibria] for g in (game, moved)]
    assert found[0] == found[1]


def test_irrational_payoffs():
    from flint import arb, ctx

    before, ctx.prec = ctx.prec, 128
    try:
        root = arb(2).sqrt()
    finally:
        ctx.prec = before
    one, none = Fraction(1), Fraction(0)
    tables = [
        {(0, 0): root, (0, 1): none, (1, 0): none, (1, 1): one},
        {(0, 0): one, (0, 1): none, (1, 0): none, (1, 1): root},
    ]
    answer = solve_nash_of_tree(embedded(tables, (2, 2)))
    assert answer.complete
    assert len(answer.equilibria) == 3
    mixed = next(each for each in answer.equilibria if not each.pure)
    assert mixed.behaviour[0][0] == pytest.approx(2**0.5 / (1 + 2**0.5))
    assert mixed.certificate < 1e-15


def test_a_tie_that_balls_leave_open_is_not_decided():
    from flint import arb

    tables = [{(k,): arb(2).sqrt() for k in (0, 1)}]
    game = embedded(tables, (2,))
    answer = solve_nash_of_tree(game)
    assert (answer.complete, answer.equilibria) == (False, ())
    assert "could not be decided" in answer.why
    asked = []
    refined = solve_nash_of_tree(game, refine=lambda bits: asked.append(bits) or game)
    assert not refined.complete
    assert asked == [256, 512, 1024, 2048]


def test_forgetting_is_refused():
    vertices = (
        Vertex("r", 0, (Move("l", 1), Move("r", 2))),
        Vertex("a", 0, (Move("x", 3),), (), "lost"),
        Vertex("b", 0, (Move("x", 4),), (), "lost"),
        Vertex("c", None, (), (Fraction(0),)),
        Vertex("d", None, (), (Fraction(0),)),
    )
    with pytest.raises(UnsupportedError, match="one forgets at 'lost'"):
        solve_nash_of_tree(ExtensiveGame(("one",), vertices))


def test_large_trees_are_left_with_a_reason():
    plan = [0, 0]
    for k in range(20):
        plan = (
            0,
            f"own{k}",
            {
                "stop": [k, 0],
                "go": (
                    "chance",
                    {"h": ("1/2", plan), "t": ("1/2", (0, f"o{k}", {"x": [0, 0], "y": [1, 0]}))},
                ),
            },
        )
    answer = solve_nash_of_tree(grown("ab", plan))
    assert (answer.complete, answer.equilibria) == (False, ())
    assert "plans of action" in answer.why


def all_alike(count):
    """Two players move in turns, see nothing of each other, and do not care."""
    plan = [0, 0]
    for k in reversed(range(count)):
        plan = (k % 2, f"{k}", {"x": plan, "y": plan})
    vertices, waiting = [None], [(0, plan, ((), ()))]
    while waiting:
        place, part, own = waiting.pop(0)
        if isinstance(part, list):
            vertices[place] = Vertex(f"n{place}", None, (), tuple(map(Fraction, part)))
            continue
        player, name, follow = part
        moves = []
        for action, child in follow.items():
            moves.append(Move(action, len(vertices)))
            known = [list(each) for each in own]
            known[player].append(action)
            waiting.append((len(vertices), child, tuple(map(tuple, known))))
            vertices.append(None)
        name = ".".join((name, *own[player]))
        vertices[place] = Vertex(f"n{place}", player, tuple(moves), (), name)
    return ExtensiveGame(("one", "two"), tuple(vertices))


def test_many_equilibria_are_listed_up_to_a_limit(monkeypatch):
    game = all_alike(4)
    every = solve_nash_of_tree(game)
    assert every.complete
    assert len(every.equilibria) == 16, "four plans of each player"
    monkeypatch.setattr(nash, "MOST_MIXTURES", 10 * len(game.information_sets()))
    some = solve_nash_of_tree(game)
    assert (some.complete, len(some.equilibria)) == (False, 10)
    assert some.why == "there are more than 10 extreme equilibria; so many are listed"


def test_what_a_mixture_amounts_to_is_worked_out_once(monkeypatch):
    asked = []

    def counted(form, player, mixture):
        asked.append((player, tuple(mixture)))
        return realised(form, player, mixture)

    monkeypatch.setattr(stage_equilibrium, "realised", counted)
    assert len(solve_nash_of_tree(all_alike(4)).equilibria) == 16
    assert len(asked) == len(set(asked)) == 8
