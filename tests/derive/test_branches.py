"""Formulas written out as cases, and as ratios of polynomials, keep their values."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.derive.algebra import Algebra
from vcgame.derive.branches import comparisons_in, has_branches, without_branches
from vcgame.errors import EvaluationError, NotAlgebraicError
from vcgame.model.formula.exact import evaluate, holds
from vcgame.model.formula.flint_numbers import as_fraction
from vcgame.model.formula.parser import parse_condition, parse_expression

NAMES = ["x", "y", "z"]
points = st.fixed_dictionaries({name: st.fractions(-3, 3, max_denominator=4) for name in NAMES})

WRITTEN = [
    "min(x, y) < z",
    "max(x, y, z) >= min(x, y, z)",
    "abs(x - y) > abs(z)",
    "(x if y > z else z) == max(x, y)",
    "((x if x > 0 else y) if z > 0 else min(x, y)) <= abs(max(x, -z))",
    "(1/x if x != 0 else y) > 1/2",
    "(min(1/x, 2) if x != 0 else 0) < z",
    "((1 if 1/x > 0 else 2) if x != 0 else 0) > 0",
    "(x if (y if z > 0 else z) > min(x, z) else -x) >= y",
    "(x if not (y > 0 and z > 0) else z) != (y if x > 1 or z < -1 else x)",
    "max(x, x) == x",
    "abs(abs(x) - abs(y)) <= abs(x + y)",
]


@settings(max_examples=40)
@given(points, st.sampled_from(WRITTEN))
def test_cases_are_true_where_the_comparison_is(point, text):
    comparison = parse_condition(text, NAMES)
    assert has_branches(comparison)
    written = without_branches(comparison)
    assert not any(map(has_branches, comparisons_in(written)))
    assert holds(written, point) == holds(comparison, point)


def test_what_has_no_branches_stays_as_it_is():
    comparison = parse_condition("x**2/y + sqrt(z) > 1", NAMES)
    assert not has_branches(comparison)
    assert without_branches(comparison) is comparison


@pytest.mark.parametrize(
    "text",
    [
        "abs(" * 30 + "x" + ")" * 30 + " > 0",
        " + ".join(f"abs(x - {k})*min(y, z, {k})" for k in range(9)) + " > 0",
    ],
)
def test_too_many_cases_are_refused(text):
    with pytest.raises(NotAlgebraicError, match="more than 500 cases"):
        without_branches(parse_condition(text, NAMES))


RATIOS = [
    "x",
    "3/7",
    "x*y - z/3",
    "(x + y)**3 - x**0",
    "1/(1 + x**2)",
    "(x - y)/(z**2 + 1) + x/(2 + y*y)",
    "-(x - 2)**2*(y + 1/3)",
    "x/(-2) - y/(3 - 5)",
    "(x*x + 1)**-2",
    "sqrt(4)*x + 8**(1/3) - abs(-3)*min(1, 2)",
    "(1 + x**2)**(4/2)",
]


@settings(max_examples=60)
@given(points, st.sampled_from(RATIOS))
def test_ratios_have_the_values_of_formulas(point, text):
    algebra = Algebra(NAMES)
    formula = parse_expression(text, NAMES)
    ratio = algebra.fraction(formula)
    above, below = (value(algebra, part, point) for part in (ratio.numer, ratio.denom))
    assert above / below == evaluate(formula, point)


def value(algebra, polynomial, point):
    return sum(
        (c * point["y"] ** k for k, c in enumerate(algebra.at(polynomial, point, "y"))), Fraction(0)
    )


@settings(max_examples=60)
@given(
    points,
    st.sampled_from(["x/y", "(x - z)/(y*z)", "x", "x*y/(x - 1)", "z/(x - y) - 1"]),
    st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
    st.sampled_from(["1/2", "y", "1/z"]),
)
def test_relations_hold_where_the_comparison_does(point, left, relation, right):
    comparison = parse_condition(f"{left} {relation} {right}", NAMES)
    algebra = Algebra(NAMES)

    def true(each):
        there = value(algebra, each.polynomial, point)
        return {">": there > 0, ">=": there >= 0, "=": there == 0}[each.sign]

    found = any(all(map(true, part)) for part in algebra.relations(comparison))
    try:
        assert found == holds(comparison, point)
    except EvaluationError:
        simplified = algebra.difference(comparison).denom
        assert not found or value(algebra, simplified, point) != 0


@given(
    points, st.sampled_from(["x*y**2 - 3*y + z", "x", "y**3*z**2 - 1/2"]), st.sampled_from(NAMES)
)
def test_coefficients_of_one_variable(point, text, name):
    algebra = Algebra(NAMES)
    formula = parse_expression(text, NAMES)
    parts = algebra.coefficients(algebra.fraction(formula).numer, name)
    total = sum(value(algebra, part, point) * point[name] ** k for k, part in enumerate(parts))
    scale = as_fraction(algebra.fraction(formula).denom.LC)
    assert total / scale == evaluate(formula, point)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("sqrt(x)", "call is no polynomial"),
        ("x**y", "power is no polynomial"),
        ("x**(1/2)", "power is no polynomial"),
        ("max(x, 1)", "call is no polynomial"),
        ("sqrt(2)", "no rational number"),
        ("sqrt(1 - 2)", "no rational number"),
        ("1/(x - x)", "a division by zero"),
        ("(y - y)**-1", "a division by zero"),
        ("(x + y + z + 1)**40", "more than 4000 terms"),
    ],
)
def test_what_is_no_ratio_says_why(text, why):
    with pytest.raises(NotAlgebraicError, match=why):
        Algebra(NAMES).fraction(parse_expression(text, NAMES))


def test_an_algebra_without_names():
    ratio = Algebra([]).fraction(parse_expression("2/3 + 1", []))
    assert as_fraction(ratio.numer.LC) / as_fraction(ratio.denom.LC) == Fraction(5, 3)
