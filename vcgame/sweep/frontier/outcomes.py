"""The outcomes of a model by the signs of its factors, each pattern worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vcgame.derive.regimes.decisions import Decisions, Outcome
from vcgame.derive.regimes.signs import NEGATIVE, POSITIVE, ZERO, SignSet
from vcgame.sweep.frontier.patterns import UNSETTLED

__all__ = ["Outcomes"]

_MANY_CASES: Final = 2
"""With more factors open, they are not tried out sign by sign."""


class Outcomes:
    """Works out outcomes and numbers them.

    Parameters
    ----------
    decisions
        The model.

    Attributes
    ----------
    numbers
        The numbers of the outcomes met.
    solved
        How many games, or other outcomes, were worked out.
    """

    def __init__(self, decisions: Decisions) -> None:
        self.numbers: dict[Outcome, int] = {}
        self.solved = 0
        self._decisions = decisions
        self._known: dict[tuple[SignSet, ...], tuple[Outcome | None, set[int]]] = {}

    def settle(self, signs: Sequence[SignSet]) -> tuple[int, set[int]]:
        """Give the number of the outcome, or `UNSETTLED` and the factors that may decide."""
        outcome, deciding = self._outcome(tuple(signs))
        if outcome is None:
            outcome = self._by_cases(tuple(signs))
        if outcome is None:
            return UNSETTLED, deciding
        return self.numbers.setdefault(outcome, len(self.numbers)), set()

    def _by_cases(self, signs: tuple[SignSet, ...]) -> Outcome | None:
        """Give the outcome if it is the same for every sign of the few factors that are open."""
        outcome, deciding = self._outcome(signs)
        if outcome is not None or not 1 <= len(deciding) <= _MANY_CASES:
            return outcome
        factor = min(deciding)
        for sign in (POSITIVE, NEGATIVE, ZERO):
            if signs[factor] & sign:
                found = self._by_cases((*signs[:factor], sign, *signs[factor + 1 :]))
                if found is None or outcome not in (None, found):
                    return None
                outcome = found
        return outcome

    def _outcome(self, signs: tuple[SignSet, ...]) -> tuple[Outcome | None, set[int]]:
        if signs not in self._known:
            self._known[signs] = self._decisions.outcome(signs)
            self.solved += self._known[signs][0] is not None
        return self._known[signs]
