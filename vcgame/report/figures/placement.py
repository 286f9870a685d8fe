"""Where a label has room: inside a region, along a line, beside a point.

A picture is cut into small square cells that are free or taken. Every label that is placed takes
its cells, so no two labels can overlap; a label that finds no room is told so, and its figure
puts it into the legend. All lengths are inches, with the origin at the lower left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Mask = npt.NDArray[np.bool_]
    Points = npt.NDArray[np.float64]

__all__ = ["CELL", "Place", "Plane"]

CELL = 0.01

_MARGINS = (0.5, 0.35, 0.25, 0.18, 0.12, 0.08, 0.05, 0.03)
_STRAIGHT = 0.2  # how far a line may leave the axis of its label, in label heights
_TRIES = 160


@dataclass(frozen=True, slots=True)
class Place:
    """The middle of a label, and the angle in degrees at which it stands."""

    x: float
    y: float
    angle: float = 0.0


class Plane:
    """The area inside the axes, and what of it is taken."""

    def __init__(self, width: float, height: float) -> None:
        import numpy as np

        self.width = width
        self.height = height
        self.taken: Mask = np.zeros(
            (max(1, round(height / CELL)), max(1, round(width / CELL))), dtype=bool
        )

    def empty(self) -> Mask:
        """Give a mask of the plane without any cell."""
        import numpy as np

        return np.zeros_like(self.taken)

    def parts(self, mask: Mask, least: float) -> list[Mask]:
        """Cut a mask into its connected parts of at least an area, the largest first."""
        import numpy as np
        from scipy import ndimage

        numbers, count = ndimage.label(mask)
        sizes = np.bincount(numbers.ravel(), minlength=count + 1)[1:]
        order = np.argsort(-sizes, kind="stable")
        return [numbers == part + 1 for part in order if sizes[part] * CELL**2 >= least]

    def take_box(self, place: Place, width: float, height: float) -> None:
        """Take the cells of a label."""
        rows, columns = self._cells_of(place, width, height)
        inside = self._inside(rows, columns)
        self.taken[rows[inside], columns[inside]] = True

    def near_line(self, points: Points, radius: float) -> Mask:
        """Give the cells near a line of points."""
        import numpy as np

        mask = self.empty()
        dense = _dense(points)
        rows = np.floor(dense[:, 1] / CELL).astype(int)
        columns = np.floor(dense[:, 0] / CELL).astype(int)
        reach = math.ceil(radius / CELL)
        for down in range(-reach, reach + 1):
            for right in range(-reach, reach + 1):
                inside = self._inside(rows + down, columns + right)
                mask[(rows + down)[inside], (columns + right)[inside]] = True
        return mask

    def place_in(self, region: Mask, width: float, height: float) -> tuple[Place, float] | None:
        """Find room for a label inside a region, and how far its border stays away."""
        import numpy as np

        free = region & ~self.taken
        if not free.any():
            return None
        rows, columns = np.nonzero(region)
        middle = (rows.mean() + 0.5, columns.mean() + 0.5)
        total = np.zeros((free.shape[0] + 1, free.shape[1] + 1), dtype=np.int64)
        total[1:, 1:] = free.cumsum(axis=0).cumsum(axis=1)
        for margin in _MARGINS:
            high = math.ceil((height + 2 * margin) / CELL)
            wide = math.ceil((width + 2 * margin) / CELL)
            if high > free.shape[0] or wide > free.shape[1]:
                continue
            held = total[high:, wide:] - total[:-high, wide:]
            held = held - (total[high:, :-wide] - total[:-high, :-wide])
            found = np.argwhere(held == high * wide)
            if len(found):
                centres = found + np.array([high / 2, wide / 2])
                best = centres[np.argmin(((centres - middle) ** 2).sum(axis=1))]
                return Place(float(best[1]) * CELL, float(best[0]) * CELL), margin
        return None

    def place_along(
        self, lines: list[Points], free: Mask, width: float, height: float
    ) -> Place | None:
        """Find room for a label on a line, where the line is straight and nothing is near."""
        best: tuple[float, Place] | None = None
        for line in lines:
            for cost, place in self._along(line, width, height):
                if (best is None or cost < best[0]) and self._fits(place, width, height, free):
                    best = (cost, place)
        return None if best is None else best[1]

    def place_beside(
        self, at: Place, gap: float, width: float, height: float, free: Mask
    ) -> Place | None:
        """Find room for a label at a point: right and left of it, above and below."""
        side, up = gap + width / 2, gap + height / 2
        sides = ((side, 0.0), (-side, 0.0), (0.0, up), (0.0, -up))
        corners = ((side, up), (-side, up), (side, -up), (-side, -up))
        for right, above in (*sides, *corners):
            place = Place(at.x + right, at.y + above)
            if self._fits(place, width, height, free):
                return place
        return None

    def _along(self, line: Points, width: float, height: float) -> list[tuple[float, Place]]:
        import numpy as np

        dense = _dense(line)
        count = math.ceil(width / CELL) + 1
        if len(dense) <= count:
            return []
        found = []
        for start in range(0, len(dense) - count, max(1, (len(dense) - count) // _TRIES)):
            piece = dense[start : start + count]
            along = piece[-1] - piece[0]
            chord = float(np.hypot(*along))
            if chord < 0.95 * (count - 1) * CELL:
                continue
            across = np.array([-along[1], along[0]]) / chord
            off = (piece - piece[0]) @ across
            if np.ptp(off) > 2 * _STRAIGHT * height:
                continue
            middle = piece[0] + along / 2 + across * (off.max() + off.min()) / 2
            angle = 90 - (90 - math.degrees(math.atan2(along[1], along[0]))) % 180
            eccentric = abs((start + count / 2) / len(dense) - 0.5)
            cost = float(np.ptp(off)) / height + eccentric
            found.append((cost, Place(float(middle[0]), float(middle[1]), angle)))
        return found

    def _fits(self, place: Place, width: float, height: float, free: Mask) -> bool:
        rows, columns = self._cells_of(place, width, height)
        return bool(self._inside(rows, columns).all()) and bool(free[rows, columns].all())

    def _cells_of(
        self, place: Place, width: float, height: float
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        import numpy as np

        along = np.linspace(-width / 2, width / 2, max(2, math.ceil(2 * width / CELL)))
        across = np.linspace(-height / 2, height / 2, max(2, math.ceil(2 * height / CELL)))
        right, up = np.meshgrid(along, across)
        cosine, sine = math.cos(math.radians(place.angle)), math.sin(math.radians(place.angle))
        columns = np.floor((place.x + right * cosine - up * sine) / CELL).astype(np.int64)
        rows = np.floor((place.y + right * sine + up * cosine) / CELL).astype(np.int64)
        return rows.ravel(), columns.ravel()

    def _inside(
        self, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.bool_]:
        high, wide = self.taken.shape
        inside: Mask = (rows >= 0) & (rows < high) & (columns >= 0) & (columns < wide)
        return inside


def _dense(points: Points) -> Points:
    """Give points at equal steps of one cell along a line."""
    import numpy as np

    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate(([0.0], np.cumsum(steps)))
    at = np.arange(0.0, along[-1] + CELL / 2, CELL)
    return np.column_stack([np.interp(at, along, points[:, axis]) for axis in (0, 1)])
