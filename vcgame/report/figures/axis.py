"""What the figures share: axes with words, symbol and unit, and points marked on them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vcgame.errors import UsageError
from vcgame.model.tex import check_latex
from vcgame.model.text import Language, Text
from vcgame.report.figures.labels import formula, plain
from vcgame.report.tables.cells import MINUS
from vcgame.report.words import say

if TYPE_CHECKING:
    from matplotlib.axis import Axis as AxisArtist

__all__ = ["Axis", "Mark", "label_axis", "tick_text"]

_TICKS = 6


@dataclass(frozen=True, slots=True)
class Axis:
    """One parameter of a figure.

    Attributes
    ----------
    label
        Its meaning in a word or two.
    symbol_tex
        Its symbol (LaTeX), or an empty text.
    unit
        The unit of its numbers.
    low, high
        The range that is drawn.
    whole
        Whether only whole numbers have a meaning on it.
    """

    label: Text
    symbol_tex: str
    unit: Text | None
    low: float
    high: float
    whole: bool = False

    def __post_init__(self) -> None:
        check_latex(self.symbol_tex)
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise UsageError(f"axis {self.label.en}: {self.low} to {self.high} is no range")

    def share(self, value: float) -> float:
        """Give where a value lies between the ends, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of interest, such as the default point."""

    x: float
    y: float
    label: Text


def label_axis(axis: Axis, artist: AxisArtist, language: Language) -> None:
    """Put words, symbol and unit on an axis, and ticks at round numbers."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    label = plain(axis.label.say(language))
    if axis.symbol_tex:
        label = f"{label} {formula(axis.symbol_tex, axis.symbol_tex)}".strip()
    if axis.unit is not None:
        label = say("with_unit", language, what=label, unit=plain(axis.unit.say(language)))
    artist.set_label_text(label)
    steps = [1, 2, 5, 10] if axis.whole else [1, 2, 2.5, 5, 10]
    artist.set_major_locator(MaxNLocator(_TICKS, steps=steps, integer=axis.whole))
    artist.set_major_formatter(FuncFormatter(tick_text))


def tick_text(value: float, position: int | None = None) -> str:  # noqa: ARG001 - called by matplotlib
    r"""Write the number of a tick, without the noise of binary fractions.

    Examples
    --------
    >>> tick_text(0.1 + 0.2), tick_text(-2.0), tick_text(3e8)
    ('0.3', '−2', '$3\\times10^{8}$')
    """
    text = f"{value:.7g}"
    if "e" not in text:
        return text.replace("-", MINUS)
    figures, _, power = text.partition("e")
    return rf"${figures}\times10^{{{int(power)}}}$"
