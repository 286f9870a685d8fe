"""The Jacobian of the replicator equations, and its form at rest points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Final

from vcgame.derive.dynamics.answer import Linearisation
from vcgame.derive.dynamics.evolution import gains, rates
from vcgame.derive.dynamics.rest_points import Spot
from vcgame.derive.dynamics.space import Space
from vcgame.derive.dynamics.writing import formula, merged
from vcgame.model.formula.expression import Expression, Negation, Number, Product, Sum
from vcgame.model.formula.polynomials import Ratio

__all__ = ["Block", "Linear", "Matrix", "characteristic", "linear_at", "linearised"]

Matrix = tuple[tuple[Ratio, ...], ...]

MAX_TERMS: Final = 400
"""Longer determinants and characteristic polynomials are written without multiplying out."""

_ZERO = Number(Fraction(0))
_ONE = Number(Fraction(1))


@dataclass(frozen=True, slots=True)
class Block:
    """What moves within the face of a rest point.

    Attributes
    ----------
    jacobian
        Of the dynamics restricted to the face.
    slopes
        For populations with two strategies: the derivatives of the gains. The Jacobian is this
        matrix with its rows times ``x*(1 - x)``, which are positive.
    """

    jacobian: Matrix
    slopes: Matrix | None


@dataclass(frozen=True, slots=True)
class Linear:
    """The linearisation at a rest point, as polynomials: outer eigenvalues and inner block."""

    outer: tuple[Ratio, ...]
    block: Block


class Derivatives:
    """Derivatives that all rest points share."""

    def __init__(self, space: Space) -> None:
        self.space = space

    @cached_property
    def jacobian(self) -> Matrix:
        """Of the whole system, in parameters and coordinates."""
        return tuple(
            tuple(self.space.derivative(rate, name) for name in self.space.coordinates)
            for rate in rates(self.space)
        )

    @cached_property
    def gains(self) -> tuple[Ratio | None, ...]:
        """Of populations with two strategies."""
        return gains(self.space)


def linear_at(derivatives: Derivatives, spot: Spot) -> Linear:
    """Linearise at a rest point; polynomials in parameters, and in coordinates not solved for."""
    space, face = derivatives.space, spot.face
    outer = tuple(space.put(value, spot.at) for value in face.outer)
    names = face.unknowns
    known = dict(zip(space.coordinates, derivatives.gains, strict=True))
    if all(known[name] is not None for name in names):
        slopes = tuple(
            tuple(_slope(space, spot, known[row], column) for column in names) for row in names
        )
        scale = [_scale(space, spot, name) for name in names]
        jacobian = tuple(
            tuple(space.lowest(front * entry) for entry in row)
            for front, row in zip(scale, slopes, strict=True)
        )
        return Linear(outer, Block(jacobian, slopes))
    # Coordinates that the face ties to others move with them.
    whole = dict(zip(space.coordinates, rates(space), strict=True))
    on_face = {name: space.put(whole[name], face.fixed) for name in names}
    rows = tuple(
        tuple(space.put(space.derivative(on_face[row], column), spot.at) for column in names)
        for row in names
    )
    return Linear(outer, Block(rows, None))


def _slope(space: Space, spot: Spot, gain: Ratio | None, name: str) -> Ratio:
    if gain is None:
        raise TypeError(name)
    on_face = space.put(gain, spot.face.fixed)
    return space.put(space.derivative(on_face, name), spot.at)


def _scale(space: Space, spot: Spot, name: str) -> Ratio:
    share = Ratio(space.generators[name], space.one)
    return space.put(share * (Ratio(space.one, space.one) - share), spot.at)


def characteristic(space: Space, matrix: Matrix) -> tuple[Ratio, ...]:
    """Coefficients of the characteristic polynomial, by sums of principal minors."""
    size = len(matrix)
    found = [Ratio(space.one, space.one)]
    for order in range(1, size + 1):
        total = Ratio(space.zero, space.one)
        for kept in combinations(range(size), order):
            total = total + determinant(space, [[matrix[i][j] for j in kept] for i in kept])
        found.append(space.lowest(total if order % 2 == 0 else -total))
    return tuple(found)


def determinant(space: Space, matrix: Sequence[Sequence[Ratio]]) -> Ratio:
    """Expand a determinant along its first row."""
    if not matrix:
        return Ratio(space.one, space.one)
    total = Ratio(space.zero, space.one)
    for place, entry in enumerate(matrix[0]):
        if entry.numer.is_zero():
            continue
        minor = [[*row[:place], *row[place + 1 :]] for row in matrix[1:]]
        term = entry * determinant(space, minor)
        total = total + (term if place % 2 == 0 else -term)
    return space.lowest(total)


def linearised(derivatives: Derivatives, spot: Spot, linear: Linear) -> Linearisation:
    """Write the linearisation at a rest point as formulas."""
    space = derivatives.space
    jacobian = _whole(derivatives, spot, linear)
    outer = tuple(formula(space, value) for value in linear.outer)
    size = len(linear.block.jacobian)
    eigenvalues: tuple[Expression, ...] | None = None
    if size == 0:
        eigenvalues = _corner_order(jacobian, outer)
    elif size == 1:
        eigenvalues = (formula(space, linear.block.jacobian[0][0]), *outer)
    if size == 2 and all(linear.block.jacobian[i][i].numer.is_zero() for i in (0, 1)):
        return _turning(derivatives, spot, linear, jacobian, outer)
    terms = max((_terms(entry) for row in linear.block.jacobian for entry in row), default=1)
    implicit = any(
        space.uses(entry.numer, space.coordinates) for row in linear.block.jacobian for entry in row
    )
    if terms**size > MAX_TERMS * 8 or (implicit and size > 2):
        return _structured(space, linear, jacobian, outer)
    inner = characteristic(space, linear.block.jacobian)
    coefficients = inner
    for value in linear.outer:
        coefficients = _times(space, coefficients, value)
    written = tuple(formula(space, each) for each in coefficients)
    sign = Ratio(space.one if (len(coefficients) - 1) % 2 == 0 else -space.one, space.one)
    return Linearisation(
        jacobian,
        eigenvalues,
        written,
        formula(space, space.lowest(coefficients[-1] * sign)),
        formula(space, -coefficients[1]),
        outer,
        tuple(formula(space, each) for each in inner),
    )


def _corner_order(
    jacobian: tuple[tuple[Expression, ...], ...], outer: tuple[Expression, ...]
) -> tuple[Expression, ...]:
    """Eigenvalues at a corner, in the order of the coordinates where the Jacobian is diagonal."""
    places = range(len(jacobian))
    if all(jacobian[i][j] == _ZERO for i in places for j in places if i != j):
        return tuple(jacobian[i][i] for i in places)
    return outer


def _terms(ratio: Ratio) -> int:
    return len(ratio.numer.to_dict()) * len(ratio.denom.to_dict())


def _times(space: Space, coefficients: tuple[Ratio, ...], root: Ratio) -> tuple[Ratio, ...]:
    """Multiply a polynomial by one with a single root."""
    zero = Ratio(space.zero, space.one)
    shifted = zip((*coefficients, zero), (zero, *coefficients), strict=True)
    return tuple(space.lowest(here - root * before) for here, before in shifted)


def _whole(
    derivatives: Derivatives, spot: Spot, linear: Linear
) -> tuple[tuple[Expression, ...], ...]:
    """Write the whole Jacobian; rows of what moves on the face are those of the block."""
    space, names = derivatives.space, spot.face.unknowns
    slopes = linear.block.slopes
    rows = []
    for row, name in enumerate(space.coordinates):
        gain = derivatives.gains[row]
        entries = []
        for column, other in enumerate(space.coordinates):
            if slopes is not None and name in names:
                if other in names:
                    inner = linear.block.jacobian[names.index(name)][names.index(other)]
                    entries.append(formula(space, inner))
                    continue
                if gain is not None:
                    entries.append(formula(space, _across(space, spot, gain, name, other)))
                    continue
            value = space.put(derivatives.jacobian[row][column], spot.at)
            entries.append(formula(space, value))
        rows.append(tuple(entries))
    return tuple(rows)


def _across(space: Space, spot: Spot, gain: Ratio, name: str, other: str) -> Ratio:
    """How the rate of a coordinate that moves on the face answers to one that does not."""
    slope = space.put(space.derivative(gain, other), spot.at)
    return space.lowest(_scale(space, spot, name) * slope)


def _turning(
    derivatives: Derivatives,
    spot: Spot,
    linear: Linear,
    jacobian: tuple[tuple[Expression, ...], ...],
    outer: tuple[Expression, ...],
) -> Linearisation:
    """Write a block of two rows without a diagonal, as in bilinear games: no long product."""
    space, slopes = derivatives.space, linear.block.slopes
    minus = Ratio(-space.one, space.one)
    if slopes is None:
        factors = [linear.block.jacobian[0][1], linear.block.jacobian[1][0]]
    else:
        factors = [slopes[0][1], slopes[1][0]]
        for name in spot.face.unknowns:
            share = Ratio(space.generators[name], space.one)
            factors += [
                space.put(each, spot.at) for each in (share, Ratio(space.one, space.one) - share)
            ]
    det = [minus, *factors]
    # (s**2 + det) times the product of (s - outer eigenvalue)
    tail: tuple[Ratio, ...] = (Ratio(space.one, space.one),)
    for value in linear.outer:
        tail = _times(space, tail, value)
    coefficients: list[Expression] = []
    for power in range(len(tail) + 2):
        straight = formula(space, tail[power]) if power < len(tail) else _ZERO
        lifted = merged(space, [*det, tail[power - 2]]) if power >= 2 else _ZERO
        coefficients.append(_sum([each for each in (straight, lifted) if each != _ZERO]))
    total = Ratio(space.zero, space.one)
    for value in linear.outer:
        total = total + value
    return Linearisation(
        jacobian,
        None,
        tuple(coefficients),
        merged(space, [*det, *linear.outer]),
        formula(space, space.lowest(total)),
        outer,
        (_ONE, _ZERO, merged(space, det)),
    )


def _structured(
    space: Space,
    linear: Linear,
    jacobian: tuple[tuple[Expression, ...], ...],
    outer: tuple[Expression, ...],
) -> Linearisation:
    """Write the coefficients as sums of products of entries, not multiplied out."""
    block = [[formula(space, entry) for entry in row] for row in linear.block.jacobian]
    size = len(block)
    inner: list[Expression] = [_ONE]
    for order in range(1, size + 1):
        terms: list[Expression] = []
        for kept in combinations(range(size), order):
            terms += _expanded([[block[i][j] for j in kept] for i in kept])
        inner.append(_sum(terms if order % 2 == 0 else [_minus(term) for term in terms]))
    whole = inner
    for value in outer:
        shifted = zip((*whole, _ZERO), (_ZERO, *whole), strict=True)
        whole = [_less(here, _scaled(value, before)) for here, before in shifted]
    last = _minus(whole[-1]) if len(whole) % 2 == 0 else whole[-1]
    return Linearisation(jacobian, None, tuple(whole), last, _minus(whole[1]), outer, tuple(inner))


def _scaled(factor: Expression, term: Expression) -> Expression:
    if _ZERO in (factor, term):
        return _ZERO
    return factor if term == _ONE else _product(factor, term)


def _less(first: Expression, second: Expression) -> Expression:
    return _sum([each for each in (first, _minus(second)) if each != _ZERO])


def _expanded(matrix: Sequence[Sequence[Expression]]) -> list[Expression]:
    """Give the terms of a determinant that are not zero."""
    if not matrix:
        return [_ONE]
    terms: list[Expression] = []
    for place, entry in enumerate(matrix[0]):
        if entry == _ZERO:
            continue
        minor = [[*row[:place], *row[place + 1 :]] for row in matrix[1:]]
        for term in _expanded(minor):
            whole = entry if term == _ONE else _product(entry, term)
            terms.append(whole if place % 2 == 0 else _minus(whole))
    return terms


def _product(first: Expression, second: Expression) -> Expression:
    negative = isinstance(first, Negation) != isinstance(second, Negation)
    first, second = (e.operand if isinstance(e, Negation) else e for e in (first, second))
    factors: list[Expression] = []
    for each in (first, second):
        factors += each.factors if isinstance(each, Product) else (each,)
    whole = Product(tuple(factors))
    return Negation(whole) if negative else whole


def _minus(expression: Expression) -> Expression:
    match expression:
        case Number(value) if value == 0:
            return expression
        case Negation(operand):
            return operand
        case Sum(terms):
            return Sum(tuple(_minus(term) for term in terms))
    return Negation(expression)


def _sum(terms: Sequence[Expression]) -> Expression:
    terms = sorted(terms, key=lambda term: isinstance(term, Negation))
    if not terms:
        return _ZERO
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))
