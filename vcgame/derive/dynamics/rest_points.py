"""All rest points of the replicator dynamics, and when they exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod
from typing import Any, Final

from vcgame.derive.dynamics.answer import RestPoint
from vcgame.derive.dynamics.elimination import Branch, branches
from vcgame.derive.dynamics.faces import Face, faces
from vcgame.derive.dynamics.judge import Alternatives, Judge
from vcgame.derive.dynamics.quadratic import Quadratic, quadratic_of
from vcgame.derive.dynamics.space import Space
from vcgame.derive.dynamics.writing import comparison, factored, formula
from vcgame.derive.statement import all_of, any_of
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Expression,
    Name,
    Negation,
    Number,
    size,
    substitute,
)
from vcgame.model.formula.polynomials import Ratio

__all__ = ["Spot", "joined", "spots", "within"]

MAX_TERMS: Final = 48
"""Longer polynomials are not printed as equations beside those that they follow from."""

MAX_SIZE: Final = 240
"""Beside closed forms with more parts the equations are given too."""

_ZERO = Number(Fraction(0))
_ONE = Number(Fraction(1))


@dataclass(frozen=True, slots=True)
class Spot:
    """A rest point with the algebra behind it.

    Attributes
    ----------
    point
        As it is given away.
    face
        On which it lies.
    at
        Value of every coordinate that is known as a ratio, in parameters or in the others.
    options
        Ways to exist, of which each leaves all shares positive.
    slope
        For one of the roots of a quadratic: the sign of its derivative there.
    """

    point: RestPoint
    face: Face
    at: Mapping[str, Ratio]
    options: Alternatives
    root: tuple[str, Any] | None = None
    slope: int = 0


def spots(space: Space, judge: Judge) -> tuple[Spot, ...]:
    """Find the rest points face by face; points come before continua.

    Parameters
    ----------
    space
        The polynomials of the game.
    judge
        Knows the assumptions.
    """
    points: list[Spot] = []
    lines: list[Spot] = []
    for face in faces(space):
        for spot in _on_face(space, judge, face):
            (lines if spot.point.continuum else points).append(spot)
    named = [("E", points), ("L", lines)]
    return tuple(
        replace(spot, point=replace(spot.point, id=f"{letter}{number}"))
        for letter, found in named
        for number, spot in enumerate(found, start=1)
    )


def _on_face(space: Space, judge: Judge, face: Face) -> Iterator[Spot]:
    constant = [gap for gap in face.gaps if not space.uses(gap.numer, face.unknowns)]
    if len(face.unknowns) == 1 and constant:
        yield from _resting_edge(space, judge, face, constant)
        return
    found = branches(space, face.equations, face.unknowns)
    if any(branch.unsolved and not branch.free for branch in found):
        whole = Branch({}, unsolved=face.unknowns)
        found = (whole, *(branch for branch in found if branch.free))
    for branch in found:
        if branch.free:
            yield _continuum(space, face, tuple(branch.equations), ((),))
        elif branch.root is None and not branch.unsolved:
            yield _closed(space, judge, face, branch)
        else:
            yield from _implicit(space, judge, face, branch)
    if len(face.unknowns) == 1:
        parts = space.split(face.gaps[0].numer, face.unknowns[0])
        if len(parts) == 2:  # shorter at the two ends
            parts = [parts[0], parts[0] + parts[1]]
        yield from _resting_edge(space, judge, face, [Ratio(each, space.one) for each in parts])


def _resting_edge(space: Space, judge: Judge, face: Face, parts: Sequence[Ratio]) -> Iterator[Spot]:
    """Take an edge that rests as a whole where all coefficients of its gain are zero."""
    common = parts[0].numer
    for part in parts[1:]:
        common = common.gcd(part.numer)
    if common.is_zero():
        options: Alternatives = ((),)
    else:
        left = [judge.zeros(space.over(part.numer, common)) for part in parts]
        options = _shortest((*judge.zeros(Ratio(common, space.one)), *judge.all_of(left)))
    if options:
        yield _continuum(space, face, (), options)


def _shortest(ways: Alternatives) -> Alternatives:
    """Drop what says more than another way."""
    sets = [frozenset(way) for way in ways]
    return tuple(way for way, own in zip(ways, sets, strict=True) if not any(o < own for o in sets))


def _continuum(space: Space, face: Face, equations: tuple[Any, ...], options: Alternatives) -> Spot:
    point = RestPoint(
        "",
        face.place,
        _present(space, face),
        None,
        equations=tuple(vanishing(space, each) for each in equations),
        exists=joined(options),
        continuum=True,
    )
    return Spot(point, face, face.fixed, options)


def _closed(space: Space, judge: Judge, face: Face, branch: Branch) -> Spot:
    at = {name: space.put(value, branch.values) for name, value in face.fixed.items()}
    at |= branch.values
    options, exists = _inside(space, judge, face, at)
    apart = _isolating(space, judge, face, at)
    if apart:
        options = judge.all_of([options, (apart,)])
        exists = judge.reduced((*exists, *apart))
    values = tuple(formula(space, at[name]) for name in space.coordinates)
    long = sum(map(size, values)) > MAX_SIZE
    point = RestPoint(
        "",
        face.place,
        _present(space, face),
        values,
        equations=tuple(vanishing(space, gap.numer) for gap in face.gaps) if long else (),
        exists=exists,
        never=not options,
    )
    if long and options:  # what follows from it is said in the coordinates
        return Spot(point, face, face.fixed, ((),))
    return Spot(point, face, at, options)


def _isolating(
    space: Space, judge: Judge, face: Face, at: Mapping[str, Ratio]
) -> tuple[Condition, ...]:
    """Write what keeps a gain from vanishing everywhere, where no divisor tells it.

    A factor in parameters alone that all coefficients of a gain share is cancelled in the closed
    form; where it is zero, whole lines rest, and the point is not isolated.
    """
    found: dict[Condition, None] = {}
    for gap in face.gaps:
        for factor, _ in space.factors(gap.numer)[1]:
            if space.uses(factor, face.unknowns) or any(
                (value.denom % factor).is_zero() for value in at.values()
            ):
                continue
            if judge.sign(factor) in (None, 0):
                found[comparison(space, factor, "!=")] = None
    return tuple(found)


def _inside(
    space: Space, judge: Judge, face: Face, at: Mapping[str, Ratio]
) -> tuple[Alternatives, tuple[Condition, ...]]:
    """Write what it takes that every share that is played is positive.

    All ways are given one by one, and as one conjunction: population by population where each
    way of one goes with each way of the others.
    """
    parts: list[Alternatives] = []
    for number, played in enumerate(face.present):
        if len(played) == 1:
            continue
        shares = [space.put(space.shares[number][place], at) for place in played]
        below = space.one
        for share in shares:
            below = below / below.gcd(share.denom) * share.denom
        parts.append(judge.same_sign([share.numer * (below / share.denom) for share in shares]))
    options = judge.all_of(parts)
    if len(options) < prod(map(len, parts)):
        return options, joined(options)
    exists = dict.fromkeys(condition for part in parts for condition in joined(part))
    return options, judge.reduced(tuple(exists))


def _implicit(space: Space, judge: Judge, face: Face, branch: Branch) -> Iterator[Spot]:
    """Take solutions of an equation of degree two or more, or of a system left as it is."""
    at = {name: space.put(value, branch.values) for name, value in face.fixed.items()}
    at |= branch.values
    quadratic = quadratic_of(space, branch.root) if branch.root else None
    if quadratic is not None and len(face.unknowns) == 1:
        yield from _roots(space, judge, face, at, quadratic)
        return
    equations = [gap.numer for gap in face.gaps]
    if branch.root and len(branch.root[1].to_dict()) <= MAX_TERMS and len(equations) > 1:
        equations.append(branch.root[1])
    written = tuple(vanishing(space, each) for each in equations)
    explicit: tuple[tuple[Expression, ...], ...] = ()
    if quadratic is not None and len(quadratic.polynomial.to_dict()) <= MAX_TERMS:
        explicit = tuple(_explicit(space, at, quadratic, sign) for sign in (-1, 1))
    facts = (*written, *within(space, face.unknowns))
    never = _one_sided(space, judge, face) or judge.refuted(facts)
    point = RestPoint(
        "",
        face.place,
        _present(space, face),
        None,
        equations=written,
        never=never,
        branches=explicit,
    )
    yield Spot(point, face, face.fixed, () if never else ((),), branch.root)


def _one_sided(space: Space, judge: Judge, face: Face) -> bool:
    """Whether some gain has one sign at all corners of the face, and so inside it.

    That is so for gains of degree one in each coordinate of populations with two strategies.
    """
    if any(len(p.strategies) > 2 for p in space.game.populations):
        return False
    for gap in face.gaps:
        used = [name for name in face.unknowns if space.degree(gap.numer, name)]
        if any(space.degree(gap.numer, name) > 1 for name in used):
            continue
        corners = [gap.numer]
        for name in used:
            low_high = ((each, space.split(each, name)) for each in corners)
            corners = [
                value for each, parts in low_high for value in (parts[0], sum(parts[1:], parts[0]))
            ]
        signs = {judge.sign(corner) for corner in corners}
        if len(signs - {0}) == 1 and None not in signs:
            return True
    return False


def _roots(
    space: Space, judge: Judge, face: Face, at: Mapping[str, Ratio], quadratic: Quadratic
) -> Iterator[Spot]:
    """Take the two roots of a quadratic in the only coordinate that is free."""
    for slope in (-1, 1):
        values = _explicit(space, at, quadratic, slope)
        options = quadratic.inside(judge, slope)
        point = RestPoint(
            "",
            face.place,
            _present(space, face),
            values,
            equations=(vanishing(space, quadratic.polynomial),),
            exists=joined(options),
            never=not options,
        )
        root = (quadratic.name, quadratic.polynomial)
        yield Spot(point, face, face.fixed, options, root, slope)


def _explicit(
    space: Space, at: Mapping[str, Ratio], quadratic: Quadratic, sign: int
) -> tuple[Expression, ...]:
    """Write every coordinate with the root of a quadratic in the place of its unknown."""
    root = quadratic.root(sign)
    return tuple(
        root
        if name == quadratic.name
        else substitute(formula(space, at[name]), {quadratic.name: root})
        for name in space.coordinates
    )


def within(space: Space, unknowns: Sequence[str]) -> tuple[Condition, ...]:
    """Say that coordinates lie strictly between 0 and 1, and the last share too."""
    found: list[Condition] = []
    for name in unknowns:
        found += [Comparison(Name(name), ">", _ZERO), Comparison(Name(name), "<", _ONE)]
    for population in space.game.populations:
        own = [space.generators[name] for name in population.coordinates if name in unknowns]
        if len(own) > 1:
            found.append(comparison(space, space.one - sum(own, space.zero), ">"))
    return tuple(found)


def vanishing(space: Space, polynomial: Any) -> Condition:
    """Say that a polynomial, sorted by the coordinates, is zero."""
    written = space.restored(factored(space, polynomial))
    return Comparison(written.operand if isinstance(written, Negation) else written, "==", _ZERO)


def joined(options: Alternatives) -> tuple[Condition, ...]:
    """Write alternatives as a conjunction: what all share, and a choice of the rest."""
    if len(options) < 2:
        return options[0] if options else ()
    shared = [c for c in options[0] if all(c in each for each in options)]
    rest = [all_of(c for c in each if c not in shared) for each in options]
    return (*shared, any_of(rest))


def _present(space: Space, face: Face) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(population.strategies[place] for place in played)
        for population, played in zip(space.game.populations, face.present, strict=True)
    )
