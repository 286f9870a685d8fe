"""Files that appear whole and stay, and folders that one process writes at a time."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

from vcgame.errors import UsageError

__all__ = ["FolderLock", "clear_leftovers", "hidden_name", "sync_folder", "write_durably"]

_LEFTOVER = ".*.part"


def hidden_name(path: Path) -> Path:
    """Give the name under which a file is written; readers of folders pass over it."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, even after a loss of power.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left behind.
    """
    hidden = hidden_name(path)
    try:
        with hidden.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(path)
        sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            hidden.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last; only POSIX systems know this."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clear_leftovers(folder: Path) -> None:
    """Remove what processes that were killed left half written."""
    for path in folder.glob(_LEFTOVER):
        path.unlink(missing_ok=True)


class FolderLock:
    """A folder for one writer: the system takes the lock back when the process ends, however.

    The empty file of the lock stays, since removing it could hand the lock to two.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._handle: int | None = None

    def __enter__(self) -> Self:
        handle = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(handle)
        except (BlockingIOError, PermissionError):
            os.close(handle)
            raise UsageError(
                f"another sweep is writing into {self.folder}; wait until it ends, or give "
                "another place (--out)"
            ) from None
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle
        return self

    def __exit__(self, *_: object) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
