"""Payoff-order classes in the parameters: as conditions, and along a lever."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.derive.lines.payoff_classes import class_conditions, class_line
from vcgame.errors import UnsupportedError
from vcgame.forms.order import order_class
from vcgame.forms.ordering import VARIETIES, ordering_of
from vcgame.forms.point import strategic_game
from vcgame.forms.strategic import StrategicGame
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.formula.plain import to_text
from vcgame.model.library import load_model
from vcgame.model.model import Model, Parameter, Player, Strategy
from vcgame.model.order import ORDER_CLASSES
from vcgame.model.point import is_true
from vcgame.model.text import Text
from vcgame.solve.pure import solve_pure
from vcgame.solve.solution import solve, within_assumptions

LETTERS = ["T", "R", "P", "S", "x"]


def symmetric(formulas, *, assumptions=(), values=(4, 3, 2, 1, 0)):
    """A symmetric game; formulas of the payoffs R, S, T and P."""
    R, S, T, P = (parse_expression(text, LETTERS) for text in formulas)
    players = tuple(
        Player(id, Text(id), (Strategy("C", Text("C")), Strategy("D", Text("D"))))
        for id in ("one", "two")
    )
    return Model(
        id="m",
        title=Text("m"),
        status="reconstruction",
        form="strategic",
        players=players,
        parameters={
            id: Parameter(id, Fraction(value)) for id, value in zip(LETTERS, values, strict=True)
        },
        assumptions=tuple(parse_condition(text, LETTERS) for text in assumptions),
        payoffs={("C", "C"): (R, R), ("C", "D"): (S, T), ("D", "C"): (T, S), ("D", "D"): (P, P)},
    )


PLAIN = ("R", "S", "T", "P")


def told(model):
    """Findings by class, and the conditions of the first naming as text."""
    found = {each.name: each for each in class_conditions(model).classes}
    assert tuple(found) == ORDER_CLASSES
    return {
        name: [sorted(map(to_text, naming.conditions)) for naming in each.namings]
        for name, each in found.items()
        if each.finding != "never"
    }, found


# --- conditions --------------------------------------------------------------------------------


def test_the_subsidy_war_is_a_dilemma_below_half_the_value() -> None:
    conditions, found = told(load_model("subsidy-war"))
    assert conditions == {
        "prisoners_dilemma": [["V > 2*S"]],
        "stag_hunt": [["2*S > V", "V > S"]],
        "harmony": [["S > V"]],
    }
    assert found["prisoners_dilemma"].namings[0].cooperate == ("none", "none")
    assert found["chicken"].finding == "never"


def test_brand_maintain() -> None:
    conditions, _ = told(load_model("brand-maintain"))
    assert conditions == {
        "prisoners_dilemma": [["P > S + tau", "R + tau > P", "T > R + tau"]],
        "deadlock": [["P > R + tau"]],
        "harmony": [["R + tau > T", "S + tau > P"]],
        "stag_hunt": [["P > S + tau", "R + tau > T"]],
        "chicken": [["S + tau > P", "T > R + tau"]],
    }


def test_boxed_pigs() -> None:
    model = load_model("boxed-pigs")
    conditions, _ = told(model)
    assert conditions == {
        "deadlock": [["A > 7"]],
        "chicken": [["A < 1"]],
        "boxed_pigs": [["A < 3", "A > 1"]],
    }
    ties = [to_text(tie) for tie in class_conditions(model).ties]
    assert sorted(ties) == ["A == 1", "A == 3", "A == 6", "A == 7"]


def test_what_the_assumptions_imply_is_always() -> None:
    _, found = told(symmetric(PLAIN, assumptions=["T > R", "R > S", "S > P"]))
    assert found["chicken"].finding == "always"
    assert [name for name in found if found[name].finding != "never"] == ["chicken"]


def test_chicken_whatever_the_story_says() -> None:
    model = symmetric(PLAIN, assumptions=["T > R", "R > P", "R > S"])
    conditions, _ = told(model)
    assert conditions["chicken"] == [["S > P"]]
    assert conditions["prisoners_dilemma"] == [["P > S"]]


def test_both_ways_round_are_told() -> None:
    conditions, found = told(symmetric(PLAIN))
    assert conditions["prisoners_dilemma"] == [
        ["P > S", "R > P", "T > R"],
        ["P > R", "R > T", "S > P"],
    ]
    assert [n.cooperate for n in found["prisoners_dilemma"].namings] == [("C", "C"), ("D", "D")]
    for each in found.values():
        for naming in each.namings:
            assert naming.decision.point is not None


def test_other_shapes_have_no_classes() -> None:
    with pytest.raises(UnsupportedError, match="two strategies"):
        class_conditions(load_model("functional-upgrading"))
    with pytest.raises(UnsupportedError, match="two strategies"):
        class_line(load_model("functional-upgrading"), "sigma")


POINTS = st.lists(st.integers(-3, 3), min_size=5, max_size=5)


@pytest.mark.parametrize("name", ["brand-maintain", "subsidy-war", "boxed-pigs"])
def test_library_conditions_hold_where_the_class_is(name: str) -> None:
    model = load_model(name)
    found = class_conditions(model)
    tried = 0
    for steps in product((-2, "1/2", 1, 3, 7), repeat=min(3, len(model.parameters))):
        changes = dict(zip(reversed(model.parameters), map(Fraction, steps), strict=False))
        tried += agrees(model, found, changes)
    assert tried > 2


def agrees(model, found, changes) -> bool:
    """At one point: the class by its conditions is that of the numbers, if assumptions hold."""
    values = model.values(changes=changes)
    if within_assumptions(model, values) is not None:
        return False
    held = [
        each.name
        for each in found.classes
        if any(all(is_true(c, values) for c in naming.conditions) for naming in each.namings)
    ]
    name = order_class(strategic_game(model, values))
    assert held == ([] if name is None else [name])
    return True


FREE = symmetric(("R + x", "S", "T", "P*x"), assumptions=["x > 0", "T > R"])
FREE_CONDITIONS = class_conditions(FREE)


@settings(max_examples=150, deadline=None)
@given(POINTS)
def test_conditions_hold_where_the_class_is(numbers: list[int]) -> None:
    agrees(FREE, FREE_CONDITIONS, dict(zip(LETTERS, numbers, strict=True)))


# --- along a lever -----------------------------------------------------------------------------


def way(line):
    """Names along a lever, ties and games without a name told apart."""
    told = []
    for row in line.rows:
        if row.ordering is None:
            told.append(row.standing)
        else:
            told.append(row.ordering.name or ("tie" if row.ordering.tied else "unnamed"))
    return told


def test_the_way_of_the_maintenance_reward() -> None:
    model = load_model("brand-maintain")
    line = class_line(model, "tau")
    assert way(line) == ["prisoners_dilemma", "tie", "chicken", "tie", "harmony"]
    assert [r.stretch.low.rational for r in line.rows if r.stretch.point] == [1, 2]
    assert [r.regime for r in line.rows][::2] == [
        "abuse, abuse",
        "abuse, maintain | maintain+abuse, maintain+abuse | maintain, abuse",
        "maintain, maintain",
    ]
    other = class_line(model, "tau", instance="assurance")
    assert way(other) == ["prisoners_dilemma", "tie", "stag_hunt", "tie", "harmony"]
    assert line.rows[-1].ordering.variety == "concord"
    equal = class_line(model, "tau", {"T": Fraction(5), "R": Fraction(4), "P": Fraction(1)})
    assert way(equal) == ["prisoners_dilemma", "tie", "harmony"]


def test_games_without_a_name_are_described() -> None:
    line = class_line(load_model("boxed-pigs"), "A", whole=True)
    assert way(line)[:4] == ["outside", "chicken", "tie", "boxed_pigs"]
    row = line.rows[5]
    assert (row.ordering.dominant, row.ordering.equilibria, row.ordering.tied) == (1, 1, False)
    assert line.rows[3].ordering.first == 0


def test_an_irrational_threshold_of_a_class() -> None:
    model = symmetric(("3", "1", "x**2 + 1", "2"))
    line = class_line(model, "x")
    cuts = [r.stretch.low for r in line.rows if r.stretch.point]
    assert "sqrt(2)" in [to_text(cut.closed) for cut in cuts]
    row = next(r for r in line.rows if r.stretch.point and r.stretch.low.rational is None)
    assert row.ordering.tied


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(["x", "2*x", "1 - x", "x**2", "0", "1", "2", "3 - x"]),
        min_size=4,
        max_size=4,
    ),
    st.lists(st.fractions(-3, 3, max_denominator=9), min_size=2, max_size=5),
)
def test_the_class_at_a_point_is_that_of_the_numbers(formulas, places) -> None:
    model = symmetric(tuple(formulas))
    line = class_line(model, "x")
    cuts = [r.stretch.low.rational for r in line.rows if r.stretch.point]
    for x in [*places, *(cut for cut in cuts if cut is not None)]:
        game = strategic_game(model, model.values(changes={"x": x}))
        row = next(row for row in line.rows if row.stretch.holds(x))
        assert row.ordering.name == order_class(game)
        assert replace(row.ordering, variety=None) == replace(ordering_of(game), variety=None)
        assert row.regime == solve(model, {"x": x}).regime


# --- descriptions ------------------------------------------------------------------------------


def matrix(letters: str) -> StrategicGame:
    """A symmetric game whose payoffs have the order of the letters, the best first."""
    value = {letter: 4 - place for place, letter in enumerate(letters)}
    A = [[value["R"], value["S"]], [value["T"], value["P"]]]
    return StrategicGame.from_matrices(A, [list(row) for row in zip(*A, strict=True)])


# The twelve symmetric games of Robinson and Goforth (2005) in their order.
SYMMETRIC = {
    "TRPS": ("prisoners_dilemma", None),
    "TRSP": ("chicken", None),
    "TSRP": ("battle_of_the_sexes", "leader"),
    "TSPR": ("battle_of_the_sexes", "hero"),
    "TPSR": ("compromise", None),
    "TPRS": ("deadlock", None),
    "RTPS": ("stag_hunt", None),
    "RPTS": ("coordination", "assurance"),
    "RPST": ("coordination", None),
    "RSPT": ("harmony", "peace"),
    "RSTP": ("harmony", None),
    "RTSP": ("harmony", "concord"),
}


@pytest.mark.parametrize("letters", SYMMETRIC)
def test_every_symmetric_strict_game_has_its_name(letters: str) -> None:
    found = ordering_of(matrix(letters))
    assert (found.name, found.variety) == SYMMETRIC[letters]
    turned = letters.translate(str.maketrans("RPST", "PRTS"))
    assert ordering_of(matrix(turned)).name == found.name
    assert set(VARIETIES.values()) < set(SYMMETRIC)


def test_counts_agree_with_the_solver() -> None:
    for a, b, c, d in product((1, 2, 3), repeat=4):
        game = StrategicGame.from_matrices([[a, b], [c, d]], [[1, 2], [3, d]])
        found = ordering_of(game)
        assert found.equilibria == len(solve_pure(game).equilibria)
        assert found.dominant == int((a > c and b > d) or (a < c and b < d))
        tied = len({a, b, c, d}) < 4 or d in (1, 2, 3)
        assert found.tied == (found.name is None and tied)


def test_payoffs_with_roots_have_classes() -> None:
    found = class_conditions(symmetric(["sqrt(x)", "0", "sqrt(T)", "1"], assumptions=["x >= 0"]))
    dilemma = next(each for each in found.classes if each.name == "prisoners_dilemma")
    assert dilemma.finding == "conditional"
    point = {**found.model.values(), "x": Fraction(4), "T": Fraction(9)}
    conditions = dilemma.namings[0].conditions
    assert all(is_true(each, point) for each in conditions)
    assert not all(is_true(each, {**point, "T": Fraction(3)}) for each in conditions)


def test_payoffs_that_are_always_equal_are_no_equation() -> None:
    found = class_conditions(symmetric(["R", "0", "T", "0"]))
    assert "0 == 0" not in [to_text(tie) for tie in found.ties]
    assert "R == 0" in [to_text(tie) for tie in found.ties]
