from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vcgame.errors import UsageError
from vcgame.model.library import library_files, load_model
from vcgame.model.model import Model, Parameter, Player, Strategy
from vcgame.model.text import Text
from vcgame.sweep.design import Axis, Grid
from vcgame.sweep.engine import PointResult, run_sweep
from vcgame.sweep.header import sweep_header
from vcgame.sweep.store import SweepStore, equilibria_path

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")


def write(grid: Grid, path: Path, command: tuple[str, ...] = ("sweep", "toy")) -> None:
    with SweepStore(path, grid, sweep_header(grid, version="1.2.3", command=command)) as store:
        for results in run_sweep(grid, chunk=7):
            store.write(results)


def read_parquet(path: Path) -> tuple[dict[str, Any], pa.Schema, list[dict[str, Any]]]:
    table = pq.read_table(path)
    return json.loads(table.schema.metadata[b"vcgame"]), table.schema, table.to_pylist()


def read_csv(path: Path) -> tuple[dict[str, Any], list[dict[str, str]]]:
    with path.open(encoding="ascii", newline="") as file:
        first = file.readline()
        text = file.read()
    assert "\r" not in text
    head, _, header = first.partition("# vcgame ")
    assert head == ""
    return json.loads(header), list(csv.DictReader(io.StringIO(text)))


