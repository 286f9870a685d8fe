"""Thresholds as formulas: known ones, and at every point the values where equilibria change."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.derive.line import lever_line
from vcgame.derive.lines.symbolic_thresholds import symbolic_thresholds
from vcgame.errors import EvaluationError, UnsupportedError, UsageError
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.formula.plain import to_text
from vcgame.model.library import load_model
from vcgame.model.model import Model, Parameter, Player, Strategy
from vcgame.model.point import is_true, value_at
from vcgame.model.text import Text

NAMES = ["x", "a", "b"]


def game(payoffs, *, assumptions=(), shape=(2, 2), x=1, a=2, b=3):
    """A game in x, a and b; `payoffs` gives the formulas of one profile after the other."""
    rows = [tuple(parse_expression(str(f), NAMES) for f in cell) for cell in payoffs]
    players = tuple(
        Player(f"p{i}", Text(f"p{i}"), tuple(Strategy(f"s{k}", Text("s")) for k in range(size)))
        for i, size in enumerate(shape)
    )
    profiles = product(*([s.id for s in player.strategies] for player in players))
    values = {"x": x, "a": a, "b": b}
    return Model(
        id="m",
        title=Text("m"),
        status="reconstruction",
        form="strategic",
        players=players,
        parameters={id: Parameter(id, Fraction(value)) for id, value in values.items()},
        assumptions=tuple(parse_condition(text, NAMES) for text in assumptions),
        payoffs=dict(zip(profiles, rows, strict=True)),
    )


def decision(row, **more):
    """One player chooses between a formula and zero; the other has nothing at stake."""
    return game([(row, 0), (row, 1), (0, 0), (0, 1)], **more)


def formulas(found):
    return [None if t.formula is None else to_text(t.formula) for t in found.thresholds]


def values(found):
    return [
        None if t.value is None else to_text(t.value.formula(found.lever)) for t in found.thresholds
    ]


# --- known thresholds --------------------------------------------------------------------------


def test_brand_maintain() -> None:
    model = load_model("brand-maintain")
    found = symbolic_thresholds(model, "tau")
    assert formulas(found) == ["P - S", "T - R"]
    assert values(found) == ["1", "2"]
    assert all(t.separates and t.in_range and not t.impossible for t in found.thresholds)
    first, second = found.thresholds
    assert first.profiles == (("maintain", "abuse"), ("abuse", "maintain"), ("abuse", "abuse"))
    assert (first.before.regime, second.after.regime) == ("abuse, abuse", "maintain, maintain")
    assert [(o.first, o.second, o.always) for o in found.order] == [(0, 1, None)]
    assert [to_text(c) for c in found.order[0].conditions] == ["R + P < T + S"]
    other = symbolic_thresholds(model, "tau", instance="assurance")
    assert formulas(other) == ["T - R", "P - S"]


def test_order_that_the_assumptions_give() -> None:
    found = symbolic_thresholds(load_model("subsidy-war"), "S")
    assert formulas(found) == ["V/2", "V"]
    assert [o.always for o in found.order] == ["<"]


def test_thresholds_outside_the_assumptions_are_said_to_be_impossible() -> None:
    found = symbolic_thresholds(load_model("boxed-pigs"), "A")
    assert formulas(found) == ["-2", "-1", "1", "6"]
    assert [t.impossible for t in found.thresholds] == [True, True, False, False]
    assert [t.standing for t in found.thresholds] == ["outside", "outside", "inside", "inside"]
    assert [t.separates for t in found.thresholds] == [False, False, True, True]


def test_a_threshold_off_every_equilibrium_separates_nothing() -> None:
    found = symbolic_thresholds(load_model("brand-large-small"), "sigma")
    assert [t.separates for t in found.thresholds] == [True, False]


def test_quadratic_with_both_roots() -> None:
    found = symbolic_thresholds(decision("x**2 - 2*a*x + b", b=1), "x")
    assert formulas(found) == ["a - sqrt(a**2 - b)", "a + sqrt(a**2 - b)"]
    assert values(found) == ["2 - sqrt(3)", "2 + sqrt(3)"]
    assert [to_text(c) for c in found.thresholds[0].needs] == ["a**2 >= b"]
    assert all(t.degree == 2 and t.separates for t in found.thresholds)


def test_quadratic_whose_leading_coefficient_is_negative_at_the_point() -> None:
    model = decision("b*x**2 + a*x - 1", a=5, b=-4)
    found = symbolic_thresholds(model, "x")
    assert values(found) == ["0.25", "1"]
    for threshold in found.thresholds:
        assert value_at(threshold.formula, model.values()) == threshold.value.rational
        assert "b != 0" in [to_text(c) for c in threshold.needs]


def test_a_double_root_and_a_vanishing_coefficient() -> None:
    double = symbolic_thresholds(decision("x**2 - 2*a*x + b", a=2, b=4), "x")
    assert values(double) == ["2", "2"]
    linear = symbolic_thresholds(decision("b*x**2 + a*x - 1", a=5, b=0), "x")
    assert (values(linear), formulas(linear)) == (["0.2"], [None])
    none = symbolic_thresholds(decision("x**2 - 2*a*x + b", a=1, b=4), "x")
    assert values(none) == [None, None]
    assert len(formulas(none)) == 2


def test_degrees_above_two_stay_equations() -> None:
    found = symbolic_thresholds(decision("x**5 - a*x - 1", a=1), "x")
    (threshold,) = found.thresholds
    assert threshold.formula is None
    assert to_text(threshold.equation) == "x**5 - x*a - 1 == 0"
    assert threshold.value.decimal() == "1.167304"
    assert threshold.separates


def test_factors_are_taken_apart_and_joined() -> None:
    found = symbolic_thresholds(decision("(x - a)*(x - b)*(x - a)"), "x")
    assert formulas(found) == ["a", "b"]
    assert [t.separates for t in found.thresholds] == [True, True]


def test_divisors_and_branches_are_marked() -> None:
    found = symbolic_thresholds(decision("1/(x - a) + max(x, b)", x=5), "x")
    marks = {to_text(t.equation): (t.divides, t.branches) for t in found.thresholds}
    assert found.branched
    assert marks["x - a == 0"] == (True, False)
    assert marks["x - b == 0"] == (False, True)
    (far,) = found.others
    assert far.stretch.low.rational == Fraction(5, 3)


def test_three_by_three_games_have_thresholds_of_mixtures() -> None:
    rows = [["0", "x", "-1"], ["-1", "0", "a"], ["b", "-1", "0"]]
    payoffs = [(rows[i][j], rows[j][i]) for i in range(3) for j in range(3)]
    found = symbolic_thresholds(game(payoffs, shape=(3, 3)), "x")
    assert any(t.mixings and not t.ties for t in found.thresholds)
    texts = [to_text(t.equation) for t in found.thresholds]
    assert "x*a + a + 1 == 0" in texts


def test_mistakes_are_told() -> None:
    model = game([(0, 0)] * 4)
    with pytest.raises(UsageError, match="no parameter 'y'"):
        symbolic_thresholds(model, "y")
    with pytest.raises(UnsupportedError, match="no polynomial"):
        symbolic_thresholds(game([("sqrt(x)", 0)] * 4), "x")


# --- at random points --------------------------------------------------------------------------


@st.composite
def linear_games(draw: st.DrawFn) -> Model:
    def formula() -> str:
        k = [draw(st.integers(-2, 2)) for _ in range(5)]
        return f"{k[0]} + ({k[1]})*a + ({k[2]})*x + ({k[3]})*b + ({k[4]})*a*x"

    numbers = {name: draw(st.integers(-3, 3)) for name in NAMES}
    return game([(formula(), formula()) for _ in range(4)], **numbers)


@settings(max_examples=15, deadline=None)
@given(linear_games())
def test_values_hold_every_cut_and_formulas_have_the_values(model: Model) -> None:
    found = symbolic_thresholds(model, "x")
    assert not found.others
    point = model.values()
    for threshold in found.thresholds:
        if threshold.formula is None or threshold.value is None:
            continue
        assert value_at(threshold.formula, point) == threshold.value.rational
    numbers = [t.value for t in found.thresholds if t.value is not None]
    for one, other in pairwise(numbers):
        assert one.order(other) <= 0
    x = replace(model.parameters["x"], low=Fraction(-9), high=Fraction(9))
    ranged = replace(model, parameters={**model.parameters, "x": x})
    cuts = {cut.value for cut in lever_line(ranged, "x").cuts}
    told = {t.value.rational for t in found.thresholds if t.separates}
    assert cuts == {value for value in told if -9 < value < 9}


@settings(max_examples=15, deadline=None)
@given(linear_games())
def test_the_order_of_thresholds_is_as_told(model: Model) -> None:
    found = symbolic_thresholds(model, "x")
    for point in ({"a": "1/2", "b": 4}, {"a": -3, "b": "1/3"}, {"a": 7, "b": -2}):
        numbers = {name: Fraction(value) for name, value in {"x": 0, **point}.items()}
        for relation in found.order:
            try:
                low, high = (
                    value_at(found.thresholds[place].formula, numbers)
                    for place in (relation.first, relation.second)
                )
            except EvaluationError:
                continue
            if relation.always is not None:
                assert low < high or (relation.always == "<=" and low == high)
            else:
                assert all(is_true(c, numbers) for c in relation.conditions) == (low < high)
