"""From mixtures of plans to behaviour, and back to what makes them differ.

With perfect recall every mixture of plans has a behaviour strategy that reaches every end with
the same probability whatever the others do (Kuhn 1953). What counts of a mixture is thus its
realisation plan, the probability with which the player makes each sequence of own moves (von
Stengel 1996); many mixtures can share one.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from vcgame.forms.reduced import ReducedForm
from vcgame.forms.strategic import StrategicGame

__all__ = ["Realised", "realised", "vertex_of_replies"]


class Realised(NamedTuple):
    """The behaviour of one player that a mixture of plans amounts to.

    Attributes
    ----------
    behaviour
        Per information set of the player (its number), the probability of each move.
    free
        Information sets that the player's own moves exclude; the first move stands there.
    """

    behaviour: tuple[tuple[int, tuple[Any, ...]], ...]
    free: tuple[int, ...]


def realised(form: ReducedForm, player: int, mixture: Sequence[Any]) -> Realised:
    """Turn a mixture of a player's plans into behaviour.

    Parameters
    ----------
    form
        The reduced form.
    player
        Number of the player.
    mixture
        A probability for each of its plans: fractions, or floats.
    """
    weights: dict[tuple[int, int], Any] = {}
    for plan, p in zip(form.plans[player], mixture, strict=True):
        if p != 0:
            for move in plan:
                weights[move] = weights.get(move, 0) + p
    behaviour: list[tuple[int, tuple[Any, ...]]] = []
    free: list[int] = []
    for number, each in enumerate(form.sets):
        if each.player != player:
            continue
        own = [weights.get((number, move), Fraction(0)) for move in range(len(each.actions))]
        total = sum(own)
        if total == 0:
            free.append(number)
            own = [Fraction(int(move == 0)) for move in range(len(own))]
        elif total != 1:
            played = [move for move, weight in enumerate(own) if weight != 0]
            # One move only is made for sure, also where floats are not quite in proportion.
            own = (
                [Fraction(int(move == played[0])) for move in range(len(own))]
                if len(played) == 1
                else [weight / total for weight in own]
            )
        behaviour.append((number, tuple(own)))
    return Realised(tuple(behaviour), tuple(free))


def vertex_of_replies(
    form: ReducedForm,
    game: StrategicGame,
    player: int,
    mixture: Sequence[Fraction],
    opponent: int,
    replies: Sequence[Sequence[int]],
) -> bool:
    """Whether a mixture of plans is a vertex of the best-response polytope as a realisation plan.

    Each vertex in realisation plans comes from a vertex in mixtures of plans, but some vertices
    in mixtures lie between others as realisation plans.

    Parameters
    ----------
    form, game
        The reduced form and its strategic game, with fractions.
    player, mixture
        A vertex of the best-response polytope in mixtures of plans.
    opponent
        The other player who has a choice.
    replies
        The opponent's best replies, each as the whole profile of plans, with any plan of
        `player`.

    Notes
    -----
    Let the moves that the mixture makes be played by the plans ``S``. The directions in which
    it can be moved are weights on ``S`` that sum to 0 and leave the payoffs of the opponent's
    best replies equal. It is a vertex if all of them leave the realisation plan alone, so if
    these conditions have as high a rank as the realisation plans of ``S`` themselves.
    """
    moves = {
        move for plan, p in zip(form.plans[player], mixture, strict=True) if p for move in plan
    }
    support = [k for k, plan in enumerate(form.plans[player]) if all(m in moves for m in plan)]
    sets = {number for number, _ in moves}
    rank = 1 + len(moves) - len(sets)
    if len(support) == rank:
        # Realisation plans are as many as mixtures here, so a vertex stays one.
        return True
    rows = []
    for k in support:
        values = []
        for profile in replies:
            whole = list(profile)
            whole[player] = k
            values.append(game.payoff(tuple(whole))[opponent])
        rows.append([Fraction(1), *(value - values[0] for value in values[1:])])
    return _rank(rows) == rank


def _rank(rows: list[list[Fraction]]) -> int:
    """Rank of a matrix, by elimination."""
    rank = 0
    for column in range(len(rows[0])):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for r in range(rank + 1, len(rows)):
            if rows[r][column]:
                factor = rows[r][column] / rows[rank][column]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[rank], strict=True)]
        rank += 1
        if rank == len(rows):
            break
    return rank
