"""The regimes of a game in its free parameters: where each holds, and what is between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from vcgame.model.formula.expression import Condition

__all__ = ["Boundary", "Place", "Regimes", "Region", "Supports", "Undecided"]

Supports = tuple[tuple[str, ...], ...]
"""Per player, the strategies that are played with positive probability."""


@dataclass(frozen=True, slots=True)
class Place:
    """A conjunction of conditions, and a point that satisfies it.

    Attributes
    ----------
    conditions
        All of them have to hold, besides the assumptions; empty if nothing more is needed.
    witness
        Rational values of all free parameters within the assumptions; ``None`` where there
        surely is a point, and no rational one was found.
    """

    conditions: tuple[Condition, ...]
    witness: Mapping[str, Fraction] | None


@dataclass(frozen=True, slots=True)
class Region:
    """A regime, and where it holds.

    Attributes
    ----------
    regime
        Label of the set of equilibria, as in `vcgame.solve.regime`.
    equilibria
        The supports of each extreme equilibrium, in the order of the solver.
    places
        The regime holds wherever the conditions of one of these hold, and, off the boundaries,
        nowhere else. The game was solved exactly at every witness.
    """

    regime: str
    equilibria: tuple[Supports, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """A piece of a surface between regimes, and what happens on it.

    Attributes
    ----------
    equation
        The surface, solved for a lever where it is linear in one; or several equations, where
        something happens only where surfaces meet.
    below, above
        Regimes where the left side of the equation is less, and greater, than the right one;
        ``None`` on a side that the assumptions exclude, and for several equations.
    places
        Which piece of the surface this is: one of these holds, besides the equation. The
        witnesses lie on the surface.
    regime
        Regime on the piece; ``"no value"`` where a payoff has none.
    components
        Number of connected components of the equilibria at the first witness; ``None`` where
        the game was not solved there, and for pure equilibria only.
    degenerate
        Whether some mixed strategy has more best replies there than strategies in its
        support; ``None`` as for `components`.
    """

    equation: Condition
    below: str | None
    above: str | None
    places: tuple[Place, ...]
    regime: str
    components: int | None = None
    degenerate: bool | None = None


@dataclass(frozen=True, slots=True)
class Undecided:
    """Conditions of which it was not found out whether anything satisfies them.

    Attributes
    ----------
    conditions
        Besides the assumptions.
    reason
        Why it was not found out.
    regime
        What the regime would be there; ``None`` where that depends on further conditions.
    boundary
        Whether it is a piece of a boundary, not an open cell.
    """

    conditions: tuple[Condition, ...]
    reason: str
    regime: str | None = None
    boundary: bool = False


@dataclass(frozen=True, slots=True)
class Regimes:
    """All regimes of a game.

    Attributes
    ----------
    parameters
        The free parameters.
    concept
        ``"nash"``: all extreme equilibria; ``"pure"``: pure ones only (more than two players).
    regions
        The regimes that hold on open sets, by label.
    boundaries
        Pieces of the surfaces between them. Where surfaces meet, nothing is said.
    empty
        So many combinations of signs were proved to be impossible.
    undecided
        Cells and pieces that may or may not be empty.
    equations
        Equations among the assumptions; one parameter each is expressed by the others.
    """

    parameters: tuple[str, ...]
    concept: Literal["nash", "pure"]
    regions: tuple[Region, ...]
    boundaries: tuple[Boundary, ...]
    empty: int
    undecided: tuple[Undecided, ...] = ()
    equations: tuple[Condition, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every point of the assumptions off the boundaries lies in a region listed."""
        return not any(not each.boundary for each in self.undecided)

    @property
    def boundaries_complete(self) -> bool:
        """Whether all pieces of boundaries are listed."""
        return not any(each.boundary for each in self.undecided)
