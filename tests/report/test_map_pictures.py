from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from vcgame.derive.line import lever_line
from vcgame.model.formula.exact import evaluate
from vcgame.model.formula.plain import to_text
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.figures.boundaries import crossings, gap, surfaces
from vcgame.report.figures.lever_line import draw_lever_line
from vcgame.report.figures.regime_map import draw_regime_map
from vcgame.report.map_content import RegimeMap
from vcgame.report.map_lines import box_values, fewest_surfaces, within_sides
from vcgame.report.pictures import lever_picture, map_picture
from vcgame.report.regimes import regime_text
from vcgame.report.study import MapPlan
from vcgame.solve.solution import solve
from vcgame.sweep.design.axis import parse_axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.design.grid import Grid
from vcgame.sweep.engine import run_sweep


def grid_of(model: Model, x: str, y: str) -> Grid:
    return Grid(model, (parse_axis(model, x), parse_axis(model, y)), model.values())


def drawn(model: Model, x: str, y: str) -> RegimeMap:
    plan = MapPlan("m", Text("Map", "图"), parse_axis(model, x), parse_axis(model, y))
    return map_picture(model, plan, model.values())


MAPS = [
    ("brand-two-firms", "c=0:8:17", "fine/t=0:4:9", ["b + sigma + q*t >= c"]),
    ("brand-two-firms", "q=0:1:11", "t=0:10:11", ["b + sigma + q*t >= c"]),
    ("subsidy-war", "S=0:15:16", "V=0:20:21", ["2*S >= V", "S >= V"]),
    ("brand-maintain", "tau=0:6:13", "T=2:10:17", ["R + tau >= T", "S + tau >= P"]),
    (
        "brand-large-small",
        "s11=0.3:0.9:13",
        "sigma=0:8:9",
        [
            "VL*s10 + V2 + sigma >= VL + V2*s11 + CS",
            "V2*s11 >= VS*s01 + CL",
            "VS + sigma >= VS*s01 + CS",
        ],
    ),
]


@pytest.mark.parametrize(("id", "x", "y", "expected"), MAPS)
def test_a_map_has_the_lines_that_part_its_areas_and_no_others(
    id: str, x: str, y: str, expected: list[str]
) -> None:
    grid = within_sides(grid_of(load_model(id), x, y))
    found = np.empty((grid.axes[1].count, grid.axes[0].count), dtype=object)
    for findings in run_sweep(Design(grid.model, grid.base, axes=grid.axes)):
        for number, regime in enumerate(findings.regime, findings.start):
            column, row = grid.indices(number)
            found[row, column] = findings.regimes[regime] if regime >= 0 else ""
    kept = fewest_surfaces(grid, found)
    texts = {to_text(each).replace("<=", ">=") for each in kept}
    names = {frozenset(text.split(" >= ")) for text in texts}
    assert names == {frozenset(text.split(" >= ")) for text in expected}
    for surface, on in kept.items():
        for row, column in np.argwhere(on):
            number = int(column) * grid.axes[1].count + int(row)
            assert evaluate(gap(surface), grid.point(number)) == 0


def test_codes_are_the_regimes_of_exact_points() -> None:
    model = load_model("brand-maintain")
    picture = drawn(model, "tau=0:6:13", "T=2:10:9")
    grid = grid_of(model, "tau=0:6:13", "T=2:10:9")
    assert picture.codes.shape == (9, 13)
    for number in range(len(grid)):
        column, row = grid.indices(number)
        label = picture.labels[picture.codes[row, column]]
        assert label == regime_text(solve(model, grid.point(number)))


def test_what_holds_on_a_line_is_found_though_no_grid_point_lies_on_it() -> None:
    model = load_model("brand-two-firms")
    picture = drawn(model, "c=0.1:8:12", "fine/t=0:4:11")
    (curve,) = picture.curves
    assert curve.label_tex == r"b + \sigma + q t = c"
    assert curve.on == Text("every profile", "所有策略组合")
    assert [label.en for label in picture.labels] == ["(build, build)", "(free-ride, free-ride)"]


