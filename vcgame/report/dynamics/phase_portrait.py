"""The phase portrait: where two shares move, on the square or in the triangle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from vcgame.model.text import Language
from vcgame.report.dynamics.markers import basin_look, draw_rest_point, kind_entries
from vcgame.report.dynamics.portrait import PhasePortrait
from vcgame.report.figures.axis import Axis, label_axis
from vcgame.report.figures.canvas import Size, figure_style, figure_width
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.labels import formula, plain
from vcgame.report.figures.palette import INK, LINE_STYLES, hue
from vcgame.report.figures.sheet import SMALL, Entry, Sheet, pen
from vcgame.report.words import say

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["draw_phase_portrait"]

_STREAM: Final = "#a8a8a8"
_HEIGHT: Final = math.sqrt(3) / 2
_SPARE: Final = 0.16
_STREAMS: Final = 0.75
_ARROW: Final = 7.0
_FINE: Final = 46


def draw_phase_portrait(
    portrait: PhasePortrait,
    language: Language,
    size: Size = "single",
    *,
    fonts: FontChoice | None = None,
) -> Figure:
    """Draw a phase portrait; parameters as for `draw_regime_map`.

    Light lines show the direction of movement, broken ones where a share stands still, thick ones
    the separatrices; areas are basins.
    """
    choice = fonts or font_families(language, portrait.signs(language))
    with figure_style(choice):
        return _Drawing(portrait, choice.language, size).draw()


class _Drawing:
    """One drawing: the page, and how shares become places on it."""

    def __init__(self, portrait: PhasePortrait, language: Language, size: Size) -> None:
        self.portrait = portrait
        self.language = language
        self.triangle = bool(portrait.corners)
        self.sheet = Sheet(figure_width(language, size))
        self.axes = self.sheet.axes
        share = 1.0 if size == "single" else 0.55
        self.spare = _SPARE / share
        if self.triangle:
            self._triangle()
        else:
            self.axes.set_xlim(0, 1)
            self.axes.set_ylim(0, 1)
            pairs = zip(portrait.axes, portrait.symbols, strict=True)
            for (label, symbol), artist in zip(
                pairs, (self.axes.xaxis, self.axes.yaxis), strict=True
            ):
                label_axis(Axis(label, symbol, None, 0.0, 1.0), artist, language)
            self.sheet.fit(ratio=0.96 if size == "single" else 0.62)

    def draw(self) -> Figure:
        areas = self._areas()
        self._directions()
        entries = [*kind_entries((kind for _, kind in self.portrait.rests), self.language)]
        entries += self._lines()
        entries += areas
        for place, kind in self.portrait.rests:
            x, y = self._place(*place)
            draw_rest_point(self.axes, (x, y), kind)
        return self.sheet.finish(
            plain(self.portrait.title.say(self.language)),
            entries,
            [plain(note.say(self.language)) for note in self.portrait.notes],
        )

    def _place(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Give where two shares stand; in a triangle each corner is one strategy alone."""
        if not self.triangle:
            return x, y
        rest = 1 - x - y
        return y + rest / 2, rest * _HEIGHT

    def _triangle(self) -> None:
        """Draw the triangle, with a name at each corner."""
        from matplotlib.patches import Polygon

        axes = self.axes
        axes.set_axis_off()
        axes.set_xlim(-self.spare, 1 + self.spare)
        axes.set_ylim(-0.12, _HEIGHT + 0.1)
        self.sheet.fit(ratio=(_HEIGHT + 0.22) / (1 + 2 * self.spare))
        corners = [(0.0, 0.0), (1.0, 0.0), (0.5, _HEIGHT)]
        axes.add_patch(Polygon(corners, closed=True, fill=False, edgecolor=INK, linewidth=0.6))
        for (x, y), name, above in zip(
            corners, self.portrait.corners, (False, False, True), strict=True
        ):
            text = self.sheet.ruler.wrap(plain(name.say(self.language)), 1.1, SMALL)
            axes.annotate(
                text,
                (x, y),
                xytext=(0, 6 if above else -6),
                textcoords="offset points",
                ha="center",
                va="bottom" if above else "top",
                fontsize=SMALL,
            )

    def _areas(self) -> list[Entry]:
        """Shade the basins."""
        import numpy as np
        from matplotlib.patches import Patch, PathPatch
        from matplotlib.path import Path

        entries = []
        looks = [basin_look(number) for number in range(len(self.portrait.basins))]
        for number, outline in self.portrait.areas:
            if number < 0:
                continue
            path = Path(np.column_stack(self._place(*outline.T)), closed=False)
            self.axes.add_patch(PathPatch(path, zorder=0.5, **looks[number]))
        if self.portrait.raster is not None:
            self._raster()
        for look, text in zip(looks, self.portrait.basins, strict=True):
            entries.append(Entry(Patch(**look), plain(text.say(self.language))))
        return entries

    def _raster(self) -> None:
        """Shade basins whose outlines are not known."""
        import numpy as np

        x, y = self._place(*np.meshgrid(self.portrait.grid, self.portrait.grid))
        for number in range(len(self.portrait.basins)):
            inside = np.where(self.portrait.raster == number, 1.0, 0.0)
            look = basin_look(number)
            shaded = self.axes.contourf(
                x,
                y,
                inside,
                levels=[0.5, 1.5],
                colors=[look["facecolor"]],
                hatches=[look["hatch"]],
                zorder=0.5,
            )
            shaded.set_edgecolor(look["edgecolor"])
            shaded.set_linewidth(0.0)

    def _directions(self) -> None:
        """Draw the direction of movement, lightly."""
        import numpy as np

        grid, (u, v) = self.portrait.grid, self.portrait.rates
        if self.triangle:
            # Stream lines need an upright grid: the rates are read off at its points.
            across = np.linspace(0.0, 1.0, _FINE)
            up = np.linspace(0.0, _HEIGHT, _FINE)
            px, py = np.meshgrid(across, up)
            rest = py / _HEIGHT
            second = px - rest / 2
            first = 1 - rest - second
            inside = (first > 0) & (second > 0) & (rest > 0)
            row = np.clip((second * (len(grid) - 1)).round().astype(int), 0, len(grid) - 1)
            column = np.clip((first * (len(grid) - 1)).round().astype(int), 0, len(grid) - 1)
            du, dv = u[row, column], v[row, column]
            fall = -(du + dv)
            u, v = dv + fall / 2, fall * _HEIGHT
            u, v = np.where(inside, u, np.nan), np.where(inside, v, np.nan)
            grid, other = across, up
        else:  # no stream line starts on an edge
            inner = slice(3, -3, 3)
            grid = other = grid[inner]
            u, v = u[inner, inner], v[inner, inner]
        if not np.nanmax(np.hypot(u, v)) > 0:
            return
        self.axes.streamplot(
            grid,
            other,
            np.ma.masked_invalid(u),
            np.ma.masked_invalid(v),
            color=_STREAM,
            linewidth=0.5,
            arrowsize=0.55,
            density=_STREAMS,
            zorder=1,
        )

    def _lines(self) -> list[Entry]:
        """Draw nullclines, lines of rest, separatrices and trajectories."""
        entries = self._nullclines()
        for ends in self.portrait.lines:
            self.axes.plot(*self._place(*ends.T), color=hue(7), linewidth=2.6, zorder=6)
        if self.portrait.lines:
            entries.append(self._entry("paths.resting", color=hue(7), linewidth=2.6))
        for line in self.portrait.separatrices:
            self.axes.plot(*self._place(*line.T), color=INK, linewidth=1.6, zorder=5)
        if self.portrait.separatrices:
            entries.append(self._entry("paths.separatrix", color=INK, linewidth=1.6))
        for way in self.portrait.ways:
            self._way(way)
        if self.portrait.ways:
            entries.append(self._entry("paths.trajectory", color=hue(5), linewidth=0.9))
        return entries

    def _entry(self, key: str, **look: Any) -> Entry:
        from matplotlib.lines import Line2D

        return Entry(Line2D([], [], **look), plain(say(key, self.language)))

    def _nullclines(self) -> list[Entry]:
        import numpy as np
        from matplotlib.lines import Line2D

        x, y = self._place(*np.meshgrid(self.portrait.grid, self.portrait.grid))
        entries = []
        names = [formula(rf"\dot{{{symbol}}}=0", "") for symbol in self.portrait.symbols]
        if self.triangle:
            names = [
                say("paths.still", self.language, what=plain(name.say(self.language)))
                for name in self.portrait.corners
            ]
        for number, (values, name) in enumerate(zip(self.portrait.gains, names, strict=True)):
            if not np.nanmin(values) < 0 < np.nanmax(values):
                continue
            look: dict[str, Any] = {"colors": [hue(6 if number else 2)], "linewidths": 1.0}
            style = LINE_STYLES[number]
            self.axes.contour(x, y, values, levels=[0.0], linestyles=[style], zorder=3, **look)
            settings: dict[str, Any] = {**pen(style), "color": look["colors"][0]}
            handle = Line2D([], [], **settings)
            entries.append(Entry(handle, name or f"{self.portrait.symbols[number]}' = 0"))
        return entries

    def _way(self, way: Array) -> None:
        """Draw a trajectory, with an arrow in its middle and a bar at its start."""
        import numpy as np

        x, y = self._place(*way.T)
        colour = hue(5)
        self.axes.plot(x, y, color=colour, linewidth=0.9, zorder=4)
        self.axes.plot(x[:1], y[:1], ".", color=colour, markersize=3.5, zorder=4)
        length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
        middle = int(np.searchsorted(length, 0.45 * min(length[-1], 1.5)))
        middle = min(max(middle, 1), len(x) - 1)
        # An arrow needs a piece of way that can be seen, or it points anywhere.
        before = int(np.searchsorted(length, max(length[middle] - 0.02, 0.0)))
        before = min(before, middle - 1)
        self.axes.annotate(
            "",
            (x[middle], y[middle]),
            (x[before], y[before]),
            arrowprops={
                "arrowstyle": "-|>",
                "color": colour,
                "linewidth": 0.9,
                "mutation_scale": _ARROW,
                "shrinkA": 0.0,
                "shrinkB": 0.0,
            },
            zorder=4,
        )
