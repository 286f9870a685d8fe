"""An outcome at the draws of one setting of a stored sweep, as Sobol indices need it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from vcgame.errors import UsageError, nearest
from vcgame.sweep.storage.stored import StoredSweep

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = [
    "Measured",
    "find_measured",
    "lever_values",
    "numbers",
    "outcome_matrices",
    "rows_of_matrices",
]

_COUNTED: Final = frozenset({"outcome", "equilibria", "components", "degenerate"})
_REGIME: Final = "regime:"


@dataclass(frozen=True, slots=True)
class Measured:
    """A number that a stored sweep has at its points.

    Attributes
    ----------
    name
        What it is called.
    column
        The column it is read from.
    rule
        The rule that selects the equilibrium; empty for what concerns all equilibria.
    regime
        The regime that it tells (1, or 0 elsewhere), or ``None``.
    """

    name: str
    column: str
    rule: str
    regime: str | None = None


def find_measured(stored: StoredSweep, name: str, select: str | None = None) -> Measured:
    """Find what a name stands for in a stored sweep.

    Parameters
    ----------
    stored
        The sweep.
    name
        An outcome that the sweep was asked for (``total``); ``regime:`` and the label of a
        regime; or a column of numbers (``equilibria``, ``target_is_unique``).
    select
        Rule; needed where the sweep has the outcome by several, and `name` is not that of a
        column (``worst_total``).

    Raises
    ------
    UsageError
        If the sweep does not have it, with what it has or the command that makes it; if `name`
        is a column by another rule.
    """
    if name.startswith(_REGIME):
        return Measured(name, "regime", "", _known_regime(stored, name.removeprefix(_REGIME)))
    columns = stored.outcome_columns()
    if name in columns:
        outcome, rule = columns[name]
        if select not in (None, rule):
            raise UsageError(
                f"{name} is {outcome} by the rule {rule}, not {select}; write --outcome {outcome} "
                f"--select {select}"
            )
        return Measured(outcome, name, rule)
    meaning = stored.layout.points.get(name)
    if meaning is not None and meaning["kind"] in _COUNTED:
        return Measured(name, name, "")
    by_rule = {rule: column for column, (outcome, rule) in columns.items() if outcome == name}
    if not by_rule:
        known = dict.fromkeys(outcome for outcome, _ in columns.values())
        further = (
            column
            for column, meaning in stored.layout.points.items()
            if meaning["kind"] in _COUNTED and column not in columns
        )
        listed = ", ".join((*known, *further, "regime:LABEL"))
        raise UsageError(
            f"the sweep in {stored.path} has no outcome {name!r}, only {listed}; for another one "
            "sweep again with --outcome NAME --select RULE"
        )
    if select is not None and select not in by_rule:
        raise UsageError(
            f"the sweep in {stored.path} has {name} by the rule {' and '.join(by_rule)}; for "
            f"another one sweep again with --outcome {name} --select {select}"
        )
    if select is None and len(by_rule) > 1:
        raise UsageError(
            f"the sweep has {name} by several rules; add --select {' or '.join(by_rule)}"
        )
    rule = select or next(iter(by_rule))
    return Measured(name, by_rule[rule], rule)


def _known_regime(stored: StoredSweep, label: str) -> str:
    known = [each["regime"] for each in stored.manifest.get("regimes", ()) if each["regime"]]
    if known and label not in known:
        raise UsageError(f"no point of the sweep has the regime {label!r}; {nearest(label, known)}")
    return label


def rows_of_matrices(stored: StoredSweep) -> int:
    """Tell how many rows each of the matrices A, B and AB of a sweep has.

    Raises
    ------
    UsageError
        If the draws were not made for Sobol indices.
    """
    sampling = stored.sampling
    if sampling is None or sampling["method"] != "saltelli":
        drawn = "drew nothing" if sampling is None else f"was drawn by {sampling['method']}"
        raise UsageError(
            f"the sweep in {stored.path} {drawn}; Sobol indices need one that is made with "
            "--uncertain NAME=LOW:HIGH --sampling saltelli"
        )
    return int(sampling["rows"])


def outcome_matrices(stored: StoredSweep, measured: Measured, setting: int) -> Floats:
    """Give an outcome at the matrices A, B and AB of one setting, for `sensitivity.sobol`.

    Points without a complete answer have nan.

    Raises
    ------
    UsageError
        If the draws were not made for Sobol indices, or the setting does not exist.
    """
    import numpy as np

    rows = rows_of_matrices(stored)
    if not 0 <= setting < stored.settings:
        raise UsageError(f"--setting {setting}: the sweep has settings 0 to {stored.settings - 1}")
    start = setting * stored.draws
    pieces = [values for _, values in _values(stored, measured, start, start + stored.draws)]
    return np.concatenate(pieces).reshape(len(stored.uncertain) + 2, rows)


def lever_values(stored: StoredSweep, setting: int) -> dict[str, float]:
    """Give the values of the levers at a setting, nan where a derived quantity has none."""
    point = setting * stored.draws
    _, table = next(stored.read(point, point + 1, tuple(stored.levers)))
    return {
        quantity: float(numbers(table[column])[0]) for column, quantity in stored.levers.items()
    }


def _values(
    stored: StoredSweep, measured: Measured, start: int, stop: int
) -> Iterator[tuple[int, Floats]]:
    import numpy as np
    import pyarrow.compute as pc

    columns = list(dict.fromkeys(("status", measured.column)))
    for first, table in stored.read(start, stop, columns):
        column = table[measured.column]
        if measured.regime is not None:
            column = pc.equal(column.cast("string"), measured.regime)
        answered = numbers(pc.equal(table["status"].cast("string"), "ok")) == 1
        yield first, np.where(answered, numbers(column), np.nan)


def numbers(column: Any) -> Floats:
    """Take a column of numbers or flags as floats, nan where it is empty."""
    import numpy as np

    return np.asarray(column.cast("float64").to_numpy(zero_copy_only=False), dtype=np.float64)
