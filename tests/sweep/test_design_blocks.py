from __future__ import annotations

import json
import pickle
import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import UsageError, VcgameError
from vcgame.model.formula.exact import evaluate
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.sweep.columns import Block, Column
from vcgame.sweep.design.axis import Axis, parse_axis
from vcgame.sweep.design.description import MAX_LISTED, design_of
from vcgame.sweep.design.design import Design
from vcgame.sweep.design.grid import Grid
from vcgame.sweep.design.point_list import PointList
from vcgame.sweep.design.sampling import METHODS, Sampling
from vcgame.sweep.design.uncertain import Uncertain, parse_uncertain

BRAND = load_model("brand-two-firms")
LISTED = PointList.of(
    {
        "b": [Fraction(1, 2), Fraction(1, 3), Fraction(-2)],
        "sigma": [Fraction(10**30), Fraction(0), Fraction(1, 7)],
    }
)


def axes_of(model: Model, *texts: str) -> tuple[Axis, ...]:
    return tuple(parse_axis(model, text) for text in texts)


def drawn(model: Model, *texts: str) -> tuple[Uncertain, ...]:
    return tuple(parse_uncertain(model, text) for text in texts)


def some_designs() -> dict[str, Design]:
    base = BRAND.values()
    grid = axes_of(BRAND, "b=0:4:5", "c=1/3:1/2:4")
    moving = axes_of(BRAND, "fine/t=0:2:5", "q=0:1:3")
    unsure = drawn(BRAND, "sigma=0:4", "t=1:2")
    return {
        "base": Design(BRAND, base),
        "grid": Design(BRAND, base, axes=grid),
        "moving": Design(BRAND, base, axes=moving),
        "listed": Design(BRAND, base, listed=LISTED),
        "draws": Design(BRAND, base, uncertain=unsure, sampling=Sampling("lhs", 13, 1)),
        "both": Design(BRAND, base, grid, None, unsure, Sampling("saltelli", 4, 2)),
        "listed draws": Design(
            BRAND, base, (), LISTED, drawn(BRAND, "c=2:6"), Sampling("sobol", 11)
        ),
        "moving draws": Design(
            BRAND, base, moving, None, drawn(BRAND, "sigma=0:4"), Sampling("random", 7)
        ),
        "drawn formula": Design(
            BRAND,
            base,
            axes_of(BRAND, "fine/t=0:2:5", "b=0:1:2"),
            None,
            (Uncertain("q", Fraction(0), Fraction(1), 0), *drawn(BRAND, "sigma=0:4")),
            Sampling("random", 6, 3),
        ),
        "a single value": Design(
            BRAND, base, axes_of(BRAND, "b=1/3:1/3:1", "fine/t=1:1:1", "c=0:1:2")
        ),
    }


DESIGNS = some_designs()


def rows(block: Block) -> list[tuple[Any, ...]]:
    """Give everything a block says, row by row."""
    shown = [
        [
            value.fraction(row) if isinstance(value, Column) else value
            for value in block.shown.values()
        ]
        for row in range(len(block))
    ]
    return [
        (block.start + row, block.point(row), tuple(shown[row]), block.failures.get(row))
        for row in range(len(block))
    ]


@cache
def whole_rows(name: str) -> list[tuple[Any, ...]]:
    return rows(DESIGNS[name].block(0, len(DESIGNS[name])))


@pytest.mark.parametrize("name", DESIGNS)
@settings(max_examples=40)
@given(data=st.data())
def test_points_do_not_depend_on_the_range(name: str, data: st.DataObject) -> None:
    design = DESIGNS[name]
    start = data.draw(st.integers(0, len(design) - 1))
    stop = data.draw(st.integers(start + 1, len(design)))
    assert rows(design.block(start, stop)) == whole_rows(name)[start:stop]


