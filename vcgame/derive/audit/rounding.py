"""Whether a printed number is a number rounded to the printed digits."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from vcgame.derive.audit.row import Said, said
from vcgame.model.formula.flint_numbers import as_fmpq
from vcgame.model.printed_numbers import PrintedNumber

__all__ = ["cut_off", "plain", "rounds_to"]

_FLOAT_ERROR: Final = Fraction(1, 10**9)
"""Floats stand for irrational numbers, known to more digits than this."""


def rounds_to(value: Any, printed: PrintedNumber) -> bool | None:
    """Whether a value, rounded to the printed digits, gives the printed number.

    Half a unit of the last digit either way will do, so that every rule for halves is right.
    A number without decimals is meant exactly. For a ball or a float ``None`` is given where
    the value is too close to the bound to tell.

    Examples
    --------
    >>> rounds_to(Fraction(5, 9), PrintedNumber(Fraction("0.5556"), 4))
    True
    >>> rounds_to(Fraction(5, 9), PrintedNumber(Fraction("0.5555"), 4))
    False
    """
    if isinstance(value, Fraction):
        return abs(value - printed.value) <= printed.half_unit
    if isinstance(value, float):
        gap = abs(Fraction(value) - printed.value) - printed.half_unit
        return None if abs(gap) <= _FLOAT_ERROR else gap < 0
    from flint import arb

    centre, reach = (as_fmpq(number) for number in (printed.value, printed.half_unit))
    distance = abs(value - arb(centre))
    if distance <= arb(reach):
        return True
    return False if distance > arb(reach) else None


def plain(value: Any) -> Fraction | float:
    """Give a fraction as it is, and of a ball the float in its middle."""
    return value if isinstance(value, Fraction) else float(value)


def cut_off(value: Any, printed: PrintedNumber) -> Said | None:
    """Say so, where a printed number is the value cut off after its digits, or off by sign."""
    close = float(value)
    if printed.decimals is not None:
        unit = 10**printed.decimals
        if Fraction(int(close * unit), unit) == printed.value:
            return said("cut_off")
    if printed.value and abs(Fraction(close) + printed.value) <= printed.half_unit:
        return said("wrong_sign")
    return None
