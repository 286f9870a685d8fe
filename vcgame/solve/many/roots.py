"""Roots of a face's equations, certified in ball arithmetic and exact where they are rational.

Krawczyk's operator K(X) = y - Y F(y) + (I - Y F'(X)) (X - y) maps a box X into its inside only
if X holds exactly one root (Krawczyk 1969; Moore 1977; Rump 1983). The root is then enclosed
more and more tightly. A rational number of few digits in so small a ball is tried as the root
in exact arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from vcgame.solve.many.faces import Face

__all__ = ["ROOT_BITS", "Root", "Roots", "certified", "jacobian", "weights_of"]

ROOT_BITS = 384
"""Precision of the balls in which roots are certified."""

_WIDE_BITS = 72
_DIGITS = 1 << 96
_REFINEMENTS = 8
_TIGHTENED = 3


@dataclass(frozen=True, slots=True)
class Root:
    """A certified root.

    Attributes
    ----------
    balls
        The free probabilities, in small balls.
    region
        Wider balls that hold no other root.
    exact
        The free probabilities, where they are rational.
    """

    balls: tuple[Any, ...]
    region: tuple[Any, ...]
    exact: tuple[Fraction, ...] | None

    @property
    def values(self) -> tuple[Any, ...]:
        """Fractions where they are known, otherwise balls."""
        return self.exact or self.balls

    def same(self, other: Root) -> bool:
        """Whether another root of the same equations is this one."""
        return all(wide.contains(ball) for wide, ball in zip(self.region, other.balls, strict=True))


class Roots:
    """Collects the roots of a face that a search comes upon, each once."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.found: list[Root] = []

    def look(self, start: Any, low: Any, high: Any) -> bool:
        """Certify a root near a point; say whether one lies in a box, given by its corners."""
        if any(_inside(root, low, high) for root in self.found):
            return True
        root = self.keep(start)
        return root is not None and _inside(root, low, high)

    def keep(self, start: Any) -> Root | None:
        """Certify a root near a point, and keep it if it is new."""
        root = certified(self.face, start)
        if root is not None and not any(other.same(root) for other in self.found):
            self.found.append(root)
        return root


def _inside(root: Root, low: Any, high: Any) -> bool:
    """Whether a root surely lies in a box."""
    return all(
        bool(ball > a) and bool(ball < b)
        for ball, a, b in zip(root.balls, low.tolist(), high.tolist(), strict=True)
    )


def weights_of(face: Face, values: Sequence[Any]) -> list[list[Any]]:
    """Give the probabilities of every player's support, of whatever kind of number."""
    weights: list[list[Any]] = []
    start = 0
    for support in face.supports:
        own = list(values[start : start + len(support) - 1])
        start += len(own)
        weights.append([1 - sum(own), *own])
    return weights


def certified(face: Face, start: Sequence[float]) -> Root | None:
    """Certify the root that Newton's method reaches from a point close by.

    Returns
    -------
    Root or None
        ``None`` where there is none near, or a singular one.
    """
    from flint import arb, ctx

    before = ctx.prec
    ctx.prec = ROOT_BITS
    try:
        return _certified(face, [arb(value) for value in start])
    except ZeroDivisionError:
        return None
    finally:
        ctx.prec = before


def _certified(face: Face, point: list[Any]) -> Root | None:
    from flint import arb, arb_mat

    count = len(point)
    for _ in range(_REFINEMENTS):
        step = _jacobian(face, point).solve(arb_mat([[value] for value in _values(face, point)]))
        moved = [(y - step[k, 0]).mid() for k, y in enumerate(point)]
        if not all(abs(y) < 4 for y in moved):
            return None
        change = max(abs(float(a - b)) for a, b in zip(moved, point, strict=True))
        point = moved
        if change < 2.0 ** (16 - ROOT_BITS // 2):
            break
    inverse = _mid(_jacobian(face, point).inv())
    radius = arb(0, arb(2) ** -_WIDE_BITS)
    wide = region = [y + radius for y in point]
    unit = arb_mat([[int(i == j) for j in range(count)] for i in range(count)])
    for turn in range(_TIGHTENED):
        # The centre must lie in the box: the mean value theorem is used between it and the root.
        centre = [x.mid() for x in wide]
        offsets = arb_mat([[x - y] for x, y in zip(wide, centre, strict=True)])
        values = arb_mat([[value] for value in _values(face, centre)])
        slack = unit - inverse * _jacobian(face, wide)
        image = arb_mat([[y] for y in centre]) - inverse * values + slack * offsets
        if not turn and not all(bool(x.contains_interior(image[k, 0])) for k, x in enumerate(wide)):
            return None
        wide = [image[k, 0] for k in range(count)]
    return Root(tuple(wide), tuple(region), _rational(face, wide))


def _values(face: Face, point: Sequence[Any]) -> list[Any]:
    weights = weights_of(face, point)
    return [form.at(weights) for form in face.equations]


def _jacobian(face: Face, point: Sequence[Any]) -> Any:
    from flint import arb_mat

    return arb_mat(jacobian(face, point))


def jacobian(face: Face, point: Sequence[Any]) -> list[list[Any]]:
    """Give the derivatives of the equations by the free probabilities."""
    weights = weights_of(face, point)
    rows = []
    for form in face.equations:
        row: list[Any] = []
        for axis in face.mixing:
            first, *others = form.slopes(weights, axis)
            row += [value - first for value in others]
        rows.append(row)
    return rows


def _mid(matrix: Any) -> Any:
    from flint import arb_mat

    return arb_mat(
        [[matrix[i, j].mid() for j in range(matrix.ncols())] for i in range(matrix.nrows())]
    )


def _rational(face: Face, balls: Sequence[Any]) -> tuple[Fraction, ...] | None:
    """Find a root of small denominators in the balls, by exact evaluation."""
    tried = []
    for ball in balls:
        mantissa, exponent = ball.mid().man_exp()
        middle = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
        near = middle.limit_denominator(_DIGITS)
        if abs(near - middle) > Fraction(1, 1 << (ROOT_BITS // 2 + 32)):
            return None
        tried.append(near)
    weights = weights_of(face, tried)
    if any(form.at(weights) for form in face.equations):
        return None
    return tuple(tried)
