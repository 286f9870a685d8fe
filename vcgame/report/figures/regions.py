"""From a grid of regime codes to areas with smooth borders.

A sweep knows the regime at grid points and the sign of each boundary function everywhere. Between
the points the regime is that of the nearest points on the same side of every boundary, so areas
end at the boundary itself and not in steps of the grid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    Codes = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]
    Values = npt.NDArray[np.float64]

__all__ = ["area_of", "lines_through", "nearest", "parting", "refine", "stretch", "zero_lines"]

_ZERO = 1e-9
"""Share of a function's largest value below which a grid point lies on the boundary itself."""
# Inches: between the places looked at along a line, and from the line to its two sides.
_STEP = 0.01
_BESIDE = 0.012
_BRIDGED = 6
"""So many places in a row do not count: near crossings the sides are not told apart."""


def stretch(values: Values, rows: int, columns: int) -> Values:
    """Interpolate grid values linearly to another grid over the same box."""
    import numpy as np

    (down, right), (down_weight, right_weight) = _spots(values.shape, rows, columns)
    upper = values[down][:, right] * (1 - right_weight) + values[down][:, right + 1] * right_weight
    lower = (
        values[down + 1][:, right] * (1 - right_weight)
        + values[down + 1][:, right + 1] * right_weight
    )
    return np.asarray(upper * (1 - down_weight) + lower * down_weight, dtype=np.float64)


def refine(codes: Codes, boundaries: Sequence[Values], rows: int, columns: int) -> Codes:
    """Give the code of each point of a finer grid over the same box.

    Parameters
    ----------
    codes
        A code of 0 or more per grid point, rows from the bottom to the top of the box.
    boundaries
        Functions over the same box, each on a grid of its own, whose zeros part the codes.
    rows, columns
        The finer grid.

    Notes
    -----
    Each of the four grid points around a point counts with its weight in linear interpolation,
    if all boundaries have the same signs there; the code with the largest sum is taken. Where
    none counts, the nearest grid point with the same signs is. Grid points on a boundary do not
    count: their regime is one of the boundary alone. A code that has no other points covers no
    area.
    """
    import numpy as np

    fine_side, _ = _sides(boundaries, rows, columns)
    side, on_line = _sides(boundaries, *codes.shape)
    (down, right), (down_weight, right_weight) = _spots(codes.shape, rows, columns)
    kinds = np.unique(codes if on_line.all() else codes[~on_line])
    same = np.zeros((len(kinds), rows, columns))
    near = np.zeros((len(kinds), rows, columns))
    for step_down, weight_down in ((0, 1 - down_weight), (1, down_weight)):
        for step_right, weight_right in ((0, 1 - right_weight), (1, right_weight)):
            at = np.ix_(down + step_down, right + step_right)
            weight = weight_down * weight_right
            counts = ~on_line[at]
            agrees = counts & (side[at] == fine_side)
            for place, kind in enumerate(kinds):
                is_kind = codes[at] == kind
                # A hundredth lets a corner count that has no weight of its own.
                same[place] += np.where(is_kind & agrees, weight + 0.01, 0.0)
                near[place] += np.where(is_kind & counts, weight + 1e-6, 0.0)
    fine = kinds[np.where(same.max(axis=0) > 0, same.argmax(axis=0), near.argmax(axis=0))]
    if not on_line.all():
        _fill_far(fine, near.max(axis=0) == 0, codes, ~on_line)
    _fill_between(fine, same.max(axis=0) == 0, fine_side, codes, np.where(on_line, -1, side))
    return np.asarray(fine, dtype=np.int64)


def _fill_far(fine: Codes, far: Mask, codes: Codes, counts: Mask) -> None:
    """Give points among boundaries only the code of the nearest grid point that counts."""
    import numpy as np
    from scipy.spatial import cKDTree

    if far.any():
        scale = (np.array(fine.shape) - 1) / (np.array(codes.shape) - 1)
        there, points = np.argwhere(counts), np.argwhere(far)
        _, found = cKDTree(there * scale).query(points)
        rows, columns = there[found].T
        fine[points[:, 0], points[:, 1]] = codes[rows, columns]


def _fill_between(
    fine: Codes, open_points: Mask, fine_side: Codes, codes: Codes, side: Codes
) -> None:
    """Give points between boundaries the code of the nearest grid point on the same side."""
    import numpy as np
    from scipy.spatial import cKDTree

    scale = (np.array(fine.shape) - 1) / (np.array(codes.shape) - 1)
    for pattern in np.unique(fine_side[open_points]):
        there = np.argwhere(side == pattern)
        if len(there):
            points = np.argwhere(open_points & (fine_side == pattern))
            _, found = cKDTree(there * scale).query(points)
            rows, columns = there[found].T
            fine[points[:, 0], points[:, 1]] = codes[rows, columns]


def nearest(codes: Codes, rows: int, columns: int) -> Codes:
    """Give the code at the middle of each cell of another grid over the same box."""
    import numpy as np

    down = ((np.arange(rows) + 0.5) / rows * codes.shape[0]).astype(np.int64)
    right = ((np.arange(columns) + 0.5) / columns * codes.shape[1]).astype(np.int64)
    return codes[np.ix_(down, right)]


