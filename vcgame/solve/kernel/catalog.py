"""All patterns that a solver has met, with their equilibria; it grows as new ones come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from vcgame.solve.kernel.book import Book
from vcgame.solve.kernel.patterns import (
    Matched,
    Patterns,
    bit_height,
    bit_rows,
    bits_to_patterns,
    listed_patterns,
)
from vcgame.solve.kernel.structure import Structures, structures
from vcgame.solve.kernel.tables import Side
from vcgame.solve.kernel.words import per_game

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Catalog"]

_NAMES: Final = ("x", "y", "supports", "best_replies", "component")

_MOST_WORDS: Final = 8
"""Longer patterns are compared as lists."""


class Catalog:
    """Codes of patterns, and what each means."""

    def __init__(self, sides: tuple[Side, Side]) -> None:
        self.shape = (sides[0].own, sides[1].own)
        words = -(-bit_height(*self.shape) // 64)
        self._index: _Index = _BitIndex(sides, words) if words <= _MOST_WORDS else _ListIndex(sides)
        self._read = 0
        self._starts = np.zeros(1, dtype=np.intp)
        empty = structures(self._index.patterns(np.empty(0, dtype=np.intp)), self.shape)
        self._columns: dict[str, NDArray[Any]] = {name: getattr(empty, name) for name in _NAMES}

    def __len__(self) -> int:
        return len(self._index)

    def codes(self, matched: Matched) -> NDArray[np.int32]:
        """Give the codes of the patterns of games; new ones are entered."""
        return self._index.codes(matched)

    def patterns(self, codes: NDArray[np.intp]) -> Patterns:
        """Give patterns by their codes."""
        return self._index.patterns(codes)

    def structures(self) -> Structures:
        """Give the equilibria of all patterns by code; those that are new are read first."""
        many = len(self._index)
        if self._read < many:
            new = structures(self._index.patterns(np.arange(self._read, many)), self.shape)
            self._append(new, many)
        end = self._starts[many]
        return Structures(self._starts[: many + 1], *[self._columns[name][:end] for name in _NAMES])

    def _append(self, new: Structures, many: int) -> None:
        end = int(self._starts[self._read])
        last = end + int(new.starts[-1])
        self._starts = _longer(self._starts, many + 1)
        self._starts[self._read : many + 1] = new.starts + end
        for name in _NAMES:
            self._columns[name] = _longer(self._columns[name], last)
            self._columns[name][end:last] = getattr(new, name)
        self._read = many


class _Index(Protocol):
    def __len__(self) -> int: ...

    def codes(self, matched: Matched) -> NDArray[np.int32]: ...

    def patterns(self, codes: NDArray[np.intp]) -> Patterns: ...


class _BitIndex:
    """Knows patterns as a few words of bits."""

    def __init__(self, sides: tuple[Side, Side], words: int) -> None:
        self._sides = sides
        self._words = words
        self._book = Book(words)

    def __len__(self) -> int:
        return len(self._book)

    def codes(self, matched: Matched) -> NDArray[np.int32]:
        bits = per_game(bit_rows(matched, self._sides))
        if len(bits) < self._words:
            missing = (self._words - len(bits), bits.shape[1])
            bits = np.concatenate([bits, np.zeros(missing, dtype=np.uint64)])
        return self._book.codes(bits)

    def patterns(self, codes: NDArray[np.intp]) -> Patterns:
        shape = (self._sides[0].own, self._sides[1].own)
        return bits_to_patterns(self._book.patterns[:, codes], shape)


class _ListIndex:
    """Knows patterns as lists, found by their hashes and compared in full."""

    def __init__(self, sides: tuple[Side, Side]) -> None:
        self._sides = sides
        self._book = Book(1)
        self._starts = np.zeros(1, dtype=np.intp)
        self._entries = np.empty(0, dtype=np.intp)

    def __len__(self) -> int:
        return len(self._book)

    def codes(self, matched: Matched) -> NDArray[np.int32]:
        return self._coded(listed_patterns(matched, self._sides), salt=0)

    def _coded(self, lists: Patterns, *, salt: int) -> NDArray[np.int32]:
        known = len(self._book)
        codes = self._book.codes(_hashes(lists, salt)[None])
        if len(self._book) > known:
            new, first = np.unique(codes, return_index=True)
            self._append(lists.chosen(first[new >= known]))
        lengths = np.diff(lists.starts)
        same = self._starts[codes + 1] - self._starts[codes] == lengths
        game = np.repeat(np.arange(len(lists)), lengths)
        shift = (self._starts[codes] - lists.starts[:-1])[game]
        # A list that is too long looks at entries of the next ones, if there are any.
        place = np.minimum(np.arange(len(game)) + shift, self._starts[len(self._book)] - 1)
        differ = self._entries[place] != lists.entries
        if differ.any():
            same[game[differ]] = False
        if not same.all():  # two lists with one hash: such a list gets another
            other = np.flatnonzero(~same)
            codes[other] = self._coded(lists.chosen(other), salt=salt + 1)
        return codes

    def _append(self, new: Patterns) -> None:
        known = len(self._book) - len(new)
        end = int(self._starts[known])
        self._starts = _longer(self._starts, len(self._book) + 1)
        self._starts[known : len(self._book) + 1] = new.starts + end
        self._entries = _longer(self._entries, end + len(new.entries))
        self._entries[end : end + len(new.entries)] = new.entries

    def patterns(self, codes: NDArray[np.intp]) -> Patterns:
        return Patterns(self._starts[: len(self) + 1], self._entries).chosen(codes)


def _hashes(lists: Patterns, salt: int) -> NDArray[np.uint64]:
    """Sum up mixed entries (the finaliser of splitmix64; Steele, Lea and Flood 2014)."""
    mixed = lists.entries.astype(np.uint64) + np.uint64(
        (2 * salt + 1) * 0x9E37_79B9_7F4A_7C15 % 2**64
    )
    for shift, factor in ((30, 0xBF58_476D_1CE4_E5B9), (27, 0x94D0_49BB_1331_11EB)):
        mixed ^= mixed >> np.uint64(shift)
        mixed *= np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    return np.add.reduceat(mixed, lists.starts[:-1])  # every game has an equilibrium


def _longer(array: NDArray[Any], length: int) -> NDArray[Any]:
    """Make room for so many entries, for twice as many where it has to grow."""
    if len(array) >= length:
        return array
    longer = np.zeros((2 * length, *array.shape[1:]), dtype=array.dtype)
    longer[: len(array)] = array
    return longer
