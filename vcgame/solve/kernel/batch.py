"""All extreme equilibria of many two-player games of one shape.

The work for one game is a few additions and multiplications per minor and a few bit operations
per candidate, shared by 64 games; see `vcgame.solve.kernel.tables` for the mathematics. Nothing
is decided by a tolerance: integers are exact, and of floats only the signs that a bound on the
rounding errors makes sure are used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import index
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vcgame.errors import UsageError
from vcgame.solve.kernel.catalog import Catalog
from vcgame.solve.kernel.chunk import Chunk
from vcgame.solve.kernel.patterns import Patterns
from vcgame.solve.kernel.shares import Shares, no_shares
from vcgame.solve.kernel.sign_classes import PairTable
from vcgame.solve.kernel.sign_codes import SignTable, sign_codes
from vcgame.solve.kernel.structure import Structures
from vcgame.solve.kernel.tables import side_tables

__all__ = ["LARGEST", "Batch", "BatchSolver", "Exact"]

LARGEST: Final = 5
"""Games with more strategies per player have too many minors; `solve_nash` solves them."""

_GAMES: Final = {2: 65_536, 3: 16_384, 4: 8_192, 5: 2_048}
"""Games at once, by the larger number of strategies: what fits into the cache."""

_TOGETHER: Final = 8
"""Chunks that are kept while their probabilities are worked out."""

_MOST_PATTERNS: Final = 200_000
"""Where so many patterns are known, the dictionary starts anew: memory stays bounded."""

Exact = Callable[[NDArray[np.intp]], tuple[NDArray[Any], NDArray[Any]]]
"""Gives, for the games with these numbers, both players' payoffs as integers."""


@dataclass(frozen=True, eq=False)
class Batch:
    """What was found.

    Attributes
    ----------
    codes
        Per game, its pattern.
    degenerate
        Per game, whether some mixture has more best replies than strategies in its support.
    shares
        The probabilities of every equilibrium, if they were asked for.
    """

    codes: NDArray[np.int32]
    degenerate: NDArray[np.bool_]
    shares: Shares | None
    _catalog: Catalog
    _met: NDArray[np.intp] | None

    @cached_property
    def patterns(self) -> Patterns:
        """The patterns by code: the vertices that are part of equilibria, and their best replies.

        They are the whole answer but for the probabilities; `structures` reads them.
        """
        met = np.arange(len(self._catalog)) if self._met is None else self._met
        return self._catalog.patterns(met)

    @cached_property
    def structures(self) -> Structures:
        """The patterns read: supports, best replies and components of all extreme equilibria."""
        known = self._catalog.structures()
        return known if self._met is None else known.chosen(self._met)


