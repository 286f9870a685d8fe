"""The replicator dynamics at one point of the parameters, for many states at once.

A share grows at the rate by which its payoff exceeds the mean of its population (Taylor and Jonker
1978; Weibull 1995, ch. 3 and 5). In log-ratio coordinates, the logarithms of shares over a share
of reference, the dynamics is the difference of two payoffs: nothing can leave the state space,
and what is close to an edge is followed as accurately as what is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from vcgame.forms.populations import PopulationGame
from vcgame.solve.dynamics.gains import Gains, gains_at

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["Face", "Replicator", "face_of", "faces", "replicator_at"]


@dataclass(frozen=True, slots=True)
class Replicator:
    """A population game whose parameters are numbers; made by `replicator_at`.

    States are arrays with one row per coordinate of the game and one column per state.

    Attributes
    ----------
    game
        The population game.
    values
        Those of its parameters.
    gains
        Per coordinate the payoff of its strategy less that of the strategy not counted.
    groups
        Per population its first coordinate, and the one after its last.
    """

    game: PopulationGame
    values: Mapping[str, Fraction]
    gains: Gains
    groups: tuple[tuple[int, int], ...]

    @property
    def dimension(self) -> int:
        """Number of coordinates."""
        return self.groups[-1][1]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Per population the number of its strategies."""
        return tuple(stop - start + 1 for start, stop in self.groups)

    def rates(self, states: Array) -> Array:
        """Give the rates of change of the coordinates."""
        gains = self.gains.at(states)
        rates = states * gains
        for start, stop in self.groups:
            rates[start:stop] -= states[start:stop] * rates[start:stop].sum(axis=0)
        return rates

    def jacobian(self, state: Array) -> Array:
        """Give the derivatives of the rates by the coordinates at one state."""
        import numpy as np

        gains = self.gains.at(state[:, None])[:, 0]
        slopes = self.gains.slopes(state)
        jacobian = np.zeros_like(slopes)
        for start, stop in self.groups:
            own, gain = state[start:stop], gains[start:stop]
            rows = slopes[start:stop] - own @ slopes[start:stop]
            rows[:, start:stop] -= gain
            jacobian[start:stop] = own[:, None] * rows
            for place in range(start, stop):
                jacobian[place, place] += gains[place] - own @ gain
        return jacobian

    def whole(self) -> Face:
        """Give the face on which every strategy is played: the inside."""
        return _face(self, tuple(tuple(range(size)) for size in self.sizes))


@dataclass(frozen=True, slots=True)
class Face:
    """The states at which the same strategies are played, and coordinates on them.

    Strategies of a population are counted as its coordinates are; the one without a coordinate
    is the last.

    Attributes
    ----------
    replicator
        The dynamics.
    present
        Per population the places of the strategies that are played.
    spans
        Per population with more than one of them: its free coordinates on the face (first and
        after the last), the rows of those in a state, and the row of the strategy of reference
        (``None`` where that has no coordinate).
    fixed
        Rows of a state that are 1 all over the face.
    """

    replicator: Replicator
    present: tuple[tuple[int, ...], ...]
    spans: tuple[tuple[int, int, tuple[int, ...], int | None], ...]
    fixed: tuple[int, ...]

    @property
    def dimension(self) -> int:
        """Number of free coordinates."""
        return self.spans[-1][1] if self.spans else 0

    @property
    def free(self) -> tuple[int, ...]:
        """Rows of a state that are the free coordinates."""
        return tuple(row for *_, rows, _ in self.spans for row in rows)

    @property
    def plain(self) -> bool:
        """Whether it is the inside of a game with two strategies in every population."""
        sizes = self.replicator.sizes
        return self.dimension == len(sizes) and all(size == 2 for size in sizes)

    def states(self, logs: Array) -> Array:
        """Give the states at log-ratio coordinates."""
        import numpy as np
        from scipy.special import expit

        if self.plain:
            found: Array = expit(logs)
            return found
        states = np.zeros((self.replicator.dimension, logs.shape[1]))
        states[list(self.fixed)] = 1.0
        for start, stop, rows, reference in self.spans:
            own = logs[start:stop]
            most = np.maximum(own.max(axis=0), 0.0)
            grown = np.exp(own - most)
            rest = np.exp(-most)
            total = grown.sum(axis=0) + rest
            states[list(rows)] = grown / total
            if reference is not None:
                states[reference] = rest / total
        return states

    def logs(self, states: Array | Sequence[Sequence[Fraction]]) -> Array:
        """Give the log-ratio coordinates of states strictly inside the face."""
        import numpy as np

        found = np.empty((self.dimension, len(states[0])))
        for start, stop, rows, reference in self.spans:
            population = next(p for p in self.replicator.groups if p[0] <= rows[0] < p[1])
            if reference is None:
                own: Any = [states[k] for k in range(*population)]
                rest = [float(1 - sum(column)) for column in zip(*own, strict=True)]
            else:
                rest = [float(each) for each in states[reference]]
            for place, row in zip(range(start, stop), rows, strict=True):
                found[place] = np.log([float(each) for each in states[row]]) - np.log(rest)
        return found

    def log_rates(self, logs: Array) -> Array:
        """Give the rates of change of the log-ratio coordinates."""
        import numpy as np

        gains = self.replicator.gains.at(self.states(logs))
        if self.dimension == self.replicator.dimension:
            return gains
        rates = np.empty_like(logs)
        for start, stop, rows, reference in self.spans:
            rates[start:stop] = gains[list(rows)]
            if reference is not None:
                rates[start:stop] -= gains[reference]
        return rates


