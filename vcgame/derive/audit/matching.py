"""Pairing printed things with found ones, in whatever order they stand."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["matched"]


def matched(fits: Sequence[Sequence[bool]]) -> bool:
    """Whether every row can have a column of its own that fits it.

    Augmenting paths (Kuhn 1955), since there may be many orders.

    Examples
    --------
    >>> matched([[True, True], [True, False]]), matched([[True, False], [True, False]])
    (True, False)
    """
    holder: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for column, good in enumerate(fits[row]):
            if good and column not in tried:
                tried.add(column)
                if column not in holder or place(holder[column], tried):
                    holder[column] = row
                    return True
        return False

    return all(place(row, set()) for row in range(len(fits)))
