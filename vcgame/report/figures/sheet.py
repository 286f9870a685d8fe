"""The page of a figure: title, axes, legend and notes, one below the other, none over another.

The width is the journal's; the height follows from what stands on the page. All lengths are
inches, so that a PDF and a PNG of any resolution come out alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vcgame.report.figures.canvas import new_figure
from vcgame.report.figures.labels import Ruler
from vcgame.report.figures.palette import INK, Fill, LineStyle

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

__all__ = ["NOTE", "SMALL", "TEXT", "Entry", "Sheet", "line_handle", "patch_handle", "pen"]

TEXT = 8.0
SMALL = 7.0
NOTE = 6.5
"""Font sizes, in points: of titles and axes, of labels and legends, of notes."""

_EDGE = 0.04
_GAP = 0.07
# Of a legend, in font sizes, as matplotlib counts.
_HANDLE = 2.4
_HANDLE_PAD = 0.6
_COLUMN_GAP = 1.6
_LEAST_COLUMN = 1.1


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend: what is drawn, and what it means."""

    handle: Artist
    text: str


class Sheet:
    """A figure that is being made.

    Draw on `axes` and label them; then `fit` gives the axes their size, everything inside can be
    placed, and `finish` puts the rest around.

    Parameters
    ----------
    width
        Width of the page.
    """

    def __init__(self, width: float) -> None:
        self.width = width
        self.figure = new_figure(width, width)
        self.axes = self.figure.add_axes((0.25, 0.25, 0.5, 0.5))
        self.ruler = Ruler(self.figure)
        self._left = self._right = self._below = self._above = 0.0
        self._size = (0.0, 0.0)

    def fit(self, *, ratio: float | None = None, height: float = 1.0) -> tuple[float, float]:
        """Make the axes as wide as their labels leave room for, and give their size.

        Parameters
        ----------
        ratio
            Height over width of the axes.
        height
            Height of the axes where no ratio is given.
        """
        whole = [axis.get_label_text() for axis in (self.axes.xaxis, self.axes.yaxis)]
        for _ in range(2):  # the labels break by the size, and the size follows the labels
            self._measure()
            wide = self.width - self._left - self._right - 2 * _EDGE
            high = height if ratio is None else ratio * wide
            self._size = (wide, high)
            page = self.figure.get_size_inches()
            self.axes.set_position((0.25, 0.25, wide / page[0], high / page[1]))
            axes = (self.axes.xaxis, self.axes.yaxis)
            for axis, label, room in zip(axes, whole, (wide, high), strict=True):
                axis.set_label_text(self.ruler.wrap(label, room, TEXT))
        self._measure()
        return self._size

    def finish(self, title: str, entries: Sequence[Entry], notes: Sequence[str]) -> Figure:
        """Put the title above, the legend and the notes below, and cut the page to size."""
        self._measure_height()
        wide, high = self._size
        inner = self.width - 2 * _EDGE
        foot = _EDGE
        for note in reversed(notes):
            foot += self._write(note, NOTE, foot, inner)
        if notes:
            foot += _GAP / 2
        if entries:
            foot += self._legend(entries, foot, inner) + _GAP
        bottom = foot + self._below
        top = bottom + high + self._above
        if title:
            top += _GAP + self._write(title, TEXT, top + _GAP, inner)
        page = top + _EDGE
        self.figure.set_size_inches(self.width, page)
        self.axes.set_position(
            ((_EDGE + self._left) / self.width, bottom / page, wide / self.width, high / page)
        )
        return self.figure

    def _measure(self) -> None:
        """Measure how far labels and ticks stand out of the axes."""
        dpi = self.figure.dpi
        inner = self.axes.get_window_extent()
        outer = self.axes.get_tightbbox()
        if outer is not None:
            self._left = max(0.0, inner.x0 - outer.x0) / dpi
            self._right = max(0.0, outer.x1 - inner.x1) / dpi
        self._measure_height()

    def _measure_height(self) -> None:
        dpi = self.figure.dpi
        inner = self.axes.get_window_extent()
        outer = self.axes.get_tightbbox()
        if outer is not None:
            self._below = max(0.0, inner.y0 - outer.y0) / dpi
            self._above = max(0.0, outer.y1 - inner.y1) / dpi

    def _write(self, text: str, points: float, bottom: float, width: float) -> float:
        """Write a text from the left edge, and give its height with the gap above."""
        lines = self.ruler.wrap(text, width, points)
        self.figure.text(
            _EDGE,
            bottom,
            lines,
            fontsize=points,
            ha="left",
            va="bottom",
            transform=self.figure.dpi_scale_trans,
        )
        return self.ruler.size(lines, points)[1] + _GAP / 2

    def _legend(self, entries: Sequence[Entry], bottom: float, width: float) -> float:
        """Draw the legend in as many columns as make it lowest, and give its height."""
        em = SMALL / 72
        best: tuple[int, int, list[str]] | None = None
        for columns in range(1, min(4, len(entries)) + 1):
            gaps = (columns - 1) * _COLUMN_GAP * em
            room = (width - gaps) / columns - (_HANDLE + _HANDLE_PAD) * em
            if columns > 1 and room < _LEAST_COLUMN:
                break
            texts = [self.ruler.wrap(entry.text, room, SMALL) for entry in entries]
            rows = -(-len(entries) // columns)
            lines = sum(
                max(text.count("\n") + 1 for text in texts[row::rows]) for row in range(rows)
            )
            if best is None or lines < best[0]:
                best = (lines, columns, texts)
        if best is None:
            return 0.0
        legend = self.figure.legend(
            [entry.handle for entry in entries],
            best[2],
            ncols=best[1],
            loc="lower left",
            bbox_to_anchor=(_EDGE, bottom),
            bbox_transform=self.figure.dpi_scale_trans,
            frameon=False,
            fontsize=SMALL,
            borderpad=0,
            borderaxespad=0,
            handlelength=_HANDLE,
            handleheight=1.0,
            handletextpad=_HANDLE_PAD,
            columnspacing=_COLUMN_GAP,
            labelspacing=0.45,
        )
        return legend.get_window_extent().height / self.figure.dpi


def pen(style: LineStyle) -> dict[str, Any]:
    """Give matplotlib's settings of a boundary line."""
    return {"color": INK, "linewidth": 1.0, "linestyle": style, "dash_capstyle": "butt"}


def line_handle(style: LineStyle) -> Artist:
    """Give a piece of line for a legend."""
    from matplotlib.lines import Line2D

    return Line2D([], [], **pen(style))


def patch_handle(look: Fill) -> Artist:
    """Give a piece of area for a legend."""
    from matplotlib.patches import Patch

    return Patch(
        facecolor=look.colour, edgecolor=look.hatch_colour, hatch=look.hatch or None, linewidth=0.4
    )
