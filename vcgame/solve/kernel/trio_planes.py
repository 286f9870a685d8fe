"""Equilibria of many 2x2x2 games in which all mix, where two gain matrices are singular.

A singular matrix with gains of both signs is a product of two linear forms, so the gain
vanishes on planes: one probability is fixed, and the other is free. `vcgame.solve.trio_inside`
does the same for one game.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vcgame.solve.kernel.trio_faces import Chunk, Indices
from vcgame.solve.kernel.trio_inside import add_both

__all__ = ["search_planes"]

Integers = NDArray[np.int64]
Weights = tuple[NDArray[Any], NDArray[Any]]
Mixture = tuple[NDArray[np.bool_], Weights]


def search_planes(chunk: Chunk, gains: Integers, at: Indices, start: int) -> None:
    """Find the equilibria in which all mix, on integers.

    Parameters
    ----------
    chunk
        Takes what is found.
    gains
        As those of the chunk, for some of its games only; both kinds of signs occur for every
        player. The matrices of players `start` + 1 and `start` + 2 are singular.
    at
        Numbers of these games in the chunk.
    start
        Player whose matrix may be regular.
    """
    A, B, C = (gains[(start + k) % 3] for k in range(3))
    (has_x1, x1), (has_y1, y1) = _planes(C)
    (has_z1, z1), (has_x2, x2) = _planes(B)
    infinite = has_x1 & has_x2 & (x1[0] * x2[1] == x1[1] * x2[0])
    along_y = A[0] * z1[0] + A[1] * z1[1], A[2] * z1[0] + A[3] * z1[1]
    along_z = A[0] * y1[0] + A[2] * y1[1], A[1] * y1[0] + A[3] * y1[1]
    infinite |= has_y1 & has_z1 & (y1[0] * along_y[0] + y1[1] * along_y[1] == 0)
    first, second = has_x1 & has_z1, has_y1 & has_x2
    infinite |= first & (along_y[0] == 0) & (along_y[1] == 0)
    infinite |= second & (along_z[0] == 0) & (along_z[1] == 0)
    has_y, y = _root(*along_y)
    has_z, z = _root(*along_z)
    chunk.infinite[at[infinite]] = True
    everyone = np.arange(at.size)
    add_both(
        chunk,
        at,
        ((everyone, first & has_y & ~infinite), (everyone, second & has_z & ~infinite)),
        ([x1, y, z1], [x2, y1, z]),
        start,
    )


def _planes(matrix: Integers) -> tuple[Mixture, Mixture]:
    """Where matrices of rank one vanish: at mixtures of the rows, and of the columns."""
    upper = (matrix[0] != 0) | (matrix[1] != 0)
    left = (matrix[0] != 0) | (matrix[2] != 0)
    return (
        _root(np.where(left, matrix[0], matrix[1]), np.where(left, matrix[2], matrix[3])),
        _root(np.where(upper, matrix[0], matrix[2]), np.where(upper, matrix[1], matrix[3])),
    )


def _root(start: Integers, end: Integers) -> Mixture:
    """Where linear gains vanish: whether strictly inside, and at which weights."""
    return np.sign(start) * np.sign(end) < 0, (np.abs(end), np.abs(start))
