"""Factors on cells, many at once: arrays of Bernstein coefficients, and exact signs at points."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING, Any, Final

from vcgame.derive.regimes.signs import NEGATIVE, POSITIVE, ZERO, SignSet
from vcgame.model.formula.flint_numbers import as_fmpq, as_fraction
from vcgame.sweep.frontier.bernstein import Side, root_coefficients

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["RootFactor"]

_FLOAT_BITS: Final = 53


class RootFactor:
    """An irreducible polynomial on the whole rectangle.

    Attributes
    ----------
    height, width
        Numbers of Bernstein coefficients in both directions.
    coefficients
        The coefficients, flat, times a positive number that makes them at most 1 in size: the
        nearest floats.
    spare
        Where the coefficients are exact, so many bits may still be added to them before a float
        takes no more: those after ``h`` halvings have at most ``h`` times the sum of the
        degrees; negative where they are rounded.
    signs
        Signs that it may have in the rectangle, by its exact coefficients.
    """

    def __init__(self, polynomial: Any, sides: tuple[Side, Side]) -> None:
        import numpy as np

        rows = root_coefficients(polynomial, *sides)
        self.height, self.width = len(rows), len(rows[0])
        flat = [coefficient for row in rows for coefficient in row]
        common = lcm(*(int(each.q) for each in flat))
        whole = [int(each.p) * (common // int(each.q)) for each in flat]
        shared = gcd(*whole)
        whole = [each // shared for each in whole]
        bits = max(map(abs, whole)).bit_length()
        self.spare = _FLOAT_BITS - bits
        self._scale = Fraction(common, shared << bits)
        self.coefficients = np.array([float(Fraction(each, 1 << bits)) for each in whole])
        self.signs = _signs(flat)
        self._polynomial = polynomial
        self._sides = sides
        self._whole: tuple[int, list[tuple[int, int, int]]] | None = None

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """Places of the coefficients at the corners low-low, high-low, low-high, high-high."""
        last = (self.height - 1) * self.width
        return 0, last, self.width - 1, last + self.width - 1

    def part(self, level: int, column: int, row: int) -> NDArray[np.float64]:
        """Give the coefficients on a cell of a level, on the scale of `coefficients`."""
        import numpy as np

        ends = [
            (
                low + (high - low) * Fraction(at, 2**level),
                low + (high - low) * Fraction(at + 1, 2**level),
            )
            for (low, high), at in zip(self._sides, (column, row), strict=True)
        ]
        rows = root_coefficients(self._polynomial, ends[0], ends[1])
        return np.array([float(as_fraction(c) * self._scale) for line in rows for c in line])

    def exact_signs(
        self, columns: Sequence[int], rows: Sequence[int], resolution: int
    ) -> NDArray[np.uint64]:
        """Give the exact signs at corners of the cells of a grid, as `POSITIVE` and so on."""
        import numpy as np

        if self._whole is None or self._whole[0] != resolution:
            self._whole = (resolution, self._integer_terms(resolution))
        across, along = (np.array(each, dtype=object) for each in (columns, rows))
        total: NDArray[Any] = np.zeros(len(across), dtype=object)
        for first, second, coefficient in self._whole[1]:
            total = total + coefficient * across**first * along**second
        signs = np.where(total > 0, POSITIVE, np.where(total < 0, NEGATIVE, ZERO))
        return signs.astype(np.uint64)

    def _integer_terms(self, resolution: int) -> list[tuple[int, int, int]]:
        """Write it, times a positive integer, in the numbers of the grid's lines."""
        moved = self._polynomial.compose(
            *(
                generator * as_fmpq(step) + as_fmpq(low)
                for generator, (low, high) in zip(
                    self._polynomial.context().gens(), self._sides, strict=True
                )
                for step in ((high - low) / resolution,)
            )
        )
        terms = moved.to_dict().items()
        common = lcm(*(int(coefficient.q) for _, coefficient in terms))
        return [
            (int(powers[0]), int(powers[1]), int(coefficient.p) * (common // int(coefficient.q)))
            for powers, coefficient in terms
        ]


def _signs(values: Sequence[Any]) -> SignSet:
    """Give the signs that a combination of some values may have."""
    least, most = min(values), max(values)
    found = 0
    if most > 0:
        found |= POSITIVE
    if least < 0:
        found |= NEGATIVE
    if least <= 0 <= most:
        found |= ZERO
    return found
