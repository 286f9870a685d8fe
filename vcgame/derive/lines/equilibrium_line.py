"""All equilibria as functions of one parameter: EQ(x) on every interval and at every cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from vcgame.derive.isolated import Root
from vcgame.derive.line import line_concept
from vcgame.derive.lines.algebraic import Algebraic
from vcgame.derive.lines.extremes import Extreme, ExtremeFinder, Extremes, Tie
from vcgame.derive.lines.formulas import ratio_formula
from vcgame.derive.lines.stretches import Stretch, joined, lever_of, range_of, stretches
from vcgame.derive.minors import Places
from vcgame.derive.thresholds import OneLever
from vcgame.errors import EvaluationError, IncompleteError, NotAlgebraicError, UnsupportedError
from vcgame.forms.strategic import StrategicGame
from vcgame.model.formula.expression import Expression, size
from vcgame.model.model import Model
from vcgame.model.restriction import relaxed
from vcgame.solve.answer import Answer, Equilibrium
from vcgame.solve.concepts import Concept
from vcgame.solve.regime import regime_label
from vcgame.solve.solution import solve

__all__ = ["EquilibriumLine", "LineEquilibrium", "LineRow", "Standing", "equilibrium_line"]

Standing = Literal["inside", "outside", "no value"]


@dataclass(frozen=True, slots=True)
class LineEquilibrium:
    """An extreme equilibrium on a stretch of the parameter.

    Attributes
    ----------
    supports, best_replies
        Per player, indices of strategies: what is played, and what would pay as much.
    component
        Number, from 1, of its connected component; ``None`` for more than two players.
    profile, payoffs
        Formulas in the parameter; at a single value closed forms, or polynomials in the
        parameter where there is none.
    values
        At a single value the same as exact numbers: the profile, then the payoffs as a last
        entry. Empty on an interval.
    """

    supports: tuple[tuple[int, ...], ...]
    best_replies: tuple[tuple[int, ...], ...]
    component: int | None
    profile: tuple[tuple[Expression, ...], ...]
    payoffs: tuple[Expression, ...]
    values: tuple[tuple[Algebraic, ...], ...] = ()

    @property
    def pure(self) -> bool:
        """Whether every player plays one strategy for sure."""
        return all(len(support) == 1 for support in self.supports)


@dataclass(frozen=True, slots=True)
class LineRow:
    """What holds on one stretch.

    Attributes
    ----------
    stretch
        An interval, or a single value: a cut.
    standing
        Whether it lies within the assumptions, and formulas have values there.
    equilibria
        All extreme ones, by component.
    components
        Number of connected components; ``None`` for more than two players.
    degenerate
        Whether a mixture has more best replies than strategies in its support.
    ties
        Who is indifferent between which strategies at which pure profiles.
    regime
        The label that `vcgame.solve.solution.solve` gives; ``None`` where nothing holds.
    """

    stretch: Stretch
    standing: Standing
    equilibria: tuple[LineEquilibrium, ...] = ()
    components: int | None = None
    degenerate: bool | None = None
    ties: tuple[Tie, ...] = ()
    regime: str | None = None


@dataclass(frozen=True, slots=True)
class EquilibriumLine:
    """The equilibria along one parameter.

    Attributes
    ----------
    parameter, values
        What moves, and the values of everything else.
    low, high
        The range that was looked at; ``None`` where it is open.
    rows
        Intervals and single values, from left to right.
    concept
        ``"pure"`` where only pure equilibria are told of (more than two players).
    """

    model: Model
    parameter: str
    values: Mapping[str, Fraction]
    low: Fraction | None
    high: Fraction | None
    rows: tuple[LineRow, ...]
    concept: Concept

    @property
    def cuts(self) -> tuple[LineRow, ...]:
        """The rows of single values, but for an end of the range where nothing holds."""
        inner = self.rows[1:-1]
        ends = (row for row in (self.rows[0], self.rows[-1]) if row.standing == "inside")
        return tuple(row for row in self.rows if row.stretch.point and row in (*inner, *ends))

    def row_at(self, value: Fraction) -> LineRow | None:
        """Find the row that holds a rational value of the parameter."""
        return next((row for row in self.rows if row.stretch.holds(value)), None)


_NOTHING: Final = Extremes((), None, ())


@dataclass(frozen=True, slots=True)
class _Held:
    """What holds on a stretch, as ratios."""

    standing: Standing
    extremes: Extremes = _NOTHING

    @property
    def idle(self) -> bool:
        return self.standing != "inside"

    def same(self, other: _Held, at: Root | None) -> bool:
        if self.standing != other.standing:
            return False
        mine, theirs = self.extremes.equilibria, other.extremes.equilibria
        if [_key(each) for each in mine] != [_key(each) for each in theirs]:
            return False
        for one, two in zip(mine, theirs, strict=True):
            for first, second in zip(
                (*one.profile, one.payoffs), (*two.profile, two.payoffs), strict=True
            ):
                for left, right in zip(first, second, strict=True):
                    try:
                        if left != right and (at is None or at.sign(left - right)):
                            return False
                    except EvaluationError:
                        return False
        return True


def equilibrium_line(
    model: Model,
    parameter: str,
    values: Mapping[str, Fraction] | None = None,
    *,
    instance: str | None = None,
    whole: bool = False,
) -> EquilibriumLine:
    """Give all equilibria as functions of one parameter, everything else fixed.

    Where no sign of a payoff difference or bordered minor changes, each extreme equilibrium
    is one ratio of polynomials. What is found is compared with the exact solver's answer inside
    every interval and at every rational cut.

    Parameters
    ----------
    values, instance
        The fixed parameters, where they differ from the defaults.
    whole
        Look at the whole real line even if the parameter has a range.

    Raises
    ------
    UsageError
        For a parameter that is not there.
    UnsupportedError
        For trees, for formulas that are no ratios of polynomials, for large games.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> line = equilibrium_line(load_model("boxed-pigs"), "A")
    >>> [to_text(row.stretch.low.closed) for row in line.cuts]
    ['1', '6']
    >>> [to_text(p) for p in line.row_at(Fraction(1, 2)).equilibria[1].profile[0]]
    ['(1 - A)/2', '(A + 1)/2']
    """
    model = relaxed(model)
    point = model.values(instance, values)
    lever = lever_of(model, parameter, point)
    low, high = range_of(model, parameter, whole=whole)
    finder = ExtremeFinder()
    try:
        parts = [
            (stretch, _held(lever, stretch.sample, finder))
            for stretch in stretches(lever, low, high)
        ]
    except NotAlgebraicError as error:
        raise UnsupportedError(f"no exact line of {model.id} in {parameter}: {error}") from error
    for stretch, held in parts:
        _check(lever, point, stretch.sample, held)
    rows = tuple(_row(lever, stretch, held) for stretch, held in joined(parts))
    fixed = {name: value for name, value in point.items() if name != parameter}
    return EquilibriumLine(model, parameter, fixed, low, high, rows, line_concept(model) or "nash")


def _held(lever: OneLever, root: Root, finder: ExtremeFinder) -> _Held:
    try:
        ratios = lever.at(root)
        if ratios is None:
            return _Held("outside")
        return _Held("inside", finder.find(ratios, root))
    except EvaluationError:
        return _Held("no value")


def _check(lever: OneLever, point: Mapping[str, Fraction], root: Root, held: _Held) -> None:
    """Compare what was found with the solver, which knows nothing of minors."""
    if held.standing != "inside" or not root.rational:
        return
    model, there = lever.model, {**point, lever.parameter: root.low}
    answer = solve(model, there, concept=line_concept(model)).answer
    if not isinstance(answer, Answer) or not answer.complete:
        where = f"{lever.parameter} = {root.low}"
        raise IncompleteError(f"no exact line: at {where}, {answer.why}")
    found = {(each.supports, each.best_replies) for each in held.extremes.equilibria}
    if found != {(each.supports, each.best_replies) for each in answer.equilibria}:
        raise AssertionError(f"vcgame is wrong at {lever.parameter} = {root.low} in {model.id}")


def _row(lever: OneLever, stretch: Stretch, held: _Held) -> LineRow:
    if held.standing != "inside":
        return LineRow(stretch, held.standing)
    name, root = lever.parameter, stretch.sample
    equilibria = []
    for each in held.extremes.equilibria:
        parts = (*each.profile, each.payoffs)
        if stretch.point:
            values = tuple(tuple(Algebraic.value(r, root) for r in part) for part in parts)
            formulas = [
                tuple(_shorter(name, v, r, root) for v, r in zip(numbers, part, strict=True))
                for numbers, part in zip(values, parts, strict=True)
            ]
        else:
            values = ()
            formulas = [tuple(ratio_formula(name, r, root) for r in part) for part in parts]
        found = LineEquilibrium(
            *_key(each), profile=tuple(formulas[:-1]), payoffs=formulas[-1], values=values
        )
        equilibria.append(found)
    components = [each.component for each in equilibria]
    return LineRow(
        stretch,
        "inside",
        tuple(equilibria),
        None if len(lever.model.players) != 2 else len(set(components)),
        held.extremes.degenerate,
        held.extremes.ties,
        _label(lever.model, equilibria),
    )


def _shorter(name: str, value: Algebraic, ratio: Any, root: Root) -> Expression:
    """Write a number in closed form, or else as a ratio or a polynomial in the parameter."""
    if value.closed is not None:
        return value.closed
    return min(value.formula(name), ratio_formula(name, ratio, root), key=size)


def _key(each: Extreme) -> tuple[tuple[Places, ...], tuple[Places, ...], int | None]:
    return each.supports, each.best_replies, each.component


def _label(model: Model, equilibria: list[LineEquilibrium]) -> str:
    ids = tuple(tuple(strategy.id for strategy in player.strategies) for player in model.players)
    game = StrategicGame(tuple(player.id for player in model.players), ids, ((),) * len(ids))
    return regime_label(
        game,
        (Equilibrium((), (), Fraction(0), each.supports, each.best_replies) for each in equilibria),
    )
