from __future__ import annotations

import csv
import io
import json
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcgame import __version__
from vcgame.errors import UsageError
from vcgame.model.text import Language, Text
from vcgame.report.tables.cells import one_line
from vcgame.report.tables.delimited import BYTE_ORDER_MARK, to_csv
from vcgame.report.tables.formula import Math
from vcgame.report.tables.jsonform import to_json
from vcgame.report.tables.latex import escape_latex, to_latex
from vcgame.report.tables.markdown import escape_markdown, to_markdown
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.tables.text import display_width, to_text
from vcgame.report.tables.writers import SUFFIXES, WRITERS, write_table
from vcgame.report.words import word

TEXTS = st.text() | st.text(alphabet="|\\$&%#_{}~^<>*[]`'\"=+-@ \t\n1/共，ab", max_size=12)
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.fractions(), TEXTS, st.floats(allow_nan=False)
)

BRAND = Table(
    "brand",
    Text("Equilibria of the brand game", "品牌博弈的均衡"),
    (
        Column("equilibrium", word("equilibrium")),
        Column("condition", word("condition")),
        Column("payoff", word("payoff"), "right", Text("10^4 yuan", "万元")),
        Column("share", word("share"), "right"),
        Column("pure", word("pure"), "center"),
    ),
    (
        (
            Text("build, build", "共建，共建"),
            Math(r"b + \sigma + q t > c", "b + sigma + q t > c"),
            Fraction(3, 2),
            1,
            True,
        ),
        ("free_ride | R&D <50%>", None, -0.25, Fraction(2, 3), False),
    ),
    (Text("Reconstruction.", "重构。"), Text("Cost $5.")),
)

GOLDEN = {
    ("text", "en"): """\
Equilibria of the brand game

equilibrium            condition            payoff (10^4 yuan)  share  pure
---------------------  -------------------  ------------------  -----  ----
build, build           b + sigma + q t > c                 1.5      1  yes
free_ride | R&D <50%>  –                               −0.2500    2/3   no

Notes: Reconstruction.
Cost $5.
""",
    ("text", "zh"): """\
品牌博弈的均衡

均衡                   条件                 支付（万元）  比例  纯策略
---------------------  -------------------  ------------  ----  ------
共建，共建             b + sigma + q t > c           1.5     1    是
free_ride | R&D <50%>  –                         −0.2500   2/3    否

注：重构。
Cost $5.
""",
    ("md", "en"): r"""**Equilibria of the brand game**

| equilibrium | condition | payoff (10^4 yuan) | share | pure |
| :-- | :-- | --: | --: | :-: |
| build, build | $b + \sigma + q t > c$ | 1.5 | 1 | yes |
| free_ride \| R&amp;D &lt;50%&gt; | – | −0.2500 | 2/3 | no |

Notes: Reconstruction.

Cost \$5.
""",
    ("md", "zh"): r"""**品牌博弈的均衡**

| 均衡 | 条件 | 支付（万元） | 比例 | 纯策略 |
| :-- | :-- | --: | --: | :-: |
| 共建，共建 | $b + \sigma + q t > c$ | 1.5 | 1 | 是 |
| free_ride \| R&amp;D &lt;50%&gt; | – | −0.2500 | 2/3 | 否 |

注：重构。

Cost \$5.
""",
    ("csv", "en"): (
        "\ufeffequilibrium,condition,payoff (10^4 yuan),share,pure\r\n"
        '"build, build",b + sigma + q t > c,1.5,1,true\r\n'
        "free_ride | R&D <50%>,,-0.25,2/3,false\r\n"
    ),
    ("csv", "zh"): (
        "\ufeff均衡,条件,支付（万元）,比例,纯策略\r\n"
        "共建，共建,b + sigma + q t > c,1.5,1,true\r\n"
        "free_ride | R&D <50%>,,-0.25,2/3,false\r\n"
    ),
    ("latex", "en"): rf"""% Table brand, made by vcgame {__version__}.
% Needs the packages booktabs, amsmath and amssymb; typeset with pdfLaTeX.
\begin{{table}}[htbp]
  \centering
  \footnotesize
  \caption{{Equilibria of the brand game}}
  \label{{tab:brand}}
  \begin{{tabular}}{{llrrc}}
    \toprule
    equilibrium & condition & payoff ($10^{{4}}$ yuan) & share & pure \\
    \midrule
    build, build & $b + \sigma + q t > c$ & 1.5 & 1 & yes \\
    free\_ride \textbar{{}} R\&D \textless{{}}50\%\textgreater{{}} & -- & $-0.2500$ & 2/3 & no \\
    \bottomrule
  \end{{tabular}}
  \par\smallskip
  \begin{{minipage}}{{\linewidth}}
    \footnotesize\raggedright
    Notes: Reconstruction.\par
    Cost \$5.\par
  \end{{minipage}}
\end{{table}}
""",
    ("latex", "zh"): rf"""% Table brand, made by vcgame {__version__}.
% Needs the packages booktabs, amsmath and amssymb; typeset with XeLaTeX, for Chinese with a ctex class.
\begin{{table}}[htbp]
  \centering
  \footnotesize
  \caption{{品牌博弈的均衡}}
  \label{{tab:brand}}
  \begin{{tabular}}{{llrrc}}
    \toprule
    均衡 & 条件 & 支付（万元） & 比例 & 纯策略 \\
    \midrule
    共建，共建 & $b + \sigma + q t > c$ & 1.5 & 1 & 是 \\
    free\_ride \textbar{{}} R\&D \textless{{}}50\%\textgreater{{}} & -- & $-0.2500$ & 2/3 & 否 \\
    \bottomrule
  \end{{tabular}}
  \par\smallskip
  \begin{{minipage}}{{\linewidth}}
    \footnotesize\raggedright
    注：重构。\par
    Cost \$5.\par
  \end{{minipage}}
\end{{table}}
""",  # noqa: E501 - a line of the file itself
}


