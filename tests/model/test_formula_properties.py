"""Random formulas: all back-ends tell the same, and each text is read back as its tree."""

from __future__ import annotations

import pickle
import re
from fractions import Fraction
from functools import cache
from typing import Any

import flint
import numpy as np
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from vcgame.errors import EvaluationError, ExpressionError, IrrationalError
from vcgame.model.formula.arrays import ArrayProgram, evaluate_array, holds_array
from vcgame.model.formula.bounds import Fault, measure
from vcgame.model.formula.exact import evaluate, evaluate_ball, holds, holds_ball
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
    children,
    depth,
    is_rational,
    names,
    size,
    substitute,
)
from vcgame.model.formula.latex import to_latex
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.formula.plain import to_text
from vcgame.model.formula.symbolic import condition_to_sympy, to_sympy

NAMES = ("a", "b", "x", "beta", "E")
RELATIONS = ("<", "<=", ">", ">=", "==", "!=")

numerals = st.one_of(
    st.integers(0, 9).map(Fraction),
    st.builds(lambda m, k: Fraction(m, 10**k), st.integers(0, 10**6), st.integers(0, 9)),
    st.builds(lambda m, k: Fraction(m * 10**k), st.integers(1, 99), st.integers(0, 98)),
).map(Number)
exponents = st.one_of(st.none(), st.integers(-105, 105))
small = st.integers(0, 4).map(lambda value: Number(Fraction(value)))
halves = st.integers(0, 16).map(lambda value: Number(Fraction(value, 4)))
variables = st.sampled_from(NAMES).map(Name)
TWO = Number(Fraction(2))
whole = st.integers(0, 3).map(lambda value: Number(Fraction(value)))
RATIONAL = ("sum", "product", "quotient", "power", "negation", "abs", "min", "max", "if")
ALL = (*RATIONAL, "root", "function", "symbolic power")


@cache
def expressions(levels: int = 4, kinds: tuple[str, ...] = RATIONAL, numbers: Any = small) -> Any:
    """Trees that the parser could have made, if they keep the bounds."""
    atoms = st.one_of(variables, numbers)
    if levels == 0:
        return atoms
    below = expressions(levels - 1, kinds, numbers)
    several = st.lists(below, min_size=2, max_size=3).map(tuple)
    test = conditions(levels - 1, kinds, numbers)
    choices: dict[str, st.SearchStrategy[Any]] = {
        "sum": st.builds(Sum, several),
        "product": st.builds(Product, several),
        "quotient": st.builds(Quotient, below, below),
        "power": st.builds(Power, below, st.one_of(whole, whole.map(Negation))),
        "whole power": st.builds(Power, below, whole),
        "symbolic power": st.builds(Power, below, variables),
        "root": st.builds(Power, below, whole.map(lambda top: Quotient(top, TWO))),
        "negation": st.builds(Negation, below),
        "abs": st.tuples(below).map(lambda parts: Call("abs", parts)),
        "min": several.map(lambda parts: Call("min", parts)),
        "max": several.map(lambda parts: Call("max", parts)),
        "function": st.builds(Call, st.sampled_from(["sqrt", "exp", "log"]), st.tuples(below)),
        "if": st.builds(Conditional, below, test, below),
    }
    return st.one_of(atoms, *(choices[kind] for kind in kinds))


@cache
def conditions(levels: int = 3, kinds: tuple[str, ...] = RATIONAL, numbers: Any = small) -> Any:
    side = expressions(min(levels, 2), kinds, numbers)
    comparisons = st.builds(Comparison, side, st.sampled_from(RELATIONS), side)
    if levels == 0:
        return comparisons
    below = conditions(levels - 1, kinds, numbers)
    several = st.lists(below, min_size=2, max_size=3).map(tuple)
    joined = (st.builds(And, several), st.builds(Or, several), st.builds(Not, below))
    return st.one_of(comparisons, comparisons, *joined)


def within_bounds(tree: Any) -> bool:
    try:
        measure(tree)
    except Fault:
        return False
    return True


