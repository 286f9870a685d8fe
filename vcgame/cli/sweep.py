"""``vcgame sweep MODEL``: solve over a grid."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
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
from vcgame.cli.streams import is_terminal, tell
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.text import Language
from vcgame.report.naming import both
from vcgame.report.tables.table import Column, Table
from vcgame.report.words import word
from vcgame.sweep.design import Grid, parse_axis
from vcgame.sweep.engine import CHUNK, PointResult, Status, run_sweep
from vcgame.sweep.header import sweep_header
from vcgame.sweep.store import SweepStore, equilibria_path

__all__ = ["command"]

FAILED = 4
FAILURES: Mapping[Status, str] = {
    "error": "have no value",
    "incomplete": "have no complete answer",
}


@click.command(
    epilog="Example:  vcgame sweep brand-two-firms --vary c=0.5:8:16 --vary fine/t=0:4:9"
)
@model_argument
@click.option(
    "--vary",
    "axes",
    multiple=True,
    required=True,
    metavar="NAME=LOW:HIGH:COUNT",
    help="An axis of the grid; one to three. A derived quantity is moved by one of its "
    "parameters: fine/t=0:4:41.",
)
@set_option
@instance_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File for the points, .parquet or .csv; the equilibria go beside it.  "
    "[default: runs/MODEL/points.parquet]",
)
@format_option
@language_option
@click.pass_context
def command(
    context: click.Context,
    model: str,
    axes: tuple[str, ...],
    settings: tuple[str, ...],
    instance: str | None,
    out: Path | None,
    form: str,
    language: Language,
) -> int:
    """Solve over a grid of one to three parameters.

    MODEL is the id of a model of the library or the path of a file. Two tables are written:
    one row per point (with its regime, also where there is no answer) and one row per
    equilibrium. Printed is how many points each regime has. Exit status 4 says that some
    points have no answer though they satisfy the assumptions.
    """
    loaded = load_model(model)
    base = loaded.values(instance, changes(settings))
    grid = Grid(loaded, tuple(parse_axis(loaded, text) for text in axes), base)
    path = out or Path("runs") / loaded.id / "points.parquet"
    header = sweep_header(grid, version=__version__, command=context.obj)
    tally = _Tally()
    with SweepStore(path, grid, header) as store:
        for results in _with_progress(grid):
            store.write(results)
            tally.add(results)
    print_table(tally.table(loaded), form, language)
    for line in (*tally.failures(), f"wrote {path}", f"wrote {equilibria_path(path)}"):
        tell(line)
    return FAILED if tally.failed else 0


class _Tally:
    """Counts the points of each regime, and those without an answer."""

    def __init__(self) -> None:
        self.regimes: Counter[tuple[Status, str]] = Counter()
        self.messages: dict[Status, str] = {}

    def add(self, results: list[PointResult]) -> None:
        for result in results:
            self.regimes[result.status, result.regime] += 1
            if result.message:
                self.messages.setdefault(result.status, result.message)

    @property
    def failed(self) -> bool:
        """Whether points that satisfy the assumptions have no (complete) answer."""
        return any(status in FAILURES for status, _ in self.regimes)

    def failures(self) -> list[str]:
        """Say of how many points there is no answer, with the first reason."""
        return [
            f"{count} of {self.regimes.total()} points {what}, e.g. {self.messages[status]}"
            for status, what in FAILURES.items()
            if (count := sum(n for (each, _), n in self.regimes.items() if each == status))
        ]

    def table(self, model: Model) -> Table:
        columns = (
            Column("regime", word("regime")),
            Column("status", word("status_of_points")),
            Column("points", word("points"), "right"),
        )
        rows = tuple(
            (regime or None, word(f"statuses_of_points.{status}"), count)
            for (status, regime), count in self.regimes.most_common()
        )
        title = both(word("titles.regimes", model="{model}"), model=model.title)
        return Table(f"{model.id}.regimes", title, columns, rows)


def _with_progress(grid: Grid) -> Iterator[list[PointResult]]:
    """Show on a terminal how far the sweep is."""
    chunks = run_sweep(grid, chunk=max(1, min(CHUNK, len(grid) // 50)))
    if not is_terminal(sys.stderr):
        yield from chunks
        return
    with click.progressbar(length=len(grid), file=sys.stderr, show_pos=True) as bar:
        for results in chunks:
            yield results
            bar.update(len(results))
