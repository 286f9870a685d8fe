"""Tables and JSON of what happens along a lever: equilibria, cuts, thresholds, classes."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from vcgame.derive.lines.equilibrium_line import equilibrium_line
from vcgame.derive.lines.payoff_classes import class_conditions, class_line
from vcgame.derive.lines.symbolic_thresholds import symbolic_thresholds
from vcgame.forms.ordering import VARIETIES, Ordering
from vcgame.model.formula.parser import parse_expression
from vcgame.model.library import load_model
from vcgame.model.model import Model, Parameter, Player, Strategy
from vcgame.model.text import Text
from vcgame.report.conditions.class_picture import class_picture
from vcgame.report.conditions.class_table import (
    class_json,
    class_line_json,
    class_line_table,
    class_table,
    ordering_text,
)
from vcgame.report.conditions.line_table import cut_table, line_json, line_table
from vcgame.report.conditions.symbolic_table import symbolic_json, symbolic_table
from vcgame.report.tables.jsonform import to_json
from vcgame.report.tables.latex import to_latex
from vcgame.report.tables.text import to_text
from vcgame.report.words import catalogue


def game(payoffs) -> Model:
    """A two-by-two game in x with a parameter a."""
    rows = [tuple(parse_expression(str(f), ["x", "a"]) for f in cell) for cell in payoffs]
    strategies = (Strategy("up", Text("up", "上")), Strategy("down", Text("down", "下")))
    players = (
        Player("p", Text("first", "甲"), strategies),
        Player("q", Text("second", "乙"), strategies),
    )
    return Model(
        id="m",
        title=Text("Game", "博弈"),
        status="textbook",
        form="strategic",
        players=players,
        parameters={"x": Parameter("x", Fraction(1)), "a": Parameter("a", Fraction(2))},
        payoffs=dict(
            zip([(r, c) for r in ("up", "down") for c in ("up", "down")], rows, strict=True)
        ),
    )


QUINTIC = game([("x**5 - x - 1", 0), (0, "x"), (0, 1), (1, 0)])
GOLDEN = game([("x**2 - x - 1", 0), (0, "x"), (0, 1), (1, 0)])


def plain(table, key):
    """The cells of a column as text."""
    return [getattr(cell, "plain", getattr(cell, "en", cell)) for cell in table.column(key)]


def test_the_table_of_equilibria() -> None:
    table = line_table(equilibrium_line(load_model("boxed-pigs"), "A", whole=True))
    assert plain(table, "where") == [
        "A <= 0",
        *["0 < A < 1"] * 3,
        *["A = 1"] * 3,
        "1 < A < 6",
        *["A = 6"] * 2,
        "A > 6",
    ]
    assert plain(table, "equilibrium")[:4] == [
        "outside the assumptions",
        "(press, wait)",
        "mixed equilibrium",
        "(wait, press)",
    ]
    assert plain(table, "probabilities")[2] == "x1 = (1 - A)/2, x2 = (6 - A)/8"
    assert table.column("component") == ("", 1, 2, 3, 1, 2, 2, 1, 1, 1, 1)


def test_the_table_of_cuts() -> None:
    table = cut_table(equilibrium_line(load_model("boxed-pigs"), "A"))
    assert plain(table, "cut") == ["A = 1", "A = 6"]
    assert table.column("extreme") == (3, 2)
    assert table.column("components") == (2, 1)
    assert plain(table, "ties") == [
        "small pig: press or wait, at (wait, press)",
        "large pig: press or wait, at (press, wait)",
    ]
    assert plain(table, "at")[1] == "continuum joining (press, wait) and (wait, wait)"


def test_irrational_cuts_are_never_bare_digits() -> None:
    golden = line_table(equilibrium_line(GOLDEN, "x"))
    assert "x = (1 + sqrt(5))/2" in plain(golden, "where")
    quintic = line_table(equilibrium_line(QUINTIC, "x"))
    assert "x = 1.167303..." in plain(quintic, "where")
    notes = [note.en for note in quintic.notes]
    assert "1.167303...: the root of x**5 - x - 1 near 1.167304." in notes
    assert "x1 = 1/(x + 1) = 0.4614027..., x2 = 1" in plain(quintic, "probabilities")


def test_the_table_of_thresholds() -> None:
    table = symbolic_table(symbolic_thresholds(load_model("brand-maintain"), "tau"))
    assert plain(table, "value") == ["1", "2"]
    assert plain(table, "standing") == ["separates regimes"] * 2
    assert table.notes[0].en == "P - S < T - R if and only if R + P < T + S."
    war = symbolic_table(symbolic_thresholds(load_model("subsidy-war"), "S"))
    assert war.notes[0].en == "V/2 < V always."
    pigs = symbolic_table(symbolic_thresholds(load_model("boxed-pigs"), "A"))
    assert plain(pigs, "standing") == [
        "never within the assumptions",
        "never within the assumptions",
        "separates regimes",
        "separates regimes",
    ]
    off = symbolic_table(symbolic_thresholds(load_model("brand-large-small"), "sigma"))
    assert plain(off, "standing")[1] == "no change of the equilibria"
    quintic = symbolic_table(symbolic_thresholds(QUINTIC, "x"))
    assert plain(quintic, "threshold")[1] == "x**5 - x - 1 == 0"


def test_what_a_formula_needs_has_a_column() -> None:
    model = game([("x**2 - a", 0), (0, 1), (0, 0), (0, 1)])
    table = symbolic_table(symbolic_thresholds(model, "x"))
    assert plain(table, "threshold") == ["x = -sqrt(a)", "x = sqrt(a)"]
    assert plain(table, "needs") == ["a >= 0", "a >= 0"]
    assert plain(table, "value") == ["-sqrt(2)", "sqrt(2)"]
    without = symbolic_table(symbolic_thresholds(model, "x", {"a": Fraction(-1)}))
    assert plain(without, "standing") == ["no real value here"] * 2


def test_the_table_of_classes() -> None:
    model = load_model("brand-maintain")
    table = class_table(class_conditions(model), model.values())
    assert plain(table, "class")[0] == "prisoners' dilemma"
    assert plain(table, "condition")[0] == "T > R + tau and R + tau > P and P > S + tau"
    assert plain(table, "here") == ["yes", "no", "no", "no", "no"]
    assert any("Never under the assumptions: compromise" in note.en for note in table.notes)
    pigs = load_model("boxed-pigs")
    roles = plain(class_table(class_conditions(pigs), pigs.values()), "roles")
    assert "(press, press); the first order is that of large pig" in roles


def test_the_way_through_the_classes() -> None:
    table = class_line_table(class_line(load_model("brand-maintain"), "tau"))
    assert plain(table, "class") == [
        "prisoners' dilemma",
        "tie; dominant strategies: 0, pure equilibria: 3",
        "chicken",
        "tie; dominant strategies: 0, pure equilibria: 3",
        "harmony (concord)",
    ]
    assert plain(table, "regime")[0] == "(abuse, abuse)"
    outside = class_line_table(class_line(load_model("boxed-pigs"), "A"))
    assert plain(outside, "class")[0] == "outside the assumptions"
    assert "one dominant strategy, one equilibrium" in plain(outside, "class")


@pytest.mark.parametrize(
    ("dominant", "equilibria", "deficient", "english"),
    [
        (2, 1, False, "two dominant strategies, one equilibrium"),
        (2, 1, True, "two dominant strategies, one deficient equilibrium"),
        (1, 1, True, "one dominant strategy, one deficient equilibrium"),
        (0, 2, False, "no dominant strategy, two equilibria"),
        (0, 0, False, "cyclic: no equilibrium in pure strategies"),
    ],
)
def test_orders_without_a_name_are_described(dominant, equilibria, deficient, english) -> None:
    ordering = Ordering(None, None, None, None, False, dominant, equilibria, deficient)
    assert ordering_text(ordering).en == english


def test_every_variety_has_a_word() -> None:
    words = catalogue("zh")
    assert all(f"varieties.{name}" in words for name in VARIETIES)


def test_all_tables_can_be_written() -> None:
    model = load_model("subsidy-war")
    line = equilibrium_line(model, "S")
    tables = [
        line_table(line),
        cut_table(line),
        symbolic_table(symbolic_thresholds(model, "S")),
        class_table(class_conditions(model), model.values()),
        class_line_table(class_line(model, "S")),
        line_table(equilibrium_line(QUINTIC, "x")),
        line_table(equilibrium_line(load_model("brand-tripartite"), "fa")),
    ]
    for table in tables:
        for language in ("en", "zh"):
            assert to_text(table, language)
            assert to_latex(table, language)
            assert json.loads(to_json(table, language))["rows"]
        assert to_text(table, "en") != to_text(table, "zh")


def test_json_says_numbers_exactly() -> None:
    told = json.loads(json.dumps(line_json(equilibrium_line(QUINTIC, "x"))))
    (cut,) = [row for row in told["rows"] if row["point"]]
    assert cut["low"] == {
        "exact": "root of x**5 - x - 1 near 1.167304",
        "decimal": "1.167304",
        "closed": False,
        "root_of": "x**5 - x - 1",
    }
    mixed = cut["equilibria"][0]
    assert mixed["profile"]["p"] == {"up": "1/(x + 1)", "down": "x/(x + 1)"}
    assert mixed["decimals"]["profile"]["p"]["up"] == "0.4614027"
    golden = json.loads(json.dumps(line_json(equilibrium_line(GOLDEN, "x"))))
    found = [row["low"]["exact"] for row in golden["rows"] if row["point"]]
    assert "(1 + sqrt(5))/2" in found


def test_json_of_thresholds_and_classes() -> None:
    model = load_model("brand-maintain")
    told = json.loads(json.dumps(symbolic_json(symbolic_thresholds(model, "tau"))))
    assert [each["formula"] for each in told["thresholds"]] == ["P - S", "T - R"]
    assert told["thresholds"][0]["separates"]
    assert told["order"] == [
        {"first": 0, "second": 1, "always": None, "conditions": ["R + P < T + S"]}
    ]
    classes = json.loads(json.dumps(class_json(class_conditions(model))))
    found = {each["class"]: each for each in classes["classes"]}
    assert found["chicken"]["namings"][0]["conditions"] == ["T > R + tau", "S + tau > P"]
    assert found["coordination"]["finding"] == "never"
    way = json.loads(json.dumps(class_line_json(class_line(model, "tau"))))
    assert [row["class"] for row in way["rows"]][::2] == [
        "prisoners_dilemma",
        "chicken",
        "harmony",
    ]
    assert way["rows"][1]["tie"]


def test_the_picture_of_classes() -> None:
    model = load_model("brand-maintain")
    picture = class_picture(class_line(model, "tau"), model.values())
    spans = {row.label.en: row.spans for row in picture.rows}
    (chicken,) = spans["chicken"]
    assert (chicken.low, chicken.high, chicken.closed_low, chicken.closed_high) == (1, 2, 0, 0)
    assert [span.low for span in spans["tie"]] == [1, 2]
    (abuse,) = spans["(abuse, abuse)"]
    assert (abuse.high, abuse.closed_high) == (1, True)
    assert picture.thresholds == ((1.0, "1"), (2.0, "2"))
    golden = class_picture(class_line(GOLDEN, "x"), GOLDEN.values())
    latex = {round(value, 4): text for value, text in golden.thresholds}
    assert latex[1.618] == r"\frac{1 + \sqrt{5}}{2}"
    assert golden.axis.low < -1 < 2 < golden.axis.high
