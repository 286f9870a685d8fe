"""What a map of regimes holds: which regime is where, its boundaries and marked points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vcgame.errors import UsageError
from vcgame.model.tex import check_latex
from vcgame.model.text import Language, Text
from vcgame.report.figures.axis import Axis, Mark
from vcgame.report.words import word

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Codes = npt.NDArray[np.int64]
    Values = npt.NDArray[np.float64]

__all__ = ["Curve", "RegimeMap"]


@dataclass(frozen=True, slots=True)
class Curve:
    """A boundary: the zeros of a function over the box.

    Attributes
    ----------
    label_tex
        Its equation (LaTeX).
    label
        What it parts, in words; may be empty.
    values
        The function on a grid over the whole box, ends included; rows from bottom to top.
    on
        What holds on it and in no area, in words; empty if nothing that needs saying. Left
        out, the codes of grid points on it tell.
    """

    label_tex: str
    label: Text
    values: Values
    on: Text | None = None

    def __post_init__(self) -> None:
        check_latex(self.label_tex)
        if self.values.ndim != 2 or min(self.values.shape) < 2:
            raise UsageError(f"curve {self.label.en}: needs a grid of at least two by two points")


@dataclass(frozen=True, slots=True)
class RegimeMap:
    """Which regime holds where, over the box of two parameters.

    Attributes
    ----------
    title
        Printed above; may be empty.
    x, y
        The parameters.
    codes
        One code per grid point, ends included; rows from bottom to top.
    labels
        The name of each code.
    curves, marks, notes
        Boundaries, marked points, and lines printed below.
    """

    title: Text
    x: Axis
    y: Axis
    codes: Codes
    labels: tuple[Text, ...]
    curves: tuple[Curve, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        if self.codes.ndim != 2 or min(self.codes.shape) < 2:
            raise UsageError("a regime map needs a grid of at least two by two points")
        if self.codes.dtype.kind not in "iu":
            raise UsageError("the codes of a regime map are integers")
        if self.codes.min() < 0 or self.codes.max() >= len(self.labels):
            raise UsageError(f"a code of the regime map has none of its {len(self.labels)} labels")
        for mark in self.marks:
            if not (self.x.low <= mark.x <= self.x.high and self.y.low <= mark.y <= self.y.high):
                raise UsageError(f"mark {mark.label.en}: stands outside the map")

    def signs(self, language: Language) -> str:
        """Give all characters of its labels, to choose fonts by."""
        texts = [self.title, *self.labels, *self.notes]
        texts += [self.x.label, self.y.label]
        texts += [curve.label for curve in self.curves]
        texts += [curve.on for curve in self.curves if curve.on is not None]
        texts += [mark.label for mark in self.marks]
        texts += [axis.unit for axis in (self.x, self.y) if axis.unit is not None]
        texts += [word("on_line", line="", what=""), word("a_boundary"), word("separator")]
        texts += [word("with_unit", what="", unit="")]
        texts += [word("labelled", label="", what="")]
        formulas = [self.x.symbol_tex, self.y.symbol_tex]
        formulas += [curve.label_tex for curve in self.curves]
        return "".join([*(text.say(language) for text in texts), *formulas])
