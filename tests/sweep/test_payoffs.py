"""Payoffs and assumptions of whole models at many points."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import EvaluationError, IrrationalError, UnsupportedError
from vcgame.model.formula.exact import evaluate
from vcgame.model.formula.parser import parse_expression
from vcgame.model.library import library_files, library_models, load_model
from vcgame.model.model import Model
from vcgame.model.point import is_true, value_at
from vcgame.sweep.columns import Column
from vcgame.sweep.solvers.assumptions import AssumptionProgram
from vcgame.sweep.solvers.payoffs import ExactPayoffs, PayoffBlock, PayoffProgram

STRATEGIC = [
    model.id
    for model in library_models()
    if model.form == "strategic" and not model.state_dependent
]


def exactly(program: PayoffProgram, point: dict[str, Fraction]) -> list[list[Fraction]]:
    return [[evaluate(formula, point) for formula in player] for player in program.formulas]


def proportional(table: Any, payoffs: list[Fraction]) -> bool:
    """Whether whole numbers are payoffs times one positive number."""
    largest = max(range(len(payoffs)), key=lambda place: abs(payoffs[place]))
    if not payoffs[largest]:
        return not any(table)
    factor = Fraction(int(table[largest])) / payoffs[largest]
    return factor > 0 and all(
        int(value) == factor * payoff for value, payoff in zip(table, payoffs, strict=True)
    )


def check_exact(program: PayoffProgram, exact: ExactPayoffs, points: list[Any]) -> None:
    for row, point in enumerate(points):
        try:
            payoffs = exactly(program, point)
        except IrrationalError:
            assert exact.irrational[row]
            continue
        except EvaluationError:
            assert exact.absent[row] or exact.irrational[row]
            continue
        assert not exact.absent[row]
        assert not exact.irrational[row]
        for table, expected in zip(exact.tables, payoffs, strict=True):
            assert all(isinstance(value, int) for value in table[:, row])
            assert proportional(table[:, row], expected)


def check_block(program: PayoffProgram, block: PayoffBlock) -> None:
    """Compare a block with the evaluation of every point."""
    shown = block.floats()
    assert shown.shape == (len(block.players), len(program.formulas[0]), len(block))
    points = [block.point(row) for row in range(len(block))]
    for row, point in enumerate(points):
        if block.unsure[row]:
            assert not block.absent[row]
            continue
        try:
            payoffs = [[value_at(each, point) for each in player] for player in program.formulas]
        except EvaluationError:
            assert block.absent[row]
            assert np.isnan(shown[:, :, row]).all()
            continue
        assert not block.absent[row]
        for number, (player, expected) in enumerate(zip(block.players, payoffs, strict=True)):
            if player.table is None:
                continue
            column = player.table[:, row]
            assert max(abs(column.astype(object))) <= player.bound
            if player.tier == "integers":
                assert player.table.dtype == np.int64
                assert proportional(column, expected)
                share = (4 + 2 * len(player.below)) * Fraction(1, 2**53)
                for value, payoff in zip(shown[number, :, row], expected, strict=True):
                    assert abs(Fraction(value) - payoff) <= abs(payoff) * share
            else:
                for value, payoff in zip(column, expected, strict=True):
                    if isinstance(payoff, Fraction):
                        assert abs(Fraction(value) - payoff) <= Fraction(player.error)
                    else:
                        assert not abs(payoff - float(value)) > player.error
    check_exact(program, block.exact(range(len(block))), points)


def drawn(model: Model, count: int, digits: int, seed: int) -> dict[str, Fraction | Column]:
    """Draw points from the ranges of a model, a third of them on a coarse grid."""
    rng = random.Random(seed)  # noqa: S311  (points for tests, the same every time)
    values: dict[str, Fraction | Column] = {}
    for id, parameter in model.parameters.items():
        low = parameter.value - 1 if parameter.low is None else parameter.low
        high = parameter.value + 1 if parameter.high is None else parameter.high
        down = low.denominator * high.denominator * 10**digits
        ends = int(low * down), int(high * down)
        step = max(1, (ends[1] - ends[0]) // 4)
        numerators = [
            rng.randrange(ends[0], ends[1] + 1, step if row % 3 == 0 else 1) for row in range(count)
        ]
        values[id] = Column(np.array(numerators, dtype=np.int64), down)
    return values


@pytest.mark.parametrize("name", STRATEGIC)
@pytest.mark.parametrize("digits", [1, 6, 12])
def test_the_models_of_the_library_at_random_points(name: str, digits: int) -> None:
    model = load_model(name)
    program = PayoffProgram.of(model)
    values = drawn(model, 40, digits, seed=digits)
    check_block(program, program.run(values, 40))
    still = dict(values)
    for id in list(still)[1:]:
        still[id] = model.parameters[id].value
    block = program.run(still, 40)
    assert {player.tier for player in block.players} == {"integers"}
    check_block(program, block)


@pytest.mark.parametrize("name", library_files())
def test_the_assumptions_of_the_library_at_random_points(name: str) -> None:
    model = load_model(name)
    values = drawn(model, 60, 2, seed=5)
    check_assumed(model, values, 60)


def check_assumed(model: Model, values: Any, count: int) -> Any:
    found = AssumptionProgram.of(model).run(values, count)
    assert found.broken.dtype == np.int32
    for row in range(count):
        point = {
            id: value.fraction(row) if isinstance(value, Column) else value
            for id, value in values.items()
        }
        expected, message = -1, None
        for number, condition in enumerate(model.assumptions):
            try:
                held = is_true(condition, point)
            except EvaluationError as error:
                held, message = False, str(error)
            if not held:
                expected = number
                break
        assert found.broken[row] == expected
        assert found.errors.get(row) == message
    return found


def test_assumptions_are_asked_in_their_order(model_of: Callable[[str], Model]) -> None:
    body = """
