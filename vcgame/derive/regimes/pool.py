"""Known points within the assumptions, with the signs that the deciding polynomials have there."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from vcgame.derive.regimes.signs import ANY, NEGATIVE, POSITIVE, ZERO, SignSet
from vcgame.errors import EvaluationError
from vcgame.model.formula.expression import Condition
from vcgame.model.formula.flint_numbers import as_fmpq, as_fraction
from vcgame.model.model import Model
from vcgame.model.point import is_true

__all__ = ["Cube", "Point", "Pool", "contains"]

Cube = Mapping[int, SignSet]
"""Possible signs of some polynomials, by their numbers; the others may have any."""
Point = Mapping[str, Fraction]

DRAWS: Final = 4_000
IDLE: Final = 250
"""So many draws are made at most; fewer if so many one after the other give no new signs."""
BASES: Final = 48
MOVES: Final = 2
"""So many points, of different signs, are moved onto each surface, along so many parameters."""
GRIDS: Final = (4, 12, 60)
_SHORT: Final = (1, 2, 4, 10, 100)


def contains(wide: Cube, narrow: Cube) -> bool:
    """Whether every combination of signs in one cube is in another."""
    return all(not narrow.get(number, ANY) & ~signs for number, signs in wide.items())


class Pool:
    """Collects points.

    Parameters
    ----------
    model
        Its assumptions hold at every point.
    polynomials
        Of which the signs are noted, in the model's parameters.

    Attributes
    ----------
    points, signs
        Each point, and the sign of every polynomial there.
    """

    def __init__(self, model: Model, polynomials: Sequence[Any]) -> None:
        self.names = tuple(model.parameters)
        self.points: list[Point] = []
        self.signs: list[tuple[SignSet, ...]] = []
        self.defaults = {name: each.value for name, each in model.parameters.items()}
        self._model = model
        self._polynomials = polynomials
        self._masks: list[dict[SignSet, int]] = [{} for _ in polynomials]
        self._seen: set[tuple[Fraction, ...]] = set()

    def fill(self) -> None:
        """Draw points, near the defaults and far from them, and on the surfaces between."""
        for instance in (None, *self._model.instances):
            self.add(self._model.values(instance))
        draw = random.Random(f"regimes/{self._model.id}")  # noqa: S311  not for secrets
        bases: dict[tuple[SignSet, ...], Point] = {}
        idle = 0
        for number in range(DRAWS):
            known = len(self.points)
            self.add(self._drawn(draw, number))
            idle += 1
            for signs, point in zip(self.signs[known:], self.points[known:], strict=True):
                if signs not in bases:
                    bases[signs] = point
                    idle = 0
            if idle > IDLE:
                break
        for count, point in enumerate(list(bases.values())[:BASES]):
            for polynomial in self._polynomials:
                moved = list(self._onto(polynomial, point))
                for each in (*moved[count % max(1, len(moved)) :], *moved)[:MOVES]:
                    self.add(each)

    def add(self, point: Point) -> bool:
        """Take a point in if it satisfies the assumptions; tell whether it does."""
        key = tuple(point[name] for name in self.names)
        if key in self._seen:
            return True
        if not self.allowed(point):
            return False
        self._seen.add(key)
        signs = self.signs_at(point)
        bit = 1 << len(self.points)
        for masks, sign in zip(self._masks, signs, strict=True):
            masks[sign] = masks.get(sign, 0) | bit
        self.points.append({name: point[name] for name in self.names})
        self.signs.append(signs)
        return True

    def allowed(self, point: Point) -> bool:
        """Whether the assumptions hold at a point."""
        return _all_true(self._model.assumptions, point)

    def signs_at(self, point: Point) -> tuple[SignSet, ...]:
        """Work out the signs of all polynomials."""
        place = _numbers(point, self.names)
        return tuple(_sign(polynomial(*place)) for polynomial in self._polynomials)

    def having(self, number: int, signs: SignSet) -> int:
        """Give the mask of the points at which a polynomial has one of some signs."""
        masks = self._masks[number]
        found = 0
        for sign in (POSITIVE, NEGATIVE, ZERO):
            if signs & sign:
                found |= masks.get(sign, 0)
        return found

    def within(self, cube: Cube) -> int:
        """Give the mask of the points in a cube."""
        mask = (1 << len(self.points)) - 1
        for number, signs in cube.items():
            mask &= self.having(number, signs)
            if not mask:
                break
        return mask

    def best(self, cube: Cube, *, off: bool) -> Point | None:
        """Give the point of a cube that is the easiest to read.

        Parameters
        ----------
        cube
            Signs that it has to have.
        off
            Whether it should besides lie on no surface but those that the cube names. If no
            point does, any point of the cube is given.
        """
        strict = {**dict.fromkeys(range(len(self._polynomials)), POSITIVE | NEGATIVE), **cube}
        for wanted in (strict, cube) if off else (cube,):
            mask = self.within(wanted)
            if mask:
                chosen = min(_members(mask), key=lambda place: self._length(self.points[place]))
                return self._polished(self.points[chosen], wanted)
        return None

    def _polished(self, point: Point, cube: Cube) -> Point:
        """Move parameters back to their defaults, or to short numbers, within the cube."""
        current = dict(point)
        on = [self._polynomials[number] for number, signs in cube.items() if signs == ZERO]
        for name in self.names:
            value = current[name]
            tries = [self.defaults[name], *(value.limit_denominator(most) for most in _SHORT)]
            for wanted in tries:
                if wanted == value:
                    break
                moved = self._kept({**current, name: wanted}, name, on, cube)
                if moved is not None and self._length(moved) < self._length(current):
                    current = moved
                    break
        return current

    def _kept(
        self, point: dict[str, Fraction], moved: str, on: Sequence[Any], cube: Cube
    ) -> dict[str, Fraction] | None:
        """Give a moved point, put back onto its surface, if it still lies in the cube."""
        options: Iterable[dict[str, Fraction]] = [point]
        if on:
            options = (each for each in self._onto(on[0], point) if each[moved] == point[moved])
        for option in options:
            if not self.allowed(option):
                continue
            signs = self.signs_at(option)
            if all(signs[number] & wanted for number, wanted in cube.items()):
                return option
        return None

    def _length(self, point: Point) -> tuple[int, int]:
        """How much there is to read: parameters that are moved, and digits."""
        moved = sum(point[name] != value for name, value in self.defaults.items())
        return moved, sum(len(str(value)) for value in point.values())

    def _drawn(self, draw: random.Random, number: int) -> dict[str, Fraction]:
        """Move some parameters of a known point, within their ranges or twice as far."""
        if self.points and number % 2:
            base = self.points[draw.randrange(len(self.points))]
        else:
            base = self.defaults
        moved = draw.sample(self.names, draw.randint(1, len(self.names)))
        steps, point = GRIDS[number % len(GRIDS)], dict(base)
        for name in moved:
            low, high = self._bounds(name)
            if number % 5 == 0:
                low, high = low - (high - low) / 2, high + (high - low) / 2
            point[name] = low + (high - low) * Fraction(draw.randint(0, steps), steps)
        return point

    def _bounds(self, name: str) -> tuple[Fraction, Fraction]:
        parameter = self._model.parameters[name]
        if parameter.low is not None and parameter.high is not None:
            return parameter.low, parameter.high
        reach = 2 * abs(parameter.value) + 4
        return parameter.value - reach, parameter.value + reach

    def _onto(self, polynomial: Any, point: Point) -> Iterator[dict[str, Fraction]]:
        """Move a point onto a surface, along each parameter that it is linear in."""
        degrees = polynomial.degrees()
        values = dict(zip(self.names, _numbers(point, self.names), strict=True))
        for place, name in enumerate(self.names):
            if degrees[place] != 1:
                continue
            slope = polynomial.derivative(place)(*values.values())
            if slope:
                moved = values[name] - polynomial(*values.values()) / slope
                yield {**point, name: as_fraction(moved)}


def _numbers(point: Point, names: Sequence[str]) -> list[Any]:
    return [as_fmpq(point[name]) for name in names]


def _sign(value: Any) -> SignSet:
    return POSITIVE if value > 0 else NEGATIVE if value < 0 else ZERO


def _all_true(conditions: Iterable[Condition], point: Point) -> bool:
    try:
        return all(is_true(condition, point) for condition in conditions)
    except EvaluationError:
        return False


def _members(mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        yield bit.bit_length() - 1
        mask ^= bit
