"""Grim trigger: play a profile until somebody leaves it, then a stage equilibrium for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from vcgame.forms.strategic import Profile
from vcgame.solve.repeated.patience import Incentive, Patience, patience
from vcgame.solve.repeated.stage import Stage

__all__ = ["Trigger", "better_profiles", "grim_triggers", "worst_equilibria"]

MOST_TARGETS: Final = 40
"""So many paths are looked at where none is asked for."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A path that repeats one profile, kept up by the fear of a stage equilibrium.

    Attributes
    ----------
    target
        Ids of the strategies on the path; in a game of alike firms one, which all play.
    reversion
        Ids of the equilibrium that is played after a deviation, in the same way; ``None``
        where each player who deviates is met with the pure stage equilibrium worst for it.
    incentives
        What each player weighs; in a game of alike firms what each of them does.
    patience
        The discount factors at which the path is kept up.
    severest
        Whether the reversion holds every player who could gain now down to its pure minmax: then
        no punishment in pure strategies is harder.
    """

    target: tuple[str, ...]
    reversion: tuple[str, ...] | None
    incentives: tuple[Incentive, ...]
    patience: Patience
    severest: bool

    @property
    def rewards(self) -> bool:
        """Whether the reversion is better than the path for somebody."""
        return any(each.punishment > each.target for each in self.incentives)


def better_profiles(stage: Stage) -> tuple[tuple[Profile, ...], bool]:
    """Give the pure profiles that are better than some stage equilibrium, and if these are all.

    At least as good for everyone, and better for someone. Of more than `MOST_TARGETS`, those that
    no other pure profile betters are taken.
    """
    levels = [stage.game.payoff(profile) for profile in stage.equilibria]
    found = [
        profile
        for profile in stage.game.profiles()
        if any(_better(stage.game.payoff(profile), level) for level in levels)
    ]
    if len(found) <= MOST_TARGETS:
        return tuple(found), True
    payoffs = {stage.game.payoff(profile) for profile in found}
    front = {each for each in payoffs if not any(_better(other, each) for other in payoffs)}
    kept = [profile for profile in found if stage.game.payoff(profile) in front]
    return tuple(kept[:MOST_TARGETS]), False


def _better(first: Sequence[Fraction], second: Sequence[Fraction]) -> bool:
    pairs = list(zip(first, second, strict=True))
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def grim_triggers(
    stage: Stage,
    target: Profile,
    reversions: Sequence[Profile],
    detection: Fraction = Fraction(1),
) -> tuple[Trigger, ...]:
    """Work out grim trigger to one path with each of some stage equilibria (Friedman 1971).

    With several, that which meets each deviator with the one worst for it comes last.

    Examples
    --------
    >>> from vcgame.forms.strategic import StrategicGame
    >>> stage = Stage(StrategicGame.from_matrices([[2, 0], [3, 1]], [[2, 3], [0, 1]]))
    >>> grim_triggers(stage, (0, 0), stage.equilibria)[0].patience.low
    Fraction(1, 2)
    """
    found = [
        _trigger(stage, target, reversion, stage.game.payoff(reversion), detection)
        for reversion in reversions
    ]
    if len(reversions) > 1:
        found.append(_trigger(stage, target, None, worst_equilibria(stage, reversions), detection))
    return tuple(found)


def worst_equilibria(stage: Stage, equilibria: Sequence[Profile]) -> tuple[Fraction, ...]:
    """Give each player's least payoff among some equilibria."""
    return tuple(
        min(stage.game.payoff(profile)[player] for profile in equilibria)
        for player in range(len(stage.game.players))
    )


def _trigger(
    stage: Stage,
    target: Profile,
    reversion: Profile | None,
    punishments: Sequence[Fraction],
    detection: Fraction,
) -> Trigger:
    incentives = tuple(
        stage.incentive(target, player, punishment) for player, punishment in enumerate(punishments)
    )
    severest = all(
        each.deviation is None
        or each.deviation <= each.target
        or each.punishment == stage.pure_minmax(each.player)
        for each in incentives
    )
    return Trigger(
        _ids(stage, target),
        None if reversion is None else _ids(stage, reversion),
        incentives,
        patience(incentives, detection),
        severest,
    )


def _ids(stage: Stage, profile: Profile) -> tuple[str, ...]:
    return tuple(ids[own] for ids, own in zip(stage.game.strategies, profile, strict=True))
