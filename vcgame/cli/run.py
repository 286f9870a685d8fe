"""``vcgame run STUDY``: a whole study."""

from __future__ import annotations

import platform
import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from vcgame import __version__
from vcgame.cli.options import language_option
from vcgame.cli.streams import put, tell
from vcgame.model.text import Language
from vcgame.report.study import load_study
from vcgame.report.study_run import run_study
from vcgame.report.words import say

__all__ = ["command", "perform"]

REFUTED = 1


@click.command(epilog="Example:  vcgame run brand --lang zh --to results")
@click.argument("study")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), help="Folder of results.")
@language_option
@click.pass_context
def command(context: click.Context, study: str, to: Path | None, language: Language) -> int:
    """Run a study: tables, figures, and the page that explains them.

    STUDY is the id of a study of the library or the path of a file. Results go to
    runs/STUDY (runs/STUDY-zh in Chinese) unless --to says otherwise. Exit status 1 says
    that a claim of one of its models is refuted.
    """
    return perform(study, to, language, context.obj)


def perform(name: str, to: Path | None, language: Language, arguments: Sequence[str]) -> int:
    """Run a study and say where the results are."""
    study = load_study(name)
    folder = to or Path("runs") / (study.id if language == "en" else f"{study.id}-{language}")
    made_by = {
        "made_by": f"vcgame {__version__}",
        "python": platform.python_version(),
        "command": shlex.join(["vcgame", *arguments]),
    }
    result = run_study(study, folder, language, made_by=made_by, said=tell)
    for warning in result.warnings:
        tell(warning)
    written = say("study_files", language, folder=f"{folder}/", count=len(result.files))
    put(f"{folder / 'README.md'}\n{written}\n")
    return REFUTED if result.refuted else 0
