"""Findings as Arrow tables and as the bytes of Parquet files.

How the files are written was measured: a sweep makes some 200 bytes per point, so at millions of
points a second every pass over them counts. Floats are written as they are: a dictionary or a
compression takes longer than the rest of the writing and makes random numbers no smaller.
Columns that stand still, and those of zeros and ones only (shares of pure equilibria), shrink to
almost nothing with a dictionary. Columns that are never empty say so, which halves their time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from vcgame.sweep.findings import STATUSES, Findings
from vcgame.sweep.job import Job, PartFiles
from vcgame.sweep.storage.layout import Layout, Meaning

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["KEY", "equilibrium_table", "fingerprint", "part_files", "point_table"]

KEY: Final = b"vcgame"
"""Under this key a part says in its metadata what it is."""

_NEVER_EMPTY: Final = frozenset({
    "number", "setting", "draw", "quantity", "status", "message",
    "equilibrium", "component", "pure", "share", "payoff", "certificate",
})  # fmt: skip
_SKIPPED_BY: Final = frozenset({"number", "setting"})
_STATUSES: Final = tuple(sorted(STATUSES))
_LOOKED_AT: Final = 64
_VERSION: Final = "2.6"

_known: list[tuple[Job, Layout, str]] = []


def fingerprint(job: Job) -> str:
    """Give a short text that two sweeps share only if they have the same result."""
    said = [job.model_text, job.design, job.options, job.points, job.part_points]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def part_files(job: Job, part: int, findings: Findings) -> PartFiles:
    """Write the findings of a part as two Parquet files, in memory.

    The same findings give the same bytes on every machine with the same versions. The columns
    are those of ``job.options["columns"]``. The metadata of the points say which part of which
    sweep this is, what it counts, and how long the file of equilibria is, so that a store can
    tell a whole part from a damaged one by the ends of its files.
    """
    layout, sweep = _of_job(job)
    what: dict[str, Any] = {"sweep": sweep, "part": part}
    equilibria = _parquet(equilibrium_table(findings, layout), layout.equilibria, what)
    tally = _tally(findings)
    messages = _first_messages(findings)
    what |= {
        "equilibria": {"rows": len(findings.found), "bytes": len(equilibria)},
        "tally": tally,
        "messages": messages,
    }
    points = _parquet(point_table(findings, layout), layout.points, what)
    return PartFiles(part, points, equilibria, tally, messages)


def _of_job(job: Job) -> tuple[Layout, str]:
    """Give the layout and the fingerprint of a job; those of the last job are kept."""
    if not _known or _known[0][0] is not job:
        _known[:] = [(job, Layout.read(job.options["columns"]), fingerprint(job))]
    return _known[0][1:]


def point_table(findings: Findings, layout: Layout) -> pa.Table:
    """Give the table of points: one row per point, also where there is no answer."""
    makers: Mapping[str, Callable[[Findings, Meaning], pa.Array]] = {
        "number": lambda found, _: _array(_numbers(found)),
        "setting": lambda found, meaning: _array(_numbers(found) // meaning["draws"]),
        "draw": lambda found, meaning: _array(_numbers(found) % meaning["draws"]),
        "quantity": lambda found, meaning: _array(found.shown[meaning["quantity"]]),
        "quantity?": lambda found, meaning: _numbers_or_none(found.shown[meaning["quantity"]]),
        "status": lambda found, _: _labels(_status_places(found), _STATUSES),
        "regime": lambda found, _: _labels(found.regime, found.regimes, _unanswered(found)),
        "equilibria": lambda found, _: _array(found.equilibria, _unanswered(found)),
        "components": lambda found, _: _array(found.components, found.components < 0),
        "degenerate": lambda found, _: _array(found.degenerate == 1, found.degenerate < 0),
        "message": lambda found, _: _labels(found.message, found.messages),
        "outcome": lambda found, meaning: _numbers_or_none(found.outcomes[meaning["outcome"]]),
    }
    columns = {name: makers[what["kind"]](findings, what) for name, what in layout.points.items()}
    return _table(columns, layout.points)


def equilibrium_table(findings: Findings, layout: Layout) -> pa.Table:
    """Give the table of equilibria: one row per equilibrium, in the order of the points."""
    found = findings.found
    # Shares, moves and payoffs come column by column, in the order of the layout.
    rest = {"share": iter(found.shares.T), "move": iter(found.moves.T)}
    rest["payoff"] = iter(found.payoffs.T)
    makers: Mapping[str, Callable[[Meaning], pa.Array]] = {
        "number": lambda _: _array(found.row + findings.start),
        "equilibrium": lambda _: _array(found.number),
        "component": lambda _: _array(found.component),
        "pure": lambda _: _array(found.pure),
        "share": lambda _: _array(next(rest["share"])),
        "chance": lambda _: _numbers_or_none(next(rest["share"])),
        "move": lambda meaning: _moves(next(rest["move"]), meaning["actions"]),
        "payoff": lambda _: _array(next(rest["payoff"])),
        "count": lambda _: _counts(next(rest["move"])),
        "amount": lambda _: _numbers_or_none(next(rest["payoff"])),
        "certificate": lambda _: _array(found.certificate),
        "outcome": lambda meaning: _numbers_or_none(found.outcomes[meaning["outcome"]]),
    }
    columns = {name: makers[what["kind"]](what) for name, what in layout.equilibria.items()}
    if any(next(each, None) is not None for each in rest.values()):
        raise ValueError("there are more shares, moves or payoffs than columns")
    return _table(columns, layout.equilibria)


def _numbers(findings: Findings) -> NDArray[np.int64]:
    import numpy as np

    return np.arange(findings.start, findings.start + len(findings), dtype=np.int64)


def _unanswered(findings: Findings) -> NDArray[np.bool_]:
    return findings.regime < 0


def _status_places(findings: Findings) -> NDArray[np.int32]:
    import numpy as np

    places = np.array([_STATUSES.index(status) for status in STATUSES], dtype=np.int32)
    return places[findings.status]


def _moves(chosen: NDArray[np.int32], actions: list[str]) -> pa.Array:
    return _labels(chosen, actions, chosen < 0)


def _table(columns: Mapping[str, Any], meanings: Mapping[str, Meaning]) -> pa.Table:
    import pyarrow as pa

    fields = [
        pa.field(name, array.type, nullable=meanings[name]["kind"] not in _NEVER_EMPTY)
        for name, array in columns.items()
    ]
    return pa.Table.from_arrays(list(columns.values()), schema=pa.schema(fields))


def _array(values: NDArray[Any], empty: NDArray[np.bool_] | None = None) -> pa.Array:
    """Make a column; `empty` marks rows without a value.

    Its memory is put together here, since ``pyarrow.array`` imports pandas wherever it is
    installed, which takes longer than a small sweep.
    """
    import numpy as np
    import pyarrow as pa

    flags = values.dtype == np.bool_
    kind = pa.bool_() if flags else pa.from_numpy_dtype(values.dtype)
    data = np.packbits(values, bitorder="little") if flags else np.ascontiguousarray(values)
    present = None
    if empty is not None and empty.any():
        present = pa.py_buffer(np.packbits(~empty, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [present, pa.py_buffer(data)])


def _counts(values: NDArray[np.int32]) -> pa.Array:
    """Make a column of counts, empty where there are none."""
    return _array(values, values < 0)


def _numbers_or_none(values: NDArray[np.float64]) -> pa.Array:
    """Make a column in which nan is no value."""
    import numpy as np

    return _array(values, np.isnan(values))


def _labels(
    places: NDArray[np.int32], labels: Sequence[str], empty: NDArray[np.bool_] | None = None
) -> pa.Array:
    """Make a column of labels from their places; a place below 0 needs `empty`."""
    import numpy as np
    import pyarrow as pa

    texts = [label.encode("utf-8", "replace") for label in labels]
    ends = np.cumsum([0, *map(len, texts)]).astype(np.int32)
    memory = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(texts))]
    known = pa.Array.from_buffers(pa.string(), len(texts), memory)
    indices = _array(places.astype(np.int32, copy=False), empty)
    return pa.DictionaryArray.from_arrays(indices, known)


def _parquet(table: pa.Table, meanings: Mapping[str, Meaning], what: Mapping[str, Any]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    said = json.dumps(what, sort_keys=True, separators=(",", ":"))
    table = table.replace_schema_metadata({KEY: said.encode()})
    names = table.column_names
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        version=_VERSION,
        row_group_size=max(1, len(table)),
        write_batch_size=max(1, len(table)),
        compression="none",
        use_dictionary=[name for name in names if _repeats(table[name])],
        write_statistics=[name for name in names if meanings[name]["kind"] in _SKIPPED_BY],
    )
    return bytes(sink.getvalue())


def _repeats(column: pa.ChunkedArray) -> bool:
    """Whether a dictionary makes a column much smaller at once: labels, one value, or 0 and 1."""
    import numpy as np
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        return True
    if pa.types.is_boolean(column.type) or not len(column) or column.null_count:
        return False
    values = np.frombuffer(column.chunk(0).buffers()[1], dtype=str(column.type))
    some = values[:: max(1, len(values) // _LOOKED_AT)]
    if not ((some == some[0]).all() or ((some == 0) | (some == 1)).all()):
        return False  # as most columns of floats show at once
    low, high = values.min(), values.max()
    if low == high:
        return True
    return bool(low == 0 and high == 1 and ((values == 0) | (values == 1)).all())


def _tally(findings: Findings) -> tuple[tuple[str, str, int], ...]:
    """Count the points per status and regime, in a fixed order."""
    import numpy as np

    width = len(findings.regimes) + 1
    codes = findings.status.astype(np.int64) * width + (findings.regime + 1)
    counts = np.bincount(codes, minlength=len(STATUSES) * width)
    regimes = ("", *findings.regimes)
    return tuple(
        (STATUSES[code // width], regimes[code % width], int(counts[code]))
        for code in counts.nonzero()[0].tolist()
    )


def _first_messages(findings: Findings) -> dict[str, str]:
    """Give the first message of each status that has one."""
    said: dict[str, str] = {}
    for place, status in enumerate(STATUSES):
        where = (findings.status == place) & (findings.message > 0)
        if where.any():
            said[status] = findings.messages[findings.message[where.argmax()]]
    return said
