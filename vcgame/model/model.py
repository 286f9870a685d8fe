"""A model: a parameterised game as its author wrote it, checked and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from vcgame.errors import UsageError, nearest
from vcgame.model.claim import Claim
from vcgame.model.formula.expression import Condition, Expression, names
from vcgame.model.point import exact_value
from vcgame.model.text import Text

__all__ = [
    "Action",
    "Count",
    "Form",
    "Instance",
    "Model",
    "Node",
    "Parameter",
    "Player",
    "Quantity",
    "Share",
    "Status",
    "Strategy",
]

Form = Literal["strategic", "extensive", "symmetric"]
Status = Literal["published", "textbook", "reconstruction", "imported"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the story.

    Attributes
    ----------
    id, tex
        Its name in formulas, and its printed symbol in LaTeX.
    value
        Default value.
    low, high
        Range that sweeps and proofs look at; ``None`` where the author gives none.
    unit, meaning
        In words.
    lever
        Whether policy moves it; other parameters are what policy must live with.
    whole
        Whether it takes whole numbers only, such as a number of firms.
    """

    id: str
    value: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    unit: Text | None = None
    meaning: Text | None = None
    lever: bool = False
    tex: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A derived quantity; its formula is written in parameters only."""

    id: str
    formula: Expression
    unit: Text | None = None
    meaning: Text | None = None
    tex: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A name for the share of a population that plays a strategy.

    Attributes
    ----------
    id, tex
        Its name in formulas, and its printed symbol in LaTeX.
    player, strategy
        Whose population, and what those counted do.
    """

    id: str
    player: str
    strategy: str
    tex: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A name for how many of the other firms of a symmetric game play a strategy.

    Attributes
    ----------
    id, tex
        Its name in formulas, and its printed symbol in LaTeX.
    strategy
        What those counted do.
    """

    id: str
    strategy: str
    tex: str = ""


@dataclass(frozen=True, slots=True)
class Strategy:
    """What a player can do."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Player:
    """A player; in trees the strategies follow from the nodes and are not listed.

    Attributes
    ----------
    number
        In symmetric games, how many such players there are; else ``None``.
    """

    id: str
    name: Text
    strategies: tuple[Strategy, ...] = ()
    number: Expression | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A move in a tree, with the probability that chance takes it."""

    id: str
    child: str
    probability: Expression | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a tree: a player's, chance's (`player` is ``None``), or an end with payoffs.

    Attributes
    ----------
    information
        Id of the information set of a player's node: the player cannot tell its nodes apart.
        A node that is told from all others has a set of its own, named after the node.
    """

    id: str
    player: str | None
    actions: tuple[Action, ...] = ()
    payoffs: tuple[Expression, ...] = ()
    information: str = ""

    @property
    def end(self) -> bool:
        """Whether the game ends here."""
        return not self.actions


@dataclass(frozen=True, slots=True)
class Instance:
    """A named set of parameter values with its source."""

    id: str
    title: Text
    source: str
    values: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Model:
    """A game with parameters.

    Attributes
    ----------
    payoffs
        For strategic games: per pure profile (ids of the strategies), one formula per player.
        For symmetric games: per strategy, ``(id,)``, one formula in the parameters and `counts`.
    nodes
        For extensive games: the tree, root first, every parent before its children.
    transfers
        Parameters set to zero when total surplus is counted.
    actions
        Printed names of the moves of a tree.
    definitions
        Derived quantities.
    shares
        Names of population shares, which payoffs may depend on.
    counts
        Names of how many other firms play a strategy, for the payoffs of symmetric games.
    populations
        1 if all players are drawn from one population; ``None`` leaves each its own.
    text_hash
        SHA-256 of the file's text: which text a result was made from.
    """

    id: str
    title: Text
    status: Status
    form: Form
    players: tuple[Player, ...]
    parameters: Mapping[str, Parameter]
    definitions: Mapping[str, Quantity] = field(default_factory=dict)
    assumptions: tuple[Condition, ...] = ()
    instances: Mapping[str, Instance] = field(default_factory=dict)
    payoffs: Mapping[tuple[str, ...], tuple[Expression, ...]] = field(default_factory=dict)
    nodes: tuple[Node, ...] = ()
    actions: Mapping[str, Text] = field(default_factory=dict)
    transfers: tuple[str, ...] = ()
    shares: Mapping[str, Share] = field(default_factory=dict)
    counts: Mapping[str, Count] = field(default_factory=dict)
    populations: int | None = None
    evidence: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    story: Text | None = None
    family: str = ""
    file: str = ""
    text_hash: str = ""

    def values(
        self, instance: str | None = None, changes: Mapping[str, Any] | None = None
    ) -> dict[str, Fraction]:
        """Give every parameter a value: the defaults, an instance's, then the changes.

        Raises
        ------
        UsageError
            For a name that the model does not have.
        """
        values = {id: parameter.value for id, parameter in self.parameters.items()}
        if instance is not None:
            if instance not in self.instances:
                hint = nearest(instance, tuple(self.instances))
                raise UsageError(f"{self.id} has no instance {instance!r}; {hint}")
            values.update(self.instances[instance].values)
        for name, value in (changes or {}).items():
            if name not in values:
                hint = nearest(name, tuple(values))
                raise UsageError(f"{self.id} has no parameter {name!r}; {hint}")
            values[name] = exact_value(value)
            if self.parameters[name].whole and values[name].denominator != 1:
                raise UsageError(
                    f"{name} of {self.id} is a whole number; {values[name]} is none, "
                    f"{round(values[name])} is the nearest"
                )
        return values

    @property
    def state_dependent(self) -> bool:
        """Whether payoffs depend on population shares, beyond whom one meets."""
        return bool(self.shares) and any(
            not names(formula).isdisjoint(self.shares)
            for formulas in self.payoffs.values()
            for formula in formulas
        )

    def player(self, id: str) -> Player:
        """Find a player by id."""
        return next(player for player in self.players if player.id == id)

    def strategy_name(self, player: int, id: str) -> Text:
        """Give the printed name of a player's strategy or of a move."""
        for strategy in self.players[player].strategies:
            if strategy.id == id:
                return strategy.name
        return self.actions.get(id, Text(id))

    @property
    def called(self) -> str:
        """What messages call a game of this form."""
        names = {"extensive": "a tree", "symmetric": "a game of alike firms"}
        return names.get(self.form, "a strategic game")

    @property
    def levers(self) -> tuple[Parameter, ...]:
        """The parameters that policy moves."""
        return tuple(parameter for parameter in self.parameters.values() if parameter.lever)
