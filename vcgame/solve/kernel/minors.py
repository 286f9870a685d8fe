"""The minors of many games at once, in the narrowest numbers that hold them."""

from __future__ import annotations

from math import factorial, isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vcgame.solve.kernel.tables import Level, Side

__all__ = ["differences", "exact_levels", "magnitude", "minor_levels", "number_types"]

Numbers = NDArray[Any]

_HOLD: tuple[tuple[type[np.generic], int], ...] = (
    (np.int8, 2**7 - 1),
    (np.int16, 2**15 - 1),
    (np.int32, 2**31 - 1),
    (np.float64, 2**53),
    (np.int64, 2**63 - 1),
)
"""Number types and the largest integers that they hold exactly; in order of speed."""


def magnitude(numbers: Numbers) -> int:
    """Largest absolute value of some integers, as a Python integer.

    Examples
    --------
    >>> magnitude(np.array([3, -7]))
    7
    """
    if numbers.size == 0:
        return 0
    return max(int(numbers.max()), -int(numbers.min()))


def differences(payoffs: Numbers) -> tuple[Numbers, int]:
    """Subtract the first row of integer payoffs from all others; give the largest magnitude too.

    Parameters
    ----------
    payoffs
        Integers (any integer type, or Python integers), shape (own, other, games).
    """
    own, other, games = payoffs.shape
    if payoffs.dtype != object:
        holds = _narrowest(2 * magnitude(payoffs))
        payoffs = payoffs.astype(holds or object, copy=False)
    found = (payoffs[1:] - payoffs[:1]).reshape((own - 1) * other, games)
    return found, magnitude(found)


def number_types(side: Side, bound: int) -> list[type[np.generic]] | None:
    """Choose a number type per level, so that nothing overflows; ``None`` where none suffices.

    Parameters
    ----------
    side
        Tables of the game's shape.
    bound
        Largest magnitude of a difference of payoffs.

    Notes
    -----
    A minor of size ``s`` is at most ``s! bound^s``, and by Hadamard's inequality at most
    ``s^(s/2) bound^s``; its expansion never exceeds ``s`` times ``bound`` times the largest
    minor below.
    """
    types: list[type[np.generic]] = []
    below = 1
    for level in side.levels:
        size = level.size
        power = bound**size
        largest = min(factorial(size) * power, _root_up(size**size * power * power))
        steps = max(size * bound * below, (size + 1) * largest if level.sums else 0)
        chosen = _narrowest(steps)
        if chosen is None:
            return None
        types.append(chosen)
        below = largest
    return types


def exact_levels(side: Side, entries: Numbers, bound: int) -> list[Numbers]:
    """Work out all minors exactly, in Python integers where no machine number holds them."""
    types = number_types(side, bound)
    if types is None:
        return minor_levels(side, entries.astype(object), [object] * len(side.levels))
    return minor_levels(side, entries, types)


def minor_levels(side: Side, entries: Numbers, types: list[Any]) -> list[Numbers]:
    """Work out all minors.

    Parameters
    ----------
    side
        Tables of the game's shape.
    entries
        Differences of payoffs, shape ((own - 1)*other, games).
    types
        Number type of each level.

    Returns
    -------
    list of arrays
        Per level, shape (rows of the level, games).
    """
    levels: list[Numbers] = []
    for level, kind in zip(side.levels, types, strict=True):
        entries = entries.astype(kind, copy=False)
        values = np.empty((level.rows, entries.shape[1]), dtype=kind)
        if level.size == 1:
            values[: len(level.expansions)] = entries
        else:
            _expand(level, entries, levels[-1].astype(kind, copy=False), values)
        _add_up(level, values)
        levels.append(values)
    return levels


def _expand(level: Level, entries: Numbers, below: Numbers, values: Numbers) -> None:
    """Laplace's expansion of every minor of a level."""
    spare = np.empty_like(values[0])
    for terms, out in zip(level.expansions, values[: len(level.expansions)], strict=True):
        (entry, row, _), *others = terms
        np.multiply(entries[entry], below[row], out=out)
        for entry, row, sign in others:
            np.multiply(entries[entry], below[row], out=spare)
            (np.add if sign > 0 else np.subtract)(out, spare, out=out)


def _add_up(level: Level, values: Numbers) -> None:
    """The minors without the first row, as sums."""
    for terms, out in zip(level.sums, values[len(level.expansions) :], strict=True):
        positive = [row for row, sign in terms if sign > 0]
        negative = [row for row, sign in terms if sign < 0]
        np.subtract(values[positive[0]], values[negative[0]], out=out)
        for row in positive[1:]:
            np.add(out, values[row], out=out)
        for row in negative[1:]:
            np.subtract(out, values[row], out=out)


def _narrowest(largest: int) -> type[np.generic] | None:
    for kind, limit in _HOLD:
        if largest <= limit:
            return kind
    return None


def _root_up(square: int) -> int:
    """A whole number at least as large as the square root."""
    return isqrt(square) + 1
