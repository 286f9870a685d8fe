"""Systems of linear equations in fractions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

__all__ = ["solve_equations"]


def solve_equations(
    system: Sequence[Mapping[int, int | Fraction]], unknowns: int
) -> tuple[list[Fraction], bool] | None:
    """Solve linear equations; say too whether the solution is the only one.

    Parameters
    ----------
    system
        Per equation, the coefficients that are not zero by unknown; the right side stands at the
        number of unknowns.
    unknowns
        How many unknowns there are; those that are left open are set to 0.

    Returns
    -------
    list, bool or None
        ``None`` where there is no solution.

    Examples
    --------
    >>> solve_equations([{0: 2, 1: 3, 2: 1}, {0: 1, 1: 1, 2: 1}], 2)
    ([Fraction(2, 1), Fraction(-1, 1)], True)
    """
    from flint import fmpq, fmpq_mat

    matrix = fmpq_mat(len(system), unknowns + 1)
    for i, row in enumerate(system):
        for j, value in row.items():
            exact = Fraction(value)
            matrix[i, j] = fmpq(exact.numerator, exact.denominator)
    reduced: Any
    reduced, rank = matrix.rref()
    solution = [Fraction(0)] * unknowns
    for i in range(rank):
        lead = next(j for j in range(unknowns + 1) if reduced[i, j])
        if lead == unknowns:
            return None
        right = reduced[i, unknowns]
        solution[lead] = Fraction(int(right.p), int(right.q))
    return solution, rank == unknowns
