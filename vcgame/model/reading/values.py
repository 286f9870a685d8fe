"""Readers of single values: texts, labels, exact numbers, choices, formulas."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final, Protocol
from unicodedata import category

from vcgame.errors import FileError, Problem, nearest
from vcgame.model.formula import expression
from vcgame.model.formula.plain import to_text
from vcgame.model.text import Text
from vcgame.model.toml.document import Document, Path
from vcgame.model.toml.lexemes import LIMITS, printable

__all__ = [
    "Choice",
    "Flag",
    "Formula",
    "Label",
    "Line",
    "Number",
    "Reader",
    "Reporter",
    "Source",
    "Whole",
    "exact_number",
    "kind_of",
]

_UNPRINTED: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_ESCAPED: Final = {"\b": "b", "\t": "t", "\n": "n", "\f": "f", "\r": "r"}
_DIGITS: Final = r"[+-]?([0-9]{1,40}(\.[0-9]{1,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,2})?"
_NUMBER: Final = re.compile(_DIGITS)


@dataclass(slots=True)
class Reporter:
    """Collects the mistakes of one document.

    Attributes
    ----------
    top, meant
        Keys that belong to the top of the file; paths whose key is only misspelt.
    """

    document: Document
    top: Collection[str] = ()
    problems: list[Problem] = field(default_factory=list)
    meant: set[Path] = field(default_factory=set)

    def report(self, path: Path, wrong: str, right: str = "", *, offset: int | None = None) -> None:
        """Note a mistake in the value at a path, or at the n-th character of a text there."""
        problem = self.document.problem(path, wrong, right)
        position = self.document.positions.get(path)
        if offset is not None and position is not None and position.plain:
            problem = replace(problem, column=problem.column + 1 + offset)
        self._note(problem)

    def report_key(self, path: Path, wrong: str, right: str = "") -> None:
        """Note a mistake in the key of a path."""
        self._note(self.document.problem(path, wrong, right, at_value=False))

    def given(self, path: Path) -> bool:
        """Whether something stands, or was meant to stand, at a path, readable or not."""
        return path in self.document.positions or path in self.meant

    def finish(self) -> None:
        """Raise everything noted, if anything was."""
        if self.problems:
            raise FileError(tuple(dict.fromkeys(self.problems)))

    def _note(self, problem: Problem) -> None:
        """Keep a mistake; stop at so many that finding more would take long and help nobody."""
        wrong, right = printable(problem.wrong, 600), printable(problem.right, 600)
        self.problems.append(replace(problem, wrong=wrong, right=right))
        if len(self.problems) >= LIMITS.problems:
            places = self.document.positions.values()
            line, column = max((place.value_line, place.value_column) for place in places)
            wrong = f"checking stopped, after {len(self.problems)} mistakes"
            self.problems.append(Problem(self.document.name, line, column, "", wrong))
            self.finish()


class Reader(Protocol):
    """Reads one kind of value; what it cannot read it reports, and gives ``None``."""

    def read(self, value: Any, path: Path, reporter: Reporter) -> Any:
        """Check and convert a value."""

    def schema(self) -> dict[str, Any]:
        """Describe the accepted values as JSON Schema."""


@dataclass(frozen=True, slots=True)
class Source:
    """Text of a formula and where it stands; it is parsed when the names are known."""

    text: str
    path: Path


@dataclass(frozen=True, slots=True)
class Line:
    """A plain text, one line unless `lines` is set.

    `what` it is serves messages; `pattern` and `advice` tell what the whole text must look
    like, as a regular expression and in words.
    """

    what: str = "a text"
    pattern: str | None = None
    longest: int = 200
    lines: bool = False
    advice: str = ""

    def read(self, value: Any, path: Path, reporter: Reporter) -> str | None:
        """Give the text, without white space around it."""
        if not isinstance(value, str):
            reporter.report(path, f"{kind_of(value)} stands here", f"write {self.what} in quotes")
            return None
        text = value.strip()
        control = self._control(value)
        if not text:
            reporter.report(path, "the text is empty", f"write {self.what}")
        elif len(text) > self.longest:
            reporter.report(
                path, f"the text has {len(text)} characters", f"at most {self.longest} are allowed"
            )
        elif control is not None:
            letter = _ESCAPED.get(control, "")
            right = f"write \\\\{letter}, or the text in single quotes" if letter else "remove it"
            wrong = f"the text holds a control character (U+{ord(control):04X})"
            reporter.report(path, wrong, right)
        elif not self.lines and "\n" in text:
            reporter.report(path, "the text has more than one line", "write it on one line")
        elif self.pattern is not None and not re.fullmatch(self.pattern, text):
            right = self.advice or f"it must match {self.pattern}"
            reporter.report(path, f"{text!r} is not {self.what}", right)
        else:
            return text
        return None

    def _control(self, value: str) -> str | None:
        r"""Find a control character; at the beginning it would be lost with the white space.

        In double quotes ``"\nu"`` is a line break and a ``u``, and ``"\tau"`` a tab and ``au``.
        """
        line_break = "" if value.startswith("\n") and not self.lines else "\n"
        body = value.rstrip() if value.strip() else ""
        return next((c for c in body if category(c) in _UNPRINTED and c != line_break), None)

    def schema(self) -> dict[str, Any]:
        """Describe the text."""
        described: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": self.longest}
        if self.pattern is not None:
            described["pattern"] = rf"^\s*({self.pattern})\s*$"
        return described


@dataclass(frozen=True, slots=True)
class Label:
    """A text in English and, if wished, Chinese."""

    longest: int = 400

    def read(self, value: Any, path: Path, reporter: Reporter) -> Text | None:
        """Read ``{ en = "...", zh = "..." }`` or a plain English text."""
        line = Line("a text", longest=self.longest, lines=True)
        if isinstance(value, str):
            text = line.read(value, path, reporter)
            return None if text is None else Text(text)
        if not isinstance(value, dict):
            reporter.report(
                path, f"{kind_of(value)} stands here", 'write { en = "...", zh = "..." }'
            )
            return None
        for key in value:
            if key not in ("en", "zh"):
                reporter.report_key(
                    (*path, key), f"unknown language {key!r}", "the languages are en and zh"
                )
        if "en" not in value:
            reporter.report(path, "the English text is missing", 'add en = "..."')
            return None
        texts = {
            key: line.read(value[key], (*path, key), reporter)
            for key in ("en", "zh")
            if key in value
        }
        if texts["en"] is None:
            return None
        return Text(texts["en"], texts.get("zh") or "")

    def schema(self) -> dict[str, Any]:
        """Describe both forms."""
        line = {"type": "string", "minLength": 1, "maxLength": self.longest}
        both = {
            "type": "object",
            "properties": {"en": line, "zh": line},
            "required": ["en"],
            "additionalProperties": False,
        }
        return {"anyOf": [line, both]}


def exact_number(text: str) -> Fraction | None:
    """Read an integer, a decimal or a fraction exactly; ``None`` if it is none of them.

    Examples
    --------
    >>> exact_number("0.1"), exact_number("2.5/3"), exact_number("1/0")
    (Fraction(1, 10), Fraction(5, 6), None)
    """
    parts = [part.strip() for part in text.split("/")]
    if len(parts) > 2 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    numerator, denominator = (Fraction(part) for part in (*parts, "1")[:2])
    return numerator / denominator if denominator else None


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number: an integer, a decimal, or a fraction in quotes."""

    def read(self, value: Any, path: Path, reporter: Reporter) -> Fraction | None:
        """Give the exact value; ``0.1`` is 1/10."""
        if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
            return Fraction(value)
        if isinstance(value, str):
            number = exact_number(value)
            if number is not None:
                return number
            _, stroke, below = value.partition("/")
            why = "divides by zero" if stroke and exact_number(below) == 0 else "is not a number"
            reporter.report(path, f"{value[:40]!r} {why}", 'write 3, 0.5 or "2/3"')
            return None
        reporter.report(path, f"{kind_of(value)} stands here", 'write a number: 3, 0.5 or "2/3"')
        return None

    def schema(self) -> dict[str, Any]:
        """Describe a number or a fraction in quotes."""
        quoted = {"type": "string", "pattern": rf"^\s*{_DIGITS}(\s*/\s*{_DIGITS})?\s*$"}
        return {"anyOf": [{"type": "number"}, quoted]}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds."""

    low: int
    high: int

    def read(self, value: Any, path: Path, reporter: Reporter) -> int | None:
        """Give the number."""
        if isinstance(value, int) and not isinstance(value, bool):
            if self.low <= value <= self.high:
                return value
            wrong = f"{value} is out of bounds"
        else:
            what = "a decimal" if isinstance(value, Fraction) else kind_of(value)
            wrong = f"{what} stands here"
        bounds = f"a whole number from {self.low} to {self.high}"
        reporter.report(path, wrong, f"write {self.low if self.low == self.high else bounds}")
        return None

    def schema(self) -> dict[str, Any]:
        """Describe the bounds."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, value: Any, path: Path, reporter: Reporter) -> bool | None:
        """Give the truth value."""
        if isinstance(value, bool):
            return value
        reporter.report(
            path, f"{kind_of(value)} stands here", "write true or false, without quotes"
        )
        return None

    def schema(self) -> dict[str, Any]:
        """Describe a boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a few."""

    words: tuple[str, ...]

    def read(self, value: Any, path: Path, reporter: Reporter) -> str | None:
        """Give the word."""
        if not isinstance(value, str):
            wrong, meant = f"{kind_of(value)} stands here", ""
        elif value in self.words:
            return value
        else:
            wrong, meant = f"{value[:40]!r} is not allowed", nearest(value, self.words)
        listed = ", ".join(f'"{word}"' for word in self.words)
        among = f"write {listed}" if len(self.words) == 1 else f"write one of: {listed}"
        reporter.report(path, wrong, meant if meant.startswith("did") else among)
        return None

    def schema(self) -> dict[str, Any]:
        """List the words."""
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula or a condition in quotes; a bare number counts as one."""

    condition: bool = False

    def read(self, value: Any, path: Path, reporter: Reporter) -> Source | None:
        """Keep the text with its place."""
        if isinstance(value, str):
            return Source(value, path)
        number = isinstance(value, (int, Fraction)) and not isinstance(value, bool)
        if number and not self.condition:
            return Source(to_text(expression.Number(Fraction(value))), path)
        example = '"q*t < c"' if self.condition else '"2*b - c" or a number'
        reporter.report(path, f"{kind_of(value)} stands here", f"write {example}")
        return None

    def schema(self) -> dict[str, Any]:
        """Describe a text or a number."""
        text = {"type": "string", "minLength": 1, "maxLength": 4000}
        return text if self.condition else {"anyOf": [text, {"type": "number"}]}


def kind_of(value: Any) -> str:
    """Say what kind of value stands in a file."""
    names = (
        (bool, "true or false"),
        (int, "a number"),
        (Fraction, "a number"),
        (str, "a text"),
        (list, "a list"),
        (dict, "a table"),
    )
    return next((name for kind, name in names if isinstance(value, kind)), "a value")
