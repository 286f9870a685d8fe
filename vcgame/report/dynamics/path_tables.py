"""Tables of trajectories and of basins."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from vcgame.model.text import Text
from vcgame.report.dynamics.state_names import end_text, state_text
from vcgame.report.naming import both, joined, status_note
from vcgame.report.tables.cells import number
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.solve.dynamics.basins import Basins
from vcgame.solve.dynamics.replicator import Replicator
from vcgame.solve.dynamics.rest_points import RestStates
from vcgame.solve.dynamics.trajectory import Trajectory

__all__ = ["basin_table", "error_cell", "trajectory_table"]


def trajectory_table(
    replicator: Replicator,
    starts: Sequence[Sequence[Fraction | float]],
    ways: Sequence[Trajectory],
    rest: RestStates,
    *,
    until: Fraction | None = None,
    backward: bool = False,
) -> Table:
    """Tabulate trajectories: start, end, time to 95 %, error; the state at a time if one is given.

    Parameters
    ----------
    replicator, rest
        The dynamics and its rest points.
    starts, ways
        One trajectory per start.
    until
        The time until which they were followed on request.
    backward
        Whether time ran backwards.
    """
    game = replicator.game
    names = ", ".join(game.coordinates)
    columns = [
        Column("start", both(word("paths.start_of", names="{names}"), names=Text(f"({names})"))),
        Column("end", word("paths.end")),
        Column("time_95", word("paths.time_95"), "right"),
        Column("error", word("paths.error"), "right"),
    ]
    if until is not None:
        at = word("paths.state_at", time=number(until))
        columns.insert(1, Column("state", at))
    rows = []
    for start, way in zip(starts, ways, strict=True):
        cells: list[Cell] = [
            state_text(tuple(start)),
            end_text(way.end, rest),
            way.time_95,
            error_cell(way.error),
        ]
        if until is not None:
            reached = float(way.times[-1]) >= float(until) * (1 - 1e-12)
            last = state_text([float(share) for share in way.states[-1]])
            cells.insert(1, last if reached else None)
        rows.append(tuple(cells))
    notes = [word("paths.time_note"), word("paths.error_note"), status_note(game.model)]
    if backward:
        notes.insert(0, word("paths.backward"))
    title = both(word("paths.trajectories_title", model="{model}"), model=game.model.title)
    return Table(f"{game.model.id}.trajectories", title, tuple(columns), tuple(rows), tuple(notes))


def basin_table(replicator: Replicator, measured: Basins, rest: RestStates) -> Table:
    """Tabulate basins: rest point, share of all states, error, straight-line estimate, method."""
    game = replicator.game
    straight = any(basin.straight is not None for basin in measured.basins)
    columns = [
        Column("end", word("paths.basin")),
        Column("share", word("paths.basin_share"), "right"),
        Column("error", word("paths.plus_minus"), "right"),
        Column("method", word("paths.method")),
    ]
    if straight:
        columns.insert(3, Column("straight", word("paths.straight"), "right"))
    rows = []
    for basin in measured.basins:
        cells: list[Cell] = [
            end_text(basin.end, rest),
            basin.share,
            error_cell(basin.error),
            word(f"paths.by_{basin.method}"),
        ]
        if straight:
            cells.insert(3, basin.straight)
        rows.append(tuple(cells))
    if measured.basins and measured.elsewhere > 0:
        cells = [
            word("paths.elsewhere"),
            measured.elsewhere,
            error_cell(measured.elsewhere_error),
            rows[0][-1],
        ]
        rows.append(tuple([*cells[:3], None, cells[3]] if straight else cells))
    title = both(word("paths.basins_title", model="{model}"), model=game.model.title)
    notes = _notes(replicator, measured, rest)
    return Table(f"{game.model.id}.basins", title, tuple(columns), tuple(rows), tuple(notes))


def _notes(replicator: Replicator, measured: Basins, rest: RestStates) -> list[Text]:
    notes = []
    if not measured.basins:
        notes.append(_no_basin(rest))
    if measured.separatrices and measured.basins:
        notes.append(word("paths.separatrix_note"))
    if measured.why:
        notes.append(word(f"paths.why_{measured.why}"))
    if measured.checked:
        notes.append(word("paths.checked", count=measured.checked))
    if measured.draws:
        notes.append(word("paths.sample_note", draws=measured.draws, seed=measured.seed))
    if not rest.complete:
        notes.append(word("paths.incomplete"))
    return [*notes, status_note(replicator.game.model)]


def _no_basin(rest: RestStates) -> Text:
    """Say that nothing attracts, or which points linearisation does not tell it of."""
    doubtful = [
        state_text(point.values)
        for point in rest.points
        if point.kind == "non-hyperbolic" and max(point.signs, default=0) <= 0
    ]
    if not doubtful:
        return word("paths.no_basin")
    return both(word("paths.no_basin_decided", points="{points}"), points=joined(doubtful))


def error_cell(error: float) -> Math | int:
    r"""Write the bound of an error, rounded up to two digits, so that it stays one.

    Examples
    --------
    >>> error_cell(1.231e-9)
    Math(latex='1.3\\times10^{-9}', plain='1.3e-9')
    >>> error_cell(0.0)
    0
    """
    from decimal import ROUND_CEILING, Context

    if error == 0:
        return 0
    rounded = Context(prec=2, rounding=ROUND_CEILING).create_decimal_from_float(error)
    figures, _, power = f"{rounded:.1e}".partition("e")
    if -4 < int(power) <= 0:
        text = f"{rounded:f}"
        return Math(text, text)
    return Math(rf"{figures}\times10^{{{int(power)}}}", f"{figures}e{int(power)}")
