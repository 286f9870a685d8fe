"""The map of regimes over two parameters: areas, the boundaries between them, marked points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vcgame.model.text import Language
from vcgame.report.figures.axis import Axis, Mark
from vcgame.report.figures.canvas import Size, figure_style
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.labels import formula, plain
from vcgame.report.figures.map_page import LEAST_PART, MapPage
from vcgame.report.figures.palette import INK, LINE_STYLES, LineStyle, fill
from vcgame.report.figures.placement import CELL, Place
from vcgame.report.figures.regions import (
    area_of,
    lines_through,
    nearest,
    parting,
    refine,
    zero_lines,
)
from vcgame.report.figures.sheet import Entry, line_handle
from vcgame.report.map_content import Curve, RegimeMap
from vcgame.report.words import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Axis", "Curve", "Mark", "RegimeMap", "draw_regime_map"]

_GRID = 400
_DOT = 0.1
_MARKERS = "osD^v"


def draw_regime_map(
    regime_map: RegimeMap,
    language: Language,
    size: Size = "single",
    *,
    fonts: FontChoice | None = None,
) -> Figure:
    """Draw a regime map.

    Regions carry their names where these fit, else a number that the legend explains; boundaries
    carry their equations where these fit, else the legend does.

    Parameters
    ----------
    regime_map
        What to draw.
    language
        Language of the labels; English is drawn where no font has the Chinese.
    size
        Width of the figure, by the column that it fills.
    fonts
        Chosen by `font_families` from `RegimeMap.signs` unless given; its ``warning`` is for
        the caller to say.
    """
    choice = fonts or font_families(language, regime_map.signs(language))
    with figure_style(choice):
        return _Drawing(regime_map, choice.language, size).draw()


class _Drawing:
    """One drawing of a map: its page, and the lines of the boundaries."""

    def __init__(self, regime_map: RegimeMap, language: Language, size: Size) -> None:
        self.map = regime_map
        self.language = language
        self.page = MapPage((regime_map.x, regime_map.y), language, size)
        self.width, self.height = self.page.width, self.page.height
        curves = [curve.values for curve in regime_map.curves]
        self.fine = refine(regime_map.codes, curves, _GRID, _GRID)
        self.lines = [
            parting(zero_lines(values, self.width, self.height), self.fine, self.width, self.height)
            for values in curves
        ]
        for number, lines in enumerate(self.lines):
            self.page.keep_clear(number, lines)
        self.styles: list[LineStyle] = ["solid"] * len(self.lines)
        self.ties: list[tuple[int, str]] = []

    def draw(self) -> Figure:
        marks = self._draw_marks()
        regions = self._draw_regions()
        curves = self._draw_curves()
        return self.page.sheet.finish(
            plain(self.map.title.say(self.language)),
            [*regions, *curves, *self._ties(), *marks],
            [plain(note.say(self.language)) for note in self.map.notes],
        )

    def _draw_marks(self) -> list[Entry]:
        spots = [
            Place(self.map.x.share(mark.x) * self.width, self.map.y.share(mark.y) * self.height)
            for mark in self.map.marks
        ]
        for spot in spots:
            self.page.room.take_box(spot, _DOT, _DOT)
        left = []
        for number, (mark, spot) in enumerate(zip(self.map.marks, spots, strict=True)):
            dot = self.page.axes.plot(
                [spot.x],
                [spot.y],
                _MARKERS[number % len(_MARKERS)],
                transform=self.page.inches,
                color=INK,
                markeredgecolor="white",
                markeredgewidth=0.7,
                markersize=5.5,
                linestyle="none",
                clip_on=False,
                zorder=6,
            )[0]
            text = plain(mark.label.say(self.language))
            room = self.page.space(text)
            place = self.page.room.place_beside(spot, _DOT / 2 + CELL, *room, self.page.free())
            if place is None:
                left.append(Entry(dot, text))
            else:
                self.page.write(text, place, "white")
        return left

    def _draw_regions(self) -> list[Entry]:
        from matplotlib.path import Path

        cells = nearest(self.fine, *self.page.room.taken.shape)
        for code in sorted(set(self.map.codes.ravel().tolist())):
            text = plain(self.map.labels[code].say(self.language))
            look = fill(code)
            if not (self.fine == code).any():
                self.ties.append((code, text))
                continue
            outlines = area_of(self.fine, code, self.width, self.height)
            for points, kinds in zip(*outlines, strict=True):
                self.page.paint(Path(points, kinds), look)
            self.page.label_area(text, self.page.room.parts(cells == code, LEAST_PART), look)
        return self.page.area_entries

    def _draw_curves(self) -> list[Entry]:
        entries: list[Entry] = []
        unnamed = 0
        for number, (curve, lines) in enumerate(zip(self.map.curves, self.lines, strict=True)):
            if not lines:
                continue
            equation = formula(curve.label_tex, curve.label.say(self.language))
            room = self.page.space(equation)
            place = self.page.room.place_along(lines, self.page.free(number), *room)
            if place is None:
                self.styles[number] = LINE_STYLES[unnamed % len(LINE_STYLES)]
                unnamed += 1
            style = self.styles[number]
            self.page.trace(lines, style)
            if place is not None:
                self.page.write(equation, place, "white")
            text = self._told(curve, equation, named=place is not None)
            if text:
                entries.append(Entry(line_handle(style), text))
        return entries

    def _told(self, curve: Curve, equation: str, *, named: bool) -> str:
        """Say in the legend what the map does not: the equation, and what holds on the line."""
        if curve.on is not None and curve.on.en:
            on = plain(curve.on.say(self.language))
            return say("on_line", self.language, line=equation, what=on)
        words = plain(curve.label.say(self.language))
        if not named and words and words != equation:
            return say("labelled", self.language, label=equation, what=words)
        return "" if named else equation

    def _ties(self) -> list[Entry]:
        """Name the regimes of grid points on a boundary that does not say itself what holds."""
        boundaries = [curve.values for curve in self.map.curves]
        entries = []
        for code, text in self.ties:
            through = lines_through(self.map.codes, code, boundaries)
            curves = [self.map.curves[number] for number in through]
            if any(curve.on is not None for curve in curves):
                continue
            names = [formula(curve.label_tex, curve.label.say(self.language)) for curve in curves]
            line = say("separator", self.language).join(names) or say("a_boundary", self.language)
            style = self.styles[through[0]] if through else "solid"
            text = say("on_line", self.language, line=line, what=text)
            entries.append(Entry(line_handle(style), text))
        return entries
