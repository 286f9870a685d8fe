"""A connection to a Dask cluster: one that exists, or one made for the time of a sweep."""

from __future__ import annotations

import logging
import re
import signal
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import resource_tracker
from socket import MSG_WAITALL, create_connection
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final

from vcgame.errors import IncompleteError, MissingExtraError, UsageError

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["ALLOWED_DEATHS", "CONNECT_SECONDS", "connection"]

CONNECT_SECONDS: Final = 10
"""How long a scheduler may take to answer."""

ALLOWED_DEATHS: Final = 3
"""How many workers of an embedded cluster may die over one part; others set their own number."""

ADDRESS: Final = re.compile(
    r"((?P<scheme>tcp|tls|ucx|wss?)://)?(\[(?P<ipv6>[\da-fA-F:.]+)\]|(?P<host>[\w.-]+))"
    r":(?P<port>\d{1,5})/?"
)

LOOPBACK: Final = "127.0.0.1"

SETTINGS: Final[dict[str, Any]] = {
    "distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s",
    "distributed.scheduler.allowed-failures": ALLOWED_DEATHS,
    # No pages to look at, and no sampling of stacks: nobody watches.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.diagnostics.nvml": False,
    # Workers take this over before they import Dask, which sets up its loggers at once.
    "distributed.nanny.pre-spawn-environ.DASK_LOGGING__DISTRIBUTED": "critical",
}

NOISY: Final = ("distributed", "tornado", "asyncio")


@contextmanager
def connection(scheduler: str | None, jobs: int | None) -> Iterator[Client]:
    """Connect to a scheduler, or to an embedded cluster that ends with the block.

    Parameters
    ----------
    scheduler
        Address of a scheduler, e.g. ``tcp://10.0.0.5:8786``; None for an embedded cluster: one
        process of one thread per job, all on the loopback device. Its workers end when the
        process that made them ends, however it ends.
    jobs
        How many workers the embedded cluster has; None for one per CPU.

    Raises
    ------
    MissingExtraError
        If Dask is not installed.
    UsageError
        If no scheduler answers at the address.
    """
    try:
        import distributed
    except ImportError as error:
        raise MissingExtraError(
            "a cluster needs Dask: pip install 'vcgame[cluster]'; --engine local needs nothing"
        ) from error
    import dask

    if scheduler is not None:
        _find(scheduler)
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        stack.enter_context(dask.config.set(SETTINGS))
        address = scheduler or stack.enter_context(_embedded(jobs)).scheduler_address
        try:
            # Dask warns of differing versions; ours is an error, with fewer words.
            with warnings.catch_warnings(action="ignore"):
                client = distributed.Client(
                    address, timeout=CONNECT_SECONDS, set_as_default=False, name="vcgame"
                )
        except OSError as error:
            raise UsageError(_silent(address)) from error
        yield stack.enter_context(client)


@contextmanager
def _embedded(jobs: int | None) -> Iterator[Any]:
    from dask.system import CPU_COUNT
    from distributed import LocalCluster

    try:
        with _children_deaf_to_interrupts():
            cluster = LocalCluster(
                n_workers=jobs or CPU_COUNT,
                threads_per_worker=1,
                processes=True,
                host=LOOPBACK,
                dashboard_address=None,
                # Without an address this server would ask for port 8787, and warn if it is taken.
                scheduler_kwargs={"dashboard_address": f"{LOOPBACK}:0"},
                worker_dashboard_address=None,
                # Parts are small; a limit would only stop workers on a machine that others fill.
                memory_limit=0,
                silence_logs=logging.CRITICAL,
            )
    except (OSError, RuntimeError) as error:
        raise IncompleteError(f"the embedded cluster did not start: {_line(error)}") from error
    with cluster:
        yield cluster


@contextmanager
def _children_deaf_to_interrupts() -> Iterator[None]:
    """Block the interrupt in threads that start within, hence in processes started by them.

    A terminal sends Ctrl-C to all processes. Ours closes the cluster; workers that heard it too
    would each show a traceback. One that comes meanwhile is heard at the end of the block.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which, when it starts, ends the block of its thread
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _find(scheduler: str) -> None:
    """Refuse what is no address, or where no scheduler is.

    Dask itself waits without end for the greeting of a server that is not of its kind. A
    scheduler sends one at once, and first how long it is.
    """
    address = ADDRESS.fullmatch(scheduler)
    if not address:
        raise UsageError(f"--scheduler {scheduler!r} is no address; write tcp://HOST:8786")
    if address["scheme"] not in (None, "tcp"):
        return  # others wait for us to speak
    end = monotonic() + CONNECT_SECONDS
    while (left := end - monotonic()) > 0:
        try:
            with create_connection(
                (address["ipv6"] or address["host"], address["port"]), left
            ) as to:
                to.settimeout(left)
                greeting = to.recv(8, MSG_WAITALL)
        except OSError:
            sleep(min(0.1, left))  # it may just be starting
        else:
            if len(greeting) == 8 and int.from_bytes(greeting, "little") < 1 << 20:
                return
            break
    raise UsageError(_silent(scheduler))


def _silent(address: str) -> str:
    return (
        f"no Dask scheduler answers at {address} within {CONNECT_SECONDS} s; "
        "start one with: dask scheduler"
    )


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the loggers of Dask off the terminal; what matters is raised as our own error."""
    known = [*NOISY, *logging.root.manager.loggerDict]
    loggers = [logging.getLogger(name) for name in known if name.split(".")[0] in NOISY]
    levels = [(logger, logger.level) for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for logger, level in levels:
            logger.setLevel(level)
