"""Payoff-order classes: when each one holds, and a lever's way through them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from vcgame.derive.lines.payoff_classes import (
    ClassConditions,
    ClassLine,
    ClassNaming,
)
from vcgame.errors import EvaluationError
from vcgame.forms.ordering import Ordering
from vcgame.model.formula.expression import And
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.model.point import is_true
from vcgame.model.text import Text
from vcgame.report.conditions.line_cells import regime_cell, root_notes, stretch_cell, stretch_json
from vcgame.report.naming import (
    both,
    formula_cell,
    joined,
    point_text,
    profile_text,
    status_note,
)
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word

__all__ = ["class_json", "class_line_json", "class_line_table", "class_table", "ordering_text"]


def class_table(found: ClassConditions, values: Mapping[str, Fraction]) -> Table:
    """Tabulate when the game is of each class, and of which it is at a point.

    Examples
    --------
    >>> from vcgame.derive.lines.payoff_classes import class_conditions
    >>> from vcgame.model.library import load_model
    >>> model = load_model("subsidy-war")
    >>> table = class_table(class_conditions(model), model.values())
    >>> [(row[0].en, row[1].plain) for row in table.rows][0]
    ("prisoners' dilemma", 'V > 2*S')
    """
    model = found.model
    columns = (
        Column("class", word("class_of_game")),
        Column("condition", word("condition")),
        Column("roles", word("lines.roles")),
        Column("here", word("holds_here"), "center"),
    )
    rows: list[tuple[Cell, ...]] = []
    for each in found.classes:
        name = word(f"classes.{each.name}")
        for naming in each.namings:
            condition: Cell = word("always")
            if naming.conditions:
                parts = naming.conditions
                condition = formula_cell(model, parts[0] if len(parts) == 1 else And(parts))
            here = _here(naming, values)
            rows.append((name, condition, _roles(model, each.name, naming), here))
    title = both(word("lines.classes_title", model="{model}"), model=model.title)
    return Table(f"{model.id}.classes", title, columns, tuple(rows), tuple(_notes(found)))


def class_line_table(line: ClassLine) -> Table:
    """Tabulate the classes, exact thresholds and equilibria along a lever."""
    model = line.model
    columns = (
        Column("where", word("where"), "center"),
        Column("class", word("lines.description")),
        Column("roles", word("lines.roles")),
        Column("dominant", word("lines.dominant"), "center"),
        Column("pure", word("lines.pure"), "center"),
        Column("regime", word("equilibria")),
    )
    rows: list[tuple[Cell, ...]] = []
    for row in line.rows:
        where = stretch_cell(model, line.parameter, row.stretch)
        if row.ordering is None:
            why = word("outside_assumptions" if row.standing == "outside" else "no_value")
            rows.append((where, why, "", None, None, ""))
            continue
        ordering = row.ordering
        rows.append(
            (
                where,
                ordering_text(ordering),
                _cooperating(model, ordering),
                ordering.dominant,
                ordering.equilibria,
                regime_cell(model, row.equilibria),
            )
        )
    title = both(
        word("lines.class_line_title", model="{model}", lever=line.parameter), model=model.title
    )
    ends = (end for row in line.rows for end in (row.stretch.low, row.stretch.high))
    notes = [word("lines.sources"), *root_notes(line.parameter, ends)]
    if line.values:
        notes.append(word("lines.fixed", point=point_text(line.values)))
    id = f"{model.id}.classes-{line.parameter}"
    return Table(id, title, columns, tuple(rows), (*notes, status_note(model)))


def ordering_text(ordering: Ordering) -> Text:
    """Name a payoff order, or describe it where it has no name."""
    if ordering.name is not None:
        name = word(f"classes.{ordering.name}")
        if ordering.variety is None:
            return name
        variety = word(f"varieties.{ordering.variety}")
        template = word("lines.variety", name="{name}", variety="{variety}")
        return both(template, name=name, variety=variety)
    if ordering.tied:
        return word("lines.tie_of", dominant=ordering.dominant, equilibria=ordering.equilibria)
    if ordering.equilibria == 0:
        return word("lines.cyclic")
    if ordering.equilibria == 2:
        return word("lines.two_equilibria")
    if ordering.dominant == 2:
        return word("lines.two_dominant_deficient" if ordering.deficient else "lines.two_dominant")
    return word("lines.one_dominant_deficient" if ordering.deficient else "lines.one_dominant")


def class_json(found: ClassConditions) -> dict[str, Any]:
    """Describe the conditions in plain dictionaries, lists and strings."""
    return {
        "model": found.model.id,
        "classes": [
            {
                "class": each.name,
                "finding": each.finding,
                "namings": [
                    {
                        "cooperate": list(naming.cooperate),
                        "first": naming.first,
                        "conditions": [to_text(condition) for condition in naming.conditions],
                        "found": naming.decision.finding,
                        "point": None
                        if naming.decision.point is None
                        else {id: str(v) for id, v in naming.decision.point.items()},
                    }
                    for naming in each.namings
                ],
            }
            for each in found.classes
        ],
        "ties": [to_text(tie) for tie in found.ties],
    }


def class_line_json(line: ClassLine) -> dict[str, Any]:
    """Describe a lever's way through the classes."""
    return {
        "model": line.model.id,
        "lever": line.parameter,
        "values": {name: str(value) for name, value in line.values.items()},
        "rows": [
            stretch_json(line.parameter, row.stretch)
            | {"standing": row.standing, "regime": row.regime}
            | ({} if row.ordering is None else _ordering_json(line.model, row.ordering))
            for row in line.rows
        ],
    }


