"""Tables of the dynamics in symbols: equations, rest points, the Jacobian."""

from __future__ import annotations

from vcgame.derive.dynamics.answer import Dynamics, RestPoint
from vcgame.model.text import Text
from vcgame.report.dynamics.cells import (
    condition_cell,
    formula_math,
    is_long,
    joined_math,
    state_cell,
)
from vcgame.report.dynamics.state_names import coordinate_symbol, share_text
from vcgame.report.naming import both, joined, status_note
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word

__all__ = ["assumption_notes", "equation_table", "jacobian_table", "rest_point_table", "titled"]


def titled(dynamics: Dynamics, key: str) -> Text:
    """Give the title of a table of the dynamics."""
    title = dynamics.evolution.game.model.title
    return both(word(f"dynamics.title_{key}", model="{model}"), model=title)


def assumption_notes(dynamics: Dynamics) -> list[Text]:
    """Say which assumptions conditions were reduced under."""
    game = dynamics.evolution.game
    if not game.model.assumptions:
        return []
    texts = [Text(formula_math(game, each).plain) for each in game.model.assumptions]
    return [both(word("under_assumptions", what="{what}"), what=joined(texts))]


def equation_table(dynamics: Dynamics) -> Table:
    """Tabulate the replicator equations."""
    game = dynamics.evolution.game
    columns = (
        Column("population", word("dynamics.population")),
        Column("coordinate", word("dynamics.share"), "center"),
        Column("equation", word("dynamics.equation")),
    )
    owners = [p for p in game.populations for _ in p.coordinates]
    rows: list[tuple[Cell, ...]] = []
    notes = []
    for place, (owner, name, rate) in enumerate(
        zip(owners, game.coordinates, dynamics.evolution.rates, strict=True)
    ):
        symbol, right = coordinate_symbol(game, name), formula_math(game, rate)
        equation = Math(rf"\dot{{{symbol.latex}}} = {right.latex}", f"d{name}/dt = {right.plain}")
        rows.append((owner.name, symbol, equation))
        template = word("dynamics.note_share", name="{name}", what="{what}")
        notes.append(both(template, name=Text(name), what=share_text(game, place)))
    return Table(
        f"{game.model.id}.equations",
        titled(dynamics, "equations"),
        columns,
        tuple(rows),
        (*notes, status_note(game.model)),
    )


def rest_point_table(dynamics: Dynamics) -> Table:
    """Tabulate all rest points in closed form, and when they exist."""
    game = dynamics.evolution.game
    columns = (
        Column("point", word("dynamics.rest_point")),
        Column("place", word("dynamics.place")),
        Column("state", word("dynamics.coordinates")),
        Column("exists", word("dynamics.exists")),
    )
    rows: list[tuple[Cell, ...]] = []
    for point in dynamics.points:
        place = word(f"dynamics.{point.place}")
        if point.continuum:
            whole = word("dynamics.whole")
            place = Text(f"{place.en}, {whole.en}", f"{place.say('zh')}，{whole.say('zh')}")
        rows.append((point.id, place, state_cell(game, point), _existence(dynamics, point)))
    notes = [*assumption_notes(dynamics), word("dynamics.note_rest")]
    if any(p.values is not None and p.place != "corner" for p in dynamics.points):
        notes.append(word("dynamics.note_divisor"))
    if game.multilinear and len(game.populations) > 1:
        notes.append(word("dynamics.note_edges"))
    notes.append(status_note(game.model))
    return Table(
        f"{game.model.id}.rest-points",
        titled(dynamics, "points"),
        columns,
        tuple(rows),
        tuple(notes),
    )


def _existence(dynamics: Dynamics, point: RestPoint) -> Cell:
    """Say when a rest point exists: conditions, or the equations that it solves."""
    game = dynamics.evolution.game
    if point.never:
        return word("never")
    if point.equations and (point.values is None or is_long(point)):
        equations = joined_math([formula_math(game, each) for each in point.equations])
        if point.branches:
            found = [
                joined_math([formula_math(game, value) for value in each])
                for each in point.branches
            ]
            return Math(
                rf"{equations.latex};\; "
                + r" \text{ / } ".join(rf"\left({each.latex}\right)" for each in found),
                f"{equations.plain}; " + " / ".join(f"({each.plain})" for each in found),
            )
        return equations
    return condition_cell(game, [point.exists])


def jacobian_table(dynamics: Dynamics) -> Table:
    """Tabulate the Jacobian in general and at every isolated rest point."""
    game = dynamics.evolution.game
    names = game.coordinates
    columns = (
        Column("point", word("dynamics.rest_point")),
        Column("row", word("dynamics.row"), "center"),
        *(
            Column(f"d_{number}", word("dynamics.jacobian_column", name=name))
            for number, name in enumerate(names, start=1)
        ),
    )
    rows: list[tuple[Cell, ...]] = []
    blocks = [(word("dynamics.general"), dynamics.jacobian)]
    blocks += [
        (Text(point.id), dynamics.linearisations[point.id].jacobian)
        for point in dynamics.points
        if point.id in dynamics.linearisations and not point.never
    ]
    for title, matrix in blocks:
        for name, row in zip(names, matrix, strict=True):
            symbol = coordinate_symbol(game, name)
            rate = Math(rf"\dot{{{symbol.latex}}}", f"d{name}/dt")
            rows.append((title, rate, *(formula_math(game, entry) for entry in row)))
    return Table(
        f"{game.model.id}.jacobian",
        titled(dynamics, "jacobian"),
        columns,
        tuple(rows),
        (status_note(game.model),),
    )
