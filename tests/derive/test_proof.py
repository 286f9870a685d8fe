"""Proofs: never of what is false at a point, always of what the field says every day."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vcgame.derive.proof import Budget, prove
from vcgame.errors import EvaluationError, IrrationalError
from vcgame.model.formula.exact import holds
from vcgame.model.formula.expression import (
    And,
    Call,
    Comparison,
    Conditional,
    Name,
    Negation,
    Not,
    Number,
    Or,
    Power,
    Product,
    Quotient,
    Sum,
)
from vcgame.model.formula.parser import parse_condition

NAMES = ("x", "y", "z")
KNOWN = ["a", "b", "c", "d", "p", "q", "t", "x", "y", "z", *(f"x{k}" for k in range(20))]
RELATIONS = ("<", "<=", ">", ">=", "==", "!=")


def read(*texts):
    return [parse_condition(text, KNOWN) for text in texts]


def shown(given_, text, **limits):
    return prove(read(*given_), *read(text), **limits).found


small = st.integers(-2, 3).map(Fraction)
points = st.fixed_dictionaries(
    dict.fromkeys(NAMES, st.sampled_from([Fraction(k, 2) for k in range(-4, 5)]))
)


def formulas(conditions):
    def larger(part):
        pair = st.tuples(part, part)
        return st.one_of(
            pair.map(Sum),
            pair.map(Product),
            pair.map(lambda two: Quotient(*two)),
            part.map(Negation),
            st.tuples(part, st.integers(-2, 3)).map(lambda t: Power(t[0], Number(Fraction(t[1])))),
            st.tuples(st.sampled_from(["min", "max"]), pair).map(lambda t: Call(*t)),
            part.map(lambda one: Call("abs", (one,))),
            st.tuples(part, conditions, part).map(lambda three: Conditional(*three)),
        )

    leaves = st.one_of(st.sampled_from(NAMES).map(Name), small.map(Number))
    return st.recursive(leaves, larger, max_leaves=4)


def relations(formula):
    return st.tuples(formula, st.sampled_from(RELATIONS), formula).map(lambda t: Comparison(*t))


leaf = st.one_of(st.sampled_from(NAMES).map(Name), small.map(Number))
plain = relations(leaf)
tests = st.one_of(
    plain, plain.map(Not), st.tuples(plain, plain).map(And), st.tuples(plain, plain).map(Or)
)
comparisons = relations(formulas(tests))
conditions = st.recursive(
    comparisons,
    lambda part: st.one_of(
        part.map(Not), st.tuples(part, part).map(And), st.tuples(part, part).map(Or)
    ),
    max_leaves=3,
)


def true_at(condition, point):
    try:
        return holds(condition, point)
    except (EvaluationError, IrrationalError):
        return None


@settings(max_examples=30, deadline=None)
@given(points, st.lists(conditions, max_size=3), conditions)
def test_what_is_false_at_a_point_is_never_proved(point, some, last):
    assumptions = []
    for condition in some:
        verdict = true_at(condition, point)
        if verdict is not None:
            assumptions.append(condition if verdict else Not(condition))
    verdict = true_at(last, point)
    assume(verdict is not None)
    claim = Not(last) if verdict else last
    assert not prove(assumptions, claim, Budget(30)).found


@settings(max_examples=12, deadline=None)
@given(st.lists(comparisons, max_size=2), comparisons)
def test_what_is_proved_holds_all_over_a_grid(some, last):
    if not prove(some, last, Budget(30)).found:
        return
    steps = [Fraction(k, 2) for k in range(-3, 4)]
    for x in steps:
        for y in steps:
            for z in steps:
                point = {"x": x, "y": y, "z": z}
                if all(true_at(condition, point) for condition in some):
                    assert true_at(last, point) in (True, None)


# What a choice leaves aside needs no value: these are false where x is 0.
LAZY = [
    "((1 if 1/x > 0 else 2) if x != 0 else 0) > 0",
    "(min(1/x, -2) if x != 0 else 0) < 0",
    "(max(1/x, 2) if x != 0 else 0) > 0",
    "(abs(1/x) if x != 0 else 0) > 0",
    "(1 + abs(1/x) if not x == 0 else -1) > 0",
    "((3 if x > 0 and 1/x > 0 else 1/x - 1/x + 4) if x != 0 else 0) != 0",
    "(0 if x == 0 else min(1/x, 1/x)) != 0",
    "(0 if x == 0 or 1/x > 5 else 1) == 1 or 1 < 0",
]


@pytest.mark.parametrize("text", LAZY)
def test_a_branch_that_is_not_taken_needs_no_value(text):
    (claim,) = read(text)
    assert not holds(claim, {"x": Fraction(0)})
    assert not prove([], claim).found


TRUE = [
    # linear in monomials
    (["b + t < c", "c < 2*b"], "b > t"),
    (["b > 0", "c < b"], "2*b - c > 0"),
    (["p*q > t", "t >= c"], "p*q > c"),
    (["p*(x - y) > z"], "p*x > z + p*y"),
    (["a + b == 1", "a < b"], "2*a < 1"),
    # a product of two
    (["a > b", "b > 0", "c > 1"], "a*c > b"),
    (["0 <= p <= 1", "x >= y"], "p*x + (1 - p)*y >= y"),
    (["0 <= p <= 1", "x >= y"], "p*x + (1 - p)*y <= x"),
    (["0 < p < 1", "x > y"], "y < p*x + (1 - p)*y < x"),
    (["a > 0", "b > 0"], "(a + b)**2 > a**2"),
    (["a > b", "b > 0"], "a**2 > b**2"),
    (["a**2 == b**2"], "a == b or a == -b"),
    (["a*b == 0"], "a == 0 or b == 0"),
    (["a*b > 0", "a > 0"], "b > 0"),
    (["0 <= p <= 1", "0 <= q <= 1"], "p*q <= 1"),
    (["0 <= p <= 1", "0 <= q <= 1"], "p + q - p*q <= 1"),
    (["0 < p < 1", "a > 0", "b > 0"], "p*a*b > 0"),
    ([], "a**2 + b**2 >= 2*a*b"),
    (["a**3 > 0"], "a > 0"),
    (["a >= 1"], "a**2 >= a"),
    # min, max, abs and choices
    ([], "max(a, b) >= min(a, b)"),
    (["t < min(a, b)"], "t < a and t < b"),
    (["t > max(a, b)"], "t > a and t > b"),
    ([], "max(a, b) + min(a, b) == a + b"),
    ([], "abs(a - b) == max(a, b) - min(a, b)"),
    ([], "abs(x*y) == abs(x)*abs(y)"),
    ([], "abs(x + y) <= abs(x) + abs(y)"),
    (["x > 0"], "max(x, y, z) > 0"),
    ([], "(x if x > y else y) == max(x, y)"),
    (["x != 0"], "(1/x if x != 0 else 5) == 1/x"),
    ([], "((1 if x > 0 else 2) if x != 0 else 0) >= 0"),
    (["b == (c/2 if q > 0 else c)", "c > 0"], "b > 0"),
    # equations
    (["a == 6"], "a*b == 6*b"),
    (["a == b + 1", "b == 2*c", "c == 3"], "a == 7"),
    (["a - b == 0", "a > 1"], "b > 1"),
    (["2*a == 12"], "a == 6"),
    (["a + b == 2", "a - b == 0"], "a == 1"),
    # strict and not
    (["a >= b", "a != b"], "a > b"),
    (["not a < b"], "a >= b"),
    (["a > b"], "a >= b and a != b"),
    (["not (a > 0 and b > 0)", "a > 0"], "b <= 0"),
    (["a > 0 or b > 0", "a < b"], "b > 0"),
    # division by what has a known sign
    (["a > 0", "b > 0"], "a/b > 0"),
    (["b > 0", "a/b > 1"], "a > b"),
    (["b < 0", "a/b > 1"], "a < b"),
    (["d1 > d2", "d2 > t"], "(d1 - t)/(d1 - d2) > 1"),
    (["a > b", "b > t"], "0 < (b - t)/(a - t) < 1"),
    (["x > 0", "y > x"], "1/x > 1/y"),
    (["x > 0"], "x**-1 > 0"),
    (["x > 0"], "1/(1 + 1/x) < 1"),
    # division by what has any sign
    (["a/b > 1"], "a != b"),
    (["a/b > 0"], "a*b > 0"),
    ([], "a/a == 1"),
    (["a/b == 2"], "a == 2*b"),
    # irrational functions that do not matter, or are rational
    (["sqrt(a) > 1", "b > 1"], "b > 0"),
    ([], "sqrt(4) == 2 and 4**(1/2) == 2"),
]


@pytest.mark.parametrize(("assumptions", "text"), TRUE)
def test_what_is_true_is_proved(assumptions, text):
    rename = [each.replace("d1", "x").replace("d2", "y") for each in (*assumptions, text)]
    assert shown(rename[:-1], rename[-1])


FALSE = [
    (["a > b", "b > 0", "c > 1"], "a > c"),
    (["a/b > 1"], "a > b"),
    (["b + t <= c", "c <= 2*b"], "b > t"),
    (["a >= b"], "a > b"),
    (["0 <= p <= 1", "x >= y"], "p*x + (1 - p)*y > y"),
    (["a**2 > b**2"], "a > b"),
    (["a*b > 0"], "a > 0"),
    ([], "min(a, b) < max(a, b)"),
    ([], "abs(a) > 0"),
    ([], "a**2 > 0"),
    (["a**2 >= 1"], "a >= 1"),
    (["x > y"], "1/x < 1/y"),
    (["a + b == 2"], "a == 1"),
    ([], "1 > 2"),
    (["a == a"], "1 == 2"),
]


@pytest.mark.parametrize(("assumptions", "text"), FALSE)
def test_what_is_false_is_not_proved(assumptions, text):
    proof = prove(read(*assumptions), *read(text))
    assert not proof.found
    assert proof.reason == "no certificate was found"


def test_nothing_given_and_nothing_named():
    assert shown([], "1 < 2")
    assert not shown([], "2 < 1")
    assert shown([], "a == a")
    assert shown([], "1/2 + 1/3 == 5/6")


@pytest.mark.parametrize(
    "contradiction", [["a > b", "b > a"], ["1 > 2"], ["a**2 < 0"], ["0*a > 0"]]
)
def test_from_a_contradiction_anything_follows(contradiction):
    assert shown(contradiction, "c > d")


@pytest.mark.parametrize(
    "text",
    ["sqrt(a) >= 0", "exp(a) > 0", "log(1 + a**2) >= 0", "a**b == a**b or a > 0", "2**(1/2) > 1"],
)
def test_beyond_algebra_a_proof_says_so(text):
    proof = prove([], *read(text))
    assert not proof.found
    assert proof.reason.startswith("no algebra reaches it: ")


@pytest.mark.parametrize("text", ["1/a > 0", "a**-2 == 5"])
def test_a_formula_without_a_value_refutes_nothing(text):
    assert shown(["a == 0"], text), "nothing is said about points where a formula has no value"


def names(count):
    return [f"x{k}" for k in range(count)]


ADVERSE = {
    "disjunctions": ([f"({n} == 0 or {n} == 1)" for n in names(15)], "+".join(names(15)) + " != 7"),
    "all different": (
        [f"{n} != {m}" for n in names(15) for m in names(15) if n < m],
        "x0 > x1",
    ),
    "many absolute values": ([], "+".join(f"abs({n})" for n in names(15)) + " >= 0"),
    "nested absolute values": ([], "abs(" * 25 + "a" + ")" * 25 + " >= 0"),
    "a maximum of many": ([], f"max({','.join(names(15))}) >= min({','.join(names(15))})"),
    "a high power": ([f"{n} > 0" for n in names(15)], "(" + "+".join(names(15)) + ")**64 > 0"),
    "many denominators": (
        ["+".join(f"1/({n} + {m})" for n in names(12) for m in names(12) if n < m) + " > 1"],
        "x0 > x1",
    ),
    "a chain of squares": (
        [f"x{k} == x{k + 1}**2 + x{k + 1} + 1" for k in range(15)],
        "x0 > 1000",
    ),
    "pairs of choices": (
        [
            f"(({n} if {m} > 0 else {m}) if {n} > 0 else -{n}*{m}) > 1"
            for n in names(6)
            for m in names(6)
            if n < m
        ],
        "x0 > 0",
    ),
}


@pytest.mark.parametrize("name", ADVERSE)
def test_a_proof_ends_by_a_limit_of_its_work(name):
    assumptions, text = ADVERSE[name]
    budget = Budget(100)
    proof = prove(read(*assumptions), *read(text), budget)
    assert not proof.found
    assert proof.reason


def test_one_budget_serves_several_proofs():
    assumptions, text = ADVERSE["all different"]
    budget = Budget(60)
    assert (
        prove(read(*assumptions), *read(text), budget).reason
        == "the search for a proof grew too long"
    )
    assert budget.left < 0
    assert not prove(read("a > 1", "b > a"), *read("b > 0 or c > a or c < b"), budget).found
    assert shown(["a > 1", "b > a"], "b > 0 or c > a or c < b")
