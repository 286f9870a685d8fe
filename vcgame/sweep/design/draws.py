"""Draws of uncertain parameters, any range of them by itself."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from vcgame.errors import UsageError
from vcgame.sweep.columns import Column
from vcgame.sweep.design.permutation import random_permutation
from vcgame.sweep.design.sampling import Sampling, matrix_row
from vcgame.sweep.design.sobol import BITS, MAX_DIMENSIONS, sobol_sequence
from vcgame.sweep.design.streams import JITTERS, VALUES, random_words
from vcgame.sweep.design.uncertain import Uncertain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Draws"]


@dataclass(frozen=True, slots=True)
class Draws:
    """The draws of some uncertain parameters by one plan.

    A method gives a share ``u`` with ``0 <= u < 1`` per draw and parameter; the value is number
    ``floor(u * count)`` of the `count` values of the parameter.

    Examples
    --------
    >>> from fractions import Fraction
    >>> draws = Draws((Uncertain("c", Fraction(0), Fraction(1), 1),), Sampling("lhs", 11, seed=4))
    >>> sorted(draws.columns(0, 11)["c"].numerators.tolist())
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    """

    uncertain: tuple[Uncertain, ...]
    sampling: Sampling

    def __post_init__(self) -> None:
        if self.sampling.method in ("sobol", "saltelli") and self._dimensions > MAX_DIMENSIONS:
            raise UsageError(
                f"{self.sampling.method} takes fewer uncertain parameters than "
                f"{len(self.uncertain)}; draw with lhs"
            )

    def __len__(self) -> int:
        return self.sampling.draws(len(self.uncertain))

    @property
    def _dimensions(self) -> int:
        return len(self.uncertain) * (2 if self.sampling.method == "saltelli" else 1)

    def columns(self, start: int, stop: int) -> dict[str, Fraction | Column]:
        """Give the values of the draws from `start` to before `stop`."""
        return {
            each.name: self._column(place, each, start, stop)
            for place, each in enumerate(self.uncertain)
        }

    def _column(self, place: int, uncertain: Uncertain, start: int, stop: int) -> Fraction | Column:
        import numpy as np

        count, first = uncertain.count, uncertain.first
        if count == 1:
            return uncertain.value(0)
        scaled = self._shares(place, start, stop)
        scaled *= count
        places = scaled.astype(np.int64)
        if first >= -(1 << 63) and first + count <= 1 << 63:
            places += first
            return Column(places, uncertain.denominator)
        return Column(places.astype(object) + first, uncertain.denominator)

    def _shares(self, place: int, start: int, stop: int) -> NDArray[np.float64]:
        """Give numbers from 0 to below 1, so far below that times 2**50 they stay below it."""
        import numpy as np

        method, seed = self.sampling.method, self.sampling.seed
        if method == "random":
            words = random_words(seed, VALUES + place, start, stop) >> np.uint64(64 - BITS)
            return _share(words.view(np.int64))
        if method == "lhs":
            return self._strata(place, start, stop)
        if method == "sobol":
            return _share(self._sobol(place, start, stop))
        return _share(self._saltelli(place, start, stop))

    def _strata(self, place: int, start: int, stop: int) -> NDArray[np.float64]:
        """Give a random place in the stratum of each draw.

        The place keeps so far from the ends of the stratum that rounding cannot leave it: there
        are 45 bits in all, while a float has 53.
        """
        import numpy as np

        rows, seed = self.sampling.rows, self.sampling.seed
        strata = random_permutation(rows, seed, place).images(np.arange(start, stop))
        bits = 44 - (rows - 1).bit_length()
        words = random_words(seed, JITTERS + place, start, stop) >> np.uint64(64 - bits)
        inside = np.multiply(words.view(np.int64) + 0.5, 0.5**bits, dtype=np.float64)
        inside += strata
        inside /= rows
        return np.asarray(inside)

    def _sobol(self, dimension: int, start: int, stop: int) -> NDArray[np.int64]:
        rows, seed = self.sampling.rows, self.sampling.seed
        return sobol_sequence(self._dimensions, rows, seed).words(dimension, start, stop)

    def _saltelli(self, place: int, start: int, stop: int) -> NDArray[np.int64]:
        """Take the parameter from the first half of the dimensions (A) or from the second (B)."""
        import numpy as np

        rows = self.sampling.rows
        pieces = []
        while start < stop:
            matrix, row = matrix_row(start, rows)
            taken = min(stop - start, rows - row)
            from_b = matrix in (1, 2 + place)
            dimension = place + len(self.uncertain) if from_b else place
            pieces.append(self._sobol(dimension, row, row + taken))
            start += taken
        return np.concatenate(pieces)


def _share(words: NDArray[Any]) -> NDArray[np.float64]:
    import numpy as np

    return np.asarray(np.multiply(words, 0.5**BITS, dtype=np.float64))
