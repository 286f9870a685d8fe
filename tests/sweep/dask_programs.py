"""Programs that tests start and end for sure, and Dask clusters made of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

HERE = Path(__file__).parent
LONG = 30.0
"""Seconds that are enough on a busy machine; nothing waits for so long when all is well."""


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def members(session: int) -> list[psutil.Process]:
    """The living processes of a session, even if those who started them are gone."""
    found = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


@contextmanager
def program(*command: str, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a program with the tests' modules at hand; at the end nothing of it is left."""
    path = os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH")]))
    process = subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        **options,
    )
    try:
        yield process
    finally:
        while left := members(process.pid):
            for each in left:
                with suppress(psutil.NoSuchProcess):
                    each.kill()
            process.poll()
        process.communicate()


class Cluster:
    """A scheduler and its workers, each started as the README says."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.stack, self.folder = stack, folder
        known = folder / "scheduler.json"
        self.scheduler = self.start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(known)
        )
        until(lambda: known.exists() and known.read_text().rstrip().endswith("}"))
        self.address: str = json.loads(known.read_text())["address"]

    def start(self, *command: str) -> subprocess.Popen[str]:
        log = self.stack.enter_context((self.folder / "log").open("a"))
        running = program(
            "-m", "dask", *command, "--no-dashboard", cwd=self.folder, stdout=log, stderr=log
        )
        return self.stack.enter_context(running)

    def worker(self, *options: str) -> subprocess.Popen[str]:
        return self.start("worker", self.address, "--nthreads", "1", *options)
