"""``vcgame models``: the library."""

from __future__ import annotations

import click

from vcgame.cli.options import format_option, language_option
from vcgame.cli.printing import print_table
from vcgame.errors import UsageError, nearest
from vcgame.model.library import library_models
from vcgame.model.text import Language
from vcgame.report.tables.table import Column, Table
from vcgame.report.words import word

__all__ = ["command"]


@click.command(epilog="Example:  vcgame models --family brand --lang zh")
@click.option("--family", metavar="FAMILY", help="Only the models of one family.")
@format_option
@language_option
def command(family: str | None, form: str, language: Language) -> None:
    """List the models of the library."""
    models = list(library_models())
    families = sorted({model.family for model in models})
    if family is not None and family not in families:
        raise UsageError(f"no family {family!r}; {nearest(family, families)}")
    columns = (
        Column("model", word("model")),
        Column("family", word("family")),
        Column("form", word("form")),
        Column("status", word("status")),
        Column("title", word("title")),
    )
    rows = tuple(
        (
            model.id,
            model.family,
            word(f"forms.{model.form}"),
            word(f"statuses.{model.status}"),
            model.title,
        )
        for model in sorted(models, key=lambda model: (model.family, model.id))
        if family in (None, model.family)
    )
    print_table(Table("models", word("titles.models"), columns, rows), form, language)
