"""Tables of the dynamics: what they say, in both languages and all formats."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from vcgame.cli import group
from vcgame.cli.dynamics import TABLES
from vcgame.derive.dynamics.at_point import stability_at
from vcgame.derive.dynamics.dynamics import dynamics
from vcgame.forms.populations import population_game
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.report.dynamics.formulas import equation_table, jacobian_table, rest_point_table
from vcgame.report.dynamics.path_tables import basin_table, trajectory_table
from vcgame.report.dynamics.stability import here_table, stability_table
from vcgame.report.tables.cells import MINUS
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Table
from vcgame.report.tables.writers import WRITERS, write_table
from vcgame.solve.dynamics.basins import basins
from vcgame.solve.dynamics.paths import trajectory
from vcgame.solve.dynamics.replicator import replicator_at
from vcgame.solve.dynamics.rest_points import rest_states

sys.path.insert(0, str(Path(__file__).parents[1] / "derive" / "dynamics"))
from population_texts import population_model, public_goods, regulator, symmetric


def plain(table: Table, key: str) -> list[str]:
    return [
        cell.plain if isinstance(cell, Math) else getattr(cell, "en", str(cell))
        for cell in table.column(key)
    ]


def rps() -> Model:
    return symmetric(
        [["0", "-b", "a"], ["a", "0", "-b"], ["-b", "a", "0"]],
        {"a": 2, "b": 1},
        assumptions=["a > 0", "b > 0"],
    )


def test_the_regulator_as_a_paper_prints_it() -> None:
    answer = dynamics(regulator())
    assert plain(equation_table(answer), "equation") == [
        "dx/dt = x*(1 - x)*(A - F*y)",
        "dy/dt = y*(1 - y)*(P*x - S)",
    ]
    points = rest_point_table(answer)
    assert plain(points, "state")[4:] == ["(S/P, A/F)", "(1, y)", "(x, 1)"]
    assert plain(points, "exists")[4:] == ["P > S, A < F", "P == S", "A == F"]
    assert plain(points, "place")[5] == "edge, rests as a whole"
    jacobian = jacobian_table(answer)
    assert plain(jacobian, "d_1")[0] == "(1 - 2*x)*(A - F*y)"
    assert plain(jacobian, "d_2")[0] == "-(F*x*(1 - x))"
    table = stability_table(answer)
    centre = plain(table, "label").index("centre (linear)")
    assert plain(table, "point")[centre] == "E5"
    assert plain(table, "det_sign")[centre] == "+"
    assert plain(table, "trace_sign")[centre] == "0"
    assert plain(table, "condition")[centre] == "always"
    assert plain(table, "ess")[centre] == "never"
    assert "P < S" in plain(table, "ess")


def test_the_point_has_numbers_with_signs() -> None:
    model = regulator()
    answer = dynamics(model)
    values = model.values()
    table = here_table(answer, stability_at(answer, values), values)
    assert table.column("x_1")[4] == Fraction(3, 8)
    assert plain(table, "det_sign") == [*[MINUS] * 4, "+"]
    assert plain(table, "trace_sign")[4] == "0"
    assert plain(table, "eigenvalues")[4] == "±3.354i"
    assert table.column("inside") == (True,) * 5
    assert "A = 10" in table.notes[0].en


def test_three_populations_have_eigenvalues_in_place_of_determinant_and_trace() -> None:
    table = stability_table(dynamics(public_goods()))
    assert [column.key for column in table.columns] == [
        "point",
        "eigenvalues",
        "label",
        "condition",
        "ess",
    ]
    assert plain(table, "eigenvalues")[0] == ", ".join(["c*(r - 3)/3"] * 3)


def test_one_population_keeps_ess_and_strict_nash_apart() -> None:
    table = stability_table(dynamics(rps()))
    last = list(zip(plain(table, "point"), plain(table, "ess"), strict=True))[-3]
    assert last == ("E7", "a > b")
    assert plain(table, "strict")[-3] == "never"


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_table_is_written_in_every_format(form: str, language: str) -> None:
    for model in (regulator(rising=True), rps(), public_goods()):
        answer = dynamics(model)
        values = model.values()
        found = stability_at(answer, values)
        for make in TABLES.values():
            text = write_table(make(answer, found, values), form, language)  # type: ignore[arg-type]
            assert text.strip()
            if form == "latex":
                assert text.count("{") == text.count("}")
                assert len(re.findall(r"(?<!\\)\$", text)) % 2 == 0
            if language == "zh":
                assert re.search("[\u4e00-\u9fff]", text)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(group, ["dynamics", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_command_prints_the_tables_asked_for() -> None:
    whole = run("brand-maintain", "--populations", "1", "--set", "tau=3/2")
    assert whole.count("Maintaining the regional brand:") == len(TABLES)
    only = run("brand-maintain", "--table", "equations", "--lang", "zh")
    assert "复制动态方程" in only
    assert "雅可比矩阵" not in only
    rows = list(
        csv.reader(io.StringIO(run("brand-maintain", "--table", "here", "--format", "csv")))
    )
    assert len(rows) == 6


def test_json_keeps_formulas_and_exact_numbers() -> None:
    told = json.loads(
        run("brand-maintain", "--populations", "1", "--set", "tau=3/2", "--format", "json")
    )
    assert told["equations"] == {"x": "x*(1 - x)*(S + tau + x*(R + P - T - S) - P)"}
    assert told["at_point"][2]["state"] == {"x": "1/2"}
    assert told["at_point"][2]["label"] == "sink"
    assert told["at_point"][2]["ess"] is True
    inner = told["rest_points"][2]
    assert inner["values"] == ["(S + tau - P)/(T + S - R - P)"]
    assert inner["stability"]["cases"]["sink"] == [["T > R + tau"]]


@pytest.mark.parametrize("doubt", [True, False])
def test_no_basin_is_denied_where_linearisation_does_not_decide(doubt: bool) -> None:
    """A fine with x**2 drives the share of fakers down, ever more slowly; pennies cycle."""
    rows = [["-F*x**2", "1"], ["1", "0"], ["0", "y"], ["0", "0"]]
    if not doubt:
        rows = [["1", "0"], ["0", "F"], ["0", "F"], ["1", "0"]]
    profiles = [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]
    model = population_model(
        [["a", "b"], ["c", "d"]],
        dict(zip(profiles, rows, strict=True)),
        {"F": 3},
        shares={"x": "p1.a", "y": "p2.c"},
    )
    dynamics_ = replicator_at(population_game(model), model.values())
    rest = rest_states(dynamics_)
    measured = basins(dynamics_, draws=100, rest=rest)
    assert not measured.basins
    said = basin_table(dynamics_, measured, rest).notes[0]
    assert ("(0, 1)" in said.en) is doubt
    assert ("(0, 1)" in said.say("zh")) is doubt
    assert said.en.startswith("No rest point is a sink" if doubt else "No isolated rest point")


def test_a_way_cut_off_has_no_state_at_the_time() -> None:
    model = load_model("brand-regulator")
    dynamics_ = replicator_at(population_game(model), model.values())
    start = (Fraction(1, 3), Fraction(1, 3))
    way = trajectory(dynamics_, start, until=1.0)
    rest = rest_states(dynamics_)
    for until, known in ((Fraction(1), True), (Fraction(2), False)):
        table = trajectory_table(dynamics_, [start], [way], rest, until=until)
        assert (table.column("state")[0] is not None) is known
