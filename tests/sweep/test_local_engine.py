from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import psutil
import pytest

from vcgame.errors import ExpressionError, IncompleteError, UsageError
from vcgame.sweep.engines.local import LocalEngine
from vcgame.sweep.engines.work import make_part
from vcgame.sweep.engines.worker import WorkerError
from vcgame.sweep.job import Job, PartFiles

HERE = Path(__file__).parent


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Makers of parts that workers can import by name."""
    monkeypatch.syspath_prepend(HERE)
    return importlib.import_module("fake_parts")


def job_of(parts: int, **options: object) -> Job:
    return Job("toy", "text", {}, options, 10 * parts, 10)


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


@pytest.fixture(autouse=True)
def no_worker_is_left() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_part_is_made_once(fakes: ModuleType, jobs: int) -> None:
    job = job_of(9)
    wanted = [0, 1, 3, 4, 7, 8]
    made = list(LocalEngine(jobs, make=fakes.make).run(job, iter(wanted)))
    assert sorted(part.part for part in made) == wanted
    for part in made:
        assert part == fakes.make(job, part.part)


@pytest.mark.parametrize("jobs", [1, 3])
def test_nothing_to_do(fakes: ModuleType, jobs: int) -> None:
    assert list(LocalEngine(jobs, make=fakes.make).run(job_of(4), ())) == []


def test_the_parts_of_a_model_are_the_same_bytes_anywhere(
    sweep_job: Callable[..., Job],
) -> None:
    job = sweep_job("brand-two-firms", "c=0:8:12", "fine/t=0:4:7", part_points=25)
    alone, apart = (
        sorted(LocalEngine(jobs).run(job, range(job.parts)), key=lambda part: part.part)
        for jobs in (1, 2)
    )
    assert len(alone) == 4
    assert alone == apart == [make_part(job, part) for part in range(4)]


def test_workers_are_other_processes_and_few_parts_wait(fakes: ModuleType, tmp_path: Path) -> None:
    job = job_of(40, folder=str(tmp_path))
    parts = LocalEngine(2, make=fakes.make_and_note).run(job, range(40))
    next(iter(parts))
    made = 0
    while made != len(list(tmp_path.iterdir())):
        made = len(list(tmp_path.iterdir()))
        time.sleep(0.3)
    assert made <= 1 + 2 + 2  # taken, waiting, and in the hands of the workers' threads
    assert len(list(parts)) == 39
    pids = {int(path.name.partition("-")[2]) for path in tmp_path.iterdir()}
    assert len(pids) == 2
    assert os.getpid() not in pids


def test_a_worker_that_dies_is_replaced(fakes: ModuleType, tmp_path: Path) -> None:
    job = job_of(12, folder=str(tmp_path))
    made = list(LocalEngine(2, make=fakes.make_once_deadly).run(job, range(12)))
    assert (tmp_path / "died").exists()
    assert sorted(part.part for part in made) == list(range(12))


def test_a_part_that_kills_every_worker_ends_the_sweep(fakes: ModuleType) -> None:
    parts = LocalEngine(2, make=fakes.make_deadly).run(job_of(6), range(6))
    with pytest.raises(IncompleteError, match=r"part 2 .* 3 workers died over it.*SIGKILL"):
        list(parts)


def test_mistakes_come_back_as_they_were_raised(fakes: ModuleType) -> None:
    with pytest.raises(ExpressionError, match=r"^1 \+ is no formula; write a number$") as caught:
        list(LocalEngine(2, make=fakes.make_mistake).run(job_of(6), range(6)))
    assert caught.value.column == 2
    with pytest.raises(WorkerError, match=r"^ZeroDivisionError: part 2\nTraceback"):
        list(LocalEngine(2, make=fakes.make_bug).run(job_of(6), range(6)))


def test_what_workers_cannot_import_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(job: Job, part: int) -> PartFiles:
        raise AssertionError

    # It pickles by its name here, and has no such name there.
    monkeypatch.setitem(globals(), "make", make)
    make.__qualname__ = "make"
    with pytest.raises(WorkerError, match=r"^(ModuleNotFound|Attribute)Error"):
        list(LocalEngine(2, make=make).run(job_of(3), range(3)))


def test_what_is_printed_while_a_part_is_made_is_no_answer(
    fakes: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture
) -> None:
    text = "import fake_parts\ndef make(job, part):\n    print('!')\n"
    text += "    return fake_parts.make(job, part)\n"
    (tmp_path / "talkative_parts.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    make = importlib.import_module("talkative_parts").make
    assert len(list(LocalEngine(2, make=make).run(job_of(5), range(5)))) == 5
    out, err = capfd.readouterr()
    assert out == ""
    assert err.split() == ["!"] * 5


def test_a_sweep_that_is_given_up_ends_its_workers_at_once(fakes: ModuleType) -> None:
    parts = LocalEngine(3, make=fakes.make).run(job_of(50, seconds=600), range(50))

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 1.0)
    try:
        with pytest.raises(KeyboardInterrupt):
            next(iter(parts))
    finally:
        signal.signal(signal.SIGALRM, before)


SCRIPT = """
import sys
sys.path[:0] = [{here!r}]
import fake_parts
from vcgame.sweep.engines.local import LocalEngine
from vcgame.sweep.job import Job
job = Job("toy", "text", {{}}, {{"seconds": {seconds}}}, 200, 10)
for part in LocalEngine(3, make=fake_parts.make).run(job, range(20)):
    print(part.part, flush=True)
"""


def script(tmp_path: Path, seconds: float) -> subprocess.Popen[str]:
    """A script without a main guard."""
    path = tmp_path / "script.py"
    path.write_text(SCRIPT.format(here=str(HERE), seconds=seconds))
    root = str(HERE.parents[1])
    told = {**os.environ, "PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen([sys.executable, path], stdout=subprocess.PIPE, text=True, env=told)


def test_a_script_needs_no_main_guard(tmp_path: Path) -> None:
    process = script(tmp_path, 0)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert sorted(map(int, out.split())) == list(range(20))


def test_no_worker_outlives_a_driver_that_is_killed(tmp_path: Path) -> None:
    # Workers are in the middle of a part that takes far longer than they may live.
    process = script(tmp_path, 60)
    workers: list[psutil.Process] = []
    while len(workers) < 3:
        assert process.poll() is None
        workers = psutil.Process(process.pid).children(recursive=True)
        time.sleep(0.05)
    time.sleep(0.5)
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == []


def test_numbers_of_processes_that_make_no_sense() -> None:
    for jobs in (0, -1, 10**9):
        with pytest.raises(UsageError, match=r"processes; 1 to 1024 are allowed"):
            LocalEngine(jobs)
