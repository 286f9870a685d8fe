"""What is known of a population that moves: its path, where it goes, how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Basin", "Trajectory"]


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A path of the state.

    Attributes
    ----------
    times
        When, in units of the dynamics.
    states
        One row per time; coordinates in the order of the population game.
    end
        Coordinates of the rest point that it approaches; ``None`` where it approaches none
        (a cycle), time ran out, or rounding would decide (next to a separatrix).
    time_95
        When every coordinate has come 95 % of the way from the start to `end`, for good.
    error
        Bound estimated for the largest error of a state on the path.
    """

    times: NDArray[np.float64]
    states: NDArray[np.float64]
    end: tuple[float, ...] | None
    time_95: float | None
    error: float


@dataclass(frozen=True, slots=True)
class Basin:
    """The part of the state space from which the state goes to a rest point.

    Attributes
    ----------
    end
        Coordinates of the rest point.
    share
        Area (volume) of the basin as a share of the state space.
    error
        The true share lies within `share` plus or minus this much.
    straight
        What papers print instead: the share cut off by straight lines from the saddle to the
        corners; ``None`` where there is no such picture.
    method
        ``"separatrix"`` (integrated), ``"line"`` (one share: exact, between rest points) or
        ``"sample"`` (counted, with the sampling error).
    """

    end: tuple[float, ...]
    share: float
    error: float
    straight: float | None
    method: str