values = st.one_of(
    st.integers(-3, 4).map(Fraction), st.builds(Fraction, st.integers(-9, 9), st.integers(1, 6))
)
points = st.fixed_dictionaries(dict.fromkeys(NAMES, values))


def attempt(function: Any, *arguments: Any) -> Any:
    """Give a result, or the class of the error in its place."""
    try:
        return function(*arguments)
    except (EvaluationError, ExpressionError) as error:
        return type(error)


def fmpq(value: Fraction) -> flint.fmpq:
    return flint.fmpq(value.numerator, value.denominator)


def rational(value: Fraction) -> sympy.Rational:
    return sympy.Rational(value.numerator, value.denominator)


def contains(ball: flint.arb, value: Fraction) -> bool:
    with flint.ctx.workprec(5000):
        return bool(ball.contains(flint.arb(fmpq(value))))


@settings(max_examples=100, deadline=None)
@given(st.one_of(expressions(levels=5, kinds=ALL, numbers=numerals), conditions(kinds=ALL)))
def test_a_text_is_read_back_as_its_tree(tree: Any) -> None:
    assume(within_bounds(tree))
    parse: Any = (
        parse_condition if isinstance(tree, Comparison | And | Or | Not) else parse_expression
    )
    text = to_text(tree)
    assert parse(text, NAMES) == tree
    assert parse(f"({text})", NAMES) == tree
    assert parse(text.replace("**", "^").replace(" ", "  \n"), NAMES) == tree


@settings(max_examples=150, deadline=None)
@given(st.from_regex(r"[1-9][0-9]{0,99}|[0-9]{0,60}\.[0-9]{1,50}", fullmatch=True), exponents)
def test_a_number_is_read_back_exactly(digits: str, exponent: int | None) -> None:
    text = digits if exponent is None else f"{digits}e{exponent}"
    tree: Any = attempt(parse_expression, text, NAMES)
    assume(tree is not ExpressionError)
    assert tree == Number(Fraction(text))
    assert parse_expression(to_text(tree), NAMES) == tree


@settings(max_examples=120, deadline=None)
@given(expressions(levels=5, kinds=ALL, numbers=numerals))
def test_no_bracket_of_a_text_can_be_left_out(tree: Any) -> None:
    assume(within_bounds(tree))
    text = to_text(tree)
    opened: list[int] = []
    for place, sign in enumerate(text):
        if sign == "(":
            opened.append(place)
        elif sign == ")":
            start = opened.pop()
            if start and text[start - 1].isalpha():
                continue
            shorter = f"{text[:start]} {text[start + 1 : place]} {text[place + 1 :]}"
            assert attempt(parse_expression, shorter, NAMES) != tree


@settings(max_examples=100, deadline=None)
@given(st.one_of(expressions(kinds=ALL), conditions(kinds=ALL)))
def test_trees_are_values(tree: Any) -> None:
    twin = pickle.loads(pickle.dumps(tree))  # noqa: S301
    assert twin == tree
    assert hash(twin) == hash(tree)
    below = children(tree)
    assert size(tree) == 1 + sum(map(size, below))
    assert depth(tree) == 1 + max(map(depth, below), default=0)
    found = names(tree)
    assert found == ({tree.id} if isinstance(tree, Name) else frozenset().union(*map(names, below)))
    assert found <= set(NAMES)


@settings(max_examples=120, deadline=None)
@given(expressions(kinds=ALL), points)
def test_a_value_is_a_fraction_and_for_a_rational_formula_never_irrational(
    tree: Any, point: dict[str, Fraction]
) -> None:
    value = attempt(evaluate, tree, point)
    assert type(value) is Fraction or value in {EvaluationError, IrrationalError}
    if is_rational(tree):
        assert value is not IrrationalError


@settings(max_examples=120, deadline=None)
@given(expressions(levels=4), points)
def test_exact_values_agree_with_sympy(tree: Any, point: dict[str, Fraction]) -> None:
    value = attempt(evaluate, tree, point)
    assume(type(value) is Fraction)
    try:
        symbolic = to_sympy(tree)
        there = {sympy.Symbol(name, real=True): rational(point[name]) for name in NAMES}
        substituted = symbolic.xreplace(there)
    except (EvaluationError, TypeError, ValueError):
        # SymPy looks at branches that are not taken, and at all parts of a conjunction.
        assume(False)
        raise
    assume(substituted is not sympy.nan)
    assert substituted == rational(value)


