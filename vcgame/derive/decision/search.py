"""The search for a point: disjunctions are split, and every conjunction is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from vcgame.derive.decision.certificate import contradictory
from vcgame.derive.decision.decision import Finding
from vcgame.derive.decision.groups import connected, solvable
from vcgame.derive.decision.normal_form import (
    ANY,
    FALSE,
    TRUE,
    Every,
    Formula,
    Opaque,
    Sign,
    Some,
    Writer,
    every,
    side,
    some,
)
from vcgame.derive.decision.plane import plane_point
from vcgame.derive.decision.polynomial import Polynomial
from vcgame.derive.decision.samples import linear_signs, sampled_point
from vcgame.derive.decision.single import HighDegreeError, Irrational, single_point
from vcgame.derive.decision.smt import MISSING, ask, described
from vcgame.solve.linear.simplex import Work

__all__ = ["Outcome", "Search"]

Z3_LIMIT: Final = 600_000
"""Work of z3 on one conjunction, in its own units."""
Z3_DEGREE: Final = 24
"""Above this degree, single steps of z3 take too long."""
FIRST_DRAWS: Final = 4
DRAWS: Final = 60
NEAR_DRAWS: Final = 12
"""Points that are tried in a first round, in a second one, and near an irrational point."""
_LATER: Final = "left for the second round"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found about a formula.

    Attributes
    ----------
    finding, method, reason
        As in a `Decision`.
    point
        Values of the unknowns that matter, by place.
    close
        Without a point: rational values close to an irrational one.
    """

    finding: Finding
    method: str = ""
    point: Mapping[int, Fraction] | None = None
    reason: str = ""
    close: Mapping[int, Fraction] | None = None


def _urgent(one: Outcome | None, other: Outcome) -> Outcome:
    """Of two that are undecided, keep the one that a second round may decide."""
    return other if one is None or other.reason == _LATER else one


_ORDER: Final = ("", "linear", "certificate", "sample", "cells", "z3")


def _stronger(one: str, other: str) -> str:
    return max(one, other, key=_ORDER.index)


