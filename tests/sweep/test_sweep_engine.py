from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

import numpy as np
import pytest

from vcgame.derive.line import lever_line
from vcgame.derive.trees.line import tree_line
from vcgame.errors import EvaluationError, UsageError
from vcgame.model.library import library_models, load_model
from vcgame.model.model import Model
from vcgame.solve.concepts import perfect_information, swept_concept
from vcgame.solve.solution import Solution, solve, within_assumptions
from vcgame.solve.subgame import TreeAnswer
from vcgame.solve.trees.assessment import AssessmentAnswer
from vcgame.sweep.design.axis import Axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.design.grid import Grid
from vcgame.sweep.engine import run_sweep
from vcgame.sweep.findings import STATUSES

MODELS = tuple(
    model.id
    for model in library_models()
    if not model.state_dependent and model.form != "symmetric"  # see test_symmetric_sweep.py
)


QUIET = {"watermelon-brand", "brand-repeated", "leading-firm", "trust-network"}
"""Models in which no lever alone ends a regime of the stage game, the others being as they are."""

CONSISTENCIES = ("sequential", "not sequential", "not decided")


class Equilibrium(NamedTuple):
    component: int
    pure: bool
    shares: tuple[float, ...]
    moves: tuple[int, ...]
    payoffs: tuple[float, ...]


class Result(NamedTuple):
    number: int
    status: str
    message: str
    regime: str
    components: int
    degenerate: int
    shown: dict[str, float]
    equilibria: list[Equilibrium]


def design_of(grid: Grid) -> Design:
    return Design(grid.model, grid.base, axes=grid.axes)


def swept(grid: Grid, block: int = 4096) -> list[Result]:
    """Unfold the findings: one entry per point."""
    results = []
    for found in run_sweep(design_of(grid), block=block):
        listed: list[list[Equilibrium]] = [[] for _ in range(len(found))]
        all_ = found.found
        assert (np.diff(all_.row) >= 0).all()
        for place, row in enumerate(all_.row.tolist()):
            assert all_.number[place] == len(listed[row]) + 1
            listed[row].append(
                Equilibrium(
                    int(all_.component[place]),
                    bool(all_.pure[place]),
                    tuple(all_.shares[place].tolist()),
                    tuple(all_.moves[place].tolist()),
                    tuple(all_.payoffs[place].tolist()),
                )
            )
            assert all_.certificate[place] == 0
        for row, equilibria in enumerate(listed):
            assert found.equilibria[row] == len(equilibria)
            results.append(
                Result(
                    found.start + row,
                    STATUSES[found.status[row]],
                    found.messages[found.message[row]],
                    found.regimes[found.regime[row]] if found.regime[row] >= 0 else "",
                    int(found.components[row]),
                    int(found.degenerate[row]),
                    {name: float(values[row]) for name, values in found.shown.items()},
                    equilibria,
                )
            )
        assert found.regimes == tuple(sorted(found.regimes))
    return results


def solved(model: Model, point: dict[str, Fraction]) -> Solution:
    """Solve alone, of more than two players for the pure equilibria only, as sweeps do."""
    return solve(model, point, concept="pure" if swept_concept(model) == "pure" else None)


def check_against_solve(grid: Grid, results: list[Result]) -> None:
    """Hold every result against the point solved alone."""
    assert [result.number for result in results] == list(range(len(grid)))
    for result in results:
        point = grid.point(result.number)
        for axis, value in zip(grid.axes, grid.axis_values(result.number), strict=True):
            assert result.shown[axis.name] == float(value)
            assert result.shown[axis.moves] == float(point[axis.moves])
        broken = within_assumptions(grid.model, point)
        if broken is not None:
            assert (result.status, result.message, result.regime) == ("outside", broken, "")
            assert (result.components, result.degenerate, result.equilibria) == (-1, -1, [])
            continue
        check_answer(result, solved(grid.model, point))


