"""A tree whose payoffs and probabilities are ratios of polynomials, and its pure profiles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Final

from vcgame.errors import UnsupportedError
from vcgame.model.formula.polynomials import Field, Ratio
from vcgame.model.model import Model

__all__ = ["InformationSet", "SymbolicTree"]

MAX_PROFILES: Final = 2_000
MAX_DEVIATIONS: Final = 5_000
"""Pure strategy profiles of a tree, and plans of one player from one place on."""

Values = list[tuple[Ratio, ...]]


@dataclass(frozen=True, slots=True)
class InformationSet:
    """Nodes (their numbers in the model) that a player cannot tell apart."""

    id: str
    player: int
    nodes: tuple[int, ...]
    actions: tuple[str, ...]


class SymbolicTree:
    """What follows from moves, in symbols.

    Parameters
    ----------
    model
        A tree.
    field
        Polynomials over its parameters.

    Raises
    ------
    NotAlgebraicError
        Where a payoff or a probability is no ratio of polynomials.
    """

    def __init__(self, model: Model, field: Field) -> None:
        numbers = {node.id: number for number, node in enumerate(model.nodes)}
        players = [player.id for player in model.players]
        zero = field.number(Fraction(0))
        self.zero, self.one = zero, field.number(Fraction(1))
        self.players = len(players)
        self.ids = [node.id for node in model.nodes]
        self.children = [
            tuple(numbers[action.child] for action in node.actions) for node in model.nodes
        ]
        self.payoffs = [tuple(map(field.fraction, node.payoffs)) for node in model.nodes]
        self.chances = [
            ()
            if node.player is not None
            else tuple(
                zero if action.probability is None else field.fraction(action.probability)
                for action in node.actions
            )
            for node in model.nodes
        ]
        found: dict[tuple[int, str], list[int]] = {}
        for number, node in enumerate(model.nodes):
            if node.player is not None:
                key = (players.index(node.player), node.information or node.id)
                found.setdefault(key, []).append(number)
        self.sets = tuple(
            InformationSet(
                id, player, tuple(nodes), tuple(a.id for a in model.nodes[nodes[0]].actions)
            )
            for (player, id), nodes in found.items()
        )
        self.set_at = {node: k for k, each in enumerate(self.sets) for node in each.nodes}
        self.perfect = all(len(each.nodes) == 1 for each in self.sets)
        self._above = self._parents()

    def _parents(self) -> list[int | None]:
        parents: list[int | None] = [None] * len(self.children)
        for number, below in enumerate(self.children):
            for child in below:
                parents[child] = number
        return parents

    def profiles(self) -> Iterator[tuple[int, ...]]:
        """All pure profiles: a move at every information set.

        Raises
        ------
        UnsupportedError
            If there are too many.
        """
        count = prod(len(each.actions) for each in self.sets)
        if count > MAX_PROFILES:
            raise UnsupportedError(
                f"the tree has {count} pure strategy profiles; conditions are written out for at "
                f"most {MAX_PROFILES}"
            )
        return product(*(range(len(each.actions)) for each in self.sets))

    def values(self, moves: Sequence[int]) -> Values:
        """Give expected payoffs from every node on."""
        found: Values = [()] * len(self.children)
        for number in reversed(range(len(found))):
            below = self.children[number]
            if not below:
                found[number] = self.payoffs[number]
            elif number in self.set_at:
                found[number] = found[below[moves[self.set_at[number]]]]
            else:
                found[number] = self._expected(number, [found[child] for child in below])
        return found

    def _expected(self, number: int, values: list[tuple[Ratio, ...]]) -> tuple[Ratio, ...]:
        sums = []
        for player in range(self.players):
            total = self.zero
            for weight, value in zip(self.chances[number], values, strict=True):
                total = total + weight * value[player]
            sums.append(total)
        return tuple(sums)

    def weights(self, moves: Sequence[int]) -> dict[int, Ratio]:
        """Give the probability of every node that moves, and chance, can lead to."""
        found = {0: self.one}
        for number, below in enumerate(self.children):
            if number not in found or not below:
                continue
            if number in self.set_at:
                found[below[moves[self.set_at[number]]]] = found[number]
                continue
            for child, weight in zip(below, self.chances[number], strict=True):
                if not weight.numer.is_zero():
                    found[child] = found[number] * weight
        return found

    def within(self, root: int) -> frozenset[int]:
        """Give a node and all behind it."""
        found = {root}
        for number in range(root, len(self.children)):
            if number in found:
                found.update(self.children[number])
        return frozenset(found)

    def roots(self) -> tuple[int, ...]:
        """Find the nodes at which a subgame begins (Selten 1965), those of chance among them."""
        found = []
        for number, below in enumerate(self.children):
            if not below:
                continue
            inside = self.within(number)
            cut = any(len({node in inside for node in each.nodes}) == 2 for each in self.sets)
            if not cut:
                found.append(number)
        return tuple(found)

    def plans(
        self, player: int, moves: Sequence[int], inside: Mapping[int, Any] | frozenset[int]
    ) -> Iterator[tuple[int, ...]]:
        """All ways in which a player can change its moves at sets with a node inside.

        Raises
        ------
        UnsupportedError
            If there are too many.
        """
        own = [
            k
            for k, each in enumerate(self.sets)
            if each.player == player and any(node in inside for node in each.nodes)
        ]
        if prod(len(self.sets[k].actions) for k in own) > MAX_DEVIATIONS:
            raise UnsupportedError(
                f"a player has more than {MAX_DEVIATIONS} plans; conditions are not written out"
            )
        for chosen in product(*(range(len(self.sets[k].actions)) for k in own)):
            plan = list(moves)
            for k, move in zip(own, chosen, strict=True):
                plan[k] = move
            if tuple(plan) != tuple(moves):
                yield tuple(plan)