class Search:
    """Looks for a point that satisfies formulas.

    Parameters
    ----------
    writer
        Which wrote the formulas.
    wish
        Values to stay close to, for all unknowns.
    work
        What may be spent.
    quick
        Whether to leave it at the cheap ways, which are the same everywhere.
    """

    def __init__(
        self, writer: Writer, wish: Sequence[Fraction], work: Work, *, quick: bool = False
    ) -> None:
        self.writer = writer
        self.ring = writer.ring
        self.wish = list(wish)
        self.work = work
        self.quick = quick
        self.thorough = False

    def decide(self, formulas: Sequence[Formula]) -> Outcome:
        """Decide whether all of some formulas can hold, first by cheap ways everywhere."""
        self.thorough = False
        found = self.run(formulas)
        if found.finding == "undecided" and found.reason == _LATER and not self.quick:
            self.thorough = True
            found = self.run(formulas)
        return found

    def run(
        self, formulas: Sequence[Formula], known: Mapping[Polynomial, int] | None = None
    ) -> Outcome:
        """Decide whether all of some formulas can hold, beside signs that are known."""
        signs = dict(known or {})
        opened = self._opened(signs, formulas)
        if opened is None:
            return Outcome("empty", "linear")
        clauses, opaque = opened
        self.work.spend(10 + len(signs))
        if contradictory(signs, self.work):
            return Outcome("empty", "linear" if all(p.linear for p in signs) else "certificate")
        if not clauses:
            found = self._conjunction(signs)
            if opaque and found.finding == "witness":
                reason = f"no algebra reaches it: {opaque[0].reason}"
                return Outcome("undecided", "sample", found.point, reason)
            return found
        return self._split(signs, clauses, opaque)

    def _split(
        self, signs: dict[Polynomial, int], clauses: list[Some], opaque: list[Opaque]
    ) -> Outcome:
        chosen = min(clauses, key=lambda clause: len(clause.parts))
        rest: list[Formula] = [clause for clause in clauses if clause is not chosen]
        undecided: Outcome | None = None
        irrational: Outcome | None = None
        method = ""
        for option in sorted(chosen.parts, key=lambda part: not self._at_wish(part)):
            found = self.run([option, *rest, *opaque], signs)
            if found.finding == "witness" and found.point is not None:
                return found
            method = _stronger(method, found.method)
            if found.finding == "witness":
                irrational = irrational or found
            elif found.finding == "undecided":
                undecided = _urgent(undecided, found)
            elif isinstance(option, Sign):
                rest.append(Sign(option.polynomial, ANY ^ option.signs))
        return irrational or undecided or Outcome("empty", method or "linear")

    def _at_wish(self, formula: Formula) -> bool:
        match formula:
            case Sign(polynomial, signs):
                return bool(side(polynomial.value(self.wish)) & signs)
            case Every(parts):
                return all(map(self._at_wish, parts))
            case Some(parts):
                return any(map(self._at_wish, parts))
        return True

    def _opened(
        self, signs: dict[Polynomial, int], formulas: Iterable[Formula]
    ) -> tuple[list[Some], list[Opaque]] | None:
        """Take conjunctions apart, and join signs to those that are known.

        Gives the disjunctions that are left and what is not algebraic, or ``None`` if the
        formulas contradict each other to the letter.
        """
        waiting = list(formulas)
        opaque: dict[Opaque, None] = {}
        while True:
            changed = False
            clauses: dict[Some, None] = {}
            while waiting:
                match waiting.pop(0):
                    case Sign(polynomial, allowed):
                        before = signs.get(polynomial, ANY)
                        signs[polynomial] = before & allowed
                        changed = changed or signs[polynomial] != before
                        if not signs[polynomial]:
                            return None
                    case Opaque() as unknown:
                        opaque[unknown] = None
                    case Every(parts):
                        waiting.extend(parts)
                    case Some() as clause:
                        clauses[clause] = None
            if not changed:
                return list(clauses), list(opaque)
            waiting = [self._simpler(clause, signs) for clause in clauses]
            if FALSE in waiting:
                return None

    def _simpler(self, formula: Formula, signs: Mapping[Polynomial, int]) -> Formula:
        """Drop what known signs decide."""
        match formula:
            case Sign(polynomial, allowed):
                known = signs.get(polynomial, ANY)
                if not known & allowed:
                    return FALSE
                return TRUE if not known & ~allowed else formula
            case Every(parts):
                return every(self._simpler(part, signs) for part in parts)
            case Some(parts):
                return some(self._simpler(part, signs) for part in parts)
        return formula

    def _conjunction(self, signs: Mapping[Polynomial, int]) -> Outcome:
        """Decide signs without alternatives, one group of connected unknowns after another."""
        point: dict[int, Fraction] = {}
        method, undecided, irrational = "", None, None
        for group in connected(signs):
            found = self._group(group)
            if found.finding == "empty":
                return found
            method = _stronger(method, found.method)
            if found.finding == "undecided":
                undecided = _urgent(undecided, found)
            elif found.point is None:
                irrational = irrational or found
            else:
                point.update(found.point)
        if undecided or irrational:
            return undecided or irrational or Outcome("undecided")
        return Outcome("witness", method or "linear", point)

    def _group(self, signs: Mapping[Polynomial, int]) -> Outcome:
        """Decide signs of polynomials that are connected by their unknowns."""
        used = sorted({place for polynomial in signs for place in polynomial.used})
        if all(polynomial.linear for polynomial in signs):
            point = linear_signs(signs, self.wish, self.work)
            if point is None:
                return Outcome("empty", "linear")
            return Outcome("witness", "linear", {place: point[place] for place in used})
        if len(used) == 1:
            try:
                return self._line(signs, used[0])
            except HighDegreeError:
                return self._asked(signs, used)
        equation = solvable(signs)
        if equation is not None:
            return self._inserted(signs, *equation)
        if contradictory(signs, self.work, products=True):
            return Outcome("empty", "certificate")
        draws = DRAWS if self.thorough else FIRST_DRAWS
        point = sampled_point(self.ring, signs, self.wish, self.work, draws)
        if point is not None:
            return Outcome("witness", "sample", {place: point[place] for place in used})
        if len(used) == 2:
            found = self._plane(signs, used)
            if found.finding != "undecided":
                return found
        if not self.thorough:
            return Outcome("undecided", reason=_LATER)
        return self._asked(signs, used)

    def _line(self, signs: Mapping[Polynomial, int], place: int) -> Outcome:
        found = single_point(
            [(p.along(self.wish, place), allowed) for p, allowed in signs.items()],
            self.wish[place],
            self.work,
        )
        if found is None:
            return Outcome("empty", "cells")
        if isinstance(found, Irrational):
            return Outcome("witness", "cells", None, self._described(place, found))
        return Outcome("witness", "cells", {place: found})

    def _described(self, place: int, number: Irrational) -> str:
        return described(self.ring.names[place], number.coefficients, number.low)

    def _plane(self, signs: Mapping[Polynomial, int], used: Sequence[int]) -> Outcome:
        heights = {place: max(p.degree(place) for p in signs) for place in used}
        above, base = sorted(used, key=lambda place: heights[place])
        try:
            found = plane_point(self.ring, list(signs.items()), base, above, self.wish, self.work)
        except HighDegreeError:
            return Outcome("undecided", "cells")
        if found.point is None:
            return Outcome("empty" if found.complete else "undecided", "cells")
        first, second = found.point
        if isinstance(second, Irrational):
            where = f"{self.ring.names[base]} = {first}; {self._described(above, second)}"
            return Outcome("witness", "cells", None, where)
        return Outcome("witness", "cells", {base: first, above: second})

    def _inserted(
        self, signs: Mapping[Polynomial, int], equation: Polynomial, place: int
    ) -> Outcome:
        """Solve an equation for an unknown and decide what is left."""
        constant, slope = self.ring.coefficients(self.ring.flint(equation), place)
        formulas = [
            self.writer.inserted(polynomial, place, -constant, slope, allowed)
            for polynomial, allowed in signs.items()
            if polynomial != equation
        ]
        found = self.run(formulas)
        if found.point is None:
            return found
        values = [found.point.get(i, wish) for i, wish in enumerate(self.wish)]
        below, above = equation.along(values, place)[1], equation.along(values, place)[0]
        point = {i: values[i] for p in signs for i in p.used}
        return replace(found, point={**point, place: -above / below})

    def _asked(self, signs: Mapping[Polynomial, int], used: Sequence[int]) -> Outcome:
        if max(p.degree(place) for p in signs for place in used) > Z3_DEGREE:
            return Outcome("undecided", reason=f"its degree is above {Z3_DEGREE}")
        answer = ask(self.ring.names, signs, Z3_LIMIT)
        match answer.found:
            case "unsat":
                return Outcome("empty", "z3")
            case "missing":
                return Outcome("undecided", reason=MISSING)
            case "unknown":
                return Outcome("undecided", reason="z3 reached its limit of work")
        close = list(self.wish)
        for place, value in answer.values.items():
            close[place] = value
        for digits in (10, 1_000, 10**6, 10**20):
            near = [value.limit_denominator(digits) for value in close]
            point = sampled_point(self.ring, signs, near, self.work, NEAR_DRAWS)
            if point is not None:
                return Outcome("witness", "z3", {place: point[place] for place in used})
        return Outcome("witness", "z3", None, answer.irrational, answer.values)