def zero_lines(values: Values, width: float, height: float) -> list[Values]:
    """Give the lines where a function is zero, over a box with its origin at the lower left."""
    import contourpy
    import numpy as np

    rows, columns = values.shape
    lines = contourpy.contour_generator(
        np.linspace(0.0, width, columns),
        np.linspace(0.0, height, rows),
        np.ma.masked_invalid(values),
    ).lines(0.0)
    return [np.asarray(line, dtype=np.float64) for line in lines if len(line) > 1]


def parting(lines: Sequence[Values], codes: Codes, width: float, height: float) -> list[Values]:
    """Keep of some lines the parts that have different codes on their two sides.

    Parameters
    ----------
    lines
        Points in inches, over a box with its origin at the lower left.
    codes
        On a fine grid over the box.
    width, height
        Of the box, in inches.
    """
    import numpy as np

    kept: list[Values] = []
    for line in lines:
        steps = np.hypot(*np.diff(line, axis=0).T)
        along = np.concatenate(([0.0], np.cumsum(steps)))
        count = max(2, round(along[-1] / _STEP) + 1)
        at = np.linspace(0.0, along[-1], count)
        points = np.column_stack([np.interp(at, along, line[:, axis]) for axis in (0, 1)])
        heading = np.gradient(points, axis=0)
        normal = np.column_stack([-heading[:, 1], heading[:, 0]])
        normal /= np.maximum(np.hypot(*normal.T), 1e-12)[:, None]
        sides = [
            _codes_at(codes, points + shift * normal, width, height)
            for shift in (-_BESIDE, _BESIDE)
        ]
        kept.extend(points[first:last] for first, last in _runs(sides[0] != sides[1]))
    return kept


def _codes_at(codes: Codes, points: Values, width: float, height: float) -> Codes:
    """Give the codes nearest to points; beyond the box, those at its edge."""
    import numpy as np

    rows, columns = codes.shape
    down = np.rint(points[:, 1] / height * (rows - 1)).astype(np.int64)
    right = np.rint(points[:, 0] / width * (columns - 1)).astype(np.int64)
    found = codes[np.clip(down, 0, rows - 1), np.clip(right, 0, columns - 1)]
    return np.asarray(found, dtype=np.int64)


def _runs(wanted: Mask) -> list[tuple[int, int]]:
    """Give the runs of wanted places; short gaps are bridged, and short runs left out."""
    import numpy as np

    def spans(mask: Mask) -> list[tuple[int, int]]:
        edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
        return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))

    whole = wanted.copy()
    for first, last in spans(~wanted):
        inner = first > 0 and last < len(wanted)
        if last - first <= (_BRIDGED if inner else _BRIDGED // 3):
            whole[first:last] = True
    return [(first, last) for first, last in spans(whole) if last - first > _BRIDGED]


def area_of(
    codes: Codes, kind: int, width: float, height: float
) -> tuple[list[Values], list[Codes]]:
    """Give the outline of a code's area over a box: points, and matplotlib's path codes."""
    import contourpy
    import numpy as np

    rows, columns = codes.shape
    generator = contourpy.contour_generator(
        np.linspace(0.0, width, columns),
        np.linspace(0.0, height, rows),
        (codes == kind).astype(np.float64),
        fill_type=contourpy.FillType.OuterCode,
    )
    return cast("tuple[list[Values], list[Codes]]", generator.filled(0.5, 2.0))


def lines_through(codes: Codes, kind: int, boundaries: Sequence[Values]) -> list[int]:
    """Say on which boundaries most of the grid points of a code lie."""
    import numpy as np

    points = codes == kind
    return [
        number
        for number, values in enumerate(boundaries)
        if np.mean(_zeros(values, *codes.shape)[points]) > 0.5
    ]


def _spots(
    shape: tuple[int, ...], rows: int, columns: int
) -> tuple[tuple[Codes, Codes], tuple[Values, Values]]:
    """Give, for a finer grid, the grid point before each row and column, and how far behind."""
    import numpy as np

    places = []
    shares = []
    for count, wanted in ((shape[0], rows), (shape[1], columns)):
        exact = np.linspace(0, count - 1, wanted)
        place = np.minimum(exact.astype(np.int64), count - 2)
        places.append(place)
        shares.append(exact - place)
    return (places[0], places[1]), (shares[0][:, None], shares[1][None, :])


def _sides(boundaries: Sequence[Values], rows: int, columns: int) -> tuple[Codes, Mask]:
    """Number the sign patterns of boundaries at grid points; say which points lie on one."""
    import numpy as np

    side = np.zeros((rows, columns), dtype=np.int64)
    on_line = np.zeros((rows, columns), dtype=bool)
    for values in boundaries:
        side = side * 2 + (stretch(values, rows, columns) > 0)
        on_line |= _zeros(values, rows, columns)
    return side, on_line


def _zeros(values: Values, rows: int, columns: int) -> Mask:
    import numpy as np

    largest = np.nanmax(np.abs(values), initial=0.0)
    return np.asarray(np.abs(stretch(values, rows, columns)) <= _ZERO * largest)
