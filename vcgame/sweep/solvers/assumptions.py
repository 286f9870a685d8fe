"""The assumptions of a model at many points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vcgame.errors import EvaluationError
from vcgame.model.formula.tier_steps import Truth
from vcgame.model.formula.tiers import TieredProgram
from vcgame.model.model import Model
from vcgame.model.point import is_true
from vcgame.sweep.columns import Values
from vcgame.sweep.solvers.block_values import inputs_of, mask_of, point_at

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Assumed", "AssumptionProgram"]


@dataclass(frozen=True, slots=True, eq=False)
class Assumed:
    """Which assumptions hold at the points of a block.

    Attributes
    ----------
    broken
        Per point the index of the first assumption that does not hold or cannot be decided;
        -1 where all hold.
    undecided
        Per point, whether that assumption cannot be decided.
    errors
        Per row where that assumption has no value, why.
    """

    broken: NDArray[np.int32]
    undecided: NDArray[np.bool_]
    errors: Mapping[int, str]


class AssumptionProgram:
    """The assumptions of a model, made ready for many points.

    Examples
    --------
    >>> import numpy as np
    >>> from vcgame.sweep.columns import Column
    >>> from vcgame.model.library import load_model
    >>> program = AssumptionProgram.of(load_model("boxed-pigs"))
    >>> program.run({"A": Column(np.array([0, 3]), 1)}, 2).broken
    array([ 0, -1], dtype=int32)
    """

    def __init__(self, model: Model) -> None:
        self._conditions = model.assumptions
        self._program = TieredProgram(model.assumptions)

    @classmethod
    def of(cls, model: Model) -> AssumptionProgram:
        """Compile the assumptions of a model, strategic or a tree."""
        return cls(model)

    def run(self, values: Values, count: int) -> Assumed:
        """Ask the assumptions in their order at all points of a block."""
        import numpy as np

        found: list[Any] = self._program.run(inputs_of(values, self._program.names))
        broken = np.full(count, -1, dtype=np.int32)
        undecided = mask_of(None, count)
        errors: dict[int, str] = {}
        for number, (condition, truth) in enumerate(zip(self._conditions, found, strict=True)):
            open_ = broken == -1
            doubtful = _doubtful(truth, count)
            broken[open_ & ~doubtful & ~mask_of(truth.holds, count)] = number
            for row in np.flatnonzero(open_ & doubtful).tolist():
                try:
                    holds = is_true(condition, point_at(values, row))
                except EvaluationError as error:
                    errors[row] = str(error)
                    holds = False
                if not holds:
                    broken[row] = number
                    undecided[row] = holds is None
        return Assumed(broken, undecided, errors)


def _doubtful(truth: Truth, count: int) -> NDArray[np.bool_]:
    """Find the points where a condition has no value, or floats do not decide it."""
    mask = mask_of(truth.absent, count)
    mask |= mask_of(truth.unsure, count)
    return mask
