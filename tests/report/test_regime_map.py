from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.text import Text as Label

from vcgame.errors import UsageError
from vcgame.model.text import Language, Text
from vcgame.report.figures.axis import Axis, Mark
from vcgame.report.figures.canvas import Size
from vcgame.report.figures.fonts import font_families
from vcgame.report.figures.regime_map import Curve, RegimeMap, draw_regime_map

if TYPE_CHECKING:
    from matplotlib.figure import Figure

UNIT = Axis(Text("detection", "查处"), "q", None, 0, 1)


def labels_of(figure: Figure) -> list[Label]:
    figure.draw_without_rendering()
    return [
        label for label in figure.findobj(Label) if label.get_visible() and label.get_text().strip()
    ]


def corners(label: Label) -> np.ndarray:
    """The rectangle of a label, turned as it is drawn."""
    turn = label.get_rotation()
    box = label.get_window_extent()
    middle = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])
    label.set_rotation(0)
    flat = label.get_window_extent()
    label.set_rotation(turn)
    half = np.array([flat.width, flat.height]) / 2
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    turned = np.array([[cosine, -sine], [sine, cosine]])
    return middle + np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half @ turned.T


def overlap(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two convex quadrangles share an area (separating axis theorem)."""
    for shape in (one, other):
        for side in np.roll(shape, -1, axis=0) - shape:
            normal = np.array([-side[1], side[0]])
            normal = normal / np.hypot(*normal)
            if (
                min((one @ normal).max(), (other @ normal).max())
                - max((one @ normal).min(), (other @ normal).min())
                < 1.0
            ):  # one pixel of 300 to the inch
                return False
    return True


def check_layout(figure: Figure) -> None:
    """No label leaves the page or lies over another."""
    width, height = figure.canvas.get_width_height()
    labels = [(label.get_text(), corners(label)) for label in labels_of(figure)]
    for text, shape in labels:
        assert shape.min() >= -1, text
        assert shape[:, 0].max() <= width + 1, text
        assert shape[:, 1].max() <= height + 1, text
    for number, (text, shape) in enumerate(labels):
        for other, other_shape in labels[:number]:
            assert not overlap(shape, other_shape), (text, other)


def texts_of(figure: Figure) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in labels_of(figure)]


@pytest.mark.parametrize(
    ("language", "size"), [("en", "single"), ("zh", "single"), ("zh", "double")]
)
def test_every_regime_and_boundary_is_named_and_nothing_overlaps(
    language: Language,
    size: Size,
    brand_map: Callable[..., RegimeMap],
    silence: None,
) -> None:
    regime_map = brand_map()
    fonts = font_families(language, regime_map.signs(language), system_fonts=False)
    assert fonts.warning is None
    figure = draw_regime_map(regime_map, language, size, fonts=fonts)
    check_layout(figure)
    inches = {"single": {"en": 90, "zh": 80}, "double": {"zh": 160}}[size][language] / 25.4
    assert figure.get_size_inches()[0] == pytest.approx(inches)
    hatches = {patch.get_hatch() for patch in figure.axes[0].findobj(PathPatch)}
    assert len(hatches - {None}) == 3  # and one region without: grey prints keep all four apart
    shown = "|".join(texts_of(figure)).replace(" ", "")
    for label in regime_map.labels:
        assert label.say(language).replace(" ", "") in shown
    for mark in regime_map.marks:
        assert mark.label.say(language) in shown
    assert "$c=2b$" in shown
    assert "$c=b+\\sigma+qt$" in shown
    tie = {"en": "on$c=b+\\sigma+qt$:everyprofile", "zh": "在$c=b+\\sigma+qt$上：所有策略"}
    assert tie[language] in shown
    assert ("10$^{4}$" in shown or "$10^{4}$" in shown) == (language == "en")
    if language == "zh":
        assert "区域品牌" in shown
        assert not any("subsidy" in text for text in texts_of(figure))


def test_without_glyphs_the_figure_is_english(
    brand_map: Callable[..., RegimeMap], silence: None
) -> None:
    fonts = font_families("zh", "\U0002a6a5", system_fonts=False)
    shown = texts_of(draw_regime_map(brand_map(), "zh", fonts=fonts))
    assert "building is dominant" in shown


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(*[st.integers(-9, 9)] * 3), min_size=1, max_size=3, unique=True))
def test_any_lines_give_a_page_without_overlap(
    silence: None, lines: list[tuple[int, int, int]]
) -> None:
    x, y = np.meshgrid(np.linspace(0, 1, 13), np.linspace(0, 1, 13))
    values = [a / 9 + b * x - c * y for a, b, c in lines]
    codes = sum((value > 0).astype(int) << k for k, value in enumerate(values))
    regime_map = RegimeMap(
        Text("Up to eight regimes of a game", "至多八种均衡区域"),
        UNIT,
        Axis(Text("share of the value of the brand", "品牌价值份额"), "s_{10}", None, 0, 1),
        codes,
        tuple(
            Text(f"regime {code}: some firms build", f"区域{code}：部分企业共建")
            for code in range(8)
        ),
        tuple(
            Curve(rf"{b}q-{c}s_{{10}}=\frac{{{a}}}{{9}}", Text(f"line {k}", f"界线{k}"), value)
            for k, ((a, b, c), value) in enumerate(zip(lines, values, strict=True))
        ),
        (Mark(0.5, 0.5, Text("default", "基准点")),),
    )
    figure = draw_regime_map(
        regime_map, "zh", fonts=font_families("zh", "均衡", system_fonts=False)
    )
    check_layout(figure)
    shown = "".join(texts_of(figure)).replace(" ", "")
    for code in set(codes.ravel().tolist()):
        assert f"区域{code}：部分企业共建" in shown
    assert "基准点" in shown


def test_a_sliver_has_its_entry_in_the_legend() -> None:
    x, y = np.meshgrid(np.linspace(0, 1, 101), np.linspace(0, 1, 101))
    codes = np.where(y < x, 0, np.where(y < x + 0.012, 1, 2))
    names = (Text("punish"), Text("mixed equilibria"), Text("accommodate"))
    regime_map = RegimeMap(Text(""), UNIT, UNIT, codes, names)
    figure = draw_regime_map(regime_map, "en")
    check_layout(figure)
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["mixed equilibria"]
    inside = [text.get_text() for text in figure.axes[0].texts]
    assert inside == ["punish", "accommodate"]


def test_one_regime_and_a_boundary_outside_the_box() -> None:
    curve = Curve("q=2", Text("far away"), np.ones((3, 3)))
    codes = np.zeros((2, 2), dtype=int)
    regime_map = RegimeMap(Text("One"), UNIT, UNIT, codes, (Text("always"),), (curve,))
    figure = draw_regime_map(regime_map, "en")
    assert figure.legends == []
    assert [text.get_text() for text in figure.axes[0].texts] == ["always"]
    assert figure.axes[0].findobj(Line2D, include_self=False) != []
    assert len(figure.axes[0].findobj(PathPatch)) == 1


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"codes": np.zeros(3, dtype=int)}, "two by two"),
        ({"codes": np.zeros((3, 3))}, "integers"),
        ({"codes": np.full((3, 3), 5)}, "none of its 1 labels"),
        ({"codes": np.full((3, 3), -1)}, "none of its 1 labels"),
        ({"marks": (Mark(2, 0, Text("far")),)}, "mark far: stands outside"),
    ],
)
def test_mistakes_are_named(change: dict[str, object], wrong: str) -> None:
    given: dict[str, object] = {
        "title": Text("T"),
        "x": UNIT,
        "y": UNIT,
        "codes": np.zeros((3, 3), dtype=int),
        "labels": (Text("always"),),
    }
    with pytest.raises(UsageError, match=wrong):
        RegimeMap(**(given | change))  # type: ignore[arg-type]


def test_axes_and_curves_are_checked() -> None:
    with pytest.raises(UsageError, match="no range"):
        Axis(Text("q"), "q", None, 1, 1)
    with pytest.raises(UsageError, match="not allowed"):
        Axis(Text("q"), r"\def", None, 0, 1)
    with pytest.raises(UsageError, match="two by two"):
        Curve("q", Text("q"), np.zeros(4))
