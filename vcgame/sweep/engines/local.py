"""The engine on this machine: parts are made in this process, or in several."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Lock, Thread
from typing import Any, BinaryIO, Final, cast

from vcgame.errors import IncompleteError, UsageError, VcgameError
from vcgame.sweep.engines.work import make_part
from vcgame.sweep.engines.worker import WorkerError, read_message, write_message
from vcgame.sweep.job import Job, PartFiles

__all__ = ["MAX_JOBS", "LocalEngine", "MakePart"]

MakePart = Callable[[Job, int], PartFiles]

MAX_JOBS: Final = 1_024
TRIES: Final = 3
"""So many workers may die over one part."""

_PATIENCE: Final = 0.2
"""Seconds after which a waiting thread looks whether everything has ended."""

_DYING: Final = 5.0
"""Seconds that a process may take to die after its last word, e.g. to dump its memory."""

_PIPE: Final = 1 << 20
"""Bytes that a pipe holds, where the system can be told."""

_START: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from vcgame.sweep.engines.worker import serve; serve()"
)
_ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


class LocalEngine:
    """Makes the parts of a sweep on this machine.

    Workers are fresh interpreters rather than forks, so threads of this process do them no harm;
    they never import the main module, so a script that sweeps needs no
    ``if __name__ == "__main__"``. Each makes one part at a time, and few finished parts wait, so
    memory is bounded whatever the size of the sweep. A worker that dies is replaced and its part
    made again, at most three times. When this process ends, even by SIGKILL, its workers end.

    Parameters
    ----------
    jobs
        How many processes make parts; 1 means this one.
    make
        What makes a part: a function that can be imported by name. It is the solver of
        vcgame unless told otherwise.
    """

    def __init__(self, jobs: int = 1, *, make: MakePart = make_part) -> None:
        if not 1 <= jobs <= MAX_JOBS:
            raise UsageError(f"{jobs} processes; 1 to {MAX_JOBS} are allowed")
        self.jobs = jobs
        self.make = make

    def run(self, job: Job, parts: Iterable[int]) -> Iterator[PartFiles]:
        """Give the parts as they are done.

        Raises
        ------
        VcgameError
            What makes a part has to say; or a worker has died over a part again and again.
        """
        if self.jobs == 1:
            for part in parts:
                yield self.make(job, part)
            return
        parts = list(parts)
        crew = _Crew(job, self.make, parts, min(self.jobs, len(parts)))
        try:
            for _ in parts:
                yield crew.next()
        finally:
            crew.dismiss()


class _Crew:
    """Workers, each with a thread of this process that asks it for one part after the other."""

    def __init__(self, job: Job, make: MakePart, parts: Iterable[int], count: int) -> None:
        self._told = (job, make)
        self._parts = iter(parts)
        self._lock = Lock()
        self._over = Event()
        self._done: Queue[PartFiles | BaseException] = Queue(maxsize=max(1, count))
        self._workers: set[_Worker] = set()
        self._threads = [
            Thread(target=self._attend, name=f"worker {number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def next(self) -> PartFiles:
        """Wait for a part."""
        while True:
            try:
                found = self._done.get(timeout=_PATIENCE)  # a wait that Ctrl-C ends everywhere
            except Empty:
                continue
            if isinstance(found, BaseException):
                raise found
            return found

    def dismiss(self) -> None:
        """End all workers at once."""
        self._over.set()
        with self._lock:
            for worker in self._workers:
                worker.kill()
        for thread in self._threads:
            thread.join()
        for worker in tuple(self._workers):
            self._bury(worker)

    def _attend(self) -> None:
        worker: _Worker | None = None
        try:
            while not self._over.is_set():
                with self._lock:
                    part = next(self._parts, None)
                if part is None:
                    break
                answer, worker = self._ask(worker, part)
                self._hand_over(answer)
        except BaseException as error:  # noqa: BLE001  it is raised again where parts are awaited
            self._hand_over(error)
        if worker is not None:
            self._bury(worker)

    def _ask(self, worker: _Worker | None, part: int) -> tuple[PartFiles, _Worker | None]:
        """Have a part made, by another worker if one dies over it."""
        why = ""
        for _ in range(TRIES):
            if worker is None:
                worker = self._hire()
            try:
                return worker.ask(part), worker
            except (EOFError, OSError):
                why = worker.fate()
                self._bury(worker)
                worker = None
            if self._over.is_set():
                break
        raise IncompleteError(
            f"part {part} could not be made: {TRIES} workers died over it, the last {why}; what "
            "is stored is kept, and the same command goes on from there (with fewer --jobs, if "
            "memory is short)"
        )

    def _hire(self) -> _Worker:
        with self._lock:
            if self._over.is_set():
                raise EOFError
            worker = _Worker()
            self._workers.add(worker)
        with suppress(OSError):  # it has died already: asking it will tell
            worker.tell(self._told)
        return worker

    def _bury(self, worker: _Worker) -> None:
        with self._lock:
            self._workers.discard(worker)
        worker.end()

    def _hand_over(self, answer: PartFiles | BaseException) -> None:
        while not self._over.is_set():
            with suppress(Full):
                self._done.put(answer, timeout=_PATIENCE)
                return


class _Worker:
    """A process that makes parts."""

    def __init__(self) -> None:
        # In a group of its own it does not hear Ctrl-C: its driver does, and ends it.
        own_group: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {}
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-c", _START, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pipesize=_PIPE,
            env={**os.environ, **_ONE_THREAD},
            **own_group,
        )

    def tell(self, message: Any) -> None:
        """Send a message."""
        write_message(cast("BinaryIO", self._process.stdin), message)

    def ask(self, part: int) -> PartFiles:
        """Have a part made; an ``EOFError`` or ``OSError`` says that the worker has died."""
        self.tell(part)
        answer = read_message(cast("BinaryIO", self._process.stdout))
        if isinstance(answer, VcgameError | WorkerError):
            raise answer
        if not isinstance(answer, PartFiles):
            raise TypeError(answer)
        return answer

    def kill(self) -> None:
        """End the process now."""
        self._process.kill()

    def end(self) -> None:
        """End the process, and clear away."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def fate(self) -> str:
        """Say how a process ended whose answer broke off."""
        try:
            status = self._process.wait(_DYING)
        except subprocess.TimeoutExpired:
            return "without an answer"
        return f"by the signal {_signal_name(-status)}" if status < 0 else f"with status {status}"


def _signal_name(number: int) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        return str(number)
    return f"{name} (perhaps for lack of memory)" if name == "SIGKILL" else name
