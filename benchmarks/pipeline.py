"""Whole sweeps, from expressions to Parquet on the disk, by the command ``vcgame sweep``."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from machine import MIB, Run, alone
from tables import Goal, Part, rate, table, times

from vcgame.model.library import load_model
from vcgame.sweep.design.design import Design
from vcgame.sweep.design.sampling import Sampling
from vcgame.sweep.design.uncertain import parse_uncertain
from vcgame.sweep.solvers.payoffs import PayoffProgram

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pairs import Effort

__all__ = ["Plan", "pipeline_part"]

MODEL: Final = Path(__file__).with_name("supplier-audit.toml")
_DECIMALS: Final = 5
_UNCERTAIN: Final = {
    "w": "1:3", "k": "0.2:1.2", "u": "0.4:2.4", "d": "0.1:0.9", "a": "0.05:0.5",
    "z": "0.5:1.5", "F": "0:3", "L": "0:4", "v": "0:3", "r": "0:2",
}  # fmt: skip
_FASTER: Final = 60
_MEMORY: Final = 500
_GROWTH: Final = 1.1
_LINEAR: Final = 0.15


@dataclass(frozen=True, slots=True)
class Plan:
    """How large sweeps are.

    Attributes
    ----------
    points
        Of the sweep that is compared with QuantEcon.
    others
        Further numbers of points, to see how time and memory grow.
    sample
        Games of the sweep that QuantEcon solves in a round.
    """

    points: int = 1_000_000
    others: tuple[int, ...] = (100_000,)
    sample: int = 10_000


def pipeline_part(effort: Effort, plan: Plan) -> Part:
    games = _payoffs(plan.sample, effort.seed)
    peers = _QuantEcon(games)
    with TemporaryDirectory(prefix="vcgame-benchmark-") as folder:
        empty = min(
            _sweep(folder, 16, effort.seed, 1).processor for _ in range(min(3, effort.rounds))
        )
        one, two = [], []
        for _ in range(effort.rounds):
            peers.turn()
            one.append(_sweep(folder, plan.points, effort.seed, 1))
            peers.turn()
            two.append(_sweep(folder, plan.points, effort.seed, 2))
        split = _sweep(folder, plan.points, effort.seed, 1, task="split").said["split"]
        grown = {plan.points: one} | {
            count: [_sweep(folder, count, effort.seed, 1) for _ in range(_repeats(count, effort))]
            for count in plan.others
        }
    speed, goals = _speed(plan, peers, one, two)
    growth, more = _growth(grown, empty, two)
    text = "\n\n".join([
        (f"`{MODEL.name}`, 3x3, all ten parameters drawn with {_DECIMALS} decimals; every point "
        "with its parameters, status, regime and number of equilibria, and every extreme "
        "equilibrium with its probabilities and payoffs."),
        speed,
        _stages(split, plan.points),
        growth,
    ])  # fmt: skip
    return Part("A whole sweep", text, (*goals, *more))


def _repeats(count: int, effort: Effort) -> int:
    return effort.rounds if count < 1_000_000 else 1


def _sweep(folder: str, points: int, seed: int, jobs: int, *, task: str = "sweep") -> Run:
    drawn = [part for name in _UNCERTAIN for part in ("--uncertain", f"{name}={_UNCERTAIN[name]}")]
    run = alone(
        task,
        MODEL,
        *drawn,
        *("--draws", str(points), "--decimals", str(_DECIMALS), "--seed", str(seed)),
        *("--jobs", str(jobs), "--out", str(Path(folder, "sweep")), "--fresh"),
    )
    if run.said["status"]:
        raise RuntimeError(run.said["told"])
    print(
        f"{task}, {points:,} points, --jobs {jobs}: {run.seconds:.2f} s, processor "
        f"{run.processor:.2f} s, {run.memory / MIB:,.0f} MiB",
        flush=True,
    )
    return run


def _payoffs(count: int, seed: int) -> NDArray[np.float64]:
    """Payoffs at the first points of the sweep, shape (games, players, rows, columns)."""
    model = load_model(str(MODEL))
    design = Design(
        model,
        model.values(),
        uncertain=tuple(
            parse_uncertain(model, f"{name}={span}", decimals=_DECIMALS)
            for name, span in _UNCERTAIN.items()
        ),
        sampling=Sampling("random", count, seed),
    )
    floats = PayoffProgram.of(model).run(design.block(0, count).values, count).floats()
    return np.moveaxis(floats, -1, 0).reshape(count, 2, 3, 3)


class _QuantEcon:
    """Solves a sample of the games again and again, with and without making its objects."""

    def __init__(self, games: NDArray[np.float64]) -> None:
        self.games = [
            (np.ascontiguousarray(first), np.ascontiguousarray(second.T)) for first, second in games
        ]
        self.wall: list[float] = []
        self.wall_built: list[float] = []
        self.processor: list[float] = []
        self._run(self.games[:100])

    def turn(self) -> None:
        built, all_ = self._run(self.games)
        count = len(self.games)
        self.wall.append(all_[0] / count)
        self.processor.append(all_[1] / count)
        self.wall_built.append((all_[0] - built[0]) / count)

    @staticmethod
    def _run(games: Sequence[tuple[Any, Any]]) -> tuple[tuple[float, float], tuple[float, float]]:
        from quantecon.game_theory import NormalFormGame, Player, support_enumeration

        start, used = time.perf_counter(), time.process_time()
        built = [NormalFormGame((Player(first), Player(second))) for first, second in games]
        between = time.perf_counter() - start, time.process_time() - used
        for game in built:
            support_enumeration(game)
        return between, (time.perf_counter() - start, time.process_time() - used)


def _speed(plan: Plan, peers: _QuantEcon, one: list[Run], two: list[Run]) -> tuple[str, list[Goal]]:
    theirs, built = median(peers.wall), median(peers.wall_built)
    clock = {jobs: median(run.seconds for run in runs) for jobs, runs in ((1, one), (2, two))}
    processor = median(run.processor for run in one)
    rows = [
        (
            f"vcgame, --jobs {jobs}",
            f"{clock[jobs]:.2f}",
            f"{median(run.processor for run in runs):.2f}",
            f"{theirs * plan.points / clock[jobs]:,.3g}",
            f"{built * plan.points / clock[jobs]:,.3g}",
        )
        for jobs, runs in ((1, one), (2, two))
    ]
    used = median(peers.processor)
    rows.append((
        "QuantEcon, solving alone",
        f"{theirs * plan.points:.1f}",
        f"{used * plan.points:.1f}",
        "1",
        f"{built / theirs:.2f}",
    ))  # fmt: skip
    text = (
        f"Seconds for {plan.points:,} points, start of Python and of the processes included, "
        f"medians of {len(one)} runs in turns. QuantEcon: warm, payoffs given, nothing written; "
        f"measured on {len(peers.games):,} of these games and scaled. *Objects built before*: "
        "against its solving without making a game object of two matrices.\n\n"
        + table(["", "seconds", "processor", "faster by", "faster by (objects built before)"], rows)
    )
    reached = theirs * plan.points / min(clock.values())
    goals = [
        Goal(
            f"sweep of {plan.points:,} points against QuantEcon's solving alone, on two cores "
            f"(--jobs 1: {theirs * plan.points / clock[1]:,.3g}, --jobs 2: "
            f"{theirs * plan.points / clock[2]:,.3g}; --jobs 1 by processor time: "
            f"{used * plan.points / processor:,.3g})",
            times(_FASTER),
            times(reached),
            reached >= _FASTER,
        )
    ]
    return text, goals


def _stages(split: dict[str, float], points: int) -> str:
    total = sum(split.values())
    rows = [
        (stage, f"{spent / total:.0%}", f"{1e9 * spent / points:,.0f}")
        for stage, spent in sorted(split.items())
    ]
    rows.append(("all", "100%", f"{1e9 * total / points:,.0f}"))
    return "Where the processor time goes (`--jobs 1`, a run of its own):\n\n" + table(
        ["stage", "share", "nanoseconds per point"], rows
    )


def _growth(grown: dict[int, list[Run]], empty: float, two: list[Run]) -> tuple[str, list[Goal]]:
    rows, slopes, memory = [], {}, {}
    for points, runs in sorted(grown.items()):
        processor = median(run.processor for run in runs)
        # A clock tick at least: in the shortest runs the difference drowns in noise.
        slopes[points] = max(processor - empty, 1e-3) / points
        memory[points] = max(run.said["memory"] for run in runs) / MIB
        rows.append((
            f"{points:,}",
            f"{median(run.seconds for run in runs):.2f}",
            f"{processor:.2f}",
            f"{1e9 * slopes[points]:,.0f}",
            rate(1 / slopes[points]),
            f"{memory[points]:,.0f}",
        ))  # fmt: skip
    together = max(run.memory for run in two) / MIB
    text = (
        f"How it grows, `--jobs 1`; a sweep of 16 points takes {empty:.2f} s of processor time, "
        "which is taken off before it is divided by points. With `--jobs 2` the three processes "
        f"together have {together:,.0f} MiB.\n\n"
        + table(
            [
                *("points", "seconds", "processor", "nanoseconds per point"),
                *("points per second", "peak, MiB"),
            ],
            rows,
        )
    )
    most = max([together, *memory.values()])
    goals = [Goal("peak memory", f"{_MEMORY} MB", f"{most * MIB / 1e6:,.0f} MB", most < _MEMORY)]
    if {10**6, 10**7} <= memory.keys():
        growth = memory[10**7] / memory[10**6]
        goals.append(
            Goal(
                "peak memory, 10^7 points against 10^6",
                times(_GROWTH),
                times(growth),
                growth <= _GROWTH,
            )
        )
    spread = max(slopes.values()) / min(slopes.values()) - 1
    goals.append(
        Goal(
            f"processor time per point, {min(slopes):,} to {max(slopes):,} points",
            f"within {_LINEAR:.0%}",
            f"within {spread:.0%}",
            spread <= _LINEAR,
        )
    )
    return text, goals
