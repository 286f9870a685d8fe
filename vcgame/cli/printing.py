"""Tables on standard output, in the format that was asked for."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Final

from vcgame.cli.streams import is_terminal, put
from vcgame.model.text import Language, Text
from vcgame.report.tables.delimited import BYTE_ORDER_MARK
from vcgame.report.tables.markdown import escape_markdown
from vcgame.report.tables.table import Table
from vcgame.report.tables.text import to_text, wrapped
from vcgame.report.tables.writers import write_table

__all__ = ["page_width", "paragraphs", "print_table", "print_tables", "written"]

WIDTH: Final = 120
NARROWEST: Final = 60
WIDEST: Final = 160


def page_width() -> int:
    """Give how many columns a text may take: those of the terminal, within reason, else 120."""
    if not is_terminal(sys.stdout):
        return WIDTH
    return min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)


def written(table: Table, form: str, language: Language) -> str:
    """Write a table; in text format it keeps to the width of the page."""
    if form == "text":
        return to_text(table, language, page_width())
    return write_table(table, form, language)


def print_table(table: Table, form: str, language: Language) -> None:
    """Print one table."""
    put(written(table, form, language))


def print_tables(
    tables: Sequence[Table], form: str, language: Language, *, before: Sequence[str] = ()
) -> None:
    """Print tables below each other, with an empty line between, after other blocks of text.

    One byte order mark, at the very beginning, is enough for CSV.
    """
    blocks = [*before, *(written(table, form, language).rstrip() for table in tables)]
    if form == "csv":
        blocks = [block.removeprefix(BYTE_ORDER_MARK) for block in blocks]
        put(BYTE_ORDER_MARK + "\r\n\r\n".join(blocks) + "\r\n")
    else:
        put("\n\n".join(blocks) + "\n")


def paragraphs(texts: Iterable[Text], form: str, language: Language) -> list[str]:
    """Write paragraphs for text or Markdown."""
    said = [text.say(language) for text in texts]
    if form == "md":
        return [escape_markdown(text) for text in said]
    width = page_width()
    return ["\n".join(wrapped(text, width)) for text in said]
