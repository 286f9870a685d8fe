"""Formulas in tiers against the evaluation of single points."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import EvaluationError, IrrationalError
from vcgame.model.formula import float_arrays as floats
from vcgame.model.formula.balls import precision
from vcgame.model.formula.exact import evaluate
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
from vcgame.model.formula.float_arrays import Rough
from vcgame.model.formula.integer_arrays import INT64, UNBOUNDED
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.formula.ratios import Ratio
from vcgame.model.formula.tier_steps import Found, Truth
from vcgame.model.formula.tiers import TieredProgram
from vcgame.model.point import is_true, value_at

NAMES = ("x", "y", "z", "c")


def numbers_of(ratio: Ratio, count: int) -> list[Fraction]:
    """Write the exact values out."""
    num = np.broadcast_to(np.asarray(1 if ratio.num is None else ratio.num, dtype=object), count)
    assert all(ratio.low <= value <= ratio.high for value in num)
    values = [Fraction(ratio.up, ratio.down) * int(value) for value in num]
    for factor in ratio.below:
        assert all(0 < factor.low <= value <= factor.high for value in factor.array)
        values = [value / int(part) for value, part in zip(values, factor.array, strict=True)]
    return values


def everywhere(mark: Any, count: int) -> list[bool]:
    mask = np.zeros(count, dtype=bool)
    if mark is not None:
        mask |= mark
    return mask.tolist()


def points_of(inputs: dict[str, Any], count: int) -> list[dict[str, Fraction]]:
    return [
        {
            name: value if isinstance(value, Fraction) else Fraction(int(value[0][row]), value[1])
            for name, value in inputs.items()
        }
        for row in range(count)
    ]


def column(*values: int, over: int = 1) -> Any:
    dtype = np.int64 if all(abs(value) < 2**63 for value in values) else object
    return np.array(values, dtype=dtype), over


def check_expression(node: Any, inputs: dict[str, Any], count: int, *, unbounded: bool) -> Found:
    """Compare the result of a run with the evaluation of every point."""
    (found,) = TieredProgram([node]).run(inputs, unbounded=unbounded)
    assert isinstance(found, Found)
    absent, unsure = everywhere(found.absent, count), everywhere(found.unsure, count)
    exact = None if found.exact is None else numbers_of(found.exact, count)
    rough = None if unbounded else found.rough()
    if found.exact is not None:
        limit = UNBOUNDED if unbounded else INT64
        assert -limit < found.exact.low <= found.exact.high < limit
        if found.exact.num is not None:
            assert found.exact.num.dtype == (object if unbounded else np.int64)
    for row, point in enumerate(points_of(inputs, count)):
        if unsure[row]:
            continue
        try:
            value: Any = value_at(node, point)
        except EvaluationError:
            assert absent[row]
            continue
        assert not absent[row]
        if exact is not None and isinstance(value, Fraction):
            assert value == exact[row]
        elif exact is not None:
            assert value.overlaps(arb(fmpq(exact[row].numerator, exact[row].denominator)))
        if rough is not None:
            near = float(np.broadcast_to(rough.array, count)[row])
            assert abs(near) <= rough.size
            if isinstance(value, Fraction):
                assert abs(Fraction(near) - value) <= Fraction(rough.error)
            else:
                assert not abs(value - near) > rough.error
        assert exact is not None or rough is not None
    return found


def trees(roots: bool) -> st.SearchStrategy[Any]:
    constants = st.fractions(-9, 9, max_denominator=6) | st.just(Fraction(10**12 + 1, 7))
    leaves = st.sampled_from(NAMES).map(Name) | constants.map(Number)

    def extend(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        pairs = st.lists(below, min_size=2, max_size=3).map(tuple)
        exponents: list[Fraction] = [Fraction(times) for times in (-3, -1, 0, 1, 2, 3, 5)]
        relations = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
        tests = st.builds(Comparison, below, relations, below)
        tests |= st.builds(And, st.tuples(tests, tests)) | st.builds(Or, st.tuples(tests, tests))
        tests |= st.builds(Not, tests)
        kinds = [
            pairs.map(Sum),
            pairs.map(Product),
            st.builds(Quotient, below, below),
            st.builds(Negation, below),
            st.builds(Call, st.sampled_from(["min", "max"]), pairs),
            st.builds(Call, st.just("abs"), st.tuples(below)),
            st.builds(Conditional, below, tests, below),
        ]
        if roots:
            exponents += [Fraction(1, 2), Fraction(-3, 2), Fraction(2, 5)]
            functions = st.sampled_from(["sqrt", "exp", "log"])
            kinds += [st.builds(Call, functions, st.tuples(below)), st.builds(Power, below, below)]
        kinds.append(st.builds(Power, below, st.sampled_from(exponents).map(Number)))
        return st.one_of(kinds)

    return st.recursive(leaves, extend, max_leaves=9)


@st.composite
def blocks(draw: st.DrawFn) -> tuple[dict[str, Any], int]:
    count = draw(st.integers(1, 6))
    inputs: dict[str, Any] = {"c": draw(st.fractions(-3, 3, max_denominator=4))}
    for name in ("x", "y", "z"):
        size = draw(st.sampled_from([2, 10, 10**6, 10**12, 2**61, 2**63 - 1, 10**30]))
        values = draw(st.lists(st.integers(-size, size), min_size=count, max_size=count))
        over = draw(st.sampled_from([1, 4, 10**6, 3**40]))
        inputs[name] = column(*values, over=over)
    return inputs, count


@settings(max_examples=200)
@given(trees(roots=False), blocks())
def test_rational_formulas_agree_with_fractions(node: Any, block: Any) -> None:
    inputs, count = block
    check_expression(node, inputs, count, unbounded=False)
    found = check_expression(node, inputs, count, unbounded=True)
    if found.exact is not None:
        assert not any(everywhere(found.unsure, count))


@settings(max_examples=200)
@given(trees(roots=True), blocks())
def test_irrational_formulas_stay_within_their_error(node: Any, block: Any) -> None:
    inputs, count = block
    check_expression(node, inputs, count, unbounded=False)
    check_expression(node, inputs, count, unbounded=True)


@settings(max_examples=100)
@given(trees(roots=True), trees(roots=True), blocks())
def test_conditions_agree_with_single_points(first: Any, second: Any, block: Any) -> None:
    inputs, count = block
    node = Or((Comparison(first, "<", second), Not(Comparison(first, "==", Name("x")))))
    (truth,) = TieredProgram([node]).run(inputs)
    assert isinstance(truth, Truth)
    holds, unsure = everywhere(truth.holds, count), everywhere(truth.unsure, count)
    absent = everywhere(truth.absent, count)
    for row, point in enumerate(points_of(inputs, count)):
        if unsure[row]:
            continue
        try:
            assert is_true(node, point) is holds[row]
        except EvaluationError:
            assert absent[row]
        else:
            assert not absent[row]


def found_for(text: str, **inputs: Any) -> Found:
    node = parse_expression(text, inputs)
    count = max(len(value[0]) for value in inputs.values() if not isinstance(value, Fraction))
    found = check_expression(node, inputs, count, unbounded=False)
    check_expression(node, inputs, count, unbounded=True)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "x/y + 1/y - x",
        "1/(x - y) if x != y else 7",
        "(x if x == y else -x)/(y - 2)",
        "min(x, y, 1/2)*max(x/y, -1)",
        "(x - y)**3/(x + y)**2",
        "x**0 + y**-2",
        "abs(x)/abs(y) - abs(-3)",
        "1 if x < y and 1/(x - y) < 0 or y == 0 else 2",
        "x/(y/(x - 1))",
    ],
)
def test_ties_and_zero_denominators_are_exact(text: str) -> None:
    x = column(-3, -1, 0, 1, 2, 4, 4, 5)
    y = column(-3, 2, 0, 0, 2, 8, -8, 0, over=2)
    found = found_for(text, x=x, y=y)
    assert found.exact is not None
    assert found.unsure is None


def test_what_stands_still_is_folded() -> None:
    found = found_for("(a + 1)**3*x - a/b", x=column(1, 2), a=Fraction(1, 3), b=Fraction(2, 7))
    assert found.exact is not None
    assert found.exact.num is not None
    assert len(numbers_of(found.exact, 2)) == 2
    still = found_for("a/b + x", x=column(4, 4), a=Fraction(1, 3), b=Fraction(2, 7))
    assert still.exact is not None
    assert still.exact.constant == Fraction(31, 6)


def test_a_constant_without_a_value_is_absent_everywhere() -> None:
    assert found_for("a/b + x", x=column(1, 2), a=Fraction(1), b=Fraction(0)).absent is True


def test_the_largest_products_in_int64_are_exact_and_longer_ones_are_bounded() -> None:
    short = found_for("x*y", x=column(2**31 - 1, -(2**31) + 1), y=column(2**31 - 1, 2**30))
    assert short.exact is not None
    long = found_for("x*y", x=column(2**31, -(2**31)), y=column(2**31, 2**30))
    assert long.exact is None
    rough = long.rough()
    assert rough is not None
    assert rough.error < 2.0**62 * 2.0**-49


def test_a_tie_beyond_int64_is_left_to_exact_evaluation() -> None:
    found = found_for("1 if x*x*x == y*y*y else 2", x=column(10**9, 3), y=column(10**9, 10**9))
    assert everywhere(found.unsure, 2) == [True, False]


def test_roots_outside_their_domain_are_absent_and_exact_zeros_are_not_guessed() -> None:
    found = found_for("sqrt(x) + log(y)", x=column(-1, 2, 4, 0), y=column(1, 0, 9, 5))
    assert everywhere(found.absent, 4) == [True, True, False, False]
    assert everywhere(found.unsure, 4) == [False, False, False, True]


def test_numbers_beyond_floats_are_unsure() -> None:
    huge = 10**400
    found = found_for("x*x", x=(np.array([huge, huge + 1], dtype=object), 1))
    assert found.rough() is None
    assert found.unsure is True


def test_numbers_that_are_too_long_have_no_value() -> None:
    long = (np.array([1 << 40_000, 2], dtype=object), 1)
    node = parse_expression("x*x", ["x"])
    for unbounded in (False, True):
        (found,) = TieredProgram([node]).run({"x": long}, unbounded=unbounded)
        assert found.unsure is True
    with pytest.raises(EvaluationError):
        evaluate(node, {"x": Fraction(1 << 40_000)})


def test_small_denominators_cancel() -> None:
    found = found_for("x/10 + 3*x/5 - y/2", x=column(1, 2), y=column(3, 5))
    assert found.exact is not None
    assert (found.exact.up, found.exact.down) == (1, 10)
    assert found.exact.num is not None
    assert found.exact.num.tolist() == [-8, -11]


def test_an_irrational_value_of_what_stands_still_is_rounded() -> None:
    found = found_for("sqrt(a)*x", x=column(1, 3), a=Fraction(2))
    assert found.exact is None
    rough = found.rough()
    assert rough is not None
    assert rough.array == pytest.approx([2**0.5, 3 * 2**0.5], rel=1e-15)
    with pytest.raises(IrrationalError):
        evaluate(parse_expression("sqrt(a)", ["a"]), {"a": Fraction(2)})


def test_conditions_of_constants_are_folded() -> None:
    node = parse_condition("sqrt(a) < 2 and x > 1", ["a", "x"])
    (truth,) = TieredProgram([node]).run({"a": Fraction(3), "x": column(1, 2)})
    assert everywhere(truth.holds, 2) == [False, True]


def ball(value: Fraction) -> Any:
    return arb(fmpq(value.numerator, value.denominator))


OPERATIONS: dict[str, tuple[Any, Any]] = {
    "total": (lambda a, b: floats.total([a, b, a]), lambda a, b: a + b + a),
    "product": (lambda a, b: floats.product([a, b]), lambda a, b: a * b),
    "long product": (lambda a, b: floats.product([a, b, a, a]), lambda a, b: a * b * a * a),
    "inverse": (lambda a, _: floats.inverse(a)[0], lambda a, _: 1 / a),
    "whole power": (lambda a, _: floats.whole_power(a, 5), lambda a, _: a**5),
    "smallest": (lambda a, b: floats.extreme([a, b], largest=False), lambda a, b: a.min(b)),
    "sqrt": (lambda a, _: floats.function("sqrt", a)[0], lambda a, _: a.sqrt()),
    "log": (lambda a, _: floats.function("log", a)[0], lambda a, _: a.log()),
    "exp": (lambda a, _: floats.function("exp", a)[0], lambda a, _: a.exp()),
    "power": (lambda a, b: floats.power(a, b)[0], lambda a, b: a**b),
}


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("error", [0.0, 2.0**-53, 2.0**-40, 2.0**-20])
@pytest.mark.parametrize("scale", [1.0, 2.0**-30])
def test_every_operation_counts_its_own_error_and_that_of_its_operands(
    name: str, error: float, scale: float
) -> None:
    rng = np.random.default_rng(3)
    first, second = rng.uniform(0.5, 2.0, 60), rng.uniform(-2.0, 2.0, 60) * scale
    worked, exactly = OPERATIONS[name]
    left, right = Rough(first, 2.0, error, 64), Rough(second, 2.0 * scale, error, 64)
    found = worked(left, right)
    assert found.error > 0 or (name == "smallest" and not error)
    assert found.error < 100 * (error + 2.0**-49)
    with precision(300):
        for row in range(60):
            for sign in (-1, 0, 1):
                # The exact operands are as far from the floats as they may be.
                a = ball(Fraction(first[row]) + sign * Fraction(error))
                for other in (-1, 0, 1):
                    b = ball(Fraction(second[row]) + other * Fraction(error))
                    distance = abs(exactly(a, b) - arb(float(found.array[row])))
                    assert distance <= arb(found.error)


def test_products_that_underflow_keep_their_bound() -> None:
    tiny = Rough(np.array([1e-200, 3e-180]), 3e-180, 0.0, 1500)
    found = floats.product([tiny, tiny])
    assert found is not None
    assert found.array.tolist() == [0.0, 0.0]
    assert Fraction(3e-180) ** 2 <= Fraction(found.error)


def test_a_doubt_matters_only_where_the_part_is_asked() -> None:
    big = 10**9
    inputs = {
        "x": column(1, 2, 1, 2),
        "y": column(big, big, big, big - 1),
        "z": column(big, big, 5, 5),
    }
    for text, expected in (
        ("x == 1 and y*y*y == z*z*z", [True, False, False, False]),
        ("x == 1 or y*y*y == z*z*z", [False, True, False, False]),
    ):
        (truth,) = TieredProgram([parse_condition(text, inputs)]).run(inputs)
        assert everywhere(truth.unsure, 4) == expected
