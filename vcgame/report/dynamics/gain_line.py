"""One share on its line: what its strategy gains, which way the share moves, where it rests."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from vcgame.errors import UnsupportedError
from vcgame.model.text import Language, Text
from vcgame.report.dynamics.markers import basin_look, draw_rest_point, kind_entries
from vcgame.report.dynamics.portrait import percent
from vcgame.report.dynamics.state_names import (
    coordinate_symbol,
    end_text,
    kind_text,
    share_text,
    strategy_texts,
)
from vcgame.report.figures.axis import Axis, label_axis, tick_text
from vcgame.report.figures.canvas import Size, figure_style, figure_width
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.labels import formula, plain
from vcgame.report.figures.palette import INK, QUIET, hue
from vcgame.report.figures.sheet import Entry, Sheet
from vcgame.report.naming import both, status_note
from vcgame.report.words import say, word
from vcgame.solve.dynamics.basins import Basins, basins
from vcgame.solve.dynamics.replicator import Replicator
from vcgame.solve.dynamics.rest_points import RestStates, rest_states

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["GainLine", "draw_gain_line", "gain_line"]

_POINTS = 401
_ARROWS = 3
_HEIGHTS: dict[Size, float] = {"single": 2.0, "double": 2.3}


@dataclass(frozen=True, slots=True)
class GainLine:
    """What happens to one share.

    Attributes
    ----------
    title
        Printed above; may be empty.
    axis, symbol
        The share in words, and its symbol (LaTeX).
    gain
        What is drawn above the line, in words.
    shares, gains
        The curve.
    rests
        Rest points and what they are.
    stretches
        Between neighbouring rest points: both ends, and whether the share rises.
    basins
        Per basin its two ends, the rest point within and the share of all states.
    notes
        Printed below.
    """

    title: Text
    axis: Text
    symbol: str
    gain: Text
    shares: Array
    gains: Array
    rests: tuple[tuple[float, str], ...]
    stretches: tuple[tuple[float, float, bool], ...]
    basins: tuple[tuple[float, float, str, str], ...]
    notes: tuple[Text, ...] = ()

    def signs(self, language: Language) -> str:
        """Give all characters of its labels, to choose fonts by."""
        texts = [self.title, self.axis, self.gain, *self.notes]
        texts += [
            word("paths.basin_of", point=point, share=size) for *_, point, size in self.basins
        ]
        texts += [kind_text(kind) for _, kind in self.rests]
        return "".join([*(text.say(language) for text in texts), self.symbol])


def gain_line(
    replicator: Replicator,
    *,
    rest: RestStates | None = None,
    measured: Basins | None = None,
) -> GainLine:
    """Work out the line of a game with one coordinate.

    Raises
    ------
    UnsupportedError
        For more coordinates.
    """
    import numpy as np

    game = replicator.game
    if replicator.dimension != 1:
        raise UnsupportedError(
            f"{game.model.id} has {replicator.dimension} coordinates; a line has one"
        )
    rest = rest_states(replicator) if rest is None else rest
    measured = basins(replicator, rest=rest) if measured is None else measured
    population = next(k for k, size in enumerate(replicator.sizes) if size == 2)
    own, other = strategy_texts(game, population)
    shares = np.linspace(0.0, 1.0, _POINTS)
    places = sorted((point.place[0], point.kind) for point in rest.points)
    marks = [place for place, _ in places]
    pairs = list(pairwise(marks))
    middles = np.array([[(low + high) / 2 for low, high in pairs]])
    up = replicator.rates(middles)[0]
    moving = [
        (low, high, bool(rate > 0)) for (low, high), rate in zip(pairs, up, strict=True) if rate
    ]
    spans = []
    for basin in measured.basins:
        into = [(a, b) for a, b, rises in moving if basin.end[0] == (b if rises else a)]
        end = (end_text(basin.end, rest) or Text("")).en.strip("()")
        spans.append((min(a for a, _ in into), max(b for _, b in into), end, percent(basin.share)))
    return GainLine(
        both(word("paths.line_title", model="{model}"), model=game.model.title),
        share_text(game, 0),
        coordinate_symbol(game, game.coordinates[0]).latex,
        both(word("paths.gain", strategy="{own}", other="{other}"), own=own, other=other),
        shares,
        replicator.gains.at(shares[None, :])[0],
        tuple(places),
        tuple(moving),
        tuple(spans),
        (*([word("paths.percentages")] if spans else []), status_note(game.model)),
    )


def draw_gain_line(
    line: GainLine,
    language: Language,
    size: Size = "single",
    *,
    fonts: FontChoice | None = None,
) -> Figure:
    """Draw the line of a share; parameters as for `draw_regime_map`."""
    choice = fonts or font_families(language, line.signs(language))
    with figure_style(choice):
        return _draw(line, choice.language, size)


def _draw(line: GainLine, language: Language, size: Size) -> Figure:
    from matplotlib.patches import Patch
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    sheet = Sheet(figure_width(language, size))
    axes = sheet.axes
    low, high = float(min(line.gains.min(), 0)), float(max(line.gains.max(), 0))
    margin = 0.12 * (high - low or 1.0)
    axes.set_xlim(0, 1)
    axes.set_ylim(low - margin, high + margin)
    label_axis(Axis(line.axis, line.symbol, None, 0.0, 1.0), axes.xaxis, language)
    axes.yaxis.set_label_text(plain(line.gain.say(language)))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(tick_text))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    sheet.fit(height=_HEIGHTS[size])
    entries = kind_entries((kind for _, kind in line.rests), language)
    for number, (left, right, end, share) in enumerate(line.basins):
        look = basin_look(number)
        axes.axvspan(left, right, zorder=0, **look)
        point = formula(f"{line.symbol} = {end}", end)
        entries.append(
            Entry(Patch(**look), say("paths.basin_of", language, point=point, share=share))
        )
    axes.axhline(0.0, color=QUIET, linewidth=0.8, zorder=1)
    axes.plot(line.shares, line.gains, color=hue(5), linewidth=1.3, zorder=3)
    for left, right, rises in line.stretches:
        _arrows(axes, left, right, rises=rises)
    for place, kind in line.rests:
        draw_rest_point(axes, (place, 0.0), kind)
    return sheet.finish(
        plain(line.title.say(language)),
        entries,
        [plain(note.say(language)) for note in line.notes],
    )


def _arrows(axes: Axes, left: float, right: float, *, rises: bool) -> None:
    """Put arrows on the line, as many as have room."""
    count = max(1, min(_ARROWS, int((right - left) / 0.15)))
    for step in range(count):
        place = left + (right - left) * (step + 0.5) / count
        axes.plot(
            [place],
            [0.0],
            ">" if rises else "<",
            color=INK,
            markersize=4.5,
            zorder=4,
            clip_on=False,
        )
