"""The certificate of an equilibrium: what each player could gain, from the payoffs alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

from vcgame.errors import UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Real
from vcgame.solve.numbers import cleared, greatest, upper_float

__all__ = ["Finding", "Referee", "largest_gain"]

_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a profile yields.

    Attributes
    ----------
    payoffs
        Per player, the expected payoff: exact, or a ball.
    gain
        The largest gain of any player from deviating, never below 0: exact, or an upper
        bound of it where an irrational number came in.
    refuted
        Whether some player surely gains by deviating.
    best_replies
        Per player, all best replies to the others, ``None`` where balls leave it open.
    """

    payoffs: tuple[Any, ...]
    gain: Real
    refuted: bool
    best_replies: tuple[tuple[int, ...] | None, ...]

    def agrees(self, best_replies: tuple[tuple[int, ...], ...]) -> bool:
        """Whether these are the best replies, as far as they are known."""
        return self.best_replies == best_replies or all(
            seen is None or seen == claimed
            for seen, claimed in zip(self.best_replies, best_replies, strict=True)
        )


class Referee:
    """Judges profiles of one game by its payoffs, whatever way they were found.

    Parameters
    ----------
    game
        A strategic game of any number of players.

    Attributes
    ----------
    tables
        Per player, the payoffs cleared of denominators, in the order of the game.
    """

    def __init__(self, game: StrategicGame) -> None:
        self.shape = game.shape
        pairs = [cleared(values) for values in game.payoffs]
        self.tables = [table for table, _ in pairs]
        self._denominators = [denominator for _, denominator in pairs]
        strides = []
        stride = 1
        for size in reversed(self.shape):
            strides.append(stride)
            stride *= size
        self._strides = strides[::-1]

    def examine(self, profile: Sequence[Sequence[Any]]) -> Finding:
        """Compare every player's payoff with that of every deviation.

        Parameters
        ----------
        profile
            Per player, weights in proportion to the probabilities.
        """
        supports = [
            # A ball that holds 0 is neither equal nor unequal to it: such a weight is kept.
            [(s, weight) for s, weight in enumerate(weights) if not weight == 0]  # noqa: SIM201
            for weights in profile
        ]
        totals = [sum([weight for _, weight in support]) for support in supports]
        size = prod(totals)
        payoffs: list[Any] = []
        best_replies: list[tuple[int, ...] | None] = []
        gains: list[Any] = []
        for player in range(len(supports)):
            values = self._replies(player, supports)
            replies = greatest(values)
            best_replies.append(replies)
            support, total = supports[player], totals[player]
            played = sum([weight * values[s] for s, weight in support])
            scale = size * self._denominators[player]
            payoffs.append(_ratio(played, scale))
            lone = support[0][0] if len(support) == 1 else -1
            if replies is None:
                compared: Sequence[int] = range(len(values))
            else:
                compared = () if lone in replies else replies[:1]
            for s in compared:
                gain = 0 if s == lone else values[s] * total - played
                if not gain <= 0:
                    gains.append(_ratio(gain, scale))
        refuted = any(gain > 0 for gain in gains)
        largest: Real = _NOTHING
        if gains:
            exact = all(isinstance(gain, Fraction) for gain in gains)
            largest = max(gains) if exact else max(map(upper_float, gains))
        return Finding(tuple(payoffs), largest, refuted, tuple(best_replies))

    def _replies(self, player: int, supports: list[list[tuple[int, Any]]]) -> list[Any]:
        """Payoff of each of a player's strategies against the others, times their totals."""
        others: list[tuple[int, Any]] = [(0, 1)]
        for k, support in enumerate(supports):
            if k != player:
                stride = self._strides[k]
                others = [
                    (offset + s * stride, weight * more)
                    for offset, weight in others
                    for s, more in support
                ]
        table, stride, count = self.tables[player], self._strides[player], self.shape[player]
        if len(others) == 1:
            offset, weight = others[0]
            values = table[offset : offset + count * stride : stride]
            # Payoffs that are one object stay so, and are known to be equal.
            return values if weight == 1 else [weight * value for value in values]
        return [
            sum([weight * table[offset + s * stride] for offset, weight in others])
            for s in range(count)
        ]


def largest_gain(game: StrategicGame, profile: Sequence[Sequence[Real]]) -> Real:
    """Give the largest gain of any player from deviating from a profile.

    Parameters
    ----------
    game
        A strategic game of any number of players.
    profile
        Per player, a probability (or a weight in proportion to it) of each strategy. A float
        counts as the binary fraction that it is.

    Returns
    -------
    fractions.Fraction or float
        0 just when the profile is an equilibrium. For irrational payoffs, an upper bound.

    Examples
    --------
    >>> game = StrategicGame.from_matrices([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> largest_gain(game, [[0, 1], [0, 1]])
    Fraction(0, 1)
    >>> largest_gain(game, [[0.5, 0.5], [0, 1]])
    Fraction(1, 2)
    """
    weights = [cleared([Fraction(value) for value in strategy])[0] for strategy in profile]
    if tuple(map(len, weights)) != game.shape:
        raise UsageError(f"a profile of this game has {game.shape} probabilities")
    if any(min(strategy) < 0 or not any(strategy) for strategy in weights):
        raise UsageError("probabilities are never negative, and not all of a player's are 0")
    return Referee(game).examine(weights).gain


def _ratio(value: Any, scale: Any) -> Any:
    """Quotient, a fraction where both are integers."""
    exact = isinstance(value, int) and isinstance(scale, int)
    return Fraction(value, scale) if exact else value / scale
