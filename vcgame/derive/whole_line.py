"""A parameter of whole numbers, everything else fixed: the equilibria at each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from vcgame.errors import EvaluationError, IncompleteError, UnsupportedError, UsageError
from vcgame.model.model import Model
from vcgame.solve.concepts import Concept
from vcgame.solve.solution import Solution, solve, within_assumptions

__all__ = ["MOST_NUMBERS", "WholeLine", "WholeRun", "whole_line"]

MOST_NUMBERS: Final = 500
"""So many whole numbers a range may hold."""


@dataclass(frozen=True, slots=True)
class WholeRun:
    """Whole numbers that follow each other with one regime; `solution` is that at the first.

    It is ``None`` outside the assumptions, and where a formula has no value.
    """

    low: int
    high: int
    solution: Solution | None


@dataclass(frozen=True, slots=True)
class WholeLine:
    """The whole range of such a parameter, run by run."""

    parameter: str
    low: Fraction
    high: Fraction
    runs: tuple[WholeRun, ...]


def whole_line(
    model: Model,
    parameter: str,
    values: Mapping[str, Fraction] | None = None,
    *,
    instance: str | None = None,
    concept: Concept | None = None,
) -> WholeLine:
    """Solve a model at every whole number in the range of a parameter.

    Parameters
    ----------
    model, parameter
        The model, and one of its parameters that are whole numbers.
    values, instance
        The fixed parameters, where they differ from the defaults (or from the instance).
    concept
        As for `solve`; of alike firms pure equilibria are told, as `alike_line` does.

    Raises
    ------
    UsageError
        For a parameter without a range.
    UnsupportedError
        For a range of more than 500 numbers.
    IncompleteError
        Where the equilibria cannot all be listed.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> line = whole_line(load_model("order-war"), "n")
    >>> [(run.low, run.high, run.solution.regime) for run in line.runs][:2]
    [(2, 2, 'hold:0 | hold:2'), (3, 40, 'hold:0')]
    """
    from vcgame.derive.symmetric.line import pure_solution

    low, high = model.parameters[parameter].low, model.parameters[parameter].high
    if low is None or high is None:
        raise UsageError(f"{parameter} has no range in {model.id}; write range = [low, high]")
    if high - low >= MOST_NUMBERS:
        raise UnsupportedError(
            f"{parameter} of {model.id} takes {high - low + 1} whole numbers; "
            f"at most {MOST_NUMBERS} are looked at one by one"
        )
    point = model.values(instance, values)
    runs: list[WholeRun] = []
    for number in range(int(low), int(high) + 1):
        there = {**point, parameter: Fraction(number)}
        try:
            solution = None
            if within_assumptions(model, there) is None:
                alike = model.form == "symmetric"
                solution = (
                    pure_solution(model, there) if alike else solve(model, there, concept=concept)
                )
        except EvaluationError:
            solution = None
        if solution is not None and not solution.answer.complete:
            raise IncompleteError(
                f"no exact thresholds: at {parameter} = {number}, {solution.answer.why}"
            )
        if runs and _regime(runs[-1].solution) == _regime(solution):
            runs[-1] = WholeRun(runs[-1].low, number, runs[-1].solution)
        else:
            runs.append(WholeRun(number, number, solution))
    return WholeLine(parameter, low, high, tuple(runs))


def _regime(solution: Solution | None) -> str | None:
    return None if solution is None else solution.regime
