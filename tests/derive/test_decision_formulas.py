"""Conditions as authors write them: divisions, branches, and, or, not, functions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.derive.decision.satisfaction import decide
from vcgame.errors import EvaluationError, ExpressionError
from vcgame.model.formula.exact import holds
from vcgame.model.formula.expression import Not
from vcgame.model.formula.parser import parse_condition
from vcgame.model.library import load_model
from vcgame.model.point import is_true

NAMES = ["x", "y"]


def decided(*texts, names=NAMES, **more):
    return decide([parse_condition(text, names) for text in texts], **more)


def true_at(conditions, values):
    try:
        return all(holds(condition, values) for condition in conditions)
    except EvaluationError:
        return False


@pytest.mark.parametrize(
    ("texts", "finding"),
    [
        (["1/x > 2", "x > 1/2"], "empty"),
        (["1/x == 0"], "empty"),
        (["0/x == 0", "x == 0"], "empty"),
        (["0*(1/x) == 0", "x >= 0", "x <= 0"], "empty"),
        (["x/x == 1", "x > -1", "x < 1"], "witness"),
        (["x == 0 or 1/x > 2", "x <= 0"], "witness"),
        (["1/x > 2 or x == 0", "x <= 0"], "empty"),
        (["not (x != 0 and 1/x > 2)", "x*x <= 0"], "witness"),
        (["not (1/x > 2 and x != 0)", "x*x <= 0"], "empty"),
        (["x**-1 > 1", "x**2 > 1"], "empty"),
        (["(1/x)**0 == 1", "x**2 <= 0"], "empty"),
        (["1/(x - y) > 0", "1/(y - x) > 0"], "empty"),
        (["1/(x**2 + 1) > 1"], "empty"),
        (["1/(1/x) == x", "x**2 <= 0"], "empty"),
        (["min(x, y) > 3", "x + y < 6"], "empty"),
        (["min(x, y) > 3", "x + y < 6.1"], "witness"),
        (["abs(x) < 1", "abs(x) > 1"], "empty"),
        (["abs(x - y) >= 2", "max(x, y) <= 1", "min(x, y) >= -1"], "witness"),
        (["abs(x - y) > 2", "max(x, y) <= 1", "min(x, y) >= -1"], "empty"),
        (["(1/x if x > 0 else 1) > 0", "x < 0"], "witness"),
        (["(1/x if x >= 0 else 1) > 0", "x**2 <= 0"], "empty"),
        (["(x if y > 0 else -x) < 0", "x*y > 0"], "empty"),
        (["x == 1/y", "y > 0", "x < 0"], "empty"),
        (["x == 1/(x - x)"], "empty"),
        (["x == 3", "1/(x - 3) > 0 or y > 1"], "empty"),
        (["x == 3", "y > 1 or 1/(x - 3) > 0"], "witness"),
        (["(x - y)*(y - x) > 0"], "empty"),
        (["x**20 + y**20 < 1", "x > 1"], "empty"),
    ],
)
def test_values_and_branches(texts, finding):
    found = decided(*texts)
    assert found.finding == finding
    if finding == "witness":
        values = dict.fromkeys(NAMES, Fraction(0)) | dict(found.point)
        assert true_at([parse_condition(text, NAMES) for text in texts], values)


numbers = st.sampled_from(["x", "y", "x", "y", "1", "2", "0"])
formulas = st.recursive(
    numbers,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner),
        st.builds("({})/({})".format, inner, inner),
        st.builds("min({}, {})".format, inner, inner),
        st.builds("abs({})".format, inner),
        st.builds("({} if {} < {} else {})".format, inner, inner, inner, inner),
    ),
    max_leaves=4,
)
comparisons = st.builds(
    "{} {} {}".format, formulas, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), formulas
)
statements = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=3,
)
GRID = [Fraction(n, 2) for n in range(-5, 6)]


@given(st.lists(statements, min_size=1, max_size=3))
@settings(max_examples=120, deadline=None)
def test_findings_agree_with_a_grid(texts):
    try:
        conditions = [parse_condition(text, NAMES) for text in texts]
    except ExpressionError:  # a division by zero to be seen at once
        return
    found = decide(conditions)
    known = any(true_at(conditions, {"x": a, "y": b}) for a, b in product(GRID, repeat=2))
    assert found.finding != "undecided", found.reason
    assert not (known and found.finding == "empty")
    if found.point is not None:
        assert true_at(conditions, {"x": Fraction(0), "y": Fraction(0), **found.point})


@given(statements)
@settings(max_examples=100, deadline=None)
def test_a_condition_its_negation_or_neither(text):
    try:
        condition = parse_condition(text, NAMES)
    except ExpressionError:
        return
    assert decide([condition, Not(condition)]).finding == "empty"


FUNCTIONS = [
    (["exp(x) > 3", "x < 0 and x > 1"], "empty"),
    (["exp(x) < y", "y == 5", "x == 1"], "witness"),
    (["exp(x) < x"], "empty"),
    (["exp(x)*y > 1", "x < 0", "y < 1", "y > 0"], "empty"),
    (["exp(-x) < exp(-y)", "x < y"], "empty"),
    (["exp(-x) < exp(-y)", "x > y"], "witness"),
    (["1 - exp(-x) > x", "x > 0"], "empty"),
    (["log(x) > x - 1"], "empty"),
    (["log(x) > 0", "x < 1"], "empty"),
    (["log(x) > 2"], "witness"),
    (["not log(x) > 0", "x < 0"], "empty"),
    (["not (log(x) > 0 or y > 0)", "x < 0"], "empty"),
    (["y > 0 or log(x) > 0", "x < 0"], "witness"),
    (["sqrt(x) > 2"], "witness"),
    (["sqrt(x) == 3"], "witness"),
    (["sqrt(x) < 0"], "empty"),
    (["sqrt(x)**2 != x"], "empty"),
    (["sqrt(x**2) < x"], "empty"),
    (["sqrt(x**2) < y", "max(x, -x) >= y"], "empty"),
    (["sqrt(x) > x", "x > 1"], "empty"),
    (["sqrt(x*y) > (x + y)/2", "x > 0", "y > 0"], "empty"),
    (["sqrt(1/x) > 2", "x > 1/4"], "empty"),
    (["x == 0 or sqrt(1/x) > 2", "x < 1/10", "x >= 0"], "witness"),
    (["x**0.5*y > 3", "y < 1", "x < 4"], "empty"),
    (["x**1.5 > 8", "x < 5"], "witness"),
    (["x**1.5 > 8", "x <= 4"], "empty"),
    (["x**-0.5 > 2", "x > 1/4"], "empty"),
    (["x < sqrt(2)", "x > 1.42"], "empty"),
    (["x < sqrt(2)", "x > 1.4142"], "witness"),
    (["(sqrt(x) if x > 0 else y) < 0", "y > 0"], "empty"),
    (["(sqrt(x) if x > 0 else y) < 0", "x < -1"], "witness"),
    (["x**y > 2"], "witness"),
    (["x**y < 0", "x > 0"], "empty"),
    (["exp(2*x) + 1 < 2*exp(x)"], "undecided"),
]


@pytest.mark.parametrize(("texts", "finding"), FUNCTIONS)
def test_functions(texts, finding):
    found = decided(*texts)
    assert found.finding == finding
    if finding == "undecided":
        assert found.reason.startswith("no algebra reaches it")
    if finding == "witness":
        values = dict.fromkeys(NAMES, Fraction(0)) | dict(found.point)
        assert all(is_true(parse_condition(text, NAMES), values) for text in texts)


roots = st.builds(
    "{}({}*x {} {}) {} {}".format,
    st.sampled_from(["sqrt", "exp", "log"]),
    st.integers(-2, 2),
    st.sampled_from("+-"),
    st.integers(0, 3),
    st.sampled_from(["<", "<=", ">", ">=", "=="]),
    st.sampled_from(["y", "x", "1", "0", "sqrt(y)", "exp(y)", "2 - y"]),
)


@given(st.lists(roots, min_size=1, max_size=3), st.sampled_from(["and", "or"]))
@settings(max_examples=100, deadline=None)
def test_no_point_of_a_grid_is_denied_with_functions(parts, word):
    text = f" {word} ".join(f"({part})" for part in parts)
    condition = parse_condition(text, NAMES)
    found = decide([condition])

    def good(values):
        try:
            return is_true(condition, values)
        except EvaluationError:
            return False

    if found.finding == "empty":
        assert not any(good({"x": a, "y": b}) for a, b in product(GRID, repeat=2))
    if found.point is not None:
        assert good({"x": Fraction(0), "y": Fraction(0), **found.point})


def test_a_game_with_ten_parameters():
    names = ["V", "c", "p", "q", "r", "s", "t", "f", "g", "h"]
    assumed = [f"{name} > 0" for name in names] + ["p < 1", "q < 1", "V > c"]
    profile = ["p*V - c + s*t >= q*f", "q*g*(1 - p) - h >= r - t*p", "f*p > g + h", "g > V"]
    found = decided(*assumed, *profile, names=names)
    assert found.finding == "witness"
    contrary = ["s*t + p*V < q*f + c", "h > q*g"]
    assert decided(*assumed, *profile, contrary[0], names=names).finding == "empty"
    assert decided(*assumed, *profile, contrary[1], "r > t", names=names).finding == "empty"


def test_the_default_point_of_a_model_is_its_own_witness():
    model = load_model("brand-two-firms")
    found = decide(model.assumptions, prefer=model.values())
    assert found.finding == "witness"
    assert all(model.values()[name] == value for name, value in found.point.items())
