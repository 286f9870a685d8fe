"""Tables of trees: the nodes with their information sets, the payoffs as they are written."""

from __future__ import annotations

from pathlib import Path

from vcgame.model.library import load_model, model_of
from vcgame.model.model import Model
from vcgame.report.game_tables import node_table, payoff_table
from vcgame.report.tables.cells import shown

FILE = Path(__file__).parents[1] / "model" / "model_files" / "stages.toml"


def rating() -> Model:
    return model_of("stages.toml", FILE.read_text(encoding="utf-8"))


def test_information_sets_have_a_column_where_nodes_cannot_be_told_apart() -> None:
    table = node_table(rating())
    assert [column.key for column in table.columns] == [
        "node", "history", "player", "information", "moves",
    ]  # fmt: skip
    sets = {shown(row[0], "en"): shown(row[3], "en") for row in table.rows}
    assert sets["type"] == "–"
    assert sets["rating.high"] == "rating.high"
    assert sets["price.high.seek.pass"] == sets["price.low.seek.pass"] == "price.seek.pass"
    assert sets["price.low.skip"] == "price.skip"
    assert shown(table.rows[7][1], "zh") == "high → 申请 → pass"


def test_other_trees_have_no_such_column() -> None:
    table = node_table(load_model("functional-upgrading"))
    assert [column.key for column in table.columns] == ["node", "history", "player", "moves"]
    assert {len(row) for row in table.rows} == {4}


def test_payoffs_of_ends_are_not_multiplied_out() -> None:
    table = payoff_table(rating())
    rows = {shown(row[0], "en"): [shown(cell, "en") for cell in row[1:]] for row in table.rows}
    assert len(rows) == 12
    assert rows["high → seek → pass → cheap"] == ["L - fee", "-(H - L)**2"]
    assert rows["low → skip → cheap"] == ["L", "0"]
    assert len(table.notes) == 1
    assert len(payoff_table(load_model("functional-upgrading")).notes) == 2
