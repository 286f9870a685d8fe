"""Equilibria of many 2x2x2 games on the vertices, edges and sides of the cube.

`vcgame.solve.trio` has the theory. Here every face is solved for a whole chunk of games at
once: a sign test for all games, then arithmetic for the few that pass it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

__all__ = ["Chunk", "Found", "Room", "search_faces"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = int | NDArray[np.uint8]

FIRST, SECOND, BOTH = 1, 2, 3
_DIGIT = {FIRST: 0, BOTH: 1, SECOND: 2}
_FACES = 27

ACCURACY = 9e-10
"""Largest error of a probability where payoffs are exact."""

CUBIC, QUADRATIC = 6.0, 3.0
"""Errors of sums of four products of three gains, and of two of two, in units of `slack`.

Gains are at most 1 then, each with a relative rounding error of u = 2^-53 and an absolute error
e of its own; `slack` is at least 8 u and the sum of the three players' e. Four products of
three gains are wrong by at most 4 (3 u + 2 u) + 4 (e1 + e2 + e3), three additions by 3 * 4 u,
and terms of second order are far below what is left to 6 times `slack`.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """Equilibria of one face.

    Attributes
    ----------
    at
        Number of the game within the chunk.
    supports
        Per player, the mask of the support (1: first strategy, 2: second, 3: both).
    replies
        Per player, the mask of all best replies.
    weights
        Per player, both weights; ``None`` where one strategy is played for sure.
    """

    at: Indices
    supports: tuple[int, ...]
    replies: tuple[Mask, ...]
    weights: tuple[tuple[Floats, Floats] | None, ...]

    @property
    def face(self) -> int:
        """Place of the supports in canonical order."""
        first, second, third = (_DIGIT[mask] for mask in self.supports)
        return 9 * first + 3 * second + third


class Room:
    """Memory for one chunk that the next one uses again; new pages cost more than the work.

    Parameters
    ----------
    games
        Size of the chunk.
    """

    def __init__(self, games: int) -> None:
        self.gains = np.empty((3, 4, games))
        self.sizes = np.empty((3, 4, games))
        self.signs = np.empty((5, 3, 4, games), dtype=np.bool_)


class Signs:
    """Signs of all gains of a chunk.

    Parameters
    ----------
    gains
        As in `Chunk`.
    room
        Five arrays to be filled.
    """

    def __init__(self, gains: Floats, room: Bools) -> None:
        self.above = np.greater(gains, 0, out=room[0])
        self.below = np.less(gains, 0, out=room[1])
        # By strategy: where it is a best reply.
        self.stands = (
            np.logical_not(self.above, out=room[2]),
            np.logical_not(self.below, out=room[3]),
        )
        self.tie = np.logical_and(*self.stands, out=room[4])
        self.ties = bool(self.tie.any())


@dataclass(slots=True)
class Chunk:
    """A chunk of games, and what was found in them.

    Attributes
    ----------
    gains
        Per player, what the second strategy gains over the first against the four pure
        profiles of the next two players in turn, per game.
    signs
        Of the gains.
    slack
        Bound of errors per game; 0 where the arithmetic is exact.
    accuracy
        Largest error of a probability that is allowed in a game that is not unsure.
    largest
        No gain is greater in size.
    unsure, infinite, singular
        Per game: whether a sign was not certain, whether there is a continuum, whether some
        equilibrium has a singular Jacobian.
    """

    gains: Floats
    signs: Signs
    slack: Floats
    accuracy: float
    largest: float
    unsure: Bools
    infinite: Bools
    singular: Bools
    found: list[list[Found]] = field(default_factory=lambda: [[] for _ in range(_FACES)])

    @classmethod
    def of(
        cls,
        gains: Floats,
        slack: Floats,
        room: Room,
        *,
        accuracy: float = ACCURACY,
        largest: float = 1.0,
    ) -> Chunk:
        """Begin with nothing found."""
        flags = np.zeros((3, gains.shape[2]), dtype=np.bool_)
        signs = Signs(gains, room.signs)
        return cls(gains, signs, slack, accuracy, largest, flags[0], flags[1], flags[2])

    def certain(self, at: Indices, values: Floats, size: float) -> tuple[Bools, Bools]:
        """Tell positive and negative values; note the games where that is not certain."""
        bound = size * self.slack[at]
        above, below = values > bound, values < -bound
        doubt = ~(above | below) & ~((values == 0) & (bound == 0))
        if doubt.any():
            self.unsure[at[doubt]] = True
        return above, below

    def add(
        self,
        player: int,
        at: Indices,
        supports: tuple[int, int, int],
        replies: tuple[Mask, Mask, Mask],
        weights: tuple[tuple[Floats, Floats] | None, ...],
    ) -> None:
        """Note equilibria; the tuples start at a player and go on in turn."""
        if not at.size:
            return
        turn = [(k - player) % 3 for k in range(3)]
        item = Found(
            at,
            tuple([supports[k] for k in turn]),
            tuple([replies[k] for k in turn]),
            tuple([weights[k] for k in turn]),
        )
        self.found[item.face].append(item)


