"""Games for the batched kernel, and the exact solver's answers to hold it against."""

from __future__ import annotations

import os
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.kernel.batch import Batch, BatchSolver
from vcgame.solve.nash import solve_nash

GAMES = int(os.environ.get("VCGAME_GAMES", "2000"))
"""Random games per shape; `make verify` asks for many more."""

Numbers = NDArray[Any]
Maker = Callable[[np.random.Generator, tuple[int, int, int]], tuple[Numbers, Numbers]]


def _integers(low: int, high: int) -> Maker:
    def make(rng: np.random.Generator, shape: tuple[int, int, int]) -> tuple[Numbers, Numbers]:
        return rng.integers(low, high + 1, shape), rng.integers(low, high + 1, shape)

    return make


def _floats(rng: np.random.Generator, shape: tuple[int, int, int]) -> tuple[Numbers, Numbers]:
    return rng.uniform(-1, 1, shape), rng.normal(size=shape)


def _decimals(rng: np.random.Generator, shape: tuple[int, int, int]) -> tuple[Numbers, Numbers]:
    return rng.integers(-9, 10, shape) * 0.1, rng.integers(-9, 10, shape) / 7


def _beside_ties(rng: np.random.Generator, shape: tuple[int, int, int]) -> tuple[Numbers, Numbers]:
    """Small decimals, each left as it is or moved by one unit in the last place."""

    def moved() -> Numbers:
        values = rng.integers(-2, 3, shape) * 0.1 + 0.3
        return np.nextafter(values, values + rng.integers(-1, 2, shape))

    return moved(), moved()


def _twins(rng: np.random.Generator, shape: tuple[int, int, int]) -> tuple[Numbers, Numbers]:
    """Some strategies pay the same as another one, or less by a constant."""
    first, second = _integers(-4, 4)(rng, shape)
    for table, axis in ((first, 0), (second, 0), (first, 1), (second, 1)):
        size = shape[axis]
        for game in range(shape[2]):
            one, other = rng.integers(size), rng.integers(size)
            lower = int(rng.integers(0, 2))
            view = np.moveaxis(table, axis, 0)
            view[one, :, game] = view[other, :, game] - (lower if one != other else 0)
    return first, second


def _scaled(rng: np.random.Generator, shape: tuple[int, int, int]) -> tuple[Numbers, Numbers]:
    """Small integers times a scale from 1e-8 to 1e12, one per player and game."""
    scales = 10.0 ** rng.uniform(-8, 12, (2, shape[2]))
    first, second = _integers(-4, 4)(rng, shape)
    return first * scales[0], (second + rng.uniform(-1, 1, shape) * 1e-9) * scales[1]


def _huge(rng: np.random.Generator, shape: tuple[int, int, int]) -> tuple[Numbers, Numbers]:
    """Integers that fill 62 bits, and ties among them."""
    whole = rng.integers(-(2**61), 2**61, shape)
    return whole, np.where(rng.random(shape) < 0.3, whole[:1], rng.permuted(whole, axis=2))


KINDS: dict[str, Maker] = {
    "0..2": _integers(0, 2),
    "-4..4": _integers(-4, 4),
    "-100..100": _integers(-100, 100),
    "floats": _floats,
    "decimals": _decimals,
    "beside ties": _beside_ties,
    "twins": _twins,
    "scaled": _scaled,
    "huge": _huge,
}


def game_of(first: Numbers, second: Numbers) -> StrategicGame:
    """Make one game of its matrices; floats are the exact numbers that they are."""
    ids = tuple(tuple(f"{c}{k}" for k in range(n)) for c, n in zip("rc", first.shape, strict=True))
    payoffs = tuple(tuple(Fraction(v) for v in m.ravel().tolist()) for m in (first, second))
    return StrategicGame(("row", "column"), ids, payoffs)


def assert_as_alone(first: Numbers, second: Numbers, batch: Batch) -> None:
    """Hold every game of a batch against the exact single solver."""
    structures, shares = batch.structures, batch.shares
    assert shares is not None
    assert (np.diff(shares.game) >= 0).all()
    ends = np.searchsorted(shares.game, np.arange(first.shape[2] + 1))
    for game in range(first.shape[2]):
        answer = solve_nash(game_of(first[:, :, game], second[:, :, game]))
        assert answer.complete
        code = batch.codes[game]
        span = range(structures.starts[code], structures.starts[code + 1])
        mine = [
            (
                tuple(structures.supports[k]),
                tuple(structures.best_replies[k]),
                structures.component[k],
            )
            for k in span
        ]
        theirs = [
            (_masks(each.supports), _masks(each.best_replies), each.component)
            for each in answer.equilibria
        ]
        where = (first[:, :, game].tolist(), second[:, :, game].tolist())
        assert mine == theirs, where
        assert bool(batch.degenerate[game]) == answer.degenerate, where
        listed = range(ends[game], ends[game + 1])
        assert [int(shares.place[k]) for k in listed] == list(range(len(theirs))), where
        for k, each in zip(listed, answer.equilibria, strict=True):
            for mixture, exact in zip((shares.x[k], shares.y[k]), each.profile, strict=True):
                for share, probability in zip(mixture.tolist(), exact, strict=True):
                    assert abs(share - float(probability)) < 1e-9, where
                    assert (share == 0) == (probability == 0), where


def solved(first: Numbers, second: Numbers) -> Batch:
    """Solve a batch with probabilities."""
    return BatchSolver(*first.shape[:2]).solve(first, second, shares=True)


def _masks(sets: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    return tuple(sum(1 << strategy for strategy in each) for each in sets)
