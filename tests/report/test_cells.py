from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcgame.report.tables.cells import MINUS, MISSING, exact, exact_decimal, number, one_line, shown
from vcgame.report.tables.formula import Math

FRACTIONS = st.fractions() | st.fractions(-10, 10, max_denominator=50)


def value_of(text: str) -> Fraction:
    return Fraction(text.replace(MINUS, "-"))


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(2, 3), 4, "2/3"),
        (Fraction(-2, 3), 4, "−2/3"),
        (Fraction(7, 2), 4, "3.5"),
        (Fraction(-1, 10000), 4, "−0.0001"),
        (Fraction(1, 10**6), 4, "1/1000000"),
        (Fraction(1, 10**60), 4, "<0.001"),
        (Fraction(-1, 10**60), 4, ">−0.001"),
        (Fraction(123456789, 987654321), 4, "≈0.1250"),
        (Fraction(10**40), 4, "≈1.000e40"),
        (Fraction(10**5000), 4, "≈1.000e5000"),
        (5, 4, "5"),
        (0.0, 4, "0"),
        (-0.0, 4, "0"),
        (0.5, 4, "0.5000"),
        (-0.0886, 3, "−0.0886"),
        (9.99996, 4, "10.00"),
        (99999.6, 2, "100000"),
        (1e-5, 4, "<0.001"),
        (-1e-5, 4, ">−0.001"),
        (0.001, 2, "0.0010"),
        (2.5e20, 2, "2.5e20"),
        (float("-inf"), 4, "−∞"),
    ],
)
def test_numbers_for_people(value: float | Fraction, digits: int, text: str) -> None:
    assert number(value, digits) == text


@given(FRACTIONS)
def test_a_fraction_is_exact_or_says_that_it_is_not(value: Fraction) -> None:
    text = number(value, 4)
    if text[0] in "<>":
        assert 0 < abs(value) < Fraction(1, 1000)
    elif text[0] == "≈":
        assert abs(value_of(text[1:]) - value) <= abs(value) * Fraction(1, 2000)
    else:
        assert value_of(text) == value


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 17))
def test_a_float_keeps_its_digits_and_never_shows_a_signed_zero(value: float, digits: int) -> None:
    text = number(value, digits)
    assert "-" not in text
    assert not re.fullmatch(f"{MINUS}0(\\.0*)?", text)
    if text[0] in "<>":
        assert 0 < abs(value) < 0.001
    else:
        off = abs(value_of(text) - Fraction(value))
        assert off <= abs(Fraction(value)) * Fraction(1, 2 * 10 ** (digits - 1))


@given(FRACTIONS, st.integers(0, 8))
def test_exact_forms_read_back(value: Fraction, places: int) -> None:
    assert Fraction(exact(value)) == value
    decimal = exact_decimal(value, places)
    if decimal is None:
        assert (value * 10**places).denominator != 1
    else:
        assert Fraction(decimal) == value
        assert len(decimal.partition(".")[2]) <= places


@given(st.text())
def test_one_line_is_one_printable_line(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert line.encode("utf-8").decode("utf-8") == line
    assert len(line.splitlines()) <= 1
    assert all(unicodedata.category(sign) not in ("Cc", "Cf", "Cs") for sign in line)


def test_one_line_drops_what_a_terminal_obeys() -> None:
    assert one_line("a\x1b]0;title\x07b\u202ec\td\r\ne") == "a]0;titlebc d e"


def test_other_cells() -> None:
    assert shown(None, "en") == MISSING == "–"
    assert (shown(True, "en"), shown(False, "zh")) == ("yes", "否")
    assert shown(Math(r"\sigma", "sigma"), "zh") == "sigma"
