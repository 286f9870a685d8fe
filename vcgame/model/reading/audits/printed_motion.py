"""Entries of audit files about motion: stability tables, equations, simulations, basins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vcgame.errors import nearest
from vcgame.model import audit
from vcgame.model.printed_numbers import PrintedComplex
from vcgame.model.reading.audits.printed_parts import EntryParts
from vcgame.model.toml.document import Path

__all__ = ["MotionEntries"]


class MotionEntries(EntryParts):
    """Reads the entries about motion; `read` takes the value, its place, and the entry."""

    def stable(self, given: Any, path: Path, entry: Mapping[str, Any]) -> audit.StableOnes | None:  # noqa: ARG002
        """Read states that are said to be stable."""
        states = [
            self.state(table, (*path, index))
            for index, table in enumerate(given)
            if table is not None
        ]
        known = tuple(state for state in states if state is not None)
        return audit.StableOnes(known) if len(known) == len(given) else None

    def rest_points(
        self, given: Any, path: Path, entry: Mapping[str, Any]
    ) -> audit.StabilityTable | None:
        """Read a table of rest points."""
        points = [self._point(each, (*path, index)) for index, each in enumerate(given)]
        known = tuple(point for point in points if point is not None)
        return audit.StabilityTable(known, entry.get("complete", True)) if known else None

    def _point(self, given: Mapping[str, Any], path: Path) -> audit.PrintedPoint | None:
        state = self.state(given["state"], (*path, "state")) if "state" in given else None
        when, exactly = self.conditions({**given, "_path": path})
        cells = {key: self.figure(given.get(key)) for key in ("determinant", "trace")}
        eigenvalues = [
            each if isinstance(each, PrintedComplex) else self.figure(each)
            for each in given.get("eigenvalues", ())
        ]
        if eigenvalues and self.coordinates and len(eigenvalues) != len(self.coordinates):
            wrong = f"{len(eigenvalues)} eigenvalues for {len(self.coordinates)} coordinates"
            self.reporter.report((*path, "eigenvalues"), wrong, "write one per coordinate")
        if state is None:
            return None
        return audit.PrintedPoint(
            state=state,
            label=given.get("label"),
            ess=given.get("ess"),
            determinant=cells["determinant"],
            trace=cells["trace"],
            determinant_sign=given.get("determinant_sign"),
            trace_sign=given.get("trace_sign"),
            eigenvalues=tuple(each for each in eigenvalues if each is not None),
            when=when,
            exactly=exactly,
        )

    def jacobian(self, given: Any, path: Path, entry: Mapping[str, Any]) -> audit.Jacobian | None:  # noqa: ARG002
        """Read a Jacobian."""
        size = len(self.coordinates)
        if size and any(len(row or ()) != size for row in (given, *given)):
            right = f"write {size} rows of {size} formulas, in {', '.join(self.coordinates)}"
            self.reporter.report(path, "the Jacobian has another shape", right)
            return None
        with self.binder.also_knowing(self.coordinates):
            rows = [self.binder.payoffs(row, 0, path) for row in given]
        good = size and all(len(row) == size for row in rows)
        return audit.Jacobian(tuple(rows)) if good else None

    def replicator(
        self,
        given: Any,
        path: Path,
        entry: Mapping[str, Any],  # noqa: ARG002
    ) -> audit.Replicator | None:
        """Read replicator equations."""
        with self.binder.also_knowing(self.coordinates):
            rates = {name: self.binder.expression(source) for name, source in given.items()}
        for name in rates if self.coordinates else ():
            if name not in self.coordinates:
                hint = nearest(name, self.coordinates)
                self.reporter.report_key((*path, name), f"no coordinate {name!r}", hint)
        return audit.Replicator({n: rate for n, rate in rates.items() if rate is not None})

    def simulated(
        self,
        given: Any,
        path: Path,
        entry: Mapping[str, Any],  # noqa: ARG002
    ) -> audit.Simulated:
        """Read simulated paths."""
        runs = []
        for index, each in enumerate(given):
            place = (*path, index)
            ends = [key for key in ("to", "cycles") if self.reporter.given((*place, key))]
            if len(ends) != 1:
                wrong = "it has no end" if not ends else "to and cycles stand together"
                self.reporter.report_key(place, wrong, "write to = { ... } or cycles = true")
            start = self.state(each["from"], (*place, "from")) if "from" in each else None
            end = self.state(each["to"], (*place, "to")) if "to" in each else None
            if start is not None and (end is not None or "cycles" in each):
                runs.append(audit.Run(start, end, self.point(each, place)))
        return audit.Simulated(tuple(runs))

    def basin(self, given: Any, path: Path, entry: Mapping[str, Any]) -> audit.Basin | None:  # noqa: ARG002
        """Read the size of a basin."""
        state = self.state(given["of"], (*path, "of")) if "of" in given else None
        share = self.figure(given.get("share"))
        return None if state is None or share is None else audit.Basin(state, share)
