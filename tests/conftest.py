"""Settings of all tests, and sweeps in folders."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from vcgame.sweep.design.design import Design

# The same examples in every run, so that a red test is red for everybody; `make verify` draws
# fresh ones, round after round.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("fresh", derandomize=False, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("VCGAME_HYPOTHESIS", "repeatable"))

# A shell that starts the tests in the background has its programs ignore interrupts, and their
# children inherit that; tests send interrupts.
if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    and threading.current_thread() is threading.main_thread()
):
    signal.signal(signal.SIGINT, signal.default_int_handler)

Shown = Mapping[str, Any]


@pytest.fixture
def store_sweep() -> Callable[..., Path]:
    """Store a sweep whose columns are functions of what is varied; nothing is solved."""

    def store(
        folder: Path,
        design: Design,
        values: Mapping[str, Callable[[Shown], Any]],
        *,
        outcomes: Sequence[str] = (),
        select: Sequence[str] = (),
        target: str | None = None,
        regimes: tuple[str, ...] = ("somehow",),
        part_points: int = 1_000,
        command: Sequence[str] = ("sweep", "some model"),
        stop: int | None = None,
    ) -> Path:
        import numpy as np

        from vcgame.sweep.findings import Findings
        from vcgame.sweep.preparation import prepare_job
        from vcgame.sweep.solvers.solved import no_equilibria
        from vcgame.sweep.storage.header import sweep_header
        from vcgame.sweep.storage.store import SweepFolder
        from vcgame.sweep.storage.tables import part_files

        job = prepare_job(
            design,
            "",
            name="made",
            outcomes=outcomes,
            select=select,
            target=target,
            part_points=part_points,
        )
        header = sweep_header(design.model, job, version="0", command=command)
        found = no_equilibria(4, 0, 2)
        with SweepFolder(folder, job, header) as sweep:
            for part in sweep.missing[:stop]:
                block = design.block(*job.span(part))
                shown = {name: np.zeros(len(block)) for name in design.shown}
                for name, value in block.shown.items():
                    shown[name] += value.floats() if hasattr(value, "floats") else float(value)
                made: dict[str, Any] = {
                    "status": np.zeros(len(block), dtype=np.int8),
                    "regime": np.zeros(len(block), dtype=np.int32),
                    **{name: value(shown) for name, value in values.items()},
                }
                none = np.zeros(len(block), dtype=np.int32)
                findings = Findings(
                    block.start,
                    shown,
                    made.pop("status"),
                    none,
                    ("",),
                    made.pop("regime"),
                    regimes,
                    none + 1,
                    none + 1,
                    none.astype(np.int8),
                    found,
                    made,
                )
                sweep.add(part_files(job, part, findings))
            if stop is None:
                sweep.finish()
        return folder

    return store
