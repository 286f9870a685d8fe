"""Formulas from text: what is read, what is refused, and where the finger points."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vcgame.errors import ExpressionError
from vcgame.model.formula.expression import (
    FUNCTIONS,
    And,
    Call,
    Comparison,
    Conditional,
    Name,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    depth,
    names,
    size,
)
from vcgame.model.formula.lexemes import FormulaText, read_number
from vcgame.model.formula.parser import parse_condition, parse_expression, valid_name
from vcgame.model.formula.plain import to_text

KNOWN = ["a", "b", "c", "d", "p", "q", "x", "y", "beta", "lam", "S", "E", "I", "N", "Q"]

A, B, C, D, X, Y = map(Name, "abcdxy")


def number(value: int | str) -> Number:
    return Number(Fraction(value))


def refusal(text: str, *, condition: bool = False) -> ExpressionError:
    parse: Any = parse_condition if condition else parse_expression
    with pytest.raises(ExpressionError) as caught:
        parse(text, KNOWN)
    return caught.value


def pointed(error: ExpressionError) -> str:
    return error.text[error.column : error.column + error.length]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("  a\n", A),
        ("+a", A),
        ("a + b + c", Sum((A, B, C))),
        ("a - b", Sum((A, Negation(B)))),
        ("a + -b", Sum((A, Negation(B)))),
        ("(a + b) + c", Sum((A, B, C))),
        ("a + (b + c)", Sum((A, Sum((B, C))))),
        ("a*b*c", Product((A, B, C))),
        ("-a*b", Product((Negation(A), B))),
        ("-(a*b)", Negation(Product((A, B)))),
        ("a/b/c", Quotient(Quotient(A, B), C)),
        ("a/b*c", Product((Quotient(A, B), C))),
        ("-a**2", Negation(Power(A, number(2)))),
        ("-a^2", Negation(Power(A, number(2)))),
        ("a^b^c", Power(A, Power(B, C))),
        ("a^-2*b", Product((Power(A, Negation(number(2))), B))),
        ("2*a^b + c", Sum((Product((number(2), Power(A, B))), C))),
        ("max(a, b, 0)", Call("max", (A, B, number(0)))),
        ("sqrt(abs(a))", Call("sqrt", (Call("abs", (A,)),))),
        ("a if b < c else d", Conditional(A, Comparison(B, "<", C), D)),
        (
            "a if b < c else x if c >= d else y",
            Conditional(A, Comparison(B, "<", C), Conditional(X, Comparison(C, ">=", D), Y)),
        ),
        ("S*E*I*N*Q", Product(tuple(map(Name, "SEINQ")))),
    ],
)
def test_precedence_and_form_are_pythons(text: str, tree: Any) -> None:
    assert parse_expression(text, KNOWN) == tree


def test_a_chain_of_comparisons_is_a_conjunction() -> None:
    tree = parse_condition("0 < x <= y != 3", KNOWN)
    assert tree == And(
        (
            Comparison(number(0), "<", X),
            Comparison(X, "<=", Y),
            Comparison(Y, "!=", number(3)),
        )
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ("1e-3", Fraction(1, 1000)),
        ("2.50E+2", Fraction(250)),
        (".5", Fraction(1, 2)),
        ("1.", Fraction(1)),
        ("0", Fraction(0)),
        ("1e100", Fraction(10**100)),
        ("0.1e-99", Fraction(1, 10**100)),
        ("123456789012345678901234567890", Fraction(123456789012345678901234567890)),
    ],
)
def test_numbers_are_exact_from_their_text(text: str, value: Fraction) -> None:
    assert parse_expression(text, KNOWN) == Number(value)


@given(st.from_regex(r"(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?(e[+-]?[0-9]{1,2})?", fullmatch=True))
def test_numbers_agree_with_the_readers_of_the_standard_library(text: str) -> None:
    assert read_number(text) == Fraction(text)


def test_long_chains_are_flat() -> None:
    text = "+".join(["x"] * 1900)
    tree = parse_expression(text, KNOWN)
    assert (size(tree), depth(tree)) == (1901, 2)


def test_the_number_of_nodes_is_bounded_as_size_counts_them() -> None:
    assert size(parse_expression("-".join(["x"] * 1000), KNOWN)) == 2000
    assert "more than 2000" in refusal("-".join(["x"] * 1001)).wrong


HOSTILE = [
    "__import__('os').system('true')",
    "__import__",
    "().__class__.__base__.__subclasses__()",
    "x.__class__",
    "x.real",
    "x[0]",
    "[x for x in p]",
    "(x for x in p)",
    "{x}",
    "lambda: 1",
    "lambda*x",
    "(x:=2)",
    "await x",
    "yield x",
    "f'{x}'",
    "'a'",
    '"a"()',
    "b'1'",
    "`x`",
    "x; y",
    "x = 1",
    "True",
    "None",
    "x if True else y",
    "...",
    "x // y",
    "x % y",
    "x @ y",
    "x & y",
    "x | y",
    "~x",
    "x << 2",
    "x >> 2",
    "x is y",
    "x in y",
    "x < y",
    "x and y",
    "not x",
    "1j",
    "0x10",
    "0b1",
    "1_000",
    "007",
    "nan",
    "NaN",
    "inf",
    "Infinity",
    "1e999",
    "1e-101",
    "1e9999999999999999999999999",
    "9" * 101,
    "9" * 5000,
    "9**9**9**9",
    "2**(10**9)",
    "x**1234567",
    "x**65",
    "x**-65",
    "x**(1/65)",
    "x**(1e-9)",
    "((9**64)**64)**64",
    "(9**64 + 1)**64",
    "((x + y)^64)^64",
    "*".join(["x"] * 65),
    "1/0",
    "x/(1 - 1)",
    "0**-1",
    "(" * 300 + "x" + ")" * 300,
    "-" * 3000 + "1",
    "~" * 3000 + "1",
    "not " * 900 + "x > 0",
    "2**" * 1300 + "2",
    "2**-" * 990 + "2",
    "x if x > 0 else " * 240 + "x",
    "(" * 60 + "-" * 3000 + "x" + ")" * 60,
    "max(" * 80 + "x" + ", 1)" * 80,
    "x/y*" * 61 + "x",
    "+".join(["1"] * 2000),
    "max(x)",
    "max()",
    "max(" + ", ".join(["x"] * 17) + ")",
    "max(*x)",
    "max(x=1, y=2)",
    "max(x, y,)",
    "sqrt(x, y)",
    "sqrt",
    "sqrt x",
    "x(1)",
    "factorial(10**8)",
    "sqrt(x)(y)",
    "2x",
    "2(x)",
    "x y",
    "(x)(y)",
    "1if x > 0 else 2",
    "0or 1",
    "x if y > 0",
    "x else y",
    "x if y > 0 if x > 0 else y else x",
    "x + not y",
    "x if x > 0 else not y > 0",
    "0,5",
    "(x, y)",
    "()",
    "(x",
    "x)",
    ")(",
    "x +",
    "* x",
    "x * / y",
    "x..y",
    "0.5.2",
    "",
    "   ",
    "#",
    "x # comment",
    "x \\\n + y",
    "\\x41",
    "$x",
    "x?",
    "x!",
    "\0",
    "x\x0cy",
    "x\ud800",
    "\u0430 + x",  # Cyrillic a
    "\uff11 + x",  # full-width digit
    "x \uff0b 1",  # full-width plus
    "\uff08x\uff09",  # full-width brackets
    "\U0001d465 + 1",  # mathematical italic x, which Python would read as x
    "x\u0301",
    "x \u2264 1",
    "x\u00b2",
    "\u5229\u6da6*p",
    "x\u200b",
    "x\u00a0+ y",
    "x\u2028",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_and_mistaken_texts_are_refused_with_their_place(text: str) -> None:
    error = refusal(text)
    assert error.wrong
    assert 0 <= error.column <= len(error.text)
    assert error.length >= 1
    assert text.startswith(error.text)


@pytest.mark.parametrize(
    ("text", "place", "wrong", "right"),
    [
        ("a + bta*b", "bta", "unknown name 'bta'", "did you mean 'beta'?"),
        ("a^2 + b^2 + cc", "cc", "unknown name 'cc'", "did you mean 'c'?"),
        ("a^2 + b^2 + c^2 + cc^2", "cc", "unknown name 'cc'", "did you mean 'c'?"),
        ("-" * 120 + "a", "-", "nested too deeply", "at most 100 levels"),
        ("a^2\n + qq", "qq", "unknown name 'qq'", "did you mean 'q'?"),
        ("lambda*x", "lambda", "word of Python", "write lam"),
        ("sqr(a)", "sqr", "unknown function 'sqr'", "did you mean 'sqrt'?"),
        ("a(b + 1)", "a", "no function", "write * for a product"),
        ("sqrt a", "sqrt a", "sign is missing", "write sqrt(...)"),
        ("a + 2b", "2b", "sign is missing", "write * for a product"),
        ("1_000*a", "1_000", "underscores", ""),
        ("a = b", "=", "no meaning", "write == to compare"),
        ("a + b'", "'", "no meaning", "no text"),
        ("0,5*a", ",", "comma", "write 0.5, not 0,5"),
        ("a^100", "100", "exponent is too large", "up to 64"),
        ("b^2*a^100", "100", "exponent is too large", "up to 64"),
        ("1 + (a^9)^9", "(a^9)^9", "total degree is 81", "at most 64"),
        ("a/(2 - 2)", "2 - 2", "division by zero", ""),
        ("a*(b", "(", "not closed", "write )"),
        ("a*b)", ")", "not opened", ""),
        ("\uff08a + b\uff09", "\uff08", "fullwidth left parenthesis", "retype it as ("),
        ("2*\u0430", "\u0430", "cyrillic small letter a", "retype it with the letters a to z"),
        ("a \u2264 b", "\u2264", "less-than or equal", "retype it as <="),
        ("b*a\u00b2", "\u00b2", "superscript two", "retype it as **2"),
        ("a if b else c", "b", "a condition is needed", "write a comparison"),
        ("a + (b > c)", "b > c", "a number is needed", "write a if b > c else d"),
        ("1if a > b else c", "if", "a space is missing", ""),
        ("a if b > c", "", "'if' without 'else'", "write a if b > c else d"),
        ("exp(a, b)", "exp(a, b)", "one argument", "write exp(x)"),
        ("max(a)", "max(a)", "2 to 16 arguments", "separate them by commas"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_is_right(
    text: str, place: str, wrong: str, right: str
) -> None:
    error = refusal(text)
    assert pointed(error) == place
    assert wrong in error.wrong
    assert right in error.right


def test_in_a_condition_an_assignment_is_answered_by_the_comparison() -> None:
    error = refusal("x = 1", condition=True)
    assert (pointed(error), error.right) == ("=", "write == to compare")


@pytest.mark.parametrize(
    "text", ["x", "max(x, y)", "x + (y > 1) > 2", "x > (y > 1)", "1 < 2 < (x)y"]
)
def test_a_condition_is_made_of_comparisons_of_numbers(text: str) -> None:
    assert refusal(text, condition=True).wrong


def test_a_chain_cannot_multiply_its_inner_operands_without_end() -> None:
    text = "x"
    for _ in range(14):
        text = f"1 if 0 < ({text}) < 1 else 0"
    assert "more than 2000" in refusal(text).wrong


def test_a_power_with_names_in_its_exponent_is_read() -> None:
    assert parse_expression("(1 + x)^-y", KNOWN) == Power(Sum((number(1), X)), Negation(Y))


def test_a_degree_of_exactly_64_is_read() -> None:
    assert depth(parse_expression("((x + y)^8)^8", KNOWN)) == 4


@pytest.mark.parametrize(
    "text",
    [
        "x.real",
        "x[0]",
        "[x]",
        "(x, y)",
        "{x}",
        "lambda: 1",
        "(x := 1)",
        "(x for x in y)",
        "f'{x}'",
        "'a'",
        "b'1'",
        "True",
        "None",
        "...",
        "1j",
        "x // y",
        "x % y",
        "x @ y",
        "x << 2",
        "~x",
        "not x",
        "x is y",
        "x in y",
        "x if x is y else y",
        "max(x=1, y=2)",
        "max(*x)",
        "max(x, y)(x)",
        "await x",
        "yield x",
        "x +",
    ],
)
def test_the_walk_refuses_by_itself_what_the_check_of_the_text_would(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FormulaText, "_scan", lambda self: None)
    assert parse_expression("x + 1", KNOWN) == Sum((X, number(1)))
    assert refusal(text).wrong
    assert refusal(text, condition=True).wrong


def test_the_longest_chain_is_read_or_refused_from_a_deep_stack() -> None:
    def from_below(levels: int) -> str:
        if levels:
            return from_below(levels - 1)
        try:
            return to_text(parse_expression("+".join(["x"] * 1990), KNOWN))[:5]
        except ExpressionError as error:
            return error.right

    assert from_below(500) in {"x + x", "split it into derived quantities"}


@pytest.mark.parametrize(
    "name", ["b", "sigma_1", "gA", "E", "N", "lam", "a" * 24, "match", "x1_y2_"]
)
def test_good_names(name: str) -> None:
    assert valid_name(name) is None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "is no name"),
        ("1a", "is no name"),
        ("_a", "is no name"),
        ("__class__", "is no name"),
        ("a-b", "is no name"),
        ("a b", "is no name"),
        ("a\n", "is no name"),
        ("\u5229\u6da6", "is no name"),
        ("\u0430", "is no name"),
        ("x__class__", "two underscores"),
        ("a" * 25, "at most 24"),
        ("lambda", "write lam"),
        ("None", "word of Python"),
        *((word, "word of Python") for word in ("and", "or", "not", "if", "else", "is", "for")),
        *((function, "function") for function in FUNCTIONS),
    ],
)
def test_names_that_cannot_be_declared(name: str, why: str) -> None:
    assert why in str(valid_name(name))


PIECES = [
    *KNOWN[:8],
    *"()+-*/^,.<>=!'\"[]{}:;@%&|~#\\_ \n0159",
    *("**", "//", "<=", "==", "!=", ":=", "1e5", "0.5", "if", "else", "and", "or", "not", "in"),
    *("is", "lambda", "True", "sqrt", "max(", "min", "__", "f'", "\uff08", "\u0430", "1_0", "0x"),
]
ALPHABET = "abxy0159.eE+-*/^()<>=!, _'\"[]{}:;@%&|~#\\\n\t\u0430\uff08"
GOOD = [
    "(p - c)*q - b/2*x^2 + beta*a^(-1/2)",
    "max(a, b, 0)*abs(c - d) if 0 < x <= 1 and not y == 2 else sqrt(x^2 + 1e-3)",
    "a if x < 1 else b if x < 2 or y >= 3.5 else -c**-d",
    "((a*b)*(c/d))/(x/y) - -(a - (b - c))",
]
WORDS = ["a", "x", "2", "0.5", "+", "-", "*", "/", "**", "^", "(", ")", "<", "==", "and", "or"]
WORDS += ["not", "if", "else", "max(", "sqrt(", ",", "-", "(", ")", "x", "1"]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 3))
        text = text[:place] + draw(st.sampled_from(["", *PIECES])) + text[place + cut :]
    return text


TEXTS = st.one_of(
    st.text(ALPHABET, max_size=40),
    st.text(max_size=20),
    mutated(),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
)


def outcome(parse: Any, text: str) -> Any:
    try:
        return parse(text, KNOWN)
    except ExpressionError as error:
        return error


@settings(max_examples=1000, deadline=None)
@example("1if x else 2")
@example("(1)(2)")
@example("x is 1")
@given(TEXTS)
def test_from_any_text_comes_a_formula_or_an_expression_error(text: str) -> None:
    for parse in (parse_expression, parse_condition):
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            found = outcome(parse, text)
        assert not heard
        if isinstance(found, ExpressionError):
            assert 0 <= found.column <= len(text)
            assert found.length >= 1
        else:
            assert names(found) <= set(KNOWN)
            assert parse(to_text(found), KNOWN) == found
