"""Some games at once, few enough for the cache: from payoffs to patterns and probabilities."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vcgame.solve.kernel.minors import differences, exact_levels, number_types
from vcgame.solve.kernel.patterns import Matched
from vcgame.solve.kernel.rounding import Margins, rounded_levels
from vcgame.solve.kernel.shares import Shares, weights
from vcgame.solve.kernel.structure import Structures
from vcgame.solve.kernel.tables import Side
from vcgame.solve.kernel.vertices import find_vertices, matched
from vcgame.solve.kernel.words import pack, to_bool

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Chunk"]

_PRECISE: Final = 2.0**34
"""Weights this many times as large as their margin give probabilities to ten digits."""

_SCALE: Final = 2.0**20
_UNIT: Final = 2.0**-53


@dataclass(frozen=True, slots=True, eq=False)
class _Minors:
    """The minors of one side.

    Attributes
    ----------
    levels
        Per level, shape (rows of the level, games).
    signs
        Per level, what is surely above zero, and what is surely below.
    margins
        Bounds on the errors; ``None`` where the minors are exact.
    """

    levels: list[NDArray[Any]]
    signs: list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]
    margins: Margins | None


class Chunk:
    """Games of one shape, with what was worked out about them.

    Parameters
    ----------
    sides
        Tables of the first and of the second player's payoffs.
    first, second
        Payoffs, shape (rows, columns, games).
    errors
        For floats that are not exact, per player and game how far payoffs may be off.

    Attributes
    ----------
    open
        Per game, whether floats leave a sign open, or a probability too vague; what is said of
        such a game is void.
    """

    def __init__(
        self,
        sides: tuple[Side, Side],
        first: NDArray[Any],
        second: NDArray[Any],
        errors: tuple[Any, ...] | None,
    ) -> None:
        self.games = first.shape[2]
        self.sides = sides
        self.open = np.zeros(self.games, dtype=np.bool_)
        for error in errors or ():
            self.open |= ~np.isfinite(error)  # games of 1x1 have no minors that would tell
        self._minors = [
            self._worked_out(side, table, None if errors is None else errors[player])
            for player, (side, table) in enumerate(
                zip(sides, (first, second.transpose(1, 0, 2)), strict=True)
            )
        ]

    def _worked_out(self, side: Side, payoffs: NDArray[Any], errors: Any) -> _Minors:
        """Work out the minors of one side, exactly if machine numbers hold them."""
        if payoffs.dtype.kind == "f":
            whole = _whole(payoffs) if errors is None else None
            if whole is None:
                return self._rounded(side, *_float_entries(payoffs, errors))
            payoffs = whole
        entries, bound = differences(payoffs)
        if payoffs.dtype != object and number_types(side, bound) is None:
            rounding = np.full(1, 0.0 if bound <= 1 << 53 else bound * _UNIT)
            return self._rounded(side, entries.astype(np.float64), rounding)
        levels = exact_levels(side, entries, bound)
        signs = [
            # Comparisons of Python integers come as objects.
            ((values > 0).astype(np.bool_, copy=False), (values < 0).astype(np.bool_, copy=False))
            for values in levels
        ]
        return _Minors(levels, signs, None)

    def _rounded(self, side: Side, entries: NDArray[np.float64], errors: Any) -> _Minors:
        """Work them out in floats; what stays open is noted."""
        levels, margins, zeros = rounded_levels(side, entries, errors)
        signs = []
        for level, values, bounds, zero in zip(side.levels, levels, margins, zeros, strict=True):
            above, below = np.empty((2, *values.shape), dtype=np.bool_)
            cut = len(level.expansions)
            for part, bound in ((slice(0, cut), bounds[0]), (slice(cut, None), bounds[1])):
                np.greater(values[part], bound, out=above[part])
                np.less(values[part], -bound, out=below[part])
            sure = above | below
            sure |= zero[:, None]
            if not sure.all():
                self.open |= ~sure.all(axis=0)
            signs.append((above, below))
        return _Minors(levels, signs, margins)

    @property
    def signs_by_side(self) -> list[list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]]:
        """Per side and level, what is surely above zero, and what is surely below."""
        return [minors.signs for minors in self._minors]

    @property
    def signs(self) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
        """All signs, those of the first player's payoffs before those of the second's."""
        return [pair for minors in self._minors for pair in minors.signs]

    def matched(self) -> tuple[Matched, NDArray[np.bool_]]:
        """Find the vertices that are part of equilibria, and which games are degenerate.

        The last word is filled up with games that are ties throughout.
        """
        decided = ~pack(self._padded(self.open)) if self.open.any() else None
        vertices = []
        for side, minors in zip(self.sides, self._minors, strict=True):
            words = np.zeros((2, side.rows - 1, -(-self.games // 64)), dtype=np.uint64)
            for level, flags in zip(side.levels, minors.signs, strict=True):
                place = slice(level.first - 1, level.first - 1 + level.rows)
                for part, flag in zip(words, flags, strict=True):
                    part[place] = pack(self._padded(flag))
            if decided is not None:
                words &= decided
            vertices.append(find_vertices(side, words[0], words[1]))
        own, other = vertices
        used = matched(own, self.sides[0], other, self.sides[1])
        degenerate = to_bool(own.degenerate | other.degenerate)[: self.games]
        return Matched((own, other), used), degenerate

    def some(self, games: NDArray[np.intp]) -> Chunk:
        """Take a few of the games; their signs are known already."""
        chunk = copy(self)
        chunk.games = len(games)
        chunk.open = self.open[games]
        chunk._minors = [  # noqa: SLF001  our own
            _Minors(
                [values.take(games, axis=1) for values in minors.levels],
                [(up.take(games, axis=1), down.take(games, axis=1)) for up, down in minors.signs],
                minors.margins,
            )
            for minors in self._minors
        ]
        return chunk

    def _padded(self, flags: NDArray[Any]) -> NDArray[Any]:
        """Fill up the last word; the games made up are ties throughout."""
        missing = -self.games % 64
        if not missing:
            return flags
        return np.pad(flags, [(0, 0)] * (flags.ndim - 1) + [(0, missing)])

    def shares(self, codes: NDArray[np.int32], known: Structures) -> Shares:
        """Work out the probabilities of all equilibria."""
        first = known.starts[codes]
        counts = known.starts[1:][codes] - first
        ends = np.cumsum(counts)
        game = np.repeat(np.arange(self.games), counts)
        place = np.arange(len(game)) - (ends - counts)[game]
        which = first[game] + place
        y = self._weights(0, known.y[which], game)
        x = self._weights(1, known.x[which], game)
        return Shares(game, place, x, y)

    def _weights(self, side: int, candidate: Any, game: Any) -> NDArray[np.float64]:
        minors = self._minors[side]
        found, totals = weights(self.sides[side], minors.levels, candidate, game)
        if minors.margins is not None:
            sizes = self.sides[side].sizes[candidate]
            for level, margins in zip(self.sides[side].levels, minors.margins, strict=True):
                mixed = np.flatnonzero(sizes == level.size + 1)
                bound = margins[1] if len(margins[1]) == 1 else margins[1][game[mixed]]
                vague = totals[mixed] < _PRECISE * bound
                self.open[game[mixed[vague]]] = True
        return found


def _float_entries(payoffs: NDArray[Any], errors: Any) -> tuple[NDArray[np.float64], Any]:
    """Differences of payoffs that are floats, and how far they may be off."""
    own, other, games = payoffs.shape
    payoffs = payoffs.astype(np.float64, copy=False)
    with np.errstate(over="ignore", invalid="ignore"):
        entries = (payoffs[1:] - payoffs[:1]).reshape((own - 1) * other, games)
    return entries, (None if errors is None else 2 * errors)


def _whole(payoffs: NDArray[Any]) -> NDArray[np.float64] | None:
    """Multiply floats by a power of two that makes whole numbers of them, if a small one does."""
    payoffs = payoffs.astype(np.float64, copy=False)
    if payoffs.size and not abs(float(payoffs.ravel()[0]) * _SCALE).is_integer():
        return None  # seen at once in most cases
    if (payoffs == np.rint(payoffs)).all() and np.abs(payoffs).max(initial=0) <= 2.0**52:
        return payoffs
    with np.errstate(over="ignore"):
        scaled = payoffs * _SCALE
    if np.abs(scaled).max(initial=0) <= 2.0**52 and (scaled == np.rint(scaled)).all():
        return scaled
    return None
