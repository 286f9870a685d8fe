"""Exact places in the plane: which piece holds a point, and rational points of pieces."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from vcgame.derive.plane.atlas import height_between
from vcgame.derive.plane.cells import branches_at
from vcgame.derive.plane.roots import RealRoot, precise, simplest
from vcgame.derive.plane.survey import Arc, Bend, Cell, Survey
from vcgame.model.formula.flint_numbers import as_fmpq, as_fraction

__all__ = ["Coordinate", "Piece", "abscissa_of", "ordinate_of", "piece_at", "rational_point"]

Piece = Cell | Arc | Bend
Pair = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Coordinate:
    """A real number: exact where `low` and `high` are the same, else between them.

    An irrational coordinate is the only number between its bounds at which what it belongs to
    happens.
    """

    low: Fraction
    high: Fraction

    @property
    def rational(self) -> bool:
        """Whether the number is rational."""
        return self.low == self.high

    def __float__(self) -> float:
        return float((self.low + self.high) / 2)


def piece_at(survey: Survey, x: Fraction, y: Fraction) -> Piece:
    """Find the piece of the decomposition that holds a point of the rectangle."""
    fibers = survey.atlas.cells.fibers
    below = 0
    for fiber in fibers:
        order = _order(fiber.abscissa, x)
        if order == 0:
            return _in_fiber(survey, below, x, y)
        if order > 0:
            break
        below += 1
    return _in_strip(survey, below - 1, x, y)


def _order(root: RealRoot, value: Fraction) -> int:
    """Compare a root with a rational number."""
    if root.exact is not None:
        return (root.exact > value) - (root.exact < value)
    number = as_fmpq(value)

    def told() -> int | None:
        ball = root.ball()
        return 1 if ball > number else -1 if ball < number else None

    return precise(told)


def _in_strip(survey: Survey, strip: int, x: Fraction, y: Fraction) -> Piece:
    atlas = survey.atlas
    first, second = as_fmpq(x), as_fmpq(y)

    def told() -> Cell | Arc | None:
        branches = branches_at(atlas.factors, atlas.cells.cutting, x, atlas.sides[1], atlas.frames)
        lower = 0
        for place, branch in enumerate(branches):
            if branch.ball < second:
                lower += 1
            elif not branch.ball > second:
                zero = atlas.factors.all[branch.factor].value(first, second) == 0
                return Arc("across", strip, place) if zero else None
        return Cell(strip, lower - 1)

    return cast("Piece", precise(told))


def _in_fiber(survey: Survey, number: int, x: Fraction, y: Fraction) -> Piece:
    atlas = survey.atlas
    fiber = atlas.cells.fibers[number]
    first, second = as_fmpq(x), as_fmpq(y)
    parts = [*fiber.above.touched, *fiber.above.others()]

    def told() -> Bend | Arc | None:
        lower = 0
        for place, point in enumerate(fiber.points):
            ball = point.ball
            if not (ball < second or ball > second):
                if any(atlas.factors.all[n].value(first, second) == 0 for n in point.powers):
                    return Bend(number, place)
                part = next(part for part in parts if part.powers == point.powers)
                closer = [b for b in part.balls(fiber.abscissa) or () if b.overlaps(ball)]
                if len(closer) != 1 or closer[0].overlaps(second + 0 * closer[0]):
                    return None
                ball = closer[0]
            lower += bool(ball < second)
        return Arc("upright", number, lower - 1)

    return cast("Piece", precise(told))


def abscissa_of(survey: Survey, fiber: int) -> Coordinate:
    """Give the abscissa of a fiber."""
    root = survey.atlas.cells.fibers[fiber].abscissa
    return Coordinate(*precise(root.bounds))


def ordinate_of(survey: Survey, bend: Bend) -> Coordinate:
    """Give the ordinate of a point of a fiber."""
    from flint import fmpq_poly

    atlas = survey.atlas
    fiber, point = atlas.cells.fibers[bend.fiber], survey.point(bend)
    for frame, end in zip(atlas.frames, atlas.ranges[1], strict=True):
        if frame in point.powers:
            return Coordinate(end, end)
    parts = [*fiber.above.touched, *fiber.above.others()]
    part = next((part for part in parts if part.powers == point.powers), None)
    if part is not None and all(row.degree() < 1 for row in part.rows):
        whole = fmpq_poly([row[0] if row else 0 for row in part.rows])
        for factor, _ in whole.numer().factor()[1]:
            if factor.degree() == 1:
                value = RealRoot(factor).exact
                if value is not None and point.ball.contains(as_fmpq(value)):
                    return Coordinate(value, value)
    return Coordinate(
        as_fraction(point.ball.lower().fmpq()), as_fraction(point.ball.upper().fmpq())
    )


def rational_point(survey: Survey, piece: Piece) -> Pair | None:
    """Give a rational point of a piece, as short as is easy; ``None`` where none is found."""
    cells = survey.atlas.cells
    if isinstance(piece, Cell):
        strip = cells.strips[piece.strip]
        below, above = strip.branches[piece.place : piece.place + 2]
        return strip.middle, height_between(below, above)
    if isinstance(piece, Bend):
        x, y = abscissa_of(survey, piece.fiber), ordinate_of(survey, piece)
        return (x.low, y.low) if x.rational and y.rational else None
    if piece.kind == "upright":
        fiber = cells.fibers[piece.column]
        if fiber.abscissa.exact is None:
            return None
        low, high = fiber.points[piece.place : piece.place + 2]
        return fiber.abscissa.exact, height_between(low, high)
    return _on_branch(survey, piece)


def _on_branch(survey: Survey, arc: Arc) -> Pair | None:
    """Find a rational point where a branch is linear in either parameter."""
    atlas = survey.atlas
    strip = atlas.cells.strips[arc.column]
    factor = atlas.factors.all[strip.branches[arc.place].factor]
    if factor.degree == 1:
        return strip.middle, _linear(factor.at(as_fmpq(strip.middle)))
    if max(row.degree() for row in factor.rows) != 1:
        return None
    start, end = (survey.point(bend).ball for bend in survey.ends(arc))
    low, high = (start, end) if start < end else (end, start)
    left, right = as_fraction(low.upper().fmpq()), as_fraction(high.lower().fmpq())
    if left >= right:
        return None
    third = (right - left) / 3
    y = simplest(left + third, right - third)
    along = factor.along(as_fmpq(y)).numer()
    if along.degree() != 1:
        return None
    x = _linear(along)
    (first, last), _ = atlas.ranges
    return (x, y) if first <= x <= last and piece_at(survey, x, y) == arc else None


def _linear(polynomial: Any) -> Fraction:
    value = RealRoot(polynomial).exact
    if value is None:
        raise TypeError(polynomial)
    return value
