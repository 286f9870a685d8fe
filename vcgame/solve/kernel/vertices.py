"""The vertices of one best-response polytope of many games, as bits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vcgame.solve.kernel.tables import Side, side_tables
from vcgame.solve.kernel.words import ALL, Words

__all__ = ["Vertices", "find_vertices", "matched"]

Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Vertices:
    """Which candidates are vertices, and which own strategies are best replies there.

    Attributes
    ----------
    vertex
        Shape (candidates, words): each vertex at one of its candidates, that with the
        first basis.
    tight
        Shape (candidates, own, words): whether an own strategy is a best reply there, all ones
        within the basis; ``None`` where no game has a vertex with more best replies than its
        basis. It says nothing at candidates that are no vertices.
    degenerate
        Shape (words,): whether there is such a vertex.
    """

    vertex: Words
    tight: Words | None
    degenerate: Words


def find_vertices(side: Side, positive: Words, negative: Words) -> Vertices:
    """Find the vertices from the signs of the minors.

    Parameters
    ----------
    side
        Tables of the game's shape.
    positive, negative
        Shape (rows of the stack - 1, words): where a minor is above, and below zero.
    """
    plan = _plan(side.own, side.other)
    ones = np.full((1, positive.shape[1]), ALL)
    # Rows: 0 always; then minors > 0; then minors < 0; the same again, turned round.
    signs = np.concatenate([ones, positive, ~ones, negative])
    signs = np.concatenate([signs, ~signs])
    feasible = np.empty((len(side), positive.shape[1]), dtype=np.uint64)
    for group in plan.groups:
        found = _all_of(signs, group.upward)
        if group.downward:
            found |= _all_of(signs, group.downward)
        feasible[group.places] = found
    zero = np.concatenate([~(positive | negative), ones])
    crowded = np.zeros(positive.shape[1], dtype=np.uint64)
    if not zero[:-1].any():
        return Vertices(feasible, None, crowded)
    tight = np.empty((side.own, len(side), positive.shape[1]), dtype=np.uint64)
    for strategy, outside in enumerate(plan.outside):
        np.take(zero, plan.zero_rows[:, strategy], axis=0, out=tight[strategy])
        more = feasible[outside]
        more &= tight[strategy, outside]
        crowded |= np.bitwise_or.reduce(more, axis=0)
    tight = tight.transpose(1, 0, 2)
    if not crowded.any():
        return Vertices(feasible, None, crowded)
    vertex = feasible.copy()
    for twins in plan.twins:
        same = feasible[twins.earlier]
        for strategies in twins.missing:
            same &= tight[twins.later, strategies]
        vertex[twins.places] &= ~np.bitwise_or.reduceat(same, twins.starts, axis=0)
    return Vertices(vertex, tight, crowded)


def _all_of(signs: Words, rows: list[Ints]) -> Words:
    """Per candidate, whether all its conditions hold."""
    found = signs[rows[0]]
    for more in rows[1:]:
        found &= signs[more]
    return found


def matched(own: Vertices, side: Side, other: Vertices, back: Side) -> tuple[Words, Words]:
    """Find the vertices of both players that are part of an equilibrium.

    A vertex ``y`` (support ``J``, best replies ``T``) is part of one if there is a vertex ``x`` of
    the other polytope with a support within ``T`` that has all of ``J`` as best replies.

    Parameters
    ----------
    own, side
        Vertices of the second player's mixtures, and the tables of the first player's payoffs.
    other, back
        Vertices of the first player's mixtures, and the tables of the second player's payoffs.

    Returns
    -------
    two arrays
        The vertices of `own` and of `other` that are matched.
    """
    if own.tight is None and other.tight is None:
        pairs = _plan(side.own, side.other).pairs
        both = own.vertex & other.vertex[pairs]
        back_again = np.empty_like(both)
        back_again[pairs] = both
        return both, back_again
    first, second = _holding(own, side), _holding(other, back)
    # exists[T, J]: a vertex with support J that has all of T as best replies
    exists = np.bitwise_or.reduceat(first, side.starts, axis=1)
    partner = np.bitwise_or.reduceat(second, back.starts, axis=1)
    return (
        _joined(first, partner, side),
        _joined(second, exists, back),
    )


def _holding(vertices: Vertices, side: Side) -> Words:
    """Per set of own strategies and vertex: all of them are best replies there.

    Shape (sets in the order of the other tables' supports, candidates, words).
    """
    plan = _plan(side.own, side.other)
    tight = vertices.tight
    found = np.empty((len(plan.sets), *vertices.vertex.shape), dtype=np.uint64)
    for place, (before, strategy) in enumerate(plan.sets):
        base = vertices.vertex if before < 0 else found[before]
        part = plan.basis_words[:, strategy, None] if tight is None else tight[:, strategy]
        np.bitwise_and(base, part, out=found[place])
    return found


def _joined(holding: Words, partner: Words, side: Side) -> Words:
    """Vertices with a partner: sets are indexed by the partner's support."""
    plan = _plan(side.own, side.other)
    found = np.zeros(holding.shape[1:], dtype=np.uint64)
    for place in range(len(plan.sets)):
        # partner[J, I]: a vertex with support I (this set) that has all of J as best replies
        found |= holding[place] & partner[plan.support_places, place]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Candidates of one size, with the rows of signs that must hold.

    Attributes
    ----------
    places
        The candidates.
    upward, downward
        Weights above zero and slacks not below it; the same in a negative scale, which
        supports of one strategy do not have.
    """

    places: Ints
    upward: list[Ints]
    downward: list[Ints]


@dataclass(frozen=True, slots=True, eq=False)
class _Twins:
    """Pairs of candidates with one support; the later basis lacks so many of the earlier one.

    Attributes
    ----------
    later, earlier
        The pairs; those with the same later one stand together.
    missing
        Per lacking strategy, one array over the pairs.
    places, starts
        The different later ones, and where each one's pairs start.
    """

    later: Ints
    earlier: Ints
    missing: list[Ints]
    places: Ints
    starts: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Index arrays for one shape.

    Attributes
    ----------
    groups
        Candidates by size.
    zero_rows
        Shape (candidates, own): row of the table of zeros that tells whether a strategy is a
        best reply; its last row, all ones, for the basis.
    outside
        Per own strategy, the candidates whose basis lacks it.
    twins
        Pairs of candidates that can be one vertex.
    pairs
        Per candidate (J, I) of this side, the candidate (I, J) of the other side.
    sets
        Per set of own strategies (in the order of the other side's supports) the place of
        the set without its last strategy (-1: the empty set), and that strategy.
    support_places
        Per candidate, the place of its support among the supports.
    basis_words
        Shape (candidates, own): all ones where a strategy is in the basis.
    """

    groups: list[_Group]
    zero_rows: Ints
    outside: list[Ints]
    twins: list[_Twins]
    pairs: Ints
    sets: list[tuple[int, int]]
    support_places: Ints
    basis_words: Words


@lru_cache(maxsize=64)
def _plan(own: int, other: int) -> _Plan:
    side, back = side_tables(own, other), side_tables(other, own)
    shift = side.rows  # from "> 0" to "< 0"
    groups = []
    for size in range(1, min(own, other) + 1):
        places = np.flatnonzero(side.sizes == size)
        weights = _packed(side.weight_row[places], side.weight_sign[places])
        slacks = _packed(side.slack_row[places], side.slack_sign[places])
        up, down = (
            [row + shift * (sign * scale < 0) for row, sign in weights]
            + [row + shift * (sign * scale > 0) + 2 * shift for row, sign in slacks]
            for scale in (1, -1)
        )
        groups.append(_Group(places, up, down if size > 1 else []))
    zero_rows = np.where(side.slack_row < 0, side.rows - 1, side.slack_row - 1)
    where = {
        (int(j), int(i)): k for k, (j, i) in enumerate(zip(back.supports, back.bases, strict=True))
    }
    pairs = [where[int(i), int(j)] for j, i in zip(side.supports, side.bases, strict=True)]
    place_of = {int(mask): place for place, mask in enumerate(back.support_masks)}
    sets = []
    for mask in map(int, back.support_masks):
        last = mask.bit_length() - 1
        rest = mask & ~(1 << last)
        sets.append((place_of[rest] if rest else -1, last))
    return _Plan(
        groups,
        zero_rows,
        [np.flatnonzero(rows >= 0) for rows in side.slack_row.T],
        _twins(side),
        np.array(pairs, dtype=np.intp),
        sets,
        np.repeat(np.arange(len(side.starts)), np.diff(np.append(side.starts, len(side)))),
        np.where((side.bases[:, None] >> np.arange(own)) & 1, ALL, np.uint64(0)),
    )


def _packed(rows: Ints, signs: Ints) -> list[tuple[Ints, Ints]]:
    """Drop the empty places of each candidate; one pair of columns per place left."""
    full = [np.flatnonzero(each >= 0) for each in rows]
    return [
        (
            np.array([line[where[k]] for line, where in zip(rows, full, strict=True)]),
            np.array([line[where[k]] for line, where in zip(signs, full, strict=True)]),
        )
        for k in range(len(full[0]))
    ]


def _twins(side: Side) -> list[_Twins]:
    found: dict[int, list[tuple[int, int, list[int]]]] = {}
    ends = [*side.starts[1:], len(side)]
    for start, end in zip(side.starts, ends, strict=True):
        for one in range(start, end):
            for before in range(start, one):
                mask = int(side.bases[before] & ~side.bases[one])
                missing = [k for k in range(side.own) if mask >> k & 1]
                found.setdefault(len(missing), []).append((one, before, missing))
    twins = []
    for pairs in found.values():
        later = np.array([pair[0] for pair in pairs])
        earlier = np.array([pair[1] for pair in pairs])
        lacking = np.array([pair[2] for pair in pairs])
        places, starts = np.unique(later, return_index=True)
        twins.append(_Twins(later, earlier, list(lacking.T), places, starts))
    return twins
