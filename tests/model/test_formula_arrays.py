"""Values of formulas at many points: masks in the place of errors, and no warnings."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

import flint
import numpy as np
import pytest

from vcgame.errors import EvaluationError, IrrationalError
from vcgame.model.formula.arrays import ArrayProgram, evaluate_array, holds_array
from vcgame.model.formula.expression import Number
from vcgame.model.formula.parser import parse_condition, parse_expression

KNOWN = ["a", "b", "n", "x", "y"]


def formula(text: str) -> Any:
    return parse_expression(text, KNOWN)


def exact(*values: Any) -> Any:
    return np.array([Fraction(value) for value in values], dtype=object)


def floats(text: str, **values: Any) -> list[float | None]:
    array, absent = evaluate_array(formula(text), values)
    assert array.dtype == np.float64
    assert np.isnan(array[absent]).all()
    return [None if gone else value for value, gone in zip(array.tolist(), absent, strict=True)]


def fractions(text: str, **values: Any) -> list[Any]:
    array, absent = evaluate_array(formula(text), values)
    assert array.dtype == object
    assert [value is None for value in array] == absent.tolist()
    return list(array)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/x", [-1.0, None, 0.5]),
        ("x/x", [1.0, None, 1.0]),
        ("x**-2", [1.0, None, 0.25]),
        ("x**0", [1.0, 1.0, 1.0]),
        ("sqrt(x - 2)", [None, None, 0.0]),
        ("log(x + 1)", [None, 0.0, float(np.log(3.0))]),
        ("(x - 1)**0.5", [None, None, 1.0]),
        ("exp(1000*x)", [0.0, 1.0, None]),
        ("1/exp(1000*x)", [None, 1.0, None]),
        ("x*1e100*1e100*1e100*1e100", [None, 0.0, None]),
        ("0*(1/x)", [0.0, None, 0.0]),
        ("(1/x)**0", [1.0, None, 1.0]),
        ("max(1/x, 3)", [3.0, None, 3.0]),
        ("1/x if x > 0 else x", [-1.0, 0.0, 0.5]),
        ("1 if 1/x > 0 else 2", [2.0, None, 1.0]),
        ("1 if x == 0 or 1/x > 0 else 2", [2.0, 1.0, 1.0]),
        ("1 if x != 0 and 1/x > 0 else 2", [2.0, 2.0, 1.0]),
        ("1 if 1/x > 0 or x == 0 else 2", [2.0, None, 1.0]),
        ("1 if not (1/x > 0 and x > 1) else 2", [1.0, None, 2.0]),
        ("abs(x) + min(x, 0) - max(x, 1, -x)", [-1.0, -1.0, 0.0]),
        ("7", [7.0, 7.0, 7.0]),
    ],
)
def test_points_without_a_value_are_masked_in_floats(text: str, expected: Any) -> None:
    assert floats(text, x=np.array([-1.0, 0.0, 2.0]))[:3] == expected[:3]


@pytest.mark.parametrize("kind", [Fraction, flint.fmpq])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/x + 1", [0, None, "3/2"]),
        ("0.1*x", ["-1/10", 0, "1/5"]),
        ("x**-3", [-1, None, "1/8"]),
        ("x**x", [-1, 1, 4]),
        ("sqrt(4*x*x) + (x*x)**(3/2)", [3, 0, 12]),
        ("exp(x*0) + log(1 + 0*x)", [1, 1, 1]),
        ("sqrt(x - 2) if x >= 2 else -x", [1, 0, 0]),
        ("sqrt(x) if x < 2 else 0", [None, 0, 0]),
        ("log(x - 2)", [None, None, None]),
        ("max(x, 1/2) - abs(x - 1)", ["-3/2", "-1/2", 1]),
        ("1 if x != 0 and 1/x > 0 else 2", [2, 2, 1]),
        ("1/(1/x - 1/2)", ["-2/3", None, None]),
    ],
)
def test_exact_arrays_hold_exact_numbers(kind: Any, text: str, expected: Any) -> None:
    values = np.array([kind(value) for value in (-1, 0, 2)], dtype=object)
    found = fractions(text, x=values)
    assert {type(value) for value in found if value is not None} <= {type(kind(1))}
    want = [None if value is None else Fraction(value) for value in expected]
    assert [None if v is None else Fraction(str(v)) for v in found] == want


def test_an_irrational_value_in_an_exact_array_is_an_error() -> None:
    with pytest.raises(IrrationalError):
        evaluate_array(formula("sqrt(x)"), {"x": exact(1, 2, 4)})


def test_what_goes_wrong_first_is_what_is_said() -> None:
    # Without its first part, the second would not be rational; with it, there is none to ask.
    assert fractions("sqrt(1 + 1/x)", x=exact(0, "1/3")) == [None, 2]
    with pytest.raises(IrrationalError):
        evaluate_array(formula("1/(sqrt(x) - 1)"), {"x": exact(2)})


def test_irrational_values_in_branches_not_taken_do_not_matter() -> None:
    assert fractions("sqrt(x) if x > 3 else x", x=exact(2, 4, 9)) == [2, 2, 3]


def test_shapes_are_broadcast() -> None:
    rows, columns = np.array([[1.0], [2.0]]), np.array([0.0, 1.0, 4.0])
    array, absent = evaluate_array(formula("x/y"), {"x": rows, "y": columns})
    assert array.shape == absent.shape == (2, 3)
    assert absent[:, 0].all()
    assert not absent[:, 1:].any()
    assert array[1].tolist()[1:] == [2.0, 0.5]


def test_a_formula_of_fewer_names_has_the_shape_of_all() -> None:
    array, absent = evaluate_array(formula("2*x"), {"x": 3.0, "y": np.zeros((2, 2))})
    assert array.tolist() == [[6.0, 6.0], [6.0, 6.0]]
    assert not absent.any()
    array[0, 0] = 1.0
    assert array[1, 1] == 6.0


def test_single_points_give_arrays_without_axes() -> None:
    array, absent = evaluate_array(formula("x + 1/2"), {"x": Fraction(1, 3)})
    assert (array.shape, absent.shape, array.item()) == ((), (), Fraction(5, 6))
    array, absent = evaluate_array(formula("1/x"), {"x": 0.0})
    assert (array.shape, absent.item()) == ((), True)


def test_no_points_give_empty_arrays() -> None:
    for empty in (np.array([]), exact()):
        array, absent = evaluate_array(formula("1/x"), {"x": empty})
        assert array.shape == absent.shape == (0,)


def test_one_float_makes_all_floats() -> None:
    assert floats("x + a + n", x=np.array([0.5]), a=Fraction(1, 4), n=2) == [2.75]
    assert floats("x + a", x=np.array([0.5]), a=exact("1/4")) == [0.75]
    assert floats("x", x=np.array([0.5], dtype=np.float32)) == [0.5]


def test_whole_numbers_are_exact() -> None:
    assert fractions("x/3", x=np.array([1, 2])) == [Fraction(1, 3), Fraction(2, 3)]
    assert fractions("x*x*x", x=np.array([10**12])) == [10**36]
    assert fractions("x/y", x=np.array([1], dtype=object), y=2) == [Fraction(1, 2)]
    assert fractions("x/y", x=exact(1), y=np.array([2], dtype=object)) == [Fraction(1, 2)]


def test_kinds_of_exact_numbers_can_be_mixed() -> None:
    (found,) = fractions("x + y/3", x=np.array([flint.fmpq(1, 2)]), y=exact(1))
    assert found == flint.fmpq(5, 6)
    mixed = np.array([flint.fmpq(1, 2), Fraction(1, 3), 2], dtype=object)
    assert fractions("2*x", x=mixed) == [1, flint.fmpq(2, 3), 4]


@pytest.mark.parametrize(
    "values",
    [
        np.array(["1"]),
        np.array([True]),
        np.array([1j]),
        np.array([Fraction(1), 0.5], dtype=object),
        np.array([0.5], dtype=object),
        np.array([flint.fmpq(1), 0.5], dtype=object),
    ],
)
def test_other_values_are_refused(values: Any) -> None:
    with pytest.raises(TypeError):
        evaluate_array(formula("x + 1"), {"x": values})


def test_a_name_without_a_value_is_an_error() -> None:
    with pytest.raises(EvaluationError, match="'y' has no value"):
        evaluate_array(formula("x + y"), {"x": np.array([1.0])})


def test_a_constant_beyond_floats_has_no_float_value() -> None:
    tree = Number(Fraction(10**400))
    array, absent = ArrayProgram.of([tree, formula("x")]).run({"x": np.array([1.0])})[0]
    assert absent.tolist() == [True]
    assert np.isnan(array).all()


def test_inputs_that_are_not_finite_have_no_value() -> None:
    assert floats("x**0", x=np.array([np.nan, np.inf, 1.0])) == [None, None, 1.0]


def test_conditions_over_points() -> None:
    condition = parse_condition("0 < x <= 2 and not y == x", KNOWN)
    values = {"x": np.array([0.0, 1.0, 2.0]), "y": 1.0}
    array, absent = holds_array(condition, values)
    assert array.tolist() == [False, False, True]
    assert array.dtype == absent.dtype == np.bool_
    array, absent = holds_array(parse_condition("1/x < 2", KNOWN), {"x": exact(0, 1)})
    assert (array.tolist(), absent.tolist()) == ([False, True], [True, False])


def test_ties_are_exact_in_exact_arrays() -> None:
    condition = parse_condition("x + y == 0.3", KNOWN)
    assert holds_array(condition, {"x": exact("1/10"), "y": exact("1/5")})[0].all()


def test_common_parts_are_worked_out_once() -> None:
    texts = ["(x - y)**2/(x + y)", "(x - y)**2", "1 if x + y > 0 else (x - y)**2/(x + y)"]
    program = ArrayProgram.of([*map(formula, texts), parse_condition("x + y > 0", KNOWN)])
    assert len(program.nodes) == len(set(program.nodes)) == 12
    twin = pickle.loads(pickle.dumps(program))  # noqa: S301
    for made in (program, twin):
        found = made.run({"x": np.array([3.0, 1.0]), "y": np.array([1.0, -1.0])})
        assert [array.tolist()[0] for array, _ in found] == [1.0, 4.0, 1.0, True]
        assert [absent.tolist()[1] for _, absent in found] == [True, False, True, False]
        assert found[1][0].tolist() == [4.0, 4.0]


def test_a_program_of_one_formula_twice_gives_it_twice() -> None:
    (first, _), (second, _) = ArrayProgram.of([formula("x")] * 2).run({"x": np.array([1.0])})
    first[0] = 2.0
    assert second.tolist() == [1.0]


def test_the_arrays_given_are_not_changed() -> None:
    values = np.array([0.0, 1.0])
    array, _ = evaluate_array(formula("x"), {"x": values})
    array += 5
    floats("1/x", x=values)
    assert values.tolist() == [0.0, 1.0]


@pytest.mark.parametrize("kind", [Fraction, lambda value: flint.fmpq(int(value))])
def test_long_numbers_are_worked_through_point_by_point(kind: Any) -> None:
    values = np.array([kind(2), kind(0), kind(3**20_000)], dtype=object)
    assert [v and Fraction(str(v)) for v in fractions("2*x + 1/x*x**3", x=values)[:2]] == [8, None]
    array, absent = evaluate_array(formula("x**64 + 1"), {"x": values})
    assert absent.tolist() == [False, False, True]
    assert array.tolist() == [2**64 + 1, 1, None]
    condition = parse_condition("x**64 > 1/x", KNOWN)
    array, absent = holds_array(condition, {"x": values})
    assert (array.tolist(), absent.tolist()) == ([True, False, False], [False, True, True])
    with pytest.raises(IrrationalError):
        evaluate_array(formula("x**64 + sqrt(x)"), {"x": values})