def of(*cells: Cell) -> Table:
    columns = tuple(Column(f"c{place}", Text(f"c{place}")) for place in range(len(cells)))
    return Table("t", Text("T"), columns, (cells,))


@pytest.mark.parametrize(("form", "language"), GOLDEN)
def test_golden(form: str, language: Language) -> None:
    assert write_table(BRAND, form, language) == GOLDEN[form, language]


def test_golden_json() -> None:
    assert json.loads(write_table(BRAND, "json", "zh")) == {
        "id": "brand",
        "language": "zh",
        "title": "品牌博弈的均衡",
        "columns": [
            {"key": "equilibrium", "header": "均衡", "unit": None},
            {"key": "condition", "header": "条件", "unit": None},
            {"key": "payoff", "header": "支付", "unit": "万元"},
            {"key": "share", "header": "比例", "unit": None},
            {"key": "pure", "header": "纯策略", "unit": None},
        ],
        "rows": [
            {
                "equilibrium": "共建，共建",
                "condition": "b + sigma + q t > c",
                "payoff": "3/2",
                "share": 1,
                "pure": True,
            },
            {
                "equilibrium": "free_ride | R&D <50%>",
                "condition": None,
                "payoff": -0.25,
                "share": "2/3",
                "pure": False,
            },
        ],
        "notes": ["重构。", "Cost $5."],
    }


def test_every_format_has_a_suffix_and_an_unknown_one_is_named() -> None:
    assert WRITERS.keys() == SUFFIXES.keys()
    assert len(set(SUFFIXES.values())) == len(SUFFIXES)
    with pytest.raises(UsageError, match="did you mean 'latex'"):
        write_table(BRAND, "latx", "en")


@given(CELLS, CELLS)
def test_csv_reads_back_and_runs_nothing(first: Cell, second: Cell) -> None:
    text = to_csv(of(first, second), "en")
    assert text.startswith(BYTE_ORDER_MARK)
    text.encode("utf-8")
    lines = list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))
    assert lines[0] == ["c0", "c1"]
    assert len(lines) == 2
    for cell, field in zip((first, second), lines[1], strict=True):
        if cell is None:
            assert field == ""
        elif isinstance(cell, bool):
            assert field == str(cell).lower()
        elif isinstance(cell, float):
            assert float(field) == cell
            assert not field.startswith("-0.0") or cell < 0
        elif isinstance(cell, (int, Fraction)):
            assert Fraction(field) == cell
        else:
            assert isinstance(cell, str)
            assert field in (one_line(cell), "'" + one_line(cell))
            if field[:1] in tuple("=+-@＝＋－＠"):
                assert float(Fraction(field)) == pytest.approx(float(Fraction(one_line(cell))))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+R2", "'+R2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("-b + c", "'-b + c"),
        ("＝1+1", "'＝1+1"),
        ("-0.5", "-0.5"),
        ("+2/3", "+2/3"),
        ("-1e-9", "-1e-9"),
        ("2/3", "2/3"),
    ],
)
def test_csv_guards_formulas_but_not_numbers(text: str, field: str) -> None:
    line = to_csv(of(text), "en").splitlines()[1]
    assert next(csv.reader([line])) == [field]


