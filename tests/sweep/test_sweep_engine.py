from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable
from fractions import Fraction

import pytest

from vcgame.derive.line import lever_line
from vcgame.errors import EvaluationError, UsageError
from vcgame.model.library import library_files, load_model
from vcgame.model.model import Model
from vcgame.solve.answer import Answer
from vcgame.solve.solution import solve, within_assumptions
from vcgame.sweep.design import Axis, Grid
from vcgame.sweep.engine import PointResult, run_sweep

MODELS = tuple(library_files())


def swept(grid: Grid, chunk: int = 4096) -> list[PointResult]:
    return [result for results in run_sweep(grid, chunk=chunk) for result in results]


def check_against_solve(grid: Grid, results: list[PointResult]) -> None:
    """Hold every result against the point solved alone."""
    assert [result.number for result in results] == list(range(len(grid)))
    for result in results:
        assert result.axes == grid.axis_values(result.number)
        assert result.point == grid.point(result.number)
        broken = within_assumptions(grid.model, result.point)
        if broken is not None:
            assert (result.status, result.message, result.answer) == ("outside", broken, None)
            continue
        alone = solve(grid.model, result.point)
        assert result.answer == alone.answer
        assert result.regime == alone.regime
        assert result.status == ("ok" if alone.answer.complete else "incomplete")
        assert all(found.certificate == 0 for found in alone.answer.equilibria)


def random_grid(model: Model, seed: int) -> Grid:
    """One to three axes over whole steps of the ranges, where ties are common."""
    choose = random.Random(f"{model.id} {seed}")  # noqa: S311 - no secret
    ranged = [each for each in model.parameters.values() if each.low is not None]
    varied = choose.sample(ranged, min(len(ranged), choose.randint(1, 3)))
    axes = []
    for parameter in varied:
        low, high = parameter.low, parameter.high
        assert low is not None
        assert high is not None
        count = choose.randint(2, 3)
        start = low + (high - low) * Fraction(choose.randint(0, 3), 8)
        stop = high - (high - low) * Fraction(choose.randint(0, 3), 8)
        axes.append(Axis(parameter.id, start, stop, count, parameter.id))
    base = model.values()
    for parameter in choose.sample(ranged, min(len(ranged), 2)):
        assert parameter.low is not None
        assert parameter.high is not None
        base[parameter.id] = Fraction(choose.randint(int(parameter.low), int(parameter.high)))
    return Grid(model, tuple(axes), base)


@pytest.mark.parametrize("id", MODELS)
@pytest.mark.parametrize("seed", range(3))
def test_every_point_of_a_random_grid_is_answered_as_alone(id: str, seed: int) -> None:
    grid = random_grid(load_model(id), seed)
    check_against_solve(grid, swept(grid, chunk=5))


@pytest.mark.parametrize("id", MODELS)
def test_thresholds_themselves_are_answered_as_alone(id: str) -> None:
    model = load_model(id)
    met = 0
    for lever in [lever for lever in model.levers if lever.low is not None][:2]:
        for cut in lever_line(model, lever.id).cuts:
            if cut.value is None:
                continue
            step = Fraction(1, 1000)
            axis = Axis(lever.id, cut.value - step, cut.value + step, 3, lever.id)
            grid = Grid(model, (axis,), model.values())
            results = swept(grid)
            check_against_solve(grid, results)
            met += len({result.regime for result in results}) > 1
    assert met or not model.levers


def test_a_tie_has_a_regime_of_its_own(grid_of: Callable[..., Grid]) -> None:
    results = swept(grid_of(load_model("brand-two-firms"), "sigma=0:6/5:3"))
    assert [result.regime for result in results][::2] == [
        "free_ride, free_ride",
        "build, build",
    ]
    tie = results[1].answer
    assert isinstance(tie, Answer)
    assert (len(tie.equilibria), tie.components, tie.degenerate) == (4, 1, True)


@pytest.mark.parametrize("chunk", [1, 2, 7, 34, 35, 36, 10**6])
def test_chunks_of_any_size_give_the_same(grid_of: Callable[..., Grid], chunk: int) -> None:
    grid = grid_of(load_model("brand-two-firms"), "c=0:8:7", "fine/t=0:4:5")
    whole = list(run_sweep(grid, chunk=chunk))
    assert all(len(results) == chunk for results in whole[:-1])
    assert [result for results in whole for result in results] == swept(grid, chunk=35)


@pytest.mark.parametrize("chunk", [0, -1])
def test_a_chunk_has_points(grid_of: Callable[..., Grid], chunk: int) -> None:
    grid = grid_of(load_model("boxed-pigs"), "A=0:8:3")
    with pytest.raises(UsageError, match="at least one point"):
        next(run_sweep(grid, chunk=chunk))


