"""Replicator dynamics: how fast and how right, in shares and in log-ratio coordinates.

``python benchmarks/dynamics.py [SEED]`` draws games of two populations, follows random starts to
time 50 by each method in one run, and prints a table. The errors are those of the largest share,
against Dormand and Prince's method of order 8 at 1e-13 in log-ratio coordinates.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.integrate import ODEintWarning, solve_ivp

from vcgame.forms.populations import population_game
from vcgame.model.library import model_of
from vcgame.solve.dynamics.flow import flow
from vcgame.solve.dynamics.replicator import Face, Replicator, replicator_at

_UNTIL = 50.0
_GAMES = 40
_STARTS = 10
_MANY = 40_000
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A game: the matrices of its payoffs, and its dynamics."""

    payoffs: tuple[Array, Array]
    dynamics: Replicator

    @property
    def inside(self) -> Face:
        """All states with every strategy."""
        return self.dynamics.whole()


Method = Callable[[Drawn, Array], Array]


def draw(size: int, generator: np.random.Generator) -> Drawn:
    """Draw a game of two populations with payoffs from -1 to 1, three decimals."""
    ids = [f"s{place}" for place in range(size)]
    lines = ["vcgame = 1", 'id = "drawn"', 'title = "drawn"', "[parameters]"]
    lines += ['p = { value = 0, meaning = "not used" }']
    listed = ", ".join(f'{id} = "{id}"' for id in ids)
    for player in ("one", "two"):
        lines += ["[[players]]", f'id = "{player}"', f"strategies = {{ {listed} }}"]
    lines.append("[payoffs]")
    own, other = generator.integers(-1000, 1001, (2, size, size)) / 1000
    for row, first in enumerate(ids):
        for column, second in enumerate(ids):
            pays = f"[{own[row, column]}, {other[row, column]}]"
            lines.append(f'"{first}, {second}" = {pays}')
    model = model_of("drawn.toml", "\n".join(lines) + "\n")
    return Drawn((own, other), replicator_at(population_game(model), model.values()))


def in_logs(method: str, tolerance: float) -> Method:
    """Follow starts one by one with scipy, in log-ratio coordinates."""

    def run(drawn: Drawn, states: Array) -> Array:
        face = drawn.inside
        logs = face.logs(states)
        found = [
            solve_ivp(
                lambda _, y: face.log_rates(y[:, None])[:, 0],
                (0.0, _UNTIL),
                start,
                method,
                t_eval=(_UNTIL,),
                rtol=tolerance,
                atol=tolerance,
            ).y[:, -1]
            for start in logs.T
        ]
        return face.states(np.array(found).T)

    return run


def in_shares(method: str, tolerance: float) -> Method:
    """Follow starts one by one with scipy, in shares."""

    def run(drawn: Drawn, states: Array) -> Array:
        found = []
        for start in states.T:
            done = solve_ivp(
                lambda _, y: drawn.dynamics.rates(y[:, None])[:, 0],
                (0.0, _UNTIL),
                start,
                method,
                t_eval=(_UNTIL,),
                rtol=tolerance,
                atol=tolerance,
            )
            found.append(done.y[:, -1] if done.success else np.full(len(start), np.inf))
        return np.array(found).T

    return run


def by_nashpy(points: int) -> Method:
    """Follow starts one by one with nashpy, which gives scipy's odeint all shares."""

    def run(drawn: Drawn, states: Array) -> Array:
        from nashpy import Game

        game = Game(*drawn.payoffs)
        count = len(states) // 2
        times = np.linspace(0, _UNTIL, points)
        found = []
        for column in states.T:
            first, second = (np.append(own, 1 - own.sum()) for own in np.split(column, 2))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ODEintWarning)
                ways = game.asymmetric_replicator_dynamics(x0=first, y0=second, timepoints=times)
            found.append(np.concatenate([way[-1][:count] for way in ways]))
        return np.array(found).T

    return run


def together(tolerance: float) -> Method:
    """Follow all starts at once."""

    def run(drawn: Drawn, states: Array) -> Array:
        face = drawn.inside
        return face.states(flow(face, face.logs(states), _UNTIL, tolerance=tolerance))

    return run


METHODS: dict[str, Method] = {
    "nashpy (odeint in shares), 2 times": by_nashpy(2),
    "nashpy (odeint in shares), 501 times": by_nashpy(501),
    "solve_ivp RK45 1e-3 in shares": in_shares("RK45", 1e-3),
    "solve_ivp RK45 1e-6 in shares": in_shares("RK45", 1e-6),
    "solve_ivp LSODA 1e-6 in shares": in_shares("LSODA", 1e-6),
    "solve_ivp DOP853 1e-6 in shares": in_shares("DOP853", 1e-6),
    "solve_ivp RK45 1e-6 in log-ratios": in_logs("RK45", 1e-6),
    "vcgame, all at once, 1e-4": together(1e-4),
    "vcgame, all at once, 1e-6": together(1e-6),
}


def measure(size: int, seed: int) -> list[str]:
    """Measure all methods on games of a size; rows of a table."""
    generator = np.random.default_rng([seed, size])
    games = [draw(size, generator) for _ in range(_GAMES)]
    starts = [generator.dirichlet(np.ones(size), (2, _STARTS))[..., :-1] for _ in games]
    states = [np.concatenate(own, axis=1).T for own in starts]
    right = [in_logs("DOP853", 1e-13)(game, own) for game, own in zip(games, states, strict=True)]
    many = np.concatenate(list(generator.dirichlet(np.ones(size), (2, _MANY))[..., :-1]), axis=1).T
    rows, base = [], 0.0
    for name, method in METHODS.items():
        begun = time.perf_counter()
        found = [method(game, own) for game, own in zip(games, states, strict=True)]
        rate = _GAMES * _STARTS / (time.perf_counter() - begun)
        gaps = np.concatenate(
            [np.abs(a - b).max(axis=0) for a, b in zip(found, right, strict=True)]
        )
        if "all at once" in name:
            begun = time.perf_counter()
            method(games[0], many)
            rate = _MANY / (time.perf_counter() - begun)
        if name == "solve_ivp RK45 1e-6 in log-ratios":
            base = rate
        ratio = f"{rate / base:.0f}" if base else ""
        rows.append(
            f"| {size}x{size} | {name} | {rate:,.0f} | {ratio} | {gaps.max():.0e} | "
            f"{np.median(gaps):.0e} |"
        )
    return rows


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else time.time_ns() % 1_000_000
    print(f"seed {seed}; {_GAMES * _STARTS} trajectories for errors, {_MANY} for speed\n")
    print("| game | method | trajectories/s | against solve_ivp | largest error | median |")
    print("| :-- | :-- | --: | --: | --: | --: |")
    for size in (2, 3):
        print("\n".join(measure(size, seed)))


if __name__ == "__main__":
    main()
