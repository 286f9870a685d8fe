"""What was found at a range of points: arrays, one entry per point or per equilibrium."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["STATUSES", "Findings", "Found", "Status"]

Status = Literal["ok", "incomplete", "outside", "error"]
"""``outside`` the assumptions; ``error``: a formula has no value there."""

STATUSES: Final[tuple[Status, ...]] = ("ok", "incomplete", "outside", "error")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The equilibria at a range of points, in the order of the points.

    Attributes
    ----------
    row
        Per equilibrium, the row of its point in the range, from 0; never falling.
    number
        Its number at its point, from 1.
    component
        Number of its component at its point, from 1; of trees told by information sets the
        number of its distribution over ends, of others 0.
    pure
        Whether every player plays one strategy for sure.
    shares
        Probabilities, shape (equilibria, strategies of all players). For trees told by
        information sets, of the moves of all sets, nan where any other behaviour would do as
        well; for other trees no columns.
    moves
        For trees: number of the action at each node of a player, shape (equilibria, nodes of
        players, in the model's order), -1 at nodes without a move there. For trees told by
        information sets the same at each set, -1 where it is mixed, and for perfect Bayesian
        equilibria the place among `vcgame.solve.trees.assessment.Consistency`. For alike firms
        how many play each strategy, -1 where they mix; else no columns.
    payoffs
        Shape (equilibria, players).
    certificate
        Largest gain from deviating; 0 where exact.
    outcomes
        Further columns, per name one number per equilibrium; nan where there is none.
    """

    row: NDArray[np.int64]
    number: NDArray[np.int32]
    component: NDArray[np.int32]
    pure: NDArray[np.bool_]
    shares: NDArray[np.float64]
    moves: NDArray[np.int32]
    payoffs: NDArray[np.float64]
    certificate: NDArray[np.float64]
    outcomes: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """All that was found at a range of points.

    Attributes
    ----------
    start
        Number of the first point.
    shown
        Per varied quantity, its value at each point; nan where it has none.
    status
        Per point, its place in `STATUSES`.
    message, messages
        Per point the place of its message; place 0 is the empty message.
    regime, regimes
        Per point the place of its regime, -1 without an answer; the regimes are sorted.
    equilibria, components
        Per point, how many; `components` is -1 where not known, and of trees told by
        information sets the number of distributions over ends.
    degenerate
        Per point 1, 0, or -1 where not known.
    found
        The equilibria.
    outcomes
        Further columns, per name one number per point; nan where there is none.
    """

    start: int
    shown: Mapping[str, NDArray[np.float64]]
    status: NDArray[np.int8]
    message: NDArray[np.int32]
    messages: tuple[str, ...]
    regime: NDArray[np.int32]
    regimes: tuple[str, ...]
    equilibria: NDArray[np.int32]
    components: NDArray[np.int32]
    degenerate: NDArray[np.int8]
    found: Found
    outcomes: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.status)
