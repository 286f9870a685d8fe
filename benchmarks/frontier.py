"""The certified frontier beside the full grid, solved by our own batched kernel, in one run.

Prints a Markdown table. The grid solves all corners of all cells and calls a cell a boundary cell
if the patterns of equilibria at its corners differ; its time is that of payoffs, solving and
comparing. The time of the frontier holds everything from formulas to cells. `missed / false`
counts boundary cells that only the grid, or only the frontier has; evaluations are cells tested,
corners followed and games solved.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from vcgame.model.model import Model
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document
from vcgame.solve.kernel.batch import BatchSolver
from vcgame.sweep.frontier.frontier import Frontier, find_frontier
from vcgame.sweep.frontier.spans import Span

Cells = list[list[tuple[str, str]]]

SMOOTH: Cells = [
    [("x*y + 2", "3 - x"), ("4 - y", "y + 1"), ("1", "x")],
    [("3", "2*y - 1"), ("x + 1", "4 - y"), ("2*y", "2")],
    [("x + y - 2", "1"), ("2", "x*y/2"), ("6 - x", "3")],
]
"""Three strategies each, payoffs of degree up to two."""

ISLANDS: Cells = [
    [("30072 - 200000*((x - 5)*(x - 5) + (y - 5)*(y - 5))", "20"), ("20000", "10"), ("0", "0")],
    [("0", "2*x"), ("10000", "30"), ("20000", "10")],
    [("30000", "0"), ("20000 - 100000*(y - 115/16)*(y - 923/128)", "30"), ("10000", "5*y/2")],
]
"""A disc of radius 0.06 and a sliver of width 0.02, in a box of 8 by 8."""


@dataclass(frozen=True)
class Measured:
    """Two ways to the same boundary."""

    found: Frontier
    grid: np.ndarray[Any, Any]
    seconds: tuple[float, float]

    @property
    def wrong(self) -> tuple[int, int]:
        """Boundary cells of the grid that the frontier lacks, and the other way round."""
        listed = np.zeros_like(self.grid)
        listed[self.found.columns, self.found.rows] = self.found.boundary
        return int((self.grid & ~listed).sum()), int((listed & ~self.grid).sum())


def model_of(cells: Cells) -> Model:
    names = "uvw"
    ids = ", ".join(f'{name} = "{name}"' for name in names)
    lines = ['vcgame = 1\nid = "bench"\ntitle = "Bench"\nform = "strategic"', "[parameters]"]
    lines += ["x = { value = 1, range = [0, 8] }", "y = { value = 1, range = [0, 8] }"]
    lines += [f'[[players]]\nid = "{player}"\nstrategies = {{ {ids} }}' for player in "pq"]
    lines.append("[payoffs]")
    for i, row in enumerate(cells):
        lines += [
            f'"{names[i]}, {names[j]}" = ["{one}", "{two}"]' for j, (one, two) in enumerate(row)
        ]
    return build_model(read_document("\n".join(lines) + "\n", "bench.toml"))


def full_grid(cells: Cells, count: int) -> np.ndarray[Any, Any]:
    """Boundary cells by solving every corner; at these games and counts floats are exact."""
    payoffs: list[Callable[..., Any]] = [
        eval(f"lambda x, y: {row[column][player]}")  # noqa: S307  formulas of this file
        for player in (0, 1)
        for row in cells
        for column in range(len(row))
    ]
    solver = BatchSolver(3, 3)
    lines = np.arange(count + 1) * (8 / count)
    codes = np.empty((count + 1, count + 1), dtype=np.int32)
    step = max(1, 2**18 // (count + 1))
    for start in range(0, count + 1, step):
        x = np.repeat(lines[start : start + step], count + 1)
        y = np.tile(lines, len(x) // (count + 1))
        table = np.empty((2, 3, 3, len(x)))
        for place, payoff in enumerate(payoffs):
            table.reshape(18, -1)[place] = payoff(x, y)
        found = solver.solve(table[0], table[1], numbered=False)
        codes[start : start + step] = found.codes.reshape(-1, count + 1)
    differ = codes[:-1, :-1] != codes[1:, :-1]
    differ |= codes[:-1, :-1] != codes[:-1, 1:]
    differ |= codes[:-1, :-1] != codes[1:, 1:]
    return differ


def measured(cells: Cells, count: int) -> Measured:
    model = model_of(cells)
    spans = (Span("x", Fraction(0), Fraction(8)), Span("y", Fraction(0), Fraction(8)))
    times = []
    for _ in range(3):
        start = time.process_time()
        found = find_frontier(model, spans, count)
        times.append(time.process_time() - start)
    start = time.process_time()
    grid = full_grid(cells, count)
    return Measured(found, grid, (sorted(times)[1], time.process_time() - start))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[256, 1024, 2048, 4096])
    counts = parser.parse_args().counts
    measured(SMOOTH, 16)  # imports
    print(
        "| game | cells | boundary | undecided | missed / false | evaluations per boundary cell "
        "| fewer solved | frontier, s of processor | grid, s | faster |"
    )
    print("| :-- " + "| --: " * 9 + "|")
    for name, cells in (("smooth", SMOOTH), ("islands", ISLANDS)):
        for count in counts:
            result = measured(cells, count)
            found, (ours, grid) = result.found, result.seconds
            boundary = int(found.boundary.sum())
            row = (
                name,
                f"{count}²",
                f"{boundary:,}",
                f"{len(found.boundary) - boundary:,}",
                "{} / {}".format(*result.wrong),
                f"{(found.tested + found.traced + found.solved) / boundary:.2f}",
                f"{(count + 1) ** 2 / found.solved:,.0f}",
                f"{ours:.3f}",
                f"{grid:.3f}",
                f"{grid / ours:.1f}",
            )
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
