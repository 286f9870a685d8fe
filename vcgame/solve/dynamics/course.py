"""Following one state through time, in log-ratio coordinates, with a dense record of its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from vcgame.solve.dynamics.replicator import Face
from vcgame.solve.dynamics.rest_points import RestState, RestStates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["CLOSE", "Course", "follow", "time_scale"]

CLOSE: Final = 1e-7
_CALLS: Final = 40_000
_HOPELESS: Final = 4_000
_PATIENCE: Final = 160_000
_FIRST: Final = 20.0
_STAYED: Final = 50.0


@dataclass(frozen=True, slots=True)
class Course:
    """The way of a state on a face.

    Attributes
    ----------
    face
        Strategies that are played; they stay the same for ever.
    sign
        1 for forward in time, -1 for backward.
    pieces
        Per stretch of time its end and the solver's record (``scipy.integrate.OdeSolution``).
    end
        Coordinates of the rest point that is approached, if any.
    """

    face: Face
    sign: int
    pieces: tuple[tuple[float, Any], ...]
    end: tuple[float, ...] | None

    @property
    def duration(self) -> float:
        """How long it was followed."""
        return self.pieces[-1][0]

    def at(self, times: Array) -> Array:
        """Give the states at times from 0 to `duration`."""
        import numpy as np

        logs = np.empty((self.face.dimension, len(times)))
        ends = [end for end, _ in self.pieces]
        places = np.minimum(np.searchsorted(ends, times), len(ends) - 1)
        for place, (_, record) in enumerate(self.pieces):
            own = places == place
            if own.any():
                logs[:, own] = record(times[own])
        return self.face.states(logs)

    def grid(self, parts: int) -> Array:
        """Give times that cut every step of the solver into equal parts."""
        import numpy as np

        steps = np.concatenate([record.ts[:-1] for _, record in self.pieces] + [[self.duration]])
        inner = steps[:-1, None] + np.diff(steps)[:, None] * (np.arange(parts) / parts)
        return np.append(inner.ravel(), self.duration)


def time_scale(rest: RestStates) -> float:
    """Give the time in which a typical deviation grows or shrinks by the factor e."""
    sizes = sorted(abs(value) for point in rest.points for value in point.eigenvalues)
    sizes = [size for size in sizes if size > 0]
    return 1.0 / sizes[len(sizes) // 2] if sizes else 1.0


def follow(
    face: Face,
    logs: Array,
    rest: RestStates,
    *,
    sign: int = 1,
    until: float | None = None,
    tolerance: float = 1e-12,
) -> Course:
    """Follow a state until it is close to the rest point where it ends, and at least `until`.

    Where `until` is so far away that it would take very long, the way is cut off before.

    The stretches of time double, so that slow approaches are followed as well as quick ones. A
    state ends at a rest point if it is close to one that attracts everything near it, or has
    stayed so long that the least deviation would have driven it away.

    Parameters
    ----------
    face
        What is played.
    logs
        Log-ratio coordinates of the start.
    rest
        The rest points.
    sign
        -1 for backward in time.
    until
        How long at least.
    tolerance
        Of the solver, relative and absolute, in log-ratio coordinates.
    """
    from scipy.integrate import solve_ivp

    def rates(_: float, y: Array) -> Array:
        return sign * face.log_rates(y[:, None])[:, 0]

    length = _FIRST * time_scale(rest)
    most = _CALLS if _may_end(face, rest, sign) else _HOPELESS
    time, calls = 0.0, 0
    pieces: list[tuple[float, Any]] = []
    while True:
        stop = time + length
        if until is not None and time < until < stop:
            stop = until
        done = solve_ivp(
            rates, (time, stop), logs, "DOP853", dense_output=True, rtol=tolerance, atol=tolerance
        )
        pieces.append((stop, done.sol))
        logs, calls = done.y[:, -1], calls + done.nfev
        end = _end(face, done, rest.points, sign)
        time = stop
        if until is None or time >= until:
            if end is not None or calls > most:
                return Course(face, sign, tuple(pieces), end)
        elif calls > (_HOPELESS if end is not None else _PATIENCE):
            return Course(face, sign, tuple(pieces), end)
        length *= 2.0


def _may_end(face: Face, rest: RestStates, sign: int) -> bool:
    """Whether there is anything that more than a few states of a face could end at."""
    if rest.lines:
        return True
    for point in rest.points:
        kept = point.kept(face)
        if kept is None or point.kind == "centre":
            continue
        if all(point.signs[place] * sign <= 0 for place in kept):
            return True
    return False


def _end(face: Face, done: Any, points: Sequence[RestState], sign: int) -> tuple[float, ...] | None:
    """Tell which rest point a stretch of the way ends at."""
    import numpy as np

    last = face.states(done.y[:, -1:])[:, 0]
    for point in points:
        place = np.array(point.place)
        if np.abs(last - place).max() > CLOSE:
            continue
        if point.attracts(face, backward=sign < 0):
            return point.place
        kept = point.kept(face)
        if kept is None:
            continue
        stayed = _stayed(face, done, place)
        most = max(sign * value.real for value in map(point.eigenvalues.__getitem__, kept))
        if stayed * most > _STAYED or (most <= 0 and stayed > 0):
            return point.place
        return None
    half = (done.t[0] + done.t[-1]) / 2
    middle = face.states(done.sol(np.array([half])))[:, 0]
    resting = np.abs(face.replicator.rates(last[:, None])).max() * (done.t[-1] - half)
    if max(np.abs(last - middle).max(), resting) < CLOSE / 100:
        edge = CLOSE / 100
        return tuple(0.0 if x < edge else 1.0 if x > 1 - edge else x for x in last.tolist())
    return None


def _stayed(face: Face, done: Any, place: Array) -> float:
    """Give how long the last stretch has been close to a place without a break."""
    import numpy as np

    states = face.states(done.y)
    away = np.flatnonzero(np.abs(states - place[:, None]).max(axis=0) > CLOSE)
    first = 0 if len(away) == 0 else int(away[-1]) + 1
    return float(done.t[-1] - done.t[first])
