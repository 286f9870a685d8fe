"""Tables of what a repeated game can pay: without end, and in a known number of rounds."""

from __future__ import annotations

from collections.abc import Sequence

from vcgame.derive.repeated.thresholds import CriticalFactor
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import formula_cell, joined
from vcgame.report.repeated.names import binding_text, path_text
from vcgame.report.repeated.tables import payoff_columns, titled
from vcgame.report.tables.cells import number
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.solve.repeated.answer import RepeatedAnswer
from vcgame.solve.repeated.horizon import Horizon
from vcgame.solve.repeated.payoff_set import PayoffSet
from vcgame.solve.repeated.polygon import Polygon

__all__ = ["Formulas", "formula_table", "horizon_table", "set_note", "set_table"]

Formulas = tuple[tuple[str, ...], tuple[str, ...], tuple[CriticalFactor, ...]]
"""A path, what follows a deviation, and the critical discount factor case by case."""


def formula_table(model: Model, formulas: Sequence[Formulas], notes: Sequence[Text] = ()) -> Table:
    """Tabulate critical discount factors of grim trigger as formulas with their conditions."""
    columns = (
        Column("path", word("repeated.path")),
        Column("reversion", word("repeated.reversion")),
        Column("delta", word("repeated.least_delta")),
        Column("conditions", word("conditions")),
        Column("binding", word("repeated.binding")),
    )
    rows: list[tuple[Cell, ...]] = []
    for target, reversion, cases in formulas:
        for case in cases:
            if case.formula is not None:
                delta: Cell = formula_cell(model, case.formula)
            else:
                delta = word(f"repeated_cases.{case.kind}")
            rows.append(
                (
                    path_text(model, target),
                    path_text(model, reversion),
                    delta,
                    _conditions(model, case),
                    binding_text(model, case.binding) if case.binding else None,
                )
            )
    title = titled(model, "title_formulas")
    return Table(f"{model.id}.critical-deltas", title, columns, tuple(rows), tuple(notes))


def _conditions(model: Model, case: CriticalFactor) -> Cell:
    """Write conditions one after the other."""
    parts = [formula_cell(model, condition) for condition in case.conditions]
    if not parts:
        return word("repeated.assumed")
    return Math(", ".join(part.latex for part in parts), ", ".join(part.plain for part in parts))


def set_note(found: PayoffSet) -> Text:
    """Say in one sentence how well a set is known."""
    if found.status == "empty":
        return word("repeated_statuses.empty")
    if found.gap is None:
        return word("repeated_statuses.outer")
    key = f"repeated_statuses.{found.status}"
    if found.status == "exact":
        return word(key)
    return word(key, gap=number(float(found.gap)), wanted=number(float(found.wanted)))


def set_table(model: Model, answer: RepeatedAnswer, found: PayoffSet) -> Table:
    """Tabulate the vertices of the polygons around and in the set of payoffs."""
    columns = (Column("polygon", word("repeated.polygon")), *payoff_columns(model))
    rows: list[tuple[Cell, ...]] = []
    if found.outer == found.inner:
        rows += _vertices("the_set", found.outer)
    else:
        rows += [*_vertices("outer", found.outer), *_vertices("inner", found.inner)]
    notes = [set_note(found), word("repeated.set_note")]
    if not answer.facts.equilibria and found.status == "empty":
        notes.append(word("repeated.mixed_only"))
    title = titled(model, "title_set", delta=str(found.delta))
    return Table(f"{model.id}.payoff-set", title, columns, tuple(rows), tuple(notes))


def _vertices(key: str, polygon: Polygon) -> list[tuple[Cell, ...]]:
    name = word(f"repeated.{key}")
    return [(name, *point) for point in polygon]


def horizon_table(model: Model, horizon: Horizon) -> Table:
    """Tabulate what subgame perfection allows in a known number of rounds."""
    columns = (Column("what", word("repeated.what")), *payoff_columns(model))
    name = word("repeated.every_round" if horizon.kind == "unique" else "repeated.vertex")
    rows: list[tuple[Cell, ...]] = [(name, *point) for point in horizon.payoffs]
    notes = [word(f"repeated_horizons.{horizon.kind}")]
    if horizon.kind == "sets":
        if horizon.done < horizon.rounds:
            notes.append(word("repeated.rounds_done", done=horizon.done))
        for target, least in horizon.first:
            path = path_text(model, target)
            key = "never_first" if least is None else "first"
            values = {"rounds": horizon.done if least is None else least}
            notes.append(_with_path(key, path, values))
    title = titled(model, "title_horizon", rounds=horizon.rounds, delta=str(horizon.delta))
    return Table(f"{model.id}.rounds", title, columns, tuple(rows), tuple(notes))


def _with_path(key: str, path: Text, values: dict[str, int]) -> Text:
    template = word(f"repeated.{key}", path="{path}", **values)
    return joined(
        [Text(template.en.format(path=path.en), template.say("zh").format(path=path.say("zh")))]
    )
