"""Parameters that vary over a rectangle, and their ranges."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from vcgame.errors import UsageError, nearest
from vcgame.model.model import Model
from vcgame.model.reading.values import exact_number

__all__ = ["Span", "parse_spans"]


@dataclass(frozen=True, slots=True)
class Span:
    """A parameter and the range in which it varies."""

    name: str
    low: Fraction
    high: Fraction

    def at(self, line: int, resolution: int) -> Fraction:
        """Give the value on a line of the grid, exactly."""
        return self.low + (self.high - self.low) * Fraction(line, resolution)


def parse_spans(model: Model, text: str) -> tuple[Span, Span]:
    """Read ``p,q`` or ``p=lo:hi,q=lo:hi``; ranges left out are those that the model declares.

    Raises
    ------
    UsageError
        With what is wrong and what would be right.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> spans = parse_spans(load_model("brand-two-firms"), "b,c=1:8")
    >>> spans[1].name, str(spans[1].low), str(spans[1].high)
    ('c', '1', '8')
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2:
        raise UsageError(f"--vary {text!r}: name two parameters, e.g. p,q or p=0:1,q=0:4")
    first, second = (_span(model, part) for part in parts)
    if first.name == second.name:
        raise UsageError(f"--vary {text!r}: {first.name} stands twice; name two parameters")
    return first, second


def _span(model: Model, text: str) -> Span:
    name, equals, ends = (part.strip() for part in text.partition("="))
    if name not in model.parameters:
        if name in model.definitions:
            raise UsageError(f"{name} is a derived quantity; a frontier varies parameters")
        hint = nearest(name, tuple(model.parameters))
        raise UsageError(f"{model.id} has no parameter {name!r}; {hint}")
    parameter = model.parameters[name]
    low, high = parameter.low, parameter.high
    if equals:
        numbers = [exact_number(end) for end in ends.split(":")]
        if len(numbers) != 2 or None in numbers:
            raise UsageError(f"--vary {text!r} is no range; write {name}=low:high, e.g. {name}=0:1")
        low, high = numbers
    if low is None or high is None:
        raise UsageError(f"{name} has no range in {model.id}; write {name}=low:high")
    if low >= high:
        raise UsageError(f"--vary {text!r}: {low} is not below {high}")
    return Span(name, low, high)
