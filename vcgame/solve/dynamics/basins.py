"""Basins: from which part of the state space the populations go where.

On a line the ends of basins are rest points; in a plane basins are parted by separatrices, which
are integrated; elsewhere starts are drawn and followed, and the error is that of the sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from vcgame.solve.dynamics.flow import ends
from vcgame.solve.dynamics.gains import Polynomials
from vcgame.solve.dynamics.plane import Region, contains, midpoints, regions
from vcgame.solve.dynamics.replicator import Replicator
from vcgame.solve.dynamics.rest_points import RestState, RestStates, rest_states
from vcgame.solve.dynamics.separatrix import Branch, branches
from vcgame.solve.dynamics.trajectory import Basin

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["Basins", "attractors", "basins", "draw_states", "sample_basins"]

Why = Literal["", "dimension", "lines", "saddles", "mixed"]

_DRAWS: Final = 65_536
_CHECKED: Final = 2_048
_LEVEL: Final = 0.95
_ROUNDING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Basins:
    """The basins of a population game.

    Attributes
    ----------
    basins
        One per rest point that attracts a part of the state space, the largest first.
    elsewhere, elsewhere_error
        The share from which the state goes to no isolated rest point: it cycles, ends on a line
        of rest points, or was under way when the work was cut off.
    draws, seed
        Of the sample, where there is one; else 0.
    why
        Why a sample was drawn: ``"dimension"`` (three coordinates and more), ``"lines"`` (rest
        points that are not isolated or not hyperbolic), ``"saddles"`` (a separatrix comes from no
        rest point), ``"mixed"`` (starts between the same separatrices go different ways).
    outlines
        In a plane, per basin and region: the number of the basin, and its outline (a row per
        point).
    separatrices
        In a plane: a row per point, from a saddle backwards.
    checked
        In a plane where payoffs are no linear functions of the shares: how many starts were
        followed to see that no cycle parts a region too. With linear ones none can (Hofbauer
        and Sigmund 1998, ch. 7.5 and 10.3).
    """

    basins: tuple[Basin, ...]
    elsewhere: float
    elsewhere_error: float
    draws: int = 0
    seed: int = 0
    why: Why = ""
    outlines: tuple[tuple[int, Array], ...] = ()
    separatrices: tuple[Array, ...] = ()
    checked: int = 0


def basins(
    replicator: Replicator, *, draws: int = _DRAWS, seed: int = 0, rest: RestStates | None = None
) -> Basins:
    """Measure the basins of all rest points that attract.

    Parameters
    ----------
    replicator
        The dynamics.
    draws, seed
        How many starts a sample has, and what makes it repeatable.
    rest
        The rest points, where they are known already.

    Examples
    --------
    >>> from vcgame.forms.populations import population_game
    >>> from vcgame.model.library import load_model
    >>> from vcgame.solve.dynamics.replicator import replicator_at
    >>> model = load_model("subsidy-war")
    >>> dynamics = replicator_at(population_game(model), model.values(changes={"S": 8}))
    >>> [(basin.end, round(basin.share, 4), basin.method) for basin in basins(dynamics).basins]
    [((1.0, 1.0), 0.839, 'separatrix'), ((0.0, 0.0), 0.161, 'separatrix')]
    """
    rest = rest_states(replicator) if rest is None else rest
    if replicator.dimension == 1:
        return _on_line(replicator, rest)
    why: Why = "dimension"
    if replicator.dimension == 2:
        found = _in_plane(replicator, rest, seed)
        if isinstance(found, Basins):
            return found
        why = found
    return sample_basins(replicator, draws=draws, seed=seed, rest=rest, why=why)


def attractors(replicator: Replicator, rest: RestStates) -> list[RestState]:
    """Give the rest points that attract all states inside that are close enough."""
    inside = replicator.whole()
    return [point for point in rest.points if point.attracts(inside)]


def draw_states(replicator: Replicator, count: int, seed: int) -> Array:
    """Draw states that are uniform on the state space, one per column.

    Shares of a population are gaps between sorted uniform numbers (Devroye 1986, ch. V.2).
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    states = np.empty((replicator.dimension, count))
    for start, stop in replicator.groups:
        marks = np.sort(generator.random((stop - start, count)), axis=0)
        states[start:stop] = np.diff(marks, axis=0, prepend=0.0)
    moved: Array = 1e-15 + (1 - 1e-14 * replicator.dimension) * states  # off the edges
    return moved


