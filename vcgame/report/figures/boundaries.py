"""The surfaces at which a regime may change, and what holds on them exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from vcgame.derive.branches import comparisons_in, without_branches
from vcgame.derive.line import line_concept
from vcgame.derive.statement import all_of, is_equilibrium, taken
from vcgame.derive.tidy import tidy
from vcgame.derive.trees.conditions import tree_conditions
from vcgame.errors import EvaluationError, UsageError
from vcgame.model.formula.exact import evaluate
from vcgame.model.formula.expression import Comparison, Condition, Expression, Negation, Sum, names
from vcgame.model.model import Model
from vcgame.solve.concepts import perfect_information
from vcgame.solve.solution import Solution, solve, within_assumptions
from vcgame.sweep.design.grid import Grid

__all__ = ["Crossing", "crossings", "gap", "surfaces"]

_CUTS: Final = 19
_CLOSE: Final = 1_999


def surfaces(model: Model) -> list[Comparison]:
    """Give equations of all surfaces where a payoff difference or an assumption turns.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> from vcgame.model.formula.plain import to_text
    >>> [to_text(each) for each in surfaces(load_model("subsidy-war"))][:2]
    ['2*S >= V', 'S >= V']
    """
    equations: dict[frozenset[Expression], Comparison] = {}
    for comparison in _plain(_conditions(model)):
        tidied = tidy(model, comparison)
        if isinstance(tidied, Comparison) and names(tidied):
            equations.setdefault(frozenset((tidied.left, tidied.right)), tidied)
    for comparison in _plain(model.assumptions):  # which tidying would take for granted
        equations.setdefault(frozenset((comparison.left, comparison.right)), comparison)
    return list(equations.values())


def gap(surface: Comparison) -> Expression:
    """Give the function whose zeros a surface is."""
    return Sum((surface.left, Negation(surface.right)))


def _conditions(model: Model) -> list[Condition]:
    """Conditions made of all payoff differences between single moves."""
    if model.form == "strategic":
        return [is_equilibrium(model, profile) for profile in model.payoffs]
    if not perfect_information(model):
        return [all_of(each.conditions) for each in tree_conditions(model).equilibria]
    return [
        taken(model, node.id, action.id)
        for node in model.nodes
        if node.player is not None
        for action in node.actions
    ]


def _plain(conditions: Iterable[Condition]) -> list[Comparison]:
    written = [comparison for each in conditions for comparison in comparisons_in(each)]
    plain = [p for comparison in written for p in comparisons_in(without_branches(comparison))]
    return list(dict.fromkeys(plain))


@dataclass(frozen=True, slots=True)
class Crossing:
    """An exact point of a surface, solved, and points close to it on its two sides."""

    on: Solution
    sides: tuple[Solution | None, Solution | None]


def crossings(grid: Grid, surface: Comparison) -> Iterator[Crossing]:
    """Solve exact points of a surface within a grid of two axes, and close to them.

    Lines across the box meet the surface where its function, if it is linear along the line,
    has its root; the place is put to the test. Points outside the assumptions are left out.
    """
    function = gap(surface)
    for across in (0, 1):
        axis, along = grid.axes[across], grid.axes[1 - across]
        step = (along.high - along.low) / _CLOSE
        for cut in range(_CUTS):
            value = axis.low + (axis.high - axis.low) * Fraction(2 * cut + 1, 2 * _CUTS)
            line = _Line(grid, across, value)
            met = line.root(function)
            on = None if met is None else line.solved(met)
            if met is not None and on is not None:
                yield Crossing(on, (line.solved(met - step), line.solved(met + step)))


class _Line:
    """A line across the box, on which one axis keeps its value."""

    def __init__(self, grid: Grid, across: int, value: Fraction) -> None:
        self.grid = grid
        self.across = across
        self.value = value

    def point(self, other: Fraction) -> dict[str, Fraction]:
        """Give the point at a value of the other axis."""
        values = (self.value, other) if self.across == 0 else (other, self.value)
        axes = tuple(
            replace(axis, low=each, high=each, count=1)
            for axis, each in zip(self.grid.axes, values, strict=True)
        )
        return Grid(self.grid.model, axes, self.grid.base).point(0)

    def root(self, function: Expression) -> Fraction | None:
        """Find where a function vanishes, if it is linear along the line."""
        along = self.grid.axes[1 - self.across]
        try:
            first, last = (evaluate(function, self.point(end)) for end in (along.low, along.high))
            if first == last:
                return None
            share = first / (first - last)
            met = along.low + (along.high - along.low) * share
            found = 0 <= share <= 1 and evaluate(function, self.point(met)) == 0
        except (EvaluationError, UsageError):
            return None
        return met if found else None

    def solved(self, other: Fraction) -> Solution | None:
        """Solve a point; ``None`` outside the assumptions and where there is no value."""
        try:
            point = self.point(other)
            if within_assumptions(self.grid.model, point) is not None:
                return None
            return solve(self.grid.model, point, concept=line_concept(self.grid.model))
        except (EvaluationError, UsageError):
            return None
