"""Single trajectories: from a start to the rest point where it ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from vcgame.errors import UsageError
from vcgame.solve.dynamics.course import CLOSE, Course, follow, time_scale
from vcgame.solve.dynamics.replicator import Replicator, face_of
from vcgame.solve.dynamics.rest_points import RestStates, rest_states
from vcgame.solve.dynamics.trajectory import Trajectory

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["check_start", "trajectory"]

_LOOSE: Final = 1e-9
_TIGHT: Final = 1e-12
_ROUNDING: Final = 1e-14
_LEFT: Final = 0.05
_SHOWN: Final = 1.8
_DOUBTFUL: Final = 1e-3
_CYCLES: Final = 60.0


def trajectory(
    replicator: Replicator,
    start: Sequence[Fraction | float],
    *,
    until: float | None = None,
    backward: bool = False,
    points: int = 401,
    rest: RestStates | None = None,
) -> Trajectory:
    """Follow a state through time.

    A start on an edge or face stays there, and is followed within it. The way is worked out twice,
    by Dormand and Prince's method of order 8 at two tolerances in log-ratio coordinates; what is
    given is the finer, and its `error` is the largest difference between the two. Where they
    part by more than 0.001, as they do for a start next to a separatrix, no end is named.

    Parameters
    ----------
    replicator
        The dynamics.
    start
        Coordinates; fractions are taken exactly.
    until
        Last time of the path that is given; by default it shows the whole approach. Where the
        path ends is found out beyond it.
    backward
        Go back in time; times count upwards all the same.
    points
        Number of states given, at equal distances in time.
    rest
        The rest points, where they are known already.

    Raises
    ------
    UsageError
        If the start is no state, or `until` is not above 0.

    Examples
    --------
    >>> from vcgame.forms.populations import population_game
    >>> from vcgame.model.library import load_model
    >>> from vcgame.solve.dynamics.replicator import replicator_at
    >>> model = load_model("subsidy-war")
    >>> dynamics = replicator_at(population_game(model), model.values())
    >>> found = trajectory(dynamics, (Fraction(1, 2), Fraction(9, 10)))
    >>> found.end, found.error < 1e-8
    ((0.0, 0.0), True)
    """
    import numpy as np

    check_start(replicator, start)
    if until is not None and not (until > 0 and math.isfinite(until)):
        raise UsageError(f"trajectories run until a time above 0, not {until}")
    rest = rest_states(replicator) if rest is None else rest
    face = face_of(replicator, start)
    scale = time_scale(rest)
    here = np.array([[float(each)] for each in start])
    logs = face.logs([[Fraction(each)] for each in start])
    still = not face.dimension or float(np.abs(face.log_rates(logs)).max()) * scale < _ROUNDING
    if still:
        times = np.linspace(0.0, until or scale, points)
        place = tuple(map(float, start))
        return Trajectory(times, np.repeat(here.T, points, axis=0), place, 0.0, 0.0)
    sign = -1 if backward else 1
    fine, rough = (
        follow(face, logs[:, 0], rest, sign=sign, until=until, tolerance=tolerance)
        for tolerance in (_TIGHT, _LOOSE)
    )
    gap = _gap(fine, rough, min(fine.duration, rough.duration))
    same = fine.end == rough.end or _near(fine.end, rough.end)
    end = fine.end if same and gap < _DOUBTFUL else None
    arrived = None if end is None else _time_95(fine, here[:, 0], np.array(end))
    last = until
    if last is None:
        last = fine.duration if arrived is None else _SHOWN * arrived
        if end is None:
            last = min(last, _CYCLES * scale)
    followed = min(last, fine.duration)
    shown = np.linspace(0.0, followed if end is None else last, points)
    error = _gap(fine, rough, min(followed, rough.duration)) + _ROUNDING
    states = fine.at(np.minimum(shown, followed)).T
    if end is not None and last > followed:  # there already, and it stays
        error = max(error, CLOSE)
        states[shown > followed] = end
    states[0] = here[:, 0]
    return Trajectory(shown, states, end, arrived, error)


def _gap(fine: Course, rough: Course, until: float) -> float:
    """Give the largest difference between two runs, at twice as many times as there are steps."""
    import numpy as np

    times = fine.grid(2)
    times = np.append(times[times < until], until)
    return float(np.abs(fine.at(times) - rough.at(times)).max())


def check_start(replicator: Replicator, start: Sequence[Fraction | float]) -> None:
    """Hold a start to what a state is.

    Raises
    ------
    UsageError
        If it has too few or too many shares, or is outside.
    """
    names = replicator.game.coordinates
    if len(start) != len(names):
        raise UsageError(f"a start has {len(names)} shares ({', '.join(names)}), not {len(start)}")
    for name, share in zip(names, start, strict=True):
        if not 0 <= share <= 1:
            raise UsageError(f"start {name} = {share}: a share lies between 0 and 1")
    for first, stop in replicator.groups:
        if sum(start[first:stop]) > 1:
            own = " + ".join(names[first:stop])
            raise UsageError(f"start {own} = {sum(start[first:stop])}: at most 1 in all")


def _near(one: tuple[float, ...] | None, other: tuple[float, ...] | None) -> bool:
    """Whether both ways end on a line of rest points, at the same one within the error."""
    if one is None or other is None:
        return False
    return all(abs(a - b) < 1e-6 for a, b in zip(one, other, strict=True))


def _time_95(course: Course, start: Array, end: Array) -> float:
    """Find when every coordinate has come 95 % of its way for good.

    A coordinate that starts where it ends, and leaves in between, is back when it is as close
    as 5 % of the longest way of all.
    """
    import numpy as np

    way = np.abs(start - end)
    allowed = _LEFT * np.where(way > 0, way, way.max())

    def gaps(times: Array) -> Array:
        found: Array = (np.abs(course.at(times) - end[:, None]) - allowed[:, None]).max(axis=0)
        return found

    times = course.grid(16)
    outside = np.flatnonzero(gaps(times) > 0)
    if len(outside) == 0:
        return 0.0
    low = times[outside[-1]]
    high = times[min(outside[-1] + 1, len(times) - 1)]
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if gaps(np.array([middle]))[0] > 0 else (low, middle)
    return float(high)
