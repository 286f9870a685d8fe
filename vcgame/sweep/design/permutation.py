"""Random permutations of 0 to N-1 that need little memory: the image of any number by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from vcgame.sweep.design.streams import PERMUTATIONS, random_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Permutation", "random_permutation"]

_ROUNDS: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class Permutation:
    """A permutation of 0 to `size` - 1.

    A Feistel network permutes the numbers of just enough bits: each round adds (bit by bit) to
    one half of the bits a random function of the other half, which can be undone. What leaves
    the range is permuted on until it is back (cycle walking), at most twice on average.

    Attributes
    ----------
    size
        How many numbers are permuted.
    low_bits
        How many bits the low half has.
    tables
        The random function of each round; the first changes the high half.

    References
    ----------
    J. Black and P. Rogaway (2002), "Ciphers with arbitrary finite domains", CT-RSA 2002.

    Examples
    --------
    >>> import numpy as np
    >>> images = random_permutation(5, seed=1, number=0).images(np.arange(5))
    >>> sorted(images.tolist())
    [0, 1, 2, 3, 4]
    """

    size: int
    low_bits: int
    tables: tuple[NDArray[np.int64], ...]

    def images(self, numbers: NDArray[Any]) -> NDArray[np.int64]:
        """Give the images of some numbers."""
        import numpy as np

        images = self._turned(np.asarray(numbers, dtype=np.int64))
        outside = np.flatnonzero(images >= self.size)
        while len(outside):
            images[outside] = self._turned(images[outside])
            outside = outside[images[outside] >= self.size]
        return images

    def _turned(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        low, high = numbers & ((1 << self.low_bits) - 1), numbers >> self.low_bits
        for number, table in enumerate(self.tables):
            if number % 2:
                low ^= table.take(high)
            else:
                high ^= table.take(low)
        high <<= self.low_bits
        high |= low
        return high


@lru_cache(maxsize=64)
def random_permutation(size: int, seed: int, number: int) -> Permutation:
    """Draw a permutation; each number of a seed has its own.

    The tables of its functions have together about eight times the square root of `size` words.
    """
    import numpy as np

    bits = (size - 1).bit_length()
    low_bits = bits // 2
    tables = []
    start = 0
    for turn in range(_ROUNDS):
        read, changed = (bits - low_bits, low_bits) if turn % 2 else (low_bits, bits - low_bits)
        words = random_words(seed, PERMUTATIONS + number, start, start + (1 << read))
        tables.append((words & np.uint64((1 << changed) - 1)).astype(np.int64))
        start += 1 << read
    return Permutation(size, low_bits, tuple(tables))
