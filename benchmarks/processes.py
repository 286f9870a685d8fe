"""Memory of each solver in a process of its own, and two processes against one."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final

from games import KINDS
from machine import MIB, alone
from solvers import SOLVERS
from tables import Goal, Part, rate, table, times

if TYPE_CHECKING:
    from pairs import Effort

__all__ = ["memory_part", "together_part"]

_GAMES: Final = {"codes": 1_000_000, "labels": 1_000_000, "shares": 1_000_000}
_FEW: Final = 2_000
_SIZE: Final = 3
_TWO: Final = 1.7
_BATCH: Final = {2: 1 << 21, 3: 1 << 18, 4: 1 << 16, 5: 1 << 14}


def memory_part(effort: Effort) -> Part:
    rows = []
    scale = min(1.0, effort.seconds / 0.2)
    for name, solver in SOLVERS.items():
        if "integer" not in solver.kinds:
            continue
        count = max(64, int(_GAMES.get(name, _FEW) * scale))
        said = alone("solve", name, "integer", _SIZE, count, effort.seed).said
        rows.append((
            solver.title,
            f"{count:,}",
            f"{said['before'] / MIB:,.0f}",
            f"{said['memory'] / MIB:,.0f}",
        ))  # fmt: skip
        print(" | ".join(rows[-1]), flush=True)
    text = (
        f"A process that does nothing else, {_SIZE}x{_SIZE}, {KINDS['integer']}. *Before* is when "
        "the games are drawn and NumPy is there, but not the solver; *peak* is at the end, with "
        "the answers to all games held at once.\n\n"
        + table(["solver", "games", "before, MiB", "peak, MiB"], rows)
    )
    return Part("Memory", text, ())


def together_part(effort: Effort) -> Part:
    rows, ratios = [], {}
    for size in effort.sizes:
        count = max(256, int(_BATCH[size] * min(1.0, effort.seconds / 0.2)))
        said = alone("together", size, count, effort.seed).said
        ratios[size] = 2 * min(said["alone"]) / min(said["both"])
        processor = 2 * median(said["processor_alone"]) / median(said["processor_both"])
        rows.append((
            f"{size}x{size}",
            rate(count / min(said["alone"])),
            rate(2 * count / min(said["both"])),
            f"{ratios[size]:.2f}",
            f"{processor:.2f}",
        ))  # fmt: skip
        print(" | ".join(rows[-1]), flush=True)
    text = (
        f"Labels of {KINDS['integer']} games, by the clock on the wall, best of seven rounds in "
        "turns: one process, and two with as many games each. *By processor time* is twice one "
        "process's time over the time of each of two: what would be reached if nobody else used "
        "the machine.\n\n"
        + table(["games", "one, per second", "two, per second", "ratio", "by processor time"], rows)
    )
    goals = [
        Goal(f"{size}x{size}: two processes against one", times(_TWO), times(ratio), ratio >= _TWO)
        for size, ratio in ratios.items()
    ]
    return Part("Two processes", text, tuple(goals))
