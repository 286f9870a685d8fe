"""The incentive constraints of recommendations: what each player loses by not following them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from vcgame.forms.strategic import StrategicGame

__all__ = ["Incentive", "Profile", "deviation_gain", "incentive_rows"]

Profile = tuple[int, ...]
Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Incentive:
    """An incentive constraint and its weight in the proof that an extreme is one.

    Attributes
    ----------
    player
        Whose.
    told
        The strategy that the player was told to play; ``None`` for coarse ones, which are about
        all strategies together.
    instead
        The strategy that shall not pay.
    weight
        Its multiplier in the dual programme, positive.
    """

    player: int
    told: int | None
    instead: int
    weight: Fraction


def deviation_gain(
    game: StrategicGame,
    distribution: Mapping[Profile, Number],
    *,
    coarse: bool = False,
) -> Fraction:
    """Give the largest gain of any player from deviating from recommendations.

    For a correlated equilibrium a deviation replaces every recommendation by its best reply, for
    a coarse one all of them by one strategy; the gain is an expected payoff before the draw.

    Parameters
    ----------
    game
        With rational payoffs.
    distribution
        Per profile that is drawn, its probability.
    coarse
        Whether deviations are chosen before the draw.

    Examples
    --------
    >>> coins = StrategicGame.from_matrices([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> even = {profile: Fraction(1, 4) for profile in coins.profiles()}
    >>> str(deviation_gain(coins, even)), str(deviation_gain(coins, {(0, 0): 1}))
    ('0', '2')
    """
    worst = Fraction(0)
    for player, size in enumerate(game.shape):
        total = Fraction(0)
        gains: dict[int, list[Fraction]] = {}
        for profile, probability in distribution.items():
            here = game.payoffs[player][game.index(profile)]
            told = 0 if coarse else profile[player]
            values = gains.setdefault(told, [Fraction(0)] * size)
            for instead in range(size):
                other = (*profile[:player], instead, *profile[player + 1 :])
                values[instead] += probability * (game.payoffs[player][game.index(other)] - here)
        for values in gains.values():
            total += max([Fraction(0), *values])
        worst = max(worst, total)
    return worst


def incentive_rows(
    game: StrategicGame, *, coarse: bool
) -> tuple[list[tuple[int, int | None, int]], list[dict[int, Fraction]]]:
    """List the incentive constraints of correlated (or coarse correlated) equilibria.

    Returns
    -------
    list, list
        Whose each is, told what (``None`` for coarse ones) and playing what instead; and per
        profile the payoff that is lost by it, whose expectation must not be negative.
    """
    named: dict[tuple[int, int | None, int], dict[int, Fraction]] = {}
    for place, profile in enumerate(game.profiles()):
        for player, size in enumerate(game.shape):
            values = game.payoffs[player]
            for instead in range(size):
                if instead == profile[player]:
                    continue
                other = game.index((*profile[:player], instead, *profile[player + 1 :]))
                key = (player, None if coarse else profile[player], instead)
                named.setdefault(key, {})[place] = values[place] - values[other]
    order = sorted(named, key=lambda key: (key[0], -1 if key[1] is None else key[1], key[2]))
    return order, [named[key] for key in order]
