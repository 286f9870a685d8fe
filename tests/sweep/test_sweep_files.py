from __future__ import annotations

import csv
import io
import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vcgame.errors import UsageError
from vcgame.model.library import library_files, load_model
from vcgame.model.model import Model, Parameter, Quantity, Strategy
from vcgame.model.reading.builder import build_model
from vcgame.model.text import Text
from vcgame.model.toml.document import read_document
from vcgame.sweep.engines.local import LocalEngine
from vcgame.sweep.engines.work import make_part
from vcgame.sweep.execution import carry_out
from vcgame.sweep.job import Job, PartFiles
from vcgame.sweep.part_solver import PartSolver
from vcgame.sweep.storage.header import sweep_header
from vcgame.sweep.storage.layout import Layout
from vcgame.sweep.storage.single import SweepFiles, equilibria_path
from vcgame.sweep.storage.tables import part_files

Jobs = Callable[..., Job]
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")


def header_of(job: Job, command: tuple[str, ...] = ("sweep", "toy")) -> dict[str, Any]:
    model = build_model(read_document(job.model_text, "toy.toml"))
    return sweep_header(model, job, version="1.2.3", command=command)


def write(job: Job, path: Path, command: tuple[str, ...] = ("sweep", "toy")) -> None:
    store = SweepFiles(path, job, header_of(job, command))
    with store:
        carry_out(job, LocalEngine(1), store)


