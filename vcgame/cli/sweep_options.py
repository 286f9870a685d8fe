"""The options of ``vcgame sweep``, in groups: which points, what of them, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from vcgame.solve.concepts import Concept
from vcgame.sweep.design.sampling import METHODS
from vcgame.sweep.measures.selection import RULES

__all__ = ["design_options", "engine_options", "outcome_options", "solver_options"]

F = TypeVar("F", bound=Callable[..., Any])


def _together(*options: Callable[[Any], Any]) -> Callable[[F], F]:
    """Make one decorator of several; the first option stands first in the help."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


design_options = _together(
    click.option(
        "--vary",
        "axes",
        multiple=True,
        metavar="NAME=LOW:HIGH:COUNT",
        help="An axis of the grid; may be repeated. A derived quantity is moved by one of its "
        "parameters: fine/t=0:4:41.",
    ),
    click.option(
        "--points",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Instead of a grid: a .csv or .parquet file with a column per parameter.",
    ),
    click.option(
        "--uncertain",
        multiple=True,
        metavar="NAME=LOW:HIGH",
        help="A parameter that is drawn; every point of the grid or list meets the same draws. "
        "May be repeated.",
    ),
    click.option(
        "--draws",
        type=click.IntRange(min=1),
        metavar="N",
        help="How many draws; with saltelli, how many rows of each matrix.  [default: 1024]",
    ),
    click.option("--sampling", type=click.Choice(METHODS), help="How to draw.  [default: random]"),
    click.option(
        "--seed", type=click.IntRange(min=0), metavar="N", help="Seed of the draws.  [default: 0]"
    ),
    click.option(
        "--decimals",
        type=click.IntRange(min=0),
        metavar="N",
        help="Digits behind the point of what is drawn.  [default: a million steps or more]",
    ),
)

outcome_options = _together(
    click.option(
        "--outcome",
        "outcomes",
        multiple=True,
        metavar="NAME",
        help="A number to work out: total, price, payoff:PLAYER, plays:PLAYER.STRATEGY. May be "
        "repeated; needs --select.",
    ),
    click.option(
        "--select",
        multiple=True,
        metavar="RULE",
        help=f"Of which equilibrium: {', '.join(RULES)}. May be repeated.",
    ),
    click.option(
        "--target",
        metavar="PROFILE",
        help="A profile such as 'build, build': is it an equilibrium, is it the only one?",
    ),
)

solver_options = _together(
    click.option(
        "--concept",
        type=click.Choice(get_args(Concept)),
        help="Solution concept, as for vcgame solve; left out, of three players and more the pure "
        "equilibria only (of 2x2x2 all).",
    ),
)

engine_options = _together(
    click.option(
        "--out",
        metavar="PATH",
        help="A folder for the result, or a .parquet or .csv file for the points (the equilibria "
        "go beside it; such a sweep cannot be resumed).  [default: runs/MODEL/sweep]",
    ),
    click.option(
        "--fresh", is_flag=True, help="Begin anew: the sweep that is in the folder is removed."
    ),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="How many processes solve on this machine.  [default: 1]",
    ),
    click.option(
        "--engine",
        type=click.Choice(["local", "dask"]),
        help="Who solves.  [default: local, or dask with --scheduler]",
    ),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="A Dask scheduler, e.g. tcp://10.0.0.1:8786.",
    ),
    click.option("--part-points", type=click.IntRange(min=1), hidden=True),
)
