"""`vcgame conditions` on games that not every table can be made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ONE_PLAYER = """
vcgame = 1
id = "alone"
title = "Alone"
[parameters]
a = { value = 1, range = [-2, 2] }
b = { value = 1, range = [-2, 2] }
[[players]]
id = "me"
strategies = { x = "x", y = "y" }
[payoffs]
"x" = ["a"]
"y" = ["b"]
"""


@pytest.mark.parametrize("options", [[], ["--lever", "x"], ["--format", "json"]])
def test_what_cannot_be_made_leaves_the_rest(
    vcgame: Callable[..., Any], models: dict[str, Path], options: list[str]
) -> None:
    run = vcgame("conditions", models["irrational"], *options)
    assert run.status == 0
    assert "matching" in run.out or options == ["--lever", "x"]
    assert run.out.count("sqrt(x)") >= 1
    assert run.err.startswith("vcgame: no exact thresholds of roots in x")
    assert run.err.count("\n") == 1
    assert vcgame("conditions", models["irrational"], *options, "--exact").status == 3


def test_a_table_that_is_asked_for_must_be_made(
    vcgame: Callable[..., Any], models: dict[str, Path]
) -> None:
    run = vcgame("conditions", models["irrational"], "--table", "line")
    assert (run.status, run.out) == (2, "")


def test_one_player_and_two_parameters(vcgame: Callable[..., Any], folder: Path) -> None:
    path = folder / "alone.toml"
    path.write_text(ONE_PLAYER, encoding="utf-8")
    run = vcgame("conditions", path, "--format", "json")
    assert (run.status, run.err) == (0, "")
    regimes = run.json["regimes"]
    assert [each["places"][0]["conditions"] for each in regimes["regions"]] == [
        ["a > b"],
        ["a < b"],
    ]
    (boundary,) = regimes["boundaries"]
    assert boundary["equation"] == "a == b"
    # All mixtures of x and y are as good: two pure ones are no two components.
    assert boundary["components"] is None


def test_of_three_players_components_are_not_counted(
    vcgame: Callable[..., Any], models: dict[str, Path]
) -> None:
    text = models["three"].read_text(encoding="utf-8").replace('"g", "g", "g"', '"g", "h", "g"')
    text = text.replace("[parameters]", "[parameters]\nh = { value = 2, range = [-1, 4] }")
    models["three"].write_text(text, encoding="utf-8")
    run = vcgame("conditions", models["three"], "--table", "areas", "--format", "csv")
    assert run.status == 0
    header, *rows = run.out.lstrip("\ufeff").splitlines()
    assert header.split(",")[2] == "components"
    assert rows
    assert all(",–," in row or ",," in row for row in rows)


def test_what_answers_instead_is_named(vcgame: Callable[..., Any]) -> None:
    run = vcgame("conditions", "brand-rising-fine")
    assert (run.status, run.out) == (2, "")
    assert run.err.rstrip().endswith("'vcgame dynamics brand-rising-fine' answers")


def test_a_table_without_rows_says_why(vcgame: Callable[..., Any], folder: Path) -> None:
    """Matching pennies as a tree: no pure profile is an equilibrium."""
    tree = (
        'EFG 2 R "pennies" { "one" "two" }\n'
        'p "" 1 1 "first" { "h" "t" } 0\n'
        'p "" 2 1 "second" { "h" "t" } 0\nt "" 1 "" { 1, -1 }\nt "" 2 "" { -1, 1 }\n'
        'p "" 2 1 "second" { "h" "t" } 0\nt "" 3 "" { -1, 1 }\nt "" 4 "" { 1, -1 }\n'
    )
    (folder / "pennies.efg").write_text(tree)
    run = vcgame("conditions", folder / "pennies.efg")
    assert run.status == 0
    assert "proved never to be equilibria" in run.out
    assert "Mixed ones are found at a point by vcgame solve" in run.out
