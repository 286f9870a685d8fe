"""All Nash equilibria of a tree, or of one stage of it, through the reduced strategic form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Final

from vcgame.forms.expectation import expectation, product_of
from vcgame.forms.reduced import ReducedForm
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Answer
from vcgame.solve.nash import solve_nash
from vcgame.solve.numbers import BITS, UndecidedError, cleared, greatest
from vcgame.solve.pure import solve_pure
from vcgame.solve.trees.realisation import Realised, vertex_of_replies
from vcgame.solve.trees.sequence_nash import more_plans_than_needed, solve_by_sequences
from vcgame.solve.trees.stage_equilibrium import (
    StageAnswer,
    StageEquilibrium,
    behaviour_of,
    own_behaviour,
    pure_equilibrium,
)
from vcgame.solve.trio import is_trio, solve_trio
from vcgame.solve.vertices import EffortError

__all__ = ["solve_stage"]

_COMPARISONS: Final = 3_000_000
"""Strictly dominated plans of three and more players are removed up to this effort."""

_CORNERS: Final = 30_000_000
"""Work for each best-response polytope in realisation plans."""

_NASH_RADIUS: Final = 2.0**-39
_TRIO_RADIUS: Final = 2.0**-52
_MANY_RADIUS: Final = 2.0**-50
"""How far from an irrational probability the floats of a solver can be."""

_ALONE: Final = "comparison of all plans of the one player who has a choice"


def solve_stage(
    form: ReducedForm,
    payoffs: Mapping[int, tuple[Any, ...]],
    *,
    bits: int = BITS,
    effort: int | None = None,
    final: bool = True,
    many: bool = True,
) -> StageAnswer:
    """Find the equilibria of a tree from its reduced form.

    Parameters
    ----------
    form
        The plans of the players and where they lead.
    payoffs
        Payoffs at ends that have none of their own, or others.
    bits
        Precision of the balls among the payoffs.
    effort
        Limit on the work for two players; see `vcgame.solve.nash.solve_nash`.
    final
        Whether a tie that balls leave open ends the search here, so that the answer is not
        complete.
    many
        Whether mixed equilibria of three and more players are searched for, which takes time
        (2x2x2 has a closed form).

    Raises
    ------
    UndecidedError
        For such a tie, unless `final`.
    """
    game = form.game_with(payoffs)
    own = [list(range(size)) for size in game.shape]
    if sum(size > 1 for size in game.shape) > 2:
        own = _undominated(game)
    active = [player for player, plans in enumerate(own) if len(plans) > 1]
    if len(active) < 2:
        return _alone(form, game, own, active, final=final)
    if len(active) == 2 and any(more_plans_than_needed(form, player) for player in active):
        ends = {**form.payoffs, **payoffs}
        rational = game.exact and all(
            isinstance(number, Fraction)
            for reached in form.reached
            for end, p in reached
            for number in (p, *ends[end])
        )
        if rational:
            with suppress(EffortError):
                return solve_by_sequences(
                    form,
                    game,
                    ends,
                    active,
                    [plans[0] for plans in own],
                    effort=_CORNERS if effort is None else min(_CORNERS, effort),
                    pay=lambda profile: _payoffs(game, profile, 0.0),
                )
    return _together(form, game, own, active, bits=bits, effort=effort, final=final, many=many)


def _alone(
    form: ReducedForm,
    game: StrategicGame,
    own: list[list[int]],
    active: list[int],
    *,
    final: bool,
) -> StageAnswer:
    """Find the best plans of the one player, if any, who has a choice."""
    profiles = list(product(*own))
    best: tuple[int, ...] | None = (0,)
    if active:
        values, _ = cleared([game.payoff(profile)[active[0]] for profile in profiles])
        best = greatest(values)
    if best is None:
        why = "a tie between irrational payoffs could not be decided"
        if not final:
            raise UndecidedError(why)
        return StageAnswer((), (), None, False, _ALONE, why)
    found = tuple(pure_equilibrium(form, game, profiles[k]) for k in best)
    several = len(found) > 1
    continua = (tuple(range(len(found))),) if several else ()
    return StageAnswer(found, continua, several, True, _ALONE, "every best plan was followed")


def _together(
    form: ReducedForm,
    game: StrategicGame,
    own: list[list[int]],
    active: list[int],
    *,
    bits: int,
    effort: int | None,
    final: bool,
    many: bool,
) -> StageAnswer:
    """Solve the game of the players who have a choice."""
    part = _part(game, own, active)
    radius = _NASH_RADIUS

    def refine(more: int) -> StrategicGame:
        raise UndecidedError(f"{more} bits are needed")

    hook = None if final else refine
    if len(active) == 2:
        limit = {} if effort is None else {"effort": effort}
        answer = solve_nash(part, bits=bits, refine=hook, **limit)
    elif is_trio(part):
        answer, radius = solve_trio(part), _TRIO_RADIUS
    elif many:
        from vcgame.solve.many.solver import solve_many

        answer, radius = solve_many(part, bits=bits, refine=hook), _MANY_RADIUS
    else:
        answer = solve_pure(part, bits=bits, refine=hook)
    corners = _Corners(form, game, own, active)
    known_parts: dict[tuple[int, tuple[Any, ...]], Realised] = {}
    mixtures: list[dict[Any, tuple[Any, ...]]] = [{} for _ in game.players]
    place: dict[Any, int] = {}
    numbers: list[int | None] = []
    found: list[StageEquilibrium] = []
    for each in answer.equilibria:
        profile = _whole(game, own, active, each.profile)
        behaviour, free = behaviour_of(form, profile, known_parts)
        parts = [own_behaviour(form, behaviour, free, p) for p in range(len(profile))]
        if not corners.all(parts, profile, each.best_replies):
            numbers.append(None)
            continue
        if behaviour not in place:
            place[behaviour] = len(found)
            payoffs = _payoffs(game, profile, radius)
            known = tuple(
                mixtures[player].setdefault(part, tuple(profile[player]))
                for player, part in enumerate(parts)
            )
            found.append(StageEquilibrium(behaviour, payoffs, free, known))
        numbers.append(place[behaviour])
    continua = _continua(answer, numbers)
    complete, why = answer.complete, answer.why
    degenerate: bool | None = True if continua else (False if complete else None)
    if answer.concept == "pure":
        complete = False
        why = (
            f"mixed equilibria of {len(active)} players are not searched; "
            "listed are the pure equilibria"
        )
        degenerate = None
    return StageAnswer(
        tuple(found), continua, degenerate, complete, answer.method, why, answer.notes
    )


def _undominated(game: StrategicGame) -> list[list[int]]:
    """Plans that survive the iterated removal of those that another plan beats everywhere.

    No equilibrium plays the others (Luce and Raiffa 1957), so fewer players may have a choice.
    """
    own = [list(range(size)) for size in game.shape]
    if prod(game.shape) * sum(game.shape) > _COMPARISONS:
        return own
    strides = [prod(game.shape[player + 1 :]) for player in range(len(own))]
    tables = [cleared(values)[0] for values in game.payoffs]
    waiting = True
    while waiting:
        waiting = False
        for player, plans in enumerate(own):
            others = [
                [k * stride for k in each]
                for each, stride, number in zip(own, strides, range(len(own)), strict=True)
                if number != player
            ]
            places = [sum(chosen) for chosen in product(*others)]
            table, stride = tables[player], strides[player]
            rows = {k: [table[place + k * stride] for place in places] for k in plans}
            kept = [
                k
                for k in plans
                if not any(
                    all(more > less for more, less in zip(rows[other], rows[k], strict=True))
                    for other in plans
                    if other != k
                )
            ]
            waiting = waiting or len(kept) < len(plans)
            own[player] = kept
    return own


def _part(game: StrategicGame, own: list[list[int]], active: list[int]) -> StrategicGame:
    """Give the game of the players who have a choice, with the plans that remain."""
    places = [game.index(profile) for profile in product(*own)]
    return StrategicGame(
        tuple(game.players[player] for player in active),
        tuple(tuple(game.strategies[player][k] for k in own[player]) for player in active),
        tuple(tuple(game.payoffs[player][place] for place in places) for player in active),
    )


def _whole(
    game: StrategicGame,
    own: list[list[int]],
    active: list[int],
    mixtures: Sequence[Sequence[Any]],
) -> list[list[Any]]:
    """Give every player's mixture of all its plans."""
    profile: list[list[Any]] = []
    for player, size in enumerate(game.shape):
        weights: list[Any] = [Fraction(0)] * size
        if player in active:
            for k, p in zip(own[player], mixtures[active.index(player)], strict=True):
                weights[k] = p
        else:
            weights[own[player][0]] = Fraction(1)
        profile.append(weights)
    return profile


