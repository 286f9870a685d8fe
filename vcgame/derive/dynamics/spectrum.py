"""How many eigenvalues lie on each side of the imaginary axis, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from vcgame.derive.dynamics.algebraic import Element, Extension
from vcgame.derive.dynamics.answer import Label

__all__ = ["Spectrum", "characteristic", "determinant", "label_of", "spectrum"]

Spectrum = tuple[int, int, int]
"""How many eigenvalues have a negative, zero and positive real part, counted as roots."""


def characteristic(field: Extension, matrix: Sequence[Sequence[Element]]) -> list[Element]:
    """Coefficients of the characteristic polynomial, that of the highest power first."""
    size = len(matrix)
    found = [field.constant(1)]
    for order in range(1, size + 1):
        total = field.constant(0)
        for kept in combinations(range(size), order):
            total = total + determinant(field, [[matrix[i][j] for j in kept] for i in kept])
        found.append(total if order % 2 == 0 else -total)
    return found


def determinant(field: Extension, matrix: Sequence[Sequence[Element]]) -> Element:
    """Expand a determinant along its first row."""
    if not matrix:
        return field.constant(1)
    total = field.constant(0)
    for place, entry in enumerate(matrix[0]):
        if entry.is_zero():
            continue
        minor = [[*row[:place], *row[place + 1 :]] for row in matrix[1:]]
        term = entry * determinant(field, minor)
        total = total + (term if place % 2 == 0 else -term)
    return total


def spectrum(field: Extension, coefficients: Sequence[Element]) -> Spectrum:
    """Count the roots of a polynomial by the sign of their real parts.

    On the imaginary axis the polynomial is ``U(w) + i V(w)``. Roots on the axis are the real
    roots of the common divisor of U and V; by how many more roots lie to the left than to the
    right the Cauchy index of U and V says (Hermite 1856; Gantmacher 1959, ch. XV).

    Parameters
    ----------
    field
        Of the coefficients.
    coefficients
        That of the highest power, which is not zero, first.
    """
    size = len(coefficients) - 1
    if size <= 0:
        return 0, 0, 0
    even: list[Element] = [field.constant(0)] * (size + 1)
    odd: list[Element] = [field.constant(0)] * (size + 1)
    for place, value in enumerate(coefficients):
        power = size - place
        sign = -1 if power % 4 in (2, 3) else 1
        part = odd if power % 2 else even
        part[place] = value if sign > 0 else -value
    real, imaginary = _trimmed(even), _trimmed(odd)
    common = _common(real, imaginary)
    on_axis = _real_roots(field, common)
    surplus = _index(real, imaginary) if size % 2 else -_index(imaginary, real)
    off = size - on_axis
    return (off + surplus) // 2, on_axis, (off - surplus) // 2


def label_of(counts: Spectrum, *, invertible: bool) -> Label:
    """Name a rest point by the real parts of its eigenvalues."""
    left, axis, right = counts
    if axis:
        return "centre" if invertible and not left and not right else "non-hyperbolic"
    if not right:
        return "sink"
    return "saddle" if left else "source"


_Polynomial = list[Element]  # the highest power first, its coefficient not zero


def _trimmed(polynomial: Sequence[Element]) -> _Polynomial:
    for place, value in enumerate(polynomial):
        if not value.is_zero():
            return list(polynomial[place:])
    return []


def _remainder(first: _Polynomial, second: _Polynomial) -> _Polynomial:
    rest = list(first)
    while len(rest) >= len(second):
        factor = rest[0] / second[0]
        for place, value in enumerate(second):
            rest[place] = rest[place] - factor * value
        rest = rest[1:]
    return _trimmed(rest)


def _common(first: _Polynomial, second: _Polynomial) -> _Polynomial:
    while second:
        first, second = second, _remainder(first, second)
    return first


def _index(above: _Polynomial, below: _Polynomial) -> int:
    """Cauchy index of a ratio from minus to plus infinity, by Sturm's chain."""
    if not above or not below:
        return 0
    chain = [below, above]
    while chain[-1]:
        chain.append([-value for value in _remainder(chain[-2], chain[-1])])
    chain = chain[:-1]
    ends = []
    for side in (-1, 1):
        signs = [each[0].sign() * (side if (len(each) - 1) % 2 else 1) for each in chain]
        ends.append(sum(one != other for one, other in pairwise(signs)))
    return ends[0] - ends[1]


def _real_roots(field: Extension, polynomial: _Polynomial) -> int:
    """Count real roots, each as often as it is one."""
    count = 0
    while len(polynomial) > 1:
        degree = len(polynomial) - 1
        derivative = [
            value * field.constant(degree - place) for place, value in enumerate(polynomial[:-1])
        ]
        count += _index(derivative, polynomial)
        polynomial = _common(polynomial, derivative)
    return count
