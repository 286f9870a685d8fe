"""Sweeps on real Dask clusters on the loopback device: nothing here is simulated."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import psutil
import pytest

from vcgame.errors import ExpressionError, IncompleteError, MissingExtraError, UsageError
from vcgame.model.library import library_files, load_model
from vcgame.sweep.design.axis import parse_axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.engines import connection
from vcgame.sweep.engines.cluster import PARTS_PER_WORKER, DaskEngine
from vcgame.sweep.engines.work import make_part
from vcgame.sweep.job import Job, PartFiles
from vcgame.sweep.preparation import prepare_job

HERE = Path(__file__).parent
sys.path.append(str(HERE))  # workers import the stand-ins by name
fake_parts = import_module("fake_parts")
programs = import_module("dask_programs")
SWEEP = """
import sys, fake_parts
from vcgame.sweep.engines.cluster import DaskEngine
from vcgame.sweep.job import Job
job = Job("toy.toml", "text", {}, {"seconds": 0.05}, 10_000, 10)
for done in DaskEngine(jobs=2, make=fake_parts.make).run(job, range(job.parts)):
    print(done.part, flush=True)
"""


def job_of(parts: int = 40, **options: Any) -> Job:
    return Job("toy.toml", "text " * 200, {"kind": "grid"}, options, 10 * parts - 3, 10)


def expected(job: Job) -> list[PartFiles]:
    return [fake_parts.make(job_of(job.parts), part) for part in range(job.parts)]


def collected(engine: DaskEngine, job: Job) -> list[PartFiles]:
    return sorted(engine.run(job, range(job.parts)), key=lambda part: part.part)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Any]:
    with ExitStack() as stack:
        yield programs.Cluster(stack, tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a cluster of two workers, for tests that leave it as it is."""
    with ExitStack() as stack:
        cluster = programs.Cluster(stack, tmp_path_factory.mktemp("shared"))
        cluster.worker("--nworkers", "2")
        yield cluster.address


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "notes"
    made.mkdir()
    return made


def makers(folder: Path) -> set[int]:
    """Which processes have begun a part."""
    return {int(note.name.split("-")[1]) for note in folder.iterdir()}


def begun(folder: Path) -> set[int]:
    return {int(note.name.split("-")[0]) for note in folder.iterdir()}


# A cluster that exists.


def test_parts_are_the_same_though_workers_are_killed(cluster: Any, folder: Path) -> None:
    nannies = [cluster.worker(), cluster.worker()]
    job = job_of(5000, seconds=0.01, folder=str(folder))
    killed: list[int] = []

    def numbers() -> Iterator[int]:
        """Ask for parts until all has happened, and 30 more."""
        yield from itertools.takewhile(lambda _: len(killed) < 2, range(job.parts - 30))
        yield from range(job.parts - 30, job.parts)

    found = []
    for part in DaskEngine(cluster.address, make=fake_parts.make_and_note).run(job, numbers()):
        found.append(part)
        if not killed and len(makers(folder)) == 2:
            killed.append(min(makers(folder)))
            os.kill(killed[0], signal.SIGKILL)  # its nanny starts another
        elif len(killed) == 1 and len(makers(folder)) == 3:
            killed.append(nannies[0].pid)
            nannies[0].kill()  # and its worker goes with it
    assert len(killed) == 2
    made = sorted(part.part for part in found)
    assert made == [*range(len(found) - 30), *range(job.parts - 30, job.parts)]
    assert all(part == fake_parts.make(job_of(job.parts), part.part) for part in found)


def test_a_real_sweep_is_the_same_to_the_byte(shared: str) -> None:
    model = load_model("brand-two-firms")
    axes = tuple(parse_axis(model, text) for text in ("c=0:8:20", "fine/t=0:4:21"))
    text = library_files()[model.id].read_text(encoding="utf-8")
    job = prepare_job(Design(model, model.values(), axes=axes), text, part_points=50)
    assert collected(DaskEngine(shared), job) == [make_part(job, part) for part in range(9)]


