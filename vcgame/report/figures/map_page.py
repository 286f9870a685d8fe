"""The page of a map over two parameters: areas with their names, curves, and the room left."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot
from typing import TYPE_CHECKING, Any, Final

from vcgame.model.text import Language
from vcgame.report.figures.axis import Axis, label_axis
from vcgame.report.figures.canvas import Size, figure_width
from vcgame.report.figures.palette import Fill, LineStyle
from vcgame.report.figures.placement import Place, Plane
from vcgame.report.figures.sheet import SMALL, Entry, Sheet, patch_handle, pen

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from matplotlib.path import Path

    Mask = npt.NDArray[np.bool_]
    Values = npt.NDArray[np.float64]

__all__ = ["LEAST_PART", "MapPage"]

LEAST_PART: Final = 0.004
"""Square inches; smaller parts of an area are specks."""

_RATIOS: Final[dict[Size, float]] = {"single": 0.85, "double": 0.55}
_PAD: Final = 0.02
_RING: Final = 0.2
_COMFORT: Final = 0.08


class MapPage:
    """One drawing of a map.

    Parameters
    ----------
    axes
        The two parameters.
    language
        Language of the labels.
    size
        Width of the figure, by the column that it fills.

    Attributes
    ----------
    width, height
        Inches of the map; `inches` places what is given in them.
    room
        What is free yet.
    near
        Per curve, the cells of the page that its lines run through: nothing else is written
        there.
    """

    def __init__(self, axes: tuple[Axis, Axis], language: Language, size: Size) -> None:
        from matplotlib.transforms import Affine2D

        self.language = language
        self.sheet = Sheet(figure_width(language, size))
        self.axes = self.sheet.axes
        self.x, self.y = axes
        self.axes.set_xlim(self.x.low, self.x.high)
        self.axes.set_ylim(self.y.low, self.y.high)
        label_axis(self.x, self.axes.xaxis, language)
        label_axis(self.y, self.axes.yaxis, language)
        self.width, self.height = self.sheet.fit(ratio=_RATIOS[size])
        self.inches = Affine2D().scale(1 / self.width, 1 / self.height) + self.axes.transAxes
        self.room = Plane(self.width, self.height)
        self.near: dict[int, Mask] = {}
        self._numbered: list[Entry] = []
        self._unnamed: list[Entry] = []

    def keep_clear(self, curve: int, lines: Iterable[Values]) -> None:
        """Note where the lines of a curve run."""
        near = self.room.empty()
        for line in lines:
            near |= self.room.near_line(line, _PAD)
        self.near[curve] = near

    def free(self, but: int | None = None) -> Mask:
        """Mark the cells without text and lines, but for those of one curve."""
        near = self.room.taken.copy()
        for curve, mask in self.near.items():
            if curve != but:
                near |= mask
        return ~near

    def paint(self, path: Path, look: Fill) -> None:
        """Fill an area."""
        from matplotlib.patches import PathPatch

        # An edge of its own colour closes the hairline between neighbours.
        under = {"facecolor": look.colour, "edgecolor": look.colour, "linewidth": 0.3}
        self.axes.add_patch(PathPatch(path, transform=self.inches, zorder=1, **under))
        if look.hatch:
            over = {"facecolor": "none", "edgecolor": look.hatch_colour, "linewidth": 0.0}
            self.axes.add_patch(
                PathPatch(path, transform=self.inches, zorder=2, hatch=look.hatch, **over)
            )

    def trace(self, lines: Iterable[Values], style: LineStyle) -> None:
        """Draw the lines of a curve."""
        for line in lines:
            self.axes.plot(*line.T, transform=self.inches, zorder=4, **pen(style))

    def label_area(self, text: str, parts: list[Mask], look: Fill) -> None:
        """Write the name of an area into its parts, else a number, else leave it to the legend."""
        if self._name(text, parts, look):
            return
        number = str(len(self._numbered) + 1)
        if self._number(number, parts):
            self._numbered.append(Entry(patch_handle(look), f"{number}  {text}"))
        else:
            self._unnamed.append(Entry(patch_handle(look), text))

    @property
    def area_entries(self) -> list[Entry]:
        """What the legend says of areas that do not carry their names."""
        return self._numbered + self._unnamed

    def _name(self, text: str, parts: list[Mask], look: Fill) -> bool:
        """Write a name into all parts, or into none."""
        shapes = self.sheet.ruler.shapes(text, SMALL, 3)
        found = []
        for part in parts:
            best: tuple[float, str, Place] | None = None
            for shape in shapes:
                spot = self.room.place_in(part & self.free(), *self.space(shape))
                if spot is not None and (best is None or min(spot[1], _COMFORT) > best[0]):
                    best = (min(spot[1], _COMFORT), shape, spot[0])
            if best is None:
                return False
            found.append(best)
        for _, shape, place in found:
            self.write(shape, place, look.colour)
        return bool(found)

    def _number(self, number: str, parts: list[Mask]) -> bool:
        """Write a number into each part that has room for it; say whether there was one."""
        width, height = self.sheet.ruler.size(number, SMALL)
        pad = 2 * _RING * SMALL / 72
        side = hypot(width + pad, height + pad) + 2 * _PAD
        placed = False
        for part in parts:
            spot = self.room.place_in(part & self.free(), side, side)
            if spot is not None:
                self.room.take_box(spot[0], side, side)
                box = {"boxstyle": f"circle,pad={_RING}", "facecolor": "white", "linewidth": 0.5}
                self._text(number, spot[0], box)
                placed = True
        return placed

    def space(self, text: str) -> tuple[float, float]:
        """Give width and height that a text takes."""
        width, height = self.sheet.ruler.size(text, SMALL)
        return width + 2 * _PAD, height + 2 * _PAD

    def write(self, text: str, place: Place, back: str) -> None:
        """Write a text, and take its room."""
        self.room.take_box(place, *self.space(text))
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
