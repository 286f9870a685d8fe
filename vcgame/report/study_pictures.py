"""The figures of one game of a study, drawn one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from vcgame.errors import UnsupportedError
from vcgame.model.model import Model
from vcgame.model.text import Language, Text
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.lever_line import draw_lever_line
from vcgame.report.figures.parameter_plot import ParameterPlot, draw_parameter_plot
from vcgame.report.figures.regime_map import draw_regime_map
from vcgame.report.firm_counts import count_picture
from vcgame.report.line_spans import AnyLine
from vcgame.report.naming import both, status_note
from vcgame.report.pictures import lever_picture, map_picture
from vcgame.report.regimes import equilibrium_names
from vcgame.report.repeated.figure import draw_payoffs, payoff_picture
from vcgame.report.repeated.patience_plot import patience_picture
from vcgame.report.repeated.study_tables import question_of, repeated_payoffs
from vcgame.report.study_plans import MapPlan, RepeatedPlan, Section
from vcgame.report.trees.tree_figure import draw_tree
from vcgame.report.trees.tree_picture import tree_picture
from vcgame.report.words import word
from vcgame.solve.solution import Solution
from vcgame.solve.subgame import TreeAnswer
from vcgame.solve.trees.assessment import AssessmentAnswer
from vcgame.sweep.design.axis import Axis

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Drawn", "section_pictures"]

MOST_TREES = 4
"""Equilibrium outcomes for each of which a tree is drawn, at most."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure, its words, the name of its files, and what the user must be told of fonts."""

    title: Text
    caption: Text
    figure: Figure
    name: str
    warning: Text | None = None


def section_pictures(
    section: Section,
    solution: Solution,
    lines: Mapping[str, AnyLine],
    language: Language,
    said: Callable[[str], None] = lambda _: None,
    warned: Callable[[str], None] = lambda _: None,
) -> Iterator[Drawn]:
    """Draw the figures of a section: trees, maps, lines, counts, repeated games.

    Parameters
    ----------
    section
        What is to be drawn.
    solution
        The equilibria at its point.
    lines
        Per lever, its thresholds; levers without any are left out.
    language
        Language of the figures.
    said
        Called with one line for each figure.
    warned
        Called with one line for each figure that there is nothing to draw in.
    """
    for draw in _Artist(section, solution, language, said).figures(lines):
        try:
            yield draw()
        except UnsupportedError as error:
            warned(f"{section.name}: {error}")


