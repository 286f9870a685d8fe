"""The information sets of a tree, as the tables and measures of sweeps go through them."""

from __future__ import annotations

from dataclasses import dataclass

from vcgame.model.model import Model
from vcgame.solve.concepts import Concept, concept_of, perfect_information

__all__ = ["TreeSet", "by_sets", "tree_sets"]


@dataclass(frozen=True, slots=True)
class TreeSet:
    """One information set.

    Attributes
    ----------
    id
        Its name, or that of its only node.
    nodes
        Numbers of its nodes among those of the model.
    names
        What it may be called: its own name, or its node if it is alone.
    actions
        The moves, the same at each node.
    """

    id: str
    nodes: tuple[int, ...]
    names: tuple[str, ...]
    actions: tuple[str, ...]


def by_sets(model: Model, concept: Concept | None = None) -> bool:
    """Whether equilibria are told by what is done at information sets, mixed ones too.

    Backward induction, which tells of pure moves at every node, answers only for subgame
    perfection with perfect information.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> tree = load_model("functional-upgrading")
    >>> by_sets(tree), by_sets(tree, "nash")
    (False, True)
    """
    if model.form != "extensive":
        return False
    return concept_of(model, concept) != "subgame-perfect" or not perfect_information(model)


def tree_sets(model: Model) -> tuple[TreeSet, ...]:
    """List the information sets as `vcgame.forms.extensive.ExtensiveGame.information_sets` does.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> [each.id for each in tree_sets(load_model("quality-rating"))]
    ['rating.high', 'rating.low', 'price.seek', 'price.skip']
    """
    return tuple(_tree_set(model, numbers) for numbers in _numbers(model))


def _numbers(model: Model) -> list[list[int]]:
    grouped: dict[tuple[str, str | int], list[int]] = {}
    for number, node in enumerate(model.nodes):
        if node.player is not None:
            key = node.player, node.information or number
            grouped.setdefault(key, []).append(number)
    return list(grouped.values())


def _tree_set(model: Model, numbers: list[int]) -> TreeSet:
    first = model.nodes[numbers[0]]
    id = first.information or first.id
    names = (id, first.id) if len(numbers) == 1 else (id,)
    actions = tuple(action.id for action in first.actions)
    return TreeSet(id, tuple(numbers), tuple(dict.fromkeys(names)), actions)
