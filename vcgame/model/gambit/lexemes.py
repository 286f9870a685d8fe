r"""The words of Gambit's files: quoted texts, exact numbers, braces and commas.

White space separates and means nothing else. In a quoted text ``\"`` is a quote and any other
backslash stands for itself. A number is a whole one, a fraction of whole ones, or a decimal
with or without a power of ten; it ends where no more of it can follow, so that ``1-2`` is two
numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, NoReturn

from vcgame.errors import FileError, Problem
from vcgame.model.toml.lexemes import printable

__all__ = ["LIMITS", "Lexeme", "Lexemes", "Limits", "problem_at"]

Kind = Literal["text", "number", "word", "{", "}", ",", "end"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a file; so many players, strategies, profiles and nodes as a model may have.

    Attributes
    ----------
    size
        Bytes.
    digits, exponent
        Digits of a number, and its largest power of ten.
    depth
        Moves one after another.
    problems
        Mistakes after which reading stops.
    """

    size: int = 2_097_152
    players: int = 20
    strategies: int = 500
    profiles: int = 20_000
    nodes: int = 5_000
    depth: int = 500
    outcomes: int = 20_000
    digits: int = 400
    exponent: int = 400
    problems: int = 100


LIMITS: Final = Limits()

_LEXEME: Final = re.compile(
    r"(?P<number>[+-]?(?:[0-9]++/[0-9]++|(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)"
    r"(?:[eE][+-]?[0-9]++)?)(?![^ \t\n\r\f\v{},\"+-]))"
    r"|(?P<mark>[{},])"
    r'|(?P<word>[^ \t\n\r\f\v{},"]++)'
)
_SPACE: Final = re.compile(r"[ \t\n\r\f\v]*+")
_TEXT: Final = re.compile(r'"((?:[^"\\]++|\\"|\\(?!"))*+)"')
_MARKS: Final[dict[str, Kind]] = {"{": "{", "}": "}", ",": ","}
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word of a file: what it is, what it says, and where it begins."""

    kind: Kind
    text: str
    at: int

    @property
    def shown(self) -> str:
        """The word as messages give it."""
        if self.kind == "end":
            return "the end of the file"
        quoted = self.kind == "text"
        return f'"{printable(self.text, _SHOWN)}"' if quoted else printable(self.text, _SHOWN)


def problem_at(text: str, at: int, name: str, wrong: str, right: str) -> Problem:
    """Make a problem of what is wrong at an offset of a text."""
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return Problem(name, line, column, "", printable(wrong, 600), printable(right, 600))


class Lexemes:
    r"""The words of a text, one after the other, and the mistakes that were found.

    Parameters
    ----------
    text
        The file, its lines ended by ``\n``.
    name
        What messages call it.
    """

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.problems: list[Problem] = []
        self._at = 0
        self._ahead: Lexeme | None = None
        self._values: dict[str, Fraction] = {}

    def peek(self) -> Lexeme:
        """Give the next word and leave it there."""
        if self._ahead is None:
            self._ahead = self._read()
        return self._ahead

    def take(self) -> Lexeme:
        """Give the next word and go on behind it."""
        lexeme = self.peek()
        self._ahead = None
        return lexeme

    def expect(self, kind: Kind, what: str) -> Lexeme:
        """Take a word of a kind, or refuse the file, telling what should stand there."""
        lexeme = self.peek()
        if lexeme.kind != kind:
            self.fail(lexeme.at, f"{lexeme.shown} stands here", f"write {what}")
        return self.take()

    def number(self, what: str) -> Fraction:
        """Take a number, exactly."""
        lexeme = self.peek()
        if lexeme.kind != "number":
            right = f"write {what}: a number such as 3, -0.5, 2/3 or 1e-3"
            self.fail(lexeme.at, f"{lexeme.shown} stands here", right)
        self.take()
        if lexeme.text.startswith("+"):
            self.fail(lexeme.at, f"{lexeme.shown} has a plus sign", f"write {lexeme.text[1:]}")
        return self._value(lexeme)

    def whole(self, what: str) -> int:
        """Take a whole number that counts or points to something."""
        lexeme = self.peek()
        if lexeme.kind != "number":
            self.fail(lexeme.at, f"{lexeme.shown} stands here", f"write {what}, a whole number")
        value = self._value(lexeme)
        if value.denominator != 1 or abs(value) >= 2**31:
            right = f"write {what}, a whole number of at most nine digits"
            self.fail(lexeme.at, f"{lexeme.shown} stands here", right)
        self.take()
        return int(value)

    def note(self, at: int, wrong: str, right: str = "") -> None:
        """Keep a mistake after which reading can go on."""
        self.problems.append(self._problem(at, wrong, right))
        if len(self.problems) >= LIMITS.problems:
            self.finish()

    def fail(self, at: int, wrong: str, right: str = "") -> NoReturn:
        """Refuse the file, with the mistakes noted so far.

        Raises
        ------
        FileError
            Always.
        """
        raise FileError((*self.problems, self._problem(at, wrong, right)))

    def finish(self) -> None:
        """Raise everything noted, if anything was."""
        if self.problems:
            raise FileError(tuple(self.problems))

    def _problem(self, at: int, wrong: str, right: str) -> Problem:
        return problem_at(self.text, at, self.name, wrong, right)

    def _read(self) -> Lexeme:
        space = _SPACE.match(self.text, self._at)
        at = self._at if space is None else space.end()
        if at >= len(self.text):
            return Lexeme("end", "", at)
        if self.text[at] == '"':
            quoted = _TEXT.match(self.text, at)
            if quoted is None:
                self.fail(at, "a text that is not closed", 'end it with "')
            self._at = quoted.end()
            return Lexeme("text", quoted[1].replace('\\"', '"'), at)
        found = _LEXEME.match(self.text, at)
        if found is None:
            raise AssertionError("whatever is no space and no quote begins a word")
        self._at = found.end()
        if found["mark"]:
            return Lexeme(_MARKS[found["mark"]], found["mark"], at)
        return Lexeme("number" if found["number"] else "word", found[0], at)

    def _value(self, lexeme: Lexeme) -> Fraction:
        """Work a number out, unless it is too long."""
        known = self._values.get(lexeme.text)
        if known is not None:
            return known
        mantissa, _, exponent = lexeme.text.lower().partition("e")
        digits = sum(c.isdigit() for c in mantissa)
        if digits > LIMITS.digits:
            right = f"at most {LIMITS.digits} are allowed"
            self.fail(lexeme.at, f"a number of {digits} digits", right)
        power = exponent.lstrip("+-").lstrip("0")
        if len(power) > 4 or int(power or 0) > LIMITS.exponent:
            right = f"it lies between -{LIMITS.exponent} and {LIMITS.exponent}"
            self.fail(lexeme.at, f"the power of ten of {lexeme.shown} is too large", right)
        try:
            value = self._values[lexeme.text] = Fraction(lexeme.text)
        except ZeroDivisionError:
            self.fail(lexeme.at, f"{lexeme.shown} divides by zero", "write another number")
        return value
