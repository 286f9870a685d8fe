"""Shares over time: trajectories from one or more starts, a panel for each share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from vcgame.errors import UsageError
from vcgame.model.text import Language, Text
from vcgame.report.dynamics.state_names import coordinate_symbol, share_text, state_text
from vcgame.report.figures.axis import Axis, label_axis, tick_text
from vcgame.report.figures.canvas import Size, figure_style, figure_width
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.labels import formula, plain
from vcgame.report.figures.palette import LINE_STYLES, LineStyle, hue
from vcgame.report.figures.sheet import SMALL, Entry, Sheet, pen
from vcgame.report.naming import both, labelled, status_note
from vcgame.report.words import word
from vcgame.solve.dynamics.replicator import Replicator
from vcgame.solve.dynamics.trajectory import Trajectory

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["TimePaths", "draw_time_paths", "time_paths"]

_HEIGHTS: dict[Size, float] = {"single": 1.2, "double": 1.25}
_BETWEEN = 0.09
_STYLES: tuple[LineStyle, ...] = ("solid", *LINE_STYLES)
_HUES = (5, 6, 2, 3, 7, 0)


@dataclass(frozen=True, slots=True)
class TimePaths:
    """Shares over time.

    Attributes
    ----------
    title
        Printed above; may be empty.
    shares
        Per panel the share in words, and its symbol (LaTeX).
    paths
        Per trajectory what the legend says of its start, its times and its states (a row per
        time).
    arrivals
        Per trajectory when it has come 95 % of its way; ``None`` where it never does.
    notes
        Printed below.
    """

    title: Text
    shares: tuple[tuple[Text, str], ...]
    paths: tuple[tuple[Text, Array, Array], ...]
    arrivals: tuple[float | None, ...]
    notes: tuple[Text, ...] = ()

    def signs(self, language: Language) -> str:
        """Give all characters of its labels, to choose fonts by."""
        texts = [self.title, *self.notes, word("paths.time"), word("paths.start")]
        texts += [text for text, _ in self.shares] + [text for text, *_ in self.paths]
        symbols = [symbol for _, symbol in self.shares]
        return "".join([*(text.say(language) for text in texts), *symbols])


def time_paths(
    replicator: Replicator,
    starts: Sequence[Sequence[Fraction | float]],
    ways: Sequence[Trajectory],
) -> TimePaths:
    """Prepare the shares of trajectories over time.

    Raises
    ------
    UsageError
        If there is no trajectory.
    """
    game = replicator.game
    if not ways:
        raise UsageError("shares over time need a trajectory: name a start")
    shares = tuple(
        (share_text(game, place), coordinate_symbol(game, name).latex)
        for place, name in enumerate(game.coordinates)
    )
    moving = [way for way in ways if way.time_95 != 0] or ways
    longest = float(max(way.times[-1] for way in moving))
    paths = []
    for start, way in zip(starts, ways, strict=True):
        times, states = _prolonged(way, longest)
        paths.append((state_text(tuple(start)), times, states))
    return TimePaths(
        both(word("paths.time_title", model="{model}"), model=game.model.title),
        shares,
        tuple(paths),
        tuple(way.time_95 for way in ways),
        (word("paths.dots"), status_note(game.model)),
    )


def _prolonged(way: Trajectory, until: float) -> tuple[Array, Array]:
    """Let a trajectory that has arrived stand still until the others have."""
    import numpy as np

    if way.end is None or way.time_95 is None or way.times[-1] >= until:
        return way.times, way.states
    times = np.append(way.times, until)
    return times, np.vstack([way.states, way.states[-1:]])


def draw_time_paths(
    paths: TimePaths,
    language: Language,
    size: Size = "single",
    *,
    fonts: FontChoice | None = None,
) -> Figure:
    """Draw shares over time, one panel below the other; parameters as for `draw_regime_map`."""
    choice = fonts or font_families(language, paths.signs(language))
    with figure_style(choice):
        return _draw(paths, choice.language, size)


def _draw(paths: TimePaths, language: Language, size: Size) -> Figure:
    import numpy as np
    from matplotlib.lines import Line2D
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    sheet = Sheet(figure_width(language, size))
    frame = sheet.axes
    count = len(paths.shares)
    each = _HEIGHTS[size]
    high = count * each + (count - 1) * _BETWEEN
    until = max(float(times[-1]) for _, times, _ in paths.paths)
    # One pair of axes sets the page; every share gets a strip of it.
    label_axis(Axis(word("paths.time"), "t", None, 0.0, until), frame.xaxis, language)
    frame.set_xlim(0.0, until)
    frame.set_yticks([])
    for side in ("top", "right", "left"):
        frame.spines[side].set_visible(False)
    strips = []
    for number, (text, symbol) in enumerate(paths.shares):
        bottom = (count - 1 - number) * (each + _BETWEEN) / high
        strip = frame.inset_axes((0.0, bottom, 1.0, each / high))
        strip.set_xlim(0.0, until)
        strip.set_ylim(-0.03, 1.03)
        strip.set_yticks([0.0, 0.5, 1.0])
        strip.yaxis.set_major_formatter(FuncFormatter(tick_text))
        strip.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
        strip.tick_params(axis="x", labelbottom=False, direction="in")
        named = f"{plain(text.say(language))} {formula(symbol, symbol)}"
        strip.yaxis.set_label_text(sheet.ruler.wrap(named, 1.08 * each, SMALL), fontsize=SMALL)
        strips.append(strip)
    sheet.fit(height=high)
    entries = []
    for number, (text, times, states) in enumerate(paths.paths):
        look: dict[str, Any] = {**pen(_STYLES[number % len(_STYLES)]), "linewidth": 1.1}
        look["color"] = hue(_HUES[number % len(_HUES)])
        for place, strip in enumerate(strips):
            strip.plot(times, states[:, place], **look)
            arrival = paths.arrivals[number]
            if arrival is not None and 0 < arrival <= until:
                height = float(np.interp(arrival, times, states[:, place]))
                strip.plot([arrival], [height], "o", color=look["color"], markersize=3.2, zorder=5)
        handle = Line2D([], [], **look)
        entries.append(Entry(handle, plain(labelled("paths.start", text).say(language))))
    return sheet.finish(
        plain(paths.title.say(language)),
        entries,
        [plain(note.say(language)) for note in paths.notes],
    )
