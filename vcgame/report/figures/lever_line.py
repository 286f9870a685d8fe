"""The line of one lever: which profile is an equilibrium where, between exact thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from vcgame.errors import UsageError
from vcgame.model.tex import check_latex
from vcgame.model.text import Language, Text
from vcgame.report.figures.axis import Axis, label_axis
from vcgame.report.figures.canvas import Size, figure_style, figure_width
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.labels import formula, plain
from vcgame.report.figures.palette import INK, QUIET, hue
from vcgame.report.figures.sheet import SMALL, Entry, Sheet, line_handle
from vcgame.report.words import word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LeverLine", "LeverMark", "LeverRow", "Span", "draw_lever_line", "spread"]

# Inches, but for the share of the width that the names of rows may take.
_ROW = 0.24
_BETWEEN = 0.08
_NAMES = 0.38
_RISE = 0.07
_SIDE = 0.08
_TRACK = "#e2e2e2"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the lever; a point where both ends are the same and closed."""

    low: float
    high: float
    closed_low: bool = True
    closed_high: bool = True

    def __post_init__(self) -> None:
        point = self.low == self.high and self.closed_low and self.closed_high
        if not (self.low < self.high or point):
            raise UsageError(f"span from {self.low} to {self.high}: holds no point")


@dataclass(frozen=True, slots=True)
class LeverRow:
    """One equilibrium or profile, and where it is one."""

    label: Text
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class LeverMark:
    """A value of the lever to point at, such as the default."""

    value: float
    label: Text


@dataclass(frozen=True, slots=True)
class LeverLine:
    """What holds along one lever.

    Attributes
    ----------
    title
        Printed above; may be empty.
    axis
        The lever.
    rows
        From top to bottom.
    thresholds
        Values where something changes, each with its exact value (LaTeX).
    mark
        A value to point at.
    notes
        Lines printed below.
    """

    title: Text
    axis: Axis
    rows: tuple[LeverRow, ...]
    thresholds: tuple[tuple[float, str], ...] = ()
    mark: LeverMark | None = None
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        if not self.rows:
            raise UsageError("a lever line needs at least one row")
        for _, latex in self.thresholds:
            check_latex(latex)
        values = [value for value, _ in self.thresholds]
        values += [] if self.mark is None else [self.mark.value]
        for value in values:
            if not self.axis.low <= value <= self.axis.high:
                raise UsageError(f"{value} lies outside the axis {self.axis.label.en}")

    def signs(self, language: Language) -> str:
        """Give all characters of its labels, to choose fonts by."""
        texts = [self.title, self.axis.label, *self.notes, word("with_unit", what="", unit="")]
        texts += [row.label for row in self.rows]
        texts += [] if self.axis.unit is None else [self.axis.unit]
        texts += [] if self.mark is None else [self.mark.label]
        formulas = [self.axis.symbol_tex, *(latex for _, latex in self.thresholds)]
        return "".join([*(text.say(language) for text in texts), *formulas])


def draw_lever_line(
    line: LeverLine,
    language: Language,
    size: Size = "single",
    *,
    fonts: FontChoice | None = None,
) -> Figure:
    """Draw a lever line: one row per equilibrium, bars where it is one.

    A filled end belongs to the bar, a hollow one does not; a bar without an end goes on beyond
    the range. Parameters as for `draw_regime_map`.
    """
    choice = fonts or font_families(language, line.signs(language))
    with figure_style(choice):
        return _draw(line, choice.language, Sheet(figure_width(language, size)))


def _draw(line: LeverLine, language: Language, sheet: Sheet) -> Figure:
    axes = sheet.axes
    count = len(line.rows)
    axes.set_xlim(line.axis.low, line.axis.high)
    axes.set_ylim(count - 0.5, -0.5)
    label_axis(line.axis, axes.xaxis, language)
    room = _NAMES * sheet.width
    names = [sheet.ruler.wrap(plain(row.label.say(language)), room, SMALL) for row in line.rows]
    axes.set_yticks(range(count), names)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    for place, row in enumerate(line.rows):
        axes.axhline(place, color=_TRACK, linewidth=0.6, zorder=1)
        for span in row.spans:
            _draw_span(sheet, line.axis, place, span)
    tallest = max(sheet.ruler.size(name, SMALL)[1] for name in names)
    width, height = sheet.fit(height=count * max(_ROW, tallest + _BETWEEN))
    entries = _draw_values(line, language, sheet, width, height)
    notes = [plain(note.say(language)) for note in line.notes]
    return sheet.finish(plain(line.title.say(language)), entries, notes)


