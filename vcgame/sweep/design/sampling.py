"""Plans of draws: how many, by which method, from which seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from vcgame.errors import UsageError, nearest

__all__ = ["MAX_SEED", "METHODS", "Method", "Sampling", "matrix_row"]

Method = Literal["random", "lhs", "sobol", "saltelli"]

METHODS: Final[tuple[Method, ...]] = ("random", "lhs", "sobol", "saltelli")
MAX_ROWS: Final = 1_000_000_000
MAX_SEED: Final = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the uncertain parameters are drawn.

    Attributes
    ----------
    method
        ``random`` (independent draws), ``lhs`` (a Latin hypercube: every parameter has one draw
        in each of `rows` equal strata), ``sobol`` (a scrambled Sobol sequence) or ``saltelli``
        (the matrices A, B and AB of Saltelli et al. 2010 for Sobol indices).
    rows
        How many draws; with ``saltelli`` how many rows of each matrix, a power of 2 as
        `scipy.stats.sobol_indices` needs it.
    seed
        From 0 to 2**63 - 1. The same seed gives the same draws on every machine.

    Examples
    --------
    >>> Sampling("lhs", 1000).draws(3), Sampling("saltelli", 1024).draws(3)
    (1000, 5120)
    """

    method: Method
    rows: int
    seed: int = 0

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            hint = nearest(str(self.method), METHODS)
            raise UsageError(f"there is no way to draw called {self.method!r}; {hint}")
        if not 1 <= self.rows <= MAX_ROWS:
            raise UsageError(f"{self.rows} draws; 1 to {MAX_ROWS} are allowed")
        if not 0 <= self.seed <= MAX_SEED:
            raise UsageError(f"the seed {self.seed} is not from 0 to {MAX_SEED}")
        if self.method == "saltelli" and self.rows & (self.rows - 1):
            below = 1 << (self.rows.bit_length() - 1)
            raise UsageError(
                f"saltelli needs a power of 2 draws, not {self.rows}; take {below} or {2 * below}"
            )

    def draws(self, parameters: int) -> int:
        """Count the draws of so many uncertain parameters."""
        return self.rows * (parameters + 2) if self.method == "saltelli" else self.rows


def matrix_row(draw: int, rows: int) -> tuple[int, int]:
    """Give the matrix that a ``saltelli`` draw belongs to, and its row there (all from 0).

    Matrix 0 is A, matrix 1 is B, and matrix ``2 + i`` is A with the column of the uncertain
    parameter number ``i`` (in the order of `Design.uncertain`) taken from B. Matrices stand one
    after the other: ``draw = matrix * rows + row``. So the outcomes ``y`` of the draws of one
    setting, in their order, give what `scipy.stats.sobol_indices` takes as::

        y = y.reshape(parameters + 2, rows)
        func = {"f_A": y[None, 0], "f_B": y[None, 1], "f_AB": y[2:, None]}

    References
    ----------
    A. Saltelli, P. Annoni, I. Azzini, F. Campolongo, M. Ratto and S. Tarantola (2010), "Variance
    based sensitivity analysis of model output", Computer Physics Communications 181, 259-270.

    Examples
    --------
    >>> matrix_row(0, 1024), matrix_row(1025, 1024), matrix_row(5 * 1024 - 1, 1024)
    ((0, 0), (1, 1), (4, 1023))
    """
    matrix, row = divmod(draw, rows)
    return matrix, row
