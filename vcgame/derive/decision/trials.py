"""Trying points near one that satisfies the polynomial part of conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, combinations, product
from typing import Final

from vcgame.errors import EvaluationError
from vcgame.model.formula.expression import Condition
from vcgame.model.point import Effort, is_true

__all__ = ["satisfied", "tried_point"]

MAX_TRIALS: Final = 400
EFFORT: Final = 20_000
"""Points that are tried, and the work for each."""
_FACTORS: Final = tuple(
    Fraction(*factor) for factor in ((2, 1), (1, 2), (5, 1), (1, 5), (-1, 1), (20, 1), (1, 20))
)
_STEPS: Final = tuple(Fraction(step) for step in (1, -1, 3, -3, 0))


def satisfied(conditions: Sequence[Condition], point: Mapping[str, Fraction]) -> bool:
    """Whether all conditions surely hold at a point."""
    effort = Effort()
    try:
        return all(is_true(condition, point, effort) for condition in conditions)
    except EvaluationError:
        return False


def tried_point(
    conditions: Sequence[Condition], starts: Sequence[Mapping[str, Fraction]], moved: Sequence[str]
) -> dict[str, Fraction] | None:
    """Look near some points for one that satisfies conditions; one or two names are moved.

    Parameters
    ----------
    conditions
        What shall hold.
    starts
        Points to start from.
    moved
        Names that may be moved.
    """
    tried = 0
    for point in chain.from_iterable(_near(start, moved) for start in starts):
        tried += 1
        if tried > MAX_TRIALS:
            return None
        try:
            effort = Effort(EFFORT)
            if all(is_true(condition, point, effort) for condition in conditions):
                return point
        except EvaluationError:
            continue
    return None


def _near(start: Mapping[str, Fraction], moved: Sequence[str]) -> Iterator[dict[str, Fraction]]:
    yield dict(start)
    values = {name: _values(start[name]) for name in moved}
    for name in moved:
        for value in values[name]:
            yield {**start, name: value}
    for one, other in combinations(moved, 2):
        for first, second in product(values[one], values[other]):
            yield {**start, one: first, other: second}


def _values(value: Fraction) -> list[Fraction]:
    found = [value * factor for factor in _FACTORS] + [value + step for step in _STEPS]
    return [each for each in dict.fromkeys(found) if each != value]
