from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcgame.derive.dynamics.at_point import stability_at
from vcgame.derive.dynamics.dynamics import dynamics
from vcgame.model.library import library_files, load_model
from vcgame.model.text import Language, Text
from vcgame.report.dynamics.formulas import jacobian_table, rest_point_table
from vcgame.report.dynamics.stability import here_table, stability_table
from vcgame.report.game_tables import payoff_table
from vcgame.report.tables.formula import Math
from vcgame.report.tables.latex import column_layout, to_latex
from vcgame.report.tables.slash import in_line
from vcgame.report.tables.table import Cell, Column, Table

STORY = "When a place becomes known for one product its name turns into a valuable asset. " * 3


def table_of(*cells: Cell, heads: tuple[str, ...] = ()) -> Table:
    titles = heads or tuple("abcdefgh"[: len(cells)])
    columns = tuple(
        Column(f"c{k}", Text(title), "right" if isinstance(cell, int | Fraction) else "left")
        for k, (title, cell) in enumerate(zip(titles, cells, strict=True))
    )
    return Table("t", Text("T"), columns, (tuple(cells), tuple(cells)))


def width(columns: tuple[str, ...]) -> float:
    """The parts of the line that the broken columns take, gaps left out."""
    return sum(float(share) for each in columns for share in re.findall(r"p\{([\d.]+)", each))


def test_a_narrow_table_is_left_as_it_is() -> None:
    layout = column_layout(table_of("build", "wait", 3), "en")
    assert (layout.columns, layout.small) == (("l", "l", "r"), False)
    assert r"\footnotesize" not in to_latex(table_of("build", "wait", 3), "en")


def test_a_wider_table_is_set_smaller() -> None:
    layout = column_layout(table_of("a" * 30, "b" * 30, 3), "en")
    assert (layout.columns, layout.small) == (("l", "l", "r"), True)


def test_a_table_wider_than_a_page_is_broken() -> None:
    text = to_latex(table_of("entry", "ch. 1", STORY, STORY, 7), "en")
    layout = column_layout(table_of("entry", "ch. 1", STORY, STORY, 7), "en")
    assert [each[0] for each in layout.columns] == ["l", "l", ">", ">", "r"]
    assert 0.6 < width(layout.columns) < 0.8
    assert "Needs the packages booktabs and array; typeset" in text
    assert text.count(r"\addlinespace") == 1
    assert text.count(r"\footnotesize") == 1


def test_the_longest_text_gets_the_most_room() -> None:
    layout = column_layout(table_of("identifier-of-a-claim", STORY, "held at 1500 points"), "en")
    shares = [float(re.findall(r"p\{([\d.]+)", each)[0]) for each in layout.columns if "p{" in each]
    assert max(shares) >= 0.5


def test_chinese_may_be_broken_anywhere() -> None:
    heads = ("均衡", "各节点的行动", "代工企业的支付", "国际买家的支付", "最大偏离收益", "说明")
    cells = (1, "安于代工" * 20, 5, Fraction(41, 2), 0, "注" * 40)
    layout = column_layout(table_of(*cells, heads=heads), "zh")
    assert width(layout.columns) < 0.9
    assert any("p{" in each for each in layout.columns[2:5])


def test_formulas_break_behind_commas_and_inside_brackets() -> None:
    condition = Math(
        r"\left(a + b > c \wedge d < e\right) \vee \left(a + b < c \wedge d > e\right)",
        "(a + b > c and d < e) or (a + b < c and d > e)" * 2,
    )
    fraction = Math(r"x = \frac{a}{\left(b\right)},\; y = \frac{c}{d}", "x = a/(b), y = c/d")
    text = to_latex(table_of(condition, fraction, STORY), "en")
    assert r"$(a + b > c \wedge d < e) \vee (a + b < c \wedge d > e)$" in text
    assert r"\left(b\right)" in text  # it must grow with the fraction
    narrow = to_latex(table_of(condition.__class__(r"\left(a\right)", "(a)")), "en")
    assert r"$\left(a\right)$" in narrow


@given(
    st.lists(
        st.one_of(st.text("ab 中", max_size=300), st.integers(-(10**6), 10**6), st.none()),
        min_size=1,
        max_size=8,
    )
)
def test_columns_never_take_more_than_the_page_where_they_can_be_broken(cells: list[Cell]) -> None:
    layout = column_layout(table_of(*cells), "en")
    assert len(layout.columns) == len(cells)
    assert width(layout.columns) <= 1.0


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("id", library_files())
def test_payoff_tables_of_the_library_fit(id: str, language: Language) -> None:
    layout = column_layout(payoff_table(load_model(id)), language)
    assert width(layout.columns) <= 1.0


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("id", ["watermelon-brand", "brand-tripartite", "brand-regulator"])
def test_tables_of_the_dynamics_fit(id: str, language: Language) -> None:
    model = load_model(id)
    answer = dynamics(model)
    values = model.values()
    here = here_table(answer, stability_at(answer, values), values)
    makers = (rest_point_table, jacobian_table, stability_table)
    for table in (*(make(answer) for make in makers), here):
        layout = column_layout(table, language)
        gaps = 3 * len(layout.columns) / (126 if layout.turned else 82)
        assert width(layout.columns) + gaps <= 1.0
        text = to_latex(table, language)
        assert text.count(r"\begin{sidewaystable}") == layout.turned
        assert ("rotating" in text.split("\n")[1]) == layout.turned


def test_a_long_fraction_is_written_with_a_stroke_where_it_would_not_fit() -> None:
    long = " + ".join(f"a_{{{k}}} b_{{{k}}}" for k in range(40))
    cell = Math(rf"\frac{{{long}}}{{R_B^{{2}}}} x", f"({long})/R_B**2*x")
    text = to_latex(table_of(cell, "side"), "en")
    assert rf"$(({long})/(R_B^{{2}})) x$" in text
    assert width(column_layout(table_of(cell, "side"), "en").columns) < 1
    short = Math(r"\frac{a}{b}", "a/b")
    assert r"$\frac{a}{b}$" in to_latex(table_of(short, STORY), "en")


@pytest.mark.parametrize(
    ("stacked", "flat"),
    [
        (r"-\frac{a b}{c}", "-a b/c"),
        (r"\frac{a - b}{c d} - e", "(a - b)/(c d) - e"),
        (r"\frac{1}{2} x", "(1/2) x"),
        (r"c \frac{a}{b} = 0", "c a/b = 0"),
        (r"\frac{\sqrt{x + y} - \frac{p}{q}}{\left(2 a\right)^{2}}",
         r"((x + y)^{1/2} - p/q)/\left(2 a\right)^{2}"),
        (r"\left(\frac{a}{b}, \frac{c}{d_{1}}\right)", r"\left(a/b, c/d_{1}\right)"),
    ],
)  # fmt: skip
def test_fractions_in_a_line_mean_the_same(stacked: str, flat: str) -> None:
    assert in_line(stacked) == flat
