"""``vcgame frontier MODEL``: the boundary between regimes over two parameters."""

from __future__ import annotations

from pathlib import Path

import click

from vcgame import __version__
from vcgame.cli.options import (
    changes,
    format_option,
    instance_option,
    language_option,
    model_argument,
    set_option,
)
from vcgame.cli.printing import print_table
from vcgame.cli.streams import tell
from vcgame.errors import UsageError
from vcgame.model.library import load_model
from vcgame.model.text import Language
from vcgame.report.naming import both
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.sweep.frontier.files import check_suffix, frontier_header, write_cells
from vcgame.sweep.frontier.frontier import Frontier, find_frontier
from vcgame.sweep.frontier.spans import parse_spans

__all__ = ["command"]


@click.command(epilog="Example:  vcgame frontier brand-two-firms --vary b=0:8,c=0:8")
@model_argument
@click.option(
    "--vary",
    "text",
    required=True,
    metavar="P=LOW:HIGH,Q=LOW:HIGH",
    help="The two parameters; a range that is left out is the one in the model.",
)
@click.option(
    "--resolution",
    type=int,
    default=1024,
    show_default=True,
    help="Cells in each direction, a power of two up to 65536.",
)
@set_option
@instance_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File for the boundary and undecided cells, .parquet or .csv.",
)
@format_option
@language_option
@click.pass_context
def command(
    context: click.Context,
    model: str,
    text: str,
    resolution: int,
    settings: tuple[str, ...],
    instance: str | None,
    out: Path | None,
    form: str,
    language: Language,
) -> None:
    """Find where the regime changes over two parameters, certified.

    MODEL is the id of a model of the library or the path of a file: a game of two players with at
    most five strategies each, whose payoffs are ratios of polynomials in the two parameters.
    Only cells that are proved to lie in one regime are left out of the boundary, so no island
    is missed, however small. Undecided are cells that are not proved though their four corners
    agree: the boundary touches them, or a part of another regime lies inside.
    """
    loaded = load_model(model)
    values = loaded.values(instance, changes(settings))
    spans = parse_spans(loaded, text)
    moved = sorted({span.name for span in spans} & set(changes(settings)))
    if moved:
        raise UsageError(f"{moved[0]} is set and varied; do one of the two")
    if out is not None:
        check_suffix(out)
    found = find_frontier(loaded, spans, resolution, values)
    if found.resolution != resolution:
        tell(f"the resolution is rounded up to {found.resolution}, a power of two")
    if out is not None:
        header = frontier_header(found, version=__version__, command=context.obj)
        write_cells(out, found, header)
    print_table(_table(found), form, language)
    if out is not None:
        tell(f"wrote {out}")


def _table(found: Frontier) -> Table:
    """Tabulate the regimes with their shares of the area, and what is not proved."""
    every = found.resolution**2
    boundary = int(found.boundary.sum())
    columns = (
        Column("regime", word("regime")),
        Column("status", word("status_of_points")),
        Column("share", word("share_of_area"), "right"),
        Column("cells", word("cells"), "right"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            region.regime or None,
            word(f"statuses_of_points.{region.status}"),
            region.cells / every,
            region.cells,
        )
        for region in found.regions
        if region.cells
    ]
    rows.append((None, word("frontier.boundary"), boundary / every, boundary))
    undecided = len(found.boundary) - boundary
    rows.append((None, word("frontier.undecided"), undecided / every, undecided))
    first, second = found.spans
    title = both(
        word("titles.frontier", model="{model}", first=first.name, second=second.name),
        model=found.model.title,
    )
    at_corners = sum(not region.cells for region in found.regions)
    notes = [
        word("frontier.proved"),
        word(
            "frontier.work",
            resolution=found.resolution,
            tested=found.tested,
            traced=found.traced,
            solved=found.solved,
        ),
    ]
    if at_corners:
        notes.insert(1, word("frontier.at_corners", count=at_corners))
    return Table(f"{found.model.id}.frontier", title, columns, tuple(rows), tuple(notes))
