"""`vcgame sweep`: its summary, and its files read back."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from vcgame import __version__
from vcgame.model.library import load_model

SWEEP = ["sweep", "boxed-pigs", "--vary", "A=0:7:15"]


def read_csv(path: Path) -> tuple[dict[str, Any], list[dict[str, str]]]:
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith("# vcgame ")
    return json.loads(first.removeprefix("# vcgame ")), list(csv.DictReader(lines))


def read_parquet(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    table = pq.read_table(path)
    return json.loads(table.schema.metadata[b"vcgame"]), table.to_pylist()


def test_the_summary_counts_the_points_of_each_regime(
    vcgame: Callable[..., Any], folder: Path
) -> None:
    run = vcgame(*SWEEP, "--out", "a.csv", "--format", "json")
    assert run.status == 0
    rows = run.json["rows"]
    assert [set(row) for row in rows] == [{"regime", "status", "points"}] * len(rows)
    assert sum(row["points"] for row in rows) == 15
    counted = {(row["regime"] or "", row["points"]) for row in rows}
    assert ("press, wait", 9) in counted
    assert ("press[wait], wait | wait[press], wait", 1) in counted
    assert ("", 1) in counted
    assert [row["points"] for row in rows] == sorted([row["points"] for row in rows], reverse=True)
    _, points = read_csv(folder / "a.csv")
    assert Counter(point["regime"] for point in points) == dict(counted)
    assert run.err == "vcgame: wrote a.csv\nvcgame: wrote a.equilibria.csv\n"


def test_the_text_names_regimes_in_ids(vcgame: Callable[..., Any], folder: Path) -> None:
    run = vcgame(*SWEEP, "--out", "a.csv", "--lang", "zh")
    assert "press+wait, press+wait | press, wait | wait, press" in run.out
    assert "不满足假设" in run.out
    assert "按板" not in run.out


@pytest.mark.parametrize(("name", "read"), [("a.csv", read_csv), ("a.parquet", read_parquet)])
def test_results_read_back_and_say_what_made_them(
    name: str,
    read: Callable[[Path], tuple[dict[str, Any], list[dict[str, Any]]]],
    vcgame: Callable[..., Any],
    folder: Path,
) -> None:
    arguments = ["sweep", "brand-two-firms", "--vary", "c=1:8:4", "--vary", "fine/t=0:2:3"]
    arguments += ["--set", "b=5/2", "--out", name]
    assert vcgame(*arguments).status == 0
    header, points = read(folder / name)
    model = load_model("brand-two-firms")
    assert header["made_by"] == f"vcgame {__version__}"
    assert header["command"] == ["vcgame", *arguments]
    assert header["model"] == model.id
    assert header["model_sha256"] == model.text_hash
    assert header["design"]["base"]["b"] == "5/2"
    assert [axis["moves"] for axis in header["design"]["axes"]] == ["c", "t"]
    assert len(points) == 12
    assert [float(point["fine"]) for point in points[:3]] == [0, 1, 2]
    assert {point["status"] for point in points} == {"ok"}
    other, equilibria = read(folder / f"a.equilibria{Path(name).suffix}")
    assert other == header
    counts = Counter(int(row["point"]) for row in equilibria)
    assert counts == {number: int(point["equilibria"]) for number, point in enumerate(points)}
    for row in equilibria:
        assert float(row["x1_build"]) + float(row["x1_free_ride"]) == 1
        assert float(row["certificate"]) == 0


def test_results_go_to_a_folder_unless_told_otherwise(
    vcgame: Callable[..., Any], models: dict[str, Path], folder: Path
) -> None:
    run = vcgame("sweep", "fair.toml", "--vary", "v=1:4:4")
    assert run.status == 0
    place = folder / "runs/fair/sweep"
    files = sorted(path.name for path in place.iterdir())
    assert files == [".lock", "equilibria", "manifest.json", "points"]
    assert run.err == (
        "vcgame: wrote runs/fair/sweep/points\nvcgame: wrote runs/fair/sweep/equilibria\n"
    )
    points = pq.read_table(place / "points").to_pylist()
    assert [row["regime"].count(" | ") for row in points[2:]] == [2, 2]
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == ["vcgame", "sweep", "fair.toml", "--vary", "v=1:4:4"]
    assert manifest["made_by"] == f"vcgame {__version__}"
    assert manifest["complete"] is True


def test_the_same_command_again_finds_all_there(vcgame: Callable[..., Any], folder: Path) -> None:
    first = vcgame(*SWEEP, "--out", "a", "--part-points", "4")
    again = vcgame(*SWEEP, "--out", "a", "--part-points", "4")
    assert again.out == first.out
    assert again.err.startswith("vcgame: 4 of 4 parts are there already\nvcgame: wrote a/points\n")
    (folder / "a/points/part-000001.parquet").unlink()
    third = vcgame(*SWEEP, "--out", "a", "--part-points", "4", "--jobs", "2")
    assert third.out == first.out
    assert third.err.startswith("vcgame: 3 of 4 parts are there already\n")
    fresh = vcgame(*SWEEP, "--out", "a", "--part-points", "5", "--fresh")
    assert fresh.out == first.out
    assert "already" not in fresh.err
    assert len(list((folder / "a/points").iterdir())) == 3


def test_another_sweep_in_the_folder_is_refused(vcgame: Callable[..., Any], folder: Path) -> None:
    assert vcgame(*SWEEP, "--out", "a").status == 0
    run = vcgame("sweep", "boxed-pigs", "--vary", "A=0:7:16", "--out", "a")
    assert (run.status, run.out) == (2, "")
    assert run.err == (
        "vcgame: a holds another sweep: its design differs: axes[0].count is 15, here it is 16; "
        "give another place (--out), or begin anew with --fresh\n"
    )


def test_draws_of_what_is_uncertain(vcgame: Callable[..., Any], folder: Path) -> None:
    arguments = ["sweep", "brand-two-firms", "--vary", "t=0:4:3", "--uncertain", "c=2:6"]
    arguments += ["--draws", "8", "--sampling", "sobol", "--seed", "5", "--decimals", "2"]
    assert vcgame(*arguments, "--out", "a").status == 0
    points = pq.read_table(folder / "a/points").to_pydict()
    assert points["setting"] == [0] * 8 + [1] * 8 + [2] * 8
    assert points["draw"] == [*range(8)] * 3
    assert points["c"][:8] == points["c"][8:16]
    assert all(round(c, 2) == c and 2 <= c <= 6 for c in points["c"])
    manifest = json.loads((folder / "a/manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 5
    assert manifest["design"]["sampling"] == {"method": "sobol", "rows": 8, "seed": 5}


def test_a_list_of_points(vcgame: Callable[..., Any], folder: Path) -> None:
    (folder / "list.csv").write_text("A\n1/2\n3\n-1\n", encoding="utf-8")
    run = vcgame("sweep", "boxed-pigs", "--points", "list.csv", "--out", "a")
    assert run.status == 0
    points = pq.read_table(folder / "a/points").to_pylist()
    assert [(row["A"], row["status"]) for row in points] == [
        (0.5, "ok"),
        (3.0, "ok"),
        (-1.0, "outside"),
    ]


MISTAKES = {
    "nothing varies": ([], "nothing varies; give --vary, --points or --uncertain"),
    "draws of nothing": (["--vary", "A=1:2:2", "--draws", "5"], "nothing to draw"),
    "scheduler for nobody": (
        ["--vary", "A=1:2:2", "--engine", "local", "--scheduler", "tcp://127.0.0.1:1"],
        "--scheduler needs --engine dask",
    ),
    "no name": (["--vary", "A=1:2:2", "--out", ""], "without a name"),
    "no such kind": (["--vary", "A=1:2:2", "--out", "a.xlsx"], "no .parquet or .csv file"),
    "no such outcome": (
        ["--vary", "A=1:2:2", "--outcome", "profit", "--select", "best"],
        "no outcome 'profit'",
    ),
    "set and varied": (["--vary", "A=1:2:2", "--set", "A=3"], "A is set and varied"),
    "too many values": (["--vary", f"A=1:2:{10**20}"], "is no count of values from 1 to 1000000"),
    "no rule": (["--vary", "A=1:2:2", "--outcome", "total"], "needs --select"),
    "no such target": (["--vary", "A=1:2:2", "--target", "press, jump"], "jump"),
    "too many processes": (["--vary", "A=1:2:2", "--jobs", "5000"], "1 to 1024 are allowed"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_one_line(vcgame: Callable[..., Any], folder: Path, name: str) -> None:
    arguments, said = MISTAKES[name]
    run = vcgame("sweep", "boxed-pigs", *arguments)
    assert (run.status, run.out) == (2, "")
    assert said in run.err
    assert run.err.count("\n") == 1
    assert list(folder.iterdir()) == []


def test_a_point_has_the_regime_that_solve_gives(vcgame: Callable[..., Any], folder: Path) -> None:
    vcgame("sweep", "functional-upgrading", "--vary", "s=0:3:7", "--out", "a.csv")
    _, points = read_csv(folder / "a.csv")
    for point in points:
        alone = vcgame(
            "solve", "functional-upgrading", "--set", f"s={point['s']}", "--format", "json"
        )
        assert alone.json["regime"] == point["regime"]
        assert len(alone.json["equilibria"]) == int(point["equilibria"])


@pytest.mark.parametrize("concept", ["nash", "pure"])
def test_it_is_said_where_only_pure_equilibria_were_looked_for(
    concept: str, vcgame: Callable[..., Any], folder: Path
) -> None:
    run = vcgame(*SWEEP, "--out", "a", "--concept", concept)
    note = "Only pure equilibria were looked for; there may be mixed ones."
    assert (note in run.out) is (concept == "pure")
    manifest = json.loads((folder / "a/manifest.json").read_text(encoding="utf-8"))
    assert manifest["concept"] == concept


def test_robustness_needs_a_folder(vcgame: Callable[..., Any], folder: Path) -> None:
    arguments = ["sweep", "brand-two-firms", "--vary", "sigma=0:4:3", "--uncertain", "c=2:6"]
    arguments += ["--draws", "8", "--target", "build, build", "--out"]
    run = vcgame(*arguments, "a.csv")
    assert run.status == 0
    assert "the robustness of the target is given with a folder only (--out)\n" in run.err
    run = vcgame(*arguments, "a")
    assert "folder only" not in run.err
    lines = run.out[run.out.index("robustness of") :].splitlines()
    assert [line.split()[:2] for line in lines if line.lstrip()[:1] in {"0", "1", "2"}] == [
        ["0", "0"],
        ["1", "2"],
        ["2", "4"],
    ]
