"""Figures over one parameter: counts of alike firms, and patience of repeated games."""

from __future__ import annotations

from fractions import Fraction

import pytest

from vcgame.errors import UnsupportedError, UsageError
from vcgame.model.library import load_model
from vcgame.model.text import Text
from vcgame.report.figures.axis import Axis
from vcgame.report.figures.parameter_plot import ParameterPlot, Series, draw_parameter_plot
from vcgame.report.firm_counts import count_picture
from vcgame.report.repeated.patience_plot import patience_picture
from vcgame.report.repeated.reading import detection_formula
from vcgame.solve.repeated.question import Question
from vcgame.sweep.design.axis import parse_axis


def series(picture: ParameterPlot) -> dict[str, list[tuple[float, float]]]:
    return {each.look: list(each.points) for each in picture.series}


def test_counts_are_those_of_the_volunteers_dilemma() -> None:
    # Diekmann 1985: one volunteer, or each with probability 1 - (c/B)**(1/(n - 1)).
    model = load_model("common-technology")
    axis = parse_axis(model, "n=2:6:5")
    found = series(count_picture(model, axis, model.values("volunteer")))
    assert found["strict"] == [(n, 1 / n) for n in range(2, 7)]
    assert [n for n, _ in found["mixed"]] == [2, 3, 4, 5, 6]
    for n, probability in found["mixed"]:
        assert probability == pytest.approx(1 - 0.25 ** (1 / (n - 1)))
    assert found["best"] == found["strict"]


def test_ties_and_continua_are_told_apart() -> None:
    model = load_model("brand-many-firms")
    axis = parse_axis(model, "sigma=0:6/5:3")  # the middle is where builders are indifferent
    picture = count_picture(model, axis, model.values())
    found = series(picture)
    assert found["strict"] == [(0.0, 0.0), (1.2, 1.0)]
    assert [share for _, share in found["weak"]] == [k / 10 for k in range(11)]
    assert picture.bands == ((0.6, 0.0, 1.0),)
    assert found["best"] == [(0.0, 1.0), (0.6, 1.0), (1.2, 1.0)]
    assert picture.mark == (0.0, picture.mark[1]) if picture.mark else False
    figure = draw_parameter_plot(picture, "zh")
    (axes,) = figure.axes
    assert len(axes.lines) == 1 + 1 + 3  # the mark, a band, and three kinds of marks


def test_points_outside_the_assumptions_are_left_out() -> None:
    model = load_model("common-technology")
    axis = parse_axis(model, "seed=0:6:7")
    found = series(count_picture(model, axis, model.values()))
    assert {value for marks in found.values() for value, _ in marks} == {0, 1, 2}
    with pytest.raises(UnsupportedError, match="no equilibria to draw along seed"):
        count_picture(model, parse_axis(model, "seed=5:8:4"), model.values())
    pigs = load_model("boxed-pigs")
    with pytest.raises(UnsupportedError, match="no game of alike firms"):
        count_picture(pigs, parse_axis(pigs, "A=1:2:2"), pigs.values())


def test_patience_follows_the_formula() -> None:
    model = load_model("brand-repeated")
    axis = parse_axis(model, "q=0:1:5")
    chance = detection_formula(model, "q")
    picture = patience_picture(model, axis, model.values(), Question(), chance)
    (only,) = picture.series
    quarters = [Fraction(k, 4) for k in (1, 2, 3, 4)]
    wanted = [(float(q), float(2 / (2 + 2 * q))) for q in quarters]
    assert list(only.points) == wanted  # at q = 0, outside, there is none
    alike = load_model("order-war")
    target = Question(target="hold")
    war = patience_picture(alike, parse_axis(alike, "n=2:5:4"), alike.values(), target)
    # (n muL - muH)/((n - 1) muL)
    wanted = [(float(n), float(Fraction(n - 2, n - 1))) for n in range(2, 6)]
    assert list(war.series[0].points) == wanted


def test_without_a_path_nothing_is_drawn() -> None:
    pigs = load_model("boxed-pigs")
    with pytest.raises(UnsupportedError, match="nothing to draw"):
        patience_picture(pigs, parse_axis(pigs, "A=7:8:3"), pigs.values())
    axis = Axis(Text("x"), "x", None, 0.0, 1.0)
    with pytest.raises(UsageError, match="nothing to draw"):
        ParameterPlot(Text("T"), axis, axis, (Series(Text("a"), "strict", ()),))
