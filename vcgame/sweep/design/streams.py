"""Streams of random bits that are made again from any place in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["JITTERS", "PERMUTATIONS", "SCRAMBLES", "VALUES", "random_words"]

VALUES: Final = 0
PERMUTATIONS: Final = 1 << 32
JITTERS: Final = 2 << 32
SCRAMBLES: Final = 3 << 32
"""Numbers of the first stream of each use; a use has a stream per parameter or dimension."""

_WORDS: Final = 4
"""Philox makes so many words from one value of its counter."""


def random_words(seed: int, stream: int, start: int, stop: int) -> NDArray[np.uint64]:
    """Give words number `start` to before `stop` of a stream, 64 random bits each.

    The generator is Philox-4x64-10, which enciphers a counter under the key (seed, stream). Only
    its raw words are used: they are fixed by its definition, whatever the version of NumPy.

    References
    ----------
    J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw (2011), "Parallel random numbers: as
    easy as 1, 2, 3", SC '11.

    Examples
    --------
    >>> whole = random_words(1, 0, 0, 10)
    >>> random_words(1, 0, 7, 10).tolist() == whole[7:].tolist()
    True
    """
    import numpy as np

    first, skipped = divmod(start, _WORDS)
    key = np.array([seed, stream], dtype=np.uint64)
    generator = np.random.Philox(key=key, counter=first)
    words = generator.random_raw(skipped + stop - start)
    return np.asarray(words[skipped:], dtype=np.uint64)
