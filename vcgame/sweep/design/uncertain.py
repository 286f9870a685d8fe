"""Uncertain parameters: each lies anywhere between two bounds, with equal chance."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final

from vcgame.errors import UsageError, nearest
from vcgame.model.model import Model
from vcgame.model.reading.values import exact_number

__all__ = ["MAX_DECIMALS", "MAX_VALUES", "Uncertain", "parse_uncertain"]

MAX_DECIMALS: Final = 30
MAX_VALUES: Final = 1 << 50
"""So many values of one parameter are told apart by the 53 bits of a float."""

_STEPS: Final = 1_000_000
_EXAMPLE: Final = "write name=low:high, e.g. c=2:6, or a name alone for its declared range"


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A parameter with the uniform law on the decimals from `low` to `high`.

    Its values are ``k / 10**decimals`` for the integers ``k`` with ``low <= k / 10**decimals <=
    high``, all with the same probability. So every value is exact.

    Attributes
    ----------
    name
        Name of the parameter.
    low, high
        Bounds; they need not be decimals.
    decimals
        Digits behind the point. Without it the fewest that make a million steps between the
        bounds, and never fewer than bounds that are decimals have themselves.

    Examples
    --------
    >>> c = Uncertain("c", Fraction(2), Fraction(6))
    >>> c.decimals, c.count, str(c.value(1))
    (6, 4000001, '2000001/1000000')
    >>> third = Uncertain("q", Fraction(1, 3), Fraction(2, 3), 1)
    >>> third.count, str(third.value(0))
    (3, '2/5')
    """

    name: str
    low: Fraction
    high: Fraction
    decimals: int | None = None

    def __post_init__(self) -> None:
        if self.low >= self.high:
            raise UsageError(f"{self.name}: {self.low} is not below {self.high}")
        if self.decimals is None:
            fewest = _fewest_decimals(self.low, self.high)
            if fewest is None:
                raise UsageError(
                    f"{self.name}: {MAX_DECIMALS} decimals make no million steps from {self.low} "
                    f"to {self.high}; write wider bounds"
                )
            object.__setattr__(self, "decimals", fewest)
        elif not 0 <= self.decimals <= MAX_DECIMALS:
            raise UsageError(
                f"{self.name}: {self.decimals} decimals; 0 to {MAX_DECIMALS} are allowed"
            )
        if self.count < 1:
            raise UsageError(
                f"{self.name}: no number with {self.decimals} decimals lies from {self.low} to "
                f"{self.high}; allow more decimals"
            )
        if self.count > MAX_VALUES:
            raise UsageError(
                f"{self.name}: {self.decimals} decimals from {self.low} to {self.high} make more "
                f"than 2**50 values; allow fewer decimals, or round the bounds"
            )

    @property
    def denominator(self) -> int:
        """Of all its values, a power of ten."""
        return int(10 ** (self.decimals or 0))

    @property
    def first(self) -> int:
        """The smallest value's numerator over `denominator`."""
        return ceil(self.low * self.denominator)

    @property
    def count(self) -> int:
        """How many values there are; their numerators follow each other."""
        return floor(self.high * self.denominator) - self.first + 1

    def value(self, place: int) -> Fraction:
        """Give one of the values, counted from 0 upwards."""
        return Fraction(self.first + place, self.denominator)


def _fewest_decimals(low: Fraction, high: Fraction) -> int | None:
    own = max(_own_decimals(low), _own_decimals(high))
    enough = (
        decimals
        for decimals in range(own, MAX_DECIMALS + 1)
        if floor(high * 10**decimals) - ceil(low * 10**decimals) >= _STEPS
    )
    return next(enough, None)


def _own_decimals(bound: Fraction) -> int:
    """Count the digits behind the point; none for what is no decimal (or has too many digits)."""
    return next((k for k in range(MAX_DECIMALS + 1) if 10**k % bound.denominator == 0), 0)


def parse_uncertain(model: Model, text: str, *, decimals: int | None = None) -> Uncertain:
    """Read ``p=low:high``, or ``p`` alone for the range that the model declares for it.

    A parameter that takes whole numbers only is drawn among those, whatever `decimals` says.

    Raises
    ------
    UsageError
        With what is wrong and what would be right.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> model = load_model("boxed-pigs")
    >>> uncertain = parse_uncertain(model, "A=0:1/2")
    >>> str(uncertain.high), uncertain.decimals
    ('1/2', 7)
    """
    name, equals, span = (part.strip() for part in text.partition("="))
    if name in model.definitions:
        raise UsageError(f"--uncertain {text!r}: {name} is a derived quantity; name a parameter")
    if name not in model.parameters:
        hint = nearest(name, tuple(model.parameters))
        raise UsageError(f"{model.id} has no parameter {name!r}; {hint}")
    parameter = model.parameters[name]
    if parameter.whole:
        decimals = 0
    if not equals:
        if parameter.low is None or parameter.high is None:
            raise UsageError(f"--uncertain {text!r}: {name} has no declared range; {_EXAMPLE}")
        return Uncertain(name, parameter.low, parameter.high, decimals)
    parts = span.split(":")
    if len(parts) != 2:
        raise UsageError(f"--uncertain {text!r} is no range; {_EXAMPLE}")
    low, high = (_bound(part, text) for part in parts)
    if low >= high:
        raise UsageError(f"--uncertain {text!r}: {low} is not below {high}; {_EXAMPLE}")
    return Uncertain(name, low, high, decimals)


def _bound(part: str, text: str) -> Fraction:
    value = exact_number(part)
    if value is None:
        wrong = f"--uncertain {text!r}: {part.strip()!r} is no number"
        raise UsageError(f"{wrong}; write 3, 0.5 or 1/3")
    return value
