"""Scrambled Sobol sequences, any point by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from vcgame.sweep.design.streams import SCRAMBLES, random_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BITS", "MAX_DIMENSIONS", "SobolSequence", "sobol_sequence"]

BITS: Final = 52
"""A coordinate is an integer of so many bits, exact as a float."""

MAX_DIMENSIONS: Final = 21_201
_KNOWN_BITS: Final = 30
_TABLE_BITS: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class SobolSequence:
    """A Sobol sequence in Gray code order, as `scipy.stats.qmc.Sobol` numbers its points.

    Attributes
    ----------
    directions
        Direction numbers of `BITS` bits, shape (dimensions, bits of the number of a point).
    shift
        Per dimension a word that is added, bit by bit, to every point.
    table
        The first points without the shift, shape (dimensions, a power of 2).
    """

    directions: NDArray[np.int64]
    shift: NDArray[np.int64]
    table: NDArray[np.int64]

    def words(self, dimension: int, start: int, stop: int) -> NDArray[np.int64]:
        """Give one coordinate of the points from `start` to before `stop`, times ``2**BITS``.

        A point is the sum (bit by bit) of the direction numbers named by the bits of its Gray
        code, so it is the sum of what its high bits name and of a point of the table.
        """
        import numpy as np

        size = self.table.shape[1]
        low_bits = size.bit_length() - 1
        first, last = start >> low_bits, (stop - 1) >> low_bits
        high = np.arange(first, last + 1, dtype=np.int64)
        directions = self.directions[dimension]
        named = np.full(len(high), self.shift[dimension])
        if low_bits:
            named ^= (high & 1) * directions[low_bits - 1]
        for place in range(low_bits, len(directions)):
            bit = place - low_bits
            named ^= ((high ^ (high >> 1)) >> bit & 1) * directions[place]
        words = named[:, None] ^ self.table[dimension]
        offset = first << low_bits
        return np.asarray(words.reshape(-1)[start - offset : stop - offset], dtype=np.int64)


@lru_cache(maxsize=4)
def sobol_sequence(dimensions: int, points: int, seed: int | None) -> SobolSequence:
    """Make a sequence for so many points; without a seed it is not scrambled.

    The scrambling is a random linear map of the bits of each coordinate (lower triangular, so
    the sequence stays a Sobol sequence) and a random shift.

    References
    ----------
    S. Joe and F. Y. Kuo (2008), "Constructing Sobol sequences with better two-dimensional
    projections", SIAM Journal on Scientific Computing 30(5), 2635-2654 (the direction numbers).
    J. Matousek (1998), "On the L2-discrepancy for anchored boxes", Journal of Complexity 14,
    527-556 (the scrambling).

    Examples
    --------
    >>> (sobol_sequence(2, 8, None).words(1, 2, 5) / 2**BITS).tolist()
    [0.25, 0.75, 0.375]
    """
    import numpy as np

    directions = _direction_numbers(dimensions, max(1, (points - 1).bit_length()))
    shift = np.zeros(dimensions, dtype=np.int64)
    if seed is not None:
        for dimension in range(dimensions):
            words = random_words(seed, SCRAMBLES + dimension, 0, BITS + 1) >> np.uint64(64 - BITS)
            random = words.astype(np.int64)
            directions[dimension] = _mapped(directions[dimension], random[:BITS])
            shift[dimension] = random[BITS]
    return SobolSequence(directions, shift, _table(directions))


def _direction_numbers(dimensions: int, bits: int) -> NDArray[np.int64]:
    """Read the direction numbers off SciPy's points.

    The Gray code of point ``2**k`` has the bits ``k`` and ``k - 1``.
    """
    import numpy as np
    from scipy.stats import qmc

    engine = qmc.Sobol(dimensions, scramble=False, bits=_KNOWN_BITS)
    directions = np.zeros((dimensions, bits), dtype=np.int64)
    before = np.zeros(dimensions, dtype=np.int64)
    made = 0
    for place in range(bits):
        engine.fast_forward((1 << place) - made)
        point = engine.random(1)[0]
        made = (1 << place) + 1
        before = before ^ np.asarray(point * (1 << BITS), dtype=np.int64)
        directions[:, place] = before
    return directions


def _mapped(directions: NDArray[np.int64], random: NDArray[np.int64]) -> NDArray[np.int64]:
    """Replace each bit by itself plus a random choice of the higher ones."""
    import numpy as np

    mapped = np.zeros_like(directions)
    for place in range(BITS):
        bit = 1 << place
        above = (1 << BITS) - 2 * bit
        chosen = directions & ((int(random[place]) & above) | bit)
        for half in (32, 16, 8, 4, 2, 1):
            chosen = chosen ^ (chosen >> half)
        mapped |= (chosen & 1) << place
    return mapped


def _table(directions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Make the first points: in Gray code order every half is the mirror of the one before."""
    import numpy as np

    points = np.zeros((len(directions), 1), dtype=np.int64)
    for place in range(min(_TABLE_BITS, directions.shape[1])):
        mirror = points[:, ::-1] ^ directions[:, place, None]
        points = np.concatenate([points, mirror], axis=1)
    return points