@settings(max_examples=100, deadline=None)
@given(conditions(kinds=("sum", "product", "whole power", "negation", "min", "if")), points)
def test_conditions_agree_with_sympy(tree: Any, point: dict[str, Fraction]) -> None:
    symbols = {name: rational(part) for name, part in point.items()}
    assert condition_to_sympy(tree, symbols) == sympy.S(holds(tree, point))


@settings(max_examples=120, deadline=None)
@given(expressions(kinds=ALL), points)
def test_rational_values_are_inside_their_balls(tree: Any, point: dict[str, Fraction]) -> None:
    value = attempt(evaluate, tree, point)
    assume(type(value) is Fraction)
    assert contains(evaluate_ball(tree, point, 64), value)
    rough = {name: flint.arb(fmpq(part)) for name, part in point.items()}
    ball = attempt(evaluate_ball, tree, rough, 200)
    assert isinstance(ball, flint.arb)
    assert contains(ball, value)


@settings(max_examples=120, deadline=None)
@given(conditions(kinds=ALL), points)
def test_what_balls_decide_is_decided_rightly(tree: Any, point: dict[str, Fraction]) -> None:
    exact = attempt(holds, tree, point)
    assume(exact is not IrrationalError)
    assert attempt(holds_ball, tree, point, 64) == exact
    rough = {name: flint.arb(fmpq(part)) for name, part in point.items()}
    decided = attempt(holds_ball, tree, rough, 64)
    assert decided in {None, exact}


SMOOTH = ("sum", "product", "quotient", "power", "negation", "root", "function", "symbolic power")


@settings(max_examples=100, deadline=None)
@given(expressions(levels=3, kinds=SMOOTH), points)
def test_balls_agree_with_the_numbers_of_sympy(tree: Any, point: dict[str, Fraction]) -> None:
    ball = attempt(evaluate_ball, tree, point, 100)
    assume(isinstance(ball, flint.arb) and ball.is_finite() and abs(ball) < 10**30)
    symbols = {name: rational(part) for name, part in point.items()}
    reference = to_sympy(tree, symbols).evalf(60)
    assert reference.is_real
    with flint.ctx.workprec(300):
        near = flint.arb(str(reference))
        slack = (abs(near) + 1) * flint.arb(10) ** -40
        assert ball.overlaps(near + flint.arb(0, slack))


@settings(max_examples=100, deadline=None)
@given(expressions(kinds=ALL), st.lists(points, min_size=1, max_size=4), st.booleans())
def test_exact_arrays_agree_with_single_points(
    tree: Any, rows: list[dict[str, Fraction]], fast: bool
) -> None:
    kind: Any = fmpq if fast else Fraction
    arrays = {name: np.array([kind(row[name]) for row in rows], dtype=object) for name in NAMES}
    expected = [attempt(evaluate, tree, row) for row in rows]
    found = attempt(evaluate_array, tree, arrays)
    if IrrationalError in expected:
        assert found is IrrationalError
        return
    array, absent = found
    assert absent.tolist() == [value is EvaluationError for value in expected]
    assert array.tolist() == [
        None if value is EvaluationError else kind(value) for value in expected
    ] or (not names(tree) and array.tolist() == expected)


@settings(max_examples=100, deadline=None)
@given(conditions(), st.lists(points, min_size=1, max_size=4))
def test_exact_arrays_of_conditions_agree_with_single_points(
    tree: Any, rows: list[dict[str, Fraction]]
) -> None:
    arrays = {name: np.array([row[name] for row in rows], dtype=object) for name in NAMES}
    expected = [attempt(holds, tree, row) for row in rows]
    array, absent = holds_array(tree, arrays)
    assert absent.tolist() == [value is EvaluationError for value in expected]
    assert array.tolist() == [value is True for value in expected]


