"""The rectangle cut along all factors: strips, and fibers between them, with what is above each.

In an open strip between two abscissas the branches of the factors run without meeting; a fiber
holds the points at which they end there. Which branch ends at which point is decided by exact
counts: at a simple root of a factor one branch ends from either side, and what is left to count is
found close to the fiber, between levels that no factor crosses on the way.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from vcgame.derive.plane.factors import Factors
from vcgame.derive.plane.lifting import Above
from vcgame.derive.plane.projection import Projection, Sides
from vcgame.derive.plane.roots import RealRoot, between, in_order, precise, real_balls, simplest
from vcgame.errors import NotAlgebraicError
from vcgame.model.formula.flint_numbers import as_fmpq, as_fraction

__all__ = ["Branch", "Cells", "Fiber", "Point", "Strip", "branches_at"]

MAX_CELLS: Final = 120_000


@dataclass(frozen=True, slots=True)
class Branch:
    """A root of a factor above an abscissa, in order of height, with a ball around it."""

    factor: int
    ball: Any


@dataclass(frozen=True, slots=True)
class Strip:
    """The part of the rectangle between two abscissas.

    Attributes
    ----------
    middle
        A rational abscissa inside.
    branches
        From the lower to the upper edge of the rectangle, both included.
    """

    middle: Fraction
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a fiber: the factors that are zero there, and how many branches end there."""

    powers: dict[int, int]
    ball: Any
    left: Counter[int] = field(default_factory=Counter)
    right: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Fiber:
    """The part of the rectangle above an abscissa.

    Attributes
    ----------
    abscissa
        Where it stands.
    above
        The factors there.
    vertical
        The factor that is zero on the whole of it, if there is one.
    points
        From the lower to the upper edge, both included.
    """

    abscissa: RealRoot
    above: Above
    vertical: int | None
    points: tuple[Point, ...]


