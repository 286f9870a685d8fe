"""Real roots of integer polynomials: exact by the polynomial and their order, in balls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, TypeVar

from vcgame.errors import NotAlgebraicError
from vcgame.model.formula.flint_numbers import as_fmpq, as_fraction

__all__ = ["RealRoot", "between", "in_order", "precise", "real_balls", "roots_within", "simplest"]

MAX_BITS: Final = 8_192

_T = TypeVar("_T")


def precise(task: Callable[[], _T | None], least: int = 64) -> _T:
    """Do a task with more and more digits until they are enough.

    Raises
    ------
    NotAlgebraicError
        Where 8,192 bits are not enough.
    """
    from flint import ctx

    bits = least
    while bits <= MAX_BITS:
        with ctx.workprec(bits):
            done = task()
        if done is not None:
            return done
        bits *= 2
    raise NotAlgebraicError(f"numbers that {MAX_BITS} bits do not tell apart")


def real_balls(polynomial: Any) -> list[Any]:
    """Give the distinct real roots of an integer polynomial, in order, as balls apart."""
    if polynomial.degree() < 1:
        return []
    found = [root.real for root, _ in polynomial.complex_roots() if root.imag == 0]
    return sorted(found, key=lambda ball: ball.mid())


def in_order(balls: Sequence[Any]) -> bool:
    """Whether balls are apart and stand in increasing order."""
    return all(one < other for one, other in pairwise(balls))


class RealRoot:
    """A real algebraic number.

    Parameters
    ----------
    polynomial
        An irreducible integer polynomial.
    index
        Which of its real roots, counted from 0.

    Attributes
    ----------
    exact
        The number as a fraction where it is rational.
    """

    def __init__(self, polynomial: Any, index: int = 0) -> None:
        self.polynomial = polynomial
        self.index = index
        self.exact: Fraction | None = None
        if polynomial.degree() == 1:
            below, above = polynomial.coeffs()
            self.exact = Fraction(-int(below), int(above))
        self._balls: dict[int, Any] = {}

    def ball(self) -> Any:
        """Enclose the number, with the digits that flint works with just now."""
        from flint import arb, ctx

        if ctx.prec not in self._balls:
            self._balls[ctx.prec] = (
                real_balls(self.polynomial)[self.index]
                if self.exact is None
                else arb(as_fmpq(self.exact))
            )
        return self._balls[ctx.prec]

    def bounds(self) -> tuple[Fraction, Fraction]:
        """Give rational bounds, the number itself twice where it is rational."""
        if self.exact is not None:
            return self.exact, self.exact
        ball = self.ball()
        return as_fraction(ball.lower().fmpq()), as_fraction(ball.upper().fmpq())

    def __float__(self) -> float:
        return float(self.ball()) if self.exact is None else float(self.exact)


def roots_within(polynomials: Iterable[Any], low: Any, high: Any) -> list[RealRoot]:
    """Give the real roots of irreducible polynomials in a closed range, in order."""
    numbers = [
        RealRoot(polynomial, index)
        for polynomial in polynomials
        for index in range(len(real_balls(polynomial)))
    ]

    def inside(number: RealRoot) -> bool:
        if number.exact is not None:
            return bool(low <= as_fmpq(number.exact) <= high)

        def told() -> bool | None:
            ball = number.ball()
            if ball > low and ball < high:
                return True
            return False if ball < low or ball > high else None

        return precise(told)

    kept = [number for number in numbers if inside(number)]

    def ordered() -> list[RealRoot] | None:
        there = sorted(kept, key=lambda number: number.ball().mid())
        return there if in_order([number.ball() for number in there]) else None

    return precise(ordered)


def between(low: RealRoot, high: RealRoot) -> Fraction:
    """Give a short rational number strictly between two numbers, near their middle."""

    def apart() -> tuple[Fraction, Fraction] | None:
        left, right = low.bounds()[1], high.bounds()[0]
        return (left, right) if left < right else None

    left, right = precise(apart)
    quarter = (right - left) / 4
    return simplest(left + quarter, right - quarter)


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """Give the fraction of the smallest denominator in a closed interval.

    Examples
    --------
    >>> simplest(Fraction(3, 10), Fraction(2, 5))
    Fraction(1, 3)
    """
    if low > 0:
        floor = low.numerator // low.denominator
        if floor == low:
            return low
        if floor + 1 <= high:
            return Fraction(floor + 1)
        rest = simplest(1 / (high - floor), 1 / (low - floor))
        return floor + 1 / rest
    if high < 0:
        return -simplest(-high, -low)
    return Fraction(0)
