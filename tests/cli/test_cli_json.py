"""What `vcgame solve --format json` prints is what the design says; scripts rely on it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from vcgame.model.library import library_models, load_model
from vcgame.solve.concepts import concept_of

KEYS = ["model", "status", "parameters", "concept", "method", "complete", "why", "degenerate"]


def numbers(value: Any) -> list[Any]:
    """All leaves under payoffs, probabilities and the like."""
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in numbers(each)]
    return [value]


@pytest.mark.parametrize("id", [m.id for m in library_models() if not m.state_dependent])
def test_every_model_of_the_library(id: str, vcgame: Callable[..., Any]) -> None:
    model = load_model(id)
    run = vcgame("solve", id, "--format", "json")
    assert run.status == 0
    solved = run.json
    assert list(solved)[: len(KEYS)] == KEYS
    assert solved["model"] == id
    concept = "pure-or-symmetric" if model.form == "symmetric" else concept_of(model)
    assert solved["concept"] == concept
    assert solved["complete"] is True
    assert isinstance(solved["degenerate"], bool)
    assert list(solved["parameters"]) == list(model.parameters)
    assert {name: Fraction(text) for name, text in solved["parameters"].items()} == model.values()
    assert solved["equilibria"]
    if model.form == "symmetric":
        return  # told by counts: tests/report/concepts/test_symmetric_report.py
    for found in solved["equilibria"]:
        parts = [found["payoffs"], found.get("profile", found.get("behaviour"))]
        assert all(
            isinstance(leaf, str) and Fraction(leaf) is not None for leaf in numbers(parts[0])
        )
        assert all(Fraction(leaf) >= 0 for each in parts[1].values() for leaf in numbers(each))
        assert list(parts[0]) == list(parts[1]) == [player.id for player in model.players]
        assert found["certificate"] == "0"


def test_a_game_with_a_mixed_equilibrium(vcgame: Callable[..., Any]) -> None:
    solved = vcgame("solve", "boxed-pigs", "--set", "A=1/2", "--format", "json").json
    del solved["nash_subsets"], solved["notes"]
    assert solved == {
        "model": "boxed-pigs",
        "status": "textbook",
        "parameters": {"A": "1/2"},
        "concept": "nash",
        "method": "vertices of both best-response polytopes by double description",
        "complete": True,
        "why": "all vertices of both best-response polytopes, exact",
        "degenerate": False,
        "regime": "press+wait, press+wait | press, wait | wait, press",
        "components": 3,
        "equilibria": [
            {
                "profile": {
                    "large": {"press": "1", "wait": "0"},
                    "small": {"press": "0", "wait": "1"},
                },
                "payoffs": {"large": "11/2", "small": "4"},
                "certificate": "0",
                "component": 1,
                "pure": True,
                "best_replies": {"large": ["press"], "small": ["wait"]},
            },
            {
                "profile": {
                    "large": {"press": "1/4", "wait": "3/4"},
                    "small": {"press": "11/16", "wait": "5/16"},
                },
                "payoffs": {"large": "99/16", "small": "1"},
                "certificate": "0",
                "component": 2,
                "pure": False,
                "best_replies": {"large": ["press", "wait"], "small": ["press", "wait"]},
            },
            {
                "profile": {
                    "large": {"press": "0", "wait": "1"},
                    "small": {"press": "1", "wait": "0"},
                },
                "payoffs": {"large": "9", "small": "1/2"},
                "certificate": "0",
                "component": 3,
                "pure": True,
                "best_replies": {"large": ["wait"], "small": ["press"]},
            },
        ],
    }


def test_a_degenerate_game_lists_its_extreme_equilibria(vcgame: Callable[..., Any]) -> None:
    solved = vcgame("solve", "boxed-pigs", "--set", "A=1", "--format", "json").json
    assert solved["degenerate"] is True
    profiles = [
        tuple(tuple(mixture.values()) for mixture in found["profile"].values())
        for found in solved["equilibria"]
    ]
    assert set(profiles) == {
        (("1", "0"), ("0", "1")),
        (("0", "1"), ("1", "0")),
        (("0", "1"), ("5/8", "3/8")),
    }
    assert solved["components"] == 2
    components = [found["component"] for found in solved["equilibria"]]
    assert components == sorted(components)
    assert sorted(map(sorted, solved["nash_subsets"])) == [[1], [2, 3]]


def test_a_tree_has_behaviour_and_beliefs(vcgame: Callable[..., Any]) -> None:
    solved = vcgame("solve", "functional-upgrading", "--set", "s=3/2", "--format", "json").json
    assert solved["degenerate"] is True
    assert solved["components"] is None
    first, second = solved["equilibria"]
    assert list(first["behaviour"]) == ["oem", "buyer"]
    assert list(first["behaviour"]["buyer"]) == ["offer", "reply_assisted", "reply_plain"]
    assert first["behaviour"]["buyer"]["offer"] == {"assist": "1", "arms_length": "0"}
    assert second["behaviour"]["buyer"]["offer"] == {"assist": "0", "arms_length": "1"}
    assert first["beliefs"]["oem"]["oem_plain"] == {"oem_plain": "1"}
    assert first["payoffs"] == {"oem": "5", "buyer": "41/2"}
    assert first["outcomes"] == {"stay_assisted": "1"}
    (tie,) = solved["indifferences"]
    assert tie == {
        "node": "reply_assisted",
        "player": "buyer",
        "actions": ["accommodate", "punish"],
        "payoff": "35/2",
    }
    mixed = solved["mixed"][0]
    assert mixed["supports"]["reply_assisted"] == ["accommodate", "punish"]
    (span,) = mixed["ranges"]
    assert (span["low"], span["high"], span["closed"]) == ("0", "5/7", [False, True])
    assert mixed["conditions"] == []


def test_mixing_of_three_moves_has_its_condition(
    vcgame: Callable[..., Any], models: dict[str, Path]
) -> None:
    solved = vcgame("solve", models["tie"], "--format", "json").json
    conditions = {
        (tuple(family["supports"]["start"]), *family["conditions"])
        for family in solved["mixed"]
        if family["supports"]["reply"] == ["a", "b", "c"]
    }
    # Entering is worth 3 p[b] + p[c] = 1 - p[a] + 2 p[b], staying out 1.
    assert conditions == {
        (("out",), "p[reply=a] - 2*p[reply=b] >= 0"),
        (("out", "into"), "p[reply=a] - 2*p[reply=b] == 0"),
        (("into",), "-p[reply=a] + 2*p[reply=b] >= 0"),
    }
    text = vcgame("solve", models["tie"]).out
    assert "reply: a mixture of a, b, c; where p[reply=a] - 2*p[reply=b] >= 0." in text
    assert "start: out; reply: a with a probability in [2/3, 1), else b." in text
    assert "At reply second is indifferent between a, b, c in some equilibrium." in text
    assert (
        "其中 p[reply=a] - 2*p[reply=b] >= 0" in vcgame("solve", models["tie"], "--lang", "zh").out
    )


def test_many_families_are_told_in_part(
    vcgame: Callable[..., Any], models: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vcgame.report.mixing_notes.MOST_FAMILIES", 2)
    text = vcgame("solve", models["tie"]).out
    assert text.count("Mixed equilibria: ") == 2
    assert "And 7 more families of mixed equilibria; the JSON format lists all." in text


def test_floats_are_numbers_and_fractions_texts(
    vcgame: Callable[..., Any], models: dict[str, Path]
) -> None:
    solved = vcgame("solve", models["irrational"], "--format", "json").json
    (found,) = solved["equilibria"]
    assert solved["parameters"] == {"x": "2"}
    leaves = numbers(found["profile"])
    assert all(isinstance(leaf, float) for leaf in leaves)
    assert sum(leaves) == pytest.approx(2)
    assert all(isinstance(leaf, float) for leaf in numbers(found["payoffs"]))
    assert 0 <= float(found["certificate"]) < 1e-20


def test_a_number_beyond_floats_leaves_the_json_valid(
    vcgame: Callable[..., Any], models: dict[str, Path]
) -> None:
    run = vcgame("solve", models["irrational"], "--set", "x=1e9", "--concept", "pure")
    assert run.status == 0
    run = vcgame("solve", models["irrational"], "--set", "x=1e9", "--format", "json")
    assert "Infinity" not in run.out
    assert run.json["equilibria"]


def test_long_numbers_are_not_cut(
    vcgame: Callable[..., Any], make_model: Callable[..., Path]
) -> None:
    rows = [[("x**60", 0), (0, 0)], [(0, 0), (0, 0)]]
    path = make_model("long", rows, "[parameters]\nx = { value = 2 }")
    solved = vcgame("solve", path, "--set", "x=1e99", "--format", "json")
    assert solved.status == 0
    payoffs = [found["payoffs"]["p"] for found in solved.json["equilibria"]]
    assert "1" + "0" * (99 * 60) in payoffs
    assert vcgame("solve", path, "--set", "x=1e99").status == 0


def test_other_commands_print_json_in_the_same_spirit(
    vcgame: Callable[..., Any], models: dict[str, Path]
) -> None:
    shown = vcgame("show", "imitate-innovate", "--format", "json").json
    assert shown["model"] == "imitate-innovate"
    assert shown["instances"]["razor"]["kappa"] == "4/17"
    assert {table["id"].partition(".")[2] for table in shown["tables"]} >= {
        "players",
        "payoffs",
        "parameters",
        "evidence",
        "statements",
    }
    run = vcgame("check", models["refuted"], models["fair"], "--format", "json")
    first, second = run.json
    assert run.status == 1
    (claim,) = first["claims"]
    assert (claim["claim"], claim["outcome"]) == ("wrong", "refuted")
    assert set(claim["point"]) == {"x"}
    assert Fraction(claim["point"]["x"]) is not None
    assert [each["outcome"] for each in second["claims"]] == ["proved", "proved", "not decided"]
    assert [each["point"] for each in second["claims"]] == [None] * 3
