"""Tables of points as they stand in files: cells of text, batch by batch."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TextIO

from vcgame.errors import FileError, Problem, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["SUFFIXES", "Batch", "PointsTable", "open_table"]

SUFFIXES: Final = (".csv", ".parquet")
_BATCH: Final = 16_384
_BUFFER: Final = 1 << 20
_LONGEST_LINE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows.

    Attributes
    ----------
    lines
        Per row, where it stands: its line in a CSV file, its number from 1 in a Parquet file.
    cells
        Per column one text per row; ``None`` or an empty text where nothing stands.
    problems
        Rows between them that could not be read.
    """

    lines: list[int]
    cells: list[list[str | None]]
    problems: list[Problem] = field(default_factory=list)


class PointsTable(Protocol):
    """A file with a name and a header."""

    @property
    def name(self) -> str:
        """What messages call it."""
        ...

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""
        ...

    def batches(self) -> Iterator[Batch]:
        """Give the rows; only one batch is in memory at a time."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


def open_table(path: Path) -> PointsTable:
    """Open a CSV file (UTF-8, commas, a header line) or a Parquet file.

    Raises
    ------
    UsageError
        If the file cannot be opened, or is neither.
    FileError
        If it has no header.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{path} is no .csv or .parquet file; give the points in one of them")
    if not path.is_file():
        raise UsageError(f"cannot read {path}: there is no such file")
    return _CsvTable(path) if path.suffix.lower() == ".csv" else _ParquetTable(path)


class _CsvTable:
    """A CSV file. Lines are read one by one, and none may be longer than a million characters."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self._stopped: FileError | None = None
        try:
            # Bytes that are no UTF-8 are seen where they stand, which decoding ahead hides.
            self._file: TextIO = path.open(encoding="utf-8-sig", errors="replace", newline="")
        except OSError as error:
            raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
        self._rows = csv.reader(self._lines(), strict=True)
        try:
            self.header = self._read_header()
        except BaseException:
            self.close()
            raise

    def batches(self) -> Iterator[Batch]:
        records = self._records()
        while rows := list(islice(records, _BATCH)):
            whole = [(line, row) for line, row in rows if len(row) == len(self.header)]
            problems = [
                Problem(self.name, line, 1, "", f"the row has {len(row)} cells", self._expected())
                for line, row in rows
                if len(row) != len(self.header)
            ]
            columns = zip(*(row for _, row in whole), strict=True)
            cells: list[list[str | None]] = [list(column) for column in columns]
            yield Batch([line for line, _ in whole], cells, problems)
        if self._stopped is not None:
            raise self._stopped

    def close(self) -> None:
        self._file.close()

    def _read_header(self) -> tuple[str, ...]:
        for _, row in self._records():
            return tuple(cell.strip() for cell in row)
        if self._stopped is not None:
            raise self._stopped
        problem = Problem(self.name, 1, 1, "", "the file is empty", "begin with a header")
        raise FileError((problem,))

    def _expected(self) -> str:
        return f"the header has {len(self.header)}"

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Give the rows that are not blank, with their lines; where it ends early, note why."""
        try:
            for row in self._rows:
                if row:
                    yield self._rows.line_num, row
        except csv.Error as error:
            self._stop(self._rows.line_num, f"no CSV: {error}")
        except OSError as error:
            raise UsageError(f"cannot read {self._path}: {error.strerror or error}") from error

    def _lines(self) -> Iterator[str]:
        while line := self._file.readline(_LONGEST_LINE):
            number = self._rows.line_num + 1
            if len(line) == _LONGEST_LINE:
                self._stop(number, f"the line has more than {_LONGEST_LINE} characters")
                return
            if "\N{REPLACEMENT CHARACTER}" in line:
                self._stop(number, "the line is not in UTF-8")
                return
            yield line

    def _stop(self, line: int, wrong: str) -> None:
        """Note why reading ends; only the first reason counts."""
        if self._stopped is None:
            self._stopped = FileError((Problem(self.name, line, 1, "", wrong),))


class _ParquetTable:
    """A Parquet file; floats are taken for the shortest decimals that stand for them."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.name = path.name
        self._path = path
        try:
            self._file = pq.ParquetFile(path, buffer_size=_BUFFER)
        except (OSError, pa.ArrowException) as error:
            raise UsageError(f"cannot read {path} as Parquet: {_first_line(error)}") from error
        schema = self._file.schema_arrow
        self.header = tuple(schema.names)
        problems = [
            Problem(self.name, 1, number, field.name, f"the column holds {field.type}, no numbers")
            for number, field in enumerate(schema, 1)
            if not _readable(field.type)
        ]
        if problems:
            self.close()
            raise FileError(tuple(problems))

    def batches(self) -> Iterator[Batch]:
        import pyarrow as pa

        done = 0
        try:
            for batch in self._file.iter_batches(batch_size=_BATCH, use_threads=False):
                cells = [_texts(column) for column in batch.columns]
                yield Batch(list(range(done + 1, done + 1 + batch.num_rows)), cells)
                done += batch.num_rows
        except (OSError, pa.ArrowException) as error:
            raise UsageError(f"cannot read {self._path}: {_first_line(error)}") from error

    def close(self) -> None:
        self._file.close()


def _readable(kind: Any) -> bool:
    from pyarrow import types

    kind = kind.value_type if types.is_dictionary(kind) else kind
    accepted = (
        types.is_integer,
        types.is_floating,
        types.is_decimal,
        types.is_string,
        types.is_large_string,
        types.is_boolean,
        types.is_null,
    )
    return any(is_one(kind) for is_one in accepted)


def _texts(column: pa.Array) -> list[str | None]:
    import numpy as np
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_float16(column.type) or pa.types.is_float32(column.type):
        # NumPy's text of a short float is the shortest decimal that stands for it.
        kind = np.float16 if pa.types.is_float16(column.type) else np.float32
        return [None if value is None else str(kind(value)) for value in column.to_pylist()]
    return [None if value is None else str(value) for value in column.to_pylist()]


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
