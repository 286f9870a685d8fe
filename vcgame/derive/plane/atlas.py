"""The regime on every piece of the decomposition, cut by as many factors as it takes.

It begins with the factors that decide at some sample points. On every piece the regime is found
from signs; where it rests on a factor that does not cut yet, the rectangle is cut again with
it, until on every piece only factors decide that keep their signs there.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from vcgame.derive.plane.cells import Branch, Cells, Fiber, Strip
from vcgame.derive.plane.deciding import Deciding, Regime
from vcgame.derive.plane.factors import View
from vcgame.derive.plane.projection import Projection
from vcgame.derive.plane.roots import simplest
from vcgame.errors import NotAlgebraicError
from vcgame.model.formula.flint_numbers import as_fmpq, as_fraction
from vcgame.model.model import Model

__all__ = ["Atlas", "Range", "height_between"]

MAX_ROUNDS: Final = 40
SAMPLES: Final = 7

Range = tuple[Fraction, Fraction]
Signs = tuple[int, ...]


class Atlas:
    """The regimes of a model over a rectangle.

    Parameters
    ----------
    model
        A strategic model with two parameters.
    ranges
        Their ranges.

    Attributes
    ----------
    cells
        The decomposition.
    inside, across, upright, at
        The regimes of the cells and the branches of each strip, and of the segments and the
        points of each fiber.

    Raises
    ------
    NotAlgebraicError
        Where payoffs are no ratios of polynomials, or there is too much work.
    """

    def __init__(self, model: Model, ranges: tuple[Range, Range]) -> None:
        self.ranges = ranges
        self.deciding = Deciding(model)
        self.factors = self.deciding.factors
        (left, right), (low, high) = ranges
        self.sides = (
            (as_fmpq(left), as_fmpq(right)),
            (as_fmpq(low), as_fmpq(high)),
        )
        self.frames = (
            self.deciding.frame(1, self.sides[1][0]),
            self.deciding.frame(1, self.sides[1][1]),
        )
        self.numbers: list[int] = []
        self._fixed: dict[int, int] = {}
        projection = Projection(self.factors, self.sides, self.frames)
        wanted = self._sampled()
        for _ in range(MAX_ROUNDS):
            self._include(wanted, projection)
            numbers = sorted({*self.numbers, *self.frames})
            self.cells = Cells(self.factors, numbers, projection, self.sides, self.frames)
            wanted = self._run()
            if not wanted:
                return
        raise NotAlgebraicError(f"the plane is cut more than {MAX_ROUNDS} times")

    def _include(self, wanted: set[int], projection: Projection) -> None:
        for number in sorted(wanted):
            sign = projection.constant_sign(number)
            if sign:
                self._fixed[number] = sign
            else:
                self.numbers.append(number)

    def _sampled(self) -> set[int]:
        """Find factors that decide at some points of the rectangle."""
        wanted: set[int] = set()
        places = [
            [low + (high - low) * Fraction(2 * k + 1, 2 * SAMPLES) for k in range(SAMPLES)]
            for low, high in self.ranges
        ]
        for x in places[0]:
            for y in places[1]:
                wanted |= self._view_at(dict.fromkeys(wanted, 0), x, y).asked
        return wanted

    def _view_at(self, known: dict[int, int], x: Fraction, y: Fraction) -> View:
        guess = self._guessed(as_fmpq(x), as_fmpq(y))
        signs = {number: guess(number) or 0 for number in known}
        view = View(self.factors, signs, guess)
        self.deciding.regime(view)
        return view

    def _guessed(self, x: Any, y: Any) -> Callable[[int], int | None]:
        """Give signs at a point of numbers or balls; ``None`` where a ball holds zero."""
        all_factors = self.factors.all

        def sign(number: int) -> int | None:
            value = all_factors[number].value(x, y)
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
            return 0 if value == 0 else None

        return sign

    def at_point(self, x: Fraction, y: Fraction) -> Regime:
        """Find what holds at a point from the signs there, whatever the cells say."""
        guess = self._guessed(as_fmpq(x), as_fmpq(y))
        return self.deciding.regime(View(self.factors, {}, guess))

    def _run(self) -> set[int]:
        self._memory: dict[Signs, Regime] = {}
        self._wanted: set[int] = set()
        self._order = {number: place for place, number in enumerate(self.numbers)}
        self.inside: list[list[Regime]] = []
        self.across: list[list[Regime]] = []
        below: list[list[Signs]] = []
        for strip in self.cells.strips:
            signs = self._strip_signs(strip)
            below.append(signs)
            self.inside.append(
                [
                    self._regime(each, self._cell_sample(strip, place))
                    for place, each in enumerate(signs)
                ]
            )
            self.across.append(
                [
                    self._regime(
                        self._zeroed(signs[min(place, len(signs) - 1)], (branch.factor,)),
                        self._branch_sample(strip, branch),
                    )
                    for place, branch in enumerate(strip.branches)
                ]
            )
        self.upright: list[list[Regime]] = []
        self.at: list[list[Regime]] = []
        for place, fiber in enumerate(self.cells.fibers):
            self._run_fiber(fiber, below[place - 1] if place else None, below[place : place + 1])
        return self._wanted

    def _run_fiber(self, fiber: Fiber, left: list[Signs] | None, right: list[list[Signs]]) -> None:
        signs = []
        count = 0
        vertical = () if fiber.vertical is None else (fiber.vertical,)
        for point in fiber.points[:-1]:
            count += sum((point.left if left is not None else point.right).values())
            beside = left if left is not None else right[0]
            signs.append(self._zeroed(beside[count - 1], vertical))
        self.upright.append(
            [
                self._regime(each, self._segment_sample(fiber, place))
                for place, each in enumerate(signs)
            ]
        )
        self.at.append(
            [
                self._regime(
                    self._zeroed(signs[min(place, len(signs) - 1)], tuple(point.powers)),
                    self._point_sample(fiber, place),
                    point=True,
                )
                for place, point in enumerate(fiber.points)
            ]
        )

    def _strip_signs(self, strip: Strip) -> list[Signs]:
        """Give the signs of all factors that cut, in every cell from below."""
        x = as_fmpq(strip.middle)
        low = self.sides[1][0]
        signs = []
        for number in self.numbers:
            value = 1 if number == self.frames[0] else self.factors.all[number].value(x, low)
            signs.append(1 if value > 0 else -1)
        found = [tuple(signs)]
        for branch in strip.branches[1:-1]:
            place = self._order.get(branch.factor)
            if place is not None:
                signs[place] = -signs[place]
            found.append(tuple(signs))
        return found

    def _zeroed(self, signs: Signs, numbers: tuple[int, ...]) -> Signs:
        places = [self._order[number] for number in numbers if number in self._order]
        if not places:
            return signs
        changed = list(signs)
        for place in places:
            changed[place] = 0
        return tuple(changed)

    def _regime(
        self, signs: Signs, sample: Callable[[], tuple[Any, Any]], *, point: bool = False
    ) -> Regime:
        if signs in self._memory:
            return self._memory[signs]
        known = dict(zip(self.numbers, signs, strict=True)) | self._fixed
        place: list[tuple[Any, Any]] = []

        def guess(number: int) -> int | None:
            if not place:
                place.append(sample())
            return self._guessed(*place[0])(number)

        view = View(self.factors, known, guess)
        regime = self.deciding.regime(view)
        new = view.asked - known.keys()
        if not new:
            self._memory[signs] = regime
        self._wanted |= view.unsure() if point else new
        return regime

    def _cell_sample(self, strip: Strip, place: int) -> Callable[[], tuple[Any, Any]]:
        def sample() -> tuple[Any, Any]:
            height = height_between(strip.branches[place], strip.branches[place + 1])
            return as_fmpq(strip.middle), as_fmpq(height)

        return sample

    @staticmethod
    def _branch_sample(strip: Strip, branch: Branch) -> Callable[[], tuple[Any, Any]]:
        return lambda: (as_fmpq(strip.middle), branch.ball)

    @staticmethod
    def _segment_sample(fiber: Fiber, place: int) -> Callable[[], tuple[Any, Any]]:
        def sample() -> tuple[Any, Any]:
            low, high = fiber.points[place : place + 2]
            return fiber.abscissa.ball(), as_fmpq(height_between(low, high))

        return sample

    @staticmethod
    def _point_sample(fiber: Fiber, place: int) -> Callable[[], tuple[Any, Any]]:
        return lambda: (fiber.abscissa.ball(), fiber.points[place].ball)


def height_between(low: Any, high: Any) -> Fraction:
    """Give a short rational number between two balls, near their middle."""
    left, right = as_fraction(low.ball.upper().fmpq()), as_fraction(high.ball.lower().fmpq())
    quarter = (right - left) / 4
    return simplest(left + quarter, right - quarter)
