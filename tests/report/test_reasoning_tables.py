"""Tables and JSON of dominance, rationalisability and risk dominance, in both languages."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from vcgame.forms.fixed import table_form
from vcgame.model.library import load_model, model_of
from vcgame.report.concepts.dominance import (
    elimination_json,
    elimination_table,
    rationalisable_json,
    rationalisable_table,
)
from vcgame.report.concepts.risk_dominance import risk_dominance_json, risk_dominance_table
from vcgame.report.sentences import reason_text
from vcgame.report.tables.text import to_text
from vcgame.solve.reasoning.elimination import eliminate
from vcgame.solve.reasoning.rationalisable import rationalisable
from vcgame.solve.reasoning.risk_dominance import risk_dominance

SYMMETRIC = """
vcgame = 1
id = "standards"
title = { en = "Standards", zh = "标准" }
[[players]]
id = "firm"
name = { en = "firm", zh = "企业" }
number = 5
strategies = { old = { en = "old", zh = "旧" }, new = { en = "new", zh = "新" } }
[counts]
k = "others.new"
[payoffs]
old = ["4 - k"]
new = ["2*k"]
"""
WEAK = 'NFG 1 R "Weak" { "A" "B" } { 3 2 } 1 1 1 1 0 0 0 0 2 1 0 1'
MIXED = 'NFG 1 R "Mixed" { "A" "B" } { 3 2 } 4 1 0 0 1 1 0 0 4 1 1 0'


def shaped(name: str, text: str = "") -> tuple[Any, Any]:
    model = model_of(name, text) if text else load_model(name)
    return table_form(model, model.values())


def all_tables(model: Any, game: Any) -> list[Any]:
    return [
        elimination_table(model, game, eliminate(game)),
        elimination_table(model, game, eliminate(game, weak=True, mixed=False)),
        rationalisable_table(model, game, rationalisable(game)),
        risk_dominance_table(model, game, risk_dominance(game)),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("boxed-pigs", ""),
        ("functional-upgrading", ""),
        ("standards.toml", SYMMETRIC),
        ("weak.nfg", WEAK),
        ("mixed.nfg", MIXED),
    ],
)
def test_tables_speak_both_languages(name: str, text: str):
    model, game = shaped(name, text)
    for table in all_tables(model, game):
        english, chinese = to_text(table, "en", 120), to_text(table, "zh", 120)
        assert "Complete: " in english
        assert "完备：" in chinese
        for note in table.notes:
            assert note.zh
            assert not any(word in note.zh for word in (" the ", " are ", " is "))
    described = [
        elimination_json(game, eliminate(game, weak=True)),
        rationalisable_json(game, rationalisable(game)),
        risk_dominance_json(game, risk_dominance(game)),
    ]
    assert json.loads(json.dumps(described)) == described


def test_rounds_are_told():
    model, game = shaped("boxed-pigs")
    table = elimination_table(model, game, eliminate(game))
    assert [[str(getattr(c, "en", c)) for c in row] for row in table.rows] == [
        ["1", "small pig", "press", "wait", "1"],
        ["2", "large pig", "wait", "press", "4"],
    ]
    assert [note.en for note in table.notes[2:4]] == [
        "What is left: large pig: press; small pig: wait",
        "One profile is left: the game is dominance solvable.",
    ]
    described = elimination_json(game, eliminate(game))
    assert described["rounds"][0] == [
        {"player": "small", "strategy": "press", "dominated_by": {"wait": "1"}, "gain": "1"}
    ]
    assert described["survivors"] == {"large": ["press"], "small": ["wait"]}


def test_mixtures_have_exact_weights():
    model, game = shaped("mixed.nfg", MIXED)
    answer = eliminate(game)
    table = elimination_table(model, game, answer)
    assert table.column("by")[0].en == "0.5 1 + 0.5 2"
    assert table.column("gain")[0] == 1
    assert elimination_json(game, answer)["rounds"][0][0]["dominated_by"] == {
        "s1": "1/2",
        "s2": "1/2",
    }


def test_other_orders_are_told():
    model, game = shaped("weak.nfg", WEAK)
    table = elimination_table(model, game, eliminate(game, weak=True))
    told = [note.en for note in table.notes]
    assert any(note.startswith("The result may depend on the order; of 4 ") for note in told)


def test_beliefs_and_counts():
    model, game = shaped("standards.toml", SYMMETRIC)
    table = rationalisable_table(model, game, rationalisable(game))
    assert [cell.en for cell in table.column("belief")] == ["3 old + 1 new", "4 new"]
    risks = risk_dominance_table(model, game, risk_dominance(game))
    assert [cell.zh for cell in risks.column("profile")] == ["全体选择旧", "全体选择新"]
    assert risks.column("p1") == (Fraction(2, 3), Fraction(1, 3))
    described = risk_dominance_json(game, risk_dominance(game))
    assert described["equilibria"][1]["set_by"] == {
        "firm": {"strategy": "old", "others": {"old": 4, "new": 0}}
    }
    assert described["equilibria"][1]["sum"] == "5/3"


def test_products_are_told_and_ties_too():
    stag = 'NFG 1 R "Stag" { "A" "B" } { { "stag" "hare" } { "stag" "hare" } } 4 4 3 0 0 3 3 3'
    model, game = shaped("stag.nfg", stag)
    table = risk_dominance_table(model, game, risk_dominance(game))
    assert table.column("product") == (1, 9)
    assert table.column("risk_dominant") == (False, True)
    assert table.column("robust") == (None, True)
    even = 'NFG 1 R "Even" { "A" "B" } { 2 2 } 1 1 0 0 0 0 1 1'
    model, game = shaped("even.nfg", even)
    table = risk_dominance_table(model, game, risk_dominance(game))
    assert "Both Nash products are equal" in table.notes[1].en


@pytest.mark.parametrize(
    "sentence",
    [
        "the comparisons take more than 40000000 steps of work",
        (
            "irrational payoffs: ties, or mixtures that might dominate, are not decided; "
            "strategies concerned: 3"
        ),
        "irrational payoffs: ties between best replies are not decided",
        "the result may depend on the order; of 4 other orders 1 leave other strategies",
        "the result may depend on the order; other orders are too much work",
        "one player after the other, player 2 first",
        "one strategy after the other, the last first",
        "there are more than 1000 pure equilibria; so many are listed",
        "beliefs are not listed: the comparisons take more than 5 steps of work",
    ],
)
def test_sentences_are_known(sentence: str):
    said = reason_text(sentence)
    assert said.zh
    assert said.zh != said.en
