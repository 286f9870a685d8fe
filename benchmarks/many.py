"""Games of many players: how fast, and how many equilibria, side by side with Gambit.

``python benchmarks/many.py [SEED] [GAMES]`` draws games with whole payoffs from -10,000 to
10,000, solves each by vcgame and by Gambit's ``enumpoly`` (polynomial systems) and ``gnm`` (global
Newton method, one path from one ray), all in one run, and prints a table. *Proved*: the search
was complete, and the indices sum to +1. Gambit gets each game in a process of its own that is
stopped after a while; a game that it does not finish counts for the time it was given.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from multiprocessing import get_context
from statistics import median
from typing import Any

import numpy as np

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.many.solver import solve_many

_SHAPES = ((2, 2, 3), (2, 2, 2, 2), (2, 3, 3), (3, 3, 3), (2, 2, 2, 2, 2))
_GAMES = 10
_PATIENCE = 20.0
_NEAR = 1e-5
_REGRET = 1e-2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one solver made of one game: seconds, profiles, and whether it finished."""

    seconds: float
    profiles: tuple[tuple[float, ...], ...]
    finished: bool = True


def draw(shape: tuple[int, ...], rng: random.Random) -> list[list[int]]:
    return [[rng.randint(-10_000, 10_000) for _ in range(prod(shape))] for _ in shape]


def game_of(shape: tuple[int, ...], payoffs: list[list[int]]) -> StrategicGame:
    return StrategicGame(
        tuple(f"p{k}" for k in range(len(shape))),
        tuple(tuple(f"s{s}" for s in range(size)) for size in shape),
        tuple(tuple(map(Fraction, values)) for values in payoffs),
    )


def ours(shape: tuple[int, ...], payoffs: list[list[int]]) -> tuple[Outcome, bool]:
    """Solve by vcgame; say too whether the search was complete and the indices sum to one."""
    game = game_of(shape, payoffs)
    begun = time.perf_counter()
    answer = solve_many(game)
    seconds = time.perf_counter() - begun
    profiles = tuple(
        tuple(float(p) for mixture in e.profile for p in mixture) for e in answer.equilibria
    )
    return Outcome(seconds, profiles), answer.complete and "sum to +1" in answer.notes[-1]


def _gambit(name: str, shape: tuple[int, ...], payoffs: list[list[int]], pipe: Any) -> None:
    import pygambit

    game = pygambit.StrategicGame.from_arrays(*[np.array(v).reshape(shape) for v in payoffs])
    labels = [(str(k + 1), str(s + 1)) for k, size in enumerate(shape) for s in range(size)]
    begun = time.perf_counter()
    found = getattr(pygambit.nash, name)(game).equilibria
    seconds = time.perf_counter() - begun
    true = [profile for profile in found if profile.max_regret() < _REGRET]
    pipe.send((seconds, [tuple(float(profile[p][s]) for p, s in labels) for profile in true]))


def theirs(name: str, shape: tuple[int, ...], payoffs: list[list[int]]) -> Outcome:
    """Solve by Gambit in a process of its own; keep what are equilibria."""
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_gambit, args=(name, shape, payoffs, there))
    process.start()
    there.close()
    done = here.poll(_PATIENCE)
    try:
        seconds, profiles = here.recv() if done else (_PATIENCE, [])
    except EOFError:
        done, seconds, profiles = False, _PATIENCE, []
    process.terminate()
    process.join()
    return Outcome(seconds, tuple(profiles), done)


def missing(found: Outcome, known: Outcome) -> int:
    """Count what another solver knows and this one did not find."""
    mine = np.array(found.profiles)
    return sum(
        not len(mine) or float(np.abs(mine - np.array(p)).max(axis=1).min()) > _NEAR
        for p in known.profiles
    )


def measure(shape: tuple[int, ...], seed: int, games: int) -> list[str]:
    """Measure all solvers on games of a shape; rows of a table."""
    rng = random.Random(f"{seed} {shape}")
    drawn = [draw(shape, rng) for _ in range(games)]
    answers = [ours(shape, payoffs) for payoffs in drawn]
    mine = [outcome for outcome, _ in answers]
    base = median(outcome.seconds for outcome in mine)
    size = "x".join(map(str, shape))
    total = sum(len(outcome.profiles) for outcome in mine)
    proved = sum(whole for _, whole in answers)
    worst = max(outcome.seconds for outcome in mine)
    rows = [
        f"| {size} | vcgame | {base:.3f} | {worst:.2f} | 1 | {total} | | {proved}/{games} proved |"
    ]
    for name in ("enumpoly_solve", "gnm_solve"):
        other = [theirs(name, shape, payoffs) for payoffs in drawn]
        middle = median(outcome.seconds for outcome in other)
        slowest = max(outcome.seconds for outcome in other)
        lost = sum(missing(a, b) for a, b in zip(other, mine, strict=True))
        ahead = sum(missing(a, b) for a, b in zip(mine, other, strict=True))
        stopped = sum(not outcome.finished for outcome in other)
        rows.append(
            f"| {size} | Gambit {name.removesuffix('_solve')} | {middle:.3f} | {slowest:.2f} | "
            f"{middle / base:.2g} | {total - lost} | {ahead} | {stopped} stopped |"
        )
    return rows


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else time.time_ns() % 1_000_000
    games = int(sys.argv[2]) if len(sys.argv) > 2 else _GAMES
    solve_many(game_of((2, 2, 2), draw((2, 2, 2), random.Random(0))))
    print(f"seed {seed}; {games} games of each size; stopped after {_PATIENCE:.0f} s\n", flush=True)
    print("| game | solver | median s | slowest s | times vcgame's | found | only there | |")
    print("| :-- | :-- | --: | --: | --: | --: | --: | :-- |")
    for shape in _SHAPES:
        print("\n".join(measure(shape, seed, games)), flush=True)


if __name__ == "__main__":
    main()
