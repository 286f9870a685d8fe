"""The one mixed state of games of two strategies each, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

from vcgame.derive.dynamics.elimination import branches
from vcgame.derive.dynamics.evolution import gains
from vcgame.derive.dynamics.space import Space
from vcgame.derive.dynamics.writing import formula
from vcgame.derive.statement import ONE, ZERO, all_of
from vcgame.errors import EvaluationError, NotAlgebraicError, UnsupportedError
from vcgame.forms.populations import PopulationGame
from vcgame.model.formula.expression import Comparison, Condition, Expression

__all__ = ["Interior", "interior_state"]


@dataclass(frozen=True, slots=True)
class Interior:
    """The mixed state, and when it lies strictly inside the state space."""

    values: dict[str, Expression]
    exists: Condition


def interior_state(game: PopulationGame) -> Interior | None:
    """Find the state in which every population mixes, where it is unique and a ratio.

    ``None`` where there is none, or a continuum.

    Raises
    ------
    UnsupportedError
        For more than two strategies, where there are several such states, and where one is no
        ratio of polynomials.
    """
    if any(len(population.strategies) != 2 for population in game.populations):
        raise UnsupportedError("closed forms of mixed states are for two strategies each")
    try:
        space = Space(game)
        equations = [gain.numer for gain in gains(space) if gain is not None]
    except (NotAlgebraicError, EvaluationError) as error:
        raise UnsupportedError(f"no closed form of the mixed state: {error}") from error
    found = [branch for branch in branches(space, equations, space.coordinates) if not branch.free]
    if any(branch.root or branch.unsolved for branch in found):
        raise UnsupportedError("the mixed state has no closed form as a ratio of polynomials")
    if len(found) > 1:
        raise UnsupportedError(f"there may be {len(found)} mixed states")
    if not found:
        return None
    values = {name: formula(space, found[0].values[name]) for name in space.coordinates}
    inside = [
        comparison
        for value in values.values()
        for comparison in (Comparison(value, ">", ZERO), Comparison(value, "<", ONE))
    ]
    return Interior(values, all_of(inside))
