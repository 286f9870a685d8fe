"""What happens on the surfaces where a deciding polynomial is zero."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from vcgame.derive.regimes.covers import Cover
from vcgame.derive.regimes.exploration import Exploration, Open, explored, ranks
from vcgame.derive.regimes.pool import Cube
from vcgame.derive.regimes.questions import RegimeQuestion, SurfaceQuestion
from vcgame.derive.regimes.signs import NEGATIVE, POSITIVE, ZERO, SignSet
from vcgame.derive.regimes.space import LIMIT, Space
from vcgame.derive.regimes.tally import Tally

__all__ = ["Piece", "Surfaces"]

Answers = tuple[str, ...]

ROUNDS: Final = 2
"""So often the work is shared out."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a surface on which, and on whose sides, the regimes are the same.

    Attributes
    ----------
    number
        Of the polynomial that is zero.
    regime
        On the piece.
    sides
        The regimes where the polynomial is negative, and positive; ``None`` where the
        assumptions exclude that.
    cubes
        The piece is where, with the polynomial zero, the signs of one of these are met.
    """

    number: int
    regime: str
    sides: tuple[str | None, str | None]
    cubes: tuple[Cube, ...]


class _Surface(NamedTuple):
    """What was found on a surface that has some sides."""

    sides: tuple[SignSet, ...]
    question: SurfaceQuestion | None
    found: Exploration


class Surfaces:
    """Looks at the surfaces of some polynomials one by one.

    Parameters
    ----------
    space
        Decides what is empty.
    question
        Asks for regimes.
    polynomials
        All polynomials that decide.
    """

    def __init__(self, space: Space, question: RegimeQuestion, polynomials: Sequence[Any]) -> None:
        self._space = space
        self._question = question
        self._order = ranks(polynomials)
        self._found: dict[int, _Surface] = {}

    def explore(self, most: int) -> None:
        """Find the pieces of all surfaces on which something happens.

        The work that is left in the space, and so many cells at most, are shared out among the
        surfaces; what some do not need is then left to those for which it was not enough.
        """
        work = self._space.left
        waiting = list(range(len(self._order)))
        for turn in range(ROUNDS):
            again = []
            if turn and work <= 0:
                break
            for count, number in enumerate(waiting):
                self._space.left = share = work // (len(waiting) - count)
                found = self._surface(number, most // (len(waiting) - count))
                most -= found.cells
                work -= share - self._space.left
                again += [number] if any(each.reason == LIMIT for each in found.opened) else []
            waiting = again
        self._space.left = work

    def _surface(self, number: int, most: int) -> Exploration:
        """Explore one surface."""
        on = {number: ZERO}
        if self._space.find(on).finding == "empty":
            self._found[number] = _Surface((), None, Exploration(empty=1))
            return Exploration()
        sides = tuple(
            sign
            for sign in (NEGATIVE, POSITIVE)
            if self._space.find({number: sign}).finding != "empty"
        )
        question = SurfaceQuestion(self._question, number, sides)
        tally = Tally(self._space.pool, question, self._order, on)
        found = explored(self._space, question, on, tally, most)
        before = self._found.get(number)
        if before is None or len(found.leaves) >= len(before.found.leaves):
            self._found[number] = _Surface(sides, question, found)
        return found

    @property
    def empty(self) -> int:
        """How many combinations of signs were proved to be empty."""
        return sum(each.found.empty for each in self._found.values())

    @property
    def opened(self) -> list[Open]:
        """Pieces on which something may happen, and which may be empty."""
        return [
            cell
            for each in self._found.values()
            for cell in each.found.opened
            if _happens(cell.answer)
        ]

    @property
    def numbers(self) -> frozenset[int]:
        """Numbers of the polynomials on whose surfaces something happens, or may happen."""
        return frozenset(
            number
            for number, each in self._found.items()
            if any(_happens(answers) for _, answers in each.found.leaves)
            or any(_happens(cell.answer) for cell in each.found.opened)
        )

    def pieces(self) -> Iterator[Piece]:
        """Give the pieces, each described as briefly as is found."""
        for number, surface in self._found.items():
            grouped: dict[Answers, list[Cube]] = {}
            for cube, answers in surface.found.leaves:
                if _happens(answers):
                    grouped.setdefault(answers, []).append(cube)
            if surface.question is None or not grouped:
                continue
            on = {number: ZERO}
            tally = Tally(self._space.pool, surface.question, self._order, on)
            cover = Cover(self._space, surface.question, tally, self._order)
            for answers, cells in grouped.items():
                cubes = cover.minimal(cells, answers, on)
                regimes = {
                    sign: label
                    for sign, label in zip(surface.sides, answers[1:], strict=True)
                    if any(self._beside(cube, number, sign) for cube in cubes)
                }
                if _happens((answers[0], *regimes.values())):
                    sides = regimes.get(NEGATIVE), regimes.get(POSITIVE)
                    yield Piece(number, answers[0], sides, tuple(cubes))

    def _beside(self, cube: Cube, number: int, sign: SignSet) -> bool:
        """Whether a side of a piece is not proved to be outside the assumptions."""
        return self._space.find({**cube, number: sign}).finding != "empty"


def _happens(answers: Answers | None) -> bool:
    """Whether a surface is a boundary: not everything is the same on it and beside it."""
    return answers is None or len(set(answers)) > 1
