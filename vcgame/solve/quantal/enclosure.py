"""Proof that a logit equilibrium is near a point, and refinement of equilibria, in balls.

The interval Newton method (Moore 1966; Neumaier 1990): if m - J(X)^-1 F(m) lies inside the box X
round m, then X holds just one zero of F, and it lies in that smaller box.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.numbers import working_precision

__all__ = ["MOST_PROOF", "enclose_logit", "enclose_zero"]

MOST_PROOF = 60_000
"""Profiles times strategies up to which a point is proved."""

_BITS = 192
_REFINEMENTS = 6

System = Callable[[Sequence[Any]], tuple[list[Any], list[list[Any]]]]
"""Residuals and their derivatives at a point of balls."""


def enclose_zero(system: System, start: Sequence[float]) -> list[Any] | None:
    """Give balls that hold just one zero of a system, or ``None`` where that is not proved.

    Parameters
    ----------
    system
        As many equations as unknowns.
    start
        A point near the zero.
    """
    from flint import arb, arb_mat

    with working_precision(_BITS):
        point = [arb(value) for value in start]
        try:
            move = 0.0
            for _ in range(_REFINEMENTS):
                values, slopes = system(point)
                step = arb_mat(slopes).solve(arb_mat([[value] for value in values]))
                moves = [step[k, 0].mid() for k in range(len(point))]
                point = [(p - m).mid() for p, m in zip(point, moves, strict=True)]
                move = max([abs(float(m)) for m in moves])
                if move < 1e-40:
                    break
            values, slopes = system(point)
            step = arb_mat(slopes).solve(arb_mat([[value] for value in values]))
            # Balls in the payoffs make the step uncertain, and the box must be wider than that.
            least = max([float(abs(step[k, 0]).upper()) for k in range(len(point))])
            radius = arb(max(8 * least, 64 * move, 1e-30))
            box = [arb(p, radius) for p in point]
            _, slopes = system(box)
            step = arb_mat(slopes).solve(arb_mat([[value] for value in values]))
        except ZeroDivisionError:
            return None
        image = [p - step[k, 0] for k, p in enumerate(point)]
        inside = all(each.contains_interior(new) for each, new in zip(box, image, strict=True))
        return image if inside else None


def enclose_logit(
    game: StrategicGame, logs: Sequence[float], precision: Fraction
) -> list[Any] | None:
    """Give balls that hold the log-probabilities of just one logit equilibrium, or ``None``.

    Parameters
    ----------
    game
        Any number of players.
    logs
        Log-probabilities of all strategies, player after player, near an equilibrium.
    precision
        Lambda.
    """
    from flint import arb, fmpq

    if prod(game.shape) * sum(game.shape) > MOST_PROOF:
        return None
    with working_precision(_BITS):
        rate = arb(fmpq(precision.numerator, precision.denominator))
        tables = [[_ball(value) for value in values] for values in game.payoffs]
    profiles = list(product(*[range(size) for size in game.shape]))
    firsts = [sum(game.shape[:k]) for k in range(len(game.shape))]

    def system(point: Sequence[Any]) -> tuple[list[Any], list[list[Any]]]:
        chances = [value.exp() for value in point]
        size = len(point)
        residuals: list[Any] = []
        slopes: list[list[Any]] = []
        for player, first in enumerate(firsts):
            count = game.shape[player]
            values = [arb(0)] * count
            changes = [[arb(0)] * size for _ in range(count)]
            for payoff, profile in zip(tables[player], profiles, strict=True):
                term = payoff
                for k, s in enumerate(profile):
                    if k != player:
                        term *= chances[firsts[k] + s]
                mine = profile[player]
                values[mine] += term
                for k, s in enumerate(profile):
                    if k != player:
                        changes[mine][firsts[k] + s] += term
            raised = [rate * value for value in values]
            middle = max([float(value.mid()) for value in raised])
            weights = [(value - middle).exp() for value in raised]
            total = sum(weights, arb(0))
            for s in range(count):
                residuals.append(point[first + s] - raised[s] + middle + total.log())
                slopes.append(
                    [
                        int(k == first + s)
                        - rate
                        * (
                            changes[s][k]
                            - sum([w * c[k] for w, c in zip(weights, changes, strict=True)], arb(0))
                            / total
                        )
                        for k in range(size)
                    ]
                )
        return residuals, slopes

    return enclose_zero(system, logs)


def _ball(value: Any) -> Any:
    from flint import arb, fmpq

    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    return value
