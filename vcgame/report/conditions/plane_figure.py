"""The exact map of regimes over two parameters, drawn: areas, boundary curves, corners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vcgame.derive.plane.plane import Plane
from vcgame.model.model import Model
from vcgame.model.text import Language, Text
from vcgame.report.conditions.plane_content import PlaneContent
from vcgame.report.conditions.plane_labels import breakable, connected, length, letter
from vcgame.report.conditions.plane_lines import PlaneLines
from vcgame.report.figures.canvas import Size, figure_style
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.labels import formula, plain
from vcgame.report.figures.map_page import LEAST_PART, MapPage
from vcgame.report.figures.palette import INK, LINE_STYLES, QUIET, Fill, LineStyle, fill
from vcgame.report.figures.placement import CELL, Place
from vcgame.report.figures.sheet import Entry, line_handle

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from matplotlib.figure import Figure

    Mask = npt.NDArray[np.bool_]
    Values = npt.NDArray[np.float64]

__all__ = ["draw_plane"]

_LONG: Final = 0.55  # of the width; a longer equation goes to the legend
_SHORT: Final = 0.4  # inches; a shorter further part of a boundary needs no label of its own
_OUTSIDE: Final = Fill("#f2f2f2", "", QUIET)


def draw_plane(
    plane: Plane,
    model: Model,
    language: Language,
    size: Size = "single",
    *,
    title: Text | None = None,
    notes: tuple[Text, ...] = (),
    fonts: FontChoice | None = None,
) -> Figure:
    """Draw an exact map of regimes.

    Areas carry the names of their equilibria where these fit, else a number that the legend
    explains; boundaries carry their equations where these fit, else a line style of the legend.
    Dots are the corners at which boundaries meet.

    Parameters
    ----------
    plane
        What to draw.
    model
        The model with all its parameters, for symbols and title.
    language
        Language of the labels; English is drawn where no font has the Chinese.
    size
        Width of the figure, by the column that it fills.
    title, notes
        Printed above, the model's title unless given; and printed below.
    fonts
        Chosen by `font_families` unless given; its ``warning`` is for the caller to say.
    """
    drawing = PlaneContent(plane, model, title or model.title, notes)
    choice = fonts or font_families(language, drawing.signs(language))
    with figure_style(choice):
        return _Drawing(drawing, choice.language, size).draw()


class _Drawing:
    """One drawing: its page, and the lines of the curves in inches."""

    def __init__(self, content: PlaneContent, language: Language, size: Size) -> None:
        self.content = content
        self.plane = content.plane
        self.language = language
        x, y = content.axes
        self.page = MapPage((x, y), language, size)
        self.lines = PlaneLines(self.plane.survey)
        self.curves: dict[int, list[Values]] = {}
        for curve, line in zip(self.plane.curves, self.lines.curves, strict=True):
            if not curve.edge:
                self.curves.setdefault(curve.factor, []).append(self._placed(line))
        for factor, lines in self.curves.items():
            self.page.keep_clear(factor, lines)

    def _placed(self, points: Values) -> Values:
        """Turn points in units of the parameters to inches."""
        import numpy as np

        page, (x, y) = self.page, self.content.axes
        scale = np.array([page.width / (x.high - x.low), page.height / (y.high - y.low)])
        return np.asarray((points - np.array([x.low, y.low])) * scale)

    def draw(self) -> Figure:
        self._draw_corners()
        regions = self._draw_areas()
        curves = self._draw_curves()
        return self.page.sheet.finish(
            plain(self.content.title.say(self.language)),
            [*regions, *curves],
            [plain(note.say(self.language)) for note in self.content.notes],
        )

    def _draw_corners(self) -> None:
        import numpy as np

        for corner in self.plane.corners:
            if corner.edge:
                continue
            spot = self._placed(np.array([[float(corner.first), float(corner.second)]]))[0]
            self.page.room.take_box(Place(float(spot[0]), float(spot[1])), 0.06, 0.06)
            self.page.axes.plot(
                [spot[0]],
                [spot[1]],
                "o",
                transform=self.page.inches,
                color=INK,
                markeredgecolor="white",
                markeredgewidth=0.4,
                markersize=3.2,
                linestyle="none",
                zorder=6,
            )

    def _draw_areas(self) -> list[Entry]:
        groups: dict[Text, list[int]] = {}
        for number, text in enumerate(self.content.texts):
            groups.setdefault(text, []).append(number)
        code = 0
        masks = self._masks()
        for said, areas in groups.items():
            look = _OUTSIDE
            if self.plane.areas[areas[0]].solution is not None:
                look, code = fill(code), code + 1
            for area in areas:
                self._fill(area, look)
            mask = self.page.room.empty()
            for area in areas:
                mask |= masks[area]
            parts = self.page.room.parts(mask & ~self._lines_mask(), LEAST_PART)
            self.page.label_area(plain(said.say(self.language)), parts, look)
        return self.page.area_entries

    def _lines_mask(self) -> Mask:
        lines = self.page.room.empty()
        for mask in self.page.near.values():
            lines |= mask
        return lines

    def _masks(self) -> list[Mask]:
        """Mark the cells of the page that each area covers."""
        import numpy as np

        masks = [self.page.room.empty() for _ in self.plane.areas]
        rows = (np.arange(self.page.room.taken.shape[0]) + 0.5) * CELL
        columns = (np.arange(self.page.room.taken.shape[1]) + 0.5) * CELL
        for slab in self.lines.slabs:
            low = self._placed(np.column_stack([slab.x, slab.low]))
            high = self._placed(np.column_stack([slab.x, slab.high]))
            inside = np.flatnonzero((columns >= low[0, 0]) & (columns < low[-1, 0]))
            for column in inside:
                bottom, top = (
                    np.interp(columns[column], line[:, 0], line[:, 1]) for line in (low, high)
                )
                masks[slab.area][(rows >= bottom) & (rows < top), column] = True
        return masks

    def _fill(self, area: int, look: Fill) -> None:
        import numpy as np
        from matplotlib.path import Path

        outlines = []
        for slab in self.lines.slabs:
            if slab.area == area:
                low = np.column_stack([slab.x, slab.low])
                high = np.column_stack([slab.x, slab.high])
                ring = np.concatenate([low, high[::-1], low[:1]])
                outlines.append(Path(self._placed(ring), closed=True))
        self.page.paint(Path.make_compound_path(*outlines), look)

    def _draw_curves(self) -> list[Entry]:
        """Draw the boundaries with their equations, or with letters for them."""
        entries: list[Entry] = []
        letters = 0
        dashed = 0
        for factor, lines in self.curves.items():
            tex, text = self.content.equations[factor]
            style: LineStyle = "solid"
            if not self._along(formula(tex, text), factor, lines):
                told = breakable(tex, text)
                if self._along(letter(letters), factor, lines):
                    told = f"{letter(letters)}:  {told}"
                    letters += 1
                else:
                    style = LINE_STYLES[dashed % len(LINE_STYLES)]
                    dashed += 1
                entries.append(Entry(line_handle(style), told))
            self.page.trace(lines, style)
        return entries

    def _along(self, text: str, factor: int, lines: list[Values]) -> bool:
        """Write a text on every connected part of a boundary that has room for it."""
        width, height = self.page.space(text)
        if width > _LONG * self.page.width:
            return False
        found = False
        for part in connected(lines):
            if found and sum(map(length, part)) < _SHORT:
                continue
            free = self.page.free(factor)
            place = self.page.room.place_along(part, free, width, height)
            if place is not None:
                self.page.write(text, place, "white")
                found = True
        return found
