"""What a drawn map of regimes says: names of areas, equations, axes and notes."""

from __future__ import annotations

import re
from typing import Final

from vcgame.derive.plane.plane import Area, Plane
from vcgame.model.formula.latex import to_latex
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.model.text import Language, Text
from vcgame.report.figures.axis import Axis
from vcgame.report.naming import status_note, symbol, symbols
from vcgame.report.regimes import regime_text
from vcgame.report.words import word

__all__ = ["PlaneContent", "area_text"]

_REMARK: Final = re.compile(r"\s*[(（][^()（）]*[)）]\s*\Z")


def area_text(area: Area) -> Text:
    """Say in words what holds in an area."""
    if area.solution is not None:
        return regime_text(area.solution)
    return word("outside_assumptions" if area.regime.status == "outside" else "no_value")


class PlaneContent:
    """What is drawn, in words and symbols."""

    def __init__(self, plane: Plane, model: Model, title: Text, notes: tuple[Text, ...]) -> None:
        self.plane = plane
        self.title = title
        self.axes = tuple(
            Axis(_short(model.parameters[name].meaning), symbol(model, name).latex,
                 model.parameters[name].unit, float(low), float(high))
            for name, (low, high) in zip(plane.parameters, plane.ranges, strict=True)
        )  # fmt: skip
        self.texts = [area_text(area) for area in plane.areas]
        self.equations: dict[int, tuple[str, str]] = {}
        for curve in plane.curves:
            tex = to_latex(curve.equation, symbols(model))
            self.equations[curve.factor] = (tex, to_text(curve.equation).replace("==", "="))
        pure = (word("notes_of.pure"),) if plane.concept == "pure" else ()
        dots = (word("plane.dots"),) if any(not corner.edge for corner in plane.corners) else ()
        self.notes = (word("plane.exact"), *dots, *pure, *notes, status_note(model))

    def signs(self, language: Language) -> str:
        """Give all characters of the labels, to choose fonts by."""
        texts = [self.title, *self.texts, *self.notes, word("separator")]
        texts += [axis.label for axis in self.axes]
        texts += [axis.unit for axis in self.axes if axis.unit is not None]
        texts.append(word("with_unit", what="", unit=""))
        formulas = [each for pair in self.equations.values() for each in pair]
        formulas += [axis.symbol_tex for axis in self.axes]
        return "".join([*(text.say(language) for text in texts), *formulas])


def _short(meaning: Text | None) -> Text:
    """Drop the remark in brackets that ends a meaning; an axis has little room."""
    if meaning is None:
        return Text("")
    return Text(*(_REMARK.sub("", text) or text for text in (meaning.en, meaning.say("zh"))))
