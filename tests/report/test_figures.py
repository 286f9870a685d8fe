from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

from vcgame.errors import UsageError
from vcgame.report.figures.canvas import figure_style, figure_width, new_figure, save_figure
from vcgame.report.figures.fonts import FontChoice, font_families
from vcgame.report.figures.regime_map import RegimeMap, draw_regime_map

SHIPPED = font_families("zh", "均衡", system_fonts=False)


def test_the_same_figure_gives_the_same_bytes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    brand_map: Callable[..., RegimeMap],
    silence: None,
) -> None:
    written = []
    for number, (date, size) in enumerate((("86400", 10.0), ("1700000000", 30.0))):
        # Neither the date nor the user's own settings may show.
        monkeypatch.setenv("SOURCE_DATE_EPOCH", date)
        with mpl.rc_context({"font.size": size, "pdf.fonttype": 3}):
            figure = draw_regime_map(brand_map(17), "zh", fonts=SHIPPED)
            paths = save_figure(figure, tmp_path / str(number) / "map.v1")
        assert [path.name for path in paths] == ["map.v1.pdf", "map.v1.png"]
        written.append([path.read_bytes() for path in paths])
    assert written[0] == written[1]
    pdf, png = written[0]
    assert pdf.startswith(b"%PDF")
    assert b"/CIDFontType2" in pdf
    assert b"/CreationDate" not in pdf
    assert png.startswith(b"\x89PNG")
    width = int.from_bytes(png[16:20], "big")
    assert abs(width - 80 / 25.4 * 300) < 1


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = new_figure(1, 1)
    old, _ = save_figure(figure, tmp_path / "map")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(stream: Any, **settings: object) -> None:
        stream.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(figure, "savefig", fail)
    with pytest.raises(UsageError, match=r"cannot write .*map\.pdf: No space left"):
        save_figure(figure, tmp_path / "map")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert old.is_file()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        save_figure(new_figure(1, 1), tmp_path / "file" / "map")


def test_the_style_ends_with_its_block() -> None:
    before = dict(mpl.rcParams)
    with figure_style(FontChoice("en", ("DejaVu Sans",))):
        assert mpl.rcParams["font.size"] == 8
        assert mpl.rcParams["pdf.fonttype"] == 42
    assert dict(mpl.rcParams) == before


def test_sizes_are_those_of_columns() -> None:
    assert figure_width("en", "single") == pytest.approx(90 / 25.4)
    assert figure_width("zh", "double") == pytest.approx(160 / 25.4)
    with pytest.raises(UsageError, match="one of single, double"):
        figure_width("en", "huge")  # type: ignore[arg-type]


def test_heavy_libraries_come_with_drawing_and_pyplot_never() -> None:
    program = """
import sys
import vcgame.report.tables.writers, vcgame.report.figures.canvas, vcgame.report.figures.fonts
import vcgame.report.figures.regime_map as maps, vcgame.report.figures.lever_line
heavy = {"numpy", "scipy", "sympy", "flint", "pyarrow", "matplotlib", "contourpy"}
assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()
import numpy as np
from vcgame.model.text import Text
from vcgame.report.figures.axis import Axis
axis = Axis(Text("a"), "a", None, 0, 1)
codes = np.zeros((3, 3), dtype=int)
maps.draw_regime_map(maps.RegimeMap(Text("t"), axis, axis, codes, (Text("r"),)), "en")
assert "matplotlib.pyplot" not in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
