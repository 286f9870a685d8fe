"""Lines of a table of rest points that are stated for all parameters under conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from vcgame.derive.audit.bench import Bench, outcome
from vcgame.derive.audit.identity import identical
from vcgame.derive.audit.matching import matched
from vcgame.derive.audit.patterns import kinds_of
from vcgame.derive.audit.row import Listing, Row, Said, State, Values, said
from vcgame.derive.claims import Verdict as ClaimVerdict
from vcgame.derive.proof import prove
from vcgame.derive.statement import FALSE, all_of, any_of
from vcgame.derive.tidy import reduced, tidy_formula
from vcgame.errors import UnsupportedError, VcgameError
from vcgame.model.audit import Printed, PrintedPoint
from vcgame.model.claim import AtRest, Claimed, Inequality
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Expression,
    Negation,
    Number,
    Product,
    Relation,
    Sum,
    constant,
    substitute,
)
from vcgame.model.point import value_at
from vcgame.model.printed_numbers import Figure, PrintedNumber

__all__ = ["symbolic_rows"]

_ZERO = Number(Fraction(0))
_ONE = Number(Fraction(1))
_LARGEST: Final = 4
_RELATIONS: dict[str, Relation] = {"+": ">", "-": "<", "0": "=="}


def symbolic_rows(bench: Bench, printed: Printed, point: PrintedPoint) -> Iterator[Row]:
    """Check one line under its conditions: by proof, or at exact points."""
    yield from _Line(bench, printed, point).rows()


class _Line:
    """A line of the table."""

    def __init__(self, bench: Bench, printed: Printed, point: PrintedPoint) -> None:
        self.bench = bench
        self.printed = printed
        self.point = point
        self.motion = bench.motion
        self.when = (*(printed.when or ()), *(point.when or ()))
        self.shown = State(tuple(point.state.items()))
        self.state = self.motion.state(point.state)

    @cached_property
    def matrix(self) -> list[list[Expression]]:
        """The Jacobian at the state."""
        rows = self.motion.jacobian_at(self.state)
        return [[tidy_formula(entry) for entry in row] for row in rows]

    @cached_property
    def determinant(self) -> Expression:
        """The determinant at the state."""
        if len(self.matrix) > _LARGEST:
            raise UnsupportedError(f"determinants beyond {_LARGEST} rows need stated values")
        return tidy_formula(_determinant(self.matrix))

    @cached_property
    def trace(self) -> Expression:
        """The trace at the state."""
        return tidy_formula(_sum([row[i] for i, row in enumerate(self.matrix)]))

    def rows(self) -> Iterator[Row]:
        """Check every cell."""
        still = self._at_rest()
        yield still
        if still.verdict == "disagrees":
            return
        mixed = [v for v in self.state.values() if constant(v) not in (0, 1)]
        if mixed:
            limits = [Comparison(v, ">=", _ZERO) for v in mixed]
            limits += [Comparison(v, "<=", _ONE) for v in mixed]
            what = said("inside_of", what=self.shown)
            yield self._checked(Inequality(all_of(limits)), what)
        if self.point.label is not None:
            yield self._label(self.point.label)
        if self.point.ess is not None:
            yield self._ess(ess=self.point.ess)
        for key in ("determinant", "trace"):
            figure = getattr(self.point, key)
            if figure is None and getattr(self.point, f"{key}_sign") is None:
                continue
            formula = self.determinant if key == "determinant" else self.trace
            if figure is not None:
                yield self._equal(formula, figure, said(f"{key}_of", what=self.shown))
            sign = getattr(self.point, f"{key}_sign")
            if sign is not None:
                claimed = Inequality(Comparison(formula, _RELATIONS[sign], _ZERO))
                what = said(f"{key}_sign_of", what=self.shown)
                yield self._checked(claimed, what, printed=sign, right=formula)
        if self.point.eigenvalues:
            yield self._eigenvalues()

    def _verdict(self, claimed: Claimed, *, exactly: bool = False) -> ClaimVerdict:
        return self.bench.verdict(
            claimed, self.when, self.printed.point, exactly=exactly, id=self.printed.id
        )

    def _checked(self, claimed: Claimed, what: Said, **cells: Any) -> Row:
        verdict = self._verdict(claimed)
        word, reason = outcome(verdict, at_point=False)
        if word != "disagrees":
            cells.pop("right", None)
        return self.bench.row(self.printed, word, what=what, reason=reason, **cells)

    def _at_rest(self) -> Row:
        rates = [substitute(rate, self.state) for rate in self.motion.rates]
        what = said("state_of", what=self.shown)
        if all(identical(rate, _ZERO) for rate in rates):
            return self.bench.row(self.printed, "agrees", what=what, printed=self.shown)
        still = all_of(Comparison(rate, "==", _ZERO) for rate in rates)
        return self._checked(Inequality(still), what, printed=self.shown)

    def _label(self, label: str) -> Row:
        what = said("label_of", what=self.shown)
        cells: dict[str, Any] = {"what": what, "printed": Said(f"printed_labels.{label}")}
        claimed: Claimed
        try:
            claimed = Inequality(self._labelled(label))
        except _UnwrittenError as error:
            claimed = error.claimed
        verdict = self._verdict(claimed, exactly=self.point.exactly)
        word, reason = outcome(verdict, at_point=False)
        right = None
        if word == "disagrees" and verdict.point is not None:
            kind = self._kind_at(verdict.point)
            right = self._right_condition(claimed, label) or kind
            if kind is not None:
                reason = said("kind_at", point=Values(verdict.point), what=kind)
        return self.bench.row(self.printed, word, right=right, reason=reason, **cells)

    def _right_condition(self, claimed: Claimed, label: str) -> Said | None:
        """Say under which conditions the point has its label, where they can be reduced."""
        if not isinstance(claimed, Inequality):
            return None
        model, condition = self.bench.model, claimed.relation
        shown = Said(f"printed_labels.{label}")
        if prove([*model.assumptions, condition], FALSE).found:
            return said("never_is", what=shown)
        parts = reduced(model, condition)
        return said("it_is_if", what=shown, condition=all_of(parts)) if parts else None

    def _labelled(self, label: str) -> Condition:
        """When the point has a label; one positive eigenvalue makes it unstable."""
        if label == "unstable" and self._triangular():
            return any_of(Comparison(row[i], ">", _ZERO) for i, row in enumerate(self.matrix))
        if label == "unstable" and len(self.matrix) == 2:
            falls = Comparison(self.determinant, "<", _ZERO)
            return any_of([falls, Comparison(self.trace, ">", _ZERO)])
        return any_of(self._condition(kind) for kind in sorted(kinds_of(label)))

    def _condition(self, kind: str) -> Condition:
        """When the point is of a type, by linearisation.

        In the plane by determinant and trace; else where the Jacobian is triangular, as it is at
        corners, by its diagonal.
        """
        size = len(self.matrix)
        if size == 1:
            return _of_signs(kind, [self.matrix[0][0]])
        if size == 2 and not self._triangular():
            return _in_plane(kind, self.determinant, self.trace)
        if not self._triangular():
            state = tuple(self.state.items())
            raise _UnwrittenError(AtRest(state, kind))
        return _of_signs(kind, [row[i] for i, row in enumerate(self.matrix)])

    def _triangular(self) -> bool:
        size = range(len(self.matrix))
        lower = all(identical(self.matrix[i][j], _ZERO) for i in size for j in size if i > j)
        upper = all(identical(self.matrix[i][j], _ZERO) for i in size for j in size if i < j)
        return lower or upper

    def _kind_at(self, point: Mapping[str, Fraction]) -> Said | None:
        """Say what the point is where its label is refuted."""
        try:
            place = {n: value_at(v, point) for n, v in self.state.items()}
            rest = self.motion.rest(point).points
        except VcgameError:
            return None
        wanted = tuple(place[name] for name in self.motion.coordinates)
        kinds = [each.kind for each in rest if each.values == wanted]
        return Said(f"printed_labels.{kinds[0]}") if kinds else None

    def _ess(self, *, ess: bool) -> Row:
        what = said("ess_of", what=self.shown)
        shown = Said("yes" if ess else "no")
        mixed = any(constant(value) not in (0, 1) for value in self.state.values())
        if ess and mixed and len(self.motion.game.populations) > 1:
            reason = said("mixed_no_ess")
            return self.bench.row(
                self.printed, "disagrees", what=what, printed=shown, reason=reason
            )
        claimed = AtRest(tuple(self.state.items()), None, ess)
        return self._checked(claimed, what, printed=shown)

    def _equal(self, formula: Expression, figure: Figure, what: Said) -> Row:
        wanted = Number(figure.value) if isinstance(figure, PrintedNumber) else figure
        if identical(formula, wanted):
            return self.bench.row(self.printed, "agrees", what=what, printed=figure)
        claimed = Inequality(Comparison(formula, "==", wanted))
        return self._checked(claimed, what, printed=figure, right=formula)

    def _eigenvalues(self) -> Row:
        """Compare printed eigenvalues: one by one, or by their sum and product in the plane."""
        what = said("eigenvalues_of", what=self.shown)
        shown = Listing(tuple(self.point.eigenvalues))
        cells: dict[str, Any] = {"what": what, "printed": shown}
        ones = [
            Number(each.value) if isinstance(each, PrintedNumber) else each
            for each in self.point.eigenvalues
        ]
        if not all(isinstance(each, Expression) for each in ones):
            return self.bench.row(self.printed, "undecided", reason=said("needs_values"), **cells)
        if self._triangular():
            diagonal = [row[i] for i, row in enumerate(self.matrix)]
            if matched([[identical(one, other) for other in diagonal] for one in ones]):  # type: ignore[arg-type]
                return self.bench.row(self.printed, "agrees", **cells)
            right = Listing(tuple(diagonal))
            return self.bench.row(self.printed, "disagrees", right=right, **cells)
        if len(ones) == 2:
            total, whole = Sum(tuple(ones)), Product(tuple(ones))  # type: ignore[arg-type]
            if identical(total, self.trace) and identical(whole, self.determinant):
                return self.bench.row(self.printed, "agrees", **cells)
            sums = Comparison(total, "==", self.trace)
            claimed = Inequality(all_of([sums, Comparison(whole, "==", self.determinant)]))
            row = self._checked(claimed, **cells)
            if row.verdict != "disagrees":
                return row
            reason = said("trace_and_determinant", trace=self.trace, determinant=self.determinant)
            return self.bench.row(self.printed, "disagrees", reason=reason, **cells)
        return self.bench.row(self.printed, "undecided", reason=said("needs_values"), **cells)


class _UnwrittenError(Exception):
    """A type that has no condition in closed form here."""

    def __init__(self, claimed: AtRest) -> None:
        self.claimed = claimed
        super().__init__(claimed.label)


def _of_signs(kind: str, eigenvalues: Sequence[Expression]) -> Condition:
    """When real eigenvalues make a point of a type."""
    below = [Comparison(each, "<", _ZERO) for each in eigenvalues]
    above = [Comparison(each, ">", _ZERO) for each in eigenvalues]
    zero = [Comparison(each, "==", _ZERO) for each in eigenvalues]
    match kind:
        case "sink":
            return all_of(below)
        case "source":
            return all_of(above)
        case "saddle":
            nonzero = [Comparison(each, "!=", _ZERO) for each in eigenvalues]
            return all_of([any_of(below), any_of(above), *nonzero])
        case "non-hyperbolic":
            return any_of(zero)
    return FALSE


def _in_plane(kind: str, determinant: Expression, trace: Expression) -> Condition:
    """When determinant and trace make a point of a type."""
    positive = Comparison(determinant, ">", _ZERO)
    match kind:
        case "sink":
            return all_of([positive, Comparison(trace, "<", _ZERO)])
        case "source":
            return all_of([positive, Comparison(trace, ">", _ZERO)])
        case "saddle":
            return Comparison(determinant, "<", _ZERO)
        case "centre":
            return all_of([positive, Comparison(trace, "==", _ZERO)])
    return Comparison(determinant, "==", _ZERO)


def _determinant(matrix: Sequence[Sequence[Expression]]) -> Expression:
    """Expand a small matrix along its first row."""
    if len(matrix) == 1:
        return matrix[0][0]
    terms: list[Expression] = []
    for place, entry in enumerate(matrix[0]):
        if identical(entry, _ZERO):
            continue
        minor = [[*row[:place], *row[place + 1 :]] for row in matrix[1:]]
        term: Expression = Product((entry, _determinant(minor)))
        terms.append(Negation(term) if place % 2 else term)
    return _sum(terms)


def _sum(terms: Sequence[Expression]) -> Expression:
    return Sum(tuple(terms)) if terms else _ZERO
