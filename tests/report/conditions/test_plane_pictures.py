"""Exact maps as pictures and tables: lines that close, labels that fit, words in both languages."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from math import pi
from random import Random

import numpy as np
import pytest

from vcgame.derive.plane.plane import regime_plane
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.library import load_model
from vcgame.model.model import Model, Parameter, Player, Strategy
from vcgame.model.restriction import free_parameters
from vcgame.model.text import Text
from vcgame.report.conditions.plane_figure import draw_plane
from vcgame.report.conditions.plane_lines import PlaneLines
from vcgame.report.conditions.plane_table import (
    area_table,
    corner_table,
    curve_table,
    plane_json,
)
from vcgame.report.conditions.plane_words import component_count, regime_words
from vcgame.report.figures.canvas import figure_width
from vcgame.report.regimes import regime_text


def game_of(payoffs, shape=(2, 2), assumptions=()):
    """A game in x and y, both from -2 to 2."""
    players = tuple(
        Player(
            f"p{place}",
            Text(f"p{place}"),
            tuple(
                Strategy(f"{'abc'[place]}{k}", Text(f"{'ABC'[place]}{k}", f"{'甲乙丙'[place]}{k}"))
                for k in range(size)
            ),
        )
        for place, size in enumerate(shape)
    )
    profiles = product(*([each.id for each in player.strategies] for player in players))
    rows = [tuple(parse_expression(str(f), ("x", "y")) for f in cell) for cell in payoffs]
    two = Fraction(2)
    return Model(
        id="m",
        title=Text("Model", "模型"),
        status="reconstruction",
        form="strategic",
        players=players,
        parameters={name: Parameter(name, Fraction(0), -two, two) for name in ("x", "y")},
        assumptions=tuple(parse_condition(text, ("x", "y")) for text in assumptions),
        payoffs=dict(zip(profiles, rows, strict=True)),
    )


@pytest.fixture(scope="module")
def crossed():
    """A circle, a line and a hyperbola that meet."""
    model = game_of([("x**2 + y**2 - 1", "x*y"), (0, "1/3"), (1, "x"), ("x - y", "y")])
    return regime_plane(model)


@pytest.fixture(scope="module")
def brand():
    whole = load_model("brand-two-firms")
    return regime_plane(free_parameters(whole, ("c", "sigma"), whole.values())), whole


def sizes(plane):
    """The size of every area, by its slabs."""
    found = np.zeros(len(plane.areas))
    for slab in PlaneLines(plane.survey).slabs:
        found[slab.area] += np.trapezoid(slab.high - slab.low, slab.x)
    return found


def test_the_slabs_fill_the_rectangle(crossed):
    assert sizes(crossed).sum() == pytest.approx(16, abs=1e-9)


def test_the_area_of_a_disc():
    plane = regime_plane(game_of([("1 - x**2 - y**2", 1), (0, 0), (0, 1), (0, 0)]))
    inside = [n for n, area in enumerate(plane.areas) if area.regime.label == "a0, b0"]
    assert sizes(plane)[inside].sum() == pytest.approx(pi, abs=2e-3)


def test_the_lines_satisfy_their_equations(crossed):
    for curve, line in zip(crossed.curves, PlaneLines(crossed.survey).curves, strict=True):
        factor = crossed.survey.atlas.factors.all[curve.factor]
        for x, y in line.tolist():
            terms = factor.polynomial.to_dict().items()
            value = sum(float(v) * x ** int(i) * y ** int(j) for (i, j), v in terms)
            assert abs(value) < 1e-8
        steps = np.hypot(*np.diff(line, axis=0).T)
        assert steps.max() < 0.6 or curve.equation.left.id == "y"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", ["single", "double"])
def test_pictures_in_both_languages(brand, silence, language, size):
    plane, whole = brand
    figure = draw_plane(plane, whole, language, size)
    assert figure.get_size_inches()[0] == pytest.approx(figure_width(language, size))
    figure.canvas.draw()
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert r"$\sigma = c - 3.4$" in texts
    wanted = {"en": "(build, build)", "zh": "（共建，共建）"}[language]
    assert wanted in "".join(texts).replace("\n", "")


def test_every_equation_and_regime_is_told(crossed, silence):
    figure = draw_plane(crossed, crossed.model, "zh")
    figure.canvas.draw()
    texts = [text.get_text() for text in figure.axes[0].texts]
    told = "".join(texts) + "".join(t.get_text() for each in figure.legends for t in each.texts)
    for needed in ("x^{2} + y^{2} = 2", "y = x", r"y = \frac{1}{3x}"):
        assert needed.replace(" ", "") in told.replace(r"\,", "").replace(" ", "")
    assert "（甲0，乙0）" in told.replace("\n", "")


def test_long_equations_are_broken_below_the_picture(silence):
    formula = "2 - 101*x**4 - 103*x**3*y + 107*x**2*y**2 - 109*x*y**3 - 104*y**4 + 111*x*y - 113*y"
    plane = regime_plane(game_of([(formula, 1), (0, 0), (0, 1), (0, 0)]))
    figure = draw_plane(plane, plane.model, "en")
    figure.canvas.draw()
    (legend,) = figure.legends
    text = next(t.get_text() for t in legend.texts if t.get_text().startswith("A:"))
    assert "\n" in text
    right = max(t.get_window_extent().x1 for t in legend.texts)
    assert right <= figure.get_window_extent().x1


def test_areas_outside_the_assumptions_are_told(silence):
    plane = regime_plane(game_of([("x", 1), (0, 0), (0, 1), (0, 0)], assumptions=("x + y <= 1",)))
    figure = draw_plane(plane, plane.model, "en")
    figure.canvas.draw()
    assert any("outside" in text.get_text() for text in figure.axes[0].texts)


def test_tables_of_areas_curves_and_corners(brand, crossed):
    plane, whole = brand
    assert area_table(plane, whole).column("components") == (1, 1)
    curves = curve_table(plane, whole)
    assert [cell.plain for cell in curves.column("equation")] == ["sigma == c - 3.4", "c == 0"]
    assert [cell.plain for cell in curves.column("range")] == [
        "17/5 <= c <= 37/5",
        "0 <= sigma <= 4",
    ]
    assert [cell.say("zh") for cell in curves.column("parts")] == ["R1 与 R2", "R1 的边缘"]
    assert curves.column("regime")[0].en == "every profile"
    assert curves.column("components") == (1, None)
    corners = corner_table(crossed, crossed.model)
    assert "-0.577350..." in [cell.plain for cell in corners.column("first")]
    assert corners.column("components") == (1,) * 8


def test_words_of_a_label_are_those_of_a_solution(crossed):
    rng = Random(0)  # noqa: S311 - no secrets here
    pool = ["0", "1", "x", "y", "x - y", "x*y", "(x - y)**2"]
    planes = [crossed]
    for shape in ((2, 2), (2, 3)):
        cells = [(rng.choice(pool), rng.choice(pool)) for _ in range(shape[0] * shape[1])]
        planes.append(regime_plane(game_of(cells, shape)))
    seen = 0
    for plane in planes:
        for part in (*plane.areas, *plane.curves, *plane.corners):
            if part.solution is not None:
                seen += 1
                assert regime_words(plane.model, part.regime) == regime_text(part.solution)
                count = component_count(plane.model, part.regime)
                assert count == part.solution.answer.components
    assert seen > 20


def test_the_description_for_programs(crossed):
    told = json.loads(json.dumps(plane_json(crossed)))
    assert told["parameters"] == {"x": ["-2", "2"], "y": ["-2", "2"]}
    assert len(told["areas"]) == len(crossed.areas)
    assert {curve["equation"] for curve in told["curves"]} == {
        "y == x",
        "y == 1/(3*x)",
        "x**2 + y**2 == 2",
    }
    corner = next(each for each in told["corners"] if each["x"] == "1")
    assert (corner["y"], corner["edge"]) == ("1", False)
    assert all(len(each["x"]) == 2 for each in told["corners"] if isinstance(each["x"], list))
