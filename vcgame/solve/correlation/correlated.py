"""Correlated and coarse correlated equilibria: the best and the worst, exactly.

A distribution over profiles is a correlated equilibrium if nobody who is told only the own part
of the profile that was drawn gains by another strategy (Aumann 1974, 1987). It is a coarse
correlated one if nobody gains by a strategy of the own that is chosen before the draw (Moulin
and Vial 1978). Both are linear inequalities, so that extremes of payoffs are linear programmes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Literal

from vcgame.errors import IncompleteError, UnsupportedError, UsageError, nearest
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Answer, Real
from vcgame.solve.comparison import nash_for_comparison
from vcgame.solve.correlation.incentives import Incentive, Profile, deviation_gain, incentive_rows
from vcgame.solve.linear.lotteries import EFFORT, Lotteries, Lottery

__all__ = [
    "MOST_PROFILES",
    "CorrelatedAnswer",
    "CorrelatedConcept",
    "CorrelatedExtreme",
    "solve_correlated",
]

MOST_PROFILES = 400
"""So many pure profiles a game may have here."""

MOST_INCENTIVES = 1_000
"""So many incentive constraints it may have."""

CorrelatedConcept = Literal["correlated", "coarse-correlated"]

Number = int | Fraction


@dataclass(frozen=True, slots=True)
class CorrelatedExtreme:
    """The largest or least value of one objective over all equilibria of the concept.

    Attributes
    ----------
    objective
        ``"total"`` (the sum of all payoffs), ``"player"`` (one player's payoff) or ``"chosen"``.
    player
        Whose payoff it is, for ``"player"``.
    largest
        Whether it is the largest or the least value.
    value
        The value, exactly.
    payoffs
        Per player, the payoff there.
    distribution
        The profiles that are drawn, with their probabilities.
    certificate
        Largest gain of any player from deviating, worked out anew from the payoffs: 0.
    proof
        The incentive constraints whose weighted sum proves that no equilibrium does better.
    unique
        Whether no other distribution does as well; ``None`` where it was not determined.
    nash
        The largest or least value over the Nash equilibria that are known; ``None`` if none is.
    """

    objective: Literal["total", "player", "chosen"]
    player: int | None
    largest: bool
    value: Fraction
    payoffs: tuple[Fraction, ...]
    distribution: tuple[tuple[Profile, Fraction], ...]
    certificate: Fraction
    proof: tuple[Incentive, ...]
    unique: bool | None
    nash: Real | None


@dataclass(frozen=True, slots=True)
class CorrelatedAnswer:
    """Extremes of correlated equilibria.

    Attributes
    ----------
    concept
        ``"correlated"`` or ``"coarse-correlated"``.
    method, complete, why, notes
        As for `vcgame.solve.answer.Answer`; complete means that every extreme asked for is there.
    weights
        Per player, the weight in the chosen objective; empty where none was chosen.
    extremes
        The best and the worst total, then the chosen objective, then every player's payoff.
    nash_complete
        Whether the comparison is with all Nash equilibria, or with those that were found.
    """

    concept: CorrelatedConcept
    method: str
    complete: bool
    why: str
    weights: tuple[Fraction, ...]
    extremes: tuple[CorrelatedExtreme, ...]
    nash_complete: bool
    notes: tuple[str, ...] = ()

    def extreme(
        self, objective: str, *, largest: bool = True, player: int | None = None
    ) -> CorrelatedExtreme:
        """Give one of the extremes."""
        for each in self.extremes:
            if (each.objective, each.largest, each.player) == (objective, largest, player):
                return each
        raise UsageError(f"no extreme of {objective!r} was worked out")


def solve_correlated(
    game: StrategicGame,
    *,
    coarse: bool = False,
    weights: Mapping[str, Number] | None = None,
    effort: int = EFFORT,
) -> CorrelatedAnswer:
    """Find the best and the worst correlated (or coarse correlated) equilibria of a game.

    Parameters
    ----------
    game
        Any number of players, rational payoffs, up to `MOST_PROFILES` profiles.
    coarse
        Whether deviations are chosen before the draw.
    weights
        Per player (its id), the weight of the payoff in an objective of one's own; who is left
        out has weight 0.
    effort
        Limit on the work in whole numbers.

    Raises
    ------
    UnsupportedError
        For irrational payoffs or too large a game.
    UsageError
        For an unknown player.

    Examples
    --------
    Chicken (Aumann 1974): recommendations do better than every Nash equilibrium.

    >>> chicken = StrategicGame.from_matrices([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> best = solve_correlated(chicken).extreme("total")
    >>> str(best.value), str(best.nash), [str(p) for _, p in best.distribution]
    ('21/2', '28/3', ['1/2', '1/4', '1/4'])
    """
    concept: CorrelatedConcept = "coarse-correlated" if coarse else "correlated"
    chosen = _weights(game, weights)
    incentives, rows = incentive_rows(game, coarse=coarse)
    known = nash_for_comparison(game)
    lotteries = Lotteries(rows, prod(game.shape), effort=effort)
    profiles = list(game.profiles())
    extremes: list[CorrelatedExtreme] = []
    complete, why = True, "every extreme is proved by multipliers in fractions"
    try:
        for objective, player, mixed in _objectives(game, chosen):
            for largest in (True, False):
                sign = 1 if largest else -1
                goal = [sign * value for value in _goal(game, mixed)]
                found = lotteries.best(goal)
                if found is None or not lotteries.proves(goal, found):
                    raise AssertionError("vcgame is wrong: every game has a correlated equilibrium")
                unique = None if objective == "player" else lotteries.unique(goal, found)
                extremes.append(
                    CorrelatedExtreme(
                        objective,
                        player,
                        largest,
                        sign * found.value,
                        _payoffs(game, found),
                        _distribution(profiles, found),
                        _certificate(game, profiles, found, coarse=coarse),
                        tuple(
                            [
                                Incentive(*incentive, weight)
                                for incentive, weight in zip(
                                    incentives, found.multipliers, strict=True
                                )
                                if weight
                            ]
                        ),
                        unique,
                        _extreme_nash(known, mixed, largest=largest),
                    )
                )
    except IncompleteError as error:
        complete, why = False, str(error)
    notes = () if known.complete else (f"not all Nash equilibria are known: {known.why}",)
    return CorrelatedAnswer(
        concept,
        "linear programmes over the distributions on profiles",
        complete,
        why,
        chosen,
        tuple(extremes),
        known.complete,
        notes,
    )


def _weights(game: StrategicGame, weights: Mapping[str, Number] | None) -> tuple[Fraction, ...]:
    """Check the game and the weights, and put these into the order of the players."""
    size = prod(game.shape)
    constraints = sum(n * (n - 1) for n in game.shape)
    if not game.exact:
        raise UnsupportedError(
            "correlated equilibria need rational payoffs; the concepts 'nash' and 'pure' take "
            "irrational ones"
        )
    if size > MOST_PROFILES or constraints > MOST_INCENTIVES:
        raise UnsupportedError(
            f"this game has {size} pure profiles and {constraints} incentive constraints; "
            f"correlated equilibria are found for up to {MOST_PROFILES} and {MOST_INCENTIVES}; "
            f"the concept 'pure' takes more"
        )
    if weights is None:
        return ()
    for name in weights:
        if name not in game.players:
            raise UsageError(f"no player {name!r}: {nearest(name, game.players)}")
    return tuple([Fraction(weights.get(name, 0)) for name in game.players])


def _objectives(
    game: StrategicGame, chosen: Sequence[Fraction]
) -> list[tuple[Literal["total", "player", "chosen"], int | None, Sequence[Fraction]]]:
    """List the objectives with the weights of the players' payoffs."""
    count = len(game.players)
    listed: list[tuple[Literal["total", "player", "chosen"], int | None, Sequence[Fraction]]] = [
        ("total", None, [Fraction(1)] * count)
    ]
    if chosen:
        listed.append(("chosen", None, chosen))
    listed += [("player", k, [Fraction(j == k) for j in range(count)]) for k in range(count)]
    return listed


def _goal(game: StrategicGame, weights: Sequence[Fraction]) -> list[Fraction]:
    goal = [Fraction(0)] * len(game.payoffs[0])
    for weight, values in zip(weights, game.payoffs, strict=True):
        if weight:
            goal = [total + weight * value for total, value in zip(goal, values, strict=True)]
    return goal


def _payoffs(game: StrategicGame, found: Lottery) -> tuple[Fraction, ...]:
    return tuple(
        [
            sum((p * u for p, u in zip(found.probabilities, values, strict=True) if p), Fraction(0))
            for values in game.payoffs
        ]
    )


def _distribution(
    profiles: Sequence[Profile], found: Lottery
) -> tuple[tuple[Profile, Fraction], ...]:
    drawn = zip(profiles, found.probabilities, strict=True)
    return tuple([(profile, p) for profile, p in drawn if p])


def _certificate(
    game: StrategicGame, profiles: Sequence[Profile], found: Lottery, *, coarse: bool
) -> Fraction:
    """Judge a distribution by the payoffs alone."""
    gain = deviation_gain(game, dict(_distribution(profiles, found)), coarse=coarse)
    if gain:
        raise AssertionError("vcgame is wrong: a correlated equilibrium fails its certificate")
    return gain


def _extreme_nash(known: Answer, weights: Sequence[Fraction], *, largest: bool) -> Real | None:
    values = [
        sum(w * u for w, u in zip(weights, each.payoffs, strict=True)) for each in known.equilibria
    ]
    if not values:
        return None
    return max(values) if largest else min(values)
