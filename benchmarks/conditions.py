"""Conditions and dynamics of the library, and sympy doing the same algebra, in one run.

``python benchmarks/conditions.py`` prints two Markdown tables: the wall time of whole commands, the
start of Python included, beside the goals; and vcgame beside sympy on the same symbolic question:
the mixed equilibrium of a three-by-three game, and the stability of the interior rest point of
three populations. sympy gets a time limit, after which the ratio is a lower bound.
"""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import product
from statistics import median

from vcgame.model.library import library_models, model_of
from vcgame.model.model import Model

RUNS = 3
LIMIT = 60.0
TWO_BY_TWO, OTHERS, DYNAMICS = 2.0, 10.0, 30.0
"""Goals, in seconds."""


def players(count: int, strategies: int) -> str:
    listed = ", ".join(f's{k} = "s{k}"' for k in range(strategies))
    return "".join(f'[[players]]\nid = "p{n}"\nstrategies = {{ {listed} }}\n' for n in range(count))


def game(count: int, strategies: int, names: list[str], formulas: list[str]) -> Model:
    """A model whose payoffs are taken from a list of formulas, one after the other."""
    declared = "\n".join(f"{name} = {{ value = {k + 1} }}" for k, name in enumerate(names))
    cells, used = [], iter(formulas)
    for profile in product(range(strategies), repeat=count):
        ids = ", ".join(f"s{k}" for k in profile)
        pays = ", ".join(f'"{next(used)}"' for _ in range(count))
        cells.append(f'"{ids}" = [{pays}]')
    text = f'vcgame = 1\nid = "g"\ntitle = "g"\n[parameters]\n{declared}\n'
    return model_of("g.toml", text + players(count, strategies) + "[payoffs]\n" + "\n".join(cells))


NAMES = [f"a{k}" for k in range(10)]
THREE = [f"{NAMES[k % 10]} + {k}*{NAMES[(3 * k + 1) % 10]}" for k in range(18)]
CUBE_NAMES = [f"c{k}" for k in range(15)]
CUBE = [f"{CUBE_NAMES[(7 * k + k // 5) % 15]} - {k % 4}" for k in range(24)]


def our_mixture() -> None:
    from vcgame.derive.conditions import equilibrium_conditions

    equilibrium_conditions(game(2, 3, NAMES, THREE))


def their_mixture() -> None:
    """Solve the indifference equations of full support, and nothing else."""
    import sympy

    values = [sympy.sympify(formula) for formula in THREE]
    first = sympy.Matrix(3, 3, values[0::2])
    second = sympy.Matrix(3, 3, values[1::2])
    for matrix in (first, second.T):
        mix = sympy.symbols("m0:3")
        pays = matrix * sympy.Matrix(mix)
        found = sympy.solve([pays[0] - pays[1], pays[1] - pays[2], sum(mix) - 1], mix)
        for value in found.values():
            sympy.factor(value)


def our_interior() -> None:
    from vcgame.derive.dynamics.dynamics import dynamics

    dynamics(game(3, 2, CUBE_NAMES, CUBE))


def their_interior() -> None:
    """Solve for the interior rest points and ask for the eigenvalues there."""
    import sympy

    shares = x, y, z = sympy.symbols("x y z")
    values = iter([sympy.sympify(formula) for formula in CUBE])
    table = {p: [next(values) for _ in range(3)] for p in product((0, 1), repeat=3)}
    gains = []
    for own in range(3):
        others = [k for k in range(3) if k != own]
        gain = 0
        for pair in product((0, 1), repeat=2):
            weight = 1
            for k, chosen in zip(others, pair, strict=True):
                weight *= shares[k] if chosen == 0 else 1 - shares[k]
            low, high = [0, 0, 0], [1, 0, 0]
            low[own], high[own] = 0, 1
            for k, chosen in zip(others, pair, strict=True):
                low[k] = high[k] = chosen
            high[others[0]], high[others[1]] = pair
            gain += weight * (table[tuple(low)][own] - table[tuple(high)][own])
        gains.append(sympy.expand(gain))
    for found in sympy.solve(gains, [x, y, z], dict=True):
        rates = [s * (1 - s) * g for s, g in zip(shares, gains, strict=True)]
        sympy.Matrix(rates).jacobian(sympy.Matrix(shares)).subs(found).eigenvals()


def timed(task: Callable[[], None]) -> tuple[float, bool]:
    """Seconds that a task takes in a process of its own, and whether it came to an end."""
    process = multiprocessing.get_context("spawn").Process(target=task)
    begun = time.perf_counter()
    process.start()
    process.join(LIMIT)
    spent = time.perf_counter() - begun
    ended = not process.is_alive()
    if not ended:
        process.kill()
        process.join()
    elif process.exitcode:
        raise SystemExit(f"{task.__name__} failed")
    return spent, ended


def command(*words: str) -> float:
    """Median wall time of a command."""
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "vcgame", *words], check=True, stdout=subprocess.DEVNULL
        )
        times.append(time.perf_counter() - begun)
    return median(times)


def main() -> None:
    rows = []
    for model in library_models():
        if model.form != "strategic":
            continue
        small = [len(player.strategies) for player in model.players] == [2, 2]
        if not model.state_dependent:
            rows.append(("conditions", model.id, command("conditions", model.id),
                         TWO_BY_TWO if small else OTHERS))  # fmt: skip
        rows.append(("dynamics", model.id, command("dynamics", model.id), DYNAMICS))
    print("| command | model | seconds | goal | |\n| :-- | :-- | --: | --: | :-- |")
    for name, id, seconds, goal in rows:
        met = "met" if seconds < goal else "not met"
        print(f"| {name} | {id} | {seconds:.2f} | {goal:.0f} | {met} |")
    print("\n| question | vcgame, s | sympy, s | ratio |\n| :-- | --: | --: | --: |")
    for what, ours, theirs in (
        ("3x3, ten parameters: all supports; sympy: full support, no conditions",
         our_mixture, their_mixture),
        ("2x2x2, 15 parameters: all rest points and conditions; sympy: interior eigenvalues",
         our_interior, their_interior),
    ):  # fmt: skip
        mine, _ = timed(ours)
        other, ended = timed(theirs)
        more = "" if ended else "more than "
        print(f"| {what} | {mine:.1f} | {more}{other:.1f} | {more}{other / mine:.1f} |")


if __name__ == "__main__":
    main()