def read_parquet(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    table = pq.read_table(path)
    return json.loads(table.schema.metadata[b"vcgame"]), table.to_pylist()


def read_csv(path: Path) -> tuple[dict[str, Any], list[dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        first = file.readline()
        text = file.read()
    assert first.isascii()
    assert "\r" not in text
    head, _, header = first.partition("# vcgame ")
    assert head == ""
    return json.loads(header), list(csv.DictReader(io.StringIO(text)))


def same(value: Any, said: str) -> bool:
    """Whether CSV says what Parquet holds."""
    if value is None:
        return said == ""
    if isinstance(value, str):
        return said == value
    return float(said) == value


SWEEPS = [
    ("brand-two-firms", ("c=0:8:6", "fine/t=0:4:5")),
    ("boxed-pigs", ("A=0:8:9",)),
    ("functional-upgrading", ("s=0:4:3", "sigma=0:8:3")),
]


@pytest.mark.parametrize(("id", "axes"), SWEEPS)
def test_parquet_and_csv_hold_the_same(
    tmp_path: Path, sweep_job: Jobs, id: str, axes: tuple[str, ...]
) -> None:
    job = sweep_job(id, *axes, part_points=4)
    for suffix in ("parquet", "csv"):
        write(job, tmp_path / f"points.{suffix}")
    for name in ("points", "points.equilibria"):
        header, rows = read_parquet(tmp_path / f"{name}.parquet")
        csv_header, csv_rows = read_csv(tmp_path / f"{name}.csv")
        assert csv_header == header == header_of(job)
        assert len(csv_rows) == len(rows)
        for row, csv_row in zip(rows, csv_rows, strict=True):
            assert row.keys() == csv_row.keys()
            assert all(same(value, csv_row[key]) for key, value in row.items())
    assert [row["point"] for row in read_parquet(tmp_path / "points.parquet")[1]] == list(
        range(job.points)
    )
    assert sorted(listing(tmp_path)) == [
        "points.csv",
        "points.equilibria.csv",
        "points.equilibria.parquet",
        "points.parquet",
    ]


def test_the_header_says_what_made_it(tmp_path: Path, sweep_job: Jobs) -> None:
    job = sweep_job("brand-two-firms", "c=1/3:8:5", "fine/t=0:4:5")
    command = ("sweep", "brand-two-firms", "--out", "品牌\udcff.csv")
    write(job, tmp_path / "points.csv", command)
    write(job, tmp_path / "points.parquet", command)
    header, rows = read_csv(tmp_path / "points.csv")
    assert header == read_parquet(tmp_path / "points.parquet")[0]
    assert header["command"] == ["vcgame", *command]
    assert header["design"]["base"]["q"] == "1/5"
    assert header["design"]["axes"][0]["low"] == "1/3"
    meaning = header["columns"]["equilibria"]["x1_build"]
    assert meaning == {"kind": "share", "player": "firm_1", "strategy": "build"}
    assert list(header["columns"]["points"]) == list(rows[0])
    frame = pd.read_csv(tmp_path / "points.csv", comment="#")
    assert frame["point"].tolist() == list(range(25))


def test_what_no_float_holds_is_infinite(tmp_path: Path, sweep_job: Jobs) -> None:
    job = sweep_job("boxed-pigs", "A=1:3:3")

    def make(job: Job, part: int) -> PartFiles:
        findings = PartSolver.of(job).solve(part)
        payoffs = findings.found.payoffs.copy()
        payoffs[:2, 0] = [-math.inf, math.inf]
        return part_files(
            job, part, replace(findings, found=replace(findings.found, payoffs=payoffs))
        )

    for name in ("points.csv", "points.parquet"):
        store = SweepFiles(tmp_path / name, job, header_of(job))
        with store:
            carry_out(job, LocalEngine(1, make=make), store)
    _, rows = read_csv(tmp_path / "points.equilibria.csv")
    assert [row["u1"] for row in rows[:2]] == ["-inf", "inf"]
    _, rows = read_parquet(tmp_path / "points.equilibria.parquet")
    assert [row["u1"] for row in rows[:2]] == [-math.inf, math.inf]


def fit(columns: Any) -> bool:
    names = list(columns)
    return all(NAME.fullmatch(name) for name in names) and (
        len({name.lower() for name in names}) == len(names)
    )


@pytest.mark.parametrize("id", library_files())
def test_columns_of_the_library_fit_r_and_stata(id: str) -> None:
    model = load_model(id)
    layout = Layout.of(model, shown=(*model.parameters, *model.definitions), draws=3)
    assert fit(layout.points)
    assert fit(layout.equilibria)
    assert Layout.read(json.loads(json.dumps(layout.describe()))) == layout


def test_awkward_names_fit_too() -> None:
    model = load_model("boxed-pigs")
    taken = ("Point", "status", "Status_2", "message", "SETTING", "draw", "_x", "9lives")
    long = "l" * 40
    ids = (f"{long}A", f"{long}a", "Stay", "stay", "zu_Hause", "zu-Hause", "留下")
    strategies = tuple(Strategy(id, Text(id)) for id in ids)
    awkward: Model = replace(
        model, players=tuple(replace(player, strategies=strategies) for player in model.players)
    )
    layout = Layout.of(
        awkward, shown=taken, outcomes=("regime", "A" * 50), equilibrium_outcomes=("U1",), draws=2
    )
    assert fit(layout.points)
    assert fit(layout.equilibria)
    quantities = [each["quantity"] for each in layout.points.values() if "quantity" in each]
    assert quantities == list(taken)
    played = [each["strategy"] for each in layout.equilibria.values() if "strategy" in each]
    assert played == [*ids, *ids]
    assert layout.points["setting"]["kind"] == "setting"


def test_reserved_words_are_no_names_of_columns() -> None:
    words = ("int", "str8", "Using", "next", "with", "strata", "v_int")
    points = Layout.of(load_model("boxed-pigs"), shown=words).points
    named = [name for name, each in points.items() if "quantity" in each]
    assert named == ["v_int", "v_str8", "v_Using", "v_next", "v_with", "strata", "v_int_2"]


def test_only_derived_axes_leave_gaps() -> None:
    model = load_model("brand-two-firms")
    assert isinstance(model.definitions["fine"], Quantity)
    assert isinstance(model.parameters["c"], Parameter)
    kinds = [
        {each["kind"] for each in Layout.of(model, shown=shown).points.values()}
        for shown in (("c",), ("fine", "t"))
    ]
    assert "quantity" in kinds[0]
    assert "quantity?" not in kinds[0]
    assert "quantity?" in kinds[1]


def test_points_that_cannot_be_made_have_no_value(tmp_path: Path, sweep_job: Jobs) -> None:
    # At q = 0 no t makes q*t = 1.
    job = sweep_job("brand-two-firms", "q=0:1/2:2", "fine/t=0:1:2")
    write(job, tmp_path / "points.parquet")
    _, rows = read_parquet(tmp_path / "points.parquet")
    assert [row["fine"] for row in rows] == [0, 1, 0, 1]
    assert rows[1]["status"] == "error"
    assert rows[1]["t"] is None
    assert rows[1]["regime"] is None
    assert rows[3]["t"] == 2


def listing(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("kind", [RuntimeError, KeyboardInterrupt])
@pytest.mark.parametrize("before", [False, True])
def test_a_sweep_that_breaks_off_leaves_what_was_there(
    tmp_path: Path, sweep_job: Jobs, suffix: str, kind: type[BaseException], before: bool
) -> None:
    job = sweep_job("boxed-pigs", "A=1:8:20", part_points=5)
    path = tmp_path / f"points.{suffix}"
    if before:
        write(job, path)
    there = listing(tmp_path)
    assert len(there) == 2 * before

    def make(job: Job, part: int) -> PartFiles:
        if part == 2:
            raise kind
        return make_part(job, part)

    store = SweepFiles(path, job, header_of(job))
    with pytest.raises(kind), store:
        carry_out(job, LocalEngine(1, make=make), store)
    assert listing(tmp_path) == there
    assert len(list(tmp_path.iterdir())) == len(there)


def test_a_new_sweep_replaces_the_old(tmp_path: Path, sweep_job: Jobs) -> None:
    path = tmp_path / "new" / "folder" / "points.CSV"
    write(sweep_job("boxed-pigs", "A=1:8:20"), path)
    write(sweep_job("boxed-pigs", "A=1:8:3"), path)
    assert len(read_csv(path)[1]) == 3
    assert equilibria_path(path).name == "points.equilibria.CSV"
    assert sorted(listing(path.parent)) == ["points.CSV", "points.equilibria.CSV"]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("calls", [0, 4, 13])
def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, sweep_job: Jobs, monkeypatch: pytest.MonkeyPatch, suffix: str, calls: int
) -> None:
    job = sweep_job("boxed-pigs", "A=1:8:20", part_points=10)
    left = [calls]

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    path = tmp_path / f"points.{suffix}"
    with pytest.raises(UsageError, match=r"cannot write .*/points\.\w+: No space left on device$"):
        write(job, path)
    assert list(tmp_path.iterdir()) == []


def test_paths_that_cannot_be_written(tmp_path: Path, sweep_job: Jobs) -> None:
    job = sweep_job("boxed-pigs", "A=1:8:2")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"no \.parquet or \.csv"):
        write(job, tmp_path / "points.xlsx")
    with pytest.raises(
        UsageError, match=r"cannot write .*points\.csv: .*file is a file, and no folder$"
    ):
        write(job, tmp_path / "file" / "points.csv")
    (tmp_path / "points.equilibria.csv").mkdir()
    with pytest.raises(UsageError, match="it is a folder"):
        write(job, tmp_path / "points.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "points.equilibria.csv"]


def test_two_at_once_do_not_mix(tmp_path: Path, sweep_job: Jobs) -> None:
    job = sweep_job("boxed-pigs", "A=1:8:2")
    path = tmp_path / "points.csv"
    store = SweepFiles(path, job, header_of(job))
    with store:
        with pytest.raises(UsageError, match=r"another sweep is writing into .*/points\.csv;"):
            write(job, path)
        carry_out(job, LocalEngine(1), store)
    assert len(read_csv(path)[1]) == 2


def test_a_sweep_needs_no_pandas(tmp_path: Path) -> None:
    # It takes longer to import than a small sweep takes.
    program = (
        "import sys; from vcgame.cli import main; "
        "main(['sweep', 'boxed-pigs', '--vary', 'A=1:2:3', '--out', 'a']); "
        "assert 'pyarrow' in sys.modules; sys.exit('pandas' in sys.modules)"
    )
    told = {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=told, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert isinstance(pq.read_table(tmp_path / "a" / "points"), pa.Table)
