"""Points with short numbers that satisfy linear conditions, or the proof that there is none."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from vcgame.solve.linear.simplex import Programme, Row, Work

__all__ = ["linear_point", "number_between", "simplest_between"]


def linear_point(
    rows: Sequence[Row], wish: Sequence[Fraction], work: Work
) -> list[Fraction] | None:
    """Give a point that satisfies the rows, or ``None`` if there is none.

    One unknown after the other takes its wished value where the rows allow it, else a short
    number next to it, in the inside of the range that the rows leave. If it is enough to move one
    unknown, one is moved.

    Parameters
    ----------
    rows
        The conditions.
    wish
        For each unknown, the value that it should have if possible.
    work
        What may be spent.

    Examples
    --------
    >>> rows = [Row({0: 1, 1: 1}, 0, ">"), Row({0: 1}, -1, "="), Row({1: -2}, -1, ">")]
    >>> linear_point(rows, [Fraction(1), Fraction(1)], Work(10_000))
    [Fraction(1, 1), Fraction(-2, 3)]
    """
    rows = list(rows)
    count = len(wish)
    if _satisfied(rows, wish):
        return list(wish)
    if not Programme(rows, count, work).possible:
        return None
    used = [i for i in range(count) if any(row.coefficients.get(i) for row in rows)]
    point = list(wish)
    alone = next((i for i in used if _possible_along(rows, i, wish, work)), None)
    for unknown in used if alone is None else [*(i for i in used if i != alone), alone]:
        fixed = _fixed(rows, unknown, wish[unknown])
        if _satisfied(fixed, wish) or Programme(fixed, count, work).possible:
            rows = fixed
            continue
        programme = Programme(rows, count, work)
        high = programme.largest({unknown: 1})
        low = programme.largest({unknown: -1})
        point[unknown] = number_between(None if low is None else -low, high, wish[unknown])
        rows = _fixed(rows, unknown, point[unknown])
    return point


def _possible_along(
    rows: Sequence[Row], unknown: int, wish: Sequence[Fraction], work: Work
) -> bool:
    """Whether moving one unknown is enough."""
    for other, value in enumerate(wish):
        if other != unknown:
            rows = _fixed(rows, other, value)
    return Programme(rows, unknown + 1, work).possible


def _satisfied(rows: Sequence[Row], point: Sequence[Fraction]) -> bool:
    for row in rows:
        value = row.constant + sum(c * point[i] for i, c in row.coefficients.items())
        if value < 0 or (value and row.kind == "=") or (not value and row.kind == ">"):
            return False
    return True


def _fixed(rows: Sequence[Row], unknown: int, value: Fraction) -> list[Row]:
    """Insert a value for an unknown."""
    changed = []
    for row in rows:
        coefficient = row.coefficients.get(unknown)
        if coefficient:
            below = value.denominator
            rest = {i: c * below for i, c in row.coefficients.items() if i != unknown}
            row = Row(rest, row.constant * below + coefficient * value.numerator, row.kind)
        changed.append(row)
    return changed


def number_between(low: Fraction | None, high: Fraction | None, wish: Fraction) -> Fraction:
    """Choose a short number in the inside of a range, rather close to a wished one.

    Parameters
    ----------
    low, high
        Ends of the range, ``None`` without one; where they are equal, that is the number.

    Examples
    --------
    >>> number_between(Fraction(1, 2), Fraction(1), Fraction(3))
    Fraction(3, 4)
    >>> number_between(Fraction(3), None, Fraction(1))
    Fraction(4, 1)
    """
    if low is not None and low == high:
        return low
    if (low is None or low < wish) and (high is None or wish < high):
        return wish
    if low is not None and wish <= low:
        width = max(abs(low), Fraction(1)) if high is None else high - low
        return simplest_between(low + width / 4, low + width / 2)
    if high is None:
        raise ValueError("the wish is inside the range")
    return -number_between(-high, None if low is None else -low, -wish)


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """Give the number with the least denominator in a closed range, the least such in size.

    Examples
    --------
    >>> simplest_between(Fraction(31, 100), Fraction(34, 100))
    Fraction(1, 3)
    """
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest_between(-high, -low)
    whole = -(-low.numerator // low.denominator)
    if whole <= high:
        return Fraction(whole)
    floor = low.numerator // low.denominator
    return floor + 1 / simplest_between(1 / (high - floor), 1 / (low - floor))
