"""Rows of a printed table of rest points: each cell, the pattern, and what the table lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from vcgame.derive.audit.bench import Bench, MissingValueError, outcome
from vcgame.derive.audit.motion import Motion
from vcgame.derive.audit.patterns import impossible, inconsistent
from vcgame.derive.audit.regions import decided, opened, within
from vcgame.derive.audit.rest_point_cells import cell_rows, equal, is_ess
from vcgame.derive.audit.rounding import rounds_to
from vcgame.derive.audit.row import Listing, Row, Said, Shown, State, Values, said
from vcgame.derive.audit.symbolic_rows import symbolic_rows
from vcgame.errors import VcgameError
from vcgame.model.audit import Printed, PrintedPoint, StabilityTable, StableOnes
from vcgame.model.claim import StableStates
from vcgame.model.point import value_at
from vcgame.model.printed_numbers import Figure, PrintedNumber
from vcgame.solve.dynamics.rest_points import RestState

__all__ = ["find_state", "stability_rows", "stable_at", "stable_rows"]


def stability_rows(bench: Bench, printed: Printed, table: StabilityTable) -> Iterator[Row]:
    """Check a table of rest points, first for what no game can have, then cell by cell."""
    motion = bench.motion
    yield from _pattern_rows(bench, printed, table)
    numeric = [p for p in table.points if (p.when if printed.when is None else ()) is None]
    for point in table.points:
        if point not in numeric:
            yield from symbolic_rows(bench, printed, point)
    if not numeric:
        if table.complete:
            yield from _left_out_somewhere(bench, printed, table)
        return
    try:
        values = bench.game_values(printed.point)
    except MissingValueError as error:
        for point in numeric:
            what = said("line_of", what=_state(point.state))
            yield bench.missing(printed, error, what=what)
        return
    seen: list[RestState] = []
    for point in numeric:
        yield from _point_rows(bench, motion, printed, point, values, seen)
    if table.complete and len(numeric) == len(table.points):
        yield from _left_out(bench, motion, printed, values, seen)


def _state(state: Mapping[str, Figure]) -> State:
    return State(tuple(state.items()))


def _pattern_rows(bench: Bench, printed: Printed, table: StabilityTable) -> Iterator[Row]:
    """Check what needs no numbers; lines with other conditions are not held against each other."""
    for point in table.points:
        reason = inconsistent(point)
        if reason is not None:
            what = said("line_of", what=_state(point.state))
            yield bench.row(printed, "disagrees", what=what, reason=reason)
    groups: dict[Any, list[PrintedPoint]] = {}
    for point in table.points:
        groups.setdefault(point.when, []).append(point)
    for points in groups.values():
        found = impossible(bench.motion.game, points)
        if found is not None:
            states = Listing(tuple(_state(point.state) for point in found.points))
            what = said("pattern_of", what=states)
            yield bench.row(printed, "disagrees", what=what, reason=found.reason)


def find_state(
    motion: Motion, values: Mapping[str, Fraction], state: Mapping[str, Figure]
) -> tuple[list[RestState], bool]:
    """Find the rest points that a printed state may mean, and whether that is sure."""
    found, sure = [], True
    for point in motion.rest(values).points:
        verdicts = []
        for name, value in zip(motion.coordinates, point.values, strict=True):
            figure = state[name]
            if isinstance(figure, PrintedNumber):
                verdicts.append(rounds_to(value, figure))
            else:
                wanted = motion.bench.figure_value(figure, values)
                verdicts.append(equal(value, wanted))
        if all(verdicts):
            found.append(point)
        elif False not in verdicts:
            sure = False
    return found, sure


def _point_rows(
    bench: Bench,
    motion: Motion,
    printed: Printed,
    point: PrintedPoint,
    values: Mapping[str, Fraction],
    seen: list[RestState],
) -> Iterator[Row]:
    """Check one line at the stated values."""
    what = said("state_of", what=_state(point.state))
    numbers = {n: bench.figure_value(f, values) for n, f in point.state.items()}
    outside = [name for name, value in numbers.items() if value < 0 or value > 1]
    if outside:
        shown = {"printed": State(tuple(numbers.items()))}
        yield bench.row(printed, "disagrees", what=what, reason=said("outside"), **shown)
        return
    matches, sure = find_state(motion, values, point.state)
    if not matches:
        yield _no_match(bench, motion, printed, point, values, sure=sure, what=what)
        return
    if len(matches) > 1:
        names = Listing(tuple(State(motion.shown(match)) for match in matches))
        yield bench.row(printed, "undecided", what=what, reason=said("several", what=names))
        return
    (match,) = matches
    seen.append(match)
    yield bench.row(printed, "agrees", what=what, printed=_state(point.state))
    yield from cell_rows(bench, printed, point, match, values)


def _no_match(
    bench: Bench,
    motion: Motion,
    printed: Printed,
    point: PrintedPoint,
    values: Mapping[str, Fraction],
    *,
    sure: bool,
    what: Said,
) -> Row:
    """Make a row for a printed state that is no isolated rest point."""
    rest = motion.rest(values)
    if not sure:
        return bench.row(printed, "undecided", what=what, reason=said("too_close"))
    place = [bench.figure_value(point.state[name], values) for name in motion.coordinates]
    if rest.lines and _rests(motion, values, place):
        return bench.row(printed, "undecided", what=what, reason=said("line_rests"))
    near = _nearest(rest.points, place)
    right = State(motion.shown(near)) if near is not None else None
    exact = all(isinstance(value, Fraction) for value in place) and not any(
        isinstance(figure, PrintedNumber) and figure.decimals for figure in point.state.values()
    )
    if not rest.complete and not (exact and not _rests(motion, values, place)):
        reason = said("not_all_found")
        return bench.row(printed, "undecided", what=what, right=right, reason=reason)
    return bench.row(printed, "disagrees", what=what, right=right, reason=said("no_rest"))


def _rests(motion: Motion, values: Mapping[str, Fraction], place: Sequence[Any]) -> bool:
    """Whether nothing moves at a rational state."""
    if not all(isinstance(value, Fraction) for value in place):
        return False
    point = {**values, **dict(zip(motion.coordinates, place, strict=True))}
    return all(value_at(rate, point) == 0 for rate in motion.rates)


def _nearest(points: Sequence[RestState], place: Sequence[Any]) -> RestState | None:
    """Find the nearest rest point of those with as many free shares."""

    def distance(point: RestState) -> float:
        pairs = zip(point.place, place, strict=True)
        return max(abs(value - float(other)) for value, other in pairs)

    mixed = sum(value not in (0, 1) for value in place)
    alike = [p for p in points if sum(v not in (0, 1) for v in p.values) == mixed]
    return min(alike, key=distance, default=None)


def _left_out(
    bench: Bench,
    motion: Motion,
    printed: Printed,
    values: Mapping[str, Fraction],
    seen: Sequence[RestState],
) -> Iterator[Row]:
    """Report the rest points that the table lacks."""
    rest = motion.rest(values)
    left = [point for point in rest.points if point not in seen]
    what = said("all_of_them")
    if left:
        right = Listing(tuple(State(motion.shown(point)) for point in left))
        yield bench.row(printed, "disagrees", what=what, right=right, reason=said("left_out"))
    elif rest.lines:
        yield bench.row(printed, "disagrees", what=what, reason=said("lines_left_out"))
    elif not rest.complete:
        yield bench.row(printed, "undecided", what=what, reason=said("not_all_found"))
    else:
        yield bench.row(printed, "agrees", what=what)


def _left_out_somewhere(bench: Bench, printed: Printed, table: StabilityTable) -> Iterator[Row]:
    """Look at one point that satisfies the conditions for rest points that the table lacks.

    Nothing is said where lines have conditions of their own.
    """
    if printed.when is None or any(point.when for point in table.points):
        return
    found = decided(bench, [*within(bench, printed.point), *map(opened, printed.when)])
    if found.point is None:
        return
    motion, values = bench.motion, found.point
    rest = motion.rest(values)
    seen: list[RestState] = []
    for point in table.points:
        exact = {name: _exact(figure) for name, figure in point.state.items()}
        seen += find_state(motion, values, exact)[0]
    left = [point for point in rest.points if point not in seen]
    what = said("all_of_them")
    if left:
        right = Listing(tuple(State(motion.shown(point)) for point in left))
        reason = said("left_out_at", point=Values(values))
        yield bench.row(printed, "disagrees", what=what, right=right, reason=reason)
    elif rest.lines or not rest.complete:
        key = "lines_at" if rest.lines else "not_all_found"
        given = {"point": Values(values)} if rest.lines else {}
        yield bench.row(printed, "undecided", what=what, reason=said(key, **given))
    else:
        yield bench.row(printed, "agrees", what=what, reason=said("seen_at", point=Values(values)))


def _exact(figure: Figure) -> Figure:
    """Take a number in a table of formulas as it stands."""
    return PrintedNumber(figure.value) if isinstance(figure, PrintedNumber) else figure


def stable_rows(bench: Bench, printed: Printed, stated: StableOnes) -> Iterator[Row]:
    """Check that states are evolutionarily stable, and that no other one is."""
    motion = bench.motion
    shown = Listing(tuple(_state(state) for state in stated.states))
    if printed.when is not None:
        states = tuple(tuple(motion.state(state).items()) for state in stated.states)
        verdict = bench.claim_verdict(printed, StableStates(states))
        word, reason = outcome(verdict, at_point=False)
        right = None
        if word == "disagrees" and verdict.point is not None:
            right = stable_at(bench, verdict.point)
        yield bench.row(printed, word, printed=shown, right=right, reason=reason)
        return
    values = bench.game_values(printed.point)
    rest = motion.rest(values)
    verdicts = [(point, is_ess(bench, point, values)) for point in rest.points]
    left = [point for point, good in verdicts if good]
    cells: dict[str, Any] = {"printed": shown}
    for state in stated.states:
        matches, _ = find_state(motion, values, state)
        wanted = [point for point in matches if point in left]
        if not wanted:
            right = stable_at(bench, values)
            reason = said("not_stable", what=_state(state))
            yield bench.row(printed, "disagrees", right=right, reason=reason, **cells)
            return
        left.remove(wanted[0])
    if left:
        right = stable_at(bench, values)
        yield bench.row(printed, "disagrees", right=right, reason=said("stable_too"), **cells)
    elif not rest.complete or any(good is None for _, good in verdicts):
        yield bench.row(printed, "undecided", reason=said("ess_open"), **cells)
    else:
        yield bench.row(printed, "agrees", **cells)


def stable_at(bench: Bench, values: Mapping[str, Fraction]) -> Shown | None:
    """List the evolutionarily stable states at a point."""
    try:
        points = bench.motion.rest(values).points
    except VcgameError:
        return None
    stable = [point for point in points if is_ess(bench, point, values)]
    found = tuple(State(bench.motion.shown(point)) for point in stable)
    return Listing(found) if found else said("none_stable")
