"""Claims: what an author states about a game, and under which condition."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from vcgame.model.formula.expression import Condition, Expression
from vcgame.model.text import Text

__all__ = [
    "AtRest",
    "Better",
    "Choices",
    "Claim",
    "Claimed",
    "Dominant",
    "Effect",
    "Equilibria",
    "Includes",
    "Inequality",
    "Later",
    "Mixture",
    "OrderClass",
    "StableStates",
    "State",
    "Statics",
    "Threshold",
]

Mixture = tuple[tuple[Expression, ...], ...]
"""A profile as formulas: per player, the probability of each strategy."""


@dataclass(frozen=True, slots=True)
class Equilibria:
    """These are all extreme equilibria; with `components`, in so many components."""

    profiles: tuple[Mixture, ...]
    components: int | None = None


@dataclass(frozen=True, slots=True)
class Includes:
    """These profiles are equilibria, perhaps among others."""

    profiles: tuple[Mixture, ...]


@dataclass(frozen=True, slots=True)
class Dominant:
    """A strategy is dominant: strictly, or weakly (never worse, somewhere better)."""

    player: str
    strategy: str
    strictly: bool = True


@dataclass(frozen=True, slots=True)
class OrderClass:
    """The payoff order of a two-by-two game belongs to a named class."""

    name: str


@dataclass(frozen=True, slots=True)
class Inequality:
    """A relation between formulas of the parameters."""

    relation: Condition


@dataclass(frozen=True, slots=True)
class Better:
    """Total surplus, transfers left out, is higher at one pure profile than at another."""

    profile: tuple[str, ...]
    than: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where a parameter crosses a value, one set of equilibria gives way to another.

    For a tree, `below`, `above` and `equal` hold the sets of actions at one node.
    """

    parameter: str
    value: Expression
    below: Equilibria | Choices | None
    above: Equilibria | Choices | None
    equal: Equilibria | Choices | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """Per node of a tree, all actions taken there in some pure subgame-perfect equilibrium."""

    actions: tuple[tuple[str, frozenset[str]], ...]


Effect = Literal["lowers", "raises", "leaves"]

State = tuple[tuple[str, Expression], ...]
"""A state of a population game as formulas: per coordinate its name and value."""


@dataclass(frozen=True, slots=True)
class AtRest:
    """Nothing moves at a state of the population game; perhaps also what kind of rest it is.

    Attributes
    ----------
    state
        The state.
    label
        Its type by linearisation, or ``None`` where nothing is said of it.
    ess
        Whether it is said to be evolutionarily stable (in several populations: a strict Nash
        equilibrium); ``None`` where nothing is said.
    populations
        1 for the reading with one population; ``None`` for that of the file.
    """

    state: State
    label: str | None = None
    ess: bool | None = None
    populations: int | None = None


@dataclass(frozen=True, slots=True)
class StableStates:
    """These are all evolutionarily stable states (in several populations: strict Nash)."""

    states: tuple[State, ...]
    populations: int | None = None


@dataclass(frozen=True, slots=True)
class Statics:
    """Raising a parameter lowers, raises or leaves a quantity.

    Where the quantity names coordinates of the population game, they stand for their values
    at its interior rest point: the mixed equilibrium of a two-by-two game.
    """

    parameter: str
    effect: Effect
    quantity: Expression
    populations: int | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """A statement about a concept that is not built yet; it is kept and never decided."""

    concept: str


Claimed = (
    Equilibria
    | Includes
    | Dominant
    | OrderClass
    | Inequality
    | Better
    | Threshold
    | Choices
    | AtRest
    | StableStates
    | Statics
    | Later
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a model file.

    Attributes
    ----------
    id
        Its name within the file.
    says
        The statement in words.
    claimed
        What is stated.
    when
        Conditions under which it is stated to hold; all of them together.
    exactly
        Whether it is also stated not to hold elsewhere (``exactly_when``).
    point
        Values that some parameters are fixed at.
    line
        Where the claim stands in its file.
    """

    id: str
    says: Text
    claimed: Claimed
    when: tuple[Condition, ...]
    exactly: bool
    point: tuple[tuple[str, Fraction], ...]
    line: int

    @property
    def kind(self) -> str:
        """Name of the kind, as model files write it."""
        return (
            self.claimed.concept if isinstance(self.claimed, Later) else _KINDS[type(self.claimed)]
        )


_KINDS: dict[type, str] = {
    Equilibria: "equilibria",
    Includes: "includes",
    Dominant: "dominant",
    OrderClass: "class",
    Inequality: "inequality",
    Better: "better",
    Threshold: "threshold",
    Choices: "choices",
    AtRest: "rest_point",
    StableStates: "stable",
    Statics: "statics",
}
