"""What is asked of a cell: its regime, or the regimes on and beside a surface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Protocol

from vcgame.derive.regimes.decisions import Decisions, Outcome
from vcgame.derive.regimes.labels import keys_label
from vcgame.derive.regimes.pool import Cube
from vcgame.derive.regimes.signs import ANY, ZERO, SignSet
from vcgame.model.model import Model

__all__ = ["NO_VALUE", "Question", "RegimeQuestion", "SurfaceQuestion"]

NO_VALUE: Final = "no value"
"""The regime where a payoff has no value."""


class Question(Protocol):
    """Something that the signs of the polynomials decide."""

    def __call__(self, cube: Cube) -> tuple[Any, set[int]]:
        """Give the answer on a cube, or ``None`` and the polynomials that may decide it."""


class RegimeQuestion:
    """Asks for the regime.

    Parameters
    ----------
    model
        Gives the names.
    decisions
        The same model; its factors have their numbers.
    """

    def __init__(self, model: Model, decisions: Decisions) -> None:
        self._model = model
        self._decisions = decisions
        self._count = len(decisions.factors.polynomials)
        self._known: dict[tuple[SignSet, ...], tuple[str | None, set[int]]] = {}
        self._labels: dict[Outcome, str] = {}

    def __call__(self, cube: Cube) -> tuple[str | None, set[int]]:
        """Give the label of the regime that holds all over a cube."""
        signs = tuple(cube.get(number, ANY) for number in range(self._count))
        if signs not in self._known:
            outcome, deciding = self._decisions.outcome(signs)
            label = None if outcome is None else self._label(outcome)
            self._known[signs] = label, deciding
        return self._known[signs]

    def _label(self, outcome: Outcome) -> str:
        if isinstance(outcome, str):
            return NO_VALUE
        if outcome not in self._labels:
            self._labels[outcome] = keys_label(self._model, outcome)
        return self._labels[outcome]


class SurfaceQuestion:
    """Asks for the regimes on a surface and on some of its sides.

    Parameters
    ----------
    regime
        Asks for the regime.
    number
        Of the polynomial that is zero on the surface.
    sides
        Its signs on the sides that there are.
    """

    def __init__(self, regime: RegimeQuestion, number: int, sides: Iterable[SignSet]) -> None:
        self._regime = regime
        self._number = number
        self._signs = (ZERO, *sides)

    def __call__(self, cube: Cube) -> tuple[tuple[str, ...] | None, set[int]]:
        """Give the regimes on the surface, and on its sides in their order."""
        labels: list[str] = []
        deciding: set[int] = set()
        for sign in self._signs:
            label, some = self._regime({**cube, self._number: sign})
            deciding |= some
            labels += [] if label is None else [label]
        if len(labels) < len(self._signs):
            return None, deciding
        return tuple(labels), set()
