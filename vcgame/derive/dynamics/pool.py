"""Many points at which conditions are tried, before any proof of them is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from vcgame.errors import EvaluationError
from vcgame.model.formula.expression import Comparison, Condition
from vcgame.model.model import Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Pool"]

DRAWS: Final = 20_000
KEPT: Final = 3_000


class Pool:
    """Random points of parameters and shares that satisfy the assumptions, in floats.

    Where a point satisfies what is given and not what is to be shown, a proof is hopeless, and
    is not looked for. Rounding can only hide a proof, never make one.

    Parameters
    ----------
    model
        Gives ranges and assumptions.
    coordinates
        Shares: drawn between 0 and 1.
    """

    def __init__(self, model: Model, coordinates: Iterable[str]) -> None:
        import numpy as np

        draw = np.random.default_rng(20_150_711)
        values: dict[str, Any] = {}
        for name, parameter in model.parameters.items():
            value = float(parameter.value)
            low = float(parameter.low) if parameter.low is not None else -2 * abs(value) - 1
            high = float(parameter.high) if parameter.high is not None else 2 * abs(value) + 1
            width = high - low
            spread = draw.uniform(low, high, DRAWS)
            wide = draw.normal(value, 2 * width + 1, DRAWS)
            alike = draw.uniform(0, 1, DRAWS)
            ends = draw.choice([low, high, 0.0, 1.0], DRAWS)
            kind = draw.integers(0, 16, DRAWS)
            values[name] = np.select(
                [kind < 8, kind < 11, kind < 15], [spread, alike, wide], default=ends
            )
        for name in coordinates:
            values[name] = draw.uniform(0, 1, DRAWS)
        self._values: Mapping[str, NDArray[np.float64]] = values
        self._known: dict[Condition, Any] = {}
        self._everywhere = np.ones(DRAWS, dtype=bool)
        inside = self._all(model.assumptions)
        places = np.flatnonzero(inside)[:KEPT]
        self._values = {name: column[places] for name, column in values.items()}
        self._known = {}
        self._everywhere = np.ones(len(places), dtype=bool)

    def refutes(self, given: Iterable[Condition], shown: Condition) -> bool:
        """Whether some point satisfies what is given, and not what is to be shown.

        An equation is satisfied by hardly any point: one is taken to be, if points lie on both
        its sides.
        """
        sides = []
        others = [shown]
        for condition in given:
            match condition:
                case Comparison(left, "==", right):
                    sides.append((Comparison(left, "<", right), Comparison(left, ">", right)))
                case _:
                    others.append(condition)
        first, *rest = others
        left_over = self._all(rest) & ~self._holds(first)
        if len(sides) > 1 or not left_over.any():
            return False
        return all((left_over & self._holds(side)).any() for pair in sides for side in pair)

    def _all(self, conditions: Iterable[Condition]) -> Any:
        return reduce(
            lambda one, other: one & other, map(self._holds, conditions), self._everywhere
        )

    def _holds(self, condition: Condition) -> Any:
        if condition not in self._known:
            from vcgame.model.formula.arrays import holds_array

            try:
                truth, absent = holds_array(condition, self._values)
                self._known[condition] = truth & ~absent
            except EvaluationError:
                self._known[condition] = ~self._everywhere
        return self._known[condition]
