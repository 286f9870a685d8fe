"""Tables of sweeps: Sobol indices of outcomes, and the robustness of a target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from vcgame.model.point import exact_value
from vcgame.model.text import Text
from vcgame.report.naming import both, joined
from vcgame.report.tables.cells import MISSING, number
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.sweep.measures.robustness import LEVEL
from vcgame.sweep.measures.sample import Measured, lever_values
from vcgame.sweep.measures.sensitivity import Index, Indices
from vcgame.sweep.storage.stored import StoredSweep
from vcgame.sweep.storage.stored_robustness import ROBUSTNESS, counted_draws, robustness_of

__all__ = ["robustness_table", "sensitivity_table"]

_SHOWN: Final = 50
_SHARES: Final = (
    "equilibrium_share",
    "equilibrium_low",
    "equilibrium_high",
    "unique_share",
    "unique_low",
    "unique_high",
    "equilibrium_answered",
    "equilibrium_unanswered",
    "unique_unanswered",
)


def sensitivity_table(
    stored: StoredSweep,
    found: Sequence[tuple[Measured, Indices]],
    setting: int,
    *,
    confidence: float,
    resamples: int,
    seed: int,
) -> Table:
    """Give the Sobol indices of outcomes at one setting, one row per outcome and parameter.

    The rule that selects the equilibrium stands in every row. An outcome that does not vary has
    no indices; a note says so.
    """
    columns = (
        Column("outcome", word("sweeps.outcome")),
        Column("rule", word("sweeps.rule")),
        Column("parameter", word("parameter")),
        Column("first", word("sweeps.first"), "right"),
        Column("first_low", word("sweeps.low"), "right"),
        Column("first_high", word("sweeps.high"), "right"),
        Column("total", word("sweeps.total"), "right"),
        Column("total_low", word("sweeps.low"), "right"),
        Column("total_high", word("sweeps.high"), "right"),
        Column("rows", word("sweeps.rows"), "right"),
        Column("left_out", word("sweeps.left_out"), "right"),
    )
    rows: list[tuple[Cell, ...]] = []
    notes = [_setting_note(stored, setting)]
    sampling = stored.sampling or {}
    notes.append(word("sweeps.sample", rows=int(sampling["rows"]), seed=int(sampling["seed"])))
    percent = f"{100 * confidence:g}"
    notes.append(word("sweeps.bootstrap", percent=percent, resamples=resamples, seed=seed))
    for measured, indices in found:
        head = (measured.name, _rule(measured.rule))
        counts = (indices.rows - indices.left_out, indices.left_out)
        for place, parameter in enumerate(stored.uncertain):
            cells: tuple[Cell, ...] = (None,) * 6
            if indices.constant is None:
                cells = (*_index(indices.first[place]), *_index(indices.total[place]))
            rows.append((*head, parameter, *cells, *counts))
        if indices.constant is not None:
            value = _said(indices.constant)
            notes.append(word("sweeps.constant", outcome=measured.name, value=value))
        if indices.left_out:
            left = {"left_out": indices.left_out, "rows": indices.rows}
            notes.append(word("sweeps.left", outcome=measured.name, **left))
    model = str(stored.manifest["model"])
    drawn = joined([Text(name) for name in stored.uncertain], chinese="、")
    template = word("sweeps.sensitivity_title", model=model, parameters="{parameters}")
    title = both(template, parameters=drawn)
    notes += _reservations(stored)
    return Table(f"{model}.sensitivity", title, columns, tuple(rows), tuple(notes))


def robustness_table(stored: StoredSweep) -> Table:
    """Give the robustness of the target of a sweep at its first settings."""
    levers = list(stored.levers.items())
    columns = (
        Column("setting", word("sweeps.setting"), "right"),
        *(Column(f"lever_{column}", Text(name), "right") for column, name in levers),
        Column("equilibrium_share", word("sweeps.equilibrium_share"), "right"),
        Column("equilibrium_low", word("sweeps.low"), "right"),
        Column("equilibrium_high", word("sweeps.high"), "right"),
        Column("unique_share", word("sweeps.unique_share"), "right"),
        Column("unique_low", word("sweeps.low"), "right"),
        Column("unique_high", word("sweeps.high"), "right"),
        Column("answered", word("sweeps.answered"), "right"),
        Column("unanswered", word("sweeps.unanswered"), "right"),
        Column("unique_unanswered", word("sweeps.unique_unanswered"), "right"),
    )
    head = next(robustness_of(stored)).slice(0, _SHOWN)
    shown = (*head.column_names[: 1 + len(levers)], *_SHARES)
    rows = tuple(
        tuple(_cell(row[name], whole=1 <= at <= len(levers)) for at, name in enumerate(shown))
        for row in head.to_pylist()
    )
    draws = counted_draws(stored)
    notes = [word("sweeps.wilson", percent=f"{100 * LEVEL:g}", draws=draws)]
    if stored.settings > _SHOWN:
        counts = {"shown": _SHOWN, "settings": stored.settings}
        notes.append(word("sweeps.more", file=ROBUSTNESS, **counts))
    notes += _reservations(stored)
    model = str(stored.manifest["model"])
    target = str(stored.manifest["options"].get("target"))
    title = word("sweeps.robustness_title", model=model, target=target)
    return Table(f"{model}.robustness", title, columns, rows, tuple(notes))


def _setting_note(stored: StoredSweep, setting: int) -> Text:
    values = lever_values(stored, setting) if stored.levers else {}
    if not values:
        return word("sweeps.base", setting=setting)
    said = ", ".join(f"{name} = {_said(value)}" for name, value in values.items())
    return word("sweeps.at", setting=setting, levers=said)


def _said(value: float) -> str:
    """Write the decimal that a float prints as."""
    return number(exact_value(value)) if math.isfinite(value) else MISSING


def _rule(rule: str) -> Text:
    return word(f"rules.{rule}") if rule else word("sweeps.no_rule")


def _index(index: Index) -> tuple[Cell, Cell, Cell]:
    return index.value, index.low, index.high


def _cell(value: Any, *, whole: bool) -> Cell:
    """Take a number from a table; of a lever, 2.0 is shown as 2."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    cell: Cell = int(value) if whole and float(value).is_integer() else value
    return cell


def _reservations(stored: StoredSweep) -> list[Text]:
    """Say whether mixed equilibria were left out, and where the payoffs come from."""
    notes = [word(f"status_notes.{stored.manifest['status']}")]
    if stored.manifest.get("concept") == "pure":
        notes.insert(0, word("notes_of.pure"))
    return notes
