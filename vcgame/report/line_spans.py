"""The stretches of a lever that have one regime in words, and where each ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from vcgame.derive.line import Cut, Line, Piece
from vcgame.errors import EvaluationError
from vcgame.model.text import Text
from vcgame.report.regimes import regime_key, regime_text
from vcgame.report.tables.cells import exact, number
from vcgame.report.words import word
from vcgame.solve.solution import Solution, within_assumptions

__all__ = ["LineSpan", "line_spans", "span_text"]


@dataclass(frozen=True, slots=True)
class LineSpan:
    """A stretch of a lever, or a single value where both ends are the same.

    Attributes
    ----------
    low, high, closed_low, closed_high
        Where it lies, and whether the ends belong to it.
    regime
        The equilibria there, in words.
    solution
        The answer at a point of it; ``None`` outside the assumptions and where a formula has
        no value.
    irrational
        Whether it is a single irrational number between `low` and `high`.
    """

    low: Fraction
    high: Fraction
    closed_low: bool
    closed_high: bool
    regime: Text
    solution: Solution | None = None
    irrational: bool = False

    @property
    def inside(self) -> bool:
        """Whether it has equilibria to speak of."""
        return self.solution is not None

    def holds(self, value: Fraction) -> bool:
        """Whether a value lies in it."""
        above = self.low < value or (self.closed_low and self.low == value)
        below = value < self.high or (self.closed_high and self.high == value)
        return above and below and not self.irrational


def line_spans(line: Line) -> tuple[LineSpan, ...]:
    """Put pieces and thresholds in a row; neighbours with the same words become one.

    A threshold may lie at an end of the range, which then is a stretch of its own. In a
    tree two regimes may differ off the path only; people read what happens, so these are one
    stretch here.
    """
    missing = _missing(line)
    ends = [[] if cut is None else [_of_cut(cut, missing)] for cut in (line.at_low, line.at_high)]
    spans = ends[0]
    for place, piece in enumerate(line.pieces):
        spans.append(_of_piece(piece, missing))
        if place < len(line.cuts):
            spans.append(_of_cut(line.cuts[place], missing))
    spans += ends[1]
    merged = spans[:1]
    for span in spans[1:]:
        before = merged[-1]
        if _same(span, before):
            solution = before.solution if before.low < before.high else span.solution
            merged[-1] = replace(
                before, high=span.high, closed_high=span.closed_high, solution=solution
            )
        else:
            merged.append(span)
    return tuple(merged)


def span_text(span: LineSpan) -> str:
    """Write where a stretch lies: a number, or an interval.

    Examples
    --------
    >>> half = Fraction(1, 2)
    >>> span_text(LineSpan(Fraction(0), half, True, False, Text("")))
    '[0, 1/2)'
    >>> span_text(LineSpan(half, half, True, True, Text("")))
    '1/2'
    """
    if span.irrational:
        return number(float(span.low), 7)
    if span.low == span.high:
        return exact(span.low)
    first, last = "[" if span.closed_low else "(", "]" if span.closed_high else ")"
    return f"{first}{exact(span.low)}, {exact(span.high)}{last}"


def _same(one: LineSpan, other: LineSpan) -> bool:
    if one.irrational or other.irrational:
        return False
    if one.solution is None or other.solution is None:
        return one.solution is other.solution and one.regime == other.regime
    return bool(regime_key(one.solution) == regime_key(other.solution))


def _of_piece(piece: Piece, missing: Callable[[Fraction], Text]) -> LineSpan:
    if piece.solution is None:
        regime = missing((piece.low + piece.high) / 2)
    else:
        regime = regime_text(piece.solution)
    return LineSpan(piece.low, piece.high, False, False, regime, piece.solution)


def _of_cut(cut: Cut, missing: Callable[[Fraction], Text]) -> LineSpan:
    if cut.value is None:
        return LineSpan(cut.low, cut.high, True, True, word("not_rational"), irrational=True)
    regime = missing(cut.value) if cut.solution is None else regime_text(cut.solution)
    return LineSpan(cut.low, cut.high, True, True, regime, cut.solution)


def _missing(line: Line) -> Callable[[Fraction], Text]:
    """Say why there is no answer at a value of the lever.

    The line knows its model by its answers; without any, all of it lies outside.
    """
    found = [piece.solution for piece in line.pieces] + [cut.solution for cut in line.cuts]
    known = next((solution for solution in found if solution is not None), None)

    def why(value: Fraction) -> Text:
        if known is None:
            return word("outside_assumptions")
        try:
            there = {**known.values, line.parameter: value}
            outside = within_assumptions(known.model, there) is not None
        except EvaluationError:
            outside = False
        return word("outside_assumptions" if outside else "no_value")

    return why
