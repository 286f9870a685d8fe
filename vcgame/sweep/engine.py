"""Solving every point of a design, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from vcgame.errors import EvaluationError, IrrationalError, UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.model.formula.arrays import ArrayProgram
from vcgame.model.formula.expression import names
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.model.point import is_true
from vcgame.solve.answer import Answer
from vcgame.solve.nash import solve_nash
from vcgame.solve.pure import solve_pure
from vcgame.solve.regime import regime_label
from vcgame.solve.solution import solve
from vcgame.solve.subgame import TreeAnswer
from vcgame.sweep.design import Grid, Walk

__all__ = ["CHUNK", "PointResult", "Status", "run_sweep"]

CHUNK: Final = 4_096
_KEPT: Final = 65_536

Status = Literal["ok", "incomplete", "outside", "error"]
"""``outside`` the assumptions; ``error``: a formula has no value there."""


@dataclass(frozen=True, slots=True)
class PointResult:
    """What was found at one point.

    Attributes
    ----------
    number
        Number of the point in its design.
    axes
        Values on the axes.
    point
        Value of every parameter; empty where a derived quantity cannot take its value.
    status, message
        Whether there is an answer, and if not, why.
    regime
        Label of the set of equilibria, empty without an answer.
    answer
        The equilibria, or ``None``.
    """

    number: int
    axes: tuple[Fraction, ...]
    point: Mapping[str, Fraction]
    status: Status
    message: str
    regime: str
    answer: Answer | TreeAnswer | None


def run_sweep(grid: Grid, *, chunk: int = CHUNK) -> Iterator[list[PointResult]]:
    """Solve all points of a grid, a chunk at a time, in the order of their numbers.

    Every point gets the answer that `vcgame.solve.solution.solve` gives it alone. Payoffs of
    strategic games are evaluated for a whole chunk at once, in exact rationals.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> from vcgame.sweep.design import parse_axis
    >>> model = load_model("boxed-pigs")
    >>> grid = Grid(model, (parse_axis(model, "A=0:10:6"),), model.values())
    >>> [(result.status, result.regime) for result in next(run_sweep(grid))][:3]
    [('outside', ''), ('ok', 'press, wait'), ('ok', 'press, wait')]
    """
    if chunk < 1:
        raise UsageError(f"a chunk has at least one point, not {chunk}")
    engine = _Strategic(grid.model) if grid.model.form == "strategic" else _Tree(grid.model)
    walk = Walk(grid)
    assumptions = _Assumptions(walk)
    for start in range(0, len(grid), chunk):
        numbers = range(start, min(start + chunk, len(grid)))
        yield _solve_chunk(walk, assumptions, engine, numbers)


def _solve_chunk(
    walk: Walk, assumptions: _Assumptions, engine: _Strategic | _Tree, numbers: range
) -> list[PointResult]:
    results: list[PointResult | None] = []
    inside: list[tuple[int, dict[str, Fraction]]] = []
    for number in numbers:
        point: dict[str, Fraction] = {}
        status: Status = "outside"
        try:
            point = walk.point(number)
            message = assumptions.broken(number, point)
        except (EvaluationError, UsageError) as error:
            status, message = "error", str(error)
        if message:
            axes = walk.axis_values(number)
            results.append(PointResult(number, axes, point, status, message, "", None))
        else:
            results.append(None)
            inside.append((number, point))
    solved = zip(inside, engine.solve([point for _, point in inside]), strict=True)
    answered = (_result(walk, *which, found) for which, found in solved)
    return [result or next(answered) for result in results]


def _result(walk: Walk, number: int, point: dict[str, Fraction], solved: _Solved) -> PointResult:
    answer, regime, message = solved
    status: Status = "error"
    if answer is not None:
        status = "ok" if answer.complete else "incomplete"
        message = "" if answer.complete else answer.why
    return PointResult(number, walk.axis_values(number), point, status, message, regime, answer)


class _Assumptions:
    """The assumptions of a model, each asked again only where an axis matters to it."""

    def __init__(self, walk: Walk) -> None:
        self._asked = [(each, walk.axes_of(names(each))) for each in walk.grid.model.assumptions]
        self._indices = walk.grid.indices
        self._known: dict[tuple[int, ...], bool | None] = {}

    def broken(self, number: int, point: Mapping[str, Fraction]) -> str:
        """Name the first assumption that a point breaks, or give an empty text."""
        positions = self._indices(number)
        for place, (assumption, axes) in enumerate(self._asked):
            if len(axes) == len(positions):
                held = is_true(assumption, point)
            else:
                key = (place, *[positions[axis] for axis in axes])
                if key not in self._known:
                    if len(self._known) >= _KEPT:
                        self._known.clear()
                    self._known[key] = is_true(assumption, point)
                held = self._known[key]
            if not held:
                return to_text(assumption)
        return ""


_Solved = tuple[Answer | TreeAnswer | None, str, str]
"""An answer, its regime, and why there is none."""


class _Strategic:
    """Solves strategic games; their payoffs are worked out for many points at once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.players = tuple(player.id for player in model.players)
        self.strategies = tuple(
            tuple(strategy.id for strategy in player.strategies) for player in model.players
        )
        formulas = [formula for formulas in model.payoffs.values() for formula in formulas]
        self.program = ArrayProgram.of(formulas)

    def solve(self, points: list[dict[str, Fraction]]) -> Iterator[_Solved]:
        """Give the answers at points within the assumptions, in their order."""
        if not points:
            return
        try:
            columns = self.program.run(_columns(points))
        except IrrationalError:
            yield from (_alone(self.model, point) for point in points)
            return
        count = len(self.players)
        for number, point in enumerate(points):
            if any(absent[number] for _, absent in columns):
                yield _alone(self.model, point)
                continue
            values = [column[number] for column, _ in columns]
            payoffs = tuple([tuple(values[player::count]) for player in range(count)])
            game = StrategicGame(self.players, self.strategies, payoffs)
            answer = solve_nash(game) if count == 2 else solve_pure(game)
            yield answer, regime_label(game, answer.equilibria), ""


class _Tree:
    """Solves trees by backward induction."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def solve(self, points: list[dict[str, Fraction]]) -> Iterator[_Solved]:
        """Give the answers at points within the assumptions, in their order."""
        return (_alone(self.model, point) for point in points)


def _alone(model: Model, point: dict[str, Fraction]) -> _Solved:
    """Solve a tree, or a point with payoffs that are irrational or have no value."""
    try:
        solution = solve(model, point)
    except EvaluationError as error:
        return None, "", str(error)
    return solution.answer, solution.regime, ""


def _columns(points: list[dict[str, Fraction]]) -> dict[str, Any]:
    """Give each parameter one value where it stands still, else an exact array."""
    import numpy as np

    columns: dict[str, Any] = {}
    for name, first in points[0].items():
        values = np.empty(len(points), dtype=object)
        values[:] = [point[name] for point in points]
        columns[name] = values if len(points) == 1 or (values != first).any() else first
    if all(isinstance(column, Fraction) for column in columns.values()) and columns:
        name = next(iter(columns))
        columns[name] = np.array([point[name] for point in points], dtype=object)
    return columns
