"""The folder of a sweep: parts that appear one by one, and a manifest that says what they are.

::

    manifest.json
    points/part-000000.parquet, points/part-000001.parquet, ...
    equilibria/part-000000.parquet, ...

``points`` has one row per point, also where there is no answer; ``equilibria`` one row per
equilibrium. A sweep that was cut off at any moment is finished by beginning it again: the
manifest is written first, a part appears whole or not at all, its points last, and what is there
is not made again. The finished folder is the same, byte for byte, as if nothing had happened.
"""

from __future__ import annotations

import json
import shutil
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from vcgame.errors import UsageError
from vcgame.sweep.job import Job, PartFiles
from vcgame.sweep.storage.disk import FolderLock, clear_leftovers, write_durably
from vcgame.sweep.storage.header import header_difference
from vcgame.sweep.storage.stored_part import Tally, part_name, read_part

__all__ = ["MANIFEST", "ROBUSTNESS", "TABLES", "SweepFolder"]

MANIFEST: Final = "manifest.json"
TABLES: Final = ("points", "equilibria")
ROBUSTNESS: Final = "robustness.parquet"
"""What `vcgame.sweep.storage.stored_robustness` adds to a finished sweep."""
_BEGUN: Final = ("command", "python")
_WAITING: Final = 2
"""So many parts may wait for the disk before the sweep waits for it, too."""


