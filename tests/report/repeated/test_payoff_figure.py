"""The figure and the tables of a repeated game."""

from __future__ import annotations

from fractions import Fraction

import pytest

from vcgame.errors import UnsupportedError
from vcgame.model.library import load_model
from vcgame.report.repeated.figure import draw_payoffs, payoff_picture
from vcgame.report.repeated.set_tables import horizon_table, set_table
from vcgame.report.repeated.tables import code_table, stage_table, trigger_table
from vcgame.report.words import catalogue
from vcgame.solve.repeated.question import Question
from vcgame.solve.repeated.repeated import repeated_model

WAR = load_model("subsidy-war")


def answered(**asked):
    return repeated_model(WAR, WAR.values(), Question(**asked))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("delta", [None, Fraction(1, 10), Fraction(3, 5), Fraction(9, 10)])
def test_it_is_drawn_whole(language, delta):
    picture = payoff_picture(WAR, answered(delta=delta))
    figure = draw_payoffs(picture, language)
    (axes,) = figure.axes
    (legend,) = figure.legends
    said = {text.get_text().replace("\n", " ") for text in legend.get_texts()}
    words = catalogue(language)
    assert words["repeated.feasible"] in said
    assert words["repeated.rational"] in said
    assert (words["repeated.supported"] in said) == (delta is not None)
    figure.canvas.draw()
    page = figure.bbox
    for text in (*figure.texts, *legend.get_texts()):
        box = text.get_window_extent()
        assert box.x0 >= page.x0
        assert box.x1 <= page.x1 + 1
    assert len(axes.patches) >= 2


def test_polygons_that_differ_are_drawn_apart():
    from dataclasses import replace

    picture = payoff_picture(WAR, answered(delta=Fraction(9, 10)))
    apart = replace(picture, inner=((3.6, 3.6), (4.0, 3.6), (3.6, 4.0)))
    (legend,) = draw_payoffs(apart, "en").legends
    said = [text.get_text() for text in legend.get_texts()]
    assert "from outside" in said
    assert "from inside" in said


def test_three_players_have_no_picture():
    model = load_model("brand-tripartite")
    with pytest.raises(UnsupportedError, match="drawn for two players"):
        payoff_picture(model, repeated_model(model, model.values()))


def test_tables_hold_the_answer():
    answer = answered(delta=Fraction(3, 5))
    stage = stage_table(WAR, answer)
    assert stage.column("u1") == (Fraction(7, 2),) * 3
    triggers = trigger_table(WAR, answer)
    assert triggers.column("delta") == (Fraction(4, 7),)
    assert triggers.column("binding")[0].en == "city 1: subsidy; city 2: subsidy"
    assert code_table(WAR, answer).column("high") == (Fraction(4, 7),)
    shown = set_table(WAR, answer, answer.payoffs)
    assert shown.column("u1") == (Fraction(7, 2), Fraction(5))
    finite = answered(rounds=3)
    assert horizon_table(WAR, finite.horizon).column("u1") == (Fraction(7, 2),)


def test_paths_that_are_never_kept_up_say_why():
    never = answered(target="none, none", detection=Fraction(0))
    (remark,) = trigger_table(WAR, never).column("remark")
    assert "never detected" in remark.en
    lost = answered(target="none, subsidy")
    (remark,) = trigger_table(WAR, lost).column("remark")
    assert "better off after the deviation" in remark.en
    always = answered(target="subsidy, subsidy")
    (remark,) = trigger_table(WAR, always).column("remark")
    assert "at every discount factor" in remark.en
