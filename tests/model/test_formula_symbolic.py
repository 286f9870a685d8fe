"""Formulas handed to SymPy, without a text in between."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from vcgame.errors import EvaluationError
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.formula.symbolic import condition_to_sympy, to_sympy

NAMES = ["S", "E", "I", "N", "Q", "C", "O", "beta", "gamma", "zeta", "lam", "pi", "oo", "x", "y"]
SYMBOLS = {name: sympy.Symbol(name, real=True) for name in NAMES}
X, Y = SYMBOLS["x"], SYMBOLS["y"]


def formula(text: str, *symbols: Any) -> Any:
    return to_sympy(parse_expression(text, NAMES), *symbols)


def condition(text: str) -> Any:
    return condition_to_sympy(parse_condition(text, NAMES))


def test_every_name_is_a_plain_real_symbol() -> None:
    product = formula("*".join(NAMES))
    assert product.free_symbols == set(SYMBOLS.values())
    assert product == sympy.Mul(*SYMBOLS.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1*x", X / 10),
        ("x - y/3", X - Y / 3),
        ("-x**2", -(X**2)),
        ("x^(1/2)", sympy.sqrt(X)),
        ("sqrt(x^2)", abs(X)),
        ("exp(-x)*log(y)", sympy.exp(-X) * sympy.log(Y)),
        ("max(x, y, 1) - min(x, 0)", sympy.Max(X, Y, 1) - sympy.Min(X, 0)),
        ("max(1, 2, 1/2)", sympy.Integer(2)),
        ("x if x > y else 0", sympy.Piecewise((X, X > Y), (0, True))),
        ("x if 1 > 2 else y", Y),
    ],
)
def test_each_kind_has_its_counterpart(text: str, expected: Any) -> None:
    assert formula(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x < y", sympy.Lt(X, Y)),
        ("x <= y", sympy.Le(X, Y)),
        ("x > y", sympy.Gt(X, Y)),
        ("x >= y", sympy.Ge(X, Y)),
        ("x == y", sympy.Eq(X, Y)),
        ("x != y", sympy.Ne(X, Y)),
        ("x < y and y < 1", sympy.And(X < Y, Y < 1)),
        ("x < y or not y < 1", sympy.Or(X < Y, Y >= 1)),
        ("x < x", sympy.false),
        ("2 > 1", sympy.true),
    ],
)
def test_conditions_have_their_counterparts(text: str, expected: Any) -> None:
    assert condition(text) == expected


def test_symbols_can_be_given() -> None:
    positive = sympy.Symbol("x", positive=True)
    assert formula("sqrt(x^2) + y", {"x": positive}) == positive + Y
    assert formula("x/y", {"x": sympy.Integer(1), "y": sympy.Integer(3)}) == sympy.Rational(1, 3)


@pytest.mark.parametrize(
    "text",
    [
        "1/(x - x)",
        "x/(y - y)",
        "(x - x)/(y - y)",
        "(x - x)**-1",
        "log(x - x)",
        "sqrt(x - x - 2)",
        "log(-2)",
        "(-8)**(1/3)",
    ],
)
def test_what_has_no_real_value_is_refused(text: str) -> None:
    with pytest.raises(EvaluationError, match="no real value in"):
        formula(text)


def test_nothing_is_compared_in_minima_and_maxima_of_symbols() -> None:
    inner = "max(" + ", ".join(f"x^{k} - {k}*y" for k in range(2, 18)) + ")"
    assert len(formula(inner).args) == 16
    nested = "min(" + ", ".join(f"{inner}*x - {k}" for k in range(3)) + ")"
    assert formula(nested).func is sympy.Min
