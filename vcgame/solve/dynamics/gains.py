"""What each strategy earns beyond the one not counted, at many states at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from vcgame.errors import EvaluationError, NotAlgebraicError, UsageError
from vcgame.forms.populations import PopulationGame
from vcgame.model.formula.arrays import ArrayProgram
from vcgame.model.formula.exact import evaluate
from vcgame.model.formula.expression import (
    Conditional,
    Expression,
    Name,
    Negation,
    Number,
    Product,
    Sum,
    names,
    substitute,
)
from vcgame.model.formula.flint_numbers import as_fraction
from vcgame.model.formula.polynomials import Field

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["Formulas", "Gains", "Polynomials", "gains_at"]


class Gains(Protocol):
    """Per coordinate the payoff of its strategy less that of the one not counted."""

    def at(self, states: Array) -> Array:
        """Give the gains: one row per coordinate, one column per state."""
        ...

    def slopes(self, state: Array) -> Array:
        """Give the derivatives of the gains (rows) by the coordinates (columns) at a state."""
        ...


@dataclass(frozen=True, slots=True)
class Polynomials:
    """Gains that are polynomials in the coordinates.

    Attributes
    ----------
    exact
        Per coordinate the polynomial (``flint.fmpq_mpoly``).
    coefficients
        One row per coordinate, one column per monomial.
    ways
        Per monomial an earlier monomial and the coordinate that it is multiplied by; none for
        the constant, which stands first, and for the coordinates, which stand next.
    """

    exact: tuple[Any, ...]
    coefficients: Array
    ways: tuple[tuple[int, int], ...]

    @property
    def affine(self) -> bool:
        """Whether no gain has a product of shares."""
        return not self.ways

    def at(self, states: Array) -> Array:
        """Give the gains: one row per coordinate, one column per state."""
        import numpy as np

        count = len(states)
        straight = self.coefficients[:, 1 : count + 1]
        if self.affine:
            return straight @ states + self.coefficients[:, :1]
        monomials = np.empty((self.coefficients.shape[1], states.shape[1]))
        monomials[0] = 1.0
        monomials[1 : count + 1] = states
        for place, (earlier, coordinate) in enumerate(self.ways, start=count + 1):
            np.multiply(monomials[earlier], states[coordinate], out=monomials[place])
        return self.coefficients @ monomials

    def slopes(self, state: Array) -> Array:
        """Give the derivatives of the gains (rows) by the coordinates (columns) at a state."""
        import numpy as np

        count = len(state)
        monomials = np.ones(self.coefficients.shape[1])
        monomials[1 : count + 1] = state
        turned = np.zeros((self.coefficients.shape[1], count))
        turned[1 : count + 1] = np.eye(count)
        for place, (earlier, coordinate) in enumerate(self.ways, start=count + 1):
            monomials[place] = monomials[earlier] * state[coordinate]
            turned[place] = turned[earlier] * state[coordinate]
            turned[place, coordinate] += monomials[earlier]
        return self.coefficients @ turned


@dataclass(frozen=True, slots=True)
class Formulas:
    """Gains that are other formulas, with functions or divisions by shares.

    Attributes
    ----------
    names
        Of the coordinates.
    program
        The gains as formulas in the coordinates.
    """

    names: tuple[str, ...]
    program: ArrayProgram

    def at(self, states: Array) -> Array:
        """Give the gains: one row per coordinate, one column per state."""
        import numpy as np

        values = dict(zip(self.names, states, strict=True))
        found = self.program.run(values)
        if any(absent.any() for _, absent in found):
            raise EvaluationError("the payoffs have no value at some states of the populations")
        return np.array([np.broadcast_to(value, states.shape[1:]) for value, _ in found])

    def slopes(self, state: Array) -> Array:
        """Give the derivatives of the gains (rows) by the coordinates (columns) at a state.

        By differences of second order, taken inwards at the edges.
        """
        import numpy as np

        step = 1e-6
        columns = []
        for place, share in enumerate(state):
            offsets: tuple[float, ...]
            offsets = (-1.0, 1.0) if step < share < 1 - step else (0.0, 1.0, 2.0)
            offsets = offsets if share < 0.5 else tuple(-each for each in offsets)
            points = np.repeat(state[:, None], len(offsets), axis=1)
            points[place] += step * np.array(offsets)
            values = self.at(points)
            if len(offsets) == 2:
                slope = (values[:, 1] - values[:, 0]) / (points[place, 1] - points[place, 0])
            else:
                rise = points[place, 1] - points[place, 0]
                slope = (4 * values[:, 1] - 3 * values[:, 0] - values[:, 2]) / (2 * rise)
            columns.append(slope)
        return np.stack(columns, axis=1)


def gains_at(game: PopulationGame, values: Mapping[str, Fraction]) -> Gains:
    """Make the gains of a population game ready at one point of its parameters.

    Raises
    ------
    UsageError
        If a parameter has no value.
    EvaluationError
        If payoffs have no value there.
    """
    lacking = sorted(game.model.parameters.keys() - values.keys())
    if lacking:
        raise UsageError(f"parameter {lacking[0]} has no value; give one to each")
    numbers = {name: Number(Fraction(value)) for name, value in values.items()}
    gains: list[Expression] = []
    for population in game.populations:
        counted = population.counted
        rest = next(k for k in range(len(population.strategies)) if k not in counted)
        payoffs = [_folded(substitute(payoff, numbers)) for payoff in population.payoffs]
        gains += [Sum((payoffs[place], Negation(payoffs[rest]))) for place in counted]
    coordinates = game.coordinates
    if not coordinates:
        raise UsageError(f"{game.model.id}: nobody has a choice, so nothing moves")
    try:
        return _polynomials(coordinates, gains)
    except NotAlgebraicError:
        return Formulas(coordinates, ArrayProgram.of(gains))


def _folded(node: Expression) -> Expression:
    """Put exact numbers in the place of what depends on no share, where they are rational."""
    match node:
        case Number() | Name():
            return node
        case Sum(parts) | Product(parts):
            return type(node)(tuple(map(_folded, parts)))
        case Negation(part):
            return Negation(_folded(part))
        case Conditional(then, test, otherwise) if not names(test):
            from vcgame.model.formula.exact import holds

            return _folded(then if holds(test, {}) else otherwise)
        case _ if not names(node):
            try:
                return Number(evaluate(node, {}))
            except EvaluationError:
                return node
        case _:
            return node


def _polynomials(coordinates: tuple[str, ...], gains: list[Expression]) -> Polynomials:
    import numpy as np

    field = Field(coordinates)
    exact = []
    for gain in gains:
        ratio = field.fraction(gain)
        if not ratio.denom.is_constant():
            raise NotAlgebraicError("a share divides")
        exact.append(ratio.numer / ratio.denom)
    count = len(coordinates)
    unit = [tuple(int(k == place) for k in range(count)) for place in range(count)]
    places = {(0,) * count: 0} | {powers: k for k, powers in enumerate(unit, start=1)}
    ways: list[tuple[int, int]] = []

    def place_of(powers: tuple[int, ...]) -> int:
        if powers not in places:
            coordinate = next(k for k in range(count) if powers[k])
            lower = tuple(p - (k == coordinate) for k, p in enumerate(powers))
            earlier = place_of(lower)
            places[powers] = len(places)
            ways.append((earlier, coordinate))
        return places[powers]

    terms = [
        [(place_of(tuple(map(int, powers))), value) for powers, value in gain.to_dict().items()]
        for gain in exact
    ]
    coefficients = np.zeros((count, len(places)))
    for row, own in enumerate(terms):
        for place, value in own:
            coefficients[row, place] = float(as_fraction(value))
    return Polynomials(tuple(exact), coefficients, tuple(ways))
