"""The abscissas at which something happens: where factors meet, turn, or stand upright."""

from __future__ import annotations

from itertools import combinations
from typing import Any, Final

from vcgame.derive.plane.factors import Factor, Factors
from vcgame.derive.plane.lifting import Above, Touch
from vcgame.derive.plane.roots import RealRoot, in_order, precise, roots_within
from vcgame.errors import NotAlgebraicError

__all__ = ["Projection", "Sides"]

Sides = tuple[tuple[Any, Any], tuple[Any, Any]]

MAX_FACTORS: Final = 160
MAX_ROOTS: Final = 2_500
MAX_DEGREE: Final = 400


class Projection:
    """Projects factors to the first parameter (Collins 1975, in two dimensions).

    Discriminants and resultants vanish wherever branches of the factors turn back or meet.
    What it finds is kept, so that a second run with more factors is cheap.

    Parameters
    ----------
    factors
        All factors.
    sides
        The range of each parameter, as numbers of flint.
    frames
        Numbers of the factors that are zero on the lower and on the upper edge.
    """

    def __init__(self, factors: Factors, sides: Sides, frames: tuple[int, int]) -> None:
        self._factors = factors
        self._sides = sides
        self._frames = frames
        self._parts: dict[tuple[int, ...], tuple[tuple[str, Any, int], ...]] = {}
        self._roots: dict[str, list[RealRoot]] = {}
        self._signs: dict[int, int] = {}

    def constant_sign(self, number: int) -> int:
        """Give the sign of a factor that has no zero in the rectangle, or 0 if it may have one."""
        if number not in self._signs:
            factor = self._factors.all[number]
            self._signs[number] = _sign_on(factor, self._sides, 60)
        return self._signs[number]

    def abscissas(self, numbers: list[int]) -> list[tuple[RealRoot, Above]]:
        """Give the abscissas between the left and right edges, these included, in order.

        Left out are those above which nothing happens within the rectangle.

        Raises
        ------
        NotAlgebraicError
            Where there are too many, or of too high a degree.
        """
        from flint import fmpq_poly

        if len(numbers) > MAX_FACTORS:
            raise NotAlgebraicError(f"{len(numbers)} polynomials decide, more than {MAX_FACTORS}")
        (low, high), _ = self._sides
        factors = {number: self._factors.all[number] for number in numbers}
        touches: dict[str, tuple[Any, Touch]] = {}
        edges = [str(_monic(fmpq_poly([-end, 1]).numer())) for end in (low, high)]
        for end in (low, high):
            modulus = _monic(fmpq_poly([-end, 1]).numer())
            touches[str(modulus)] = (modulus, Touch())
        for key in self._events(numbers):
            for name, polynomial, power in self._projected(key):
                touch = touches.setdefault(name, (_monic(polynomial), Touch()))[1]
                if len(key) == 2:
                    touch.pairs.add((key[0], key[1]))
                    touch.simple &= power == 1
                elif factors[key[0]].degree:
                    touch.alone.add(key[0])
                else:
                    touch.vertical = key[0]
        kept: list[RealRoot] = []
        above: dict[str, Above] = {}
        for name, (modulus, touch) in touches.items():
            roots = self._within(name, modulus)
            if not roots:
                continue
            upright = {n: f for n, f in factors.items() if f.degree}
            above[name] = lifted = Above(modulus, upright, touch)
            if name in edges or touch.vertical is not None:
                kept += roots
            else:
                kept += [root for root in roots if self._busy(root, lifted)]
            if len(kept) > MAX_ROOTS:
                raise NotAlgebraicError(f"boundaries meet above more than {MAX_ROOTS} places")
        ordered = _ordered(kept)
        return [(root, above[str(_monic(root.polynomial))]) for root in ordered]

    def _events(self, numbers: list[int]) -> list[tuple[int, ...]]:
        upright = [n for n in numbers if self._factors.all[n].degree]
        frames = set(self._frames)
        pairs = [pair for pair in combinations(sorted(upright), 2) if set(pair) != frames]
        return [*((number,) for number in numbers), *pairs]

    def _projected(self, key: tuple[int, ...]) -> tuple[tuple[str, Any, int], ...]:
        if key not in self._parts:
            self._parts[key] = tuple(self._factored(self._eliminated(key)))
        return self._parts[key]

    def _eliminated(self, key: tuple[int, ...]) -> Any:
        """Give a polynomial in the first parameter that vanishes where something happens."""
        first = self._factors.all[key[0]]
        if len(key) == 2:
            second = self._factors.all[key[1]]
            for one, other in ((first, second), (second, first)):
                if one.degree == 1 and one.rows[1].degree() == 0 and one.rows[0].degree() < 1:
                    return other.along(-_constant(one.rows[0]) / _constant(one.rows[1]))
            return _univariate(first.polynomial.resultant(second.polynomial, 1))
        if not first.degree:
            return first.rows[0]
        if first.degree == 1:
            return None
        return _univariate(first.polynomial.discriminant(1))

    def _factored(self, polynomial: Any) -> list[tuple[str, Any, int]]:
        if polynomial is None or polynomial.degree() < 1:
            return []
        if polynomial.degree() > MAX_DEGREE:
            raise NotAlgebraicError(
                f"boundaries meet at roots of a polynomial of degree {polynomial.degree()}"
            )
        return [(str(_monic(p)), p, int(power)) for p, power in polynomial.numer().factor()[1]]

    def _within(self, name: str, modulus: Any) -> list[RealRoot]:
        if name not in self._roots:
            self._roots[name] = roots_within([modulus.numer()], *self._sides[0])
        return self._roots[name]

    def _busy(self, root: RealRoot, above: Above) -> bool:
        """Whether branches meet or turn back above a root, within the rectangle."""
        low, high = self._sides[1]

        def told() -> bool | None:
            met = above.met(root)
            if met is None:
                return None
            busy = False
            for powers, ball in met:
                if list(powers.values()) == [1]:
                    continue
                if any(number in powers for number in self._frames):
                    return True
                if not (ball < low or ball > high or (ball > low and ball < high)):
                    return None
                busy |= bool(ball > low and ball < high)
            return busy

        return precise(told)


