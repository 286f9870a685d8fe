"""What claims about population games mean, as conditions in the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Final

from vcgame.derive.derivative import derivative
from vcgame.derive.dynamics.interior import interior_state
from vcgame.derive.dynamics.vicinity import LocalGame
from vcgame.derive.statement import FALSE, ONE, ZERO, all_of, any_of, difference
from vcgame.errors import NotAlgebraicError, UnsupportedError
from vcgame.forms.populations import PopulationGame, population_game
from vcgame.model.claim import AtRest, Effect, StableStates, State, Statics
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Expression,
    Not,
    Number,
    Relation,
    constant,
    names,
    substitute,
)
from vcgame.model.model import Model

__all__ = ["dynamic_statement"]

_RELATIONS: Final[dict[Effect, Relation]] = {"lowers": "<", "raises": ">", "leaves": "=="}
MAX_CORNERS: Final = 64


def dynamic_statement(model: Model, claimed: AtRest | StableStates | Statics) -> Condition:
    """Write a claim about the population game of a model as a condition.

    Raises
    ------
    UnsupportedError
        Where no closed form is at hand.
    """
    game = population_game(model, claimed.populations)
    match claimed:
        case AtRest(state, label, ess):
            return _at_rest(LocalGame(game, dict(state)), label, ess)
        case StableStates(states):
            return _stable(game, states)
        case Statics():
            return _statics(game, claimed)


def _at_rest(local: LocalGame, label: str | None, ess: bool | None) -> Condition:
    parts = [local.inside(), local.rests()]
    if label is not None:
        parts.append(local.labelled(label))
    if ess is not None:
        stable = local.evolutionarily_stable()
        parts.append(stable if ess else Not(stable))
    return all_of(parts)


def _stable(game: PopulationGame, states: tuple[State, ...]) -> Condition:
    """Each state that may be evolutionarily stable is listed if it is, and each listed one is.

    What is listed as formulas may be a corner in places. A mixture of several populations is never
    stable (Selten 1980), and of one population with two strategies one mixture at most.
    """
    corners = _corners(game)
    listed = [{name: _plain(value) for name, value in state} for state in states]
    known = [state for state in listed if any(state == corner for corner in corners)]
    others = [state for state in listed if state not in known]
    parts: list[Condition] = []
    possible: list[tuple[dict[str, Expression], Condition]] = []
    for corner in corners:
        stable = LocalGame(game, corner).evolutionarily_stable()
        if corner in known:
            parts.append(stable)
        possible.append((corner, stable))
    if len(game.populations) == 1 and (inside := _inner_state(game)) is not None:
        possible.append(inside)
    for state, stable in possible:
        if state not in known:
            parts.append(any_of([Not(stable), *(_alike(each, state) for each in others)]))
    parts += [
        any_of(all_of([stable, _alike(each, state)]) for state, stable in possible)
        for each in others
    ]
    return all_of(parts)


def _alike(first: Mapping[str, Expression], second: Mapping[str, Expression]) -> Condition:
    """When two states are the same."""
    parts: list[Condition] = []
    for name, value in first.items():
        other = second[name]
        if isinstance(value, Number) and isinstance(other, Number) and value != other:
            return FALSE
        parts.append(Comparison(difference(value, other), "==", ZERO))
    return all_of(parts)


def _corners(game: PopulationGame) -> list[dict[str, Expression]]:
    """Give the states in which every population plays one strategy."""
    options: list[list[dict[str, Expression]]] = []
    for population in game.populations:
        own: list[dict[str, Expression]] = []
        for share in range(len(population.strategies)):
            counted = zip(population.coordinates, population.counted, strict=True)
            own.append({name: ONE if place == share else ZERO for name, place in counted})
        options.append(own)
    found = [
        {name: value for part in parts for name, value in part.items()}
        for parts in product(*options)
    ]
    if len(found) > MAX_CORNERS:
        raise UnsupportedError(f"more than {MAX_CORNERS} corners are checked at points only")
    return found


def _inner_state(game: PopulationGame) -> tuple[dict[str, Expression], Condition] | None:
    """Give the mixed state of one population that may be stable, and when it is.

    It is where either strategy pays more wherever it is rarer, which the gain at both ends tells.
    """
    (population,) = game.populations
    if len(population.strategies) == 1:
        return None
    (name,) = population.coordinates
    ends = [LocalGame(game, {name: corner}) for corner in (ZERO, ONE)]
    (first, *slopes), (last, *_) = (local.gains for local in ends)
    if len(slopes) > 1:
        raise UnsupportedError("stable mixtures where payoffs are not linear in the share")
    state = interior_state(game)
    if state is None:
        return None
    low, high = ends
    return state.values, all_of([low.compared(first, ">"), high.compared(last, "<")])


def _statics(game: PopulationGame, claimed: Statics) -> Condition:
    """Compare the derivative with zero; the mixed state is differentiated in closed form."""
    quantity = claimed.quantity
    exists: list[Condition] = []
    if not names(quantity).isdisjoint(game.coordinates):
        state = interior_state(game)
        if state is None:
            return FALSE
        quantity = substitute(quantity, state.values)
        exists.append(state.exists)
    try:
        slope = derivative(quantity, claimed.parameter)
        local = LocalGame(game, dict.fromkeys(game.coordinates, ZERO), [slope])
        return all_of([*exists, local.compared(local.at(slope), _RELATIONS[claimed.effect])])
    except NotAlgebraicError as error:
        raise UnsupportedError(f"{error}; comparative statics need a derivative") from error


def _plain(value: Expression) -> Expression:
    """Write plain 0 and 1 as numbers."""
    number = constant(value)
    return value if number is None else Number(number)
