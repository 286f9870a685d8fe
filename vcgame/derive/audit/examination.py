"""The audit of a source: everything that it prints is worked out again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from vcgame.derive.audit.bench import Bench, MissingValueError
from vcgame.derive.audit.case_rows import case_rows
from vcgame.derive.audit.formula_rows import nonnegative_rows, optimum_rows, value_rows
from vcgame.derive.audit.game_rows import (
    claim_rows,
    listed_rows,
    only_mixed_rows,
    unseen_rows,
)
from vcgame.derive.audit.motion_rows import (
    basin_rows,
    jacobian_rows,
    replicator_rows,
    simulated_rows,
)
from vcgame.derive.audit.notes import notes
from vcgame.derive.audit.payoff_rows import order_rows, pays_rows, pie_rows
from vcgame.derive.audit.rest_point_rows import stability_rows, stable_rows
from vcgame.derive.audit.row import AuditReport, Row, Sentence
from vcgame.derive.audit.threshold_rows import rounded_threshold_rows, threshold_rows
from vcgame.errors import VcgameError
from vcgame.model.audit import (
    Audit,
    Basin,
    Cases,
    Jacobian,
    Listed,
    MoveOrder,
    Nonnegative,
    OnlyMixed,
    Optimum,
    Pays,
    Pie,
    Printed,
    PrintedThreshold,
    Replicator,
    Simulated,
    StabilityTable,
    StableOnes,
    Unseen,
    Value,
)
from vcgame.model.claim import Threshold

__all__ = ["examine"]

_RULES: dict[type, Callable[[Bench, Printed, Any], Iterator[Row]]] = {
    Basin: basin_rows,
    Cases: case_rows,
    Jacobian: jacobian_rows,
    Listed: listed_rows,
    MoveOrder: order_rows,
    PrintedThreshold: rounded_threshold_rows,
    Nonnegative: nonnegative_rows,
    OnlyMixed: only_mixed_rows,
    Optimum: optimum_rows,
    Pays: pays_rows,
    Pie: pie_rows,
    Replicator: replicator_rows,
    Simulated: simulated_rows,
    StabilityTable: stability_rows,
    StableOnes: stable_rows,
    Threshold: threshold_rows,
    Unseen: unseen_rows,
    Value: value_rows,
}


def examine(audit: Audit) -> AuditReport:
    """Work everything out again that a source prints, and compare.

    Every row says ``agrees`` only where the printed thing follows from the payoffs: by exact
    computation at the stated values, by a proof for all values that satisfy its conditions, or
    (and then the row says so) at every one of many exact points.
    """
    bench = Bench(audit)
    rows = [row for printed in audit.printed for row in _rows(bench, printed)]
    return AuditReport(audit, tuple(rows), notes(bench, rows))


def _rows(bench: Bench, printed: Printed) -> list[Row]:
    """Check one entry; what it lacks or what cannot be worked out is a row too."""
    rule = _RULES.get(type(printed.stated), claim_rows)
    rows: list[Row] = []
    try:
        for row in rule(bench, printed, printed.stated):
            rows.append(row)  # noqa: PERF402  what was found before an error stays
    except MissingValueError as error:
        rows.append(bench.missing(printed, error))
    except VcgameError as error:
        rows.append(bench.row(printed, "undecided", reason=Sentence(str(error))))
    return rows
