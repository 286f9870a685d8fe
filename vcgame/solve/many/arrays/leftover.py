"""The boxes that a search leaves: singular roots told from continua, or nothing said.

Points near the boxes are tried as rational roots. What can be proved of them is said; the rest
counts as not decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from vcgame.solve.many.arrays.boxes import Array, Boxes, System
from vcgame.solve.many.arrays.search import Leftover, newton, slopes_at
from vcgame.solve.many.faces import Face
from vcgame.solve.many.forms import Form, implied
from vcgame.solve.many.roots import ROOT_BITS, certified, weights_of
from vcgame.solve.many.singular import Local, local, only_root
from vcgame.solve.numbers import working_precision

__all__ = ["Rest", "deficient", "free_continuum", "likely_roots", "settled"]

Point = tuple[Fraction, ...]

_CLUSTERS = 12
_SAMPLES = 8
_STARTS = 8
_LIKELY = 48
_SINGULAR = 1e-6
_NEAR = 1e-5
_DENOMINATORS = (60, 2_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Rest:
    """What the boxes left over turn out to hold.

    Attributes
    ----------
    points
        Isolated singular equilibria of the face, as free probabilities.
    segments
        Ends of segments of equilibria.
    continuum
        Whether the face has infinitely many equilibria for sure.
    decided
        Whether nothing but this is in the boxes.
    """

    points: tuple[Point, ...] = ()
    segments: tuple[tuple[Point, Point], ...] = ()
    continuum: bool = False
    decided: bool = True


def settled(face: Face, system: System, rest: Leftover) -> Rest:
    """Find out what the boxes hold that a search left over."""
    if not rest.narrow and float((rest.boxes.high - rest.boxes.low).max()) > _NEAR:
        found = _sampled(face, system, rest.boxes)
        return found or Rest(decided=False)
    points: list[Point] = []
    clusters = list(_clusters(rest.boxes))
    for cluster in clusters[:_CLUSTERS]:
        centre = (cluster.low.min(axis=0) + cluster.high.max(axis=0)) / 2
        point = next(_rational_roots(face, newton(system, centre), centre), None)
        if point is None:
            return Rest(tuple(points), decided=False)
        gap = np.array([float(p) for p in point])
        reach = max(float(np.abs(cluster.low - gap).max()), float(np.abs(cluster.high - gap).max()))
        if not only_root(face, point, reach):
            around = _around(face, point)
            return around or Rest(tuple(points), decided=False)
        if _stands(face, point, strict=False):
            points.append(point)
    return Rest(tuple(points), decided=len(clusters) <= _CLUSTERS)


def likely_roots(system: System, boxes: Boxes) -> Iterator[Array]:
    """Give regular points that Newton's method reaches from boxes of a search without an end.

    A continuum leaves so many boxes that isolated roots elsewhere may still be in wide ones.
    """
    for place in np.linspace(0, len(boxes) - 1, min(len(boxes), _LIKELY)).astype(int):
        near = newton(system, boxes.middles()[place])
        if not np.abs(near).max() < 2:
            continue
        sizes = np.linalg.svd(slopes_at(system, near)[1])[1]
        if sizes[-1] > _SINGULAR * sizes[0]:
            yield near


def deficient(face: Face) -> int:
    """Count the equations that follow from others of the same player."""
    return len(face.equations) - len(_independent(face))


def free_continuum(face: Face, system: System) -> bool:
    """Whether a face with too few equations surely has a continuum of equilibria.

    Some probabilities are fixed in place of the equations that are missing. At a certified root
    the derivatives of the others are regular, so the roots are a manifold around it.
    """
    kept = _independent(face)
    missing = len(face.equations) - len(kept)
    generator = np.random.default_rng(0)
    starts = [np.concatenate([np.full(size - 1, 1 / size) for size in system.sizes])]
    for _ in range(_STARTS):
        shares = [generator.dirichlet(np.full(size, 2.0))[1:] for size in system.sizes]
        starts.append(np.concatenate(shares))
    for start in starts:
        near = newton(system, start)
        if not np.abs(near).max() < 4:
            continue
        pins = [_pin(face, place, near[place]) for place in _free(system, near, missing)]
        pinned = replace(face, equations=(*kept, *pins))
        root = certified(pinned, near)
        if root is not None and _stands(face, root.values, strict=True):
            return True
    return False


def _independent(face: Face) -> list[Form]:
    """Equations of which none follows from others of the same player."""
    kept: list[Form] = []
    for form in face.equations:
        own = [other for other in kept if other.player == form.player]
        if any(form.values) and not implied(form, own):
            kept.append(form)
    return kept


def _pin(face: Face, place: int, value: float) -> Form:
    """Give an equation that fixes one of the free probabilities."""
    for player in face.mixing:
        size = len(face.supports[player])
        if place < size - 1:
            fixed = Fraction(float(value)).limit_denominator(1 << 20)
            top, bottom = fixed.numerator, fixed.denominator
            row = tuple([bottom * int(k == place + 1) - top for k in range(size)])
            return Form(-1 - place, (player,), (size,), row)
        place -= size - 1
    raise IndexError(place)


def _free(system: System, near: Array, count: int) -> list[int]:
    """Choose probabilities that vary along the directions of the kernel."""
    right = np.linalg.svd(slopes_at(system, near)[1])[2]
    basis = right[system.unknowns - count :]
    chosen: list[int] = []
    for _ in range(count):
        place = int(np.argmax(np.abs(basis).sum(axis=0)))
        lead = basis[np.argmax(np.abs(basis[:, place]))]
        chosen.append(place)
        basis = basis - np.outer(basis[:, place] / lead[place], lead)
    return chosen


def _sampled(face: Face, system: System, boxes: Boxes) -> Rest | None:
    """Look for a continuum at some of many boxes."""
    for place in np.linspace(0, len(boxes) - 1, _SAMPLES).astype(int):
        for point in _pinned(face, system, boxes.middles()[place]):
            found = _around(face, point)
            if found is not None:
                return found
    return None


def _around(face: Face, point: Point) -> Rest | None:
    """Say whether an equilibrium is one of infinitely many."""
    if not _stands(face, point, strict=True):
        return None
    near = local(face, point)
    if not near.continuum:
        return None
    ends = _ends(face, point, near)
    return Rest(segments=(ends,) if ends else (), continuum=True)


def _ends(face: Face, point: Point, near: Local) -> tuple[Point, Point] | None:
    """Follow one player's mixtures, where a line changes only these, until an end."""
    if near.line is None:
        return None
    moves = [list(own) for own in weights_of(face, near.line)]
    for own in moves:
        own[0] -= 1
    moving = [k for k, own in enumerate(moves) if any(own)]
    if len(moving) != 1:
        return None
    weights = weights_of(face, point)
    changed: list[list[Fraction]] = [list(own) for own in weights]
    bounds = list(zip(weights[moving[0]], moves[moving[0]], strict=True))
    for form in face.excess:
        changed[moving[0]] = weights[moving[0]]
        value = -form.at(changed)
        if moving[0] in form.axes:
            changed[moving[0]] = moves[moving[0]]
            bounds.append((value, -form.at(changed)))
    steps = [-value / slope for value, slope in bounds if slope]
    low = max(step for step in steps if step <= 0)
    high = min(step for step in steps if step >= 0)
    first, second = [
        tuple([p + t * v for p, v in zip(point, near.line, strict=True)]) for t in (low, high)
    ]
    return first, second


