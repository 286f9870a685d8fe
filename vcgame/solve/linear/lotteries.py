"""The best probabilities that satisfy linear inequalities, with exact proof.

Correlated equilibria and commitments are points of one kind of polytope: probabilities p with
rows r . p >= 0. A linear form g is made as large as possible; its value v is proved by weights
y >= 0 of the rows with g + sum_r y_r r <= v at every place (duality of linear programming: Gale,
Kuhn and Tucker 1951). Small programmes are solved by the simplex method in whole numbers. Large
ones are solved in floating point first, which tells what is zero there; the equations that are
left are solved in fractions, and only what is then proved in fractions is believed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from vcgame.errors import IncompleteError
from vcgame.solve.linear.equations import solve_equations
from vcgame.solve.linear.simplex import Programme, Row, Work, WorkError
from vcgame.solve.numbers import cleared

__all__ = ["EFFORT", "EFFORT_UNIQUE", "MOST_EXACT", "Lotteries", "Lottery"]

EFFORT = 20_000_000
"""Operations on numbers that the simplex method in whole numbers may take; some ten seconds."""

EFFORT_UNIQUE = 3_000_000
"""Operations that the question whether the best is unique may take."""

MOST_EXACT = 800
"""Rows times places up to which the simplex method in whole numbers is used at once."""

_LONG = 64

_TOLERANCES = (1e-9, 1e-7, 1e-11)
"""What floating point calls zero, tried in turn; the proof is exact whatever it is."""


@dataclass(frozen=True, slots=True)
class Lottery:
    """The best probabilities for a linear form.

    Attributes
    ----------
    value
        The largest value of the form.
    probabilities
        A vertex of the polytope where it is attained.
    multipliers
        Per row, the weight that proves it: the form plus the weighted rows is nowhere above
        the value.
    """

    value: Fraction
    probabilities: tuple[Fraction, ...]
    multipliers: tuple[Fraction, ...]


class Lotteries:
    """Probabilities that satisfy rows ``r . p >= 0``.

    Parameters
    ----------
    rows
        Per row, the coefficients that are not zero, by place.
    count
        How many probabilities there are.
    effort
        Operations on numbers that all programmes together may take in whole numbers.

    Examples
    --------
    Twice as much weight on the second place as on the first, at least.

    >>> found = Lotteries([{0: -2, 1: 1}], 2).best([Fraction(1), Fraction(0)])
    >>> str(found.value), [str(p) for p in found.probabilities]
    ('1/3', ['1/3', '2/3'])
    """

    def __init__(
        self, rows: Sequence[Mapping[int, int | Fraction]], count: int, *, effort: int = EFFORT
    ) -> None:
        self.count = count
        self._scales = [lcm(*[Fraction(value).denominator for value in r.values()]) for r in rows]
        self.rows = [
            {j: int(value * scale) for j, value in row.items() if value}
            for row, scale in zip(rows, self._scales, strict=True)
        ]
        longest = max([abs(v) for row in self.rows for v in row.values()], default=0)
        size = (len(self.rows) + 1) * count
        self._large = size > MOST_EXACT or longest.bit_length() > _LONG
        self._work = Work(effort)
        self._effort = effort
        self._programme: Programme | None = None

    def best(self, goal: Sequence[Fraction]) -> Lottery | None:
        """Make a linear form as large as the rows allow; ``None`` where they allow nothing.

        Raises
        ------
        IncompleteError
            If the effort does not suffice.
        """
        if self._large:
            for tolerance in _TOLERANCES:
                found = self._guided(goal, tolerance)
                if found is not None:
                    return found
        return self._exact(goal)

    def unique(self, goal: Sequence[Fraction], best: Lottery) -> bool | None:
        """Whether no other probabilities do as well; ``None`` where that takes too much work.

        What does as well is complementary to the multipliers. Among it a vertex is alone just
        if none of its zeros can be positive and none of its tight rows loose.
        """
        kept = [j for j, room in enumerate(self._room(goal, best)) if not room]
        place = {j: k for k, j in enumerate(kept)}
        rows: list[dict[int, int | Fraction]] = []
        movement = [Fraction(not best.probabilities[j]) for j in kept]
        for row, weight in zip(self.rows, best.multipliers, strict=True):
            entries: dict[int, int | Fraction] = {
                place[j]: value for j, value in row.items() if j in place
            }
            rows.append(entries)
            if weight:
                rows.append({j: -value for j, value in entries.items()})
            elif not sum(value * best.probabilities[j] for j, value in row.items()):
                for j, value in entries.items():
                    movement[j] += value
        if not any(movement):
            return True
        effort = min(self._work.left, EFFORT_UNIQUE)
        try:
            further = Lotteries(rows, len(kept), effort=effort).best(movement)
        except IncompleteError:
            return None
        return further is not None and further.value == 0

    def proves(self, goal: Sequence[Fraction], found: Lottery) -> bool:
        """Whether probabilities are allowed and multipliers prove that they are best."""
        p, parts = cleared(found.probabilities)
        above, below = cleared(goal)
        value = sum(g * x for g, x in zip(above, p, strict=True) if x)
        return (
            min(p) >= 0
            and sum(p) == parts
            and value * found.value.denominator == found.value.numerator * parts * below
            and all(sum(value * p[j] for j, value in row.items()) >= 0 for row in self.rows)
            and min(found.multipliers, default=0) >= 0
            and min(self._room(goal, found)) >= 0
        )

    def _room(self, goal: Sequence[Fraction], found: Lottery) -> list[int]:
        """Say how far the form plus the weighted rows is below the value, in whole numbers."""
        above, below = cleared([found.value, *goal])
        pairs = zip(found.multipliers, self._scales, strict=True)
        weights, parts = cleared([weight / scale for weight, scale in pairs])
        room = [(above[0] - value) * parts for value in above[1:]]
        for row, weight in zip(self.rows, weights, strict=True):
            if weight:
                for j, value in row.items():
                    room[j] -= below * weight * value
        return room

    def _exact(self, goal: Sequence[Fraction]) -> Lottery | None:
        """Start where nothing is played and play as much as pays: all of it, if possible.

        With a positive form and a sum of at most 1 there is no first phase, and the next form
        starts where the last one ended.
        """
        scale = lcm(*[value.denominator for value in goal])
        shift = 1 - min(goal)
        positive = {j: int((value + shift) * scale) for j, value in enumerate(goal)}
        try:
            if self._programme is None:
                rows = [Row({j: 1}, 0, ">=") for j in range(self.count)]
                rows += [Row(row, 0, ">=") for row in self.rows]
                rows.append(Row(dict.fromkeys(range(self.count), -1), 1, ">="))
                self._programme = Programme(rows, self.count, self._work)
            bound = self._programme.largest(positive)
        except WorkError:
            raise IncompleteError(
                f"a linear programme takes more than {self._effort} operations on numbers"
            ) from None
        if bound is None:
            raise AssertionError("probabilities are bounded")
        if not bound:
            return None
        weights = self._programme.multipliers(positive)
        multipliers = tuple(
            [
                weights.get(self.count + r, Fraction(0)) * row_scale / scale
                for r, row_scale in enumerate(self._scales)
            ]
        )
        found = Lottery(bound / scale - shift, tuple(self._programme.point()), multipliers)
        if not self.proves(goal, found):
            raise AssertionError("vcgame is wrong: a linear programme fails its proof")
        return found

    def _guided(self, goal: Sequence[Fraction], tolerance: float) -> Lottery | None:
        """Solve in floating point, and what that suggests in fractions; ``None`` if it fails."""
        import numpy as np
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        size = max([abs(value) for value in goal], default=Fraction(0)) or Fraction(1)
        data, places, ends = [], [], [0]
        tops = [max(map(abs, row.values()), default=1) for row in self.rows]
        for row, top in zip(self.rows, tops, strict=True):
            data += [-float(Fraction(value, top)) for value in row.values()]
            places += list(row)
            ends.append(len(data))
        matrix = csr_array((data, places, ends), shape=(len(self.rows), self.count))
        result = linprog(
            [-float(value / size) for value in goal],
            A_ub=matrix,
            b_ub=np.zeros(len(self.rows)),
            A_eq=np.ones((1, self.count)),
            b_eq=[1.0],
            method="highs-ds",
            options={
                "primal_feasibility_tolerance": 1e-10,
                "dual_feasibility_tolerance": 1e-10,
            },
        )
        if result.status != 0:
            return None
        positive = [j for j in range(self.count) if result.x[j] > tolerance]
        tight = [r for r in range(len(self.rows)) if result.slack[r] <= tolerance]
        system: list[dict[int, int | Fraction]] = [dict.fromkeys(range(len(positive) + 1), 1)]
        for r in tight:
            row = self.rows[r]
            system.append({k: row[j] for k, j in enumerate(positive) if j in row})
        solved = solve_equations(system, len(positive))
        if solved is None or not solved[1]:
            return None
        probabilities = [Fraction(0)] * self.count
        for j, value in zip(positive, solved[0], strict=True):
            probabilities[j] = value
        weighty = [r for r in range(len(self.rows)) if -result.ineqlin.marginals[r] > tolerance]
        system = []
        for j in range(self.count):
            if result.lower.marginals[j] <= tolerance:
                entries: dict[int, int | Fraction] = {
                    k: self.rows[r][j] for k, r in enumerate(weighty) if j in self.rows[r]
                }
                system.append({**entries, len(weighty): -1, len(weighty) + 1: -goal[j]})
        proof = solve_equations(system, len(weighty) + 1)
        if proof is None:
            return None
        multipliers = [Fraction(0)] * len(self.rows)
        for r, value in zip(weighty, proof[0][:-1], strict=True):
            multipliers[r] = value * self._scales[r]
        value = sum((g * p for g, p in zip(goal, probabilities, strict=True)), Fraction(0))
        found = Lottery(value, tuple(probabilities), tuple(multipliers))
        return found if self.proves(goal, found) else None
