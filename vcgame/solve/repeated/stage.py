"""What a stage game says about its repetition: equilibria, security levels, best deviations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import lcm, prod
from typing import Final

from vcgame.errors import UnsupportedError
from vcgame.forms.strategic import Profile, StrategicGame
from vcgame.solve.linear.simplex import Programme, Row, Work, WorkError
from vcgame.solve.repeated.patience import Incentive

__all__ = ["MOST_PROFILES", "Security", "Stage", "mixed_minmax"]

MOST_PROFILES: Final = 100_000
"""So many profiles a stage game may have."""

MOST_WORK: Final = 20_000_000
"""Operations that one linear programme may take."""


@dataclass(frozen=True, slots=True)
class Security:
    """What the others can hold a player down to.

    Attributes
    ----------
    pure
        Where the others play pure strategies: the least of the best payoffs against them.
    profile
        A profile in which they do so and the player replies best.
    mixed
        Where they mix, and for three and more players may agree on how the dice fall (the
        least that a linear programme gives); ``None`` where it was not worked out.
    """

    pure: Fraction
    profile: Profile
    mixed: Fraction | None


class Stage:
    """A stage game with what is asked of it again and again.

    Parameters
    ----------
    game
        Any number of players, rational payoffs.

    Attributes
    ----------
    game
        The game.
    best
        Per player, the best payoff against each choice of the others.
    equilibria
        Its pure equilibria.

    Raises
    ------
    UnsupportedError
        For irrational payoffs, and for more than `MOST_PROFILES` profiles.

    Examples
    --------
    >>> stage = Stage(StrategicGame.from_matrices([[2, 0], [3, 1]], [[2, 3], [0, 1]]))
    >>> stage.equilibria, stage.security(0).pure
    (((1, 1),), Fraction(1, 1))
    """

    def __init__(self, game: StrategicGame) -> None:
        if not game.exact:
            raise UnsupportedError(
                "a payoff is irrational at this point; the repeated reading needs rational "
                "payoffs, vcgame solve takes any"
            )
        if prod(game.shape) > MOST_PROFILES:
            raise UnsupportedError(
                f"{prod(game.shape)} profiles; the repeated reading takes {MOST_PROFILES}"
            )
        self.game = game
        self.best: tuple[dict[Profile, Fraction], ...] = tuple(
            self._best(player) for player in range(len(game.players))
        )
        self.equilibria: tuple[Profile, ...] = tuple(
            profile for profile in game.profiles() if self._settled(profile)
        )

    def _best(self, player: int) -> dict[Profile, Fraction]:
        found: dict[Profile, Fraction] = {}
        for profile, value in zip(self.game.profiles(), self.game.payoffs[player], strict=True):
            others = (*profile[:player], *profile[player + 1 :])
            if others not in found or value > found[others]:
                found[others] = value
        return found

    def _settled(self, profile: Profile) -> bool:
        payoffs = self.game.payoff(profile)
        return all(payoffs[k] == self.reply(profile, k) for k in range(len(payoffs)))

    def reply(self, profile: Profile, player: int) -> Fraction:
        """Give the best payoff of a player against the others of a profile."""
        return self.best[player][(*profile[:player], *profile[player + 1 :])]

    def variants(self, profile: Profile, player: int) -> Iterator[tuple[int, Fraction]]:
        """Give the other strategies of a player with their payoffs against the others."""
        for own in range(self.game.shape[player]):
            if own != profile[player]:
                other = (*profile[:player], own, *profile[player + 1 :])
                yield own, self.game.payoffs[player][self.game.index(other)]

    def incentive(self, profile: Profile, player: int, punishment: Fraction) -> Incentive:
        """Say what a player weighs on the path that repeats a profile."""
        options = list(self.variants(profile, player))
        best = max((value for _, value in options), default=None)
        chosen = tuple(own for own, value in options if value == best)
        target = self.game.payoff(profile)[player]
        return Incentive(player, target, best, chosen, punishment)

    def pure_minmax(self, player: int) -> Fraction:
        """Give what the others can hold a player down to by pure strategies."""
        return min(self.best[player].values())

    def security(self, player: int) -> Security:
        """Give what the others can hold a player down to."""
        pure = self.pure_minmax(player)
        others = next(o for o, value in self.best[player].items() if value == pure)
        profile = next(
            p
            for own in range(self.game.shape[player])
            for p in [(*others[:player], own, *others[player:])]
            if self.game.payoff(p)[player] == pure
        )
        return Security(pure, profile, mixed_minmax(self.game, player))


def mixed_minmax(game: StrategicGame, player: int) -> Fraction | None:
    """Give the least that the others can hold a player down to by a joint lottery.

    For two players it is the minmax value of von Neumann (1928); for more, the others may
    correlate, so it is a lower bound of what they can do by mixing each alone. ``None`` where
    the linear programme is too large.

    Examples
    --------
    >>> pennies = StrategicGame.from_matrices([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> mixed_minmax(pennies, 0)
    Fraction(0, 1)
    """
    sizes = [size for k, size in enumerate(game.shape) if k != player]
    crowds = list(product(*map(range, sizes)))
    rows: list[Row] = []
    values = game.payoffs[player]
    scale = lcm(*(value.denominator for value in values))
    count = len(crowds)
    if count * game.shape[player] > 10_000:
        return None
    for own in range(game.shape[player]):
        weights = {
            place: -int(values[game.index((*o[:player], own, *o[player:]))] * scale)
            for place, o in enumerate(crowds)
        }
        rows.append(Row({**weights, count: 1}, 0, ">="))
    rows += [Row({place: 1}, 0, ">=") for place in range(count)]
    rows.append(Row(dict.fromkeys(range(count), 1), -1, "="))
    try:
        bound = Programme(rows, count + 1, Work(MOST_WORK)).largest({count: -1})
    except WorkError:
        return None
    return None if bound is None else -bound / scale
