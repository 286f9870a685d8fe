"""The names of outcomes: numbers that every equilibrium of a model has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vcgame.errors import UsageError, nearest
from vcgame.model.model import Model

__all__ = ["Outcome", "outcome_names", "parse_outcome"]

Kind = Literal["payoff", "total", "plays", "price"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A number that every equilibrium has.

    Attributes
    ----------
    text
        Its name, as `outcome_names` lists it.
    kind
        What it is.
    player
        Number of the player whose payoff or strategy is meant, else -1.
    action
        Id of the strategy, or of the action in a tree, else empty.
    """

    text: str
    kind: Kind
    player: int = -1
    action: str = ""

    @property
    def column(self) -> str:
        """Its part of the name of a column."""
        if self.kind == "payoff":
            return f"u{self.player + 1}"
        return f"x{self.player + 1}_{self.action}" if self.kind == "plays" else self.kind


def outcome_names(model: Model) -> tuple[str, ...]:
    """List the outcomes of a model by name.

    ``plays:firm_1.build`` is the probability that the player plays the strategy; in a tree, that
    the player takes an action of this name at least once in the course of the play, and for alike
    firms the share of them that plays it; their payoff is the mean over all firms.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> outcome_names(load_model("brand-two-firms"))[:4]
    ('total', 'price', 'payoff:firm_1', 'payoff:firm_2')
    """
    payoffs = [f"payoff:{player.id}" for player in model.players]
    plays = [
        f"plays:{player.id}.{action}"
        for player in model.players
        for action in _actions(model, player.id)
    ]
    return ("total", "price", *payoffs, *plays)


def _actions(model: Model, player: str) -> list[str]:
    if model.form != "extensive":
        return [strategy.id for strategy in model.player(player).strategies]
    nodes = [node for node in model.nodes if node.player == player]
    return list(dict.fromkeys(action.id for node in nodes for action in node.actions))


def parse_outcome(model: Model, text: str) -> Outcome:
    """Read the name of an outcome.

    Raises
    ------
    UsageError
        For a name that the model does not have.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> parse_outcome(load_model("boxed-pigs"), "plays:small.wait").column
    'x2_wait'
    """
    name = text.strip()
    known = outcome_names(model)
    if name not in known:
        raise UsageError(f"{model.id} has no outcome {text!r}; {nearest(name, known)}")
    kind, _, of = name.partition(":")
    kinds: dict[str, Kind] = {"total": "total", "price": "price", "payoff": "payoff"}
    player, _, action = of.partition(".")
    number = next((n for n, each in enumerate(model.players) if each.id == player), -1)
    return Outcome(name, kinds.get(kind, "plays"), number, action)
