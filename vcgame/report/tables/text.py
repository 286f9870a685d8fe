"""Tables for terminals: aligned columns, where a Chinese character takes two of them.

Where a table would be wider than the page, headings are broken into lines first, then the texts
of the widest columns. Numbers and ids are never broken, so that a table of many columns may
still be wider than asked for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from vcgame.model.text import Language
from vcgame.report.tables.cells import heading, one_line, shown
from vcgame.report.tables.table import Align, Table
from vcgame.report.words import say

__all__ = ["display_width", "to_text", "wrapped"]

_GAP = "  "
_SMALLEST_HEAD = 8
_RELATIONS = frozenset(("=", "==", "!=", "<", ">", "<=", ">="))
_STARTS_NO_LINE = frozenset("，。；：、！？…—·～％）》」』】〕〉”’,.;:!?%)]}")
_ENDS_NO_LINE = frozenset("（《「『【〔〈“‘([{")


def display_width(text: str) -> int:
    r"""Count the terminal columns of a text: wide and full-width signs two, marks none.

    Examples
    --------
    >>> display_width("共建 a"), display_width("e\u0301")
    (6, 1)
    """
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most so many columns.

    Latin text is broken at spaces only, but not beside a relation; Chinese text between any two
    characters, unless a punctuation mark would be parted from its word.

    Examples
    --------
    >>> wrapped("the small one waits", 9)
    ['the small', 'one waits']
    >>> wrapped("小企业等待，大企业建设。", 12)
    ['小企业等待，', '大企业建设。']
    """
    if display_width(text) <= width:
        return [text]
    lines: list[str] = []
    used = 0
    for unit, spaced in _units(text):
        gap, length = int(spaced), display_width(unit)
        if lines and used + gap + length <= width:
            lines[-1] += " " * gap + unit
            used += gap + length
        else:
            lines.append(unit)
            used = length
    return lines


def _units(text: str) -> list[tuple[str, bool]]:
    """Cut a text into what must stay on one line, each with whether a space stands before it."""
    units: list[tuple[str, bool]] = []
    related = False
    for word in text.split():
        relation = word in _RELATIONS
        if units and (relation or related):
            units[-1] = (f"{units[-1][0]} {word}", units[-1][1])
        else:
            units.extend(_pieces(word))
        related = relation
    return units


def _pieces(word: str) -> Iterator[tuple[str, bool]]:
    start = 0
    for place in range(1, len(word) + 1):
        if place == len(word) or _may_part(word[place - 1], word[place]):
            yield word[start:place], start == 0
            start = place


def _may_part(before: str, after: str) -> bool:
    if 0 in (_width(before), _width(after)) or (_width(before) == _width(after) == 1):
        return False
    return after not in _STARTS_NO_LINE and before not in _ENDS_NO_LINE


def to_text(table: Table, language: Language, width: int | None = None) -> str:
    """Write a table for a terminal.

    Parameters
    ----------
    table
        The table.
    language
        Its language.
    width
        How many columns of the terminal it may take; as many as it needs if not given.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from vcgame.model.text import Text
    >>> from vcgame.report.tables.table import Column
    >>> columns = (
    ...     Column("strategy", Text("strategy")),
    ...     Column("share", Text("share"), "right"),
    ... )
    >>> rows = ((Text("build"), Fraction(1, 3)), (Text("free-ride"), Fraction(2, 3)))
    >>> print(to_text(Table("shares", Text("Shares"), columns, rows), "en"), end="")
    Shares
    <BLANKLINE>
    strategy   share
    ---------  -----
    build        1/3
    free-ride    2/3
    """
    head = [heading(column, language) for column in table.columns]
    body = [
        [
            shown(cell, language, column.digits)
            for cell, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]
    widths = _column_widths(head, body, width)
    aligns = [column.align for column in table.columns]
    rows = [_row(cells, widths, aligns) for cells in body]
    lines = [*_paragraph(table.title.say(language), width), ""]
    lines += _row(head, widths, aligns, bottom=True)
    lines.append(_GAP.join("-" * each for each in widths))
    for place, row in enumerate(rows):
        apart = place > 0 and max(map(len, rows[place - 1 : place + 1])) > 1
        lines += ["", *row] if apart else row
    if table.notes:
        lines.append("")
        label = say("note" if len(table.notes) == 1 else "notes", language)
        said = [note.say(language) for note in table.notes]
        said[0] = say("labelled", language, label=label, what=said[0])
        lines += [line for note in said for line in _paragraph(note, width, indent="  ")]
    return "\n".join(lines) + "\n"


def _paragraph(text: str, width: int | None, indent: str = "") -> list[str]:
    line = one_line(text)
    if width is None or display_width(line) <= width:
        return [line]
    first, *others = wrapped(line, width - len(indent))
    return [first, *(indent + other for other in others)]


def _column_widths(head: list[str], body: list[list[str]], width: int | None) -> list[int]:
    """Give each column the room it needs, or its share of the page."""
    columns = list(zip(head, *body, strict=True))
    natural = [max(map(display_width, cells)) for cells in columns]
    if width is None:
        return natural
    room = width - len(_GAP) * (len(head) - 1)
    heads = [max(_least_width(text), min(display_width(text), _SMALLEST_HEAD)) for text in head]
    bodies = [max(map(display_width, cells[1:]), default=0) for cells in columns]
    wished = [max(pair) for pair in zip(heads, bodies, strict=True)]
    if sum(wished) <= room:
        return _fitted(natural, wished, room)
    broken = [max(map(_least_width, cells[1:]), default=0) for cells in columns]
    least = [max(pair) for pair in zip(heads, broken, strict=True)]
    return _fitted(wished, least, room)


def _least_width(text: str) -> int:
    return max((display_width(unit) for unit, _ in _units(text)), default=0)


def _fitted(wished: list[int], least: list[int], room: int) -> list[int]:
    """Cut the widest columns down to one width until all fit, none below its least width."""
    for cap in range(max(wished), 0, -1):
        widths = [max(low, min(wish, cap)) for wish, low in zip(wished, least, strict=True)]
        if sum(widths) <= room:
            return widths
    return least


def _row(
    cells: Sequence[str], widths: Sequence[int], aligns: Sequence[Align], *, bottom: bool = False
) -> list[str]:
    """Write one row, whose cells may take several lines."""
    blocks = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, blocks))
    for block in blocks:
        missing = [""] * (height - len(block))
        block[:] = missing + block if bottom else block + missing
    return [
        _GAP.join(_pad(*part) for part in zip(line, widths, aligns, strict=True)).rstrip()
        for line in zip(*blocks, strict=True)
    ]


def _pad(text: str, width: int, align: Align) -> str:
    space = width - display_width(text)
    before = {"left": 0, "right": space, "center": space // 2}[align]
    return " " * before + text + " " * (space - before)
