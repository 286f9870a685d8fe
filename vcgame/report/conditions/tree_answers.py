"""What ``vcgame conditions`` says of a tree."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vcgame.derive.trees.answer import TreeConditions
from vcgame.derive.trees.conditions import tree_conditions
from vcgame.derive.trees.line import TreeLine, tree_line
from vcgame.derive.trees.thresholds import TreeThreshold, tree_thresholds
from vcgame.errors import UnsupportedError, UsageError
from vcgame.model.model import Model
from vcgame.model.restriction import free_parameters, restricted
from vcgame.model.text import Language
from vcgame.report.conditions.tree_tables import (
    tree_condition_json,
    tree_condition_table,
    tree_line_json,
    tree_line_table,
    tree_threshold_json,
    tree_threshold_table,
)
from vcgame.report.tables.cells import exact
from vcgame.report.tables.table import Table
from vcgame.solve.concepts import Concept

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["TreeAnswers"]


class TreeAnswers:
    """Answers about a tree some of whose parameters are free; each is worked out once.

    Parameters
    ----------
    model, values, free, fixed, lever
        As for `vcgame.report.conditions.answers.ConditionAnswers`.
    concept
        The solution concept; the one by which trees like this are solved if left out.
    """

    def __init__(
        self,
        model: Model,
        values: Mapping[str, Fraction],
        free: Sequence[str],
        fixed: Collection[str] = (),
        lever: str | None = None,
        concept: Concept | None = None,
    ) -> None:
        self.model = model
        self.values = values
        self.free = tuple(free)
        self.lever = lever
        self.concept = concept
        self._partly = restricted(model, {name: values[name] for name in fixed})
        self._restricted = free_parameters(model, free, values)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the tables that there are."""
        if self.lever is not None:
            return ("equilibria", "thresholds", "line")
        return ("equilibria", "line") if len(self.free) == 1 else ("equilibria",)

    @cached_property
    def offered(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The tables that can be made, and in words why the others cannot."""
        kept, missing = ["equilibria"], dict[str, None]()
        for kind in self.kinds[1:]:
            try:
                getattr(self, "_line" if kind == "line" else "_thresholds")
                kept.append(kind)
            except UnsupportedError as error:
                missing[str(error)] = None
        return tuple(kept), tuple(missing)

    @cached_property
    def equilibria(self) -> TreeConditions:
        """When each pure profile is an equilibrium."""
        return tree_conditions(self._restricted, self.concept)

    @property
    def _moving(self) -> str:
        return self.free[0] if self.lever is None else self.lever

    @cached_property
    def _line(self) -> TreeLine:
        return tree_line(self.model, self._moving, self.values, concept=self.concept, whole=True)

    @cached_property
    def _thresholds(self) -> tuple[TreeThreshold, ...]:
        point = {name: self.values[name] for name in self._partly.parameters}
        return tree_thresholds(
            self._partly, self._moving, point, concept=self.concept, line=self._line
        )

    def table(self, kind: str) -> Table:
        """Make the table of a kind."""
        if kind == "equilibria":
            here = {name: self.values[name] for name in self.free}
            return tree_condition_table(self._restricted, self.equilibria, here)
        if kind == "line":
            return tree_line_table(self._line)
        return tree_threshold_table(self._partly, self._moving, self._thresholds, self._line)

    def describe(self, kinds: Sequence[str]) -> dict[str, Any]:
        """Describe the answers for programs."""
        described: dict[str, Any] = {
            "model": self.model.id,
            "free": list(self.free),
            "parameters": {name: exact(value) for name, value in self.values.items()},
        }
        for kind in kinds:
            if kind == "equilibria":
                described[kind] = tree_condition_json(self.equilibria)
            elif kind == "line":
                described[kind] = tree_line_json(self._line)
            else:
                described[kind] = tree_threshold_json(self._moving, self._thresholds, self._line)
        return described

    def figure(self, language: Language) -> Figure:  # noqa: ARG002
        """Refuse the exact map, which trees do not have.

        Raises
        ------
        UsageError
            Naming what draws one.
        """
        raise UsageError(
            f"{self.model.id} is a tree: exact maps are for games with [payoffs]; "
            f"'vcgame frontier {self.model.id} --vary P --vary Q' maps two parameters"
        )

    def undecided(self, kinds: Sequence[str]) -> bool:
        """Whether something that was asked for could not be decided."""
        return "equilibria" in kinds and bool(self.equilibria.gaps)