def _ordering_json(model: Model, ordering: Ordering) -> dict[str, Any]:
    cooperate = None
    if ordering.cooperate is not None:
        cooperate = _ids(model, ordering.cooperate)
    return {
        "class": ordering.name,
        "variety": ordering.variety,
        "tie": ordering.tied,
        "cooperate": cooperate,
        "first": None if ordering.first is None else model.players[ordering.first].id,
        "dominant": ordering.dominant,
        "pure_equilibria": ordering.equilibria,
        "deficient": ordering.deficient,
    }


def _ids(model: Model, places: tuple[int, int]) -> list[str]:
    return [
        player.strategies[place].id for player, place in zip(model.players, places, strict=True)
    ]


def _roles(model: Model, name: str, naming: ClassNaming) -> Text:
    strategies = profile_text(model, naming.cooperate)
    if name not in ("boxed_pigs", "battle_of_the_sexes", "matching_pennies"):
        return strategies
    template = word("lines.first_role", strategies="{strategies}", player="{player}")
    return both(template, strategies=strategies, player=model.player(naming.first).name)


def _cooperating(model: Model, ordering: Ordering) -> Text:
    if ordering.cooperate is None:
        return Text("")
    strategies = profile_text(model, _ids(model, ordering.cooperate))
    if ordering.first is None:
        return strategies
    template = word("lines.first_role", strategies="{strategies}", player="{player}")
    return both(template, strategies=strategies, player=model.players[ordering.first].name)


def _here(naming: ClassNaming, values: Mapping[str, Fraction]) -> Text:
    try:
        verdicts = [is_true(condition, values) for condition in naming.conditions]
    except EvaluationError:
        return word("no_value")
    return word("yes") if all(verdicts) else word("no")


def _notes(found: ClassConditions) -> Iterator[Text]:
    model = found.model
    yield word("lines.sources")
    never = [word(f"classes.{each.name}") for each in found.classes if each.finding == "never"]
    if never:
        names = joined(never, ", ", "、")
        yield both(word("lines.never_classes", classes="{classes}"), classes=names)
    if found.ties:
        yield word("lines.class_ties", ties="; ".join(map(to_text, found.ties)))
    if model.assumptions:
        texts = [Text(formula_cell(model, a).plain) for a in model.assumptions]
        yield both(word("under_assumptions", what="{what}"), what=joined(texts))
    yield status_note(model)
