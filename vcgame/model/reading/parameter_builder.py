"""The parameters of a file: values, ranges, printed symbols."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from vcgame.errors import UsageError
from vcgame.model.model import Parameter
from vcgame.model.reading.binder import check_ids
from vcgame.model.reading.values import Reporter
from vcgame.model.tex import check_latex
from vcgame.model.toml.document import Path

__all__ = ["build_parameters", "read_symbol"]


def build_parameters(values: Mapping[str, Any], reporter: Reporter) -> dict[str, Parameter]:
    """Read ``[parameters]``: a default value, a range that holds it, and what it stands for."""
    entries = values.get("parameters", {})
    check_ids(reporter, "parameter", ((id, ("parameters", id)) for id in entries), in_key=True)
    parameters: dict[str, Parameter] = {}
    for id, entry in entries.items():
        low, high = entry.get("range") or (None, None)
        value = entry.get("value")
        if low is not None and high is not None:
            if low >= high:
                wrong = f"the range runs from {low} to {high}"
                reporter.report(("parameters", id, "range"), wrong, "write the lower bound first")
            elif value is not None and not low <= value <= high:
                wrong = f"{value} is outside the range from {low} to {high}"
                path: Path = ("parameters", id, "value")
                reporter.report(path, wrong, "choose a value inside, or widen the range")
        parameters[id] = Parameter(
            id=id,
            value=Fraction(0) if value is None else value,
            low=low,
            high=high,
            unit=entry.get("unit"),
            meaning=entry.get("meaning"),
            lever=entry.get("lever", False),
            tex=read_symbol(entry, reporter),
            whole=entry.get("whole", False),
        )
        if parameters[id].whole:
            _check_whole(entry, ("parameters", id), reporter)
    return parameters


def _check_whole(entry: Mapping[str, Any], path: Path, reporter: Reporter) -> None:
    """Report a value or an end of the range of a whole parameter that is not whole."""
    numbers: list[tuple[Path, Fraction | None]] = [((*path, "value"), entry.get("value"))]
    for place, end in enumerate(entry.get("range") or ()):
        numbers.append(((*path, "range", place), end))
    for where, number in numbers:
        if number is not None and number.denominator != 1:
            reporter.report(where, f"{number} is no whole number", f"write {round(number)}")


def read_symbol(entry: Mapping[str, Any], reporter: Reporter) -> str:
    """Hold a printed symbol to the LaTeX that only prints."""
    tex: str = entry.get("tex", "")
    try:
        check_latex(tex)
    except UsageError as error:
        right = "write a symbol such as '\\sigma' or 'V_L'"
        reporter.report((*entry["_path"], "tex"), str(error), right)
        return ""
    return tex
