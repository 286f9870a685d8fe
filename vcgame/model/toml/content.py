"""What stands in a file: its bytes within bounds, and its text."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from vcgame.errors import FileError, Problem, UsageError

__all__ = ["decoded", "file_bytes"]


def file_bytes(path: Path, shown: str, most: int) -> bytes:
    """Give at most one byte more than a limit; a device, pipe or folder is never waited for.

    Parameters
    ----------
    path
        The file.
    shown
        What to call it in messages.
    most
        The limit.

    Raises
    ------
    UsageError
        If there is no such file, or it cannot be read.
    """
    try:
        content = _content(path, most)
    except FileNotFoundError:
        raise UsageError(f"{shown}: there is no such file") from None
    except ValueError:
        raise UsageError(f"{shown}: no file can have this name") from None
    except OSError as error:
        raise UsageError(f"{shown}: cannot be read ({error.strerror or error})") from None
    if content is None:
        raise UsageError(f"{shown}: not a file but a folder, device or pipe")
    return content


def _content(path: Path, most: int) -> bytes | None:
    """Give the bytes, or None if this is no regular file."""
    # Asked before opening, since opening a device can already do something, and again
    # afterwards, since another file may have taken the name.
    if not stat.S_ISREG(path.stat().st_mode):
        return None
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return None
        return file.read(most + 1)


def decoded(data: bytes, name: str) -> str:
    """Give the text of UTF-8 bytes.

    Raises
    ------
    FileError
        For another encoding.
    """
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or (
        len(data) >= 4 and b"\0\0" in (data[0:3:2], data[1:4:2])
    )
    if wide:
        problem = Problem(name, 1, 1, "", "the file is in UTF-16 or UTF-32", "save it as UTF-8")
        raise FileError((problem,))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode("utf-8").removeprefix("\ufeff")) + 1
        wrong = f"byte {error.start + 1} of the file (0x{data[error.start]:02X}) is not UTF-8"
        problem = Problem(name, before.count(b"\n") + 1, column, "", wrong, "save it as UTF-8")
        raise FileError((problem,)) from None