class _Corners:
    """Tells which equilibria of two players are extreme as pairs of realisation plans."""

    def __init__(
        self, form: ReducedForm, game: StrategicGame, own: list[list[int]], active: list[int]
    ) -> None:
        self.form = form
        self.game = game
        self.own = own
        self.active = active if len(active) == 2 and game.exact else []
        self.known: dict[tuple[int, Any], bool] = {}

    def all(
        self,
        parts: Sequence[Any],
        profile: list[list[Any]],
        best_replies: Sequence[Sequence[int]],
    ) -> bool:
        """Whether the behaviour of both players is a vertex."""
        for place, player in enumerate(self.active):
            key = player, parts[player]
            if key not in self.known:
                self.known[key] = self._vertex(place, profile[player], best_replies[1 - place])
            if not self.known[key]:
                return False
        return True

    def _vertex(self, place: int, mixture: list[Any], replies: Sequence[int]) -> bool:
        opponent = self.active[1 - place]
        whole = []
        for k in replies:
            chosen = [plans[0] for plans in self.own]
            chosen[opponent] = self.own[opponent][k]
            whole.append(chosen)
        player = self.active[place]
        return vertex_of_replies(self.form, self.game, player, mixture, opponent, whole)


def _payoffs(
    game: StrategicGame, profile: Sequence[Sequence[Any]], radius: float
) -> tuple[Any, ...]:
    """Give every player's expected payoff; a float stands for a ball about it."""
    played = [
        [(k, _ball(p, radius)) for k, p in enumerate(mixture) if p != 0] for mixture in profile
    ]
    terms: list[tuple[Any, tuple[Any, ...]]] = []
    for chosen in product(*played):
        probability: Any = Fraction(1)
        for _, p in chosen:
            probability = product_of(probability, p)
        terms.append((probability, game.payoff(tuple(k for k, _ in chosen))))
    return tuple(
        expectation([(p, values[player]) for p, values in terms])
        for player in range(len(game.players))
    )


def _ball(probability: Any, radius: float) -> Any:
    if not isinstance(probability, float):
        return probability
    from flint import arb

    return arb(probability, radius)


def _continua(answer: Answer, numbers: Sequence[int | None]) -> tuple[tuple[int, ...], ...]:
    """Groups of different equilibria that are joined by others."""
    groups: list[Sequence[int]] = list(answer.nash_subsets)
    if not groups and answer.concept != "pure":
        members: dict[int, list[int]] = {}
        for place, each in enumerate(answer.equilibria):
            members.setdefault(each.component, []).append(place)
        groups = list(members.values())
    found = [
        tuple(sorted({n for n in (numbers[place] for place in group) if n is not None}))
        for group in groups
    ]
    return tuple(sorted({group for group in found if len(group) > 1}))
