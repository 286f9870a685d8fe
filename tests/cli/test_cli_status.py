"""Exit statuses, and what is said on standard error with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vcgame.errors import MissingExtraError

Models = dict[str, Path]

MISTAKES = {
    "no such command": (["slove", "boxed-pigs"], "did you mean 'solve'?"),
    "no such option": (["solve", "boxed-pigs", "--foo"], "--foo"),
    "no value": (["solve", "boxed-pigs", "--set"], "requires an argument"),
    "no model": (["solve"], "MODEL"),
    "too many": (["solve", "boxed-pigs", "other"], "unexpected extra argument"),
    "unknown model": (["solve", "boxed-pig"], "did you mean 'boxed-pigs'?"),
    "unknown file": (["solve", "no/where.toml"], "there is no file no/where.toml"),
    "folder": (["solve", "./"], "not a file but a folder"),
    "device": (["solve", "/dev/zero"], "not a file but a folder, device or pipe"),
    "unknown parameter": (["solve", "boxed-pigs", "--set", "B=1"], "no parameter 'B'; known: A"),
    "no number": (["solve", "boxed-pigs", "--set", "A=one"], "'one' is no number"),
    "divided by zero": (["solve", "boxed-pigs", "--set", "A=1/0"], "'1/0' is no number"),
    "no setting": (["solve", "boxed-pigs", "--set", "A"], "write NAME=VALUE"),
    "set twice": (["solve", "boxed-pigs", "--set", "A=1", "--set", "A=2"], "stands twice"),
    "assumption": (["solve", "boxed-pigs", "--set", "A=-1"], "assumption of boxed-pigs: A > 0"),
    "assumption of a table": (
        ["table", "boxed-pigs", "numbers", "--set", "A=0"],
        "assumption of boxed-pigs: A > 0",
    ),
    "assumption of an instance": (
        ["solve", "imitate-innovate", "--instance", "razor", "--set", "kappa=2"],
        "0 <= kappa and kappa <= 1",
    ),
    "unknown instance": (
        ["solve", "imitate-innovate", "--instance", "rasor"],
        "did you mean 'razor'?",
    ),
    "unknown concept": (["solve", "boxed-pigs", "--concept", "ess"], "'ess' is not one of"),
    "unknown solver": (["solve", "boxed-pigs", "--solver", "gambit"], "'gambit' is not one of"),
    "unknown language": (["models", "--lang", "fr"], "'fr' is not one of"),
    "unknown format": (["models", "--format", "docx"], "'docx' is not one of"),
    "unknown family": (["models", "--family", "brands"], "did you mean 'brand'?"),
    "unknown table": (["table", "boxed-pigs", "payoff"], "for 'KIND': 'payoff' is not one of"),
    "tree as a table": (
        ["solve", "functional-upgrading", "--concept", "pure"],
        "concepts that work here: 'nash', 'subgame-perfect', 'perfect-bayesian'",
    ),
    "table as a tree": (
        ["solve", "boxed-pigs", "--concept", "subgame-perfect"],
        "'subgame-perfect' is for trees; concepts that work here: 'nash', 'pure'",
    ),
    "nashpy on a tree": (
        ["solve", "functional-upgrading", "--solver", "nashpy"],
        "use the exact solver here",
    ),
    "frontier of a tree": (
        ["frontier", "functional-upgrading", "--vary", "K=1:9,p=0:1"],
        "'vcgame conditions functional-upgrading' gives exact conditions",
    ),
    "no axis": (["sweep", "boxed-pigs"], "--vary"),
    "half an axis": (["sweep", "boxed-pigs", "--vary", "A=1:2"], "write name=low:high:count"),
    "axis downwards": (["sweep", "boxed-pigs", "--vary", "A=2:1:3"], "2 is not below 1"),
    "axis twice": (
        ["sweep", "boxed-pigs", "--vary", "A=1:2:3", "--vary", "A=1:2:3"],
        "A stands on two axes",
    ),
    "unknown axis": (["sweep", "boxed-pigs", "--vary", "B=1:2:3"], "no parameter 'B'"),
    "result of no kind": (
        ["sweep", "boxed-pigs", "--vary", "A=1:2:3", "--out", "a.xlsx"],
        "no .parquet or .csv file",
    ),
    "unknown study": (["reproduce", "bran"], "did you mean 'brand'?"),
    "unknown study to run": (["run", "bran"], "did you mean 'brand'?"),
    "model as a study": (["run", "three.toml"], "games is missing"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_clear_line(
    name: str, vcgame: Callable[..., Any], models: Models, folder: Path
) -> None:
    arguments, expected = MISTAKES[name]
    before = sorted(folder.iterdir())
    run = vcgame(*arguments)
    assert run.status == 2
    assert run.out == ""
    assert expected in run.err
    assert all(line.startswith("vcgame: ") for line in run.err.splitlines())
    assert len(run.err.splitlines()) == 1 or name == "model as a study"
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("command", ["show", "solve", "check"])
def test_every_mistake_of_a_file_has_its_line(
    command: str, vcgame: Callable[..., Any], models: Models
) -> None:
    run = vcgame(command, "mistaken.toml")
    assert run.status == 2
    assert run.out == ""
    lines = run.err.splitlines()
    assert len(lines) == 3
    for line, (place, wrong) in zip(
        lines,
        [
            (6, "parameters.x.value: 'two' is not a number"),
            (14, "payoffs.\"u, l\"[0]: unknown name 'y'"),
            (16, 'payoffs."d, l": '),
        ],
        strict=True,
    ):
        assert line.startswith(f"vcgame: mistaken.toml:{place}:")
        assert wrong in line


def test_check_reports_the_mistakes_of_all_files_before_it_checks_any(
    vcgame: Callable[..., Any], models: Models
) -> None:
    run = vcgame("check", "nope", "fair.toml", "mistaken.toml", "no.toml", "mistaken.toml")
    assert run.status == 2
    assert run.out == ""
    assert len(run.err.splitlines()) == 5
    assert "'nope'" in run.err
    assert "no.toml" in run.err


def test_a_refuted_claim_is_status_1(vcgame: Callable[..., Any], models: Models) -> None:
    run = vcgame("check", "refuted.toml", "--points-only")
    assert run.status == 1
    assert "refuted at x = " in run.out
    assert run.err == ""
    assert "在 x = " in vcgame("check", "refuted.toml", "--lang", "zh").out


def test_a_file_given_twice_is_checked_once(vcgame: Callable[..., Any], models: Models) -> None:
    once = vcgame("check", "fair.toml")
    assert once.status == 0
    assert vcgame("check", "fair.toml", "fair.toml") == once


def test_parameters_may_leave_their_range_but_not_the_assumptions(
    vcgame: Callable[..., Any],
) -> None:
    assert vcgame("solve", "boxed-pigs", "--set", "A=100").status == 0
    exact = vcgame("solve", "boxed-pigs", "--set", "A = 1/3")
    assert "A = 1/3" in exact.out


def test_three_players_have_all_their_equilibria(
    vcgame: Callable[..., Any], models: Models
) -> None:
    for chosen in ([], ["--concept", "nash"]):
        run = vcgame("solve", "three.toml", *chosen, "--format", "json")
        assert run.status == 0
        assert run.json["concept"] == "nash"
        assert run.json["complete"] is True
        # The mixture is irrational: whoever plays new does so with p = sqrt(2) - 1.
        assert run.json["regime"] == "new, new, new | old+new, old+new, old+new | old, old, old"
    pure = vcgame("solve", "three.toml", "--concept", "pure", "--format", "json")
    assert pure.status == 0
    assert pure.json["concept"] == "pure"
    assert pure.json["why"] == "all 8 pure profiles compared, exact"
    assert pure.json["degenerate"] is None
    assert pure.json["regime"] == "new, new, new | old, old, old"
    text = vcgame("solve", "three.toml", "--concept", "pure").out
    assert "Only pure equilibria were looked for; there may be mixed ones." in text


def test_infinitely_many_equilibria_of_three_players_are_not_all_listed(
    vcgame: Callable[..., Any], models: Models
) -> None:
    run = vcgame("solve", "three.toml", "--set", "g=0", "--format", "json")
    assert run.status == 3
    assert run.json["complete"] is False
    assert run.json["concept"] == "nash"
    assert run.err == (
        "vcgame: the answer is not complete: there are infinitely many equilibria; listed are "
        "the pure ones, the isolated ones and the ends of straight segments\n"
    )


def test_nashpy_must_not_miss_an_equilibrium_where_all_are_asked_for(
    vcgame: Callable[..., Any], make_model: Callable[..., Path]
) -> None:
    # A degenerate game, parts of whose continuum nashpy does not see.
    rows = [[(0, 0), (0, 0), (0, 0)], [(0, 0), (0, 0), (0, 1)], [(0, 0), (1, 0), (0, 0)]]
    path = make_model("flat", rows)
    exact = vcgame("solve", path, "--format", "json")
    second = vcgame("solve", path, "--solver", "nashpy", "--format", "json")
    assert exact.status == second.status == 0
    assert second.json["complete"] is False
    assert any(note.startswith("nashpy missed equilibrium") for note in second.json["notes"])
    assert len(second.json["equilibria"]) < len(exact.json["equilibria"])
    insisting = vcgame("solve", path, "--solver", "nashpy", "--exact")
    assert insisting.status == 3
    assert "the answer is not complete: nashpy missed" in insisting.err
    assert vcgame("solve", path, "--exact").status == 0


def test_a_tie_that_cannot_be_decided_is_status_3(
    vcgame: Callable[..., Any], models: Models
) -> None:
    for chosen in ([], ["--exact"]):
        run = vcgame("solve", "undecidable.toml", *chosen)
        assert run.status == 3
        assert "a tie between irrational payoffs could not be decided" in run.err
        assert "Not complete: " in run.out


def test_irrational_numbers_are_not_exact(vcgame: Callable[..., Any], models: Models) -> None:
    assert vcgame("solve", "irrational.toml").status == 0
    run = vcgame("solve", "irrational.toml", "--exact")
    assert run.status == 3
    assert "not exact" in run.err
    assert vcgame("solve", "boxed-pigs", "--set", "A=1/3", "--exact").status == 0


def test_a_limit_is_status_3(vcgame: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vcgame.solve.nash.MOST_EQUILIBRIA", 2)
    run = vcgame("solve", "boxed-pigs", "--set", "A=1/2", "--format", "csv")
    assert run.status == 3
    assert "there are more than 2 extreme equilibria" in run.err
    assert len(run.out.splitlines()) == 3


def test_a_payoff_without_a_value_is_a_mistake_of_the_point(
    vcgame: Callable[..., Any], models: Models
) -> None:
    run = vcgame("solve", "irrational.toml", "--set", "x=0")
    assert run.status == 2
    assert run.err == "vcgame: the payoffs of (u, r): division by zero in '1/x'\n"


def test_points_without_a_value_are_status_4(vcgame: Callable[..., Any], models: Models) -> None:
    run = vcgame("sweep", "irrational.toml", "--vary", "x=-1:2:4", "--out", "r.csv")
    assert run.status == 4
    assert "vcgame: 2 of 4 points have no value, e.g. " in run.err
    assert "no value" in run.out
    assert (models["irrational"].parent / "r.csv").is_file()


def test_a_missing_extra_is_status_5(
    vcgame: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise MissingExtraError("this needs pandas; install vcgame[pandas]")

    monkeypatch.setattr("vcgame.cli.solve.solve", missing)
    run = vcgame("solve", "boxed-pigs")
    assert run.status == 5
    assert run.err == "vcgame: this needs pandas; install vcgame[pandas]\n"


@pytest.mark.parametrize(
    "bug", [ZeroDivisionError("two\nlines"), AssertionError(), RecursionError()]
)
def test_a_bug_is_status_70_and_one_line(
    bug: Exception, vcgame: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise bug

    monkeypatch.setattr("vcgame.cli.solve.solve", fail)
    monkeypatch.delenv("VCGAME_DEBUG", raising=False)
    run = vcgame("solve", "boxed-pigs")
    assert run.status == 70
    assert run.out == ""
    assert run.err.startswith(f"vcgame: this is a bug of vcgame ({type(bug).__name__}")
    assert len(run.err.splitlines()) == 1
    monkeypatch.setenv("VCGAME_DEBUG", "1")
    run = vcgame("solve", "boxed-pigs")
    assert run.status == 70
    assert "Traceback (most recent call last)" in run.err
    assert "in fail" in run.err


def test_an_interruption_is_status_130(
    vcgame: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vcgame.cli.solve.solve", interrupted)
    run = vcgame("solve", "boxed-pigs")
    assert run == (130, "", "vcgame: interrupted\n")
