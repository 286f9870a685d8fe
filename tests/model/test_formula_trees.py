"""The tree of a formula: what it refuses, what it counts, and what substitution keeps in bounds."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from fractions import Fraction
from typing import Any

import pytest

from vcgame.errors import ExpressionError
from vcgame.model.formula.bounds import Fault, measure
from vcgame.model.formula.expression import (
    And,
    Call,
    Comparison,
    Name,
    Not,
    Number,
    Or,
    Power,
    Product,
    Sum,
    constant,
    is_rational,
    names,
    size,
    substitute,
)
from vcgame.model.formula.latex import to_latex
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.formula.plain import decimal, short_text, to_text

KNOWN = ["a", "b", "n", "x", "y", "z"]


def formula(text: str) -> Any:
    return parse_expression(text, KNOWN)


def test_nodes_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Name("a").id = "b"  # type: ignore[misc]


def test_a_number_holds_a_fraction() -> None:
    assert type(Number(3).value) is Fraction  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not float"):
        Number(0.5)  # type: ignore[arg-type]


def test_conjunctions_and_disjunctions_are_flat() -> None:
    first, second, third = (Comparison(Name(name), ">", Name("x")) for name in "abn")
    assert And((first, And((second, third)))) == And((first, second, third))
    assert Or((Or((first, second)), third)) == Or((first, second, third))
    assert And((first, Or((second, third)))).parts == (first, Or((second, third)))


def test_only_the_first_term_of_a_sum_is_flattened() -> None:
    inner = Sum((Name("a"), Name("b")))
    assert Sum((inner, Name("x"))) == Sum((Name("a"), Name("b"), Name("x")))
    assert Sum((Name("x"), inner)).terms == (Name("x"), inner)
    assert Product((Product((Name("a"), Name("b"))), inner)).factors == (*map(Name, "ab"), inner)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2),
        ("-2", -2),
        ("1/3", Fraction(1, 3)),
        ("-(1/3)", Fraction(-1, 3)),
        ("1 + 0.5 - 2*3", Fraction(-9, 2)),
        ("x", None),
        ("2 + x", None),
        ("2*(3 + x)", None),
        ("2**2", None),
        ("x/2", None),
        ("2/x", None),
        ("abs(1)", None),
        ("*".join(["9e99"] * 20), None),
    ],
)
def test_the_constant_of_a_formula(text: str, value: Any) -> None:
    assert constant(formula(text)) == value


@pytest.mark.parametrize(
    ("text", "rational"),
    [
        ("x**2 + 1/y", True),
        ("x**-3", True),
        ("x**(4/2)", True),
        ("x**(1 + 1)", True),
        ("max(x, y) if abs(x) < 1 else min(x, 0)", True),
        ("x**(1/2)", False),
        ("x**n", False),
        ("sqrt(x)", False),
        ("1 + exp(x)", False),
        ("x if log(y) > 0 else 1", False),
    ],
)
def test_which_formulas_are_rational(text: str, rational: bool) -> None:
    assert is_rational(formula(text)) is rational


def test_substitution_is_simultaneous_and_keeps_the_kind() -> None:
    mapping = {"a": formula("b + 1"), "b": formula("a")}
    assert substitute(formula("a*b"), mapping) == formula("(b + 1)*a")
    condition = parse_condition("not (a < b or x == a)", KNOWN)
    expected = parse_condition("not (b + 1 < a or x == b + 1)", KNOWN)
    assert substitute(condition, mapping) == expected
    assert isinstance(expected, Not)


def test_substitution_keeps_flat_sums_flat() -> None:
    result = substitute(formula("a + x"), {"a": formula("b - n")})
    assert result == formula("b - n + x")
    assert to_text(result) == "b - n + x"


def test_a_formula_without_the_names_is_given_back_itself() -> None:
    tree = formula("x + y")
    assert substitute(tree, {"a": formula("b")}) is tree


def growing(text: str, times: int) -> Any:
    tree = formula(text)
    for _ in range(times):
        tree = substitute(formula(text), {"a": tree})
    return tree


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("max(a, a + 1)", "parts"),  # doubles each time
        ("sqrt(a + 1)", "nested"),  # one level deeper each time
        ("(a + x)**8", "total degree is 512"),
        ("(1/a + x)**8", "total degree is 512"),
        ("x**a", "total degree is 65"),
        ("2**(60*a)", "nested"),
    ],
)
def test_substitution_cannot_outgrow_the_bounds(text: str, wrong: str) -> None:
    with pytest.raises(ExpressionError, match=wrong) as caught:
        growing(text, 200)
    assert "with 'a' written out" in caught.value.wrong


@pytest.mark.parametrize(
    ("text", "put", "wrong"),
    [
        ("x**n", "100", "exponent is too large"),
        ("x**n", "2**2", "must be a number"),
        ("(x + 1)**n", "8*9", "exponent is too large"),
        ("x/(n - 1)", "1", "division by zero"),
        ("x/(n - 1)", "0 + 1", "division by zero"),
        ("n**-1", "0", "zero to a negative power"),
        ("(n + 1)**60", "9**60", "power of numbers"),
    ],
)
def test_substitution_keeps_the_bounds_of_the_parser(text: str, put: str, wrong: str) -> None:
    with pytest.raises(ExpressionError, match=wrong):
        substitute(formula(text), {"n": formula(put)})


def test_substitution_may_grow_up_to_its_bound() -> None:
    wide = formula("+".join(["a"] * 199))
    once = substitute(wide, {"a": formula("+".join(["x*y"] * 24))})
    assert size(once) == 1 + 199 * (1 + 24 * 3) - 1  # the first sum of sums is one sum
    with pytest.raises(ExpressionError, match="with 'x', 'y' written out"):
        substitute(once, {"x": formula("n + 1"), "y": formula("b*z")})


@pytest.mark.parametrize(
    ("text", "above", "below"),
    [
        ("3", 0, 0),
        ("x*y", 2, 0),
        ("x**3*y + x", 4, 0),
        ("x/(y*z)", 1, 2),
        ("1/(x/y)", 1, 1),
        ("(x/y)**-3", 3, 3),
        ("x**(3/2)", 2, 0),
        ("x/y + y/x", 1, 1),
        ("max(x**2, y) - abs(z)", 2, 0),
        ("x if y**9 > 1 else z**2", 2, 0),
        ("x**n", 2, 0),
        ("sqrt(x**5/y)", 3, 1),
        ("exp(x**40/y)*log(y)*exp(2)", 2, 0),
    ],
)
def test_degrees(text: str, above: int, below: int) -> None:
    assert measure(formula(text))[:2] == (above, below)


@pytest.mark.parametrize(
    ("text", "bits"), [("7", 3), ("1/8", 5), ("(7*7)**2", 12), ("exp(7)", 64), ("7 + x", None)]
)
def test_bounds_of_numbers(text: str, bits: int | None) -> None:
    assert measure(formula(text)).bits == bits


def test_bounds_of_conditions_are_those_of_their_parts() -> None:
    power = Power(Name("x"), Number(Fraction(40)))
    condition = Comparison(Name("y"), "<", Product((power, power)))
    with pytest.raises(Fault, match="total degree is 80"):
        measure(Not(condition))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(-3), "-3"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-1, 3), "-1/3"),
        (Fraction(5, 4), "1.25"),
        (Fraction(10**5), "100000"),
        (Fraction(10**6), "1e6"),
        (Fraction(25, 10**7), "0.0000025"),
        (Fraction(25, 10**8), "25e-8"),
        (Fraction(1, 10**6), "0.000001"),
        (Fraction(1, 10**7), "1e-7"),
        (Fraction(5 * 10**102), "500e100"),
        (Fraction(123456789012345678901234567890), "123456789012345678901234567890"),
    ],
)
def test_the_text_of_numbers(value: Fraction, text: str) -> None:
    assert to_text(Number(value)) == text


def test_numbers_of_programs_stand_in_brackets_where_needed() -> None:
    third, minus = Number(Fraction(1, 3)), Number(Fraction(-2))
    assert to_text(Power(third, minus)) == "(1/3)**-2"
    assert to_text(Power(minus, third)) == "(-2)**(1/3)"
    assert to_text(Product((Name("a"), third))) == "a*(1/3)"
    assert to_text(Call("min", (third, minus))) == "min(1/3, -2)"


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (Fraction(0), (0, 0)),
        (Fraction(1200), (12, 2)),
        (Fraction(3, 8), (375, -3)),
        (Fraction(-7, 50), (-14, -2)),
        (Fraction(1, 7), None),
        (Fraction(1, 30), None),
    ],
)
def test_decimals(value: Fraction, parts: tuple[int, int] | None) -> None:
    assert decimal(value) == parts


def test_only_formulas_are_written() -> None:
    for write in (to_text, to_latex):
        with pytest.raises(TypeError, match="str is no formula"):
            write("x")  # type: ignore[arg-type]


def test_a_short_text_shows_the_beginning() -> None:
    tree = formula("+".join(["x"] * 50))
    assert short_text(formula("x + y")) == "x + y"
    assert short_text(tree, 20) == "x + x + x + x + x..."


def test_the_names_of_a_condition() -> None:
    condition = parse_condition("a < b and (x if y > 0 else 1) != n", KNOWN)
    assert names(condition) == {"a", "b", "x", "y", "n"}
