"""The map of regimes over two parameters: areas, the boundaries between them, marked points."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING, Any

from vcgame.model.text import Language
from vcgame.report.figures.axis import Axis, Mark, label_axis
from vcgame.report.figures.canvas import Size, figure_style, figure_width
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.labels import formula, plain
from vcgame.report.figures.palette import INK, LINE_STYLES, Fill, LineStyle, fill
from vcgame.report.figures.placement import CELL, Place, Plane
from vcgame.report.figures.regions import (
    area_of,
    lines_through,
    nearest,
    parting,
    refine,
    zero_lines,
)
from vcgame.report.figures.sheet import SMALL, Entry, Sheet, line_handle, patch_handle, pen
from vcgame.report.map_content import Curve, RegimeMap
from vcgame.report.words import say

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from matplotlib.figure import Figure

    Codes = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]
    Values = npt.NDArray[np.float64]

__all__ = ["Axis", "Curve", "Mark", "RegimeMap", "draw_regime_map"]

_RATIOS: dict[Size, float] = {"single": 0.85, "double": 0.55}
_GRID = 400
_PAD = 0.02
_DOT = 0.1
_RING = 0.2
_MARKERS = "osD^v"
_LEAST_PART = 0.004  # square inches; smaller parts of an area are specks
_COMFORT = 0.08


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
    """One drawing of a map: the page, what room is left, and the lines of the boundaries."""

    def __init__(self, regime_map: RegimeMap, language: Language, size: Size) -> None:
        from matplotlib.transforms import Affine2D

        self.map = regime_map
        self.language = language
        self.sheet = Sheet(figure_width(language, size))
        self.axes = self.sheet.axes
        self.axes.set_xlim(regime_map.x.low, regime_map.x.high)
        self.axes.set_ylim(regime_map.y.low, regime_map.y.high)
        label_axis(regime_map.x, self.axes.xaxis, language)
        label_axis(regime_map.y, self.axes.yaxis, language)
        self.width, self.height = self.sheet.fit(ratio=_RATIOS[size])
        self.inches = Affine2D().scale(1 / self.width, 1 / self.height) + self.axes.transAxes
        self.plane = Plane(self.width, self.height)
        curves = [curve.values for curve in regime_map.curves]
        self.fine = refine(regime_map.codes, curves, _GRID, _GRID)
        self.lines = [
            parting(zero_lines(values, self.width, self.height), self.fine, self.width, self.height)
            for values in curves
        ]
        self.near = [self._near(lines) for lines in self.lines]
        self.styles: list[LineStyle] = ["solid"] * len(self.lines)
        self.ties: list[tuple[int, str]] = []

    def draw(self) -> Figure:
        marks = self._draw_marks()
        regions = self._draw_regions()
        curves = self._draw_curves()
        return self.sheet.finish(
            plain(self.map.title.say(self.language)),
            [*regions, *curves, *self._ties(), *marks],
            [plain(note.say(self.language)) for note in self.map.notes],
        )

    def _near(self, lines: list[Values]) -> Mask:
        near = self.plane.empty()
        for line in lines:
            near |= self.plane.near_line(line, _PAD)
        return near

    def _near_others(self, but: int | None = None) -> Mask:
        near = self.plane.taken.copy()
        for number, mask in enumerate(self.near):
            if number != but:
                near |= mask
        return near

    def _draw_marks(self) -> list[Entry]:
        spots = [
            Place(self.map.x.share(mark.x) * self.width, self.map.y.share(mark.y) * self.height)
            for mark in self.map.marks
        ]
        for spot in spots:
            self.plane.take_box(spot, _DOT, _DOT)
        left = []
        for number, (mark, spot) in enumerate(zip(self.map.marks, spots, strict=True)):
            dot = self.axes.plot(
                [spot.x],
                [spot.y],
                _MARKERS[number % len(_MARKERS)],
                transform=self.inches,
                color=INK,
                markeredgecolor="white",
                markeredgewidth=0.7,
                markersize=5.5,
                linestyle="none",
                clip_on=False,
                zorder=6,
            )[0]
            text = plain(mark.label.say(self.language))
            room = self._room(text)
            place = self.plane.place_beside(spot, _DOT / 2 + CELL, *room, ~self._near_others())
            if place is None:
                left.append(Entry(dot, text))
            else:
                self._write(text, place, "white")
        return left

    def _draw_regions(self) -> list[Entry]:
        fine = self.fine
        cells = nearest(fine, *self.plane.taken.shape)
        numbered: list[Entry] = []
        unnamed: list[Entry] = []
        for code in sorted(set(self.map.codes.ravel().tolist())):
            text = plain(self.map.labels[code].say(self.language))
            look = fill(code)
            if not (fine == code).any():
                self.ties.append((code, text))
                continue
            self._fill(fine, code, look)
            parts = self.plane.parts(cells == code, _LEAST_PART)
            if self._name(text, parts, look):
                continue
            number = str(len(numbered) + 1)
            if self._number(number, parts):
                numbered.append(Entry(patch_handle(look), f"{number}  {text}"))
            else:
                unnamed.append(Entry(patch_handle(look), text))
        return numbered + unnamed

    def _fill(self, fine: Codes, code: int, look: Fill) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        for points, kinds in zip(*area_of(fine, code, self.width, self.height), strict=True):
            path = Path(points, kinds)
            # An edge of its own colour closes the hairline between neighbours.
            under = {"facecolor": look.colour, "edgecolor": look.colour, "linewidth": 0.3}
            self.axes.add_patch(PathPatch(path, transform=self.inches, zorder=1, **under))
            if look.hatch:
                over = {"facecolor": "none", "edgecolor": look.hatch_colour, "linewidth": 0.0}
                self.axes.add_patch(
                    PathPatch(path, transform=self.inches, zorder=2, hatch=look.hatch, **over)
                )

    def _name(self, text: str, parts: list[Mask], look: Fill) -> bool:
        """Write a region's name into all its parts, or into none."""
        shapes = self.sheet.ruler.shapes(text, SMALL, 3)
        found = []
        for part in parts:
            best: tuple[float, str, Place] | None = None
            for shape in shapes:
                spot = self.plane.place_in(part & ~self._near_others(), *self._room(shape))
                if spot is not None and (best is None or min(spot[1], _COMFORT) > best[0]):
                    best = (min(spot[1], _COMFORT), shape, spot[0])
            if best is None:
                return False
            found.append(best)
        for _, shape, place in found:
            self._write(shape, place, look.colour)
        return bool(found)

    def _number(self, number: str, parts: list[Mask]) -> bool:
        """Write a number into each part that has room for it; say whether there was one."""
        width, height = self.sheet.ruler.size(number, SMALL)
        pad = 2 * _RING * SMALL / 72
        side = hypot(width + pad, height + pad) + 2 * _PAD
        placed = False
        for part in parts:
            spot = self.plane.place_in(part & ~self._near_others(), side, side)
            if spot is not None:
                self.plane.take_box(spot[0], side, side)
                box = {"boxstyle": f"circle,pad={_RING}", "facecolor": "white", "linewidth": 0.5}
                self._text(number, spot[0], box)
                placed = True
        return placed

    def _draw_curves(self) -> list[Entry]:
        entries: list[Entry] = []
        unnamed = 0
        for number, (curve, lines) in enumerate(zip(self.map.curves, self.lines, strict=True)):
            if not lines:
                continue
            equation = formula(curve.label_tex, curve.label.say(self.language))
            room = self._room(equation)
            place = self.plane.place_along(lines, ~self._near_others(number), *room)
            if place is None:
                self.styles[number] = LINE_STYLES[unnamed % len(LINE_STYLES)]
                unnamed += 1
            style = self.styles[number]
            for line in lines:
                self.axes.plot(*line.T, transform=self.inches, zorder=4, **pen(style))
            if place is not None:
                self._write(equation, place, "white")
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

    def _room(self, text: str) -> tuple[float, float]:
        width, height = self.sheet.ruler.size(text, SMALL)
        return width + 2 * _PAD, height + 2 * _PAD

    def _write(self, text: str, place: Place, back: str) -> None:
        self.plane.take_box(place, *self._room(text))
        box = {"boxstyle": f"square,pad={_PAD * 72 / SMALL}", "facecolor": back, "linewidth": 0.0}
        self._text(text, place, box)

    def _text(self, text: str, place: Place, box: dict[str, Any]) -> None:
        self.axes.text(
            place.x,
            place.y,
            text,
            transform=self.inches,
            fontsize=SMALL,
            ha="center",
            va="center",
            multialignment="center",
            rotation=place.angle,
            bbox=box,
            zorder=5,
        )
