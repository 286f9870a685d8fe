"""`vcgame solve --concept`: every concept, its options, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from vcgame.cli.options import FORMATS
from vcgame.solve.concepts import CONCEPTS, concepts_of

ANSWERS = (
    "quantal-response",
    "correlated",
    "coarse-correlated",
    "stackelberg",
    "iterated-dominance",
    "rationalisable",
    "risk-dominance",
)


@pytest.mark.parametrize("concept", ANSWERS)
@pytest.mark.parametrize("form", FORMATS)
def test_an_answer_in_every_format(concept: str, form: str, vcgame: Callable[..., Any]) -> None:
    run = vcgame("solve", "subsidy-war", "--concept", concept, "--format", form)
    assert (run.status, run.err) == (0, "")
    assert run.out.strip()
    if form == "json":
        assert run.json["concept"] == concept
        assert run.json["complete"] is True


@pytest.mark.parametrize("concept", ANSWERS)
def test_an_answer_in_chinese(concept: str, vcgame: Callable[..., Any]) -> None:
    run = vcgame("solve", "subsidy-war", "--set", "S=6", "--concept", concept, "--lang", "zh")
    assert (run.status, run.err) == (0, "")
    assert "重构" in run.out


def test_the_objective_is_the_chosen_one(vcgame: Callable[..., Any]) -> None:
    words = ["solve", "subsidy-war", "--set", "S=6", "--concept", "correlated"]
    found = vcgame(*words, "--objective", "city_1 - city_2", "--format", "json").json
    chosen = [e for e in found["extremes"] if e["objective"] not in ("total", "player")]
    values = [Fraction(each["value"]) for each in chosen]
    assert len(values) == 2
    assert values[0] == -values[1] >= 0


def test_the_leader_is_the_chosen_one(vcgame: Callable[..., Any]) -> None:
    words = ["solve", "boxed-pigs", "--concept", "stackelberg", "--leader"]
    assert "small pig moves first" in vcgame(*words, "small").out
    assert "large pig moves first" in vcgame(*words, "large").out


def test_one_lambda(vcgame: Callable[..., Any]) -> None:
    words = ["solve", "subsidy-war", "--concept", "quantal-response"]
    found = vcgame(*words, "--precision", "3/2", "--format", "json").json
    assert {each["lambda"] for each in found["points"]} == {1.5}


def test_weak_dominance_is_asked_for(vcgame: Callable[..., Any], folder: Path) -> None:
    game = folder / "tie.nfg"
    game.write_text('NFG 1 R "tie" { "a" "b" } { 2 2 }\n1 1 0 0 0 0 0 0\n', encoding="utf-8")
    words = ["solve", str(game), "--concept", "iterated-dominance", "--format", "json"]
    strict, weak = vcgame(*words).json, vcgame(*words, "--weak").json
    assert strict["rounds"] == []
    assert weak["rounds"] != []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--objective", "city_1"], "--objective goes with --concept correlated"),
        (["--leader", "city_1"], "--leader goes with --concept stackelberg"),
        (["--precision", "1"], "--precision goes with --concept quantal-response"),
        (["--weak"], "--weak goes with --concept iterated-dominance"),
        (["--equilibrium", "2"], "--equilibrium says what --plot draws"),
        (["--plot", "x.png"], "--plot draws trees, and subsidy-war is a strategic game"),
        (["--concept", "correlated", "--plot", "x.png"], "--plot draws trees"),
        (["--concept", "correlated", "--objective", "city_1**2"], "not linear in the players"),
        (["--concept", "correlated", "--objective", "1/city_1"], "not linear in the players"),
        (["--concept", "correlated", "--objective", "sqrt(city_1)"], "not linear in the players"),
        (["--concept", "correlated", "--objective", "town"], "unknown name 'town'"),
        (["--concept", "stackelberg", "--leader", "city_3"], "did you mean 'city_"),
        (["--concept", "quantal-response", "--precision", "-1"], "not negative"),
        (["--concept", "quantal-response", "--precision", "much"], "write a number"),
        (["--concept", "correlated", "--solver", "nashpy"], "leave --concept out"),
        (["--concept", "correlated", "--set", "S=-1"], "breaks an assumption"),
    ],
)
def test_a_mistake_is_one_clear_line(
    words: list[str], said: str, vcgame: Callable[..., Any]
) -> None:
    run = vcgame("solve", "subsidy-war", *words)
    assert (run.status, run.out) == (2, "")
    assert said in run.err
    assert run.err.count("\n") == 1


@pytest.mark.parametrize(
    ("model", "form"),
    [("subsidy-war", "strategic"), ("leading-firm", "extensive"), ("order-war", "symmetric")],
)
@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_concept_works_or_what_works_is_named(
    model: str, form: Any, concept: str, vcgame: Callable[..., Any]
) -> None:
    run = vcgame("solve", model, "--concept", concept)
    if concept in concepts_of(form):
        assert (run.status, run.err) == (0, "")
        return
    assert (run.status, run.out) == (2, "")
    assert run.err.count("\n") == 1
    assert all(repr(each) in run.err for each in concepts_of(form))


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_tree_is_drawn(suffix: str, vcgame: Callable[..., Any], folder: Path) -> None:
    file = folder / f"tree.{suffix}"
    run = vcgame("solve", "leading-firm", "--plot", str(file), "--lang", "zh")
    assert run.status == 0
    assert file.stat().st_size > 1_000
    assert "wrote" in run.err


def test_there_is_no_such_equilibrium(vcgame: Callable[..., Any], folder: Path) -> None:
    file = folder / "tree.png"
    run = vcgame("solve", "leading-firm", "--plot", str(file), "--equilibrium", "9")
    assert run.status == 2
    assert "--equilibrium 9: there are" in run.err
    assert not file.exists()


def test_the_branch_is_drawn(vcgame: Callable[..., Any], folder: Path) -> None:
    file = folder / "branch.png"
    words = ["solve", "subsidy-war", "--concept", "quantal-response", "--plot", str(file)]
    assert vcgame(*words).status == 0
    assert file.stat().st_size > 1_000