class _Artist:
    """Draws for one section."""

    def __init__(
        self,
        section: Section,
        solution: Solution,
        language: Language,
        said: Callable[[str], None],
    ) -> None:
        self.section = section
        self.model: Model = section.model
        self.solution = solution
        self.values = solution.values
        self.language: Language = language
        self.said = said
        self.mark: Text | None = None
        if section.instance is not None:
            self.mark = self.model.instances[section.instance].title

    def figures(self, lines: Mapping[str, AnyLine]) -> Iterator[Callable[[], Drawn]]:
        """Give what draws each figure, in order."""
        section, plan = self.section, self.section.repeated
        yield from self._trees()
        for each in section.maps:
            yield partial(self._map, each)
        for lever in section.lines:
            if lever in lines:
                yield partial(self._line, lever, lines[lever])
        for axis in section.counts:
            yield partial(self._counts, axis)
        if plan is not None:
            for axis in plan.patience:
                yield partial(self._patience, plan, axis)
            for delta in plan.payoffs_at:
                yield partial(self._payoffs, plan, delta)

    def _say(self, what: str) -> None:
        self.said(f"{self.section.name}: {what}")

    def _trees(self) -> Iterator[Callable[[], Drawn]]:
        """Give one drawing of the tree for each outcome of its equilibria."""
        answer = self.solution.answer
        if not self.section.tree or not isinstance(answer, TreeAnswer | AssessmentAnswer):
            return
        outcomes: dict[Text, int] = {}
        for place, name in enumerate(equilibrium_names(self.solution), 1):
            outcomes.setdefault(name, place)
        for number, place in enumerate(list(outcomes.values())[:MOST_TREES], 1):
            stem = "tree" if len(outcomes) == 1 else f"tree-{number}"
            yield partial(self._tree, answer, place, stem)

    def _tree(self, answer: TreeAnswer | AssessmentAnswer, place: int, stem: str) -> Drawn:
        self._say(stem)
        picture = tree_picture(self.model, self.values, answer, equilibrium=place)
        fonts = self._fonts(picture.signs(self.language))
        figure = draw_tree(picture, self.language, fonts=fonts)
        count = Text(str(len(answer.equilibria)))
        caption = self._caption("tree", number=Text(str(place)), count=count)
        return self._drawn(self.model.title, caption, figure, stem, fonts)

    def _map(self, plan: MapPlan) -> Drawn:
        self._say(plan.id)
        regimes = map_picture(self.model, plan, self.values, self.mark)
        fonts = self._fonts(regimes.signs(self.language))
        figure = draw_regime_map(regimes, self.language, fonts=fonts)
        caption = self._caption("map", title=plan.title)
        return self._drawn(plan.title, caption, figure, plan.id, fonts)

    def _line(self, lever: str, line: AnyLine) -> Drawn:
        self._say(lever)
        picture = lever_picture(self.model, line, self.values, self.mark)
        fonts = self._fonts(picture.signs(self.language))
        figure = draw_lever_line(picture, self.language, fonts=fonts)
        caption = self._caption("line", lever=self._meaning(lever))
        return self._drawn(self.model.title, caption, figure, lever, fonts)

    def _counts(self, axis: Axis) -> Drawn:
        self._say(f"counts, {axis.name}")
        return self._plot("counts", count_picture(self.model, axis, self.values, self.mark), axis)

    def _patience(self, plan: RepeatedPlan, axis: Axis) -> Drawn:
        self._say(f"patience, {axis.name}")
        question = question_of(plan, self.values)
        picture = patience_picture(self.model, axis, self.values, question, plan.chance, self.mark)
        return self._plot("patience", picture, axis)

    def _payoffs(self, plan: RepeatedPlan, delta: Fraction) -> Drawn:
        self._say(f"payoffs at {delta}")
        answer = repeated_payoffs(self.model, self.values, plan, delta)
        picture = payoff_picture(self.model, answer)
        fonts = self._fonts(picture.signs(self.language))
        figure = draw_payoffs(picture, self.language, fonts=fonts)
        caption = self._caption("payoffs", delta=Text(str(delta)))
        name = f"payoffs-{str(delta).replace('/', '-')}"
        return self._drawn(picture.title, caption, figure, name, fonts)

    def _plot(self, kind: str, picture: ParameterPlot, axis: Axis) -> Drawn:
        fonts = self._fonts(picture.signs(self.language))
        figure = draw_parameter_plot(picture, self.language, fonts=fonts)
        caption = self._caption(kind, lever=self._meaning(axis.name))
        return self._drawn(picture.title, caption, figure, f"{kind}-{axis.name}", fonts)

    def _meaning(self, name: str) -> Text:
        source = self.model.parameters.get(name) or self.model.definitions[name]
        return source.meaning or Text(name)

    def _caption(self, kind: str, **parts: Text) -> Text:
        parts |= {"model": self.model.title, "status": status_note(self.model)}
        places = {name: f"{{{name}}}" for name in parts}
        return both(word(f"captions.{kind}", **places), **parts)

    def _fonts(self, signs: str) -> FontChoice:
        return font_families(self.language, signs)

    def _drawn(
        self, title: Text, caption: Text, figure: Figure, name: str, fonts: FontChoice
    ) -> Drawn:
        return Drawn(title, caption, figure, f"{self.section.name}.{name}", fonts.warning)
