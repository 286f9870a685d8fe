"""``vcgame reproduce NAME``: a study of the library."""

from __future__ import annotations

from pathlib import Path

import click

from vcgame.cli.options import language_option
from vcgame.cli.run import perform
from vcgame.errors import UsageError, nearest
from vcgame.model.text import Language
from vcgame.report.study import study_files

__all__ = ["command"]


@click.command(epilog="Example:  vcgame reproduce brand --lang zh")
@click.argument("name")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), help="Folder of results.")
@language_option
@click.pass_context
def command(context: click.Context, name: str, to: Path | None, language: Language) -> int:
    """Run a study of the library by name, e.g. brand.

    NAME is brand, government, innovation, quality or value-chain. Results go to runs/NAME
    (runs/NAME-zh in Chinese) unless --to says otherwise.
    """
    files = study_files()
    if name not in files:
        raise UsageError(
            f"there is no study {name!r} in the library; {nearest(name, tuple(files))}"
        )
    return perform(name, to, language, context.obj)
