"""Whether some point within the assumptions gives polynomials certain signs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain, combinations, product
from typing import Any, Final

from vcgame.derive.decision.decision import Decision
from vcgame.derive.decision.satisfaction import decide
from vcgame.derive.regimes.pool import Cube, Point, Pool
from vcgame.derive.regimes.signs import ANY, NEGATIVE, POSITIVE, ZERO
from vcgame.derive.regimes.writing import formula
from vcgame.model.formula.expression import Comparison, Condition, Number, Relation
from vcgame.model.model import Model

__all__ = ["LIMIT", "Space"]

LIMIT: Final = "the limit on the work is reached"

PRICES: Final = {"linear": 1, "certificate": 2, "sample": 3, "cells": 10}
MOST_PRICE: Final = 30
"""What an answer costs by its method, about in proportion to the time that it takes."""

_ZERO: Final = Number(Fraction(0))
_RELATIONS: Final[dict[int, Relation]] = {
    POSITIVE: ">",
    NEGATIVE: "<",
    ZERO: "==",
    POSITIVE | NEGATIVE: "!=",
    POSITIVE | ZERO: ">=",
    NEGATIVE | ZERO: "<=",
}


class Space:
    """The points within the assumptions of a model, cut up by the signs of polynomials.

    What points are known answers first; then what is known to be empty; then the proofs of
    `vcgame.derive.decision.satisfaction`, of which there are so many at most.

    Parameters
    ----------
    model
        Gives the parameters and the assumptions.
    polynomials
        Those whose signs are asked for.

    Attributes
    ----------
    left
        So much work may still be done by the provers: a linear answer counts one.
    """

    def __init__(self, model: Model, polynomials: Sequence[Any]) -> None:
        self.pool = Pool(model, polynomials)
        self.left = 0
        self._empty: list[int] = []
        self._all = (1 << 3 * len(polynomials)) - 1
        self._polynomials = polynomials
        self._assumptions = model.assumptions
        self._unknown: dict[frozenset[tuple[int, int]], Decision] = {}

    def prepare(self) -> None:
        """Look at the signs of each polynomial, and of each two of them, that no point has.

        A pair that is impossible shows many larger cubes to be empty. A quarter of the work is
        spent on this at most.
        """
        numbers = range(len(self._polynomials))
        spared = self.left - self.left // 4
        sides = (POSITIVE, NEGATIVE)
        single = ({number: sign} for number in numbers for sign in sides)
        pairs = (
            {one: first, other: second}
            for one, other in combinations(numbers, 2)
            for first, second in product(sides, sides)
        )
        for cube in chain(single, pairs):
            if self.left <= spared:
                break
            self.find(cube)

    def find(self, cube: Cube) -> Decision:
        """Decide whether a cube holds a point."""
        mask = self.pool.within(cube)
        if mask:
            place = (mask & -mask).bit_length() - 1
            return Decision("witness", "sample", self.pool.points[place])
        inside = self._all ^ _outside(cube)
        if any(not inside & outside for outside in self._empty):
            return Decision("empty", "known")
        key = frozenset(cube.items())
        if key in self._unknown:
            return self._unknown[key]
        if self.left <= 0:
            return Decision("undecided", reason=LIMIT)
        found = decide([*self._assumptions, *self.conditions(cube)], prefer=self._preferred(cube))
        self.left -= PRICES.get(found.method, MOST_PRICE) * max(1, len(self.pool.names) // 4)
        if found.finding == "empty":
            self._empty.append(_outside(cube))
        elif found.point is None:
            self._unknown[key] = found
        elif not self._taken_in(found.point, cube):
            raise AssertionError(f"vcgame is wrong: {dict(found.point)} is no witness")
        return found

    def conditions(self, cube: Cube) -> list[Condition]:
        """Write a cube as conditions."""
        return [
            Comparison(
                formula(self._polynomials[number], self.pool.names), _RELATIONS[signs], _ZERO
            )
            for number, signs in sorted(cube.items())
            if signs in _RELATIONS
        ]

    def sign(self, number_of: Any) -> int:
        """Give the sign of a polynomial that is the same everywhere, and never zero, or 0."""
        expression = formula(number_of, self.pool.names)
        relations: tuple[tuple[int, Relation], ...] = ((1, "<="), (-1, ">="))
        for sign, relation in relations:
            if self.left <= 0:
                return 0
            self.left -= 1
            other: Condition = Comparison(expression, relation, _ZERO)
            if decide([*self._assumptions, other], prefer=self.pool.defaults).finding == "empty":
                return sign
        return 0

    def _preferred(self, cube: Cube) -> Point:
        """Give a known point in all but the last of the cube's half-spaces, or the defaults."""
        some = dict(list(cube.items())[:-1])
        mask = self.pool.within(some)
        return self.pool.points[(mask & -mask).bit_length() - 1] if mask else self.pool.defaults

    def _taken_in(self, point: Point, cube: Cube) -> bool:
        full = {**self.pool.defaults, **point}
        if not self.pool.add(full):
            return False
        signs = self.pool.signs_at(full)
        return all(signs[number] & wanted for number, wanted in cube.items())


def _outside(cube: Cube) -> int:
    """Give the signs that a cube leaves out, three bits each."""
    return sum((ANY & ~signs) << 3 * number for number, signs in cube.items())
