"""Index tables: which minors decide which vertices of a best-response polytope.

Take the payoff matrix ``M`` of one player, rows for his own strategies, columns for the other's. A
mixture ``y`` of the other with support ``J`` is a vertex with best replies ``T`` exactly if some
rows ``I`` within ``T``, as many as ``J`` has columns, fix it: the equations "all of ``I`` pay the
same" leave one direction. By Cramer's rule that direction is a row of minors of ``M`` bordered by
ones,

    F(I, K) = det [M[I, K] | 1],    |I| = |K| + 1,

namely ``y[j] ~ +-F(I, J - j)``, and what row ``i`` falls short of the best is ``+-F(I + i, J)`` in
the same scale. So the signs of all ``F`` decide all vertices (von Stengel 2002, sections 2.4 and
2.5). Subtracting row 0 from all others changes no ``F``: those with row 0 in ``I`` are, but for
the sign, minors of the smaller matrix ``D[i, j] = M[i + 1, j] - M[0, j]``, and those without it
are sums of these. Minors come from smaller ones by Laplace's expansion.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Level", "Side", "side_tables"]

Ints = NDArray[np.intp]
Strategies = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """How all ``F(I, K)`` with one size of ``K`` are worked out.

    Attributes
    ----------
    size
        ``s = |K|``, from 1.
    first
        Row of the stack (see `Side`) where the level starts.
    expansions
        Per minor of ``D`` its terms ``(entry, below, sign)``: entry ``i*other + j`` of ``D``, row
        within the level below (for ``s = 1``: 0), and 1 or -1. They fill the first rows of the
        level, in this order; the sign of the first term is always 1.
    sums
        Per further row its terms ``(row, sign)``: rows within this level.
    """

    size: int
    first: int
    expansions: tuple[tuple[tuple[int, int, int], ...], ...]
    sums: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def rows(self) -> int:
        """How many rows the level has."""
        return len(self.expansions) + len(self.sums)


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """The tables of one player's payoffs.

    The values of all different ``F`` form a stack: row 0 is the constant 1 (``K`` empty), then
    come the levels. A candidate is a pair (support ``J``, basis ``I``); candidates with the same
    support stand together.

    Attributes
    ----------
    own, other
        Number of strategies of the player, and of the other.
    levels
        The minors, smaller ones first.
    rows
        Height of the stack.
    supports, bases
        Per candidate, its support as a mask of the other's strategies, and its basis as a
        mask of the player's own.
    sizes
        Per candidate, the number of strategies in its support (and in its basis).
    weight_row, weight_sign
        Shape (candidates, other): row of the stack and sign of the weight of each
        strategy of the other; -1 and 0 outside the support.
    slack_row, slack_sign
        Shape (candidates, own): the same for what each own strategy falls short of the best;
        -1 and 0 within the basis. Weights and slacks share one scale, which may be negative.
    starts
        Place of the first candidate of each support; supports in order of `support_masks`.
    support_masks
        The different supports.
    """

    own: int
    other: int
    levels: tuple[Level, ...]
    rows: int
    supports: Ints
    bases: Ints
    sizes: Ints
    weight_row: Ints
    weight_sign: Ints
    slack_row: Ints
    slack_sign: Ints
    starts: Ints
    support_masks: Ints

    def __len__(self) -> int:
        return len(self.sizes)


@lru_cache(maxsize=64)
def side_tables(own: int, other: int) -> Side:
    """Make the tables of a player with `own` strategies against `other`.

    Examples
    --------
    >>> side = side_tables(3, 3)
    >>> len(side), side.rows
    (19, 13)
    """
    stack = _Stack(own, other)
    candidates = [
        (support, basis)
        for size in range(1, min(own, other) + 1)
        for support in combinations(range(other), size)
        for basis in combinations(range(own), size)
    ]
    weight_row, weight_sign = _filled(len(candidates), other)
    slack_row, slack_sign = _filled(len(candidates), own)
    for place, (support, basis) in enumerate(candidates):
        for position, strategy in enumerate(support):
            row, sign = stack.find(basis, _without(support, strategy))
            weight_row[place, strategy] = row
            weight_sign[place, strategy] = -sign if position % 2 else sign
        for strategy in set(range(own)) - set(basis):
            wider = tuple(sorted((*basis, strategy)))
            row, sign = stack.find(wider, support)
            slack_row[place, strategy] = row
            slack_sign[place, strategy] = sign if wider.index(strategy) % 2 else -sign
    masks = np.array([_mask(support) for support, _ in candidates], dtype=np.intp)
    starts = np.flatnonzero(np.r_[True, masks[1:] != masks[:-1]])
    return Side(
        own,
        other,
        stack.levels,
        stack.rows,
        masks,
        np.array([_mask(basis) for _, basis in candidates], dtype=np.intp),
        np.array([len(support) for support, _ in candidates], dtype=np.intp),
        weight_row,
        weight_sign,
        slack_row,
        slack_sign,
        starts,
        masks[starts],
    )


class _Stack:
    """Gives every ``F`` its row, and says how the rows are worked out."""

    def __init__(self, own: int, other: int) -> None:
        self._places: dict[tuple[Strategies, Strategies], int] = {}
        self.rows = 1
        self._below = 0
        levels = []
        for size in range(1, min(own - 1, other) + 1):
            levels.append(self._level(own, other, size))
            self._below = self.rows
            self.rows += levels[-1].rows
        self.levels = tuple(levels)

    def find(self, own: Strategies, other: Strategies) -> tuple[int, int]:
        """Give the row and the sign of ``F(own, other)``."""
        if not other:
            return 0, 1
        sign = 1
        if own[0] == 0 and len(other) % 2:
            sign = -1  # the border's only 1 moves from the last column to the first row
        return self._places[own, other], sign

    def _level(self, own: int, other: int, size: int) -> Level:
        """Lay out ``F(I, K)`` with ``|K| = size``, those with row 0 first."""
        columns = list(combinations(range(other), size))
        expansions: list[tuple[tuple[int, int, int], ...]] = []
        sums: list[tuple[tuple[int, int], ...]] = []
        for rows in combinations(range(1, own), size):
            for chosen in columns:
                self._places[(0, *rows), chosen] = self.rows + len(expansions)
                expansions.append(tuple(self._expansion(rows, chosen, other)))
        for rows in combinations(range(1, own), size + 1):
            for chosen in columns:
                self._places[rows, chosen] = self.rows + len(expansions) + len(sums)
                terms = [
                    (
                        self._places[(0, *_without(rows, row)), chosen] - self.rows,
                        -1 if (position + size) % 2 else 1,
                    )
                    for position, row in enumerate(rows)
                ]
                sums.append(tuple(terms))
        return Level(size, self.rows, tuple(expansions), tuple(sums))

    def _expansion(
        self, rows: Strategies, columns: Strategies, other: int
    ) -> Iterable[tuple[int, int, int]]:
        """Expand a minor of ``D`` along its last column; a positive term comes first."""
        *before, last = columns
        terms = []
        for position, row in enumerate(rows):
            entry = (row - 1) * other + last
            place = 0
            if before:
                place = self._places[(0, *_without(rows, row)), tuple(before)] - self._below
            sign = -1 if (position + len(before)) % 2 else 1
            terms.append((entry, place, sign))
        return sorted(terms, key=lambda term: -term[2])


def _without(strategies: Strategies, strategy: int) -> Strategies:
    return tuple([each for each in strategies if each != strategy])


def _mask(strategies: Iterable[int]) -> int:
    return sum(1 << strategy for strategy in strategies)


def _filled(candidates: int, width: int) -> tuple[Ints, Ints]:
    return np.full((candidates, width), -1, dtype=np.intp), np.zeros(
        (candidates, width), dtype=np.intp
    )
