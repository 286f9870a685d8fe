"""Cells of a rectangle, quartered until the outcome is proved constant, level by level.

A cell whose outcome is not proved to be constant is quartered, down to the resolution. Only
factors that may still decide on a cell are bounded on its quarters: a sign excluded on a cell
is excluded on every part of it, and what cannot matter on a cell cannot matter on a part.
The excluded signs of all factors make a pattern, and the outcome is worked out once for each.

On small cells mostly one factor is left, which rises or falls in both parameters. There its
zeros are followed from cell to cell at the resolution, so that most cells need no test.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vcgame.derive.regimes.signs import ANY, NEGATIVE, POSITIVE, ZERO
from vcgame.sweep.frontier.bernstein import error_bound, halving
from vcgame.sweep.frontier.cells import Block, Cells, Finest, Proved, chosen
from vcgame.sweep.frontier.patterns import UNSETTLED, Patterns, Settle, excluded_signs
from vcgame.sweep.frontier.polynomials import RootFactor
from vcgame.sweep.frontier.staircase import directions, first_positive, stair_cells, turned

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Refinement"]

CHUNK: Final = 32_768
"""So many cells are quartered at once; more are cut into several such pieces."""

STAIRS: Final = 4
"""So many levels above the finest one, the boundary is followed where it is a staircase."""

_IMPOSSIBLE: Final = -2


class Refinement:
    """Finds out where in a rectangle the outcome changes.

    Parameters
    ----------
    roots
        The factors.
    settle
        Works out the outcome of a pattern of signs.
    levels
        The finest cells have 2**-levels of the rectangle's sides.

    Attributes
    ----------
    tested
        Cells whose bounds were looked at.
    traced
        Signs that were asked for in following the boundary.
    """

    def __init__(self, roots: Sequence[RootFactor], settle: Settle, levels: int) -> None:
        import numpy as np

        self.roots = roots
        self.levels = levels
        self.tested = 0
        self.traced = 0
        self._patterns = Patterns(len(roots), settle)
        self._spare = np.array([root.spare for root in roots])
        shapes = sorted({(root.height, root.width) for root in roots})
        self._shapes = shapes
        self._corner_places = [
            next(root.corners for root in roots if (root.height, root.width) == shape)
            for shape in shapes
        ]

    def run(self) -> Iterator[Proved | Finest]:
        """Give finished cells and cells at the resolution as they are found."""
        import numpy as np

        start = np.zeros(1, dtype=np.int32)
        patterns = np.zeros((self._patterns.words, 1), dtype=np.uint64)
        every = np.arange(len(self.roots))
        excluded = np.array([ANY & ~root.signs for root in self.roots], dtype=np.uint64)
        Patterns.exclude(patterns, every, np.zeros_like(every), excluded)
        blocks = []
        for height, width in self._shapes:
            members = [
                number
                for number, root in enumerate(self.roots)
                if (root.height, root.width) == (height, width)
            ]
            coefficients = np.stack([self.roots[number].coefficients for number in members], axis=1)
            inside = np.zeros(len(members), dtype=np.intp)
            blocks.append(Block(inside, np.array(members), coefficients))
        whole = Cells(0, start, start, patterns, tuple(blocks))
        self.tested = 1
        waiting: list[Cells] = []
        for first in self._sorted_out(whole):
            if isinstance(first, Proved):
                yield first
            else:
                waiting.append(first)
        while waiting:
            cells = waiting.pop()
            if cells.level == self.levels:
                yield self._cornered(cells)
            elif len(cells) > CHUNK:
                half = len(cells) // 2
                waiting += [
                    chosen(cells, np.arange(half, len(cells))),
                    chosen(cells, np.arange(half)),
                ]
            else:
                for found in self._followed(cells):
                    if isinstance(found, Cells):
                        waiting.append(found)
                    else:
                        yield found

    def _followed(self, cells: Cells) -> Iterator[Proved | Finest | Cells]:
        """Follow the boundary through cells where that can be done, and quarter the others."""
        import numpy as np

        left = np.ones(len(cells), dtype=np.bool_)
        if self.levels - cells.level <= STAIRS:
            for number in range(len(self._shapes)):
                yield from self._traced(cells, number, left)
            cells = chosen(cells, np.flatnonzero(left))
        if len(cells):
            yield from self._sorted_out(self._quartered(cells))

    def _traced(
        self, cells: Cells, number: int, left: NDArray[np.bool_]
    ) -> Iterator[Proved | Finest]:
        """Follow single factors of one shape that rise or fall in both parameters."""
        import numpy as np

        block, shape = cells.blocks[number], self._shapes[number]
        if not len(block.cells):
            return
        entries = np.concatenate([each.cells for each in cells.blocks])
        alone = np.bincount(entries, minlength=len(cells)) == 1
        bounds = self._bounds(shape, cells.level)[block.factors]
        first, second = directions(block.coefficients, shape, bounds)
        tried = np.flatnonzero(alone[block.cells] & (first != 0) & (second != 0))
        outcomes = self._by_sign(cells, block.factors[tried], block.cells[tried])
        known = np.flatnonzero((outcomes != UNSETTLED).all(axis=0))
        tried, outcomes = tried[known], outcomes[:, known]
        at, factors = block.cells[tried], block.factors[tried]
        turns = (first[tried] < 0, second[tried] < 0)
        rising = turned(block.coefficients[:, tried], shape, *turns)
        count = 2 ** (self.levels - cells.level)
        wide = error_bound(shape[0] * shape[1], cells.level + 2)
        exact = self._bounds(shape, self.levels)[factors] == 0
        bounds = np.where(exact, 0.0, wide)
        positive = first_positive(rising, shape, count, bounds)
        reached = positive.first.copy()
        touched = np.flatnonzero(positive.sure & positive.zeros)
        again = first_positive(rising[:, touched], shape, count, bounds[touched], zero=True)
        reached[:, touched] = again.first
        self.traced += positive.asked + again.asked
        some = np.flatnonzero(positive.sure)
        at = at[some]
        left[at] = False
        place = (cells.columns[at] * np.int32(count), cells.rows[at] * np.int32(count))
        yield from stair_cells(
            positive.first[:, some],
            reached[:, some],
            place,
            (turns[0][some], turns[1][some]),
            tuple(outcomes[:, some]),
        )

    def _by_sign(
        self, cells: Cells, factors: NDArray[np.intp], at: NDArray[np.intp]
    ) -> NDArray[np.int32]:
        """Give the outcomes on cells if a factor is positive, negative and zero there."""
        import numpy as np

        found = np.full((3, len(at)), _IMPOSSIBLE, dtype=np.int32)
        for row, sign in enumerate((POSITIVE, NEGATIVE, ZERO)):
            some = Patterns.possible(cells.patterns, factors, at, sign)
            patterns = np.ascontiguousarray(cells.patterns[:, at[some]])
            signs = np.full(len(some), ANY & ~sign, dtype=np.uint64)
            Patterns.exclude(patterns, factors[some], np.arange(len(some)), signs)
            codes = self._patterns.codes(patterns)
            found[row, some] = self._patterns.outcomes[codes]
        return found

    def _squares(self, cells: Cells, done: NDArray[np.intp], outcomes: NDArray[np.int32]) -> Proved:
        import numpy as np

        size = np.int32(2 ** (self.levels - cells.level))
        left, low = cells.columns[done] * size, cells.rows[done] * size
        return Proved(left, left + size, low, low + size, outcomes)

    def _quartered(self, cells: Cells) -> Cells:
        """Cut every cell into four, and bound what is open on the quarters."""
        import numpy as np

        count = len(cells)
        level = cells.level + 1
        offset = np.repeat(np.arange(4, dtype=np.int32), count)
        columns = np.tile(cells.columns, 4) * np.int32(2) + (offset & np.int32(1))
        rows = np.tile(cells.rows, 4) * np.int32(2) + (offset >> np.int32(1))
        patterns = np.tile(cells.patterns, (1, 4))
        blocks = []
        for (height, width), block in zip(self._shapes, cells.blocks, strict=True):
            if not len(block.cells):
                blocks.append(block)
                continue
            parts = (halving(height, width) @ block.coefficients).reshape(height * width, -1)
            where = (block.cells + np.arange(4)[:, None] * count).ravel()
            factors = np.tile(block.factors, 4)
            bounds = self._bounds((height, width), level)[factors]
            least, most = parts.min(axis=0), parts.max(axis=0)
            excluded = excluded_signs(least, most, bounds)
            some = np.flatnonzero(excluded)
            Patterns.exclude(patterns, factors[some], where[some], excluded[some])
            left = np.flatnonzero((least <= bounds) & (most >= -bounds))
            blocks.append(Block(where[left], factors[left], parts[:, left]))
        self.tested += 4 * count
        return Cells(level, columns, rows, patterns, tuple(blocks))

    def _sorted_out(self, cells: Cells) -> Iterator[Proved | Cells]:
        """Part the finished cells from the others, and drop what cannot matter on these."""
        import numpy as np

        codes = self._patterns.codes(cells.patterns)
        outcomes = self._patterns.outcomes[codes]
        settled = outcomes != UNSETTLED
        done = np.flatnonzero(settled)
        if len(done):
            yield self._squares(cells, done, outcomes[done])
        if len(done) == len(cells):
            return
        left = np.flatnonzero(~settled)
        place = np.full(len(cells), -1, dtype=np.intp)
        place[left] = np.arange(len(left))
        deciding = self._patterns.deciding
        blocks = []
        open_factors = np.zeros(len(left), dtype=np.intp)
        for block in cells.blocks:
            kept = np.flatnonzero(
                (place[block.cells] >= 0) & deciding[codes[block.cells], block.factors]
            )
            inside = place[block.cells[kept]]
            open_factors += np.bincount(inside, minlength=len(left))
            blocks.append(Block(inside, block.factors[kept], block.coefficients[:, kept]))
        found = Cells(
            cells.level,
            cells.columns[left],
            cells.rows[left],
            cells.patterns[:, left],
            tuple(blocks),
        )
        wanted = deciding.sum(axis=1)[codes[left]]
        lacking = np.flatnonzero(open_factors < wanted)
        yield self._refilled(found, lacking, deciding[codes[left[lacking]]])

    def _refilled(
        self, cells: Cells, lacking: NDArray[np.intp], deciding: NDArray[np.bool_]
    ) -> Cells:
        """Take up again, from exact coefficients, factors that were dropped and now may decide."""
        import numpy as np

        if not len(lacking):
            return cells
        blocks = list(cells.blocks)
        for cell, wanted in zip(lacking.tolist(), deciding, strict=True):
            for factor in np.flatnonzero(wanted).tolist():
                root = self.roots[factor]
                number = self._shapes.index((root.height, root.width))
                block = blocks[number]
                if ((block.cells == cell) & (block.factors == factor)).any():
                    continue
                part = root.part(cells.level, int(cells.columns[cell]), int(cells.rows[cell]))
                blocks[number] = Block(
                    np.append(block.cells, cell),
                    np.append(block.factors, factor),
                    np.concatenate([block.coefficients, part[:, None]], axis=1),
                )
        return replace(cells, blocks=tuple(blocks))

    def _cornered(self, cells: Cells) -> Finest:
        """Find the outcomes at the four corners of cells, whose coefficients there are values."""
        import numpy as np

        corners = np.empty((len(cells), 4), dtype=np.int32)
        for corner in range(4):
            patterns = cells.patterns.copy()
            for shape, block, places in zip(
                self._shapes, cells.blocks, self._corner_places, strict=True
            ):
                if not len(block.cells):
                    continue
                values = block.coefficients[places[corner]]
                bounds = self._bounds(shape, cells.level)[block.factors]
                excluded = excluded_signs(values, values, bounds)
                close = np.flatnonzero(np.abs(values) <= bounds)
                close = close[bounds[close] > 0]
                for factor in np.unique(block.factors[close]).tolist():
                    chosen = close[block.factors[close] == factor]
                    excluded[chosen] = self._exactly(factor, cells, corner, block.cells[chosen])
                Patterns.exclude(patterns, block.factors, block.cells, excluded)
            codes = self._patterns.codes(patterns)
            if (self._patterns.outcomes[codes] == UNSETTLED).any():
                codes = self._patterns.codes(self._completed(cells, corner, patterns, codes))
            corners[:, corner] = self._patterns.outcomes[codes]
        return Finest(cells.columns, cells.rows, corners)

    def _completed(
        self,
        cells: Cells,
        corner: int,
        patterns: NDArray[np.uint64],
        codes: NDArray[np.int32],
    ) -> NDArray[np.uint64]:
        """Add the signs of all factors, also those that were put aside, where they are needed."""
        import numpy as np

        needed = np.flatnonzero(self._patterns.outcomes[codes] == UNSETTLED)
        for factor in range(len(self.roots)):
            at = Patterns.unknown(patterns, factor, needed)
            excluded = self._exactly(factor, cells, corner, at)
            Patterns.exclude(patterns, np.full(len(at), factor), at, excluded)
        return patterns

    def _exactly(
        self, factor: int, cells: Cells, corner: int, at: NDArray[np.intp]
    ) -> NDArray[np.uint64]:
        """Find by exact arithmetic which signs a factor does not have at a corner of cells."""
        import numpy as np

        signs = self.roots[factor].exact_signs(
            (cells.columns[at] + (corner & 1)).tolist(),
            (cells.rows[at] + (corner >> 1)).tolist(),
            2**self.levels,
        )
        return np.uint64(ANY) & ~signs

    def _bounds(self, shape: tuple[int, int], level: int) -> NDArray[np.float64]:
        """Bound the errors of coefficients, per factor; 0 where all digits are kept."""
        import numpy as np

        halved = level * (sum(shape) - 2)
        return np.where(halved <= self._spare, 0.0, error_bound(shape[0] * shape[1], level))
