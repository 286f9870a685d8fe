"""Whether a strategy dominates another one, or a mixture does.

Payoffs are given row by row: per strategy, one number for each situation that its player can meet,
whole numbers or balls. A ball that leaves a comparison open decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from vcgame.solve.linear.lotteries import Lotteries, Lottery

__all__ = ["Mixture", "beats", "least_gain", "may_beat", "mixed_reply", "safe_replies"]

Mixture = tuple[tuple[int, Fraction], ...]
"""Strategies with their weights."""


def mixed_reply(
    rows: dict[int, list[int]], strategy: int, *, weak: bool
) -> tuple[Mixture, Lottery]:
    """Find the mixture that dominates a strategy most, or the belief that defends it.

    Parameters
    ----------
    rows
        Payoffs of the strategies, situation by situation, as whole numbers.
    strategy
        Which one is examined.
    weak
        Whether weak dominance is asked about.

    Returns
    -------
    Mixture, Lottery
        The mixture, empty if there is none. If there is none, the multipliers of the lottery
        are weights of situations to which the strategy is a best reply (for weak dominance, 1
        more for each).
    """
    others = list(rows)
    base = rows[strategy]
    gains = [[value - own for value, own in zip(rows[s], base, strict=True)] for s in others]
    count = len(others)
    # The strategy itself is among them, so some mixture is always allowed.
    constraints: list[dict[int, int | Fraction]] = [
        {j: gain for j, gain in enumerate(column) if gain} for column in zip(*gains, strict=True)
    ]
    if weak:
        goal = [Fraction(sum(row)) for row in gains]
    else:
        # One more place holds the least gain, as a share of the whole.
        for row in constraints:
            row[count] = -1
        goal = [Fraction(0)] * count + [Fraction(1)]
    found = Lotteries(constraints, len(goal)).best(goal)
    if found is None:
        raise AssertionError("vcgame is wrong: a strategy does not do as well as itself")
    if found.value <= 0:
        return (), found
    weights = [(s, p) for s, p in zip(others, found.probabilities, strict=False) if p]
    total = sum(p for s, p in weights if s != strategy)
    return tuple((s, p / total) for s, p in weights if s != strategy), found


def safe_replies(rows: dict[int, list[Any]], *, weak: bool) -> set[int]:
    """Strategies that are surely a best reply somewhere; for weak dominance the only one."""
    safe: set[int] = set()
    names = list(rows)
    for column in zip(*rows.values(), strict=True):
        if len(safe) == len(names):
            break
        top = max(column) if all(type(value) is int for value in column) else None
        if top is not None:
            best = [s for s, value in zip(names, column, strict=True) if value == top]
        else:
            best = [
                s
                for s, value in zip(names, column, strict=True)
                if all(value is other or value >= other for other in column)
            ]
            if weak and any(
                not (value is column[names.index(s)] or value < column[names.index(s)])
                for s in best
                for value in column
            ):
                continue
        if not weak or len(best) == 1:
            safe.update(best)
    return safe


def beats(other: Sequence[Any], row: Sequence[Any], *, weak: bool) -> bool:
    """Whether a strategy surely dominates another one."""
    if not weak:
        return all(value > own for value, own in zip(other, row, strict=True))
    return all(value is own or value >= own for value, own in zip(other, row, strict=True)) and any(
        value > own for value, own in zip(other, row, strict=True)
    )


def may_beat(other: Sequence[Any], row: Sequence[Any], *, weak: bool) -> bool:
    """Whether balls leave it open that a strategy dominates another one."""
    if weak:
        return not any(value < own for value, own in zip(other, row, strict=True))
    return not any(value is own or value <= own for value, own in zip(other, row, strict=True))


def least_gain(other: Sequence[Any], row: Sequence[Any]) -> Any:
    """Give how much more it pays at least; ``None`` where it is irrational."""
    if any(type(value) is not int for value in (*other, *row)):
        return None
    return min(value - own for value, own in zip(other, row, strict=True))
