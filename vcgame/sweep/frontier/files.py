"""The cells of a frontier as a file, in Parquet or CSV, with a header that says what made it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vcgame.errors import UsageError
from vcgame.sweep.frontier.frontier import Frontier, Region
from vcgame.sweep.storage.disk import write_durably

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["SUFFIXES", "cell_table", "check_suffix", "frontier_header", "write_cells"]

SUFFIXES: Final = (".parquet", ".csv")
_BETWEEN: Final = " || "


def check_suffix(path: Path) -> None:
    """Refuse a file that is neither Parquet nor CSV.

    Raises
    ------
    UsageError
        With what would be right.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{path.name} is no .parquet or .csv file; name the result so")


def write_cells(path: Path, frontier: Frontier, header: dict[str, Any]) -> None:
    """Write the cells that are not proved to lie in one regime, whole or not at all.

    Raises
    ------
    UsageError
        If the file cannot be written.
    """
    check_suffix(path)
    table = cell_table(frontier)
    text = json.dumps(header, ensure_ascii=False)
    sink = BytesIO()
    if path.suffix.lower() == ".parquet":
        import pyarrow.parquet as pq

        table = table.replace_schema_metadata({"vcgame": text})
        pq.write_table(table, sink, compression="zstd")
    else:
        from pyarrow import csv

        sink.write(f"# vcgame {text}\n".encode())
        csv.write_csv(table, sink)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, sink.getvalue())
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error


def cell_table(frontier: Frontier) -> pa.Table:
    """Give the cells that are not proved, one row each, sorted by place.

    The columns are the sides of the cell in both parameters, the `kind` (``boundary`` or
    ``undecided``), and the `regimes` at its corners, joined by ``||``.
    """
    import numpy as np
    import pyarrow as pa

    order = np.lexsort((frontier.rows, frontier.columns))
    columns: dict[str, Any] = {}
    places = (frontier.columns[order], frontier.rows[order])
    for name, span, at in zip("xy", frontier.spans, places, strict=True):
        lines = np.array(
            [float(span.at(line, frontier.resolution)) for line in range(frontier.resolution + 1)]
        )
        columns[f"{name}_low"], columns[f"{name}_high"] = lines[at], lines[at + 1]
    kinds = pa.array(["undecided", "boundary"])
    columns["kind"] = pa.DictionaryArray.from_arrays(
        frontier.boundary[order].astype(np.int32), kinds
    )
    columns["regimes"] = _regimes_met(frontier.regions, frontier.corners[order])
    return pa.table(columns)


def _regimes_met(regions: Sequence[Region], corners: NDArray[np.int32]) -> pa.DictionaryArray:
    """Name the regimes at the corners of each cell, every one once."""
    import numpy as np
    import pyarrow as pa

    sets, numbers = np.unique(np.sort(corners, axis=1), axis=0, return_inverse=True)
    named = [each.regime or f"({each.status})" for each in regions]
    texts = [_BETWEEN.join(named[each] for each in dict.fromkeys(row)) for row in sets.tolist()]
    codes = numbers.reshape(-1).astype(np.int32)
    return pa.DictionaryArray.from_arrays(codes, pa.array(texts, pa.string()))


def frontier_header(frontier: Frontier, *, version: str, command: Sequence[str]) -> dict[str, Any]:
    """Describe model, point, rectangle and versions; exact numbers are text.

    Cell line number ``k`` of a span is exactly ``low + (high - low)*k/resolution``.
    """
    model = frontier.model
    spans = dict(zip("xy", frontier.spans, strict=True))
    return {
        "made_by": f"vcgame {version}",
        "command": ["vcgame", *command],
        "model": model.id,
        "status": model.status,
        "model_sha256": model.text_hash,
        "parameters": {name: str(value) for name, value in frontier.values.items()},
        "spans": {
            axis: {"name": span.name, "low": str(span.low), "high": str(span.high)}
            for axis, span in spans.items()
        },
        "resolution": frontier.resolution,
        "regions": [
            {
                "status": region.status,
                "regime": region.regime,
                "cells": region.cells,
                "point": None if region.point is None else [str(each) for each in region.point],
            }
            for region in frontier.regions
        ],
        "boundary": int(frontier.boundary.sum()),
        "undecided": int((~frontier.boundary).sum()),
        "tested": frontier.tested,
        "traced": frontier.traced,
        "solved": frontier.solved,
    }
