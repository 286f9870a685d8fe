from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise, product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcgame.errors import EvaluationError, UsageError
from vcgame.model.formula.exact import evaluate
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.sweep.design.axis import MAX_STEPS, Axis, parse_axis
from vcgame.sweep.design.grid import Grid

BRAND = load_model("brand-two-firms")
RATIONALS = st.fractions(min_value=-50, max_value=50, max_denominator=50)


@given(low=RATIONALS, width=RATIONALS.filter(lambda w: w > 0), count=st.integers(2, 40))
def test_values_of_an_axis_are_exact_and_equally_spaced(
    low: Fraction, width: Fraction, count: int
) -> None:
    axis = Axis("c", low, low + width, count, "c")
    values = axis.values()
    assert values[0] == low
    assert values[-1] == low + width
    assert {after - before for before, after in pairwise(values)} == {width / (count - 1)}


@given(counts=st.lists(st.integers(1, 5), min_size=1, max_size=3))
def test_points_are_all_combinations_and_the_last_axis_runs_fastest(counts: list[int]) -> None:
    names = ["b", "c", "sigma"][: len(counts)]
    axes = tuple(
        Axis(name, Fraction(0), Fraction(1), count, name)
        for name, count in zip(names, counts, strict=True)
    )
    grid = Grid(BRAND, axes, BRAND.values())
    expected = list(product(*(axis.values() for axis in axes)))
    assert len(grid) == prod(counts)
    assert [grid.axis_values(number) for number in range(len(grid))] == expected
    points = list(grid.points(0, len(grid)))
    assert [tuple(point[name] for name in names) for point in points] == expected
    assert [grid.point(number) for number in range(len(grid))] == points
    for point in points:
        assert {name: point[name] for name in ("q", "t")} == {"q": Fraction(1, 5), "t": Fraction(2)}


@pytest.mark.parametrize(
    ("text", "moves", "second"),
    [
        ("sigma=0:4:41", "sigma", Fraction(1, 10)),
        ("c=1/3:1/2:3", "c", Fraction(5, 12)),
        (" b = -1 : 0.5 : 4 ", "b", Fraction(-1, 2)),
        ("fine=0:1:3", "t", Fraction(1, 2)),
        ("fine/q=0:1:3", "q", Fraction(1, 2)),
        ("sigma/sigma=1e1:2e1:3", "sigma", Fraction(15)),
    ],
)
def test_axes_are_read_exactly(text: str, moves: str, second: Fraction) -> None:
    axis = parse_axis(BRAND, text)
    assert (axis.moves, axis.value(1)) == (moves, second)


