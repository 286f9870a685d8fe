"""`vcgame conditions` on trees and on games of alike firms: every option, every format."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest


def test_a_tree_as_json(vcgame: Any) -> None:
    told = vcgame("conditions", "quality-rating", "--lever", "rL", "--format", "json").json
    found = told["equilibria"]
    assert found["concept"] == "perfect-bayesian"
    assert len(found["equilibria"]) + found["impossible"] == 36
    assert found["gaps"] == []
    bounds = [b for each in found["equilibria"] for b in each["beliefs"]]
    assert {"information_set", "node", "losses", "relation", "bound"} == set(bounds[0])
    assert told["line"]["rows"][0]["standing"] == "outside"
    named = [each["formula"] for each in told["thresholds"]["thresholds"]]
    assert "H - L" in named


def test_set_and_free_leave_one_parameter(vcgame: Any) -> None:
    ran = vcgame("conditions", "functional-upgrading", "--free", "sigma", "--format", "json")
    assert "thresholds" not in ran.json
    rows = ran.json["line"]["rows"]
    assert [row["standing"] for row in rows] == ["outside", *["inside"] * 5]
    assert [len(row["equilibria"]) for row in rows] == [0, 1, 2, 1, 2, 1]
    told = vcgame(
        "conditions", "functional-upgrading", "--set", "s=2", "--free", "sigma", "--format", "json"
    ).json
    assert told["parameters"]["s"] == "2"
    assert told["free"] == ["sigma"]


@pytest.mark.parametrize("form", ["csv", "latex", "md", "text"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("model", ["quality-rating", "order-war"])
def test_formats_and_languages(vcgame: Any, model: str, form: str, language: str) -> None:
    ran = vcgame("conditions", model, "--table", "equilibria", "--format", form, "--lang", language)
    assert ran.status == 0
    if form == "csv":
        rows = list(csv.reader(io.StringIO(ran.out)))
        assert len({len(row) for row in rows}) == 1
    elif form != "latex":
        assert ("均衡" in ran.out) == (language == "zh")


def test_concepts(vcgame: Any) -> None:
    ran = vcgame(
        "conditions",
        "leading-firm",
        "--concept",
        "nash",
        "--table",
        "equilibria",
        "--format",
        "json",
    )
    assert ran.json["equilibria"]["concept"] == "nash"


def test_a_gap_makes_exact_fail(vcgame: Any, tmp_path: Any) -> None:
    nodes = ['{ id = "root", player = "first" }']
    nodes.append('{ id = "out", parent = "root", action = "out", payoffs = ["2", "0"] }')
    for k in "xyz":
        nodes.append(
            f'{{ id = "{k}", parent = "root", action = "{k}", player = "second", '
            'information = "s" }'
        )
        for move, payoffs in (("l", '"0", "a"'), ("r", '"3", "1"')):
            nodes.append(
                f'{{ id = "{k}{move}", parent = "{k}", action = "{move}", payoffs = [{payoffs}] }}'
            )
    text = (
        'vcgame = 1\nid = "wide"\ntitle = { en = "Wide", zh = "宽" }\nform = "extensive"\n'
        'parameters = { a = 1 }\nplayers = [{ id = "first" }, { id = "second" }]\n'
        f"nodes = [{', '.join(nodes)}]\n"
    )
    path = tmp_path / "wide.toml"
    path.write_text(text, encoding="utf-8")
    assert vcgame("conditions", str(path), "--table", "equilibria", "--exact").status == 3
    assert vcgame("conditions", str(path), "--table", "equilibria").status == 0


def test_alike_firms_as_json(vcgame: Any) -> None:
    told = vcgame("conditions", "order-war", "--free", "n,f", "--format", "json").json
    assert told["free"] == ["n", "f"]
    kinds = [each["kind"] for each in told["equilibria"]]
    assert kinds[:2] == ["all", "all"]
    assert "some" in kinds
    assert told["count"] == "k"
    holding = next(each for each in told["equilibria"] if each["strategy"] == "hold")
    assert holding["conditions"] == ["n*f + 32 >= 16*n"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["quality-rating", "--plot", "a.pdf"], "exact maps are for games with [payoffs]"),
        (["order-war", "--plot", "a.pdf"], "is a game of alike firms"),
        (["order-war", "--lever", "f"], "thresholds of a lever are for other forms"),
        (["quality-rating", "--ties"], "--ties is for games with [payoffs]"),
        (["order-war", "--ties"], "--ties is for two players"),
        (["order-war", "--concept", "nash"], "--concept is for trees"),
        (["quality-rating", "--table", "classes"], "--table classes: not here"),
        (["quality-rating", "--free", "rX"], "no parameter 'rX'"),
        (["quality-rating", "--lever", "rH", "--set", "rH=1"], "keep one"),
        (["order-war", "--set", "n=5/2"], "whole number"),
    ],
)
def test_what_is_refused(vcgame: Any, arguments: list[str], said: str) -> None:
    ran = vcgame("conditions", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
