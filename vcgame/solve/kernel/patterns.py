"""Patterns: which vertices of a game are part of equilibria, and what is a best reply there.

With the tables of its shape a pattern is the whole answer for a game but for the probabilities. It
is a list of entries, one per vertex that is part of an equilibrium: the candidate (those of the
second player's mixtures before those of the first's) and the mask of the best replies.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vcgame.solve.kernel.tables import Side, side_tables
from vcgame.solve.kernel.vertices import Vertices
from vcgame.solve.kernel.words import Words

__all__ = [
    "REPLIES",
    "Matched",
    "Patterns",
    "bit_height",
    "bit_rows",
    "bits_to_patterns",
    "listed_patterns",
    "picked",
]

Ints = NDArray[np.intp]

REPLIES: Final = 8
"""So many low bits of an entry are the mask of best replies; the rest is the candidate."""


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Lists of entries, one after the other.

    Attributes
    ----------
    starts
        Place of the first entry of each pattern, and one for the end.
    entries
        Ascending within a pattern.
    """

    starts: Ints
    entries: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    def chosen(self, places: Ints) -> Patterns:
        """Keep some patterns, in the order given."""
        starts, within = picked(self.starts, places)
        return Patterns(starts, self.entries[within])


def picked(starts: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Pick some of several lists that stand one after the other.

    Parameters
    ----------
    starts
        Place of the first entry of each list, and one for the end.
    chosen
        Numbers of the lists that are wanted, in their new order.

    Returns
    -------
    starts, places
        The starts of the lists picked, and the old places of their entries.

    Examples
    --------
    >>> picked(np.array([0, 2, 3, 5]), np.array([2, 0]))
    (array([0, 2, 4]), array([3, 4, 0, 1]))
    """
    counts = starts[chosen + 1] - starts[chosen]
    new = np.concatenate([[0], np.cumsum(counts)])
    return new, np.arange(new[-1]) + np.repeat(starts[chosen] - new[:-1], counts)


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """The vertices of both players' mixtures that are part of equilibria, as bits of many games.

    Attributes
    ----------
    vertices
        Of the second player's mixtures, and of the first's.
    used
        Which of them are part of equilibria.
    """

    vertices: tuple[Vertices, Vertices]
    used: tuple[Words, Words]


def listed_patterns(matched: Matched, sides: tuple[Side, Side]) -> Patterns:
    """List the vertices of every game."""
    parts = []
    offset = 0
    for vertices, used, side in zip(matched.vertices, matched.used, sides, strict=True):
        candidate, game = _set_bits(used)
        replies = side.bases[candidate]
        if vertices.tight is not None:
            word, bit = game >> 6, (game & 63).astype(np.uint64)
            for strategy in range(side.own):
                flags = vertices.tight[candidate, strategy, word] >> bit
                replies |= (flags & np.uint64(1)).astype(np.intp) << strategy
        parts.append(game << 40 | (candidate + offset) << REPLIES | replies)
        offset += len(side)
    entries = np.concatenate(parts)
    entries.sort()
    game = entries >> 40
    counts = np.bincount(game, minlength=64 * matched.used[0].shape[1])
    starts = np.concatenate([[0], np.cumsum(counts)])
    return Patterns(starts, entries & ((1 << 40) - 1))


def _set_bits(words: Words) -> tuple[Ints, Ints]:
    """Find the bits that are set, the lowest of every word first; rows and games."""
    flat = words.reshape(-1)
    place = np.flatnonzero(flat)
    left = flat[place]
    rows, games = [], []
    while len(place):
        lowest = left & (~left + np.uint64(1))
        row, word = np.divmod(place, words.shape[1])
        rows.append(row)
        games.append(word << 6 | _exponents(lowest))
        left ^= lowest
        more = left != 0
        place, left = place[more], left[more]
    if not rows:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    return np.concatenate(rows), np.concatenate(games)


def _exponents(powers: Words) -> Ints:
    """Exponents of powers of two."""
    return np.frexp(powers.astype(np.float64))[1].astype(np.intp) - 1


def bit_height(rows: int, columns: int) -> int:
    """Number of rows that `bit_rows` lays out, at most.

    Examples
    --------
    >>> bit_height(3, 3)
    92
    """
    return _plan(rows, columns).height


def bit_rows(matched: Matched, sides: tuple[Side, Side]) -> Words:
    """Lay the patterns out in one row of bits per question; for small shapes that is quicker.

    First come the vertices that are part of an equilibrium, then the best replies at them beyond
    their bases; where there are none, those rows are left away.
    """
    plan = _plan(sides[0].own, sides[1].own)
    if all(vertices.tight is None for vertices in matched.vertices):
        return np.concatenate(matched.used)
    found = np.zeros((plan.height, matched.used[0].shape[1]), dtype=np.uint64)
    found[: plan.used] = np.concatenate(matched.used)
    spans = slice(plan.used, plan.middle), slice(plan.middle, None)
    for side, span in enumerate(spans):
        tight = matched.vertices[side].tight
        if tight is not None:
            place = plan.places[side]
            more = tight[place, plan.strategies[side]]
            np.bitwise_and(matched.used[side][place], more, out=found[span])
    return found


def bits_to_patterns(bits: Words, shape: tuple[int, int]) -> Patterns:
    """Read rows of bits, as words per pattern (shape (words, patterns))."""
    plan = _plan(*shape)
    octets = np.ascontiguousarray(bits.T).view(np.uint8)
    flat = octets.reshape(-1)
    full = np.flatnonzero(flat)
    at, bit = np.nonzero(np.unpackbits(flat[full, None], axis=1, bitorder="little"))
    pattern, octet = np.divmod(full[at], octets.shape[1])
    row = 8 * octet + bit
    vertex = row < plan.used
    owner, candidate = pattern[vertex], row[vertex]
    entries = candidate << REPLIES | plan.bases[candidate]
    owner_of_more, more = pattern[~vertex], row[~vertex] - plan.used
    if len(more):
        width = plan.used
        place = np.searchsorted(
            owner * width + candidate, owner_of_more * width + plan.owners[more]
        )
        np.bitwise_or.at(entries, place, plan.masks[more])
    counts = np.bincount(owner, minlength=bits.shape[1])
    return Patterns(np.concatenate([[0], np.cumsum(counts)]), entries)


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Where things stand in rows of bits.

    Attributes
    ----------
    used, middle, height
        Number of rows for vertices; row where the second player's best replies start; all.
    places, strategies
        Per side, for each row of best replies the candidate and the strategy.
    bases
        Per candidate of both sides, the mask of its basis.
    owners, masks
        For the rows of best replies of both sides, the candidate and the strategy's mask.
    """

    used: int
    middle: int
    height: int
    places: tuple[Ints, Ints]
    strategies: tuple[Ints, Ints]
    bases: Ints
    owners: Ints
    masks: Ints


@lru_cache(maxsize=64)
def _plan(rows: int, columns: int) -> _Plan:
    sides = side_tables(rows, columns), side_tables(columns, rows)
    first, second = (np.nonzero(side.slack_row >= 0) for side in sides)
    used = len(sides[0]) + len(sides[1])
    middle = used + len(first[0])
    return _Plan(
        used,
        middle,
        middle + len(second[0]),
        (first[0], second[0]),
        (first[1], second[1]),
        np.concatenate([side.bases for side in sides]),
        np.concatenate([first[0], second[0] + len(sides[0])]),
        1 << np.concatenate([first[1], second[1]]),
    )
