"""The writers of tables, by the name of their format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from vcgame.errors import UsageError, nearest
from vcgame.model.text import Language
from vcgame.report.tables.delimited import to_csv
from vcgame.report.tables.jsonform import to_json
from vcgame.report.tables.latex import to_latex
from vcgame.report.tables.markdown import to_markdown
from vcgame.report.tables.table import Table
from vcgame.report.tables.text import to_text

__all__ = ["SUFFIXES", "WRITERS", "write_table"]

WRITERS: Mapping[str, Callable[[Table, Language], str]] = MappingProxyType(
    {"text": to_text, "md": to_markdown, "csv": to_csv, "latex": to_latex, "json": to_json}
)
"""Each takes a table and a language, and gives the whole text of a file."""

SUFFIXES: Mapping[str, str] = MappingProxyType(
    {"text": ".txt", "md": ".md", "csv": ".csv", "latex": ".tex", "json": ".json"}
)
"""What the name of such a file ends with."""


def write_table(table: Table, form: str, language: Language) -> str:
    """Write a table in a format.

    Raises
    ------
    UsageError
        For a format that there is no writer for.
    """
    if form not in WRITERS:
        raise UsageError(f"no table format {form!r}: {nearest(form, tuple(WRITERS))}")
    return WRITERS[form](table, language)
