"""What the repeated reading of a game answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from vcgame.solve.repeated.grim import Trigger
from vcgame.solve.repeated.horizon import Horizon
from vcgame.solve.repeated.payoff_set import PayoffSet
from vcgame.solve.repeated.penal import PenalCode
from vcgame.solve.repeated.polygon import Polygon

__all__ = ["RepeatedAnswer", "StageFacts"]


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What one round allows.

    Attributes
    ----------
    players
        Their ids; in a game of alike firms the one id that they share.
    number
        How many players there are.
    equilibria
        Pure stage equilibria as ids of strategies, with payoffs; in a game of alike firms those
        in which all play the same.
    minmax
        Per player, what the others can hold it down to by pure strategies.
    mixed_minmax
        The same where they mix, and three and more may correlate; ``None`` where it was not
        worked out.
    feasible
        Two players: vertices of the convex hull of the payoffs.
    rational
        Two players: the part of it where each gets its mixed minmax at least.
    """

    players: tuple[str, ...]
    number: int
    equilibria: tuple[tuple[tuple[str, ...], tuple[Fraction, ...]], ...]
    minmax: tuple[Fraction, ...]
    mixed_minmax: tuple[Fraction | None, ...]
    feasible: Polygon = ()
    rational: Polygon = ()


@dataclass(frozen=True, slots=True)
class RepeatedAnswer:
    """The repeated reading of a game at a point.

    Attributes
    ----------
    facts
        What one round allows.
    triggers
        Grim trigger, path by path, reversion by reversion.
    codes
        Optimal penal codes, path by path.
    detection
        Probability with which a deviation is detected in each round.
    delta
        The discount factor at which sets of payoffs were asked for.
    payoffs
        Subgame-perfect payoffs of the game without end.
    horizon
        What subgame perfection allows in a known number of rounds.
    method, complete, why, notes
        How it was found, whether all that was asked is answered, the ground of that, and what the
        reader must know.
    """

    facts: StageFacts
    triggers: tuple[Trigger, ...]
    codes: tuple[PenalCode, ...]
    detection: Fraction
    delta: Fraction | None
    payoffs: PayoffSet | None
    horizon: Horizon | None
    method: str
    complete: bool
    why: str
    notes: tuple[str, ...] = ()
    concept: str = "repeated"
