"""Make the Chinese font that ships with the figures: a subset of WenQuanYi Micro Hei.

Run it again when a text brings a character that the font lacks (a test says so)::

    apt-get install fonts-wqy-microhei
    python scripts/make_font_subset.py

The subset holds every character that the shipped texts use, the 3,755 common characters of
GB 2312 (level 1), and the signs, Greek and Latin letters that labels need. The same source
font, texts and fontTools give the same bytes. WenQuanYi Micro Hei is offered under the Apache
License 2.0 or the GPL 3 with font exception; it is taken here under the Apache License 2.0.
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
TARGET = REPOSITORY / "vcgame" / "report" / "fonts" / "vcgame-cjk.ttf"
TEXTS = ("vcgame", "models", "experiments", "seeds")

FAMILY = "vcgame CJK"
DESCRIPTION = (
    "A subset of WenQuanYi Micro Hei 0.2.0-beta, changed for vcgame: fewer characters, no hinting, "
    "no layout features, another name. Outlines are unchanged."
)
KEPT_NAMES = (0, 5, 7, 8, 13, 14)  # copyright, version, trademark, maker, licence and its address
DROPPED_TABLES = ("FFTM", "GDEF", "GPOS", "GSUB", "gasp", "vhea", "vmtx")

SIGN_ROWS = (1, 2, 3, 6)  # of GB 2312: punctuation, numbers, full-width ASCII, Greek
LEVEL_1_ROWS = range(16, 56)
RANGES = ((0x20, 0x7F), (0xA0, 0x180), (0x2010, 0x2040), (0x2190, 0x21D5), (0x2200, 0x2270))


def gb2312(rows: Iterable[int]) -> set[str]:
    """Give the characters of rows of the GB 2312 table."""
    signs: set[str] = set()
    for row in rows:
        for cell in range(1, 95):
            sign = bytes((row + 0xA0, cell + 0xA0)).decode("gb2312", errors="ignore")
            signs.update(sign)
    return signs


def used_in(folders: tuple[str, ...]) -> set[str]:
    """Give the non-ASCII characters of all texts in folders of the repository."""
    signs: set[str] = set()
    for folder in folders:
        for suffix in ("toml", "py", "md"):
            for path in sorted((REPOSITORY / folder).rglob(f"*.{suffix}")):
                signs.update(path.read_text(encoding="utf-8"))
    return {sign for sign in signs if not sign.isascii() and unicodedata.category(sign)[0] != "C"}


def make(source: Path, target: Path) -> tuple[int, int]:
    """Write the subset; give its number of characters and its size in bytes."""
    font = TTFont(source, fontNumber=0, recalcTimestamp=False)
    held = {chr(code) for code in font.getBestCmap()}
    used = used_in(TEXTS)
    if used - held:
        raise SystemExit(f"{source.name} lacks {' '.join(sorted(used - held))}")
    wanted = used | gb2312(LEVEL_1_ROWS) | gb2312(SIGN_ROWS)
    wanted |= {chr(code) for low, high in RANGES for code in range(low, high)}

    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += DROPPED_TABLES
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, wanted & held)))
    subsetter.subset(font)
    rename(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)
    return len(wanted & held), target.stat().st_size


def rename(font: TTFont) -> None:
    """Give the font a name of its own, and keep whose it is and under which licence."""
    table = font["name"]
    names = {number: str(table.getDebugName(number)) for number in KEPT_NAMES}
    names |= {1: FAMILY, 2: "Regular", 4: FAMILY, 6: "vcgameCJK-Regular", 10: DESCRIPTION}
    names[3] = f"{FAMILY}; {names[5]}"
    table.names = []
    for number, text in sorted(names.items()):
        table.setName(text, number, 3, 1, 0x409)


def main() -> None:
    """Read the arguments and make the font."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--source", type=Path, default=SOURCE)
    parser.add_argument("--target", type=Path, default=TARGET)
    given = parser.parse_args()
    count, size = make(given.source, given.target)
    sys.stdout.write(f"{given.target}: {count} characters, {size} bytes\n")


if __name__ == "__main__":
    main()
