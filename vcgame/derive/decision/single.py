"""Signs of polynomials in one unknown: every cell of the line, exactly.

The real roots of the irreducible factors cut the line into cells; between neighbouring roots no
sign changes, and at a root of one factor the others have the sign that they have beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import lcm
from typing import Any, Final

from vcgame.derive.decision.linear import number_between
from vcgame.derive.decision.normal_form import ZERO, side
from vcgame.solve.linear.simplex import Work

__all__ = [
    "MAX_DEGREE",
    "Cell",
    "HighDegreeError",
    "Irrational",
    "cells",
    "factored",
    "single_point",
]

MAX_PRECISION: Final = 20_000
MAX_DEGREE: Final = 80


class HighDegreeError(Exception):
    """A polynomial is of so high a degree that its roots are not looked for."""


@dataclass(frozen=True, slots=True)
class Irrational:
    """A number that is the only root of a polynomial between two bounds."""

    low: Fraction
    high: Fraction
    coefficients: tuple[int, ...]


Root = Fraction | Irrational


@dataclass(frozen=True, slots=True)
class Cell:
    """A root, or an open range between roots with a sample in it."""

    low: Root | None
    high: Root | None

    @property
    def open(self) -> bool:
        """Whether the cell is a range."""
        return self.low is None or self.low is not self.high

    def sample(self, wish: Fraction) -> Fraction:
        """Give a number in a range, the wished one if it lies there."""
        low = self.low.high if isinstance(self.low, Irrational) else self.low
        high = self.high.low if isinstance(self.high, Irrational) else self.high
        return number_between(low, high, wish)

    def distance(self, wish: Fraction) -> Fraction:
        """Give about how far the cell is from a number."""
        low = self.low.low if isinstance(self.low, Irrational) else self.low
        high = self.high.high if isinstance(self.high, Irrational) else self.high
        if low is not None and wish < low:
            return low - wish
        return wish - high if high is not None and wish > high else Fraction(0)


def single_point(
    conditions: Sequence[tuple[Sequence[Fraction], int]], wish: Fraction, work: Work
) -> Root | None:
    """Give a number at which polynomials have wanted signs, or ``None`` if there is none.

    Parameters
    ----------
    conditions
        Coefficients, constant first, and the set of signs.
    wish
        The number that it should be if possible, or be close to.
    work
        What may be spent.

    Raises
    ------
    HighDegreeError
        For an irreducible polynomial of a degree above 80.

    Examples
    --------
    >>> two = [Fraction(-2), Fraction(0), Fraction(1)]
    >>> single_point([(two, 4)], Fraction(1), Work(10_000))
    Fraction(2, 1)
    >>> single_point([(two, 2)], Fraction(1), Work(10_000)).coefficients
    (-2, 0, 1)
    >>> single_point([(two, 1), ([Fraction(-3), Fraction(2)], 6)], Fraction(1), Work(10_000))
    """
    if all(side(_value(c, wish)) & signs for c, signs in conditions):
        return wish
    divided = [(factored(_whole(coefficients)), signs) for coefficients, signs in conditions]
    factors = {factor for (_, parts), _ in divided for factor, _ in parts}
    work.spend(sum(len(factor) ** 3 for factor in factors) + 20)
    line = cells(factors)
    irrational: Root | None = None
    line.reverse()  # of two cells that are as far, the one above comes first
    for cell in sorted(line, key=lambda cell: (not cell.open, cell.distance(wish))):
        good = all(_sign(cell, product, wish) & signs for product, signs in divided)
        if good and cell.open:
            return cell.sample(wish)
        if good:
            if isinstance(cell.low, Fraction):
                return cell.low
            irrational = irrational or cell.low
    return irrational


_Product = tuple[Fraction, tuple[tuple[tuple[int, ...], int], ...]]


def _sign(cell: Cell, product: _Product, wish: Fraction) -> int:
    constant, parts = product
    if cell.open:
        number = cell.sample(wish)
    elif isinstance(cell.low, Fraction):
        number = cell.low
    else:
        at = cell.low
        if at is not None and any(factor == at.coefficients for factor, _ in parts):
            return ZERO
        number = at.low if at is not None else wish
    total = side(constant)
    for factor, times in parts:
        value = _value(factor, number)
        if not value:
            return ZERO
        if value < 0 and times % 2:
            total = 5 - total
    return total


def _value(coefficients: Sequence[Fraction | int], number: Fraction) -> Fraction:
    total = Fraction(0)
    for coefficient in reversed(coefficients):
        total = total * number + coefficient
    return total


def _whole(coefficients: Sequence[Fraction]) -> tuple[int, ...]:
    below = lcm(*(value.denominator for value in coefficients))
    whole = [int(value * below) for value in coefficients]
    while whole and not whole[-1]:
        whole.pop()
    return tuple(whole)


@lru_cache(maxsize=2_000)
def factored(coefficients: tuple[int, ...]) -> _Product:
    """Factor a polynomial; factors are primitive with a positive first coefficient."""
    if len(coefficients) < 2:
        return Fraction(coefficients[0] if coefficients else 0), ()
    from flint import fmpz_poly

    constant, parts = fmpz_poly(list(coefficients)).factor()
    sign, found = int(constant), []
    for part, times in parts:
        whole = tuple(int(value) for value in part.coeffs())
        if whole[-1] < 0:
            whole = tuple(-value for value in whole)
            sign = -sign if times % 2 else sign
        found.append((whole, int(times)))
    return Fraction(sign), tuple(found)


def cells(factors: set[tuple[int, ...]]) -> list[Cell]:
    """Cut the line at the real roots of irreducible polynomials, no two of them equal.

    Between an irrational root's bounds no other factor has a root, nor at them.
    """
    roots = _sorted_roots(tuple(sorted(factors)))
    line: list[Cell] = []
    before: Root | None = None
    for root in roots:
        line += [Cell(before, root), Cell(root, root)]
        before = root
    return [*line, Cell(before, None)]


@lru_cache(maxsize=500)
def _sorted_roots(factors: tuple[tuple[int, ...], ...]) -> tuple[Root, ...]:
    precision = 64
    while precision <= MAX_PRECISION:
        found = sorted((root for factor in factors for root in _roots(factor, precision)), key=_low)
        if all(_high(one) < _low(other) for one, other in pairwise(found)):
            return tuple(found)
        precision *= 2
    raise HighDegreeError


def _low(root: Root) -> Fraction:
    return root.low if isinstance(root, Irrational) else root


def _high(root: Root) -> Fraction:
    return root.high if isinstance(root, Irrational) else root


def _roots(factor: tuple[int, ...], bits: int) -> Iterator[Root]:
    """Isolate the real roots of an irreducible polynomial."""
    if len(factor) == 2:
        yield Fraction(-factor[0], factor[1])
        return
    if len(factor) > MAX_DEGREE + 1:
        raise HighDegreeError
    from flint import fmpz_poly

    from vcgame.model.formula.balls import precision

    with precision(bits):
        found: Any = fmpz_poly(list(factor)).complex_roots()
        for root, _ in found:
            if root.imag == 0:
                middle, radius = _exact(root.real.mid()), _exact(root.real.rad())
                # A root of degree two or more is irrational, so that it is not at a bound.
                yield Irrational(middle - radius, middle + radius, factor)


def _exact(number: Any) -> Fraction:
    mantissa, exponent = (int(part) for part in number.man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent
