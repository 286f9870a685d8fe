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
    assert header["parameters"]["b"] == "5/2"
    assert [axis["moves"] for axis in header["design"]] == ["c", "t"]
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


def test_results_go_to_runs_unless_told_otherwise(
    vcgame: Callable[..., Any], models: dict[str, Path], folder: Path
) -> None:
    run = vcgame("sweep", "three.toml", "--vary", "g=-1:2:4")
    assert run.status == 0
    files = sorted(path.name for path in (folder / "runs/standard").iterdir())
    assert files == ["points.equilibria.parquet", "points.parquet"]
    _, points = read_parquet(folder / "runs/standard/points.parquet")
    assert points[3]["regime"] == "new, new, new | old, old, old"


def test_a_point_has_the_regime_that_solve_gives(vcgame: Callable[..., Any], folder: Path) -> None:
    vcgame("sweep", "functional-upgrading", "--vary", "s=0:3:7", "--out", "a.csv")
    _, points = read_csv(folder / "a.csv")
    for point in points:
        alone = vcgame(
            "solve", "functional-upgrading", "--set", f"s={point['s']}", "--format", "json"
        )
        assert alone.json["regime"] == point["regime"]
        assert len(alone.json["equilibria"]) == int(point["equilibria"])
