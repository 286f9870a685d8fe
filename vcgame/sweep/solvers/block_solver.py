"""A block of points of a design: assumptions, payoffs, equilibria."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from vcgame.errors import UsageError
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.solve.concepts import Concept, check_concept
from vcgame.solve.solution import UNDECIDED
from vcgame.sweep.columns import Block, Column
from vcgame.sweep.findings import Findings
from vcgame.sweep.solvers.group_solver import GroupSolver
from vcgame.sweep.solvers.pair_solver import PairSolver
from vcgame.sweep.solvers.payoffs import AssumptionProgram, PayoffBlock, PayoffProgram
from vcgame.sweep.solvers.point_solver import PointSolver
from vcgame.sweep.solvers.solved import Solved, made_findings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BlockSolver"]


class BlockSolver:
    """Solves blocks of a model; made once for a sweep.

    Every point gets the answer that `vcgame.solve.solution.solve` gives it alone: to the letter in
    its regime, to 1e-9 in its numbers.

    Parameters
    ----------
    model
        The model.
    moved
        Parameters that derived axes move: they have no value where the axis cannot take its own.
    concept
        As `vcgame.solve.solution.solve` takes it.
    """

    def __init__(
        self, model: Model, moved: Iterable[str] = (), concept: Concept | None = None
    ) -> None:
        check_concept(model, concept, swept=True)
        self.model = model
        self._moved = frozenset(moved)
        self._assumptions = AssumptionProgram.of(model)
        self._whole = [name for name, each in model.parameters.items() if each.whole]
        self._broken = tuple(to_text(assumption) for assumption in model.assumptions)
        self._points = PointSolver(model, concept)
        self._spent: PayoffBlock | None = None
        self._batches = _batch_solver(model, concept)
        self._payoffs = PayoffProgram.of(model) if self._batches is not None else None

    def solve(self, block: Block) -> Findings:
        """Solve all points of a block."""
        import numpy as np

        count = len(block)
        inside = np.ones(count, dtype=np.bool_)
        parts = self._failed(block.failures, inside)
        parts += self._failed(self._not_whole(block, inside), inside)
        parts += self._outside(block, inside)
        if self._batches is None or self._payoffs is None:
            parts.append(self._alone(block, np.flatnonzero(inside)))
        elif inside.any():
            payoffs = self._payoffs.run(block.values, count, spent=self._spent)
            self._spent = payoffs  # its tables are overwritten by the next block's
            parts += self._together(self._batches, payoffs, block, inside)
        return made_findings(block.start, self._shown(block), parts, count)

    def _not_whole(self, block: Block, inside: NDArray[np.bool_]) -> dict[int, str]:
        """Find points at which a parameter that takes whole numbers only has another one."""
        import numpy as np

        found: dict[int, str] = {}
        for name in self._whole:
            value = block.values[name]
            parts = isinstance(value, Column) and value.numerators % value.denominator != 0
            for row in np.flatnonzero(inside & parts).tolist():
                try:
                    self.model.values(None, {name: block.point(row)[name]})
                except UsageError as error:
                    found.setdefault(row, str(error))
        return found

    def _failed(self, failures: Mapping[int, str], inside: NDArray[np.bool_]) -> list[Solved]:
        """Points that the design cannot make, or the model does not take."""
        if not failures:
            return []
        rows, messages = list(failures), list(failures.values())
        inside[rows] = False
        return [self._refused(rows, "error", messages)]

    def _outside(self, block: Block, inside: NDArray[np.bool_]) -> list[Solved]:
        """Points that break an assumption, or where one has no value."""
        import numpy as np

        assumed = self._assumptions.run(block.values, len(block))
        errors = {row: text for row, text in assumed.errors.items() if inside[row]}
        broken = (assumed.broken >= 0) & inside
        broken[list(errors)] = False
        parts = []
        if errors:
            parts.append(self._refused(list(errors), "error", list(errors.values())))
        rows = np.flatnonzero(broken)
        if len(rows):
            messages, texts = assumed.broken[rows] + 1, self._broken
            undecided = assumed.undecided[rows]
            if undecided.any():
                messages[undecided] += len(texts)
                texts = (*texts, *(text + UNDECIDED for text in texts))
            parts.append(
                Solved.without_answer(rows, "outside", messages, texts, self._points.empty)
            )
        inside[rows] = False
        inside[list(errors)] = False
        return parts

    def _refused(self, rows: list[int], status: str, messages: list[str]) -> Solved:
        texts = list(dict.fromkeys(messages))
        places = [texts.index(message) + 1 for message in messages]
        return Solved.without_answer(rows, status, places, texts, self._points.empty)

    def _alone(self, block: Block, rows: NDArray[np.intp]) -> Solved:
        return self._points.solve(rows, (block.point(row) for row in rows.tolist()))

    def _together(
        self,
        solver: PairSolver | GroupSolver,
        payoffs: PayoffBlock,
        block: Block,
        inside: NDArray[np.bool_],
    ) -> list[Solved]:
        """Solve strategic games in a batch, and one by one those that it leaves over."""
        import numpy as np

        rows = np.flatnonzero(inside & ~payoffs.absent)
        left = np.flatnonzero(inside & payoffs.absent)
        parts = []
        if len(rows):
            solved, open_ = solver.solve(rows, payoffs, payoffs.floats())
            parts.append(solved)
            left = np.concatenate([left, open_])
        if len(left):
            parts.append(self._alone(block, np.sort(left)))
        return parts

    def _shown(self, block: Block) -> Mapping[str, NDArray[np.float64]]:
        """Round the varied quantities."""
        import numpy as np

        found: dict[str, NDArray[np.float64]] = {}
        for name, value in block.shown.items():
            if isinstance(value, Column):
                found[name] = value.floats()
            else:
                found[name] = np.full(len(block), float(value))
            if name in self._moved:
                found[name][list(block.failures)] = np.nan
        return found


def _batch_solver(model: Model, concept: Concept | None) -> PairSolver | GroupSolver | None:
    if concept != "pure" and PairSolver.fits(model):
        return PairSolver(model)
    return GroupSolver(model, concept) if GroupSolver.fits(model, concept) else None
