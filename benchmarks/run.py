"""Speed, completeness and memory, side by side with other solvers: ``make bench``.

All solvers meet the same games in one run, in turns, so ratios hold up where rates depend on the
machine. The result is written as Markdown.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from machine import machine, versions
from pairs import Effort, pairs_part
from pipeline import Plan, pipeline_part
from processes import memory_part, together_part
from tables import Part, goal_table
from trios import trios_part

PARTS = ("pairs", "together", "trios", "sweep", "memory")
MARKS = ("<!-- goals, from make bench -->", "<!-- end of goals -->")
PACKAGES = ("vcgame", "numpy", "pyarrow", "nashpy", "quantecon", "numba", "pygambit")


def main() -> None:
    options = _options()
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    effort, plan = _efforts(options, seed)
    makers: dict[str, Callable[[], Part]] = {
        "pairs": lambda: pairs_part(effort),
        "together": lambda: together_part(effort),
        "trios": lambda: trios_part(effort),
        "sweep": lambda: pipeline_part(effort, plan),
        "memory": lambda: memory_part(effort),
    }
    start = time.perf_counter()
    parts = []
    for name in options.parts:
        print(f"--- {name}, seed {seed}", flush=True)
        parts.append(makers[name]())
    took = time.perf_counter() - start
    goals = goal_table(goal for part in parts for goal in part.goals)
    print(f"\n{goals}\n\n{took:.0f} s")
    day = datetime.now(tz=UTC).date().isoformat()
    text = [
        "# Benchmarks",
        (
            f"{day}, {machine()}. {versions(PACKAGES)}. Seed {seed}; {took:.0f} seconds. "
            "Renewed by `make bench`, on fresh games."
        ),
        "## Goals",
        goals,
        *(f"## {part.title}\n\n{part.text}" for part in parts),
    ]
    options.to.write_text("\n\n".join(text) + "\n", encoding="utf-8")
    print(f"wrote {options.to}")
    if options.readme:
        _show(options.readme, f"{text[1]}\n\n{goals}")


def _show(readme: Path, text: str) -> None:
    """Put the goals between the marks in the README."""
    before, mark, rest = readme.read_text(encoding="utf-8").partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not (mark and end):
        raise SystemExit(f"{readme} has no marks for benchmarks")
    readme.write_text(f"{before}{mark}\n\n{text}\n\n{end}{after}", encoding="utf-8")
    print(f"wrote {readme}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, help="of the games; fresh ones unless given")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--tiny", action="store_true", help="only to see that everything works")
    parser.add_argument("--long", action="store_true", help="sweeps of 10^7 points, too")
    parser.add_argument("--longer", action="store_true", help="and of 10^8 points: 20 GB of disk")
    parser.add_argument(
        "--to",
        type=Path,
        default=Path(__file__).with_name("results.md"),
        help="the file that is written",
    )
    parser.add_argument("--readme", type=Path, help="show the goals in this file, too")
    return parser.parse_args()


def _efforts(options: argparse.Namespace, seed: int) -> tuple[Effort, Plan]:
    if options.tiny:
        effort = Effort(seed, rounds=1, seconds=0.002, checked=8, sizes=(2, 3))
        return effort, Plan(points=5_000, others=(2_000,), sample=64)
    others = [10**5]
    if options.long or options.longer:
        others.append(10**7)
    if options.longer:
        others.append(10**8)
    return Effort(seed), Plan(others=tuple(others))


if __name__ == "__main__":
    main()
