"""Grids: all combinations of the values of some axes, each point made again by its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Final

from vcgame.errors import EvaluationError, UsageError
from vcgame.model.formula.exact import evaluate
from vcgame.model.formula.expression import names
from vcgame.model.model import Model
from vcgame.sweep.design.axis import Axis

__all__ = ["MAX_AXES", "MAX_POINTS", "Grid", "Walk", "moved_value"]

MAX_AXES: Final = 8
MAX_POINTS: Final = 1_000_000_000
_KEPT: Final = 16_384


@dataclass(frozen=True, slots=True)
class Grid:
    """All combinations of the values of one to eight axes; the last axis runs fastest.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> from vcgame.sweep.design.axis import parse_axis
    >>> model = load_model("brand-two-firms")
    >>> axes = parse_axis(model, "c=0:8:3"), parse_axis(model, "fine/t=0:2:5")
    >>> grid = Grid(model, axes, model.values())
    >>> len(grid), grid.indices(7), [str(value) for value in grid.axis_values(7)]
    (15, (1, 2), ['4', '1'])
    >>> str(grid.point(7)["t"])  # the fine that makes q*t = 1 at q = 1/5
    '5'
    """

    model: Model
    axes: tuple[Axis, ...]
    base: Mapping[str, Fraction]

    def __post_init__(self) -> None:
        if not 1 <= len(self.axes) <= MAX_AXES:
            raise UsageError(f"a sweep varies 1 to {MAX_AXES} parameters, not {len(self.axes)}")
        named = [axis.name for axis in self.axes]
        moved = [axis.moves for axis in self.axes]
        for axis in self.axes:
            if named.count(axis.name) > 1:
                raise UsageError(f"{axis.name} stands on two axes; vary it once")
            if moved.count(axis.moves) > 1:
                raise UsageError(f"two axes move the parameter {axis.moves}; vary another")
        if len(self) > MAX_POINTS:
            raise UsageError(f"the grid has {len(self)} points; at most {MAX_POINTS} are allowed")
        self.order()

    def __len__(self) -> int:
        return prod(axis.count for axis in self.axes)

    def order(self) -> tuple[int, ...]:
        """Give the axes in an order in which each can be set without undoing another.

        Parameters come first; a derived quantity comes after those that move a parameter in
        its formula.

        Raises
        ------
        UsageError
            If two derived quantities move a parameter in each other's formula.
        """
        done = [number for number, axis in enumerate(self.axes) if not axis.derived]
        left = [number for number, axis in enumerate(self.axes) if axis.derived]
        while left:
            free = [number for number in left if not self._awaited(number, left)]
            if not free:
                named = " and ".join(self.axes[number].name for number in left)
                raise UsageError(f"{named} move each other; vary parameters instead")
            done += free
            left = [number for number in left if number not in free]
        return tuple(done)

    def _awaited(self, number: int, left: list[int]) -> bool:
        """Whether a derived quantity depends on a parameter that another axis has yet to move."""
        inside = names(self.model.definitions[self.axes[number].name].formula)
        return any(self.axes[other].moves in inside for other in left if other != number)

    def indices(self, number: int) -> tuple[int, ...]:
        """Give the position of a point on each axis."""
        positions = []
        for axis in reversed(self.axes):
            number, position = divmod(number, axis.count)
            positions.append(position)
        return tuple(reversed(positions))

    def axis_values(self, number: int) -> tuple[Fraction, ...]:
        """Give the values on the axes at a point."""
        return tuple(
            axis.value(position)
            for axis, position in zip(self.axes, self.indices(number), strict=True)
        )

    def point(self, number: int) -> dict[str, Fraction]:
        """Give every parameter a value at a point.

        Raises
        ------
        UsageError
            If a derived quantity cannot take the value there.
        EvaluationError
            If it has no value there.
        """
        return Walk(self).point(number)

    def points(self, start: int, stop: int) -> Iterator[dict[str, Fraction]]:
        """Give the points with numbers from `start` to before `stop`."""
        walk = Walk(self)
        return (walk.point(number) for number in range(start, stop))


class Walk:
    """Makes points of a grid, each value of an axis once while it recurs."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._order = grid.order()
        kept = _KEPT if len(grid.axes) > 1 else 0  # on one axis nothing recurs
        self._value = lru_cache(maxsize=kept)(self._new_value)
        self._moved = lru_cache(maxsize=kept)(self._new_moved)
        self._above: dict[str, tuple[int, ...]] = {}
        for place in self._order:
            axis = grid.axes[place]
            used = names(grid.model.definitions[axis.name].formula) if axis.derived else ()
            self._above[axis.moves] = tuple(sorted({place, *self.axes_of(used)}))

    def axes_of(self, used: Iterable[str]) -> tuple[int, ...]:
        """Give the numbers of the axes that the values of some parameters depend on."""
        return tuple(sorted({axis for name in used for axis in self._above.get(name, ())}))

    def axis_values(self, number: int) -> tuple[Fraction, ...]:
        """Give the values on the axes at a point."""
        positions = self.grid.indices(number)
        return tuple([self._value(axis, place) for axis, place in enumerate(positions)])

    def point(self, number: int) -> dict[str, Fraction]:
        """Give every parameter a value at a point; errors as in `Grid.point`."""
        positions = self.grid.indices(number)
        point = dict(self.grid.base)
        for place in self._order:
            self._set(point, place, positions)
        return point

    def _set(self, point: dict[str, Fraction], place: int, positions: tuple[int, ...]) -> None:
        axis = self.grid.axes[place]
        if axis.derived:
            needed = self._above[axis.moves]
            there = tuple([positions[each] for each in needed])
            point[axis.moves] = self._moved(place, there)
        else:
            point[axis.name] = self._value(place, positions[place])

    def _new_value(self, axis: int, position: int) -> Fraction:
        return self.grid.axes[axis].value(position)

    def _new_moved(self, place: int, positions: tuple[int, ...]) -> Fraction:
        """Move a parameter; only the axes that its value depends on matter."""
        axis = self.grid.axes[place]
        needed = self._above[axis.moves]
        every = [0] * len(self.grid.axes)
        for each, position in zip(needed, positions, strict=True):
            every[each] = position
        point = dict(self.grid.base)
        for each in self._order[: self._order.index(place)]:
            if each in needed:
                self._set(point, each, tuple(every))
        return moved_value(self.grid.model, axis, self._value(place, every[place]), point)


def moved_value(
    model: Model, axis: Axis, value: Fraction, point: Mapping[str, Fraction]
) -> Fraction:
    """Solve a derived quantity, a line in the moved parameter, for that parameter."""
    definition = model.definitions[axis.name].formula

    def at(moved: Fraction) -> Fraction:
        return evaluate(definition, {**point, axis.moves: moved})

    try:
        start = at(Fraction(0))
        slope = at(Fraction(1)) - start
        found = (value - start) / slope if slope else point[axis.moves]
        # What is no line may look like one at two places, so the answer is put to the test.
        if at(found) == value:
            return found
    except EvaluationError as error:
        raise EvaluationError(f"{axis.name} = {value}: {error}") from error
    raise UsageError(
        f"{axis.name} is no line in {axis.moves} here that takes the value {value}; "
        "vary a parameter instead"
    )
