"""Three shares in the unit cube: trajectories, rest points, and where the ways lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from vcgame.errors import UnsupportedError
from vcgame.model.text import Language, Text
from vcgame.report.dynamics.markers import KINDS, kind_entries, marker
from vcgame.report.dynamics.portrait import percent, resting_edges
from vcgame.report.dynamics.state_names import (
    coordinate_symbol,
    end_text,
    kind_text,
    share_text,
)
from vcgame.report.figures.canvas import Size, figure_style, figure_width
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.labels import formula, plain
from vcgame.report.figures.palette import LINE_STYLES, LineStyle, hue
from vcgame.report.figures.sheet import SMALL, Entry, Sheet, pen
from vcgame.report.naming import both, status_note
from vcgame.report.words import word
from vcgame.solve.dynamics.basins import Basins
from vcgame.solve.dynamics.paths import trajectory
from vcgame.solve.dynamics.replicator import Replicator
from vcgame.solve.dynamics.rest_points import RestStates, rest_states

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["CubePortrait", "cube_portrait", "draw_cube"]

_LOW, _HALF, _HIGH = Fraction(1, 5), Fraction(1, 2), Fraction(4, 5)
_STARTS: Final = (
    *product((_LOW, _HIGH), repeat=3),
    (_HALF, _HALF, _HALF),
    *((each, _HALF, _HALF) for each in (_LOW, _HIGH)),
    *((_HALF, each, _HALF) for each in (_LOW, _HIGH)),
    *((_HALF, _HALF, each) for each in (_LOW, _HIGH)),
)
_VIEW: Final = (20.0, -58.0)
_FAINT: Final = "#9a9a9a"
_HUES: Final = (5, 6, 2, 3, 7, 0)
_STYLES: Final[tuple[LineStyle, ...]] = ("solid", *LINE_STYLES)
_RESTING: Final[dict[str, Any]] = {"color": hue(7), "linewidth": 2.6}
_ROOM: Final = 0.92
_LIFT: Final = 0.06


@dataclass(frozen=True, slots=True)
class CubePortrait:
    """What happens to three shares.

    Attributes
    ----------
    title
        Printed above; may be empty.
    axes
        Per coordinate its share in words, and its symbol (LaTeX).
    rests
        Rest points and what they are.
    lines
        Edges all of whose points rest: two ends each.
    ways
        Trajectories (a row per time), each with the number of its end; -1 for none.
    ends
        What the legend says of each end.
    notes
        Printed below.
    """

    title: Text
    axes: tuple[tuple[Text, str], ...]
    rests: tuple[tuple[tuple[float, ...], str], ...]
    lines: tuple[Array, ...]
    ways: tuple[tuple[Array, int], ...]
    ends: tuple[Text, ...]
    notes: tuple[Text, ...] = ()

    def signs(self, language: Language) -> str:
        """Give all characters of its labels, to choose fonts by."""
        texts = [self.title, *self.notes, *self.ends]
        texts += [word("paths.to_none"), word("paths.resting")]
        texts += [text for text, _ in self.axes]
        texts += [kind_text(kind) for _, kind in self.rests]
        symbols = [symbol for _, symbol in self.axes]
        return "".join([*(text.say(language) for text in texts), *symbols])


def cube_portrait(
    replicator: Replicator,
    starts: Sequence[Sequence[Fraction | float]] | None = None,
    *,
    until: float | None = None,
    rest: RestStates | None = None,
    measured: Basins | None = None,
) -> CubePortrait:
    """Follow trajectories of three populations with two strategies each.

    Parameters
    ----------
    replicator
        The dynamics.
    starts
        Some all over the cube unless given.
    until
        How long they are followed.
    rest, measured
        Rest points and basins, where they are known already.

    Raises
    ------
    UnsupportedError
        For other games.
    """
    import numpy as np

    game = replicator.game
    if [size for size in replicator.sizes if size > 1] != [2, 2, 2]:
        raise UnsupportedError(
            f"the cube shows three shares, one of each population; {game.model.id} has "
            f"{replicator.dimension} coordinates"
        )
    rest = rest_states(replicator) if rest is None else rest
    ways = [
        trajectory(replicator, start, until=until, rest=rest)
        for start in (_STARTS if starts is None else starts)
    ]
    places = sorted({way.end for way in ways if way.end is not None}, reverse=True)
    shares = {basin.end: basin.share for basin in measured.basins} if measured else {}
    return CubePortrait(
        both(word("paths.space_title", model="{model}"), model=game.model.title),
        tuple(
            (share_text(game, place), coordinate_symbol(game, name).latex)
            for place, name in enumerate(game.coordinates)
        ),
        tuple((point.place, point.kind) for point in rest.points),
        resting_edges(rest),
        tuple(
            (way.states, -1 if way.end is None else places.index(way.end))
            for way in ways
            if np.ptp(way.states, axis=0).max() > 0
        ),
        tuple(_end(end, rest, shares.get(end)) for end in places),
        (*([word("paths.percentages")] if shares else []), status_note(game.model)),
    )


def _end(end: tuple[float, ...], rest: RestStates, share: float | None) -> Text:
    point = end_text(end, rest) or Text("")
    if share is None:
        return both(word("paths.to", point="{point}"), point=point)
    return both(word("paths.to_share", point="{point}", share=percent(share)), point=point)


def draw_cube(
    cube: CubePortrait,
    language: Language,
    size: Size = "single",
    *,
    fonts: FontChoice | None = None,
) -> Figure:
    """Draw the cube, ways to the same end alike; parameters as for `draw_regime_map`."""
    choice = fonts or font_families(language, cube.signs(language))
    with figure_style(choice):
        return _draw(cube, choice.language, size)


def _draw(cube: CubePortrait, language: Language, size: Size) -> Figure:
    from matplotlib.lines import Line2D
    from mpl_toolkits.mplot3d import Axes3D

    sheet = Sheet(figure_width(language, size))
    frame = sheet.axes
    frame.set_axis_off()
    ratio = 0.92 if size == "single" else 0.55
    sheet.fit(ratio=ratio)
    entries = kind_entries((kind for _, kind in cube.rests), language)
    if cube.lines:
        named = plain(word("paths.resting").say(language))
        entries.append(Entry(Line2D([], [], **_RESTING), named))
    numbers = sorted({end for _, end in cube.ways}, key=lambda end: (end < 0, end))
    for number in numbers:
        text = word("paths.to_none") if number < 0 else cube.ends[number]
        entries.append(Entry(Line2D([], [], **_look(number)), plain(text.say(language))))
    figure = sheet.finish(
        plain(cube.title.say(language)),
        entries,
        [plain(note.say(language)) for note in cube.notes],
    )
    left, bottom, wide, high = frame.get_position().bounds
    rect = (left, bottom + _LIFT * high, wide, high)
    axes: Any = Axes3D(figure, rect=rect, computed_zorder=False)
    figure.add_axes(axes)
    axes.patch.set_alpha(0.0)
    axes.view_init(*_VIEW)
    axes.set_box_aspect((1, 1, 1), zoom=_ROOM)
    _frame(axes, cube, language, sheet)
    for ends in cube.lines:
        axes.plot(*ends.T, zorder=2, **_RESTING)
    for states, end in cube.ways:
        _way(axes, states, end)
    for place, kind in sorted(cube.rests, key=lambda rest: KINDS.index(rest[1]), reverse=True):
        look = marker(kind)
        look["markersize"] = 0.85 * look["markersize"]
        axes.plot(*([x] for x in place), zorder=9, clip_on=False, **look)
    return figure


def _frame(axes: Any, cube: CubePortrait, language: Language, sheet: Sheet) -> None:
    """Draw the edges of the cube, its ticks and the names of its shares."""
    from matplotlib.ticker import FuncFormatter

    from vcgame.report.figures.axis import tick_text

    axes.grid(visible=False)
    for artist, (text, symbol) in zip((axes.xaxis, axes.yaxis, axes.zaxis), cube.axes, strict=True):
        artist.set_pane_color((1.0, 1.0, 1.0, 0.0))
        artist.line.set_linewidth(0.0)
        named = f"{plain(text.say(language))} {formula(symbol, symbol)}"
        artist.set_label_text(sheet.ruler.wrap(named, 1.35, SMALL), fontsize=SMALL)
        artist.labelpad = -3.0
        artist.set_ticks([0.0, 0.5, 1.0])
        artist.set_major_formatter(FuncFormatter(tick_text))
        artist.set_tick_params(pad=-3, labelsize=6.5)
    for setter in (axes.set_xlim, axes.set_ylim, axes.set_zlim):
        setter(0.0, 1.0)
    for corner in product((0.0, 1.0), repeat=3):
        for along in range(3):
            if corner[along] == 0.0:
                other = list(corner)
                other[along] = 1.0
                line = zip(corner, other, strict=True)
                axes.plot(*line, color=_FAINT, linewidth=0.6, zorder=1)


def _look(end: int) -> dict[str, Any]:
    """Give the line of ways to an end."""
    if end < 0:
        return {**pen("solid"), "color": _FAINT, "linewidth": 0.8}
    return {**pen(_STYLES[end % len(_STYLES)]), "color": hue(_HUES[end % len(_HUES)])}


def _way(axes: Any, states: Array, end: int) -> None:
    """Draw a trajectory with a dot at its start and an arrow on its way."""
    import numpy as np

    look = _look(end)
    axes.plot(*states.T, zorder=4, **look)
    axes.plot(*states[:1].T, ".", color=look["color"], markersize=3.0, zorder=5)
    steps = np.sqrt((np.diff(states, axis=0) ** 2).sum(axis=1))
    length = np.concatenate([[0.0], np.cumsum(steps)])
    middle = int(np.searchsorted(length, 0.5 * length[-1]))
    middle = min(max(middle, 1), len(states) - 1)
    way = states[middle] - states[middle - 1]
    size = float(np.sqrt((way**2).sum()))
    if length[-1] > 0.1 and size > 0:
        way = 0.045 * way / size
        axes.quiver(
            *(states[middle] - way),
            *way,
            color=look["color"],
            linewidth=1.0,
            arrow_length_ratio=1.0,
            zorder=5,
        )
