"""A part on disk: whether it is whole and belongs here, and what it counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from vcgame.errors import UsageError
from vcgame.sweep.job import Job
from vcgame.sweep.storage.tables import KEY

__all__ = ["Tally", "part_name", "read_part"]

Counts = Iterable[tuple[str, str, int]]


def part_name(part: int) -> str:
    """Name the files of a part."""
    return f"part-{part:06d}.parquet"


class Tally:
    """Counts points per status and regime over parts that come in any order."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self._messages: dict[str, tuple[int, str]] = {}

    def add(self, part: int, counts: Counts, messages: Mapping[str, str]) -> None:
        """Add a part."""
        for status, regime, count in counts:
            self.counts[status, regime] += count
        for status, message in messages.items():
            known = self._messages.get(status)
            if known is None or part < known[0]:
                self._messages[status] = part, message

    @property
    def messages(self) -> dict[str, str]:
        """Per status, the message of its first point."""
        return {status: message for status, (_, message) in sorted(self._messages.items())}

    def ordered(self) -> list[tuple[str, str, int]]:
        """Give (status, regime, points), the most frequent first."""
        rows = [(status, regime, count) for (status, regime), count in self.counts.items()]
        return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))

    def describe(self) -> dict[str, Any]:
        """Describe it in JSON values."""
        names = ("status", "regime", "points")
        regimes = [dict(zip(names, row, strict=True)) for row in self.ordered()]
        return {"regimes": regimes, "messages": self.messages}


def read_part(
    folder: Path, part: int, job: Job, sweep: str
) -> tuple[Counts, Mapping[str, str]] | None:
    """Read what a part counts, or give ``None`` if it has yet to be made.

    Only the ends of its files are read: those of Parquet files say how long they are.

    Raises
    ------
    UsageError
        If a file is damaged, or belongs to another sweep. This cannot come from a sweep that was
        cut off, since files appear whole; so it is for the user to know, not to be mended.
    """
    points, equilibria = (folder / table / part_name(part) for table in ("points", "equilibria"))
    if not (points.exists() and equilibria.exists()):
        return None
    start, stop = job.span(part)
    what = _read_end(points, rows=stop - start)
    _same(points, what, part, sweep)
    said = what["equilibria"]
    if equilibria.stat().st_size != said["bytes"]:
        raise _damaged(equilibria, f"{equilibria.stat().st_size} of {said['bytes']} bytes")
    _same(equilibria, _read_end(equilibria, rows=said["rows"]), part, sweep)
    return [(status, regime, count) for status, regime, count in what["tally"]], what["messages"]


def _read_end(path: Path, *, rows: int) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        end = pq.read_metadata(path)
        what = json.loads(end.metadata[KEY])
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError):
        raise _damaged(path, "it was cut short or changed") from None
    if end.num_rows != rows:
        raise _damaged(path, f"{end.num_rows} of {rows} rows")
    if rows:
        group = end.row_group(end.num_row_groups - 1)
        last = group.column(group.num_columns - 1)
        first = last.dictionary_page_offset if last.has_dictionary_page else last.data_page_offset
        length = first + last.total_compressed_size + end.serialized_size + 8
        if length != path.stat().st_size:
            raise _damaged(path, f"{path.stat().st_size} of {length} bytes")
    if not isinstance(what, dict):
        raise _damaged(path, "it was changed")
    return what


def _same(path: Path, what: Mapping[str, Any], part: int, sweep: str) -> None:
    if (what.get("sweep"), what.get("part")) != (sweep, part):
        where = "another sweep" if what.get("sweep") != sweep else "another place"
        raise UsageError(f"{path} belongs to {where}; delete it and run the same command again")


def _damaged(path: Path, why: str) -> UsageError:
    return UsageError(
        f"{path} is damaged ({why}); delete it and run the same command again to remake it"
    )