@given(CELLS, CELLS, TEXTS)
def test_json_parses_and_keeps_every_value(first: Cell, second: Cell, title: str) -> None:
    text = to_json(Table("t", Text(title), of(first, second).columns, ((first, second),)), "en")
    text.encode("utf-8")
    row = json.loads(text, parse_constant=pytest.fail)["rows"][0]
    for cell, value in zip((first, second), row.values(), strict=True):
        if isinstance(cell, bool) or cell is None:
            assert value is cell
        elif isinstance(cell, float):
            assert float(value) == cell
        elif isinstance(cell, (int, Fraction)):
            assert Fraction(value) == cell
            assert isinstance(value, str) or abs(value) < 2**53
        else:
            assert isinstance(cell, str)
            assert value == cell.encode("utf-8", "replace").decode("utf-8")


LATEX_ATOM = re.compile(
    r"\\(?:[&%$#_{}]|text[a-z]+\{\})"  # an escaped sign
    r"|\{[\[\]*]\}|-\{\}"
    r"|\$(?:\\[A-Za-z]+|-|\^\{(?:2|3|\\circ)\}|\d+\^\{-?\d+\})\$"
)


@given(TEXTS | st.text(alphabet="αβ≤−²°10^4-$\\", max_size=10))
def test_latex_text_holds_no_bare_special_sign(text: str) -> None:
    bare = LATEX_ATOM.sub(" ", escape_latex(text))
    assert not set(bare) & set(r"&%$#_{}~^\<>|[]*`≤−αβ")
    assert "--" not in bare


@given(CELLS, CELLS)
def test_latex_rows_keep_their_cells(first: Cell, second: Cell) -> None:
    lines = to_latex(of(first, second), "en").splitlines()
    row = lines[lines.index(r"    \midrule") + 1]
    assert lines[lines.index(r"    \midrule") + 2] == r"    \bottomrule"
    assert row.endswith(r" \\")
    assert len(re.findall(r"(?<!\\)&", row)) == 1


def test_latex_numbers() -> None:
    cells = (Fraction(-2, 3), -1e-9, 2.5e20, Fraction(10**9, -3 * 10**9 - 1), float("-inf"), 7)
    row = to_latex(of(*cells), "en").splitlines()[10]
    assert row.strip().removesuffix(r" \\").split(" & ") == [
        "$-2/3$",
        "$>-0.001$",
        r"$2.500\times 10^{20}$",
        r"$\approx -0.3333$",
        r"$-\infty$",
        "7",
    ]


@given(CELLS, CELLS)
def test_markdown_rows_keep_their_cells(first: Cell, second: Cell) -> None:
    lines = to_markdown(of(first, second), "en").splitlines()
    assert len(lines) == 5
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", lines[4])) == 3
    assert not re.search(r"[<>]", lines[4])


@given(TEXTS)
def test_markdown_text_reads_back(text: str) -> None:
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escape_markdown(text))
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        shown = shown.replace(entity, sign)
    assert shown == one_line(text)


def test_markdown_formulas_end_no_cell_and_open_no_tag() -> None:
    row = to_markdown(of(Math(r"|x| <b \| y^*", "p")), "en").splitlines()[4]
    assert row == r"| $\vert x\vert < b \Vert y^\ast$ |"


@pytest.mark.parametrize("text", ["1. a", "- a", "# a", "+", "===", "12) b"])
def test_markdown_text_starts_no_block(text: str) -> None:
    assert re.match(r"\\|\d+\\", escape_markdown(text))


@given(st.lists(st.tuples(CELLS, CELLS), max_size=4), st.sampled_from(["en", "zh"]))
def test_text_columns_stand_below_each_other(
    rows: list[tuple[Cell, Cell]], language: Language
) -> None:
    columns = (Column("a", word("player"), "right"), Column("b", word("payoff")))
    lines = to_text(Table("t", Text("T"), columns, tuple(rows)), language).splitlines()
    assert len(lines) == 4 + len(rows)
    width = len(lines[3].split("  ")[0])
    for line in lines[2:]:
        # The first column is right aligned, so its cells end where the rule does.
        line = line.ljust(width + 2)
        cuts = [at for at in range(len(line) + 1) if display_width(line[:at]) == width]
        assert cuts
        assert all(line[at : at + 2].strip() == "" for at in cuts[-1:])
