"""The figure of a repeated game: what is feasible, rational, and kept up by equilibria."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from vcgame.errors import UnsupportedError
from vcgame.model.model import Model
from vcgame.model.text import Language, Text
from vcgame.report.figures.axis import Axis, label_axis
from vcgame.report.figures.canvas import Size, figure_style, figure_width
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.labels import plain
from vcgame.report.figures.palette import INK, LINE_STYLES, fill, hue
from vcgame.report.figures.sheet import Entry, Sheet
from vcgame.report.naming import both, status_note
from vcgame.report.repeated.set_tables import set_note
from vcgame.report.repeated.tables import titled
from vcgame.report.words import word
from vcgame.solve.repeated.answer import RepeatedAnswer
from vcgame.solve.repeated.polygon import Polygon

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PayoffPicture", "draw_payoffs", "payoff_picture"]

_MARGIN: Final = 0.06
_MARKS: Final[dict[str, dict[str, Any]]] = {
    "stage_equilibrium": {"marker": "o", "markersize": 5.5, "markerfacecolor": INK},
    "target": {"marker": "*", "markersize": 9.0, "markerfacecolor": "white"},
}

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PayoffPicture:
    """What the figure shows.

    Attributes
    ----------
    title
        Printed above; may be empty.
    axes
        Per player, whose payoffs stand on the axis.
    feasible, rational, outer, inner
        Vertices of polygons; `inner` lies in the set of equilibrium payoffs, which lies in `outer`.
    equilibria, targets
        Payoffs at stage equilibria and on paths.
    floor
        Mixed minmax of both players.
    notes
        Printed below.
    """

    title: Text
    axes: tuple[Text, Text]
    feasible: Points
    rational: Points
    outer: Points
    inner: Points
    equilibria: Points
    targets: Points
    floor: tuple[float, float] | None
    notes: tuple[Text, ...] = ()

    def signs(self, language: Language) -> str:
        """Give all characters of its labels, to choose fonts by."""
        texts = [self.title, *self.axes, *self.notes]
        names = ("feasible", "rational", "supported", "outer", "inner", "target", "minmax_line")
        texts += [word(f"repeated.{name}") for name in (*names, "stage_equilibrium")]
        return "".join(text.say(language) for text in texts)


def payoff_picture(model: Model, answer: RepeatedAnswer) -> PayoffPicture:
    """Gather what is drawn of a repeated game of two players.

    Raises
    ------
    UnsupportedError
        For another number of players.
    """
    facts = answer.facts
    if not facts.feasible:
        raise UnsupportedError(
            f"{model.id} has {facts.number} players; payoffs are drawn for two players with "
            "[payoffs]"
        )
    names = [
        both(word("payoff_of", player="{player}"), player=player.name) for player in model.players
    ]
    title = titled(model, "title_figure")
    notes = []
    outer: Points = ()
    inner: Points = ()
    if answer.payoffs is not None:
        title = titled(model, "title_figure_at", delta=str(answer.payoffs.delta))
        outer, inner = _floats(answer.payoffs.outer), _floats(answer.payoffs.inner)
        notes.append(set_note(answer.payoffs))
    targets = {
        tuple(float(each.target) for each in trigger.incentives) for trigger in answer.triggers
    }
    mixed = [float(value) for value in facts.mixed_minmax if value is not None]
    return PayoffPicture(
        title,
        (names[0], names[1]),
        _floats(facts.feasible),
        _floats(facts.rational),
        outer,
        inner,
        tuple((float(u[0]), float(u[1])) for _, u in facts.equilibria),
        tuple((x, y) for x, y in sorted(targets)),
        (mixed[0], mixed[1]) if len(mixed) == 2 else None,
        (*notes, status_note(model)),
    )


def _floats(polygon: Polygon) -> Points:
    return tuple((float(x), float(y)) for x, y in polygon)


def draw_payoffs(
    picture: PayoffPicture,
    language: Language,
    size: Size = "single",
    *,
    fonts: FontChoice | None = None,
) -> Figure:
    """Draw the payoffs of a repeated game; parameters as for `draw_regime_map`."""
    choice = fonts or font_families(language, picture.signs(language))
    with figure_style(choice):
        return _Drawing(picture, choice.language, size).draw()


class _Drawing:
    """One drawing."""

    def __init__(self, picture: PayoffPicture, language: Language, size: Size) -> None:
        self.picture = picture
        self.language = language
        self.sheet = Sheet(figure_width(language, size))
        self.axes = self.sheet.axes
        self.entries: list[Entry] = []
        for k, artist in enumerate((self.axes.xaxis, self.axes.yaxis)):
            values = [point[k] for point in picture.feasible]
            room = _MARGIN * ((max(values) - min(values)) or 1.0)
            low, high = min(values) - room, max(values) + room
            (self.axes.set_xlim, self.axes.set_ylim)[k](low, high)
            label_axis(Axis(picture.axes[k], "", None, low, high), artist, language)
        self.sheet.fit(ratio=0.9 if size == "single" else 0.6)

    def draw(self) -> Figure:
        picture = self.picture
        self._area("feasible", picture.feasible, facecolor="#efefef", edgecolor="#8c8c8c")
        look = fill(0)
        self._area("rational", picture.rational, facecolor=look.colour, edgecolor="#6f6f6f")
        inside = fill(1)
        if picture.inner and picture.inner == picture.outer:
            self._area("supported", picture.inner, **self._dark(inside.colour))
        else:
            self._area("outer", picture.outer, facecolor="none", edgecolor=hue(6), linewidth=1.1)
            self._area("inner", picture.inner, **self._dark(inside.colour))
        if picture.floor is not None:
            self._floor(picture.floor)
        self._marks("stage_equilibrium", picture.equilibria)
        self._marks("target", picture.targets)
        return self.sheet.finish(
            plain(picture.title.say(self.language)),
            self.entries,
            [plain(note.say(self.language)) for note in picture.notes],
        )

    def _dark(self, colour: str) -> dict[str, Any]:
        return {"facecolor": colour, "edgecolor": INK, "linewidth": 0.8, "hatch": "////"}

    def _area(self, key: str, points: Points, **look: Any) -> None:
        """Draw a polygon; a segment is a thick line and a point a dot."""
        from matplotlib.lines import Line2D
        from matplotlib.patches import Patch, Polygon

        if not points:
            return
        order = 1.0 + 0.1 * len(self.entries)
        if len(points) < 3:
            colour = hue(1)
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            drawn: dict[str, Any] = {"color": colour, "linewidth": 2.2}
            if len(points) == 1:
                drawn = {
                    "color": colour,
                    "marker": "s",
                    "linestyle": "none",
                    "markersize": 8.0,
                    "fillstyle": "none",
                    "markeredgewidth": 1.4,
                }
            self.axes.plot(xs, ys, zorder=order, clip_on=False, **drawn)
            handle: Any = Line2D([], [], **drawn)
        else:
            settings = {"linewidth": 0.6, **look}
            self.axes.add_patch(Polygon(points, closed=True, zorder=order, **settings))
            handle = Patch(**settings)
        self.entries.append(Entry(handle, self._said(key)))

    def _floor(self, floor: tuple[float, float]) -> None:
        """Draw what each player can be held down to."""
        from matplotlib.lines import Line2D

        style: dict[str, Any] = {"color": INK, "linewidth": 0.7, "linestyle": LINE_STYLES[1]}
        self.axes.axvline(floor[0], zorder=1.6, **style)
        self.axes.axhline(floor[1], zorder=1.6, **style)
        self.entries.append(Entry(Line2D([], [], **style), self._said("minmax_line")))

    def _marks(self, key: str, points: Points) -> None:
        from matplotlib.lines import Line2D

        if not points:
            return
        look: dict[str, Any] = {
            "color": INK,
            "linestyle": "none",
            "markeredgecolor": INK,
            "markeredgewidth": 0.8,
            **_MARKS[key],
        }
        self.axes.plot(*zip(*points, strict=True), zorder=5, clip_on=False, **look)
        self.entries.append(Entry(Line2D([], [], **look), self._said(key)))

    def _said(self, key: str) -> str:
        return plain(word(f"repeated.{key}").say(self.language))
