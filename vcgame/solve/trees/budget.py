"""How much is solved and listed in the search for subgame-perfect equilibria."""

from __future__ import annotations

from typing import Final

__all__ = [
    "MOST_CELLS",
    "MOST_EQUILIBRIA",
    "MOST_MOVES",
    "MOST_SEARCHES",
    "MOST_STAGE_GAMES",
    "Budget",
    "TooManyError",
]

MOST_EQUILIBRIA: Final = 10_000
MOST_MOVES: Final = 500_000
"""Equilibria, and mixtures in all of them together, that are listed at most."""

MOST_STAGE_GAMES: Final = 1_000
"""Stages, each with different payoffs of the smaller subgames, that are solved at most."""

MOST_CELLS: Final = 3_000_000
"""Profiles of plans in all of them together, at most."""

MOST_SEARCHES: Final = 12
"""Stages in which mixed equilibria of three and more players are searched for, at most."""


class TooManyError(Exception):
    """More than can be solved or listed; the message says what."""


class Budget:
    """Counts what is solved in one search."""

    def __init__(self) -> None:
        self._stages = self._cells = self._searches = 0

    def solve(self, stages: int, profiles: int) -> None:
        """Count stages to be solved, each with so many profiles of plans."""
        self._stages += stages
        self._cells += stages * profiles
        if self._stages > MOST_STAGE_GAMES:
            raise TooManyError(
                f"more than {MOST_STAGE_GAMES} stages would have to be solved; "
                "no equilibrium is listed"
            )
        if self._cells > MOST_CELLS:
            raise TooManyError(
                f"the stages to be solved have more than {MOST_CELLS} profiles together; "
                "no equilibrium is listed"
            )

    def search(self, movers: int) -> bool:
        """Whether mixed equilibria of so many players may be searched for once more."""
        self._searches += movers > 2
        return self._searches <= MOST_SEARCHES

    def keep(self, equilibria: int, sets: int) -> None:
        """Hold a number of equilibria, each with so many information sets, to the limits."""
        if equilibria > MOST_EQUILIBRIA:
            raise TooManyError(
                f"more than {MOST_EQUILIBRIA} subgame-perfect equilibria; none is listed"
            )
        if equilibria * sets > MOST_MOVES:
            raise TooManyError(
                f"the subgame-perfect equilibria have more than {MOST_MOVES} mixtures together; "
                "none is listed"
            )