assumptions = ["x > 0", "1/(y - 1) < 1", "sqrt(x) <= y or x*x*x*x > y", "sqrt(x)**2 == x"]
[parameters]
x = { value = 1, range = [0, 4] }
y = { value = 3, range = [0, 4] }
[[players]]
id = "a"
strategies = { yes = "yes", no = "no" }
[[players]]
id = "b"
strategies = { yes = "yes", no = "no" }
[payoffs]
"yes, yes" = ["x", "y"]
"yes, no" = [0, 0]
"no, yes" = [0, 0]
"no, no" = [1, 1]
"""
    model = model_of(body)
    values = {
        "x": Column(np.array([0, 1, 4, 9, 8, 1, 2]), 1),
        "y": Column(np.array([1, 1, 2, 3, 3, 9, 6]), 1),
    }
    found = check_assumed(model, values, 7)
    assert found.broken.tolist()[:4] == [0, 1, 1, -1]
    assert list(found.errors) == [1]
    assert 3 in found.broken.tolist()


def program_of(*texts: str) -> PayoffProgram:
    formulas = tuple(parse_expression(text, ["x", "y", "z"]) for text in texts)
    return PayoffProgram((formulas, formulas[::-1]))


POLYNOMIALS = program_of("x*y*z - 2*x/3", "x**3 + y - z", "(x - y)*(y - z)", "max(x, y)*z")
QUOTIENTS = program_of("x/(y - z)", "z if x > y else y/x", "(x/(y - z))**2 + 1", "1/(y*y + 1)")
ROOTS = program_of("sqrt(x) + y", "x if sqrt(y) > z else y", "exp(z/10**12) - x", "x**0.5*y")


@settings(max_examples=150)
@given(
    st.sampled_from([POLYNOMIALS, QUOTIENTS, ROOTS]),
    st.sampled_from([3, 1000, 10**6, 10**9, 2**62, 10**25, 10**120]),
    st.sampled_from([1, 10**3, 10**9, 7**90]),
    st.data(),
)
def test_blocks_of_all_sizes(program: PayoffProgram, size: int, down: int, data: Any) -> None:
    count = data.draw(st.integers(1, 5))
    cells = st.lists(st.integers(-size, size), min_size=count, max_size=count)
    dtype = np.int64 if size < 2**63 else object
    values = {
        name: Column(np.array(data.draw(cells), dtype=dtype), down) for name in ("x", "y", "z")
    }
    check_block(program, program.run(values, count))


def test_a_model_without_assumptions_breaks_none(three: Model) -> None:
    found = check_assumed(three, {"x": Column(np.array([0, 2]), 1)}, 2)
    assert found.broken.tolist() == [-1, -1]
    assert not found.errors


def test_tiers_change_with_the_size_of_numbers() -> None:
    tiers = []
    for power in (4, 9, 400):
        size = 10**power
        numerators = np.array([size, -size, 3], dtype=np.int64 if power < 19 else object)
        column = Column(numerators, 1)
        block = POLYNOMIALS.run({"x": column, "y": column, "z": column}, 3)
        tiers.append(block.players[0].tier)
        check_exact(POLYNOMIALS, block.exact([0, 2]), [block.point(0), block.point(2)])
    assert tiers == ["integers", "floats", "none"]


def test_the_bound_on_the_error_of_floats_holds_and_is_of_use() -> None:
    rng = np.random.default_rng(7)
    count = 1500
    values = {name: Column(rng.integers(-(10**9), 10**9, count), 10**9) for name in ("x", "y", "z")}
    for program in (POLYNOMIALS, program_of("x*y*z/(3 + x) - y", "(x*y - z)**2/(2 + y*z)")):
        block = program.run(values, count)
        assert not block.unsure.any()
        for player, formulas in zip(block.players, program.formulas, strict=True):
            assert player.tier == "floats"
            assert player.table is not None
            worst = Fraction(0)
            for row in range(0, count, 3):
                point = block.point(row)
                for value, formula in zip(player.table[:, row], formulas, strict=True):
                    worst = max(worst, abs(Fraction(value) - evaluate(formula, point)))
            assert 0 < worst <= Fraction(player.error) <= 500 * worst


def test_narrow_columns_do_not_overflow() -> None:
    narrow = Column(np.array([2**31 - 1, 5], dtype=np.int32), 1)
    block = program_of("x*y", "x").run({"x": narrow, "y": narrow, "z": narrow}, 2)
    assert block.players[0].tier == "integers"
    check_block(program_of("x*y", "x"), block)


def test_one_player_can_be_exact_where_another_is_not() -> None:
    cubes = parse_expression("x*x*x", ["x"])
    program = PayoffProgram(((cubes, cubes), (parse_expression("x", ["x"]), cubes.factors[0])))
    block = program.run({"x": Column(np.array([10**9, 5]), 1)}, 2)
    assert [player.tier for player in block.players] == ["floats", "integers"]
    check_block(program, block)


def test_branches_at_exact_ties_beyond_int64_are_told_exactly() -> None:
    program = program_of("1 if x*x*x > y*y*z else -1", "0")
    big = 10**9
    values = {
        "x": Column(np.array([big, big, big, 2]), 1),
        "y": Column(np.array([big, big, big, 10**8]), 1),
        "z": Column(np.array([big, big - 1, big + 1, 5]), 1),
    }
    block = program.run(values, 4)
    assert block.unsure.tolist() == [True, False, False, False]
    exact = block.exact([0, 1, 2])
    assert exact.tables[0].tolist() == [[-1, 1, -1], [0, 0, 0]]
    check_block(program, block)


def test_irrational_points_are_reported_and_rational_ones_are_not() -> None:
    values = {
        "x": Column(np.array([2, 4, 0, -1]), 1),
        "y": Column(np.array([1, 4, 9, 1]), 1),
        "z": Column(np.array([0, 0, 0, 0]), 1),
    }
    block = ROOTS.run(values, 4)
    exact = block.exact([0, 1, 2, 3])
    assert exact.irrational.tolist() == [True, False, False, False]
    assert exact.absent.tolist() == [False, False, False, True]
    assert block.absent.tolist() == [False, False, False, True]
    check_block(ROOTS, block)


def test_constants_only_and_no_points() -> None:
    values: dict[str, Any] = {"x": Fraction(1, 3), "y": Fraction(2), "z": Fraction(-1, 7)}
    check_block(POLYNOMIALS, POLYNOMIALS.run(values, 3))
    empty = Column(np.array([], dtype=np.int64), 1)
    block = POLYNOMIALS.run({"x": empty, "y": empty, "z": empty}, 0)
    assert block.players[0].table is not None
    assert block.players[0].table.shape == (4, 0)


def test_common_factors_leave_the_table() -> None:
    program = program_of("x/6", "x/3 - 1/2")
    block = program.run({"x": Column(np.array([100, 300]), 100)}, 2)
    player = block.players[0]
    assert player.table is not None
    assert player.table.tolist() == [[100, 300], [-100, 300]]
    assert player.bound == 300
    assert player.error == 0
    assert player.unit == Fraction(1, 600)


def test_a_spent_block_lends_its_memory_and_nothing_else() -> None:
    def values(*numerators: int) -> dict[str, Any]:
        column = Column(np.array(numerators), 7)
        return {"x": column, "y": Column(column.numerators[::-1] * 3, 5), "z": column}

    small, large, other = values(1, 2, 3), values(10**7, 5 * 10**8, 3), values(4, -5, 6, 7)
    block = POLYNOMIALS.run(small, 3)
    for given_values in (large, small, small, large):
        block = POLYNOMIALS.run(given_values, 3, block)
        check_block(POLYNOMIALS, block)
        fresh = POLYNOMIALS.run(given_values, 3)
        for player, expected in zip(block.players, fresh.players, strict=True):
            assert player.tier == expected.tier
            assert player.table is not None
            assert expected.table is not None
            assert (player.table == expected.table).all()
    kept = block.players[0].table
    assert POLYNOMIALS.run(large, 3, block).players[0].table is not None
    assert np.shares_memory(kept, POLYNOMIALS.run(large, 3, block).players[0].table)
    check_block(POLYNOMIALS, POLYNOMIALS.run(other, 4, block))


def test_a_tree_has_no_payoff_table() -> None:
    tree = next(each for each in library_files() if load_model(each).form == "extensive")
    with pytest.raises(UnsupportedError, match="is a tree"):
        PayoffProgram.of(load_model(tree))
