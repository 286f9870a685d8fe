"""Stand-ins for the maker of parts, which workers import by name; `options` says what to do."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from pathlib import Path

from vcgame.errors import ExpressionError
from vcgame.sweep.job import Job, PartFiles


def make(job: Job, part: int) -> PartFiles:
    """A part of a few kilobytes, from the job and its number alone."""
    time.sleep(job.options.get("seconds", 0))
    content = hashlib.sha256(f"{job.model_text} {job.span(part)}".encode()).digest() * 64
    return PartFiles(part, content, content[::-1], (("ok", f"r{part % 3}", 1),), {"ok": ""})


def make_and_note(job: Job, part: int) -> PartFiles:
    """Note which part was made by which process."""
    Path(job.options["folder"], f"{part}-{os.getpid()}").touch()
    return make(job, part)


def make_once_deadly(job: Job, part: int) -> PartFiles:
    """The first process to take part 5 dies over it."""
    note = Path(job.options["folder"], "died")
    if part == 5 and not note.exists():
        note.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return make(job, part)


def make_deadly(job: Job, part: int) -> PartFiles:
    """Every process dies over part 2."""
    if part == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return make(job, part)


def make_mistake(job: Job, part: int) -> PartFiles:
    """A mistake of the user, found on a worker."""
    if part == 2:
        raise ExpressionError("1 + is no formula", "1 +", column=2, right="write a number")
    return make(job, part)


def make_bug(job: Job, part: int) -> PartFiles:
    """A mistake of ours."""
    if part == 2:
        raise ZeroDivisionError("part 2")
    return make(job, part)
