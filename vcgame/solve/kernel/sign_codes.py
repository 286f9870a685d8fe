"""Small games, told apart by the signs of all their minors at once.

The signs decide everything; where there are few minors, all combinations of signs (a number with
one digit -1, 0 or 1 per minor) fit into a table, and the bit operations are done once for
each combination that occurs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vcgame.solve.kernel.tables import Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Learn = Callable[[NDArray[np.intp]], tuple[NDArray[np.int32], NDArray[np.bool_]]]

__all__ = ["SignTable", "sign_codes"]

_MOST: Final = 10
"""So many minors have a table: 3^10 entries."""


class SignTable:
    """Per combination of signs the code of its pattern, and whether such games are degenerate."""

    def __init__(self, minors: int) -> None:
        # Twice the code, and 1 more for degenerate games: one look tells both; -1: not known.
        self._known = np.full(3**minors, -1, dtype=np.int32)

    @classmethod
    def of(cls, sides: tuple[Side, Side]) -> SignTable | None:
        """Make a table for games of a shape, if they are small enough."""
        minors = sum(side.rows - 1 for side in sides)
        return cls(minors) if minors <= _MOST else None

    @property
    def ties(self) -> int:
        """The number of the combination in which all minors are zero."""
        return len(self._known) // 2

    def look(
        self, signs: NDArray[np.intp], learn: Learn
    ) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Give the codes of games by their signs, and which games are degenerate.

        Parameters
        ----------
        signs
            As `sign_codes` numbers them.
        learn
            Works that out for the games with these numbers; it is asked for one game of each
            combination that is not known yet.
        """
        found: NDArray[np.int32] = self._known.take(signs)
        if found.min(initial=0) < 0:
            unknown = np.flatnonzero(found < 0)
            games = unknown[np.unique(signs[unknown], return_index=True)[1]]
            codes, degenerate = learn(games)
            self._known[signs[games]] = 2 * codes + degenerate
            found = self._known.take(signs)
        return found >> 1, (found & 1).astype(np.bool_)


def sign_codes(levels: list[tuple[Any, Any]], games: int) -> NDArray[np.intp]:
    """Number the combinations of signs.

    Parameters
    ----------
    levels
        Per level of both sides, flags of what is above zero and of what is below, shape
        (rows, games).
    games
        The number of games.
    """
    digits = [row for above, below in levels for row in above.view(np.int8) - below.view(np.int8)]
    narrow = np.int8 if 3 ** len(digits) < 256 else np.int16
    number: NDArray[Any] = np.zeros(games, dtype=narrow)
    for place, digit in enumerate(digits):
        number += digit * narrow(3**place)
    found = number.astype(np.intp)
    found += 3 ** len(digits) // 2
    return found
