"""Exact points within a model's assumptions, spread widely, many of them on ties."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Final

from vcgame.errors import EvaluationError
from vcgame.model.formula.expression import Comparison, Name
from vcgame.model.model import Model
from vcgame.model.point import is_true, value_at

__all__ = ["scattered_points"]

MAX_POINTS: Final = 320
MAX_DRAWS: Final = 1_200
"""So many points are kept at most, of so many that are drawn."""

Point = dict[str, Fraction]


def scattered_points(model: Model) -> tuple[Point, ...]:
    """Give points that satisfy the assumptions, the default point and the instances first.

    A walk changes a few parameters at a time, within and outside their ranges (which are
    no assumptions) and often to small whole numbers, where payoffs tie. It depends on the
    model's id only. Where the assumptions are narrow there may be few points, or none.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> points = scattered_points(load_model("boxed-pigs"))
    >>> points[0], min(point["A"] for point in points) > 0
    ({'A': Fraction(2, 1)}, True)
    """
    draw = random.Random(model.id)  # noqa: S311  not for secrets
    names = list(model.parameters)
    found: dict[tuple[Fraction, ...], Point] = {}
    for point in [model.values(), *(model.values(name) for name in model.instances)]:
        _keep(model, point, found)
    known = list(found.values()) or [model.values()]
    for _ in range(MAX_DRAWS):
        if len(found) >= MAX_POINTS or not names:
            break
        point = dict(draw.choice(known))
        few = draw.randint(1, min(3, len(names)))
        for name in names if draw.random() < 0.2 else draw.sample(names, few):
            moved = _moved(model, name, point[name], draw)
            point[name] = Fraction(round(moved)) if model.parameters[name].whole else moved
        if _keep(model, point, found):
            known.append(point)
    return tuple(found.values())


def _moved(model: Model, name: str, value: Fraction, draw: random.Random) -> Fraction:
    low, high = model.parameters[name].low, model.parameters[name].high
    kind = draw.random()
    if kind < 0.3 and low is not None and high is not None:
        return low + (high - low) * Fraction(draw.randint(0, 24), 24)
    if kind < 0.6:
        return Fraction(draw.randint(-6, 9))
    if kind < 0.8:
        return value * draw.choice((Fraction(1, 5), Fraction(1, 2), Fraction(2), Fraction(5)))
    return value + Fraction(draw.randint(-8, 8), 4)


def _keep(model: Model, point: Point, found: dict[tuple[Fraction, ...], Point]) -> bool:
    """Take a point in, moved onto equations such as ``c == 1``, if the assumptions hold."""
    try:
        for assumption in model.assumptions:
            match assumption:
                case Comparison(Name(name), "==", value):
                    moved = value_at(value, point)
                    point[name] = moved if isinstance(moved, Fraction) else point[name]
        within = all(is_true(assumption, point) for assumption in model.assumptions)
    except EvaluationError:
        return False
    key = tuple(point.values())
    if not within or key in found:
        return False
    found[key] = point
    return True
