"""Expected payoffs where every other firm mixes with the same probability."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb
from typing import Any, Final

from vcgame.solve.answer import Real
from vcgame.solve.symmetric.curve import float_of
from vcgame.solve.symmetric.lowering import lowered

__all__ = ["expectation"]

_LONGEST: Final = 4_000
"""Binary digits that an exact expectation may have, roughly."""

_CUT: Final = 1e-290


def expectation(values: Sequence[Any], p: Fraction, *, exact: bool) -> Real:
    """Give the mean of values whose place is binomial; ``len(values) - 1`` trials.

    Parameters
    ----------
    values
        Fractions or balls.
    p
        The probability, strictly between 0 and 1.
    exact
        Whether `p` is the probability itself and not a number near it.

    Examples
    --------
    >>> expectation([Fraction(k) for k in range(5)], Fraction(1, 3), exact=True)
    Fraction(4, 3)
    >>> expectation([Fraction(k**20) for k in range(3)], Fraction(1, 2), exact=False)
    262144.5
    """
    if exact and all(isinstance(value, Fraction) for value in values):
        short = lowered(values)
        degree = len(short) - 1
        if degree * p.denominator.bit_length() <= _LONGEST:
            q = 1 - p
            return sum(
                (comb(degree, k) * p**k * q ** (degree - k) * v for k, v in enumerate(short)),
                Fraction(0),
            )
    return _rough(list(map(float_of, values)), p)


def _rough(values: Sequence[float], p: Fraction) -> float:
    """Add up from the most likely place outwards."""
    degree, odds = len(values) - 1, float(p / (1 - p))
    middle = min(degree, int((degree + 1) * p))
    total, weights = values[middle], 1.0
    weight = 1.0
    for k in range(middle, degree):
        weight *= (degree - k) / (k + 1) * odds
        if weight < _CUT:
            break
        total += weight * values[k + 1]
        weights += weight
    weight = 1.0
    for k in range(middle, 0, -1):
        weight *= k / (degree - k + 1) / odds
        if weight < _CUT:
            break
        total += weight * values[k - 1]
        weights += weight
    return total / weights