def test_several_sweeps_on_one_cluster_and_only_the_parts_asked_for(shared: str) -> None:
    for parts in ([3, 1, 7], [], [39]):
        found = list(DaskEngine(shared, make=fake_parts.make).run(job_of(), parts))
        assert {part.part for part in found} == set(parts)
        assert all(part == fake_parts.make(job_of(), part.part) for part in found)


@pytest.mark.parametrize(
    ("where", "preload", "says"),
    [
        ("worker", "import sys; sys.modules['vcgame'] = None", "has no vcgame"),
        ("scheduler", "import vcgame; vcgame.__version__ = '0.0.1'", "has vcgame 0.0.1 (source"),
    ],
)
def test_other_versions_are_refused_before_any_work(
    tmp_path: Path, folder: Path, where: str, preload: str, says: str
) -> None:
    script = tmp_path / "preload.py"
    script.write_text(preload)
    with ExitStack() as stack:
        if where == "scheduler":
            stack.enter_context(pytest.MonkeyPatch.context()).setenv(
                "DASK_DISTRIBUTED__SCHEDULER__PRELOAD", str(script)
            )
        cluster = programs.Cluster(stack, tmp_path)
        cluster.worker(*(["--preload", str(script)] if where == "worker" else []))
        job = job_of(folder=str(folder))
        with pytest.raises(UsageError, match=f"^the {where} at tcp://") as caught:
            list(DaskEngine(cluster.address, make=fake_parts.make_and_note).run(job, [0]))
        assert says in str(caught.value)
        assert "\n" not in str(caught.value)
    assert not makers(folder)


def test_a_worker_of_another_version_that_comes_late_is_refused(
    cluster: Any, tmp_path: Path, folder: Path
) -> None:
    script = tmp_path / "preload.py"
    script.write_text("import vcgame; vcgame.__version__ = '0.0.1'")
    cluster.worker()
    job = job_of(2000, seconds=0.05, folder=str(folder))
    engine = DaskEngine(cluster.address, make=fake_parts.make_and_note)

    def sweep() -> None:
        for count, _ in enumerate(engine.run(job, range(job.parts))):
            if count == 1:
                cluster.worker("--preload", str(script))

    with pytest.raises(UsageError, match=r"^the worker at tcp://.* has vcgame 0\.0\.1"):
        sweep()
    assert len(makers(folder)) == 1


def test_workers_and_the_scheduler_go(cluster: Any) -> None:
    hasty = DaskEngine(cluster.address, make=fake_parts.make, patience=0.5)
    with pytest.raises(UsageError, match=r"^no worker came to tcp://.* within .*: dask worker tcp"):
        list(hasty.run(job_of(), [0]))
    patient = DaskEngine(cluster.address, make=fake_parts.make)
    job = job_of(2000, seconds=0.05)

    worker = cluster.worker()
    assert next(patient.run(job, [7])).part == 7
    parts = hasty.run(job, range(job.parts))
    next(parts)
    worker.kill()
    with pytest.raises(IncompleteError, match=r"has had no worker for 0.5 s; the same command"):
        list(parts)

    cluster.worker()
    parts = patient.run(job, range(job.parts))
    next(parts)
    cluster.scheduler.kill()
    with pytest.raises(IncompleteError, match=r"^the cluster at tcp://.*; the same command goes"):
        list(parts)


@pytest.mark.parametrize("greeting", [b"", b"SSH-2.0-OpenSSH_9.6\r\n"])
def test_a_server_that_is_no_scheduler(monkeypatch: pytest.MonkeyPatch, greeting: bytes) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def greet() -> None:
            with server.accept()[0] as client, suppress(ConnectionError):
                client.sendall(greeting)
                client.recv(1)  # until the other side has had enough

        accepting = Thread(target=greet)
        accepting.start()
        with pytest.raises(UsageError, match=f":{port} within 1 s; start one with: dask sched"):
            list(DaskEngine(f"tcp://127.0.0.1:{port}").run(job_of(), [0]))
        accepting.join()


def test_no_server_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # and nobody listens
        port = free.getsockname()[1]
        with pytest.raises(UsageError, match=f"no Dask scheduler answers at 127.0.0.1:{port} with"):
            list(DaskEngine(f"127.0.0.1:{port}").run(job_of(), [0]))


