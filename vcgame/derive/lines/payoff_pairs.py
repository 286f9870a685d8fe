"""Comparisons of a player's payoffs: which can hold together, which follow from others."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from vcgame.derive.decision.decision import Decision
from vcgame.derive.decision.satisfaction import decide
from vcgame.derive.proof import Budget
from vcgame.derive.tidy import tidy
from vcgame.errors import EvaluationError
from vcgame.model.formula.balls import BallEvaluator
from vcgame.model.formula.expression import Comparison, Condition, Not
from vcgame.model.model import Model
from vcgame.model.point import is_true, value_at

__all__ = ["Pair", "PayoffPairs"]

_EFFORT: Final = 3_000_000
"""Work for one decision, as `vcgame.derive.decision.satisfaction` counts it."""
_WORK: Final = 10_000
_DRAWS: Final = 300
_STEPS: Final = 48
_WIDTH: Final = 10


class Pair(NamedTuple):
    """A player's payoff at one pure profile is above that at another."""

    player: int
    high: tuple[str, ...]
    low: tuple[str, ...]

    @property
    def turned(self) -> Pair:
        """The pair the other way round."""
        return Pair(self.player, self.low, self.high)


class PayoffPairs:
    """Knows the order of payoffs under a model's assumptions.

    Points show what is possible: some are drawn from the ranges, and every point that a
    decision gives is kept. What none of them shows is decided exactly.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._values = model.values()
        self._budget = Budget(_WORK)
        self._points = list(_drawn(model))
        self._tidied: dict[Pair, Condition] = {}
        self._certain: dict[Pair, bool] = {}

    def comparison(self, pair: Pair) -> Comparison:
        """Write a pair as it stands in the model."""
        payoffs = self.model.payoffs
        return Comparison(payoffs[pair.high][pair.player], ">", payoffs[pair.low][pair.player])

    def tidied(self, pair: Pair) -> Condition:
        """Write a pair without fractions."""
        if pair not in self._tidied:
            self._tidied[pair] = tidy(self.model, self.comparison(pair), self._budget)
        return self._tidied[pair]

    def together(self, pairs: Sequence[Pair]) -> Decision:
        """Decide whether the pairs can hold together within the assumptions."""
        for point in self._points:
            if all(map(point.holds, pairs)):
                return Decision("witness", "sample", point.values)
        return self._decided(map(self.comparison, pairs))

    def needed(self, pairs: Iterable[Pair]) -> tuple[Condition, ...]:
        """Give the conditions that are left when what follows from the rest is dropped."""
        kept = [pair for pair in dict.fromkeys(pairs) if not self._is_certain(pair)]
        for pair in list(kept):
            others = [other for other in kept if other != pair]
            if self._follows(others, pair):
                kept = others
        return tuple(dict.fromkeys(map(self.tidied, kept)))

    def tie(self, player: int, one: tuple[str, ...], other: tuple[str, ...]) -> Condition | None:
        """Write when two payoffs are equal; ``None`` if they never are, or always, for sure."""
        payoffs = self.model.payoffs
        tie = Comparison(payoffs[one][player], "==", payoffs[other][player])
        if self._decided([tie]).finding == "empty":
            return None
        tidied = tidy(self.model, tie, self._budget)
        match tidied:
            case Comparison(left, "==", right) if left == right:
                return None  # they are equal everywhere
        return tidied

    def certain(self, condition: Condition) -> bool:
        """Whether it is proved that a condition follows from the assumptions."""
        return self._decided([Not(condition)]).finding == "empty"

    def _follows(self, given: Sequence[Pair], pair: Pair) -> bool:
        for point in self._points:
            if all(map(point.holds, given)) and point.holds(pair.turned, strictly=False):
                return False
        facts: list[Condition] = [*map(self.comparison, given), Not(self.comparison(pair))]
        return self._decided(facts).finding == "empty"

    def _decided(self, conditions: Iterable[Condition]) -> Decision:
        known = [*self.model.assumptions, *conditions]
        found = decide(known, prefer=self._values, effort=_EFFORT)
        if found.point is not None:
            self._points += _points(self.model, found.point)
        return found

    def _is_certain(self, pair: Pair) -> bool:
        if pair not in self._certain:
            self._certain[pair] = self._follows((), pair)
        return self._certain[pair]


class _Point:
    """The payoffs at a point within the assumptions."""

    def __init__(self, model: Model, values: Mapping[str, Fraction]) -> None:
        self.values = values
        self._payoffs = {
            (player, profile): value_at(formula, self.values)
            for profile, formulas in model.payoffs.items()
            for player, formula in enumerate(formulas)
        }

    def holds(self, pair: Pair, *, strictly: bool = True) -> bool:
        """Whether a pair surely holds here, an equality counting too if it need not be strict."""
        high, low = (self._payoffs[pair.player, cell] for cell in (pair.high, pair.low))
        if not (isinstance(high, Fraction) and isinstance(low, Fraction)):
            high, low = map(BallEvaluator({}).number, (high, low))  # balls know no fractions
        return bool(high > low if strictly else high >= low)


def _points(model: Model, changes: Mapping[str, Fraction]) -> Iterator[_Point]:
    """Take a point, if it is within the assumptions and all payoffs have values there."""
    values = {**model.values(), **changes}
    try:
        if all(is_true(assumption, values) for assumption in model.assumptions):
            yield _Point(model, values)
    except EvaluationError:
        return


def _drawn(model: Model) -> Iterator[_Point]:
    """Draw points from the ranges; the default point and the instances come first."""
    yield from _points(model, {})
    for instance in model.instances.values():
        yield from _points(model, instance.values)
    draw = random.Random(model.id)  # noqa: S311  not for secrets
    for _ in range(_DRAWS):
        changes = {}
        for id, parameter in model.parameters.items():
            low = parameter.value - _WIDTH if parameter.low is None else parameter.low
            high = parameter.value + _WIDTH if parameter.high is None else parameter.high
            changes[id] = low + (high - low) * Fraction(draw.randint(0, _STEPS), _STEPS)
        yield from _points(model, changes)
