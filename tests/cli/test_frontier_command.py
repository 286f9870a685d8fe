"""`vcgame frontier`: its table, its files, its mistakes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from vcgame import __version__
from vcgame.model.library import load_model
from vcgame.solve.solution import solve

FRONTIER = ["frontier", "brand-two-firms", "--vary", "b=1:8,c=1:8", "--resolution", "64"]


def test_the_table_covers_the_whole_area(vcgame: Callable[..., Any], folder: Path) -> None:
    run = vcgame(*FRONTIER, "--format", "json")
    assert (run.status, run.err) == (0, "")
    rows = run.json["rows"]
    assert {row["regime"] for row in rows} >= {"build, build", "free_ride, free_ride"}
    assert sum(row["cells"] for row in rows) == 64**2
    assert sum(row["share"] for row in rows) == pytest.approx(1)
    assert [row["status"].partition(":")[0] for row in rows[-2:]] == ["boundary", "undecided"]
    assert "64 by 64" in run.json["notes"][-1]


def test_the_table_in_chinese(vcgame: Callable[..., Any], folder: Path) -> None:
    run = vcgame(*FRONTIER, "--lang", "zh")
    assert "面积占比" in run.out
    assert "build, build" in run.out


@pytest.mark.parametrize("name", ["a.csv", "deep/a.parquet", "A.CSV"])
def test_the_cells_read_back(name: str, vcgame: Callable[..., Any], folder: Path) -> None:
    arguments = [*FRONTIER, "--set", "q=1/4", "--out", name]
    run = vcgame(*arguments)
    assert run.status == 0
    assert run.err == f"vcgame: wrote {name}\n"
    if name.lower().endswith(".csv"):
        first, *lines = Path(name).read_text(encoding="utf-8").splitlines()
        header, rows = json.loads(first.removeprefix("# vcgame ")), list(csv.DictReader(lines))
    else:
        table = pq.read_table(name)
        header, rows = json.loads(table.schema.metadata[b"vcgame"]), table.to_pylist()
    assert list(rows[0]) == ["x_low", "x_high", "y_low", "y_high", "kind", "regimes"]
    assert header["made_by"] == f"vcgame {__version__}"
    assert header["command"] == ["vcgame", *arguments]
    assert header["parameters"]["q"] == "1/4"
    assert header["spans"]["y"] == {"name": "c", "low": "1", "high": "8"}
    kinds = [row["kind"] for row in rows]
    assert kinds.count("boundary") == header["boundary"] > 0
    assert kinds.count("undecided") == header["undecided"]
    model = load_model("brand-two-firms")
    places = [(float(row["x_low"]), float(row["y_low"])) for row in rows]
    assert places == sorted(places)
    for row in rows[::20]:
        met = set()
        for x in (row["x_low"], row["x_high"]):
            for y in (row["y_low"], row["y_high"]):
                at = {"b": Fraction(x), "c": Fraction(y), "q": Fraction(1, 4)}
                met.add(solve(model, at).regime)
        assert set(row["regimes"].split(" || ")) == met
    for region in header["regions"]:
        if region["point"] and region["status"] == "ok":
            b, c = map(Fraction, region["point"])
            assert solve(model, {"b": b, "c": c, "q": Fraction(1, 4)}).regime == region["regime"]
    assert [path.name for path in Path(name).parent.iterdir()] == [Path(name).name]


def test_the_range_of_the_model_is_taken(vcgame: Callable[..., Any], folder: Path) -> None:
    whole = vcgame("frontier", "subsidy-war", "--vary", "V,S", "--resolution", "32")
    named = vcgame("frontier", "subsidy-war", "--vary", "V=0:20,S=0:15", "--resolution", "32")
    assert whole.status == 0
    assert whole.out == named.out


def test_another_resolution_is_rounded_up_and_said(
    vcgame: Callable[..., Any], folder: Path
) -> None:
    run = vcgame("frontier", "subsidy-war", "--vary", "V,S", "--resolution", "33")
    assert "64 by 64" in run.out
    assert run.err == "vcgame: the resolution is rounded up to 64, a power of two\n"


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["subsidy-war", "--vary", "V"], "name two parameters"),
        (["subsidy-war", "--vary", "V,T"], "no parameter 'T'"),
        (["brand-two-firms", "--vary", "b,fine"], "fine is a derived quantity"),
        (["subsidy-war", "--vary", "V,S", "--set", "V=3"], "V is set and varied"),
        (["subsidy-war", "--vary", "V,S", "--resolution", "0"], "1 to 65536"),
        (["subsidy-war", "--vary", "V,S", "--out", "a.txt"], "no .parquet or .csv file"),
        (["functional-upgrading", "--vary", "s=0:1,s=0:1"], "stands twice"),
        (["irrational.toml", "--vary", "x,y"], "no parameter"),
        (["three.toml", "--vary", "g,g=0:1"], "vary"),
    ],
)
def test_mistakes_are_one_line(
    arguments: list[str],
    wrong: str,
    vcgame: Callable[..., Any],
    models: dict[str, Path],
) -> None:
    run = vcgame("frontier", *arguments)
    assert run.status == 2
    assert run.out == ""
    assert run.err.count("\n") == 1
    assert wrong in run.err


def test_a_file_that_cannot_be_written(vcgame: Callable[..., Any], folder: Path) -> None:
    (folder / "taken").write_text("")
    run = vcgame(*FRONTIER, "--out", "taken/a.csv")
    assert run.status == 2
    assert "cannot write taken/a.csv" in run.err
    assert [path.name for path in folder.iterdir()] == ["taken"]