def sample_basins(
    replicator: Replicator,
    *,
    draws: int = _DRAWS,
    seed: int = 0,
    rest: RestStates | None = None,
    why: Why = "",
) -> Basins:
    """Measure basins by the ends of starts that are drawn.

    The error is the larger side of the interval of Clopper and Pearson (1934), 95 %, to which
    the share of starts is added that go elsewhere at a tolerance a hundred times smaller.
    """
    import numpy as np

    rest = rest_states(replicator) if rest is None else rest
    inside = replicator.whole()
    targets = attractors(replicator, rest)
    if not targets:
        return Basins((), 1.0, 0.0, why=why)
    states = draw_states(replicator, draws, seed)
    logs = inside.logs(states)
    found = ends(inside, logs, rest, targets)
    checked = min(draws, _CHECKED)
    again = ends(inside, logs[:, :checked], rest, targets, tolerance=1e-8)
    other = float(np.mean(again != found[:checked]))
    counts = [int((found == number).sum()) for number in range(len(targets))]
    own = [
        Basin(point.place, count / draws, _binomial(count, draws) + other, None, "sample")
        for point, count in zip(targets, counts, strict=True)
    ]
    rest_of = draws - sum(counts)
    return Basins(
        _sorted(own), rest_of / draws, _binomial(rest_of, draws) + other, draws, seed, why
    )


def _binomial(count: int, draws: int) -> float:
    """Give the larger side of the interval of Clopper and Pearson."""
    from scipy.special import betaincinv

    tail = (1 - _LEVEL) / 2
    low = betaincinv(count, draws - count + 1, tail) if count else 0.0
    high = betaincinv(count + 1, draws - count, 1 - tail) if count < draws else 1.0
    return float(max(count / draws - low, high - count / draws))


def _sorted(found: Sequence[Basin]) -> tuple[Basin, ...]:
    return tuple(sorted(found, key=lambda basin: (-basin.share, basin.end)))


def _on_line(replicator: Replicator, rest: RestStates) -> Basins:
    """Part a line at its rest points; between them the state moves one way."""
    import numpy as np

    if any(face.dimension for face in rest.lines):
        return Basins((), 1.0, 0.0)
    points = sorted(rest.points, key=lambda point: point.place)
    share: dict[tuple[float, ...], float] = {}
    for left, right in pairwise(points):
        middle = np.array([[(left.place[0] + right.place[0]) / 2]])
        end = right if replicator.rates(middle)[0, 0] > 0 else left
        share[end.place] = share.get(end.place, 0.0) + right.place[0] - left.place[0]
    error = 0.0 if rest.complete else _ROUNDING
    return Basins(
        _sorted([Basin(end, size, error, None, "line") for end, size in share.items()]), 0.0, 0.0
    )


def _in_plane(replicator: Replicator, rest: RestStates, seed: int) -> Basins | Why:
    """Part a plane along separatrices, and see where each region goes; or say why not."""
    inside = replicator.whole()
    targets = attractors(replicator, rest)
    if not targets:
        return Basins((), 1.0, 0.0)
    if rest.lines or any(point.kind == "non-hyperbolic" for point in rest.points):
        return "lines"
    parted = branches(replicator, rest)
    found = None if parted is None else regions(replicator, parted)
    if parted is None or found is None:
        return "saddles"
    states = draw_states(replicator, _CHECKED, seed)
    to: list[int] = []
    for region in found:
        own = states[:, contains(region.outline, states)]
        own = own if own.shape[1] else midpoints(region.outline)
        into = set(ends(inside, inside.logs(own), rest, targets).tolist())
        if len(into) != 1:
            return "mixed"
        to.append(into.pop())
    affine = isinstance(replicator.gains, Polynomials) and replicator.gains.affine
    return replace(_joined(found, to, targets, parted), checked=0 if affine else _CHECKED)


def _joined(
    found: Sequence[Region],
    to: Sequence[int],
    targets: Sequence[RestState],
    parted: Sequence[Branch],
) -> Basins:
    """Add up the regions of each basin."""
    pairs = list(zip(found, to, strict=True))
    own = {}
    for number, point in enumerate(targets):
        parts = [region for region, end in pairs if end == number]
        if parts:
            own[number] = Basin(
                point.place,
                min(1.0, sum(part.share for part in parts)),
                sum(part.error for part in parts),
                sum(part.straight for part in parts) if parted else None,
                "separatrix",
            )
    order = _sorted(tuple(own.values()))
    places = {number: order.index(basin) for number, basin in own.items()}
    lost = [region for region, end in pairs if end < 0]
    return Basins(
        order,
        sum((region.share for region in lost), 0.0),
        sum((region.error for region in lost), 0.0),
        outlines=tuple((places.get(end, -1), region.outline) for region, end in pairs),
        separatrices=tuple(branch.fine for branch in parted),
    )