def _ordered(roots: list[RealRoot]) -> list[RealRoot]:
    def sort() -> list[RealRoot] | None:
        there = sorted(roots, key=lambda root: root.ball().mid())
        return there if in_order([root.ball() for root in there]) else None

    return precise(sort)


def _constant(row: Any) -> Any:
    from flint import fmpq

    return row[0] if row else fmpq(0)


def _monic(polynomial: Any) -> Any:
    from flint import fmpq_poly

    rational = fmpq_poly(polynomial)
    return rational / rational.leading_coefficient()


def _univariate(polynomial: Any) -> Any:
    """Take a polynomial without the second parameter as one in the first alone."""
    from flint import fmpq_poly

    terms = {int(powers[0]): value for powers, value in polynomial.to_dict().items()}
    return fmpq_poly([terms.get(power, 0) for power in range(max(terms, default=-1) + 1)])


def _sign_on(factor: Factor, sides: Sides, effort: int) -> int:
    """Bound a factor on boxes, halved again and again, by ball arithmetic."""
    from flint import arb

    boxes = [sides]
    signs: set[int] = set()
    while boxes:
        effort -= 1
        if not effort:
            return 0
        one, other = boxes.pop()
        balls = [arb((low + high) / 2, (high - low) / 2) for low, high in (one, other)]
        value = factor.value(*balls)
        if value > 0 or value < 0:
            signs.add(1 if value > 0 else -1)
            continue
        middle = ((one[0] + one[1]) / 2, (other[0] + other[1]) / 2)
        there = factor.value(*middle)
        signs.add(0 if there == 0 else 1 if there > 0 else -1)
        if 0 in signs or len(signs) > 1:
            return 0
        boxes += [
            (across, along)
            for across in ((one[0], middle[0]), (middle[0], one[1]))
            for along in ((other[0], middle[1]), (middle[1], other[1]))
        ]
    return signs.pop() if len(signs) == 1 else 0
