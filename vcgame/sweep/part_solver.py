"""Parts of a sweep, solved block by block."""

from __future__ import annotations

from typing import Final, Self

from vcgame.model.library import model_of
from vcgame.sweep.design.description import design_of
from vcgame.sweep.design.design import Design
from vcgame.sweep.findings import Findings
from vcgame.sweep.job import Job
from vcgame.sweep.measures.outcome_solver import OutcomeSolver
from vcgame.sweep.solvers.block_solver import BlockSolver
from vcgame.sweep.solvers.solved import joined_findings

__all__ = ["BLOCK", "PartSolver"]

BLOCK: Final = 16_384
"""Points at once: few enough for the cache, enough to make the cost of a call small."""


class PartSolver:
    """Solves the parts of one job.

    Parameters
    ----------
    job
        The sweep.
    design
        Its design.
    """

    def __init__(self, job: Job, design: Design) -> None:
        self.job = job
        self.design = design
        self._solver = BlockSolver(design.model, design.moved, job.options.get("concept"))
        self._outcomes = OutcomeSolver.of(design.model, job.options)

    @classmethod
    def of(cls, job: Job) -> Self:
        """Read the model and the design of a job, and make ready for its parts."""
        model = model_of(job.model_name, job.model_text)
        return cls(job, design_of(model, job.design))

    def solve(self, part: int) -> Findings:
        """Solve the points of a part."""
        start, stop = self.job.span(part)
        return joined_findings([
            self._solve(first, min(first + BLOCK, stop)) for first in range(start, stop, BLOCK)
        ])  # fmt: skip

    def _solve(self, start: int, stop: int) -> Findings:
        block = self.design.block(start, stop)
        return self._outcomes.add(block.values, self._solver.solve(block))
