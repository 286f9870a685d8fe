"""Tables as CSV (RFC 4180), for spreadsheets and statistics packages.

UTF-8 with a byte order mark, without which Excel misreads Chinese. One heading line in the
chosen language; title and notes have no place in the format. Numbers carry the ASCII minus and
full precision. A fraction without a finite decimal stays exact, ``2/3``, as text: import such a
column as text, since Excel takes it for a date when it opens the file directly.
"""

from __future__ import annotations

import csv
import io
import re
from fractions import Fraction

from vcgame.model.text import Language, Text
from vcgame.report.tables.cells import exact, exact_decimal, heading, one_line
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Table

__all__ = ["BYTE_ORDER_MARK", "to_csv"]

BYTE_ORDER_MARK = "\ufeff"

_PLACES = 15
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?(/\d+)?\Z", re.ASCII)
_FORMULA = tuple("=+-@＝＋－＠")


def to_csv(table: Table, language: Language) -> str:
    r"""Write a table as CSV.

    The text starts with the byte order mark and has its own line ends: write it as UTF-8 with
    ``newline=""``.

    Examples
    --------
    >>> from vcgame.report.tables.table import Column
    >>> columns = (Column("a", Text("a")), Column("b", Text("b")))
    >>> rows = ((Fraction(2, 3), Fraction(3, 4)), ("=1+1", None))
    >>> to_csv(Table("t", Text("T"), columns, rows), "en")
    "\ufeffa,b\r\n2/3,0.75\r\n'=1+1,\r\n"
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([_text(heading(column, language)) for column in table.columns])
    writer.writerows([[_field(cell, language) for cell in row] for row in table.rows])
    return BYTE_ORDER_MARK + stream.getvalue()


def _field(cell: Cell, language: Language) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return repr(float(cell) + 0.0)  # adding zero takes the sign from -0.0
    if isinstance(cell, (int, Fraction)):
        value = Fraction(cell)
        return exact_decimal(value, _PLACES) or exact(value)
    if isinstance(cell, Math):
        return _text(cell.plain)
    return _text(cell.say(language) if isinstance(cell, Text) else cell)


def _text(text: str) -> str:
    """Keep a spreadsheet from running a text as a formula (OWASP, CSV injection)."""
    line = one_line(text)
    return f"'{line}" if line.startswith(_FORMULA) and not _NUMBER.match(line) else line