def test_one_value_makes_a_slice() -> None:
    assert parse_axis(BRAND, "sigma=3:3:1").values() == [Fraction(3)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sigma", "no axis"),
        ("sigma=0:1", "no axis"),
        ("sigma=0:1:2:3", "no axis"),
        ("sigma=0:1:", "no count"),
        ("sigma=0:1:0", "no count"),
        ("sigma=0:1:-3", "no count"),
        ("sigma=0:1:2.5", "no count"),
        ("sigma=0:1:" + " " * 20 + "x", "no count"),
        (f"sigma=0:1:{MAX_STEPS + 1}", "no count"),
        ("sigma=0:1:" + "9" * 5000, "no count"),
        ("sigma=2:1:5", "is not below"),
        ("sigma=1:1:2", "is not below"),
        ("sigma=nan:1:2", "no number"),
        ("sigma=0:inf:2", "no number"),
        ("sigma=0:1/0:2", "no number"),
        ("sigma=0:t:2", "no number"),
        ("sigam=0:1:2", "did you mean 'sigma'"),
        ("Sigma=0:1:2", "did you mean 'sigma'"),
        ("=0:1:2", "no parameter ''"),
        ("sigma/t=0:1:2", "is a parameter"),
        ("fine/c=0:1:2", "does not depend on 'c'"),
    ],
)
def test_mistakes_in_an_axis(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_axis(BRAND, text)


def test_a_constant_cannot_be_varied() -> None:
    with pytest.raises(UsageError, match="is a constant"):
        parse_axis(load_model("boxed-pigs"), "large_served=0:1:2")


def test_the_last_lever_in_a_derived_quantity_moves_it() -> None:
    model = load_model("imitate-innovate")
    assert parse_axis(model, "net_cost=0:1:2").moves == "sigma"
    assert parse_axis(model, "worth_alone=0:1:2").moves == "kappa"


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ([], "1 to 8"),
        (["c=0:1:2", "c=0:2:2"], "c stands on two axes"),
        (["fine/q=0:1:2", "fine/t=0:2:2"], "fine stands on two axes"),
        (["t=0:1:2", "fine/t=0:2:2"], "two axes move the parameter t"),
        (["b=0:1:100000", "c=0:1:100000"], "10000000000 points"),
    ],
)
def test_mistakes_in_a_grid(grid_of: Callable[..., Grid], axes: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        grid_of(BRAND, *axes)


@pytest.mark.parametrize(
    ("low", "high", "count"), [(0, 1, 0), (0, 1, MAX_STEPS + 1), (1, 0, 2), (1, 1, 2)]
)
def test_mistakes_in_an_axis_made_by_hand(low: int, high: int, count: int) -> None:
    with pytest.raises(UsageError, match="sigma: "):
        Axis("sigma", Fraction(low), Fraction(high), count, "sigma")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_derived_quantity_takes_its_value_beside_its_other_parameter(
    grid_of: Callable[..., Grid], order: tuple[int, int]
) -> None:
    axes = ["q=1/10:1:10", "fine/t=0:4:9"]
    grid = grid_of(BRAND, *(axes[place] for place in order))
    formula = BRAND.definitions["fine"].formula
    for number, point in enumerate(grid.points(0, len(grid))):
        values = dict(zip((axis.name for axis in grid.axes), grid.axis_values(number), strict=True))
        assert point["q"] == values["q"]
        assert evaluate(formula, point) == values["fine"]
        assert point == grid.point(number)


LINKED = """
[parameters]
x = {{ value = 1, range = [0, 4] }}
y = {{ value = 1, range = [0, 4] }}
[define]
total = "x + y"
{more}
"""
GAME = """
[[players]]
id = "a"
strategies = { stay = "stay", go = "go" }
[[players]]
id = "b"
strategies = { stay = "stay", go = "go" }
[payoffs]
"stay, stay" = ["x", "y"]
"stay, go" = [0, 1]
"go, stay" = [1, 0]
"go, go" = ["y", "x"]
"""


def test_a_grid_has_at_most_eight_axes(model_of: Callable[[str], Model]) -> None:
    names = [f"p{number}" for number in range(9)]
    parameters = "\n".join(f"{name} = {{ value = 1 }}" for name in names)
    total = " + ".join(names)
    model = model_of(f"[parameters]\n{parameters}\n[define]\nx = '{total}'\ny = 'x'\n{GAME}")
    axes = tuple(Axis(name, Fraction(0), Fraction(1), 2, name) for name in names)
    assert len(Grid(model, axes[:8], model.values())) == 256
    with pytest.raises(UsageError, match="1 to 8 parameters, not 9"):
        Grid(model, axes, model.values())


@pytest.mark.parametrize(
    "axes", [["total/x=0:4:5", "twice/y=0:6:4"], ["twice/y=0:6:4", "total/x=0:4:5"]]
)
def test_derived_quantities_are_set_in_an_order_that_keeps_both(
    model_of: Callable[[str], Model], grid_of: Callable[..., Grid], axes: list[str]
) -> None:
    model = model_of(LINKED.format(more='twice = "2*y"') + GAME)
    grid = grid_of(model, *axes)
    for number, point in enumerate(grid.points(0, len(grid))):
        for axis, value in zip(grid.axes, grid.axis_values(number), strict=True):
            assert evaluate(model.definitions[axis.name].formula, point) == value


def test_derived_quantities_that_move_each_other_are_refused(
    model_of: Callable[[str], Model], grid_of: Callable[..., Grid]
) -> None:
    model = model_of(LINKED.format(more='gap = "x - y"') + GAME)
    with pytest.raises(UsageError, match="total and gap move each other"):
        grid_of(model, "total/x=0:4:5", "gap/y=0:4:5")
    grid = grid_of(model, "total/x=0:4:5", "y=0:4:5")
    assert all(
        p["x"] + p["y"] == v
        for p, v in ((grid.point(n), grid.axis_values(n)[0]) for n in range(len(grid)))
    )


@pytest.mark.parametrize(
    ("formula", "error"),
    [
        ("x**2 + 5", UsageError),
        ("x*(x - 1)*(x - 2) + x", UsageError),
        ("x*0 + 7", UsageError),
        ("1/x", EvaluationError),
        ("y/(y - 1) + x", EvaluationError),
        ("sqrt(x + 2)", EvaluationError),
    ],
)
def test_a_quantity_that_cannot_take_the_value_says_so(
    model_of: Callable[[str], Model],
    grid_of: Callable[..., Grid],
    formula: str,
    error: type[Exception],
) -> None:
    model = model_of(LINKED.format(more=f'odd = "{formula}"') + GAME)
    grid = grid_of(model, "odd/x=1/2:3/2:2")
    with pytest.raises(error, match="odd"):
        grid.point(0)


def test_a_quantity_that_has_the_value_already_needs_no_move(grid_of: Callable[..., Grid]) -> None:
    grid = grid_of(BRAND, "q=0:1:2", "fine/t=0:1:2")
    assert grid.point(0)["t"] == BRAND.parameters["t"].value
    with pytest.raises(UsageError, match="fine is no line in t"):
        grid.point(1)


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("n=2:9:5", "n=2:9:8"),
        ("n=2:10:4", "n=2:10:5"),
        ("n=5/2:9:3", "n=3:9:3"),
        ("n=2:9.5:6", "n=2:9:8"),
        ("n=2.5:2.9:2", "n=3:3:1"),
        ("n=7/2:7/2:1", "n=4:4:1"),
    ],
)
def test_whole_parameters_take_whole_steps(text: str, better: str) -> None:
    model = load_model("order-war")
    with pytest.raises(UsageError, match=f"n takes whole numbers only; write {better}$"):
        parse_axis(model, text)
    assert all(value.denominator == 1 for value in parse_axis(model, better).values())