def replicator_at(game: PopulationGame, values: Mapping[str, Fraction]) -> Replicator:
    """Make the replicator dynamics of a population game at one point of its parameters.

    Parameters
    ----------
    game
        The population game.
    values
        A value for every parameter, as `vcgame.model.model.Model.values` gives them.

    Raises
    ------
    UsageError, EvaluationError
        If a parameter has no value, or payoffs have none there.

    Examples
    --------
    >>> import numpy as np
    >>> from vcgame.forms.populations import population_game
    >>> from vcgame.model.library import load_model
    >>> model = load_model("subsidy-war")
    >>> dynamics = replicator_at(population_game(model, 1), model.values())
    >>> dynamics.rates(np.array([[0.25, 0.5, 1.0]])).tolist()
    [[-0.5859375, -0.6875, 0.0]]
    """
    groups, start = [], 0
    for population in game.populations:
        groups.append((start, start + len(population.coordinates)))
        start = groups[-1][1]
    return Replicator(game, dict(values), gains_at(game, values), tuple(groups))


def face_of(replicator: Replicator, state: Sequence[Fraction | float]) -> Face:
    """Find the face that a state lies inside of.

    Examples
    --------
    >>> from vcgame.forms.populations import population_game
    >>> from vcgame.model.library import load_model
    >>> model = load_model("subsidy-war")
    >>> dynamics = replicator_at(population_game(model), model.values())
    >>> face_of(dynamics, (Fraction(0), Fraction(1, 2))).present
    ((1,), (0, 1))
    """
    present = []
    for start, stop in replicator.groups:
        shares = [*state[start:stop], 1 - sum(state[start:stop])]
        present.append(tuple(place for place, share in enumerate(shares) if share > 0))
    return _face(replicator, tuple(present))


def faces(replicator: Replicator) -> list[Face]:
    """List all faces, corners first, the inside last."""
    from itertools import combinations, product

    choices = [
        [chosen for count in range(1, size + 1) for chosen in combinations(range(size), count)]
        for size in replicator.sizes
    ]
    found = [_face(replicator, present) for present in product(*choices)]
    return sorted(found, key=lambda face: face.dimension)


def _face(replicator: Replicator, present: tuple[tuple[int, ...], ...]) -> Face:
    spans, fixed, first = [], [], 0
    for (start, stop), own in zip(replicator.groups, present, strict=True):
        last = start + own[-1]
        if len(own) > 1:
            rows = tuple(start + place for place in own[:-1])
            spans.append((first, first + len(rows), rows, last if last < stop else None))
            first += len(rows)
        elif last < stop:
            fixed.append(last)
    return Face(replicator, present, tuple(spans), tuple(fixed))
