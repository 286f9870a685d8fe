"""The replicator equations of a population game."""

from __future__ import annotations

from fractions import Fraction

from vcgame.derive.dynamics.answer import Evolution
from vcgame.derive.dynamics.space import Space
from vcgame.derive.dynamics.writing import formula, scaled_rate
from vcgame.model.formula.expression import Expression, Name, Negation, Number, Sum
from vcgame.model.formula.polynomials import Ratio

__all__ = ["evolution", "gains", "rates"]


def gains(space: Space) -> tuple[Ratio | None, ...]:
    """Per coordinate the payoff of the strategy counted less that of the other one.

    ``None`` for populations with more than two strategies.
    """
    found: list[Ratio | None] = []
    for number, population in enumerate(space.game.populations):
        if len(population.strategies) == 2:
            (counted,) = population.counted
            payoffs = space.payoffs[number]
            found.append(space.lowest(payoffs[counted] - payoffs[1 - counted]))
        else:
            found += [None] * len(population.coordinates)
    return tuple(found)


def rates(space: Space) -> tuple[Ratio, ...]:
    """Per coordinate its rate of change: share times payoff above the population's average.

    Taylor and Jonker (1978) for one population; for several each has its own average
    (Weibull 1995, ch. 5.2, the standard multipopulation form).
    """
    found = []
    for number, population in enumerate(space.game.populations):
        payoffs, shares = space.payoffs[number], space.shares[number]
        average = Ratio(space.zero, space.one)
        for share, payoff in zip(shares, payoffs, strict=True):
            average = average + share * payoff
        found += [space.lowest(shares[k] * (payoffs[k] - average)) for k in population.counted]
    return tuple(found)


def evolution(space: Space) -> Evolution:
    """Write the replicator equations as papers print them."""
    differences = gains(space)
    written: list[Expression] = []
    shown: list[Expression | None] = []
    for name, rate, gain in zip(space.coordinates, rates(space), differences, strict=True):
        share = Name(name)
        if gain is not None:
            reduced = formula(space, gain)
            rest = Sum((Number(Fraction(1)), Negation(share)))
            written.append(scaled_rate((share, rest), reduced))
            shown.append(reduced)
        else:
            inner = space.over(rate.numer, rate.denom * space.generators[name])
            written.append(scaled_rate((share,), formula(space, inner)))
            shown.append(None)
    return Evolution(space.game, tuple(written), tuple(shown))
