from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from matplotlib import font_manager

import vcgame
from vcgame.report.figures import fonts
from vcgame.report.figures.fonts import LATIN_FONT, SHIPPED_FONT, FontChoice, font_families

PACKAGE = Path(vcgame.__file__).parent
SHIPPED = PACKAGE / "report" / "fonts" / "vcgame-cjk.ttf"
FOLDERS = [
    PACKAGE,
    *(PACKAGE.parent / name for name in ("models", "experiments", "seeds")),
    PACKAGE / "_bundled",
]
TEXTS = sorted(path for folder in FOLDERS for path in folder.rglob("*.toml"))


def characters_of(path: Path) -> set[str]:
    with TTFont(path) as font:
        return set(map(chr, font.getBestCmap()))


@pytest.fixture
def listed() -> Iterator[None]:
    """Take back what a test adds to matplotlib's list of fonts."""
    before = list(font_manager.fontManager.ttflist)
    yield
    font_manager.fontManager.ttflist[:] = before


def test_the_shipped_font_holds_every_character_of_the_shipped_texts() -> None:
    held = characters_of(SHIPPED)
    assert len(TEXTS) >= 2
    missing = {
        path.name: sorted(signs)
        for path in TEXTS
        if (signs := set(path.read_text(encoding="utf-8")) - held - {"\n"})
    }
    assert missing == {}, "run scripts/make_font_subset.py"


def test_the_shipped_font_holds_common_chinese_and_what_labels_need() -> None:
    held = characters_of(SHIPPED)
    assert {chr(code) for code in range(0x20, 0x7F)} <= held
    assert set("αβγδεηθκλμπρστφωΔΣΩ−–≤≥≠≈×→∞°²，。；：？！（）《》“”‘’、…—％＋＝") <= held
    common = bytes(
        byte for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF) for byte in (row, cell)
    )
    assert set(common.decode("gb2312")) <= held


def test_the_shipped_font_is_small_and_says_its_licence() -> None:
    assert SHIPPED.stat().st_size < 1_200_000
    with TTFont(SHIPPED) as font:
        names = {number: font["name"].getDebugName(number) for number in (0, 1, 10, 13, 14)}
        assert "glyf" in font
    assert "WenQuanYi" in names[0]
    assert names[1] == SHIPPED_FONT
    assert "subset" in names[10]
    assert "Apache License" in names[13]
    assert "apache.org" in names[14]
    licence = SHIPPED.with_name("LICENSE").read_text(encoding="utf-8")
    assert "subset of the font WenQuanYi Micro Hei" in licence
    assert "TERMS AND CONDITIONS" in licence


def test_english_takes_the_font_of_matplotlib() -> None:
    assert font_families("en", "payoff σ ≤ −1") == FontChoice("en", (LATIN_FONT,))


def test_chinese_takes_the_shipped_font_where_there_is_no_other() -> None:
    choice = font_families("zh", "囚徒困境 abc −1", system_fonts=False)
    assert choice == FontChoice("zh", (SHIPPED_FONT, LATIN_FONT))


def test_a_chinese_name_in_an_english_figure_is_drawn() -> None:
    choice = font_families("en", "囚徒", system_fonts=False)
    assert choice == FontChoice("en", (SHIPPED_FONT, LATIN_FONT))


def test_a_system_font_is_preferred_if_it_holds_what_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "SYSTEM_FONTS", ("No Such Font", "STIXNonUnicode", "DejaVu Serif"))
    assert font_families("zh", "abc σ").families == ("DejaVu Serif", LATIN_FONT)
    assert font_families("zh", "均衡 σ").families == (SHIPPED_FONT, LATIN_FONT)
    assert font_families("zh", "abc", system_fonts=False).families == (SHIPPED_FONT, LATIN_FONT)


def test_what_no_font_draws_is_said_and_the_figure_is_english() -> None:
    choice = font_families("zh", "均衡\U0002a6a5龘", system_fonts=False)
    assert (choice.language, choice.missing) == ("en", "龘\U0002a6a5")
    assert choice.families[0] == LATIN_FONT
    assert choice.warning is not None
    assert "龘 \U0002a6a5" in choice.warning.say("en")
    assert "龘 \U0002a6a5" in choice.warning.say("zh")


def test_a_font_installed_after_matplotlib_listed_them_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: None
) -> None:
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "da"])
    builder.setupCharacterMap({0x9F98: "da"})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 0))
    pen.lineTo((500, 500))
    pen.closePath()
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "da": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "da": (1000, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Rare Hei", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "rare.ttf")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    paths = [str(tmp_path / "broken.ttf"), str(tmp_path / "rare.ttf")]
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: paths)
    monkeypatch.setattr(fonts, "SYSTEM_FONTS", ("Rare Hei",))
    assert font_families("zh", "龘", system_fonts=False).language == "en"
    assert font_families("zh", "龘") == FontChoice("zh", ("Rare Hei", LATIN_FONT))
