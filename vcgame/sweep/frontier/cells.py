"""What the refinement of a rectangle works on, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Block", "Cells", "Finest", "Proved", "chosen"]


@dataclass(frozen=True, slots=True, eq=False)
class Proved:
    """Rectangles on which the outcome is constant, in lines of the finest grid.

    A rectangle reaches from column `left` to before `right`, and from row `low` to before `high`.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    low: NDArray[np.int32]
    high: NDArray[np.int32]
    outcomes: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Finest:
    """Cells at the resolution not proved constant; `corners` has their four outcomes each."""

    columns: NDArray[np.int32]
    rows: NDArray[np.int32]
    corners: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Factors of one shape on cells: entry by entry, cell, factor and coefficients."""

    cells: NDArray[np.intp]
    factors: NDArray[np.intp]
    coefficients: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells of one level that are not proved; one block for each shape of factors."""

    level: int
    columns: NDArray[np.int32]
    rows: NDArray[np.int32]
    patterns: NDArray[np.uint64]
    blocks: tuple[Block, ...]

    def __len__(self) -> int:
        return len(self.columns)


def chosen(cells: Cells, places: NDArray[np.intp]) -> Cells:
    """Take the cells at some places."""
    import numpy as np

    new = np.full(len(cells), -1, dtype=np.intp)
    new[places] = np.arange(len(places))
    blocks = []
    for block in cells.blocks:
        at = new[block.cells]
        kept = np.flatnonzero(at >= 0)
        blocks.append(Block(at[kept], block.factors[kept], block.coefficients[:, kept]))
    return Cells(
        cells.level,
        cells.columns[places],
        cells.rows[places],
        cells.patterns[:, places],
        tuple(blocks),
    )
