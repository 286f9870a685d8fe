"""Levers of alike firms and of whole numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.derive.line import lever_line
from vcgame.derive.symmetric.line import pure_solution
from vcgame.derive.whole_line import whole_line
from vcgame.errors import UnsupportedError, UsageError
from vcgame.model.library import load_model, model_of
from vcgame.model.model import Model
from vcgame.report.lines import any_line, pure_only
from vcgame.solve.solution import solve


def firms(first: str, second: str, number: int = 4) -> Model:
    return model_of(
        "firms",
        f"""
vcgame = 1
id = "firms"
title = "Firms"
[parameters]
x = {{ value = 1, range = [-3, 3], lever = true }}
n = {{ value = {number}, range = [2, 6], whole = true }}
[[players]]
id = "firm"
number = "n"
strategies = {{ go = "go", stay = "stay" }}
[counts]
k = "others.go"
[payoffs]
go = ["{first}"]
stay = ["{second}"]
""",
    )


SMALL = st.integers(-3, 3)


@settings(max_examples=40, deadline=None)
@given(SMALL, SMALL, SMALL, SMALL, st.fractions(-3, 3, max_denominator=12))
def test_the_line_tells_the_regime_at_every_point(
    a: int, b: int, c: int, d: int, x: Fraction
) -> None:
    model = firms(f"({a}) + ({b})*k + ({c})*x", f"({d})*k*x + (x**2 - 2)*({a})")
    line = lever_line(model, "x")
    regime = pure_solution(model, {**model.values(), "x": x}).regime
    cuts = {cut.value: cut.regime for cut in line.cuts if cut.value is not None}
    if x in cuts:
        assert cuts[x] == regime
        return
    told = [p.solution.regime for p in line.pieces if p.solution and p.low <= x <= p.high]
    assert regime in told


def test_an_irrational_threshold_has_the_regime_of_a_tie() -> None:
    line = lever_line(firms("x**2", "2"), "x")
    assert [cut.value for cut in line.cuts] == [None, None]
    assert [cut.regime for cut in line.cuts] == ["go:0..4", "go:0..4"]
    assert [p.solution and p.solution.regime for p in line.pieces] == ["go:4", "go:0", "go:4"]


@settings(max_examples=25, deadline=None)
@given(st.lists(SMALL, min_size=3, max_size=3), st.lists(SMALL, min_size=3, max_size=3))
def test_pure_solutions_are_the_pure_part_of_all(one: list[int], two: list[int]) -> None:
    first, second = (f"({v[0]}) + ({v[1]})*k + ({v[2]})*k**2" for v in (one, two))
    model = firms(first, second)
    pure = pure_solution(model, model.values()).answer.equilibria
    every = solve(model).answer.equilibria
    assert [each.counts for each in pure] == [each.counts for each in every if each.pure]


def test_whole_numbers() -> None:
    model = load_model("brand-quality")
    line = whole_line(model, "n")
    # n_critical = r/(ch - e f) = 8
    runs = {n: run for run in line.runs for n in range(run.low, run.high + 1)}
    assert all(runs[n].solution.regime == f"high:{n}" for n in range(2, 8))
    assert runs[8].solution.regime == "high:0..8"
    assert all(runs[n].solution.regime == "high:0" for n in range(9, 201))
    assert pure_only(model, line)
    with pytest.raises(UnsupportedError, match="takes whole numbers only"):
        lever_line(model, "n")


def test_a_line_for_every_sort_of_lever() -> None:
    kinds = {
        ("trust-network", "formal"): "WholeLine",
        ("quality-rating", "rL"): "TreeLine",
        ("order-war", "f"): "Line",
        ("leading-firm", "sigma"): "Line",
    }
    for (id, lever), kind in kinds.items():
        model = load_model(id)
        assert type(any_line(model, lever, model.values())).__name__ == kind
    rating = load_model("quality-rating")
    with pytest.raises(UnsupportedError, match="has information sets"):
        lever_line(rating, "rL")
    with pytest.raises(UsageError, match="no parameter"):
        any_line(rating, "nothing", rating.values())


def test_the_number_of_firms_must_not_move() -> None:
    model = firms("1", "x")
    loose = load_model("order-war")
    assert lever_line(model, "x").cuts
    from dataclasses import replace

    n = replace(loose.parameters["n"], whole=False)
    with pytest.raises(UnsupportedError, match="the number of firms moves"):
        lever_line(replace(loose, parameters={**loose.parameters, "n": n}), "n")
