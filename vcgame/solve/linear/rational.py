"""Small linear programmes over rational numbers: feasibility and largest values, proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from vcgame.errors import IncompleteError
from vcgame.solve.linear.simplex import Kind, Programme, Row, Work, WorkError

__all__ = ["EFFORT", "Constraint", "Optimum", "feasible", "maximise"]

EFFORT = 20_000_000
"""Operations on numbers that one programme may take; they take seconds."""

Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Constraint:
    """A linear form of the unknowns that is positive, not negative, or zero.

    Attributes
    ----------
    coefficients
        Per unknown (its number), the coefficient; unknowns that are left out have 0.
    constant
        What is added.
    kind
        ``">"``, ``">="`` or ``"="`` zero.
    """

    coefficients: Mapping[int, Number]
    constant: Number = 0
    kind: Kind = ">="


@dataclass(frozen=True, slots=True)
class Optimum:
    """The largest value of a linear form.

    Attributes
    ----------
    value
        Its least upper bound; ``None`` where it grows without bound.
    point
        Where it is attained; where there is no bound, a point that satisfies the constraints
        as weak ones. Strict constraints count as weak ones for it.
    attained
        Whether the point satisfies the strict constraints too.
    """

    value: Fraction | None
    point: tuple[Fraction, ...]
    attained: bool


def feasible(
    constraints: Sequence[Constraint], unknowns: int, *, effort: int = EFFORT
) -> tuple[Fraction, ...] | None:
    """Give a point that satisfies constraints, or ``None`` if there is none.

    Parameters
    ----------
    constraints
        What shall hold together. Unknowns range over all numbers, so bounds of them are
        constraints too.
    unknowns
        How many unknowns there are.
    effort
        Operations on numbers that it may take.

    Raises
    ------
    IncompleteError
        If that is not enough.

    Examples
    --------
    >>> half = [Constraint({0: 1}, 0, ">"), Constraint({1: 1}, 0, ">")]
    >>> [str(p) for p in feasible([*half, Constraint({0: 1, 1: 1}, -1, "=")], 2)]
    ['1/2', '1/2']
    >>> feasible([*half, Constraint({0: 1, 1: 1}, 0, "=")], 2) is None
    True
    """
    programme = _programme(constraints, unknowns, effort)
    return tuple(programme.point()) if programme.possible else None


def maximise(
    goal: Mapping[int, Number],
    constraints: Sequence[Constraint],
    unknowns: int,
    *,
    effort: int = EFFORT,
) -> Optimum | None:
    """Give the least upper bound of a linear form, or ``None`` if no point is allowed.

    Parameters
    ----------
    goal
        The coefficients of the form; the least value is minus the largest of its negative.
    constraints, unknowns, effort
        As for `feasible`.

    Raises
    ------
    IncompleteError
        If the effort is not enough.

    Examples
    --------
    >>> inside = [Constraint({0: 1}, 0, ">"), Constraint({0: -1}, 1, ">")]
    >>> optimum = maximise({0: Fraction(3, 2)}, inside, 1)
    >>> str(optimum.value), optimum.attained
    ('3/2', False)
    """
    programme = _programme(constraints, unknowns, effort)
    if not programme.possible:
        return None
    scale = lcm(*[Fraction(value).denominator for value in goal.values()])
    try:
        found = programme.largest({k: int(value * scale) for k, value in goal.items()})
    except WorkError:
        raise _too_large(effort) from None
    point = tuple(programme.point())
    attained = all(
        each.kind != ">"
        or each.constant + sum(c * point[k] for k, c in each.coefficients.items()) > 0
        for each in constraints
    )
    return Optimum(None if found is None else found / scale, point, attained)


def _programme(constraints: Sequence[Constraint], unknowns: int, effort: int) -> Programme:
    """Write constraints in whole numbers and find a point."""
    rows = []
    for each in constraints:
        numbers = [Fraction(value) for value in (*each.coefficients.values(), each.constant)]
        scale = lcm(*[value.denominator for value in numbers])
        rows.append(
            Row(
                {k: int(value * scale) for k, value in each.coefficients.items() if value},
                int(each.constant * scale),
                each.kind,
            )
        )
    try:
        return Programme(rows, unknowns, Work(effort))
    except WorkError:
        raise _too_large(effort) from None


def _too_large(effort: int) -> IncompleteError:
    return IncompleteError(f"a linear programme takes more than {effort} operations on numbers")
