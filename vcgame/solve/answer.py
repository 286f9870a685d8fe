"""What a solver answers: equilibria, each with its certificate, and how they were found."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Answer", "Equilibrium", "Real"]

Real = Fraction | float
"""Exact where the payoffs are rational; a float where an irrational number came in."""


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """One equilibrium of a strategic game.

    Attributes
    ----------
    profile
        Per player, the probability of each strategy, in the order of the game.
    payoffs
        Per player, the expected payoff.
    certificate
        Largest gain of any player from deviating; exactly 0 for rational payoffs.
    supports
        Per player, the indices of the strategies played with positive probability.
    best_replies
        Per player, the indices of all best replies to the others (the tight set); it holds
        the support. With `supports` it is the identity of an extreme equilibrium.
    component
        Number, from 1, of the connected component of equilibria it belongs to.
    """

    profile: tuple[tuple[Real, ...], ...]
    payoffs: tuple[Real, ...]
    certificate: Real
    supports: tuple[tuple[int, ...], ...]
    best_replies: tuple[tuple[int, ...], ...]
    component: int = 1

    @property
    def pure(self) -> bool:
        """Whether every player plays one strategy for sure."""
        return all(len(support) == 1 for support in self.supports)

    @property
    def key(self) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
        """Identity within its game: support and best replies of each player."""
        return tuple(zip(self.supports, self.best_replies, strict=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a solver found, and how far it can be trusted.

    Attributes
    ----------
    concept
        Solution concept, e.g. ``"nash"``, ``"pure"``.
    method
        Algorithm, in words.
    complete
        Whether these are all (for a degenerate game: all extreme) equilibria of the concept.
    why
        The ground of `complete`, in words.
    degenerate
        Whether some mixed strategy has more pure best replies than strategies in its
        support (three players: whether some equilibrium is not regular); ``None`` where not
        determined.
    equilibria
        In canonical order: by component, then supports, then best replies.
    nash_subsets
        Maximal Nash subsets (each a product of two convex hulls), each the tuple of indices
        into `equilibria` of its extreme points. Empty where not determined.
    notes
        Things the reader must know, e.g. equilibria that another solver missed.
    """

    concept: str
    method: str
    complete: bool
    why: str
    degenerate: bool | None
    equilibria: tuple[Equilibrium, ...]
    nash_subsets: tuple[tuple[int, ...], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def components(self) -> int:
        """Number of connected components among the equilibria found."""
        return len({equilibrium.component for equilibrium in self.equilibria})
