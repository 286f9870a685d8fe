"""Tasks for a process of its own: ``alone.py TASK ...`` prints one line of JSON at its end.

``solve SOLVER KIND SIZE GAMES SEED`` solves games; ``sweep ARGUMENTS`` is the command ``vcgame
sweep``; ``split ARGUMENTS`` the same with a clock on its stages. ``together`` solves games in turn
alone and beside a second process.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

from machine import peak_memory

_ROUNDS = 7


def solve(name: str, kind: str, size: str, count: str, seed: str) -> dict[str, Any]:
    from games import draw
    from solvers import SOLVERS

    games = draw(kind, int(size), int(count), [int(seed), 9])
    before = peak_memory()
    SOLVERS[name].ready(games)()
    return {"memory": peak_memory(), "before": before}


def sweep(*arguments: str) -> dict[str, Any]:
    from vcgame.cli import main

    told = StringIO()
    with redirect_stdout(StringIO()), redirect_stderr(told):
        status = _status(main, ["sweep", *arguments])
    return {"status": status, "told": told.getvalue(), "memory": peak_memory()}


def _status(main: Callable[..., Any], arguments: list[str]) -> int:
    try:
        return int(main(arguments) or 0)
    except SystemExit as ended:
        return int(ended.code or 0)


class _Clock:
    """Adds up processor time per stage; a stage within another one does not count twice."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._here = threading.local()

    def put(self, where: Any, name: str, stage: str) -> None:
        """Time a function or method from now on."""
        inner = getattr(where, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            outside = getattr(self._here, "inside", 0.0)
            self._here.inside = 0.0
            start = time.thread_time()
            try:
                return inner(*arguments, **named)
            finally:
                took = time.thread_time() - start
                self.spent[stage] += took - self._here.inside
                self._here.inside = outside + took

        setattr(where, name, timed)


def split(*arguments: str) -> dict[str, Any]:
    import vcgame.sweep.storage.store
    import vcgame.sweep.storage.tables
    from vcgame.solve.kernel.batch import BatchSolver
    from vcgame.sweep.design.design import Design
    from vcgame.sweep.part_solver import PartSolver
    from vcgame.sweep.solvers.block_solver import BlockSolver
    from vcgame.sweep.solvers.payoffs import PayoffProgram

    clock = _Clock()
    clock.put(Design, "block", "points of the design")
    clock.put(PayoffProgram, "run", "payoffs")
    clock.put(BatchSolver, "solve", "solving, kernel")
    clock.put(BlockSolver, "solve", "solving, assumptions, labels and columns")
    clock.put(PartSolver, "solve", "solving, assumptions, labels and columns")
    clock.put(vcgame.sweep.storage.tables, "part_files", "writing, Parquet")
    clock.put(vcgame.sweep.storage.store, "write_durably", "writing, disk")
    start = time.process_time()
    said = sweep(*arguments)
    total = time.process_time() - start
    clock.spent["rest (start, manifest)"] = total - sum(clock.spent.values())
    return said | {"split": dict(clock.spent)}


def together(size: str, count: str, seed: str) -> dict[str, Any]:
    """Time how long one process takes alone, and two at once for twice as many games."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(2)
    queue = context.Queue()
    other = context.Process(
        target=_beside, args=(int(size), int(count), int(seed) + 1, barrier, queue)
    )
    other.start()
    clocks = _in_turn(int(size), int(count), int(seed), barrier, first=True)
    theirs = queue.get()
    other.join()
    both = [max(pair) for pair in zip(clocks["both"], theirs["both"], strict=True)]
    return {
        "alone": clocks["alone"],
        "both": both,
        "processor_alone": clocks["processor_alone"],
        "processor_both": clocks["processor_both"],
    }


def _beside(size: int, count: int, seed: int, barrier: Any, queue: Any) -> None:
    queue.put(_in_turn(size, count, seed, barrier, first=False))


def _in_turn(size: int, count: int, seed: int, barrier: Any, *, first: bool) -> dict[str, Any]:
    from games import draw
    from solvers import SOLVERS

    found: dict[str, Any] = {
        name: [] for name in ("alone", "both", "processor_alone", "processor_both")
    }
    for turn in range(_ROUNDS):
        for name in ("alone", "both"):
            run = SOLVERS["labels"].ready(draw("integer", size, count, [seed, turn, len(name)]))
            barrier.wait()
            if name == "both" or first:
                start, used = time.perf_counter(), time.process_time()
                run()
                found[name].append(time.perf_counter() - start)
                found[f"processor_{name}"].append(time.process_time() - used)
            barrier.wait()
    return found


_TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    "solve": solve,
    "sweep": sweep,
    "split": split,
    "together": together,
}

if __name__ == "__main__":
    print(json.dumps(_TASKS[sys.argv[1]](*sys.argv[2:])))
