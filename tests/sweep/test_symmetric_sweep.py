"""Sweeps over the number of alike firms: each point as it is solved alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from math import isnan
from pathlib import Path
from typing import Any

import pytest

from vcgame.errors import UsageError
from vcgame.model.model import Model
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document
from vcgame.solve.solution import solve
from vcgame.solve.symmetric.answer import SymmetricAnswer
from vcgame.sweep.design.axis import Axis, parse_axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.findings import Findings
from vcgame.sweep.measures.outcome_solver import OutcomeSolver
from vcgame.sweep.measures.outcomes import OutcomePlan
from vcgame.sweep.preparation import prepare_job
from vcgame.sweep.solvers.block_solver import BlockSolver
from vcgame.sweep.storage.layout import Layout
from vcgame.sweep.storage.tables import equilibrium_table, point_table

TEXT = """
vcgame = 1
id = "war"
title = "War"
transfers = ["f"]
assumptions = ["n <= 9"]
[parameters]
n = 4
muH = 2
muL = 1
Q = 16
f = 5
[[players]]
id = "firm"
number = "n"
strategies = { undercut = "undercut", hold = "hold" }
[counts]
k = "others.undercut"
[payoffs]
undercut = ["muL*Q/(k+1) - f"]
hold = ["muH*Q/n if k == 0 else 0"]
"""
OUTCOMES = ["total", "price", "payoff:firm", "plays:firm.hold"]


@pytest.fixture(scope="module")
def war() -> Model:
    return build_model(read_document(TEXT, "war"))


def swept(
    model: Model,
    axes: Sequence[str],
    outcomes: Sequence[str] = (),
    rules: Sequence[str] = (),
    target: str | None = None,
) -> tuple[Design, Findings]:
    design = Design(model, model.values(), axes=tuple(parse_axis(model, axis) for axis in axes))
    block = design.block(0, len(design))
    asked = {"names": list(outcomes), "select": list(rules)} if outcomes else None
    solver = OutcomeSolver.of(model, {"outcomes": asked, "target": target})
    return design, solver.add(block.values, BlockSolver(model).solve(block))


def test_every_point_is_as_alone(war: Model) -> None:
    design, findings = swept(war, ["n=2:10:9", "f=0:10:6"], OUTCOMES, ["best", "worst", "all"])
    block = design.block(0, len(design))
    place = 0
    for row in range(len(design)):
        point = block.point(row)
        if point["n"] > 9:
            assert findings.status[row] == 2
            continue
        alone = solve(war, point)
        answer = alone.answer
        assert isinstance(answer, SymmetricAnswer)
        assert answer.efficiency is not None
        assert findings.regimes[findings.regime[row]] == alone.regime
        assert findings.equilibria[row] == len(answer.equilibria)
        totals = [float(total) for total in answer.efficiency.totals]
        best = float(answer.efficiency.optimum)
        assert findings.outcomes["best_total"][row] == pytest.approx(max(totals))
        assert findings.outcomes["worst_total"][row] == pytest.approx(min(totals))
        price = findings.outcomes["worst_price"][row]
        assert price == pytest.approx(best / min(totals)) if min(totals) > 0 else isnan(price)
        for each, total in zip(answer.equilibria, totals, strict=True):
            found = findings.found
            assert found.row[place] == row
            assert found.pure[place] == each.pure
            assert found.shares[place].tolist() == [float(share) for share in each.mixture]
            assert found.moves[place].tolist() == list(each.counts or (-1, -1))
            paid = [None if isnan(p) else p for p in found.payoffs[place][:2].tolist()]
            assert paid == [None if p is None else float(p) for p in each.payoffs]
            assert found.payoffs[place][2] == total
            mean = sum(
                float(share) * float(paid)
                for share, paid in zip(each.mixture, each.payoffs, strict=True)
                if paid is not None
            )
            assert found.outcomes["all_u1"][place] == pytest.approx(mean, abs=1e-12)
            assert found.outcomes["all_x1_hold"][place] == float(each.mixture[1])
            place += 1
    assert place == len(findings.found)


def test_a_number_that_is_not_whole_fails_with_the_reason(war: Model) -> None:
    design = Design(war, war.values(), axes=(Axis("n", Fraction(2), Fraction(3), 3, "n"),))
    findings = BlockSolver(war).solve(design.block(0, 3))
    assert findings.status.tolist() == [0, 3, 0]
    message = findings.messages[findings.message[1]]
    assert "5/2" in message
    assert "whole number" in message


def test_a_target_is_that_all_firms_do_the_same(war: Model) -> None:
    _, findings = swept(war, ["f=0:12:13"], target="hold")
    held = findings.outcomes["target_is_equilibrium"].tolist()
    # 16 - f against 8.
    assert held == [0.0] * 8 + [1.0] * 5
    unique = findings.outcomes["target_is_unique"].tolist()
    assert unique[:8] == [0.0] * 8
    assert isnan(unique[-1])  # mixed equilibria in which firms differ are not searched


def test_the_tables_have_counts_and_empty_cells(war: Model) -> None:
    _, findings = swept(war, ["f=5:8:2"])
    layout = Layout.of(war, shown=("f",))
    table = equilibrium_table(findings, layout).to_pylist()
    assert [(row["n1_undercut"], row["n1_hold"]) for row in table] == [
        (3, 1),
        (None, None),
        (0, 4),
        (1, 3),
        (2, 2),
    ]
    assert table[0]["u1_undercut"] == pytest.approx(1 / 3)
    assert table[2]["u1_undercut"] is None
    assert table[2]["total"] == 32
    assert table[2]["price"] == 1
    assert "component" not in table[0]
    points = point_table(findings, layout).to_pylist()
    assert [row["regime"] for row in points] == ["undercut:3 | undercut+hold", "undercut:0..2"]
    assert [row["components"] for row in points] == [None, None]
    assert [row["degenerate"] for row in points] == [False, True]


def test_transfers_are_left_out_of_totals(war: Model) -> None:
    _, findings = swept(war, ["f=5:8:2"])
    first = findings.found.payoffs[0]
    assert first[0] == pytest.approx(16 / 3 - 5)
    assert first[2] == 16


def test_rules_that_compare_single_players_are_refused(war: Model) -> None:
    for rule in ("risk-dominant", "pareto-dominant"):
        with pytest.raises(UsageError, match="best, worst and all work here"):
            OutcomePlan.of(war, ["total"], [rule])


def test_a_job_is_prepared(war: Model) -> None:
    design = Design(war, war.values(), axes=(parse_axis(war, "n=2:9:8"),))
    job = prepare_job(design, TEXT, outcomes=OUTCOMES, select=["worst"], target="hold")
    assert "n1_hold" in job.options["columns"]["equilibria"]


def test_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from vcgame.cli import main

    def run(*words: str) -> tuple[int, str]:
        status = main(list(words))
        return int(status or 0), capsys.readouterr().out

    file = tmp_path / "war.toml"
    file.write_text(TEXT, encoding="utf-8")
    status, printed = run("sweep", str(file), "--vary", "n=2:9:8", "--out", str(tmp_path / "out"))
    assert status == 0
    assert "undercut:3 | undercut+hold" in printed
    status, printed = run("solve", str(file), "--format", "json")
    assert status == 0
    described: dict[str, Any] = json.loads(printed)
    assert described["equilibria"][0]["counts"] == {"undercut": 3, "hold": 1}
    assert described["efficiency"]["optimum"] == "32"
    assert Fraction(described["equilibria"][0]["payoffs"]["undercut"]) == Fraction(1, 3)
