"""Readers of printed numbers, which keep the digits that they are printed with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from vcgame.model.printed_numbers import PrintedComplex, PrintedNumber
from vcgame.model.reading.values import Formula, Reporter, Source, exact_number, kind_of
from vcgame.model.toml.document import Path

__all__ = ["PrintedFigure", "printed_number"]

_DECIMAL: Final = re.compile(
    r"[+-]?(?:[0-9_]{0,40})(?:\.(?P<digits>[0-9_]{1,40}))?(?:[eE](?P<exponent>[+-]?[0-9]{1,2}))?"
)
_COMPLEX: Final = re.compile(
    r"(?P<real>[+-]?\s*[0-9]*\.?[0-9]+(?=\s*[+-]))?\s*"
    r"(?P<imaginary>[+-]?\s*(?:[0-9]*\.?[0-9]+)?)\s*\*?\s*i"
)
_ZERO: Final = PrintedNumber(Fraction(0))


def printed_number(text: str) -> PrintedNumber | None:
    """Read a number with the digits that it is written with; ``None`` if it is none.

    Examples
    --------
    >>> printed_number("0.50")
    PrintedNumber(value=Fraction(1, 2), decimals=2)
    >>> printed_number("2/3").decimals is None
    True
    """
    value = exact_number(text.replace("\N{MINUS SIGN}", "-").replace("_", ""))
    if value is None:
        return None
    found = _DECIMAL.fullmatch(text.strip().replace("\N{MINUS SIGN}", "-"))
    if found is None or not (found["digits"] or found["exponent"]):
        return PrintedNumber(value)
    decimals = len((found["digits"] or "").replace("_", "")) - int(found["exponent"] or 0)
    return PrintedNumber(value, decimals) if decimals > 0 else PrintedNumber(value)


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A number with the digits that are printed, or a formula in quotes.

    Parameters
    ----------
    complex_too
        Whether ``"0.1 + 0.27i"`` is one too.
    """

    complex_too: bool = False

    def read(
        self, value: Any, path: Path, reporter: Reporter
    ) -> PrintedNumber | PrintedComplex | Source | None:
        """Give the number, or the source of the formula."""
        if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
            return printed_number(_written(path, reporter)) or PrintedNumber(Fraction(value))
        if isinstance(value, str):
            found = printed_number(value)
            if found is None and self.complex_too:
                return _complex(value) or Source(value, path)
            return Source(value, path) if found is None else found
        example = 'write 0.3924, "0.50" with its digits, or a formula such as "S/P"'
        reporter.report(path, f"{kind_of(value)} stands here", example)
        return None

    def schema(self) -> dict[str, Any]:
        """Describe a text or a number."""
        return Formula().schema()


def _written(path: Path, reporter: Reporter) -> str:
    """Find the text of a number where it stands: the digits are lost in its value."""
    line, column = reporter.document.value_place(path)
    lines = reporter.document.text.split("\n", line)
    found = _DECIMAL.match(lines[line - 1], column - 1) if line <= len(lines) else None
    return found[0] if found is not None else ""


def _complex(text: str) -> PrintedComplex | None:
    found = _COMPLEX.fullmatch(text.strip().replace("\N{MINUS SIGN}", "-"))
    if found is None:
        return None
    size = "".join(found["imaginary"].split())
    parts = (found["real"] or "0", f"{size}1" if size in ("", "+", "-") else size)
    real, imaginary = (printed_number("".join(part.split()).lstrip("+")) for part in parts)
    if real is None or imaginary is None:
        return None
    return PrintedComplex(real, imaginary)
