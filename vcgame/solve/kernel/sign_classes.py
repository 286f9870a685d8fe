"""Middle-sized games: a class per side by the signs of its minors, a pattern per pair of classes.

For 3x3 games the signs of one side's twelve minors are too many to be told apart together with
the other side's, but few of them differ in the vertices: there are about a thousand classes. Signs
are looked up in a table of classes, and pairs of classes in a table of patterns; both are filled
as they are needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vcgame.solve.kernel.book import Book
from vcgame.solve.kernel.patterns import Matched
from vcgame.solve.kernel.tables import Side
from vcgame.solve.kernel.vertices import Vertices, find_vertices, matched
from vcgame.solve.kernel.words import ALL, pack, per_game, to_bool

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vcgame.solve.kernel.catalog import Catalog
    from vcgame.solve.kernel.chunk import Chunk

    Ints = NDArray[np.intp]
    Classes = NDArray[np.int32]

__all__ = ["PairTable"]

_MOST: Final = 12
"""So many minors of a side have a table: 3^12 entries."""

_AT_ONCE: Final = 8_192


class PairTable:
    """Gives games the codes of their patterns by the classes of both sides."""

    def __init__(self, sides: tuple[Side, Side]) -> None:
        self._sides = sides
        self._classes = _SideClasses(sides[0]), _SideClasses(sides[1])
        self._stride = 2_048
        self._codes = np.full(self._stride**2, -1, dtype=np.int32)

    @classmethod
    def of(cls, sides: tuple[Side, Side]) -> PairTable | None:
        """Make a table for games of a shape, if they are small enough."""
        return cls(sides) if max(side.rows - 1 for side in sides) <= _MOST else None

    def classes(self, chunk: Chunk) -> tuple[Classes, Classes]:
        """Give the classes of both sides of every game; open games are ties throughout."""
        first, second = (
            known.classes(signs, chunk.open)
            for known, signs in zip(self._classes, chunk.signs_by_side, strict=True)
        )
        return first, second

    def codes(self, first: Classes, second: Classes, catalog: Catalog) -> NDArray[np.int32]:
        """Give the codes of games by their classes; those of new pairs are worked out first."""
        if max(len(known) for known in self._classes) > self._stride:
            self._stride *= 2
            self._codes = np.full(self._stride**2, -1, dtype=np.int32)
        pairs = np.multiply(first, self._stride, dtype=np.intp)
        pairs += second
        codes: NDArray[np.int32] = self._codes.take(pairs)
        unknown = pairs[codes < 0]
        if len(unknown):
            new = _distinct(unknown, len(self._codes))
            for start in range(0, len(new), _AT_ONCE):
                part = new[start : start + _AT_ONCE]
                self._codes[part] = catalog.codes(self._matched(part))[: len(part)]
            codes = self._codes.take(pairs)
        return codes

    def degenerate(self, first: Classes, second: Classes) -> NDArray[np.bool_]:
        """Tell which games are degenerate."""
        one, other = self._classes
        found: NDArray[np.bool_] = one.degenerate.take(first)
        found |= other.degenerate.take(second)
        return found

    def _matched(self, pairs: Ints) -> Matched:
        """Match the vertices of both sides for some pairs, up to a full word of them."""
        filled = np.pad(pairs, (0, -len(pairs) % 64), mode="edge")
        own, other = (
            known.vertices(classes)
            for known, classes in zip(self._classes, np.divmod(filled, self._stride), strict=True)
        )
        return Matched((own, other), matched(own, self._sides[0], other, self._sides[1]))


class _SideClasses:
    """The classes of one side: vertices with their best replies.

    Attributes
    ----------
    degenerate
        Per class.
    """

    def __init__(self, side: Side) -> None:
        self.side = side
        minors = side.rows - 1
        self._powers = 3.0 ** np.arange(minors, dtype=np.float32)  # below 2^24: sums are exact
        self._known = np.full(3**minors, -1, dtype=np.int32)
        self._book = Book(-(-len(side) * (1 + side.own) // 64))
        self._signs = np.zeros((minors, 0), dtype=np.int8)  # one example per class
        self.degenerate = np.zeros(0, dtype=np.bool_)

    def __len__(self) -> int:
        return len(self._book)

    def classes(self, signs: list[tuple[Any, Any]], open_: NDArray[np.bool_]) -> Classes:
        """Give the classes of games by flags of what is above and below zero, per level."""
        digits = np.concatenate(
            [above.view(np.int8) - below.view(np.int8) for above, below in signs]
        )
        numbers = (self._powers @ digits.astype(np.float32)).astype(np.intp)
        numbers[open_] = 0
        numbers += len(self._known) // 2
        found: NDArray[np.int32] = self._known.take(numbers)
        unknown = numbers[found < 0]
        if len(unknown):
            self._learn(_distinct(unknown, len(self._known)))
            found = self._known.take(numbers)
        return found

    def vertices(self, classes: Ints) -> Vertices:
        """Find the vertices of games of some classes; their number is a multiple of 64."""
        signs = self._signs.take(classes, axis=1)
        return find_vertices(self.side, pack(signs > 0), pack(signs < 0))

    def _learn(self, numbers: Ints) -> None:
        """Work out the classes of combinations of signs, each given as a number."""
        places = 3 ** np.arange(len(self._signs), dtype=np.intp)[:, None]
        signs = (numbers // places % 3 - 1).astype(np.int8)
        filled = np.pad(signs, [(0, 0), (0, -len(numbers) % 64)])
        found = find_vertices(self.side, pack(filled > 0), pack(filled < 0))
        tight = found.tight
        if tight is None:
            inside = self.side.bases[:, None] >> np.arange(self.side.own) & 1
            tight = np.where(inside, ALL, np.uint64(0))[:, :, None]
        replies = (tight & found.vertex[:, None]).reshape(-1, found.vertex.shape[1])
        known = len(self._book)
        classes = self._book.codes(
            per_game(np.concatenate([found.vertex, replies]))[:, : len(numbers)]
        )
        self._known[numbers] = classes
        new, example = np.unique(classes, return_index=True)
        example = example[new >= known]
        self._signs = np.concatenate([self._signs, signs[:, example]], axis=1)
        crowded = to_bool(found.degenerate)[example]
        self.degenerate = np.concatenate([self.degenerate, crowded])


def _distinct(numbers: Ints, size: int) -> Ints:
    """Give the different ones of some numbers below `size`; of many numbers by marking them."""
    if len(numbers) < size // 256:
        return np.unique(numbers)
    marks = np.zeros(size, dtype=np.bool_)
    marks[numbers] = True
    return np.flatnonzero(marks)