@pytest.mark.parametrize("name", DESIGNS)
def test_denominators_do_not_depend_on_the_range(name: str) -> None:
    design = DESIGNS[name]
    whole = design.block(0, len(design))
    assert tuple(whole.shown) == design.shown
    for start in range(len(design)):
        part = design.block(start, start + 1)
        for quantity, value in {**whole.values, **whole.shown}.items():
            there = {**part.values, **part.shown}[quantity]
            if isinstance(value, Column) and "formula" not in name:
                assert cast("Column", there).denominator == value.denominator
            elif not isinstance(value, Column):
                assert there == value


@pytest.mark.parametrize("name", DESIGNS)
def test_every_setting_meets_the_same_draws(name: str) -> None:
    design = DESIGNS[name]
    points = [point for _, point, _, _ in whole_rows(name)]
    assert len(points) == design.settings * design.draws
    unsure = [each.name for each in design.uncertain]
    for number, point in enumerate(points):
        assert list(point) == list(BRAND.parameters)
        draw = points[number % design.draws]
        assert [point[each] for each in unsure] == [draw[each] for each in unsure]
        for each in design.uncertain:
            assert each.low <= point[each.name] <= each.high
            assert (point[each.name] * each.denominator).denominator == 1


@pytest.mark.parametrize("name", ["grid", "moving", "a single value"])
def test_points_are_those_of_the_grid(name: str) -> None:
    design = DESIGNS[name]
    grid = Grid(BRAND, design.axes, design.base)
    block = design.block(0, len(design))
    for number, _, shown, _ in whole_rows(name):
        assert [shown[design.shown.index(axis.name)] for axis in design.axes] == list(
            grid.axis_values(number)
        )
        if number in block.failures:
            with pytest.raises(UsageError, match=block.failures[number][:20]):
                grid.point(number)
        else:
            assert block.point(number) == grid.point(number)


def test_what_does_not_vary_stays_a_fraction() -> None:
    block = DESIGNS["a single value"].block(0, 2)
    kinds = {name: type(value) for name, value in block.values.items()}
    assert kinds["b"] is kinds["sigma"] is kinds["t"] is Fraction
    assert block.values["t"] == 5
    assert kinds["c"] is Column
    assert block.shown["b"] == Fraction(1, 3)
    assert DESIGNS["a single value"].shown == ("b", "fine", "t", "c")


