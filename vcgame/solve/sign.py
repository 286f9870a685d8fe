"""Signs of exact numbers and of balls, and what happens when a ball cannot tell."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from vcgame.model.formula.flint_numbers import as_fmpq
from vcgame.solve.answer import Real
from vcgame.solve.numbers import UndecidedError

__all__ = ["Ball", "real", "sign", "wrapped"]


class Ball:
    """An irrational number, known to lie in an interval, that can be joined with fractions.

    It equals what it surely is equal to.

    Parameters
    ----------
    value
        A `flint.arb`. What is worked out with it has the precision that flint is set to.
    """

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Ball({self.value})"

    def __eq__(self, other: object) -> bool:
        return bool(self.value == _bare(other))

    def __hash__(self) -> int:
        return id(self)

    def __neg__(self) -> Ball:
        return Ball(-self.value)

    def __add__(self, other: Any) -> Ball:
        return Ball(self.value + _bare(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Ball | Fraction:
        return Fraction(0) if other is self else Ball(self.value - _bare(other))

    def __rsub__(self, other: Any) -> Ball:
        return Ball(_bare(other) - self.value)

    def __mul__(self, other: Any) -> Ball | Fraction:
        nothing = isinstance(other, int | Fraction) and other == 0
        return Fraction(0) if nothing else Ball(self.value * _bare(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Ball:
        return Ball(self.value / _bare(other))

    def __rtruediv__(self, other: Any) -> Ball:
        return Ball(_bare(other) / self.value)


def _bare(value: Any) -> Any:
    """Give what flint can calculate with."""
    if isinstance(value, Ball):
        return value.value
    if isinstance(value, Fraction):
        return as_fmpq(value)
    return value


def wrapped(value: Any) -> Any:
    """Make a `Ball` of a `flint.arb`; other numbers stay as they are."""
    return value if value is None or isinstance(value, int | Fraction | Ball) else Ball(value)


def real(value: Any) -> Real:
    """Give a fraction, or the float in the middle of a ball.

    Examples
    --------
    >>> from flint import arb
    >>> real(Fraction(1, 3)), real(Ball(arb(1) / 4))
    (Fraction(1, 3), 0.25)
    """
    if isinstance(value, Ball):
        return float(value.value.mid())
    return value if isinstance(value, float) else Fraction(value)


def sign(value: Any) -> int:
    """Give -1, 0 or 1.

    Raises
    ------
    UndecidedError
        For a ball that holds zero and other numbers.

    Examples
    --------
    >>> sign(Fraction(-1, 3))
    -1
    """
    if isinstance(value, (Fraction, int)):
        return (value > 0) - (value < 0)
    number = _bare(value)
    if number > 0:
        return 1
    if number < 0:
        return -1
    if number == 0:
        return 0
    raise UndecidedError("a tie between irrational payoffs could not be decided")
