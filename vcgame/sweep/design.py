"""Designs: which points a sweep visits. Grid points are exact and made again by index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Final

from vcgame.errors import EvaluationError, UsageError, nearest
from vcgame.model.formula.exact import evaluate
from vcgame.model.formula.expression import names
from vcgame.model.model import Model
from vcgame.model.reading.values import exact_number

__all__ = ["MAX_AXES", "MAX_POINTS", "MAX_STEPS", "Axis", "Grid", "Walk", "parse_axis"]

MAX_AXES: Final = 3
MAX_POINTS: Final = 10_000_000
MAX_STEPS: Final = 1_000_000
_KEPT: Final = 16_384


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a grid.

    Attributes
    ----------
    name
        Name of a parameter, or of a derived quantity of the model.
    low, high, count
        First and last value, and how many in equal steps.
    moves
        The parameter that is set: `name` itself, or the one moved so that the derived
        quantity takes the value.
    """

    name: str
    low: Fraction
    high: Fraction
    count: int
    moves: str

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MAX_STEPS:
            raise UsageError(f"{self.name}: {self.count} values; 1 to {MAX_STEPS} are allowed")
        if self.low > self.high or (self.low == self.high and self.count > 1):
            raise UsageError(f"{self.name}: {self.low} is not below {self.high}")

    @property
    def derived(self) -> bool:
        """Whether a derived quantity takes the values."""
        return self.name != self.moves

    def value(self, index: int) -> Fraction:
        """Give a value exactly."""
        if self.count == 1:
            return self.low
        return self.low + (self.high - self.low) * Fraction(index, self.count - 1)

    def values(self) -> list[Fraction]:
        """Give all values."""
        return [self.value(index) for index in range(self.count)]


@dataclass(frozen=True, slots=True)
class Grid:
    """All combinations of the values of one to three axes; the last axis runs fastest.

    Examples
    --------
    >>> from vcgame.model.library import load_model
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
        return _moved(self.grid.model, axis, self._value(place, every[place]), point)


def _moved(model: Model, axis: Axis, value: Fraction, point: Mapping[str, Fraction]) -> Fraction:
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


def parse_axis(model: Model, text: str) -> Axis:
    """Read ``p=lo:hi:n``: a name, first and last value, and the number of values.

    A derived quantity takes its values by moving one parameter in it: the last lever that it
    depends on, or the one named behind a slash, as in ``fine/t=0:2:41``.

    Raises
    ------
    UsageError
        With what is wrong and what would be right.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> axis = parse_axis(load_model("boxed-pigs"), "A=0:10:21")
    >>> str(axis.value(1))
    '1/2'
    """
    example = "write name=low:high:count, e.g. sigma=0:4:41"
    target, equals, span = text.partition("=")
    parts = [part.strip() for part in span.split(":")]
    if not equals or len(parts) != 3:
        raise UsageError(f"--vary {text!r} is no axis; {example}")
    low, high = (_number(part, text) for part in parts[:2])
    if not parts[2].isdecimal() or not 1 <= int(parts[2][:12]) <= MAX_STEPS:
        raise UsageError(f"--vary {text!r}: {parts[2]!r} is no count of values; {example}")
    count = int(parts[2])
    if low > high or (low == high and count > 1):
        raise UsageError(f"--vary {text!r}: {low} is not below {high}; {example}")
    name, _, moves = (part.strip() for part in target.partition("/"))
    return Axis(name, low, high, count, _moving(model, name, moves))


def _moving(model: Model, name: str, moves: str) -> str:
    if name in model.parameters:
        if moves and moves != name:
            raise UsageError(f"{name} is a parameter; write --vary {name}=...")
        return name
    if name not in model.definitions:
        known = (*model.parameters, *model.definitions)
        raise UsageError(f"{model.id} has no parameter {name!r}; {nearest(name, known)}")
    inside = [id for id in model.parameters if id in names(model.definitions[name].formula)]
    if moves:
        if moves not in inside:
            raise UsageError(f"{name} does not depend on {moves!r}; {nearest(moves, inside)}")
        return moves
    if not inside:
        raise UsageError(f"{name} is a constant; vary a parameter")
    levers = [id for id in inside if model.parameters[id].lever]
    return (levers or inside)[-1]


def _number(text: str, axis: str) -> Fraction:
    value = exact_number(text)
    if value is None:
        raise UsageError(f"--vary {axis!r}: {text.strip()!r} is no number; write 3, 0.5 or 1/3")
    return value
