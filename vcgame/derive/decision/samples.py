"""Rational points for signs of polynomials: some unknowns are fixed, the others solved for."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import Final

from vcgame.derive.decision.linear import linear_point
from vcgame.derive.decision.normal_form import ANY, NEGATIVE, POSITIVE, ZERO, flipped, side
from vcgame.derive.decision.polynomial import Polynomial, Ring
from vcgame.derive.decision.single import HighDegreeError, single_point
from vcgame.solve.linear.simplex import Row, Work

__all__ = ["Conditions", "covers", "rows_of", "sampled_point"]

Conditions = Mapping[Polynomial, int]
"""Polynomials and the set of signs that each may have."""

MAX_DRAWS: Final = 40
_STEPS: Final = tuple(Fraction(*step) for step in ((1, 2), (1, 4), (3, 4), (1, 10), (9, 10)))
_OFFSETS: Final = tuple(Fraction(*step) for step in ((1, 1), (2, 1), (1, 2), (5, 1), (10, 1)))


def sampled_point(
    ring: Ring, conditions: Conditions, wish: Sequence[Fraction], work: Work, tries: int
) -> list[Fraction] | None:
    """Look for a point; ``None`` says nothing.

    Unknowns are fixed until all polynomials are linear in the rest, for which the linear
    conditions are decided. The fixed ones have the wished values first, then one or all of
    them others.

    Parameters
    ----------
    ring
        That of the polynomials.
    conditions
        What shall hold.
    wish
        Values to stay close to.
    work
        What may be spent.
    tries
        Number of points to start from.
    """
    if _good(conditions, wish):
        return list(wish)
    for place in _used(conditions):
        found = _along(conditions, wish, place, work)
        if found is not None:
            return found
    chosen = covers(conditions)
    for number, base in enumerate(islice(_bases(conditions, chosen[0], wish), tries)):
        for cover in chosen if not number else chosen[:1]:
            found = _solved(ring, conditions, cover, base, work)
            if found is not None:
                return found
        if number % 4 == 1:
            for place in _used(conditions):
                found = _along(conditions, base, place, work)
                if found is not None:
                    return found
    return None


def _good(conditions: Conditions, point: Sequence[Fraction]) -> bool:
    return all(side(polynomial.value(point)) & signs for polynomial, signs in conditions.items())


def _used(conditions: Conditions) -> list[int]:
    return sorted({place for polynomial in conditions for place in polynomial.used})


def _along(
    conditions: Conditions, base: Sequence[Fraction], place: int, work: Work
) -> list[Fraction] | None:
    """Move one unknown only."""
    moved = []
    for polynomial, signs in conditions.items():
        if polynomial.degree(place):
            moved.append((polynomial.along(base, place), signs))
        elif not side(polynomial.value(base)) & signs:
            return None
    try:
        found = single_point(moved, base[place], work)
    except HighDegreeError:
        return None
    if isinstance(found, Fraction):
        return [*base[:place], found, *base[place + 1 :]]
    return None


def covers(conditions: Conditions) -> list[list[int]]:
    """Choose unknowns without which all polynomials are linear, in one or two ways."""
    monomials = {
        powers for polynomial in conditions for powers, _ in polynomial.terms if sum(powers) > 1
    }
    first = _cover(monomials, frozenset())
    second = _cover(monomials, frozenset(first))
    return [first] if set(first) == set(second) else [first, second]


def _cover(monomials: set[tuple[int, ...]], avoided: frozenset[int]) -> list[int]:
    left, chosen = set(monomials), list[int]()
    while left:
        counts: dict[int, int] = {}
        for powers in left:
            for place, power in enumerate(powers):
                if power:
                    counts[place] = counts.get(place, 0) + (1_000 if power > 1 else 1)
        best = max(counts, key=lambda p: (p not in avoided or counts[p] >= 1_000, counts[p], -p))
        chosen.append(best)
        left = {
            rest for powers in left if sum(rest := (*powers[:best], 0, *powers[best + 1 :])) > 1
        }
    return sorted(chosen)


def _solved(
    ring: Ring, conditions: Conditions, cover: Sequence[int], base: Sequence[Fraction], work: Work
) -> list[Fraction] | None:
    """Fix some unknowns at a base point and decide what is linear then."""
    values = {place: base[place] for place in cover}
    left: dict[Polynomial, int] = {}
    for polynomial, signs in conditions.items():
        made = ring.at(polynomial, values)
        if made.is_zero() or made.is_constant():
            if not signs & (ZERO if made.is_zero() else side(int(made.leading_coefficient()))):
                return None
            continue
        sign, form = ring.primitive(made)
        wanted = signs if sign > 0 else flipped(signs)
        left[form] = left.get(form, ANY) & wanted
        if not left[form]:
            return None
    found = linear_signs(left, base, work)
    return found if found is not None and _good(conditions, found) else None


def linear_signs(
    conditions: Conditions, wish: Sequence[Fraction], work: Work
) -> list[Fraction] | None:
    """Decide signs of linear polynomials: a point that has them, or ``None`` if there is none.

    Where a polynomial only may not be zero, either side will do as long as one point is on it:
    convex sets are not covered by several planes unless one of them covers it.
    """
    sides = [(p, s) for p, s in conditions.items() if s == NEGATIVE | POSITIVE]
    rows = rows_of({p: s for p, s in conditions.items() if s != NEGATIVE | POSITIVE})
    found = linear_point(rows, wish, work)
    for polynomial, _ in sides:
        if found is None:
            return None
        here = side(polynomial.value(found))
        for wanted in (POSITIVE, NEGATIVE) if here == ZERO else (here,):
            more = [*rows, *rows_of({polynomial: wanted})]
            moved = found if here != ZERO else linear_point(more, wish, work)
            if moved is not None:
                rows, found = more, moved
                break
        else:
            return None
    return found


def rows_of(conditions: Conditions) -> list[Row]:
    """Write signs of linear polynomials as rows; the columns are the places."""
    rows = []
    for polynomial, signs in conditions.items():
        turn = -1 if signs in (NEGATIVE, NEGATIVE | ZERO) else 1
        constant, entries = 0, dict[int, int]()
        for powers, coefficient in polynomial.terms:
            if any(powers):
                entries[powers.index(1)] = turn * coefficient
            else:
                constant = turn * coefficient
        if signs not in (ANY, NEGATIVE | POSITIVE):
            kind = "=" if signs == ZERO else ">=" if signs & ZERO else ">"
            rows.append(Row(entries, constant, kind))  # type: ignore[arg-type]
    return rows


def _bases(
    conditions: Conditions, cover: Sequence[int], wish: Sequence[Fraction]
) -> Iterator[list[Fraction]]:
    """Give points with short numbers: the wished one, then others near and far."""
    yield list(wish)
    values = {place: _values(conditions, place, wish[place]) for place in cover}
    for place in cover:
        for value in values[place]:
            yield [*wish[:place], value, *wish[place + 1 :]]
    draw = random.Random(0)  # noqa: S311  not for secrets
    for _ in range(MAX_DRAWS if len(cover) > 1 else 0):
        point = list(wish)
        for place in cover:
            point[place] = draw.choice([wish[place], *values[place]])
        yield point


def _values(conditions: Conditions, place: int, wish: Fraction) -> list[Fraction]:
    """Short numbers within the range that conditions in one unknown alone leave to it."""
    low: Fraction | None = None
    high: Fraction | None = None
    for polynomial, signs in conditions.items():
        if polynomial.used == (place,) and polynomial.linear:
            constant, slope = polynomial.along([Fraction(0)] * len(polynomial.terms[0][0]), place)
            bound = -constant / slope
            if not signs & NEGATIVE:
                low = bound if low is None else max(low, bound)
            if not signs & POSITIVE:
                high = bound if high is None else min(high, bound)
    if low is not None and high is not None:
        found = [low + (high - low) * step for step in _STEPS]
    elif low is not None:
        found = [low + offset for offset in _OFFSETS]
    elif high is not None:
        found = [high - offset for offset in _OFFSETS]
    else:
        found = [wish + 1, wish - 1, Fraction(0), *_OFFSETS, *(-offset for offset in _OFFSETS)]
    return [value for value in dict.fromkeys(found) if value != wish]
