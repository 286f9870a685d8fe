"""Which known points have which answer, and which sign tells most about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log2
from typing import Any

from vcgame.derive.regimes.pool import Cube, Pool
from vcgame.derive.regimes.questions import Question
from vcgame.derive.regimes.signs import NEGATIVE, POSITIVE

__all__ = ["Tally"]

Rank = tuple[int, int, int]


class Tally:
    """Counts the answers to a question at the known points.

    Parameters
    ----------
    pool
        The points; those that come later are counted too.
    question
        What is asked at each.
    order
        Ranks of the polynomials, the simplest first.
    start
        Only points in this cube are counted.
    """

    def __init__(
        self, pool: Pool, question: Question, order: Sequence[Rank], start: Cube | None = None
    ) -> None:
        self._start = start or {}
        self._pool = pool
        self._question = question
        self._order = order
        self._masks: dict[Any, int] = {}
        self._seen = 0

    def points(self, answer: Any) -> int:
        """Give the mask of the points that have an answer."""
        return self._counted().get(answer, 0)

    def telling(self, cube: Cube, numbers: Iterable[int]) -> int:
        """Choose the polynomial to split a cube by.

        It is the one after which the least is to be learnt about the answers at the known points
        (the entropy, as in decision trees: Quinlan 1986). Where these have one answer only, it is
        one that has the same sign at all of them, since its other side may be empty.
        """
        within = self._pool.within(cube)
        groups = [each & within for each in self._counted().values() if each & within]
        if len(groups) < 2:
            return min(numbers, key=lambda each: (self._parted(each, within), self._order[each]))
        return min(numbers, key=lambda each: (self._entropy(each, groups), self._order[each]))

    def _parted(self, number: int, within: int) -> bool:
        sides = (self._pool.having(number, sign) & within for sign in (POSITIVE, NEGATIVE))
        return all(sides)

    def _entropy(self, number: int, groups: Sequence[int]) -> float:
        total = 0.0
        for sign in (POSITIVE, NEGATIVE):
            side = self._pool.having(number, sign)
            counts = [count for each in groups if (count := (each & side).bit_count())]
            whole = sum(counts)
            total += sum(count * log2(whole / count) for count in counts)
        return total

    def _counted(self) -> dict[Any, int]:
        for each in self._pool.signs[self._seen :]:
            if all(each[number] & signs for number, signs in self._start.items()):
                found = self._question(dict(enumerate(each)))[0]
                self._masks[found] = self._masks.get(found, 0) | 1 << self._seen
            self._seen += 1
        return self._masks
