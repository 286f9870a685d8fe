"""What the solver of logit equilibria answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vcgame.solve.answer import Equilibrium

__all__ = ["LogitAnswer", "LogitLimit", "LogitPoint"]


@dataclass(frozen=True, slots=True)
class LogitPoint:
    """A logit equilibrium on the principal branch.

    Attributes
    ----------
    precision
        Lambda, per unit of payoff.
    profile
        Per player, the probability of each strategy.
    logs
        Per player, the logarithms of these; exact to more digits where probabilities vanish.
    payoffs
        Per player, the expected payoff.
    regret
        Largest gain of a player from deviating in the game itself, in units of payoff. Unless
        it is 0, the point is no Nash equilibrium.
    relative
        The regret in parts of the largest range of a player's payoffs.
    residual
        By how much the equations of a logit equilibrium fail, in log-probabilities.
    event
        ``"turn"``: lambda turns round here; ``"bifurcation"``: other branches cross here.
    error
        Proved bound of the error of every log-probability: just one logit equilibrium is so
        near. ``None`` where it was not asked for or is not proved.
    """

    precision: float
    profile: tuple[tuple[float, ...], ...]
    logs: tuple[tuple[float, ...], ...]
    payoffs: tuple[float, ...]
    regret: float
    relative: float
    residual: float
    event: Literal["", "turn", "bifurcation"] = ""
    error: float | None = None


@dataclass(frozen=True, slots=True)
class LogitLimit:
    """The Nash equilibrium that the branch approaches.

    Attributes
    ----------
    equilibrium
        An equilibrium certified by the payoffs: in fractions, or enclosed in balls where three
        players or more mix with irrational probabilities.
    distance
        Largest difference of a probability to the last point of the branch.
    isolated
        Whether it is the only one with its supports and leaves no best reply unplayed; if not,
        there may be others next to it.
    """

    equilibrium: Equilibrium
    distance: float
    isolated: bool


@dataclass(frozen=True, slots=True)
class LogitAnswer:
    """The principal branch, or its points at one lambda.

    Attributes
    ----------
    concept
        ``"logit"``.
    method, complete, why, notes
        As for `vcgame.solve.answer.Answer`. Complete means, for a branch, that it was followed to
        where it approaches an equilibrium; for points at one lambda, that besides every one is
        proved.
    points
        In the order of the branch.
    limit
        What the branch approaches, if that is certified.
    end
        The last point of the branch that was reached.
    """

    concept: str
    method: str
    complete: bool
    why: str
    points: tuple[LogitPoint, ...]
    limit: LogitLimit | None
    end: LogitPoint
    notes: tuple[str, ...] = ()

    @property
    def turns(self) -> tuple[LogitPoint, ...]:
        """Where lambda turns round."""
        return tuple(point for point in self.points if point.event == "turn")

    @property
    def bifurcations(self) -> tuple[LogitPoint, ...]:
        """Where other branches cross."""
        return tuple(point for point in self.points if point.event == "bifurcation")
