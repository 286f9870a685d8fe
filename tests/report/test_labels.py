from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vcgame.errors import UsageError
from vcgame.report.figures.canvas import figure_style, new_figure
from vcgame.report.figures.fonts import font_families
from vcgame.report.figures.labels import Ruler, _pieces, formula, plain

PIECES = st.lists(
    st.sampled_from(
        ["build ", "共建", "，", " ", "（", "）", r"$\sigma + q t$", "e.g. ", "“均衡”"]
    ),
    max_size=12,
).map("".join)


@pytest.fixture(scope="module")
def ruler() -> Iterator[Ruler]:
    with figure_style(font_families("zh", "均衡", system_fonts=False)):
        yield Ruler(new_figure(4, 4))


def test_a_dollar_is_no_formula_and_a_power_is_one() -> None:
    assert plain("$5 and $6") == r"\$5 and \$6"
    assert plain("10^4 yuan, 2^-1") == "$10^{4}$ yuan, $2^{-1}$"
    assert plain("a^2 x10^4") == "a^2 x10^4"


def test_a_formula_that_matplotlib_cannot_set_gives_way() -> None:
    assert formula(r"\frac{c}{2} \le b", "c/2 <= b") == r"$\frac{c}{2} \leq b$"
    assert formula(r"\begin{cases} 1 \end{cases}", "one") == "one"
    assert formula(r"\text{企业}", "firm") == "firm"
    assert formula("", "nothing") == "nothing"
    with pytest.raises(UsageError, match="not allowed"):
        formula(r"\input{x}", "x")


def test_a_text_is_as_wide_as_its_letters(ruler: Ruler) -> None:
    one, two = ruler.size("共建", 8), ruler.size("共建共建", 8)
    assert two[0] == pytest.approx(2 * one[0], rel=0.1)
    assert ruler.size("共建", 16)[0] == pytest.approx(2 * one[0], rel=0.1)
    assert ruler.size("共建\n共建", 8)[1] > 1.8 * one[1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(text=PIECES, width=st.floats(0.3, 3.0))
def test_lines_fit_and_lose_nothing(ruler: Ruler, text: str, width: float) -> None:
    lines = ruler.wrap(text, width, 8).split("\n")
    assert "".join("".join(lines).split()) == "".join(text.split())
    for number, line in enumerate(lines):
        assert line.count("$") % 2 == 0
        if number and line:
            assert line[0] not in "，）”"
        if line:
            assert line[-1] not in "（“" or number == len(lines) - 1
        if len(_pieces(line)) > 1:
            assert ruler.size(line, 8)[0] <= width + 0.02


def test_shapes_are_even(ruler: Ruler) -> None:
    shapes = ruler.shapes("大企业共建而小企业等待", 8, 3)
    assert [shape.count("\n") for shape in shapes] == [0, 1, 2]
    assert max(map(len, shapes[1].split("\n"))) <= 7
    assert ruler.shapes("build", 8, 3) == ["build"]


def test_every_formula_that_the_engine_writes_can_be_set() -> None:
    written = (
        r"\lnot \left(b + \sigma \ge c\right) \land q t \ne 0 \lor x \in [0, 1] \implies y \iff z",
        r"\tfrac{1}{2} \lvert x \rvert \cdot \min\left(a, b\right) \to \infty",
        r"\frac{\mathrm{e}^{x}}{\sqrt{2}} \leq \operatorname{max}(a, b) \le s_{10}^{*}",
    )
    for latex in written:
        assert formula(latex, "no") != "no", latex
