"""Everything about a population game's dynamics that holds for all parameters."""

from __future__ import annotations

from typing import Final

from vcgame.derive.dynamics.answer import Dynamics, Stability
from vcgame.derive.dynamics.evolution import evolution
from vcgame.derive.dynamics.evolutionary import evolutionary, strict
from vcgame.derive.dynamics.facts import check_facts
from vcgame.derive.dynamics.judge import Budget, Judge
from vcgame.derive.dynamics.linearisation import Derivatives, linear_at, linearised
from vcgame.derive.dynamics.pool import Pool
from vcgame.derive.dynamics.rest_points import Spot, spots, within
from vcgame.derive.dynamics.space import Space
from vcgame.derive.dynamics.stability import cases
from vcgame.derive.dynamics.writing import formula
from vcgame.forms.populations import PopulationGame, population_game
from vcgame.model.formula.expression import Condition, size
from vcgame.model.model import Model

__all__ = ["dynamics"]

EDGES_REST: Final = (
    "along an edge the gain of the only population that moves is constant: an edge rests as a "
    "whole, or nowhere but at its ends"
)
MIXTURES_MOVE: Final = (
    "a mixture of several populations is never evolutionarily stable, a sink or a source"
)
MAX_TERMS: Final = 60
"""Longer equations are not given to proofs."""


def dynamics(model: Model, populations: int | None = None) -> Dynamics:
    """Derive replicator equations, rest points, and when each is stable.

    Parameters
    ----------
    model
        A strategic game; ``[shares]`` may name the coordinates, and payoffs may use them.
    populations
        1 for one population of alike players; by default what the file says, else one each.

    Raises
    ------
    UnsupportedError
        For trees, and for games with more than 1,024 faces.
    NotAlgebraicError
        If a payoff is no ratio of polynomials in the shares.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> found = dynamics(load_model("brand-maintain"), 1)
    >>> to_text(found.evolution.rates[0])
    'x*(1 - x)*(S + tau + x*(R + P - T - S) - P)'
    >>> [[to_text(value) for value in point.values] for point in found.points if point.values]
    [['0'], ['1'], ['(S + tau - P)/(T + S - R - P)']]
    >>> [[to_text(each) for each in point.exists] for point in found.points if point.continuum]
    [['P == S + tau', 'T == R + tau']]
    """
    game = population_game(model, populations)
    space = Space(game)
    judge = Judge(space, model.assumptions, Budget(), Pool(model, space.coordinates))
    derivatives = Derivatives(space)
    found = spots(space, judge)
    linears = {}
    stabilities = {}
    for spot in found:
        if spot.point.continuum:
            continue
        linear = linear_at(derivatives, spot)
        linears[spot.point.id] = linearised(derivatives, spot, linear)
        if spot.point.never:
            stabilities[spot.point.id] = Stability({}, None, None)
            continue
        own = judge.knowing(_known(space, spot))
        labels, undecided = cases(own, spot, linear)
        stabilities[spot.point.id] = Stability(
            labels,
            evolutionary(own, spot, linear),
            strict(own, spot, linear),
            undecided,
        )
    check_facts(game, found, stabilities)
    return Dynamics(
        evolution(space),
        tuple(spot.point for spot in found),
        linears,
        stabilities,
        _notes(game),
        tuple(tuple(formula(space, entry) for entry in row) for row in derivatives.jacobian),
    )


def _known(space: Space, spot: Spot) -> tuple[Condition, ...]:
    """What holds where a rest point exists."""
    if spot.root is None and spot.point.values is not None:
        return spot.point.exists
    short = tuple(each for each in spot.point.equations if size(each) < 4 * MAX_TERMS)
    return (*spot.point.exists, *short, *within(space, spot.face.unknowns))


def _notes(game: PopulationGame) -> tuple[str, ...]:
    if not game.multilinear or len(game.populations) < 2:
        return ()
    return EDGES_REST, MIXTURES_MOVE
