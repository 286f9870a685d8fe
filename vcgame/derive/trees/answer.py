"""Equilibria of trees as moves, with the conditions and the beliefs that they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vcgame.model.formula.expression import Condition, Expression
from vcgame.solve.concepts import Concept

__all__ = ["BeliefBound", "Moves", "Reached", "TreeConditioned", "TreeConditions", "TreeGap"]

Moves = tuple[tuple[str, str], ...]
"""Per information set, in the order of the tree, its id and the move made there."""

TreeGap = Literal["many_nodes"]
"""Why conditions are not listed: a set of three or more nodes that play does not reach, where
the existence of a belief is no combination of signs of payoff differences."""


@dataclass(frozen=True, slots=True)
class BeliefBound:
    """What must be believed at an information set of two nodes that play does not reach.

    Attributes
    ----------
    information, node
        The set, and the one of its nodes whose probability is bounded.
    gains
        What the player loses by a deviation at the first node and at the second; with the
        probability m of the second, ``(1 - m)*first + m*second`` must not be negative.
    relation, bound
        The same solved for m, ``">="`` or ``"<="`` a formula, where its side is known.
    """

    information: str
    node: str
    gains: tuple[Expression, Expression]
    relation: Literal[">=", "<="] | None = None
    bound: Expression | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """An information set of several nodes to which play comes, or may come.

    Attributes
    ----------
    information
        The set.
    chances
        Probability of each of its nodes; Bayes' rule divides by their sum.
    surely
        Whether it is proved that the sum is positive; else Bayes' rule speaks where it is.
    """

    information: str
    chances: tuple[Expression, ...]
    surely: bool


@dataclass(frozen=True, slots=True)
class TreeConditioned:
    """A pure equilibrium of a tree and when it is one.

    Attributes
    ----------
    moves
        What is done at every information set.
    ends
        Ids of the ends that are reached, whatever chance does.
    conditions
        What must hold, all of it, under the model's assumptions; empty if nothing more.
    never
        Whether it was proved that no point within the assumptions satisfies the conditions.
    beliefs
        What must be believed where play does not come, besides lying within 0 and 1.
    reached
        Where Bayes' rule says what is believed.
    """

    moves: Moves
    ends: tuple[str, ...]
    conditions: tuple[Condition, ...]
    never: bool = False
    beliefs: tuple[BeliefBound, ...] = ()
    reached: tuple[Reached, ...] = ()


@dataclass(frozen=True, slots=True)
class TreeConditions:
    """All pure equilibria of a tree by one concept, with their conditions.

    Attributes
    ----------
    concept
        The solution concept.
    equilibria
        Those that were not proved impossible, by what is reached, in the order of the tree.
    impossible
        Number of pure strategy profiles that were proved never to be equilibria.
    gaps
        Why some are not listed; empty if all are.
    """

    concept: Concept
    equilibria: tuple[TreeConditioned, ...]
    impossible: int = 0
    gaps: tuple[TreeGap, ...] = ()
