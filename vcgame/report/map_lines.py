"""The lines of a map: which surfaces part its areas, from a grid that was solved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from vcgame.errors import EvaluationError, UsageError
from vcgame.model.formula.arrays import evaluate_array
from vcgame.model.formula.expression import Comparison, names
from vcgame.report.figures.boundaries import gap, surfaces
from vcgame.solve.solution import within_assumptions
from vcgame.sweep.design.grid import Grid, Walk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["box_values", "fewest_surfaces", "within_sides"]

_LEAST: Final = 3
_HAIR: Final = 1_000


def within_sides(box: Grid) -> Grid:
    """Move a side of the box in by a hair where all of it is outside the assumptions.

    Ranges often end at a number that the assumptions just exclude; a side without area is
    no part of a map.
    """
    axes = list(box.axes)
    for place, axis in enumerate(box.axes):
        hair = (axis.high - axis.low) / (axis.count - 1) / _HAIR
        if _all_outside(_side(box, place, axis.low)):
            axes[place] = replace(axes[place], low=axis.low + hair)
        if _all_outside(_side(box, place, axis.high)):
            axes[place] = replace(axes[place], high=axis.high - hair)
    return Grid(box.model, tuple(axes), box.base)


def _side(box: Grid, place: int, value: Fraction) -> Grid:
    """Give the points of a side of the box, without its ends."""
    fixed = replace(box.axes[place], low=value, high=value, count=1)
    other = box.axes[1 - place]
    step = (other.high - other.low) / (other.count + 1)
    inner = replace(other, low=other.low + step, high=other.high - step)
    return Grid(box.model, (fixed, inner) if place == 0 else (inner, fixed), box.base)


def _all_outside(side: Grid) -> bool:
    for number in range(len(side)):
        try:
            if within_assumptions(side.model, side.point(number)) is None:
                return False
        except (EvaluationError, UsageError):
            return False
    return True


def fewest_surfaces(grid: Grid, found: NDArray[Any]) -> dict[Comparison, NDArray[np.bool_]]:
    """Give the fewest surfaces that explain where the regime changes, as far as any do.

    Each change between neighbours on the grid is explained by a surface that passes between
    them; the surface that explains most of what is left comes next (the greedy cover of
    Johnson 1974 and Lovász 1975), and of several alike the one that is met least. With each
    stands which points of the grid lie on it.
    """
    import numpy as np

    coarse = box_values(grid, (grid.axes[0].count, grid.axes[1].count))
    moved = {axis.moves for axis in grid.axes}
    met: dict[Comparison, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
    for surface in surfaces(grid.model):
        if moved & names(surface):
            values, _ = evaluate_array(gap(surface), coarse)
            signs = np.sign(values)
            met[surface] = (_between(signs, lambda a, b: np.abs(a - b) > 0), signs == 0)
    left = _between(found, lambda a, b: a != b)
    kept: dict[Comparison, NDArray[np.bool_]] = {}
    while met:
        counts = {
            surface: (int(np.count_nonzero(passed & left)), -int(np.count_nonzero(passed)))
            for surface, (passed, _) in met.items()
        }
        best = max(counts, key=lambda surface: counts[surface])
        if counts[best][0] < _LEAST:
            break
        passed, kept[best] = met.pop(best)
        left &= ~passed
    return kept


def _between(values: NDArray[Any], differ: Callable[[Any, Any], Any]) -> NDArray[np.bool_]:
    """Compare all neighbours on the grid, side by side and one above the other."""
    import numpy as np

    across = differ(values[:, :-1], values[:, 1:])
    upward = differ(values[:-1], values[1:])
    return np.concatenate([across.ravel(), upward.ravel()])


def box_values(grid: Grid, shape: tuple[int, int]) -> dict[str, Any]:
    """Values of all parameters over the box, as floats; rows run with the vertical axis."""
    import numpy as np

    axes = tuple(replace(axis, count=count) for axis, count in zip(grid.axes, shape, strict=True))
    values: dict[str, Any] = {name: float(value) for name, value in grid.base.items()}
    for place, axis in enumerate(axes):
        if axis.derived:
            moved = list(_moved(Grid(grid.model, axes, grid.base), axis.moves))
            values[axis.moves] = np.array(moved).reshape(shape).T
        else:
            line = np.linspace(float(axis.low), float(axis.high), axis.count)
            values[axis.name] = np.broadcast_to(
                line[None, :] if place == 0 else line[:, None], shape[::-1]
            )
    return values


def _moved(grid: Grid, name: str) -> Iterator[float]:
    """Give the moved parameter at every point; no number where it cannot be moved so."""
    walk = Walk(grid)
    for number in range(len(grid)):
        try:
            yield float(walk.point(number)[name])
        except (EvaluationError, UsageError):
            yield float("nan")
