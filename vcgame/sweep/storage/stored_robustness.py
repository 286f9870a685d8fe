"""Robustness of the target of a stored sweep, read part by part in bounded memory."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from vcgame.errors import UsageError
from vcgame.sweep.measures.robustness import LEVEL, Robustness
from vcgame.sweep.measures.sample import numbers
from vcgame.sweep.measures.target import TARGET_COLUMNS
from vcgame.sweep.storage.disk import hidden_name, sync_folder
from vcgame.sweep.storage.store import ROBUSTNESS
from vcgame.sweep.storage.stored import StoredSweep
from vcgame.sweep.storage.tables import KEY

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ROBUSTNESS", "counted_draws", "robustness_of", "write_robustness"]

_WINDOW: Final = 1 << 18
_NAMES: Final = ("equilibrium", "unique")


def robustness_of(stored: StoredSweep) -> Iterator[pa.Table]:
    """Give the robustness of the target, for some settings of the levers at a time, in order.

    Yields
    ------
    pyarrow.Table
        Per setting: its number (``setting``), the levers; and for ``equilibrium`` (the target
        is one) and ``unique`` (it is the only one) the share of the draws with an answer
        (``_share``), its interval (``_low``, ``_high``; see
        `vcgame.sweep.measures.robustness`), in how many draws it holds (``_yes``), and how many
        have an answer (``_answered``) and have none
        (``_unanswered``). A share without any answer is empty.

    Raises
    ------
    UsageError
        If the sweep had no target.
    """
    columns = [stored.column(name) for name in TARGET_COLUMNS]
    if None in columns:
        raise UsageError(
            f"the sweep in {stored.path} has no target; sweep again with --target PROFILE"
        )
    flags = [column for column in columns if column is not None]
    window = max(1, _WINDOW // stored.draws)
    for first in range(0, stored.settings, window):
        yield _window(stored, flags, first, min(first + window, stored.settings))


def _window(stored: StoredSweep, flags: list[str], first: int, last: int) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    levers = list(stored.levers)
    draws = stored.draws
    counting = Robustness(last - first, draws, first=first, counted=counted_draws(stored))
    values: dict[str, list[Any]] = {lever: [] for lever in levers}
    for start, table in stored.read(first * draws, last * draws, [*flags, *levers]):
        equilibrium, unique = (numbers(table[flag]) for flag in flags)
        counting.count(start, equilibrium, unique)
        heads = slice(-start % draws, None, draws)  # the first draw of every setting
        for lever in levers:
            values[lever].append(numbers(table[lever])[heads])
    found: dict[str, Any] = {}
    for name, shares in zip(_NAMES, counting.shares.values(), strict=True):
        low, high = shares.interval
        found[f"{name}_share"], found[f"{name}_low"], found[f"{name}_high"] = (
            shares.share,
            low,
            high,
        )
        found[f"{name}_yes"] = shares.yes
        found[f"{name}_answered"] = shares.answered
        found[f"{name}_unanswered"] = shares.unanswered
    named: dict[str, Any] = {"setting": np.arange(first, last, dtype=np.int64)}
    taken = {"setting", *found}
    for lever, pieces in values.items():
        named[f"{lever}_value" if lever.lower() in taken else lever] = np.concatenate(pieces)
    named |= found
    return pa.table({name: pa.array(each, from_pandas=True) for name, each in named.items()})


def counted_draws(stored: StoredSweep) -> int:
    """Tell how many draws of a setting count: those of AB repeat values of A and B."""
    sampling = stored.sampling
    if sampling is not None and sampling["method"] == "saltelli":
        return 2 * int(sampling["rows"])
    return stored.draws


def write_robustness(stored: StoredSweep) -> Path:
    """Write the table into the folder of the sweep; it appears whole or not at all.

    Raises
    ------
    UsageError
        If the sweep had no target, or the table cannot be written.
    """
    path = stored.path / ROBUSTNESS
    hidden = hidden_name(path)
    said = {
        "sweep": stored.manifest["sweep"],
        "target": stored.manifest["options"].get("target"),
        "level": LEVEL,
        "draws": counted_draws(stored),
    }
    try:
        with hidden.open("wb") as file:
            _write(robustness_of(stored), file, {KEY: json.dumps(said, sort_keys=True).encode()})
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            hidden.unlink(missing_ok=True)
    return path


def _write(tables: Iterator[pa.Table], file: BinaryIO, metadata: dict[bytes, bytes]) -> None:
    import pyarrow.parquet as pq

    head = next(tables)
    schema = head.schema.with_metadata(metadata)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for table in chain((head,), tables):
            writer.write_table(table.cast(schema))
