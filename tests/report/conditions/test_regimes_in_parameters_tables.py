"""Tables of regimes: short conditions, both languages, and what is not decided is said."""

from __future__ import annotations

import json
from dataclasses import replace

from vcgame.derive.regimes.answer import Undecided
from vcgame.derive.regimes.regimes import parametric_regimes
from vcgame.derive.regimes.space import LIMIT
from vcgame.model.formula.parser import parse_condition
from vcgame.model.library import load_model
from vcgame.report.conditions.regime_table import boundary_table, regime_table, regimes_json
from vcgame.report.tables.formula import Math
from vcgame.report.tables.writers import WRITERS


def test_bounds_of_one_lever_are_gathered() -> None:
    model = load_model("brand-maintain")
    table = regime_table(model, parametric_regimes(model))
    assert [cell.plain for cell in table.column("holds") if isinstance(cell, Math)] == [
        "tau < min(T - R, P - S)",
        "tau > T - R and tau < P - S",
        "tau < T - R and tau > P - S",
        "tau > max(T - R, P - S)",
    ]
    assert table.column("region") == ("R1", "R2", "R3", "R4")
    assert any(note.en.startswith("Complete:") for note in table.notes)
    assert any(note.say("zh").startswith("完备：") for note in table.notes)


def test_boundaries_name_the_regimes_beside_them() -> None:
    model = load_model("brand-maintain")
    table = boundary_table(model, parametric_regimes(model))
    rows = {
        (row[0].plain, row[1].plain): row[2:4] for row in table.rows if isinstance(row[0], Math)
    }
    assert rows == {
        ("tau == T - R", "tau < P - S"): ("R1", "R2"),
        ("tau == T - R", "tau > P - S"): ("R3", "R4"),
        ("tau == P - S", "tau < T - R"): ("R1", "R3"),
        ("tau == P - S", "tau > T - R"): ("R2", "R4"),
    }
    assert sorted(table.column("components")) == [1, 1, 2, 2]
    assert not any("Not complete" in note.en for note in table.notes)


def test_every_writer_takes_the_tables_in_both_languages() -> None:
    model = load_model("brand-large-small")
    regimes = parametric_regimes(model)
    for table in (regime_table(model, regimes), boundary_table(model, regimes)):
        for write in WRITERS.values():
            for language in ("en", "zh"):
                assert "sigma" in write(table, language)


def test_what_is_not_decided_is_shown() -> None:
    model = load_model("boxed-pigs")
    cells = tuple(
        Undecided((parse_condition(f"A > {number}", ["A"]),), LIMIT, boundary=number % 2 == 1)
        for number in range(40)
    )
    regimes = replace(parametric_regimes(model), undecided=cells)
    table = regime_table(model, regimes)
    named = [cell for cell in table.column("region") if not isinstance(cell, str)]
    assert [cell.en for cell in named] == ["not decided"] * 12
    assert any("Cells not decided: 20." in note.en for note in table.notes)
    assert any("the first 12 are shown" in note.en for note in table.notes)
    notes = [note.en for note in boundary_table(model, regimes).notes]
    assert "Not complete. Pieces of boundaries not decided: 20." in notes
    assert "not decided (the limit on the work is reached): A > 1" in notes


def test_programs_get_exact_texts() -> None:
    model = load_model("boxed-pigs")
    found = json.loads(json.dumps(regimes_json(model, parametric_regimes(model))))
    assert (found["parameters"], found["concept"], found["complete"]) == (["A"], "nash", True)
    assert found["regions"][1] == {
        "region": 2,
        "regime": "press, wait",
        "equilibria": [[["press"], ["wait"]]],
        "places": [{"conditions": ["A < 6", "A > 1"], "witness": {"A": "2"}}],
    }
    (cut,) = [each for each in found["boundaries"] if each["equation"] == "A == 6"]
    assert (cut["below"], cut["above"], cut["degenerate"]) == ("press, wait", "wait, wait", True)
    assert cut["places"] == [{"conditions": [], "witness": {"A": "6"}}]
    assert found["undecided"] == []
