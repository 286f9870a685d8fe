"""Rows of an audit: what was looked at, the verdict, and the right value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from vcgame.model.audit import Audit
from vcgame.model.formula.expression import Node
from vcgame.model.printed_numbers import PrintedComplex, PrintedNumber
from vcgame.model.text import Text

__all__ = [
    "AuditReport",
    "Listing",
    "Note",
    "Profile",
    "Row",
    "Said",
    "Sentence",
    "Shown",
    "State",
    "Values",
    "Verdict",
    "said",
]

Verdict = Literal["agrees", "disagrees", "undecided", "missing"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a solver, in English; the report knows it in other languages."""

    text: str


@dataclass(frozen=True, slots=True)
class Values:
    """Values of parameters."""

    values: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class State:
    """A state of the populations: its coordinates and their values."""

    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: per player, the probability of each strategy."""

    mixtures: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Several things."""

    items: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence by its key in the catalogue of words, with what stands in its places."""

    key: str
    parts: tuple[tuple[str, Shown], ...] = ()


def said(key: str, /, **parts: Shown) -> Said:
    """Make a sentence of the group ``audit``."""
    return Said(f"audit.{key}", tuple(parts.items()))


Shown = (
    str
    | int
    | Fraction
    | float
    | Text
    | Node
    | PrintedNumber
    | PrintedComplex
    | Sentence
    | Values
    | State
    | Profile
    | Listing
    | Said
)
"""What can stand in a cell or in a place of a sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was checked.

    Attributes
    ----------
    id
        The entry of the audit file that it belongs to.
    where
        Where the source prints it.
    what
        What is checked.
    verdict
        ``"agrees"``, ``"disagrees"``, ``"undecided"`` or ``"missing"`` (a datum is).
    printed
        What the source prints.
    right
        What is right, where that is known and is not what is printed.
    reason
        Why it disagrees, is not decided, or what is missing.
    """

    id: str
    where: str
    what: Shown
    verdict: Verdict
    printed: Shown | None = None
    right: Shown | None = None
    reason: Shown | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the source does not say, and a reader should know."""

    id: str
    text: Said


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit found."""

    audit: Audit
    rows: tuple[Row, ...]
    notes: tuple[Note, ...] = field(default=())

    def count(self, verdict: Verdict) -> int:
        """Count the rows with a verdict."""
        return sum(row.verdict == verdict for row in self.rows)
