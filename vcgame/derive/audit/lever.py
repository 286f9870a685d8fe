"""The line of a parameter whose range the source does not state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

from vcgame.derive.audit.bench import Bench
from vcgame.derive.line import Line, lever_line
from vcgame.derive.proof import prove
from vcgame.model.formula.expression import Comparison, Name, Number, Relation

__all__ = ["line_of"]

_FAR: Final = 1000
"""Thresholds are looked for up to so many times the sum of the stated values."""


def line_of(bench: Bench, parameter: str, values: Mapping[str, Fraction]) -> Line:
    """Give the exact thresholds of a parameter, everything else at the given values.

    Without a range of the parameter they are looked for far beyond the stated values, on the
    side of 0, and of 1, on which the assumptions hold it.
    """
    model = bench.pointed
    given = model.parameters[parameter]
    if given.low is None or given.high is None:
        far = _FAR * (1 + sum((abs(value) for value in values.values()), Fraction(0)))
        low = _bound(bench, parameter, ">=", (1, 0))
        high = _bound(bench, parameter, "<=", (0, 1))
        ranged = replace(
            given, low=-far if low is None else low, high=far if high is None else high
        )
        model = replace(model, parameters={**model.parameters, parameter: ranged})
    return lever_line(model, parameter, values)


def _bound(
    bench: Bench, parameter: str, relation: Relation, bounds: tuple[int, ...]
) -> Fraction | None:
    """Give the first of some bounds that the assumptions prove."""
    for bound in bounds:
        number = Number(Fraction(bound))
        shown = Comparison(Name(parameter), relation, number)
        if prove(bench.model.assumptions, shown).found:
            return number.value
    return None
