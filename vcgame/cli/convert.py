"""``vcgame convert MODEL --to FILE``: files of Gambit, and model files from them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from vcgame.cli.options import changes, instance_option, language_option, model_argument, set_option
from vcgame.cli.streams import put
from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.fixed import fixed_model, plan_model
from vcgame.model.gambit.toml_text import toml_text
from vcgame.model.gambit.writing import efg_text, nfg_text
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.text import Language
from vcgame.report.files import write_file
from vcgame.solve.solution import check_assumptions

__all__ = ["command"]

ENDINGS: Final = (".nfg", ".efg", ".toml")


@click.command(epilog="Example:  vcgame convert boxed-pigs --set A=1/2 --to pigs.nfg")
@model_argument
@click.option(
    "--to",
    "target",
    required=True,
    metavar="FILE",
    help="File to be written: .nfg (strategic), .efg (tree) or .toml (model file).",
)
@set_option
@instance_option
@language_option
def command(
    model: str, target: str, settings: tuple[str, ...], instance: str | None, language: Language
) -> None:
    """Write a game at a point as a Gambit file, or as a model file without parameters.

    MODEL is the id of a model of the library or the path of a file, also of a .nfg or .efg
    file. Numbers are written exactly. A tree written as .nfg becomes its reduced strategic
    form; a strategic game written as .efg becomes a tree in which nobody sees what others do.
    """
    path = Path(target)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"--to {target!r}: the file ends in {', '.join(ENDINGS)}")
    loaded = load_model(model)
    values = loaded.values(instance, changes(settings))
    check_assumptions(loaded, values)
    write_file(path, _text(fixed_model(loaded, values), ending, language))
    put(f"{path}\n")


def _text(model: Model, ending: str, language: Language) -> str:
    if ending == ".toml":
        return toml_text(model)
    if ending == ".efg":
        return efg_text(model, language)
    if model.form == "extensive":
        try:
            model = plan_model(model)
        except UnsupportedError as error:
            raise UnsupportedError(f"{error}; as .efg it can be written") from None
    return nfg_text(model, language)
