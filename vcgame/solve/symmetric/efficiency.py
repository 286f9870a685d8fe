"""What the firms get together, and the prices of anarchy and of stability."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import comb
from typing import Any

from vcgame.forms.symmetric import SymmetricGame, spread_place, spreads
from vcgame.solve.answer import Real
from vcgame.solve.sign import real, wrapped
from vcgame.solve.symmetric.answer import Efficiency, Inefficiency, SymmetricEquilibrium
from vcgame.solve.symmetric.curve import float_of
from vcgame.solve.symmetric.expectation import expectation

__all__ = ["efficiency_of", "total_at", "totals_of"]


def efficiency_of(
    game: SymmetricGame, equilibria: Sequence[SymmetricEquilibrium]
) -> Efficiency | None:
    """Compare the totals at equilibria with the largest total of any profile.

    Parameters
    ----------
    game
        The payoffs that make up the total; those without transfers, where there are any.
    equilibria
        The equilibria, perhaps of the game with transfers.

    Returns
    -------
    Efficiency or None
        ``None`` where a total is no number that a float can hold.

    Examples
    --------
    >>> from vcgame.solve.symmetric.counts import pure_equilibria
    >>> stag = SymmetricGame("hunter", 2, ("stag", "hare"), ((0, 4), (3, 3)))
    >>> found = efficiency_of(stag, list(pure_equilibria(stag)))
    >>> found.counts, str(found.pure.anarchy), str(found.pure.stability)
    ((2, 0), '4/3', '1')
    """
    best: Any = None
    where: tuple[int, ...] = ()
    for counts, total in totals_of(game):
        if best is None or _more(total, best):
            best, where = total, counts
    totals = tuple(total_at(game, each) for each in equilibria)
    optimum = real(best)
    pure = [total for each, total in zip(equilibria, totals, strict=True) if each.pure]
    if any(isinstance(total, float) and total - total != 0 for total in (optimum, *totals)):
        return None
    return Efficiency(optimum, where, _compared(optimum, pure), _compared(optimum, totals), totals)


def total_at(game: SymmetricGame, equilibrium: SymmetricEquilibrium) -> Real:
    """Give what the firms get together, as a mean where they mix."""
    if equilibrium.pure:
        return real(_total(game, equilibrium.counts))
    if len(equilibrium.support) > 2:
        return _mean_total(game, equilibrium.mixture)
    first, second = equilibrium.support
    exact = equilibrium.enclosure is None
    shares = equilibrium.mixture
    if equilibrium.enclosure is None:
        p = Fraction(shares[first])
    else:
        p = sum(equilibrium.enclosure, Fraction(0)) / 2
    total: Real = Fraction(0)
    for strategy, probability in ((first, p), (second, 1 - p)):
        payoffs = []
        for count in range(game.number):
            others = [0] * len(shares)
            others[first], others[second] = count, game.number - 1 - count
            payoffs.append(game.payoff(strategy, tuple(others)))
        mean = expectation(payoffs, p, exact=exact)
        share: Real = probability if isinstance(mean, Fraction) else float(probability)
        total += share * mean
    return game.number * total


def _mean_total(game: SymmetricGame, mixture: Sequence[Real]) -> Real:
    """Weigh the totals of all profiles, of few firms that mix over three strategies and more."""
    exact = game.exact and all(isinstance(share, Fraction) for share in mixture)
    shares = [Fraction(share) for share in mixture]
    mean = Fraction(0)
    for counts, total in totals_of(game):
        chance, left = Fraction(1), game.number
        for share, count in zip(shares, counts, strict=True):
            chance *= comb(left, count) * share**count
            left -= count
        if chance:
            value = total if isinstance(total, Fraction) else Fraction(float_of(total.value))
            mean += chance * value
    return mean if exact else float(mean)


def totals_of(game: SymmetricGame) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Give the total of every profile, by counts; irrational ones are `Ball` numbers."""
    for counts in spreads(game.number, len(game.strategies)):
        yield counts, _total(game, counts)


def _total(game: SymmetricGame, counts: tuple[int, ...]) -> Any:
    total: Any = Fraction(0)
    for strategy, count in enumerate(counts):
        if count:
            others = (*counts[:strategy], count - 1, *counts[strategy + 1 :])
            place = others[0] if len(others) == 2 else spread_place(others)
            value = game.payoffs[strategy][place]
            total = total + count * (value if isinstance(value, Fraction) else wrapped(value))
    return total


def _more(one: Any, other: Any) -> bool:
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one > other
    return _size(one) > _size(other)


def _size(value: Any) -> float:
    return float_of(value if isinstance(value, Fraction) else value.value)


def _compared(optimum: Real, totals: Sequence[Real]) -> Inefficiency | None:
    if not totals:
        return None
    worst, best = min(totals), max(totals)
    return Inefficiency(worst, best, _ratio(optimum, worst), _ratio(optimum, best))


def _ratio(above: Real, below: Real) -> Real | None:
    if not (above > 0 and below > 0):
        return None
    if isinstance(above, Fraction) and isinstance(below, Fraction):
        return above / below
    return float(above) / float(below)
