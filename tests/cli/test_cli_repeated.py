"""``vcgame repeated``: tables, JSON, the figure, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PENNIES = """
vcgame = 1
id = "pennies"
title = { en = "Pennies", zh = "硬币" }
[parameters]
x = { value = 1, range = [0, 2] }
[[players]]
id = "a"
name = { en = "a", zh = "甲" }
strategies = { h = { en = "head", zh = "正" }, t = { en = "tail", zh = "反" } }
[[players]]
id = "b"
name = { en = "b", zh = "乙" }
strategies = { h = { en = "head", zh = "正" }, t = { en = "tail", zh = "反" } }
[payoffs]
"h, h" = ["x", "-x"]
"h, t" = ["-x", "x"]
"t, h" = ["-x", "x"]
"t, t" = ["x", "-x"]
"""
CLUB = """
vcgame = 1
id = "club"
title = { en = "Club", zh = "联盟" }
[parameters]
n = { value = 4, range = [2, 26] }
eta = { value = 1, range = [0, 1] }
[[players]]
id = "firm"
name = { en = "firm", zh = "企业" }
number = "n"
strategies = { give = { en = "give", zh = "出资" }, take = { en = "take", zh = "搭便车" } }
[counts]
k = "others.give"
[payoffs]
give = ["(k + 1)**eta - 2"]
take = ["k"]
"""


@pytest.fixture
def game(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "game.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_a_dilemma_in_both_languages(vcgame: Callable[..., Any]) -> None:
    english = vcgame("repeated", "subsidy-war", "--delta", "3/5")
    assert english.status == 0
    for text in ("4/7", "(V - 2*S)/(V - S)", "V > 2*S", "the set", "exactly"):
        assert text in english.out
    chinese = vcgame("repeated", "subsidy-war", "--delta", "3/5", "--lang", "zh")
    for text in ("冷酷触发策略", "4/7", "支付集", "惩罚"):
        assert text in chinese.out
    assert "grim" not in chinese.out


def test_json_holds_exact_numbers(vcgame: Callable[..., Any]) -> None:
    run = vcgame("repeated", "subsidy-war", "--delta", "3/5", "--format", "json")
    told = run.json
    assert told["concept"] == "repeated"
    assert told["complete"] is True
    assert told["grim_trigger"][0]["delta"] == "4/7"
    assert told["grim_trigger"][0]["attained"] is True
    assert told["penal_codes"][0]["low"] == told["penal_codes"][0]["high"] == "4/7"
    assert told["payoff_set"]["status"] == "exact"
    assert told["payoff_set"]["outer"] == [["7/2", "7/2"], ["5", "5"]]
    assert told["formulas"][0]["cases"][1]["delta"] == "(V - 2*S)/(V - S)"
    assert told["pure_minmax"] == ["7/2", "7/2"]


def test_detection_is_a_formula_of_the_parameters(vcgame: Callable[..., Any]) -> None:
    told = vcgame("repeated", "brand-two-firms", "--detection", "q", "--format", "json").json
    assert told["detection"] == "1/5"
    # T - R = 4 - 3 - 2/5 = 3/5 and R - P = 2 + 2/5: (3/5)/(3/5 + 1/5 * 12/5) = 5/9
    assert told["grim_trigger"][0]["delta"] == "5/9"
    assert told["penal_codes"] == []


def test_no_equilibrium_in_pure_actions_is_an_answer(
    vcgame: Callable[..., Any], game: Callable[[str], str]
) -> None:
    run = vcgame("repeated", game(PENNIES), "--delta", "1/10")
    assert run.status == 0
    assert "no equilibrium in pure actions at this discount factor" in run.out
    rounds = vcgame("repeated", game(PENNIES), "--rounds", "4", "--format", "json").json
    assert rounds["finite"]["kind"] == "unique"
    assert rounds["finite"]["payoffs"] == [["0", "0"]]


def test_alike_firms(vcgame: Callable[..., Any], game: Callable[[str], str]) -> None:
    run = vcgame("repeated", game(CLUB))
    assert run.status == 0
    for text in ("all: give", "all: take", "1/3", "eta = 1"):
        assert text in run.out
    refused = vcgame("repeated", game(CLUB), "--delta", "1/2")
    assert refused.status == 2
    assert "two players" in refused.err


@pytest.mark.parametrize("suffix", ["svg"])
def test_the_figure_is_the_same_every_time(
    suffix: str, vcgame: Callable[..., Any], tmp_path: Path
) -> None:
    files = [tmp_path / f"{name}.{suffix}" for name in ("one", "two")]
    for file in files:
        run = vcgame("repeated", "subsidy-war", "--delta", "7/10", "--plot", str(file))
        assert run.status == 0
        assert f"wrote {file}" in run.err
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["functional-upgrading"], "is a tree"),
        (["subsidy-war", "--delta", "1"], "from 0 to less than 1"),
        (["subsidy-war", "--delta", "x"], "--delta: 'x' is no number"),
        (["subsidy-war", "--gap", "0"], "gap is 0"),
        (["subsidy-war", "--target", "none"], "names 1 strategies for 2 players"),
        (["subsidy-war", "--target", "none, nome"], "did you mean 'none'?"),
        (["subsidy-war", "--punishment", "none, none"], "the pure ones are: subsidy, subsidy"),
        (["subsidy-war", "--detection", "p"], "--detection"),
        (["subsidy-war", "--detection", "V"], "a probability is from 0 to 1"),
        (["subsidy-war", "--rounds", "5000"], "from 1 to 1000"),
        (["subsidy-war", "--plot", "x.gif"], "a figure's name ends in"),
        (["brand-tripartite", "--delta", "1/2"], "sets of equilibrium payoffs are for two players"),
        (["brand-tripartite", "--plot", "x.png"], "payoffs are drawn for two players"),
        (["brand-rising-fine"], "population shares"),
    ],
)
def test_mistakes_are_one_line(
    arguments: list[str], wrong: str, vcgame: Callable[..., Any], tmp_path: Path
) -> None:
    run = vcgame("repeated", *arguments)
    assert run.status == 2
    assert wrong in run.err
    assert run.err.count("\n") == 1


@pytest.mark.parametrize("form", ["md", "csv", "latex"])
def test_every_format(form: str, vcgame: Callable[..., Any]) -> None:
    run = vcgame("repeated", "subsidy-war", "--delta", "3/5", "--rounds", "3", "--format", form)
    assert run.status == 0
    assert "4/7" in run.out or "frac" in run.out or "0.571" in run.out