def test_lines_that_join_both_sides_need_no_word() -> None:
    picture = drawn(load_model("subsidy-war"), "S=0:15:16", "V=0:20:21")
    assert [curve.on for curve in picture.curves] == [Text("")] * 2
    assert picture.notes[0].en.startswith("On a line the pure equilibria of both its sides hold")


def test_a_continuum_on_part_of_a_line_is_said() -> None:
    picture = drawn(load_model("brand-maintain"), "tau=0:6:13", "T=2:10:17")
    said = {curve.label_tex: curve.on.en for curve in picture.curves if curve.on}
    assert said == {
        r"R + \tau = T": "in part continuum joining (abuse, maintain), (maintain, abuse) and "
        "(maintain, maintain)",
        r"S + \tau = P": "in part continuum joining (abuse, abuse), (abuse, maintain) and "
        "(maintain, abuse)",
    }


def test_a_side_that_the_assumptions_just_exclude_is_no_area() -> None:
    picture = drawn(load_model("subsidy-war"), "S=0:15:16", "V=0:20:21")
    assert "outside the assumptions" not in {label.en for label in picture.labels}
    assert (picture.x.low, picture.y.low) == (0.0, 0.0)


def test_an_area_outside_the_assumptions_has_a_name_and_a_line() -> None:
    picture = drawn(load_model("brand-maintain"), "T=-2:6:17", "tau=0:6:7")
    assert "outside the assumptions" in {label.en for label in picture.labels}
    assert "T = P" in {curve.label_tex for curve in picture.curves}


def test_a_map_of_a_tree_goes_by_what_happens(toy: Callable[..., Model]) -> None:
    picture = drawn(toy("tree"), "p=0:1:11", "g=0:8:9")
    assert [label.en for label in picture.labels][:2] == [
        "stay",
        "enter → [boom: yield; slump: fight]",
    ]
    (curve,) = picture.curves
    assert curve.on == Text("")
    assert picture.notes[0].en == "On a line the outcomes of both its sides are equilibria."
    assert picture.notes[-1].en.startswith("Reconstruction")


def test_a_map_of_irrational_payoffs(toy: Callable[..., Model]) -> None:
    picture = drawn(toy("roots"), "x=0:4:6", "y=0:4:6")
    assert picture.labels[0].en == "mixed equilibrium"
    assert picture.marks[0].x == 2.0
    figure = draw_regime_map(picture, "en")
    assert [text.get_text() for text in figure.axes[0].texts] == ["default", "mixed equilibrium"]
    assert figure.legends == []  # what holds on the sides x = 0 and y = 0 has no area


def test_points_without_a_value_are_named_so(toy: Callable[..., Model]) -> None:
    model = toy("trap", ('"build, build" = ["2*b', '"build, build" = ["sqrt(s - 1) + 2*b'))
    picture = drawn(model, "b=1:8:8", "s=0:4:5")
    assert "no value" in {label.en for label in picture.labels}


def test_a_derived_axis_that_fails_somewhere_leaves_a_hole() -> None:
    grid = grid_of(load_model("brand-two-firms"), "q=0:1:3", "fine/t=1:2:2")
    values = box_values(grid, (3, 2))
    assert np.isnan(values["t"]).tolist() == [[True, False, False]] * 2
    picture = drawn(load_model("brand-two-firms"), "q=0:1:5", "fine/t=0:2:5")
    assert "no value" in {label.en for label in picture.labels}


def test_the_point_is_marked_only_on_the_map() -> None:
    model = load_model("brand-two-firms")
    assert drawn(model, "c=5:8:4", "sigma=0:4:5").marks == ()
    (mark,) = drawn(model, "c=1:8:4", "fine/t=0:4:5").marks
    assert (mark.x, mark.y, mark.label.en) == (4.0, 0.4, "default")


