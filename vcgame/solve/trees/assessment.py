"""What solvers of trees with information sets answer: assessments, behaviour with beliefs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vcgame.solve.answer import Real

__all__ = ["Assessment", "AssessmentAnswer", "Behaviour", "BeliefRange", "Consistency"]

Behaviour = tuple[tuple[Real, ...], ...]
"""Per information set, in the order of `ExtensiveGame.information_sets`, the probability of
each of its moves."""

Consistency = Literal["sequential", "not sequential", "not decided"]


@dataclass(frozen=True, slots=True)
class BeliefRange:
    """The beliefs at one information set that support an equilibrium.

    Attributes
    ----------
    information
        Number of the information set, in the order of `ExtensiveGame.information_sets`.
    reached
        Whether it is reached with positive probability; then Bayes' rule fixes the belief.
    low, high
        Per node of the set, the least and the largest probability that it can have.
    closed
        Per node, whether the bounds are attained.
    conditions
        Inequalities that the belief must satisfy, where the ranges do not say all: each a
        coefficient per node, whose weighted sum is not negative.
    """

    information: int
    reached: bool
    low: tuple[Real, ...]
    high: tuple[Real, ...]
    closed: tuple[tuple[bool, bool], ...]
    conditions: tuple[tuple[Real, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """One equilibrium of a tree.

    Attributes
    ----------
    behaviour
        What is played at each information set.
    payoffs
        Per player, the expected payoff.
    outcomes
        The ends that are reached (their numbers in the game), with their probabilities.
    certificate
        Largest gain of any player from deviating, as the concept counts deviations; exactly 0
        for rational payoffs.
    outcome
        Number, from 1, of the distribution over ends; equilibria that differ only off the path
        share it.
    beliefs
        Per information set, what may be believed there; empty for concepts without beliefs.
    consistency
        Whether some of these beliefs make it a sequential equilibrium; ``None`` where not asked.
    free
        Numbers of the information sets where any other behaviour would do as well, since the
        player's own earlier moves exclude them; `behaviour` then has the first move there.
    """

    behaviour: Behaviour
    payoffs: tuple[Real, ...]
    outcomes: tuple[tuple[int, Real], ...]
    certificate: Real
    outcome: int = 1
    beliefs: tuple[BeliefRange, ...] = ()
    consistency: Consistency | None = None
    free: tuple[int, ...] = ()

    @property
    def pure(self) -> bool:
        """Whether one move is made for sure at every information set."""
        return all(sum(p != 0 for p in mixture) == 1 for mixture in self.behaviour)


@dataclass(frozen=True, slots=True)
class AssessmentAnswer:
    """All equilibria of a tree that a solver found, and how far it can be trusted.

    Attributes
    ----------
    concept
        ``"subgame-perfect"``, ``"perfect-bayesian"`` or ``"nash"``.
    method, complete, why, notes
        As for `vcgame.solve.answer.Answer`.
    equilibria
        In canonical order: by outcome, pure ones first, then by behaviour.
    degenerate
        Whether some equilibria are not isolated (as behaviour); ``None`` where not determined.
    """

    concept: str
    method: str
    complete: bool
    why: str
    equilibria: tuple[Assessment, ...]
    degenerate: bool | None = None
    notes: tuple[str, ...] = ()

    @property
    def outcomes(self) -> int:
        """Number of different distributions over ends."""
        return len({each.outcome for each in self.equilibria})