def _draw_span(sheet: Sheet, axis: Axis, place: int, span: Span) -> None:
    """Draw a bar, cut at the range, with a dot at each end that lies inside it."""
    low, high = max(span.low, axis.low), min(span.high, axis.high)
    if low > high:
        return
    colour = hue(place)
    sheet.axes.plot(
        [low, high], [place, place], color=colour, linewidth=3.0, solid_capstyle="butt", zorder=3
    )
    for value, closed in ((span.low, span.closed_low), (span.high, span.closed_high)):
        if axis.low < value < axis.high or span.low == span.high:
            sheet.axes.plot(
                [value],
                [place],
                "o",
                color=colour,
                markersize=5.0,
                markerfacecolor=colour if closed else "white",
                markeredgewidth=1.2,
                clip_on=False,
                zorder=4,
            )


def _draw_values(
    line: LeverLine, language: Language, sheet: Sheet, width: float, height: float
) -> list[Entry]:
    """Write thresholds and the mark above the rows; number those that have no room there."""
    values = sorted(line.thresholds)
    texts = [formula(latex, latex) for _, latex in values]
    mark = () if line.mark is None else (plain(line.mark.label.say(language)),)
    pens = ["dotted"] * len(texts) + ["solid"] * len(mark)
    at = [line.axis.share(value) * width for value, _ in values]
    if line.mark is not None:
        at.append(line.axis.share(line.mark.value) * width)
    shown = [*texts, *mark]
    entries: list[Entry] = []
    sizes = [sheet.ruler.size(text, SMALL) for text in shown]
    middles = spread(at, [wide + _SIDE for wide, _ in sizes], width)
    if middles is None:
        shown = [*(str(number) for number in range(1, len(texts) + 1)), *mark]
        entries = [
            Entry(line_handle("dotted"), f"{number}  {text}")
            for number, text in enumerate(texts, start=1)
        ]
        sizes = [sheet.ruler.size(text, SMALL) for text in shown]
        middles = spread(at, [wide + _SIDE for wide, _ in sizes], width) or at
    for value, middle, text, style in zip(at, middles, shown, pens, strict=True):
        _draw_value(sheet, (width, height), (value, middle), text, style)
    return entries


def _draw_value(
    sheet: Sheet, size: tuple[float, float], at: tuple[float, float], text: str, style: str
) -> None:
    """Draw a line up through the rows, and on to the label above them."""
    width, height = size
    start, end = at[0] / width, at[1] / width
    knee = 1 + _RISE / height
    line: dict[str, Any] = {"transform": sheet.axes.transAxes, "clip_on": False, "zorder": 2}
    colour = INK if style == "dotted" else QUIET
    sheet.axes.plot(
        [start, start], [0.0, knee], color=colour, linewidth=0.8, linestyle=style, **line
    )
    if start != end:
        sheet.axes.plot(
            [start, end], [knee, knee + _RISE / height], color=QUIET, linewidth=0.5, **line
        )
    sheet.axes.text(
        end,
        1 + (2 * _RISE + 0.02) / height,
        text,
        transform=sheet.axes.transAxes,
        fontsize=SMALL,
        ha="center",
        va="bottom",
    )


def spread(wanted: Sequence[float], widths: Sequence[float], room: float) -> list[float] | None:
    """Move labels in a row apart as little as can be, or say that the row is too short.

    The least sum of squared shifts without overlap, by pooling adjacent violators (Ayer, Brunk,
    Ewing, Reid and Silverman 1955).

    Parameters
    ----------
    wanted
        Where the middles would stand, in any order.
    widths
        Of the labels, gaps included.
    room
        Length of the row.

    Examples
    --------
    >>> spread([1.0, 1.2, 4.0], [1.0, 1.0, 1.0], 5.0)
    [0.6, 1.6, 4.0]
    >>> spread([1.0, 1.2], [1.0, 1.0], 1.5) is None
    True
    """
    if not wanted:
        return []
    if sum(widths) > room:
        return None
    order = sorted(range(len(wanted)), key=lambda number: (wanted[number], number))
    offsets = [0.0]
    for before, after in pairwise(order):
        offsets.append(offsets[-1] + (widths[before] + widths[after]) / 2)
    pools: list[tuple[float, int]] = []  # sum of the places in a pool, and their number
    for number, offset in zip(order, offsets, strict=True):
        pools.append((wanted[number] - offset, 1))
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] > pools[-1][0] * pools[-2][1]:
            total, count = pools.pop()
            pools[-1] = (pools[-1][0] + total, pools[-1][1] + count)
    least = widths[order[0]] / 2
    most = room - offsets[-1] - widths[order[-1]] / 2
    placed = [0.0] * len(order)
    bases = [min(max(total / count, least), most) for total, count in pools for _ in range(count)]
    for number, offset, base in zip(order, offsets, bases, strict=True):
        placed[number] = base + offset
    return placed
