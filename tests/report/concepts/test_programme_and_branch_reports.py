"""Tables, JSON and figures of correlated equilibria, commitment and logit equilibria."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from vcgame.errors import UsageError
from vcgame.forms.point import strategic_game
from vcgame.forms.strategic import StrategicGame
from vcgame.model.library import load_model, model_of
from vcgame.model.model import Model
from vcgame.model.text import Language, Text
from vcgame.report.concepts.correlated import correlated_json, correlated_table
from vcgame.report.concepts.logit_picture import draw_logit, logit_picture
from vcgame.report.concepts.quantal_response import logit_json, logit_table
from vcgame.report.concepts.stackelberg import stackelberg_json, stackelberg_table
from vcgame.report.figures.canvas import write_figure
from vcgame.report.sentences import reason_text
from vcgame.report.tables.text import to_text
from vcgame.solve.commitment.stackelberg import solve_stackelberg
from vcgame.solve.correlation.correlated import solve_correlated
from vcgame.solve.quantal.quantal_response import logit_at, logit_branch

LANGUAGES: tuple[Language, ...] = ("en", "zh")
CHICKEN = "6,6 2,7 7,2 0,0"
COMMIT = "2,1 4,0 1,0 3,1"


def pair(cells: str) -> Model:
    """Make a model of two players with two strategies each."""
    lines = ["vcgame = 1", 'id = "pair"', 'title = { en = "A pair", zh = "一对" }']
    lines += ["[parameters]", 'p = { value = 0, meaning = "none" }']
    for player, zh in (("one", "甲"), ("two", "乙")):
        lines += [
            "[[players]]",
            f'id = "{player}"',
            f'name = {{ en = "{player}", zh = "{zh}" }}',
            'strategies = { soft = { en = "soft", zh = "柔" }, hard = { en = "hard", zh = "刚" } }',
        ]
    lines.append("[payoffs]")
    for number, cell in enumerate(cells.split()):
        names = ("soft", "hard")
        lines.append(f'"{names[number // 2]}, {names[number % 2]}" = [{cell}]')
    return model_of("pair.toml", "\n".join(lines) + "\n")


def game_of(model: Model) -> StrategicGame:
    return strategic_game(model, model.values())


def is_chinese(text: Text) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text.say("zh")) is not None


@pytest.fixture(scope="module")
def chicken() -> Model:
    return pair(CHICKEN)


def test_correlated_table(chicken: Model) -> None:
    game = game_of(chicken)
    answer = solve_correlated(game, weights={"one": 2})
    table = correlated_table(chicken, game, answer)
    assert table.id == "pair.correlated"
    assert table.column("value")[0] == Fraction(21, 2)
    assert table.column("nash")[0] == Fraction(28, 3)
    assert table.column("certificate") == (0,) * 8
    drawn = table.column("drawn")[0]
    assert isinstance(drawn, Text)
    assert drawn.en == "0.5 (soft, soft) + 0.25 (soft, hard) + 0.25 (hard, soft)"
    objectives = [cell for cell in table.column("objective") if isinstance(cell, Text)]
    assert objectives[2] == Text("largest of 2 × payoff of one", "2 × 甲的支付最大")
    assert all(is_chinese(text) for text in (*objectives, *table.notes, table.title))
    coarse = correlated_table(chicken, game, solve_correlated(game, coarse=True))
    assert coarse.id == "pair.coarse-correlated"
    assert coarse.title.en == "A pair: coarse correlated equilibria"
    for language in LANGUAGES:
        assert to_text(table, language)


def test_correlated_json(chicken: Model) -> None:
    game = game_of(chicken)
    told = correlated_json(game, solve_correlated(game, weights={"two": Fraction(1, 2)}))
    assert json.loads(json.dumps(told)) == told
    best = told["extremes"][0]
    assert (best["value"], best["nash"], best["unique"]) == ("21/2", "28/3", True)
    assert best["distribution"][0] == {"profile": ["soft", "soft"], "probability": "1/2"}
    assert {"player", "told", "instead", "weight"} == best["proof"][0].keys()
    assert told["weights"] == {"one": "0", "two": "1/2"}
    coarse = correlated_json(game, solve_correlated(game, coarse=True))
    assert coarse["extremes"][0]["proof"][0]["told"] is None
    assert coarse["weights"] == {}


def test_stackelberg_table() -> None:
    model = pair(COMMIT)
    answer = solve_stackelberg(game_of(model))
    table = stackelberg_table(model, answer)
    assert table.column("u1")[:4] == (3, 3, Fraction(7, 2), Fraction(7, 2))
    last = table.column("x1")[3]
    assert isinstance(last, Text)
    assert last.en == "0.5 soft + 0.5 hard (limit, not attained)"
    kinds = [cell for cell in table.column("kind") if isinstance(cell, Text)]
    assert kinds[4].en == "two first: pure, ties for the leader"
    assert kinds[-1].en == "simultaneous, Nash equilibrium 1"
    notes = [note.en for note in table.notes]
    assert "Moving first, one gets more than in every known simultaneous equilibrium." in notes
    assert any(note.startswith("One gets 3.5 moving first and ") for note in notes)
    assert all(is_chinese(text) for text in (*kinds, *table.notes, table.title))


def test_moving_first_may_hurt() -> None:
    model = pair("1,-1 -1,1 -1,1 1,-1")
    table = stackelberg_table(model, solve_stackelberg(game_of(model), mixed=False))
    notes = " ".join(note.en for note in table.notes)
    assert "one gets less than in some known simultaneous equilibrium" in notes
    assert "One gets -1 moving first and 1 moving second (pure" in notes.replace("−", "-")


def test_stackelberg_json() -> None:
    model = pair(COMMIT)
    told = stackelberg_json(game_of(model), solve_stackelberg(game_of(model), "one"))
    assert json.loads(json.dumps(told)) == told
    weak = told["commitments"][3]
    assert (weak["value"], weak["attained"]) == ("7/2", False)
    assert weak["plays"][0]["mixture"] == {"soft": "1/2", "hard": "1/2"}
    assert weak["plays"][0]["replies"] == {"two": "hard"}
    assert sum(map(Fraction, weak["nearby"].values())) == 1
    assert told["nash"] == [{"one": "2", "two": "1"}]
    assert told["leader"] == "one"


def test_logit_table(chicken: Model) -> None:
    answer = logit_branch(game_of(chicken))
    table = logit_table(chicken, answer)
    assert table.column("precision")[-1] == float("inf")
    assert table.column("u1")[-1] == Fraction(14, 3)
    assert table.column("regret")[-1] == 0
    events = table.column("event")
    assert Text("other branches cross", "与其他分支相交") in events
    assert all(value > 0 for value in table.column("regret")[:-1] if isinstance(value, float))
    assert len(table.rows) < len(answer.points)
    assert all(is_chinese(text) for text in (*table.notes, table.title))
    assert any("keeps the symmetry" in note.en for note in table.notes)
    here = logit_table(chicken, logit_at(game_of(chicken), 1))
    assert here.title.en == "A pair: logit quantal responses at one λ"
    assert len(here.rows) == 1
    for language in LANGUAGES:
        assert "∞" in to_text(table, language)


def test_logit_json(chicken: Model) -> None:
    game = game_of(chicken)
    told = logit_json(game, logit_branch(game))
    assert json.loads(json.dumps(told)) == told
    assert told["limit"]["profile"]["one"] == {"soft": "2/3", "hard": "1/3"}
    assert told["limit"]["certificate"] == "0"
    assert told["limit"]["isolated"]
    assert told["points"][0]["lambda"] == 0
    assert {point["event"] for point in told["points"]} == {None, "bifurcation"}
    flat = pair("1,1 1,1 1,1 1,1")
    table = logit_table(flat, logit_branch(game_of(flat)))
    assert any("not isolated" in note.en for note in table.notes)
    cut = logit_json(game, logit_branch(game, most=1))
    assert cut["limit"] is None


@pytest.mark.usefixtures("silence")
@pytest.mark.parametrize("language", LANGUAGES)
def test_logit_figure(chicken: Model, language: Language, tmp_path: Path) -> None:
    picture = logit_picture(chicken, logit_branch(game_of(chicken)))
    assert len(picture.chances) == 2
    assert all(sum(point) == pytest.approx(1) for point in zip(*picture.chances[0], strict=True))
    assert [event for _, event in picture.events] == ["bifurcation"]
    figure = draw_logit(picture, language)
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert len(texts) == 6
    assert picture.title.say(language) in " ".join(text.get_text() for text in figure.texts)
    write_figure(figure, tmp_path / "branch.svg")
    assert (tmp_path / "branch.svg").stat().st_size > 5_000


def test_a_figure_needs_points() -> None:
    model = load_model("boxed-pigs")
    answer = logit_at(strategic_game(model, model.values()), 1)
    with pytest.raises(UsageError, match="two points or more"):
        logit_picture(model, answer)


@pytest.mark.parametrize(
    "sentence",
    [
        "a linear programme takes more than 3000 operations on numbers",
        "not all Nash equilibria are known: mixed equilibria of 4 players are not searched",
        "after these the others have no pure equilibrium, they are left out: x, y",
        "lambda became as large as allowed, and no limit was certified",
        "no step along the branch is short enough to be sure of it",
        "the branch takes more than 3000 steps",
        "the last point, at lambda = 27.6, has regret 3e-06 and is not said to be an equilibrium",
        "a point between two others of the branch could not be reached",
        "not every point could be proved by the interval Newton method",
        "the branch was followed up to the lambda that was asked for",
        "comparison of the others' pure equilibria after every pure strategy of the leader",
    ],
)
def test_sentences_are_said_in_chinese(sentence: str) -> None:
    text = reason_text(sentence)
    assert is_chinese(text)
    assert not re.search(r"[a-z]{4,}", text.say("zh"))
