"""Finding audits: by id among those that are shipped, or by the path of a file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from vcgame.assets import shelf
from vcgame.errors import UsageError, nearest
from vcgame.model.audit import Audit
from vcgame.model.gambit.models import OTHER_FORMATS, SUFFIXES, load_gambit
from vcgame.model.library import library_files, model_file
from vcgame.model.model import Model
from vcgame.model.reading.audits.audit_builder import build_audit
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import load_document
from vcgame.model.toml.lexemes import printable

__all__ = ["audit_files", "load_audit", "load_checkable"]

_FOLDER: Final = "audits/"
_OTHERS: Final = {
    "study": "a study has no claims of its own; `vcgame run` runs it, with the checks of its games",
    "evidence": "evidence has nothing to check by itself; models that cite it show it",
}


def audit_files() -> dict[str, Path]:
    """Give the shipped audits by id, in alphabetical order."""
    found = (shelf("experiments") / "audits").glob("*.toml")
    return {path.stem: path for path in sorted(found)}


def load_audit(name: str | Path) -> Audit:
    """Load an audit by its id or by the path of its file.

    Raises
    ------
    UsageError
        If there is no such audit.
    FileError
        With every mistake of the file.

    Examples
    --------
    >>> load_audit("watermelon-brand").model.id
    'watermelon-brand'
    """
    if isinstance(name, Path):
        return build_audit(load_document(name))
    files, id = audit_files(), name.removeprefix(_FOLDER)
    if id in files and not Path(name).exists():
        return build_audit(load_document(files[id]))
    if name.endswith(".toml") or "/" in name:
        return build_audit(load_document(model_file(name)))
    shown = printable(name, 80)
    raise UsageError(f"there is no audit {shown!r} ({nearest(name, tuple(files))}); or give a path")


def load_checkable(name: str) -> Model | Audit:
    """Load a model or an audit: what can be checked.

    An id means a model if there is one of that id, else an audit; ``audits/ID`` means an audit.

    Raises
    ------
    UsageError
        If there is no such file, or it holds nothing to check.
    FileError
        With every mistake of the file.
    """
    shipped = audit_files()
    id = name.removeprefix(_FOLDER)
    if id in shipped and id != name and not Path(name).exists():
        return load_audit(shipped[id])
    if name in shipped and name not in library_files():
        return load_audit(shipped[name])
    path = model_file(name)
    if path.suffix.lower() in (*SUFFIXES, *OTHER_FORMATS):
        return load_gambit(path)
    document = load_document(path)
    kind = document.data.get("kind")
    if kind == "audit":
        return build_audit(document)
    if isinstance(kind, str) and kind in _OTHERS:
        raise UsageError(f"{document.name} is of the kind {kind!r}: {_OTHERS[kind]}")
    return build_model(document)
