"""The forms of a face over many boxes at once.

In the free probabilities (all but the first of each support) every form is affine in each
variable. So is every linear combination of forms: its range over a box is that of its values at
the corners, exactly. Floats compute them with an error that is bounded beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np

from vcgame.solve.many.faces import Face
from vcgame.solve.many.forms import Form

__all__ = ["Array", "Boxes", "System"]

Array = Any

_ROUNDING = 2.0**-46
"""Bounds the rounding of one form per unit of its weights: over 100 roundings of 2^-53."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes of free probabilities: their lower and upper corners, one row each."""

    low: Array
    high: Array

    def __len__(self) -> int:
        return len(self.low)

    def take(self, chosen: Array) -> Boxes:
        """Keep some of them."""
        return Boxes(self.low[chosen], self.high[chosen])

    def middles(self) -> Array:
        """Centre of each."""
        return (self.low + self.high) / 2

    def widened(self) -> Boxes:
        """Make each twice as wide, a little beyond the probabilities at most."""
        half = (self.high - self.low) / 2
        return Boxes(np.maximum(self.low - half, -0.5), np.minimum(self.high + half, 1.5))

    def halved(self) -> Boxes:
        """Cut each in two across its widest side."""
        rows = np.arange(len(self))
        widest = np.argmax(self.high - self.low, axis=1)
        cut = (self.low[rows, widest] + self.high[rows, widest]) / 2
        low, high = self.low.copy(), self.high.copy()
        high[rows, widest] = cut
        low[rows, widest] = cut
        return Boxes(np.concatenate([self.low, low]), np.concatenate([high, self.high]))

    @staticmethod
    def joined(parts: list[Boxes]) -> Boxes:
        """Put several lists of boxes into one."""
        return Boxes(
            np.concatenate([part.low for part in parts]),
            np.concatenate([part.high for part in parts]),
        )


class System:
    """The equations and the inequalities of a face, in floats.

    Parameters
    ----------
    face
        At least two players mix there.

    Attributes
    ----------
    unknowns
        How many free probabilities there are.
    error
        Bound of the error of any value at a corner; the forms are scaled to entries up to 1.
    """

    def __init__(self, face: Face) -> None:
        self.sizes = [len(face.supports[k]) for k in face.mixing]
        self.unknowns = sum(self.sizes) - len(self.sizes)
        ends = np.cumsum([size - 1 for size in self.sizes])
        self.blocks = [
            slice(int(end) - size + 1, int(end)) for end, size in zip(ends, self.sizes, strict=True)
        ]
        self.error = _ROUNDING * prod(3 * size - 3 for size in self.sizes)
        self._places = {player: place for place, player in enumerate(face.mixing)}
        self._equations = self._grouped(face.equations)
        self._excess = self._grouped(face.excess)
        self._bits = [
            np.array(list(product((False, True), repeat=size - 1))) for size in self.sizes
        ]

    def whole(self) -> Boxes:
        """Give the box of all probabilities."""
        return Boxes(np.zeros((1, self.unknowns)), np.ones((1, self.unknowns)))

    def equations(self, boxes: Boxes) -> Array:
        """Values of the equations at all corners: boxes, equations, corners."""
        return self._corners(boxes, self._equations)

    def excess(self, boxes: Boxes) -> Array | None:
        """Values of the inequalities at all corners, ``None`` where there are none."""
        return self._corners(boxes, self._excess) if self._excess else None

    def slopes(self, values: Array, axis: int) -> Array:
        """Differences of values at opposite corners along a side."""
        lead = values.shape[:2]
        split = values.reshape(*lead, 1 << axis, 2, values.shape[2] >> axis + 1)
        return (split[:, :, :, 1] - split[:, :, :, 0]).reshape(*lead, values.shape[2] // 2)

    def sides(self, values: Array, axis: int) -> tuple[Array, Array]:
        """Least and greatest values on the lower and the upper side of each box."""
        split = values.reshape(*values.shape[:2], 1 << axis, 2, values.shape[2] >> axis + 1)
        return split.min(axis=(2, 4)), split.max(axis=(2, 4))

    def _grouped(self, forms: tuple[Form, ...]) -> list[tuple[list[int], Array]]:
        """Stack the forms of each player: the players they hang on, and the tensors."""
        groups = []
        for player in dict.fromkeys(form.player for form in forms):
            own = [form for form in forms if form.player == player]
            rows = []
            for form in own:
                largest = max(*map(abs, form.values), 1)
                rows.append([float(Fraction(value, largest)) for value in form.values])
            axes = [self._places[axis] for axis in own[0].axes]
            groups.append((axes, np.array(rows)))
        return groups

    def _corners(self, boxes: Boxes, groups: list[tuple[list[int], Array]]) -> Array:
        count = len(boxes)
        weights = []
        for block, bits in zip(self.blocks, self._bits, strict=True):
            low, high = boxes.low[:, None, block], boxes.high[:, None, block]
            chosen = np.where(bits, high, low)
            weights.append(np.concatenate([1 - chosen.sum(axis=2, keepdims=True), chosen], axis=2))
        found = []
        for axes, rows in groups:
            values = np.broadcast_to(rows, (count, *rows.shape))
            lead = len(rows)
            for axis in axes:
                size = self.sizes[axis]
                split = values.reshape(count, lead, size, -1)
                values = np.matmul(weights[axis][:, None], split)
                lead *= weights[axis].shape[1]
            shape = [len(bits) for bits in self._bits]
            part = [many if k in axes else 1 for k, many in enumerate(shape)]
            full = values.reshape(count, len(rows), *part)
            full = np.broadcast_to(full, (count, len(rows), *shape))
            found.append(full.reshape(count, len(rows), -1))
        return np.concatenate(found, axis=1)
