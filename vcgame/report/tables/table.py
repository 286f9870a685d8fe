"""The one table that every writer takes: typed cells under bilingual headings.

A table holds values, not their printed form. How many digits a number gets, which minus sign,
what a missing value looks like: that is said once, in `vcgame.report.tables.cells`, and each writer
only dresses it for its format.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from vcgame.errors import UsageError
from vcgame.model.text import Text
from vcgame.report.tables.formula import Math

__all__ = ["Align", "Cell", "Column", "Table"]

Align = Literal["left", "right", "center"]

Cell = str | Text | Math | bool | int | Fraction | float | None
"""What may stand in a table; ``None`` is a value that is missing."""

_ALIGNS: tuple[Align, ...] = ("left", "right", "center")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}\Z")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    key
        Name for programs: ASCII, at most 32 characters, as statistics packages take them.
    header
        Heading for people.
    align
        Where the cells stand in their column.
    unit
        Unit of the numbers, printed behind the heading.
    digits
        Significant digits of numbers that are not printed exactly.
    """

    key: str
    header: Text
    align: Align = "left"
    unit: Text | None = None
    digits: int = 4

    def __post_init__(self) -> None:
        if not _KEY.match(self.key):
            raise UsageError(
                f"column key {self.key!r}: a letter, then letters, digits and _, at most 32"
            )
        if self.align not in _ALIGNS:
            raise UsageError(f"column {self.key}: align is one of {', '.join(_ALIGNS)}")
        if not 1 <= self.digits <= 17:
            raise UsageError(f"column {self.key}: digits is a number from 1 to 17")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of typed cells with a title and notes.

    Attributes
    ----------
    id
        Name for files and cross-references: ASCII letters, digits and ``. _ -``.
    title
        What the table shows.
    columns
        At least one, with unique keys.
    rows
        Each as long as `columns`.
    notes
        Printed below the table.

    Examples
    --------
    >>> from fractions import Fraction
    >>> columns = (Column("player", Text("player", "参与人")), Column("share", Text("share")))
    >>> table = Table("shares", Text("Shares", "份额"), columns, (("firm", Fraction(2, 3)),))
    >>> table.column("share")
    (Fraction(2, 3),)
    """

    id: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        if not _ID.match(self.id):
            raise UsageError(f"table id {self.id!r}: ASCII letters, digits and . _ - only")
        if not self.columns:
            raise UsageError(f"table {self.id}: needs at least one column")
        keys = [column.key for column in self.columns]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise UsageError(f"table {self.id}: column {', '.join(twice)} stands twice")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(keys):
                raise UsageError(
                    f"table {self.id}, row {number}: {len(row)} cells for {len(keys)} columns"
                )
            for key, cell in zip(keys, row, strict=True):
                _check_cell(cell, f"table {self.id}, row {number}, column {key}")

    def column(self, key: str) -> tuple[Cell, ...]:
        """Give the cells of one column, from top to bottom."""
        for place, column in enumerate(self.columns):
            if column.key == key:
                return tuple(row[place] for row in self.rows)
        raise UsageError(f"table {self.id}: no column {key!r}")


def _check_cell(cell: Cell, where: str) -> None:
    if cell is not None and not isinstance(cell, (str, Text, Math, bool, int, Fraction, float)):
        raise UsageError(f"{where}: a cell cannot be of type {type(cell).__name__}")
    if isinstance(cell, float) and math.isnan(cell):
        raise UsageError(f"{where}: not a number; a missing value is None")
