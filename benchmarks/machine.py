"""The machine, versions, and how much memory a process took."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import psutil

__all__ = ["MIB", "Run", "alone", "machine", "peak_memory", "versions"]

MIB: Final = 1 << 20
_ALONE: Final = Path(__file__).with_name("alone.py")
_EVERY: Final = 0.02


@dataclass(frozen=True, slots=True)
class Run:
    """A process that has ended.

    Attributes
    ----------
    said
        What it printed, read as JSON.
    seconds, processor
        How long it took, and its processor time with that of its own processes.
    memory
        Most memory of it and its processes together, in bytes, looked at every 20 ms.
    """

    said: Any
    seconds: float
    processor: float
    memory: int


def alone(*arguments: str | int | Path) -> Run:
    """Carry out a task of ``alone.py`` in a process of its own."""
    before = os.times()
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, str(_ALONE), *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )
    most = [0]
    watcher = threading.Thread(target=_watch, args=(process.pid, most))
    watcher.start()
    said, _ = process.communicate()
    seconds = time.perf_counter() - start
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(map(str, arguments)))
    after = os.times()
    processor = (after[2] + after[3]) - (before[2] + before[3])
    return Run(json.loads(said.splitlines()[-1]), seconds, processor, most[0])


def _watch(pid: int, most: list[int]) -> None:
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            family = [process, *process.children(recursive=True)]
            most[0] = max(most[0], sum(_resident(each) for each in family))
            time.sleep(_EVERY)
    except psutil.NoSuchProcess:
        pass


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def peak_memory() -> int:
    """Most memory that this process has had, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # what `getrusage` says here can be that of the process that started it
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return " ".join(line.partition(":")[2].split())
    return platform.processor() or platform.machine()


def versions(packages: Sequence[str]) -> str:
    return ", ".join(
        [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in packages)]
    )
