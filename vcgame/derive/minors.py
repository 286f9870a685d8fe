"""Minors of payoff matrices, and the equilibria of a two-player game from their signs.

Let a player mix over the columns of a matrix of the other's payoffs, one row per reply. With
``F(I, J) = det [A[I, J] | 1]``, one row more than columns, the mixture over ``J`` that makes
the replies ``I`` pay the same has probabilities in proportion to ``(-1)**k F(I, J - j)``
for the k-th column j, and what a further reply pays less is decided by ``F(I + i, J)`` (Cramer's
rule; compare Avis, Rosenberg, Savani and von Stengel 2010). So the signs of these minors alone
say which vertices the best-response polytopes have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, product
from typing import Any, Final

from vcgame.errors import NotAlgebraicError

__all__ = [
    "MAX_SHAPE",
    "Minors",
    "Places",
    "all_minors",
    "vertex_places",
    "vertex_sets",
    "vertex_terms",
]

MAX_SHAPE: Final = 5
"""Strategies of a player up to which minors are worked out."""

Places = tuple[int, ...]
Minors = dict[tuple[Places, Places], Any]


def all_minors(matrix: list[list[Any]]) -> Minors:
    """Work out all minors bordered by a column of ones, each from those one size below.

    Raises
    ------
    NotAlgebraicError
        For a matrix with more than 5 rows or columns.
    """
    height, width = len(matrix), len(matrix[0])
    if max(height, width) > MAX_SHAPE:
        raise NotAlgebraicError(f"minors are for games up to {MAX_SHAPE} strategies")
    one = 1 + (matrix[0][0] - matrix[0][0])
    known: Minors = {((row,), ()): one for row in range(height)}
    for size in range(2, min(height, width + 1) + 1):
        for rows, columns in product(
            combinations(range(height), size), combinations(range(width), size - 1)
        ):
            total = one - one
            for place, row in enumerate(rows):
                rest = (rows[:place] + rows[place + 1 :], columns[:-1])
                term = matrix[row][columns[-1]] * known[rest]
                total = total + term if (place + size) % 2 == 0 else total - term
            known[rows, columns] = total
    return known


def vertex_sets(
    minors: Mapping[tuple[Places, Places], Any], shape: tuple[int, int], sign: Callable[[Any], int]
) -> set[tuple[Places, Places]]:
    """Give the support and the best replies of every vertex, from the signs of the minors.

    Parameters
    ----------
    minors
        From `all_minors`.
    shape
        Number of replies and of strategies that are mixed.
    sign
        Gives the sign of a minor.
    """
    return set(vertex_places(minors, shape, sign))


def vertex_places(
    minors: Mapping[tuple[Places, Places], Any], shape: tuple[int, int], sign: Callable[[Any], int]
) -> dict[tuple[Places, Places], tuple[Places, Places]]:
    """Give the vertices as `vertex_sets` does, each with rows and columns that determine it.

    The probabilities are in proportion to ``(-1)**k F(rows, columns - j)``.
    """
    signs = {key: sign(value) for key, value in minors.items()}
    return dict(_vertices(signs, *shape))


def _vertices(
    signs: Mapping[tuple[Places, Places], int], height: int, width: int
) -> Iterator[tuple[tuple[Places, Places], tuple[Places, Places]]]:
    for size in range(1, min(height, width) + 1):
        for rows, columns in product(
            combinations(range(height), size), combinations(range(width), size)
        ):
            weights = [
                (-1) ** place * signs[rows, columns[:place] + columns[place + 1 :]]
                for place in range(size)
            ]
            total = max(weights) + min(weights)
            if not total or -total in weights:
                continue
            slacks = {
                row: -total * (-1) ** place * signs[tuple(more), columns]
                for row in range(height)
                if row not in rows
                for more in (sorted((*rows, row)),)
                for place in (more.index(row),)
            }
            if min(slacks.values(), default=0) >= 0:
                support = tuple(c for c, w in zip(columns, weights, strict=True) if w)
                tight = {*rows, *(row for row, slack in slacks.items() if not slack)}
                yield (support, tuple(sorted(tight))), (rows, columns)


def vertex_terms(
    minors: Mapping[tuple[Places, Places], Any], rows: Places, columns: Places, height: int
) -> tuple[list[Any], dict[int, Any]]:
    """Give the mixture over columns that makes as many rows pay the same, as minors.

    Returns
    -------
    tuple
        Weights in proportion to the probabilities, and per further row what it pays less than
        the rows do, times the sum of the weights.

    Examples
    --------
    >>> matrix = [[3, 0], [1, 2], [1, 1]]
    >>> vertex_terms(all_minors(matrix), (0, 1), (0, 1), 3)
    ([-2, -2], {2: -2})
    """
    weights = [
        (-1) ** place * minors[rows, columns[:place] + columns[place + 1 :]]
        for place in range(len(columns))
    ]
    slacks = {}
    for row in range(height):
        if row not in rows:
            more = tuple(sorted((*rows, row)))
            slacks[row] = -((-1) ** more.index(row)) * minors[more, columns]
    return weights, slacks
