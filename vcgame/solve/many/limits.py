"""How large a game may be for the search of all its equilibria."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

__all__ = ["MOST_FACES", "MOST_UNKNOWNS", "fits"]

MOST_UNKNOWNS = 7
"""So many free probabilities a game may have: strategies less players."""

MOST_FACES = 3_000
"""So many combinations of supports a game may have."""


def fits(sizes: Sequence[int]) -> bool:
    """Whether all equilibria of a game with so many strategies per player can be searched for.

    Examples
    --------
    >>> fits((3, 3, 3)), fits((2,) * 7), fits((4, 4, 4))
    (True, True, False)
    """
    return sum(sizes) - len(sizes) <= MOST_UNKNOWNS and (
        prod(2**size - 1 for size in sizes) <= MOST_FACES
    )