def test_points_of_a_list_stand_in_its_order() -> None:
    design = DESIGNS["listed draws"]
    block = design.block(0, 33)
    values = LISTED.values()
    for number in range(33):
        point = block.point(number)
        assert [point["b"], point["sigma"]] == [
            values["b"][number // 11],
            values["sigma"][number // 11],
        ]
    assert cast("Column", block.values["b"]).numerators.dtype == np.int64
    assert cast("Column", block.values["sigma"]).numerators.dtype == object
    assert design.shown == ("b", "sigma", "c")


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [
        (Fraction(0), Fraction(10**18), np.int64),
        (Fraction(-(10**19)), Fraction(10**19), object),
        (Fraction(1, 10**12), Fraction(10**9), object),
    ],
)
def test_numerators_have_64_bits_where_all_fit(low: Fraction, high: Fraction, kind: type) -> None:
    axis = Axis("c", low, high, 7, "c")
    design = Design(BRAND, BRAND.values(), axes=(axis,))
    column = cast("Column", design.block(2, 5).values["c"])
    assert column.numerators.dtype == kind
    assert [column.fraction(row) for row in range(3)] == axis.values()[2:5]


def test_a_moved_parameter_differs_by_draw_where_its_formula_is_uncertain() -> None:
    design = DESIGNS["drawn formula"]
    block = design.block(0, len(design))
    formula = BRAND.definitions["fine"].formula
    failed = 0
    for row in range(len(block)):
        point, wanted = block.point(row), cast("Column", block.shown["fine"]).fraction(row)
        if row in block.failures:
            failed += 1
            assert point["q"] == 0
            assert block.failures[row].startswith("fine is no line in t here that takes the value")
        else:
            assert evaluate(formula, point) == wanted
    zeros = sum(block.point(row)["q"] == 0 for row in range(len(block)))
    assert 0 < zeros < len(block)
    assert failed == zeros * 4 // 5


LINKED = """
[parameters]
x = { value = 1, range = [0, 4] }
y = { value = 1, range = [0, 4] }
z = { value = 1, range = [0, 4] }
[define]
total = "x + y"
twice = "2*y*z"
[[players]]
id = "a"
strategies = { stay = "stay", go = "go" }
[[players]]
id = "b"
strategies = { stay = "stay", go = "go" }
[payoffs]
"stay, stay" = ["x", "y"]
"stay, go" = [0, 1]
"go, stay" = ["z", 0]
"go, go" = ["y", "x"]
"""


def test_moves_that_wait_for_others_see_their_draws(model_of: Callable[[str], Model]) -> None:
    model = model_of(LINKED)
    axes = axes_of(model, "total/x=0:4:5", "twice/y=0:6:4")
    unsure = (Uncertain("z", Fraction(0), Fraction(3), 0),)
    design = Design(model, model.values(), axes, None, unsure, Sampling("lhs", 4))
    block = design.block(0, len(design))
    for row in range(len(block)):
        point = block.point(row)
        if point["z"] == 0 and cast("Column", block.shown["twice"]).fraction(row) != 0:
            assert "twice is no line in y" in block.failures[row]
            continue
        assert row not in block.failures
        for name in ("total", "twice"):
            there = cast("Column", block.shown[name]).fraction(row)
            assert evaluate(model.definitions[name].formula, point) == there


@pytest.mark.parametrize(
    "formula",
    [
        "3*x - y",
        "x/(y - 1)",
        "(x + 1)/(x + y)",
        "x**2 + y",
        "x*(x - 1)*(x - 2) + x*y",
        "x*0 + y",
        "sqrt(x + 2)",
        "sqrt(y)*x",
        "max(x, y)",
        "abs(x - 1) + y",
        "x*exp(0)",
    ],
)
def test_moving_at_many_points_is_moving_at_each(
    model_of: Callable[[str], Model], formula: str
) -> None:
    model = model_of(LINKED.replace('twice = "2*y*z"', f'odd = "{formula}"'))
    axes = axes_of(model, "y=0:4:9", "odd/x=-1:3:9")
    grid = Grid(model, axes, model.values())
    block = Design(model, model.values(), axes).block(0, len(grid))
    unsure = (Uncertain("y", Fraction(0), Fraction(4), 0),)
    design = Design(model, model.values(), axes[1:], None, unsure, Sampling("lhs", 5))
    mixed = design.block(0, len(design))
    for made, rows_made in ((block, len(grid)), (mixed, len(design))):
        for row in range(rows_made):
            point = made.point(row)
            wanted = cast("Column", made.shown["odd"]).fraction(row)
            axis = Axis("odd", wanted, wanted, 1, "x")
            alone = Grid(model, (axis,), {**point, "x": Fraction(1)})
            if row in made.failures:
                with pytest.raises(VcgameError) as caught:
                    alone.point(0)
                assert str(caught.value) == made.failures[row]
            else:
                assert alone.point(0) == point


def test_many_moved_values_are_made_as_they_come(model_of: Callable[[str], Model]) -> None:
    model = model_of(LINKED)
    axes = axes_of(model, "total/x=0:4:70", "twice/y=0:6:70")
    design = Design(model, model.values(), axes)
    grid = Grid(model, axes, model.values())
    whole = design.block(0, len(design))
    for start in (0, 69, 2400, 4890):
        part = design.block(start, start + 10)
        for row in range(10):
            assert part.point(row) == whole.point(start + row) == grid.point(start + row)


def test_failures_name_each_row(model_of: Callable[[str], Model]) -> None:
    model = model_of(LINKED)
    axes = axes_of(model, "twice/y=0:6:4", "z=0:1:2")
    unsure = (Uncertain("x", Fraction(0), Fraction(1)),)
    design = Design(model, model.values(), axes, None, unsure, Sampling("random", 3))
    block = design.block(0, len(design))
    assert sorted(block.failures) == [6, 7, 8, 12, 13, 14, 18, 19, 20]
    assert "takes the value 4" in block.failures[13]
    assert design.block(13, 16).failures == {0: block.failures[13], 1: block.failures[14]}
    assert cast("Column", block.values["y"]).fraction(13) == model.parameters["y"].value


@pytest.mark.parametrize("method", METHODS)
def test_far_blocks_of_huge_designs_need_little_memory(method: str) -> None:
    unsure = drawn(BRAND, "sigma=0:4", "t=1:2")
    sampling = Sampling(cast("Any", method), 1 << 20, 1)
    design = Design(BRAND, BRAND.values(), axes_of(BRAND, "b=0:4:10"), None, unsure, sampling)
    design.block(0, 1)  # imports and tables
    tracemalloc.start()
    block = design.block(len(design) - 10_000, len(design))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(block) == 10_000
    assert peak < 4_000_000


def test_a_far_block_of_a_huge_grid_is_made_alone() -> None:
    axes = axes_of(BRAND, "b=0:1:1000", "c=0:1:1000", "fine/t=0:1:1000")
    design = Design(BRAND, BRAND.values(), axes)
    assert len(design) == 10**9
    tracemalloc.start()
    block = design.block(10**9 - 1000, 10**9)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert block.point(999)["b"] == block.point(999)["c"] == 1
    assert block.point(0)["t"] == 0
    assert peak < 10_000_000


@pytest.mark.parametrize(("start", "stop"), [(-1, 3), (3, 3), (4, 3), (0, 21), (20, 21)])
def test_a_range_lies_within_the_design(start: int, stop: int) -> None:
    with pytest.raises(UsageError, match=f"no points {start} to {stop} in a design of 20"):
        DESIGNS["grid"].block(start, stop)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"axes": ["b=0:1:2"], "listed": LISTED}, "axes or a list of points, not both"),
        ({"axes": ["b=0:1:2", "b=0:1:3"]}, "b stands on two axes"),
        ({"uncertain": ["c"]}, "say how many draws"),
        ({"sampling": 8}, "nothing to draw"),
        ({"uncertain": ["c", "c=2:6"], "sampling": 8}, "c is uncertain twice"),
        ({"axes": ["c=0:1:2"], "uncertain": ["c"], "sampling": 8}, "c is uncertain and on an axis"),
        (
            {"axes": ["fine/t=0:1:2"], "uncertain": ["t"], "sampling": 8},
            "t is uncertain and moved by the axis fine; choose one",
        ),
        (
            {"listed": LISTED, "uncertain": ["b=0:1"], "sampling": 8},
            "b is uncertain and in the list of points",
        ),
        (
            {"axes": ["b=0:1:1001"], "uncertain": ["c"], "sampling": 10**6},
            "1001 settings with 1000000 draws are 1001000000 points; at most 1000000000",
        ),
        ({"listed": PointList.of({"bb": [Fraction(1)]})}, "no parameter 'bb'; did you mean 'b'"),
    ],
)
def test_mistakes_in_a_design(arguments: dict[str, Any], said: str) -> None:
    axes = axes_of(BRAND, *arguments.get("axes", ()))
    unsure = drawn(BRAND, *arguments.get("uncertain", ()))
    rows_drawn = arguments.get("sampling")
    sampling = Sampling("random", rows_drawn) if rows_drawn else None
    with pytest.raises(UsageError, match=said):
        Design(BRAND, BRAND.values(), axes, arguments.get("listed"), unsure, sampling)


