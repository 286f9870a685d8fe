"""The text of a formula, checked before a parser sees it.

Every character must belong to a number, a word or one of the signs of the language; operands and
operators must alternate; brackets must close; and brackets, signs and powers must not nest deeper
than a bound. What passes holds no text, no attribute, no subscript, no keyword but ``and or not
if else`` and nothing on which Python's own parser recurses without end or warns.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from fractions import Fraction
from keyword import iskeyword

from vcgame.errors import ExpressionError
from vcgame.model.formula.expression import FUNCTIONS

__all__ = ["MAX_CHARACTERS", "MAX_NESTING", "WORDS", "FormulaText", "read_number"]

MAX_CHARACTERS = 4_000
MAX_NESTING = 100
MAX_DIGITS = 100
MAX_DECIMAL_EXPONENT = 100
WORDS = frozenset({"and", "or", "not", "if", "else"})

_LEXEME = re.compile(
    r"""[ \t\r\n]*(?:
      (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<foreign>//|<<|>>|<>|=<|=>|&&|\|\||:=)
    | (?P<sign>\*\*|[<>=!]=|[-+*/^<>(),])
    | (?P<other>[^ \t\r\n])
    )""",
    re.VERBOSE | re.ASCII,
)

_ADVICE = {
    "=": "write == to compare",
    ":=": "write == to compare",
    "=<": "write <=",
    "=>": "write >=",
    "<>": "write !=",
    "!": "write not, or !=",
    "&": "write and",
    "&&": "write and",
    "|": "write or, or abs(x) for an absolute value",
    "||": "write or",
    "~": "write not",
    "//": "write / for a quotient",
    "[": "write round brackets",
    "]": "write round brackets",
    "{": "write round brackets",
    "}": "write round brackets",
    ".": "a point stands only inside a number, such as 0.5",
    "lambda": "write lam",
    "is": "write ==",
    "in": "write a comparison",
    "None": "a formula holds numbers and declared names",
    "True": "write a comparison, such as x > 0",
    "False": "write a comparison, such as x > 0",
}
_BEFORE_NOT = frozenset({"", "(", "and", "or", "not", "if"})
_CHOICE = "write a if b > c else d"
_QUOTES = "a formula holds numbers and declared names, no text"

_MEANT = {
    **dict.fromkeys("−–—", "-"),
    **dict.fromkeys("×·⋅∗", "*"),
    **dict.fromkeys("÷∕", "/"),
    **dict.fromkeys("≤≦", "<="),
    **dict.fromkeys("≥≧", ">="),
    "≠": "!=",
    "²": "**2",
    "³": "**3",
    "√": "sqrt",
    "、": ",",
    "。": ".",
}
_BLANKS = str.maketrans("\t\r\n", "   ")


class FormulaText:
    """A formula as the author wrote it, and as Python writes it.

    Parameters
    ----------
    text
        What the author wrote.

    Attributes
    ----------
    python
        The same in one pair of brackets, on one line, with ``**`` for ``^``.

    Raises
    ------
    ExpressionError
        At the first place that breaks a rule of the language of formulas.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > MAX_CHARACTERS:
            wrong = f"the formula has {len(text)} characters"
            self.text = text[:MAX_CHARACTERS]
            raise self.error(wrong, 0, 1, f"at most {MAX_CHARACTERS} are allowed")
        if not text.isascii():
            raise self._foreign_letter()
        self._operand = True
        self._last = ("", "", 0)
        self._end = 0
        self._level = self._base = 0
        self._open_if = False
        self._brackets: list[tuple[int, int, int, bool, bool]] = []
        self._carets: list[int] = []
        self._scan()
        self.python = "(" + text.replace("^", "**").translate(_BLANKS) + ")"

    def error(self, wrong: str, start: int, end: int, right: str = "") -> ExpressionError:
        """Make the error that points at the characters from `start` up to `end`."""
        return ExpressionError(wrong, self.text, column=start, length=end - start, right=right)

    def column(self, offset: int) -> int:
        """Say where in the author's text a place in `python` is."""
        offset -= 1
        column = max(0, offset - bisect_left(self._carets, offset)) if self._carets else offset
        return min(max(column, 0), len(self.text))

    def _scan(self) -> None:
        for match in _LEXEME.finditer(self.text):
            kind = match.lastgroup or ""
            lexeme, start = match[kind], match.start(kind)
            if kind == "word" and self._last[0] == "number" and start == self._end:
                raise self._glued(lexeme, start)
            if kind == "number" or (kind == "word" and lexeme not in WORDS):
                self._read_operand(kind, lexeme, start)
            elif kind in {"word", "sign"}:
                self._read_sign(lexeme, start)
            else:
                self._refuse(lexeme, start)
            self._last = (kind, lexeme, start)
            self._end = match.end()
        if self._operand:
            wrong = "the formula ends too early" if self._last[0] else "the formula is empty"
            raise self.error(wrong, len(self.text), len(self.text) + 1, "write a number or a name")
        self._end_branch(len(self.text))
        if self._brackets:
            start = self._brackets[-1][2]
            raise self.error("a bracket is not closed", start, start + 1, "write )")

    def _read_operand(self, kind: str, lexeme: str, start: int) -> None:
        end = start + len(lexeme)
        if kind == "word" and iskeyword(lexeme):
            right = _ADVICE.get(lexeme, "write a declared name")
            raise self.error(f"{lexeme!r} is a word of Python, not of formulas", start, end, right)
        if not self._operand:
            raise self._missing_sign(lexeme, start)
        if kind == "number":
            fault = _number_fault(lexeme)
            if fault:
                raise self.error(fault[0], start, end, fault[1])
        self._operand = False

    def _read_sign(self, lexeme: str, start: int) -> None:
        if lexeme == "(":
            self._open(start)
        elif lexeme == ")":
            self._close(start)
        elif lexeme == "not":
            if self._last[1] not in _BEFORE_NOT:
                wrong = "'not' stands only before a condition"
                raise self.error(wrong, start, start + 3, "write not (a > b), or a != b")
            self._deepen(start)
        elif self._operand and lexeme in {"+", "-"}:
            self._deepen(start)
        elif self._operand:
            wrong = f"a number or a name is missing before {lexeme!r}"
            raise self.error(wrong, start, start + len(lexeme))
        else:
            self._operand = True
            self._read_operator(lexeme, start)

    def _read_operator(self, lexeme: str, start: int) -> None:
        """Follow how deep the operators of one bracket nest to the right."""
        if lexeme == ",":
            if not self._brackets or not self._brackets[-1][3]:
                right = "commas stand between the arguments of min and max; write 0.5, not 0,5"
                raise self.error("a comma has no meaning here", start, start + 1, right)
            self._end_branch(start)
            self._level = self._base = self._brackets[-1][1] + 1
        elif lexeme in {"**", "^"}:
            if lexeme == "^":
                self._carets.append(start + len(self._carets))
            self._deepen(start)
        else:
            self._level = self._base
            if lexeme in {"if", "else"}:
                self._branch(lexeme, start)

    def _branch(self, lexeme: str, start: int) -> None:
        end = start + len(lexeme)
        if lexeme == "if" and self._open_if:
            wrong, right = "a second 'if' before 'else'", "put the inner choice in brackets"
            raise self.error(wrong, start, end, right)
        if lexeme == "else":
            if not self._open_if:
                raise self.error("'else' without 'if'", start, end, _CHOICE)
            self._deepen(start)
            self._base = self._level
        self._open_if = lexeme == "if"

    def _end_branch(self, place: int) -> None:
        if self._open_if:
            raise self.error("'if' without 'else'", place, place + 1, _CHOICE)

    def _open(self, start: int) -> None:
        call = self._last[0] == "word" and self._last[1] not in WORDS
        if not self._operand and not call:
            raise self._missing_sign("(", start)
        self._brackets.append((self._base, self._level, start, call, self._open_if))
        self._open_if = False
        self._deepen(start)
        self._base = self._level
        self._operand = True

    def _close(self, start: int) -> None:
        if not self._brackets:
            raise self.error("a bracket closes that was not opened", start, start + 1)
        if self._operand:
            wrong = f"a number or a name is missing after {self._last[1]!r}"
            raise self.error(wrong, start, start + 1)
        self._end_branch(start)
        self._base, self._level, _, _, self._open_if = self._brackets.pop()

    def _deepen(self, start: int) -> None:
        self._level += 1
        if self._level > MAX_NESTING:
            right = f"at most {MAX_NESTING} levels are allowed"
            raise self.error("the formula is nested too deeply", start, start + 1, right)

    def _missing_sign(self, lexeme: str, start: int) -> ExpressionError:
        left, left_start = self._last[1:]
        wrong = f"a sign is missing between {left[:24]!r} and {lexeme[:24]!r}"
        right = f"write {left}(...)" if left in FUNCTIONS else "write * for a product"
        return self.error(wrong, left_start, start + len(lexeme), right)

    def _glued(self, word: str, start: int) -> ExpressionError:
        """Say what is wrong with a word that follows a number without a space."""
        number, number_start = self._last[1:]
        end = start + len(word)
        if word in WORDS:
            return self.error(f"a space is missing before {word!r}", start, end)
        if word.startswith("_"):
            return self.error("a number has no underscores", number_start, end)
        if number == "0" and re.match("[xobXOB][0-9a-fA-F]", word):
            return self.error("a number has decimal digits only", number_start, end)
        return self._missing_sign(word, start)

    def _refuse(self, lexeme: str, start: int) -> None:
        right = _QUOTES if lexeme in "\"'`" else _ADVICE.get(lexeme, "")
        wrong = f"{lexeme!r} has no meaning in a formula"
        raise self.error(wrong, start, start + len(lexeme), right)

    def _foreign_letter(self) -> ExpressionError:
        """Say what a character outside ASCII is; many look just like one inside."""
        from unicodedata import name, normalize

        column = next(i for i, character in enumerate(self.text) if not character.isascii())
        character = self.text[column]
        meant = _MEANT.get(character) or normalize("NFKC", character)
        called = name(character, "unnamed character").lower()
        if meant.isascii() and meant.isprintable() and meant.strip():
            right = f"retype it as {meant}"
        elif character.isalpha():
            right = "retype it with the letters a to z; words of other languages belong in texts"
        else:
            right = "retype it; formulas are written in ASCII"
        return self.error(f"{character!r} ({called}) is not ASCII", column, column + 1, right)


def read_number(text: str) -> Fraction:
    """Read a number of a formula exactly.

    Examples
    --------
    >>> read_number("0.1"), read_number("25e-1")
    (Fraction(1, 10), Fraction(5, 2))
    """
    if text.isdigit():
        return Fraction(int(text))
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    shift = int(exponent or 0) - len(decimals)
    value = int(whole + decimals)
    return Fraction(value * 10**shift) if shift >= 0 else Fraction(value, 10**-shift)


def _number_fault(text: str) -> tuple[str, str] | None:
    """Say what is wrong with a number, and what is right."""
    if text.isdigit() and len(text) <= MAX_DIGITS:
        if text[0] == "0" and len(text) > 1:
            return "a whole number does not begin with 0", f"write {int(text)}"
        return None
    mantissa, _, exponent = text.lower().partition("e")
    digits = len(mantissa.replace(".", ""))
    if digits > MAX_DIGITS:
        return f"a number of {digits} digits", f"at most {MAX_DIGITS} are allowed"
    limit = MAX_DECIMAL_EXPONENT
    if len(exponent.lstrip("+-").lstrip("0")) <= len(str(limit)):
        power = int(exponent or 0)
        if power <= limit and power - len(mantissa.partition(".")[2]) >= -limit:
            return None
    return "the number is out of range", f"exponents of ten go from -{limit} to {limit}"
