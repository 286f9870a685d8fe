"""Writing text files whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from vcgame.errors import UsageError

__all__ = ["write_file"]


def write_file(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    A device or a pipe, such as ``/dev/stdout``, is written to and stays what it is; a link goes
    on to point to the file.

    Raises
    ------
    UsageError
        If it cannot be written.
    """
    if not path.name:
        raise UsageError("cannot write a file without a name")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8", newline="")
        else:
            _replace(path.resolve(), text)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error


def _replace(path: Path, text: str) -> None:
    hidden = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        hidden.write_text(text, encoding="utf-8", newline="")
        hidden.replace(path)
    finally:
        with suppress(OSError):
            hidden.unlink(missing_ok=True)