def test_an_uncertain_parameter_is_one_of_the_model() -> None:
    unsure = (Uncertain("fine", Fraction(0), Fraction(1)),)
    with pytest.raises(UsageError, match="no parameter 'fine'"):
        Design(BRAND, BRAND.values(), (), None, unsure, Sampling("random", 4))


def test_lists_have_points_and_even_columns() -> None:
    with pytest.raises(UsageError, match="the list of points is empty"):
        PointList.of({})
    with pytest.raises(UsageError, match="the list of points is empty"):
        PointList.of({"b": []})
    with pytest.raises(UsageError, match="different lengths"):
        PointList.of({"b": [Fraction(1)], "c": [Fraction(1), Fraction(2)]})


def test_lists_are_compared_by_their_numbers() -> None:
    same = PointList.of(LISTED.values())
    assert same == LISTED
    assert hash(same) == hash(LISTED)
    values = LISTED.values()
    assert PointList.of({"b": values["b"]}) != LISTED
    assert PointList.of({**values, "b": values["b"][::-1]}) != LISTED
    assert PointList.of({name: column[:2] for name, column in values.items()}) != LISTED
    assert values != LISTED


@pytest.mark.parametrize("name", DESIGNS)
def test_a_description_makes_the_design_again(name: str) -> None:
    design = DESIGNS[name]
    description = json.loads(json.dumps(design.describe(), allow_nan=False))
    again = design_of(BRAND, description)
    assert again == design
    assert rows(again.block(0, len(again))) == rows(design.block(0, len(design)))
    assert again.describe() == design.describe()
    assert all(again != other for key, other in DESIGNS.items() if key != name)