def test_points_outside_the_assumptions_name_the_first_that_is_broken(
    grid_of: Callable[..., Grid],
) -> None:
    model = load_model("brand-two-firms")
    results = swept(grid_of(model, "b=-1:1:3", "q=-1:2:4"))
    said = [(result.status, result.message) for result in results]
    assert said[:4] == [("outside", "b > 0")] * 4
    assert said[8:] == [
        ("outside", "0 <= q and q <= 1"),
        ("ok", ""),
        ("ok", ""),
        ("outside", "0 <= q and q <= 1"),
    ]
    assert {result.regime for result in results if result.status == "outside"} == {""}


def test_an_assumption_on_a_moved_parameter_is_asked_at_every_point(
    grid_of: Callable[..., Grid],
) -> None:
    # t = fine/q passes the bound at another fine for each q.
    model = load_model("brand-two-firms")
    grid = grid_of(model, "q=1/4:1:4", "fine/t=-1:2:4", "c=1:3:2")
    results = swept(grid, chunk=3)
    check_against_solve(grid, results)
    assert [result.status for result in results[:8]] == ["outside"] * 2 + ["ok"] * 6


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_a_formula_without_a_value_spoils_its_own_point_only(
    pennies: Callable[..., Model], grid_of: Callable[..., Grid], chunk: int
) -> None:
    model = pennies("1/(x - 1)")
    results = swept(grid_of(model, "x=0:2:5"), chunk)
    assert [result.status for result in results] == ["ok", "ok", "error", "ok", "ok"]
    assert "division by zero" in results[2].message
    assert results[2].point == {"x": Fraction(1)}
    with pytest.raises(EvaluationError):
        solve(model, {"x": Fraction(1)})
    for result in (*results[:2], *results[3:]):
        assert result.answer == solve(model, result.point).answer


def test_an_assumption_without_a_value_is_an_error(
    model_of: Callable[[str], Model], grid_of: Callable[..., Grid]
) -> None:
    model = model_of(
        'assumptions = ["1/x > 0"]\n[parameters]\nx = 1\n'
        '[[players]]\nid = "a"\nstrategies = { s = "s" }\n'
        '[[players]]\nid = "b"\nstrategies = { s = "s" }\n[payoffs]\n"s, s" = ["x", 0]\n'
    )
    results = swept(grid_of(model, "x=-1:1:3"))
    assert [result.status for result in results] == ["outside", "error", "ok"]
    assert "division by zero" in results[1].message


def test_a_quantity_that_cannot_be_moved_is_an_error_of_its_point(
    grid_of: Callable[..., Grid],
) -> None:
    results = swept(grid_of(load_model("brand-two-firms"), "q=0:1:2", "fine/t=1:2:2"))
    assert [result.status for result in results] == ["error", "error", "ok", "ok"]
    assert results[0].point == {}
    assert "fine is no line in t" in results[0].message


@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_irrational_payoffs_are_answered_as_alone(
    pennies: Callable[..., Model], grid_of: Callable[..., Grid], chunk: int
) -> None:
    model = pennies("sqrt(x)")
    results = swept(grid_of(model, "x=-1:4:6"), chunk)
    assert [result.status for result in results] == ["error", *["ok"] * 5]
    for result in results[1:]:
        alone = solve(model, result.point)
        assert (result.answer, result.regime) == (alone.answer, alone.regime)
    assert {result.regime for result in results[2:]} == {"up+down, left+right"}
    two = results[3].answer
    assert isinstance(two, Answer)
    assert two.equilibria[0].profile == ((Fraction(1, 2),) * 2, (Fraction(1, 2),) * 2)


def test_pure_equilibria_of_three_players(three: Model, grid_of: Callable[..., Grid]) -> None:
    grid = grid_of(three, "x=0:4:9")
    results = swept(grid, chunk=4)
    check_against_solve(grid, results)
    assert results[0].regime == "no[yes], yes, yes | yes[no], no, yes"
    assert [result.regime for result in results[1:]] == ["none"] * 8
    assert {result.status for result in results} == {"ok"}


def test_ends_of_the_number_line(
    pennies: Callable[..., Model], grid_of: Callable[..., Grid]
) -> None:
    model = pennies("x**3")
    grid = grid_of(model, "x=-1e99:1e99:3")
    check_against_solve(grid, swept(grid))


def test_memory_does_not_grow_with_the_number_of_points(grid_of: Callable[..., Grid]) -> None:
    model = load_model("boxed-pigs")

    def peak(count: int) -> int:
        grid = grid_of(model, f"A=1/10:10:{count}")
        tracemalloc.start()
        try:
            found = sum(len(results) for results in run_sweep(grid, chunk=50))
            assert found == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(50)  # what is imported and cached at first does not count
    assert peak(1000) < 2 * peak(200)
