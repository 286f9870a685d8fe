"""Repetition for a known number of rounds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Final, Literal

from vcgame.errors import UsageError
from vcgame.forms.strategic import Profile, StrategicGame
from vcgame.solve.answer import Equilibrium
from vcgame.solve.nash import solve_nash
from vcgame.solve.repeated.operator import Weights, acts_of, generated, sustained_once, threat_of
from vcgame.solve.repeated.payoff_set import MOST_ACTS, check_delta
from vcgame.solve.repeated.polygon import Polygon, hull
from vcgame.solve.repeated.stage import Stage
from vcgame.solve.trio import is_trio, solve_trio

__all__ = ["MOST_ROUNDS", "Horizon", "finite_horizon", "unique_equilibrium"]

MOST_ROUNDS: Final = 1_000
MOST_STEPS: Final = 400_000
"""Work for all rounds: vertices times profiles, weighted by the length of the numbers."""

_CELLS: Final = 64
"""Payoff tables up to this size are searched for mixed equilibria too."""

Kind = Literal["unique", "sets", "no_pure", "many_players", "too_large"]


@dataclass(frozen=True, slots=True)
class Horizon:
    """What subgame perfection allows in so many rounds.

    Attributes
    ----------
    rounds, delta
        How many rounds, and the discount factor (1: the plain average).
    kind
        ``"unique"``: the stage game has one equilibrium, mixed ones counted, and every
        subgame-perfect equilibrium plays it in every round (backward induction). ``"sets"``:
        payoffs round by round (Benoit and Krishna 1985), in pure actions with public lotteries.
        ``"no_pure"``: no equilibrium in pure actions. ``"many_players"``, ``"too_large"``: not
        worked out.
    payoffs
        Vertices of the set of average payoffs; the payoffs of the one equilibrium if they are
        rational.
    done
        For how many rounds the sets were worked out.
    first
        Per target, its ids and the least number of rounds, up to `done`, in whose first it
        can be played; ``None`` if in none of them.
    """

    rounds: int
    delta: Fraction
    kind: Kind
    payoffs: tuple[tuple[Fraction, ...], ...] = ()
    done: int = 0
    first: tuple[tuple[tuple[str, ...], int | None], ...] = ()


def unique_equilibrium(game: StrategicGame) -> Equilibrium | None:
    """Give the only equilibrium of a game; ``None`` if it has several, or if that is not known."""
    if len(game.players) == 2 and prod(game.shape) <= _CELLS:
        answer = solve_nash(game)
    elif is_trio(game):
        answer = solve_trio(game)
    else:
        return None
    if not answer.complete:
        return None
    return answer.equilibria[0] if len(answer.equilibria) == 1 else None


def finite_horizon(
    stage: Stage, delta: Fraction, rounds: int, targets: tuple[Profile, ...] = ()
) -> Horizon:
    """Work out repetition for a known number of rounds.

    Examples
    --------
    >>> dilemma = StrategicGame.from_matrices([[2, 0], [3, 1]], [[2, 3], [0, 1]])
    >>> finite_horizon(Stage(dilemma), Fraction(1), 10).kind
    'unique'
    """
    check_delta(delta, closed=True)
    if not 1 <= rounds <= MOST_ROUNDS:
        raise UsageError(f"{rounds} rounds; from 1 to {MOST_ROUNDS} are worked out")
    unique = unique_equilibrium(stage.game)
    if unique is not None:
        exact = tuple(value for value in unique.payoffs if isinstance(value, Fraction))
        payoffs = (exact,) if len(exact) == len(unique.payoffs) else ()
        return Horizon(rounds, delta, "unique", payoffs, done=rounds)
    if len(stage.game.players) != 2:
        return Horizon(rounds, delta, "many_players")
    if not stage.equilibria:
        return Horizon(rounds, delta, "no_pure", done=rounds)
    acts = acts_of(stage)
    if len(acts) > MOST_ACTS:
        return Horizon(rounds, delta, "too_large")
    later: Polygon = hull(act.payoffs for act in acts if act.settled)
    first: dict[Profile, int | None] = {
        target: 1 if target in stage.equilibria else None for target in targets
    }
    # Sums, not averages, are kept on the way: their numbers are shorter.
    weights = Weights(Fraction(1), delta)
    work, done, total = MOST_STEPS, 1, Fraction(1)
    for left in range(2, rounds + 1):
        bits = max(value.denominator.bit_length() for point in later for value in point)
        work -= len(later) * len(acts) * (1 + bits // 64)
        if work < 0:
            break
        total = 1 + delta * total
        threat = threat_of(later)
        for target, known in first.items():
            act = acts[stage.game.index(target)]
            if known is None and sustained_once(act, later, threat, weights):
                first[target] = left
        later = generated(acts, later, threat, weights)
        done = left
    named = tuple(
        (tuple(ids[k] for ids, k in zip(stage.game.strategies, target, strict=True)), least)
        for target, least in first.items()
    )
    average = tuple((x / total, y / total) for x, y in later)
    return Horizon(rounds, delta, "sets", average, done, named)
