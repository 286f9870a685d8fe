"""What is claimed of moves in a tree, as a condition in the parameters."""

from __future__ import annotations

from functools import lru_cache

from vcgame.derive.statement import ONE, ZERO, all_of, any_of, difference
from vcgame.derive.trees.answer import TreeConditioned, TreeConditions
from vcgame.derive.trees.conditions import tree_conditions
from vcgame.errors import UnsupportedError
from vcgame.model.claim import Choices, Plays, SupportedBelief
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Expression,
    Not,
    Product,
    Relation,
    Sum,
)
from vcgame.model.model import Model
from vcgame.solve.concepts import Concept

__all__ = ["choices_statement", "chosen_moves", "plays_statement"]


def choices_statement(model: Model, claimed: Choices) -> Condition:
    """When these are all moves made at information sets in some pure equilibrium.

    Raises
    ------
    UnsupportedError
        Where conditions of the equilibria cannot be written out.
    """
    found = _conditions(model, claimed.concept)
    parts: list[Condition] = []
    for id, actions in claimed.actions:
        for action in _actions(model, id):
            made = any_of(
                all_of(each.conditions) for each in found if chosen_moves(model, each)[id] == action
            )
            parts.append(made if action in actions else Not(made))
    return all_of(parts)


def plays_statement(model: Model, claimed: Plays) -> Condition:
    """When some pure equilibrium has these moves, and these beliefs support it.

    Raises
    ------
    UnsupportedError
        Where conditions cannot be written out, or beliefs are stated for moves that leave
        several profiles.
    """
    fitting = [
        each
        for each in _conditions(model, claimed.concept)
        if claimed.moves and dict(claimed.moves).items() <= chosen_moves(model, each).items()
    ]
    if not claimed.beliefs:
        return any_of(all_of(each.conditions) for each in fitting)
    if len(fitting) > 1:
        raise UnsupportedError("beliefs are about one profile: name the move at every set")
    return any_of(
        all_of(
            [
                *each.conditions,
                *(_bounded(model, each, belief) for belief in claimed.beliefs),
            ]
        )
        for each in fitting
    )


def chosen_moves(model: Model, found: TreeConditioned) -> dict[str, str]:
    """Give the moves of a profile by the names that claims use for information sets.

    A set of one node goes by the name of the node.
    """
    names = _names(_Same(model))
    return {names[id]: action for id, action in found.moves}


def _bounded(model: Model, found: TreeConditioned, claimed: SupportedBelief) -> Condition:
    """The belief may lie between two bounds, and nowhere else.

    Where play comes, Bayes' rule leaves one belief. Elsewhere what supports is an interval.
    """
    nodes = [node.id for node in model.nodes if node.information == claimed.information]
    by_rule = [each for each in found.reached if each.information == claimed.information]
    if not by_rule:
        return _supported(found, claimed, last=claimed.node == nodes[-1])
    (reached,) = by_rule
    total = Sum(reached.chances)
    chance = reached.chances[nodes.index(claimed.node)]
    ends: list[Condition] = [
        Comparison(Product((end, total)), "==", chance) for end in (claimed.low, claimed.high)
    ]
    if reached.surely:
        return all_of(ends)
    supported = _supported(found, claimed, last=claimed.node == nodes[-1])
    return any_of(
        [
            all_of([Comparison(total, ">", ZERO), *ends]),
            all_of([Comparison(total, "==", ZERO), supported]),
        ]
    )


def _supported(found: TreeConditioned, claimed: SupportedBelief, *, last: bool) -> Condition:
    """These are the two ends of the interval of beliefs that forbid all deviations.

    Both must be in it, and at each end that is not 0 or 1 some deviation just does not pay, and
    pays beyond.
    """
    inner = [each for each in found.beliefs if each.information == claimed.information]
    low, high = claimed.low, claimed.high
    if not last:  # conditions speak of the last node of a set
        low, high = difference(ONE, high), difference(ONE, low)
    parts: list[Condition] = [Comparison(ZERO, "<=", low), Comparison(low, "<=", high)]
    parts.append(Comparison(high, "<=", ONE))
    for end in (low, high):
        parts += (Comparison(_at(each.gains, end), ">=", ZERO) for each in inner)
    sides: tuple[tuple[Expression, Expression, Relation], ...] = (
        (low, ZERO, ">"),
        (high, ONE, "<"),
    )
    for end, limit, relation in sides:
        tight = (
            all_of(
                [
                    Comparison(_at(each.gains, end), "==", ZERO),
                    Comparison(each.gains[1], relation, each.gains[0]),
                ]
            )
            for each in inner
        )
        parts.append(any_of([Comparison(end, "==", limit), *tight]))
    return all_of(parts)


def _at(gains: tuple[Expression, Expression], belief: Expression) -> Expression:
    """Weigh what is lost by a deviation at the two nodes."""
    first, second = gains
    return Sum((Product((difference(ONE, belief), first)), Product((belief, second))))


def _actions(model: Model, id: str) -> tuple[str, ...]:
    node = next(
        node
        for node in model.nodes
        if node.player is not None and id in (node.id, node.information)
    )
    return tuple(action.id for action in node.actions)


def _conditions(model: Model, concept: str | None) -> tuple[TreeConditioned, ...]:
    found = _known(_Same(model), concept)
    if found.gaps:
        raise UnsupportedError("a belief about three nodes or more is needed; checked at points")
    return found.equilibria


class _Same:
    """A model as a key: the same object, whatever it holds."""

    __slots__ = ("model",)

    def __init__(self, model: Model) -> None:
        self.model = model

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.model is other.model

    def __hash__(self) -> int:
        return id(self.model)


@lru_cache(maxsize=8)
def _known(same: _Same, concept: Concept | None) -> TreeConditions:
    return tree_conditions(same.model, concept)


@lru_cache(maxsize=8)
def _names(same: _Same) -> dict[str, str]:
    nodes: dict[str, list[str]] = {}
    for node in same.model.nodes:
        if node.player is not None:
            nodes.setdefault(node.information or node.id, []).append(node.id)
    return {id: each[0] if len(each) == 1 else id for id, each in nodes.items()}