def said(value: Any) -> str:
    """What a Parquet value looks like in CSV."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)


SWEEPS = [
    ("brand-two-firms", ("c=0:8:6", "fine/t=0:4:5")),
    ("boxed-pigs", ("A=0:8:9",)),
    ("brand-large-small", ("s11=0.3:0.9:3", "sigma=0:8:3", "CL=1:3:2")),
    ("functional-upgrading", ("s=0:4:3", "sigma=0:8:3")),
]


@pytest.mark.parametrize(("id", "axes"), SWEEPS)
def test_parquet_and_csv_hold_the_same(
    tmp_path: Path, grid_of: Callable[..., Grid], id: str, axes: tuple[str, ...]
) -> None:
    grid = grid_of(load_model(id), *axes)
    for suffix in ("parquet", "csv"):
        write(grid, tmp_path / f"points.{suffix}")
    for name in ("points", "points.equilibria"):
        header, schema, rows = read_parquet(tmp_path / f"{name}.parquet")
        csv_header, csv_rows = read_csv(tmp_path / f"{name}.csv")
        assert csv_header == header
        assert csv_rows == [{key: said(value) for key, value in row.items()} for row in rows]
        assert len(rows) >= 8
        types = {field.name: field.type for field in schema}
        label = pa.dictionary(pa.int32(), pa.string())
        assert types["point"] == pa.int64()
        if name == "points":
            assert len(rows) == len(grid)
            assert [types[key] for key in ("status", "regime")] == [label, label]
            assert types["message"] == pa.string()
            assert types["degenerate"] == pa.bool_()
            assert {types[axis.name] for axis in grid.axes} == {pa.float64()}
        else:
            assert {types["certificate"], types["u1"], types["u2"]} == {pa.float64()}
            assert {kind for key, kind in types.items() if key.startswith("at_")} <= {label}
            assert {row["certificate"] for row in rows} == {0.0}


def test_rows_say_what_was_found(tmp_path: Path, grid_of: Callable[..., Grid]) -> None:
    grid = grid_of(load_model("brand-two-firms"), "c=0:8:6", "fine/t=0:4:5")
    write(grid, tmp_path / "points.parquet")
    _, _, points = read_parquet(tmp_path / "points.parquet")
    _, _, equilibria = read_parquet(tmp_path / "points.equilibria.parquet")
    results = [result for results in run_sweep(grid) for result in results]
    of_point: dict[int, list[dict[str, Any]]] = {row["point"]: [] for row in points}
    for row in equilibria:
        of_point[row["point"]].append(row)
    statuses = set()
    for row, result in zip(points, results, strict=True):
        statuses.add(row["status"])
        assert (row["point"], row["status"], row["message"]) == (
            result.number,
            result.status,
            result.message,
        )
        assert row["fine"] == float(result.axes[1])
        assert row["t"] == float(result.point["t"])
        if result.answer is None:
            assert [row[key] for key in ("regime", "equilibria", "degenerate")] == [None] * 3
            assert of_point[row["point"]] == []
            continue
        assert row["regime"] == result.regime
        assert row["equilibria"] == len(of_point[row["point"]])
        found = zip(of_point[row["point"]], result.answer.equilibria, strict=True)
        for number, (line, equilibrium) in enumerate(found, 1):
            played = [line[f"x{i}_{s}"] for i in (1, 2) for s in ("build", "free_ride")]
            assert line["equilibrium"] == number
            assert played == [float(p) for mixture in equilibrium.profile for p in mixture]
            assert [line["u1"], line["u2"]] == [float(u) for u in equilibrium.payoffs]
    assert statuses == {"ok", "outside"}


def test_the_header_says_what_made_it(tmp_path: Path, grid_of: Callable[..., Grid]) -> None:
    model = load_model("brand-two-firms")
    grid = grid_of(model, "c=1/3:8:5", "fine/t=0:4:5")
    command = ("sweep", "brand-two-firms", "--out", "品牌\udcff.csv")
    write(grid, tmp_path / "points.csv", command)
    write(grid, tmp_path / "points.parquet", command)
    header, _ = read_csv(tmp_path / "points.csv")
    assert header == read_parquet(tmp_path / "points.parquet")[0]
    assert header["made_by"] == "vcgame 1.2.3"
    assert header["command"] == ["vcgame", *command]
    assert (header["model"], header["model_sha256"]) == (model.id, model.text_hash)
    assert header["status"] == "reconstruction"
    assert header["parameters"]["q"] == "1/5"
    assert header["points"] == 25
    assert header["design"][0] == {
        "name": "c",
        "moves": "c",
        "low": "1/3",
        "high": "8",
        "count": 5,
    }
    assert header["columns"]["x1_build"] == {"player": "firm_1", "strategy": "build"}
    axes = tuple(
        Axis(
            each["name"],
            Fraction(each["low"]),
            Fraction(each["high"]),
            each["count"],
            each["moves"],
        )
        for each in header["design"]
    )
    base = {name: Fraction(value) for name, value in header["parameters"].items()}
    again = Grid(model, axes, base)
    assert list(again.points(0, 25)) == list(grid.points(0, 25))


def awkward() -> tuple[Model, Grid]:
    """A game whose names are those of columns, too long, or alike but for case."""
    model = load_model("boxed-pigs")
    taken = ("Point", "status", "Status_2", "message")
    long = "l" * 40
    ids = (f"{long}A", f"{long}a", "Stay", "stay", "zu_Hause", "zu-Hause", "留下")
    strategies = tuple(Strategy(id, Text(id)) for id in ids)
    players = tuple(Player(player.id, player.name, strategies) for player in model.players)
    zero = model.payoffs["wait", "wait"]
    awkward = replace(
        model,
        players=players,
        payoffs={(a, b): zero for a in ids for b in ids},
        parameters={id: Parameter(id, Fraction(1)) for id in taken},
        definitions={},
        assumptions=(),
    )
    axes = tuple(Axis(id, Fraction(0), Fraction(1), 2, id) for id in taken[:3])
    return awkward, Grid(awkward, axes, awkward.values())


def test_columns_have_names_that_databases_take(tmp_path: Path) -> None:
    model, grid = awkward()
    write(grid, tmp_path / "points.parquet")
    header, schema, rows = read_parquet(tmp_path / "points.parquet")
    assert [row[schema.names[3]] for row in rows] == [0.0, 1.0] * 4
    assert header["columns"][schema.names[1]] == {"quantity": "Point"}
    assert header["columns"][schema.names[3]] == {"quantity": "Status_2"}
    for name in ("points", "points.equilibria"):
        _, schema, _ = read_parquet(tmp_path / f"{name}.parquet")
        assert all(NAME.fullmatch(column) for column in schema.names)
        assert len({column.lower() for column in schema.names}) == len(schema.names)
    played = [part for part in header["columns"].values() if "strategy" in part]
    assert [part["strategy"] for part in played] == [s.id for s in model.players[0].strategies] * 2


@pytest.mark.parametrize("id", library_files())
def test_columns_of_the_library_are_fit(tmp_path: Path, id: str) -> None:
    model = load_model(id)
    first = next(iter(model.parameters))
    grid = Grid(model, (Axis(first, Fraction(0), Fraction(1), 2, first),), model.values())
    store = SweepStore(tmp_path / "points.csv", grid, {})
    for columns in (store.points.columns, store.equilibria.columns):
        assert all(NAME.fullmatch(column) for column in columns)
        assert len({column.lower() for column in columns}) == len(columns)


def test_what_no_float_holds_is_infinite(tmp_path: Path, pennies: Callable[..., Model]) -> None:
    model = pennies("1 + x**9")
    axis = Axis("x", Fraction(-(10**90)), Fraction(10**90), 3, "x")
    write(Grid(model, (axis,), model.values()), tmp_path / "points.csv")
    _, rows = read_csv(tmp_path / "points.equilibria.csv")
    assert [float(row["u1"]) for row in rows] == [0, -math.inf, 0, 0.5, math.inf]
    assert all(row["certificate"] == "0.0" for row in rows)


def listing(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("kind", [RuntimeError, KeyboardInterrupt])
@pytest.mark.parametrize("before", [False, True])
def test_a_sweep_that_breaks_off_leaves_what_was_there(
    tmp_path: Path,
    grid_of: Callable[..., Grid],
    suffix: str,
    kind: type[BaseException],
    before: bool,
) -> None:
    grid = grid_of(load_model("boxed-pigs"), "A=1:8:20")
    path = tmp_path / f"points.{suffix}"
    if before:
        write(grid, path)
    there = listing(tmp_path)
    assert len(there) == 2 * before

    def broken_off() -> None:
        with SweepStore(path, grid, {}) as store:
            store.write(next(run_sweep(grid, chunk=5)))
            assert listing(tmp_path).items() >= there.items()
            assert len(listing(tmp_path)) == len(there) + 2
            raise kind

    with pytest.raises(kind):
        broken_off()
    assert listing(tmp_path) == there


def test_a_new_sweep_replaces_the_old(tmp_path: Path, grid_of: Callable[..., Grid]) -> None:
    model = load_model("boxed-pigs")
    path = tmp_path / "new" / "folder" / "points.csv"
    write(grid_of(model, "A=1:8:20"), path)
    write(grid_of(model, "A=1:8:3"), path)
    assert len(read_csv(path)[1]) == 3
    assert equilibria_path(path).name == "points.equilibria.csv"
    assert sorted(listing(path.parent)) == ["points.csv", "points.equilibria.csv"]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, grid_of: Callable[..., Grid], monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    grid = grid_of(load_model("boxed-pigs"), "A=1:8:20")
    store = SweepStore(tmp_path / f"points.{suffix}", grid, {})

    def full(rows: list[dict[str, Any]]) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.equilibria, "write", full)
    with pytest.raises(UsageError, match=r"points.*: No space left on device"), store:
        store.write(next(run_sweep(grid)))
    assert listing(tmp_path) == {}


def test_paths_that_cannot_be_written(tmp_path: Path, grid_of: Callable[..., Grid]) -> None:
    grid = grid_of(load_model("boxed-pigs"), "A=1:8:2")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"no \.parquet or \.csv"):
        SweepStore(tmp_path / "points.xlsx", grid, {})
    with pytest.raises(UsageError, match="cannot make the folder"):
        SweepStore(tmp_path / "file" / "points.csv", grid, {})
    (tmp_path / "points.equilibria.csv").mkdir()
    with (
        pytest.raises(UsageError, match="it is a folder"),
        SweepStore(tmp_path / "points.csv", grid, {}),
    ):
        raise AssertionError
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "points.equilibria.csv"]


def test_a_sweep_without_any_equilibrium(tmp_path: Path, three: Model) -> None:
    axis = Axis("x", Fraction(1), Fraction(4), 4, "x")
    grid = Grid(three, (axis,), three.values())
    for suffix in ("csv", "parquet"):
        write(grid, tmp_path / f"points.{suffix}")
    assert {row["regime"] for row in read_csv(tmp_path / "points.csv")[1]} == {"none"}
    assert read_csv(tmp_path / "points.equilibria.csv")[1] == []
    assert read_parquet(tmp_path / "points.equilibria.parquet")[2] == []


def test_results_may_come_in_any_pieces(tmp_path: Path, grid_of: Callable[..., Grid]) -> None:
    grid = grid_of(load_model("boxed-pigs"), "A=0:8:17")
    results: list[PointResult] = [each for chunk in run_sweep(grid) for each in chunk]
    header = sweep_header(grid, version="1.2.3", command=("sweep", "toy"))
    with SweepStore(tmp_path / "single.csv", grid, header) as store:
        store.write(iter(()))
        for result in results:
            store.write([result])
    write(grid, tmp_path / "chunks.csv")
    for name in ("", ".equilibria"):
        single, chunks = (tmp_path / f"{kind}{name}.csv" for kind in ("single", "chunks"))
        assert single.read_bytes() == chunks.read_bytes()
