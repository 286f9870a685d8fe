"""Rows about thresholds: the regime changes there, and from what to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from vcgame.derive.audit.bench import Bench, MissingValueError
from vcgame.derive.audit.game_rows import claim_rows
from vcgame.derive.audit.lever import line_of
from vcgame.derive.audit.regions import decided, opened, within
from vcgame.derive.audit.right_values import cuts_of
from vcgame.derive.audit.rounding import rounds_to
from vcgame.derive.audit.row import Row, said
from vcgame.derive.line import Cut, Line
from vcgame.errors import EvaluationError, VcgameError
from vcgame.model.audit import Printed, PrintedThreshold
from vcgame.model.claim import Choices, Equilibria, Threshold
from vcgame.model.formula.expression import Number, names, substitute
from vcgame.model.point import is_true, value_at
from vcgame.model.printed_numbers import PrintedNumber

__all__ = ["rounded_threshold_rows", "threshold_rows"]


def threshold_rows(bench: Bench, printed: Printed, threshold: Threshold) -> Iterator[Row]:
    """Check a threshold as a claim, and that something changes there at the stated values.

    A claim about one side only would hold at many values; a threshold is where the set of
    equilibria changes.
    """
    rows = list(claim_rows(bench, printed, threshold))
    line = _line(bench, printed, threshold)
    if line is not None and all(row.verdict == "agrees" for row in rows):
        values, whole = line
        value = _value(threshold, values)
        inside = value is not None and whole.low < value < whole.high
        if inside and all(_apart(cut, value) for cut in whole.cuts):
            right = cuts_of(whole, values, bench.used)
            reason = said("no_change", value=value if value is not None else "")
            rows = [replace(row, verdict="disagrees", right=right, reason=reason) for row in rows]
    yield from rows


def _value(threshold: Threshold, values: Mapping[str, Fraction]) -> Fraction | None:
    try:
        value = value_at(threshold.value, values)
    except EvaluationError:
        return None
    return value if isinstance(value, Fraction) else None


def _apart(cut: Cut, value: Fraction | None) -> bool:
    return cut.value != value if cut.value is not None else True


def _line(
    bench: Bench, printed: Printed, threshold: Threshold
) -> tuple[dict[str, Fraction], Line] | None:
    """Give the exact thresholds of the parameter, where the values satisfy the entry."""
    name = threshold.parameter
    try:
        values = _stated(bench, printed, threshold)
        if all(is_true(c, values) for c in printed.when or () if name not in names(c)):
            return values, line_of(bench, name, values)
    except (MissingValueError, VcgameError):
        return None
    return None


def _stated(bench: Bench, printed: Printed, threshold: Threshold) -> dict[str, Fraction]:
    """Give the stated values, or others under the conditions of an entry for all values."""
    needed = (bench.used | names(threshold.value)) - {threshold.parameter}
    try:
        return bench.values(printed.point, needed)
    except MissingValueError:
        if printed.when is None:
            raise
        # so that the printed threshold lies within what the assumptions allow
        given = [*within(bench, printed.point), *printed.when]
        at_value = {threshold.parameter: threshold.value}
        found = decided(bench, [opened(substitute(each, at_value)) for each in given]).point
        if found is None:
            raise
        return dict(found)


def rounded_threshold_rows(
    bench: Bench, printed: Printed, stated: PrintedThreshold
) -> Iterator[Row]:
    """Check a threshold against the exact one that rounds to the printed decimal.

    Without stated values the decimal is taken as it stands.
    """
    found = _line(bench, printed, stated.threshold)
    if found is None:
        yield from claim_rows(bench, printed, stated.threshold)
        return
    values, line = found
    cut = next((each for each in line.cuts if _rounds(each, stated.printed)), None)
    if cut is None:
        right = cuts_of(line, values, bench.used)
        reason = said("no_change", value=stated.printed)
        yield bench.row(printed, "disagrees", printed=stated.printed, right=right, reason=reason)
    elif cut.value is not None:
        exact = replace(stated.threshold, value=Number(cut.value))
        for row in claim_rows(bench, printed, exact):
            yield replace(row, printed=stated.printed)
    else:
        yield _beside(bench, printed, stated, line, cut)


def _rounds(cut: Cut, printed: PrintedNumber) -> bool:
    ends = [cut.value] if cut.value is not None else [cut.low, cut.high]
    return all(rounds_to(end, printed) for end in ends)


def _beside(bench: Bench, printed: Printed, stated: PrintedThreshold, line: Line, cut: Cut) -> Row:
    """Compare the regimes on both sides of an irrational threshold."""
    threshold = stated.threshold
    place = line.cuts.index(cut)
    for piece, side in (
        (line.pieces[place], threshold.below),
        (line.pieces[place + 1], threshold.above),
    ):
        middle = (piece.low + piece.high) / 2
        if side is not None and not _holds(bench, printed, stated, middle, side):
            reason = said("other_regime", parameter=threshold.parameter)
            right = float(cut.low)
            return bench.row(
                printed, "disagrees", printed=stated.printed, right=right, reason=reason
            )
    return bench.row(printed, "agrees", printed=stated.printed)


def _holds(
    bench: Bench,
    printed: Printed,
    stated: PrintedThreshold,
    value: Fraction,
    side: Equilibria | Choices,
) -> bool:
    name = stated.threshold.parameter
    fixed = dict(bench.stated(printed, bench.used - {name}))
    verdict = bench.verdict(side, (), tuple({**fixed, name: value}.items()), id=printed.id)
    return verdict.outcome in ("proved", "held")
