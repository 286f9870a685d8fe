"""Side by side: all equilibria of the same games by vcgame, nashpy and Gambit.

Prints games per second of processor time, the ratio to vcgame in the same run, and the share of
games in which the set of extreme equilibria differs from ours. Run it with ``make bench``; the
rates depend on the machine, the ratios much less.
"""

from __future__ import annotations

import random
import time
import warnings
from collections.abc import Callable
from fractions import Fraction

import nashpy
import numpy as np
import pygambit

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.nash import solve_nash

Matrix = list[list[int]]
Game = tuple[Matrix, Matrix]
Profile = tuple[tuple[float, ...], ...]
GAMES = {2: 400, 3: 200, 4: 100, 5: 40}
DIGITS = 6


def games(size: int, high: int) -> list[Game]:
    draw = random.Random(f"{size}/{high}")

    def matrix() -> Matrix:
        return [[draw.randint(-high, high) for _ in range(size)] for _ in range(size)]

    return [(matrix(), matrix()) for _ in range(GAMES[size])]


def rounded(profile: tuple[tuple[Fraction, ...], ...]) -> Profile:
    return tuple(tuple(round(float(p), DIGITS) for p in mixture) for mixture in profile)


def by_vcgame(game: Game) -> set[Profile]:
    answer = solve_nash(StrategicGame.from_matrices(*game))
    return {rounded(equilibrium.profile) for equilibrium in answer.equilibria}


def by_nashpy(method: str) -> Callable[[Game], set[Profile]]:
    def solve(game: Game) -> set[Profile]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found = list(getattr(nashpy.Game(*map(np.array, game)), method)())
            except TypeError:  # vertex enumeration fails on some degenerate games
                return set()
        return {
            tuple(tuple(round(float(p), DIGITS) + 0.0 for p in x) for x in pair) for pair in found
        }

    return solve


def by_gambit(game: Game) -> set[Profile]:
    arrays = [np.array(matrix, dtype=object) for matrix in game]
    table = pygambit.StrategicGame.from_arrays(*arrays)
    result = pygambit.nash.enummixed_solve(table, rational=True)
    size = range(1, len(game[0]) + 1)
    return {
        rounded(tuple(tuple(Fraction(str(found[who][str(k)])) for k in size) for who in "12"))
        for found in result.equilibria
    }


def measured(
    solve: Callable[[Game], set[Profile]], tried: list[Game]
) -> tuple[float, list[set[Profile]]]:
    solve(tried[0])
    start = time.process_time()
    answers = [solve(game) for game in tried]
    return len(tried) / (time.process_time() - start), answers


def main() -> None:
    solvers = {
        "vcgame (exact)": by_vcgame,
        "Gambit enummixed (rational)": by_gambit,
        "nashpy vertex_enumeration": by_nashpy("vertex_enumeration"),
        "nashpy support_enumeration": by_nashpy("support_enumeration"),
    }
    print("| games | solver | games/s | vcgame is faster by | differs in |")
    print("| :-- | :-- | --: | --: | --: |")
    for size in GAMES:
        for high, kind in ((4, "-4..4"), (100, "-100..100")):
            tried = games(size, high)
            right: list[set[Profile]] = []
            ours = 0.0
            for name, solve in solvers.items():
                rate, answers = measured(solve, tried)
                if not right:
                    right, ours = answers, rate
                wrong = sum(a != b for a, b in zip(answers, right, strict=True)) / len(tried)
                row = (f"{size}x{size} {kind}", name, f"{rate:,.0f}", f"{ours / rate:.1f}")
                print(f"| {' | '.join(row)} | {wrong:.1%} |")


if __name__ == "__main__":
    main()
