"""Many states through time at once, in NumPy.

Dormand and Prince's method of order 5 in log-ratio coordinates; every state has its own step, held
by the embedded estimate of order 4 (Dormand and Prince 1980). Far from the inside the rates
are constant, and steps grow without bound: a corner is reached in a few.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from vcgame.solve.dynamics.course import time_scale
from vcgame.solve.dynamics.replicator import Face
from vcgame.solve.dynamics.rest_points import RestState, RestStates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["ends", "flow"]

_BLOCK: Final = 4096
_STEPS: Final = (120, 1_500)
_LOOK: Final = 3
_NEAR: Final = 1e-4
_APART: Final = 0.02
_SAFETY: Final = 0.9
_LEAST: Final = 0.2
_MOST: Final = 8.0
_LONGEST: Final = 1e100
_STILL: Final = 1e6
_AGES: Final = 1e9

# Butcher's table of the method; the last row is the difference from order 4.
_STAGES: Final = (
    (1 / 5,),
    (3 / 40, 9 / 40),
    (44 / 45, -56 / 15, 32 / 9),
    (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
    (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
    (35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84),
)
_ERROR: Final = (71 / 57600, 0.0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40)


def flow(face: Face, logs: Array, until: float, *, tolerance: float = 1e-6) -> Array:
    """Give where many states are after a time.

    Parameters
    ----------
    face
        What is played.
    logs
        Log-ratio coordinates of the starts, one column each.
    until
        The time; below 0 it is run backwards.
    tolerance
        Of each step, absolute, in log-ratio coordinates: a share's error is at most a quarter.

    Examples
    --------
    >>> import numpy as np
    >>> from vcgame.forms.populations import population_game
    >>> from vcgame.model.library import load_model
    >>> from vcgame.solve.dynamics.replicator import replicator_at
    >>> model = load_model("subsidy-war")
    >>> inside = replicator_at(population_game(model), model.values()).whole()
    >>> logs = inside.logs(np.array([[0.5, 0.9], [0.5, 0.1]]))
    >>> inside.states(flow(inside, logs, 100.0)).round(6).tolist()
    [[0.0, 0.0], [0.0, 0.0]]
    """
    import numpy as np

    found = np.empty_like(logs)
    for first in range(0, logs.shape[1], _BLOCK):
        run = _Run(face, logs[:, first : first + _BLOCK], abs(until), np.sign(until), tolerance)
        while len(run.numbers):
            run.step()
            over = run.left <= 0
            if over.any():
                found[:, first + run.numbers[over]] = run.logs[:, over]
                run.keep(~over)
    return found


def ends(
    face: Face,
    logs: Array,
    rest: RestStates,
    attractors: Sequence[RestState],
    *,
    tolerance: float = 1e-6,
) -> NDArray[np.int64]:
    """Give the number of the attractor that each of many states goes to; -1 where to none.

    None is said too of a state that is under way after 1,500 steps.

    Parameters
    ----------
    face, logs, tolerance
        As for `flow`.
    rest
        All rest points.
    attractors
        Those that attract all states close enough.
    """
    import numpy as np

    found = np.full(logs.shape[1], -1)
    places = np.array([point.place for point in attractors])
    near = [_radius(point, rest) for point in attractors]
    scale = time_scale(rest)
    numbers = np.arange(logs.shape[1]) if attractors else np.arange(0)
    # What takes long is put aside, and gone on with when all else is done: full blocks are fast.
    for steps in _STEPS:
        slow = []
        for first in range(0, len(numbers), _BLOCK):
            own = numbers[first : first + _BLOCK]
            run = _Run(face, logs[:, own], np.inf, 1.0, tolerance)
            run.size[:] = np.minimum(run.size, 0.1 * scale)
            for count in range(steps):
                run.step()
                if count % _LOOK == 0:
                    states = face.states(run.logs)
                    # On a line of rest steps grow for ever, and nothing moves in a long time.
                    way = np.abs(face.replicator.rates(states)).max(axis=0) * (_AGES * scale)
                    going = (run.size < _STILL * scale) | (way > _NEAR)
                    for number, (place, radius) in enumerate(zip(places, near, strict=True)):
                        there = np.abs(states - place[:, None]).max(axis=0) < radius
                        found[own[run.numbers[there]]] = number
                        going &= ~there
                    run.keep(going)
                if not len(run.numbers):
                    break
            slow.append(own[run.numbers])
        numbers = np.concatenate(slow) if slow else numbers[:0]
    return found


def _radius(point: RestState, rest: RestStates) -> float:
    """Say how close to an attractor is close enough, by how far off the others are."""
    others = [
        max(abs(a - b) for a, b in zip(point.place, other.place, strict=True))
        for other in rest.points
        if other is not point
    ]
    return min([_NEAR, *(_APART * gap for gap in others)])


class _Run:
    """States under way: where they are, their own steps and the time that is left."""

    def __init__(
        self, face: Face, logs: Array, until: float, sign: float, tolerance: float
    ) -> None:
        import numpy as np

        self.face = face
        self.sign = sign
        self.tolerance = tolerance
        self.logs = np.ascontiguousarray(logs)
        self.numbers = np.arange(logs.shape[1])
        self.left = np.full(logs.shape[1], until)
        self.rates = sign * face.log_rates(self.logs)
        fastest = np.maximum(np.abs(self.rates).max(axis=0, initial=0.0), 1e-12)
        self.size = np.minimum(self.left, 0.5 / fastest)

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Go on with some of the states only."""
        if kept.all():
            return
        self.logs = self.logs[:, kept]
        self.rates = self.rates[:, kept]
        self.numbers, self.left, self.size = self.numbers[kept], self.left[kept], self.size[kept]

    def step(self) -> None:
        """Try one step of every state; one that is too coarse is tried again, shorter."""
        import numpy as np

        shape = self.logs.shape
        slopes = np.empty((7, *shape))
        flat = slopes.reshape(7, -1)
        slopes[0] = self.rates
        size = self.size
        moved = self.logs
        for stage, weights in enumerate(_STAGES, start=1):
            change = (np.array(weights) @ flat[:stage]).reshape(shape)
            change *= size
            change += self.logs
            moved = change
            slopes[stage] = self.face.log_rates(moved)
            if self.sign < 0:
                np.negative(slopes[stage], out=slopes[stage])
        error = np.abs((np.array(_ERROR) @ flat).reshape(shape)).max(axis=0) * size
        good = error <= self.tolerance
        factor = _SAFETY * (self.tolerance / np.maximum(error, 1e-300)) ** 0.2
        np.clip(factor, _LEAST, _MOST, out=factor)
        if good.all():
            self.logs, self.rates = moved, slopes[6]
            self.left = self.left - size
        else:
            self.logs = np.where(good, moved, self.logs)
            self.rates = np.where(good, slopes[6], self.rates)
            self.left = np.where(good, self.left - size, self.left)
        self.size = np.minimum(np.minimum(size * factor, _LONGEST), self.left)
