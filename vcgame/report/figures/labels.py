"""Text in figures: what is mathematics and what is not, how large it is, where it may break."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from vcgame.model.tex import check_latex
from vcgame.report.figures.fonts import LATIN_FONT, signs_of
from vcgame.report.tables.cells import one_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Ruler", "formula", "plain"]

_POWER = re.compile(r"(?<![\w^])(\d+)\^(-?\d+)(?![\w^])", re.ASCII)
_COMMAND = re.compile(r"\\([A-Za-z]+)")
# mathtext knows a part of LaTeX, and some of it by other names only.
_KNOWN_AS = {
    "le": r"\leq",
    "ge": r"\geq",
    "land": r"\wedge",
    "lor": r"\vee",
    "lnot": r"\neg",
    "iff": r"\Leftrightarrow",
    "implies": r"\Rightarrow",
    "gets": r"\leftarrow",
    "tfrac": r"\frac",
    "textrm": r"\mathrm",
    "textit": r"\mathit",
    "textbf": r"\mathbf",
    **dict.fromkeys(("lvert", "rvert"), "|"),
    **dict.fromkeys(("lVert", "rVert"), r"\|"),
    **dict.fromkeys(("big", "Big", "bigl", "bigr", "Bigl", "Bigr", "limits", "nolimits"), ""),
    **dict.fromkeys(("displaystyle", "textstyle", "scriptstyle"), ""),
}
_NO_START = frozenset("、。，；：？！）》〉」』】”’…—·,.;:?!)]}%")
_NO_END = frozenset("（《〈「『【“‘([{")
_PIECE = re.compile(r"\$(?:\\.|[^$\\])*\$|\\\$|\s+|.")


def plain(text: str) -> str:
    r"""Write a text so that matplotlib draws it as it is; only ``10^4`` becomes a power.

    Examples
    --------
    >>> plain("US$ 5"), plain("10^4 yuan")
    ('US\\$ 5', '$10^{4}$ yuan')
    """
    return _POWER.sub(r"$\1^{\2}$", one_line(text).replace("$", r"\$"))


def formula(latex: str, other: str) -> str:
    r"""Write a formula for matplotlib, or the other text where matplotlib cannot set it.

    Examples
    --------
    >>> formula(r"\sigma \le c - b", "sigma <= c - b")
    '$\\sigma \\leq c - b$'
    >>> formula(r"\begin{cases} 1 \\ 2 \end{cases}", "1 or 2")
    '1 or 2'
    """
    check_latex(latex)
    known = _COMMAND.sub(lambda match: _KNOWN_AS.get(match.group(1), match.group()), latex)
    return f"${known}$" if _can_set(known) else plain(other)


@lru_cache(maxsize=1024)
def _can_set(latex: str) -> bool:
    from matplotlib.mathtext import MathTextParser

    if not set(latex) <= signs_of(LATIN_FONT):  # its formulas are drawn with this font alone
        return False
    try:
        MathTextParser("path").parse(f"${latex}$")
    except ValueError:
        return False
    return bool(latex.strip())


class Ruler:
    """Measures and breaks texts as they will be drawn, in inches.

    Parameters
    ----------
    figure
        A figure with an Agg canvas, made in the style that it is drawn in.
    """

    def __init__(self, figure: Figure) -> None:
        from matplotlib.backends import backend_agg

        make_renderer: Any = backend_agg.RendererAgg
        self._figure = figure
        self._renderer = make_renderer(1, 1, figure.dpi)
        self._widths: dict[tuple[str, float], float] = {}
        self._sizes: dict[tuple[str, float], tuple[float, float]] = {}

    def size(self, text: str, points: float) -> tuple[float, float]:
        """Give the width and height of a text at a font size."""
        key = (text, points)
        if key not in self._sizes:
            artist = self._figure.text(0, 0, text, fontsize=points)
            extent = artist.get_window_extent()
            artist.remove()
            self._sizes[key] = (
                extent.width / self._figure.dpi,
                extent.height / self._figure.dpi,
            )
        return self._sizes[key]

    def width(self, line: str, points: float) -> float:
        """Give the width of one line; quicker than `size`."""
        from matplotlib.font_manager import FontProperties

        mathematical = "$" in line.replace(r"\$", "")
        key = (line, points)
        if key not in self._widths:
            self._widths[key] = (
                self._renderer.get_text_width_height_descent(
                    line if mathematical else line.replace(r"\$", "$"),
                    FontProperties(size=points),
                    ismath=mathematical,
                )[0]
                / self._figure.dpi
            )
        return self._widths[key]

    def wrap(self, text: str, width: float, points: float) -> str:
        """Break a text into lines of at most a width, where a line can hold a piece at all.

        What stands in brackets, a unit or a profile, stays in one line if a line can hold it.
        """
        lines: list[str] = []
        line = ""
        for group in _groups(_pieces(text)):
            whole = "".join(group)
            fits = self.width(whole.rstrip(), points) <= width
            for piece in [whole] if fits else group:
                if line and self.width((line + piece).rstrip(), points) > width:
                    lines.append(line.rstrip())
                    line = piece.lstrip()
                else:
                    line += piece
        return "\n".join([*lines, line.rstrip()])

    def shapes(self, text: str, points: float, most: int) -> list[str]:
        """Give the text in one line, two lines, ... as evenly broken as can be.

        No line ends within brackets.
        """
        shapes = [text]
        whole = self.width(text, points)
        for count in range(2, most + 1):
            for step in range(20):
                shape = self.wrap(text, whole * (1 / count + step * 0.03), points)
                if shape.count("\n") < count:
                    break
            if shape not in shapes and all(map(_balanced, shape.split("\n"))):
                shapes.append(shape)
        return shapes


def _pieces(text: str) -> list[str]:
    """Cut a text where a line may end: behind spaces, and between Chinese characters."""
    pieces: list[str] = []
    for match in _PIECE.finditer(text):
        sign = match.group()
        if pieces and not _may_break(pieces[-1], sign):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _groups(pieces: list[str]) -> list[list[str]]:
    """Put pieces together from an opening bracket to the one that closes it."""
    groups: list[list[str]] = []
    depth = 0
    for piece in pieces:
        if depth > 0:
            groups[-1].append(piece)
        else:
            groups.append([piece])
        if not piece.startswith("$"):
            depth = max(0, depth + _opened(piece))
    return groups


def _balanced(line: str) -> bool:
    return _opened(line) == 0


def _opened(text: str) -> int:
    """Count the brackets that are opened, less those that are closed."""
    return sum(map(text.count, "(（[［")) - sum(map(text.count, ")）]］"))


def _may_break(before: str, sign: str) -> bool:
    if sign.isspace() or sign in _NO_START or before[-1] in _NO_END:
        return False
    return before[-1].isspace() or _wide(sign) or _wide(before[-1])


def _wide(sign: str) -> bool:
    return len(sign) == 1 and unicodedata.east_asian_width(sign) in ("W", "F")
