"""All roots of a face's equations by branch and prune over boxes of probabilities.

With an inverse Y of the Jacobian at a box's centre, each component of Y F leans on one variable
and is affine in each, so that its values at the corners bound it exactly. A box is

- dropped, if a form, or a component of Y F, has one sign at all corners;
- shrunk to where the convex hull of the corners' values meets zero (Sherbrooke and Patrikalakis
  1993, whose Bernstein form is of degree one here);
- finished, if the derivatives of Y F at the corners differ from the identity by less than one
  in the norm of rows: then it holds one root at most (Moore 1966; Neumaier 1990), and Newton's
  method finds the root, which is certified by itself;
- halved otherwise.

Measured on drawn games this needs tens to hundreds of boxes on the largest face of a 3x3x3 or
a 2^5 game. It was preferred to following all paths of a homotopy, since it looks at the real
probabilities only (44 complex paths on one face of a 2^5 game end in few equilibria), proves
that nothing is missed, and does not lose roots at infinity in games with round payoffs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vcgame.solve.many.arrays.boxes import Array, Boxes, System

__all__ = ["MOST_BOXES", "MOST_LIVE", "Leftover", "newton", "search", "slopes_at"]

MOST_BOXES = 20_000
"""So many boxes are looked at on one face at most."""

MOST_LIVE = 2_500
"""So many boxes of one face may wait at a time."""

_NARROW = 2.0**-24
_THIN = 2.0**-26
_STEP = 2.0**-50
_CHUNK = 1_024
_MARGIN = 1e-12
_UNIQUE = 0.95


@dataclass(frozen=True, slots=True)
class Leftover:
    """What a search leaves undecided.

    Attributes
    ----------
    boxes
        Boxes that may hold roots, beside those that were found.
    narrow
        Whether all of them are narrow; otherwise the limit of work was reached.
    looked
        How many boxes were looked at.
    """

    boxes: Boxes
    narrow: bool
    looked: int


def search(
    system: System, found: Callable[[Array, Array, Array], bool], *, most: int = MOST_BOXES
) -> Leftover:
    """Look for all roots with probabilities from 0 to 1 that the inequalities allow.

    Parameters
    ----------
    system
        The forms of a face.
    found
        Takes a start for Newton's method and the corners of a box that holds one root at most;
        says whether a root in this box has been certified.
    most
        How many boxes may be looked at.
    """
    waiting = [system.whole()]
    narrow: list[Boxes] = []
    looked = 0
    while waiting:
        boxes = Boxes.joined(waiting)
        if looked + len(boxes) > most or len(boxes) > MOST_LIVE:
            return Leftover(Boxes.joined([boxes, *narrow]), False, looked)
        waiting = []
        for start in range(0, len(boxes), _CHUNK):
            part = boxes.take(slice(start, start + _CHUNK))
            looked += len(part)
            left, shrunk = _pruned(system, part, found)
            small = (left.high - left.low).max(axis=1, initial=0) < _NARROW
            if (small & ~shrunk).any():
                narrow.append(left.take(small & ~shrunk))
            again = left.take(shrunk)
            halves = left.take(~small & ~shrunk)
            waiting += [b for b in (again, halves.halved() if len(halves) else halves) if len(b)]
    rest = narrow or [system.whole().take(slice(0, 0))]
    return Leftover(Boxes.joined(rest), True, looked)


def _pruned(
    system: System, boxes: Boxes, found: Callable[[Array, Array, Array], bool]
) -> tuple[Boxes, Array]:
    """Drop, shrink and finish boxes; say which have shrunk enough to be tried again."""
    boxes, values = _possible(system, boxes)
    if not len(boxes):
        return boxes, np.zeros(0, dtype=bool)
    combined, errors, spread = _centred(system, boxes, values)
    low, high = combined.min(axis=2), combined.max(axis=2)
    keep = ((low <= errors) & (high >= -errors)).all(axis=1)
    boxes, combined, errors = boxes.take(keep), combined[keep], errors[keep]
    unique = spread[keep] < _UNIQUE
    for place in np.nonzero(unique)[0]:
        one = boxes.take(slice(place, place + 1))
        wide = one.widened()
        _, _, wider = _centred(system, wide, system.equations(wide))
        box = wide if wider[0] < _UNIQUE else one
        unique[place] = not found(one.middles()[0], box.low[0], box.high[0])
    finished = (spread[keep] < _UNIQUE) & ~unique
    boxes, combined, errors = boxes.take(~finished), combined[~finished], errors[~finished]
    if not len(boxes):
        return boxes, np.zeros(0, dtype=bool)
    new, alive = _shrunk(system, boxes, combined, errors)
    ratio = ((new.high - new.low).max(axis=1) / (boxes.high - boxes.low).max(axis=1))[alive]
    return new.take(alive), ratio < 0.6


def _possible(system: System, boxes: Boxes) -> tuple[Boxes, Array]:
    """Drop the boxes that a form rules out, or that have too much probability."""
    keep = np.ones(len(boxes), dtype=bool)
    for block in system.blocks:
        keep &= boxes.low[:, block].sum(axis=1) <= 1 + _MARGIN
    values = system.equations(boxes)
    low, high = values.min(axis=2), values.max(axis=2)
    keep &= ((low <= system.error) & (high >= -system.error)).all(axis=1)
    excess = system.excess(boxes)
    if excess is not None:
        keep &= (excess.min(axis=2) <= system.error).all(axis=1)
    return boxes.take(keep), values[keep]


def _centred(system: System, boxes: Boxes, values: Array) -> tuple[Array, Array, Array]:
    """Combine the equations by the inverse of their Jacobian at the centres of the boxes.

    Returns
    -------
    array, array, array
        Values of the combinations at the corners, bounds of their errors, and by how much
        their derivatives differ from the identity, in the norm in which the box is a ball.
    """
    count = system.unknowns
    width = boxes.high - boxes.low
    slopes = np.stack([system.slopes(values, axis) for axis in range(count)], axis=2)
    slopes /= width[:, None, :, None]
    jacobian = slopes.mean(axis=3)
    left, sizes, right = np.linalg.svd(jacobian)
    # Only a preconditioner: where the Jacobian is singular, any inverse of a neighbour will do.
    floor = np.maximum(sizes[:, :1] * 1e-9, 1e-300)
    inverse = np.einsum("bki,bk,bjk->bij", right, 1 / np.maximum(sizes, floor), left)
    combined = inverse @ values
    errors = 2 * system.error * np.abs(inverse).sum(axis=2)
    parts = np.einsum("bij,bjkv->bikv", inverse, slopes)
    parts -= np.eye(count)[None, :, :, None]
    spread = np.abs(parts).max(axis=3) + 2 * errors[:, :, None] / width[:, None, :]
    norm = (spread * width[:, None, :]).sum(axis=2) / width
    return combined, errors, norm.max(axis=1)


def _shrunk(system: System, boxes: Boxes, values: Array, errors: Array) -> tuple[Boxes, Array]:
    """Shrink boxes to where the hulls of the corners' values meet zero on every side."""
    low, high = boxes.low.copy(), boxes.high.copy()
    alive = np.ones(len(boxes), dtype=bool)
    for axis in range(system.unknowns):
        least, most = system.sides(values, axis)
        first, last = np.zeros(least.shape[:2]), np.ones(least.shape[:2])
        for ends in (least - errors[:, :, None], -most - errors[:, :, None]):
            # A line from one side to the other must not be positive.
            begin, end = ends[:, :, 0], ends[:, :, 1]
            gap = begin - end
            cut = np.divide(begin, gap, out=np.zeros_like(gap), where=gap != 0)
            first = np.where((begin > 0) & (end <= 0), np.maximum(first, cut), first)
            last = np.where((begin <= 0) & (end > 0), np.minimum(last, cut), last)
            alive &= ~((begin > 0) & (end > 0)).any(axis=1)
        start = np.maximum(first.max(axis=1) - _MARGIN, 0)
        stop = np.minimum(last.min(axis=1) + _MARGIN, 1)
        alive &= start <= stop
        width = boxes.high[:, axis] - boxes.low[:, axis]
        low[:, axis] = boxes.low[:, axis] + np.minimum(start, stop) * width - _STEP
        high[:, axis] = boxes.low[:, axis] + stop * width + _STEP
    for block in system.blocks:
        room = 1 + _MARGIN - low[:, block].sum(axis=1, keepdims=True)
        high[:, block] = np.minimum(high[:, block], low[:, block] + np.maximum(room, 0))
    # Floats tell little of the slopes over a box that is thinner.
    thin = np.maximum(_THIN - (high - low), 0) / 2
    return Boxes(low - thin, high + thin), alive


def newton(system: System, start: Array, *, fixed: Sequence[int] = (), steps: int = 40) -> Array:
    """Follow Newton's method by the pseudo-inverse of the Jacobian; some variables may be fixed."""
    point = np.array(start, dtype=float)
    for _ in range(steps):
        values, jacobian = slopes_at(system, point)
        jacobian[:, list(fixed)] = 0
        step = np.linalg.lstsq(jacobian, values, rcond=1e-10)[0]
        point = point - step
        if not np.abs(point).max() < 4 or np.abs(step).max() < 1e-15:
            break
    return point


def slopes_at(system: System, point: Array) -> tuple[Array, Array]:
    """Values of the equations at a point, and their derivatives."""
    width = 2.0**-10
    values = system.equations(Boxes(point[None] - width, point[None] + width))
    slopes = [system.slopes(values, axis).mean(axis=2)[0] for axis in range(len(point))]
    return values[0].mean(axis=1), np.stack(slopes, axis=1) / (2 * width)