def test_exact_points_of_a_surface() -> None:
    model = load_model("brand-large-small")
    grid = grid_of(model, "s11=0.3:0.9:7", "sigma=0:8:9")
    steep = next(each for each in surfaces(model) if to_text(each) == "V2*s11 >= VS*s01 + CL")
    found = list(crossings(grid, steep))
    assert len(found) >= 10
    for crossing in found:
        assert crossing.on.values["s11"] == Fraction(8, 15)
        before, after = crossing.sides
        assert before is not None
        assert after is not None
        assert before.values["s11"] < Fraction(8, 15) < after.values["s11"]


def test_only_the_parts_of_a_line_are_drawn_where_the_regime_changes() -> None:
    # To the right of 8/15 the line sigma = 3 lies within one regime.
    figure = draw_regime_map(
        drawn(load_model("brand-large-small"), "s11=0.3:0.9:13", "sigma=0:8:9"), "en"
    )
    width = figure.axes[0].get_window_extent().width / figure.dpi
    ends = []
    for line in figure.axes[0].lines:
        x, y = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
        if len(x) > 1 and np.ptp(y) < 1e-9:
            ends.append((x.min() / width, x.max() / width))
    ((left, right),) = ends
    assert left == pytest.approx(0, abs=0.02)
    assert right == pytest.approx((8 / 15 - 0.3) / 0.6, abs=0.02)


def test_the_lever_line_shows_where_each_profile_is_an_equilibrium() -> None:
    model = load_model("brand-maintain")
    picture = lever_picture(model, lever_line(model, "tau"), model.values())
    rows = {
        row.label.en: [(s.low, s.high, s.closed_low, s.closed_high) for s in row.spans]
        for row in picture.rows
    }
    assert rows == {
        "(abuse, abuse)": [(0, 1, True, True)],
        "(maintain, abuse)": [(1, 2, True, True)],
        "(abuse, maintain)": [(1, 2, True, True)],
        "mixed equilibrium": [(1, 2, False, False)],
        "(maintain, maintain)": [(2, 6, True, True)],
    }
    assert picture.thresholds == ((1.0, "1"), (2.0, "2"))
    assert picture.mark is not None
    assert (picture.mark.value, picture.title) == (0.5, model.title)
    assert [note.en.partition(":")[0] for note in picture.notes] == [
        "At 1",
        "At 2",
        "Reconstruction",
    ]


def test_a_profile_that_comes_back_has_two_bars() -> None:
    model = load_model("functional-upgrading")
    picture = lever_picture(model, lever_line(model, "p"), model.values())
    rows = {row.label.en: [(s.low, s.high) for s in row.spans] for row in picture.rows}
    assert rows["assist → stay"] == [(0, 0.3), (0.4, 1)]
    assert picture.thresholds == ((0.3, "3/10"), (0.4, "2/5"))


def test_lever_lines_at_the_edges(toy: Callable[..., Model]) -> None:
    pigs = load_model("boxed-pigs")
    picture = lever_picture(pigs, lever_line(pigs, "A"), pigs.values(), Text("here"))
    assert picture.thresholds == ((1.0, "1"), (6.0, "6"))  # and not the excluded 0
    assert picture.mark is not None
    assert picture.mark.label.en == "here"
    three = toy("three")
    picture = lever_picture(three, lever_line(three, "x"), three.values())
    assert [row.label.en for row in picture.rows] == ["(yes, no, yes)", "(no, yes, yes)", "none"]
    irrational = toy("trap", ("b - c + s", "b - c + s**2 - 2*s"))
    line = lever_line(irrational, "s")
    picture = lever_picture(irrational, line, irrational.values() | {"s": Fraction(9)})
    assert [tex for _, tex in picture.thresholds] == [r"\approx 2.414"]
    assert picture.mark is None
    assert draw_lever_line(picture, "en").axes
    outside = toy(
        "trap",
        ('"c > 0"', '"c > 5"'),
        ("c = { value = 4", "c = { value = 6"),
        ("c = 4, s", "c = 6, s"),
    )
    line = lever_line(outside, "s", {"c": Fraction(5)})
    picture = lever_picture(outside, line, outside.values())
    assert [row.label.en for row in picture.rows] == ["outside the assumptions"]
