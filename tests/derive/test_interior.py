"""Closed forms of equilibria in which all three players mix agree with the solver."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random
from unittest.mock import patch

import pytest

import vcgame.derive.conditions as module
import vcgame.derive.interior as interior
from vcgame.derive.conditions import all_equilibrium_conditions
from vcgame.errors import EvaluationError
from vcgame.forms.point import strategic_game
from vcgame.model.formula.expression import And, Comparison
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model, Parameter, Player, Strategy
from vcgame.model.point import is_true, value_at
from vcgame.model.text import Text
from vcgame.solve.trio import solve_trio

NAMES = ["a", "b", "c"]


def model_of(cells, assumptions=()):
    players = tuple(
        Player(f"p{i}", Text(f"p{i}"), tuple(Strategy(f"s{k}", Text("s")) for k in range(2)))
        for i in range(3)
    )
    profiles = product(("s0", "s1"), repeat=3)
    rows = [tuple(parse_expression(text, NAMES) for text in cell) for cell in cells]
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


def number(value):
    return float(value if isinstance(value, Fraction) else value.mid())


def inside(found):
    return [each for each in found.equilibria if all(len(s) == 2 for s in each.supports)]


def compare(model, seed, count):
    """Compare at points off the surfaces that the conditions exclude; count the equilibria."""
    with patch.object(module, "MAX_WORK", 60):
        found = all_equilibrium_conditions(model)
    if found.gaps != ("special_values",):
        return 0
    draw = Random(seed)  # noqa: S311
    seen = 0
    for _ in range(count):
        point = {name: Fraction(draw.randint(-20, 40), draw.choice((1, 7))) for name in NAMES}
        if not all(is_true(each, point) for each in model.assumptions):
            continue
        try:
            answer = solve_trio(strategic_game(model, point))
        except EvaluationError:
            continue
        listed = sorted(
            tuple(number(value_at(mixture[0], point)) for mixture in each.profile)
            for each in inside(found)
            if all(is_true(condition, point) for condition in each.conditions)
        )
        solved = sorted(
            tuple(float(mixture[0]) for mixture in each.profile) for each in inside(answer)
        )
        seen += len(solved)
        excluded = any(
            isinstance(part, Comparison) and part.relation == "!=" and not is_true(part, point)
            for each in inside(found)
            for part in each.conditions
        )
        if excluded or answer.degenerate:
            assert len(listed) <= len(solved) or not answer.complete
        else:
            assert len(listed) == len(solved)
            for ours, theirs in zip(listed, solved, strict=True):
                assert ours == pytest.approx(theirs, abs=1e-9)
    return seen


@pytest.mark.parametrize("seed", [12, 15])
def test_random_games(seed):
    draw = Random(seed)  # noqa: S311
    seen = 0
    with patch.object(interior, "MAX_TERMS", 80):
        for _ in range(2):
            cells = [
                tuple(draw.choice(["a", "b", "c", "-a", "0", "1", "b-c"]) for _ in range(3))
                for _ in range(8)
            ]
            seen += compare(model_of(cells), seed, 20)
    assert seen


def volunteers():
    """Whoever volunteers pays c; all gain b if somebody does (Diekmann 1985)."""
    cells = []
    for profile in product(range(2), repeat=3):
        helped = "b" if 0 in profile else "0"
        cells.append(tuple(f"{helped} - c" if choice == 0 else helped for choice in profile))
    return model_of(cells, ["c > 0", "b > c"])


def test_the_volunteers_dilemma():
    found = all_equilibrium_conditions(volunteers())
    assert found.gaps == ("special_values",)
    (each,) = inside(found)
    assert each.conditions == ()
    assert [to_text(mixture[0]) for mixture in each.profile] == ["(b - c)/(b + sqrt(b*c))"] * 3
    point = {"a": Fraction(1), "b": Fraction(2), "c": Fraction(1)}
    assert number(value_at(each.profile[0][1], point)) == pytest.approx(0.5**0.5)
    assert compare(volunteers(), 1, 60)


def test_conditions_with_a_root_have_a_value_everywhere():
    model = model_of(
        [("a", "b", "c"), ("0", "c", "0"), ("1", "0", "b"), ("0", "a", "0"),
         ("0", "0", "a"), ("b", "0", "c"), ("0", "b", "0"), ("c", "1", "0")]
    )  # fmt: skip
    with patch.object(interior, "MAX_TERMS", 80):
        found = inside(all_equilibrium_conditions(model))
    assert any(isinstance(c, And) for each in found for c in each.conditions)
    draw = Random(4)  # noqa: S311
    for _ in range(40):
        point = {name: Fraction(draw.randint(-9, 9)) for name in NAMES}
        for each in found:
            assert all(is_true(condition, point) in (True, False) for condition in each.conditions)


def test_singular_gains_are_left_to_the_solver():
    cells = [
        tuple("a" if p[k] != p[(k + 1) % 3] else "0" for k in range(3))
        for p in product(range(2), repeat=3)
    ]
    found = all_equilibrium_conditions(model_of(cells, ["a > 0"]))
    assert found.gaps == ("many_mixing",)
    assert inside(found) == []


def test_conditions_without_a_root_where_signs_decide():
    """Whoever is alone in his choice gets a on one side and b on the other, all alike get c."""
    cells = []
    for profile in product(range(2), repeat=3):
        sizes = [profile.count(choice) for choice in profile]
        cells.append(
            tuple(
                ("a", "b")[choice] if size == 1 else "c" if size == 3 else "0"
                for choice, size in zip(profile, sizes, strict=True)
            )
        )
    model = model_of(cells, ["a > 0", "b > 0"])
    found = all_equilibrium_conditions(model)
    assert [sorted(map(to_text, each.conditions)) for each in inside(found)] == [
        ["a > c", "b > c"],
        ["a < c", "b < c"],
    ]
    assert compare(model, 2, 60)


def test_a_root_that_is_never_a_probability_is_left_out():
    cells = volunteers().payoffs.values()
    model = model_of([tuple(map(to_text, cell)) for cell in cells], ["c > 0", "b > 0"])
    (each,) = inside(all_equilibrium_conditions(model))
    assert [to_text(condition) for condition in each.conditions] == ["b > c"]


def test_a_public_good_has_no_mixed_equilibrium_off_ties():
    cells = [
        tuple(f"{profile.count(0)}*a/3" + (" - b" if choice == 0 else "") for choice in profile)
        for profile in product(range(2), repeat=3)
    ]
    found = all_equilibrium_conditions(model_of(cells, ["b > 0"]))
    assert found.gaps == ()
    assert all(each.pure for each in found.equilibria)
    assert [to_text(c) for c in found.equilibria[0].conditions] == ["a >= 3*b"]
