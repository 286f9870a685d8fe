r"""Tables in LaTeX: three rules (booktabs), a caption, a label, notes below.

The same text serves English with pdfLaTeX and Chinese with the ctex classes under XeLaTeX. It
needs booktabs, array where lines are broken, and amsmath and amssymb where a formula stands in
it: all in Debian's texlive-latex-recommended. A table that would be wider than a page is set
smaller, and its long cells are broken into lines. Where that is not enough, long fractions are
written with a stroke, and the table is turned by a quarter (the package rotating).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from vcgame import __version__
from vcgame.model.text import Language, Text
from vcgame.report.tables.cells import MINUS, heading, one_line, shown
from vcgame.report.tables.formula import Math
from vcgame.report.tables.slash import has_bars, in_line
from vcgame.report.tables.table import Cell, Table
from vcgame.report.tables.text import display_width
from vcgame.report.words import say

__all__ = ["Layout", "column_layout", "escape_latex", "to_latex"]

_ALIGNS = {"left": "l", "right": "r", "center": "c"}
_RAGGED = {"left": r"\raggedright", "right": r"\raggedleft", "center": r"\centering"}
# Characters that a line of a page holds, in the size of the text and in \footnotesize.
_LINE = 66
_SMALL_LINE = 82
# The page is half as long again as it is wide.
_TURNED_LINE = 126
_GAP = 3
_SHORTEST_TEXT = 16
_SHORTEST_CHINESE = 8

_SPECIAL = {
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
    "`": r"\textasciigrave{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    # After \\ these would be read as its arguments.
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
}
_GREEK = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho varsigma sigma tau
upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega
"""
# Signs that pdfLaTeX cannot print as text.
_SYMBOLS = {
    MINUS: "-",
    "±": r"\pm",
    "×": r"\times",
    "÷": r"\div",
    "·": r"\cdot",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "≡": r"\equiv",
    "∝": r"\propto",
    "∞": r"\infty",
    "∈": r"\in",
    "∉": r"\notin",
    "∪": r"\cup",
    "∩": r"\cap",
    "∅": r"\emptyset",
    "∧": r"\wedge",
    "∨": r"\vee",
    "¬": r"\neg",
    "∀": r"\forall",
    "∃": r"\exists",
    "∂": r"\partial",
    "∑": r"\sum",
    "∏": r"\prod",
    "→": r"\to",
    "←": r"\leftarrow",
    "↔": r"\leftrightarrow",
    "⇒": r"\Rightarrow",
    "⇐": r"\Leftarrow",
    "⇔": r"\Leftrightarrow",
    "′": r"\prime",
    "°": r"^{\circ}",
    "²": "^{2}",
    "³": "^{3}",
    "★": r"\star",
    **{
        sign: "\\" + name
        for sign, name in zip(
            "αβγδεζηθικλμνξπρςστυφχψωΓΔΘΛΞΠΣΦΨΩ",
            _GREEK.split(),
            strict=True,
        )
    },
}
_ESCAPES = str.maketrans({**_SPECIAL, **{sign: f"${tex}$" for sign, tex in _SYMBOLS.items()}})
_POWER = re.compile(r"(?<![\w^])(\d+)\^(-?\d+)(?![\w^])", re.ASCII)
_BEYOND = re.compile(r"[^\x00-\u017f\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026]")
_TENS = re.compile(r"e(-?\d+)\Z")
_IN_NUMBER = str.maketrans({MINUS: "-", "≈": r"\approx ", "∞": r"\infty"})


def escape_latex(text: str) -> str:
    r"""Write a text so that LaTeX prints it as it is; ``10^4`` becomes a power.

    Examples
    --------
    >>> print(escape_latex("R&D: 5% of 10^4 yuan, free_ride"))
    R\&D: 5\% of $10^{4}$ yuan, free\_ride
    """
    line = one_line(text)
    parts = []
    last = 0
    for match in _POWER.finditer(line):
        parts += [_escape(line[last : match.start()]), "${}^{{{}}}$".format(*match.groups())]
        last = match.end()
    return "".join([*parts, _escape(line[last:])])


def _escape(text: str) -> str:
    # Two hyphens in a row would become a dash.
    return re.sub("-(?=-)", "-{}", text.translate(_ESCAPES))


