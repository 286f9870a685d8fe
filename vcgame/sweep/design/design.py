"""A design: settings of the levers, each with the same draws of the uncertain parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any

from vcgame.errors import UsageError, nearest
from vcgame.model.model import Model
from vcgame.sweep.columns import Block, Column
from vcgame.sweep.design.axis import Axis
from vcgame.sweep.design.draws import Draws
from vcgame.sweep.design.grid import MAX_POINTS, Grid
from vcgame.sweep.design.grid_columns import axis_column, axis_positions
from vcgame.sweep.design.moves import Moves
from vcgame.sweep.design.point_list import PointList
from vcgame.sweep.design.rows import Rows
from vcgame.sweep.design.sampling import Sampling
from vcgame.sweep.design.uncertain import Uncertain

__all__ = ["Design"]

_Values = dict[str, Fraction | Column]


@dataclass(frozen=True)
class Design:
    """Outer settings of levers times inner draws of uncertain parameters.

    Point number ``n`` has the setting ``n // draws`` and the draw ``n % draws``; every setting
    meets the same draws. Every point is made from its number alone.

    Attributes
    ----------
    model
        The model.
    base
        Value of every parameter where the design does not vary it.
    axes
        The settings are the grid of these axes, the last running fastest; or
    listed
        the settings are these; without both there is one setting, the base.
    uncertain
        Parameters that are drawn.
    sampling
        How; given if, and only if, there are uncertain parameters.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> from vcgame.sweep.design.axis import parse_axis
    >>> from vcgame.sweep.design.uncertain import parse_uncertain
    >>> model = load_model("brand-two-firms")
    >>> design = Design(
    ...     model,
    ...     model.values(),
    ...     axes=(parse_axis(model, "fine/t=0:2:5"),),
    ...     uncertain=(parse_uncertain(model, "c=2:6"),),
    ...     sampling=Sampling("sobol", 4, seed=1),
    ... )
    >>> len(design), design.settings, design.draws, design.shown
    (20, 5, 4, ('fine', 't', 'c'))
    >>> block = design.block(6, 10)
    >>> [str(block.shown["fine"].fraction(row)) for row in range(4)]
    ['1/2', '1/2', '1', '1']
    >>> whole = design.block(0, 20)
    >>> [whole.point(6 + row) == block.point(row) for row in range(4)]
    [True, True, True, True]
    """

    model: Model
    base: Mapping[str, Fraction]
    axes: tuple[Axis, ...] = ()
    listed: PointList | None = None
    uncertain: tuple[Uncertain, ...] = ()
    sampling: Sampling | None = None

    def __post_init__(self) -> None:
        if self.axes and self.listed is not None:
            raise UsageError("a design has axes or a list of points, not both")
        if self.axes:
            Grid(self.model, self.axes, self.base)
        self._check_names()
        if self.uncertain and self.sampling is None:
            raise UsageError("say how many draws of the uncertain parameters there are")
        if self.sampling is not None:
            if not self.uncertain:
                raise UsageError("there is nothing to draw; name the uncertain parameters")
            Draws(self.uncertain, self.sampling)
        if self.settings * self.draws > MAX_POINTS:
            raise UsageError(
                f"{self.settings} settings with {self.draws} draws are "
                f"{self.settings * self.draws} points; at most {MAX_POINTS} are allowed"
            )

    def _check_names(self) -> None:
        drawn = [each.name for each in self.uncertain]
        listed = tuple(self.listed.columns) if self.listed is not None else ()
        for name in (*drawn, *listed):
            if name not in self.model.parameters:
                hint = nearest(name, tuple(self.model.parameters))
                raise UsageError(f"{self.model.id} has no parameter {name!r}; {hint}")
        for name in drawn:
            if drawn.count(name) > 1:
                raise UsageError(f"{name} is uncertain twice; name it once")
            if name in listed:
                raise UsageError(f"{name} is uncertain and in the list of points; choose one")
        for axis in self.axes:
            if axis.moves in drawn:
                how = f"moved by the axis {axis.name}" if axis.derived else "on an axis"
                raise UsageError(f"{axis.moves} is uncertain and {how}; choose one")

    def __len__(self) -> int:
        """Count the points: settings times draws."""
        return self.settings * self.draws

    @property
    def settings(self) -> int:
        """How many settings there are."""
        if self.listed is not None:
            return len(self.listed)
        return prod(axis.count for axis in self.axes)

    @property
    def draws(self) -> int:
        """How many draws each setting meets; 1 without uncertain parameters."""
        return self.sampling.draws(len(self.uncertain)) if self.sampling is not None else 1

    @property
    def shown(self) -> tuple[str, ...]:
        """The varied quantities: axes (a derived one, then what it moves) or list, then draws."""
        outer = [name for axis in self.axes for name in (axis.name, axis.moves)]
        listed = self.listed.columns if self.listed is not None else ()
        return tuple(dict.fromkeys([*outer, *listed, *[each.name for each in self.uncertain]]))

    @property
    def moved(self) -> tuple[str, ...]:
        """The parameters that derived axes move."""
        return tuple(axis.moves for axis in self.axes if axis.derived)

    def block(self, start: int, stop: int) -> Block:
        """Make the points from `start` to before `stop`.

        They are the same whatever other blocks are made, and cost memory for this range only.
        The denominator of a column is the same in all blocks, and the least for the design. Only
        that of a parameter moved by a derived axis may be the least for the block: where it
        depends on the draw, or takes more than 4,096 values.

        Raises
        ------
        UsageError
            If the range is empty or goes beyond the design.
        """
        if not 0 <= start < stop <= len(self):
            raise UsageError(f"there are no points {start} to {stop} in a design of {len(self)}")
        rows = Rows(start, stop, self.draws)
        drawn = self._drawn(rows)
        outer, failures = self._outer(rows, drawn)
        values = outer | drawn
        shown = {name: values[name] for name in self.shown}
        every = {name: values.get(name, value) for name, value in self.base.items()}
        return Block(start, stop, every, shown, failures)

    def describe(self) -> dict[str, Any]:
        """Describe the design in JSON values, exact numbers as text.

        `vcgame.sweep.design.description.design_of` makes an equal design of them.

        Raises
        ------
        UsageError
            For a list of more than a million values, which is too long to send to workers.
        """
        from vcgame.sweep.design.description import describe

        return describe(self)

    @cached_property
    def _moves(self) -> Moves:
        grid = Grid(self.model, self.axes, self.base)
        return Moves(grid, [each.name for each in self.uncertain])

    def _drawn(self, rows: Rows) -> _Values:
        if self.sampling is None:
            return {}
        return rows.drawn(Draws(self.uncertain, self.sampling).columns)

    def _outer(self, rows: Rows, drawn: _Values) -> tuple[_Values, dict[int, str]]:
        """Give what the settings vary, and per row without a point, why."""
        if self.listed is not None:
            listed = self.listed.part(rows.first, rows.last)
            return {name: rows.spread_value(column) for name, column in listed.items()}, {}
        positions = axis_positions(self.axes, rows.first, rows.last)
        values: _Values = {}
        for axis, there in zip(self.axes, positions, strict=True):
            values[axis.name] = rows.spread_value(axis_column(axis, there))
        failures: dict[int, str] = {}
        for place in self._moves.places if self.axes else ():
            if self._moves.depends_on_draws(place):
                spread = [rows.spread(each) for each in positions]
                moved = self._moves.by_point(place, spread, drawn)
                column, failed = moved.column, dict(moved.failures)
            else:
                moved = self._moves.by_setting(place, positions)
                column = Column(rows.spread(moved.column.numerators), moved.column.denominator)
                failed = rows.spread_failures(moved.failures)
            varies = self._moves.varies(place)
            values[self.axes[place].moves] = column if varies else column.fraction(0)
            failures = failed | failures
        return values, dict(sorted(failures.items()))
