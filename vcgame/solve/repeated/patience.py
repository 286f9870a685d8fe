"""From which discount factor on nobody gains by leaving a path once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

__all__ = ["Incentive", "Patience", "patience"]

Reason = Literal["", "no_loss", "not_detected", "rewarded"]


@dataclass(frozen=True, slots=True)
class Incentive:
    """What one player weighs on a path that repeats one profile.

    Attributes
    ----------
    player
        Position of the player.
    target
        What the player gets in each round on the path.
    deviation
        The best that it can get in one round by another strategy; ``None`` if it has none.
    strategies
        Positions of the strategies that get that.
    punishment
        What it gets on average after a deviation that is detected.
    """

    player: int
    target: Fraction
    deviation: Fraction | None
    strategies: tuple[int, ...]
    punishment: Fraction


@dataclass(frozen=True, slots=True)
class Patience:
    """The discount factors below 1 at which a path is kept up.

    Attributes
    ----------
    low
        The least of them, at which it is kept up too; ``None`` if there is none below 1.
    high
        The greatest of them where it is less than 1; else ``None``. There is one only
        where the punishment is better than the path for somebody.
    binding
        Positions of the players for whom less than `low` is not enough.
    reason
        Why there is none: ``"no_loss"`` (somebody gains now and loses nothing later),
        ``"not_detected"``, or ``"rewarded"`` (the reversion is better for somebody).
    """

    low: Fraction | None
    high: Fraction | None = None
    binding: tuple[int, ...] = ()
    reason: Reason = ""

    @property
    def always(self) -> bool:
        """Whether the path is kept up at every discount factor."""
        return self.low == 0 and self.high is None


def patience(incentives: Sequence[Incentive], detection: Fraction = Fraction(1)) -> Patience:
    """Find the discount factors at which nobody gains by leaving a path.

    In each round a deviation is detected with probability q, by all, at the end of the round; then
    the punishment begins in the next round and lasts. One that is not detected changes nothing. So
    a player of a path worth v, who could get d in one round and p afterwards, stays if::

        (1 - delta) d + delta (q p + (1 - q) v) <= v

    which is (1 - delta) (d - v) <= delta q (v - p). After a deviation that was not detected the
    same game goes on, so who does not gain by deviating once does not gain by doing so again
    and again (the one-shot deviation principle: Blackwell 1965, Abreu 1988).

    Examples
    --------
    >>> F = Fraction
    >>> dilemma = [Incentive(i, F(2), F(3), (1,), F(1)) for i in (0, 1)]
    >>> patience(dilemma).low, patience(dilemma, F(1, 4)).low
    (Fraction(1, 2), Fraction(4, 5))
    """
    low, high = Fraction(0), Fraction(1)
    binding: list[int] = []
    rewarded = False
    for each in incentives:
        if each.deviation is None:
            continue
        gain = each.deviation - each.target
        loss = detection * (each.target - each.punishment)
        if gain > 0:
            if loss <= 0:
                lost = each.target - each.punishment
                reason: Reason = "no_loss" if lost == 0 else "rewarded"
                return Patience(None, None, (each.player,), "not_detected" if lost > 0 else reason)
            need = gain / (gain + loss)
            if need > low:
                low, binding = need, []
            if need == low:
                binding.append(each.player)
        elif loss < 0:
            high = min(high, gain / (gain + loss))
            rewarded = True
    if low > high:
        return Patience(None, None, tuple(binding), "rewarded")
    return Patience(low, high if rewarded else None, tuple(binding))