def check_answer(result: Result, alone: Solution) -> None:
    answer = alone.answer
    assert result.regime == alone.regime
    assert result.status == ("ok" if answer.complete else "incomplete")
    assert result.degenerate == (-1 if answer.degenerate is None else int(answer.degenerate))
    if isinstance(answer, TreeAnswer):
        expected = [
            Equilibrium(0, True, (), tuple(move for _, move in each.choices), _floats(each.payoffs))
            for each in answer.equilibria
        ]
        assert result.components == -1
    elif isinstance(answer, AssessmentAnswer):
        expected = [
            Equilibrium(
                each.outcome,
                each.pure,
                _floats([p for mixture in each.behaviour for p in mixture]),
                (*map(_sure, each.behaviour), CONSISTENCIES.index(each.consistency)),
                _floats(each.payoffs),
            )
            for each in answer.equilibria
        ]
        assert result.components == answer.outcomes
    else:
        expected = [
            Equilibrium(
                each.component,
                each.pure,
                _floats([p for mixture in each.profile for p in mixture]),
                (),
                _floats(each.payoffs),
            )
            for each in answer.equilibria
        ]
        assert result.components == answer.components
    assert len(result.equilibria) == len(expected)
    for mine, theirs in zip(result.equilibria, expected, strict=True):
        assert (mine.component, mine.pure, mine.moves) == (*theirs[:2], theirs.moves)
        assert mine.shares == pytest.approx(theirs.shares, rel=0, abs=1e-12)
        assert mine.payoffs == pytest.approx(theirs.payoffs, rel=1e-12, abs=1e-12)
        if mine.pure:
            assert mine.shares == theirs.shares


def _sure(mixture: Sequence[object]) -> int:
    return mixture.index(1) if 1 in mixture else -1


def _floats(values: object) -> tuple[float, ...]:
    return tuple(float(value) for value in values)  # type: ignore[attr-defined]


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
    check_against_solve(grid, swept(grid, block=5))


def thresholds(model: Model, lever: str) -> list[Fraction]:
    """Give the rational thresholds; of pure equilibria only in trees with information sets."""
    if model.parameters[lever].whole:
        return []
    if model.form == "extensive" and not perfect_information(model):
        rows = tree_line(model, lever).cuts
        return [row.stretch.low.rational for row in rows if row.stretch.low.rational is not None]
    return [cut.value for cut in lever_line(model, lever).cuts if cut.value is not None]


@pytest.mark.parametrize("id", MODELS)
def test_thresholds_themselves_are_answered_as_alone(id: str) -> None:
    model = load_model(id)
    met = cuts = 0
    for lever in [lever for lever in model.levers if lever.low is not None][:2]:
        for cut in thresholds(model, lever.id):
            cuts += 1
            step = Fraction(1, 1000)
            axis = Axis(lever.id, cut - step, cut + step, 3, lever.id)
            grid = Grid(model, (axis,), model.values())
            results = swept(grid)
            check_against_solve(grid, results)
            met += len({result.regime for result in results}) > 1
    assert met or not cuts
    assert cuts or not model.levers or id in QUIET


def test_a_tie_has_a_regime_of_its_own(grid_of: Callable[..., Grid]) -> None:
    results = swept(grid_of(load_model("brand-two-firms"), "sigma=0:6/5:3"))
    assert [result.regime for result in results][::2] == [
        "free_ride, free_ride",
        "build, build",
    ]
    tie = results[1]
    assert (len(tie.equilibria), tie.components, tie.degenerate) == (4, 1, 1)


@pytest.mark.parametrize("block", [1, 2, 7, 34, 35, 36, 10**6])
def test_blocks_of_any_size_give_the_same(grid_of: Callable[..., Grid], block: int) -> None:
    grid = grid_of(load_model("brand-two-firms"), "c=0:8:7", "fine/t=0:4:5")
    whole = list(run_sweep(design_of(grid), block=block))
    assert all(len(findings) == block for findings in whole[:-1])
    check_against_solve(grid, swept(grid, block))


@pytest.mark.parametrize("block", [0, -1])
def test_a_block_has_points(grid_of: Callable[..., Grid], block: int) -> None:
    grid = grid_of(load_model("boxed-pigs"), "A=0:8:3")
    with pytest.raises(UsageError, match="at least one point"):
        next(run_sweep(design_of(grid), block=block))


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
    results = swept(grid, block=3)
    check_against_solve(grid, results)
    assert [result.status for result in results[:8]] == ["outside"] * 2 + ["ok"] * 6


