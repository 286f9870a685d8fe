"""The branch of logit equilibria as a figure: probabilities over lambda, a panel per player."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vcgame.errors import UsageError
from vcgame.model.model import Model
from vcgame.model.text import Language, Text
from vcgame.report.figures.axis import Axis, label_axis, tick_text
from vcgame.report.figures.canvas import Size, figure_style, figure_width
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.labels import plain
from vcgame.report.figures.palette import LINE_STYLES, LineStyle, hue
from vcgame.report.figures.sheet import SMALL, Entry, Sheet, pen
from vcgame.report.naming import both, status_note
from vcgame.report.words import word
from vcgame.solve.quantal.answer import LogitAnswer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LogitPicture", "draw_logit", "logit_picture"]

_HEIGHT = 1.2
_BETWEEN = 0.09
_STYLES: tuple[LineStyle, ...] = ("solid", *LINE_STYLES)
_HUES = (5, 6, 2, 3, 7, 0)
_DECADES = 4.0


@dataclass(frozen=True, slots=True)
class LogitPicture:
    """Probabilities along the branch.

    Attributes
    ----------
    title
        Printed above; may be empty.
    players
        Per player the name, and the names of the strategies.
    decades
        Per point, the logarithm of lambda to base 10.
    chances
        Per player and strategy, the probability at every point.
    events
        Numbers of the points where lambda turns round or other branches cross.
    limit
        Per player, the probabilities of the equilibrium approached; empty without one.
    notes
        Printed below.
    """

    title: Text
    players: tuple[tuple[Text, tuple[Text, ...]], ...]
    decades: tuple[float, ...]
    chances: tuple[tuple[tuple[float, ...], ...], ...]
    events: tuple[tuple[int, str], ...]
    limit: tuple[tuple[float, ...], ...]
    notes: tuple[Text, ...] = ()

    def signs(self, language: Language) -> str:
        """Give all characters of its labels, to choose fonts by."""
        texts = [self.title, *self.notes, word("logit.precision"), word("logit.end")]
        texts += [word("logit.turn"), word("logit.bifurcation")]
        for name, strategies in self.players:
            texts += [both(word("logit.share", player="{player}"), player=name), *strategies]
            texts += [
                both(word("labelled", label="{a}", what="{b}"), a=name, b=s) for s in strategies
            ]
        return "".join(text.say(language) for text in texts)


def logit_picture(model: Model, answer: LogitAnswer) -> LogitPicture:
    """Prepare the figure of a branch.

    Raises
    ------
    UsageError
        If the branch has less than two points with lambda above 0.
    """
    from math import log10

    top = max(point.precision for point in answer.points)
    points = [point for point in answer.points if point.precision > top * 10**-_DECADES]
    if len(points) < 2:
        raise UsageError("a figure of logit equilibria needs a branch with two points or more")
    limit: tuple[tuple[float, ...], ...] = ()
    if answer.limit is not None:
        limit = tuple(tuple(map(float, row)) for row in answer.limit.equilibrium.profile)
    return LogitPicture(
        both(word("logit.title", model="{model}"), model=model.title),
        tuple((p.name, tuple(s.name for s in p.strategies)) for p in model.players),
        tuple(log10(point.precision) for point in points),
        tuple(
            tuple(
                tuple(point.profile[i][s] for point in points)
                for s in range(len(player.strategies))
            )
            for i, player in enumerate(model.players)
        ),
        tuple((place, point.event) for place, point in enumerate(points) if point.event),
        limit,
        (status_note(model),),
    )


def draw_logit(
    picture: LogitPicture,
    language: Language,
    size: Size = "single",
    *,
    fonts: FontChoice | None = None,
) -> Figure:
    """Draw a branch, one panel below the other; parameters as for `draw_regime_map`."""
    choice = fonts or font_families(language, picture.signs(language))
    with figure_style(choice):
        return _draw(picture, choice.language, size)


def _draw(picture: LogitPicture, language: Language, size: Size) -> Figure:
    from matplotlib.lines import Line2D
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    sheet = Sheet(figure_width(language, size))
    frame = sheet.axes
    count = len(picture.players)
    high = count * _HEIGHT + (count - 1) * _BETWEEN
    low, top = min(picture.decades), max(picture.decades)
    label_axis(Axis(word("logit.precision"), r"\lambda", None, low, top), frame.xaxis, language)
    frame.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    frame.xaxis.set_major_formatter(FuncFormatter(_decade))
    frame.set_xlim(low, top)
    frame.set_yticks([])
    for side in ("top", "right", "left"):
        frame.spines[side].set_visible(False)
    strips = []
    for number, (name, _) in enumerate(picture.players):
        bottom = (count - 1 - number) * (_HEIGHT + _BETWEEN) / high
        strip = frame.inset_axes((0.0, bottom, 1.0, _HEIGHT / high))
        strip.set_xlim(low, top)
        strip.set_ylim(-0.03, 1.03)
        strip.set_yticks([0.0, 0.5, 1.0])
        strip.yaxis.set_major_formatter(FuncFormatter(tick_text))
        strip.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        strip.tick_params(axis="x", labelbottom=False, direction="in")
        label = both(word("logit.share", player="{player}"), player=name).say(language)
        wrapped = sheet.ruler.wrap(plain(label), 1.08 * _HEIGHT, SMALL)
        strip.yaxis.set_label_text(wrapped, fontsize=SMALL)
        strips.append(strip)
    sheet.fit(height=high)
    entries = _curves(picture, strips, language)
    marks: dict[str, Any] = {"linestyle": "none", "color": "black", "markersize": 3.5}
    happened = {event for _, event in picture.events}
    for event, sign in (("turn", "o"), ("bifurcation", "s")):
        if event in happened:
            handle = Line2D([], [], marker=sign, fillstyle="none", **marks)
            entries.append(Entry(handle, plain(word(f"logit.{event}").say(language))))
    if picture.limit:
        handle = Line2D([], [], marker="<", **marks)
        entries.append(Entry(handle, plain(word("logit.end").say(language))))
    return sheet.finish(
        plain(picture.title.say(language)),
        entries,
        [plain(note.say(language)) for note in picture.notes],
    )


def _curves(picture: LogitPicture, strips: list[Any], language: Language) -> list[Entry]:
    """Draw the probabilities with what happens on the way and where they go."""
    from matplotlib.lines import Line2D

    entries = []
    for i, (name, strategies) in enumerate(picture.players):
        for s, strategy in enumerate(strategies):
            look: dict[str, Any] = {**pen(_STYLES[s % len(_STYLES)]), "linewidth": 1.1}
            look["color"] = hue(_HUES[s % len(_HUES)])
            curve = picture.chances[i][s]
            strips[i].plot(picture.decades, curve, **look)
            dots: dict[str, Any] = {"color": look["color"], "markersize": 3.5, "clip_on": False}
            for place, event in picture.events:
                sign = "o" if event == "turn" else "s"
                where = ([picture.decades[place]], [curve[place]])
                strips[i].plot(*where, sign, fillstyle="none", **dots)
            if picture.limit:
                strips[i].plot([max(picture.decades)], [picture.limit[i][s]], "<", **dots)
            text = both(word("labelled", label="{a}", what="{b}"), a=name, b=strategy)
            entries.append(Entry(Line2D([], [], **look), plain(text.say(language))))
    return entries


def _decade(value: float, position: int | None = None) -> str:  # noqa: ARG001 - called by matplotlib
    return f"$10^{{{round(value)}}}$"
