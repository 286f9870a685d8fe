"""A sweep in this process, without files."""

from __future__ import annotations

from collections.abc import Iterator

from vcgame.errors import UsageError
from vcgame.solve.concepts import Concept
from vcgame.sweep.design.design import Design
from vcgame.sweep.findings import Findings
from vcgame.sweep.part_solver import BLOCK
from vcgame.sweep.solvers.block_solver import BlockSolver

__all__ = ["run_sweep"]


def run_sweep(
    design: Design, *, block: int = BLOCK, concept: Concept | None = None
) -> Iterator[Findings]:
    """Solve all points of a design, a block at a time, in the order of their numbers.

    Every point gets the answer that `vcgame.solve.solution.solve` gives it alone, with the same
    `concept`.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> from vcgame.sweep.design.axis import parse_axis
    >>> model = load_model("boxed-pigs")
    >>> design = Design(model, model.values(), axes=(parse_axis(model, "A=0:10:6"),))
    >>> found = next(run_sweep(design))
    >>> found.status, [found.regimes[place] for place in found.regime[1:3]]
    (array([2, 0, 0, 0, 0, 0], dtype=int8), ['press, wait', 'press, wait'])
    """
    if block < 1:
        raise UsageError(f"a block has at least one point, not {block}")
    solver = BlockSolver(design.model, design.moved, concept)
    for start in range(0, len(design), block):
        yield solver.solve(design.block(start, min(start + block, len(design))))
