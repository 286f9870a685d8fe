"""All equilibria of many games of three players with two strategies each.

The closed forms of `vcgame.solve.trio`, for chunks of games at once. Nothing is decided by a
tolerance. Where payoff differences are small integers, floats are exact; otherwise the sign of
a float counts only beyond a bound of its error, and the games that stay open are solved again
on integers, the last few of them one by one.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vcgame.errors import UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.kernel.trio_faces import ACCURACY, Chunk, Found, Room, search_faces
from vcgame.solve.kernel.trio_inside import search_inside, search_inside_exactly
from vcgame.solve.kernel.trio_output import Output, TrioBatch
from vcgame.solve.kernel.trio_planes import search_planes
from vcgame.solve.trio import solve_trio

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["TrioBatch", "solve_trios"]

_GAMES: Final = 32_768
"""Games at once: small enough for the cache, large enough to hide the cost of a call."""

_EXACT_GAIN: Final = 203
"""128 of its sixth powers, the largest discriminant, are below 2^53."""

_LARGEST_GAIN: Final = 645
"""128 of its sixth powers are below 2^63."""

_LARGEST_INTEGER: Final = 2**62 - 1
"""Differences of such integers fit into 64 bits."""
_UNIT: Final = 2.0**-53
_TINY: Final = 2.0**-900
_EXPONENT: Final = 1000
_COARSEST: Final = 1e-3
"""Errors beyond this part of the largest gain leave all but the signs of gains open."""


def solve_trios(payoffs: ArrayLike, *, errors: ArrayLike | None = None) -> TrioBatch:
    """Find all equilibria of many 2x2x2 games.

    Parameters
    ----------
    payoffs
        Shape (3, 8, games): per player and pure profile, the third player's strategy changing
        fastest. Integers (Python integers in an object array too), or floats, which are taken
        as the binary fractions that they are.
    errors
        Bounds of the absolute errors of float payoffs, per player (shape (3,)) or per player
        and game (shape (3, games)). Games whose answer they leave open come back as
        ``undecided``.

    Raises
    ------
    UsageError
        For another shape, and for what is no finite number.

    Examples
    --------
    Matching pennies of three: each wants to differ from the next, and one mixture does it.

    >>> from itertools import product
    >>> profiles = list(product(range(2), repeat=3))
    >>> payoffs = [[[int(p[k] != p[(k + 1) % 3])] for p in profiles] for k in range(3)]
    >>> batch = solve_trios(payoffs)
    >>> batch.probabilities[:, 0, 0].tolist(), bool(batch.complete[0])
    ([0.5, 0.5, 0.5], True)
    """
    table = np.asarray(payoffs)
    if table.ndim != 3 or table.shape[:2] != (3, 8):
        raise UsageError(f"payoffs have the shape (3, 8, games), not {table.shape}")
    table = _numbers(table)
    games = table.shape[2]
    bounds = None
    if errors is not None:
        if table.dtype.kind != "f":
            raise UsageError("errors are for payoffs in floats; integers have none")
        bounds = np.asarray(errors, dtype=np.float64)
        bounds = bounds[:, None] if bounds.ndim == 1 else bounds
        if bounds.shape not in {(3, 1), (3, games)} or not (bounds >= 0).all():
            raise UsageError("errors are bounds per player, or per player and game, from 0 on")
        bounds = np.broadcast_to(bounds, (3, games))
    output = Output(games, _GAMES)
    room = Room(min(games, _GAMES))
    for start in range(0, games, _GAMES):
        span = slice(start, min(start + _GAMES, games))
        if span.stop - start < room.gains.shape[2]:
            room = Room(span.stop - start)
        part = _Part(table[:, :, span], None if bounds is None else bounds[:, span], room)
        part.collect(output, span)
    return output.batch()


def _numbers(table: NDArray[Any]) -> NDArray[Any]:
    """Give integers as int64 where they fit, as Python integers where not, or floats."""
    kind = table.dtype.kind
    if kind == "f":
        # Both are NaN where any payoff is.
        if table.size and not (np.isfinite(table.min()) and np.isfinite(table.max())):
            raise UsageError("payoffs are finite numbers")
        return table.astype(np.float64, copy=False)
    if kind == "O" and not all(isinstance(value, int) for value in table.flat):
        raise UsageError("payoffs in an object array are Python integers")
    if kind not in "iuO":
        raise UsageError(f"payoffs are integers or floats, not {table.dtype}")
    if table.size and max(-int(table.min()), int(table.max())) > _LARGEST_INTEGER:
        return table.astype(object)
    return table.astype(np.int64, copy=False)


class _Part:
    """The games of one chunk on their way."""

    def __init__(
        self, payoffs: NDArray[Any], errors: NDArray[np.float64] | None, room: Room
    ) -> None:
        self.payoffs = payoffs
        self.undecided = np.zeros(payoffs.shape[2], dtype=np.bool_)
        if payoffs.dtype.kind == "f" and errors is None and _integral(payoffs):
            self.payoffs = payoffs = payoffs.astype(np.int64)
        if payoffs.dtype.kind == "f":
            self.chunk = _float_chunk(payoffs, errors, room)
        elif payoffs.dtype.kind == "i":
            self.chunk = _integer_chunk(payoffs, room)
        else:
            self.chunk = Chunk.of(np.zeros((3, 4, payoffs.shape[2])), np.zeros(1), room)
            self.chunk.unsure[:] = True
        if not self.chunk.unsure.all():
            search_faces(self.chunk)
            search_inside(self.chunk)
        again = np.flatnonzero(self.chunk.unsure)
        if not again.size:
            return
        _forget(self.chunk)
        if errors is not None:
            self.undecided[again] = True
        elif payoffs.dtype.kind == "i":
            gains = np.empty((3, 4, again.size), dtype=np.int64)
            self._on_integers(_gains(payoffs[:, :, again], gains), again)
        else:
            self._one_by_one(again)

    def _on_integers(self, gains: NDArray[np.int64], games: NDArray[np.intp]) -> None:
        """Solve games again, on integers if they are small enough."""
        divisor = np.gcd.reduce(gains, axis=1, keepdims=True)
        gains = gains // np.maximum(divisor, 1)
        small = np.abs(gains).max(axis=(0, 1)) <= _LARGEST_GAIN
        if not small.all():
            self._one_by_one(games[~small])
            gains, games = gains[:, :, small], games[small]
        again = Chunk.of(
            gains.astype(np.float64), np.zeros(games.size), Room(games.size), largest=_LARGEST_GAIN
        )
        search_faces(again)
        again.infinite |= ~gains.any(axis=1).all(axis=0)
        mixed = (gains > 0).any(axis=1).all(axis=0) & (gains < 0).any(axis=1).all(axis=0)
        singular = gains[:, 0] * gains[:, 3] == gains[:, 1] * gains[:, 2]
        count = singular.sum(axis=0)
        # The matrix in the middle of the three may be singular.
        start = np.where(count == 0, 0, (singular.argmax(axis=0) + 2) % 3)
        for turn in range(3):
            at = np.flatnonzero(mixed & (count <= 1) & (start == turn))
            if at.size:
                flat = search_inside_exactly(again, gains[:, :, at], at, turn)
                again.unsure[at[flat]] = True
            # Of three singular matrices, any two will do.
            two = (count == 2) & ~singular[turn] | (count == 3) & (turn == 0)
            at = np.flatnonzero(mixed & two)
            if at.size:
                search_planes(again, gains[:, :, at], at, turn)
        left = games[again.unsure]
        if left.size:
            _forget(again)
        for found, more in zip(self.chunk.found, again.found, strict=True):
            found.extend([replace(item, at=games[item.at]) for item in more])
        self.chunk.infinite[games] = again.infinite
        self.chunk.singular[games] = again.singular
        self._one_by_one(left)

    def _one_by_one(self, games: NDArray[np.intp]) -> None:
        """Give the games that are left to the exact solver."""
        for number in games.tolist():
            game = StrategicGame(
                ("1", "2", "3"),
                (("1", "2"),) * 3,
                tuple(tuple(map(Fraction, row)) for row in self.payoffs[:, :, number].tolist()),
            )
            answer = solve_trio(game)
            self.chunk.infinite[number] = not answer.complete
            self.chunk.singular[number] = bool(answer.degenerate)
            for equilibrium in answer.equilibria:
                item = Found(
                    np.array([number]),
                    tuple([_mask(support) for support in equilibrium.supports]),
                    tuple([_mask(replies) for replies in equilibrium.best_replies]),
                    tuple(
                        [
                            (np.array([float(p[0])]), np.array([float(p[1])]))
                            for p in equilibrium.profile
                        ]
                    ),
                )
                self.chunk.found[item.face].append(item)

    def collect(self, output: Output, span: slice) -> None:
        """Put all that was found into order and hand it over."""
        items = [item for face in self.chunk.found for item in face if item.at.size]
        size = sum([item.at.size for item in items])
        # Numbers of 16 bits are sorted by their digits, in linear time.
        at = np.empty(size, dtype=np.uint16)
        if items:
            np.concatenate([item.at for item in items], out=at, casting="unsafe")
        order = np.argsort(at, kind="stable")
        # Where each equilibrium goes; no later pass over the data is needed.
        place = np.empty(size, dtype=np.intp)
        place[order] = np.arange(output.size, output.size + size)
        output.reserve(size, span.start)
        end = 0
        degenerate = self.chunk.infinite | self.chunk.singular
        for item in items:
            here = place[end : end + item.at.size]
            end += item.at.size
            output.game[here] = item.at + span.start
            for player, pair in enumerate(item.weights):
                support, replies = item.supports[player], item.replies[player]
                output.supports[player, here] = support
                output.best_replies[player, here] = replies
                if not isinstance(replies, int):
                    degenerate[item.at[replies != support]] = True
                if pair is None:
                    output.probabilities[player, 0, here] = support == 1
                    output.probabilities[player, 1, here] = support == 2
                else:
                    total = pair[0] + pair[1]
                    output.probabilities[player, 0, here] = pair[0] / total
                    output.probabilities[player, 1, here] = pair[1] / total
        output.size += size
        output.degenerate[span] = degenerate & ~self.undecided
        output.complete[span] = ~self.chunk.infinite & ~self.undecided
        output.undecided[span] = self.undecided


def _integral(payoffs: NDArray[np.float64]) -> bool:
    """Whether all floats are integers that convert exactly."""
    if not payoffs.size or (payoffs[:, :, 0] != np.rint(payoffs[:, :, 0])).any():
        return False
    return bool(np.abs(payoffs).max() < 2.0**53 and (payoffs == np.rint(payoffs)).all())


def _gains(payoffs: NDArray[Any], out: NDArray[Any]) -> NDArray[Any]:
    """Subtract first from second strategies, in the order of the next two players in turn."""
    cube = payoffs.reshape(3, 2, 2, 2, -1)
    gains = out.reshape(3, 2, 2, -1)
    np.subtract(cube[0, 1], cube[0, 0], out=gains[0], casting="unsafe")
    np.subtract(cube[1, :, 1], cube[1, :, 0], out=gains[1].swapaxes(0, 1), casting="unsafe")
    np.subtract(cube[2, :, :, 1], cube[2, :, :, 0], out=gains[2], casting="unsafe")
    return out


def _integer_chunk(payoffs: NDArray[np.int64], room: Room) -> Chunk:
    """Make float gains of integers: exact if small, scaled and with a bound if not."""
    # The differences are taken of integers, so each is rounded once at most.
    gains = _gains(payoffs, room.gains)
    largest = float(np.abs(gains, out=room.sizes).max())
    if largest <= _EXACT_GAIN:
        return Chunk.of(gains, np.zeros(payoffs.shape[2]), room, largest=largest)
    return _scaled(room, None)


def _float_chunk(
    payoffs: NDArray[np.float64], errors: NDArray[np.float64] | None, room: Room
) -> Chunk:
    """Make gains of floats; the sign of each is right, unless payoffs have errors."""
    with np.errstate(over="ignore"):
        gains = _gains(payoffs, room.gains)
    large = ~np.isfinite(gains).all(axis=(0, 1))
    gains[:, :, large] = 0
    chunk = _scaled(room, errors)
    chunk.unsure |= large
    return chunk


def _scaled(room: Room, errors: NDArray[np.float64] | None) -> Chunk:
    """Scale every player's gains by a power of two, the largest to between 1/2 and 1."""
    gains, sizes = room.gains, np.abs(room.gains, out=room.sizes)
    largest = sizes.max(axis=1)
    exponents = np.frexp(largest)[1]
    scale = np.ldexp(1.0, -np.clip(exponents, -_EXPONENT, _EXPONENT))
    # A gain far below the largest one loses digits, or even its sign.
    unsure = (np.abs(exponents) > _EXPONENT).any(axis=0)
    if sizes.min() < _TINY * largest.max():
        lost = (sizes * scale[:, None, :] < _TINY) & (gains != 0)
        unsure |= lost.any(axis=(0, 1))
    gains *= scale[:, None, :]
    slack = np.full(gains.shape[2], 8 * _UNIT)
    chunk = Chunk.of(gains, slack, room, accuracy=ACCURACY if errors is None else np.inf)
    chunk.unsure |= unsure
    if errors is not None:
        with np.errstate(over="ignore"):
            own = np.ldexp(errors * (2 + 4 * _UNIT), -exponents)
        slack += own.sum(axis=0)
        slack[(own > _COARSEST).any(axis=0)] = np.inf
        chunk.unsure |= ((np.abs(gains) <= own[:, None, :]) & (own > 0)[:, None, :]).any(
            axis=(0, 1)
        )
    return chunk


def _forget(chunk: Chunk) -> None:
    """Drop what was found in games that are unsure."""
    for face in chunk.found:
        for number, item in enumerate(face):
            keep = ~chunk.unsure[item.at]
            if not keep.all():
                face[number] = Found(
                    item.at[keep],
                    item.supports,
                    tuple([r if isinstance(r, int) else r[keep] for r in item.replies]),
                    tuple([w and (w[0][keep], w[1][keep]) for w in item.weights]),
                )
    chunk.infinite &= ~chunk.unsure
    chunk.singular &= ~chunk.unsure


def _mask(strategies: tuple[int, ...]) -> int:
    return sum([1 << strategy for strategy in strategies])