def test_a_design_can_be_sent_to_another_process() -> None:
    design = DESIGNS["moving draws"]
    before = rows(design.block(0, 20))
    again = pickle.loads(pickle.dumps(design))  # noqa: S301  # written one call before
    assert again == design
    assert rows(again.block(0, 20)) == before


def test_a_list_too_long_to_send_says_so() -> None:
    column = Column(np.arange(MAX_LISTED + 1), 10)
    design = Design(BRAND, BRAND.values(), listed=PointList({"b": column}))
    assert design.block(MAX_LISTED, MAX_LISTED + 1).point(0)["b"] == MAX_LISTED // 10
    with pytest.raises(UsageError, match="1000001 values; at most 1000000 can be sent to workers"):
        design.describe()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"base": {"b": "1"}}, "not of the model brand-two-firms: the parameters differ"),
        ({"base": None}, "no description of a design"),
        ({"axes": [{}]}, "no description of a design: KeyError"),
        ({"axes": [["b"]]}, "no description of a design"),
        ({"uncertain": [{"name": "b", "low": "1/0", "high": "1", "decimals": 1}]}, "ZeroDivision"),
        ({"listed": {"b": ["x"]}}, "no description of a design: ValueError"),
        ({"sampling": {"method": "halton", "rows": 4, "seed": 0}}, "no way to draw"),
        (
            {"axes": [{"name": "k", "moves": "k", "low": "0", "high": "1", "count": 2}]},
            "not of the model brand-two-firms: no k there",
        ),
        (
            {"axes": [{"name": "k", "moves": "b", "low": "0", "high": "1", "count": 2}]},
            "not of the model brand-two-firms: no k there",
        ),
    ],
)
def test_a_description_of_something_else_is_refused(change: dict[str, Any], said: str) -> None:
    description = DESIGNS["base"].describe() | change
    with pytest.raises(UsageError, match=said):
        design_of(BRAND, description)


def test_a_description_without_a_part_is_refused() -> None:
    for key in DESIGNS["base"].describe():
        description = DESIGNS["base"].describe()
        del description[key]
        with pytest.raises(UsageError, match=f"no description of a design: KeyError\\('{key}'\\)"):
            design_of(BRAND, description)
