"""Axes of a grid: the values that a parameter or a derived quantity takes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final

from vcgame.errors import UsageError, nearest
from vcgame.model.formula.expression import names
from vcgame.model.model import Model
from vcgame.model.reading.values import exact_number

__all__ = ["MAX_STEPS", "Axis", "parse_axis"]

MAX_STEPS: Final = 1_000_000


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
        raise UsageError(
            f"--vary {text!r}: {parts[2]!r} is no count of values from 1 to {MAX_STEPS}; {example}"
        )
    count = int(parts[2])
    if low > high or (low == high and count > 1):
        raise UsageError(f"--vary {text!r}: {low} is not below {high}; {example}")
    name, _, moves = (part.strip() for part in target.partition("/"))
    axis = Axis(name, low, high, count, _moving(model, name, moves))
    if not axis.derived and model.parameters[name].whole:
        _check_whole(axis, text)
    return axis


def _check_whole(axis: Axis, text: str) -> None:
    """Refuse values of a whole parameter that are not whole, with such as are near."""
    step = axis.value(1) - axis.low if axis.count > 1 else Fraction(0)
    if axis.low.denominator == 1 and step.denominator == 1:
        return
    low = ceil(axis.low)
    length = max(floor(axis.high) - low, 0)
    steps = (each for each in range(1, min(length, MAX_STEPS - 1) + 1) if length % each == 0)
    count = 1 + min(steps, key=lambda each: (abs(each - axis.count + 1), -each), default=0)
    raise UsageError(
        f"--vary {text!r}: {axis.name} takes whole numbers only; "
        f"write {axis.name}={low}:{low + length}:{count}"
    )


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
