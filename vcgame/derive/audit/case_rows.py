"""Rows of a printed distinction of cases: each case, overlaps, and what is left over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

from vcgame.derive.audit.bench import Bench, outcome
from vcgame.derive.audit.regions import closed, decided, found_at, opened, within
from vcgame.derive.audit.right_values import right_value
from vcgame.derive.audit.row import Row, Said, Sentence, Values, said
from vcgame.derive.statement import all_of
from vcgame.model.audit import Case, Cases, Printed
from vcgame.model.claim import Equilibria, OrderClass, StableStates
from vcgame.model.formula.expression import Condition, Not

__all__ = ["case_rows"]


def case_rows(bench: Bench, printed: Printed, stated: Cases) -> Iterator[Row]:
    """Check each case, that no two contradict each other, and that nothing is left over."""
    given = [*within(bench, printed.point), *(printed.when or ())]
    for case in stated.cases:
        yield from _case_row(bench, printed, case, given)
    if not stated.overlapping:
        yield from _overlaps(bench, printed, stated, given)
    if stated.complete:
        yield _coverage(bench, printed, stated, given)


def _case_row(bench: Bench, printed: Printed, case: Case, given: list[Condition]) -> Iterator[Row]:
    what = said("case", name=case.id)
    cells: dict[str, Any] = {"what": what, "printed": case.says or all_of(case.when)}
    possible = decided(bench, [*given, *case.when])
    if possible.finding == "empty":
        yield bench.row(printed, "disagrees", reason=said("empty_case"), **cells)
        return
    if case.claimed is None:
        return
    when = (*(printed.when or ()), *case.when)
    verdict = bench.verdict(case.claimed, when, printed.point, id=f"{printed.id}.{case.id}")
    word, reason = outcome(verdict, at_point=False)
    right = None
    if word == "disagrees":
        narrowed = replace(printed, when=when)
        right = right_value(bench, narrowed, case.claimed, verdict.point)
    yield bench.row(printed, word, right=right, reason=reason, **cells)


def _overlaps(
    bench: Bench, printed: Printed, stated: Cases, given: list[Condition]
) -> Iterator[Row]:
    """Report the pairs of cases that contradict each other, or say that none do."""
    pairs = [pair for pair in combinations(stated.cases, 2) if _exclusive(*pair)]
    rows = [row for pair in pairs for row in _overlap(bench, printed, *pair, given)]
    if pairs and not rows:
        rows = [bench.row(printed, "agrees", what=said("cases_all_apart"))]
    yield from rows


def _exclusive(first: Case, second: Case) -> bool:
    """Whether two cases cannot both be right where both hold."""
    if first.claimed is None or second.claimed is None:
        return first.says is None or first.says != second.says
    kinds = (Equilibria, OrderClass, StableStates)
    alike = type(first.claimed) is type(second.claimed)
    return alike and isinstance(first.claimed, kinds) and first.claimed != second.claimed


def _overlap(
    bench: Bench, printed: Printed, first: Case, second: Case, given: list[Condition]
) -> Iterator[Row]:
    """Look for a point at which two cases hold that say different things."""
    what = said("cases_apart", first=first.id, second=second.id)
    inside = decided(bench, [*given, *map(opened, (*first.when, *second.when))])
    if inside.finding == "witness" and inside.point is not None:
        reason = said("overlap", point=Values(inside.point))
        right = found_at(bench, inside.point)
        yield bench.row(printed, "disagrees", what=what, right=right, reason=reason)
    elif inside.finding == "undecided":
        reason_given = Sentence(inside.reason)
        yield bench.row(printed, "undecided", what=what, reason=reason_given)


def _coverage(bench: Bench, printed: Printed, stated: Cases, given: list[Condition]) -> Row:
    """Look for a point that no case covers; ties alone are a note, not a mistake."""
    what = said("cases_cover")
    wide = [Not(all_of(map(closed, case.when))) for case in stated.cases]
    left = decided(bench, [*given, *wide])
    reason: Said | Sentence
    if left.finding == "witness" and left.point is not None:
        reason = said("uncovered", point=Values(left.point))
        right = found_at(bench, left.point)
        return bench.row(printed, "disagrees", what=what, right=right, reason=reason)
    if left.finding == "undecided":
        return bench.row(printed, "undecided", what=what, reason=Sentence(left.reason))
    return bench.row(printed, "agrees", what=what)
