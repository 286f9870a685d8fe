"""Colours and hatches that colour-blind readers and grey prints keep apart.

The hues are those of Okabe and Ito (2008, "Color universal design", jfly.uni-koeln.de/color).
Fills are light tints of them, so that black labels stay readable; neighbours in the list differ
in lightness, and every one has a hatch of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["INK", "LINE_STYLES", "QUIET", "Fill", "LineStyle", "fill", "hue"]

INK = "#000000"
QUIET = "#8c8c8c"

_HUES = (
    (0x56, 0xB4, 0xE9),  # sky blue
    (0xE6, 0x9F, 0x00),  # orange
    (0x00, 0x9E, 0x73),  # bluish green
    (0xCC, 0x79, 0xA7),  # reddish purple
    (0xF0, 0xE4, 0x42),  # yellow
    (0x00, 0x72, 0xB2),  # blue
    (0xD5, 0x5E, 0x00),  # vermilion
    (0x80, 0x80, 0x80),  # grey, for the black that cannot be a fill
)
_TINTS = (0.28, 0.52, 0.42, 0.26, 0.50, 0.50, 0.34, 0.30)
_HATCHES = ("", "////", "....", "\\\\\\\\", "---", "xxx", "|||", "++")

LineStyle = str | tuple[float, tuple[float, ...]]

LINE_STYLES: tuple[LineStyle, ...] = (
    (0.0, (5.0, 2.0)),
    (0.0, (1.0, 1.4)),
    (0.0, (6.0, 1.5, 1.0, 1.5)),
    (0.0, (2.5, 1.2)),
    (0.0, (8.0, 1.5, 1.0, 1.5, 1.0, 1.5)),
)
"""Dashes for lines that are told apart in a legend, as matplotlib takes them."""


@dataclass(frozen=True, slots=True)
class Fill:
    """How an area is filled: its colour, its hatch and the hatch's colour."""

    colour: str
    hatch: str
    hatch_colour: str


def fill(index: int) -> Fill:
    """Give the fill of the regime with a code; the first 64 all differ.

    Examples
    --------
    >>> fill(1)
    Fill(colour='#f2cd7a', hatch='////', hatch_colour='#b37c00')
    """
    number = index % len(_HUES)
    light = _mix(_HUES[number], 255, _TINTS[number])
    dark = _mix(_HUES[number], 0, 0.78)
    return Fill(light, _HATCHES[(index + index // len(_HUES)) % len(_HATCHES)], dark)


def hue(index: int) -> str:
    """Give a colour that is dark enough for a line.

    Examples
    --------
    >>> hue(0)
    '#438cb6'
    """
    return _mix(_HUES[index % len(_HUES)], 0, 0.78)


def _mix(colour: tuple[int, int, int], other: int, share: float) -> str:
    return "#" + "".join(f"{round(part * share + other * (1 - share)):02x}" for part in colour)
