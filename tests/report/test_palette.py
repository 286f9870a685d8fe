from __future__ import annotations

from vcgame.report.figures.palette import fill, hue


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_no_two_fills_are_alike() -> None:
    assert len({fill(code) for code in range(64)}) == 64
    assert len({fill(code).hatch for code in range(8)}) == 8
    assert len({fill(code).colour for code in range(8)}) == 8


def test_black_text_is_readable_on_every_fill() -> None:
    for code in range(8):
        assert (luminance(fill(code).colour) + 0.05) / 0.05 >= 7


def test_hatches_and_lines_are_seen_on_their_ground() -> None:
    for code in range(8):
        ground, hatch = luminance(fill(code).colour), luminance(fill(code).hatch_colour)
        assert (ground + 0.05) / (hatch + 0.05) >= 1.6, code
        assert 1.05 / (luminance(hue(code)) + 0.05) >= 2.2, code
