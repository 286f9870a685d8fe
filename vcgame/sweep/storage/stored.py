"""A finished sweep in its folder, read piece by piece."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from vcgame.errors import UsageError
from vcgame.sweep.storage.layout import Layout
from vcgame.sweep.storage.store import MANIFEST
from vcgame.sweep.storage.stored_part import part_name
from vcgame.sweep.storage.tables import KEY

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["StoredSweep"]


@dataclass(frozen=True, slots=True)
class StoredSweep:
    """A sweep that was completed; made by `open`.

    Attributes
    ----------
    path
        Its folder.
    manifest
        What made it.
    layout
        Its columns.
    """

    path: Path
    manifest: Mapping[str, Any]
    layout: Layout

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the manifest of a sweep.

        Raises
        ------
        UsageError
            If there is none, or if the sweep was not completed.
        """
        file = path / MANIFEST
        try:
            manifest = json.loads(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise UsageError(
                f"{path} holds no sweep ({error.strerror or error}); make one with "
                f"vcgame sweep MODEL ... --out {shlex.quote(str(path))}"
            ) from error
        except ValueError:
            raise UsageError(f"{file} is damaged; sweep again with --fresh") from None
        try:
            stored = cls(path, manifest, Layout.read(manifest["columns"]))
            complete = manifest["complete"] is True
            prod((stored.points, stored.part_points, stored.settings, stored.draws))
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            raise UsageError(f"{file} is damaged; sweep again with --fresh") from None
        if not complete:
            raise UsageError(
                f"the sweep in {path} is not complete; finish it with {stored.command}"
            )
        return stored

    @property
    def command(self) -> str:
        """The command that goes on with it: the one that made it, but never beginning anew."""
        words = self.manifest.get("command", ("vcgame", "sweep"))
        return shlex.join(str(word) for word in words if word != "--fresh")

    @property
    def points(self) -> int:
        """How many points it has."""
        return int(self.manifest["points"])

    @property
    def part_points(self) -> int:
        """How many points a part has; the last may have fewer."""
        return int(self.manifest["part_points"])

    @property
    def uncertain(self) -> tuple[str, ...]:
        """The parameters that were drawn."""
        return tuple(str(each["name"]) for each in self.manifest["design"]["uncertain"])

    @property
    def sampling(self) -> Mapping[str, Any] | None:
        """How they were drawn (method, rows, seed); ``None`` where none was."""
        plan: Mapping[str, Any] | None = self.manifest["design"]["sampling"]
        return plan

    @property
    def draws(self) -> int:
        """How many draws every setting of the levers has."""
        if self.sampling is None:
            return 1
        rows = int(self.sampling["rows"])
        return rows * (len(self.uncertain) + 2) if self.sampling["method"] == "saltelli" else rows

    @property
    def settings(self) -> int:
        """How many settings of the levers there are."""
        return self.points // self.draws

    @property
    def levers(self) -> dict[str, str]:
        """Per column of a varied quantity that is not drawn, the name of the quantity."""
        return {
            column: meaning["quantity"]
            for column, meaning in self.layout.points.items()
            if meaning["kind"] in {"quantity", "quantity?"}
            and meaning["quantity"] not in self.uncertain
        }

    def outcome_columns(self) -> dict[str, tuple[str, str]]:
        """Per column of an outcome, its name and the rule that selects the equilibrium."""
        known = (self.manifest["options"].get("outcomes") or {}).get("columns", {})
        return {
            column: (known[meaning["outcome"]]["outcome"], known[meaning["outcome"]]["select"])
            for column, meaning in self.layout.points.items()
            if meaning["kind"] == "outcome" and meaning["outcome"] in known
        }

    def column(self, outcome: str) -> str | None:
        """Find the column of something that was worked out at every point."""
        named = (
            column
            for column, meaning in self.layout.points.items()
            if meaning["kind"] == "outcome" and meaning["outcome"] == outcome
        )
        return next(named, None)

    def read(self, start: int, stop: int, columns: Sequence[str]) -> Iterator[tuple[int, pa.Table]]:
        """Read points from number `start` to before `stop`, one part at a time.

        Yields
        ------
        number, table
            Number of the first point of a piece, and the columns there.

        Raises
        ------
        UsageError
            If a part is missing or damaged, or belongs to another sweep.
        """
        for part in range(start // self.part_points, -(-stop // self.part_points)):
            first = part * self.part_points
            table = self._part(part, list(columns))
            low, high = max(start - first, 0), min(stop - first, self.part_points)
            yield first + low, table.slice(low, high - low)

    def _part(self, part: int, columns: list[str]) -> pa.Table:
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.path / "points" / part_name(part)
        expected = min(self.part_points, self.points - part * self.part_points)
        try:
            with pq.ParquetFile(path) as file:
                what = json.loads(file.schema_arrow.metadata[KEY])
                if (what["sweep"], what["part"]) != (self.manifest.get("sweep"), part):
                    raise UsageError(f"{path} belongs to another sweep; {self._again()}")
                table = file.read(columns=columns)
        except FileNotFoundError:
            raise UsageError(f"{path} is missing; {self._again()}") from None
        except (pa.ArrowException, OSError, KeyError, TypeError, ValueError):
            raise UsageError(f"{path} is damaged; delete it, then {self._again()}") from None
        if len(table) != expected:
            raise UsageError(f"{path} is damaged; delete it, then {self._again()}")
        return table

    def _again(self) -> str:
        return f"make it again with {self.command}"