class SweepFolder:
    """Keeps the parts of a sweep in a folder, and says which are missing.

    Use it with ``with``; `missing` is known from then on.

    Parameters
    ----------
    path
        The folder; it is made if need be.
    job
        The sweep.
    header
        What made it, see `vcgame.sweep.storage.header.sweep_header`; it goes into the manifest.
    fresh
        Whether to remove a sweep that is there already, whatever it is.
    keep
        Whether the folder stays when it is left.

    Raises
    ------
    UsageError
        On entering: if the folder holds another sweep, other files, or a damaged part, or if
        another process is writing into it. On adding: if a part cannot be written.
    """

    def __init__(
        self,
        path: Path,
        job: Job,
        header: Mapping[str, Any],
        *,
        fresh: bool = False,
        keep: bool = True,
    ) -> None:
        self.path = path
        self.job = job
        self.header = header
        self.fresh = fresh
        self.keep = keep
        self.tally = Tally()
        self.missing: tuple[int, ...] = ()
        self._added = 0
        self._waiting: deque[Future[None]] = deque()
        self._resources = ExitStack()

    @property
    def stored(self) -> int:
        """How many parts are there."""
        return self.job.parts - len(self.missing) + self._added

    @property
    def same_command(self) -> str:
        """What goes on from here, in words."""
        return f"the same command{' without --fresh' if self.fresh else ''}"

    @property
    def written(self) -> tuple[Path, ...]:
        """What a finished sweep consists of, for people."""
        return tuple(self.path / name for name in TABLES)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            try:
                self._make_folder()
                stack.enter_context(FolderLock(self.path))
                if not self.keep:  # only the owner of the lock may remove it
                    stack.callback(shutil.rmtree, self.path, ignore_errors=True)
                self._open()
            except OSError as error:
                raise self._failed(error) from error
            self._writer = stack.enter_context(ThreadPoolExecutor(1, "store"))
            self._resources = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._resources:
            if kind is None:
                self._wait(0)
            else:
                self._writer.shutdown(cancel_futures=True)

    def add(self, part: PartFiles) -> None:
        """Store a part; the work is done beside, so a mistake may show at a later part."""
        self._waiting.append(self._writer.submit(self._write, part))
        self._wait(_WAITING)

    def finish(self) -> None:
        """Complete the manifest; all parts must have been added."""
        self._wait(0)
        if self.stored != self.job.parts:
            raise ValueError(f"{self.job.parts - self.stored} parts are missing")
        self._write_manifest(complete=True)

    def _wait(self, most: int) -> None:
        while len(self._waiting) > most:
            self._waiting.popleft().result()

    def _write(self, part: PartFiles) -> None:
        name = part_name(part.part)
        try:
            write_durably(self.path / "equilibria" / name, part.equilibria)
            write_durably(self.path / "points" / name, part.points)
        except OSError as error:
            raise self._failed(error) from error
        self._added += 1
        self.tally.add(part.part, part.tally, part.messages)

    def _open(self) -> None:
        manifest = self.path / MANIFEST
        complete = False
        if self.fresh and manifest.exists():
            self._read(manifest)
            self._clear()
            self._write_manifest(complete=False)
        elif manifest.exists():
            complete = self._compare(manifest)
        else:
            self._refuse_others()
            self._write_manifest(complete=False)
        for folder in (self.path, *(self.path / table for table in TABLES)):
            folder.mkdir(exist_ok=True)
            clear_leftovers(folder)
        self._look()
        if complete and self.missing:
            self._write_manifest(complete=False)

    def _make_folder(self) -> None:
        for path in (self.path, *self.path.parents):
            if path.exists() and not path.is_dir():
                raise UsageError(f"cannot write {self.path}: {path} is a file, and no folder")
        self.path.mkdir(parents=True, exist_ok=True)

    def _refuse_others(self) -> None:
        """Leave a folder alone that is used for something else."""
        there = {each.name for each in self.path.iterdir() if not each.name.startswith(".")}
        bare = {name for name in TABLES if not any((self.path / name).glob("[!.]*"))}
        if others := there - bare:
            raise self._others(min(others))

    def _others(self, name: str) -> UsageError:
        return UsageError(
            f"{self.path} holds other files ({name}) and no sweep; give the name of a new folder "
            "(--out)"
        )

    def _read(self, manifest: Path) -> dict[str, Any] | None:
        """Read a manifest, or give ``None`` if it is damaged; refuse that of another program."""
        try:
            there = json.loads(manifest.read_text(encoding="utf-8"))
        except ValueError:
            return None
        if not isinstance(there, dict):
            return None
        if "format" not in there:
            raise self._others(MANIFEST)
        return there

    def _compare(self, manifest: Path) -> bool:
        """Refuse another sweep; say whether this one was complete."""
        there = self._read(manifest)
        if there is None:
            raise UsageError(f"{manifest} is damaged; begin anew with --fresh")
        what = header_difference(there, json.loads(json.dumps(self.header)))
        if what:
            raise UsageError(
                f"{self.path} holds another sweep: {what}; give another place (--out), or begin "
                "anew with --fresh"
            )
        # What began it has made it: another spelling of the command changes no byte. All else
        # is the same, or follows from what is.
        self.header = {**self.header, **{name: there.get(name) for name in _BEGUN}}
        return there.get("complete") is True

    def _look(self) -> None:
        """Find out which parts are there."""
        expected = {part_name(part) for part in range(self.job.parts)}
        for table in TABLES:
            there = {path.name for path in (self.path / table).glob("[!.]*")}
            if strange := sorted(there - expected):
                path = self.path / table / strange[0]
                raise UsageError(f"{path} is no part of this sweep; move it elsewhere")
        missing = []
        for part in range(self.job.parts):
            known = read_part(self.path, part, self.job, self.header["sweep"])
            if known is None:
                missing.append(part)
            else:
                self.tally.add(part, *known)
        self.missing = tuple(missing)

    def _clear(self) -> None:
        """Remove the sweep that is there, and nothing else.

        Its manifest stays until another takes its place, so that this can be broken off.
        """
        for pattern in (*(f"{table}/part-*.parquet" for table in TABLES), ROBUSTNESS):
            for path in self.path.glob(pattern):
                path.unlink(missing_ok=True)

    def _write_manifest(self, *, complete: bool) -> None:
        manifest = {**self.header, "complete": complete}
        if complete:
            manifest |= self.tally.describe()
        text = json.dumps(manifest, indent=1, ensure_ascii=False)
        try:
            data = f"{text}\n".encode("utf-8", "backslashreplace")
            write_durably(self.path / MANIFEST, data)
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> UsageError:
        return UsageError(
            f"cannot write {self.path}: {error.strerror or error}; what is stored is kept, and "
            f"{self.same_command} goes on from there"
        )
