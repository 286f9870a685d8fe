"""Numbers and signs as a publication prints them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from vcgame.model.formula.expression import Expression

__all__ = ["Figure", "PrintedComplex", "PrintedNumber", "Sign"]


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number as it is printed.

    Attributes
    ----------
    value
        The number.
    decimals
        Digits printed behind the decimal point; ``None`` for integers and fractions, which are
        meant exactly.
    """

    value: Fraction
    decimals: int | None = None

    @property
    def half_unit(self) -> Fraction:
        """How far the number meant may be from the one printed."""
        return Fraction(0) if self.decimals is None else Fraction(1, 2) / 10**self.decimals

    def __str__(self) -> str:
        if self.decimals is None:
            return str(self.value)
        figures = str(round(abs(self.value) * 10**self.decimals)).rjust(self.decimals + 1, "0")
        places = len(figures) - self.decimals
        whole, rest = figures[:places], figures[places:]
        return ("-" if self.value < 0 else "") + whole + (f".{rest}" if rest else "")


@dataclass(frozen=True, slots=True)
class PrintedComplex:
    """A printed eigenvalue with an imaginary part, such as ``0.1 - 0.27i``."""

    real: PrintedNumber
    imaginary: PrintedNumber

    def __str__(self) -> str:
        sign = "-" if self.imaginary.value < 0 else "+"
        size = PrintedNumber(abs(self.imaginary.value), self.imaginary.decimals)
        if not self.real.value:
            return f"{'-' if sign == '-' else ''}{size}i"
        return f"{self.real} {sign} {size}i"


Figure = PrintedNumber | Expression
"""What stands in a cell of a printed table: a number, or a formula."""

Sign = Literal["+", "-", "0"]