def search_faces(chunk: Chunk) -> None:
    """Find all equilibria in which somebody plays one strategy for sure.

    On a continuum the same points are listed as by the solver for a single game: pure ones and
    the ends of straight segments.
    """
    signs = chunk.signs
    for profile in product(range(2), repeat=3):
        _vertex(chunk, signs, *profile)
    for player in range(3):
        if signs.ties:
            for second, third in product(range(2), repeat=2):
                _edge(chunk, signs, player, second, third)
        for strategy in range(2):
            _side(chunk, signs, player, strategy)


def _vertex(chunk: Chunk, signs: Signs, x: int, y: int, z: int) -> None:
    where = ((0, 2 * y + z), (1, 2 * z + x), (2, 2 * x + y))
    played = (x, y, z)
    good = signs.stands[x][where[0]] & signs.stands[y][where[1]] & signs.stands[z][where[2]]
    at = np.flatnonzero(good)
    supports = (1 << x, 1 << y, 1 << z)
    replies: list[Mask] = list(supports)
    if signs.ties:
        replies = [_replies(signs.tie[k][at], s) for k, s in zip(where, played, strict=True)]
    chunk.add(0, at, supports, (replies[0], replies[1], replies[2]), (None, None, None))


def _edge(chunk: Chunk, signs: Signs, player: int, second: int, third: int) -> None:
    """Let a player mix, who is indifferent, while the next two in turn are pure."""
    tie = signs.tie[player, 2 * second + third]
    j, k = (player + 1) % 3, (player + 2) % 3
    ends_j, ends_k = (2 * third, 2 * third + 1), (second, 2 + second)
    # Neither of the two may prefer the other strategy all along.
    for p, s, ends in ((j, second, ends_j), (k, third, ends_k)):
        stands = signs.stands[s][p]
        tie = tie & (stands[ends[0]] | stands[ends[1]])
    at = np.flatnonzero(tie)
    if not at.size:
        return
    gains_j = [_signed(chunk.gains[j, end][at], second) for end in ends_j]
    gains_k = [_signed(chunk.gains[k, end][at], third) for end in ends_k]
    low_j, high_j, open_j = _bounds(*gains_j)
    low_k, high_k, open_k = _bounds(*gains_k)
    # Where a linear gain vanishes, the weights of both strategies are |end| and |start|.
    root_j = np.abs(gains_j[1]), np.abs(gains_j[0])
    root_k = np.abs(gains_k[1]), np.abs(gains_k[0])
    ahead = root_j[1] * root_k[0] - root_k[1] * root_j[0]
    crossing = np.flatnonzero((low_j | high_j) & (low_k | high_k))
    chunk.certain(at[crossing], ahead[crossing], QUADRATIC)
    facing = (low_j & high_k, low_k & high_j)
    empty = ~open_j | ~open_k | (facing[0] & (ahead > 0)) | (facing[1] & (ahead < 0))
    single = (facing[0] | facing[1]) & (ahead == 0)
    chunk.infinite[at[~empty & ~single]] = True
    # Of two lower ends the greater one counts, of two upper ends the smaller one.
    flat_j = (gains_j[0] == 0) & (gains_j[1] == 0)
    flat_k = (gains_k[0] == 0) & (gains_k[1] == 0)
    found = []
    for from_j, mine, root in (
        (True, high_j & ~(high_k & (ahead > 0)), root_j),
        (False, high_k & ~(high_j & (ahead <= 0)), root_k),
        (True, low_j & ~(low_k & (ahead < 0)) & ~single, root_j),
        (False, low_k & ~(low_j & (ahead >= 0)) & ~single, root_k),
    ):
        here = np.flatnonzero(mine & ~empty)
        same = ahead[here] == 0
        tie_j = flat_j[here] | (same & (low_j | high_j)[here]) | np.bool_(from_j)
        tie_k = flat_k[here] | (same & (low_k | high_k)[here]) | np.bool_(not from_j)
        found.append((at[here], tie_j, tie_k, root[0][here], root[1][here]))
    games, tie_j, tie_k, start, end = (
        np.concatenate(column) for column in zip(*found, strict=True)
    )
    # Both ends of a segment have the same supports: they are ordered by best replies.
    keys = np.where(tie_j, 1, 2 * second), np.where(tie_k, 1, 2 * third)
    order = np.lexsort(keys if player == 1 else keys[::-1])
    replies = BOTH, _replies(tie_j[order], second), _replies(tie_k[order], third)
    weights = start[order], end[order]
    supports = (BOTH, 1 << second, 1 << third)
    chunk.add(player, games[order], supports, replies, (weights, None, None))


