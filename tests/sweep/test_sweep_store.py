from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vcgame.errors import UsageError
from vcgame.model.library import load_model
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document
from vcgame.sweep.design.description import design_of
from vcgame.sweep.design.sampling import Sampling
from vcgame.sweep.engines.local import LocalEngine
from vcgame.sweep.engines.work import make_part
from vcgame.sweep.execution import carry_out
from vcgame.sweep.job import Job, PartFiles
from vcgame.sweep.storage.disk import write_durably
from vcgame.sweep.storage.header import sweep_header
from vcgame.sweep.storage.store import SweepFolder
from vcgame.sweep.storage.tables import KEY, fingerprint

Jobs = Callable[..., Job]
BRAND = ("brand-two-firms", "c=0:8:9", "fine/t=0:4:5")


def header_of(job: Job, command: tuple[str, ...] = ("sweep", "toy"), version: str = "1") -> Any:
    model = build_model(read_document(job.model_text, "toy.toml"))
    return sweep_header(model, job, version=version, command=command)


def folder_of(path: Path, job: Job, **options: Any) -> SweepFolder:
    return SweepFolder(path, job, header_of(job), **options)


def fill(path: Path, job: Job, **options: Any) -> SweepFolder:
    store = folder_of(path, job, **options)
    with store:
        carry_out(job, LocalEngine(1), store)
    return store


def manifest_of(path: Path) -> dict[str, Any]:
    return dict(json.loads((path / "manifest.json").read_text(encoding="utf-8")))


