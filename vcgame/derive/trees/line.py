"""Pure equilibria of a tree along one parameter, everything else fixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from vcgame.derive.branches import comparisons_in
from vcgame.derive.isolated import Root
from vcgame.derive.lines.equilibrium_line import Standing
from vcgame.derive.lines.stretches import Stretch, joined, range_of, stretches
from vcgame.derive.resolved import Resolver
from vcgame.derive.thresholds import OneLever
from vcgame.derive.trees.answer import TreeConditioned, TreeConditions
from vcgame.derive.trees.conditions import tree_conditions
from vcgame.errors import EvaluationError, UnsupportedError, UsageError, nearest
from vcgame.model.model import Model
from vcgame.model.restriction import free_parameters
from vcgame.solve.concepts import Concept

__all__ = ["TreeLine", "TreeLineRow", "tree_line"]

_WORK: Final = 10_000


@dataclass(frozen=True, slots=True)
class TreeLineRow:
    """What holds on one stretch of the parameter.

    Attributes
    ----------
    stretch
        An interval, or a single value.
    standing
        Whether it lies within the assumptions, and formulas have values there.
    holding
        Places of the pure equilibria among those of the line's conditions.
    """

    stretch: Stretch
    standing: Standing
    holding: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TreeLine:
    """All pure equilibria of a tree along one parameter, everything else fixed.

    Attributes
    ----------
    conditions
        The equilibria, with conditions in the one parameter.
    rows
        Intervals and single values, from left to right.
    """

    model: Model
    parameter: str
    values: Mapping[str, Fraction]
    conditions: TreeConditions
    rows: tuple[TreeLineRow, ...]

    def held(self, row: TreeLineRow) -> tuple[TreeConditioned, ...]:
        """Give the equilibria of a row."""
        return tuple(self.conditions.equilibria[place] for place in row.holding)

    @property
    def cuts(self) -> tuple[TreeLineRow, ...]:
        """The rows of single values."""
        return tuple(row for row in self.rows if row.stretch.point)


@dataclass(frozen=True, slots=True)
class _Held:
    standing: Standing
    holding: tuple[int, ...] = ()

    @property
    def idle(self) -> bool:
        return self.standing != "inside"

    def same(self, other: _Held, at: Root | None, /) -> bool:  # noqa: ARG002
        return self == other


def tree_line(
    model: Model,
    parameter: str,
    values: Mapping[str, Fraction] | None = None,
    *,
    concept: Concept | None = None,
    whole: bool = False,
) -> TreeLine:
    """Give all pure equilibria of a tree as one parameter moves, everything else fixed.

    Parameters
    ----------
    values
        The fixed parameters, where they differ from the defaults.
    concept
        As for `tree_conditions`.
    whole
        Look at the whole real line even if the parameter has a range.

    Raises
    ------
    UsageError
        For a parameter that is not there.
    UnsupportedError
        For formulas that are no ratios of polynomials, and trees that are too large.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> line = tree_line(load_model("functional-upgrading"), "sigma")
    >>> [str(row.stretch.low.rational) for row in line.cuts]
    ['4', '5']
    """
    if parameter not in model.parameters:
        hint = nearest(parameter, tuple(model.parameters))
        raise UsageError(f"{model.id} has no parameter {parameter!r}; {hint}")
    point = model.values(None, values)
    found = tree_conditions(free_parameters(model, [parameter], point), concept)
    if found.gaps:
        raise UnsupportedError(
            f"no exact line of {model.id}: a belief about three nodes or more is needed; use sweep"
        )
    lever = OneLever(model, parameter, point)
    algebra = lever.algebra
    deciding = [
        algebra.difference(comparison)
        for each in found.equilibria
        for condition in each.conditions
        for comparison in comparisons_in(condition)
    ]
    low, high = range_of(model, parameter, whole=whole)
    parts = [
        (stretch, _held(lever, stretch.sample, found))
        for stretch in stretches(lever, low, high, lambda ratios: _with(ratios.chance(), deciding))
    ]
    rows = tuple(
        TreeLineRow(stretch, held.standing, held.holding) for stretch, held in joined(parts)
    )
    fixed = {name: value for name, value in point.items() if name != parameter}
    return TreeLine(model, parameter, fixed, found, rows)


def _with(first: Iterable[Any], others: list[Any]) -> list[Any]:
    return [*first, *others]


def _held(lever: OneLever, root: Root, found: TreeConditions) -> _Held:
    try:
        ratios = lever.at(root)
        if ratios is None:
            return _Held("outside")
        if not ratios.proper(root):
            return _Held("no value")
        resolver = Resolver(lever.algebra, root.sign)
        holding = tuple(
            place
            for place, each in enumerate(found.equilibria)
            if all(resolver.holds(condition) for condition in each.conditions)
        )
    except EvaluationError:
        return _Held("no value")
    return _Held("inside", holding)
