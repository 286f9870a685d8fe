"""What is asked of a repeated game, and how an answer is put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from vcgame.errors import UsageError
from vcgame.solve.repeated.answer import RepeatedAnswer, StageFacts
from vcgame.solve.repeated.grim import Trigger
from vcgame.solve.repeated.horizon import Horizon
from vcgame.solve.repeated.payoff_set import PayoffSet, check_delta
from vcgame.solve.repeated.penal import PenalCode

__all__ = ["DETECTION", "NOT_BETTER", "Question", "composed", "refuse_reversion"]

_METHOD: Final = (
    "one-shot deviations for grim trigger; sets of payoffs by steps back, in exact numbers"
)
_DONE: Final = "every number is exact, or enclosed by bounds that are proved"
_OPEN: Final = "the work that is allowed ended before the polygons were as close as asked for"
_ROUNDS: Final = "the work that is allowed ended after {count} rounds"
_FEW: Final = "of the paths that are better than a stage equilibrium only the best are listed"
NOT_BETTER: Final = "no pure profile is better for all than a pure stage equilibrium"
DETECTION: Final = "penal codes and sets of payoffs are for deviations that are surely detected"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a repeated game.

    Attributes
    ----------
    delta
        Discount factor for sets of payoffs and finite repetition.
    detection
        Probability with which a deviation is detected in each round.
    target, punishment
        The path and the stage equilibrium to revert to, as model files write profiles (in a game
        of alike firms: one strategy); left out: all that make sense.
    rounds
        Number of rounds of finite repetition.
    gap
        How far apart the polygons of a set may be, as a share of the widest range of payoffs.
    """

    delta: Fraction | None = None
    detection: Fraction = Fraction(1)
    target: str | None = None
    punishment: str | None = None
    rounds: int | None = None
    gap: Fraction = Fraction(1, 1000)

    def __post_init__(self) -> None:
        if not 0 <= self.detection <= 1:
            raise UsageError(f"detection is {self.detection}; a probability is from 0 to 1")
        if not 0 < self.gap <= 1:
            raise UsageError(f"gap is {self.gap}; a share of the range of payoffs, such as 1/1000")
        if self.delta is not None:
            check_delta(self.delta, closed=self.rounds is not None)


def composed(
    facts: StageFacts,
    triggers: Sequence[Trigger],
    codes: Sequence[PenalCode],
    asked: Question,
    payoffs: PayoffSet | None,
    horizon: Horizon | None,
    notes: Sequence[str],
    *,
    listed: bool,
) -> RepeatedAnswer:
    """Put an answer together, with the ground on which it is complete or not."""
    why = _DONE
    if not listed:
        why = _FEW
    if payoffs is not None and payoffs.status == "open":
        why = _OPEN
    if horizon is not None and horizon.done < horizon.rounds:
        why = _ROUNDS.format(count=horizon.done)
    return RepeatedAnswer(
        facts,
        tuple(triggers),
        tuple(codes),
        asked.detection,
        asked.delta,
        payoffs,
        horizon,
        _METHOD,
        why == _DONE,
        why,
        tuple(notes),
    )


def refuse_reversion(text: str, known: Iterable[str]) -> UsageError:
    """Say that a profile is no equilibrium to revert to."""
    listed = "; ".join(known)
    right = f"the pure ones are: {listed}" if listed else "it has no pure one"
    return UsageError(f"punishment {text!r} is no equilibrium of the stage game; {right}")
