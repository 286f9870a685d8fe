"""Numbers against one parameter: every value that was worked out is a mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from vcgame.errors import UsageError
from vcgame.model.text import Language, Text
from vcgame.report.figures.axis import Axis, label_axis
from vcgame.report.figures.canvas import Size, figure_style, figure_width
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.labels import plain
from vcgame.report.figures.palette import INK, QUIET, hue
from vcgame.report.figures.sheet import Entry, Sheet
from vcgame.report.words import word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Look", "ParameterPlot", "Series", "draw_parameter_plot"]

Look = Literal["strict", "weak", "mixed", "best", "curve", "second", "third", "fourth"]

_MARKS: Final[dict[Look, dict[str, Any]]] = {
    "best": {"marker": "_", "markersize": 5.0, "color": QUIET, "markeredgewidth": 1.0},
    "strict": {"marker": "o", "markersize": 3.0, "color": hue(5)},
    "weak": {
        "marker": "o",
        "markersize": 3.2,
        "color": hue(5),
        "markerfacecolor": "white",
        "markeredgewidth": 0.8,
    },
    "mixed": {
        "marker": "D",
        "markersize": 2.6,
        "color": hue(6),
        "markerfacecolor": "white",
        "markeredgewidth": 0.8,
    },
    "curve": {"marker": "o", "markersize": 2.6, "color": hue(5)},
    "second": {"marker": "s", "markersize": 2.6, "color": hue(6)},
    "third": {"marker": "^", "markersize": 3.0, "color": hue(2)},
    "fourth": {"marker": "D", "markersize": 2.6, "color": hue(3)},
}
_ORDER: Final[dict[Look, float]] = {"best": 2.0, "weak": 3.0, "mixed": 4.0, "strict": 5.0}
_BAND: Final[dict[str, Any]] = {"color": "#bfbfbf", "linewidth": 2.4, "solid_capstyle": "butt"}
_ROOM: Final = 0.04


@dataclass(frozen=True, slots=True)
class Series:
    """Marks of one kind, and what they mean."""

    label: Text
    look: Look
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ParameterPlot:
    """What is drawn.

    Attributes
    ----------
    title
        Printed above; may be empty.
    x, y
        The parameter, and what is measured.
    series
        Marks, those that matter most last.
    bands
        Values of the parameter at which every value between two bounds stands.
    band
        What these mean.
    mark
        The value of the parameter to point at, and what to call it.
    notes
        Lines printed below.
    """

    title: Text
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    bands: tuple[tuple[float, float, float], ...] = ()
    band: Text | None = None
    mark: tuple[float, Text] | None = None
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        if not any(each.points for each in self.series) and not self.bands:
            raise UsageError(f"{self.title.en}: there is nothing to draw")

    def signs(self, language: Language) -> str:
        """Give all characters of its labels, to choose fonts by."""
        texts = [self.title, self.x.label, self.y.label, *self.notes]
        texts += [] if self.band is None else [self.band]
        texts += [each.label for each in self.series]
        texts += [axis.unit for axis in (self.x, self.y) if axis.unit is not None]
        texts += [word("with_unit", what="", unit="")]
        texts += [] if self.mark is None else [self.mark[1]]
        return "".join([*(t.say(language) for t in texts), self.x.symbol_tex, self.y.symbol_tex])


def draw_parameter_plot(
    picture: ParameterPlot,
    language: Language,
    size: Size = "single",
    *,
    fonts: FontChoice | None = None,
) -> Figure:
    """Draw marks over a parameter; parameters as for `draw_regime_map`."""
    choice = fonts or font_families(language, picture.signs(language))
    with figure_style(choice):
        return _draw(picture, choice.language, Sheet(figure_width(language, size)))


def _draw(picture: ParameterPlot, language: Language, sheet: Sheet) -> Figure:
    from matplotlib.lines import Line2D

    axes = sheet.axes
    for axis, artist, limits in (
        (picture.x, axes.xaxis, axes.set_xlim),
        (picture.y, axes.yaxis, axes.set_ylim),
    ):
        room = _ROOM * (axis.high - axis.low)
        limits(axis.low - room, axis.high + room)
        label_axis(axis, artist, language)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    sheet.fit(ratio=0.62)
    entries: list[Entry] = []
    if picture.mark is not None:
        value, label = picture.mark
        line: dict[str, Any] = {"color": QUIET, "linewidth": 0.8}
        axes.axvline(value, zorder=1, **line)
        entries.append(Entry(Line2D([], [], **line), plain(label.say(language))))
    for x, low, high in picture.bands:
        axes.plot([x, x], [low, high], zorder=1.5, **_BAND)
    if picture.bands and picture.band is not None:
        entries.append(Entry(Line2D([], [], **_BAND), plain(picture.band.say(language))))
    for each in picture.series:
        if not each.points:
            continue
        look = {"linestyle": "none", "markeredgecolor": _MARKS[each.look]["color"]}
        look |= _MARKS[each.look]
        order = _ORDER.get(each.look, 3.0)
        xs, ys = zip(*each.points, strict=True)
        axes.plot(xs, ys, zorder=order, clip_on=False, **look)
        entries.append(Entry(Line2D([], [], **look), plain(each.label.say(language))))
    axes.tick_params(color=INK)
    notes = [plain(note.say(language)) for note in picture.notes]
    return sheet.finish(plain(picture.title.say(language)), entries, notes)
