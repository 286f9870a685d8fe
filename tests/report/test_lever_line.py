from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcgame.errors import UsageError
from vcgame.model.text import Language, Text
from vcgame.report.figures.axis import Axis
from vcgame.report.figures.fonts import font_families
from vcgame.report.figures.lever_line import (
    LeverLine,
    LeverMark,
    LeverRow,
    Span,
    draw_lever_line,
    spread,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

AXIS = Axis(Text("subsidy", "补贴"), r"\sigma", Text("10^4 yuan", "万元"), 0, 5)
LINE = LeverLine(
    Text("Upgrading along the subsidy", "补贴与功能升级"),
    AXIS,
    (
        LeverRow(Text("stay", "不升级"), (Span(-1, 1.5),)),
        LeverRow(
            Text("upgrade; the buyer accommodates", "升级；采购商容忍"),
            (Span(1.5, 3, True, False), Span(3.2, 9, False)),
        ),
        LeverRow(Text("mixed", "混合策略"), (Span(1.5, 1.5), Span(7, 8))),
    ),
    ((1.5, r"\sigma^*=\frac{3}{2}"), (3, "3"), (3.2, r"\frac{16}{5}")),
    LeverMark(0.75, Text("default", "基准点")),
    (Text("A note.", "注。"),),
)


def texts_of(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_bars_ends_and_values(language: Language, silence: None) -> None:
    fonts = font_families(language, LINE.signs(language), system_fonts=False)
    figure = draw_lever_line(LINE, language, fonts=fonts)
    figure.draw_without_rendering()
    bars, ends = [], []
    for line in figure.axes[0].lines:
        across, up = list(line.get_xdata()), list(line.get_ydata())
        if line.get_linewidth() == 3:
            bars.append((*across, up[0]))
        if line.get_marker() == "o":
            ends.append((across[0], up[0], line.get_markerfacecolor() != "white"))
    # What lies beyond the range is cut, and has no end inside it.
    assert bars == [(0, 1.5, 0), (1.5, 3, 1), (3.2, 5, 1), (1.5, 1.5, 2)]
    assert set(ends) == {
        (1.5, 0, True),
        (1.5, 1, True),
        (3, 1, False),
        (3.2, 1, False),
        (1.5, 2, True),
    }
    mark = LINE.mark
    assert mark is not None
    assert set(texts_of(figure)) == {
        mark.label.say(language),
        r"$\sigma^*=\frac{3}{2}$",
        "$3$",
        r"$\frac{16}{5}$",
    }
    names = [label.get_text().replace("\n", " ") for label in figure.axes[0].get_yticklabels()]
    assert names == [row.label.say(language) for row in LINE.rows]


def test_values_above_the_rows_do_not_overlap() -> None:
    figure = draw_lever_line(LINE, "en")
    boxes = sorted((text.get_window_extent() for text in figure.axes[0].texts), key=lambda b: b.x0)
    assert len(boxes) == 4
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))
    inside = figure.bbox
    for text in figure.texts + figure.axes[0].texts + figure.axes[0].get_yticklabels():
        box = text.get_window_extent()
        assert inside.x0 <= box.x0
        assert box.x1 <= inside.x1
        assert inside.y0 <= box.y0
        assert box.y1 <= inside.y1


def test_values_without_room_are_numbered() -> None:
    thresholds = tuple((k / 2, rf"\sigma=c-b-\frac{{{k}}}{{2}}") for k in range(1, 9))
    figure = draw_lever_line(LeverLine(Text("T"), AXIS, LINE.rows, thresholds), "en")
    assert texts_of(figure) == [str(k) for k in range(1, 9)]
    (legend,) = figure.legends
    said = [text.get_text() for text in legend.get_texts()]
    assert said == [rf"{k}  $\sigma=c-b-\frac{{{k}}}{{2}}$" for k in range(1, 9)]


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0.1, 3)), max_size=8), st.floats(1, 12))
def test_spread_keeps_order_and_distance(labels: list[tuple[float, float]], room: float) -> None:
    wanted = [at for at, _ in labels]
    widths = [width for _, width in labels]
    placed = spread(wanted, widths, room)
    if placed is None:
        assert sum(widths) > room
        return
    order = sorted(range(len(wanted)), key=lambda number: (wanted[number], number))
    for one, other in pairwise(order):
        assert placed[other] - placed[one] >= (widths[one] + widths[other]) / 2 - 1e-9
    for at, width in zip(placed, widths, strict=True):
        assert at - width / 2 >= -1e-9
        assert at + width / 2 <= room + 1e-9


def test_spread_moves_only_what_it_must() -> None:
    assert spread([2.0, 8.0], [1.0, 1.0], 10.0) == [2.0, 8.0]
    assert spread([5.0, 5.0, 5.0], [1.0, 1.0, 1.0], 10.0) == [4.0, 5.0, 6.0]
    assert spread([0.0, 10.0], [1.0, 1.0], 10.0) == [0.5, 9.5]
    assert spread([8.0, 2.0], [1.0, 1.0], 10.0) == [8.0, 2.0]
    assert spread([], [], 1.0) == []


def test_mistakes_are_named() -> None:
    with pytest.raises(UsageError, match="holds no point"):
        Span(2, 1)
    with pytest.raises(UsageError, match="holds no point"):
        Span(1, 1, True, False)
    with pytest.raises(UsageError, match="at least one row"):
        LeverLine(Text("T"), AXIS, ())
    with pytest.raises(UsageError, match="6 lies outside"):
        LeverLine(Text("T"), AXIS, LINE.rows, ((6, "6"),))
    with pytest.raises(UsageError, match="not allowed"):
        LeverLine(Text("T"), AXIS, LINE.rows, ((1, r"\input{x}"),))


def test_a_chinese_axis_label_gets_no_spaces_where_it_is_broken() -> None:
    long = "维护者所得补贴与滥用者预期罚款之和以及其他各项收入"
    axis = Axis(Text("long", long), r"\tau", Text("yuan", "万元/期"), 0, 5)
    line = LeverLine(Text(""), axis, LINE.rows)
    fonts = font_families("zh", line.signs("zh"), system_fonts=False)
    figure = draw_lever_line(line, "zh", fonts=fonts)
    label = figure.axes[0].xaxis.get_label_text()
    assert "\n" in label
    assert label.replace("\n", "").startswith(long)
