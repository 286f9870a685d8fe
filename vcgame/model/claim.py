"""Claims: what an author states about a game, and under which condition."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from vcgame.model.formula.expression import Condition, Expression
from vcgame.model.text import Text

__all__ = [
    "AlikeMixed",
    "AlikeShares",
    "AtRest",
    "Better",
    "Choices",
    "Claim",
    "Claimed",
    "Counts",
    "Discount",
    "Dominant",
    "Effect",
    "Equilibria",
    "Includes",
    "Inequality",
    "Mixture",
    "OrderClass",
    "Plays",
    "StableStates",
    "State",
    "Statics",
    "SupportedBelief",
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
    """Per information set of a tree, all actions taken there in some pure equilibrium.

    Attributes
    ----------
    actions
        A set of one node goes by the name of the node.
    concept
        Solution concept; ``None`` for the one by which trees like this are solved.
    """

    actions: tuple[tuple[str, frozenset[str]], ...]
    concept: str | None = None


AlikeShares = tuple[tuple[str, Expression], ...]
"""Per strategy named, how many firms play it, or with which probability every firm does."""


@dataclass(frozen=True, slots=True)
class Counts:
    """These are all pure equilibria of alike firms, by how many play which strategy.

    Strategies that are not named have what is left.
    """

    counts: tuple[AlikeShares, ...]


@dataclass(frozen=True, slots=True)
class AlikeMixed:
    """These are all equilibria of alike firms in which every firm mixes in the same way."""

    mixtures: tuple[AlikeShares, ...]


@dataclass(frozen=True, slots=True)
class SupportedBelief:
    """The beliefs that support moves: the least and largest probability of a node of a set."""

    information: str
    node: str
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class Plays:
    """Some pure equilibrium of a tree has these moves, whatever it has elsewhere.

    Attributes
    ----------
    moves
        Per information set that is spoken of, the move made there.
    beliefs
        If any are stated, exactly one pure profile has these moves; of the beliefs at these sets
        exactly those within the bounds, ends included, support it.
    concept
        Solution concept; ``None`` for the one by which trees like this are solved.
    """

    moves: tuple[tuple[str, str], ...]
    beliefs: tuple[SupportedBelief, ...] = ()
    concept: str | None = None


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
class Discount:
    """From some discount factor on, a path of the repeated game is kept up; it is this one.

    Attributes
    ----------
    target
        Ids of the strategies that are played in every round; in a game of alike firms one,
        which all play.
    delta
        The least discount factor from which on that is so.
    punishment
        Ids of the stage equilibrium that follows a deviation; ``None`` for the pure one worst
        for the deviator.
    detection
        Probability with which a deviation is detected in each round; ``None`` for 1.
    code
        ``"grim"`` for grim trigger, ``"optimal"`` for the worst subgame-perfect punishments.
    """

    target: tuple[str, ...]
    delta: Expression
    punishment: tuple[str, ...] | None = None
    detection: Expression | None = None
    code: str = "grim"


Claimed = (
    Equilibria
    | Includes
    | Dominant
    | OrderClass
    | Inequality
    | Better
    | Threshold
    | Choices
    | Plays
    | Counts
    | AlikeMixed
    | AtRest
    | StableStates
    | Statics
    | Discount
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
        return _KINDS[type(self.claimed)]


_KINDS: dict[type, str] = {
    Equilibria: "equilibria",
    Includes: "includes",
    Dominant: "dominant",
    OrderClass: "class",
    Inequality: "inequality",
    Better: "better",
    Threshold: "threshold",
    Choices: "choices",
    Plays: "plays",
    Counts: "counts",
    AlikeMixed: "symmetric",
    AtRest: "rest_point",
    StableStates: "stable",
    Statics: "statics",
    Discount: "discount",
}
