"""Whether a state of one population is evolutionarily stable, in exact numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from vcgame.derive.dynamics.algebraic import Element, Extension
from vcgame.derive.dynamics.faces import Face
from vcgame.derive.dynamics.space import Space
from vcgame.derive.dynamics.spectrum import determinant
from vcgame.derive.dynamics.systems import element_of

__all__ = ["is_evolutionary"]

_Matrix = Sequence[Sequence[Element]]


def is_evolutionary(space: Space, face: Face, field: Extension, at: Mapping[str, Element]) -> bool:
    """Whether a rest point in the state space is an ESS (one population), decided exactly.

    With two strategies by the sign of the gain close by. With more, for payoffs linear in the
    state, by Haigh's criterion in the complete form of Abakuks (1980): among the best replies
    the payoff form is negative in every direction that a mutant can take. For other payoffs
    the derivative takes the form's place, which suffices, and ties of strategies that
    nobody plays count as instability.
    """
    if len(space.game.populations) > 1:
        return False  # but for strict equilibria, which the caller knows
    if len(space.game.populations[0].strategies) == 2:
        return _of_two(space, face, field, at)
    outer = [element_of(space, field, value, at) for value in face.outer]
    signs = [value.sign() for value in outer]
    if max(signs, default=-1) > 0:
        return False
    (played,) = face.present
    absent = [k for k in range(len(space.payoffs[0])) if k not in played]
    tied = [k for k, sign in zip(absent, signs, strict=True) if sign == 0]
    *others, base = played
    form = _form(space, field, at, [*others, *tied], base)
    return _copositive(field, form, len(others))


def _of_two(space: Space, face: Face, field: Extension, at: Mapping[str, Element]) -> bool:
    (name,) = space.coordinates
    (counted,) = space.game.populations[0].counted
    payoffs = space.payoffs[0]
    gain = space.lowest(payoffs[counted] - payoffs[1 - counted])
    inner = face.place != "corner"
    upper = not inner and face.present[0] == (counted,)
    for order in range(space.degree(gain.numer, name) + 1):
        sign = element_of(space, field, gain, at).sign()
        if sign:
            if inner:
                return order % 2 == 1 and sign < 0
            return sign * (-1) ** order > 0 if upper else sign < 0
        gain = space.derivative(gain, name)
    return False


def _form(
    space: Space, field: Extension, at: Mapping[str, Element], rows: Sequence[int], base: int
) -> list[list[Element]]:
    """Minus the payoffs' derivative in the directions from one strategy to others, symmetrised."""
    population = space.game.populations[0]
    places = dict(zip(population.counted, population.coordinates, strict=True))
    payoffs = space.payoffs[0]

    def slope(strategy: int, toward: int) -> Element:
        gap = space.lowest(payoffs[strategy] - payoffs[base])
        total = field.constant(0)
        for place, sign in ((toward, 1), (base, -1)):
            if place in places:
                value = element_of(space, field, space.derivative(gap, places[place]), at)
                total = total + (value if sign > 0 else -value)
        return total

    slopes = [[slope(i, j) for j in rows] for i in rows]
    size = range(len(rows))
    return [[-(slopes[i][j] + slopes[j][i]) for j in size] for i in size]


def _copositive(field: Extension, form: _Matrix, free: int) -> bool:
    """Whether a form is positive on all vectors but 0 that are nonnegative behind `free` places.

    The free part must be positive definite, and what is left of the rest after completing
    squares strictly copositive.
    """
    rest = [list(row) for row in form]
    for place in range(free):
        pivot = rest[place][place]
        if pivot.sign() <= 0:
            return False
        for row in range(place + 1, len(rest)):
            factor = rest[row][place] / pivot
            rest[row] = [
                value - factor * top for value, top in zip(rest[row], rest[place], strict=True)
            ]
    tail = [row[free:] for row in rest[free:]]
    return all(
        not _fails(field, [[tail[i][j] for j in kept] for i in kept])
        for size in range(1, len(tail) + 1)
        for kept in combinations(range(len(tail)), size)
    )


def _fails(field: Extension, matrix: _Matrix) -> bool:
    """Whether a matrix whose smaller ones are strictly copositive is not so itself.

    That is so if its determinant is not positive and all cofactors are positive
    (Hadeler 1983, theorem 2).
    """
    size = len(matrix)
    if determinant(field, matrix).sign() > 0:
        return False
    for row in range(size):
        for column in range(size):
            minor = [
                [value for place, value in enumerate(line) if place != column]
                for number, line in enumerate(matrix)
                if number != row
            ]
            cofactor = determinant(field, minor).sign() * (-1) ** (row + column)
            if cofactor <= 0:
                return False
    return True
