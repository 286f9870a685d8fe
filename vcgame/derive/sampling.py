"""Exact points at which a claim is put to the test: everywhere, and around every threshold."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, islice
from typing import Any, Final

from vcgame.derive.algebra import Algebra
from vcgame.derive.branches import comparisons_in, without_branches
from vcgame.derive.roots import roots
from vcgame.errors import EvaluationError, NotAlgebraicError
from vcgame.model.claim import Claim
from vcgame.model.formula.expression import And, Comparison, Condition, names
from vcgame.model.model import Model
from vcgame.model.point import is_true

__all__ = ["sample_points"]

BASE_POINTS: Final = 60
DRAWS: Final = 1_000
GRIDS: Final = (24, 240)
MAX_POINTS: Final = 1_500
CORNER_BASES: Final = 3
MAX_CORNERS: Final = 60
MAX_PROJECTIONS: Final = 12
MAX_TERMS: Final = 1_000
FEW: Final = 10
"""Every second point has a whole parameter within so many of its least value."""

NEAR: Final = (Fraction(1, 1_000_000), Fraction(1, 50))

Point = dict[str, Fraction]


def sample_points(model: Model, claim: Claim, boundaries: Iterable[Comparison]) -> Iterator[Point]:
    """Give points that satisfy the assumptions: spread over the ranges, on and by thresholds.

    First come the default point, every instance, and points of grids of 24 and 240 steps over
    the parameter ranges: 60 that satisfy the assumptions, and 60 that satisfy the conditions
    of the claim too, as far as 1,000 draws find them (of which the second half start from
    such points). Equations among the assumptions and the
    conditions are solved, so that points lie on them exactly. Then come the points around the
    boundaries. In all there are 1,500 at most.

    Parameters
    ----------
    model, claim
        What is tested. The draw depends on their ids only, so that a check can be repeated.
    boundaries
        Comparisons, not asked for before they are needed; where the two sides are equal, one
        after the other of the parameters is moved onto that point, a little below and above,
        and further off.
    """
    sampler = _Sampler(model, claim)
    seen: set[tuple[Fraction, ...]] = set()
    for drawn in chain(sampler.bases(), sampler.near(boundaries)):
        point = _rounded(model, drawn)
        key = tuple(point.values())
        if key in seen or not _allowed(model.assumptions, point):
            continue
        seen.add(key)
        yield point
        if len(seen) >= MAX_POINTS:
            return


@dataclass(frozen=True, slots=True)
class _Surface:
    """A polynomial that vanishes where two sides are equal, and the parameters it is in."""

    polynomial: Any
    used: tuple[str, ...]


class _Sampler:
    """Draws points for one claim."""

    def __init__(self, model: Model, claim: Claim) -> None:
        self.model = model
        self.claim = claim
        self.algebra = Algebra(model.parameters)
        self.free = [id for id in model.parameters if id not in dict(claim.point)]
        self.fixed_equations = _surfaces(self.algebra, _equations(model.assumptions))
        equations = _surfaces(self.algebra, _equations(claim.when))
        self.equations = [*self.fixed_equations, *equations]
        self._known: list[Point] = []
        self._series: dict[tuple[Any, str], list[Any]] = {}
        self._inserted: dict[tuple[Any, Any, str], Any] = {}

    def bases(self) -> Iterator[Point]:
        """Give the points that others are made from."""
        for point in self._spread():
            self._known.append(point)
            yield point

    def _spread(self) -> Iterator[Point]:
        fixed = dict(self.claim.point)
        given = [{**self.model.values(), **fixed}]
        given += [{**self.model.values(name), **fixed} for name in self.model.instances]
        yield from given
        if not self.free:
            return
        if self.equations:
            yield from chain.from_iterable(map(self._projected, given))
        draw = random.Random(f"{self.model.id}/{self.claim.id}")  # noqa: S311  not for secrets
        found = 0
        stated = [point for point in given if _allowed(self.claim.when, point)]
        for number in range(DRAWS):
            if found >= BASE_POINTS and len(stated) >= BASE_POINTS:
                break
            steps = GRIDS[number % len(GRIDS)]
            point = {id: self._drawn(id, draw, steps) for id in self.model.parameters} | fixed
            if number > DRAWS // 2 and stated:
                moved_by = draw.sample(self.free, min(2, len(self.free)))
                point = {**draw.choice(stated), **{id: point[id] for id in moved_by}}
            for moved in self._projected(point, both=self.claim.exactly):
                if not _allowed(self.model.assumptions, moved):
                    continue
                good = _allowed(self.claim.when, moved)
                if found < BASE_POINTS or (good and len(stated) < BASE_POINTS):
                    yield moved
                    found += 1
                    stated += [moved] if good else []

    def _projected(self, point: Point, *, both: bool = False) -> Iterator[Point]:
        """Move a point onto the equations; `both`: besides, onto those of the model only."""
        yield from islice(self._onto(point, self.equations, self.free), MAX_PROJECTIONS)
        if both and self.equations != self.fixed_equations:
            yield from islice(self._onto(point, self.fixed_equations, self.free), MAX_PROJECTIONS)

    def near(self, boundaries: Iterable[Comparison]) -> Iterator[Point]:
        """Move one parameter at a time onto and beside each surface, keeping the equations.

        Points that satisfy the conditions of the claim are moved first.
        """
        surfaces = _surfaces(self.algebra, boundaries) if self.free else []
        yield from self._corners(surfaces)
        for base in sorted(self._known, key=lambda base: not _allowed(self.claim.when, base)):
            for surface in surfaces:
                yield from self._beside(base, surface, self.fixed_equations)
                if self.equations != self.fixed_equations:
                    yield from self._beside(base, surface, self.equations)

    def _corners(self, surfaces: list[_Surface]) -> Iterator[Point]:
        """Move points onto two surfaces at once: claims go wrong where thresholds meet."""
        for base in self._known[:CORNER_BASES]:
            for pair in islice(combinations(surfaces, 2), MAX_CORNERS):
                on = [*pair, *(each for each in self.fixed_equations if each not in pair)]
                yield from islice(self._onto(base, on, self.free), MAX_PROJECTIONS)

    def _beside(self, base: Point, surface: _Surface, equations: list[_Surface]) -> Iterator[Point]:
        on = [surface, *(equation for equation in equations if equation != surface)]
        for id in surface.used:
            if id not in self.free:
                continue
            low, high = self._bounds(id)
            rest = [other for other in self.free if other != id]
            for point in islice(self._onto(base, on, [id, *rest], first=id), MAX_PROJECTIONS):
                yield point
                for step in NEAR:
                    for move in (-step, step):
                        moved = {**point, id: point[id] + move * (high - low)}
                        yield from islice(self._onto(moved, equations, rest), 1)

    def _onto(
        self, base: Point, surfaces: Sequence[_Surface], free: list[str], first: str | None = None
    ) -> Iterator[Point]:
        """Move a point onto several surfaces, with one parameter for each.

        A parameter in which a surface is linear is eliminated from the other surfaces, so
        that surfaces which share all their parameters are met too.
        """
        if not surfaces:
            yield base
            return
        surface, others = surfaces[0], surfaces[1:]
        for id in (first,) if first else free:
            if id not in surface.used or id not in free:
                continue
            rest = [other for other in free if other != id]
            shared = any(id in other.used for other in others)
            parts = self._coefficients(surface, id)
            left = others
            if shared and len(parts) == 2:
                inserted = [self._eliminated(id, surface, other) for other in others]
                if any(p is None or (p and p.is_ground) for p in inserted):
                    continue
                left = [_Surface(p, self._used(p)) for p in inserted if p]
            elif shared:
                rest = [other for other in rest if other not in surface.used]
                for root in self._roots(surface, base, id):
                    yield from self._onto({**base, id: root}, others, rest)
                continue
            for point in self._onto(base, left, rest):
                for root in self._roots(surface, point, id):
                    yield {**point, id: root}

    def _coefficients(self, surface: _Surface, id: str) -> list[Any]:
        key = (surface.polynomial, id)
        if key not in self._series:
            self._series[key] = self.algebra.coefficients(*key)
        return self._series[key]

    def _eliminated(self, id: str, first: _Surface, second: _Surface) -> Any:
        """Solve a surface for a parameter it is linear in, and insert that into another.

        Gives ``None`` where the result would be too long.
        """
        key = (first.polynomial, second.polynomial, id)
        if key not in self._inserted:
            constant, slope = self._coefficients(first, id)
            series = self._coefficients(second, id)
            length = (len(constant) + len(slope)) ** (len(series) - 1) * len(second.polynomial)
            total = None
            if length <= MAX_TERMS:
                total = series[-1]
                for place, part in enumerate(reversed(series[:-1])):
                    total = total * -constant + part * slope ** (place + 1)
            self._inserted[key] = total
        return self._inserted[key]

    def _used(self, polynomial: Any) -> tuple[str, ...]:
        powers = list(polynomial)
        return tuple(id for i, id in enumerate(self.algebra.names) if any(p[i] for p in powers))

    def _roots(self, surface: _Surface, point: Point, id: str) -> list[Fraction]:
        return roots(self.algebra.at(surface.polynomial, point, id), *self._bounds(id))

    def _bounds(self, id: str) -> tuple[Fraction, Fraction]:
        """Range of a parameter; without one, an interval around its value."""
        parameter = self.model.parameters[id]
        if parameter.low is not None and parameter.high is not None:
            return parameter.low, parameter.high
        reach = abs(parameter.value) + 1
        return parameter.value - reach, parameter.value + reach

    def _drawn(self, id: str, draw: random.Random, steps: int) -> Fraction:
        low, high = self._bounds(id)
        if self.model.parameters[id].whole and steps == GRIDS[0]:
            high = min(high, low + FEW)  # small numbers of firms show most, and cost least
        return low + (high - low) * Fraction(draw.randint(0, steps), steps)


def _rounded(model: Model, point: Point) -> Point:
    """Round the parameters that take whole numbers only."""
    whole = {id: Fraction(round(point[id])) for id, p in model.parameters.items() if p.whole}
    return {**point, **whole}


def _allowed(conditions: Sequence[Condition], point: Mapping[str, Fraction]) -> bool:
    try:
        return all(is_true(condition, point) for condition in conditions)
    except EvaluationError:
        return False


def _equations(conditions: Sequence[Condition]) -> list[Comparison]:
    """Equations that must hold."""
    found = []
    for condition in conditions:
        parts = condition.parts if isinstance(condition, And) else (condition,)
        found += [p for p in parts if isinstance(p, Comparison) and p.relation == "=="]
    return found


def _surfaces(algebra: Algebra, boundaries: Iterable[Comparison]) -> list[_Surface]:
    """Polynomials that vanish where the two sides of a comparison are equal."""
    surfaces: dict[Any, _Surface] = {}
    for boundary in boundaries:
        try:
            written = list(comparisons_in(without_branches(boundary)))
            gaps = [algebra.difference(comparison).numer for comparison in written]
        except NotAlgebraicError:
            continue
        for gap, comparison in zip(gaps, written, strict=True):
            if not gap.is_ground:
                surfaces.setdefault(
                    gap.monic(), _Surface(gap.monic(), tuple(sorted(names(comparison))))
                )
    return list(surfaces.values())
