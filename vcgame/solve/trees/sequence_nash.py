"""All extreme Nash equilibria of a stage of two players, in realisation plans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any, Final

from vcgame.forms.reduced import ReducedForm
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.bits import indices
from vcgame.solve.components import compatible, connected, maximal_bicliques
from vcgame.solve.nash import MOST_EQUILIBRIA
from vcgame.solve.trees.corners import Corner, realisation_corners
from vcgame.solve.trees.realisation import Realised
from vcgame.solve.trees.stage_equilibrium import (
    StageAnswer,
    StageEquilibrium,
    behaviour_of,
)
from vcgame.solve.vertices import EffortError, Vertex

__all__ = ["more_plans_than_needed", "solve_by_sequences"]

_METHOD: Final = "vertices of both best-response polytopes in realisation plans"
_WHY: Final = "all vertices of both best-response polytopes in realisation plans, exact"


def more_plans_than_needed(form: ReducedForm, player: int) -> bool:
    """Whether several mixtures of a player's plans amount to the same behaviour."""
    free = sum(len(each.actions) - 1 for each in form.sets if each.player == player)
    return len(form.plans[player]) > 1 + free


def solve_by_sequences(
    form: ReducedForm,
    game: StrategicGame,
    payoffs: Mapping[int, tuple[Any, ...]],
    active: Sequence[int],
    fixed: Sequence[int],
    *,
    effort: int,
    pay: Callable[[Sequence[Sequence[Any]]], tuple[Any, ...]],
) -> StageAnswer:
    """Find all extreme equilibria of the two players who have a choice.

    Parameters
    ----------
    form, game
        The reduced form and its strategic game.
    payoffs
        Payoffs at all ends, fractions.
    active
        The two players.
    fixed
        Per player, the plan that is played by those who have no choice.
    effort
        Limit on the work for each polytope.
    pay
        Gives the expected payoffs of mixtures of plans.

    Raises
    ------
    EffortError
        If the limit does not suffice, or there are too many equilibria.

    Notes
    -----
    A pair of vertices is an equilibrium just when each one's plans are best replies to the other;
    as for mixtures (Avis, Rosenberg, Savani and von Stengel 2010), the maximal bicliques of
    this relation are the maximal Nash subsets.
    """
    first, second = (
        realisation_corners(form, payoffs, player, other, fixed, effort)
        for player, other in ((active[0], active[1]), (active[1], active[0]))
    )
    sides = [
        [Vertex((0,) * len(form.plans[player]), c.support, c.replies) for c in corners]
        for player, corners in zip(active, (first, second), strict=True)
    ]
    graph = compatible(sides[0], sides[1])
    if sum(mask.bit_count() for mask in graph) > MOST_EQUILIBRIA:
        raise EffortError("the game has too many extreme equilibria")
    mixtures = [
        [_mixture(form, player, corner) for corner in corners]
        for player, corners in zip(active, (first, second), strict=True)
    ]
    alone = [
        tuple(Fraction(int(k == plan)) for k in range(size))
        for plan, size in zip(fixed, game.shape, strict=True)
    ]
    place: dict[tuple[int, int], int] = {}
    found: list[StageEquilibrium] = []
    known: dict[tuple[int, tuple[Any, ...]], Realised] = {}
    for x, mask in enumerate(graph):
        for y in indices(mask):
            profile = list(alone)
            profile[active[0]], profile[active[1]] = mixtures[0][x], mixtures[1][y]
            behaviour, free = behaviour_of(form, profile, known)
            place[x, y] = len(found)
            found.append(StageEquilibrium(behaviour, pay(profile), free, tuple(profile)))
    groups = connected(graph)
    subsets = maximal_bicliques(graph, groups)
    if subsets is None:
        subsets = [(tuple(group), ()) for group in groups]
    joined = []
    for xs, ys in subsets:
        pairs = [(x, y) for x in xs for y in (ys or indices(graph[x]))]
        if len(pairs) > 1:
            joined.append(tuple(sorted(place[pair] for pair in pairs)))
    return StageAnswer(tuple(found), tuple(sorted(joined)), bool(joined), True, _METHOD, _WHY)


def _mixture(form: ReducedForm, player: int, corner: Corner) -> tuple[Fraction, ...]:
    """Mix plans so that each move is made with its probability, independently at each set."""
    shares: dict[tuple[int, int], Fraction] = {}
    for (number, move), weight in corner.weights.items():
        before = form.before[number]
        shares[number, move] = weight / (1 if before is None else corner.weights[before])
    return tuple(
        prod((shares[move] for move in plan), start=Fraction(1))
        if corner.support >> k & 1
        else Fraction(0)
        for k, plan in enumerate(form.plans[player])
    )
