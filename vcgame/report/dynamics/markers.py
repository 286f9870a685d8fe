"""How rest points and basins are drawn; shapes and hatches tell them apart without colour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from vcgame.model.text import Language
from vcgame.report.dynamics.state_names import kind_text
from vcgame.report.figures.labels import plain
from vcgame.report.figures.palette import INK, fill
from vcgame.report.figures.sheet import Entry

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["KINDS", "basin_look", "draw_rest_point", "kind_entries", "marker"]

KINDS: Final = ("sink", "source", "saddle", "centre", "non-hyperbolic")
_PLAIN: Final = {"color": INK, "markeredgecolor": INK, "linestyle": "none", "markeredgewidth": 0.9}
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "sink": {"marker": "o", "markersize": 6.0, "markerfacecolor": INK},
    "source": {"marker": "o", "markersize": 6.0, "markerfacecolor": "white"},
    "saddle": {
        "marker": "D",
        "markersize": 5.4,
        "fillstyle": "left",
        "markerfacecolor": INK,
        "markerfacecoloralt": "white",
    },
    "centre": {"marker": r"$\odot$", "markersize": 9.0, "markeredgewidth": 0.3},
    "non-hyperbolic": {"marker": "s", "markersize": 5.4, "markerfacecolor": "#b0b0b0"},
}


def marker(kind: str) -> dict[str, Any]:
    """Give matplotlib's settings for a kind of rest point."""
    return {**_PLAIN, **_LOOKS[kind]}


def draw_rest_point(axes: Axes, place: tuple[float, ...], kind: str) -> None:
    """Draw a rest point, over everything else and over the edge of the axes."""
    if kind == "centre":  # the sign is hollow, and must not be lost among lines
        axes.plot([place[0]], [place[1]], "o", color="white", markersize=7, clip_on=False, zorder=8)
    axes.plot(*([x] for x in place), clip_on=False, zorder=9, **marker(kind))


def kind_entries(kinds: Iterable[str], language: Language) -> list[Entry]:
    """Give the lines of a legend for those kinds that there are."""
    from matplotlib.lines import Line2D

    there = set(kinds)
    return [
        Entry(Line2D([], [], **marker(kind)), plain(kind_text(kind).say(language)))
        for kind in KINDS
        if kind in there
    ]


def basin_look(number: int) -> dict[str, Any]:
    """Give the look of a basin: a light tint, and a hatch that stays behind the lines."""
    own = fill(number)
    return {
        "facecolor": _lighter(own.colour, 0.55),
        "edgecolor": _lighter(own.hatch_colour, 0.35),
        "hatch": own.hatch or None,
        "linewidth": 0.0,
    }


def _lighter(colour: str, share: float) -> str:
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)
