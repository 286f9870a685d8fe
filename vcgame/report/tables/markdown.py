"""Tables in GitHub-flavoured Markdown (https://github.github.com/gfm/#tables-extension-)."""

from __future__ import annotations

import re

from vcgame.model.text import Language
from vcgame.report.tables.cells import heading, one_line, shown
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Table
from vcgame.report.words import say

__all__ = ["escape_markdown", "formula_markdown", "table_body", "to_markdown"]

_RULES = {"left": ":--", "right": "--:", "center": ":-:"}
_ACTIVE = re.compile(r"[\\`*\[\]~|$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_BLOCK = re.compile(r"\A(\d{0,9})(?=(?<=\d)[.)](?:\s|\Z)|(?<!\d)(?:#+|[+=-]+)(?:\s|\Z))")
_FORMULA = {r"\|": r"\Vert ", "|": r"\vert ", "*": r"\ast ", "<": " < "}
_IN_FORMULA = re.compile(r"\\\||\||\*|\s*<\s*")


def escape_markdown(text: str) -> str:
    r"""Write a text so that Markdown shows it as it is, in a table cell or a paragraph.

    Examples
    --------
    >>> print(escape_markdown("a|b <i> free_ride *x*"))
    a\|b &lt;i&gt; free_ride \*x\*
    """
    line = _ACTIVE.sub(lambda match: "\\" + match.group(), one_line(text).translate(_ENTITIES))
    return _BLOCK.sub(r"\1\\", line, count=1)


def to_markdown(table: Table, language: Language) -> str:
    r"""Write a table in Markdown; a formula stands as ``$...$``.

    Examples
    --------
    >>> from vcgame.model.text import Text
    >>> from vcgame.report.tables.table import Column
    >>> columns = (Column("condition", Text("condition", "条件")),)
    >>> rows = ((Math(r"b + \sigma < c", "b + sigma < c"),),)
    >>> print(to_markdown(Table("t", Text("Trap", "陷阱"), columns, rows), "zh"), end="")
    **陷阱**
    <BLANKLINE>
    | 条件 |
    | :-- |
    | $b + \sigma < c$ |
    """
    return f"**{escape_markdown(table.title.say(language))}**\n\n{table_body(table, language)}"


def table_body(table: Table, language: Language) -> str:
    """Write a table in Markdown without its title."""
    lines = [_row([escape_markdown(heading(column, language)) for column in table.columns])]
    lines.append(_row([_RULES[column.align] for column in table.columns]))
    for row in table.rows:
        pairs = zip(row, table.columns, strict=True)
        lines.append(_row([_cell(cell, language, column.digits) for cell, column in pairs]))
    if table.notes:
        label = say("note" if len(table.notes) == 1 else "notes", language)
        said = [escape_markdown(note.say(language)) for note in table.notes]
        said[0] = say("labelled", language, label=label, what=said[0])
        for note in said:
            lines += ["", note]
    return "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell, language: Language, digits: int) -> str:
    if not isinstance(cell, Math):
        return escape_markdown(shown(cell, language, digits))
    return formula_markdown(cell.latex)


def formula_markdown(latex: str) -> str:
    r"""Write a formula so that it can stand in a paragraph or a cell.

    Examples
    --------
    >>> print(formula_markdown(r"|x|<b"))
    $\vert x\vert < b$
    """
    # A bar would end the cell, "<b" would open a tag, and two stars would slant what is between.
    latex = _IN_FORMULA.sub(lambda match: _FORMULA[match.group().strip()], latex)
    return f"${one_line(latex)}$"