def _bounds(start: Floats, end: Floats) -> tuple[Bools, Bools, Bools]:
    """Whether a linear gain bounds from below, from above, and is allowed anywhere inside."""
    low, high = (start < 0) & (end > 0), (start > 0) & (end < 0)
    full = (start >= 0) & (end >= 0)
    return low, high, low | high | full


def _side(chunk: Chunk, signs: Signs, player: int, strategy: int) -> None:
    """Let a player stick to a strategy while the next two in turn mix."""
    j, k = (player + 1) % 3, (player + 2) % 3
    ends_j, ends_k = (strategy, 2 + strategy), (2 * strategy, 2 * strategy + 1)
    cross_j, cross_k = _crosses(signs, j, ends_j), _crosses(signs, k, ends_k)
    at = np.flatnonzero(cross_j & cross_k)
    weights_j = np.abs(chunk.gains[k, ends_k[1]][at]), np.abs(chunk.gains[k, ends_k[0]][at])
    weights_k = np.abs(chunk.gains[j, ends_j[1]][at]), np.abs(chunk.gains[j, ends_j[0]][at])
    g = [row[at] for row in chunk.gains[player]]
    value = weights_j[0] * (g[0] * weights_k[0] + g[1] * weights_k[1]) + weights_j[1] * (
        g[2] * weights_k[0] + g[3] * weights_k[1]
    )
    above, below = chunk.certain(at, value, CUBIC)
    good = np.flatnonzero(~(below if strategy else above))
    reply = _replies(~(above | below)[good], strategy)
    supports = (1 << strategy, BOTH, BOTH)
    mixed = [(w[0][good], w[1][good]) for w in (weights_j, weights_k)]
    chunk.add(player, at[good], supports, (reply, BOTH, BOTH), (None, mixed[0], mixed[1]))
    if not signs.ties:
        return
    flat_j = signs.tie[j, ends_j[0]] & signs.tie[j, ends_j[1]]
    flat_k = signs.tie[k, ends_k[0]] & signs.tie[k, ends_k[1]]
    _line(chunk, player, strategy, np.flatnonzero(cross_j & flat_k), second_free=True)
    _line(chunk, player, strategy, np.flatnonzero(cross_k & flat_j), second_free=False)
    strict = (signs.above if strategy else signs.below)[player].any(axis=0)
    idle = signs.tie[player].all(axis=0)
    chunk.infinite |= flat_j & flat_k & (strict | idle)


def _line(chunk: Chunk, player: int, strategy: int, at: Indices, *, second_free: bool) -> None:
    """Treat the side where one of the two that mix is free, and the other's mixture is set."""
    if not at.size:
        return
    j, k = (player + 1) % 3, (player + 2) % 3
    g = [row[at] for row in chunk.gains[player]]
    if second_free:
        start, end = (np.abs(chunk.gains[j, e][at]) for e in (strategy, 2 + strategy))
        values = [g[0] * end + g[1] * start, g[2] * end + g[3] * start]
    else:
        start, end = (np.abs(chunk.gains[k, 2 * strategy + e][at]) for e in (0, 1))
        values = [g[0] * end + g[2] * start, g[1] * end + g[3] * start]
    signs = [chunk.certain(at, _signed(value, strategy), QUADRATIC) for value in values]
    (above, below), (above_end, below_end) = signs
    # Somewhere strictly inside the gain must be right.
    some = above | above_end | ~(below | below_end)
    chunk.infinite[at[some]] = True
    inner = np.flatnonzero((above & below_end) | (below & above_end))
    free = np.abs(values[1][inner]), np.abs(values[0][inner])
    fixed = end[inner], start[inner]
    weights = (None, free, fixed) if second_free else (None, fixed, free)
    chunk.add(player, at[inner], (1 << strategy, BOTH, BOTH), (BOTH, BOTH, BOTH), weights)


def _crosses(signs: Signs, player: int, ends: tuple[int, int]) -> Bools:
    """Whether a linear gain has different strict signs at its ends."""
    above, below = signs.above[player], signs.below[player]
    crosses: Bools = (above[ends[0]] & below[ends[1]]) | (below[ends[0]] & above[ends[1]])
    return crosses


def _signed(gain: Floats, strategy: int) -> Floats:
    """Gain of a strategy over the other one."""
    return gain if strategy else -gain


def _replies(tie: Bools, strategy: int) -> NDArray[np.uint8]:
    """Mask of best replies: a strategy, and the other one where there is a tie."""
    masks = np.array([1 << strategy, BOTH], dtype=np.uint8)
    return masks[tie.view(np.uint8)]
