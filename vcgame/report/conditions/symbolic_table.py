"""The thresholds of a lever as formulas, with their values and what they part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vcgame.derive.lines.symbolic_thresholds import (
    OrderRelation,
    SymbolicThreshold,
    SymbolicThresholds,
)
from vcgame.model.formula.expression import And, Comparison, names
from vcgame.model.formula.plain import to_text
from vcgame.model.text import Text
from vcgame.report.conditions.line_cells import (
    number_cell,
    number_json,
    regime_cell,
    root_notes,
    tie_text,
)
from vcgame.report.naming import (
    both,
    formula_cell,
    joined,
    point_text,
    profile_text,
    status_note,
    symbol,
)
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word

__all__ = ["symbolic_json", "symbolic_table"]


def symbolic_table(found: SymbolicThresholds) -> Table:
    """Tabulate the thresholds by their value at the point.

    Examples
    --------
    >>> from vcgame.derive.lines.symbolic_thresholds import symbolic_thresholds
    >>> from vcgame.model.library import load_model
    >>> table = symbolic_table(symbolic_thresholds(load_model("brand-maintain"), "tau"))
    >>> [cell.plain for cell in table.column("threshold") if isinstance(cell, Math)]
    ['tau = P - S', 'tau = T - R']
    """
    model = found.model
    columns = [
        Column("threshold", word("lines.solution")),
        Column("changes", word("lines.changes")),
        Column("value", word("lines.value"), "center"),
        Column("standing", word("lines.standing")),
        Column("before", word("lines.before")),
        Column("at", word("lines.at")),
        Column("after", word("lines.after")),
    ]
    needed = any(each.needs for each in found.thresholds)
    if needed:
        columns.insert(1, Column("needs", word("lines.needs")))
    rows = []
    for each in found.thresholds:
        cells: list[Cell] = [
            _threshold(found, each),
            _changes(found, each),
            None if each.value is None else number_cell(model, each.value),
            _standing(each),
            *(regime_cell(model, row) for row in (each.before, each.at, each.after)),
        ]
        if needed:
            whole = And(each.needs) if len(each.needs) > 1 else None
            cells.insert(
                1,
                formula_cell(model, whole or each.needs[0]) if each.needs else "",
            )
        rows.append(tuple(cells))
    title = both(
        word("lines.thresholds_title", model="{model}", lever=found.lever), model=model.title
    )
    id = f"{model.id}.thresholds-{found.lever}"
    return Table(id, title, tuple(columns), tuple(rows), tuple(_notes(found)))


def symbolic_json(found: SymbolicThresholds) -> dict[str, Any]:
    """Describe the thresholds in plain dictionaries, lists, strings and numbers."""
    return {
        "model": found.model.id,
        "lever": found.lever,
        "values": {name: str(value) for name, value in found.values.items()},
        "branched": found.branched,
        "thresholds": [_json(found, each) for each in found.thresholds],
        "order": [
            {
                "first": relation.first,
                "second": relation.second,
                "always": relation.always,
                "conditions": [to_text(condition) for condition in relation.conditions],
            }
            for relation in found.order
        ],
        "other_cuts": [number_json(found.lever, row.stretch.low) for row in found.others],
    }


def _json(found: SymbolicThresholds, each: SymbolicThreshold) -> dict[str, Any]:
    players = found.model.players
    return {
        "equation": to_text(each.equation),
        "degree": each.degree,
        "formula": None if each.formula is None else to_text(each.formula),
        "needs": [to_text(condition) for condition in each.needs],
        "profiles": [list(profile) for profile in each.profiles],
        "ties": [
            {
                "player": players[tie.player].id,
                "strategies": [tie.first, tie.second],
                "profile": list(tie.profile),
            }
            for tie in each.ties
        ],
        "mixtures": [
            {
                "player": players[mixing.player].id,
                "strategies": list(mixing.strategies),
                "replies": list(mixing.replies),
            }
            for mixing in each.mixings
        ],
        "divides": each.divides,
        "branches": each.branches,
        "impossible": each.impossible,
        "value": number_json(found.lever, each.value),
        "standing": each.standing,
        "in_range": each.in_range,
        "separates": each.separates,
        "regimes": None
        if each.at is None
        else [None if row is None else row.regime for row in (each.before, each.at, each.after)],
    }


def _threshold(found: SymbolicThresholds, each: SymbolicThreshold) -> Math:
    if each.formula is None:
        return formula_cell(found.model, each.equation)
    name, cell = symbol(found.model, found.lever), formula_cell(found.model, each.formula)
    return Math(f"{name.latex} = {cell.latex}", f"{name.plain} = {cell.plain}")


def _changes(found: SymbolicThresholds, each: SymbolicThreshold) -> Text:
    """Name the profiles whose conditions change, or else what the polynomial decides."""
    model = found.model
    parts = [profile_text(model, profile) for profile in each.profiles]
    if len(parts) == len(model.payoffs) and each.ties:
        parts = [tie_text(model, tie, alone=True) for tie in each.ties]
        parts = list(dict.fromkeys(parts))
    if each.mixings:
        parts.append(word("lines.mixtures"))
    if each.divides:
        parts.append(word("lines.divisor"))
    if each.branches:
        parts.append(word("lines.branch"))
    return joined(parts, "; ", "；")


def _standing(each: SymbolicThreshold) -> Text:
    if each.impossible:
        return word("lines.impossible")
    if each.value is None:
        return word("lines.no_real")
    if each.standing != "inside" and not each.separates:
        return word("outside_assumptions" if each.standing == "outside" else "no_value")
    if not each.in_range:
        return word("lines.outside_range")
    return word("lines.separates" if each.separates else "lines.idle")


def _notes(found: SymbolicThresholds) -> Iterator[Text]:
    model = found.model
    for relation in found.order:
        if not all(_plain(found, place) for place in (relation.first, relation.second)):
            yield _order(found, relation)
    if model.assumptions:
        texts = [Text(formula_cell(model, a).plain) for a in model.assumptions]
        yield both(word("under_assumptions", what="{what}"), what=joined(texts))
    if found.branched:
        yield word("lines.branched")
    if found.others:
        numbers = [row.stretch.low for row in found.others if row.stretch.low is not None]
        values = joined(Text(number_cell(model, number).plain) for number in numbers)
        yield both(word("lines.others", values="{values}"), values=values)
        yield from root_notes(found.lever, numbers)
    yield from root_notes(found.lever, (each.value for each in found.thresholds))
    if found.values:
        yield word("lines.fixed", point=point_text(found.values))
    yield status_note(model)


def _plain(found: SymbolicThresholds, place: int) -> bool:
    """Whether a threshold is a plain number, whose order needs no words."""
    formula = found.thresholds[place].formula
    return formula is not None and not names(formula)


def _order(found: SymbolicThresholds, relation: OrderRelation) -> Text:
    """Say in words how two neighbours lie."""
    formulas = [found.thresholds[place].formula for place in (relation.first, relation.second)]
    first, second = ("" if formula is None else to_text(formula) for formula in formulas)
    if relation.always == "<":
        return word("lines.always_below", first=first, second=second)
    if relation.always == "<=":
        return word("lines.always_not_above", first=first, second=second)
    conditions = relation.conditions
    plain = [
        Comparison(one, "<", other)
        for one, other in [tuple(formulas)]
        if one is not None and other is not None
    ]
    if not conditions or list(conditions) == plain:
        return word("lines.order_open", first=first, second=second)
    text = " and ".join(map(to_text, conditions))
    return word("lines.below_if", first=first, second=second, condition=text)
