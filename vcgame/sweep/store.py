"""The two tables of a sweep, in Parquet or CSV, with a header that says what made them.

``points`` has one row per point, also where there is no answer; ``equilibria`` one row per
equilibrium. Columns have ASCII names of at most 32 characters that are unique even where case
is ignored, as databases and statistics packages need them; what they hold is said in the
header. Files appear whole or not at all: they are written under a hidden name in the same
folder and renamed at the end.
"""

from __future__ import annotations

import csv
import json
import math
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self, TextIO

from vcgame.errors import UsageError
from vcgame.model.model import Model
from vcgame.solve.subgame import TreeAnswer
from vcgame.sweep.design import Grid
from vcgame.sweep.engine import PointResult

__all__ = ["SUFFIXES", "SweepStore", "equilibria_path"]

SUFFIXES: Final = (".parquet", ".csv")
_LONGEST_NAME: Final = 32

ROW_GROUP = 8_192
"""So many rows wait before they are written; small row groups make large files."""

Kind = Literal["whole", "number", "flag", "text", "label"]
Columns = dict[str, Kind]
Row = dict[str, Any]


def equilibria_path(points: Path) -> Path:
    """Name of the table of equilibria that goes with a table of points."""
    return points.with_name(f"{points.stem}.equilibria{points.suffix}")


class SweepStore:
    """Writes the results of a sweep as they come.

    Parameters
    ----------
    path
        File of the table of points, ``.parquet`` or ``.csv``; the equilibria stand beside it.
    grid
        The design.
    header
        What made the result; it goes into both files.
    """

    def __init__(self, path: Path, grid: Grid, header: Mapping[str, Any]) -> None:
        if path.suffix not in SUFFIXES:
            raise UsageError(f"{path.name} is no .parquet or .csv file; name the result so")
        self.grid = grid
        self.tree = grid.model.form == "extensive"
        self.axes = _axis_columns(grid)
        header = {**header, "columns": {**self.axes, **_equilibrium_parts(grid.model)}}
        writer = _ParquetWriter if path.suffix == ".parquet" else _CsvWriter
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"cannot make the folder {path.parent}: {error.strerror}") from error
        self.points = writer(path, self._point_columns(), header)
        self.equilibria = writer(equilibria_path(path), self._equilibrium_columns(), header)

    def __enter__(self) -> Self:
        for writer in (self.points, self.equilibria):
            if writer.path.is_dir():
                raise UsageError(f"cannot write {writer.path}: it is a folder")
        try:
            self.points.open()
            self.equilibria.open()
        except OSError as error:
            self._discard()
            raise self._failed(error) from error
        except BaseException:
            self._discard()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.points.close()
                self.equilibria.close()
                self.equilibria.publish()
                self.points.publish()
        except OSError as failure:
            raise self._failed(failure) from failure
        finally:
            self._discard()

    def write(self, results: Iterable[PointResult]) -> None:
        """Add the results of a chunk."""
        results = list(results)
        try:
            self.points.write([self._point_row(result) for result in results])
            rows = [row for result in results for row in self._equilibrium_rows(result)]
            self.equilibria.write(rows)
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> UsageError:
        return UsageError(f"cannot write {self.points.path}: {error.strerror or error}")

    def _discard(self) -> None:
        self.points.discard()
        self.equilibria.discard()

    def _point_columns(self) -> Columns:
        axes: Columns = dict.fromkeys(self.axes, "number")
        return {"point": "whole", **axes, **_FOUND}

    def _equilibrium_columns(self) -> Columns:
        columns: Columns = {"point": "whole", "equilibrium": "whole"}
        if not self.tree:
            columns |= {"component": "whole", "pure": "flag"}
        for name, part in _equilibrium_parts(self.grid.model).items():
            columns[name] = "label" if "node" in part else "number"
        return {**columns, "certificate": "number"}

    def _point_row(self, result: PointResult) -> Row:
        row: Row = dict.fromkeys(self.points.columns)
        row |= {"point": result.number, "status": result.status, "message": result.message}
        known = {axis.name: v for axis, v in zip(self.grid.axes, result.axes, strict=True)}
        known |= result.point
        for column, part in self.axes.items():
            if part["quantity"] in known:
                row[column] = _float(known[part["quantity"]])
        answer = result.answer
        if answer is not None:
            row |= {"regime": result.regime, "equilibria": len(answer.equilibria)}
            row["degenerate"] = answer.degenerate
            if not isinstance(answer, TreeAnswer):
                row["components"] = answer.components
        return row

    def _equilibrium_rows(self, result: PointResult) -> Iterable[Row]:
        answer = result.answer
        if answer is None:
            return
        names = list(self.equilibria.columns)
        if isinstance(answer, TreeAnswer):
            nodes = self.grid.model.nodes
            for number, branch in enumerate(answer.equilibria, 1):
                moves = [nodes[node].actions[move].id for node, move in branch.choices]
                payoffs = [_float(payoff) for payoff in branch.payoffs]
                values = [result.number, number, *moves, *payoffs, _float(branch.certificate)]
                yield dict(zip(names, values, strict=True))
            return
        for number, found in enumerate(answer.equilibria, 1):
            shares = [_float(p) for mixture in found.profile for p in mixture]
            payoffs = [_float(payoff) for payoff in found.payoffs]
            values = [result.number, number, found.component, found.pure, *shares, *payoffs]
            yield dict(zip(names, [*values, _float(found.certificate)], strict=True))


