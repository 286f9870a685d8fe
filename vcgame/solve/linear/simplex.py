"""Linear programmes in whole numbers: the simplex method without rounding.

The dictionary form of the method (Chvatal 1983) with integer pivoting (Edmonds 1967), where the
entries stay whole and all have one divisor, and Bland's rule (1977), which cannot go round in
circles. Strict inequalities are kept by a slack that is made as large as possible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

__all__ = ["Kind", "Programme", "Row", "Work", "WorkError"]

Kind = Literal[">", ">=", "="]


class WorkError(Exception):
    """The work that was allowed is done."""


class Work:
    """Work that may still be done, in operations on numbers; no clock is asked."""

    __slots__ = ("left",)

    def __init__(self, most: int) -> None:
        self.left = most

    def spend(self, operations: int) -> None:
        """Pay for some operations."""
        self.left -= operations
        if self.left < 0:
            raise WorkError


@dataclass(frozen=True, slots=True)
class Row:
    """A linear form that is positive (``>``), not negative (``>=``), or zero (``=``)."""

    coefficients: Mapping[int, int]
    constant: int
    kind: Kind


class Programme:
    """Rows that shall hold together, in unknowns that range over all numbers.

    Parameters
    ----------
    rows
        What shall hold.
    unknowns
        How many unknowns there are.
    work
        What is spent on it.

    Attributes
    ----------
    possible
        Whether some point satisfies the rows; if not, that is proved.
    """

    def __init__(self, rows: Sequence[Row], unknowns: int, work: Work) -> None:
        self.work = work
        self.unknowns = unknowns
        self._divisor = 1
        # Columns are numbered: the unknowns, the slack of strict rows, the artificial one of the
        # first phase, then the rows' own slacks; a basic one has a row in `_basis`.
        self._slack, self._artificial = unknowns, unknowns + 1
        self._columns = list(range(unknowns + 2))
        self._basis: dict[int, list[int]] = {}
        self._free: dict[int, list[int]] = {}
        self._next = unknowns + 2
        strict = False
        for row in rows:
            strict = strict or row.kind == ">"
            if row.kind == "=":
                self._equation(row)
        for row in rows:
            if row.kind != "=":
                self._inequality(row)
        bound = [0] * (len(self._columns) + 1)
        bound[-1] = self._divisor
        bound[self._columns.index(self._slack)] = -self._divisor
        self._basis[self._next] = bound
        self._next += 1
        self.possible = not self._contradiction and self._first_phase()
        if self.possible and strict:
            self.possible = self._largest_slack() > 0

    _contradiction = False

    def _written(self, row: Row, slack: int) -> list[int]:
        """Write a row over the columns of now; unknowns that are basic are replaced."""
        divisor = self._divisor
        entries = [0] * (len(self._columns) + 1)
        place = {column: i for i, column in enumerate(self._columns)}
        entries[-1] = row.constant * divisor
        entries[place[self._slack]] = -slack * divisor
        for unknown, coefficient in row.coefficients.items():
            if unknown in place:
                entries[place[unknown]] += coefficient * divisor
            else:
                known = self._free[unknown]
                self.work.spend(len(known))
                for i, entry in enumerate(known):
                    entries[i] += coefficient * entry
        return entries

    def _equation(self, row: Row) -> None:
        entries = self._written(row, 0)
        for i, column in enumerate(self._columns):
            if column < self.unknowns and entries[i]:
                self._pivot(self._next, entries, i)
                # the slack of an equation stays zero, and its column goes
                place = self._columns.index(self._next)
                del self._columns[place]
                for each in (*self._free.values(), *self._basis.values()):
                    del each[place]
                return
        if entries[-1]:
            self._contradiction = True

    def _inequality(self, row: Row) -> None:
        entries = self._written(row, int(row.kind == ">"))
        name = self._next
        self._next += 1
        for i, column in enumerate(self._columns):
            if column < self.unknowns and entries[i]:
                self._pivot(name, entries, i)
                return
        entries[self._columns.index(self._artificial)] = self._divisor
        self._basis[name] = entries

    def _pivot(self, leaving: int, entries: list[int], place: int) -> None:
        """Let the column at a place enter the basis, and what the entries define leave it."""
        entering = self._columns[place]
        pivot, divisor = entries[place], self._divisor
        solved = [-entry for entry in entries]
        solved[place] = divisor
        sign = 1 if pivot > 0 else -1
        new = pivot * sign
        others = (*self._basis.values(), *self._free.values())
        # Operations on long numbers count several times.
        self.work.spend((len(others) + 1) * len(entries) * (1 + (divisor.bit_length() >> 9)))
        for other in others:
            factor = other[place]
            if factor:
                for i, entry in enumerate(entries):
                    other[i] = sign * (other[i] * pivot - factor * entry) // divisor
                other[place] = sign * factor
            elif new != divisor:
                for i, entry in enumerate(other):
                    if entry:
                        other[i] = entry * new // divisor
        solved = [sign * entry for entry in solved]
        self._columns[place] = leaving
        self._divisor = new
        if entering < self.unknowns:
            self._free[entering] = solved
        else:
            self._basis[entering] = solved

    def _first_phase(self) -> bool:
        """Find a point where no slack is negative; whether there is one."""
        place = self._columns.index(self._artificial)
        for basic, entries in self._basis.items():
            if basic >= self.unknowns + 2:
                entries[place] = self._divisor
        worst = min(self._basis, key=lambda basic: (self._basis[basic][-1], basic))
        if self._basis[worst][-1] < 0:
            self._pivot(worst, self._basis.pop(worst), place)
            if self._optimise({self._artificial: -1}) is None:
                raise AssertionError("the first phase is bounded")
            if self._artificial in self._basis:
                entries = self._basis[self._artificial]
                if entries[-1] > 0:
                    return False
                column = next((i for i, entry in enumerate(entries[:-1]) if entry), None)
                if column is not None:
                    self._pivot(self._artificial, self._basis.pop(self._artificial), column)
                else:
                    del self._basis[self._artificial]
        if self._artificial in self._columns:
            place = self._columns.index(self._artificial)
            del self._columns[place]
            for each in (*self._free.values(), *self._basis.values()):
                del each[place]
        return True

    def _largest_slack(self) -> Fraction:
        value = self._optimise({self._slack: 1})
        if value is None:
            raise AssertionError("the slack is bounded")
        return value

    def _objective(self, goal: Mapping[int, int]) -> list[int]:
        entries = [0] * (len(self._columns) + 1)
        for column, coefficient in goal.items():
            known = self._basis.get(column) or self._free.get(column)
            if known is None:
                entries[self._columns.index(column)] += coefficient * self._divisor
            else:
                for i, entry in enumerate(known):
                    entries[i] += coefficient * entry
        return entries

    def _optimise(self, goal: Mapping[int, int]) -> Fraction | None:
        """Make a linear form as large as the rows allow; ``None`` if there is no bound."""
        while True:
            objective = self._objective(goal)
            loose = (
                e for c, e in zip(self._columns, objective[:-1], strict=True) if c < self.unknowns
            )
            if any(loose):
                return None
            entering = min(
                (c for c, entry in zip(self._columns, objective[:-1], strict=True) if entry > 0),
                default=None,
            )
            if entering is None:
                return Fraction(objective[-1], self._divisor)
            place = self._columns.index(entering)
            leaving = None
            for basic, entries in self._basis.items():
                if entries[place] < 0:
                    if leaving is None:
                        leaving = basic
                        continue
                    best = self._basis[leaving]
                    order = entries[-1] * best[place] - best[-1] * entries[place]
                    # both coefficients are negative, so the order of the ratios is turned twice
                    if order > 0 or (order == 0 and basic < leaving):
                        leaving = basic
            if leaving is None:
                return None
            self._pivot(leaving, self._basis.pop(leaving), place)

    def largest(self, goal: Mapping[int, int]) -> Fraction | None:
        """Give the least upper bound of a linear form; ``None`` if there is none.

        Strict rows count as weak ones for it. To be asked only where `possible`.
        """
        return self._optimise(goal)

    def multipliers(self, goal: Mapping[int, int]) -> dict[int, Fraction]:
        """Give the weights of the inequalities that prove the bound `largest` has just given.

        The bound minus the form is their weighted sum, up to a combination of the equations. They
        are numbered in the order of the rows, equations left out.
        """
        first = self.unknowns + 2
        entries = zip(self._columns, self._objective(goal)[:-1], strict=True)
        return {c - first: Fraction(-e, self._divisor) for c, e in entries if e and c >= first}

    def point(self) -> list[Fraction]:
        """Give the point that was reached last; it satisfies the strict rows after making."""
        return [
            Fraction(self._free[i][-1], self._divisor) if i in self._free else Fraction(0)
            for i in range(self.unknowns)
        ]