@pytest.mark.parametrize("block", [1, 2, 100])
def test_a_formula_without_a_value_spoils_its_own_point_only(
    pennies: Callable[..., Model], grid_of: Callable[..., Grid], block: int
) -> None:
    model = pennies("1/(x - 1)")
    results = swept(grid_of(model, "x=0:2:5"), block)
    assert [result.status for result in results] == ["ok", "ok", "error", "ok", "ok"]
    assert "division by zero" in results[2].message
    assert results[2].shown == {"x": 1}
    with pytest.raises(EvaluationError):
        solve(model, {"x": Fraction(1)})
    for result in (*results[:2], *results[3:]):
        check_answer(result, solved(model, {"x": Fraction(result.shown["x"])}))


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
    assert results[0].shown["fine"] == 1
    assert np.isnan(results[0].shown["t"])
    assert results[2].shown == {"q": 1, "fine": 1, "t": 1}
    assert "fine is no line in t" in results[0].message


@pytest.mark.parametrize("block", [1, 3, 100])
def test_irrational_payoffs_are_answered_as_alone(
    pennies: Callable[..., Model], grid_of: Callable[..., Grid], block: int
) -> None:
    model = pennies("sqrt(x)")
    results = swept(grid_of(model, "x=-1:4:6"), block)
    assert [result.status for result in results] == ["error", *["ok"] * 5]
    for result in results[1:]:
        check_answer(result, solved(model, {"x": Fraction(result.shown["x"])}))
    assert {result.regime for result in results[2:]} == {"up+down, left+right"}
    assert results[3].equilibria[0].shares == (0.5,) * 4


def test_three_players_with_two_strategies_mix_too(
    three: Model, grid_of: Callable[..., Grid]
) -> None:
    grid = grid_of(three, "x=0:4:9")
    results = swept(grid, 4)
    check_against_solve(grid, results)
    assert (results[0].status, results[0].degenerate) == ("incomplete", 1)
    assert "infinitely many" in results[0].message
    assert {result.regime for result in results[1:]} == {"yes+no, yes+no, yes"}
    assert results[3].equilibria[0].shares == (0.5, 0.5, 0.5, 0.5, 1, 0)


GROUPS = {
    "2, 2, 2": (2, 2, 2),
    "2, 3, 2": (2, 3, 2),
    "2, 2, 2, 2": (2, 2, 2, 2),
}


@pytest.mark.parametrize("shape", GROUPS.values(), ids=GROUPS)
@pytest.mark.parametrize("form", ["{0}*x + {1}", "({0} + {1}*x)/(x + 2)", "{0}*sqrt(x) + {1}"])
def test_random_games_of_groups_are_answered_as_alone(
    shape: tuple[int, ...],
    form: str,
    model_of: Callable[[str], Model],
    grid_of: Callable[..., Grid],
) -> None:
    choose = random.Random(f"{shape} {form}")  # noqa: S311 - no secret
    names = [[f"s{k}" for k in range(size)] for size in shape]
    text = "[parameters]\nx = { value = 1, range = [0, 4] }\n"
    for player, ids in enumerate(names):
        listed = ", ".join(f'{each} = "{each}"' for each in ids)
        text += f'[[players]]\nid = "p{player}"\nstrategies = {{ {listed} }}\n'
    text += "[payoffs]\n"
    for profile in product(*names):
        payoffs = [
            form.format(choose.randint(-2, 2), choose.randint(-2, 2)) for _ in range(len(shape))
        ]
        text += f'"{", ".join(profile)}" = {payoffs}\n'
    grid = grid_of(model_of(text), "x=0:4:9")
    results = swept(grid, 5)
    check_against_solve(grid, results)
    assert len({result.regime for result in results}) > 1


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
            found = sum(len(results) for results in run_sweep(design_of(grid), block=50))
            assert found == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(50)  # what is imported and cached at first does not count
    assert peak(1000) < 2 * peak(200)


def test_a_payoff_that_no_float_can_hold_is_infinite(
    pennies: Callable[..., Model], grid_of: Callable[..., Grid]
) -> None:
    model = pennies("x**49", "x = { value = 1, range = [-1e9, 1e9] }")
    found = next(run_sweep(design_of(grid_of(model, "x=-1e9:1e9:3"))))
    paid = [set(found.found.payoffs[found.found.row == row, 0].tolist()) for row in range(3)]
    assert paid[0] <= {0.0, -np.inf}
    assert not np.isnan(found.found.payoffs[found.found.pure]).any()
    assert found.status.tolist() == [0, 0, 0]
