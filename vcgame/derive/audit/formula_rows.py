"""Rows about formulas: values, quantities that are not negative, a principal's optimum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from vcgame.derive.audit.bench import Bench, outcome
from vcgame.derive.audit.identity import identical
from vcgame.derive.audit.rounding import cut_off, plain, rounds_to
from vcgame.derive.audit.row import Row, Said, Sentence, Shown, said
from vcgame.derive.derivative import derivative
from vcgame.derive.proof import prove
from vcgame.derive.statement import all_of
from vcgame.derive.tidy import tidy_formula
from vcgame.errors import EvaluationError, ExpressionError, NotAlgebraicError
from vcgame.model.audit import Nonnegative, Optimum, Printed, Value
from vcgame.model.claim import Inequality
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Expression,
    Name,
    Number,
    Quotient,
    names,
    substitute,
)
from vcgame.model.formula.flint_numbers import as_fraction
from vcgame.model.formula.polynomials import Field
from vcgame.model.formula.terms import polynomial_formula
from vcgame.model.point import value_at
from vcgame.model.printed_numbers import PrintedNumber

__all__ = ["nonnegative_rows", "number_row", "optimum_rows", "value_rows"]

_ZERO = Number(Fraction(0))


def number_row(bench: Bench, printed: Printed, value: Any, figure: Any, /, **cells: Any) -> Row:
    """Compare a value with a printed number, to the printed digits."""
    good = rounds_to(value, figure)
    cells["printed"] = figure
    if good:
        return bench.row(printed, "agrees", **cells)
    right = plain(value)
    if good is None:
        return bench.row(printed, "undecided", right=right, reason=said("too_close"), **cells)
    return bench.row(printed, "disagrees", right=right, reason=cut_off(right, figure), **cells)


def value_rows(bench: Bench, printed: Printed, stated: Value) -> Iterator[Row]:
    """Check the printed value of a quantity."""
    figure = stated.printed
    what = said("value_of", what=stated.of)
    if printed.when is not None or not isinstance(figure, PrintedNumber):
        wanted = Number(figure.value) if isinstance(figure, PrintedNumber) else figure
        cells: dict[str, Any] = {"what": what, "printed": figure}
        if identical(stated.of, wanted):
            yield bench.row(printed, "agrees", **cells)
            return
        equal = Inequality(Comparison(stated.of, "==", wanted))
        verdict = bench.claim_verdict(printed, equal)
        word, reason = outcome(verdict, at_point=printed.when is None)
        right = tidy_formula(stated.of) if word == "disagrees" else None
        yield bench.row(printed, word, right=right, reason=reason, **cells)
        return
    point = bench.values(printed.point, names(stated.of))
    yield number_row(bench, printed, value_at(stated.of, point), figure, what=what)


def nonnegative_rows(bench: Bench, printed: Printed, stated: Nonnegative) -> Iterator[Row]:
    """Check that quantities are not negative on the region where they are used."""
    for quantity in stated.quantities:
        relation = Inequality(Comparison(quantity, ">=", _ZERO))
        verdict = bench.claim_verdict(printed, relation)
        word, reason = outcome(verdict, at_point=printed.when is None)
        right: Shown | None = None
        if word == "disagrees" and verdict.point is not None:
            try:
                right = said("is_there", value=plain(value_at(quantity, verdict.point)))
            except EvaluationError as error:
                reason = Sentence(str(error))
        what = said("not_negative", what=quantity)
        yield bench.row(printed, word, what=what, right=right, reason=reason)


def optimum_rows(bench: Bench, printed: Printed, optimum: Optimum) -> Iterator[Row]:
    """Check that a principal's optimum is one.

    It is one among all values in the parameter's range, if it has one.

    Where the first-order condition holds and the second derivative is proved not to have the
    wrong sign anywhere, the optimum is global. Else exact points are looked for at which the
    formula is better than at the printed optimum.
    """
    what = said("optimum_of", what=optimum.of, over=optimum.over)
    cells: dict[str, Any] = {"what": what, "printed": optimum.at}
    needed = (names(optimum.of) | names(optimum.at)) - {optimum.over}
    fixed = printed.point
    if printed.when is None:
        fixed = bench.stated(printed, needed, (optimum.over,))
    values = [Comparison(Name(name), "==", Number(value)) for name, value in fixed]
    limits = _limits(bench, optimum)
    when = (*(printed.when or ()), *limits)
    given = [*values, *bench.model.assumptions, *when]
    try:
        there = substitute(optimum.of, {optimum.over: optimum.at})
    except ExpressionError as error:
        yield bench.row(printed, "undecided", reason=Sentence(str(error)), **cells)
        return
    outside = _outside(bench, printed, optimum, limits, fixed)
    if outside is not None:
        yield bench.row(printed, "disagrees", reason=outside, **cells)
        return
    if _first_and_second_order(optimum, given):
        yield bench.row(printed, "agrees", **cells)
        return
    best = Inequality(Comparison(there, ">=" if optimum.maximum else "<=", optimum.of))
    verdict = bench.verdict(best, when, fixed, id=printed.id)
    word, reason = outcome(verdict, at_point=False)
    right = None
    if word == "disagrees":
        right = _stationary(optimum)
        opposite = replace(optimum, maximum=not optimum.maximum)
        if _first_and_second_order(opposite, given):
            reason = said("a_maximum" if opposite.maximum else "a_minimum")
            right = None
    yield bench.row(printed, word, right=right, reason=reason, **cells)


def _limits(bench: Bench, optimum: Optimum) -> list[Condition]:
    """Hold what is chosen to its range, if it has one."""
    parameter = bench.model.parameters[optimum.over]
    chosen = Name(optimum.over)
    found: list[Condition] = []
    if parameter.low is not None:
        found.append(Comparison(chosen, ">=", Number(parameter.low)))
    if parameter.high is not None:
        found.append(Comparison(chosen, "<=", Number(parameter.high)))
    return found


def _outside(
    bench: Bench,
    printed: Printed,
    optimum: Optimum,
    limits: list[Condition],
    fixed: tuple[tuple[str, Fraction], ...],
) -> Said | Sentence | None:
    """Say so, where the printed optimum cannot be chosen at the stated values."""
    if printed.when is not None or not limits:
        return None
    there = [substitute(limit, {optimum.over: optimum.at}) for limit in limits]
    verdict = bench.verdict(Inequality(all_of(there)), (), fixed, id=printed.id)
    return said("out_of_range") if verdict.outcome == "refuted" else None


def _first_and_second_order(optimum: Optimum, given: list[Condition]) -> bool:
    try:
        slope = derivative(optimum.of, optimum.over)
        bend = derivative(tidy_formula(slope), optimum.over)
        there = substitute(slope, {optimum.over: optimum.at})
    except (NotAlgebraicError, ExpressionError):
        return False
    relation = Comparison(bend, "<=" if optimum.maximum else ">=", _ZERO)
    return identical(there, _ZERO) and prove(given, relation).found


def _stationary(optimum: Optimum) -> Expression | None:
    """Solve the first-order condition where it is linear."""
    try:
        slope = derivative(optimum.of, optimum.over)
        used = (optimum.over, *sorted(names(slope) - {optimum.over}))
        ratio = Field(used).fraction(slope)
    except (NotAlgebraicError, EvaluationError):
        return None
    parts: list[dict[tuple[int, ...], Fraction]] = [{}, {}]
    for powers, value in ratio.numer.to_dict().items():
        if powers[0] > 1:
            return None
        number = as_fraction(value)
        rest = tuple(int(power) for power in powers[1:])
        parts[int(powers[0])][rest] = number if powers[0] else -number
    if not parts[1]:
        return None
    above, below = (polynomial_formula(used[1:], list(part.items())) for part in parts)
    return tidy_formula(Quotient(above, below))
