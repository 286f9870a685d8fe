"""When pure equilibria of a tree exist, as tables: conditions, a line, thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from vcgame.derive.trees.answer import TreeConditioned, TreeConditions
from vcgame.derive.trees.line import TreeLine, TreeLineRow
from vcgame.derive.trees.thresholds import TreeThreshold
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.conditions.condition_cells import holds_text, together_cell
from vcgame.report.conditions.line_cells import (
    number_cell,
    number_json,
    root_notes,
    stretch_cell,
    stretch_json,
)
from vcgame.report.conditions.tree_cells import (
    belief_text,
    elsewhere_text,
    play_text,
    plays_text,
)
from vcgame.report.naming import both, formula_cell, joined, point_text, status_note, symbol
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word

__all__ = [
    "tree_condition_json",
    "tree_condition_table",
    "tree_line_json",
    "tree_line_table",
    "tree_threshold_json",
    "tree_threshold_table",
]


def tree_condition_table(
    model: Model, found: TreeConditions, values: Mapping[str, Fraction]
) -> Table:
    """Tabulate when each pure profile of a tree is an equilibrium, and whether it is at a point.

    Examples
    --------
    >>> from vcgame.derive.trees.conditions import tree_conditions
    >>> from vcgame.model.library import load_model
    >>> model = load_model("functional-upgrading")
    >>> table = tree_condition_table(model, tree_conditions(model), model.values())
    >>> [row[0].en for row in table.rows if row[3].en == "yes"]
    ['assist → stay']
    """
    believed = any(each.beliefs for each in found.equilibria)
    columns = [
        Column("play", word("tree_conditions.play")),
        Column("elsewhere", word("tree_conditions.elsewhere")),
        Column("condition", word("condition")),
        Column("here", word("holds_here"), "center"),
    ]
    if believed:
        columns.insert(3, Column("beliefs", word("tree_conditions.beliefs")))
    rows = []
    for each in found.equilibria:
        cells: list[Cell] = [
            play_text(model, each),
            elsewhere_text(model, each),
            together_cell(model, each.conditions),
            holds_text(each.conditions, values),
        ]
        if believed:
            cells.insert(3, belief_text(model, each.beliefs) if each.beliefs else "")
        rows.append(tuple(cells))
    title = both(word("titles.conditions", model="{model}"), model=model.title)
    notes = tuple(_notes(model, found))
    return Table(f"{model.id}.conditions", title, tuple(columns), tuple(rows), notes)


def _notes(model: Model, found: TreeConditions) -> Iterator[Text]:
    yield word("tree_conditions.pure_only", concept=found.concept)
    if any(each.beliefs for each in found.equilibria):
        yield word("tree_conditions.probability")
    if model.assumptions:
        texts = [Text(formula_cell(model, a).plain) for a in model.assumptions]
        yield both(word("under_assumptions", what="{what}"), what=joined(texts))
    if found.impossible:
        yield word("tree_conditions.impossible", count=found.impossible)
    for gap in found.gaps:
        yield word(f"tree_conditions.{gap}")
    yield status_note(model)


def tree_condition_json(found: TreeConditions) -> dict[str, Any]:
    """Describe the equilibria of a tree and their conditions for programs."""
    return {
        "concept": found.concept,
        "equilibria": [_json(each) for each in found.equilibria],
        "impossible": found.impossible,
        "gaps": list(found.gaps),
    }


def _json(each: TreeConditioned) -> dict[str, Any]:
    return {
        "moves": dict(each.moves),
        "ends": list(each.ends),
        "conditions": [to_text(condition) for condition in each.conditions],
        "beliefs": [
            {
                "information_set": bound.information,
                "node": bound.node,
                "losses": [to_text(gain) for gain in bound.gains],
                "relation": bound.relation,
                "bound": None if bound.bound is None else to_text(bound.bound),
            }
            for bound in each.beliefs
        ],
    }


def tree_line_table(line: TreeLine) -> Table:
    """Tabulate what is played along one parameter, stretch by stretch."""
    model = line.model
    columns = (
        Column("where", word("where"), "center"),
        Column("play", word("tree_conditions.play")),
        Column("elsewhere", word("tree_conditions.elsewhere")),
    )
    rows: list[tuple[Cell, ...]] = []
    for row in line.rows:
        where = stretch_cell(model, line.parameter, row.stretch)
        held = line.held(row)
        if not held:
            rows.append((where, _regime(line, row), ""))
        rows += [(where, play_text(model, each), elsewhere_text(model, each)) for each in held]
    title = both(
        word("lines.equilibria_title", model="{model}", lever=line.parameter), model=model.title
    )
    notes = [word("tree_conditions.pure_only", concept=line.conditions.concept)]
    numbers = [end for row in line.rows for end in (row.stretch.low, row.stretch.high) if end]
    notes += root_notes(line.parameter, numbers)
    if line.values:
        notes.append(word("lines.fixed", point=point_text(line.values)))
    notes.append(status_note(model))
    id = f"{model.id}.equilibria-{line.parameter}"
    return Table(id, title, columns, tuple(rows), tuple(notes))


def tree_line_json(line: TreeLine) -> dict[str, Any]:
    """Describe a line for programs."""
    return {
        "parameter": line.parameter,
        "values": {name: str(value) for name, value in line.values.items()},
        "concept": line.conditions.concept,
        "rows": [
            {
                **stretch_json(line.parameter, row.stretch),
                "standing": row.standing,
                "equilibria": [dict(each.moves) for each in line.held(row)],
            }
            for row in line.rows
        ],
    }


def _regime(line: TreeLine, row: TreeLineRow | None) -> Text:
    if row is None:
        return Text("")
    if row.standing != "inside":
        return word("outside_assumptions" if row.standing == "outside" else "no_value")
    return plays_text(line.model, line.held(row))


def tree_threshold_table(
    model: Model,
    lever: str,
    found: Sequence[TreeThreshold],
    line: TreeLine,
) -> Table:
    """Tabulate the thresholds of a lever as formulas, with what happens at them at the point."""
    columns = (
        Column("threshold", word("lines.solution")),
        Column("value", word("lines.value"), "center"),
        Column("standing", word("lines.standing")),
        Column("before", word("lines.before")),
        Column("at", word("lines.at")),
        Column("after", word("lines.after")),
    )
    rows = tuple(
        (
            _threshold(model, lever, each),
            None if each.value is None else number_cell(model, each.value),
            _standing(each),
            *(
                _regime(line, row) if each.at else Text("")
                for row in (each.before, each.at, each.after)
            ),
        )
        for each in found
    )
    title = both(word("lines.thresholds_title", model="{model}", lever=lever), model=model.title)
    notes = [word("tree_conditions.pure_only", concept=line.conditions.concept)]
    notes += root_notes(lever, (each.value for each in found))
    if line.values:
        notes.append(word("lines.fixed", point=point_text(line.values)))
    notes.append(status_note(model))
    return Table(f"{model.id}.thresholds-{lever}", title, columns, rows, tuple(notes))


def _threshold(model: Model, lever: str, each: TreeThreshold) -> Math:
    if each.formula is None:
        return formula_cell(model, each.equation)
    name, cell = symbol(model, lever), formula_cell(model, each.formula)
    return Math(f"{name.latex} = {cell.latex}", f"{name.plain} = {cell.plain}")


def _standing(each: TreeThreshold) -> Text:
    if each.impossible:
        return word("lines.impossible")
    if each.value is None:
        return word("lines.no_real")
    if each.at is None:
        return word("lines.idle")
    return word("lines.separates")


def tree_threshold_json(
    lever: str, found: Sequence[TreeThreshold], line: TreeLine
) -> dict[str, Any]:
    """Describe thresholds for programs."""

    def moves(row: TreeLineRow | None) -> list[dict[str, str]] | None:
        return None if row is None else [dict(each.moves) for each in line.held(row)]

    return {
        "lever": lever,
        "thresholds": [
            {
                "equation": to_text(each.equation),
                "formula": None if each.formula is None else to_text(each.formula),
                "needs": [to_text(condition) for condition in each.needs],
                "impossible": each.impossible,
                "value": number_json(lever, each.value),
                "separates": each.at is not None,
                "below": moves(each.before) if each.at else None,
                "at": moves(each.at),
                "above": moves(each.after) if each.at else None,
            }
            for each in found
        ],
    }
