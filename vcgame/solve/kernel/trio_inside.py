"""Equilibria of many 2x2x2 games in which all three players mix.

`vcgame.solve.trio` says where the quadratic comes from. Its roots are found in floats with a
bound on their error (`search_inside`); games for which that leaves a sign open are solved again
on integers (`search_inside_exactly`), where a root is a + b sqrt(d) and its signs are decided by
those of a, b and a^2 - b^2 d.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vcgame.solve.kernel.trio_faces import BOTH, CUBIC, QUADRATIC, Bools, Chunk, Floats, Indices

__all__ = ["add_both", "search_inside", "search_inside_exactly"]

Integers = NDArray[np.int64]
Pair = tuple[Floats, Floats]

_ROUNDING = 2.0**-51
"""Four times the relative error of one operation."""


def search_inside(chunk: Chunk) -> None:
    """Find the equilibria in which all mix; note the games where that is not certain."""
    gains = chunk.gains
    signs = chunk.signs
    mixed = signs.above.any(axis=1) & signs.below.any(axis=1)
    if signs.ties:
        chunk.infinite |= signs.tie.all(axis=1).any(axis=0)
    at = np.flatnonzero(mixed.all(axis=0))
    slack = chunk.slack[at]
    A, C = (tuple([row[at] for row in gains[k]]) for k in (0, 2))
    q0, q1, q2, discriminant = _form(A, tuple([row[at] for row in gains[1]]), C)
    size1, size02 = np.abs(q1), np.abs(q0) + np.abs(q2)
    product = np.abs(4 * q0 * q2)
    # Errors of q0, q2 and q1 are 6, 6 and 14 times the slack. The last term is more than their
    # squares, by so much that a root keeps its sign where that of q1 is open.
    doubt = slack * (30 * size1 + 26 * size02 + q1 * q1 + product + 2000 * slack)
    unsure = ~(np.abs(discriminant) > doubt)
    for matrix in (A, C):
        determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2]
        unsure |= ~(np.abs(determinant) > QUADRATIC * slack)
    chunk.unsure[at[unsure]] = True
    real = ~unsure & (discriminant > 0)
    turn = np.copysign(1.0, q1)
    goods, weights = [], []
    for number, outer in enumerate((q2, q0)):
        # Root 0 is (q2 : half) and root 1 is (half : q0), half = -(q1 + turn sqrt(d)) / 2.
        pick = np.flatnonzero(real & (outer * turn < CUBIC * slack))
        own = slack[pick]
        root = np.sqrt(discriminant[pick])
        half = -0.5 * (q1[pick] + turn[pick] * root)
        error_half = 7 * own + doubt[pick] / root + _ROUNDING * (size1[pick] + root)
        y, errors = (outer[pick], half), (CUBIC * own, error_half)
        if number == 1:
            y, errors = y[::-1], errors[::-1]
        pick, triple = _completed(chunk, at, pick, y, errors)
        goods.append((pick, np.ones(pick.size, dtype=np.bool_)))
        weights.append(triple)
    add_both(chunk, at, (goods[0], goods[1]), (weights[0], weights[1]))


def _completed(
    chunk: Chunk, at: Indices, pick: Indices, y: Pair, errors: Pair
) -> tuple[Indices, list[Pair]]:
    """Add x and z to some roots; keep those that certainly are equilibria, with weights."""
    doubt, outside = _placed(y, errors)
    size = np.abs(y[0]) + np.abs(y[1])
    doubt |= ~(np.maximum(*errors) <= chunk.accuracy * size)
    columns = [y[0], y[1], errors[0], errors[1]]
    for player, forms in ((2, (2, 3, 0, 1)), (0, (1, 3, 0, 2))):
        keep = np.flatnonzero(~outside)
        pick, doubt = pick[keep], doubt[keep]
        columns = [column[keep] for column in columns]
        y0, y1, error0, error1 = columns[:4]
        games = at[pick]
        e0, e1, e2, e3 = (chunk.gains[player, k][games] for k in forms)
        rest = (np.abs(y0) + np.abs(y1)) * (_ROUNDING * chunk.largest + chunk.slack[games])
        first, second = e0 * y0 + e1 * y1, -(e2 * y0 + e3 * y1)
        bounds = (
            np.abs(e0) * error0 + np.abs(e1) * error1 + rest,
            np.abs(e2) * error0 + np.abs(e3) * error1 + rest,
        )
        unsure, outside = _placed((first, second), bounds)
        first, second = np.abs(first), np.abs(second)
        # A share w0 / (w0 + w1) is no more wrong than the worse weight over their sum.
        doubt |= unsure | ~(np.maximum(*bounds) <= chunk.accuracy * (first + second))
        columns += [first, second]
    doubt &= ~outside
    chunk.unsure[at[pick[doubt]]] = True
    keep = np.flatnonzero(~(outside | doubt))
    y0, y1, _, _, x0, x1, z0, z1 = (np.abs(column[keep]) for column in columns)
    return pick[keep], [(x0, x1), (y0, y1), (z0, z1)]


def _placed(pair: Pair, bounds: Pair) -> tuple[Bools, Bools]:
    """Whether it is open if weights have one strict sign, and whether they surely have not."""
    certain = (np.abs(pair[0]) > bounds[0]) & (np.abs(pair[1]) > bounds[1])
    differ = (pair[0] > 0) != (pair[1] > 0)
    # What is exactly 0, with certainty, is outside too.
    none = ((pair[0] == 0) & (bounds[0] == 0)) | ((pair[1] == 0) & (bounds[1] == 0))
    return ~(certain | none), (certain & differ) | none


def add_both(
    chunk: Chunk,
    at: Indices,
    good: tuple[tuple[Indices, Bools], tuple[Indices, Bools]],
    weights: tuple[Sequence[Pair], Sequence[Pair]],
    start: int = 0,
) -> None:
    """Note both roots, those with the smaller probability of strategy 1 of player 0 first."""
    lead = (-start) % 3
    shares = []
    for (here, mask), pairs in zip(good, weights, strict=True):
        share = np.full(at.size, -1.0)
        first, second = pairs[lead][0][mask], pairs[lead][1][mask]
        share[here[mask]] = first / (first + second)
        shares.append(share)
    late = (shares[0] > shares[1]) & (shares[1] >= 0)
    for number, wanted in ((0, ~late), (1, None), (0, late)):
        here, mask = good[number]
        chosen = np.flatnonzero(mask if wanted is None else mask & wanted[here])
        pairs = [(pair[0][chosen], pair[1][chosen]) for pair in weights[number]]
        chunk.add(start, at[here[chosen]], (BOTH,) * 3, (BOTH,) * 3, tuple(pairs))


def search_inside_exactly(chunk: Chunk, gains: Integers, at: Indices, start: int) -> Bools:
    """Find the equilibria in which all mix, on integers of at most 645.

    Parameters
    ----------
    chunk
        Takes what is found.
    gains
        As those of the chunk, for some of its games only; both kinds of signs occur for every
        player. The matrices of players `start` and `start + 2` are regular.
    at
        Numbers of these games in the chunk.
    start
        Player whose matrix is A.

    Returns
    -------
    numpy.ndarray
        The games in which the quadratic form is 0 and nothing was decided.
    """
    A, B, C = (tuple(gains[(start + k) % 3]) for k in range(3))
    q0, q1, q2, discriminant = _form(A, B, C)
    flat: Bools = (q0 == 0) & (q1 == 0) & (q2 == 0)
    real = np.flatnonzero((discriminant >= 0) & ~flat)
    at, q0, q1, q2, discriminant = (v[real] for v in (at, q0, q1, q2, discriminant))
    A, C = (tuple([entry[real] for entry in matrix]) for matrix in (A, C))
    turn = np.where(q1 >= 0, 1, -1)
    root = np.sqrt(discriminant.astype(np.float64))
    double = discriminant == 0
    goods, weights = [], []
    for number in (0, 1):
        # Root 0 is (2 q2 : half) and root 1 is (half : 2 q0), half = -(q1 + turn root).
        outer = q2 if number == 0 else q0
        pairs: list[Pair] = []
        good = (np.sign(outer) == -turn) & ~(double & ((q1 == 0) | (number == 1)))
        half = -(q1 + turn * root)
        y = (2.0 * outer, half) if number == 0 else (half, 2.0 * outer)
        for matrix, forms in ((C, ((2, 3), (0, 1))), (A, ((1, 3), (0, 2)))):
            values = []
            for i, j in forms:
                near, far = (matrix[i], matrix[j]) if number == 0 else (matrix[j], matrix[i])
                plain, factor = 2 * near * outer - far * q1, -turn * far
                other = q0 if number == 0 else q2
                norm = outer * near * near - q1 * near * far + other * far * far
                values.append(_surd(plain, factor, outer, norm, discriminant, root))
            (sign0, value0), (sign1, value1) = values
            good &= (sign0 * sign1) < 0
            pairs.append((np.abs(value0), np.abs(value1)))
        goods.append((np.arange(at.size), good))
        weights.append([pairs[0], (np.abs(y[0]), np.abs(y[1])), pairs[1]])
        chunk.singular[at[good & double]] = True
    add_both(chunk, at, (goods[0], goods[1]), (weights[0], weights[1]), start)
    return flat


def _surd(
    plain: Integers,
    factor: Integers,
    outer: Integers,
    norm: Integers,
    discriminant: Integers,
    root: Floats,
) -> tuple[Integers, Floats]:
    """Sign and value of plain + factor sqrt(d), where plain^2 - factor^2 d = 4 outer norm."""
    first, second = np.sign(plain), np.sign(factor) * (discriminant > 0)
    opposed = first * second < 0
    sign = np.where(
        opposed, first * np.sign(outer) * np.sign(norm), np.where(first == 0, second, first)
    )
    surd = factor * root
    value = plain + surd
    # Where the two nearly cancel, divide by the conjugate instead.
    conjugate = np.where(opposed, plain - surd, 1.0)
    return sign, np.where(opposed, 4.0 * outer * norm / conjugate, value)


def _form(
    A: tuple[NDArray[Any], ...], B: tuple[NDArray[Any], ...], C: tuple[NDArray[Any], ...]
) -> tuple[NDArray[Any], ...]:
    """Coefficients of the quadratic form Y' A cof(B) C Y, and its discriminant."""
    top = A[0] * B[3] - A[1] * B[1], A[1] * B[0] - A[0] * B[2]
    bottom = A[2] * B[3] - A[3] * B[1], A[3] * B[0] - A[2] * B[2]
    q0 = top[0] * C[0] + top[1] * C[2]
    q1 = top[0] * C[1] + top[1] * C[3] + bottom[0] * C[0] + bottom[1] * C[2]
    q2 = bottom[0] * C[1] + bottom[1] * C[3]
    return q0, q1, q2, q1 * q1 - 4 * q0 * q2
