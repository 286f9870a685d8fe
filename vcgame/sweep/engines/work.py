"""One part of a sweep, from the job alone; the compiled solver is kept for the next part."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from vcgame.sweep.job import Job, PartFiles

if TYPE_CHECKING:
    from vcgame.sweep.part_solver import PartSolver

__all__ = ["make_part"]

_lock = Lock()
_kept: list[tuple[Job, PartSolver]] = []


def make_part(job: Job, part: int) -> PartFiles:
    """Solve the points of a part and give its files.

    The solver of the last job is kept, so a process compiles a model once. Threads of one
    process take turns: a solver works on one range of points at a time.
    """
    from vcgame.sweep.storage.tables import part_files

    with _lock:
        return part_files(job, part, _solver(job).solve(part))


def _solver(job: Job) -> PartSolver:
    from vcgame.sweep.part_solver import PartSolver

    if not _kept or (_kept[0][0] is not job and _kept[0][0] != job):
        _kept[:] = [(job, PartSolver.of(job))]
    return _kept[0][1]
