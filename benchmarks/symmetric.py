"""Games of many alike firms: vcgame's certified roots, and a scan with scipy's brentq.

The scan is what one writes by hand: the expected gain on a grid of probabilities, from binomial
weights, and `scipy.optimize.brentq` wherever its sign changes. Both meet the same games in turns.
Close pairs of equilibria fall between the points of the grid.

Run ``python benchmarks/symmetric.py``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np
from machine import machine, versions
from scipy.optimize import brentq
from scipy.stats import binom

from vcgame.solve.symmetric.curve import Budget, Curve
from vcgame.solve.symmetric.roots import roots

_GRID: Final = 1_000
_TERMS: Final = 10**9
_MANY: Final = 10_000
"""Games of more firms are timed less often."""

_MODEL: Final = """
vcgame = 1
id = "brand-many"
title = "Brand"
[parameters]
n = {number}
b = 1
c = 3
sigma = "5/2"
eta = "{eta}"
[[players]]
id = "firm"
number = "n"
strategies = {{ build = "build", free_ride = "free-ride" }}
[counts]
k = "others.build"
[payoffs]
build = ["b*(k+1)**eta - c + sigma"]
free_ride = ["b*k**eta"]
"""


def main() -> None:
    options = _options()
    print(f"{machine()}. {versions(('vcgame', 'numpy', 'scipy', 'python-flint'))}.")
    generator = np.random.default_rng(options.seed)
    for number in options.firms:
        _compare(number, options.games if number <= _MANY else 2, generator)
    for number in options.firms:
        for eta in ("1", "1/2"):
            _command(number, eta)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--firms", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--games", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _gains(number: int, generator: np.random.Generator) -> list[int]:
    """Draw a threshold good: a gain in a narrow band of counts, nearly or just worth its cost."""
    degree = number - 1
    needed = int(generator.integers(degree // 5, 4 * degree // 5))
    peak = 1 / binom.pmf(needed, degree, needed / degree)
    gains = [-1_000] * number
    gains[needed] = int(1_000 * (peak * (1 + float(generator.choice([1e-3, 1e-2, 1]))) - 1))
    return gains


def _compare(number: int, games: int, generator: np.random.Generator) -> None:
    ratios, found = [], [0, 0]
    for _ in range(games):
        gains = _gains(number, generator)
        start = time.perf_counter()
        ours = roots(Curve(gains, Budget(_TERMS)))
        for root in ours:
            root.settle()
        middle = time.perf_counter()
        theirs = _scan(np.array(gains, dtype=np.float64))
        ratios.append((time.perf_counter() - middle) / (middle - start))
        found[0] += len(ours)
        found[1] += len(theirs)
    print(
        f"n = {number}: {games} games, equilibria found {found[0]} (vcgame, certified) and "
        f"{found[1]} (scan of {_GRID} points); the scan takes {median(ratios):.2f} times as long"
    )


def _scan(gains: np.ndarray) -> list[float]:
    degree = len(gains) - 1
    counts = np.arange(degree + 1)

    def gain(p: float) -> float:
        return float(binom.pmf(counts, degree, p) @ gains)

    grid = np.linspace(0, 1, _GRID + 1)[1:-1]
    values = [gain(p) for p in grid]
    return [
        float(brentq(gain, low, high, xtol=1e-15))
        for (low, one), (high, two) in pairwise(zip(grid, values, strict=True))
        if one * two < 0
    ]


def _command(number: int, eta: str) -> None:
    """Time the command line, from its start."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.toml"
        file.write_text(_MODEL.format(number=number, eta=Fraction(eta)), encoding="utf-8")
        command = [sys.executable, "-m", "vcgame", "solve", str(file), "--format", "json"]
        took = []
        for _ in range(3 if number <= _MANY else 1):
            start = time.perf_counter()
            subprocess.run(command, capture_output=True, check=True)
            took.append(time.perf_counter() - start)
    print(f"vcgame solve, n = {number}, eta = {eta}: {median(took):.2f} s from the command line")


if __name__ == "__main__":
    main()