def _stands(face: Face, point: Sequence[Any], *, strict: bool) -> bool:
    """Whether a root has positive probabilities, and no strategy that is not played is better.

    Parameters
    ----------
    face, point
        The face and the root.
    strict
        Whether such strategies must be worse, or as good everywhere on the face.
    """
    with working_precision(ROOT_BITS):
        weights = weights_of(face, point)
        if not all(weight > 0 for own in weights for weight in own):
            return False
        return all(_allowed(form, weights, strict=strict) for form in face.excess)


def _allowed(form: Form, weights: list[list[Any]], *, strict: bool) -> bool:
    value = form.at(weights)
    return not any(form.values) or bool(value < 0) or (not strict and bool(value == 0))


def _pinned(face: Face, system: System, start: Array) -> Iterator[Point]:
    """Fix as many probabilities as are free at round numbers, and solve for the others."""
    near = newton(system, start)
    if not np.abs(near).max() < 4:
        return
    yield from _rational_roots(face, near, near)
    sizes = np.linalg.svd(slopes_at(system, near)[1])[1]
    fixed = _free(system, near, int((sizes < 1e-4 * max(float(sizes[0]), 1e-300)).sum()))
    for limit in (6, 40):
        rounded = near.copy()
        for place in fixed:
            rounded[place] = float(Fraction(float(near[place])).limit_denominator(limit))
        yield from _rational_roots(face, newton(system, rounded, fixed=fixed), near)


def _rational_roots(face: Face, near: Array, centre: Array) -> Iterator[Point]:
    """Try fractions with few digits as roots."""
    tried = set()
    for limit in _DENOMINATORS:
        for start in (near, centre):
            if not np.abs(start).max() < 4:
                continue
            point = tuple([Fraction(float(value)).limit_denominator(limit) for value in start])
            if point not in tried:
                tried.add(point)
                weights = weights_of(face, point)
                if not any(form.at(weights) for form in face.equations):
                    yield point


def _clusters(boxes: Boxes) -> Iterator[Boxes]:
    """Group boxes that lie close together."""
    left = boxes
    while len(left):
        near = np.abs(left.middles() - left.middles()[0]).max(axis=1) < _NEAR
        yield left.take(near)
        left = left.take(~near)
