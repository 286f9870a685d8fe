"""What ``vcgame conditions`` says: the tables that fit the number of free parameters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vcgame.derive.conditions import all_equilibrium_conditions
from vcgame.errors import UnsupportedError, UsageError
from vcgame.model.model import Model
from vcgame.model.restriction import free_parameters, relaxed, restricted
from vcgame.model.text import Language
from vcgame.report.conditions.class_table import (
    class_json,
    class_line_json,
    class_line_table,
    class_table,
)
from vcgame.report.conditions.equilibrium_condition_table import condition_json, condition_table
from vcgame.report.conditions.line_table import cut_table, line_json, line_table
from vcgame.report.conditions.plane_table import area_table, corner_table, curve_table, plane_json
from vcgame.report.conditions.regime_table import boundary_table, regime_table, regimes_json
from vcgame.report.conditions.symbolic_table import symbolic_json, symbolic_table
from vcgame.report.tables.cells import exact
from vcgame.report.tables.table import Table
from vcgame.report.words import word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from vcgame.derive.conditioned import EquilibriumConditions
    from vcgame.derive.lines.equilibrium_line import EquilibriumLine
    from vcgame.derive.lines.payoff_classes import ClassConditions, ClassLine
    from vcgame.derive.lines.symbolic_thresholds import SymbolicThresholds
    from vcgame.derive.plane.plane import Plane
    from vcgame.derive.regimes.answer import Regimes

__all__ = ["ConditionAnswers"]

_PLANE = 2
_PARTS = {"cuts": "line", "curves": "areas", "corners": "areas", "boundaries": "regimes"}
"""Tables that show a part of what another one is about; it is described once."""
_KEYS = {"areas": "map", "class-line": "class_line"}


class ConditionAnswers:
    """Answers about a model some of whose parameters are free; each is worked out once.

    Parameters
    ----------
    model
        The model.
    values
        A value for every parameter: those that are not free are fixed there.
    free
        Names of the free parameters.
    fixed
        Names of those that were fixed on purpose: the others stay symbols in thresholds.
    lever
        The parameter that thresholds are solved for, or ``None``.
    ties
        Whether to list equilibria that exist at ties only.
    """

    def __init__(
        self,
        model: Model,
        values: Mapping[str, Fraction],
        free: Sequence[str],
        fixed: Collection[str] = (),
        lever: str | None = None,
        ties: bool = False,
    ) -> None:
        whole = {id for id, parameter in model.parameters.items() if parameter.whole}
        self._real = [id for id in (*free, *([lever] if lever else [])) if id in whole]
        self.model = model = relaxed(model)
        self.values = values
        self.free = tuple(free)
        self.lever = lever
        self.ties = ties
        self.restricted = free_parameters(model, free, values)
        self._partly = restricted(model, {name: values[name] for name in fixed})
        self._point = {name: values[name] for name in self._partly.parameters}

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Names of the tables that there are."""
        classes = [len(player.strategies) for player in self.model.players] == [2, 2]
        found = ["equilibria"]
        if self.lever is not None:
            return (*found, "thresholds", *(["class-line"] if classes else []))
        found += ["classes"] if classes else []
        match len(self.free):
            case 0:
                return tuple(found)
            case 1:
                return (*found, "line", "cuts")
            case 2 if self._bounded:
                return (*found, "areas", "curves", "corners")
        return (*found, "regimes", "boundaries")

    @cached_property
    def offered(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The usual tables that can be made, and in words why the others cannot.

        That a payoff is no ratio of polynomials, say, leaves the conditions of pure equilibria.
        """
        kept, missing = [], dict[str, str]()
        for kind in self.usual:
            part = _PARTS.get(kind, kind)
            try:
                if part not in missing:
                    getattr(self, {"areas": "plane", "class-line": "class_line"}.get(part, part))
                    kept.append(kind)
            except UnsupportedError as error:
                if kind == "equilibria":
                    raise
                missing[part] = str(error)
        return tuple(kept), tuple(dict.fromkeys(missing.values()))

    @property
    def usual(self) -> tuple[str, ...]:
        """The tables that answer at once; classes in many parameters have to be asked for."""
        many = len(self.free) > _PLANE and self.lever is None
        return tuple(kind for kind in self.kinds if kind != "classes" or not many)

    @property
    def _bounded(self) -> bool:
        return len(self.model.players) > 1 and all(
            parameter.low is not None and parameter.high is not None
            for parameter in self.restricted.parameters.values()
        )

    @cached_property
    def equilibria(self) -> EquilibriumConditions:
        """When each profile is an equilibrium."""
        return all_equilibrium_conditions(self.restricted, ties=self.ties)

    @cached_property
    def classes(self) -> ClassConditions:
        """When a two-by-two game has which payoff order."""
        from vcgame.derive.lines.payoff_classes import class_conditions

        return class_conditions(self.restricted)

    @cached_property
    def line(self) -> EquilibriumLine:
        """All equilibria along the one free parameter."""
        from vcgame.derive.lines.equilibrium_line import equilibrium_line

        return equilibrium_line(self.model, self.free[0], self.values, whole=True)

    @cached_property
    def thresholds(self) -> SymbolicThresholds:
        """The thresholds of the lever."""
        from vcgame.derive.lines.symbolic_thresholds import symbolic_thresholds

        return symbolic_thresholds(self._partly, self._lever, self._point)

    @cached_property
    def class_line(self) -> ClassLine:
        """The lever's way through the classes."""
        from vcgame.derive.lines.payoff_classes import class_line

        return class_line(self.model, self._lever, self.values, whole=True)

    @cached_property
    def plane(self) -> Plane:
        """The map of the two free parameters."""
        from vcgame.derive.plane.plane import regime_plane

        return regime_plane(self.restricted)

    @cached_property
    def regimes(self) -> Regimes:
        """The regimes as conjunctions."""
        from vcgame.derive.regimes.regimes import parametric_regimes

        return parametric_regimes(self.restricted)

    @property
    def _lever(self) -> str:
        if self.lever is None:
            raise UsageError("thresholds need a lever; write --lever NAME")
        return self.lever

    def table(self, kind: str) -> Table:
        """Make the table of a kind."""
        table = self._tables[kind]()
        if not self._real:
            return table
        named = ", ".join(dict.fromkeys(self._real))
        return replace(table, notes=(*table.notes, word("existence.whole", names=named)))

    @cached_property
    def _tables(self) -> Mapping[str, Callable[[], Table]]:
        here = {name: self.values[name] for name in self.free}
        return {
            "equilibria": lambda: condition_table(self.restricted, self.equilibria, here),
            "classes": lambda: class_table(self.classes, here),
            "thresholds": lambda: symbolic_table(self.thresholds),
            "class-line": lambda: class_line_table(self.class_line),
            "line": lambda: line_table(self.line),
            "cuts": lambda: cut_table(self.line),
            "areas": lambda: area_table(self.plane, self.model),
            "curves": lambda: curve_table(self.plane, self.model),
            "corners": lambda: corner_table(self.plane, self.model),
            "regimes": lambda: regime_table(self.restricted, self.regimes),
            "boundaries": lambda: boundary_table(self.restricted, self.regimes),
        }

    def describe(self, kinds: Sequence[str]) -> dict[str, Any]:
        """Describe the answers for programs."""
        described: dict[str, Callable[[], dict[str, Any]]] = {
            "equilibria": lambda: condition_json(self.restricted, self.equilibria),
            "classes": lambda: class_json(self.classes),
            "thresholds": lambda: symbolic_json(self.thresholds),
            "class-line": lambda: class_line_json(self.class_line),
            "line": lambda: line_json(self.line),
            "areas": lambda: plane_json(self.plane),
            "regimes": lambda: regimes_json(self.restricted, self.regimes),
        }
        parts = {_PARTS.get(kind, kind): None for kind in kinds}
        return {
            "model": self.model.id,
            "free": list(self.free),
            "parameters": {name: exact(value) for name, value in self.values.items()},
            **{_KEYS.get(kind, kind): described[kind]() for kind in parts},
        }

    def figure(self, language: Language) -> Figure:
        """Draw the map of two free parameters.

        Raises
        ------
        UsageError
            For another number of them.
        """
        from vcgame.report.conditions.plane_figure import draw_plane

        if len(self.free) != _PLANE:
            raise UsageError(f"a map is of two free parameters, not {len(self.free)}; use --free")
        return draw_plane(self.plane, self.model, language)

    def undecided(self, kinds: Sequence[str]) -> bool:
        """Whether something that was asked for could not be decided."""
        regimes = "regimes" in kinds and not self.regimes.complete
        boundaries = "boundaries" in kinds and not self.regimes.boundaries_complete
        return regimes or boundaries or ("equilibria" in kinds and bool(self.equilibria.gaps))
