"""Signs of polynomials in two unknowns, over every cell of one of them.

A cylindrical decomposition (Collins 1975): between neighbouring roots of the leading coefficients,
discriminants and pairwise resultants, the curves lie above each other in one order, so that one
rational number there speaks for the whole range. At the roots themselves only the rational ones
are looked at; that leaves nothing open where all conditions are strict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from vcgame.derive.decision.normal_form import ZERO
from vcgame.derive.decision.polynomial import Polynomial, Ring
from vcgame.derive.decision.single import (
    MAX_DEGREE,
    HighDegreeError,
    Irrational,
    cells,
    factored,
    single_point,
)
from vcgame.solve.linear.simplex import Work

__all__ = ["Plane", "plane_point"]


@dataclass(frozen=True, slots=True)
class Plane:
    """What was found in a plane.

    Attributes
    ----------
    point
        Values of the two unknowns; the second may be irrational.
    complete
        Without a point: whether there is none for sure.
    """

    point: tuple[Fraction, Fraction | Irrational] | None
    complete: bool


def plane_point(
    ring: Ring,
    conditions: Sequence[tuple[Polynomial, int]],
    base: int,
    above: int,
    wish: Sequence[Fraction],
    work: Work,
) -> Plane:
    """Look for a point at which irreducible polynomials have wanted signs.

    Parameters
    ----------
    ring
        That of the polynomials.
    conditions
        Polynomials, each once, and sets of signs.
    base, above
        Places of the two unknowns that occur; the first is cut into cells.
    wish
        For all unknowns of the ring, values to be close to.
    work
        What may be spent.

    Raises
    ------
    HighDegreeError
        Where roots of a polynomial of a degree above 80 would be needed.
    """
    _check_degrees([polynomial for polynomial, _ in conditions], base, above)
    factors: set[tuple[int, ...]] = set()
    for made in _projection(ring, [polynomial for polynomial, _ in conditions], above, work):
        factors.update(factor for factor, _ in factored(_dense(made, base))[1])
    line = cells(factors)
    work.spend(sum(len(factor) ** 3 for factor in factors))
    strict = all(not signs & ZERO for _, signs in conditions)
    complete, irrational = True, None
    place = list(wish)
    for cell in sorted(line, key=lambda c: (not c.open, c.distance(wish[base]))):
        if cell.open:
            number = cell.sample(wish[base])
        elif strict:
            continue
        elif isinstance(cell.low, Fraction):
            number = cell.low
        else:
            complete = False
            continue
        place[base] = number
        found = single_point(
            [(polynomial.along(place, above), signs) for polynomial, signs in conditions],
            wish[above],
            work,
        )
        if isinstance(found, Fraction):
            return Plane((number, found), complete=True)
        if found is not None:
            irrational = irrational or (number, found)
    return Plane(irrational, complete)


def _check_degrees(polynomials: Sequence[Polynomial], base: int, above: int) -> None:
    """See that no resultant or discriminant can be of too high a degree in the base."""
    degrees = sorted(((p.degree(above), p.degree(base)) for p in polynomials), reverse=True)
    for number, (height, width) in enumerate(degrees):
        for other, (height_too, width_too) in enumerate(degrees[: number + 1]):
            crossed = height * width_too + height_too * width
            if (crossed - width if other == number else crossed) > MAX_DEGREE:
                raise HighDegreeError


def _projection(ring: Ring, polynomials: Sequence[Polynomial], above: int, work: Work) -> list[Any]:
    """Give the polynomials in the base whose roots cut it; those that are zero left out."""
    name = ring.names[above]
    found, curves = [], []
    for polynomial in polynomials:
        made = ring.flint(polynomial)
        degree = polynomial.degree(above)
        work.spend((len(polynomial.terms) * (degree + 1)) ** 2)
        if not degree:
            found.append(made)
            continue
        curves.append(made)
        found.append(ring.coefficients(made, above)[-1])
        if degree > 1:
            found.append(made.discriminant(name))
    for one, other in combinations(curves, 2):
        work.spend(len(one) * len(other) * 10)
        found.append(one.resultant(other, name))
    return [made for made in found if not made.is_zero()]


def _dense(made: Any, place: int) -> tuple[int, ...]:
    found = {int(powers[place]): int(value) for powers, value in made.terms()}
    return tuple(found.get(power, 0) for power in range(max(found) + 1))
