"""Closed forms and conditions of equilibria agree with the solver wherever they are evaluated."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import vcgame.derive.conditions as module
from vcgame.derive.conditions import all_equilibrium_conditions, equilibrium_conditions
from vcgame.errors import EvaluationError, UnsupportedError
from vcgame.forms.point import strategic_game
from vcgame.model.formula.exact import evaluate, holds
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.formula.plain import to_text
from vcgame.model.library import library_files, load_model
from vcgame.model.model import Model, Parameter, Player, Strategy
from vcgame.model.text import Text
from vcgame.solve.nash import solve_nash
from vcgame.solve.trio import solve_trio

BRIEF = 60
"""Work for proofs about a random model: what is not proved must be right all the same."""

LETTERS = ["a", "b", "c", "d", "e", "f"]
ASSUMPTIONS = ["a > 0", "b >= a", "a != c", "0 <= c <= 2", "c == 1", "a != b", "d > 0", "b > d"]


def model_of(cells, shape, assumptions=(), names=LETTERS):
    players = tuple(
        Player(f"p{i}", Text(f"p{i}"), tuple(Strategy(f"s{k}", Text("s")) for k in range(size)))
        for i, size in enumerate(shape)
    )
    profiles = product(*([s.id for s in player.strategies] for player in players))
    rows = [tuple(parse_expression(text, names) for text in cell) for cell in cells]
    return Model(
        id="m",
        title=Text("m"),
        status="reconstruction",
        form="strategic",
        players=players,
        parameters={name: Parameter(name, Fraction(1)) for name in names},
        assumptions=tuple(parse_condition(text, names) for text in assumptions),
        payoffs=dict(zip(profiles, rows, strict=True)),
    )


def bimatrix(first, second, assumptions=()):
    rows = [
        list(zip(one.split(), other.split(), strict=True))
        for one, other in zip(first, second, strict=True)
    ]
    cells = [cell for row in rows for cell in row]
    return model_of(cells, (len(rows), len(rows[0])), assumptions)


def payoff(draw, names):
    kind = draw.random()
    one, other = draw.choice(names), draw.choice(names)
    if kind < 0.25:
        return str(draw.randint(-2, 2))
    if kind < 0.6:
        return one
    if kind < 0.8:
        return f"{draw.randint(-2, 2)}*{one} + {draw.randint(-2, 2)}"
    if kind < 0.9:
        return f"{one}**2 - {other}"
    if kind < 0.95:
        return f"{one}/({other} - 4)"
    return f"{one}*{other}"


def random_model(seed, shape):
    draw = Random(seed)  # noqa: S311
    names = LETTERS[: draw.choice((2, 3, 6))]
    cells = [tuple(payoff(draw, names) for _ in shape) for _ in product(*map(range, shape))]
    used = [text for text in ASSUMPTIONS if names == LETTERS or "d" not in text]
    return model_of(cells, shape, draw.sample(used, draw.randint(0, 3)))


def points_of(model, seed, count):
    draw = Random(seed)  # noqa: S311
    for _ in range(count):
        point = {
            name: Fraction(draw.randint(-3, 5))
            if draw.random() < 0.6
            else Fraction(draw.randint(-20, 40), 7)
            for name in model.parameters
        }
        for assumption in model.assumptions:
            if to_text(assumption) == "c == 1":
                point["c"] = Fraction(1)
        if not all(holds(assumption, point) for assumption in model.assumptions):
            continue
        try:
            yield point, strategic_game(model, point)
        except EvaluationError:
            continue


def at(conditioned, point):
    """Supports and probabilities of what is an equilibrium at a point."""
    found = set()
    for each in conditioned:
        if each.never or not all(holds(condition, point) for condition in each.conditions):
            continue
        profile = tuple(tuple(evaluate(p, point) for p in mixture) for mixture in each.profile)
        played = tuple(
            tuple(f"s{k}" for k, p in enumerate(mixture) if p > 0) for mixture in profile
        )
        assert played == each.supports
        assert (each.pure is not None) == all(len(support) == 1 for support in played)
        found.add(profile)
    return found


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([(2, 2), (2, 3), (3, 2), (3, 3)]))
@example(5, (3, 4))
@example(6, (3, 3))
def test_what_holds_at_a_point_is_what_the_solver_finds(seed, shape):
    model = random_model(seed, shape)
    with patch.object(module, "MAX_WORK", BRIEF):
        found = equilibrium_conditions(model)
    assert [each.pure for each in found[: len(model.payoffs)]] == list(model.payoffs)
    for point, game in points_of(model, seed, 80):
        answer = solve_nash(game)
        solved = {each.profile for each in answer.equilibria}
        if answer.degenerate:
            assert at(found, point) <= solved
        else:
            assert at(found, point) == solved


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**9), st.just((2, 2)))
@example(3, (2, 3))
@example(11, (3, 3))
def test_with_ties_all_extreme_equilibria_are_there(seed, shape):
    model = random_model(seed, shape)
    with patch.object(module, "MAX_WORK", BRIEF):
        found = equilibrium_conditions(model, ties=True)
    for point, game in points_of(model, seed, 60):
        assert at(found, point) == {each.profile for each in solve_nash(game).equilibria}


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**9))
@example(8)
def test_faces_where_two_of_three_players_mix(seed):
    model = random_model(seed, (2, 2, 2))
    with patch.object(module, "MAX_WORK", BRIEF):
        found = all_equilibrium_conditions(model)
    for point, game in points_of(model, seed, 40):
        answer = solve_trio(game)
        inside = [each for each in answer.equilibria if min(map(len, each.supports)) == 2]
        assert not inside or found.gaps[0] in ("many_mixing", "special_values")
        if not answer.degenerate:
            outside = {e.profile for e in answer.equilibria if e not in inside}
            faces = [e for e in found.equilibria if min(map(len, e.supports)) == 1]
            assert at(faces, point) == outside


def said(each):
    """Closed forms of what is played, and conditions, as text."""
    played = [[to_text(p) for p in mixture if to_text(p) != "0"] for mixture in each.profile]
    return played, [to_text(condition) for condition in each.conditions]


def mixed_of(model, **options):
    return [said(each) for each in equilibrium_conditions(model, **options) if each.pure is None]


def test_battle_of_the_sexes():
    model = bimatrix(["a 0", "0 b"], ["b 0", "0 a"], ["a > 0", "b > 0"])
    assert mixed_of(model) == [([["a/(a + b)", "b/(a + b)"], ["b/(a + b)", "a/(a + b)"]], [])]


def test_inspection_game():
    # The inspected shirks (gain a, fine f); to inspect costs c, shirking unseen costs d.
    model = bimatrix(["a-f a", "0 0"], ["f-c -d", "-c 0"], ["a > 0", "c > 0", "d > 0", "f > 0"])
    shares = [["c/(d + f)", "(d + f - c)/(d + f)"], ["a/f", "(f - a)/f"]]
    assert mixed_of(model) == [(shares, ["c < d + f", "a < f"])]


def test_generalised_matching_pennies():
    model = bimatrix(["a -b", "-b c"], ["-a b", "b -c"], ["a > 0", "b > 0", "c > 0"])
    share = ["(b + c)/(a + 2*b + c)", "(a + b)/(a + 2*b + c)"]
    assert mixed_of(model) == [([share, share], [])]
    assert all(e.never for e in equilibrium_conditions(model) if e.pure)


def test_rock_paper_scissors_with_stakes():
    first = ["0 -a b", "a 0 -c", "-b c 0"]
    second = ["0 a -b", "-a 0 c", "b -c 0"]
    model = bimatrix(first, second, ["a > 0", "b > 0", "c > 0"])
    found = all_equilibrium_conditions(model)
    share = ["c/(a + b + c)", "b/(a + b + c)", "a/(a + b + c)"]
    assert [said(e) for e in found.equilibria if not e.never] == [([share, share], [])]
    assert len(found.impossible) == 9


def test_pure_coordination_of_three_has_seven_equilibria():
    rows = ["a 0 0", "0 b 0", "0 0 c"]
    model = bimatrix(rows, rows, ["a > 0", "b > 0", "c > 0"])
    found = [each for each in equilibrium_conditions(model) if not each.never]
    assert len(found) == 7
    assert all(each.conditions == () for each in found)
    total = "(a*b + a*c + b*c)"
    share = [f"b*c/{total}", f"a*c/{total}", f"a*b/{total}"]
    assert said(found[-1])[0] == [share, share]


def test_conditions_of_a_hawk_dove_game_are_the_shortest():
    # Value b, cost c of a fight.
    model = bimatrix(["(b-c)/2 b", "0 b/2"], ["(b-c)/2 0", "b b/2"], ["b > 0", "c > 0"])
    assert mixed_of(model) == [([["b/c", "(c - b)/c"], ["b/c", "(c - b)/c"]], ["b < c"])]


def test_boxed_pigs_has_no_idle_condition():
    assert mixed_of(load_model("boxed-pigs")) == [
        ([["(1 - A)/2", "(A + 1)/2"], ["(6 - A)/8", "(A + 2)/8"]], ["A < 1"])
    ]


def test_open_signs_are_alternatives():
    model = bimatrix(["a 0", "0 b"], ["c 0", "0 1"], ["c > 0"])
    ((_, conditions),) = mixed_of(model)
    assert conditions == ["b > 0 and a > 0 or b < 0 and a < 0"]


def test_a_divisor_of_open_sign_stays_in_the_product():
    model = bimatrix(["a/(c-d) 0", "0 1"], ["1 0", "0 1"], ["c != d"])
    first = equilibrium_conditions(model)[0]
    assert said(first)[1] == ["a*(c - d) >= 0"]


def test_dominated_strategies_leave_no_mixed_equilibrium():
    model = bimatrix(
        ["a+2 b+2 c+2", "a b c", "0 b+1 0"], ["1 a b", "c 2 a", "b a 0"], ["a > 0", "b > 0"]
    )
    found = all_equilibrium_conditions(model)
    assert all("s1" not in each.supports[0] for each in found.equilibria if not each.never)
    assert any("s1" in supports[0] for supports in found.impossible)
    assert found.gaps == ()


def test_ties_list_all_five_of_two_by_two():
    model = bimatrix(["a b", "c d"], ["b a", "d c"])
    found = mixed_of(model, ties=True)
    assert len(found) == 5
    assert sum(any("==" in text for text in conditions) for _, conditions in found) == 4


def test_without_any_proof_conditions_are_long_but_right(monkeypatch):
    monkeypatch.setattr(module, "MAX_WORK", 0)
    model = random_model(4, (3, 3))
    found = equilibrium_conditions(model)
    for point, game in points_of(model, 4, 60):
        answer = solve_nash(game)
        solved = {each.profile for each in answer.equilibria}
        assert at(found, point) <= solved if answer.degenerate else at(found, point) == solved


def test_four_players_of_whom_two_mix():
    cells = []
    for profile in product(range(2), repeat=4):
        row = ["a" if profile[0] == profile[1] else "0", "0" if profile[0] == profile[1] else "b"]
        cells.append((*row, "c" if profile[2] else "0", "c" if profile[3] else "0"))
    model = model_of(cells, (2, 2, 2, 2), ["a > 0", "b > 0", "c > 0"])
    found = all_equilibrium_conditions(model)
    (only,) = [each for each in found.equilibria if not each.never]
    assert only.supports == (("s0", "s1"), ("s0", "s1"), ("s1",), ("s1",))
    assert said(only) == ([["1/2", "1/2"], ["1/2", "1/2"], ["1"], ["1"]], [])
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("shape", "text", "gap", "count"),
    [
        ((2, 3), "max(a, b)", "not_ratios", 6),
        ((6, 2), "a", "too_large", 12),
        ((2, 2, 3), "a", "too_large", 12),
        ((2, 2, 2), "sqrt(a)", "not_ratios", 8),
    ],
)
def test_what_is_not_listed_is_said(shape, text, gap, count):
    draw = Random(1)  # noqa: S311
    cells = [(*(draw.choice("abcd") for _ in shape[1:]), text) for _ in product(*map(range, shape))]
    found = all_equilibrium_conditions(model_of(cells, shape, ["a > 0"]))
    assert found.gaps == (gap,)
    assert len(found.equilibria) == count


def test_one_player_has_pure_profiles_only():
    found = all_equilibrium_conditions(model_of([("a",), ("b",)], (2,)))
    assert [said(each)[1] for each in found.equilibria] == [["a >= b"], ["a <= b"]]
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("shape", "text", "wrong"),
    [
        ((4, 4), "a", r"ties are listed up to 3 by 4 strategies; this game is 4 by 4$"),
        ((2, 2, 2), "a", r"ties are listed for two players only$"),
        ((2, 3), "max(a, b)", r"^no equilibria at ties: "),
    ],
)
def test_ties_are_refused_in_large_games(shape, text, wrong):
    cells = [tuple(text for _ in shape)] * len(list(product(*map(range, shape))))
    with pytest.raises(UnsupportedError, match=wrong):
        equilibrium_conditions(model_of(cells, shape), ties=True)


def two_players(id):
    model = load_model(id)
    small = model.form == "strategic" and len(model.players) == 2
    return small and not model.state_dependent


@pytest.mark.parametrize("id", sorted(filter(two_players, library_files())))
def test_the_library_at_its_points(id):
    model = load_model(id)
    found = equilibrium_conditions(model, ties=True)
    for instance in (None, *model.instances):
        point = model.values(instance)
        profiles = {
            tuple(tuple(evaluate(p, point) for p in mixture) for mixture in each.profile)
            for each in found
            if not each.never and all(holds(condition, point) for condition in each.conditions)
        }
        answer = solve_nash(strategic_game(model, point))
        assert profiles == {each.profile for each in answer.equilibria}


def test_two_ways_to_mix_are_written_once():
    cells = [("a", "b"), ("c", "c"), ("c", "c"), ("b", "a")]
    mixed = equilibrium_conditions(model_of(cells, (2, 2)))[-1]
    assert [to_text(each) for each in mixed.conditions] == ["a > c and b > c or a < c and b < c"]
