"""The drawing of a tree: from left to right, the payoffs in columns at the right."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vcgame.model.model import Model
from vcgame.model.text import Language
from vcgame.report.figures.canvas import figure_style, figure_width, write_figure
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.labels import plain
from vcgame.report.figures.palette import INK, LINE_STYLES, QUIET
from vcgame.report.figures.sheet import SMALL, Entry, Sheet
from vcgame.report.trees.tree_frame import DOT, GAP, LANE, TreeFrame
from vcgame.report.trees.tree_picture import Branch, Stroke, TreePicture, tree_picture
from vcgame.report.words import say
from vcgame.solve.subgame import TreeAnswer
from vcgame.solve.trees.assessment import AssessmentAnswer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_tree", "write_tree"]

_EDGES: Final = 0.1
"""What a page keeps free at both sides together, in inches."""

_WIDTHS: Final[dict[Stroke, float]] = {"plain": 0.6, "chosen": 1.0, "path": 2.2}
_ARROW: Final[dict[str, Any]] = {"marker": ">", "markersize": 4.0, "color": INK}
_JOINED: Final = "#4d4d4d"
_LEADER: Final[dict[str, Any]] = {"color": QUIET, "linewidth": 0.6, "linestyle": (0, (1, 2))}


def write_tree(
    model: Model,
    file: Path,
    language: Language,
    values: Mapping[str, Fraction] | None = None,
    answer: TreeAnswer | AssessmentAnswer | None = None,
    *,
    equilibrium: int = 1,
    formulas: bool = False,
) -> FontChoice:
    """Draw a model's tree into a file: PNG, SVG or PDF by its suffix.

    Parameters are those of `tree_picture`; the fonts are given back, for their warning.
    """
    picture = tree_picture(model, values, answer, equilibrium=equilibrium, formulas=formulas)
    fonts = font_families(language, picture.signs(language))
    write_figure(draw_tree(picture, language, fonts=fonts), file)
    return fonts


def draw_tree(
    picture: TreePicture, language: Language, *, fonts: FontChoice | None = None
) -> Figure:
    """Draw a tree; the page is as wide and as high as its labels need.

    A filled dot is a player's node, a hollow one chance's. Broken lines join the nodes of an
    information set. The path of the equilibrium is bold; what would be chosen elsewhere has an
    arrow.

    Parameters
    ----------
    picture
        What to draw.
    language
        Language of the labels.
    fonts
        Chosen before, or chosen here.
    """
    choice = fonts or font_families(language, picture.signs(language))
    with figure_style(choice):
        return _Drawing(picture, choice.language).draw()


class _Drawing:
    """One drawing, in inches; heights count downwards."""

    def __init__(self, picture: TreePicture, language: Language) -> None:
        self.picture = picture
        self.language: Language = language
        self.points = picture.points
        self.sheet = Sheet(figure_width(language, "single"))
        self.axes = self.sheet.axes
        self.frame = TreeFrame(picture, language, self.sheet.ruler)

    def draw(self) -> Figure:
        frame, sheet = self.frame, self.sheet
        width = max(frame.width, figure_width(self.language, "single") - _EDGES)
        sheet.width = width + _EDGES
        sheet.figure.set_size_inches(sheet.width, sheet.width)
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(frame.height, 0)
        sheet.fit(height=frame.height)
        for first, second, lane in frame.joined:
            self._join(first, second, lane)
        for place, point in enumerate(self.points):
            for branch in point.branches:
                self._draw_branch(place, branch)
            if point.mover is None:
                self._draw_end(place)
            else:
                self._draw_node(place)
        self._draw_header()
        notes = [plain(note.say(self.language)) for note in self.picture.notes]
        if any(point.belief for point in self.points):
            notes.insert(0, say("trees.belief", self.language))
        title = plain(self.picture.title.say(self.language))
        return sheet.finish(title, self._entries(), notes)

    def _draw_header(self) -> None:
        frame = self.frame
        for x, heading in zip(frame.payoff_places, frame.headings, strict=True):
            self._write(x, 0, heading, va="top")
        line = [frame.payoff_places[0], frame.width]
        self.axes.plot(line, [frame.header] * 2, color=QUIET, linewidth=0.5)

    def _draw_branch(self, place: int, branch: Branch) -> None:
        """Draw a move: a slope from its node, then a level line with its name."""
        frame, child = self.frame, branch.child
        bend, y = frame.bends[frame.columns[place] + 1], frame.heights[child]
        quiet = branch.stroke == "plain" and self.picture.solved
        self.axes.plot(
            [frame.start(place), bend, frame.nodes[frame.columns[child]]],
            [frame.heights[place], y, y],
            color=QUIET if quiet else INK,
            linewidth=_WIDTHS[branch.stroke],
            solid_capstyle="round",
            solid_joinstyle="round",
            zorder=2 if quiet else 3,
        )
        self._write(bend + GAP, y - GAP / 2, frame.moves[child], va="bottom")
        if branch.stroke == "chosen":
            self.axes.plot([bend], [y], linestyle="", zorder=4, **_ARROW)

    def _draw_node(self, place: int) -> None:
        x, y = self._place(place)
        face = "white" if self.points[place].chance else INK
        self.axes.plot(
            [x],
            [y],
            marker="o",
            markersize=4.2,
            markeredgewidth=0.8,
            markerfacecolor=face,
            color=INK,
            linestyle="",
            zorder=5,
        )
        self._write(x + DOT + GAP, y, self.frame.names[place], va="center")

    def _draw_end(self, place: int) -> None:
        """Write the payoffs of an end, and lead the eye to them."""
        x, y = self._place(place)
        lefts = self.frame.payoff_places
        if lefts[0] - x > 4 * GAP:
            self.axes.plot([x, lefts[0] - GAP], [y, y], zorder=1, **_LEADER)
        if self.picture.solved and self.points[place].reached:
            self.axes.plot([x], [y], marker="s", markersize=3.6, color=INK, zorder=5)
        for left, text in zip(lefts, self.frame.payoffs[place], strict=True):
            self._write(left, y, text, va="center")

    def _join(self, first: int, second: int, lane: int) -> None:
        """Join two nodes of an information set by a line in its lane, bent at both ends."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path as Outline

        (x, top), (end, bottom) = self._place(first), self._place(second)
        side = min(x, end) - DOT - (lane + 0.5) * LANE
        bend = min((bottom - top) / 2, LANE * (lane + 1.5))
        outline = Outline(
            [
                (x, top),
                (side, top),
                (side, top + bend),
                (side, bottom - bend),
                (side, bottom),
                (end, bottom),
            ],
            [
                Outline.MOVETO,
                Outline.CURVE3,
                Outline.CURVE3,
                Outline.LINETO,
                Outline.CURVE3,
                Outline.CURVE3,
            ],
        )
        style = LINE_STYLES[lane % 2]
        look = {"edgecolor": _JOINED, "linewidth": 0.9, "linestyle": style, "zorder": 4}
        self.axes.add_patch(PathPatch(outline, fill=False, **look))

    def _place(self, place: int) -> tuple[float, float]:
        return self.frame.nodes[self.frame.columns[place]], self.frame.heights[place]

    def _write(self, x: float, y: float, text: str, **look: Any) -> None:
        self.axes.text(x, y, text, fontsize=SMALL, color=INK, zorder=6, **look)

    def _entries(self) -> list[Entry]:
        """Explain the strokes that are there."""
        from matplotlib.lines import Line2D

        looks: dict[str, dict[str, Any]] = {}
        if self.picture.solved:
            strokes = {branch.stroke for point in self.points for branch in point.branches}
            looks["path"] = {"color": INK, "linewidth": _WIDTHS["path"]}
            if "chosen" in strokes:
                looks["chosen"] = {**_ARROW, "linewidth": _WIDTHS["chosen"]}
            if "plain" in strokes:
                looks["plain"] = {"color": QUIET, "linewidth": _WIDTHS["plain"]}
        if self.picture.sets:
            looks["set"] = {"color": _JOINED, "linewidth": 0.9, "linestyle": LINE_STYLES[0]}
        return [
            Entry(Line2D([], [], **look), say(f"trees.{key}", self.language))
            for key, look in looks.items()
        ]
