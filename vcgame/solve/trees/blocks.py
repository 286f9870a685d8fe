"""Unknown probabilities of a mixed play: what sequential rationality leaves of them.

With the moves fixed that are played at all, the conditions on one player's probabilities are
linear in its realisation weights (von Stengel 1996; Koller, Megiddo and von Stengel 1996), so
with two players they are always polytopes, each found exactly with all its corners. With more
players they are multilinear; what is a single point is put in, until the rest is linear or open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Final

from vcgame.solve.sign import sign
from vcgame.solve.trees.cone import ConeError, LinearRow, extreme_rays
from vcgame.solve.trees.continuations import Monomial, Play, last_mixed
from vcgame.solve.trees.structure import Choice, Structure

__all__ = ["Block", "Condition", "Settlement", "evaluated", "settle"]

MOST_UNKNOWNS: Final = 24
"""Unknown probabilities that depend on each other at most."""

MOST_CORNERS: Final = 4_096


@dataclass(frozen=True, slots=True)
class Condition:
    """A polynomial in realisation weights that is not negative, or zero."""

    terms: Mapping[Monomial, Any]
    equation: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Realisation weights that depend on each other, with the corners of what they can be."""

    unknowns: tuple[Choice, ...]
    corners: tuple[tuple[Any, ...], ...]

    def values(self, corner: int) -> dict[Choice, Any]:
        """Give the weights at a corner."""
        return dict(zip(self.unknowns, self.corners[corner], strict=True))


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is left of the unknown probabilities.

    Attributes
    ----------
    possible
        ``False`` if the conditions surely cannot hold.
    blocks
        The polytopes, apart from `open` conditions; their product is what is left.
    open
        Conditions that are neither linear nor decided.
    """

    possible: bool
    blocks: tuple[Block, ...] = ()
    open: tuple[Condition, ...] = ()
    known: Mapping[Choice, Any] = field(default_factory=dict)


def settle(structure: Structure, play: Play, conditions: Sequence[Condition]) -> Settlement:
    """Find the realisation weights of a mixed play that satisfy conditions.

    Every choice of `play` at a mixing set must have positive weight.
    """
    sums = _sums(structure, play)
    known: dict[Choice, Any] = {}
    linear: list[Condition] = []
    crossed = list(conditions)
    while True:
        sorted_out = _sorted_out(crossed, known)
        if sorted_out is None:
            return Settlement(False)
        # a condition that became linear stays as it is: it holds its unknowns in place
        linear += sorted_out[0]
        crossed = sorted_out[1]
        blocks = []
        for unknowns in _groups(sums, linear):
            block = _block(unknowns, sums, linear)
            if block is None:
                return Settlement(False)
            blocks.append(block)
        fresh = {
            unknown: value
            for block in blocks
            if len(block.corners) == 1
            for unknown, value in block.values(0).items()
            if unknown not in known
        }
        if not crossed or not fresh:
            break
        known |= fresh
    left = []
    for condition in crossed:
        verdict = _judged(condition, blocks)
        if verdict is False:
            return Settlement(False)
        if verdict is None:
            left.append(condition)
    return Settlement(True, tuple(blocks), tuple(left), known | fresh)


def _sorted_out(
    conditions: Sequence[Condition], known: Mapping[Choice, Any]
) -> tuple[list[Condition], list[Condition]] | None:
    """Tell linear conditions from others; ``None`` if one surely does not hold."""
    linear, crossed = [], []
    for condition in conditions:
        simpler = _simplified(condition, known)
        if not any(simpler.terms):
            if not _holds(simpler):
                return None
        elif _linear(simpler):
            linear.append(simpler)
        else:
            crossed.append(simpler)
    return linear, crossed


_Sum = tuple[tuple[Choice, ...], Choice | None]


def _sums(structure: Structure, play: Play) -> list[_Sum]:
    """Per mixing set, the weights that sum up to that of the player's last mixed move before."""
    sums: list[_Sum] = []
    for information in sorted(play.mixing):
        vertex = structure.sets[information].vertices[0]
        before = last_mixed(structure, play, vertex, structure.player(information))
        moves = tuple(
            (information, move)
            for move in structure.moves(information)
            if (information, move) in play.weights
        )
        sums.append((moves, next(iter(before), None)))
    return sums


