"""EQ(x) as a table: all equilibria on every stretch of a lever, and what happens at its cuts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vcgame.derive.lines.algebraic import Algebraic
from vcgame.derive.lines.equilibrium_line import EquilibriumLine, LineEquilibrium, LineRow
from vcgame.model.formula.plain import to_text
from vcgame.model.text import Text
from vcgame.report.conditions.line_cells import (
    equilibrium_text,
    regime_cell,
    root_notes,
    stretch_cell,
    stretch_json,
    ties_text,
)
from vcgame.report.naming import both, formula_cell, point_text, status_note
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word

__all__ = ["cut_table", "line_json", "line_table"]


def line_table(line: EquilibriumLine) -> Table:
    """Tabulate every equilibrium with its closed form, stretch by stretch.

    Examples
    --------
    >>> from vcgame.derive.lines.equilibrium_line import equilibrium_line
    >>> from vcgame.model.library import load_model
    >>> table = line_table(equilibrium_line(load_model("boxed-pigs"), "A"))
    >>> [cell.plain for cell in table.rows[2] if isinstance(cell, Math)]
    ['0 < A < 1', 'x1 = (1 - A)/2, x2 = (6 - A)/8', 'u1 = (54 - 9*A)/8, u2 = 2 - 2*A']
    """
    model = line.model
    columns = [
        Column("where", word("where"), "center"),
        Column("equilibrium", word("equilibrium")),
        Column("probabilities", word("lines.profile")),
        Column("payoffs", word("lines.payoffs")),
    ]
    two = len(model.players) == 2
    if two:
        columns.append(Column("component", word("component"), "center"))
    rows: list[tuple[Cell, ...]] = []
    for row in line.rows:
        where = stretch_cell(model, line.parameter, row.stretch)
        if not row.equilibria:
            empty: tuple[Cell, ...] = ("", "", "") if two else ("", "")
            rows.append((where, regime_cell(model, row), *empty))
        for found in row.equilibria:
            cells: list[Cell] = [
                where,
                equilibrium_text(model, found),
                _profile(line, found),
                _payoffs(line, found),
            ]
            rows.append((*cells, found.component) if two else tuple(cells))
    title = both(
        word("lines.equilibria_title", model="{model}", lever=line.parameter), model=model.title
    )
    id = f"{model.id}.equilibria-{line.parameter}"
    return Table(id, title, tuple(columns), tuple(rows), tuple(_notes(line)))


def cut_table(line: EquilibriumLine) -> Table:
    """Tabulate the single values at which the equilibria change: both sides, ties, components."""
    model = line.model
    columns = (
        Column("cut", word("threshold"), "center"),
        Column("before", word("lines.before")),
        Column("at", word("lines.at")),
        Column("after", word("lines.after")),
        Column("extreme", word("lines.extreme"), "center"),
        Column("components", word("lines.components"), "center"),
        Column("ties", word("lines.ties")),
    )
    rows: list[tuple[Cell, ...]] = []
    for place, row in enumerate(line.rows):
        if row not in line.cuts:
            continue
        sides = (line.rows[place - 1] if place else None, row, *line.rows[place + 1 : place + 2])
        regimes = [regime_cell(model, each) for each in (*sides, None)[:3]]
        rows.append(
            (
                stretch_cell(model, line.parameter, row.stretch),
                *regimes,
                len(row.equilibria),
                row.components,
                ties_text(model, row.ties),
            )
        )
    title = both(word("lines.cuts_title", model="{model}", lever=line.parameter), model=model.title)
    id = f"{model.id}.cuts-{line.parameter}"
    return Table(id, title, columns, tuple(rows), tuple(_notes(line, letters=False)))


def line_json(line: EquilibriumLine) -> dict[str, Any]:
    """Describe a line in plain dictionaries, lists, strings and numbers."""
    return {
        "model": line.model.id,
        "lever": line.parameter,
        "values": {name: str(value) for name, value in line.values.items()},
        "range": [None if end is None else str(end) for end in (line.low, line.high)],
        "concept": line.concept,
        "rows": [row_json(line, row) for row in line.rows],
    }


def row_json(line: EquilibriumLine, row: LineRow) -> dict[str, Any]:
    """Describe one stretch of a line."""
    return stretch_json(line.parameter, row.stretch) | {
        "standing": row.standing,
        "regime": row.regime,
        "components": row.components,
        "degenerate": row.degenerate,
        "ties": [
            {
                "player": line.model.players[tie.player].id,
                "strategies": [tie.first, tie.second],
                "profile": list(tie.profile),
            }
            for tie in row.ties
        ],
        "equilibria": [_equilibrium_json(line, found) for found in row.equilibria],
    }


def _equilibrium_json(line: EquilibriumLine, found: LineEquilibrium) -> dict[str, Any]:
    players = line.model.players
    ids = [[strategy.id for strategy in player.strategies] for player in players]
    values: list[list[str]] = [[number.decimal() for number in part] for part in found.values]
    told: dict[str, Any] = {
        "profile": {
            player.id: {id: to_text(p) for id, p in zip(own, mixture, strict=True)}
            for player, own, mixture in zip(players, ids, found.profile, strict=True)
        },
        "payoffs": {
            player.id: to_text(payoff)
            for player, payoff in zip(players, found.payoffs, strict=True)
        },
        "best_replies": {
            player.id: [own[place] for place in replies]
            for player, own, replies in zip(players, ids, found.best_replies, strict=True)
        },
        "component": found.component,
        "pure": found.pure,
    }
    if values:
        told["decimals"] = {
            "profile": {
                player.id: dict(zip(own, mixture, strict=True))
                for player, own, mixture in zip(players, ids, values[:-1], strict=True)
            },
            "payoffs": dict(zip((player.id for player in players), values[-1], strict=True)),
        }
    return told


def _profile(line: EquilibriumLine, found: LineEquilibrium) -> Cell:
    """Write the probabilities of those who mix; of two strategies that of the first."""
    if found.pure:
        return ""
    cells = []
    plain = all(len(player.strategies) == 2 for player in line.model.players)
    for number, support in enumerate(found.supports, 1):
        if len(support) == 1 and not plain:
            continue
        for place in (0,) if plain else support:
            cell = _with_digits(line, found, number - 1, place)
            index = str(number) if plain else f"{number},{place + 1}"
            sign = f"x{number}" if plain else f"x{number}{place + 1}"
            cells.append(Math(f"x_{{{index}}} = {cell.latex}", f"{sign} = {cell.plain}"))
    return _listed(cells)


def _payoffs(line: EquilibriumLine, found: LineEquilibrium) -> Math:
    cells = []
    for number in range(len(line.model.players)):
        cell = _with_digits(line, found, None, number)
        cells.append(Math(f"u_{{{number + 1}}} = {cell.latex}", f"u{number + 1} = {cell.plain}"))
    return _listed(cells)


def _listed(cells: list[Math]) -> Math:
    return Math(r",\; ".join(cell.latex for cell in cells), ", ".join(cell.plain for cell in cells))


def _with_digits(
    line: EquilibriumLine, found: LineEquilibrium, player: int | None, place: int
) -> Math:
    """Write a number or formula; where it is a polynomial in a root, its digits too."""
    row = found.payoffs if player is None else found.profile[player]
    cell = formula_cell(line.model, row[place])
    if not found.values:
        return cell
    number: Algebraic = found.values[-1 if player is None else player][place]
    if number.closed is not None:
        return cell
    cut = number.decimal(cut=True)
    return Math(rf"{cell.latex} = {cut}\ldots", f"{cell.plain} = {cut}...")


def _notes(line: EquilibriumLine, *, letters: bool = True) -> Iterator[Text]:
    model = line.model
    mixed = any(not found.pure for row in line.rows for found in row.equilibria)
    if letters and mixed:
        two = all(len(player.strategies) == 2 for player in model.players)
        yield word("lines.first") if two else word("lines.each")
    if letters:
        yield word("lines.u")
    if any(row.degenerate for row in line.rows):
        yield word("lines.continuum")
    if line.concept == "pure":
        yield word("lines.pure_only")
    ends = (end for row in line.rows for end in (row.stretch.low, row.stretch.high))
    yield from root_notes(line.parameter, ends)
    if line.values:
        yield word("lines.fixed", point=point_text(line.values))
    yield status_note(model)
