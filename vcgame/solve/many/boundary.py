"""Irrational roots of a face that lie on a smaller face, decided exactly."""

from __future__ import annotations

from itertools import product
from typing import Any

from vcgame.solve.many.faces import Face
from vcgame.solve.many.forms import Form, implied
from vcgame.solve.many.roots import Root, certified

__all__ = ["on_smaller_face"]


def on_smaller_face(face: Face, root: Root, weights: list[list[Any]]) -> bool:
    """Whether the probabilities of a root that may be zero surely are zero.

    Without the strategies in question the equations become those of a smaller face. If no more
    of them are independent there than there are unknowns, a root of these is a root of all; if
    it lies where the face has one root only, it is this root.

    Parameters
    ----------
    face, root
        A face, and a certified root of its equations.
    weights
        Its probabilities in balls; none is surely negative.
    """
    kept = [[k for k, weight in enumerate(own) if weight > 0] for own in weights]
    if not all(kept):
        return False
    supports = tuple(
        [tuple([own[k] for k in left]) for own, left in zip(face.supports, kept, strict=True)]
    )
    mixing = tuple([player for player, support in enumerate(supports) if len(support) > 1])
    equations: list[Form] = []
    for form in face.equations:
        smaller = _restricted(form, kept)
        if any(smaller.values) and not implied(smaller, equations):
            equations.append(smaller)
    small = Face(supports, mixing, tuple(equations), ())
    if len(equations) != small.unknowns:
        return False
    start = [float(own[k].mid()) for own, left in zip(weights, kept, strict=True) for k in left[1:]]
    found = certified(small, start)
    if found is None:
        return False
    balls: list[Any] = []
    place = 0
    for own, left in zip(face.supports, kept, strict=True):
        free = list(found.balls[place : place + len(left) - 1])
        place += len(free)
        known: dict[int, Any] = dict(zip(left, [1 - sum(free), *free], strict=True))
        balls += [known.get(k, 0) for k in range(1, len(own))]
    return all(bool(wide.contains(ball)) for wide, ball in zip(root.region, balls, strict=True))


def _restricted(form: Form, kept: list[list[int]]) -> Form:
    """Let a form hang on fewer strategies; players with one left drop out."""
    values = []
    for chosen in product(*(kept[axis] for axis in form.axes)):
        position = 0
        for size, k in zip(form.sizes, chosen, strict=True):
            position = position * size + k
        values.append(form.values[position])
    axes = tuple([axis for axis in form.axes if len(kept[axis]) > 1])
    sizes = tuple([len(kept[axis]) for axis in axes])
    return Form(form.player, axes, sizes, tuple(values), form.strategy)
