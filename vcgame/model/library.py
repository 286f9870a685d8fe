"""Finding models: by id in the library, or by the path of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vcgame.assets import shelf
from vcgame.errors import UsageError, nearest
from vcgame.model.gambit.models import OTHER_FORMATS, SUFFIXES, gambit_model, load_gambit
from vcgame.model.model import Model
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import load_document, read_document
from vcgame.model.toml.lexemes import printable

__all__ = ["library_files", "library_models", "load_model", "model_file", "model_of"]

_ENDINGS: Final = (".toml", *SUFFIXES, *OTHER_FORMATS)


def library_files() -> dict[str, Path]:
    """Give the files of the library by model id, in alphabetical order.

    A file of the library is named after the id of its model, in the folder of its family.
    """
    files = {path.stem: path for path in shelf("models").glob("*/*.toml")}
    return dict(sorted(files.items()))


def library_models() -> Iterator[Model]:
    """Load every model of the library."""
    return (load_model(id) for id in library_files())


def model_file(name: str) -> Path:
    """Find the file of a model.

    Raises
    ------
    UsageError
        If the name is neither an id of the library nor the path of a file.
    """
    if name.lower().endswith(_ENDINGS) or "/" in name or "\\" in name:
        path = Path(name)
        try:
            there = path.exists()
        except OSError:
            there = True  # or not: reading it will tell what the system has against it
        if not there:
            shown = printable(name)
            raise UsageError(f"there is no file {shown}; give the id of a model or a path")
        return path
    files = library_files()
    if name not in files:
        hint = nearest(name, tuple(files))
        shown = printable(name, 80)
        raise UsageError(f"there is no model {shown!r} in the library ({hint}); or give a path")
    return files[name]


def load_model(name: str | Path) -> Model:
    """Load a model by its id in the library or by the path of its file.

    A file that ends in ``.nfg`` or ``.efg`` is one of Gambit; any other is a model file.

    Raises
    ------
    UsageError
        If there is no such model.
    FileError
        With every mistake of the file.

    Examples
    --------
    >>> load_model("boxed-pigs").status
    'textbook'
    """
    path = name if isinstance(name, Path) else model_file(name)
    if path.suffix.lower() in (*SUFFIXES, *OTHER_FORMATS):
        return load_gambit(path)
    return build_model(load_document(path))


def model_of(name: str, text: str) -> Model:
    """Make a model of the text of a file; `name` is what messages call it.

    A name that ends in ``.nfg`` or ``.efg`` tells that the text is one of Gambit.

    Raises
    ------
    FileError
        With every mistake of the text.
    """
    if name.lower().endswith(SUFFIXES):
        return gambit_model(text, name)
    return build_model(read_document(text, name))