dyadic = st.fixed_dictionaries(
    dict.fromkeys(NAMES, st.integers(-12, 12).map(lambda value: Fraction(value, 4)))
)
FLOAT_EXACT = ("sum", "product", "negation", "abs", "min", "max", "if")


@settings(max_examples=100, deadline=None)
@given(expressions(levels=3, kinds=FLOAT_EXACT, numbers=halves), st.lists(dyadic, min_size=1))
def test_float_arrays_are_exact_where_floats_are(
    tree: Any, rows: list[dict[str, Fraction]]
) -> None:
    arrays = {name: np.array([float(row[name]) for row in rows]) for name in NAMES}
    expected = [evaluate(tree, row) for row in rows]
    assume(all(abs(value) < 2**30 for value in expected))
    array, absent = evaluate_array(tree, arrays)
    assert not absent.any()
    assert [Fraction(value) for value in np.broadcast_to(array, len(rows)).tolist()] == expected


@settings(max_examples=120, deadline=None)
@given(expressions(levels=3, kinds=SMOOTH), points)
def test_float_arrays_are_inside_balls_of_lower_precision(
    tree: Any, point: dict[str, Fraction]
) -> None:
    assume(names(tree))
    rough = {}
    for name, part in point.items():
        value = flint.arb(float(part))
        rough[name] = flint.arb(value.mid(), abs(value) * flint.arb(2) ** -44)
    ball = attempt(evaluate_ball, tree, rough, 44)
    assume(isinstance(ball, flint.arb) and ball.is_finite() and abs(ball) < 10**200)
    array, absent = evaluate_array(tree, {name: float(part) for name, part in point.items()})
    assume(not absent)
    assert ball.overlaps(flint.arb(float(array), abs(float(array)) * 2**-44))


@settings(max_examples=150, deadline=None)
@given(st.lists(expressions(), min_size=1, max_size=4), st.lists(points, min_size=1, max_size=3))
def test_formulas_together_give_what_they_give_alone(
    trees: list[Any], rows: list[dict[str, Fraction]]
) -> None:
    arrays = {name: np.array([row[name] for row in rows], dtype=object) for name in NAMES}
    program = ArrayProgram.of(trees)
    assert len(set(program.nodes)) == len(program.nodes)
    for tree, (array, absent) in zip(trees, program.run(arrays), strict=True):
        alone, alone_absent = evaluate_array(tree, arrays)
        assert array.tolist() == alone.tolist()
        assert absent.tolist() == alone_absent.tolist()


@settings(max_examples=120, deadline=None)
@given(expressions(), expressions(levels=2), expressions(levels=2), points)
def test_substituting_is_evaluating_with_the_values(
    tree: Any, first: Any, second: Any, point: dict[str, Fraction]
) -> None:
    assume(all(map(within_bounds, (tree, first, second))))
    result: Any = attempt(substitute, tree, {"a": first, "b": second})
    assume(result is not ExpressionError)
    assert names(result) <= (names(tree) - {"a", "b"}) | names(first) | names(second)
    inner = {"a": attempt(evaluate, first, point), "b": attempt(evaluate, second, point)}
    assume(all(type(value) is Fraction for value in inner.values()))
    assert attempt(evaluate, result, point) == attempt(evaluate, tree, point | inner)
    text = to_text(result)
    assert parse_expression(text, NAMES) == result


@settings(max_examples=100, deadline=None)
@given(st.one_of(expressions(kinds=ALL, numbers=numerals), conditions(kinds=ALL)))
def test_latex_is_balanced(tree: Any) -> None:
    text = to_latex(tree)
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    assert len(re.findall(r"\\left\W", text)) == len(re.findall(r"\\right\W", text))
    assert text.count(r"\begin{cases}") == text.count(r"\end{cases}")
    assert "--" not in text
    assert "+ -" not in text


@settings(max_examples=60, deadline=None)
@given(expressions(3, tuple(kind for kind in ALL if kind != "if"), numerals))
def test_latex_without_cases_is_read_by_matplotlib(tree: Any) -> None:
    assert MathTextParser("path").parse(f"${to_latex(tree)}$").width > 0
