"""Which fonts draw a figure's labels, so that Chinese is drawn and never shown as boxes.

A font of the system is taken where one holds every character needed; else the subset that ships
with vcgame. matplotlib draws a label that contains ``$...$`` with the first family alone, so the
Chinese font stands first and must hold the Latin letters too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vcgame.model.text import Language, Text
from vcgame.report.words import word

__all__ = ["LATIN_FONT", "SHIPPED_FONT", "SYSTEM_FONTS", "FontChoice", "font_families", "signs_of"]

LATIN_FONT = "DejaVu Sans"
"""Comes with matplotlib, so it is always there."""

SHIPPED_FONT = "vcgame CJK"

SYSTEM_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "Songti SC",
    "AR PL UMing CN",
)
"""Chinese fonts in the order of preference: sans-serif first, which small labels need."""


@dataclass(frozen=True, slots=True)
class FontChoice:
    """Fonts for a figure, and the language that they can draw.

    Attributes
    ----------
    language
        The language asked for, or English where no font draws it.
    families
        For matplotlib's ``font.family``.
    missing
        The characters that no font can draw.
    warning
        What the reader must be told, where something is missing.
    """

    language: Language
    families: tuple[str, ...]
    missing: str = ""
    warning: Text | None = None


def font_families(language: Language, needed: str = "", *, system_fonts: bool = True) -> FontChoice:
    """Choose the fonts for labels.

    Parameters
    ----------
    language
        Language of the labels.
    needed
        All characters of the labels, in any order.
    system_fonts
        Whether to look at the system's fonts; without them a figure is the same everywhere.

    Examples
    --------
    >>> font_families("en", "payoff").families
    ('DejaVu Sans',)
    >>> font_families("zh", "均衡区域", system_fonts=False).families
    ('vcgame CJK', 'DejaVu Sans')
    """
    signs = {sign for sign in needed if sign.isprintable() and not sign.isspace()}
    latin = signs_of(LATIN_FONT)
    if language == "en" and signs <= latin:
        return FontChoice("en", (LATIN_FONT,))
    chosen = _covering(signs, latin, system=system_fonts)
    if chosen is None and system_fonts:
        _add_new_fonts()
        chosen = _covering(signs, latin, system=True)
    if chosen is not None:
        return FontChoice(language, (chosen, LATIN_FONT))
    lacking = [
        "".join(sorted(signs - latin - signs_of(family)))
        for family in _families(system=system_fonts)
    ]
    said = min(lacking, key=len)
    return FontChoice(
        "en", (LATIN_FONT, SHIPPED_FONT), said, word("fonts.missing", signs=" ".join(said))
    )


def _covering(signs: set[str], latin: frozenset[str], *, system: bool) -> str | None:
    families = list(_families(system=system))
    for others in (frozenset(), latin):
        for family in families:
            if signs <= signs_of(family) | others:
                return family
    return None


def _families(*, system: bool) -> Iterator[str]:
    """Give the Chinese fonts that are there, in the order of preference."""
    from matplotlib import font_manager

    if system:
        there = set(font_manager.get_font_names())
        yield from (family for family in SYSTEM_FONTS if family in there)
    if SHIPPED_FONT not in font_manager.get_font_names():
        font_manager.fontManager.addfont(Path(__file__).parents[1] / "fonts" / "vcgame-cjk.ttf")
    yield SHIPPED_FONT


def _add_new_fonts() -> None:
    """Add fonts that were installed after matplotlib listed the system's fonts."""
    from matplotlib import font_manager

    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for path in font_manager.findSystemFonts():
        if path not in known:
            with suppress(OSError, RuntimeError):  # a file that FreeType cannot read
                font_manager.fontManager.addfont(path)


def signs_of(family: str) -> frozenset[str]:
    """Read which characters a font that is there really holds."""
    from matplotlib import font_manager

    properties = font_manager.FontProperties(family=[family])
    return _signs_in(font_manager.findfont(properties, fallback_to_default=False))


@cache
def _signs_in(path: str) -> frozenset[str]:
    from matplotlib import font_manager

    return frozenset(map(chr, font_manager.get_font(path).get_charmap()))