_FOUND: Final[Columns] = {
    "status": "label",
    "regime": "label",
    "equilibria": "whole",
    "components": "whole",
    "degenerate": "flag",
    "message": "text",
}
"""Columns of the table of points behind the number of the point and the axes."""

Part = dict[str, str]


def _axis_columns(grid: Grid) -> dict[str, Part]:
    """Name the columns of the axes and of the parameters that they move."""
    named = dict.fromkeys(name for axis in grid.axes for name in (axis.name, axis.moves))
    names = _unique(named, taken=("point", *_FOUND))
    return {column: {"quantity": name} for column, name in zip(names, named, strict=True)}


def _equilibrium_parts(model: Model) -> dict[str, Part]:
    """Name the columns of what is played and gained, each with what it holds."""
    parts: list[tuple[str, Part]] = []
    for number, player in enumerate(model.players, 1):
        for strategy in player.strategies:
            part = {"player": player.id, "strategy": strategy.id}
            parts.append((f"x{number}_{strategy.id}", part))
    parts += [(f"at_{node.id}", {"node": node.id}) for node in model.nodes if node.player]
    for number, player in enumerate(model.players, 1):
        parts.append((f"u{number}", {"player": player.id}))
    taken = ("point", "equilibrium", "component", "pure", "certificate")
    names = _unique([name for name, _ in parts], taken=taken)
    return {name: part for name, (_, part) in zip(names, parts, strict=True)}


def _unique(wanted: Iterable[str], *, taken: Iterable[str]) -> list[str]:
    """Make names fit for columns; one that is gone already gets a number."""
    used = set(taken)
    names = []
    for each in wanted:
        plain = re.sub(r"[^A-Za-z0-9_]", "_", each)[:_LONGEST_NAME]
        name, count = plain, 1
        while name.lower() in used:
            count += 1
            tail = f"_{count}"
            name = plain[: _LONGEST_NAME - len(tail)] + tail
        used.add(name.lower())
        names.append(name)
    return names


def _float(value: Any) -> float:
    """Give the nearest float; infinity for what no float can hold."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


class _Writer(ABC):
    """One table on its way to a file."""

    def __init__(self, path: Path, columns: Columns, header: Mapping[str, Any]) -> None:
        self.path = path
        self.columns = columns
        self.header = header
        self.hidden = path.with_name(f".{path.name}.{os.getpid()}.part")

    @abstractmethod
    def open(self) -> None:
        """Begin the hidden file."""

    @abstractmethod
    def write(self, rows: list[Row]) -> None:
        """Add rows."""

    @abstractmethod
    def close(self) -> None:
        """Finish the hidden file; closing it again does nothing."""

    def publish(self) -> None:
        """Give the finished file its name."""
        self.hidden.replace(self.path)

    def discard(self) -> None:
        """Leave nothing hidden behind, whatever has happened."""
        with suppress(OSError):
            self.close()
        with suppress(OSError):
            self.hidden.unlink(missing_ok=True)


class _CsvWriter(_Writer):
    """A CSV file; its first line, a comment, says what made it."""

    file: TextIO | None = None

    def open(self) -> None:
        self.file = self.hidden.open("w", newline="", encoding="utf-8")
        self.file.write(f"# vcgame {json.dumps(self.header)}\n")
        self.writer = csv.writer(self.file, lineterminator="\n")
        self.writer.writerow(self.columns)

    def write(self, rows: list[Row]) -> None:
        self.writer.writerows([_cell(row[name]) for name in self.columns] for row in rows)

    def close(self) -> None:
        if self.file is not None:
            self.file.close()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return "" if value is None else value


class _ParquetWriter(_Writer):
    """A Parquet file; what made it stands in the metadata under ``vcgame``."""

    writer: Any = None

    def __init__(self, path: Path, columns: Columns, header: Mapping[str, Any]) -> None:
        super().__init__(path, columns, header)
        self.waiting: list[Row] = []

    def open(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        label = pa.dictionary(pa.int32(), pa.string())
        types = {
            "whole": pa.int64(),
            "number": pa.float64(),
            "flag": pa.bool_(),
            "text": pa.string(),
            "label": label,
        }
        fields = [pa.field(name, types[kind]) for name, kind in self.columns.items()]
        self.schema = pa.schema(fields, metadata={"vcgame": json.dumps(self.header)})
        self.writer = pq.ParquetWriter(self.hidden, self.schema, compression="zstd")

    def write(self, rows: list[Row]) -> None:
        self.waiting.extend(rows)
        if len(self.waiting) >= ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        rows, self.waiting = self.waiting, []
        if rows:
            arrays = [
                pa.array([row[field.name] for row in rows], type=field.type)
                for field in self.schema
            ]
            self.writer.write_table(pa.Table.from_arrays(arrays, schema=self.schema))

    def close(self) -> None:
        if self.writer is not None:
            self._flush()
            self.writer.close()
