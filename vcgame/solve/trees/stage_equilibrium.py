"""An equilibrium of one stage of a tree, in behaviour strategies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from vcgame.forms.reduced import ReducedForm
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.trees.realisation import Realised, realised

__all__ = [
    "StageAnswer",
    "StageEquilibrium",
    "behaviour_of",
    "between_profiles",
    "own_behaviour",
    "pure_equilibrium",
]


@dataclass(frozen=True, slots=True)
class StageEquilibrium:
    """An equilibrium of a stage in behaviour strategies.

    Attributes
    ----------
    behaviour
        Per information set of the stage, the probability of each move.
    payoffs
        Per player: fractions, or balls.
    free
        Information sets of the stage (their numbers there) that their players' own moves
        exclude.
    profile
        Per player, a mixture of plans that amounts to this behaviour. Players whose behaviour
        is the same in two equilibria have the same mixture.
    """

    behaviour: tuple[tuple[Any, ...], ...]
    payoffs: tuple[Any, ...]
    free: tuple[int, ...]
    profile: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class StageAnswer:
    """The equilibria of a stage, no two of the same realisation plans.

    Attributes
    ----------
    equilibria
        Of two players all that are extreme, as realisation plans; of one all best plans.
    continua
        Numbers of equilibria, at least two each, that are joined by others.
    degenerate
        Whether there are such; ``None`` where not determined.
    complete, method, why, notes
        As for `vcgame.solve.answer.Answer`.
    """

    equilibria: tuple[StageEquilibrium, ...]
    continua: tuple[tuple[int, ...], ...]
    degenerate: bool | None
    complete: bool
    method: str
    why: str
    notes: tuple[str, ...] = ()


def behaviour_of(
    form: ReducedForm,
    profile: Sequence[Sequence[Any]],
    known: dict[tuple[int, tuple[Any, ...]], Realised] | None = None,
) -> tuple[tuple[tuple[Any, ...], ...], tuple[int, ...]]:
    """Turn mixtures of plans into behaviour at all information sets.

    `known` keeps what single mixtures amount to, for many profiles of the same ones.
    """
    behaviour: dict[int, tuple[Any, ...]] = {}
    free: list[int] = []
    known = {} if known is None else known
    for player, mixture in enumerate(profile):
        key = player, tuple(mixture)
        if key not in known:
            known[key] = realised(form, player, mixture)
        found = known[key]
        behaviour.update(found.behaviour)
        free += found.free
    return tuple(behaviour[number] for number in range(len(form.sets))), tuple(sorted(free))


def own_behaviour(
    form: ReducedForm,
    behaviour: tuple[tuple[Any, ...], ...],
    free: tuple[int, ...],
    player: int,
) -> tuple[tuple[Any, ...] | None, ...]:
    """Tell what of the behaviour is one player's, and matters."""
    return tuple(
        None if number in free else behaviour[number]
        for number, each in enumerate(form.sets)
        if each.player == player
    )


def between_profiles(
    form: ReducedForm, first: StageEquilibrium, second: StageEquilibrium, share: Fraction
) -> StageEquilibrium:
    """Mix the plans of two equilibria in which one player alone plays differently.

    Parameters
    ----------
    form
        The reduced form of the stage.
    first, second
        Two equilibria with all mixtures of them between.
    share
        Weight of the second.
    """
    profile = tuple(
        tuple(p + share * (q - p) for p, q in zip(own, other, strict=True))
        for own, other in zip(first.profile, second.profile, strict=True)
    )
    behaviour, free = behaviour_of(form, profile)
    payoffs = tuple(u + share * (v - u) for u, v in zip(first.payoffs, second.payoffs, strict=True))
    return StageEquilibrium(behaviour, payoffs, free, profile)


def pure_equilibrium(
    form: ReducedForm, game: StrategicGame, plans: tuple[int, ...]
) -> StageEquilibrium:
    """Make an equilibrium of a profile of plans."""
    profile = [
        [Fraction(int(k == plan)) for k in range(size)]
        for plan, size in zip(plans, game.shape, strict=True)
    ]
    behaviour, free = behaviour_of(form, profile)
    return StageEquilibrium(behaviour, game.payoff(plans), free, tuple(map(tuple, profile)))
