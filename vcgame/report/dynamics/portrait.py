"""What a phase portrait shows, worked out: rest points, basins, separatrices, ways, directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from vcgame.errors import UnsupportedError
from vcgame.model.text import Language, Text
from vcgame.report.dynamics.state_names import (
    coordinate_symbol,
    end_text,
    kind_text,
    share_text,
    strategy_texts,
)
from vcgame.report.naming import both, status_note
from vcgame.report.words import word
from vcgame.solve.dynamics.basins import Basins, attractors, basins
from vcgame.solve.dynamics.flow import ends
from vcgame.solve.dynamics.paths import trajectory
from vcgame.solve.dynamics.replicator import Replicator
from vcgame.solve.dynamics.rest_points import RestStates, rest_states

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["PhasePortrait", "percent", "phase_portrait", "resting_edges"]

_GRID = 161
_STARTS = (
    (Fraction(1, 10), Fraction(1, 2)),
    (Fraction(1, 2), Fraction(1, 10)),
    (Fraction(9, 10), Fraction(1, 2)),
    (Fraction(1, 2), Fraction(9, 10)),
    (Fraction(3, 20), Fraction(17, 20)),
    (Fraction(17, 20), Fraction(3, 20)),
)
_TOWARDS = (0.3, 0.6, 0.9)
_IN_TRIANGLE = (
    (Fraction(1, 10), Fraction(1, 5)),
    (Fraction(1, 5), Fraction(7, 10)),
    (Fraction(7, 10), Fraction(1, 10)),
    (Fraction(9, 20), Fraction(9, 20)),
    (Fraction(1, 20), Fraction(11, 20)),
    (Fraction(9, 20), Fraction(1, 20)),
)


@dataclass(frozen=True, slots=True)
class PhasePortrait:
    """The plane of states of a game, and what happens there.

    Attributes
    ----------
    title
        Printed above; may be empty.
    axes
        Per coordinate its share in words.
    symbols
        Per coordinate its symbol (LaTeX).
    corners
        For one population of three strategies: their names, in the order of the shares.
    rests
        Rest points: coordinates and what they are.
    lines
        Edges all of whose points rest: two ends each.
    areas
        Per region its basin's number and its outline.
    raster
        Where basins have no outlines: the basin's number at each point of `grid`.
    basins
        Per basin what the legend says.
    separatrices, ways
        Lines (a row per point); ways with their direction.
    grid
        Values of both coordinates along the axes of the arrays.
    gains
        Per coordinate, on the grid, its rate of growth: it stands still where this is zero.
    rates
        Per coordinate its rate of change on the grid.
    notes
        Printed below.
    """

    title: Text
    axes: tuple[Text, Text]
    symbols: tuple[str, str]
    corners: tuple[Text, ...]
    rests: tuple[tuple[tuple[float, ...], str], ...]
    lines: tuple[Array, ...]
    areas: tuple[tuple[int, Array], ...]
    raster: NDArray[np.int64] | None
    basins: tuple[Text, ...]
    separatrices: tuple[Array, ...]
    ways: tuple[Array, ...]
    grid: Array
    gains: tuple[Array, ...]
    rates: tuple[Array, Array]
    notes: tuple[Text, ...] = ()

    def signs(self, language: Language) -> str:
        """Give all characters of its labels, to choose fonts by."""
        texts = [self.title, *self.axes, *self.corners, *self.basins, *self.notes]
        texts += [word("paths.separatrix"), word("paths.trajectory"), word("paths.resting")]
        texts += [kind_text(kind) for _, kind in self.rests]
        texts += [word("paths.still", what="")]
        return "".join([*(text.say(language) for text in texts), *self.symbols])


def phase_portrait(
    replicator: Replicator,
    starts: Sequence[Sequence[Fraction | float]] | None = None,
    *,
    until: float | None = None,
    rest: RestStates | None = None,
    measured: Basins | None = None,
) -> PhasePortrait:
    """Work out the phase portrait of a game with two coordinates.

    Parameters
    ----------
    replicator
        The dynamics: two populations of two strategies, or one of three.
    starts
        Where the trajectories shown start; some all over the plane unless given.
    until
        How long they are followed.
    rest, measured
        Rest points and basins, where they are known already.

    Raises
    ------
    UnsupportedError
        For another number of coordinates.
    """
    import numpy as np

    game = replicator.game
    if replicator.dimension != 2:
        raise UnsupportedError(
            f"{game.model.id} has {replicator.dimension} coordinates; a phase portrait has two"
        )
    rest = rest_states(replicator) if rest is None else rest
    measured = basins(replicator, rest=rest) if measured is None else measured
    triangle = max(replicator.sizes) == 3
    line = np.linspace(0.0, 1.0, _GRID)
    x, y = (each.ravel() for each in np.meshgrid(line, line))
    if triangle:
        inside = x + y <= 1 + 1e-9
        x, y = np.where(inside, x, np.nan), np.where(inside, y, np.nan)
    states = np.vstack([x, y])
    known = np.nan_to_num(states)
    blank = np.where(np.isnan(x), np.nan, 0.0)
    shape = (_GRID, _GRID)
    rates = replicator.rates(known) + blank
    growth = _growth(replicator, known, triangle=triangle) + blank
    chosen = _starts(rest, triangle=triangle) if starts is None else starts
    ways = [trajectory(replicator, start, until=until, rest=rest) for start in chosen]
    first, second = game.coordinates
    population = replicator.sizes.index(3) if triangle else 0
    return PhasePortrait(
        both(word("paths.portrait_title", model="{model}"), model=game.model.title),
        (share_text(game, 0), share_text(game, 1)),
        (coordinate_symbol(game, first).latex, coordinate_symbol(game, second).latex),
        strategy_texts(game, population) if triangle else (),
        tuple((point.place, point.kind) for point in rest.points),
        resting_edges(rest),
        measured.outlines,
        None if measured.outlines else _raster(replicator, rest, measured, states),
        tuple(
            both(
                word("paths.basin_of", point="{point}", share=percent(basin.share)),
                point=end_text(basin.end, rest) or Text(""),
            )
            for basin in measured.basins
        ),
        measured.separatrices,
        tuple(way.states for way in ways if np.ptp(way.states, axis=0).max() > 0),
        line,
        tuple(each.reshape(shape) for each in growth),
        (rates[0].reshape(shape), rates[1].reshape(shape)),
        (*([word("paths.percentages")] if measured.basins else []), status_note(game.model)),
    )


def _starts(rest: RestStates, *, triangle: bool) -> Sequence[Sequence[Fraction | float]]:
    """Choose starts all over the plane; where there is a centre, on a line from it to a corner."""
    corner = Fraction(1, 3) if triangle else Fraction(0)
    for point in rest.points:
        if point.kind == "centre":
            first, second = point.place
            return tuple(
                (first + part * (float(corner) / 4 - first), second * (1 - part))
                for part in _TOWARDS
            )
    return _IN_TRIANGLE if triangle else _STARTS


def percent(share: float) -> str:
    """Write a share in percent.

    Examples
    --------
    >>> percent(0.58206), percent(1.0)
    ('58.2 %', '100 %')
    """
    return "100 %" if share == 1 else f"{100 * share:.1f} %"


def _growth(replicator: Replicator, states: Array, *, triangle: bool) -> Array:
    """Give the growth of each share: gains of the coordinates; in a triangle, of all three."""
    import numpy as np

    gains = replicator.gains.at(states)
    if not triangle:
        return gains
    mean = (states * gains).sum(axis=0)
    return np.vstack([gains - mean, -mean])


def resting_edges(rest: RestStates) -> tuple[Array, ...]:
    """Give the two ends (a row each) of every edge all of whose points rest."""
    import numpy as np

    found = []
    for face in rest.lines:
        if face.dimension > 1:
            continue
        ends = np.zeros((2, face.replicator.dimension))
        for (start, stop), own in zip(face.replicator.groups, face.present, strict=True):
            for row, place in enumerate((own[0], own[-1])):
                if start + place < stop:
                    ends[row, start + place] = 1.0
        found.append(ends)
    return tuple(found)


def _raster(
    replicator: Replicator, rest: RestStates, measured: Basins, states: Array
) -> NDArray[np.int64] | None:
    """Tell the basin of every point of the grid."""
    import numpy as np

    targets = attractors(replicator, rest)
    order = [basin.end for basin in measured.basins]
    if not order:
        return None
    inside = replicator.whole()
    size = np.nan_to_num(states, nan=0.25) * (1 - 2e-6) + 5e-7
    found = ends(inside, inside.logs(size), rest, targets, tolerance=1e-5)
    places = np.array([order.index(point.place) for point in targets] + [-1])
    codes = np.where(np.isnan(states[0]), -1, places[found])
    return codes.reshape(_GRID, _GRID).astype(np.int64)
