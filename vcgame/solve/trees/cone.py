"""Extreme rays of a cone in the orthant, by the double description method.

Motzkin, Raiffa, Thompson and Thrall (1953); Fukuda and Prodon (1996). One inequality or equation
is added at a time, and two rays are joined where no third one has all their tight inequalities.
The cones here are small: beliefs at one information set, or mixtures at a few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from vcgame.errors import IncompleteError
from vcgame.solve.sign import sign

__all__ = ["ConeError", "LinearRow", "extreme_rays"]

MOST_STEPS: Final = 500_000
"""Pairs of rays, times the rays each is held against, that are looked at for one inequality."""


class ConeError(IncompleteError):
    """More rays than can be handled."""


@dataclass(frozen=True, slots=True)
class LinearRow:
    """A homogeneous linear form that is not negative, or zero.

    Attributes
    ----------
    coefficients
        One number per unknown: fractions or `vcgame.solve.sign.Ball`.
    equation
        Whether the form is zero.
    """

    coefficients: tuple[Any, ...]
    equation: bool = False


_Ray = tuple[tuple[Any, ...], int]


def extreme_rays(size: int, rows: Iterable[LinearRow]) -> list[tuple[Any, ...]]:
    """Find the extreme rays of ``{x >= 0: rows}``, each with sum 1.

    Raises
    ------
    ConeError
        Where there are too many rays.
    UndecidedError
        Where the sign of a ball is needed and not known.

    Examples
    --------
    Beliefs over two nodes with ``p0 >= p1``:

    >>> rays = extreme_rays(2, [LinearRow((Fraction(1), Fraction(-1)))])
    >>> [[str(p) for p in ray] for ray in rays]
    [['1', '0'], ['1/2', '1/2']]
    """
    all_tight = (1 << size) - 1
    rays: list[_Ray] = [
        (tuple([Fraction(j == k) for j in range(size)]), all_tight ^ (1 << k)) for k in range(size)
    ]
    for number, row in enumerate(rows, start=size):
        rays = _cut(rays, row, 1 << number)
    return [ray for ray, _ in rays]


def _cut(rays: list[_Ray], row: LinearRow, bit: int) -> list[_Ray]:
    """Keep what satisfies a row."""
    values = [_product(row.coefficients, ray) for ray, _ in rays]
    signs = [sign(value) for value in values]
    kept = [
        (ray, tight | (0 if order else bit))
        for (ray, tight), order in zip(rays, signs, strict=True)
        if order == 0 or (order > 0 and not row.equation)
    ]
    above = [k for k, order in enumerate(signs) if order > 0]
    below = [k for k, order in enumerate(signs) if order < 0]
    if len(above) * len(below) * len(rays) > MOST_STEPS:
        raise ConeError("the inequalities of an information set have too many corners")
    for p in above:
        for q in below:
            common = rays[p][1] & rays[q][1]
            if _adjacent(rays, p, q, common):
                kept.append((_joined(rays[p][0], rays[q][0], values[p], -values[q]), common | bit))
    return kept


def _adjacent(rays: Sequence[_Ray], p: int, q: int, common: int) -> bool:
    return not any(tight & common == common for k, (_, tight) in enumerate(rays) if k not in (p, q))


def _joined(first: Sequence[Any], second: Sequence[Any], a: Any, b: Any) -> tuple[Any, ...]:
    """Join a ray where a form is ``a > 0`` with one where it is ``-b < 0``; the sum is 1."""
    ray = [b * x + a * y for x, y in zip(first, second, strict=True)]
    total = a + b
    # a coordinate that is zero in both stays an exact zero; a lone one is exactly 1
    if sum(not (isinstance(value, Fraction) and value == 0) for value in ray) == 1:
        return tuple([Fraction(not isinstance(v, Fraction) or v != 0) for v in ray])
    return tuple([value / total for value in ray])


def _product(coefficients: Sequence[Any], ray: Sequence[Any]) -> Any:
    total: Any = Fraction(0)
    for coefficient, value in zip(coefficients, ray, strict=True):
        if not (isinstance(value, Fraction) and value == 0):
            total = total + coefficient * value
    return total
