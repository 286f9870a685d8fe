"""Alike firms in print: tables, names, JSON, in both languages."""

from __future__ import annotations

from fractions import Fraction

import pytest

from vcgame.forms.symmetric import SymmetricGame
from vcgame.model.model import Model
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document
from vcgame.report.concepts.symmetric import symmetric_json, symmetric_table
from vcgame.report.concepts.symmetric_payoffs import MOST_ROWS
from vcgame.report.equilibrium_tables import equilibrium_table
from vcgame.report.game_tables import payoff_table, player_table
from vcgame.report.regimes import (
    all_profiles,
    equilibrium_names,
    mixed_texts,
    regime_key,
    regime_text,
)
from vcgame.report.solution_json import solution_json
from vcgame.report.surplus import best, equilibrium_totals, outcome_totals
from vcgame.report.tables.text import to_text
from vcgame.solve.solution import Solution, solve
from vcgame.solve.symmetric.answer import SymmetricAnswer

TEXT = """
vcgame = 1
id = "war"
title = { en = "Order war", zh = "订单战" }
transfers = ["f"]
[parameters]
n = 4
f = 5
[[players]]
id = "firm"
name = { en = "firms", zh = "企业" }
number = "n"
strategies = { undercut = { en = "undercut", zh = "压价" }, hold = { en = "hold", zh = "守价" } }
[counts]
k = "others.undercut"
[payoffs]
undercut = ["16/(k+1) - f"]
hold = ["32/n if k == 0 else 0"]
"""


@pytest.fixture(scope="module")
def war() -> Model:
    return build_model(read_document(TEXT, "war"))


def at(model: Model, **changes: int) -> Solution:
    return solve(model, {name: Fraction(value) for name, value in changes.items()})


def test_the_table_of_equilibria(war: Model) -> None:
    table = equilibrium_table(at(war))
    english, chinese = to_text(table, "en"), to_text(table, "zh")
    assert "3 undercut, 1 hold" in english
    assert "every firm mixes 0.7860 undercut + 0.2140 hold" in english
    assert "Largest total of any profile: 32 (all hold)." in english
    assert "price of anarchy is 2, that of stability 2" in english
    assert "Mixed equilibria in which firms play differently are not searched." in english
    assert "3 家压价，1 家守价" in chinese
    assert "无政府代价为 2" in chinese
    assert not any("a" <= sign <= "z" for sign in chinese.replace("war", ""))
    assert table.rows[0][4] == 16
    assert [row[5] for row in table.rows] == [4, 1]


def test_names_and_regimes(war: Model) -> None:
    eight = at(war, f=8)
    assert regime_text(eight).en == "0 to 2 undercut"
    assert [name.en for name in equilibrium_names(eight)] == [
        "all hold",
        "1 undercut, 3 hold",
        "2 undercut, 2 hold",
    ]
    assert mixed_texts(eight) == ()
    assert len(mixed_texts(at(war))) == 1
    assert regime_text(at(war)).en.startswith("3 undercut, 1 hold; every firm mixes")
    assert regime_key(eight) == regime_text(eight).en == "0 to 2 undercut"
    assert not all_profiles(eight)


def test_a_continuum_is_told(war: Model) -> None:
    text = TEXT.replace("16/(k+1) - f", "k").replace("32/n if k == 0 else 0", "k")
    solution = solve(build_model(read_document(text, "war")))
    assert regime_text(solution).en == "0 to 4 undercut; every mixture of undercut, hold"
    shown = to_text(equilibrium_table(solution), "en")
    assert "Every mixture of undercut, hold, played by all firms alike, is an equilib" in shown


def test_losses_stand_for_ratios_that_make_no_sense(war: Model) -> None:
    text = TEXT.replace('transfers = ["f"]\n', "")
    shown = to_text(
        equilibrium_table(solve(build_model(read_document(text, "war")), {"f": Fraction(15)})), "en"
    )
    assert "a ratio of totals makes no sense" not in shown
    broken = text.replace("32/n if k == 0 else 0", "-1 if k == 0 else -9")
    shown = to_text(
        equilibrium_table(solve(build_model(read_document(broken, "war")), {"f": Fraction(9)})),
        "en",
    )
    assert "a ratio of totals makes no sense" in shown


def test_json(war: Model) -> None:
    described = solution_json(at(war))
    assert described["concept"] == "pure-or-symmetric"
    assert described["firms"] == 4
    first, second = described["equilibria"]
    assert first["counts"] == {"undercut": 3, "hold": 1}
    assert first["payoffs"] == {"undercut": "1/3", "hold": "0"}
    assert first["profile"] is None
    assert first["profiles"] == "4"
    assert first["strict"] is True
    assert second["counts"] is None
    assert second["profile"]["firm"]["undercut"] == pytest.approx(0.7859966)
    assert second["enclosure"][0] <= second["enclosure"][1]
    assert described["efficiency"]["pure"]["price_of_anarchy"] == "2"
    lone = solution_json(at(war, f=0))["equilibria"][0]
    assert lone["payoffs"] == {"undercut": "4", "hold": None}


def test_many_profiles_are_rounded(war: Model) -> None:
    solution = at(war, n=2_000)
    assert isinstance(solution.answer, SymmetricAnswer)
    assert isinstance(solution.game, SymmetricGame)
    table = symmetric_table(war, solution.game, solution.answer)
    assert "≈10^9.1" in to_text(table, "en")
    described = symmetric_json(solution.game, solution.answer)
    assert described["equilibria"][0]["profiles"] is None


def test_totals(war: Model) -> None:
    solution = at(war)
    totals = outcome_totals(solution)
    assert [(total.name.en, total.value) for total in totals] == [
        ("all hold", 32),
        ("1 undercut, 3 hold", 16),
        ("2 undercut, 2 hold", 16),
        ("3 undercut, 1 hold", 16),
        ("all undercut", 16),
    ]
    assert [total.name.en for total in best(totals)] == ["all hold"]
    assert equilibrium_totals(solution)[0].value == 16


def test_payoffs_as_formulas_and_as_numbers(war: Model) -> None:
    formulas = to_text(payoff_table(war), "en")
    assert "16/(k + 1) - f" in formulas.replace("\N{MINUS SIGN}", "-")
    assert "Number of firms: n." in formulas
    assert "k: how many of the others play undercut" in formulas
    numbers = payoff_table(war, war.values())
    assert numbers.rows[0] == (0, 3, 11, 8)
    assert len(numbers.rows) == 4
    assert len(payoff_table(war, war.values(changes={"n": 500})).rows) == MOST_ROWS
    assert "undercut" in to_text(player_table(war), "en")


def test_few_profiles_are_counted_exactly_however_many_the_firms(war: Model) -> None:
    alike = at(war, n=2000, f=0)
    (row,) = equilibrium_table(alike).rows
    assert row[5] == 1
    assert solution_json(alike)["equilibria"][0]["profiles"] == "1"
