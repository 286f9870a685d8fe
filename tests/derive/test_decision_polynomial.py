"""Polynomial conditions: cells in one and two unknowns, samples, z3, and known inequalities."""

from __future__ import annotations

import sys
from fractions import Fraction
from itertools import product

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.derive.decision.normal_form import side
from vcgame.derive.decision.satisfaction import decide, prove_or_refute
from vcgame.derive.decision.single import Irrational, single_point
from vcgame.derive.decision.smt import MISSING
from vcgame.model.formula.exact import holds
from vcgame.model.formula.parser import parse_condition
from vcgame.solve.linear.simplex import Work

NAMES = ["a", "b", "c", "d", "x", "y"]
RELATIONS = ["<", "<=", ">", ">=", "==", "!="]


def decided(*texts, **more):
    return decide([parse_condition(text, NAMES) for text in texts], **more)


def checked(texts, point):
    return all(holds(parse_condition(text, NAMES), point) for text in texts)


EMPTY = [
    ["x**2 + y**2 < 0"],
    ["(x - 1)**2 < 0"],
    ["x*y > 1", "x + y < 2", "x > 0"],
    ["a + b + c < 3", "a*b*c >= 1", "a > 0", "b > 0", "c > 0"],
    ["x**4*y**2 + x**2*y**4 - 3*x**2*y**2 + 1 < 0"],
    ["a**2 + b**2 + c**2 < a*b + b*c + c*a"],
    ["a/(b + c) + b/(c + a) + c/(a + b) < 3/2", "a > 0", "b > 0", "c > 0"],
    ["(a*x + b*y)**2 > (a**2 + b**2)*(x**2 + y**2)"],
    ["x**2 == 2", "x**3 == 3"],
    ["x**2 == 2", "x**2 + x > 4"],
    ["x**3 - 3*x + 1 == 0", "y**3 - 3*y + 1 == 0", "x > y", "y > 1"],
    ["x**2 + y**2 == 1", "x*y > 1/2"],
    ["(1 - x)*a > b", "x > 1/2", "b > a/2", "a > 0"],
    ["x**2*y == 1", "y < 0"],
    ["x**5 - x + 1 == 0", "x > 0"],
    ["a*d - b*c > 0", "a + d == 0", "b*c > 0"],
]


@pytest.mark.parametrize("texts", EMPTY)
def test_what_cannot_hold_is_proved_empty(texts):
    assert decided(*texts).finding == "empty"


POSSIBLE = [
    ["(x - 1)**2 <= 0"],
    ["x**2 + y**2 + a**2 <= 0"],
    ["x**4*y**2 + x**2*y**4 - 3*x**2*y**2 + 1 <= 0"],
    ["a + b + c <= 3", "a*b*c >= 1", "a > 0", "b > 0", "c > 0"],
    ["a**2 + b**2 + c**2 <= a*b + b*c + c*a", "a > 2"],
    ["x*y > 1", "x + y < 2"],
    ["x**2 + y**2 == 1", "x*y >= 1/3", "x > y"],
    ["a*d - b*c > 0", "a + d < 0", "a > 0", "b*c < 0"],
    ["x**3 == 8", "x*y == 1"],
    ["x**2 + y**2 == 25", "x + y == 7", "x > y"],
    ["10**6*x**2 < 1", "x != 0", "x*y > 1000"],
    ["(x**2 - 2)**2 < 1/10**6"],
    ["(x - y)**2 <= 0", "x*a > 3/4", "y + a == 2"],
]


@pytest.mark.parametrize("texts", POSSIBLE)
def test_what_can_hold_has_a_rational_witness(texts):
    found = decided(*texts)
    assert found.finding == "witness"
    assert checked(texts, found.point)


IRRATIONAL = [
    (["x**2 == 2"], "x is a root of x**2 - 2, about 1.41421"),
    (["x**2 == 2", "x < 0"], "x is a root of x**2 - 2, about -1.41421"),
    (["x**2 + y**2 == 1", "x == y", "y > 0"], "is a root of 2*"),
    (["x**2 == 3", "x*y == 1", "y > 0"], "x is a root of x**2 - 3, about 1.73205"),
    (["x**3 + x + 3 == 0"], "x is a root of x**3 + x + 3, about -1.21341"),
]


@pytest.mark.parametrize(("texts", "reason"), IRRATIONAL)
def test_irrational_points_are_described(texts, reason):
    found = decided(*texts)
    assert (found.finding, found.point) == ("witness", None)
    assert reason in found.reason


def test_a_rational_witness_of_another_case_is_preferred():
    found = decided("x**2 == 2 or x**2 == 9", "x > 0")
    assert found.point == {"x": 3}


