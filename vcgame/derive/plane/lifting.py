"""What stands above an abscissa: the common and the repeated roots of factors there.

Over an algebraic abscissa the factors are polynomials over the number field that it makes.
Their squarefree parts and common divisors are worked out there by Euclid's algorithm, so which
roots are equal is decided exactly; the parts are without common and repeated roots, so that balls
can keep their real roots apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from vcgame.derive.plane.factors import Factor
from vcgame.derive.plane.roots import RealRoot
from vcgame.errors import NotAlgebraicError

__all__ = ["Above", "Part", "Touch"]

MAX_FIELD: Final = 40
"""Degree of an algebraic abscissa up to which its field is worked in."""

_HIGH: Final = 5

Poly = list[Any]


@dataclass(slots=True)
class Touch:
    """What may meet above the roots of one polynomial in the first parameter."""

    alone: set[int] = field(default_factory=set)
    pairs: set[tuple[int, int]] = field(default_factory=set)
    vertical: int | None = None
    simple: bool = True
    """Whether the resultant of no pair has a repeated root there."""


@dataclass(frozen=True, slots=True)
class Part:
    """A polynomial without repeated roots, and how often its roots are roots of each factor."""

    rows: tuple[Any, ...]
    powers: dict[int, int]

    @property
    def plain(self) -> bool:
        """Whether its roots are simple roots of one factor."""
        return list(self.powers.values()) == [1]

    def balls(self, abscissa: RealRoot) -> list[Any] | None:
        """Enclose its real roots above an abscissa; ``None`` where more digits are needed."""
        from flint import acb, acb_poly, arb, ctx

        if len(self.rows) < 2:
            return []
        x = abscissa.ball()
        try:
            polynomial = acb_poly([acb(_value(row, x)) for row in self.rows])
            found = polynomial.roots(tol=arb(2) ** (-ctx.prec // 2))
        except (ValueError, ZeroDivisionError):
            return None
        real = [root for root in found if root.imag.contains(0)]
        for root in real:  # is real if its conjugate can be no other one
            mirrored = acb(root.real, -root.imag)
            if sum(mirrored.overlaps(other) for other in found) > 1:
                return None
        return [root.real for root in real]


def _value(row: Any, x: Any) -> Any:
    from flint import arb

    value = arb(0)
    for coefficient in reversed(row.coeffs()):
        value = value * x + coefficient
    return value


class Above:
    """The parts of all factors above the roots of an irreducible polynomial.

    Parameters
    ----------
    modulus
        The polynomial, rational, in the first parameter.
    factors
        By their numbers.
    touch
        Which factors may have repeated or common roots there.
    """

    def __init__(self, modulus: Any, factors: dict[int, Factor], touch: Touch) -> None:
        self._modulus = modulus
        self._factors = factors
        self.vertical = touch.vertical
        self._names = touch.alone.union(*touch.pairs) if touch.pairs else set(touch.alone)
        self._meeting = self._single_meetings(touch)
        if modulus.degree() > MAX_FIELD and not self._meeting and self._names:
            raise NotAlgebraicError(
                f"boundaries turn or meet at roots of a polynomial of degree {modulus.degree()}"
            )
        self.touched: list[Part] = []
        for number in sorted(self._names):
            if self._meeting:
                rows = self._reduced(self._factors[number])
                self.touched.append(Part(tuple(rows), {number: 1}))
            else:
                self._add(number, touch)

    def _single_meetings(self, touch: Touch) -> tuple[tuple[int, int], ...]:
        """Give the pairs, where every one has a single common root, in a field of high degree.

        So it is where the abscissa is a simple root of the resultant, and the first coefficients
        are not both zero there: the multiplicity is at least that of all common roots together.
        Then a single pair of balls keeps meeting, and the field need not be worked in.
        """
        if touch.alone or not touch.simple or self._modulus.degree() < _HIGH:
            return ()
        for pair in touch.pairs:
            factors = [self._factors[number] for number in pair]
            if all(not factor.rows[-1] % self._modulus for factor in factors):
                return ()
            if any(all(row.degree() < 1 for row in factor.rows) for factor in factors):
                return ()
        return tuple(sorted(touch.pairs))

    def met(self, abscissa: RealRoot) -> list[tuple[dict[int, int], Any]] | None:
        """Give the real roots of the touched parts with their powers, each root once.

        ``None`` where more digits are needed.
        """
        found: list[tuple[dict[int, int], Any]] = []
        for part in self.touched:
            balls = part.balls(abscissa)
            if balls is None:
                return None
            found += [(part.powers, ball) for ball in balls]
        for first, second in self._meeting:
            ones = [root for root in found if first in root[0]]
            others = [root for root in found if second in root[0]]
            pairs = [(a, b) for a in ones for b in others if a is b or a[1].overlaps(b[1])]
            if len(pairs) != 1:
                return None
            one, other = pairs[0]
            if one is not other:
                found = [root for root in found if root is not one and root is not other]
                found.append(({**one[0], **other[0]}, one[1].intersection(other[1])))
        return found

    def others(self) -> Iterable[Part]:
        """Give the factors that nothing happens to."""
        for number, factor in self._factors.items():
            if number not in self._names and factor.degree:
                yield Part(tuple(self._reduced(factor)), {number: 1})

    def _reduced(self, factor: Factor) -> Poly:
        return _short([row % self._modulus for row in factor.rows])

    def _add(self, number: int, touch: Touch) -> None:
        """Split the parts so that they stay without common roots."""
        whole = self._reduced(self._factors[number])
        pieces = self._squarefree(whole) if number in touch.alone else [(whole, 1)]
        for piece, power in pieces:
            rest = piece
            parts = []
            for part in self.touched:
                met = any(tuple(sorted((number, each))) in touch.pairs for each in part.powers)
                common = self._gcd(list(part.rows), rest) if met and len(rest) > 1 else []
                if len(common) < 2:
                    parts.append(part)
                    continue
                left = self._quotient(list(part.rows), common)
                if len(left) > 1:
                    parts.append(Part(tuple(left), part.powers))
                parts.append(Part(tuple(common), {**part.powers, number: power}))
                rest = self._quotient(rest, common)
            if len(rest) > 1:
                parts.append(Part(tuple(rest), {number: power}))
            self.touched = parts

    def _squarefree(self, whole: Poly) -> list[tuple[Poly, int]]:
        """Split by multiplicity (Yun 1976)."""
        if len(whole) < 3:
            return [(whole, 1)]
        slope = self._derivative(whole)
        common = self._gcd(whole, slope)
        if len(common) < 2:
            return [(whole, 1)]
        pieces = []
        rest, falling = self._quotient(whole, common), self._quotient(slope, common)
        power = 1
        while len(rest) > 1:
            falling = self._difference(falling, self._derivative(rest))
            piece = self._gcd(rest, falling)
            if len(piece) > 1:
                pieces.append((piece, power))
            rest, falling = self._quotient(rest, piece), self._quotient(falling, piece)
            power += 1
        return pieces

    def _gcd(self, one: Poly, other: Poly) -> Poly:
        while len(other) > 1:
            one, other = other, self._divided(one, other)[1]
        return self._monic(other or one)

    def _monic(self, poly: Poly) -> Poly:
        if not poly:
            return poly
        scale = self._inverse(poly[-1])
        return [row * scale % self._modulus for row in poly]

    def _inverse(self, number: Any) -> Any:
        common, inverse, _ = number.xgcd(self._modulus)
        return inverse / common.leading_coefficient()

    def _divided(self, one: Poly, other: Poly) -> tuple[Poly, Poly]:
        """Divide with remainder."""
        from flint import fmpq_poly

        rest = list(one)
        quotient = [fmpq_poly([])] * max(len(one) - len(other) + 1, 0)
        scale = self._inverse(other[-1])
        while len(rest) >= len(other):
            times = rest[-1] * scale % self._modulus
            shift = len(rest) - len(other)
            quotient[shift] = times
            for place, row in enumerate(other):
                rest[shift + place] = (rest[shift + place] - times * row) % self._modulus
            rest = _short(rest[:-1])
        return quotient, rest

    def _quotient(self, one: Poly, other: Poly) -> Poly:
        return self._divided(one, other)[0]

    @staticmethod
    def _derivative(poly: Poly) -> Poly:
        return _short([row * power for power, row in enumerate(poly)][1:])

    @staticmethod
    def _difference(one: Poly, other: Poly) -> Poly:
        from flint import fmpq_poly

        size = max(len(one), len(other))
        longer = [poly + [fmpq_poly([])] * (size - len(poly)) for poly in (one, other)]
        return _short([a - b for a, b in zip(*longer, strict=True)])


def _short(poly: Poly) -> Poly:
    while poly and not poly[-1]:
        poly = poly[:-1]
    return poly
