"""What ``vcgame conditions`` says of a game of alike firms."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vcgame.derive.symmetric.conditions import (
    AlikeCondition,
    AlikeConditions,
    alike_conditions,
)
from vcgame.errors import UnsupportedError
from vcgame.model.formula.expression import names
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.model.restriction import free_parameters
from vcgame.model.text import Language, Text
from vcgame.report.conditions.condition_cells import holds_text, together_cell
from vcgame.report.naming import both, formula_cell, joined, status_note
from vcgame.report.tables.cells import exact
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["AlikeAnswers", "alike_table"]


class AlikeAnswers:
    """Answers about alike firms some of whose parameters are free.

    Parameters
    ----------
    model, values, free, fixed, lever
        As for `vcgame.report.conditions.answers.ConditionAnswers`.

    Raises
    ------
    UnsupportedError
        For a lever: its thresholds are those that the conditions show.
    """

    def __init__(
        self,
        model: Model,
        values: Mapping[str, Fraction],
        free: Sequence[str],
        fixed: Collection[str] = (),  # noqa: ARG002  as the others
        lever: str | None = None,
    ) -> None:
        if lever is not None:
            raise UnsupportedError(
                f"{model.id} is a game of alike firms: thresholds of a lever are for other forms; "
                f"'vcgame conditions {model.id} --free {lever}' and "
                f"'vcgame sweep {model.id} --vary {lever}=...' answer"
            )
        self.model = model
        self.values = values
        self.free = tuple(free)
        self._restricted = free_parameters(model, free, values)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the tables that there are."""
        return ("equilibria",)

    @property
    def offered(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The tables that can be made, and in words why the others cannot."""
        return self.kinds, ()

    @cached_property
    def conditions(self) -> AlikeConditions:
        """When each kind of equilibrium exists."""
        return alike_conditions(self._restricted)

    def table(self, kind: str) -> Table:  # noqa: ARG002  there is one
        """Make the table."""
        here = {name: self.values[name] for name in self.free}
        return alike_table(self._restricted, self.conditions, here)

    def describe(self, kinds: Sequence[str]) -> dict[str, Any]:  # noqa: ARG002  there is one
        """Describe the conditions for programs."""
        return {
            "model": self.model.id,
            "free": list(self.free),
            "parameters": {name: exact(value) for name, value in self.values.items()},
            "count": self.conditions.count,
            "equilibria": [
                {
                    "kind": each.kind,
                    "strategy": each.strategy,
                    "conditions": [to_text(condition) for condition in each.conditions],
                    "never": each.never,
                    "probability": None if each.probability is None else to_text(each.probability),
                }
                for each in self.conditions.conditions
            ],
        }

    def figure(self, language: Language) -> Figure:  # noqa: ARG002
        """Refuse the exact map, which games of alike firms do not have.

        Raises
        ------
        UnsupportedError
            Naming what answers.
        """
        raise UnsupportedError(
            f"{self.model.id} is a game of alike firms: exact maps are for games with [payoffs] "
            f"of all profiles; 'vcgame sweep {self.model.id}' answers on a grid"
        )

    def undecided(self, kinds: Sequence[str]) -> bool:  # noqa: ARG002
        """Whether something that was asked for could not be decided."""
        return False


def alike_table(model: Model, found: AlikeConditions, values: Mapping[str, Fraction]) -> Table:
    """Tabulate when each kind of equilibrium of alike firms exists, and whether at a point."""
    columns = (
        Column("equilibrium", word("equilibrium")),
        Column("condition", word("condition")),
        Column("here", word("holds_here"), "center"),
    )
    rows = tuple(
        (_name(model, found, each), *_conditions(model, found, each, values))
        for each in found.conditions
    )
    title = both(word("titles.conditions", model="{model}"), model=model.title)
    return Table(f"{model.id}.conditions", title, columns, rows, tuple(_notes(model, found)))


def _name(model: Model, found: AlikeConditions, each: AlikeCondition) -> Text:
    strategy = model.strategy_name(0, each.strategy)
    if each.kind == "mixed" and each.probability is not None:
        share = Text(formula_cell(model, each.probability).plain)
        return both(
            word("alike_conditions.mixed_with", strategy="{strategy}", p="{p}"),
            strategy=strategy,
            p=share,
        )
    key = word(f"alike_conditions.{each.kind}", strategy="{strategy}")
    named = both(key, strategy=strategy)
    return Text(named.en.replace("#", found.count), named.say("zh").replace("#", found.count))


def _conditions(
    model: Model, found: AlikeConditions, each: AlikeCondition, values: Mapping[str, Fraction]
) -> tuple[Cell, Cell]:
    if each.never:
        return word("never"), word("no")
    written = together_cell(model, each.conditions)
    if any(found.count in names(condition) for condition in each.conditions):
        return written, ""
    return written, holds_text(each.conditions, values)


def _notes(model: Model, found: AlikeConditions) -> Iterator[Text]:
    if any(each.kind == "some" for each in found.conditions):
        yield word("alike_conditions.count", count=found.count)
    if not found.linear:
        yield word("alike_conditions.not_linear")
    if model.assumptions:
        texts = [Text(formula_cell(model, a).plain) for a in model.assumptions]
        yield both(word("under_assumptions", what="{what}"), what=joined(texts))
    yield status_note(model)
