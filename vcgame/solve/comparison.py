"""The Nash equilibria that another concept is compared with, for little work."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Answer
from vcgame.solve.many.faces import survivors
from vcgame.solve.many.solver import solve_many, within_limits
from vcgame.solve.nash import solve_nash
from vcgame.solve.pure import solve_pure
from vcgame.solve.trio import is_trio, solve_trio

__all__ = ["EFFORT", "nash_for_comparison"]

EFFORT = 2_000_000
"""Work that may go into the equilibria of two players, as `solve_nash` counts it."""

_BOXES = 20_000
_FACES = 800


def nash_for_comparison(game: StrategicGame) -> Answer:
    """Find the Nash equilibria of a game with rational payoffs, or some, and say which.

    Extremes of payoffs are among those that the solvers list, where these are complete.

    Examples
    --------
    >>> game = StrategicGame.from_matrices([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> len(nash_for_comparison(game).equilibria)
    3
    """
    count = len(game.players)
    if count == 2:
        return solve_nash(game, effort=EFFORT)
    if is_trio(game):
        return solve_trio(game)
    if count > 2 and _small(game):
        return solve_many(game, work=_BOXES)
    answer = solve_pure(game)
    if count == 1:
        return answer
    why = f"mixed equilibria of {count} players are not searched"
    return replace(answer, complete=False, why=why, degenerate=None, notes=())


def _small(game: StrategicGame) -> bool:
    """Whether all combinations of supports can be searched in seconds."""
    if not within_limits(game):
        return False
    return prod((1 << len(own)) - 1 for own in survivors(game)) <= _FACES
