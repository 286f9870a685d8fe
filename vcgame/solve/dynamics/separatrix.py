"""Separatrices: the ways into a saddle, which part the basins of a plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vcgame.solve.dynamics.course import follow
from vcgame.solve.dynamics.replicator import Replicator
from vcgame.solve.dynamics.rest_points import RestState, RestStates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["Branch", "branches"]

_OFFSET: Final = 1e-5
_TIGHT: Final = 1e-12
_LOOSE: Final = 1e-9
_PARTS: Final = 16


@dataclass(frozen=True, slots=True)
class Branch:
    """One way into a saddle, from the saddle back to where it comes from.

    Attributes
    ----------
    saddle, source
        Coordinates of both ends.
    fine
        One row per point, both ends included.
    coarse
        Every second of these points.
    rough
        The same way, worked out at a larger tolerance from a start further off the saddle.
    """

    saddle: tuple[float, ...]
    source: tuple[float, ...]
    fine: Array
    coarse: Array
    rough: Array


def branches(replicator: Replicator, rest: RestStates) -> tuple[Branch, ...] | None:
    """Follow all saddles of a plane back along their stable directions into the inside.

    The start is next to the saddle on its stable eigenvector; backward in time, the stable
    manifold attracts, so that the small error of the start dies out.

    Returns
    -------
    branches
        ``None`` where one of them comes from no rest point.
    """
    found: list[Branch] = []
    for saddle in rest.points:
        if saddle.kind != "saddle":
            continue
        for direction in _inward(replicator, saddle):
            branch = _branch(replicator, rest, saddle, direction)
            if branch is None:
                return None
            found.append(branch)
    return tuple(found)


def _inward(replicator: Replicator, saddle: RestState) -> list[Array]:
    """Give the stable directions at a saddle that lead inside."""
    import numpy as np

    values, vectors = np.linalg.eig(replicator.jacobian(np.array(saddle.place)))
    stable = vectors[:, int(np.argmin(values.real))].real
    stable = stable / np.abs(stable).max()
    room = _room(replicator, np.array(saddle.place), stable)
    back = _room(replicator, np.array(saddle.place), -stable)
    return [way for way, free in ((stable, room), (-stable, back)) if free > _OFFSET * 1e-3]


def _room(replicator: Replicator, place: Array, direction: Array) -> float:
    """Give how far one can go in a direction until the edge."""
    room = float("inf")
    for start, stop in replicator.groups:
        own, way = place[start:stop], direction[start:stop]
        heights = [*own, 1 - own.sum()]
        for height, slope in zip(heights, [*way, -way.sum()], strict=True):
            if slope < -1e-12:
                room = min(room, height / -slope)
            elif height <= 0 and slope <= 1e-12:
                return 0.0  # along an edge
    return room


def _branch(
    replicator: Replicator, rest: RestStates, saddle: RestState, direction: Array
) -> Branch | None:
    import numpy as np

    place = np.array(saddle.place)
    offset = min(_OFFSET, 1e-3 * _room(replicator, place, direction))
    inside = replicator.whole()
    courses = []
    for tolerance, off in ((_TIGHT, offset), (_LOOSE, 10 * offset)):
        start = place + off * direction
        logs = inside.logs(start[:, None])[:, 0]
        courses.append(follow(inside, logs, rest, sign=-1, tolerance=tolerance))
    fine, rough = courses
    if fine.end is None or fine.end != rough.end:
        return None
    if fine.end not in {point.place for point in rest.points}:
        return None
    lines = []
    for course, parts in ((fine, _PARTS), (fine, _PARTS // 2), (rough, _PARTS)):
        states = course.at(course.grid(parts)).T
        lines.append(np.vstack([place, states, np.array(fine.end)]))
    return Branch(saddle.place, fine.end, *lines)
