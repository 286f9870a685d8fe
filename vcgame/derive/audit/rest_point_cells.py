"""Cells of a line of a stability table, checked at the stated values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from vcgame.derive.audit.bench import Bench
from vcgame.derive.audit.formula_rows import number_row
from vcgame.derive.audit.matching import matched
from vcgame.derive.audit.motion import Motion
from vcgame.derive.audit.patterns import kinds_of
from vcgame.derive.audit.rounding import rounds_to
from vcgame.derive.audit.row import Listing, Row, Said, Sentence, State, Verdict, said
from vcgame.errors import VcgameError
from vcgame.model.audit import Printed, PrintedPoint
from vcgame.model.formula.flint_numbers import as_fmpq, as_fraction
from vcgame.model.printed_numbers import Figure, PrintedComplex, PrintedNumber
from vcgame.solve.dynamics.rest_points import RestState

__all__ = ["cell_rows", "equal", "is_ess"]

_SIGN: Final = {-1: "-", 0: "0", 1: "+"}
_CLOSE: Final = 1e-9
"""Floats that stand for irrational numbers have more digits than this."""


def cell_rows(
    bench: Bench,
    printed: Printed,
    point: PrintedPoint,
    match: RestState,
    values: Mapping[str, Fraction],
) -> Iterator[Row]:
    """Check everything that a line prints of the rest point that it means."""
    match = _sure(bench, match, values)
    yield from _label_rows(bench, printed, point, match, values)
    yield from _matrix_rows(bench, bench.motion, printed, point, match, values)
    yield from _eigenvalue_rows(bench, printed, point, match)


def _sure(bench: Bench, match: RestState, values: Mapping[str, Fraction]) -> RestState:
    """Have an eigenvalue that seems to be zero in floats judged in exact arithmetic."""
    exact = all(isinstance(value, Fraction) for value in match.values)
    if match.kind not in ("centre", "non-hyperbolic") or (exact and match.face.dimension < 3):
        return match
    try:
        judged = bench.motion.judged(values, match)
    except VcgameError:
        return match
    return match if judged is None else replace(match, kind=judged.label)


def _state(state: Mapping[str, Figure]) -> State:
    return State(tuple(state.items()))


def equal(first: Any, second: Any) -> bool | None:
    """Whether two numbers are equal: exactly for fractions, else to eight digits."""
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return first == second
    close = Fraction(float(second)).limit_denominator(10**15)
    return rounds_to(float(first), PrintedNumber(close, 8))


def _label_rows(
    bench: Bench,
    printed: Printed,
    point: PrintedPoint,
    match: RestState,
    values: Mapping[str, Fraction],
) -> Iterator[Row]:
    state = _state(point.state)
    right = Said(f"printed_labels.{match.kind}")
    cells: dict[str, Any]
    if point.label is not None:
        what = said("label_of", what=state)
        shown = Said(f"printed_labels.{point.label}")
        cells = {"what": what, "printed": shown}
        if match.kind in kinds_of(point.label):
            broad = point.label == "unstable" and match.kind == "saddle"
            reason = said("is_kind", what=right) if broad else None
            yield bench.row(printed, "agrees", reason=reason, **cells)
        elif match.kind == "non-hyperbolic":
            yield _not_linear_row(bench, printed, point.label, match, values, cells)
        else:
            why = said("is_centre") if match.kind == "centre" else None
            yield bench.row(printed, "disagrees", right=right, reason=why, **cells)
    if point.ess is not None:
        found = is_ess(bench, match, values)
        cells = {"what": said("ess_of", what=state), "printed": Said("yes" if point.ess else "no")}
        if found is None:
            yield bench.row(printed, "undecided", reason=said("ess_open"), **cells)
        elif found == point.ess:
            yield bench.row(printed, "agrees", **cells)
        else:
            yes = Said("yes" if found else "no")
            reason = said("is_kind", what=right)
            yield bench.row(printed, "disagrees", right=yes, reason=reason, **cells)


def _not_linear_row(
    bench: Bench,
    printed: Printed,
    label: str,
    match: RestState,
    values: Mapping[str, Fraction],
    cells: Mapping[str, Any],
) -> Row:
    """Judge the label of a point with a zero eigenvalue, as far as the others or ESS tell.

    One positive eigenvalue is enough for not being stable. With several populations, and payoffs
    that depend on whom one meets, only strict equilibria are asymptotically stable (Ritzberger
    and Weibull 1995).
    """
    right = Said("printed_labels.non-hyperbolic")
    if 1 in match.signs and label in ("unstable", "sink", "stable", "ESS"):
        good = label == "unstable"
        right = Said("printed_labels.unstable")
        return bench.row(
            printed,
            "agrees" if good else "disagrees",
            right=None if good else right,
            reason=said("rising"),
            **cells,
        )
    if label == "ESS" and bench.motion.game.multilinear:
        found = is_ess(bench, match, values)
        if found is not None:
            verdict: Verdict = "agrees" if found else "disagrees"
            reason = said("by_definition" if found else "no_ess")
            return bench.row(
                printed, verdict, right=None if found else right, reason=reason, **cells
            )
    return bench.row(printed, "undecided", right=right, reason=said("not_linear"), **cells)


def is_ess(bench: Bench, match: RestState, values: Mapping[str, Fraction]) -> bool | None:
    """Whether a rest point is an ESS; ``None`` where that is not decided.

    In several populations these are the strict equilibria (Selten 1980). In one population an
    ESS is asymptotically stable (Taylor and Jonker 1978), and with two strategies the reverse
    holds too; a strict equilibrium is always one. Else it is held to the definition.
    """
    game = bench.motion.game
    strict = match.face.dimension == 0 and all(sign < 0 for sign in match.signs)
    if strict or len(game.populations) > 1:
        return strict
    if 1 in match.signs:
        return False
    if len(game.populations[0].strategies) == 2 and match.kind == "sink":
        return True
    try:
        judged = bench.motion.judged(values, match)
    except VcgameError:
        return None
    return None if judged is None else judged.evolutionary


def _matrix_rows(
    bench: Bench,
    motion: Motion,
    printed: Printed,
    point: PrintedPoint,
    match: RestState,
    values: Mapping[str, Fraction],
) -> Iterator[Row]:
    """Check determinant and trace, and their signs."""
    keys = ("determinant", "trace")
    wanted = [key for key in keys if getattr(point, key) or getattr(point, f"{key}_sign")]
    if not wanted:
        return
    rows = motion.numbers_at(values, match.values)
    worked = {"determinant": _determinant(rows), "trace": sum(r[i] for i, r in enumerate(rows))}
    signs = {key: _sign(worked[key], match, key) for key in keys}
    for key in wanted:
        value, figure = worked[key], getattr(point, key)
        if figure is not None:
            what = said(f"{key}_of", what=_state(point.state))
            yield _figure_row(bench, printed, value, figure, values, what)
        sign = getattr(point, f"{key}_sign")
        if sign is not None:
            cells = {"what": said(f"{key}_sign_of", what=_state(point.state)), "printed": sign}
            number = signs[key]
            right = "" if number is None else _SIGN[number]
            if not right:
                yield bench.row(printed, "undecided", reason=said("too_close"), **cells)
            elif right == sign:
                yield bench.row(printed, "agrees", **cells)
            else:
                reason = said("is_number", value=value)
                yield bench.row(printed, "disagrees", right=right, reason=reason, **cells)


def _figure_row(
    bench: Bench,
    printed: Printed,
    value: Any,
    figure: Figure,
    values: Mapping[str, Fraction],
    what: Said,
) -> Row:
    if isinstance(figure, PrintedNumber):
        return number_row(bench, printed, value, figure, what=what)
    good = equal(value, bench.figure_value(figure, values))
    verdict: Verdict = "agrees" if good else "undecided" if good is None else "disagrees"
    right = None if good else value
    return bench.row(printed, verdict, what=what, printed=figure, right=right)


def _determinant(rows: Sequence[Sequence[Any]]) -> Any:
    """Give the determinant, exactly for fractions."""
    from flint import fmpq_mat

    exact = [[Fraction(entry) for entry in row] for row in rows]
    table = fmpq_mat([[as_fmpq(e) for e in row] for row in exact])
    value = as_fraction(table.det())
    return value if isinstance(rows[0][0], Fraction) else float(value)


def _sign(value: Any, match: RestState, key: str) -> int | None:
    """Give the sign of the determinant or trace; a float must be far enough from zero."""
    if not isinstance(value, Fraction) and abs(value) <= _CLOSE:
        if match.kind == "centre" and len(match.signs) == 2:
            return int(key == "determinant")
        return None
    return int(value > 0) - int(value < 0)


def _eigenvalue_rows(
    bench: Bench, printed: Printed, point: PrintedPoint, match: RestState
) -> Iterator[Row]:
    """Check printed eigenvalues, in whatever order they stand."""
    if not point.eigenvalues:
        return
    what = said("eigenvalues_of", what=_state(point.state))
    shown = Listing(tuple(point.eigenvalues))
    cells: dict[str, Any] = {"what": what, "printed": shown}
    try:
        values = bench.game_values(printed.point)
        printed_ones = [_as_printed(bench, each, values) for each in point.eigenvalues]
    except VcgameError as error:
        yield bench.row(printed, "undecided", reason=Sentence(str(error)), **cells)
        return
    verdicts = [[_close(value, each) for value in match.eigenvalues] for each in printed_ones]
    if matched([[each is True for each in row] for row in verdicts]):
        yield bench.row(printed, "agrees", **cells)
        return
    right = Listing(tuple(_complex_shown(value) for value in match.eigenvalues))
    if matched([[each is not False for each in row] for row in verdicts]):
        yield bench.row(printed, "undecided", right=right, reason=said("too_close"), **cells)
    else:
        yield bench.row(printed, "disagrees", right=right, **cells)


def _as_printed(bench: Bench, each: Any, values: Mapping[str, Fraction]) -> PrintedComplex:
    """Write a printed eigenvalue with both parts; a formula gets eight digits."""
    zero = PrintedNumber(Fraction(0), 8)
    if isinstance(each, PrintedComplex):
        return PrintedComplex(_with_digits(each.real), _with_digits(each.imaginary))
    if isinstance(each, PrintedNumber):
        return PrintedComplex(_with_digits(each), zero)
    number = Fraction(float(bench.figure_value(each, values))).limit_denominator(10**15)
    return PrintedComplex(PrintedNumber(number, 8), zero)


def _with_digits(number: PrintedNumber) -> PrintedNumber:
    """Compare with eight digits what is printed without any; eigenvalues are floats."""
    return number if number.decimals is not None else replace(number, decimals=8)


def _close(value: complex, figure: PrintedComplex) -> bool | None:
    verdicts = (rounds_to(value.real, figure.real), rounds_to(value.imag, figure.imaginary))
    return False if False in verdicts else None if None in verdicts else True


def _complex_shown(value: complex) -> Any:
    return value.real if not value.imag else f"{value.real:.4g}{value.imag:+.4g}i"
