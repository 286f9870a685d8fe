"""Conditions of equilibria hold at the points where the solver finds the equilibrium."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import vcgame.derive.conditions as module
from vcgame.derive.conditions import equilibrium_conditions
from vcgame.derive.proof import prove
from vcgame.derive.tidy import reduced, tidy, tidy_formula
from vcgame.errors import UnsupportedError
from vcgame.forms.point import strategic_game
from vcgame.model.formula.exact import evaluate, holds
from vcgame.model.formula.expression import Number, Or
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.formula.plain import to_text
from vcgame.model.library import load_model
from vcgame.model.model import Model, Parameter, Player, Strategy
from vcgame.model.text import Text
from vcgame.solve.nash import solve_nash
from vcgame.solve.pure import solve_pure

NAMES = ["a", "b", "c"]
GRID = [Fraction(k, 2) for k in range(-3, 5)]


def model_of(payoffs, shape, assumptions=()):
    players = tuple(
        Player(f"p{i}", Text(f"p{i}"), tuple(Strategy(f"s{k}", Text("s")) for k in range(size)))
        for i, size in enumerate(shape)
    )
    profiles = product(*([s.id for s in player.strategies] for player in players))
    rows = [tuple(parse_expression(text, NAMES) for text in cell) for cell in payoffs]
    return Model(
        id="m",
        title=Text("m"),
        status="reconstruction",
        form="strategic",
        players=players,
        parameters={name: Parameter(name, Fraction(1)) for name in NAMES},
        assumptions=tuple(parse_condition(text, NAMES) for text in assumptions),
        payoffs=dict(zip(profiles, rows, strict=True)),
    )


def formula(draw):
    kind = draw.random()
    names = [draw.choice(NAMES) for _ in range(2)]
    text = f"{draw.randint(-2, 2)}*{names[0]} + {draw.randint(-2, 2)}"
    if kind < 0.15:
        return f"{text} + {names[0]}*{names[1]}"
    if kind < 0.25:
        return f"({text})/(1 + a)"
    if kind < 0.3:
        return f"({text})/(a - c)"
    if kind < 0.35:
        return f"max({text}, {names[1]})"
    return text


def random_model(seed, shape):
    draw = Random(seed)  # noqa: S311
    cells = 1
    for size in shape:
        cells *= size
    payoffs = [[formula(draw) for _ in shape] for _ in range(cells)]
    assumptions = draw.sample(["a > 0", "b >= 0", "b > a", "c == 1", "0 <= c <= 1"], 2)
    return model_of(payoffs, shape, ["a != c", "a != -1", *assumptions])


def points_of(model, seed, count=40):
    draw = Random(seed)  # noqa: S311
    for _ in range(count * 8):
        point = {name: draw.choice(GRID) for name in NAMES}
        if all(holds(assumption, point) for assumption in model.assumptions):
            yield point
            count -= 1
        if not count:
            return


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([(2, 2), (2, 2), (2, 3), (2, 2, 2)]))
@example(1, (3, 3))
def test_conditions_hold_where_the_solver_finds_the_equilibrium(seed, shape):
    model = random_model(seed, shape)
    with patch.object(module, "MAX_WORK", 300):
        found = equilibrium_conditions(model)
    assert [each.pure for each in found if each.pure] == list(model.payoffs)
    ids = [[strategy.id for strategy in player.strategies] for player in model.players]
    for point in points_of(model, seed):
        game = strategic_game(model, point)
        answer = solve_nash(game) if len(shape) == 2 else solve_pure(game)
        pure = {
            tuple(names[support[0]] for names, support in zip(ids, each.supports, strict=True))
            for each in answer.equilibria
            if each.pure
        }
        interior = [
            each.profile for each in answer.equilibria if all(len(s) == 2 for s in each.supports)
        ]
        assert {each.pure for each in found if each.pure and here(each, point)} == pure
        if shape != (2, 2):
            continue
        mixed = [each for each in found if each.pure is None and here(each, point)]
        assert [
            tuple(tuple(evaluate(p, point) for p in mixture) for mixture in each.profile)
            for each in mixed
        ] == interior


def here(each, point):
    return not each.never and all(holds(condition, point) for condition in each.conditions)


conditions = st.sampled_from(
    [
        "a > b",
        "a >= b",
        "b >= a",
        "2*a >= 2*b",
        "a/2 - b/2 >= 0",
        "a*c > b*c",
        "a/c > 1",
        "a/(c - b) >= 2",
        "a > b and b > 1",
        "a > 1 or b < 0",
        "a > 0 or c < -5",
        "max(a, b) > c",
        "c - c >= 0",
        "1 > 0",
        "a**2 >= a*b",
        "a + b + c == 2",
        "a != c",
    ]
)


@settings(max_examples=20, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=4), st.lists(conditions, max_size=1))
def test_reducing_neither_loses_nor_adds_a_point(texts, assumptions):
    model = model_of([("a", "b")] * 4, (2, 2), ["c > 0", "c != b", *assumptions])
    statement = parse_condition(" and ".join(f"({text})" for text in texts), NAMES)
    kept = reduced(model, statement)
    for point in points_of(model, len(texts), 60):
        assert all(holds(part, point) for part in kept) == holds(statement, point)
    for number, part in enumerate(kept):
        rest = [other for place, other in enumerate(kept) if place != number]
        assert not prove([*model.assumptions, *rest], part).found, "nothing idle is kept"


TIDIED = [
    ("a/(1 + c) >= b/(1 + c)", "a >= b"),
    ("a/(-1 - c) >= b/(-1 - c)", "b >= a"),
    ("2*a/4 - 1 > 0", "a > 2"),
    ("-3*a >= -6", "a <= 2"),
    ("c*a >= 2*c", "a >= 2"),
    ("b*a >= 2*b", "a*b >= 2*b"),
    ("a/b > 1", "a/b > 1"),
    ("3 < a - b", "b + 3 < a"),
    ("sqrt(a) > 1", "sqrt(a) > 1"),
    ("max(a, b) > 1", "max(a, b) > 1"),
    ("a - a > 0", "0 < 0"),
]


@pytest.mark.parametrize(("text", "tidied"), TIDIED)
def test_tidying(text, tidied):
    model = model_of([("a", "b")] * 4, (2, 2), ["c > 0"])
    assert to_text(tidy(model, parse_condition(text, NAMES))) == tidied


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("a/2 + a/2", "a"),
        ("(a - b)/(b - a)", "-1"),
        ("a/(b/c)", "a*c/b"),
        ("1/(a - 1) - 1/(a + 1)", "2/(a**2 - 1)"),
        ("b/(1 - a)", "-b/(a - 1)"),
        ("sqrt(a)", "sqrt(a)"),
        ("0*a", "0"),
    ],
)
def test_tidying_a_formula(text, tidied):
    assert to_text(tidy_formula(parse_expression(text, NAMES))) == tidied


def test_what_never_is_and_what_always_is():
    model = model_of([("a", "a"), ("0", "b"), ("0", "0"), ("1", "1")], (2, 2), ["a > 0", "b < 0"])
    found = {each.pure: each for each in equilibrium_conditions(model)}
    assert found["s0", "s0"].conditions == ()
    assert not found["s0", "s0"].never
    assert found["s0", "s1"].never
    assert found["s1", "s0"].never
    assert [to_text(c) for c in found["s1", "s1"].conditions] == []
    assert found[None].conditions == ()


def test_trees_are_refused_in_one_line():
    with pytest.raises(
        UnsupportedError, match=r"is a tree; .* for games with \[payoffs\], .* answers at a point$"
    ):
        equilibrium_conditions(load_model("functional-upgrading"))


@pytest.mark.parametrize("id", ["boxed-pigs", "subsidy-war", "brand-maintain"])
def test_conditions_of_the_library_at_its_points(id):
    model = load_model(id)
    found = equilibrium_conditions(model)
    for instance in (None, *model.instances):
        point = model.values(instance)
        answer = solve_nash(strategic_game(model, point))
        numbers = {each.profile for each in answer.equilibria}
        assert {
            tuple(tuple(evaluate(p, point) for p in mixture) for mixture in each.profile)
            for each in found
            if here(each, point)
        } == numbers


def test_a_game_that_takes_too_much_work_keeps_conditions_that_might_go(monkeypatch):
    model = load_model("brand-large-small")
    full = equilibrium_conditions(model)
    monkeypatch.setattr(module, "MAX_WORK", 0)
    short = equilibrium_conditions(model)
    assert sum(len(e.conditions) for e in short) >= sum(len(e.conditions) for e in full)
    point = model.values()
    assert {e.pure for e in short if here(e, point)} == {e.pure for e in full if here(e, point)}


def test_formulas_of_pure_profiles_are_numbers():
    for each in equilibrium_conditions(load_model("boxed-pigs")):
        numbers = [p for mixture in each.profile for p in mixture]
        assert all(isinstance(p, Number) for p in numbers) == (each.pure is not None)
        assert not any(isinstance(condition, Or) for condition in each.conditions)
