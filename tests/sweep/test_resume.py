"""The real command, killed and interrupted at random moments, on full disks; then finished."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pyarrow.parquet as pq
import pytest

ROOT = Path(__file__).parents[2]
KILLS = 20
SWEEP = ("sweep", "brand-two-firms", "--vary", "c=0.5:8:51", "--vary", "fine/t=0:4:30")
COMMAND = (*SWEEP, "--out", "result", "--part-points", "5")
UNEVEN = ("sweep", "boxed-pigs", "--vary", "A=-8:8:4001", "--out", "result", "--part-points", "500")
"""Half of its parts have no equilibria, since A is above 0 by assumption."""


def start(
    folder: Path, *more: str, command: tuple[str, ...] = COMMAND, **options: Any
) -> subprocess.Popen[str]:
    folder.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "vcgame", *command, *more],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def run(folder: Path, *more: str, **options: Any) -> tuple[int, str, str]:
    process = start(folder, *more, **options)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def parts(folder: Path) -> list[Path]:
    return list((folder / "result" / "points").glob("*.parquet"))


def listing(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def without_command(files: dict[str, bytes]) -> dict[str, Any]:
    manifest = json.loads(files["result/manifest.json"])
    del manifest["command"]
    return {**files, "result/manifest.json": manifest}


def wait_for_parts(process: subprocess.Popen[str], folder: Path, more: int) -> None:
    """Wait until a sweep has written new parts."""
    wanted = len(parts(folder)) + more
    while len(parts(folder)) < wanted:
        assert process.poll() is None, process.communicate()
        time.sleep(0.002)


def check_parts(folder: Path, size: int = 5) -> None:
    """What is to be seen is whole, and the points of a part are not there without equilibria."""
    for path in parts(folder):
        assert pq.read_table(path)["point"][0].as_py() == size * int(path.stem[-6:])
        assert pq.read_metadata(folder / "result" / "equilibria" / path.name)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed")
    status, _, err = run(folder)
    assert (status, err.count("wrote")) == (0, 2)
    assert len(parts(folder)) == 306
    points = pq.read_table(folder / "result" / "points")
    assert points["point"].to_pylist() == list(range(1530))
    return listing(folder)


@pytest.mark.slow
def test_a_sweep_survives_kills_at_any_moment(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    chance = random.Random(20)  # noqa: S311  moments, no secrets
    for kill in range(KILLS):
        before = len(parts(tmp_path))
        process = start(tmp_path, *(("--jobs", "2") if kill % 2 else ()))
        wait_for_parts(process, tmp_path, chance.randint(1, 4))
        time.sleep(chance.random() * 0.01)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.communicate()
        assert len(workers) == 2 * (kill % 2)
        _, alive = psutil.wait_procs(workers, timeout=20)
        assert alive == []
        assert before < len(parts(tmp_path)) < 306
        check_parts(tmp_path)
    before = len(parts(tmp_path))
    status, out, err = run(tmp_path, "--jobs", "2")
    assert status == 0
    assert f"vcgame: {before} of 306 parts are there already\n" in err
    assert "build, build" in out
    assert listing(tmp_path) == undisturbed


@pytest.mark.parametrize(
    ("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["int", "term"]
)
def test_a_sweep_ends_cleanly_when_asked_to(
    tmp_path: Path, undisturbed: dict[str, bytes], sent: signal.Signals, status: int
) -> None:
    process = start(tmp_path, "--jobs", "2")
    wait_for_parts(process, tmp_path, 3)
    workers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(sent)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (status, "")
    assert "of 306 parts are stored in result; the same command goes on from there" in err
    assert "Traceback" not in err
    assert not [worker for worker in workers if worker.is_running()]
    hidden = [path.name for path in (tmp_path / "result").rglob(".*")]
    assert hidden == [".lock"]
    check_parts(tmp_path)
    again = run(tmp_path)
    assert again[0] == 0
    assert without_command(listing(tmp_path)) == without_command(undisturbed)


def limit_files(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_disk_that_is_full_is_one_line(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    assert run(whole, command=UNEVEN)[0] == 0
    # A file may grow so far and no farther: some parts fit, and the others do not.
    sizes: dict[str, int] = {}
    for name, data in listing(whole).items():
        if name.endswith(".parquet"):
            part = Path(name).stem
            sizes[part] = max(sizes.get(part, 0), len(data))
    limit = (min(sizes.values()) + max(sizes.values())) // 2
    assert len(listing(whole)["result/manifest.json"]) < limit
    for jobs in ("1", "2"):
        folder = tmp_path / jobs
        limited = {"preexec_fn": limit_files(limit), "command": UNEVEN}
        status, out, err = run(folder, "--jobs", jobs, **limited)
        assert (status, out) == (2, "")
        assert err == (
            "vcgame: cannot write result: File too large; what is stored is kept, and the same "
            "command goes on from there\n"
        )
        assert [path.name for path in (folder / "result").rglob(".*")] == [".lock"]
        assert 0 < len(parts(folder)) < 9
        check_parts(folder, 500)
        assert run(folder, "--jobs", jobs, command=UNEVEN)[0] == 0
        assert without_command(listing(folder)) == without_command(listing(whole))


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    first = start(tmp_path)
    wait_for_parts(first, tmp_path, 1)
    first.send_signal(signal.SIGSTOP)
    status, out, err = run(tmp_path)
    assert (status, out) == (2, "")
    assert err.startswith("vcgame: another sweep is writing into result; wait until it ends")
    assert err.count("\n") == 1
    first.kill()
    first.communicate()
