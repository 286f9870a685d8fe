"""The Dask engine: the parts of a sweep, made by the workers of a cluster."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Final

from vcgame.errors import IncompleteError, UsageError, VcgameError
from vcgame.sweep.engines.connection import CONNECT_SECONDS, connection
from vcgame.sweep.engines.remote import MakePart, Order, foreign, make_remotely, take_order
from vcgame.sweep.engines.versions import difference, versions
from vcgame.sweep.engines.work import make_part
from vcgame.sweep.job import Job, PartFiles

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as Task

    Fetched = Future[PartFiles | VcgameError]

__all__ = ["PARTS_PER_WORKER", "PATIENCE", "DaskEngine"]

PARTS_PER_WORKER: Final = 3
"""How many parts are under way per worker: one is made, one waits, one is on its way back."""

PATIENCE: Final = 60.0
"""How many seconds a sweep waits for a cluster without workers."""

GLANCE: Final = 1.0
"""Seconds without news after which the cluster is looked at."""

TRIES: Final = 2
"""How often Dask makes a part again that ended in an error which is none of ours."""


@dataclass(frozen=True, slots=True)
class DaskEngine:
    """Makes parts on a Dask cluster; the same parts, to the byte, as on this machine alone.

    A part depends on the job alone, so when a worker dies its parts are made again by others.

    Attributes
    ----------
    scheduler
        Address of a scheduler; None for a cluster on this machine that lives as long as a run.
    jobs
        How many workers such an embedded cluster has; None for one per CPU.
    make
        What makes a part; it is imported by name on the workers.
    patience
        How many seconds to wait while the cluster has no worker.
    """

    scheduler: str | None = None
    jobs: int | None = None
    make: MakePart = make_part
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        if self.jobs is not None and self.jobs < 1:
            raise UsageError(f"--jobs {self.jobs}: at least 1 is needed")
        if self.jobs is not None and self.scheduler is not None:
            raise UsageError("--jobs and --scheduler exclude each other; the cluster has its size")

    def run(self, job: Job, parts: Iterable[int]) -> Iterator[PartFiles]:
        """Give the parts as they are done.

        Raises
        ------
        MissingExtraError
            If Dask is not installed.
        UsageError
            If no scheduler answers, or the versions there are others than here.
        IncompleteError
            If workers die over a part again and again, or are all gone for too long.
        """
        with connection(self.scheduler, self.jobs) as client:
            dispatch = _Dispatch(client, job, self)
            try:
                yield from dispatch.parts(parts)
            finally:
                dispatch.cancel()


class _Dispatch:
    """Hands out the parts of one job, a few per worker at a time, and takes them in."""

    def __init__(self, client: Client, job: Job, engine: DaskEngine) -> None:
        self.client = client
        self.address = client.scheduler.address
        self.patience = engine.patience
        self.order = Order(job, engine.make, versions())
        self.pending: dict[Fetched, tuple[Task, int]] = {}
        self.done: SimpleQueue[Fetched] = SimpleQueue()
        self.workers: frozenset[str] = frozenset()
        self.looked = monotonic()
        self.alone_since: float | None = None

    def parts(self, parts: Iterable[int]) -> Iterator[PartFiles]:
        """Give the parts as they are done."""
        self.compare_scheduler()
        self.wait_for_workers()
        with warnings.catch_warnings(action="ignore"):  # a long list of points is long
            order = self.client.submit(take_order, self.order, pure=False)
        left = iter(parts)
        self.hand_out(order, left)
        while self.pending:
            fetched = self.next_done()
            task, part = self.pending[fetched]
            answer = self.take(fetched, part)
            del self.pending[fetched]
            task.release()
            self.hand_out(order, left)
            yield answer

    def hand_out(self, order: Task, left: Iterator[int]) -> None:
        """Fill up what is under way."""
        if monotonic() - self.looked > GLANCE:
            self.look()
        while len(self.pending) < PARTS_PER_WORKER * max(1, len(self.workers)):
            part = next(left, None)
            if part is None:
                return
            self.submit(order, part)

    def submit(self, order: Task, part: int) -> None:
        """Ask for a part, and fetch it as soon as it is there.

        Each part is fetched on its own in the background: Dask may try for long to fetch one
        from a worker that has just died, before it has the part made again.
        """
        from asyncio import run_coroutine_threadsafe

        task = self.client.submit(make_remotely, order, part, pure=False, retries=TRIES)
        fetching = self.client.gather(task, asynchronous=True)
        fetched = run_coroutine_threadsafe(fetching, self.client.loop.asyncio_loop)
        self.pending[fetched] = task, part
        fetched.add_done_callback(self.done.put)

    def next_done(self) -> Fetched:
        """Wait for a part, for as long as there is hope."""
        while True:
            try:
                return self.done.get(timeout=GLANCE)
            except Empty:
                self.look()

    def take(self, fetched: Fetched, part: int) -> PartFiles:
        """Give what a worker made, or raise what went wrong."""
        from distributed import KilledWorker

        try:
            answer = fetched.result()
        except KilledWorker as error:
            raise IncompleteError(
                f"part {part}: {error.allowed_failures + 1} workers died over it; is there memory "
                "enough for each? the same command goes on with what is left"
            ) from error
        except CancelledError as error:
            raise self.lost("dropped the sweep") from error
        except Exception:
            self.look()  # says so if a worker has come that is not like us
            raise
        if isinstance(answer, VcgameError):
            raise answer
        return answer

    def look(self) -> None:
        """Look who works; give up when there has been nobody for too long."""
        before, self.workers = self.workers, self.present()
        self.looked = monotonic()
        if came := self.workers - before:
            self.compare_workers(came)
        if self.workers:
            self.alone_since = None
            return
        if self.alone_since is None:
            self.alone_since = self.looked
        if self.looked - self.alone_since > self.patience:
            raise self.lost(f"has had no worker for {self.patience:g} s")

    def present(self) -> frozenset[str]:
        """Give the addresses of the workers."""
        ask = self.client.scheduler.ncores
        try:
            return frozenset(self.client.sync(ask, callback_timeout=CONNECT_SECONDS))
        except (OSError, TimeoutError) as error:
            raise self.lost("is gone") from error

    def lost(self, what: str) -> IncompleteError:
        return IncompleteError(
            f"the cluster at {self.address} {what}; the same command goes on with what is left"
        )

    def wait_for_workers(self) -> None:
        """Wait for the first worker."""
        try:
            self.client.wait_for_workers(1, timeout=self.patience)
        except TimeoutError as error:
            raise UsageError(
                f"no worker came to {self.address} within {self.patience:g} s; "
                f"start one with: dask worker {self.address} --nthreads 1"
            ) from error
        self.look()

    def compare_scheduler(self) -> None:
        """Refuse a scheduler of other versions: it reads the tasks that it hands on."""
        try:
            found = self.client.run_on_scheduler(versions, solving=False)
        except (ImportError, AttributeError) as error:
            raise UsageError(foreign("scheduler", self.address)) from error
        self.compare("scheduler", self.address, found)

    def compare_workers(self, workers: Iterable[str]) -> None:
        """Refuse workers of other versions: at the start, and when one comes.

        Dask would wait for a part from a worker that cannot even read what it is asked for.
        """
        answers = self.client.run(versions, workers=list(workers), on_error="return")
        for address, found in answers.items():
            if not isinstance(found, OSError):  # it has just died
                self.compare("worker", address, found)

    def compare(self, what: str, address: str, found: dict[str, str] | Exception) -> None:
        if isinstance(found, Exception):
            raise UsageError(foreign(what, address)) from found
        if differs := difference(self.order.versions, found):
            raise UsageError(foreign(what, address, differs))

    def cancel(self) -> None:
        """Let go of all that is under way."""
        from distributed.client import FuturesCancelledError

        with suppress(OSError, TimeoutError, FuturesCancelledError):
            self.client.cancel([task for task, _ in self.pending.values()], force=True)
