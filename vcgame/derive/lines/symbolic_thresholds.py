"""Thresholds of one lever as formulas in all other parameters, in order, and what they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from vcgame.derive.algebra import Algebra
from vcgame.derive.isolated import Root, isolated_roots
from vcgame.derive.lines.algebraic import Algebraic
from vcgame.derive.lines.deciding import Factor, Mixing, deciding_factors
from vcgame.derive.lines.equilibrium_line import (
    EquilibriumLine,
    LineRow,
    Standing,
    equilibrium_line,
)
from vcgame.derive.lines.extremes import Tie
from vcgame.derive.lines.formulas import polynomial
from vcgame.derive.lines.solved import Solved, follows, solved_for
from vcgame.derive.proof import Budget
from vcgame.derive.statement import ZERO
from vcgame.derive.tidy import reduced
from vcgame.model.formula.expression import Comparison, Condition, Expression, Not
from vcgame.model.model import Model
from vcgame.model.restriction import relaxed

__all__ = [
    "OrderRelation",
    "SymbolicThreshold",
    "SymbolicThresholds",
    "by_root",
    "symbolic_thresholds",
]

_WORK: Final = 10_000


@dataclass(frozen=True, slots=True)
class SymbolicThreshold:
    """A value of the lever at which conditions of equilibria change, as a formula.

    Attributes
    ----------
    equation
        ``polynomial == 0``: what holds at the threshold. The polynomial is irreducible.
    degree
        Of the polynomial in the lever.
    formula
        The lever's value in the other parameters; ``None`` for a degree above two.
    needs
        What must hold for the formula to be a real number, beyond the assumptions.
    ties, mixings
        The payoff differences, and minors of mixed equilibria, that change their sign there.
    profiles
        The pure profiles whose conditions change.
    divides, branches
        Whether a formula divides by the polynomial, or takes another case beyond it.
    impossible
        Whether it is proved that the threshold is never met within the assumptions.
    value
        Its exact value with everything else at the point; ``None`` where it has none there.
    standing
        Whether that value lies within the assumptions.
    in_range
        Whether it lies within the lever's range, if there is one.
    before, at, after
        Rows of the lever's line at the point. Without `at` the threshold separates no regimes
        there.
    """

    equation: Condition
    degree: int
    formula: Expression | None
    needs: tuple[Condition, ...]
    ties: tuple[Tie, ...]
    mixings: tuple[Mixing, ...]
    profiles: tuple[tuple[str, ...], ...]
    divides: bool
    branches: bool
    impossible: bool
    value: Algebraic | None
    standing: Standing | None
    in_range: bool
    before: LineRow | None = None
    at: LineRow | None = None
    after: LineRow | None = None

    @property
    def separates(self) -> bool:
        """Whether the equilibria change at it, with everything else at the point."""
        return self.at is not None


@dataclass(frozen=True, slots=True)
class OrderRelation:
    """How two thresholds that are next to each other at the point lie, in general.

    Attributes
    ----------
    first, second
        Places among the thresholds.
    always
        ``"<"`` or ``"<="`` where that is proved under the assumptions, else ``None``.
    conditions
        Else when the first lies below the second; all of it.
    """

    first: int
    second: int
    always: str | None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class SymbolicThresholds:
    """All thresholds of a lever, ordered by their value at the point.

    Those without a value there come last.

    Attributes
    ----------
    line
        The equilibria along the lever, on the whole line, everything else at the point.
    others
        Cuts of that line without a formula: they belong to cases that hold elsewhere only, or
        to an assumption.
    branched
        Whether formulas have cases; those of the point are taken.
    """

    model: Model
    lever: str
    values: Mapping[str, Fraction]
    thresholds: tuple[SymbolicThreshold, ...]
    order: tuple[OrderRelation, ...]
    line: EquilibriumLine
    others: tuple[LineRow, ...]
    branched: bool


def symbolic_thresholds(
    model: Model,
    lever: str,
    values: Mapping[str, Fraction] | None = None,
    *,
    instance: str | None = None,
) -> SymbolicThresholds:
    """Solve for a lever what decides the equilibria, all other parameters left as symbols.

    The irreducible factors of payoff differences and of bordered minors are the thresholds:
    between them every equilibrium exists or does not.

    Parameters
    ----------
    values, instance
        The point, where it differs from the defaults.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> found = symbolic_thresholds(load_model("brand-maintain"), "tau")
    >>> [(to_text(each.formula), str(each.value.rational)) for each in found.thresholds]
    [('P - S', '1'), ('T - R', '2')]
    >>> [to_text(condition) for condition in found.order[0].conditions]
    ['R + P < T + S']
    """
    model = relaxed(model)
    point = model.values(instance, values)
    line = equilibrium_line(model, lever, point, whole=True)
    factors = deciding_factors(model, lever, point)
    budget = Budget(_WORK)
    found = _placed(model, lever, point, factors, line, budget)
    rows = [each.at for each in found]
    return SymbolicThresholds(
        model,
        lever,
        {name: value for name, value in point.items() if name != lever},
        found,
        tuple(_relations(model, found, budget)),
        line,
        tuple(row for row in line.cuts if row not in rows),
        any(factor.branches for factor in factors),
    )


def _placed(
    model: Model,
    lever: str,
    point: Mapping[str, Fraction],
    factors: list[Factor],
    line: EquilibriumLine,
    budget: Budget,
) -> tuple[SymbolicThreshold, ...]:
    """Find the values at the point, and write a threshold for each."""
    names = list(model.parameters)
    place = names.index(lever)
    algebra = Algebra([lever])
    at_point = [_at_point(algebra, factor, place, names, point) for factor in factors]
    roots = isolated_roots([p for p in at_point if p and not p.is_ground], None, None)
    found: list[SymbolicThreshold] = []
    for factor, special in zip(factors, at_point, strict=True):
        plain = _plain(model, factor, lever)
        own = [root for root in roots if special and not special.rem(root.factor)]
        solutions = solved_for(model, lever, factor.terms, point, budget)
        if not own:
            found += [_with(plain, each) for each in solutions] or [plain]
            continue
        for root, solution in by_root(solutions, special, own):
            found.append(_at_line(_with(plain, solution), Algebraic.of(root), line, model, lever))
    last = len(roots)
    positions = {root: number for number, root in enumerate(roots)}
    found.sort(key=lambda each: last if each.value is None else positions[each.value.root])
    return tuple(found)


def _plain(model: Model, factor: Factor, lever: str) -> SymbolicThreshold:
    names = list(model.parameters)
    equation = Comparison(polynomial(names, factor.terms), "==", ZERO)
    profiles: dict[tuple[str, ...], None] = {}
    for tie in factor.ties:
        profiles[tie.profile] = None
        profiles[(*tie.profile[: tie.player], tie.second, *tie.profile[tie.player + 1 :])] = None
    return SymbolicThreshold(
        equation,
        max(powers[names.index(lever)] for powers, _ in factor.terms),
        None,
        (),
        factor.ties,
        factor.mixings,
        tuple(profile for profile in model.payoffs if profile in profiles),
        factor.divides,
        factor.branches,
        follows(model, Not(equation)),
        None,
        None,
        in_range=False,
    )


def _with(plain: SymbolicThreshold, solution: Solved | None) -> SymbolicThreshold:
    if solution is None:
        return plain
    return replace(plain, formula=solution.formula, needs=solution.needs)


def by_root(
    solutions: list[Solved], special: Any, roots: list[Root]
) -> list[tuple[Root, Solved | None]]:
    """Choose the formulas of the roots of a polynomial at a point: where one is double, both.

    Of two formulas that with the minus is the smaller one if the leading coefficient is
    positive. Where that coefficient is zero at the point, they have no value there.
    """
    if special.degree() < len(solutions) or not solutions:
        return [(root, None) for root in roots]
    if len(solutions) == 2 and special.LC * (-1 if solutions[0].flipped else 1) < 0:
        solutions.reverse()
    twice = roots if len(roots) == len(solutions) else roots * 2
    return list(zip(twice, solutions, strict=True))


def _at_line(
    threshold: SymbolicThreshold,
    value: Algebraic,
    line: EquilibriumLine,
    model: Model,
    lever: str,
) -> SymbolicThreshold:
    """Say what is on both sides of a value and at it."""
    declared = model.parameters[lever]
    in_range = all(
        end is None or side * value.order(Algebraic.of(Root(end, end))) >= 0
        for end, side in ((declared.low, 1), (declared.high, -1))
    )
    rows = line.rows
    for place, row in enumerate(rows):
        number = row.stretch.low
        if not row.stretch.point or number is None or value.order(number):
            continue
        before = rows[place - 1] if place else None
        after = rows[place + 1] if place + 1 < len(rows) else None
        return replace(
            threshold,
            value=value,
            standing=row.standing,
            in_range=in_range,
            before=before,
            at=row,
            after=after,
        )
    inside = next((row for row in rows if row.stretch.contains(value)), None)
    standing = None if inside is None else inside.standing
    return replace(threshold, value=value, standing=standing, in_range=in_range)


def _at_point(
    algebra: Algebra, factor: Factor, place: int, names: list[str], point: Mapping[str, Fraction]
) -> Any:
    """Put the values of all parameters but the lever into a polynomial."""
    (x,) = algebra.ring.gens
    total = algebra.ring.zero
    for powers, value in factor.terms:
        for index, power in enumerate(powers):
            if index != place and power:
                value *= point[names[index]] ** power
        total += algebra.number(value) * x ** powers[place]
    return total


def _relations(
    model: Model, thresholds: tuple[SymbolicThreshold, ...], budget: Budget
) -> list[OrderRelation]:
    """Compare neighbours among the thresholds that are ratios of polynomials."""
    rational = [
        (place, each.formula)
        for place, each in enumerate(thresholds)
        if each.formula is not None and each.degree == 1 and not each.impossible
    ]
    relations = []
    for (first, one), (second, other) in pairwise(rational):
        below = Comparison(one, "<", other)
        if follows(model, below):
            relations.append(OrderRelation(first, second, "<"))
        elif follows(model, Comparison(one, "<=", other)):
            relations.append(OrderRelation(first, second, "<="))
        else:
            relations.append(OrderRelation(first, second, None, reduced(model, below, budget)))
    return relations
