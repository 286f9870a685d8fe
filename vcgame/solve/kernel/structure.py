"""What patterns mean: the extreme equilibria of a game, in canonical order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vcgame.solve.kernel.patterns import REPLIES, Patterns, picked
from vcgame.solve.kernel.tables import Side, side_tables

__all__ = ["Structures", "structures"]

Ints = NDArray[np.intp]

_WHOLE: Final = 62
"""Bits of a whole number that are surely there."""


@dataclass(frozen=True, slots=True, eq=False)
class Structures:
    """The extreme equilibria of several patterns, one after the other.

    Within a pattern they stand by component, then by supports, then by best replies, as
    strategies are numbered; so does `vcgame.solve.nash.solve_nash` order them.

    Attributes
    ----------
    starts
        Place of the first equilibrium of each pattern, and one entry for the end.
    x, y
        Per equilibrium the candidate that gives the first player's mixture (in the tables of
        the second player's payoffs), and the second player's (in those of the first's).
    supports, best_replies
        Shape (equilibria, 2): per player, as masks of strategies.
    component
        Number of the component within the pattern, from 1.
    """

    starts: Ints
    x: Ints
    y: Ints
    supports: Ints
    best_replies: Ints
    component: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def components(self) -> Ints:
        """Per pattern, the number of components."""
        return np.maximum.reduceat(self.component, self.starts[:-1])

    def chosen(self, patterns: Ints) -> Structures:
        """Keep some patterns, in the order given."""
        starts, places = picked(self.starts, patterns)
        return Structures(
            starts,
            self.x[places],
            self.y[places],
            self.supports[places],
            self.best_replies[places],
            self.component[places],
        )


def structures(patterns: Patterns, shape: tuple[int, int]) -> Structures:
    """Read patterns of games of a shape."""
    sides = side_tables(*shape), side_tables(shape[1], shape[0])
    pattern = np.repeat(np.arange(len(patterns), dtype=np.int32), np.diff(patterns.starts))
    of_first = (patterns.entries >> REPLIES) >= len(sides[0])
    ys = _Used(sides[0], 0, pattern, patterns, ~of_first)
    xs = _Used(sides[1], len(sides[0]), pattern, patterns, of_first)
    x, y = _compatible(xs, ys)
    width = max(shape)
    ranks = _ranks(width)
    of_x = ranks[xs.support] << 3 * width | ranks[xs.replies]
    of_y = ranks[ys.support] << 2 * width | ranks[ys.replies] << width
    pattern = xs.pattern[x]
    order = _order(pattern.astype(np.intp) << 4 * width | of_x[x] | of_y[y])
    pattern, x, y = pattern[order], x[order], y[order]
    component = _components(pattern, x, y)
    if ((component[1:] < component[:-1]) & (pattern[1:] == pattern[:-1])).any():
        order = np.lexsort([component, pattern])
        x, y, component = x[order], y[order], component[order]
    counts = np.bincount(pattern, minlength=len(patterns))
    return Structures(
        np.concatenate([[0], np.cumsum(counts)]),
        xs.candidate[x],
        ys.candidate[y],
        np.stack([xs.support[x], ys.support[y]], axis=1).astype(np.intp),
        np.stack([ys.replies[y], xs.replies[x]], axis=1).astype(np.intp),
        component,
    )


class _Used:
    """The vertices of one side that are part of equilibria, over all patterns."""

    def __init__(
        self, side: Side, first: int, pattern: Any, patterns: Patterns, chosen: NDArray[np.bool_]
    ) -> None:
        entries = patterns.entries[chosen]
        self.pattern = pattern[chosen]
        self.candidate = (entries >> REPLIES) - first
        self.support = side.supports.astype(np.uint8)[self.candidate]
        self.replies = entries.astype(np.uint8)  # the low bits
        self.counts = np.bincount(self.pattern, minlength=len(patterns))
        self.starts = np.cumsum(self.counts) - self.counts


def _compatible(xs: _Used, ys: _Used) -> tuple[Ints, Ints]:
    """All pairs of vertices whose supports are best replies to each other."""
    times = ys.counts[xs.pattern]
    x = np.repeat(np.arange(len(times)), times)
    y = np.arange(len(x))
    y += np.repeat(ys.starts[xs.pattern] - (np.cumsum(times) - times), times)
    lacking = xs.support[x] & ~ys.replies[y]
    lacking |= ys.support[y] & ~xs.replies[x]
    fits = np.flatnonzero(lacking == 0)
    return x[fits], y[fits]


def _components(pattern: Any, x: Ints, y: Ints) -> Ints:
    """Number the connected components of each pattern, in order of their first pairs."""
    pairs = np.arange(len(pattern))
    lowest = pairs.copy()
    # Most vertices are in one pair only; the others join theirs.
    shared = np.flatnonzero((np.bincount(x)[x] > 1) | (np.bincount(y)[y] > 1))
    if len(shared):
        lowest[shared] = _joined(shared, (x[shared], y[shared]))
    number = np.cumsum(lowest == pairs)
    head = np.r_[True, pattern[1:] != pattern[:-1]][: len(pattern)]
    base = (number[head] - 1)[np.cumsum(head) - 1]
    found: Ints = number[lowest] - base
    return found


def _joined(pairs: Ints, ends: tuple[Ints, Ints]) -> Ints:
    """Give every pair the least pair that it hangs together with."""
    lowest = pairs
    while True:
        before = lowest
        for vertex in ends:
            least = np.full(int(vertex.max()) + 1, pairs[-1], dtype=np.intp)
            np.minimum.at(least, vertex, lowest)
            lowest = least[vertex]
        if np.array_equal(before, lowest):
            return lowest


def _order(keys: Ints) -> Ints:
    """Sort keys that are not negative; whole numbers sort faster with their places within."""
    shift = len(keys).bit_length()
    if int(keys.max(initial=0)).bit_length() + shift > _WHOLE:
        order: Ints = np.argsort(keys, kind="stable")
        return order
    packed = keys << shift | np.arange(len(keys))
    packed.sort()
    return packed & ((1 << shift) - 1)


@lru_cache(maxsize=16)
def _ranks(strategies: int) -> Ints:
    """Per mask, its place in the order of the tuples of strategies."""
    masks = range(1 << strategies)
    ordered = sorted(masks, key=lambda mask: [k for k in range(strategies) if mask >> k & 1])
    ranks = np.empty(len(ordered), dtype=np.intp)
    ranks[ordered] = np.arange(len(ordered))
    return ranks
