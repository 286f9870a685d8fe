"""A dictionary from bit patterns to whole numbers, for many patterns at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vcgame.solve.kernel.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Book"]

_MIXERS: Final = np.random.Generator(np.random.Philox(key=2_026)).integers(
    1, 2**63, 64, dtype=np.uint64
) * np.uint64(2) + np.uint64(1)


class Book:
    """Gives equal patterns equal codes, whole numbers from 0 without gaps.

    A hash table with open addressing, worked by whole arrays (Knuth 1998, section 6.4, algorithm
    L). Hashes only say where to look; patterns are compared in full.

    Examples
    --------
    >>> book = Book(1)
    >>> codes = book.codes(np.array([[7, 9, 7]], dtype=np.uint64))
    >>> len(book), codes[0] == codes[2], book.patterns[0, codes[1]]
    (2, np.True_, np.uint64(9))
    """

    def __init__(self, words: int) -> None:
        self._length = 0
        self._rows = np.zeros((256, words), dtype=np.uint64)  # a row is compared at one go
        self._slots = np.full(1_024, -1, dtype=np.int32)

    def __len__(self) -> int:
        return self._length

    @property
    def patterns(self) -> Words:
        """The patterns by code, shape (words, codes)."""
        return self._rows[: self._length].T

    def codes(self, patterns: Words) -> NDArray[np.int32]:
        """Give the codes of patterns, shape (words, games); new ones are entered."""
        codes = np.empty(patterns.shape[1], dtype=np.int32)
        rows = np.ascontiguousarray(patterns.T)
        hashes = _hashes(patterns)
        left = np.arange(len(rows))
        slots = self._places(hashes)
        while len(left):
            found = self._slots.take(slots)
            if (found < 0).any():
                if 2 * (self._length + len(left)) > len(self._slots):
                    self._grow(self._length + len(left))
                    slots = self._places(hashes[left])
                    continue
                found = self._entered(rows, slots, found)
            codes[left] = found
            differ = self._rows.take(found, axis=0)
            differ ^= rows
            wrong = np.flatnonzero(np.bitwise_or.reduce(differ, axis=1))
            left, rows = left[wrong], rows[wrong]
            slots = (slots[wrong] + 1) & (len(self._slots) - 1)
        return codes

    def _places(self, hashes: Words) -> NDArray[np.intp]:
        """Where to look first."""
        return (hashes & np.uint64(len(self._slots) - 1)).astype(np.intp)

    def _entered(
        self, rows: Words, slots: NDArray[np.intp], found: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """Enter one pattern into each empty slot that is asked for."""
        empty = np.flatnonzero(found < 0)
        self._slots[slots[empty]] = empty  # of several for one slot, the last one stays
        chosen = empty[self._slots[slots[empty]] == empty]
        first, after = self._length, self._length + len(chosen)
        if after > len(self._rows):
            wider = np.zeros((2 * after, self._rows.shape[1]), dtype=np.uint64)
            wider[:first] = self._rows[:first]
            self._rows = wider
        self._rows[first:after] = rows[chosen]
        self._slots[slots[chosen]] = np.arange(first, after, dtype=np.int32)
        self._length = after
        return self._slots.take(slots)

    def _grow(self, length: int) -> None:
        size = len(self._slots)
        while 2 * length > size:
            size *= 2
        self._slots = np.full(size, -1, dtype=np.int32)
        slots = self._places(_hashes(self.patterns))
        left = np.arange(self._length, dtype=np.int32)
        while len(left):
            empty = self._slots[slots] < 0
            self._slots[slots[empty]] = left[empty]
            lost = self._slots[slots] != left
            left, slots = left[lost], (slots[lost] + 1) & (size - 1)


def _hashes(patterns: Words) -> Words:
    found = np.zeros(patterns.shape[1], dtype=np.uint64)
    for word, mixer in zip(patterns, _MIXERS[: len(patterns)], strict=True):
        part = word * mixer
        part ^= part >> np.uint64(29)
        found += part
    found *= _MIXERS[-1]
    found ^= found >> np.uint64(32)
    return found
