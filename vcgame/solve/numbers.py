"""The numbers that solvers compute with: integers, or balls where a payoff is irrational.

Multiplying all payoffs of a player by one positive number changes no best reply, so rational
payoffs are cleared to integers once. An irrational payoff is a ball (`flint.arb`): an interval
that is sure to hold it. Sums and products of balls are balls again, and a comparison of balls
is true only where it holds for every pair of numbers inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from math import lcm
from typing import Any

from vcgame.errors import IncompleteError

__all__ = [
    "BITS",
    "MOST_BITS",
    "UndecidedError",
    "cleared",
    "greatest",
    "same",
    "upper_float",
    "working_precision",
]

BITS = 128
"""Default precision of balls, in bits."""

MOST_BITS = 2048
"""Precision beyond which a tie counts as undecided."""

_GUARD = 64


class UndecidedError(IncompleteError):
    """A sign that balls of the given precision do not decide."""


def cleared(values: Sequence[Any]) -> tuple[list[Any], int]:
    """Multiply by the least common denominator of the rational values.

    Parameters
    ----------
    values
        Rational numbers or balls. One object at several places stays one object.

    Returns
    -------
    list, int
        Integers (or balls) and the denominator that they were multiplied by.

    Examples
    --------
    >>> cleared([Fraction(1, 2), Fraction(2, 3)])
    ([3, 4], 6)
    """
    try:
        denominator = lcm(*[value.denominator for value in values])
    except AttributeError:
        rational = [value for value in values if isinstance(value, int | Fraction)]
        denominator = lcm(*[value.denominator for value in rational])
        seen: dict[int, Any] = {}
        for value in values:
            if id(value) not in seen:
                seen[id(value)] = (
                    int(value * denominator)
                    if isinstance(value, int | Fraction)
                    else value * denominator
                )
        return [seen[id(value)] for value in values], denominator
    if denominator == 1:
        return [value.numerator for value in values], 1
    return [value.numerator * (denominator // value.denominator) for value in values], denominator


def same(first: Any, second: Any) -> bool:
    """Whether two payoffs are surely the same number.

    A ball equals itself, since one object stands for one number; two balls are never known to
    be equal otherwise.

    Examples
    --------
    >>> from flint import arb
    >>> root = arb(2).sqrt()
    >>> same(root, root), same(root, arb(2).sqrt()), same(3, 3)
    (True, False, True)
    """
    return first is second or bool(first == second)


def greatest(values: Sequence[Any]) -> tuple[int, ...] | None:
    """Give the positions of the greatest values, or ``None`` where balls leave it open.

    Examples
    --------
    >>> greatest([2, 5, 5])
    (1, 2)
    >>> from flint import arb
    >>> greatest([1, arb(2).sqrt()]), greatest([arb(2).sqrt(), arb(2).sqrt()])
    ((1,), None)
    """
    if set(map(type, values)) == {int}:
        top = max(values)
        return tuple([k for k, value in enumerate(values) if value == top])
    best = []
    for k, value in enumerate(values):
        if all(value is other or value >= other for other in values):
            best.append(k)
        elif not any(other > value for other in values):
            return None
    return tuple(best)


def upper_float(value: Any) -> float:
    """Give a float that is not below a ball or a rational number, within one rounding."""
    upper = getattr(value, "upper", None)
    return float(value if upper is None else upper())


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """Compute with balls at some bits more than their own precision."""
    from flint import ctx

    before = ctx.prec
    ctx.prec = bits + _GUARD
    try:
        yield
    finally:
        ctx.prec = before
