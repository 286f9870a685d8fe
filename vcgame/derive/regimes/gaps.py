"""Points on surfaces on which nothing happens, but which no conjunction covers yet.

Two conjunctions with opposite signs of a polynomial may lie on both sides of a surface and leave
the surface itself out, although the regime is the same there. So such surfaces, and where they
meet, are searched for points that are left out, and these get a conjunction of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vcgame.derive.regimes.covers import Cover
from vcgame.derive.regimes.exploration import Open
from vcgame.derive.regimes.pool import Cube, contains
from vcgame.derive.regimes.questions import RegimeQuestion
from vcgame.derive.regimes.signs import ANY, NEGATIVE, POSITIVE, ZERO, SignSet
from vcgame.derive.regimes.space import Space

__all__ = ["Gaps"]


class Gaps:
    """Closes the gaps between the conjunctions of all regions.

    Parameters
    ----------
    space
        Decides which cubes are empty.
    question
        Asks for regimes.
    cover
        Expands cells.
    boundaries
        Numbers of the polynomials on whose surfaces something happens.

    Attributes
    ----------
    opened
        Cells of which it was not decided whether they hold a point that is left out.
    corners
        Where several surfaces meet on which nothing happens alone, and something does together:
        the regime, and the cubes.
    """

    def __init__(
        self, space: Space, question: RegimeQuestion, cover: Cover, boundaries: Iterable[int]
    ) -> None:
        self._space = space
        self._question = question
        self._cover = cover
        self._boundaries = frozenset(boundaries)
        self.opened: list[Open] = []
        self.corners: dict[str, list[Cube]] = {}

    def close(self, regions: Mapping[str, list[Cube]]) -> None:
        """Add conjunctions to regions until all points off the boundaries are covered."""
        named = {number for cubes in regions.values() for cube in cubes for number in cube}
        for number in sorted(named - self._boundaries):
            self._search({number: ZERO}, regions)

    def _search(self, start: Cube, regions: Mapping[str, list[Cube]]) -> None:
        waiting = [start]
        while waiting:
            cube = waiting.pop()
            listed = (*regions.values(), *self.corners.values())
            covering = [each for cubes in listed for each in cubes]
            if any(contains(each, cube) for each in covering):
                continue
            decision = self._space.find(cube)
            if decision.finding == "empty":
                continue
            rival = next((each for each in covering if _meet(each, cube)), None)
            if rival is not None and decision.finding == "witness":
                number = min(n for n, signs in rival.items() if cube.get(n, ANY) & ~signs)
                waiting += self._parts(cube, number)
            elif decision.point is None:
                self.opened.append(Open(cube, decision.reason))
            else:
                waiting += self._added(cube, self._space.pool.signs_at(decision.point), regions)

    def _added(
        self, cube: Cube, signs: tuple[SignSet, ...], regions: Mapping[str, list[Cube]]
    ) -> list[Cube]:
        """Cover a point that is left out; give the parts of the cube that are to be searched."""
        for number in sorted(self._boundaries):
            if signs[number] == ZERO:
                return self._parts(cube, number)
        cell = dict(enumerate(signs))
        label = self._question(cell)[0]
        if label is None:
            raise AssertionError("vcgame is wrong: all signs do not decide the regime")
        if label in regions:
            regions[label].append(self._cover.expanded(cell, label))
            return [cube]
        for number, sign in cell.items():
            if sign == ZERO and cube.get(number, ANY) != ZERO:
                return self._parts(cube, number)
        self.corners.setdefault(label, []).append(self._cover.expanded(cell, label))
        return [cube]

    def _parts(self, cube: Cube, number: int) -> list[Cube]:
        """Split a cube by a sign; on boundaries other words are said."""
        kinds = (POSITIVE, NEGATIVE) if number in self._boundaries else (POSITIVE, NEGATIVE, ZERO)
        possible = cube.get(number, ANY)
        return [{**cube, number: sign} for sign in kinds if possible & sign]


def _meet(first: Cube, second: Cube) -> bool:
    """Whether some combination of signs is in both cubes."""
    return all(second.get(number, ANY) & signs for number, signs in first.items())
