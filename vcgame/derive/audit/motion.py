"""The dynamics of an audited game: its equations in symbols, its rest points in numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from vcgame.derive.dynamics.answer import Dynamics, PointStability
from vcgame.derive.dynamics.at_point import stability_at
from vcgame.derive.dynamics.dynamics import dynamics
from vcgame.derive.dynamics.evolution import evolution, rates
from vcgame.derive.dynamics.space import Space
from vcgame.derive.dynamics.writing import formula
from vcgame.forms.populations import PopulationGame, population_game
from vcgame.model.formula.expression import Expression, Number, substitute
from vcgame.model.point import value_at
from vcgame.model.printed_numbers import Figure, PrintedNumber
from vcgame.solve.dynamics.replicator import Replicator, replicator_at
from vcgame.solve.dynamics.rest_points import RestState, RestStates, rest_states

if TYPE_CHECKING:
    from vcgame.derive.audit.bench import Bench

__all__ = ["Motion"]

Point = Mapping[str, Fraction]

_CLOSE: Final = 1e-9
"""Two isolated rest points are further apart; floats stand for irrational coordinates."""


class Motion:
    """The replicator dynamics of the game of an audit."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.game: PopulationGame = population_game(bench.model)
        self.coordinates = self.game.coordinates
        self._known: dict[tuple[tuple[str, Fraction], ...], tuple[Replicator, RestStates]] = {}

    @cached_property
    def space(self) -> Space:
        """The polynomials that everything is written in."""
        return Space(self.game)

    @cached_property
    def rates(self) -> tuple[Expression, ...]:
        """The replicator equations as they are printed."""
        return evolution(self.space).rates

    @cached_property
    def jacobian(self) -> tuple[tuple[Expression, ...], ...]:
        """The Jacobian in parameters and coordinates."""
        return tuple(
            tuple(
                formula(self.space, self.space.derivative(rate, name)) for name in self.coordinates
            )
            for rate in rates(self.space)
        )

    def jacobian_at(self, state: Mapping[str, Expression]) -> tuple[tuple[Expression, ...], ...]:
        """Put a state into the Jacobian."""
        return tuple(tuple(substitute(entry, state) for entry in row) for row in self.jacobian)

    def numbers_at(self, point: Point, state: Sequence[Fraction | float]) -> list[list[Any]]:
        """Work the Jacobian out at a state and a point; exactly where the state is rational."""
        exact = all(isinstance(value, Fraction) for value in state)
        place = [Fraction(value) for value in state]
        values = {**point, **dict(zip(self.coordinates, place, strict=True))}
        rows = [[value_at(entry, values) for entry in row] for row in self.jacobian]
        return rows if exact else [[float(value) for value in row] for row in rows]

    def replicator(self, point: Point) -> Replicator:
        """Give the dynamics at a point."""
        return self._at(point)[0]

    def rest(self, point: Point) -> RestStates:
        """Give all rest points at a point."""
        return self._at(point)[1]

    def _at(self, point: Point) -> tuple[Replicator, RestStates]:
        key = tuple(point.items())
        if key not in self._known:
            replicator = replicator_at(self.game, point)
            self._known[key] = replicator, rest_states(replicator)
        return self._known[key]

    @cached_property
    def symbolic(self) -> Dynamics:
        """Everything that is known of the dynamics in symbols."""
        return dynamics(self.bench.model)

    def judged(self, point: Point, match: RestState) -> PointStability | None:
        """Judge a rest point in exact arithmetic, by definition too where that is asked."""
        for each in stability_at(self.symbolic, point):
            pairs = zip(each.values, match.place, strict=True)
            if each.inside and all(abs(float(a) - b) < _CLOSE for a, b in pairs):
                return each
        return None

    def state(self, figures: Mapping[str, Figure]) -> dict[str, Expression]:
        """Write a printed state as formulas."""
        return {
            name: Number(figure.value) if isinstance(figure, PrintedNumber) else figure
            for name, figure in figures.items()
        }

    def shown(self, point: RestState) -> tuple[tuple[str, Any], ...]:
        """Give the coordinates of a rest point with their names."""
        return tuple(zip(self.coordinates, point.values, strict=True))