def to_latex(table: Table, language: Language) -> str:
    r"""Write a table as a LaTeX ``table``, to be taken in with ``\input``.

    Examples
    --------
    >>> from vcgame.model.text import Text
    >>> from vcgame.report.tables.table import Column
    >>> columns = (
    ...     Column("condition", Text("condition")),
    ...     Column("payoff", Text("payoff"), "right"),
    ... )
    >>> rows = ((Math(r"b + \sigma < c", "b + sigma < c"), Fraction(-1, 2)),)
    >>> text = to_latex(Table("trap", Text("The trap"), columns, rows), "en")
    >>> print(*text.splitlines()[2:], sep="\n")
    \begin{table}[htbp]
      \centering
      \caption{The trap}
      \label{tab:trap}
      \begin{tabular}{lr}
        \toprule
        condition & payoff \\
        \midrule
        $b + \sigma < c$ & $-0.5$ \\
        \bottomrule
      \end{tabular}
    \end{table}
    """
    layout = column_layout(table, language)
    head = [escape_latex(heading(column, language)) for column in table.columns]
    kind = "sidewaystable" if layout.turned else "table"
    lines = [
        rf"\begin{{{kind}}}[{'p' if layout.turned else 'htbp'}]",
        r"  \centering",
        *([r"  \footnotesize"] if layout.small else []),
        rf"  \caption{{{escape_latex(table.title.say(language))}}}",
        rf"  \label{{tab:{table.id}}}",
        rf"  \begin{{tabular}}{{{''.join(layout.columns)}}}",
        r"    \toprule",
        _row(head),
        r"    \midrule",
    ]
    broken = [kind.endswith("}") for kind in layout.columns]
    for number, row in enumerate(table.rows):
        if number and any(broken):  # rows of several lines are told apart by some space
            lines.append(r"    \addlinespace")
        cells = [
            _cell(cell, language, column.digits, broken=each, strokes=place in layout.strokes)
            for place, (cell, column, each) in enumerate(
                zip(row, table.columns, broken, strict=True)
            )
        ]
        lines.append(_row(cells))
    lines += [r"    \bottomrule", r"  \end{tabular}", *_notes(table, language)]
    lines.append(rf"\end{{{kind}}}")
    body = "\n".join(lines) + "\n"
    return _comment(table, body) + body


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns of a table are set, and whether in smaller type.

    The table is `turned` by a quarter where it needs the length of the page; `strokes` are the
    places of the columns in which fractions are written with a stroke.
    """

    columns: tuple[str, ...]
    small: bool
    turned: bool = False
    strokes: frozenset[int] = frozenset()


def column_layout(table: Table, language: Language) -> Layout:
    """Fit a table to the width of a page.

    Columns are as wide as their longest cell if there is room for all; else the cells of the
    wide ones are broken into lines.
    """
    natural, least, heads, barred = [], [], [], []
    for place, column in enumerate(table.columns):
        head = heading(column, language)
        cells = [row[place] for row in table.rows]
        wide = [display_width(shown(cell, language, column.digits)) for cell in cells]
        whole = max([display_width(head), *wide])
        natural.append(whole)
        barred.append(any(isinstance(cell, Math) and has_bars(cell.latex) for cell in cells))
        heads.append(max([_word_width(word) for word in head.split()], default=0))
        least.append(min(whole, max([heads[-1], *map(_least, cells, wide)])))
    gaps = _GAP * len(natural)
    if sum(natural) + gaps <= _SMALL_LINE:
        aligns = tuple(_ALIGNS[column.align] for column in table.columns)
        return Layout(aligns, sum(natural) + gaps > _LINE)
    strokes: frozenset[int] = frozenset()
    if sum(least) + gaps > _SMALL_LINE:
        long = [barred[place] and low > _SHORTEST_TEXT for place, low in enumerate(least)]
        strokes = frozenset(place for place, each in enumerate(long) if each)
        least = [
            min(natural[place], max(heads[place], _SHORTEST_TEXT)) if long[place] else low
            for place, low in enumerate(least)
        ]
    # A table that is only a little too wide is set tight: the estimates are on the safe side.
    turned = sum(least) + gaps > _SMALL_LINE * 1.15
    line = _TURNED_LINE if turned else _SMALL_LINE
    widths = _shared(natural, least, line - gaps)
    scale = min(1.0, max(1, line - gaps) / max(1, sum(widths)))  # rather tight than off the page
    columns = [
        _ALIGNS[column.align]
        if width >= whole and scale == 1
        else rf">{{{_RAGGED[column.align]}\arraybackslash}}"
        rf"p{{{int(1000 * scale * width / line) / 1000:.3f}\linewidth}}"
        for column, width, whole in zip(table.columns, widths, natural, strict=True)
    ]
    return Layout(tuple(columns), small=True, turned=turned, strokes=strokes)


def _word_width(word: str) -> int:
    """How much room a word needs; Chinese may be broken anywhere."""
    width = display_width(word)
    return width if width == len(word) else min(width, _SHORTEST_CHINESE)


def _least(cell: Cell, width: int) -> int:
    """How much room a cell needs when its lines are broken."""
    if isinstance(cell, Math) and r"\frac" in cell.latex:
        # A fraction in a line of text is set small, one half above the other.
        return round(max(map(len, cell.plain.split(", "))) * 0.45)
    return min(width, _SHORTEST_TEXT) if isinstance(cell, str | Text | Math) else width


def _shared(natural: list[int], least: list[int], room: int) -> list[int]:
    """Give columns the widths at which the longest cell takes the fewest lines.

    Examples
    --------
    >>> _shared([4, 100, 40], [4, 16, 16], 84)
    [4, 60, 20]
    """
    for lines in range(1, max(natural) + 1):
        widths = [
            max(low, min(whole, -(-whole // lines)))
            for whole, low in zip(natural, least, strict=True)
        ]
        left = room - sum(widths)
        if left >= 0:
            break
    longest = max(range(len(natural)), key=lambda place: natural[place])
    widths[longest] = min(natural[longest], widths[longest] + max(left, 0))
    return widths


def _comment(table: Table, body: str) -> str:
    maths = any(isinstance(cell, Math) for row in table.rows for cell in row)
    names = ["booktabs", *(["array"] if r"\arraybackslash" in body else [])]
    names += ["amsmath", "amssymb"] if maths else []
    names += ["rotating"] if r"\begin{sidewaystable}" in body else []
    packages = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    engine = "XeLaTeX, for Chinese with a ctex class" if _BEYOND.search(body) else "pdfLaTeX"
    return (
        f"% Table {table.id}, made by vcgame {__version__}.\n"
        f"% Needs the packages {packages}; typeset with {engine}.\n"
    )


def _notes(table: Table, language: Language) -> list[str]:
    if not table.notes:
        return []
    label = say("note" if len(table.notes) == 1 else "notes", language)
    said = [note.say(language) for note in table.notes]
    said[0] = say("labelled", language, label=label, what=said[0])
    return [
        r"  \par\smallskip",
        r"  \begin{minipage}{\linewidth}",
        r"    \footnotesize\raggedright",
        *(f"    {escape_latex(note)}\\par" for note in said),
        r"  \end{minipage}",
    ]


def _breakable(latex: str) -> str:
    r"""Let a formula be broken behind commas, and inside brackets that need not grow.

    Examples
    --------
    >>> print(_breakable(r"\left(a < b \wedge c\right) \vee d,\; e"))
    (a < b \wedge c) \vee d,\; \allowbreak e
    """
    if r"\frac" not in latex:
        latex = latex.replace(r"\left(", "(").replace(r"\right)", ")")
    return latex.replace(r",\; ", r",\; \allowbreak ")


def _row(cells: list[str]) -> str:
    return rf"    {' & '.join(cells)} \\"


def _cell(cell: Cell, language: Language, digits: int, *, broken: bool, strokes: bool) -> str:
    if isinstance(cell, Math):
        latex = in_line(one_line(cell.latex)) if strokes else one_line(cell.latex)
        return f"${_breakable(latex) if broken else latex}$"
    if cell is None:
        return "--"
    text = shown(cell, language, digits)
    if isinstance(cell, bool) or not isinstance(cell, (int, Fraction, float)):
        return escape_latex(text)
    if text.isascii() and text[0].isdigit() and "e" not in text:
        return text
    power = _TENS.sub(r"\\times 10^{\1}", text.translate(_IN_NUMBER))
    return f"${power}$"
