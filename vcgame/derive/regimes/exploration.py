"""Finding all open cells of which the answer to a question differs, depth first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from vcgame.derive.regimes.pool import Cube
from vcgame.derive.regimes.questions import Question
from vcgame.derive.regimes.signs import NEGATIVE, POSITIVE
from vcgame.derive.regimes.space import LIMIT, Space
from vcgame.derive.regimes.tally import Tally

__all__ = ["Exploration", "Open", "explored", "ranks"]


@dataclass(frozen=True, slots=True)
class Open:
    """A cell of which it was not decided whether it is empty; `answer` if it is settled."""

    cube: Cube
    reason: str
    answer: Any = None


@dataclass(slots=True)
class Exploration:
    """The cells found.

    Attributes
    ----------
    leaves
        Cells that hold a point, with the answer that holds all over each.
    opened
        Cells that may be empty.
    empty
        How many were proved to be.
    cells
        How many were looked at.
    """

    leaves: list[tuple[Cube, Any]] = field(default_factory=list)
    opened: list[Open] = field(default_factory=list)
    empty: int = 0
    cells: int = 0


def ranks(polynomials: Sequence[Any]) -> list[tuple[int, int, int]]:
    """Give the order in which polynomials are asked for: simple ones first."""
    return [
        (int(each.total_degree()), len(each), number) for number, each in enumerate(polynomials)
    ]


def explored(space: Space, question: Question, start: Cube, tally: Tally, most: int) -> Exploration:
    """Split a cube by the signs of the polynomials that may decide, until the answer is settled.

    The question says which polynomials may still decide, so that no sign is asked for that does
    not matter; a part that is proved to be empty is left at once. In each part every polynomial
    that is split by is positive or negative. Parts with many known points come first, so that
    what is left where the work ends is rare.

    Parameters
    ----------
    space
        Decides which cubes are empty.
    question
        What is asked.
    start
        Where to look.
    tally
        Of the same question; it chooses what to split by.
    most
        So many cells are looked at.
    """
    found = Exploration()
    waiting: list[tuple[int, int, Cube]] = []

    def add(cube: Cube) -> None:
        heappush(waiting, (-space.pool.within(cube).bit_count(), found.cells + len(waiting), cube))

    add(start)
    while waiting:
        cube = heappop(waiting)[2]
        found.cells += 1
        decision = space.find(cube)
        if decision.finding == "empty":
            found.empty += 1
            continue
        answer, deciding = question(cube)
        if answer is not None and decision.finding == "witness":
            found.leaves.append((cube, answer))
        elif answer is not None:
            found.opened.append(Open(cube, decision.reason, answer))
        elif space.left <= 0 or found.cells > most:
            found.opened.append(Open(cube, LIMIT))
        else:
            chosen = tally.telling(cube, deciding)
            add({**cube, chosen: POSITIVE})
            add({**cube, chosen: NEGATIVE})
    return found
