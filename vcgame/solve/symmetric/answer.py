"""What the solver of games of alike firms answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb

from vcgame.solve.answer import Real

__all__ = ["Efficiency", "Inefficiency", "SymmetricAnswer", "SymmetricEquilibrium"]


@dataclass(frozen=True, slots=True)
class SymmetricEquilibrium:
    """A pure equilibrium, told by counts, or one in which all firms mix alike.

    Attributes
    ----------
    counts
        How many firms play each strategy; empty where firms mix.
    mixture
        The share of the firms that plays each strategy, or the probability with which every
        firm does.
    payoffs
        Per strategy, what a firm that plays it gets; ``None`` where nobody plays it.
    certificate
        Largest gain of a firm from deviating; exactly 0 where payoffs and shares are rational.
    strict
        Whether every firm would lose by any deviation.
    enclosure
        Bounds of the first positive probability where it is irrational.
    regular
        Pure: whether it is strict. Mixed: whether the gain from one strategy over the other
        changes sign there and no further strategy does as well; ``None`` if not decided.
    """

    counts: tuple[int, ...]
    mixture: tuple[Real, ...]
    payoffs: tuple[Real | None, ...]
    certificate: Real
    strict: bool
    enclosure: tuple[Fraction, Fraction] | None = None
    regular: bool | None = True

    @property
    def pure(self) -> bool:
        """Whether every firm plays one strategy for sure."""
        return bool(self.counts)

    @property
    def support(self) -> tuple[int, ...]:
        """Strategies that are played."""
        return tuple(place for place, share in enumerate(self.mixture) if share != 0)

    def profiles(self) -> int:
        """Tell how many profiles this is, when firms are told apart."""
        number, left = 1, sum(self.counts)
        for count in self.counts:
            number *= comb(left, count)
            left -= count
        return number


@dataclass(frozen=True, slots=True)
class Inefficiency:
    """What equilibria get of the best that the firms could get together.

    Attributes
    ----------
    worst, best
        Total at the worst and at the best equilibrium.
    anarchy, stability
        The optimum over these; ``None`` where a total is not positive.
    """

    worst: Real
    best: Real
    anarchy: Real | None
    stability: Real | None


@dataclass(frozen=True, slots=True)
class Efficiency:
    """Prices of anarchy and of stability.

    Koutsoupias and Papadimitriou (1999); Anshelevich, Dasgupta, Kleinberg, Tardos, Wexler and
    Roughgarden (2004).

    Attributes
    ----------
    optimum
        The largest total of a pure profile.
    counts
        How many firms play each strategy there; the first such counts where several are best.
    pure
        Over the pure equilibria; ``None`` where there are none.
    every
        Over these and the symmetric mixed ones together.
    totals
        The total at each equilibrium, in the order of the answer.
    """

    optimum: Real
    counts: tuple[int, ...]
    pure: Inefficiency | None
    every: Inefficiency | None
    totals: tuple[Real, ...]


@dataclass(frozen=True, slots=True)
class SymmetricAnswer:
    """All that the solver found, and how far it can be trusted.

    Attributes
    ----------
    concept
        ``"pure-or-symmetric"``: pure equilibria, and those in which all firms mix alike.
    method
        Algorithm, in words.
    complete
        Whether these are all equilibria of the concept.
    why
        The ground of `complete`, in words.
    degenerate
        Whether some equilibrium is not regular; ``None`` where not determined.
    equilibria
        Pure ones first, by counts of the first strategy and so on; then mixed ones by support
        and probability.
    continua
        Sets of strategies of which every mixture, played by all firms, is an equilibrium.
    efficiency
        Prices of anarchy and stability; ``None`` where totals have no value.
    notes
        Things the reader must know.
    """

    concept: str
    method: str
    complete: bool
    why: str
    degenerate: bool | None
    equilibria: tuple[SymmetricEquilibrium, ...]
    continua: tuple[tuple[int, ...], ...] = ()
    efficiency: Efficiency | None = None
    notes: tuple[str, ...] = ()
