"""Solving polynomial systems by elimination: closed forms where unknowns stand linearly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from vcgame.derive.dynamics.space import Space, key_of
from vcgame.model.formula.polynomials import Ratio

__all__ = ["Branch", "branches"]

MAX_BRANCHES: Final = 64
MAX_TERMS: Final = 6_000
"""Where parameters stand in the equations, longer polynomials are not multiplied out."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One solution of a system, or several conjugate ones, or a set of them.

    Attributes
    ----------
    values
        Per solved unknown its value, in parameters, and in `root`'s unknown if there is one.
    root
        An unknown and the irreducible polynomial, of degree two or more in it, that it solves.
    free
        Unknowns that may have any value: the solutions are a continuum.
    equations
        What is left where elimination did not reach; the unknowns in `unsolved` satisfy it.
    """

    values: Mapping[str, Ratio]
    root: tuple[str, Any] | None = None
    free: tuple[str, ...] = ()
    unsolved: tuple[str, ...] = ()
    equations: tuple[Any, ...] = ()


def branches(space: Space, equations: Sequence[Any], unknowns: Sequence[str]) -> tuple[Branch, ...]:
    """Solve polynomial equations for values of the unknowns that are neither 0 nor 1.

    Each equation is split into its irreducible factors; an unknown that stands linearly in one
    is eliminated (with the case where its coefficient vanishes kept apart), until one equation
    in one unknown is left. Factors in parameters alone are taken not to be zero.

    Parameters
    ----------
    space
        The polynomials.
    equations
        Polynomials that are to be zero.
    unknowns
        Names of the coordinates to be found.
    """
    found: dict[str, Branch] = {}
    for branch in _solve(space, list(equations), tuple(unknowns), ()):
        text = repr(
            (
                sorted((n, key_of(v.numer), key_of(v.denom)) for n, v in branch.values.items()),
                branch.root and key_of(branch.root[1]),
                sorted(map(key_of, branch.equations)),
            )
        )
        found.setdefault(text, branch)
        if len(found) > MAX_BRANCHES:
            break
    return tuple(found.values())


_Solved = tuple[tuple[str, Ratio], ...]


def _solve(
    space: Space, equations: list[Any], unknowns: tuple[str, ...], solved: _Solved
) -> Iterator[Branch]:
    options = []
    for equation in equations:
        if equation.is_zero():
            continue
        factors = _proper(space, equation, unknowns)
        if not factors:
            return
        options.append(factors)
    for number, factors in enumerate(options):
        if len(factors) > 1:
            rest = [_times(space, each) for place, each in enumerate(options) if place != number]
            for factor in factors:
                yield from _solve(space, [factor, *rest], unknowns, solved)
            return
    whole = list({key_of(each[0]): each[0] for each in options}.values())
    if not unknowns:
        if not whole:
            yield _branch(space, solved)
        return
    if len(whole) < len(unknowns):
        free = tuple(n for n in unknowns if not any(space.degree(e, n) for e in whole))
        yield _branch(
            space, solved, free=free or unknowns[:1], unsolved=unknowns, equations=tuple(whole)
        )
        return
    yield from _eliminate(space, whole, unknowns, solved)


def _eliminate(
    space: Space, equations: list[Any], unknowns: tuple[str, ...], solved: _Solved
) -> Iterator[Branch]:
    pivot = _pivot(space, equations, unknowns)
    if pivot is None:
        if len(unknowns) > 1:
            yield _branch(space, solved, unsolved=unknowns, equations=tuple(equations))
        elif len(equations) == 1:
            yield _branch(space, solved, root=(unknowns[0], equations[0]))
        return
    place, name = pivot
    rest = [each for number, each in enumerate(equations) if number != place]
    bottom, top = space.split(equations[place], name)
    value = Ratio(-bottom, top)
    others = tuple(each for each in unknowns if each != name)
    longest = max(len(bottom.to_dict()), len(top.to_dict()))
    if space.parameters and any(
        len(each.to_dict()) * longest ** space.degree(each, name) > MAX_TERMS for each in rest
    ):
        yield _branch(space, solved, unsolved=unknowns, equations=tuple(equations))
        return
    inserted = []
    for each in rest:
        polynomial = space.put(Ratio(each, space.one), {name: value}).numer
        inserted.append(_without(polynomial, top) if space.uses(top, others) else polynomial)
    yield from _solve(space, inserted, others, (*solved, (name, value)))
    if space.uses(top, others):
        yield from _solve(space, [top, bottom, *rest], unknowns, solved)


def _pivot(
    space: Space, equations: Sequence[Any], unknowns: tuple[str, ...]
) -> tuple[int, str] | None:
    """Choose an equation and an unknown that stands linearly in it, the simplest first."""
    found = []
    for place, equation in enumerate(equations):
        for name in unknowns:
            if space.degree(equation, name) == 1:
                others = [each for each in unknowns if each != name]
                top = space.split(equation, name)[1]
                alone = not space.uses(equation, others)
                cost = (not alone, space.uses(top, others), len(equation.to_dict()))
                found.append((cost, place, unknowns.index(name)))
    if not found:
        return None
    _, place, number = min(found)
    return place, unknowns[number]


def _proper(space: Space, polynomial: Any, unknowns: tuple[str, ...]) -> list[Any]:
    """Irreducible factors with unknowns in them, without those that are zero at 0 or 1 only."""
    found = []
    for factor, _ in space.factors(polynomial)[1]:
        used = [name for name in unknowns if space.degree(factor, name)]
        if not used:
            continue
        name = used[0]
        generator = space.generators[name]
        trivial = (generator, generator - 1, 1 - generator)
        if not any(factor == each for each in trivial):
            found.append(factor)
    return found


def _times(space: Space, factors: Sequence[Any]) -> Any:
    whole = space.one
    for factor in factors:
        whole *= factor
    return whole


def _without(polynomial: Any, divisor: Any) -> Any:
    """Divide out what a polynomial has in common with a divisor, as often as it has it."""
    while not polynomial.is_zero():
        common = polynomial.gcd(divisor)
        if common.is_constant():
            break
        polynomial = polynomial / common
    return polynomial


def _branch(
    space: Space,
    solved: _Solved,
    *,
    root: tuple[str, Any] | None = None,
    free: tuple[str, ...] = (),
    unsolved: tuple[str, ...] = (),
    equations: tuple[Any, ...] = (),
) -> Branch:
    """Write every solved unknown in what is left at the end."""
    values: dict[str, Ratio] = {}
    for name, value in reversed(solved):
        values[name] = space.put(value, values)
    return Branch(values, root, free, unsolved, equations)
