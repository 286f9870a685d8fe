"""The stretches of a lever that have one regime in words, and where each ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import singledispatch
from typing import Any

from vcgame.derive.line import Cut, Line, Piece
from vcgame.derive.trees.line import TreeLine, TreeLineRow
from vcgame.derive.whole_line import WholeLine, WholeRun
from vcgame.errors import EvaluationError
from vcgame.model.text import Text
from vcgame.report.conditions.tree_cells import play_text, plays_text
from vcgame.report.regimes import equilibrium_texts, regime_key, regime_text
from vcgame.report.tables.cells import exact, number
from vcgame.report.words import word
from vcgame.solve.solution import Solution, within_assumptions

__all__ = ["AnyLine", "LineSpan", "line_range", "line_spans", "span_text"]

AnyLine = Line | WholeLine | TreeLine
"""What is known of one lever, by the sort of lever and of game."""


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
        no value, and where `names` tell.
    irrational
        Whether it is a single irrational number between `low` and `high`.
    names
        What the equilibria are called, where the line knows them without an answer.
    whole
        Whether it holds whole numbers only.
    """

    low: Fraction
    high: Fraction
    closed_low: bool
    closed_high: bool
    regime: Text
    solution: Solution | None = None
    irrational: bool = False
    names: tuple[Text, ...] | None = None
    whole: bool = False

    @property
    def inside(self) -> bool:
        """Whether it has equilibria to speak of."""
        return self.solution is not None or self.names is not None

    @property
    def equilibria(self) -> tuple[Text, ...]:
        """Names of the equilibria, each once."""
        if self.names is not None:
            return self.names
        return () if self.solution is None else equilibrium_texts(self.solution)

    @property
    def key(self) -> Any:
        """What it has in common with stretches of the same regime."""
        if self.names is not None:
            return frozenset(self.names)
        return self.regime if self.solution is None else regime_key(self.solution)

    def holds(self, value: Fraction) -> bool:
        """Whether a value lies in it."""
        above = self.low < value or (self.closed_low and self.low == value)
        below = value < self.high or (self.closed_high and self.high == value)
        return above and below and not self.irrational


@singledispatch
def line_spans(line: AnyLine) -> tuple[LineSpan, ...]:
    """Put pieces and thresholds in a row; neighbours with the same words become one.

    A threshold may lie at an end of the range, which then is a stretch of its own. In a
    tree two regimes may differ off the path only; people read what happens, so these are one
    stretch here.
    """
    raise TypeError(type(line))


@line_spans.register
def _of_line(line: Line) -> tuple[LineSpan, ...]:
    found = [piece.solution for piece in line.pieces] + [cut.solution for cut in line.cuts]
    missing = _missing(line.parameter, found)
    ends = [[] if cut is None else [_of_cut(cut, missing)] for cut in (line.at_low, line.at_high)]
    spans = ends[0]
    for place, piece in enumerate(line.pieces):
        spans.append(_of_piece(piece, missing))
        if place < len(line.cuts):
            spans.append(_of_cut(line.cuts[place], missing))
    return _merged([*spans, *ends[1]])


@line_spans.register
def _of_whole_line(line: WholeLine) -> tuple[LineSpan, ...]:
    missing = _missing(line.parameter, [run.solution for run in line.runs])
    return _merged([_of_run(run, missing) for run in line.runs])


@line_spans.register
def _of_tree_line(line: TreeLine) -> tuple[LineSpan, ...]:
    return _merged([_of_row(line, row) for row in line.rows])


def line_range(line: AnyLine) -> tuple[Fraction, Fraction]:
    """Give the ends of what is looked at."""
    if isinstance(line, TreeLine):
        spans = line_spans(line)
        return spans[0].low, spans[-1].high
    return line.low, line.high


def _merged(spans: list[LineSpan]) -> tuple[LineSpan, ...]:
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
    if one.irrational or other.irrational or one.inside != other.inside:
        return False
    return bool(one.key == other.key)


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


def _of_run(run: WholeRun, missing: Callable[[Fraction], Text]) -> LineSpan:
    low, high = Fraction(run.low), Fraction(run.high)
    regime = missing(low) if run.solution is None else regime_text(run.solution)
    return LineSpan(low, high, True, True, regime, run.solution, whole=True)


def _of_row(line: TreeLine, row: TreeLineRow) -> LineSpan:
    """Take a stretch of a tree; beside an irrational end it begins or stops where that is known."""
    stretch = row.stretch
    if stretch.low is None or stretch.high is None:
        raise TypeError("a lever has a range")
    low, high = stretch.low.root, stretch.high.root
    if stretch.point and not low.rational:
        return LineSpan(low.low, low.high, True, True, word("not_rational"), irrational=True)
    closed = (stretch.closed_low and low.rational, stretch.closed_high and high.rational)
    if row.standing != "inside":
        regime = word("outside_assumptions" if row.standing == "outside" else "no_value")
        return LineSpan(low.high, high.low, *closed, regime)
    held = line.held(row)
    names = tuple(dict.fromkeys(play_text(line.model, each) for each in held))
    return LineSpan(low.high, high.low, *closed, plays_text(line.model, held), names=names)


def _missing(parameter: str, found: Iterable[Solution | None]) -> Callable[[Fraction], Text]:
    """Say why there is no answer at a value of the lever.

    The line knows its model by its answers; without any, all of it lies outside.
    """
    known = next((solution for solution in found if solution is not None), None)

    def why(value: Fraction) -> Text:
        if known is None:
            return word("outside_assumptions")
        try:
            there = {**known.values, parameter: value}
            outside = within_assumptions(known.model, there) is not None
        except EvaluationError:
            outside = False
        return word("outside_assumptions" if outside else "no_value")

    return why
