"""What a solver of commitment answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from vcgame.errors import UsageError
from vcgame.solve.answer import Equilibrium, Real

__all__ = ["Commitment", "Play", "StackelbergAnswer"]


@dataclass(frozen=True, slots=True)
class Play:
    """What a leader commits to, and what follows.

    Attributes
    ----------
    mixture
        The probabilities of the leader's strategies.
    replies
        The strategies of the others, in the order of the players.
    payoffs
        Per player, the payoff.
    """

    mixture: tuple[Fraction, ...]
    replies: tuple[int, ...]
    payoffs: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """The best that a leader can do by committing.

    Attributes
    ----------
    kind
        Whether the leader commits to pure or to mixed strategies.
    ties
        ``"strong"``: the others choose for the leader where they are indifferent (or have several
        equilibria), ``"weak"``: against the leader.
    value
        What the leader gets, or comes as near to as wanted.
    attained
        Whether some commitment yields the value.
    plays
        The best commitments: all pure ones, or a mixed one for every reply that is best for the
        leader. Where the value is not attained, they are its limits, with the reply on the way.
    nearby
        Where the value is not attained: a commitment where that reply is strictly better than
        any other. On the way from it to the limit, this included and that not, the leader gets
        what comes as near to the value as wanted.
    """

    kind: Literal["pure", "mixed"]
    ties: Literal["strong", "weak"]
    value: Fraction
    attained: bool
    plays: tuple[Play, ...]
    nearby: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class StackelbergAnswer:
    """What a leader gains from commitment.

    Attributes
    ----------
    concept
        ``"stackelberg"``.
    method, complete, why, notes
        As for `vcgame.solve.answer.Answer`.
    leader
        Number of the player who moves first.
    commitments
        Pure strong and weak, then mixed strong and weak; what there is none of is left out.
    reversed
        The same where the follower moves first, for two players; empty otherwise.
    nash
        The equilibria of the simultaneous game that are known.
    nash_complete
        Whether these are all (for two players: all extreme ones).
    """

    concept: str
    method: str
    complete: bool
    why: str
    leader: int
    commitments: tuple[Commitment, ...]
    reversed: tuple[Commitment, ...]
    nash: tuple[Equilibrium, ...]
    nash_complete: bool
    notes: tuple[str, ...] = ()

    def commitment(self, kind: str, ties: str, *, reverse: bool = False) -> Commitment:
        """Give the best commitment of a kind."""
        for each in self.reversed if reverse else self.commitments:
            if (each.kind, each.ties) == (kind, ties):
                return each
        raise UsageError(f"no commitment {kind!r} {ties!r} was worked out")

    def nash_range(self, player: int) -> tuple[Real, Real] | None:
        """Give the least and largest payoff of a player among the known simultaneous equilibria."""
        values = [each.payoffs[player] for each in self.nash]
        return (min(values), max(values)) if values else None
