"""How one cell is said in plain text: the rules that all printed formats share.

Exact numbers stay exact: an integer, a short decimal (``0.75``) or a fraction (``2/3``); only
where that would be longer than a column can hold is it rounded, and then marked with ``≈``.
Floats get significant digits, trailing zeros kept, so that ``0.5000`` is seen to be rounded and
``0.5`` to be exact. A number that would vanish is bounded (``<0.001``) and never ``-0.000``.
Minus is U+2212; writers for programs put the ASCII sign in its place.
"""

from __future__ import annotations

import math
import unicodedata
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from vcgame.model.text import Language, Text
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Column
from vcgame.report.words import say

__all__ = [
    "MINUS",
    "MISSING",
    "exact",
    "exact_decimal",
    "for_json",
    "heading",
    "number",
    "one_line",
    "shown",
]

MINUS = "\N{MINUS SIGN}"
MISSING = "\N{EN DASH}"

_LEAST = Decimal("0.001")
_MOST = 10**15
_DECIMALS = 4
_LONGEST_BROKEN = 13
_LONGEST = 24
_UNSEEN = frozenset({"Cc", "Cf"})


def one_line(text: str) -> str:
    r"""Make text safe for one line: no breaks, control or direction characters, no halves.

    Texts come from files, and a control sequence could rewrite what a terminal shows.

    Examples
    --------
    >>> one_line(" two\nlines\x1b[2J ")
    'two lines[2J'
    """
    kept = (sign for sign in text if sign.isspace() or unicodedata.category(sign) not in _UNSEEN)
    whole = "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= s <= "\udfff" else s for s in kept)
    return " ".join(whole.split())


def exact(value: Fraction) -> str:
    """Write a fraction exactly, in ASCII.

    Examples
    --------
    >>> exact(Fraction(-2, 3)), exact(Fraction(4))
    ('-2/3', '4')
    """
    above = _integer(value.numerator)
    return above if value.denominator == 1 else f"{above}/{_integer(value.denominator)}"


def for_json(value: Any) -> str | float:
    """Write a number for programs: exactly as a string, a float as a number, infinity by name.

    Examples
    --------
    >>> for_json(Fraction(2, 3)), for_json(0.5), for_json(float("inf"))
    ('2/3', 0.5, 'inf')
    """
    if isinstance(value, int | Fraction):
        return exact(Fraction(value))
    real = float(value)
    return str(real) if math.isinf(real) else real


def exact_decimal(value: Fraction, places: int) -> str | None:
    """Write a fraction as a decimal in ASCII, where it has one of at most so many places.

    Examples
    --------
    >>> exact_decimal(Fraction(-3, 8), 4), exact_decimal(Fraction(1, 3), 4)
    ('-0.375', None)
    """
    for count in range(places + 1):
        scaled = value * 10**count
        if scaled.denominator == 1:
            figures = _integer(abs(scaled.numerator)).rjust(count + 1, "0")
            whole, rest = figures[: len(figures) - count], figures[len(figures) - count :]
            return ("-" if value < 0 else "") + whole + (f".{rest}" if rest else "")
    return None


def _integer(value: int) -> str:
    return format(Decimal(value), "f")  # unlike str, without a limit on the digits


def number(value: float | Fraction, digits: int = 4) -> str:
    """Write a number for people.

    Examples
    --------
    >>> number(Fraction(2, 3)), number(Fraction(3, 4)), number(0.5), number(-1e-9)
    ('2/3', '0.75', '0.5000', '>−0.001')
    >>> number(123456.7), number(Fraction(10**9 + 1, 3 * 10**9))
    ('123457', '≈0.3333')
    """
    if isinstance(value, float):
        return _rounded(Decimal(value), digits).replace("-", MINUS)
    value = Fraction(value)
    text = exact_decimal(value, _DECIMALS) or exact(value)
    if len(text) > (_LONGEST if value.denominator == 1 else _LONGEST_BROKEN):
        text = _approximate(value, digits)
    return text.replace("-", MINUS)


def _approximate(value: Fraction, digits: int) -> str:
    with localcontext() as context:
        context.prec = 40
        text = _rounded(Decimal(value.numerator) / Decimal(value.denominator), digits)
    return text if text[0] in "<>" else "≈" + text


def _rounded(value: Decimal, digits: int) -> str:
    if value.is_infinite():
        return "∞" if value > 0 else "-∞"
    if value == 0:
        return "0"
    if abs(value) < _LEAST:
        return "<0.001" if value > 0 else ">-0.001"
    scientific = f"{value:.{digits - 1}e}"
    if abs(value) >= _MOST:
        return scientific.replace("e+", "e")
    exponent = int(scientific.partition("e")[2])
    return f"{value:.{max(0, digits - 1 - exponent)}f}"


def shown(cell: Cell, language: Language, digits: int = 4) -> str:
    """Say a cell in plain text."""
    if cell is None:
        return MISSING
    if isinstance(cell, bool):
        return say("yes" if cell else "no", language)
    if isinstance(cell, (int, Fraction, float)):
        return number(cell, digits)
    if isinstance(cell, Math):
        return one_line(cell.plain)
    return one_line(cell.say(language) if isinstance(cell, Text) else cell)


def heading(column: Column, language: Language) -> str:
    """Say a column's heading, with its unit."""
    header = one_line(column.header.say(language))
    if column.unit is None:
        return header
    return say("with_unit", language, what=header, unit=one_line(column.unit.say(language)))
