"""The two tables of a sweep as two single files, Parquet or CSV, with a header in each.

The parts are kept in a hidden folder beside the files and joined at the end, in their order, so
memory is bounded whatever the size, and the files appear whole or not at all.
"""

from __future__ import annotations

import json
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Final, Self

from vcgame.errors import UsageError
from vcgame.sweep.job import Job, PartFiles
from vcgame.sweep.storage.disk import hidden_name, sync_folder
from vcgame.sweep.storage.store import TABLES, SweepFolder
from vcgame.sweep.storage.stored_part import Tally, part_name
from vcgame.sweep.storage.tables import KEY

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["SUFFIXES", "SweepFiles", "equilibria_path"]

SUFFIXES: Final = (".parquet", ".csv")


def equilibria_path(points: Path) -> Path:
    """Name of the table of equilibria that goes with a table of points.

    Examples
    --------
    >>> equilibria_path(Path("runs/a.csv")).name
    'a.equilibria.csv'
    """
    return points.with_name(f"{points.stem}.equilibria{points.suffix}")


class SweepFiles:
    """Keeps a sweep in two files; what was cut off begins anew.

    Use it like `vcgame.sweep.storage.store.SweepFolder`.

    Parameters
    ----------
    path
        File of the table of points, ``.parquet`` or ``.csv``; the equilibria stand beside it.
    job
        The sweep.
    header
        What made it; it goes into both files.
    """

    def __init__(self, path: Path, job: Job, header: Mapping[str, Any]) -> None:
        if path.suffix.lower() not in SUFFIXES:
            raise UsageError(f"{path.name} is no .parquet or .csv file; name the result so")
        self.path = path
        self.job = job
        self.header = header
        self._hidden = path.with_name(f".{path.name}.parts")
        self._folder = SweepFolder(self._hidden, job, header, fresh=True, keep=False)

    @property
    def tally(self) -> Tally:
        """What was counted so far."""
        return self._folder.tally

    @property
    def missing(self) -> tuple[int, ...]:
        """The parts that have yet to be made: all of them at the beginning."""
        return self._folder.missing

    @property
    def stored(self) -> int:
        """How many parts are there."""
        return self._folder.stored

    @property
    def written(self) -> tuple[Path, ...]:
        """The files."""
        return self.path, equilibria_path(self.path)

    def __enter__(self) -> Self:
        for path in self.written:
            if path.is_dir():
                raise UsageError(f"cannot write {path}: it is a folder")
        try:
            self._folder.__enter__()
        except UsageError as error:
            raise self._named(error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._folder.__exit__(kind, error, trace)
        except UsageError as failure:
            raise self._named(failure) from failure

    def add(self, part: PartFiles) -> None:
        """Take a part."""
        try:
            self._folder.add(part)
        except UsageError as error:
            raise self._named(error) from error

    def finish(self) -> None:
        """Join the parts; all must have been added."""
        try:
            self._folder.finish()
            for table, path in zip(TABLES, self.written, strict=True):
                self._join(table, hidden_name(path))
            for path in reversed(self.written):
                hidden_name(path).replace(path)
            sync_folder(self.path.parent)
        except UsageError as error:
            raise self._named(error) from error
        except OSError as error:
            raise UsageError(f"cannot write {self.path}: {error.strerror or error}") from error
        finally:
            for path in self.written:
                with suppress(OSError):
                    hidden_name(path).unlink(missing_ok=True)

    def _join(self, table: str, path: Path) -> None:
        import pyarrow.parquet as pq

        parts = [self._hidden / table / part_name(part) for part in range(self.job.parts)]
        kind = _Csv if self.path.suffix.lower() == ".csv" else _Parquet
        sheet = kind(pq.read_schema(parts[0]))
        with path.open("wb") as file:
            sheet.begin(file, self.header)
            for part in parts:
                sheet.write(pq.read_table(part))
            sheet.end()
            file.flush()
            os.fsync(file.fileno())

    def _named(self, error: UsageError) -> UsageError:
        """Name the file that the user knows, not the hidden folder."""
        said = str(error).partition("; what is stored is kept")[0]
        return UsageError(said.replace(str(self._hidden), str(self.path)))


class _Sheet(ABC):
    """A file on its way."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema

    @abstractmethod
    def begin(self, file: IO[bytes], header: Mapping[str, Any]) -> None:
        """Write what stands above the rows."""

    @abstractmethod
    def write(self, table: pa.Table) -> None:
        """Add rows."""

    @abstractmethod
    def end(self) -> None:
        """Write what stands below the rows."""


class _Parquet(_Sheet):
    """Parquet; what made it stands in the metadata under ``vcgame``."""

    def begin(self, file: IO[bytes], header: Mapping[str, Any]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        said = {KEY: json.dumps(header).encode()}
        self.schema = self.schema.with_metadata(said)
        labels = [each.name for each in self.schema if pa.types.is_dictionary(each.type)]
        self.writer = pq.ParquetWriter(
            file, self.schema, version="2.6", compression="zstd", use_dictionary=labels
        )

    def write(self, table: pa.Table) -> None:
        self.writer.write_table(table.replace_schema_metadata(self.schema.metadata))

    def end(self) -> None:
        self.writer.close()


class _Csv(_Sheet):
    """CSV; its first line, a comment, says what made it. Yes and no are 1 and 0."""

    def begin(self, file: IO[bytes], header: Mapping[str, Any]) -> None:
        self.file = file
        names = ",".join(self.schema.names)  # of letters, digits and _
        file.write(f"# vcgame {json.dumps(header)}\n{names}\n".encode("ascii"))

    def write(self, table: pa.Table) -> None:
        import pyarrow as pa
        from pyarrow import csv

        columns = []
        for column in table.columns:
            if pa.types.is_boolean(column.type):
                columns.append(column.cast(pa.int8()))
            elif pa.types.is_dictionary(column.type):
                columns.append(column.cast(pa.string()))
            else:
                columns.append(column)
        plain = pa.table(columns, names=table.column_names)
        options = csv.WriteOptions(include_header=False, quoting_style="needed")
        csv.write_csv(plain, self.file, options)

    def end(self) -> None:
        pass
