"""The table of conditions names every equilibrium, in both languages and in LaTeX."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from vcgame.derive.conditions import all_equilibrium_conditions
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.library import load_model
from vcgame.model.model import Model, Parameter, Player, Strategy
from vcgame.model.text import Text
from vcgame.report.conditions.equilibrium_condition_table import condition_table
from vcgame.report.tables.formula import Math
from vcgame.report.tables.latex import to_latex
from vcgame.report.tables.text import to_text

STRATEGIES = ((("top", "上"), ("middle", "中"), ("down", "下")), (("left", "左"), ("right", "右")))


def game(cells, shape, assumptions=("a > 0", "b > 0")):
    names = ["a", "b"]
    players = tuple(
        Player(f"p{i}", Text(f"p{i}"), tuple(Strategy(en, Text(en, zh)) for en, zh in of[:size]))
        for i, (size, of) in enumerate(zip(shape, (*STRATEGIES, STRATEGIES[1]), strict=False))
    )
    profiles = product(*([s.id for s in player.strategies] for player in players))
    rows = [tuple(parse_expression(text, names) for text in cell.split()) for cell in cells]
    return Model(
        id="m",
        title=Text("A game", "博弈"),
        status="reconstruction",
        form="strategic",
        players=players,
        parameters={name: Parameter(name, Fraction(2)) for name in names},
        assumptions=tuple(parse_condition(text, names) for text in assumptions),
        payoffs=dict(zip(profiles, rows, strict=True)),
    )


def table_of(model, values=None):
    return condition_table(model, all_equilibrium_conditions(model), values or model.values())


def test_a_two_by_two_game_names_the_mixture_by_first_probabilities():
    table = table_of(load_model("subsidy-war"), {"V": Fraction(3), "S": Fraction(2)})
    assert [column.key for column in table.columns] == ["equilibrium", "condition", "here"]
    name, condition, here = table.rows[-1]
    assert name == Math(
        r"x_{1} = \frac{V - S}{S},\; x_{2} = \frac{V - S}{S}", "x1 = (V - S)/S, x2 = (V - S)/S"
    )
    assert condition == Math(r"V > S \wedge V < 2 S", "V > S and V < 2*S")
    assert here == Text("yes", "是")
    assert table.rows[1][1] == Text("never", "恒不成立")


def test_a_larger_game_has_a_column_of_mixtures():
    cells = ["a 1", "0 0", "0 0", "b 1", "-1 0", "-1 0"]
    table = table_of(game(cells, (3, 2)))
    assert [column.key for column in table.columns] == [
        "equilibrium", "mixture", "condition", "here",
    ]  # fmt: skip
    name, mixture, condition, here = table.rows[-1]
    assert name == Text("({top, middle}, {left, right})", "（{上、中}，{左、右}）")
    assert mixture.plain == "x11 = 1/2, x12 = 1/2, x21 = b/(a + b), x22 = a/(a + b)"
    assert mixture.latex.startswith(r"x_{1,1} = \frac{1}{2},\; x_{1,2} = ")
    assert (condition, here) == (Text("always", "恒成立"), Text("yes", "是"))
    assert table.rows[0][1] == ""


def test_notes_say_what_is_left_out():
    table = table_of(game(["a 1", "0 0", "0 0", "b 1", "-1 0", "-1 0"], (3, 2)))
    said = [note.en for note in table.notes]
    assert said[0].startswith("x11, x12, ...: the probabilities")
    assert said[1] == "In braces: the strategies that a player mixes."
    assert said[2] == "Under the assumptions a > 0, b > 0."
    assert said[3].endswith("left out: 2.")
    bent = table_of(game(["max(a,b) 1", "0 0", "0 0", "b 1", "-1 0", "-1 0"], (3, 2)))
    assert "ratios of polynomials" in bent.notes[1].en
    assert "多项式之比" in bent.notes[1].say("zh")
    assert [column.key for column in bent.columns] == ["equilibrium", "condition", "here"]


def test_three_players_of_whom_two_mix():
    same = ["a 0 b", "a 0 0", "0 b b", "0 b 0", "0 b b", "0 b 0", "a 0 b", "a 0 0"]
    table = table_of(game(same, (2, 2, 2)))
    (row,) = [row for row in table.rows if isinstance(row[1], Math)]
    assert row[0].en == "({top, middle}, {left, right}, left)"
    assert row[1].plain == "x1 = 1/2, x2 = 1/2"


def test_a_condition_without_a_value_at_the_point():
    model = game(["1/(a-b) 1", "0 0", "0 0", "1 1"], (2, 2), ["a != b"])
    bent = game(["max(1/(a-b),0)-1 1", "0 0", "0 0", "1 1"], (2, 2), ["a > 0"])
    point = {"a": Fraction(2), "b": Fraction(2)}
    assert table_of(model, point).rows[0][-1] in (Text("yes", "是"), Text("no", "否"))
    assert table_of(bent, point).rows[0][-1] == Text("no value", "无定义")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_format_takes_it(language):
    table = table_of(game(["a 1", "0 0", "0 0", "b 1", "a*b 0", "-1 0"], (3, 2)))
    text = to_latex(table, language)
    assert r"\frac{b}{a + b}" in text
    assert text.count(r"\begin{tabular}") == 1
    assert "x11" in to_text(table, language)