@pytest.mark.parametrize(
    "address", ["", "here", "tcp://here", "pigeon://here:8786", "here:x", "h:1 "]
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(UsageError, match="is no address; write tcp://HOST:8786"):
        list(DaskEngine(address).run(job_of(), [0]))


def test_a_part_that_kills_every_worker(shared: str, capfd: pytest.CaptureFixture[str]) -> None:
    # Dask blames all parts that a dead worker had before it, so another may be named.
    with pytest.raises(IncompleteError, match=r"^part \d: 4 workers died over it; .* goes on with"):
        collected(DaskEngine(shared, make=fake_parts.make_deadly), job_of())
    assert capfd.readouterr() == ("", "")


def test_a_mistake_comes_home_as_it_is(shared: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ExpressionError) as caught:
        collected(DaskEngine(shared, make=fake_parts.make_mistake), job_of())
    assert str(caught.value) == "1 + is no formula; write a number"
    assert caught.value.column == 2
    assert capfd.readouterr() == ("", "")


def test_a_bug_comes_home_as_it_is(shared: str) -> None:
    with pytest.raises(ZeroDivisionError, match="part 2"):
        collected(DaskEngine(shared, make=fake_parts.make_bug), job_of())


def test_few_parts_are_under_way_at_a_time(shared: str, folder: Path) -> None:
    job = job_of(100, folder=str(folder))
    engine = DaskEngine(shared, make=fake_parts.make_and_note)
    with closing(engine.run(job, range(job.parts))) as parts:
        for taken in range(1, 6):
            next(parts)
            time.sleep(0.1)  # a slow disk
            assert len(begun(folder)) <= taken + 2 * PARTS_PER_WORKER


# A cluster made for the sweep.


def test_an_embedded_cluster_makes_the_same_parts_though_a_worker_dies(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = job_of(folder=str(folder))
    before = listening()
    found = []
    for part in DaskEngine(jobs=2, make=fake_parts.make_once_deadly).run(job, range(job.parts)):
        found.append(part)
        if len(found) == 1:
            assert {address for address, _ in listening() - before} == {"127.0.0.1"}
    assert (folder / "died").exists()
    assert sorted(found, key=lambda part: part.part) == expected(job)
    assert listening() == before
    assert not [child for child in psutil.Process().children() if "spawn" in str(child.cmdline())]
    assert capfd.readouterr() == ("", "")


def listening() -> set[tuple[str, int]]:
    me = psutil.Process()
    found = set()
    for process in [me, *me.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):  # it has ended since
            for each in process.net_connections("tcp"):
                if each.status == psutil.CONN_LISTEN:
                    found.add(tuple(each.laddr))
    return found


def test_no_worker_outlives_a_killed_driver() -> None:
    with programs.program("-c", SWEEP, stdout=subprocess.PIPE) as driver:
        assert driver.stdout is not None
        driver.stdout.readline()
        assert len(programs.members(driver.pid)) >= 3
        driver.kill()
        programs.until(lambda: not programs.members(driver.pid))


def test_an_interrupt_ends_all_without_noise() -> None:
    with programs.program("-c", SWEEP, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as driver:
        assert driver.stdout is not None
        driver.stdout.readline()
        os.killpg(driver.pid, signal.SIGINT)  # as a terminal does
        _, errors = driver.communicate(timeout=programs.LONG)
        programs.until(lambda: not programs.members(driver.pid))
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert errors.count("Traceback") == 1


# Without a cluster.


def test_dask_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'vcgame\[cluster\]'"):
        list(DaskEngine().run(job_of(), [0]))


def test_dask_is_imported_when_asked_for_only() -> None:
    code = (
        "import sys, vcgame.sweep.engines.cluster; print({'dask', 'distributed'} & {*sys.modules})"
    )
    with programs.program("-c", code, stdout=subprocess.PIPE) as process:
        assert process.communicate(timeout=programs.LONG)[0] == "set()\n"


@pytest.mark.parametrize("wrong", [{"jobs": 0}, {"scheduler": "tcp://here:8786", "jobs": 2}])
def test_wrong_numbers_of_jobs(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="--jobs"):
        DaskEngine(**wrong)
