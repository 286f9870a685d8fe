"""Subgame-perfect equilibria of trees with information sets."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from small_trees import (
    HORSE,
    ByDefinition,
    battle_with_outside_option,
    behaviours,
    embedded,
    entry,
    expanded,
    grown,
    random_tables,
    random_tree,
)

import vcgame.solve.trees.budget as budget
import vcgame.solve.trees.subgame_perfect as subgame_perfect
from vcgame.errors import UnsupportedError
from vcgame.forms.extensive import ExtensiveGame, Vertex
from vcgame.solve.numbers import working_precision
from vcgame.solve.subgame import TreeAnswer, solve_tree
from vcgame.solve.trees.nash import solve_nash_of_tree
from vcgame.solve.trees.subgame_perfect import solve_subgame_perfect

HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)


def test_perfect_information_goes_through_backward_induction():
    answer = solve_subgame_perfect(entry())
    assert isinstance(answer, TreeAnswer)
    assert answer == solve_tree(entry())
    assert [each.payoffs for each in answer.equilibria] == [(1, 1)]


def test_outside_option_and_battle_of_the_sexes():
    """One equilibrium for each of the subgame: going in pays 3, 1 or 3/4 against 2."""
    answer = solve_subgame_perfect(battle_with_outside_option())
    assert (answer.complete, answer.degenerate) == (True, False)
    assert behaviours(answer) == {
        ((0, 1), (1, 0), (1, 0)),
        ((1, 0), (0, 1), (0, 1)),
        ((1, 0), (3 * QUARTER, QUARTER), (QUARTER, 3 * QUARTER)),
    }
    assert [each.outcome for each in answer.equilibria] == [1, 1, 2]
    assert {each.payoffs for each in answer.equilibria} == {(2, 2), (3, 1)}
    assert all(each.certificate == 0 for each in answer.equilibria)
    # A Nash equilibrium of the whole need be none of the subgame.
    nash = solve_nash_of_tree(battle_with_outside_option())
    assert {each.behaviour[2] for each in nash.equilibria if each.outcome == 1} == {
        (0, 1),
        (Fraction(2, 3), Fraction(1, 3)),
    }


def test_outside_option_that_ties():
    """At 3/4 the mixed equilibrium leaves firm 1 indifferent, and nobody moves before."""
    answer = solve_subgame_perfect(battle_with_outside_option(Fraction(3, 4)))
    assert answer.complete
    assert answer.degenerate
    assert len(answer.equilibria) == 4
    assert "every extreme" in answer.why


def test_horse_has_no_smaller_subgames():
    game = grown("123", HORSE)
    one, other = solve_subgame_perfect(game), solve_nash_of_tree(game)
    assert behaviours(one) == behaviours(other)
    assert not one.complete


def test_mixed_equilibrium_of_a_second_stage():
    """Firm 1 chooses one of two games of matching pennies, at 2 and at 6."""

    def pennies(name, stake):
        cells = {
            i: {j: [stake, 0] if (i == "h") == (j == "h") else [0, stake] for j in "ht"}
            for i in "ht"
        }
        return (0, f"{name}1", {i: (1, f"{name}2", cells[i]) for i in "ht"})

    game = grown("12", (0, "choice", {"low": pennies("l", 2), "high": pennies("h", 6)}))
    answer = solve_subgame_perfect(game)
    assert [each.behaviour for each in answer.equilibria] == [((0, 1), *((HALF, HALF),) * 4)]
    assert answer.equilibria[0].payoffs == (3, 3)
    assert (answer.complete, answer.degenerate, answer.outcomes) == (True, False, 1)


def test_centipede_with_chance_and_a_simultaneous_end():
    """Passing on is worth it only if the last stage, reached by chance, is good."""

    def last(name):
        cells = {i: {j: [5, 5] if i == j == "a" else [0, 0] for j in "ab"} for i in "ab"}
        return (0, f"{name}1", {i: (1, f"{name}2", cells[i]) for i in "ab"})

    game = grown(
        "12",
        (
            0,
            "first",
            {
                "take": [2, 1],
                "pass": (
                    1,
                    "second",
                    {
                        "take": [1, 3],
                        "pass": ("chance", {"on": ("3/4", last("e")), "off": ("1/4", [0, 0])}),
                    },
                ),
            },
        ),
    )
    answer = solve_subgame_perfect(game)
    # (a, a) pays 15/4 each, so both pass; (b, b) pays nothing, so firm 2 takes, and firm 1 first.
    assert answer.complete
    assert {each.payoffs for each in answer.equilibria} == {(Fraction(15, 4),) * 2, (2, 1)}
    assert answer.outcomes == 2


def test_off_path_variants_share_an_outcome():
    answer = solve_subgame_perfect(battle_with_outside_option(4))
    assert len(answer.equilibria) == 3
    assert answer.outcomes == 1
    assert [each.pure for each in answer.equilibria] == [True, True, False]


def late(payoffs, mover=1):
    """Both move at once; only what `mover` does counts, and it does not mind."""
    good, bad = payoffs
    rows = {k: (1, "y", {"L": good, "R": bad if mover else [0, 0]}) for k in "lr"}
    return (0, "x", rows)


def test_a_point_of_a_continuum_that_turns_a_choice_before():
    """Firm 2 does not mind what firm 1 gets inside, 3 or 0; outside firm 1 gets 1."""
    game = grown("12", (0, "first", {"out": [1, 1], "in": late(([3, 0], [0, 0]))}))
    answer = solve_subgame_perfect(game)
    assert (answer.complete, answer.degenerate) == (True, True)
    assert "is indifferent" in answer.why
    third = Fraction(1, 3)
    likely = {(each.behaviour[0], each.behaviour[2]) for each in answer.equilibria}
    assert likely == {
        ((0, 1), (1, 0)),
        ((0, 1), (third, 1 - third)),
        ((1, 0), (third, 1 - third)),
        ((1, 0), (0, 1)),
    }
    truth = ByDefinition(game)
    assert expanded(answer, game.information_sets()) == truth.pure_equilibria(truth.roots())


def test_a_turning_point_behind_chance():
    """The same, but chance decides before whether there is an inside."""
    inside = ("chance", {"yes": ("1/2", late(([3, 0], [0, 0]))), "no": ("1/2", [0, 0])})
    game = grown("12", (0, "first", {"out": [1, 1], "in": inside}))
    answer = solve_subgame_perfect(game)
    assert answer.complete
    places = {each.id: n for n, each in enumerate(game.information_sets())}
    turning = {each.behaviour[places["y"]] for each in answer.equilibria}
    assert turning == {(1, 0), (0, 1), (Fraction(2, 3), Fraction(1, 3))}


def test_a_continuum_before_which_two_choose_is_named():
    """Two firms choose at once whether to go where a third does not mind what they get."""
    third = (2, "z", {"L": [3, 1, 0], "R": [0, 2, 0]})
    game = grown(
        "123",
        (
            0,
            "a",
            {
                "i": (1, "b", {"j": third, "k": [1, 1, 0]}),
                "m": (1, "b", {"j": [1, 0, 0], "k": [0, 1, 0]}),
            },
        ),
    )
    answer = solve_subgame_perfect(game)
    assert not answer.complete
    assert "the subgame at n3 has a continuum" in answer.why
    truth = ByDefinition(game)
    assert expanded(answer, game.information_sets()) == truth.pure_equilibria(truth.roots())


def test_two_continua_before_one_choice_are_named():
    inside = {k: (1, f"{k}", {"L": [3, 0], "R": [0, 0]}) for k in ("first", "second")}
    plan = (
        0,
        "choice",
        {**inside, "x": (0, "x", {"s": (1, "h", {"t": [1, 1]}), "u": (1, "h", {"t": [1, 0]})})},
    )
    answer = solve_subgame_perfect(grown("12", plan))
    assert not answer.complete


def test_a_continuum_that_matters_to_nobody_before_is_complete():
    """Firm 2 does not mind and firm 1 does, but firm 3 moved before, who does not either."""
    rows = {k: (1, "y", {"L": [3, 0, 1], "R": [0, 0, 1]}) for k in "lr"}
    game = grown("123", (2, "first", {"out": [1, 1, 0], "in": (0, "x", rows)}))
    answer = solve_subgame_perfect(game)
    assert (answer.complete, answer.degenerate) == (True, True)
    assert {each.payoffs for each in answer.equilibria} == {(3, 0, 1), (0, 0, 1)}


def test_an_irrational_subgame_is_followed():
    """Three firms mix irrationally after firm 1 went in; it compares that with staying out."""
    draw = Random(3)  # noqa: S311 - games, not secrets
    for _ in range(400):
        tables = random_tables(draw, (2, 2, 2))
        found = solve_nash_of_tree(embedded(tables, (2, 2, 2)))
        if found.complete and any(
            isinstance(p, float) for e in found.equilibria for m in e.behaviour for p in m
        ):
            break
    else:
        pytest.fail("no such game was drawn")

    def after(chosen):
        if len(chosen) == 3:
            return [table[chosen] for table in tables]
        return (len(chosen), f"s{len(chosen)}", {f"m{k}": after((*chosen, k)) for k in (0, 1)})

    for option in (-100, 100):
        game = grown("123", (0, "first", {"out": [option, 0, 0], "in": after(())}))
        answer = solve_subgame_perfect(game)
        assert answer.complete
        assert len(answer.equilibria) == len(found.equilibria)
        assert {each.behaviour[0] for each in answer.equilibria} == {(option > 0, option < 0)}
        assert answer.outcomes == (1 if option > 0 else len(found.equilibria))
        assert all(each.certificate < 1e-12 for each in answer.equilibria)


def test_three_firms_of_which_one_has_three_moves():
    """No closed form, so all combinations of supports are searched."""
    same = {p: Fraction(len(set(p)) == 1) for p in product(range(2), repeat=3)}
    tables = [{**same, **{(2, j, k): Fraction(-1) for j in (0, 1) for k in (0, 1)}}] * 3
    game = grown(
        "123", (0, "first", {"out": [QUARTER, 0, 0], "in": simultaneous(tables, (3, 2, 2))})
    )
    answer = solve_subgame_perfect(game)
    assert answer.complete
    # All alike at either standard, or each with a half: worth a quarter, as much as staying out.
    inside = {each.behaviour[1:] for each in answer.equilibria}
    assert inside == {
        ((1, 0, 0), (1, 0), (1, 0)),
        ((0, 1, 0), (0, 1), (0, 1)),
        ((HALF, HALF, 0), (HALF, HALF), (HALF, HALF)),
    }
    assert len(answer.equilibria) == 4


def simultaneous(tables, shape):
    def after(chosen):
        if len(chosen) == len(shape):
            return [table[chosen] for table in tables]
        player = len(chosen)
        return (player, f"s{player}", {f"m{k}": after((*chosen, k)) for k in range(shape[player])})

    return after(())


def test_irrational_payoffs_and_refinement():
    """The outside option is the square root of two, inside there is a battle of the sexes."""

    def game(bits):
        with working_precision(bits):
            root = arb(2).sqrt()
        cells = {"A": {"A": [3, 1], "B": [0, 0]}, "B": {"A": [0, 0], "B": [root, 3]}}
        inside = (0, "own", {k: (1, "reply", after) for k, after in cells.items()})
        return grown(("1", "2"), (0, "entry", {"out": [root, 2], "in": inside}))

    asked = []

    def refine(bits):
        asked.append(bits)
        return game(bits)

    # At (B, B) going in and staying out pay the same number, which is known by its object.
    answer = solve_subgame_perfect(game(128), refine=refine)
    assert answer.complete
    assert asked == []
    pure = {each.behaviour for each in answer.equilibria if each.pure}
    assert pure == {((0, 1), (1, 0), (1, 0)), ((1, 0), (0, 1), (0, 1)), ((0, 1), (0, 1), (0, 1))}
    assert len(answer.equilibria) == 4
    assert all(each.certificate < 1e-12 for each in answer.equilibria)


def test_a_tie_in_a_subgame_that_is_not_decided():
    def game(bits):
        with working_precision(bits):
            first, second = arb(2).sqrt(), arb(2).sqrt()
        inside = (
            1,
            "b",
            {"x": (0, "c", {"l": [0, 1], "r": [1, 0]}), "y": (0, "c", {"l": [0, 1], "r": [1, 0]})},
        )
        return grown(
            "12", (0, "a", {"in": inside, "out": (0, "d", {"p": [first, 0], "q": [second, 0]})})
        )

    answer = solve_subgame_perfect(game(128), refine=game)
    assert not answer.complete
    assert "could not be decided" in answer.why


@pytest.mark.parametrize("seed", range(12))
def test_two_stages_from_the_definition(seed, brute_force):
    """After a first game, a second one in some cells: all combinations by brute force."""
    draw = Random(seed)  # noqa: S311 - games, not secrets
    first = random_tables(draw, (2, 2), -9, 9)
    later = {cell: random_tables(draw, (2, 2), -9, 9) for cell in ((0, 0), (1, 1))}

    def simultaneous(name, cell):
        return (
            0,
            f"{name}x",
            {f"m{i}": (1, f"{name}y", {f"m{j}": cell(i, j) for j in (0, 1)}) for i in (0, 1)},
        )

    def second(i, j):
        if (i, j) not in later:
            return [table[i, j] for table in first]
        tables = later[i, j]
        return simultaneous(f"{i}{j}", lambda k, m: [table[k, m] for table in tables])

    game = grown("12", simultaneous("", second))

    def solved(tables):
        matrices = [[[table[i, j] for j in (0, 1)] for i in (0, 1)] for table in tables]
        found, degenerate = brute_force.equilibria(*matrices)
        return [profile for profile, _, _ in found], degenerate

    def value(tables, profile):
        x, y = profile
        return [sum(table[i, j] * x[i] * y[j] for i in (0, 1) for j in (0, 1)) for table in tables]

    places = {each.id: n for n, each in enumerate(game.information_sets())}
    expected, degenerate = set(), False
    ends = [solved(later[cell]) for cell in later]
    for chosen in product(*(profiles for profiles, _ in ends)):
        tables = [dict(table) for table in first]
        for cell, profile in zip(later, chosen, strict=True):
            for table, u in zip(tables, value(later[cell], profile), strict=True):
                table[cell] = u
        starts, tied = solved(tables)
        degenerate = degenerate or tied
        for start in starts:
            behaviour = [None] * len(places)
            for cell, profile in ((None, start), *zip(later, chosen, strict=True)):
                name = "" if cell is None else f"{cell[0]}{cell[1]}"
                behaviour[places[f"{name}x"]], behaviour[places[f"{name}y"]] = profile
            expected.add(tuple(behaviour))
    answer = solve_subgame_perfect(game)
    assert behaviours(answer) == expected
    if not degenerate and not any(tied for _, tied in ends):
        assert answer.complete
        assert not answer.degenerate


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_perfect_information_as_a_check(seed):
    """Both ways of solving agree where both can be taken; mixtures at ties are on the grid."""
    game = random_tree(seed, merging=0, decisions=4, depth=4, payoffs=3)
    known = solve_tree(game)
    answer = subgame_perfect._Walk(game, 128, final=True).answer()
    assert {each.payoffs for each in answer.equilibria if each.pure} == {
        each.payoffs for each in known.equilibria
    }
    truth = ByDefinition(game)
    roots = truth.roots()
    assert expanded(answer, game.information_sets()) == truth.pure_equilibria(roots)
    if not answer.complete:
        assert answer.degenerate
        return
    supports = {
        tuple(tuple(k for k, p in enumerate(m) if p) for m in each.behaviour)
        for each in answer.equilibria
    }
    # Whoever mixes at a tie does so in the least and in the largest way that is listed.
    for family in known.families:
        sets = dict(family.supports)
        mixed = [sets[each.vertices[0]] for each in game.information_sets()]
        assert any(
            all(set(own) <= set(most) for own, most in zip(each, mixed, strict=True))
            for each in supports
        )
        if family.conditions:
            continue
        for span in family.ranges:
            place = next(
                n for n, each in enumerate(game.information_sets()) if span.vertex in each.vertices
            )
            shares = {
                each.behaviour[place][span.move]
                for each in answer.equilibria
                if {k for k, p in enumerate(each.behaviour[place]) if p} <= set(sets[span.vertex])
            }
            assert min(shares) <= span.low
            assert max(shares) >= span.high
            if span.low == span.high:
                assert span.low in shares


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([2, 2, 2, 3]))
def test_pure_equilibria_by_definition(seed, players):
    game = random_tree(seed, players=players, decisions=5, depth=4)
    truth = ByDefinition(game)
    roots = truth.roots()
    answer = solve_subgame_perfect(game)
    if isinstance(answer, TreeAnswer):
        return
    assert expanded(answer, game.information_sets()) == truth.pure_equilibria(roots)
    for each in answer.equilibria:
        profile = [[Fraction(p) for p in mixture] for mixture in each.behaviour]
        assert truth.gain(profile, roots) < Fraction(1, 10**12)
        assert [float(p) for p in truth.payoff(profile)] == pytest.approx(
            [float(p) for p in each.payoffs]
        )
        assert sum(p for _, p in each.outcomes) == pytest.approx(1)


def renamed(game):
    """Swap the players, turn the moves round, and scale the payoffs."""
    vertices = tuple(
        Vertex(
            v.id,
            None if v.player is None else 1 - v.player,
            v.moves[::-1],
            tuple(3 * u - 1 for u in v.payoffs[::-1]),
            v.information,
        )
        for v in game.vertices
    )
    return ExtensiveGame(game.players[::-1], vertices)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_swapped_players_and_turned_moves(seed):
    game = random_tree(seed, merging=0.9)
    answer, other = solve_subgame_perfect(game), solve_subgame_perfect(renamed(game))
    if isinstance(answer, TreeAnswer):
        return
    turned = {
        tuple(() if n in each.free else mixture[::-1] for n, mixture in enumerate(each.behaviour))
        for each in other.equilibria
    }
    assert turned == {
        tuple(() if n in each.free else mixture for n, mixture in enumerate(each.behaviour))
        for each in answer.equilibria
    }
    assert (answer.complete, answer.degenerate) == (other.complete, other.degenerate)
    assert answer.outcomes == other.outcomes


def repeated(stages):
    """Battle of the sexes again and again, all moves seen."""
    cells = {("A", "A"): (3, 1), ("B", "B"): (1, 3)}
    made = []

    def later(left, sums):
        if not left:
            return list(sums)
        made.append(0)
        name = f"t{len(made)}"
        return (
            0,
            f"{name}x",
            {
                i: (
                    1,
                    f"{name}y",
                    {
                        j: later(
                            left - 1,
                            [a + b for a, b in zip(sums, cells.get((i, j), (0, 0)), strict=True)],
                        )
                        for j in "AB"
                    },
                )
                for i in "AB"
            },
        )

    return grown("12", later(stages, (0, 0)))


def test_repeated_battle():
    answer = solve_subgame_perfect(repeated(2))
    assert answer.complete == (not answer.degenerate)
    truth = ByDefinition(repeated(2))
    assert all(truth.gain(each.behaviour, truth.roots()) == 0 for each in answer.equilibria[:20])
    # In the last stage one of three equilibria after each of four pairs of moves.
    assert len(answer.equilibria) >= 3**4


def test_limits_are_stated(monkeypatch):
    answer = solve_subgame_perfect(repeated(3))
    assert (answer.complete, answer.equilibria) == (False, ())
    assert "none is listed" in answer.why or "no equilibrium is listed" in answer.why
    monkeypatch.setattr(budget, "MOST_STAGE_GAMES", 3)
    few = solve_subgame_perfect(battle_with_outside_option())
    assert (few.complete, few.equilibria) == (False, ())
    assert "more than 3 stages" in few.why
    monkeypatch.undo()
    monkeypatch.setattr(budget, "MOST_CELLS", 5)
    few = solve_subgame_perfect(battle_with_outside_option())
    assert "more than 5 profiles" in few.why
    monkeypatch.undo()
    monkeypatch.setattr(budget, "MOST_EQUILIBRIA", 2)
    assert "more than 2 sub" in solve_subgame_perfect(battle_with_outside_option()).why
    monkeypatch.undo()
    monkeypatch.setattr(budget, "MOST_MOVES", 5)
    assert "more than 5 mixtures" in solve_subgame_perfect(battle_with_outside_option()).why


def test_forgetting_is_refused():
    plan = (0, "a", {"l": (0, "lost", {"x": [0]}), "r": (0, "lost", {"x": [0]})})
    with pytest.raises(UnsupportedError, match="perfect recall"):
        solve_subgame_perfect(grown("1", plan))
