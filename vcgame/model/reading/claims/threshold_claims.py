"""Claims about a value of a parameter at which one set of equilibria gives way to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from vcgame.errors import nearest
from vcgame.model.claim import Choices, Equilibria, Threshold
from vcgame.model.formula.expression import names
from vcgame.model.model import Parameter
from vcgame.model.reading.binder import Binder
from vcgame.model.toml.document import Path

__all__ = ["SIDES", "threshold"]

SIDES: Final = ("below", "above", "equal")


def threshold(
    given: Mapping[str, Any],
    path: Path,
    sides: Sequence[Equilibria | Choices | None],
    parameters: Mapping[str, Parameter],
    binder: Binder,
) -> Threshold | None:
    """Read what moves and where; `sides` is what was read of the regimes, in the order of SIDES."""
    reporter = binder.reporter
    name = given.get("parameter", "")
    if name and name not in parameters:
        hint = nearest(name, tuple(parameters))
        reporter.report((*path, "parameter"), f"unknown parameter {name!r}", hint)
    value = binder.expression(given.get("value"))
    if value is not None and name in names(value):
        wrong = f"the value depends on {name}, the parameter that moves"
        reporter.report((*path, "value"), wrong, "write it in the other parameters")
    named = [key for side in SIDES for key in (side, f"choices_{side}")]
    if not any(reporter.given((*path, key)) for key in named):
        reporter.report_key(path, "no regime is named", "write below and above")
    return None if value is None else Threshold(name, value, *sides)
