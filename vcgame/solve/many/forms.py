"""Payoff differences on a face of the product of simplices, as multilinear forms.

A *face* lets every player mix over the strategies of a support. What a player gains by one
strategy over another is linear in the probabilities of each other player: a tensor with an axis
per player who mixes. On the open face all probabilities are positive, so a tensor of one sign
has no zero there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from vcgame.solve.many.exact import echelon

__all__ = ["Form", "implied", "reduced", "signs"]


@dataclass(frozen=True, slots=True)
class Form:
    """A multilinear form in the probabilities of some players who mix.

    Attributes
    ----------
    player
        Whose payoffs it compares.
    axes
        The players who mix, other than this one, ascending.
    sizes
        How many strategies each of these mixes.
    values
        One number per combination of their strategies, in row-major order.
    strategy
        The strategy whose gain it is.
    """

    player: int
    axes: tuple[int, ...]
    sizes: tuple[int, ...]
    values: tuple[Any, ...]
    strategy: int = 0

    def at(self, weights: Sequence[Sequence[Any]]) -> Any:
        """Give the value for probabilities per player, of whatever kind of number.

        Examples
        --------
        >>> Form(0, (1, 2), (2, 2), (1, 2, 3, 4)).at([(), (1, 0), (0, 1)])
        2
        """
        values: Sequence[Any] = self.values
        for axis in reversed(self.axes):
            mixture = weights[axis]
            size = len(mixture)
            values = [
                sum([w * values[start + k] for k, w in enumerate(mixture)])
                for start in range(0, len(values), size)
            ]
        return values[0]

    def slopes(self, weights: Sequence[Sequence[Any]], axis: int) -> list[Any]:
        """Give the derivatives by the weights of one player, each on its own."""
        if axis not in self.axes:
            return [0] * len(weights[axis])
        changed = list(weights)
        found = []
        for k in range(len(weights[axis])):
            changed[axis] = [int(j == k) for j in range(len(weights[axis]))]
            found.append(self.at(changed))
        return found


def signs(form: Form) -> tuple[bool, bool]:
    """Whether a form takes negative values on the corners of its face, and positive ones."""
    return min(form.values) < 0, max(form.values) > 0


def reduced(form: Form) -> Form:
    """Divide by probabilities that are factors of a form: on the open face they are positive.

    The form keeps its axes and has the same zeros on the open face.

    Examples
    --------
    >>> reduced(Form(0, (1, 2), (2, 2), (0, 0, 1, -2))).values
    (1, -2, 1, -2)
    """
    values = list(form.values)
    inner = len(values)
    for size in form.sizes:
        inner //= size
        slices = [
            [values[p] for p in range(len(values)) if p // inner % size == k] for k in range(size)
        ]
        alive = [k for k, part in enumerate(slices) if any(part)]
        if len(alive) == 1 and size > 1:
            kept = alive[0]
            values = [values[p + (kept - p // inner % size) * inner] for p in range(len(values))]
    return replace(form, values=tuple(values))


def implied(form: Form, equations: Sequence[Form]) -> bool:
    """Whether a form vanishes wherever some others do, being a combination of them.

    Examples
    --------
    >>> row = Form(0, (1,), (2,), (1, -2))
    >>> implied(Form(0, (1,), (2,), (-2, 4)), [row]), implied(Form(0, (1,), (2,), (1, 1)), [row])
    (True, False)
    """
    rows = [other.values for other in equations if other.axes == form.axes]
    width = len(form.values)
    return len(echelon([*rows, form.values], width)[0]) == len(echelon(rows, width)[0])