class BatchSolver:
    """Solves batches of games with as many strategies as given.

    Examples
    --------
    >>> solver = BatchSolver(2, 2)
    >>> first = np.array([[[2, 3], [0, 0]], [[0, 5], [1, 1]]])  # the game's number comes last
    >>> second = np.array([[[1, 3], [0, 5]], [[0, 0], [2, 1]]])
    >>> batch = solver.solve(first, second, shares=True)
    >>> np.diff(batch.structures.starts)[batch.codes]  # a battle of the sexes, a dilemma
    array([3, 1])
    """

    def __init__(self, rows: int, columns: int) -> None:
        if not (1 <= rows <= LARGEST and 1 <= columns <= LARGEST):
            raise UsageError(
                f"{rows} x {columns} strategies: games of up to {LARGEST} x {LARGEST} "
                "are solved in batches; solve_nash takes larger ones"
            )
        self.shape = (rows, columns)
        self.sides = side_tables(rows, columns), side_tables(columns, rows)
        self.games = _GAMES[max(2, rows, columns)]
        self._start_anew()

    def solve(
        self,
        first: NDArray[Any],
        second: NDArray[Any],
        *,
        errors: tuple[Any, Any] | None = None,
        exact: Exact | None = None,
        shares: bool = False,
        numbered: bool = True,
    ) -> Batch:
        """Find all extreme equilibria of every game.

        Parameters
        ----------
        first, second
            Payoffs of the two players, shape (rows, columns, games): integers of any type (or
            Python integers), or floats of up to 64 bits, which are taken as the exact numbers that
            they are.
        errors
            For floats that are not exact: how far each player's payoffs may be off; a number, or
            one per game. It must be zero for integers.
        exact
            Needed with `errors`: gives payoffs as integers (each player's times any positive
            number per game), for games whose signs the floats leave open.
        shares
            Whether to work out the probabilities.
        numbered
            Whether the codes number the patterns of this batch only; else those that the solver
            has met since it began (it begins anew before a batch with `numbered`, once it knows
            very many).
        """
        if first.shape != second.shape or first.ndim != 3 or first.shape[:2] != self.shape:
            raise UsageError(f"both players need payoffs of shape {(*self.shape, 'games')}")
        first, second = _checked(first), _checked(second)
        games = first.shape[2]
        offsets = None
        if errors is not None:
            if exact is None:
                raise UsageError("payoffs that may be off need `exact`, which gives them exactly")
            offsets = [
                _offsets(error, payoffs)
                for error, payoffs in zip(errors, (first, second), strict=True)
            ]
        if numbered and len(self._catalog) > _MOST_PATTERNS:
            self._start_anew()
        codes = np.empty(games, dtype=np.int32)
        degenerate = np.empty(games, dtype=np.bool_)
        open_ = np.zeros(games, dtype=np.bool_)
        found: list[Shares] = []
        for start, stop in self._groups(games, shares=shares):
            span = slice(start, stop)
            bounds = None if offsets is None else [each[span] for each in offsets]
            made = self._chunks(first[:, :, span], second[:, :, span], bounds, open_[span])
            chunks = list(made) if shares else made
            codes[span], degenerate[span] = self._coded(chunks)
            parts = []
            at = start
            for chunk in chunks if shares else ():
                part = slice(at, at + chunk.games)
                parts.append(chunk.shares(codes[part], self._catalog.structures()).moved(at))
                open_[part] = chunk.open
                at = part.stop
            left = np.flatnonzero(open_[span]) + start
            if len(left):
                ours = exact(left) if exact else _exactly(first[:, :, left], second[:, :, left])
                again = self.solve(*ours, shares=shares, numbered=False)
                codes[left], degenerate[left] = again.codes, again.degenerate
                if again.shares is not None:
                    parts = [each.replaced(left, again.shares.placed(left)) for each in parts]
            found += parts
        joined = Shares.joined(found or [no_shares(self.shape)]) if shares else None
        if not numbered:
            return Batch(codes, degenerate, joined, self._catalog, None)
        met = np.zeros(len(self._catalog), dtype=np.bool_)
        met[codes] = True
        codes = (np.cumsum(met, dtype=np.int32) - np.int32(1))[codes]
        return Batch(codes, degenerate, joined, self._catalog, np.flatnonzero(met))

    def _start_anew(self) -> None:
        self._catalog = Catalog(self.sides)
        self._table = SignTable.of(self.sides)
        self._pairs = PairTable.of(self.sides) if self._table is None else None

    def _groups(self, games: int, *, shares: bool) -> Iterable[tuple[int, int]]:
        """Part the games: what is looked up in a table of pairs is best looked up together."""
        width = self.games
        if self._pairs is not None:
            width = _TOGETHER * width if shares else max(games, 1)
        return ((start, min(start + width, games)) for start in range(0, games, width))

    def _chunks(
        self,
        first: NDArray[Any],
        second: NDArray[Any],
        bounds: list[NDArray[np.float64]] | None,
        open_: NDArray[np.bool_],
    ) -> Iterator[Chunk]:
        """Make the chunks of a group, and note the games that they leave open."""
        for start in range(0, first.shape[2], self.games):
            span = slice(start, start + self.games)
            errors = None if bounds is None else tuple(each[span] for each in bounds)
            chunk = Chunk(self.sides, first[:, :, span], second[:, :, span], errors)
            open_[span] = chunk.open
            yield chunk

    def _coded(self, chunks: Iterable[Chunk]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Give the codes of the patterns of a group, and which games are degenerate."""
        if self._pairs is not None:
            parts = [self._pairs.classes(chunk) for chunk in chunks]
            first, second = (np.concatenate(side) for side in zip(*parts, strict=True))
            codes = self._pairs.codes(first, second, self._catalog)
            return codes, self._pairs.degenerate(first, second)
        look = self._entered if self._table is None else self._looked_up
        found = [look(chunk) for chunk in chunks]
        codes, degenerate = (np.concatenate(part) for part in zip(*found, strict=True))
        return codes, degenerate

    def _entered(self, chunk: Chunk) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Take the vertices that are part of equilibria for the pattern."""
        matched, degenerate = chunk.matched()
        return self._catalog.codes(matched)[: chunk.games], degenerate

    def _looked_up(self, chunk: Chunk) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Go by the signs of all minors; unknown combinations are worked out first."""
        table = self._table
        assert table is not None  # noqa: S101  or there is no such coder
        signs = sign_codes(chunk.signs, chunk.games)
        signs[chunk.open] = table.ties  # as in their patterns
        return table.look(signs, lambda games: self._entered(chunk.some(games)))


def _checked(payoffs: NDArray[Any]) -> NDArray[Any]:
    """Refuse what is neither an integer nor a finite float of up to 64 bits."""
    kind = payoffs.dtype.kind
    if kind == "f":
        if payoffs.dtype.itemsize > 8:
            raise UsageError(f"payoffs are floats of up to 64 bits, not {payoffs.dtype}")
        if not np.isfinite(payoffs).all():
            raise UsageError("a payoff is no finite number")
    elif kind == "O":
        return _python_integers(payoffs)
    elif kind not in "biu":
        raise UsageError(f"payoffs are integers or floats, not {payoffs.dtype}")
    return payoffs


def _python_integers(payoffs: NDArray[Any]) -> NDArray[Any]:
    """Make Python integers of integers of all kinds; numpy's would overflow among objects."""
    values = payoffs.ravel().tolist()
    if all(type(value) is int for value in values):
        return payoffs
    found = np.empty(len(values), dtype=object)
    try:
        found[:] = [index(value) for value in values]
    except TypeError:
        raise UsageError(
            "payoffs that are objects are Python integers; multiply those of a player "
            "by a common denominator"
        ) from None
    return found.reshape(payoffs.shape)


def _offsets(error: Any, payoffs: NDArray[Any]) -> NDArray[np.float64]:
    """Give a bound on the error of a player's payoffs for each game."""
    games = payoffs.shape[2]
    found = np.asarray(error, dtype=np.float64)
    if found.shape not in ((), (1,), (games,)):
        raise UsageError(f"errors are one number, or one for each of {games} games")
    if (found < 0).any():
        raise UsageError("an error is a bound on a distance, not negative")
    if payoffs.dtype.kind != "f" and found.any():
        raise UsageError("payoffs that may be off are floats; integers are exact")
    return np.broadcast_to(found, games)


def _exactly(*players: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Make Python integers of payoffs, of floats per player by a power of two."""
    first, second = (_whole(payoffs) for payoffs in players)
    return first, second


def _whole(payoffs: NDArray[Any]) -> NDArray[Any]:
    if payoffs.dtype.kind != "f":
        return payoffs.astype(object)
    ratios = [value.as_integer_ratio() for value in payoffs.ravel().tolist()]
    shared = max(below for _, below in ratios)
    found = np.empty(len(ratios), dtype=object)
    found[:] = [above * (shared // below) for above, below in ratios]
    return found.reshape(payoffs.shape)
