"""Few and short conjunctions that hold where an answer does: two-level minimisation.

As in the method of Quine and McCluskey, and in the program Espresso (Brayton, Hachtel, McMullen
and Sangiovanni-Vincentelli 1984): each cell is expanded by dropping conditions one at a time, as
long as the answer stays the same all over it; then as few of the expanded cells as the greedy
choice finds cover all. Combinations of signs that no point has do not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from vcgame.derive.regimes.pool import Cube, contains
from vcgame.derive.regimes.questions import Question
from vcgame.derive.regimes.signs import ANY, NEGATIVE, POSITIVE, ZERO, SignSet
from vcgame.derive.regimes.space import Space
from vcgame.derive.regimes.tally import Tally

__all__ = ["Cover"]

MAX_STEPS: Final = 40
"""So many cells are looked at to find out whether one condition can be dropped."""
MAX_WORK: Final = 3_000
"""So many are looked at in all; then conditions stay that might be dropped."""


class Cover:
    """Covers the cells that have the same answer to a question.

    Parameters
    ----------
    space
        Decides which cubes are empty.
    question
        Gives the answers.
    tally
        Of the same question.
    order
        Ranks of the polynomials; those of high rank are dropped first.
    """

    def __init__(
        self, space: Space, question: Question, tally: Tally, order: Sequence[tuple[int, int, int]]
    ) -> None:
        self._space = space
        self._question = question
        self._tally = tally
        self._order = order
        self._steps = 0
        self._left = MAX_WORK

    def minimal(self, cells: Sequence[Cube], answer: Any, fixed: Cube) -> list[Cube]:
        """Give cubes that cover the cells, on each of which the answer is everywhere the same.

        Parameters
        ----------
        cells
            Where the answer holds.
        answer
            The answer.
        fixed
            Signs that every cell has, and that are kept.
        """
        wide: dict[frozenset[tuple[int, int]], Cube] = {}
        for cell in sorted(cells, key=len):
            if any(contains(cube, cell) for cube in wide.values()):
                continue
            cube = self.expanded(cell, answer, fixed)
            wide.setdefault(frozenset(cube.items()), cube)
        left = list(cells)
        chosen: list[Cube] = []
        while left:
            cube = min(wide.values(), key=lambda each: self._merit(each, left))
            chosen.append(cube)
            left = [cell for cell in left if not contains(cube, cell)]
        return sorted(chosen, key=self._reading)

    def _merit(self, cube: Cube, left: Sequence[Cube]) -> tuple[int, Any]:
        return -sum(contains(cube, cell) for cell in left), self._reading(cube)

    def _reading(self, cube: Cube) -> tuple[Any, ...]:
        numbers = sorted(self._order[number] for number in cube)
        return len(cube), sum(terms for _, terms, _ in numbers), numbers, sorted(cube.items())

    def expanded(self, cell: Cube, answer: Any, fixed: Cube | None = None) -> Cube:
        """Drop what can be dropped of a cell's signs, or allow more than one sign."""
        cube = dict(cell)
        for number in sorted(cell, key=lambda each: self._order[each], reverse=True):
            if fixed and number in fixed:
                continue
            more = [
                sign
                for sign in (POSITIVE, NEGATIVE, ZERO)
                if not cell[number] & sign and self._part(cube, number, sign, answer)
            ]
            if cell[number] | sum(more) == ANY:
                del cube[number]
                continue
            for sign in more:
                if self._space.find({**cube, number: sign}).finding != "empty":
                    cube[number] |= sign
        return cube

    def _part(self, cube: Cube, number: int, sign: SignSet, answer: Any) -> bool:
        self._steps = min(MAX_STEPS, self._left)
        before = self._steps
        same = self._same({**cube, number: sign}, answer)
        self._left -= before - max(self._steps, 0)
        return same

    def _same(self, cube: Cube, answer: Any) -> bool:
        """Whether it is sure that a cube holds no point with another answer."""
        self._steps -= 1
        if self._steps < 0 or self._space.pool.within(cube) & ~self._tally.points(answer):
            return False
        found, deciding = self._question(cube)
        if found == answer or self._space.find(cube).finding == "empty":
            return True
        if found is not None:
            return False
        number = self._tally.telling(cube, deciding)
        return all(
            self._same({**cube, number: sign}, answer)
            for sign in (POSITIVE, NEGATIVE, ZERO)
            if cube.get(number, ANY) & sign
        )
