"""What can go wrong, and how it is said.

The tree of exceptions; the number is the exit status of the command line::

    VcgameError
    ├── UsageError           2   a wrong argument or option
    ├── FileError            2   every mistake of one file, each a Problem
    ├── ExpressionError      2   a formula that cannot be read
    ├── EvaluationError      2   a formula without a value at a point (division by zero, ...)
    │   └── IrrationalError  2   a value that is no rational number where one is needed
    ├── UnsupportedError     2   asked of a game what its form cannot do
    ├── NotAlgebraicError    2   a formula that is no ratio of polynomials where one is needed
    ├── IncompleteError      3   an answer that could not be completed
    └── MissingExtraError    5   an optional library that is not installed
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Any, ClassVar

__all__ = [
    "EvaluationError",
    "ExpressionError",
    "FileError",
    "IncompleteError",
    "IrrationalError",
    "MissingExtraError",
    "NotAlgebraicError",
    "Problem",
    "UnsupportedError",
    "UsageError",
    "VcgameError",
    "did_you_mean",
    "nearest",
]


class VcgameError(Exception):
    """Base of everything that vcgame raises on purpose."""

    exit_status: ClassVar[int] = 2


class UsageError(VcgameError):
    """A wrong argument: what was given, and what would be right."""


class UnsupportedError(VcgameError):
    """Something that this form of game cannot answer; the message names what can."""


class NotAlgebraicError(VcgameError):
    """A formula is no ratio of polynomials; the message says why."""


class EvaluationError(VcgameError):
    """A formula has no value at a point."""


class IrrationalError(EvaluationError):
    """A formula's value is not rational where an exact rational is needed."""


class IncompleteError(VcgameError):
    """An answer that could not be completed within its stated limits."""

    exit_status: ClassVar[int] = 3


class MissingExtraError(VcgameError):
    """An optional library is needed; the message says how to install it."""

    exit_status: ClassVar[int] = 5


class ExpressionError(VcgameError):
    """A text that is not a formula of the allowed language.

    Parameters
    ----------
    wrong
        What is wrong.
    text
        The whole formula.
    column
        Where in the formula, counted from 0.
    length
        How many characters are meant.
    right
        What would be right, or an empty string.
    """

    def __init__(
        self, wrong: str, text: str, *, column: int = 0, length: int = 1, right: str = ""
    ) -> None:
        self.wrong = wrong
        self.text = text
        self.column = column
        self.length = max(1, length)
        self.right = right
        super().__init__(f"{wrong}; {right}" if right else wrong)

    def __reduce__(self) -> tuple[Any, ...]:
        # Workers of a sweep hand their errors over by pickling.
        where: dict[str, Any] = {"column": self.column, "length": self.length, "right": self.right}
        return partial(ExpressionError, **where), (self.wrong, self.text)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake of a file, on one line: where, which field, what is wrong, what is right.

    ``line`` and ``column`` count from 1; ``field`` is a dotted path such as
    ``payoffs."build, build"[0]``.
    """

    file: str
    line: int
    column: int
    field: str
    wrong: str
    right: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}: "
        what = f"{self.field}: {self.wrong}" if self.field else self.wrong
        return f"{where}{what}; {self.right}" if self.right else f"{where}{what}"


class FileError(VcgameError):
    """All mistakes of one file, in the order in which they stand."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        return FileError, (self.problems,)


def did_you_mean(name: str) -> str:
    """Offer a name."""
    return f"did you mean {_shown(name)!r}?"


def nearest(name: str, known: list[str] | tuple[str, ...]) -> str:
    """Say which known name is meant, or which names there are.

    Comparing takes time, so it ends after known names of 2,000 characters together.

    Examples
    --------
    >>> nearest("sigam", ["sigma", "tau"])
    "did you mean 'sigma'?"
    >>> nearest("x", ["sigma", "tau"])
    'known: sigma, tau'
    """
    from difflib import get_close_matches

    lengths = accumulate(len(other) for other in known)
    compared = [other for other, end in zip(known, lengths, strict=True) if end <= 2_000]
    alike = [other for other in compared if other.casefold() == name.casefold()]
    matches = alike or get_close_matches(name[:32], compared, n=1)
    if matches:
        return did_you_mean(matches[0])
    listed = ", ".join(map(_shown, known[:12])) + (", ..." if len(known) > 12 else "")
    return f"known: {listed}" if known else "none is declared"


def _shown(name: str) -> str:
    """Keep a name from a file short, and free of what a terminal would obey."""
    return "".join(c if c.isprintable() else "?" for c in name[:64])
