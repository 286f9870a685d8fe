"""Tables as JSON, for programs: exact numbers are strings, floats are numbers."""

from __future__ import annotations

import json
import math
from fractions import Fraction

from vcgame.model.text import Language, Text
from vcgame.report.tables.cells import exact
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Table

__all__ = ["to_json"]

_SAFE_INTEGER = 2**53 - 1


def to_json(table: Table, language: Language) -> str:
    """Write a table as JSON: its columns, and one object per row with the columns' keys.

    A fraction is a string, ``"2/3"``, also where it is an integer. An integer is a number, or a
    string beyond 2^53, where readers would round it. Infinity is the string ``"inf"``, a formula
    its plain text, a missing value ``null``.

    Examples
    --------
    >>> from vcgame.report.tables.table import Column
    >>> columns = (Column("share", Text("share")), Column("payoff", Text("payoff")))
    >>> table = Table("t", Text("T"), columns, ((Fraction(2, 3), 0.5),))
    >>> json.loads(to_json(table, "en"))["rows"]
    [{'share': '2/3', 'payoff': 0.5}]
    """
    columns = [
        {
            "key": column.key,
            "header": _clean(column.header.say(language)),
            "unit": None if column.unit is None else _clean(column.unit.say(language)),
        }
        for column in table.columns
    ]
    keys = [column.key for column in table.columns]
    rows = [
        {key: _value(cell, language) for key, cell in zip(keys, row, strict=True)}
        for row in table.rows
    ]
    whole = {
        "id": table.id,
        "language": language,
        "title": _clean(table.title.say(language)),
        "columns": columns,
        "rows": rows,
        "notes": [_clean(note.say(language)) for note in table.notes],
    }
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _value(cell: Cell, language: Language) -> str | float | None:
    if cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, float):
        return str(float(cell)) if math.isinf(cell) else float(cell) + 0.0
    if isinstance(cell, Fraction):
        return exact(cell)
    if isinstance(cell, int):
        return cell if abs(cell) <= _SAFE_INTEGER else exact(Fraction(cell))
    if isinstance(cell, Math):
        return _clean(cell.plain)
    return _clean(cell.say(language) if isinstance(cell, Text) else cell)


def _clean(text: str) -> str:
    """Replace halves of characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
