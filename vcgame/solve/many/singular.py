"""What is left of a face: singular roots, and continua.

Where the derivatives of the equations are singular at a rational root p, by one dimension, the
root is either isolated or lies on one curve (Lyapunov and Schmidt's reduction): all equations
but one combination g define a curve through p, and g along it is a power series in t.

- If the curve to each side lowers a probability that is zero, or raises a gain that is zero, by
  its tangent, enclosed in balls over a box, p is the only equilibrium in the box.
- If the derivative g'' has one sign on the curve over a box, enclosed in balls, the box holds at
  most two roots; with g = g' = 0 at p, it holds only p.
- If g vanishes up to the order B, where B is the multihomogeneous Bezout number of the system,
  which no isolated root's multiplicity exceeds (Fulton 1984, example 12.3.1), g vanishes
  identically: p lies on a continuum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from vcgame.solve.many.exact import kernel, transposed
from vcgame.solve.many.faces import Face
from vcgame.solve.many.roots import ROOT_BITS, jacobian, weights_of

__all__ = ["Local", "bezout_number", "local", "only_root"]

Point = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Local:
    """What the equations of a face look like around a rational root.

    Attributes
    ----------
    corank
        By how many dimensions the derivatives are singular.
    line
        A direction in which all points are roots, if one is known.
    continuum
        Whether infinitely many roots surround it; ``None`` where not known.
    """

    corank: int
    line: Point | None
    continuum: bool | None


def local(face: Face, point: Point) -> Local:
    """Look at a rational root of the equations."""
    rows = jacobian(face, point)
    directions = kernel(rows)
    if not directions:
        return Local(0, None, False)
    for direction in directions:
        if _is_line(face, point, direction):
            return Local(len(directions), tuple(direction), True)
    if len(directions) > 1:
        return Local(len(directions), None, None)
    return Local(1, None, _vanishes(face, point, rows, directions[0]))


def bezout_number(face: Face) -> int:
    """Bound the multiplicity of an isolated root: the multihomogeneous Bezout number.

    It is the coefficient of the product of z_j to the power of the unknowns of player j in the
    product over all equations of the sum of z_j over the players that the equation hangs on.
    """
    full = tuple([len(face.supports[k]) - 1 for k in face.mixing])
    counts = {(0,) * len(full): 1}
    for form in face.equations:
        new: Counter[tuple[int, ...]] = Counter()
        for powers, ways in counts.items():
            for place, player in enumerate(face.mixing):
                if player in form.axes and powers[place] < full[place]:
                    raised = list(powers)
                    raised[place] += 1
                    new[tuple(raised)] += ways
        counts = dict(new)
    return counts.get(full, 0)


def only_root(face: Face, point: Point, reach: float) -> bool:
    """Whether a root of corank one is surely the only one within a distance that counts.

    Parameters
    ----------
    face, point
        The equations, and a rational root of them.
    reach
        No other root with all free probabilities within this distance has positive
        probabilities and no strategy that gains.
    """
    from flint import ctx

    before = ctx.prec
    ctx.prec = ROOT_BITS
    try:
        return _only_root(face, point, reach)
    except ZeroDivisionError:
        return False
    finally:
        ctx.prec = before


def _only_root(face: Face, point: Point, reach: float) -> bool:
    from flint import arb, arb_mat

    rows = jacobian(face, point)
    directions, lefts = kernel(rows), kernel(transposed(rows))
    if len(directions) != 1:
        return False
    v, u = directions[0], lefts[0]
    dropped = next(k for k, value in enumerate(u) if value)
    kept = [k for k in range(len(rows)) if k != dropped]
    size = max(abs(value) for value in v)
    v = [value / size for value in v]
    length = sum(abs(value) for value in v)
    radius = 64 * reach * float(length)
    box = [_ball(p) + arb(0, radius) for p in point]
    weights = weights_of(face, box)
    slopes = jacobian(face, box)
    matrix = arb_mat([*(slopes[k] for k in kept), [_ball(value) for value in v]])
    count = len(point)
    tangent = matrix.solve(arb_mat([[int(k == count - 1)] for k in range(count)]))
    along = [tangent[k, 0] for k in range(count)]
    # Within the reach the curve moves by at most this, and stays in the box.
    if not all(bool(abs(value) * reach * float(length) < radius) for value in along):
        return False
    if _blocked(face, point, weights, along) or _at_edge(face, point, v):
        return True
    bends = _bends(face, weights, along)
    bend = matrix.solve(arb_mat([*([-bends[k]] for k in kept), [0]]))
    second = sum(
        _ball(u[e]) * (bends[e] + sum(slopes[e][k] * bend[k, 0] for k in range(count)))
        for e in range(count)
        if u[e]
    )
    return bool(second > 0) or bool(second < 0)


def _blocked(face: Face, point: Point, weights: list[list[Any]], along: list[Any]) -> bool:
    """Whether the curve through a root leaves the equilibria at once, to both sides.

    To one side it must lower a probability that is zero, or raise a gain that is zero.
    """
    moves = _moves(face, along)
    falls = [
        move
        for own, moved in zip(weights_of(face, point), moves, strict=True)
        for weight, move in zip(own, moved, strict=True)
        if weight == 0
    ]
    for form in face.excess:
        if form.at(weights_of(face, point)) == 0:
            rise: Any = 0
            for axis in form.axes:
                changed = list(weights)
                changed[axis] = moves[axis]
                rise = rise + form.at(changed)
            falls.append(-rise)
    return any(bool(fall < 0) for fall in falls) and any(bool(fall > 0) for fall in falls)


def _at_edge(face: Face, point: Point, direction: Sequence[Fraction]) -> bool:
    """Whether the curve is a line on which a probability stays at zero."""
    edge = any(
        weight == 0 and move == 0
        for own, moved in zip(weights_of(face, point), _moves(face, direction), strict=True)
        for weight, move in zip(own, moved, strict=True)
    )
    return edge and _is_line(face, point, direction)


def _is_line(face: Face, point: Point, direction: Sequence[Fraction]) -> bool:
    """Whether all points in a direction are roots: forms of so low a degree vanish on it."""
    return all(
        not any(_values(face, [p + t * v for p, v in zip(point, direction, strict=True)]))
        for t in range(1, len(face.mixing) + 1)
    )


def _moves(face: Face, direction: Sequence[Any]) -> list[list[Any]]:
    """How fast the probabilities of all strategies change in a direction."""
    moves = weights_of(face, direction)
    for own in moves:
        own[0] = own[0] - 1
    return moves


def _bends(face: Face, weights: list[list[Any]], along: list[Any]) -> list[Any]:
    """Second derivatives of the equations in a direction."""
    moves = _moves(face, along)
    found = []
    for form in face.equations:
        total: Any = 0
        for first in form.axes:
            for second in form.axes:
                if first != second:
                    changed = list(weights)
                    changed[first], changed[second] = moves[first], moves[second]
                    total = total + form.at(changed)
        found.append(total)
    return found


def _vanishes(
    face: Face, point: Point, rows: list[list[Any]], direction: Sequence[Fraction]
) -> bool:
    """Whether the equations vanish on a curve through a root of corank one."""
    from flint import ctx, fmpq_mat, fmpq_series

    order = bezout_number(face) + 1
    left = kernel(transposed(rows))[0]
    dropped = next(k for k, value in enumerate(left) if value)
    kept = [k for k in range(len(rows)) if k != dropped]
    inverse = fmpq_mat(
        [[_rational(a) for a in row] for row in (*(rows[k] for k in kept), direction)]
    ).inv()
    before = ctx.cap
    ctx.cap = order + 1
    try:
        curve = [
            fmpq_series([_rational(p), _rational(v)]) for p, v in zip(point, direction, strict=True)
        ]
        for power in range(2, order + 1):
            values = _values(face, curve)
            step = inverse * fmpq_mat([*([-values[k][power]] for k in kept), [0]])
            curve = [c + fmpq_series([0] * power + [step[k, 0]]) for k, c in enumerate(curve)]
            if _values(face, curve)[dropped][power]:
                return False
    finally:
        ctx.cap = before
    return True


def _values(face: Face, point: Sequence[Any]) -> list[Any]:
    weights = weights_of(face, point)
    return [form.at(weights) for form in face.equations]


def _rational(value: Any) -> Any:
    from flint import fmpq

    fraction = Fraction(value)
    return fmpq(fraction.numerator, fraction.denominator)


def _ball(value: Any) -> Any:
    from flint import arb

    return arb(_rational(value))
