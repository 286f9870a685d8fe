"""A plane of states parted by separatrices: which region goes where, and how large it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from vcgame.solve.dynamics.replicator import Replicator
from vcgame.solve.dynamics.separatrix import Branch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["Region", "contains", "midpoints", "regions"]

Detail = Literal["fine", "coarse", "rough", "straight"]

_CIRCLE: Final = 0.3
_ROUNDING: Final = 1e-12
_SUM: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the plane between separatrices and edges.

    Attributes
    ----------
    outline
        One row per point, anticlockwise.
    share
        Of the whole plane.
    error
        Bound for the error of `share`: what halving the points, and a tolerance a thousand
        times larger, change.
    straight
        The share with straight lines in the place of the separatrices.
    """

    outline: Array
    share: float
    error: float
    straight: float


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line from one vertex to another, in several degrees of detail."""

    start: int
    stop: int
    fine: Array
    coarse: Array
    rough: Array
    straight: Array


def regions(replicator: Replicator, parted: Sequence[Branch]) -> tuple[Region, ...] | None:
    """Cut the plane along separatrices.

    The faces of the planar graph are walked, at each vertex from a line to its neighbour
    clockwise; areas are those of polygons, extrapolated from two numbers of points (Richardson).

    Returns
    -------
    regions
        ``None`` where they do not add up to the whole: then lines meet in a way not foreseen.
    """
    import numpy as np

    corners = _corners(replicator)
    places = [*corners]
    for branch in parted:
        places += [place for place in (branch.saddle, branch.source) if place not in places]
    rim = _rim(corners, places)
    edges = [*rim, *(_curve(branch, places) for branch in parted)]
    whole = abs(_area(np.array(corners)))
    found = []
    for walk in _walks(edges, places, len(rim)):
        areas = {
            detail: _area(np.vstack([_line(edges, half, detail)[:-1] for half in walk])) / whole
            for detail in ("fine", "coarse", "rough", "straight")
        }
        if areas["fine"] <= _ROUNDING:
            continue  # the outside, or a line that is walked there and back
        step = areas["fine"] - areas["coarse"]
        found.append(
            Region(
                np.vstack([_line(edges, half, "fine")[:-1] for half in walk]),
                areas["fine"] + step / 3,
                abs(step) + abs(areas["fine"] - areas["rough"]) + _ROUNDING,
                areas["straight"],
            )
        )
    if abs(sum(region.share for region in found) - 1) > _SUM:
        return None
    return tuple(found)


def contains(outline: Array, points: Array) -> NDArray[np.bool_]:
    """Tell which points (columns) lie inside a polygon (rows), by counting crossings."""
    import numpy as np

    x, y = points
    inside = np.zeros(len(x), dtype=np.bool_)
    after = np.roll(outline, -1, axis=0)
    for (ax, ay), (bx, by) in zip(outline, after, strict=True):
        if ay == by:
            continue
        between = (ay > y) != (by > y)
        inside ^= between & (x < ax + (bx - ax) * (y - ay) / (by - ay))
    return inside


def midpoints(outline: Array, count: int = 64) -> Array:
    """Give states inside a polygon, however narrow: in the middle of the longest lines across."""
    import numpy as np

    heights = np.unique(outline[:, 1])
    heights = (heights[1:] + heights[:-1]) / 2
    heights = heights[np.linspace(0, len(heights) - 1, count).astype(int)]
    after = np.roll(outline, -1, axis=0)
    found = []
    for height in heights:
        crossed = (outline[:, 1] > height) != (after[:, 1] > height)
        (ax, ay), (bx, by) = outline[crossed].T, after[crossed].T
        across = np.sort(ax + (bx - ax) * (height - ay) / (by - ay))
        for left, right in zip(across[::2], across[1::2], strict=True):
            if 0 < (left + right) / 2 < 1 and left < right:
                found.append((right - left, (left + right) / 2, height))
    widest = max((width for width, *_ in found), default=0.0)
    kept = [(x, y) for width, x, y in found if width > widest / 4]
    return np.array(kept).reshape(-1, 2).T


def _corners(replicator: Replicator) -> list[tuple[float, ...]]:
    """Give the corners of the square or triangle, anticlockwise."""
    if len([1 for start, stop in replicator.groups if stop > start]) == 1:
        return [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]
    return [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]


def _rim(corners: list[tuple[float, ...]], places: list[tuple[float, ...]]) -> list[_Edge]:
    """Give the edges of the plane, cut at the vertices that lie on them."""
    import numpy as np

    found = []
    for first, last in pairwise([*corners, corners[0]]):
        a, b = np.array(first), np.array(last)
        length = float((b - a) @ (b - a))
        along = []
        for number, place in enumerate(places):
            offset = np.array(place) - a
            if abs(offset[0] * (b - a)[1] - offset[1] * (b - a)[0]) < _ROUNDING:
                along.append((float(offset @ (b - a)) / length, number))
        for (_, start), (_, stop) in pairwise(sorted(along)):
            line = np.array([places[start], places[stop]])
            found.append(_Edge(start, stop, line, line, line, line))
    return found


def _curve(branch: Branch, places: list[tuple[float, ...]]) -> _Edge:
    import numpy as np

    straight = np.array([branch.saddle, branch.source])
    start, stop = places.index(branch.saddle), places.index(branch.source)
    return _Edge(start, stop, branch.fine, branch.coarse, branch.rough, straight)


def _walks(edges: list[_Edge], places: list[tuple[float, ...]], rim: int) -> list[list[int]]:
    """Walk round every face; half-edges are numbered 2k (along edge k) and 2k + 1 (back).

    The first `rim` edges are those of the plane, anticlockwise.
    """
    around: dict[int, list[int]] = {}
    for number, edge in enumerate(edges):
        around.setdefault(edge.start, []).append(2 * number)
        around.setdefault(edge.stop, []).append(2 * number + 1)
    for vertex, halves in around.items():
        others = [math.dist(places[vertex], other) for other in places if other != places[vertex]]
        radius = _CIRCLE * min(others)
        angles = {half: _angle(_line(edges, half, "fine"), radius) for half in halves}
        ahead = [half for half in halves if half < 2 * rim and half % 2 == 0]
        if ahead:
            # Curves leave between the two edges of the plane, however close to one of them.
            first = angles[ahead[0]]
            for half in halves:
                angles[half] = (angles[half] - first + math.pi / 2) % (2 * math.pi)
                if half < 2 * rim:
                    angles[half] = 2 * math.pi if half % 2 else -1.0
        halves.sort(key=angles.__getitem__)
    left = {half for halves in around.values() for half in halves}
    found = []
    while left:
        half = min(left)
        walk = []
        while half in left:
            left.remove(half)
            walk.append(half)
            vertex = edges[half // 2].start if half % 2 else edges[half // 2].stop
            halves = around[vertex]
            half = halves[halves.index(half ^ 1) - 1]
        found.append(walk)
    return found


def _line(edges: list[_Edge], half: int, detail: Detail) -> Array:
    """Give the points of a half-edge in its direction."""
    line: Array = getattr(edges[half // 2], detail)
    return line[::-1] if half % 2 else line


def _angle(line: Array, radius: float) -> float:
    """Give the direction in which a line leaves a circle around its first point."""
    import numpy as np

    offsets = line - line[0]
    far = np.flatnonzero(np.hypot(*offsets.T) >= radius)
    x, y = offsets[far[0]] if len(far) else offsets[-1]
    return math.atan2(y, x)


def _area(outline: Array) -> float:
    """Give the area of a polygon by the shoelace formula."""
    import numpy as np

    x, y = (outline - outline[0]).T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)
