"""Patterns of signs: which signs the factors do not have on a cell, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from vcgame.derive.regimes.signs import ANY, NEGATIVE, POSITIVE, SignSet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MAX_FACTORS", "UNSETTLED", "Patterns", "Settle", "excluded_signs"]

Settle = Callable[[Sequence[SignSet]], tuple[int, set[int]]]
"""Gives, for the possible signs of all factors, the number of the outcome, or `UNSETTLED` with
the factors that may decide."""

MAX_FACTORS: Final = 1_000
UNSETTLED: Final = -1

_BITS: Final = 4
_SLOTS: Final = 64 // _BITS
_KNOWN: Final = 2
"""Where two of three signs are excluded, the sign is known."""


class Patterns:
    """Keeps what is worked out once for each pattern.

    A pattern is a column of words; each factor has four bits, for the signs that are excluded.

    Parameters
    ----------
    factors
        How many there are, at most `MAX_FACTORS`.
    settle
        Works out the outcomes.

    Attributes
    ----------
    outcomes
        Per code of a pattern, its outcome.
    deciding
        Per code and factor, whether its sign may decide.
    """

    def __init__(self, factors: int, settle: Settle) -> None:
        import numpy as np

        from vcgame.solve.kernel.book import Book

        self.factors = factors
        self.words = max(1, -(-factors // _SLOTS))
        self.outcomes = np.empty(0, dtype=np.int32)
        self.deciding = np.empty((0, factors), dtype=np.bool_)
        self._settle = settle
        self._book = Book(self.words)

    def codes(self, patterns: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Give the codes of patterns, and work out the outcomes of new ones."""
        import numpy as np

        codes = self._book.codes(patterns)
        known = len(self.outcomes)
        if len(self._book) > known:
            new = self._book.patterns[:, known:]
            shifts = np.arange(_SLOTS, dtype=np.uint64) * np.uint64(_BITS)
            bits = (new[:, None, :] >> shifts[:, None]) & np.uint64(ANY)
            flat = bits.reshape(-1, new.shape[1])[: self.factors].T
            outcomes = np.empty(len(flat), dtype=np.int32)
            deciding = np.zeros((len(flat), self.factors), dtype=np.bool_)
            for number, pattern in enumerate(flat.tolist()):
                outcomes[number], opened = self._settle([ANY & ~each for each in pattern])
                deciding[number, list(opened)] = True
            self.outcomes = np.concatenate([self.outcomes, outcomes])
            self.deciding = np.concatenate([self.deciding, deciding])
        return codes

    @staticmethod
    def exclude(
        patterns: NDArray[np.uint64],
        factors: NDArray[np.intp],
        cells: NDArray[np.intp],
        signs: NDArray[np.uint64],
    ) -> None:
        """Enter which signs factors do not have on cells; each pair stands once."""
        import numpy as np

        if not patterns.flags.c_contiguous:
            raise ValueError("patterns are changed in place, so they have to be in one piece")
        flat = patterns.reshape(-1)
        places = factors // _SLOTS * patterns.shape[1] + cells
        shifts = (factors % _SLOTS * _BITS).astype(np.uint64)
        np.add.at(flat, places, (signs << shifts) & ~flat[places])

    @staticmethod
    def unknown(
        patterns: NDArray[np.uint64], factor: int, cells: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        """Give those of some cells on which a factor may have more than one sign."""
        import numpy as np

        bits = patterns[factor // _SLOTS, cells] >> np.uint64(factor % _SLOTS * _BITS)
        excluded = np.array([each.bit_count() for each in range(ANY + 1)])[bits & np.uint64(ANY)]
        few = np.flatnonzero(excluded < _KNOWN)
        return np.asarray(cells[few], dtype=np.intp)

    @staticmethod
    def possible(
        patterns: NDArray[np.uint64],
        factors: NDArray[np.intp],
        cells: NDArray[np.intp],
        sign: SignSet,
    ) -> NDArray[np.intp]:
        """Give the places of those pairs of a factor and a cell where a sign is not excluded."""
        import numpy as np

        shifts = (factors % _SLOTS * _BITS).astype(np.uint64)
        bits = patterns[factors // _SLOTS, cells] >> shifts
        return np.flatnonzero(bits & np.uint64(sign) == 0)


def excluded_signs(
    least: NDArray[np.float64], most: NDArray[np.float64], bounds: NDArray[np.float64]
) -> NDArray[np.uint64]:
    """Give the signs that what lies between two numbers, known up to bounds, cannot have."""
    import numpy as np

    exact = bounds == 0
    excluded = np.where(least > bounds, ANY & ~POSITIVE, 0)
    excluded |= np.where(most < -bounds, ANY & ~NEGATIVE, 0)
    excluded |= np.where(exact & (least >= 0), NEGATIVE, 0)
    excluded |= np.where(exact & (most <= 0), POSITIVE, 0)
    return excluded.astype(np.uint64)
