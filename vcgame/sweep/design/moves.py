"""Parameters that are moved so that derived quantities take the values of their axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, Any, Final

from vcgame.errors import EvaluationError, UsageError
from vcgame.model.formula.expression import names
from vcgame.model.formula.flint_numbers import as_fraction
from vcgame.sweep.columns import Column
from vcgame.sweep.design.grid import Grid, moved_value
from vcgame.sweep.design.grid_columns import combined
from vcgame.sweep.design.line_solver import LineSolver, rationals
from vcgame.sweep.design.point_list import column_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Moved", "Moves"]

_TABLE: Final = 4_096
"""A parameter that takes so few values has them all worked out at once."""

_KEPT: Final = 65_536

Answer = Fraction | str
"""The value of a moved parameter, or why it has none."""


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """A moved parameter at a range of points: its values, and per row without one, why."""

    column: Column
    failures: Mapping[int, str]


class Moves:
    """Works out the moved parameters of a grid, each once per combination that matters to it.

    Only the positions on the axes that a value depends on matter, and the draw where an
    uncertain parameter stands in the formula. What is made is kept while it may recur.
    """

    def __init__(self, grid: Grid, uncertain: Sequence[str]) -> None:
        self.grid = grid
        self._order = grid.order()
        self._needed: dict[int, tuple[int, ...]] = {}
        self._drawn: dict[int, tuple[str, ...]] = {}
        self._solvers: dict[int, LineSolver] = {}
        above: dict[str, int] = {}
        for place in self._order:
            axis = grid.axes[place]
            needed, drawn = {place}, set[str]()
            if axis.derived:
                used = names(grid.model.definitions[axis.name].formula) - {axis.moves}
                drawn = set(uncertain) & used
                for name in used & set(above):
                    needed.update(self._needed[above[name]])
                    drawn.update(self._drawn[above[name]])
                self._solvers[place] = LineSolver(
                    grid.model.definitions[axis.name].formula, axis.moves
                )
            self._needed[place] = tuple(sorted(needed))
            self._drawn[place] = tuple(name for name in uncertain if name in drawn)
            above[axis.moves] = place
        self._known: dict[tuple[int, int], Answer] = {}
        self._tables: dict[int, _Table] = {}

    @property
    def places(self) -> tuple[int, ...]:
        """Places of the derived axes, in the order in which they are set."""
        return tuple(place for place in self._order if self.grid.axes[place].derived)

    def depends_on_draws(self, place: int) -> bool:
        """Whether an uncertain parameter matters to the one that an axis moves."""
        return bool(self._drawn[place])

    def varies(self, place: int) -> bool:
        """Whether the parameter that a derived axis moves can take several values."""
        counts = (self.grid.axes[each].count for each in self._needed[place])
        return self.depends_on_draws(place) or prod(counts) > 1

    def by_setting(self, place: int, positions: Sequence[NDArray[np.int64]]) -> Moved:
        """Give the parameter that a derived axis moves, where no draw matters to it."""
        counts = [self.grid.axes[each].count for each in self._needed[place]]
        there = [positions[each] for each in self._needed[place]]
        codes = combined(there, counts, len(there[0]))
        if prod(counts) <= _TABLE:
            if place not in self._tables:
                self._tables[place] = self._table(place, list(range(prod(counts))))
            return self._tables[place].at(codes)
        import numpy as np

        asked, rows = np.unique(codes, return_inverse=True)
        return self._table(place, asked.tolist()).at(rows)

    def by_point(
        self,
        place: int,
        positions: Sequence[NDArray[np.int64]],
        draws: Mapping[str, Fraction | Column],
    ) -> Moved:
        """Give the parameter that a derived axis moves, point by point."""
        import numpy as np

        spots = {each: positions[each] for each in self._needed[place]}
        drawn = {name: draws[name] for name in self._drawn[place]}
        answers = self._solve_all(place, spots, drawn)
        return self._tabulated(place, answers).at(np.arange(len(answers)))

    def _table(self, place: int, codes: Sequence[int]) -> _Table:
        """Look up the answers that are known, and find the others together."""
        import numpy as np

        answers = {code: self._known.get((place, code)) for code in codes}
        new = [code for code, answer in answers.items() if answer is None]
        if new:
            counts = [self.grid.axes[each].count for each in self._needed[place]]
            spots = np.unravel_index(np.array(new, dtype=np.int64), counts)
            there = dict(zip(self._needed[place], spots, strict=True))
            found = dict(zip(new, self._solve_all(place, there, {}), strict=True))
            answers.update(found)
            if len(self._known) + len(found) > _KEPT:
                self._known.clear()
            if len(found) <= _KEPT:
                self._known.update(((place, code), answer) for code, answer in found.items())
        return self._tabulated(place, [each for each in answers.values() if each is not None])

    def _tabulated(self, place: int, answers: Sequence[Answer]) -> _Table:
        rest = self.grid.base[self.grid.axes[place].moves]
        values = [rest if isinstance(answer, str) else answer for answer in answers]
        failures = {row: answer for row, answer in enumerate(answers) if isinstance(answer, str)}
        return _Table(column_of(values), failures)

    def _solve_all(
        self,
        place: int,
        spots: Mapping[int, NDArray[Any]],
        drawn: Mapping[str, Fraction | Column],
    ) -> list[Answer]:
        """Work out a moved parameter at many points; those that need it are asked alone."""
        import numpy as np

        rows = len(spots[place])
        solved = np.ones(rows, dtype=np.bool_)
        point: dict[str, Any] = {**self.grid.base, **{n: _exact(v) for n, v in drawn.items()}}
        for each in self._order[: self._order.index(place) + 1]:
            axis = self.grid.axes[each]
            if each not in spots:
                continue
            asked, inverse = np.unique(spots[each], return_inverse=True)
            value = rationals([axis.value(spot) for spot in asked.tolist()])[inverse]
            if axis.derived:
                used = names(self.grid.model.definitions[axis.name].formula)
                others = {name: point[name] for name in used}
                value, there = self._solvers[each].solve(value, others)
                solved &= there
            point[axis.moves] = value
        answers: list[Answer] = []
        for row, value in enumerate(point[self.grid.axes[place].moves]):
            if solved[row]:
                answers.append(as_fraction(value))
            else:
                at = {each: int(there[row]) for each, there in spots.items()}
                answers.append(self._solve(place, at, {n: _at(v, row) for n, v in drawn.items()}))
        return answers

    def _solve(self, place: int, at: Mapping[int, int], drawn: Mapping[str, Fraction]) -> Answer:
        """Set, in order, all axes that matter, and the derived one last."""
        point = {**self.grid.base, **drawn}
        try:
            for each in self._order[: self._order.index(place) + 1]:
                axis = self.grid.axes[each]
                if each not in at:
                    continue
                value = axis.value(at[each])
                if axis.derived:
                    value = moved_value(self.grid.model, axis, value, point)
                point[axis.moves] = value
        except (UsageError, EvaluationError) as error:
            return str(error)
        return point[self.grid.axes[place].moves]


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Values by the number of their combination."""

    column: Column
    failures: Mapping[int, str] = field(default_factory=dict)

    def at(self, rows: NDArray[np.int64]) -> Moved:
        """Look up some of them."""
        column = Column(self.column.numerators[rows], self.column.denominator)
        if not self.failures:
            return Moved(column, {})
        import numpy as np

        failed = np.flatnonzero(np.isin(rows, list(self.failures))).tolist()
        return Moved(column, {row: self.failures[int(rows[row])] for row in failed})


def _at(value: Fraction | Column, row: int) -> Fraction:
    return value.fraction(row) if isinstance(value, Column) else value


def _exact(value: Fraction | Column) -> Any:
    if isinstance(value, Column):
        return rationals([value.fraction(row) for row in range(len(value))])
    return value
