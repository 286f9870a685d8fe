"""Evolutionarily stable strategies and strict equilibria, by their definitions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from vcgame.derive.dynamics.judge import Alternatives, Judge, united
from vcgame.derive.dynamics.linearisation import Linear, determinant
from vcgame.derive.dynamics.rest_points import Spot, joined
from vcgame.derive.dynamics.space import Space
from vcgame.derive.dynamics.stability import slope_at
from vcgame.model.formula.expression import Condition
from vcgame.model.formula.polynomials import Ratio

__all__ = ["evolutionary", "strict"]

_Conditions = tuple[Condition, ...] | None


def strict(judge: Judge, spot: Spot, linear: Linear) -> _Conditions:
    """Write when a rest point is a strict Nash equilibrium; only corners can be one."""
    if spot.face.place != "corner":
        return None
    return _stated(judge.all_of([judge.needs(value, -1) for value in linear.outer]))


def evolutionary(judge: Judge, spot: Spot, linear: Linear) -> _Conditions:
    """Write when a rest point is evolutionarily stable.

    In one population by the definition of Maynard Smith and Price (1973), for payoffs that are
    not linear in the state by its local form (Pohley and Thomas 1983): against every state
    close by it earns more than that state earns against itself. In several populations it
    is a strict Nash equilibrium (Selten 1980).
    """
    space = judge.space
    if len(space.game.populations) > 1:
        return strict(judge, spot, linear)
    if len(space.game.populations[0].strategies) == 2:
        return _stated(_of_two(judge, spot, linear))
    if spot.face.place == "corner":
        return _stated(_pure(judge, spot, linear))
    return _stated(_mixed(judge, spot, linear))


def _stated(ways: Alternatives) -> _Conditions:
    return joined(united(ways)) if ways else None


def _of_two(judge: Judge, spot: Spot, linear: Linear) -> Alternatives:
    """Look at the sign of the gain close by: falling through zero, or pointing to the corner."""
    space = judge.space
    (name,) = space.coordinates
    population = space.game.populations[0]
    (counted,) = population.counted
    payoffs = space.payoffs[0]
    gain = space.lowest(payoffs[counted] - payoffs[1 - counted])
    derivatives = [gain]
    for _ in range(max(space.degree(gain.numer, name), 1)):
        derivatives.append(space.derivative(derivatives[-1], name))
    if spot.slope:
        return judge.needs(slope_at(space, spot, linear.block), -1)
    if spot.face.place != "corner":
        return _first_sign(judge, spot, derivatives[1:], [-1, 1] * len(derivatives), odd=True)
    upper = spot.face.present[0] == (counted,)
    # Close to 1 the gain is g(1) - g'(1) e + ..., close to 0 it is g(0) + g'(0) e + ...
    wanted = [1, -1] * len(derivatives) if upper else [-1] * len(derivatives)
    return _first_sign(judge, spot, derivatives, wanted, odd=False)


def _first_sign(
    judge: Judge, spot: Spot, values: Sequence[Ratio], wanted: Sequence[int], *, odd: bool
) -> Alternatives:
    """Write that the first value that is not zero has the sign wanted.

    At an inner point only derivatives of odd order may come first, and must be negative.
    """
    space = judge.space
    ways: list[tuple[Condition, ...]] = []
    before: list[Alternatives] = []
    for order, value in enumerate(values):
        here = space.put(value, spot.at)
        if not odd or order % 2 == 0:
            sense = -1 if odd else wanted[order]
            needed = judge.needs(here, 1 if sense > 0 else -1)
            ways += judge.all_of([*before, needed])
        zeros = judge.zeros(here)
        if not zeros:
            break
        before.append(zeros)
    return tuple(dict.fromkeys(ways))


def _pure(judge: Judge, spot: Spot, linear: Linear) -> Alternatives:
    """Write when a pure strategy of three or more is evolutionarily stable.

    Strict Nash; or, in games of two players, others earn as much against it (ties), and among
    them it does better than any mixture does against itself: a matrix is strictly copositive.
    """
    space = judge.space
    below = [judge.needs(value, -1) for value in linear.outer]
    ways = list(judge.all_of(below))
    if not _bilinear(space):
        return tuple(ways)
    (played,) = spot.face.present[0]
    others = [k for k in range(len(space.payoffs[0])) if k != played]
    for size in (1, 2):
        for tied in combinations(range(len(others)), size):
            matrix = _against(space, played, [others[place] for place in tied])
            parts = [
                judge.zeros(linear.outer[place]) if place in tied else below[place]
                for place in range(len(others))
            ]
            ways += judge.all_of([*parts, _copositive(judge, matrix)])
    return tuple(dict.fromkeys(ways))


def _bilinear(space: Space) -> bool:
    """Whether payoffs are of degree one in the state."""
    if not space.game.multilinear or len(space.game.model.players) != 2:
        return False
    return all(
        sum(powers[: len(space.coordinates)]) <= 1
        for payoff in space.payoffs[0]
        for powers in payoff.numer.to_dict()
    )


def _entry(space: Space, own: int, other: int) -> Ratio:
    """Payoff of one strategy against another."""
    population = space.game.populations[0]
    state = {
        name: Ratio(space.one if place == other else space.zero, space.one)
        for name, place in zip(population.coordinates, population.counted, strict=True)
    }
    return space.put(space.payoffs[0][own], state)


def _against(space: Space, played: int, others: Sequence[int]) -> list[list[Ratio]]:
    """By how much a strategy beats mixtures of others on their own ground, symmetrised."""
    return [
        [
            space.lowest(
                _entry(space, played, j)
                - _entry(space, i, j)
                + _entry(space, played, i)
                - _entry(space, j, i)
            )
            for j in others
        ]
        for i in others
    ]


def _copositive(judge: Judge, matrix: Sequence[Sequence[Ratio]]) -> Alternatives:
    """Write when a symmetric matrix of one or two rows is positive on nonnegative vectors."""
    first = matrix[0][0]
    if len(matrix) == 1:
        return judge.needs(first, 1)
    last, cross = matrix[1][1], matrix[0][1]
    root = judge.space.lowest(first * last - cross * cross)
    diagonal = [judge.needs(first, 1), judge.needs(last, 1)]
    crossed: Alternatives = (
        *judge.needs(cross, 1),
        *judge.zeros(cross),
        *judge.needs(root, 1),
    )
    return judge.all_of([*diagonal, crossed])


def _mixed(judge: Judge, spot: Spot, linear: Linear) -> Alternatives:
    """Write when a mixture of three or more strategies is evolutionarily stable.

    Strategies that are not played earn less, and the payoffs' derivative is negative definite
    along the face (Haigh 1975; for payoffs that are not linear a condition that suffices). Ties
    of strategies that are not played (Abakuks 1980) are left to points of the parameters.
    """
    space = judge.space
    below = [judge.needs(value, -1) for value in linear.outer]
    form = _form(space, spot)
    minors = [
        determinant(space, [row[:order] for row in form[:order]])
        for order in range(1, len(form) + 1)
    ]
    definite = [
        judge.needs(minor, -1 if order % 2 else 1) for order, minor in enumerate(minors, start=1)
    ]
    return judge.all_of([*below, *definite])


def _form(space: Space, spot: Spot) -> list[list[Ratio]]:
    """Quadratic form of the payoffs' derivative along the face, symmetrised."""
    names = spot.face.unknowns
    population = space.game.populations[0]
    fixed = spot.face.fixed
    played = spot.face.present[0]
    places: dict[str, int] = dict(zip(population.coordinates, population.counted, strict=True))
    inner = [places[name] for name in names]
    (last,) = [place for place in played if place not in inner]
    payoffs = [space.put(payoff, fixed) for payoff in space.payoffs[0]]
    rows: list[list[Any]] = [
        [
            space.put(space.derivative(space.lowest(payoffs[place] - payoffs[last]), name), spot.at)
            for name in names
        ]
        for place in inner
    ]
    size = range(len(rows))
    return [[space.lowest(rows[i][j] + rows[j][i]) for j in size] for i in size]
