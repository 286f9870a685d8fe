"""Rows about motion: equations, Jacobian, simulated paths, basins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from vcgame.derive.audit.bench import Bench, MissingValueError
from vcgame.derive.audit.identity import identical
from vcgame.derive.audit.rest_point_rows import find_state
from vcgame.derive.audit.row import Row, Said, Sentence, State, said
from vcgame.errors import EvaluationError, NotAlgebraicError, VcgameError
from vcgame.model.audit import Basin, Jacobian, Printed, Replicator, Run, Simulated
from vcgame.model.formula.expression import Expression, Negation, Number, names, substitute
from vcgame.model.formula.polynomials import Field
from vcgame.model.printed_numbers import Figure, PrintedNumber
from vcgame.solve.dynamics.basins import Basins, basins
from vcgame.solve.dynamics.paths import trajectory

__all__ = ["basin_rows", "jacobian_rows", "replicator_rows", "simulated_rows"]

_LEVEL_DIGITS = 8


def replicator_rows(bench: Bench, printed: Printed, stated: Replicator) -> Iterator[Row]:
    """Derive the replicator equations again."""
    motion = bench.motion
    for name, right in zip(motion.coordinates, motion.rates, strict=True):
        if name in stated.rates:
            what = said("rate_of", what=name)
            yield _same(bench, printed, stated.rates[name], right, what)
        elif stated.rates:
            reason = said("no_equation", what=name)
            yield bench.row(printed, "missing", right=right, reason=reason)


def jacobian_rows(bench: Bench, printed: Printed, stated: Jacobian) -> Iterator[Row]:
    """Derive the Jacobian again, entry by entry."""
    motion = bench.motion
    for name, ours, theirs in zip(motion.coordinates, motion.jacobian, stated.rows, strict=True):
        for other, right, entry in zip(motion.coordinates, ours, theirs, strict=True):
            what = said("entry_of", rate=name, by=other)
            yield _same(bench, printed, entry, right, what)


def _same(
    bench: Bench, printed: Printed, formula: Expression, right: Expression, what: Said
) -> Row:
    """Compare two formulas: by algebra for all parameters, else at the stated values."""
    cells: dict[str, Any] = {"what": what, "printed": formula}
    if identical(formula, right):
        return bench.row(printed, "agrees", **cells)
    if identical(formula, _negated(right)):
        reason = said("wrong_sign")
        return bench.row(printed, "disagrees", right=right, reason=reason, **cells)
    if printed.when is None and not printed.point and _algebraic(formula, right):
        return bench.row(printed, "disagrees", right=right, **cells)
    return _same_at_values(bench, printed, formula, right, cells)


def _negated(formula: Expression) -> Expression:
    return Negation(formula)


def _algebraic(*formulas: Expression) -> bool:
    """Whether formulas are ratios of polynomials, so that they can be told apart for sure."""
    used = tuple(sorted(frozenset().union(*map(names, formulas)))) or ("x",)
    try:
        for formula in formulas:
            Field(used).fraction(formula)
    except (NotAlgebraicError, EvaluationError):
        return False
    return True


def _same_at_values(
    bench: Bench, printed: Printed, formula: Expression, right: Expression, cells: dict[str, Any]
) -> Row:
    """Compare two formulas in the coordinates with the parameters at their values."""
    used = (names(formula) | names(right)) - set(bench.motion.coordinates)
    values = {n: Number(v) for n, v in bench.stated(printed, used)}
    one, other = (substitute(each, values) for each in (formula, right))
    if identical(one, other):
        return bench.row(printed, "agrees", reason=said("at_values"), **cells)
    if _algebraic(one, other):
        return bench.row(printed, "disagrees", right=right, **cells)
    return bench.row(printed, "undecided", right=right, reason=said("no_algebra"), **cells)


def simulated_rows(bench: Bench, printed: Printed, stated: Simulated) -> Iterator[Row]:
    """Run every simulation again."""
    for run in stated.runs:
        what = said("path_from", what=State(tuple(run.start.items())))
        shown = said("goes_round") if run.end is None else State(tuple(run.end.items()))
        cells: dict[str, Any] = {"what": what, "printed": shown}
        try:
            yield _run_row(bench, printed, run, cells)
        except MissingValueError as error:
            yield bench.missing(printed, error, **cells)
        except VcgameError as error:
            yield bench.row(printed, "undecided", reason=Sentence(str(error)), **cells)


def _run_row(bench: Bench, printed: Printed, run: Run, cells: dict[str, Any]) -> Row:
    motion = bench.motion
    values = bench.game_values((*printed.point, *run.point))
    start = [_share(bench.figure_value(run.start[name], values)) for name in motion.coordinates]
    path = trajectory(motion.replicator(values), start, rest=motion.rest(values))
    if path.end is None:
        if run.end is None:
            return bench.row(printed, "agrees", **cells)
        return bench.row(printed, "disagrees", right=said("goes_round"), **cells)
    exact = next((p.values for p in motion.rest(values).points if _near(p.place, path.end)), None)
    reached = State(tuple(zip(motion.coordinates, exact or path.end, strict=True)))
    if run.end is None:
        return bench.row(printed, "disagrees", right=reached, **cells)
    verdicts = [
        _reached(end, run.end[name], bench, values)
        for name, end in zip(motion.coordinates, path.end, strict=True)
    ]
    if all(verdicts):
        return bench.row(printed, "agrees", **cells)
    return bench.row(printed, "disagrees", right=reached, **cells)


def _share(value: Any) -> Fraction | float:
    return value if isinstance(value, Fraction) else float(value)


def _reached(end: float, figure: Figure, bench: Bench, values: Mapping[str, Fraction]) -> bool:
    """Whether a coordinate of the end is the printed one; ends are rest points, known exactly."""
    value = float(bench.figure_value(figure, values))
    reach = float(figure.half_unit) if isinstance(figure, PrintedNumber) else 0.0
    return abs(end - value) <= reach + 10.0**-_LEVEL_DIGITS


def basin_rows(bench: Bench, printed: Printed, stated: Basin) -> Iterator[Row]:
    """Integrate the basin of a rest point, and compare its share of all states."""
    motion = bench.motion
    values = bench.game_values(printed.point)
    what = said("basin_of", what=State(tuple(stated.of.items())))
    cells: dict[str, Any] = {"what": what, "printed": stated.share}
    matches, _ = find_state(motion, values, stated.of)
    if len(matches) != 1:
        yield bench.row(printed, "disagrees", reason=said("no_rest"), **cells)
        return
    found = basins(motion.replicator(values), rest=motion.rest(values))
    yield _share_row(bench, printed, stated, found, matches[0].place, values, cells)


def _share_row(
    bench: Bench,
    printed: Printed,
    stated: Basin,
    found: Basins,
    place: tuple[float, ...],
    values: Mapping[str, Fraction],
    cells: dict[str, Any],
) -> Row:
    own = next((b for b in found.basins if _near(b.end, place)), None)
    share, error = (own.share, own.error) if own is not None else (0.0, 0.0)
    figure = stated.share
    wanted = float(bench.figure_value(figure, values))
    reach = float(figure.half_unit) if isinstance(figure, PrintedNumber) else 0.0
    gap = abs(share - wanted)
    if gap + error <= reach or (gap <= error and not reach):
        return bench.row(printed, "agrees", **cells)
    if gap <= reach + error:
        reason = said("integrated", error=error)
        return bench.row(printed, "undecided", right=share, reason=reason, **cells)
    straight = own.straight if own is not None else None
    reason = said("integrated", error=error)
    if straight is not None and abs(straight - wanted) <= max(reach, 0.0005):
        reason = said("by_ruler", straight=straight)
    return bench.row(printed, "disagrees", right=share, reason=reason, **cells)


def _near(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(abs(a - b) < 10.0**-_LEVEL_DIGITS for a, b in zip(one, other, strict=True))