def listing(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def job(sweep_job: Jobs) -> Job:
    return sweep_job(*BRAND, part_points=12)


@pytest.fixture
def filled(job: Job, tmp_path: Path) -> Path:
    fill(tmp_path / "sweep", job)
    return tmp_path / "sweep"


def test_a_folder_holds_every_point_once(filled: Path, job: Job) -> None:
    names = [f"part-{part:06d}.parquet" for part in range(4)]
    assert sorted(listing(filled)) == [
        ".lock",
        *(f"equilibria/{name}" for name in names),
        "manifest.json",
        *(f"points/{name}" for name in names),
    ]
    points = pq.read_table(filled / "points").to_pylist()
    assert [row["point"] for row in points] == list(range(45))
    equilibria = pq.read_table(filled / "equilibria").to_pylist()
    counts = Counter(row["point"] for row in equilibria)
    assert counts == {row["point"]: row["equilibria"] for row in points if row["equilibria"]}
    assert {row["status"] for row in points} == {"ok", "outside"}
    outside = [row for row in points if row["status"] == "outside"]
    nothing = ("regime", "equilibria", "components", "degenerate")
    assert outside
    for row in outside:
        assert [row[name] for name in nothing] == [None] * 4
        assert row["message"] == "c > 0"


def test_the_manifest_says_what_made_it(filled: Path, job: Job) -> None:
    manifest = manifest_of(filled)
    model = load_model("brand-two-firms")
    assert manifest["format"] == 1
    assert manifest["made_by"] == "vcgame 1"
    assert manifest["command"] == ["vcgame", "sweep", "toy"]
    assert (manifest["model"], manifest["model_sha256"]) == (model.id, model.text_hash)
    assert manifest["status"] == "reconstruction"
    assert set(manifest["libraries"]) == {"numpy", "pyarrow"}
    assert (manifest["points"], manifest["part_points"], manifest["parts"]) == (45, 12, 4)
    assert manifest["complete"] is True
    assert design_of(model, manifest["design"]).axes == design_of(model, job.design).axes
    assert list(manifest["columns"]["points"]) == pq.read_schema(next_part(filled)).names
    rows = pq.read_table(filled / "points").to_pylist()
    counted = Counter((row["status"], row["regime"] or "") for row in rows)
    assert {(row["status"], row["regime"]): row["points"] for row in manifest["regimes"]} == counted
    assert manifest["messages"] == {"outside": "c > 0"}


def next_part(folder: Path, table: str = "points") -> Path:
    return min((folder / table).glob("*.parquet"))


def test_pandas_and_duckdb_read_it_as_it_is(filled: Path) -> None:
    points = pd.read_parquet(filled / "points")
    assert len(points) == 45
    assert isinstance(points["regime"].dtype, pd.CategoricalDtype)
    tables = {
        "points": f"{filled}/points/*.parquet",
        "equilibria": f"{filled}/equilibria/*.parquet",
    }
    ask = "select regime, count(*), avg(fine) from read_parquet($points)"
    found = duckdb.execute(
        f"{ask} where status = 'ok' group by regime", {"points": tables["points"]}
    ).fetchall()
    solved = points[points["status"] == "ok"]
    assert {regime: count for regime, count, _ in found} == dict(
        solved["regime"].astype(str).value_counts()
    )
    joined = duckdb.execute(
        "select count(*) from read_parquet($equilibria) join read_parquet($points) using (point)",
        tables,
    ).fetchone()
    assert joined == (points["equilibria"].sum(),)
    assert len(pd.read_parquet(filled / "equilibria")) == joined[0]


def test_types_are_the_same_in_every_part(filled: Path) -> None:
    label = pa.dictionary(pa.int32(), pa.string())
    for table in ("points", "equilibria"):
        schemas = [pq.read_schema(path) for path in sorted((filled / table).iterdir())]
        assert all(schema.equals(schemas[0], check_metadata=False) for schema in schemas)
        types = {field.name: field.type for field in schemas[0]}
        assert types["point"] == pa.int64()
        if table == "points":
            assert {types[name] for name in ("status", "regime", "message")} == {label}
            assert {types[name] for name in ("c", "fine", "t")} == {pa.float64()}
            assert types["degenerate"] == pa.bool_()
        else:
            assert {types[name] for name in ("x1_build", "u2", "certificate")} == {pa.float64()}
            assert types["pure"] == pa.bool_()


def test_settings_and_draws_have_numbers(sweep_job: Jobs, tmp_path: Path) -> None:
    draws = Sampling("random", 5, seed=3)
    job = sweep_job("brand-two-firms", "t=0:4:3", uncertain=("c=2:6",), sampling=draws)
    fill(tmp_path / "sweep", job)
    points = pd.read_parquet(tmp_path / "sweep" / "points")
    assert points["setting"].tolist() == [0] * 5 + [1] * 5 + [2] * 5
    assert points["draw"].tolist() == list(range(5)) * 3
    assert (points["t"] == points["setting"] * 2).all()
    assert (points["c"] == points["c"][points["draw"]].to_numpy()).all()


def test_a_tree_has_the_action_at_every_node(sweep_job: Jobs, tmp_path: Path) -> None:
    job = sweep_job("functional-upgrading", "s=0:4:5")
    fill(tmp_path / "sweep", job)
    table = pq.read_table(tmp_path / "sweep" / "equilibria")
    model = load_model("functional-upgrading")
    moves = [node for node in model.nodes if node.player]
    for node in moves:
        assert set(table[f"at_{node.id}"].to_pylist()) <= {action.id for action in node.actions}
    assert "component" not in table.column_names
    assert not [name for name in table.column_names if name.startswith("x1")]


def test_no_equilibrium_at_all(sweep_job: Jobs, tmp_path: Path) -> None:
    job = sweep_job("boxed-pigs", "A=-4:0:5", part_points=2)
    fill(tmp_path / "sweep", job)
    assert len(pq.read_table(tmp_path / "sweep" / "points")) == 5
    assert len(pq.read_table(tmp_path / "sweep" / "equilibria")) == 0
    with folder_of(tmp_path / "sweep", job) as store:
        assert store.missing == ()


def test_the_same_points_make_the_same_bytes(job: Job) -> None:
    again = replace(job, options=json.loads(json.dumps(job.options)))
    assert [make_part(job, part) for part in range(4)] == [
        make_part(again, part) for part in range(4)
    ]


def test_a_sweep_is_finished_where_it_was_cut_off(job: Job, filled: Path, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with folder_of(begun, job) as store:
        for part in (2, 0):
            store.add(make_part(job, part))
    assert manifest_of(begun)["complete"] is False
    assert set(listing(begun)) < set(listing(filled))
    with folder_of(begun, job) as store:
        assert (store.stored, store.missing) == (2, (1, 3))
        carry_out(job, LocalEngine(1), store)
        assert store.stored == 4
    assert listing(begun) == listing(filled)
    assert fill(begun, job).missing == ()
    assert listing(begun) == listing(filled)


def test_the_command_may_be_spelt_otherwise(job: Job, filled: Path) -> None:
    before = listing(filled)
    with SweepFolder(filled, job, header_of(job, ("sweep", "toy", "--jobs", "2"))) as store:
        carry_out(job, LocalEngine(1), store)
    assert listing(filled) == before


def test_what_a_killed_sweep_left_behind_is_removed(job: Job, filled: Path) -> None:
    before = listing(filled)
    for place in (".manifest.json.77.part", "points/.part-000003.parquet.77.part"):
        (filled / place).write_bytes(b"half")
    (filled / "points/part-000003.parquet").unlink()
    assert len(pd.read_parquet(filled / "points")) == 36
    fill(filled, job)
    assert listing(filled) == before


def test_another_sweep_is_not_mixed_in(
    job: Job, filled: Path, sweep_job: Jobs, tmp_path: Path
) -> None:
    before = listing(filled)
    others: dict[str, Job] = {
        "its design differs: axes[0].count is 9, here it is 8": sweep_job(
            "brand-two-firms", "c=0:8:8", "fine/t=0:4:5", part_points=12
        ),
        "its options differ: target is absent, here it is build, build": sweep_job(
            *BRAND, part_points=12, target="build, build"
        ),
        "its model is brand-two-firms, here it is boxed-pigs": sweep_job("boxed-pigs", "A=0:8:45"),
        "the text of the model has changed": replace(job, model_text=f"{job.model_text}\n# new"),
        "the points of a part are 12, here it is 13": replace(job, part_points=13),
    }
    for said, other in others.items():
        with pytest.raises(UsageError) as caught:
            fill(filled, other)
        assert said in str(caught.value)
        assert str(caught.value).endswith("give another place (--out), or begin anew with --fresh")
        assert "\n" not in str(caught.value)
    later = SweepFolder(filled, job, header_of(job, version="2"))
    with pytest.raises(UsageError, match="begun with vcgame 1, here it is vcgame 2"):
        later.__enter__()
    assert listing(filled) == before
    other = others["its design differs: axes[0].count is 9, here it is 8"]
    fill(filled, other, fresh=True)
    fill(tmp_path / "new", other)
    assert listing(filled) == listing(tmp_path / "new")


@pytest.mark.parametrize("table", ["points", "equilibria"])
@pytest.mark.parametrize("kept", [0, 3, 500, -1, -9])
def test_a_part_that_was_cut_short_is_named(job: Job, filled: Path, table: str, kept: int) -> None:
    before = listing(filled)
    path = filled / table / "part-000002.parquet"
    path.write_bytes(path.read_bytes()[:kept])
    expected = rf"{table}/part-000002.parquet is damaged \(.*\); delete it and run the same command"
    with pytest.raises(UsageError, match=expected):
        fill(filled, job)
    path.unlink()
    fill(filled, job)
    assert listing(filled) == before


def test_a_part_without_its_middle_is_named(job: Job, filled: Path) -> None:
    for table in ("points", "equilibria"):
        path = filled / table / "part-000001.parquet"
        whole = path.read_bytes()
        path.write_bytes(whole[:300] + whole[400:])
        with pytest.raises(UsageError, match=rf"{table}/part-000001.parquet is damaged"):
            fill(filled, job)
        path.write_bytes(whole)
    fill(filled, job)


def test_parts_in_the_wrong_place_are_named(
    job: Job, filled: Path, sweep_job: Jobs, tmp_path: Path
) -> None:
    for table in ("points", "equilibria"):
        path = filled / table / "part-000001.parquet"
        whole = path.read_bytes()
        shutil.copy(filled / table / "part-000000.parquet", path)
        with pytest.raises(UsageError, match=r"belongs to another place|is damaged"):
            fill(filled, job)
        path.write_bytes(whole)
    fill(
        tmp_path / "other", sweep_job("brand-two-firms", "c=1:8:9", "fine/t=0:4:5", part_points=12)
    )
    path = filled / "points" / "part-000001.parquet"
    shutil.copy(tmp_path / "other" / "points" / path.name, path)
    with pytest.raises(UsageError, match="belongs to another sweep; delete it"):
        fill(filled, job)
    path.unlink()
    (filled / "points" / "more.parquet").write_bytes(b"")
    with pytest.raises(UsageError, match=r"more.parquet is no part of this sweep"):
        fill(filled, job)


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"format": 0}', "\x80"])
def test_a_damaged_manifest_is_said(job: Job, filled: Path, text: str) -> None:
    (filled / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match="--fresh"):
        fill(filled, job)
    assert len(list((filled / "points").iterdir())) == 4
    fill(filled, job, fresh=True)


def test_a_part_that_was_deleted_is_made_again(job: Job, filled: Path) -> None:
    before = listing(filled)
    (filled / "equilibria" / "part-000000.parquet").unlink()
    with folder_of(filled, job) as store:
        assert store.missing == (0,)
    assert manifest_of(filled)["complete"] is False
    fill(filled, job)
    assert listing(filled) == before


def test_beginning_anew_removes_all_that_was_made(job: Job, filled: Path, tmp_path: Path) -> None:
    before = listing(filled)
    for name in ("robustness.parquet", "points/part-000077.parquet"):
        (filled / name).write_bytes(b"of the old sweep")
    fill(filled, job, fresh=True)
    assert listing(filled) == before
    # Killed in the middle of it, or before the manifest was there:
    for path in filled.rglob("*.parquet"):
        path.unlink()
    (filled / "manifest.json").unlink()
    fill(filled, job)
    assert listing(filled) == before
    (filled / "manifest.json").unlink()
    with pytest.raises(UsageError, match=r"holds other files \(equilibria\) and no sweep"):
        fill(filled, job, fresh=True)


def test_beginning_anew_removes_nothing_else(job: Job, filled: Path) -> None:
    mine = {filled / "mine.parquet": b"1", filled / "points" / ".notes": b"2"}
    for path, data in mine.items():
        path.write_bytes(data)
    fill(filled, job)  # and a hidden file is no part
    fill(filled, job, fresh=True)
    assert {path: path.read_bytes() for path in mine} == mine


@pytest.mark.parametrize("text", ["{}", '{"name": "a web page"}'])
def test_a_manifest_of_another_program_is_left_alone(job: Job, tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    for fresh in (False, True):
        with pytest.raises(UsageError, match=r"holds other files \(manifest.json\) and no sweep"):
            fill(tmp_path, job, fresh=fresh)
    assert (tmp_path / "manifest.json").read_text() == text


def test_what_was_changed_in_a_manifest_is_mended(job: Job, filled: Path) -> None:
    before = listing(filled)
    changed = {"seed": 5, "status": "published", "players": [], "complete": 1, "regimes": []}
    text = json.dumps(manifest_of(filled) | changed)
    (filled / "manifest.json").write_text(text, encoding="utf-8")
    fill(filled, job)
    assert listing(filled) == before


def test_one_sweep_at_a_time(job: Job, filled: Path) -> None:
    with (
        folder_of(filled, job),
        pytest.raises(UsageError, match=r"another sweep is writing into .*sweep"),
    ):
        folder_of(filled, job, fresh=True).__enter__()
    fill(filled, job)


def test_folders_of_others_are_left_alone(job: Job, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for fresh in (False, True):
        with pytest.raises(UsageError, match=r"holds other files \(file\) and no sweep"):
            fill(tmp_path, job, fresh=fresh)
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UsageError, match=r"cannot write .*file is a file, and no folder$"):
            fill(path, job)
    (tmp_path / ".lock").unlink()
    assert listing(tmp_path) == {"notes.txt": b"mine", "file": b"mine"}


def test_a_full_disk_is_said_and_leaves_no_half(
    job: Job, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = os.fsync
    calls = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) > 9:
            raise OSError(28, "No space left on device")
        synced(handle)

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(UsageError, match=r"^cannot write .*: No space left on device; what is"):
            fill(tmp_path / "begun", job)
        calls.clear()
        with pytest.raises(UsageError, match=r"the same command without --fresh goes on from"):
            fill(tmp_path / "begun", job, fresh=True)
    there = listing(tmp_path / "begun")
    assert there.items() - {("manifest.json", there["manifest.json"])} <= listing(filled).items()
    assert 2 <= len(there) < len(listing(filled))
    fill(tmp_path / "begun", job)
    assert listing(tmp_path / "begun") == listing(filled)


def test_a_mistake_while_solving_keeps_what_is_stored(job: Job, tmp_path: Path) -> None:
    def make(job: Job, part: int) -> PartFiles:
        if part == 2:
            raise UsageError("so far")
        return make_part(job, part)

    store = folder_of(tmp_path / "sweep", job)
    with pytest.raises(UsageError, match="so far"), store:
        carry_out(job, LocalEngine(1, make=make), store)
    with folder_of(tmp_path / "sweep", job) as again:
        assert {2, 3} <= set(again.missing)
    with pytest.raises(ValueError, match="parts are missing"), again:
        again.finish()


def test_files_are_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    write_durably(path, b"one")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(KeyboardInterrupt):
        write_durably(path, b"two")
    assert listing(tmp_path) == {"a": b"one"}


def test_fingerprints_tell_sweeps_apart(job: Job) -> None:
    others = [
        replace(job, model_text="other"),
        replace(job, design={}),
        replace(job, options={}),
        replace(job, points=44),
        replace(job, part_points=11),
    ]
    assert len({fingerprint(each) for each in (job, *others)}) == 6
    assert fingerprint(job) == fingerprint(replace(job, model_name="elsewhere"))
    what = json.loads(pq.read_schema(pa.BufferReader(make_part(job, 1).points)).metadata[KEY])
    assert (what["sweep"], what["part"]) == (fingerprint(job), 1)
