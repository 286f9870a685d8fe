"""Lists of points read from CSV and Parquet files, exactly and with every mistake told."""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd, lcm
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vcgame.errors import FileError, Problem, nearest
from vcgame.model.model import Model
from vcgame.model.reading.values import exact_number
from vcgame.sweep.columns import Column
from vcgame.sweep.design.point_list import PointList, integers
from vcgame.sweep.design.points_table import Batch, PointsTable, open_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MAX_PROBLEMS", "MAX_ROWS", "read_points"]

MAX_ROWS: Final = 10_000_000
MAX_PROBLEMS: Final = 20
_MAX_BITS: Final = 512
_REMEMBERED: Final = 65_536
_SHORT: Final = 30


def read_points(model: Model, path: Path) -> PointList:
    """Read settings from a CSV or Parquet file whose columns are named after parameters.

    Numbers are exact: ``0.1`` is 1/10, and text may be a fraction such as ``1/3``. A float of a
    Parquet file is taken for the decimal that it prints as. The file is read batch by batch;
    what is kept is 8 bytes per number.

    Raises
    ------
    FileError
        With up to `MAX_PROBLEMS` mistakes: file, line (in Parquet: row), column.
    UsageError
        If the file cannot be read.
    """
    table = open_table(path)
    try:
        mistakes = _Mistakes(table.name)
        _check_header(model, table, mistakes)
        mistakes.finish()
        columns = [_Gathered(place, name, mistakes) for place, name in enumerate(table.header, 1)]
        rows = 0
        for batch in _readable(table, mistakes):
            rows += len(batch.lines)
            if rows > MAX_ROWS:
                wrong = f"more than {MAX_ROWS} rows stand here"
                mistakes.add(batch.lines[-1], 1, "", wrong, "use a smaller list")
                break
            mistakes.problems += batch.problems
            for column, cells in zip(columns, batch.cells, strict=bool(batch.lines)):
                column.add(batch.lines, cells)
            if len(mistakes.problems) > MAX_PROBLEMS:
                break
        if not rows and not mistakes.problems:
            mistakes.add(1, 1, "", "no point stands here", "write at least one row of numbers")
        mistakes.finish()
    finally:
        table.close()
    return PointList({column.name: column.column() for column in columns})


def _check_header(model: Model, table: PointsTable, mistakes: _Mistakes) -> None:
    known = tuple(model.parameters)
    for place, name in enumerate(table.header, 1):
        if not name:
            mistakes.add(1, place, "", "the column has no name", "name it after a parameter")
        elif name in model.definitions:
            wrong = f"{name} is a derived quantity"
            mistakes.add(1, place, name, wrong, "name the columns after parameters")
        elif name not in known:
            wrong = f"{model.id} has no parameter {name[:40]!r}"
            mistakes.add(1, place, "", wrong, nearest(name, known))
        elif name in table.header[: place - 1]:
            mistakes.add(1, place, name, "the column stands here twice", "remove one")


def _readable(table: PointsTable, mistakes: _Mistakes) -> Iterator[Batch]:
    """Give the batches; where nothing more can be read, note why and end."""
    try:
        yield from table.batches()
    except FileError as error:
        mistakes.problems += error.problems


class _Mistakes:
    """Collects mistakes; raises them together."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, line: int, place: int, field: str, wrong: str, right: str = "") -> None:
        self.problems.append(Problem(self.file, line, place, field, wrong, right))

    def finish(self) -> None:
        """Raise what was noted, if anything was; of many the first."""
        if not self.problems:
            return
        problems = sorted(self.problems)
        if len(problems) > MAX_PROBLEMS:
            next_one = problems[MAX_PROBLEMS]
            wrong = f"checking stopped, after {MAX_PROBLEMS} mistakes"
            stopped = Problem(self.file, next_one.line, next_one.column, next_one.field, wrong)
            problems[MAX_PROBLEMS:] = [stopped]
        raise FileError(tuple(problems))


class _Gathered:
    """The numbers of one column, as they come."""

    def __init__(self, place: int, name: str, mistakes: _Mistakes) -> None:
        self.place = place
        self.name = name
        self.mistakes = mistakes
        self.denominator = 1
        self._parts: list[Column] = []
        self._known: dict[str, tuple[int, int] | None] = {}

    def add(self, lines: list[int], cells: list[str | None]) -> None:
        """Read some cells; after too many mistakes the rest is not worth reading."""
        pairs: list[tuple[int, int]] = []
        for line, cell in zip(lines, cells, strict=True):
            pair = self._pair(cell)
            if pair is not None:
                pairs.append(pair)
            elif cell is None or not cell.strip():
                self._wrong(line, "the value is missing", "write a number")
            else:
                self._wrong(line, f"{cell.strip()[:40]!r} is no number", "write 3, 0.5 or 1/3")
        if not pairs:
            return
        denominator = lcm(*{below for _, below in pairs})
        self.denominator = lcm(self.denominator, denominator)
        if self.denominator.bit_length() > _MAX_BITS:
            wrong = "the fractions of this column have no common denominator of 150 digits"
            self._wrong(lines[-1], wrong, "write decimals")
            self.mistakes.finish()
        numerators = [above * (denominator // below) for above, below in pairs]
        self._parts.append(Column(integers(numerators), denominator))

    def column(self) -> Column:
        """Put all numbers over their least common denominator."""
        import numpy as np

        scaled = [self._scaled(part) for part in self._parts]
        self._parts.clear()
        kind = object if any(part.dtype == object for part in scaled) else np.int64
        numerators = np.concatenate([part.astype(kind, copy=False) for part in scaled])
        common = gcd(self.denominator, int(np.gcd.reduce(numerators)))
        numerators //= common
        return Column(_narrow(numerators), self.denominator // common)

    def _scaled(self, part: Column) -> NDArray[Any]:
        factor = self.denominator // part.denominator
        whole = part.numerators
        largest = max(abs(int(whole.min())), abs(int(whole.max())))
        if whole.dtype != object and largest * factor < 1 << 63:
            return whole * factor
        return whole.astype(object) * factor

    def _pair(self, cell: str | None) -> tuple[int, int] | None:
        """Read a number as numerator and denominator; plain decimals the short way."""
        if cell is None:
            return None
        whole, point, behind = cell.partition(".")
        digits = whole + behind
        plain = len(digits) <= _SHORT and digits.isascii() and digits.isdigit()
        if plain and (behind or not point):
            return int(digits), int(10 ** len(behind))
        if cell not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            value = exact_number(cell)
            self._known[cell] = None if value is None else value.as_integer_ratio()
        return self._known[cell]

    def _wrong(self, line: int, wrong: str, right: str) -> None:
        self.mistakes.add(line, self.place, self.name, wrong, right)


def _narrow(numbers: NDArray[Any]) -> NDArray[Any]:
    """Use 64 bits where all fit."""
    if numbers.dtype == object and numbers.min() >= -(1 << 63) and numbers.max() < 1 << 63:
        return numbers.astype("int64")
    return numbers