def test_proofs_and_counterexamples():
    shown = parse_condition("x + 1/x >= 2", NAMES)
    given_ = [parse_condition("x > 0", NAMES)]
    assert prove_or_refute(given_, shown).finding == "empty"
    found = prove_or_refute([], shown)
    assert found.point["x"] < 0


def test_the_order_of_conditions_and_names_does_not_matter():
    texts = ["x*y > a", "a > x", "y < 1", "x > 0", "b*y == 1/3"]
    assert decided(*texts).finding == decided(*reversed(texts)).finding == "empty"
    texts[2] = "y < 2"
    assert decided(*texts).finding == decided(*reversed(texts)).finding == "witness"
    assert decided(*texts) == decided(*texts)


def test_without_z3_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "z3", None)
    found = decided("a**4 + b**4 + c**4 + d**4 + 1 < 4*a*b*c*d")
    assert (found.finding, found.reason) == ("undecided", MISSING)
    assert "pip install 'vcgame[prove]'" in found.reason
    assert decided("a*b > c", "c > 0", "a < 0", "b > 0").finding == "empty"


coefficients = st.lists(st.integers(-4, 4), min_size=1, max_size=5)


@given(
    st.lists(st.tuples(coefficients, st.integers(1, 6)), min_size=1, max_size=3),
    st.fractions(-3, 3, max_denominator=4),
)
@settings(max_examples=120, deadline=None)
def test_one_unknown_against_z3_and_a_grid(conditions, wish):
    conditions = [([Fraction(c) for c in parts], signs) for parts, signs in conditions]
    found = single_point(conditions, wish, Work(10**7))
    x = z3.Real("x")
    solver = z3.Solver()
    for parts, signs in conditions:
        value = z3.RealVal(0) + sum(int(c) * x**k if k else int(c) for k, c in enumerate(parts))
        solver.add(
            z3.Or(
                [r for bit, r in ((1, value < 0), (2, value == 0), (4, value > 0)) if signs & bit]
            )
        )
    answer = str(solver.check())
    assert answer == ("unsat" if found is None else "sat")

    def good(number):
        return all(
            side(sum(c * number**k for k, c in enumerate(parts))) & signs
            for parts, signs in conditions
        )

    if isinstance(found, Fraction):
        assert good(found)
        assert not good(wish) or found == wish
    else:
        grid = (Fraction(n, 12) for n in range(-72, 73))
        assert not any(map(good, grid))
    if isinstance(found, Irrational):
        assert found.low < found.high


terms = st.sampled_from(["x", "y", "x*y", "x**2", "y**2", "x**2*y", "1", "2", "x**3"])


@st.composite
def comparisons(draw):
    parts = draw(st.lists(st.tuples(st.integers(-3, 3), terms), min_size=1, max_size=4))
    left = " + ".join(f"({c})*{term}" for c, term in parts)
    return left, draw(st.sampled_from(RELATIONS)), draw(st.integers(-2, 2))


def z3_relation(left, relation, right, x, y):
    value = z3.RealVal(0) + eval(left, {"x": x, "y": y})  # noqa: S307  made above
    return {
        "<": value < right,
        "<=": value <= right,
        ">": value > right,
        ">=": value >= right,
        "==": value == right,
        "!=": value != right,
    }[relation]


GRID = [Fraction(n, 2) for n in range(-6, 7)]


@given(st.lists(comparisons(), min_size=1, max_size=4))
@settings(max_examples=120, deadline=None)
def test_two_unknowns_against_z3_and_a_grid(given_):
    texts = [f"{left} {relation} {right}" for left, relation, right in given_]
    found = decided(*texts)
    x, y = z3.Reals("x y")
    solver = z3.Tactic("qfnra-nlsat").solver()
    solver.add([z3_relation(*each, x, y) for each in given_])
    answer = str(solver.check())
    assert {"empty": "unsat", "witness": "sat"}[found.finding] == answer
    if found.point is not None:
        values = {"x": Fraction(0), "y": Fraction(0), **found.point}
        assert checked(texts, values)
    else:
        conditions = [parse_condition(text, NAMES) for text in texts]
        for a, b in product(GRID, repeat=2):
            values = {"x": a, "y": b}
            assert not all(holds(c, values) for c in conditions) or found.finding == "witness"


@given(st.lists(comparisons(), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_cells_need_no_z3_where_all_is_strict(given_):
    texts = [
        f"{left} {'<' if '<' in relation else '>'} {right}" for left, relation, right in given_
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "z3", None)
        assert decided(*texts).finding in {"empty", "witness"}
