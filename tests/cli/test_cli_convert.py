"""``vcgame convert``, and files of Gambit wherever a model is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GAMES = Path(__file__).parents[1] / "model" / "gambit" / "games"


def test_a_model_becomes_a_file_of_gambit(vcgame: Callable[..., Any], folder: Path):
    done = vcgame("convert", "boxed-pigs", "--set", "A=1/2", "--to", "pigs.nfg")
    assert (done.status, done.out, done.err) == (0, "pigs.nfg\n", "")
    text = (folder / "pigs.nfg").read_text(encoding="utf-8")
    assert text.endswith("\n13/2 5/2 9 1/2\n11/2 4 0 0\n")
    solved = vcgame("solve", "pigs.nfg", "--format", "json")
    assert solved.status == 0
    assert len(solved.json["equilibria"]) == 3


def test_a_file_of_gambit_becomes_a_model_file(vcgame: Callable[..., Any], folder: Path):
    assert vcgame("convert", GAMES / "names.efg", "--to", "names.toml").status == 0
    shown = vcgame("show", "names.toml")
    assert shown.status == 0
    assert "龙头企业" in shown.out
    assert "Payoffs as the imported file has them." in shown.out
    direct = vcgame("show", GAMES / "names.efg")
    assert direct.out == shown.out


def test_a_tree_becomes_its_reduced_form_and_a_table_an_unseen_tree(
    vcgame: Callable[..., Any], folder: Path
):
    assert vcgame("convert", GAMES / "outside.efg", "--to", "plans.nfg").status == 0
    assert '{ "out" "in · B" "in · S" }' in (folder / "plans.nfg").read_text(encoding="utf-8")
    assert vcgame("convert", "plans.nfg", "--to", "tree.efg", "--lang", "zh").status == 0
    assert vcgame("show", "tree.efg", "--lang", "zh").status == 0


@pytest.mark.parametrize("command", ["show", "solve", "check", "conditions"])
def test_commands_take_files_of_gambit(command: str, vcgame: Callable[..., Any], folder: Path):
    done = vcgame(command, GAMES / "battle.nfg")
    assert (done.status, done.err) == (0, "")
    assert "Battle of the sexes" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "pigs.txt"), "--to 'pigs.txt': the file ends in .nfg, .efg, .toml"),
        (("--to", "pigs.nfg", "--set", "B=1"), "boxed-pigs has no parameter 'B'"),
        (("--to", "pigs.nfg", "--set", "A=-1"), "the point breaks an assumption of boxed-pigs"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(
    arguments: tuple[str, ...], said: str, vcgame: Callable[..., Any], folder: Path
):
    done = vcgame("convert", "boxed-pigs", *arguments)
    assert done.status == 2
    assert said in done.err
    assert list(folder.iterdir()) == []


def test_what_a_file_cannot_hold_is_refused(
    vcgame: Callable[..., Any], models: dict[str, Path], folder: Path
):
    done = vcgame("convert", models["irrational"], "--to", "roots.nfg")
    assert done.status == 2
    assert "roots has irrational payoffs or probabilities here" in done.err
    text = (GAMES / "battle.nfg").read_text(encoding="utf-8")
    (folder / "wrong.nfg").write_text(text + "7", encoding="utf-8")
    done = vcgame("solve", "wrong.nfg")
    assert done.status == 2
    assert done.err.startswith("vcgame: wrong.nfg:5:1: 7 stands behind the last payoff")


def test_a_tree_of_stages_becomes_a_model_file(vcgame: Callable[..., Any], folder: Path):
    """The ids of its nodes, such as price.high.seek, are no names in a file."""
    assert vcgame("convert", "quality-rating", "--to", "rating.toml").status == 0
    direct = vcgame("solve", "quality-rating", "--format", "json").json
    again = vcgame("solve", "rating.toml", "--format", "json").json
    payoffs = [[each["payoffs"] for each in found["equilibria"]] for found in (direct, again)]
    assert len(payoffs[0]) == 4
    assert payoffs[0] == payoffs[1]