def _simplified(condition: Condition, known: Mapping[Choice, Any]) -> Condition:
    """Put in what is known, and divide by what all terms have in common."""
    terms: dict[Monomial, Any] = {}
    for monomial, coefficient in condition.terms.items():
        fixed = monomial & known.keys()
        value = coefficient * prod((known[choice] for choice in fixed), start=Fraction(1))
        rest = monomial - fixed
        terms[rest] = terms.get(rest, Fraction(0)) + value
    terms = {m: c for m, c in terms.items() if not (isinstance(c, Fraction) and c == 0)}
    if terms:
        common = frozenset.intersection(*terms)
        terms = {monomial - common: c for monomial, c in terms.items()}
    return Condition(terms, condition.equation)


def _linear(condition: Condition) -> bool:
    return all(len(monomial) <= 1 for monomial in condition.terms)


def _holds(condition: Condition) -> bool:
    order = sign(condition.terms.get(frozenset(), Fraction(0)))
    return order == 0 if condition.equation else order >= 0


def _groups(sums: list[_Sum], linear: list[Condition]) -> list[tuple[Choice, ...]]:
    """Unknowns that sums or conditions join."""
    group: dict[Choice, set[Choice]] = {}
    for moves, before in sums:
        for choice in moves:
            group.setdefault(choice, {choice})
        _join(group, [*moves, *([] if before is None else [before])])
    for condition in linear:
        _join(group, [choice for monomial in condition.terms for choice in monomial])
    return sorted({tuple(sorted(members)) for members in group.values()})


def _join(group: dict[Choice, set[Choice]], choices: list[Choice]) -> None:
    joined = set().union(*(group[choice] for choice in choices))
    for choice in joined:
        group[choice] = joined


def _block(unknowns: tuple[Choice, ...], sums: list[_Sum], linear: list[Condition]) -> Block | None:
    """Find the corners of a polytope of weights; ``None`` if some weight must be zero."""
    size = len(unknowns)
    if size > MOST_UNKNOWNS:
        raise ConeError(f"more than {MOST_UNKNOWNS} probabilities depend on each other")
    place = {choice: k for k, choice in enumerate(unknowns)}
    rows = []
    for moves, before in sums:
        if moves[0] in place:
            row = [Fraction(0)] * (size + 1)
            for choice in moves:
                row[place[choice]] = Fraction(1)
            row[size if before is None else place[before]] = Fraction(-1)
            rows.append(LinearRow(tuple(row), equation=True))
    for condition in linear:
        if any(choice in place for monomial in condition.terms for choice in monomial):
            entries: list[Any] = [Fraction(0)] * (size + 1)
            for monomial, coefficient in condition.terms.items():
                entries[place[next(iter(monomial))] if monomial else size] = coefficient
            rows.append(LinearRow(tuple(entries), condition.equation))
    corners = tuple(
        tuple(value / ray[size] for value in ray[:size]) for ray in extreme_rays(size + 1, rows)
    )
    if any(all(corner[k] == 0 for corner in corners) for k in range(size)):
        return None
    return Block(unknowns, corners)


def evaluated(terms: Mapping[Monomial, Any], values: Mapping[Choice, Any]) -> Any:
    """Give the value of a polynomial."""
    total: Any = Fraction(0)
    for monomial, coefficient in terms.items():
        total = total + coefficient * prod((values[c] for c in monomial), start=Fraction(1))
    return total


def _judged(condition: Condition, blocks: Sequence[Block]) -> bool | None:
    """Whether a condition holds all over a product of polytopes, or nowhere in it.

    A polynomial that is linear in each block is a mean of its values at the corners.
    """
    unknowns = {choice for monomial in condition.terms for choice in monomial}
    involved = [block for block in blocks if unknowns & set(block.unknowns)]
    if any(
        len(monomial & set(block.unknowns)) > 1
        for monomial in condition.terms
        for block in involved
    ):
        return None
    if prod(len(block.corners) for block in involved) > MOST_CORNERS:
        return None
    signs = set()
    for corners in product(*(range(len(block.corners)) for block in involved)):
        values: dict[Choice, Any] = {}
        for block, corner in zip(involved, corners, strict=True):
            values |= block.values(corner)
        signs.add(sign(evaluated(condition.terms, values)))
    if signs == {0} or (-1 not in signs and not condition.equation):
        return True
    if signs == {-1} or (signs == {1} and condition.equation):
        return False
    return None
