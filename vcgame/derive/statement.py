"""What it means, as a condition in the parameters, that something is an equilibrium.

These conditions are written from the definitions, without the solvers, so that a proof
about them and a check at points by the solvers are two independent looks at one claim.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from math import prod
from typing import Final

from vcgame.errors import ExpressionError, UnsupportedError
from vcgame.forms.order import Naming, namings
from vcgame.model.formula.expression import (
    And,
    Comparison,
    Condition,
    Expression,
    Negation,
    Number,
    Or,
    Product,
    Quotient,
    Relation,
    Sum,
    substitute,
)
from vcgame.model.model import Model, Node
from vcgame.solve.concepts import perfect_information

__all__ = [
    "FALSE",
    "ONE",
    "TRUE",
    "ZERO",
    "Mixture",
    "all_of",
    "any_of",
    "difference",
    "dominance",
    "in_order_class",
    "is_equilibrium",
    "mixed_equilibria",
    "ordered",
    "surplus",
    "taken",
]

ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))
TRUE: Condition = Comparison(ZERO, "==", ZERO)
FALSE: Condition = Comparison(ZERO, "<", ZERO)

MAX_CONTINUATIONS: Final = 200
MAX_LENGTH: Final = 30
"""Pure strategy profiles, and moves one after the other, of trees that are written out."""

Profile = tuple[str, ...]


def all_of(parts: Iterable[Condition]) -> Condition:
    """All of several conditions; nothing at all is true."""
    kept = tuple(dict.fromkeys(part for part in parts if part != TRUE))
    return TRUE if not kept else kept[0] if len(kept) == 1 else And(kept)


def any_of(parts: Iterable[Condition]) -> Condition:
    """One of several conditions at least; nothing at all is false."""
    kept = tuple(dict.fromkeys(part for part in parts if part != FALSE))
    return FALSE if not kept else kept[0] if len(kept) == 1 else Or(kept)


def difference(first: Expression, second: Expression) -> Expression:
    """Subtract one formula from another."""
    return Sum((first, Negation(second)))


def is_equilibrium(model: Model, profile: Profile) -> Condition:
    """When a pure profile of a strategic game is an equilibrium."""
    comparisons = []
    for number, player in enumerate(model.players):
        for strategy in player.strategies:
            if strategy.id != profile[number]:
                other = (*profile[:number], strategy.id, *profile[number + 1 :])
                comparisons.append(
                    Comparison(model.payoffs[profile][number], ">=", model.payoffs[other][number])
                )
    return all_of(comparisons)


def dominance(model: Model, player: str, strategy: str, *, strictly: bool) -> Condition:
    """When a strategy is dominant against everything that the others can do."""
    number = next(i for i, other in enumerate(model.players) if other.id == player)
    others = [
        [s.id for s in each.strategies] if i != number else [strategy]
        for i, each in enumerate(model.players)
    ]
    never_worse, somewhere_better = [], []
    for profile in product(*others):
        for rival in model.players[number].strategies:
            if rival.id == strategy:
                continue
            swapped = (*profile[:number], rival.id, *profile[number + 1 :])
            pair = (model.payoffs[profile][number], model.payoffs[swapped][number])
            never_worse.append(Comparison(pair[0], ">" if strictly else ">=", pair[1]))
            somewhere_better.append((rival.id, Comparison(pair[0], ">", pair[1])))
    if strictly:
        return all_of(never_worse)
    rivals = dict.fromkeys(rival for rival, _ in somewhere_better)
    better = [any_of(c for rival, c in somewhere_better if rival == each) for each in rivals]
    return all_of([*never_worse, *better])


def in_order_class(model: Model, name: str) -> Condition:
    """When a two-by-two game has the payoff order of a class; no game is in two classes."""
    return any_of(ordered(model, name, naming) for naming in namings())


def ordered(model: Model, name: str, naming: Naming) -> Condition:
    """When a two-by-two game has the payoff order of a class under one naming."""
    ids = [[strategy.id for strategy in player.strategies] for player in model.players]
    comparisons = []
    for player in (0, 1):
        for pair in naming.order(name, player):
            cells = naming.cells(player, pair)
            high, low = ((ids[0][row], ids[1][column]) for row, column in cells)
            comparisons.append(
                Comparison(model.payoffs[high][player], ">", model.payoffs[low][player])
            )
    return all_of(comparisons)


def surplus(model: Model, profile: Profile) -> Expression:
    """Total payoff at a pure profile, with the transfers of the model set to zero.

    Raises
    ------
    UnsupportedError
        If a payoff has no value then.
    """
    zero: dict[str, Expression] = dict.fromkeys(model.transfers, ZERO)
    try:
        return Sum(tuple(substitute(payoff, zero) for payoff in model.payoffs[profile]))
    except ExpressionError as error:
        raise UnsupportedError(f"no total without transfers: {error}") from error


Mixture = tuple[tuple[Expression, ...], ...]


def mixed_equilibria(model: Model) -> tuple[tuple[Mixture, Condition], ...]:
    """All extreme equilibria of a two-by-two game that are not pure, with their conditions.

    A player can be made indifferent by an interior mixture of the other only if the two
    payoff differences have opposite signs; paired with a pure strategy, such a mixture is
    an extreme equilibrium only where the one who plays it is indifferent (von Stengel 2002).

    Raises
    ------
    UnsupportedError
        For games of another size.
    """
    ids = [[strategy.id for strategy in player.strategies] for player in model.players]
    if [len(each) for each in ids] != [2, 2]:
        raise UnsupportedError("closed forms of mixed equilibria need a two-by-two game")
    rows, columns = ids
    payoffs = model.payoffs
    # gains[player][k]: gain of the first over the second strategy when the other plays k
    gains = (
        [difference(payoffs[rows[0], c][0], payoffs[rows[1], c][0]) for c in columns],
        [difference(payoffs[r, columns[0]][1], payoffs[r, columns[1]][1]) for r in rows],
    )
    signs: tuple[tuple[Relation, Relation], ...] = ((">", "<"), ("<", ">"))
    opposite = [
        any_of(all_of([Comparison(first, a, ZERO), Comparison(second, b, ZERO)]) for a, b in signs)
        for first, second in gains
    ]
    # mixes[player]: the mixture of that player that makes the other indifferent
    mixes = [_indifference(gains[1]), _indifference(gains[0])]
    pure = ((ONE, ZERO), (ZERO, ONE))
    found: list[tuple[Mixture, Condition]] = [
        ((mixes[0], mixes[1]), all_of(opposite)),
    ]
    for k in (0, 1):
        tie = Comparison(gains[0][k], "==", ZERO)
        found.append(((mixes[0], pure[k]), all_of([opposite[1], tie])))
    for k in (0, 1):
        tie = Comparison(gains[1][k], "==", ZERO)
        found.append(((pure[k], mixes[1]), all_of([opposite[0], tie])))
    return tuple(found)


def _indifference(gains: list[Expression]) -> tuple[Expression, Expression]:
    """The mixture against which both strategies pay the same: ``p g0 + (1-p) g1 = 0``."""
    spread = difference(gains[1], gains[0])
    return Quotient(gains[1], spread), Quotient(Negation(gains[0]), spread)


def taken(model: Model, node: str, action: str) -> Condition:
    """When a move is part of some pure subgame-perfect equilibrium of a tree.

    Raises
    ------
    UnsupportedError
        If the subgame has more than 200 pure strategy profiles, or is longer than 30 moves; and
        with information sets, where moves cannot be followed node by node.
    """
    if not perfect_information(model):
        raise UnsupportedError(
            f"{model.id} has information sets; 'vcgame conditions {model.id}' says when its "
            "moves are made"
        )
    cases = [
        all_of(conditions)
        for choices, _, conditions in _continuations(model, node)
        if choices[node] == action
    ]
    return any_of(cases)


_Continuation = tuple[dict[str, str], tuple[Expression, ...], tuple[Condition, ...]]


def _continuations(model: Model, root: str) -> list[_Continuation]:
    """Per pure strategy profile of a subgame: payoffs, and when it is subgame-perfect."""
    players = [player.id for player in model.players]
    known: dict[str, list[_Continuation]] = {}
    for node in _subgame(model, root):
        if node.end:
            known[node.id] = [({}, node.payoffs, ())]
            continue
        found: list[_Continuation] = []
        for combination in product(*(known[action.child] for action in node.actions)):
            later: dict[str, str] = {}
            conditions: tuple[Condition, ...] = ()
            for choices, _, needed in combination:
                later |= choices
                conditions += needed
            values = [payoffs for _, payoffs, _ in combination]
            if node.player is None:
                found.append((later, _expected(node, values), conditions))
                continue
            mover = players.index(node.player)
            for number, action in enumerate(node.actions):
                best = tuple(
                    Comparison(values[number][mover], ">=", other[mover])
                    for i, other in enumerate(values)
                    if i != number
                )
                found.append(({**later, node.id: action.id}, values[number], conditions + best))
        known[node.id] = found
    return known[root]


def _subgame(model: Model, root: str) -> list[Node]:
    """Nodes from a node on, every node after its children, if there are not too many cases."""
    below = {root: 0}
    for node in model.nodes:
        if node.id in below:
            below.update((action.child, below[node.id] + 1) for action in node.actions)
    nodes = [node for node in reversed(model.nodes) if node.id in below]
    cases: dict[str, int] = {}
    for node in nodes:
        joint = prod(cases[action.child] for action in node.actions)
        cases[node.id] = joint if node.player is None else joint * len(node.actions)
        if cases[node.id] > MAX_CONTINUATIONS:
            wrong = f"more than {MAX_CONTINUATIONS} pure strategy profiles at {node.id}"
            raise UnsupportedError(f"{wrong}; its conditions are not written out")
    if max(below.values()) > MAX_LENGTH:
        wrong = f"more than {MAX_LENGTH} moves after {root}"
        raise UnsupportedError(f"{wrong}; their conditions are not written out")
    return nodes


def _expected(node: Node, values: list[tuple[Expression, ...]]) -> tuple[Expression, ...]:
    weights = [action.probability or ZERO for action in node.actions]
    return tuple(
        Sum(tuple(Product((w, v)) for w, v in zip(weights, column, strict=True)))
        for column in zip(*values, strict=True)
    )
