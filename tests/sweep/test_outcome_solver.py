"""Outcomes of real models, against totals worked out in fractions one point at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from vcgame.errors import EvaluationError
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.report.surplus import equilibrium_totals, outcome_totals
from vcgame.solve.concepts import Concept
from vcgame.solve.solution import Solution, solve
from vcgame.sweep.design.axis import parse_axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.findings import Findings
from vcgame.sweep.measures.outcome_solver import OutcomeSolver
from vcgame.sweep.solvers.block_solver import BlockSolver


def findings_of(
    model: Model,
    axes: Sequence[str],
    outcomes: Sequence[str] = (),
    rules: Sequence[str] = (),
    target: str | None = None,
) -> tuple[Findings, list[Solution | None]]:
    """Sweep a grid, and solve its points one by one too; ``None`` where there is no answer."""
    design = Design(model, model.values(), axes=tuple(parse_axis(model, axis) for axis in axes))
    block = design.block(0, len(design))
    asked = {"names": list(outcomes), "select": list(rules)} if outcomes else None
    solver = OutcomeSolver.of(model, {"outcomes": asked, "target": target})
    findings = solver.add(block.values, BlockSolver(model).solve(block))
    alone: list[Solution | None] = []
    for row in range(len(block)):
        if findings.status[row] == 0:
            alone.append(solve(model, block.point(row)))
        else:
            alone.append(None)
    return findings, alone


@pytest.mark.parametrize(
    ("id", "axes"),
    [
        ("brand-two-firms", ["c=0:8:9", "sigma=0:4:3"]),
        ("brand-two-firms", ["c=1/3:7:11", "q=1/7:1:3"]),
        ("boxed-pigs", ["A=0:10:31"]),
        ("subsidy-war", []),
        ("functional-upgrading", ["K=1/2:10:5", "p=0:1:4"]),
        ("imitate-innovate", []),
    ],
)
def test_totals_are_those_of_the_exact_solver(id: str, axes: list[str]) -> None:
    model = load_model(id)
    if not axes:
        wide = [p for p in model.parameters.values() if p.low is not None][:2]
        axes = [f"{p.id}={p.low}:{p.high}:6" for p in wide]
    findings, alone = findings_of(model, axes, ["total", "price"], ["best", "worst", "all"])
    each = iter(findings.found.outcomes["all_total"])
    answered = 0
    for row, solution in enumerate(alone):
        if solution is None:
            assert all(np.isnan(values[row]) for values in findings.outcomes.values())
            continue
        answered += 1
        totals = [Fraction(total.value) for total in equilibrium_totals(solution)]
        most = max(Fraction(total.value) for total in outcome_totals(solution))
        for total in totals:
            assert next(each) == pytest.approx(float(total), abs=1e-12)
        for rule, chosen in (("best", max(totals)), ("worst", min(totals))):
            assert findings.outcomes[f"{rule}_total"][row] == pytest.approx(
                float(chosen), abs=1e-12
            )
            price = findings.outcomes[f"{rule}_price"][row]
            if chosen > 0:
                assert price == pytest.approx(float(most / chosen))
            else:
                assert np.isnan(price)
    assert answered > 5
    assert not list(each)


@pytest.fixture
def square(model_of: Callable[[str], Model]) -> Callable[..., Model]:
    """Two players, up or down against left or right; payoffs in the order of the profiles."""

    def make(*pairs: tuple[str, str]) -> Model:
        profiles = ("up, left", "up, right", "down, left", "down, right")
        lines = [
            f'"{profile}" = ["{mine}", "{yours}"]'
            for profile, (mine, yours) in zip(profiles, pairs, strict=True)
        ]
        return model_of(
            "[parameters]\nx = { value = 2, range = [-9, 9] }\n"
            '[[players]]\nid = "a"\nstrategies = { up = "up", down = "down" }\n'
            '[[players]]\nid = "b"\nstrategies = { left = "left", right = "right" }\n'
            "[payoffs]\n" + "\n".join(lines)
        )

    return make


def test_an_irrational_tie_is_not_broken(square: Any) -> None:
    model = square(("sqrt(x)", "1"), ("0", "0"), ("0", "0"), ("1", "sqrt(x)"))
    findings, alone = findings_of(
        model, ["x=2:8:7"], ["total", "plays:a.up"], ["best", "risk-dominant"]
    )
    assert all(solution is not None for solution in alone)
    x = np.linspace(2, 8, 7)
    assert findings.outcomes["best_total"] == pytest.approx(np.sqrt(x) + 1)
    assert np.isnan(findings.outcomes["best_x1_up"]).all()
    # Both products of losses are sqrt(x), so that neither equilibrium is risk-dominant.
    assert np.isnan(findings.outcomes["risk_x1_up"]).all()


def test_what_floats_lose_by_cancelling_breaks_no_tie(square: Any) -> None:
    lost = "1000000000*sqrt(x)*sqrt(2) + 1 - 1000000000*sqrt(2*x)"
    model = square((lost, "1"), ("0", "0"), ("0", "0"), ("1", "1"))
    rules = ["best", "pareto-dominant", "risk-dominant"]
    findings, _ = findings_of(model, ["x=2:8:7"], ["plays:a.up"], rules)
    assert findings.status.tolist() == [0] * 7
    for rule in ("best", "pareto", "risk"):
        assert np.isnan(findings.outcomes[f"{rule}_x1_up"]).all()


def test_irrational_payoffs_that_differ_are_told_apart(square: Any) -> None:
    model = square(("sqrt(x)", "1"), ("0", "0"), ("0", "0"), ("1", "sqrt(x) + 1/1000000"))
    findings, _ = findings_of(model, ["x=2:8:7"], ["plays:a.up"], ["best", "risk-dominant"])
    assert findings.outcomes["best_x1_up"].tolist() == [0] * 7
    assert findings.outcomes["risk_x1_up"].tolist() == [0] * 7


def test_points_without_a_payoff_have_no_outcome(square: Any) -> None:
    model = square(("1/x", "1"), ("0", "0"), ("0", "0"), ("1", "1"))
    findings, alone = findings_of(model, ["x=-1:1:3"], ["total"], ["best"], "up, left")
    with pytest.raises(EvaluationError):
        solve(model, {"x": 0})
    assert alone[1] is None
    assert findings.outcomes["best_total"].tolist() == pytest.approx([2, np.nan, 2], nan_ok=True)
    held = findings.outcomes["target_is_equilibrium"].tolist()
    assert held == pytest.approx([0, np.nan, 1], nan_ok=True)
    only = findings.outcomes["target_is_unique"].tolist()
    assert only == pytest.approx([0, np.nan, 0], nan_ok=True)


def test_nothing_asked_changes_nothing(square: Any) -> None:
    model = square(("1", "1"), ("0", "0"), ("0", "0"), ("1", "1"))
    findings, _ = findings_of(model, ["x=0:1:3"])
    assert findings.outcomes == {}
    assert findings.found.outcomes == {}


def test_three_players_with_two_strategies_have_all_equilibria(three: Model) -> None:
    findings, alone = findings_of(three, ["x=-1:1:3"], target="yes, no, yes")
    assert alone[0] is not None
    assert findings.status[[0, 2]].tolist() == [0, 0]
    assert findings.outcomes["target_is_unique"][[0, 2]].tolist() == [0, 0]


def test_uniqueness_is_not_known_where_only_pure_equilibria_were_found(
    model_of: Callable[[str], Model],
) -> None:
    strategies = 'strategies = { low = "low", middle = "middle", high = "high" }'
    players = "".join(f'[[players]]\nid = "{id}"\n{strategies}\n' for id in "abc")
    places = ("low", "middle", "high")
    lines = "".join(
        f'"{i}, {j}, {k}" = ["{v[i]}", "{v[j]}", "{v[k]}"]\n'
        for v in [{"low": "x", "middle": "0", "high": "1"}]
        for i in places
        for j in places
        for k in places
    )
    model = model_of(
        f"[parameters]\nx = {{ value = 1, range = [0, 2] }}\n{players}[payoffs]\n{lines}"
    )
    findings, alone = findings_of(model, ["x=0:2:3"], target="high, high, high")
    assert alone[0] is not None
    assert len(alone[0].answer.equilibria) == 1
    assert findings.outcomes["target_is_equilibrium"].tolist() == [1, 1, 0]
    only = findings.outcomes["target_is_unique"].tolist()
    assert only == pytest.approx([np.nan, 0, 0], nan_ok=True)


@pytest.mark.parametrize("concept", ["nash", "pure"])
def test_a_target_is_unique_only_where_mixed_equilibria_were_looked_for(concept: Concept) -> None:
    model = load_model("boxed-pigs")
    design = Design(model, model.values(), axes=(parse_axis(model, "A=2:5:2"),))
    block = design.block(0, len(design))
    solver = OutcomeSolver.of(model, {"target": "press, wait", "concept": concept})
    found = solver.add(block.values, BlockSolver(model, concept=concept).solve(block)).outcomes
    assert found["target_is_equilibrium"].tolist() == [1, 1]
    unique = found["target_is_unique"].tolist()
    assert unique == [1, 1] if concept == "nash" else np.isnan(unique).all()