class Cells:
    """The decomposition by some factors.

    Parameters
    ----------
    factors, numbers
        The polynomials, and which of them cut; the lower and upper edge are among them.
    projection
        Gives the abscissas.
    sides, frames
        As `Projection` takes them.

    Raises
    ------
    NotAlgebraicError
        Where it is too much work.
    """

    def __init__(
        self,
        factors: Factors,
        numbers: list[int],
        projection: Projection,
        sides: Sides,
        frames: tuple[int, int],
    ) -> None:
        self._factors = factors
        self._range = sides[1]
        self._frames = frames
        self.cutting = [n for n in numbers if factors.all[n].degree]
        places = projection.abscissas(numbers)
        self.strips: list[Strip] = []
        size = 0
        for (low, _), (high, _) in pairwise(places):
            middle = between(low, high)
            branches = branches_at(factors, self.cutting, middle, self._range, frames)
            self.strips.append(Strip(middle, branches))
            size += len(branches)
            if size > MAX_CELLS:
                raise NotAlgebraicError(f"the plane falls into more than {MAX_CELLS} cells")
        self.fibers = [
            self._fiber(place, root, above) for place, (root, above) in enumerate(places)
        ]

    def _fiber(self, place: int, root: RealRoot, above: Above) -> Fiber:
        low, high = self._range
        others = list(above.others())

        def lifted() -> list[Point] | None:
            roots = above.met(root)
            if roots is None:
                return None
            for part in others:
                balls = part.balls(root)
                if balls is None:
                    return None
                roots += [(part.powers, ball) for ball in balls]
            found = []
            for powers, ball in roots:
                framed = [n for n in self._frames if n in powers]
                if framed:
                    edge = low if framed[0] == self._frames[0] else high
                    found.append(Point(powers, _ball(edge)))
                elif ball > low and ball < high:
                    found.append(Point(powers, ball))
                elif not (ball < low or ball > high):
                    return None
            found.sort(key=lambda point: point.ball.mid())
            return found if in_order([point.ball for point in found]) else None

        points = precise(lifted)
        fiber = Fiber(root, above, above.vertical, tuple(points))
        if place:
            self._ended(fiber, self.strips[place - 1], -1)
        if place < len(self.strips):
            self._ended(fiber, self.strips[place], 1)
        return fiber

    def _ended(self, fiber: Fiber, strip: Strip, side: int) -> None:
        """Count the branches of a strip that end at each point of a fiber."""
        there = Counter(branch.factor for branch in strip.branches)
        unsure: dict[int, list[Point]] = {}
        for point in (fiber.points[0], fiber.points[-1]):
            for number in point.powers:
                if number in self._frames:
                    self._count(point, side)[number] = 1
                    there[number] -= 1
                else:
                    unsure.setdefault(number, []).append(point)
        for point in fiber.points[1:-1]:
            for number, power in point.powers.items():
                if power == 1:
                    self._count(point, side)[number] = 1
                    there[number] -= 1
                else:
                    unsure.setdefault(number, []).append(point)
        close = None
        for number, points in unsure.items():
            if len(points) == 1:
                self._count(points[0], side)[number] = there[number]
                continue
            close = close or self._close(fiber, strip, side)
            for point in points:
                self._count(point, side)[number] = close[id(point)][number]
        self._check(fiber, strip, side)

    @staticmethod
    def _count(point: Point, side: int) -> Counter[int]:
        return point.left if side < 0 else point.right

    def _check(self, fiber: Fiber, strip: Strip, side: int) -> None:
        """Make sure that the counts agree with the order of the branches."""
        start = 0
        for point in fiber.points:
            count = self._count(point, side)
            end = start + sum(count.values())
            if Counter(branch.factor for branch in strip.branches[start:end]) != +count:
                raise NotAlgebraicError("branches that end in another order than they run in")
            start = end
        if start != len(strip.branches):
            raise NotAlgebraicError("branches that end nowhere")

    def _close(self, fiber: Fiber, strip: Strip, side: int) -> dict[int, Counter[int]]:
        """Count branches close to a fiber, between levels that they do not cross on the way."""
        from flint import arb

        levels = [as_fmpq(_level(low.ball, high.ball)) for low, high in pairwise(fiber.points)]

        def near() -> Fraction | None:
            from flint import ctx

            ball = fiber.abscissa.ball()
            step = Fraction(1, 2 ** (ctx.prec // 4))
            low, high = fiber.abscissa.bounds()
            there = low - step if side < 0 else high + step
            if (there <= strip.middle) if side < 0 else (there >= strip.middle):
                return None
            way = arb(as_fmpq(there)).union(ball)
            for number in self.cutting:
                for level in levels:
                    if self._factors.all[number].value(way, level).contains(0):
                        return None
            return there

        there = precise(near)
        branches = branches_at(self._factors, self.cutting, there, self._range, self._frames)
        counts: list[Counter[int]] = [Counter() for _ in fiber.points]
        for branch in branches:
            place = _place(self._factors, branch, as_fmpq(there), levels)
            counts[place][branch.factor] += 1
        return {id(point): count for point, count in zip(fiber.points, counts, strict=True)}


def _place(factors: Factors, branch: Branch, there: Any, levels: list[Any]) -> int:
    """Say between which levels a branch lies; no branch lies on one."""

    def told() -> int | None:
        balls = [branch.ball]
        if any(not (branch.ball > each or branch.ball < each) for each in levels):
            found = real_balls(factors.all[branch.factor].at(there))
            balls = [ball for ball in found if ball.overlaps(branch.ball)]
        if len(balls) != 1 or any(not (balls[0] > each or balls[0] < each) for each in levels):
            return None
        return sum(bool(balls[0] > level) for level in levels)

    return precise(told)


def _level(low: Any, high: Any) -> Fraction:
    left, right = as_fraction(low.upper().fmpq()), as_fraction(high.lower().fmpq())
    quarter = (right - left) / 4
    return simplest(left + quarter, right - quarter)


def _ball(value: Any) -> Any:
    from flint import arb

    return arb(value)


def branches_at(
    factors: Factors,
    numbers: list[int],
    abscissa: Fraction,
    sides: tuple[Any, Any],
    frames: tuple[int, int],
) -> tuple[Branch, ...]:
    """Isolate all roots of factors above a rational abscissa inside a strip, in order.

    The edges of the range are the first and the last.
    """
    low, high = sides
    x = as_fmpq(abscissa)
    polynomials = [(n, factors.all[n].at(x)) for n in numbers if n not in frames]

    def isolated() -> tuple[Branch, ...] | None:
        found = [Branch(frames[0], _ball(low)), Branch(frames[1], _ball(high))]
        for number, polynomial in polynomials:
            for ball in real_balls(polynomial):
                if ball > low and ball < high:
                    found.append(Branch(number, ball))
                elif not (ball < low or ball > high):
                    return None
        found.sort(key=lambda branch: branch.ball.mid())
        return tuple(found) if in_order([branch.ball for branch in found]) else None

    return precise(isolated)
