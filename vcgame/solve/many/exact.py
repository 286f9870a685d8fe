"""Linear algebra in fractions, for systems of a few unknowns."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

__all__ = ["determinant", "echelon", "kernel", "transposed"]

Rows = list[list[Fraction]]


def echelon(rows: Sequence[Sequence[Any]], columns: int) -> tuple[Rows, Rows]:
    """Reduce rows by their first columns.

    Returns
    -------
    list, list
        Rows with a leading one, in the order of their leading columns, and what is left of the
        others, with zeros in the first columns.

    Examples
    --------
    >>> done, left = echelon([[2, 4, 6], [1, 2, 3]], 2)
    >>> [list(map(str, row)) for row in done], [list(map(str, row)) for row in left]
    ([['1', '2', '3']], [['0', '0', '0']])
    """
    left = [[Fraction(value) for value in row] for row in rows]
    done: Rows = []
    for column in range(columns):
        place = next((k for k, row in enumerate(left) if row[column]), None)
        if place is None:
            continue
        first = left.pop(place)
        pivot = [value / first[column] for value in first]
        for row in (*left, *done):
            factor = row[column]
            if factor:
                row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
        done.append(pivot)
    return done, left


def kernel(rows: Sequence[Sequence[Any]]) -> Rows:
    """Give a basis of the vectors whose products with all rows are zero.

    Examples
    --------
    >>> [list(map(str, vector)) for vector in kernel([[1, 2, 0], [0, 0, 1]])]
    [['-2', '1', '0']]
    """
    columns = len(rows[0])
    done, _ = echelon(rows, columns)
    leading = [next(k for k, value in enumerate(row) if value) for row in done]
    basis = []
    for free in range(columns):
        if free not in leading:
            vector = [Fraction(int(k == free)) for k in range(columns)]
            for row, place in zip(done, leading, strict=True):
                vector[place] = -row[free]
            basis.append(vector)
    return basis


def transposed(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Turn rows into columns."""
    return [list(column) for column in zip(*rows, strict=True)]


def determinant(rows: Sequence[Sequence[Any]]) -> Fraction:
    """Give the determinant of a square matrix; 1 for one without rows.

    Examples
    --------
    >>> determinant([[0, 2], [3, 1]])
    Fraction(-6, 1)
    """
    left = [[Fraction(value) for value in row] for row in rows]
    found = Fraction(1)
    for column in range(len(left)):
        place = next((k for k in range(column, len(left)) if left[k][column]), None)
        if place is None:
            return Fraction(0)
        if place != column:
            left[column], left[place] = left[place], left[column]
            found = -found
        found *= left[column][column]
        for row in left[column + 1 :]:
            factor = row[column] / left[column][column]
            if factor:
                row[:] = [a - factor * b for a, b in zip(row, left[column], strict=True)]
    return found
