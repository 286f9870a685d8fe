"""How every figure looks, and how it is written to files.

Figures are made with matplotlib's objects (`matplotlib.figure.Figure`), never through pyplot, so
that drawing one leaves no state behind. Sizes are those of journals' columns; text is 8 pt and
lines are 0.5 to 1.2 pt at the printed size. The same figure gives the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vcgame.errors import UsageError
from vcgame.model.text import Language
from vcgame.report.figures.fonts import LATIN_FONT, FontChoice

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "SIZES",
    "SUFFIXES",
    "Size",
    "figure_style",
    "figure_width",
    "new_figure",
    "save_figure",
    "write_figure",
]

Size = Literal["single", "double"]

SIZES: dict[Language, dict[Size, float]] = {
    "en": {"single": 90.0, "double": 190.0},
    "zh": {"single": 80.0, "double": 160.0},
}
"""Width in mm of one column and of a full page, as English and Chinese journals print them."""

# Dates and versions would make the bytes differ from run to run and place to place.
SUFFIXES: Mapping[str, dict[str, str | None]] = {
    ".png": {"Software": None},
    ".svg": {"Creator": "vcgame", "Date": None},
    ".pdf": {"Creator": "vcgame", "Producer": None, "CreationDate": None},
}
"""Endings of the names of figures, with what matplotlib must not write into the files."""

_MM_PER_INCH = 25.4
_DPI = 300
_ANY_FONTS = FontChoice("en", (LATIN_FONT,))  # every text has got its fonts when it was made
_STYLE: Mapping[Any, Any] = {
    "figure.dpi": _DPI,
    "savefig.dpi": _DPI,
    "font.size": 8.0,
    "axes.titlesize": 8.0,
    "axes.labelsize": 8.0,
    "xtick.labelsize": 7.0,
    "ytick.labelsize": 7.0,
    "axes.linewidth": 0.6,
    "axes.labelpad": 3.0,
    "lines.linewidth": 1.0,
    "lines.markersize": 4.0,
    "patch.linewidth": 0.5,
    "hatch.linewidth": 0.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "mathtext.fontset": "dejavusans",
    "pdf.fonttype": 42,  # TrueType: the text stays text, and journals ask for it
    "svg.hashsalt": "vcgame",
    "text.usetex": False,
}


@contextmanager
def figure_style(fonts: FontChoice) -> Iterator[None]:
    """Set the style and the fonts for drawing.

    The user's own matplotlib settings do not count, and stand again afterwards.

    Examples
    --------
    >>> from vcgame.report.figures.fonts import font_families
    >>> with figure_style(font_families("en")):
    ...     figure = new_figure(3.5, 2.5)
    >>> figure.dpi
    300.0
    """
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        mpl.rcParams["font.family"] = list(fonts.families)
        yield


def figure_width(language: Language, size: Size) -> float:
    """Give the width of a figure in inches.

    Examples
    --------
    >>> round(figure_width("zh", "single") * 25.4)
    80
    """
    if size not in SIZES[language]:
        raise UsageError(f"figure size {size!r}: one of {', '.join(SIZES[language])}")
    return SIZES[language][size] / _MM_PER_INCH


def new_figure(width: float, height: float) -> Figure:
    """Make an empty figure, its size in inches, with a canvas but without pyplot."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def save_figure(figure: Figure, stem: Path) -> tuple[Path, Path]:
    """Write a figure as PDF and as PNG (300 dpi), each whole or not at all.

    Parameters
    ----------
    figure
        What to write.
    stem
        Path of the files without their suffix; its folder is made where needed.

    Raises
    ------
    UsageError
        Where a file cannot be written.
    """
    pdf = stem.with_name(f"{stem.name}.pdf")
    png = stem.with_name(f"{stem.name}.png")
    write_figure(figure, pdf)
    write_figure(figure, png)
    return pdf, png


def write_figure(figure: Figure, path: Path) -> None:
    """Write a figure in the format that the suffix of its path names, whole or not at all.

    Parameters
    ----------
    figure
        What to write.
    path
        A name in ``.pdf``, ``.png`` (300 dpi) or ``.svg``; its folder is made where needed.

    Raises
    ------
    UsageError
        For another suffix, and where the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in SUFFIXES:
        raise UsageError(f"figure {path.name}: its name ends in {', '.join(SUFFIXES)}")
    metadata = SUFFIXES[kind]
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with figure_style(_ANY_FONTS), temporary.open("wb") as stream:
                figure.savefig(stream, format=kind[1:], metadata=metadata)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
