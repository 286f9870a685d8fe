"""Plays with given supports: which of them are weak perfect Bayesian equilibria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, permutations, product
from math import prod
from typing import Any, Final

from vcgame.solve.sign import sign
from vcgame.solve.trees.beliefs import constant_rows, is_reached
from vcgame.solve.trees.blocks import Block, Condition, Settlement, evaluated, settle
from vcgame.solve.trees.cone import ConeError, LinearRow, extreme_rays
from vcgame.solve.trees.continuations import Comparison, Monomial, Play, compare
from vcgame.solve.trees.structure import Choice, Structure

__all__ = ["Support", "SupportFinding", "alternatives", "examine", "play_of"]

MOST_CORNERS: Final = 10_000
MOST_ALTERNATIVES: Final = 64

Support = tuple[tuple[int, ...], ...]
"""Per information set, the moves that are played."""


@dataclass(frozen=True, slots=True)
class SupportFinding:
    """What is known of the equilibria with one support.

    Attributes
    ----------
    settled
        Whether all of them are known. If not, `corners` are candidates that must be tried.
    corners
        The extreme ones (as realisation weights) that have this support: per information set
        and move the probability. The others with this support are between these and
        equilibria with smaller supports.
    continuum
        Whether there is more than one.
    """

    settled: bool
    corners: tuple[dict[Choice, Any], ...] = ()
    continuum: bool = False


def play_of(support: Support) -> Play:
    """Make a play with unknown probabilities."""
    return Play(
        {(information, m): Fraction(1) for information, ms in enumerate(support) for m in ms},
        frozenset(information for information, ms in enumerate(support) if len(ms) > 1),
    )


def examine(structure: Structure, support: Support) -> SupportFinding:
    """Find the equilibria with a support, given that single beliefs do not exclude it.

    Conditions at information sets that are reached are linear in the weights of one other
    player; so are those at single nodes that are not. At other sets the unknown belief
    multiplies unknown probabilities of later moves. Where one comparison matters the belief is
    taken out; otherwise, unless these probabilities are known by then, the support is left open.
    """
    play = play_of(support)
    conditions: list[Condition] = []
    pending: list[_Pending] = []
    ways: list[list[tuple[Condition, ...]]] = []
    for information, each in enumerate(structure.sets):
        size = len(each.vertices)
        reached = is_reached(structure, play, information)
        comparisons = compare(structure, play, information, reached=reached)
        if reached or size == 1:
            here = [Condition(c.columns[0], c.equation) for c in comparisons]
            if any(_fails(condition) for condition in here):
                return SupportFinding(True)
            conditions += here
            continue
        rows = constant_rows(comparisons, size)
        if rows is not None:
            if not extreme_rays(size, rows):
                return SupportFinding(True)
            continue
        split = alternatives(comparisons)
        if split is None:
            pending.append((comparisons, size))
        else:
            ways.append(split)
    if prod(map(len, ways)) > MOST_ALTERNATIVES:
        return SupportFinding(False)
    return _united(
        [
            _examined(structure, play, [*conditions, *chain(*chosen)], pending)
            for chosen in product(*ways)
        ]
    )


_Pending = tuple[Sequence[Comparison], int]


def alternatives(comparisons: Sequence[Comparison]) -> list[tuple[Condition, ...]] | None:
    """Say without the belief that some belief supports a play, where one comparison matters.

    A mean of numbers, with any weights, can be not negative if one of them is; it can be zero
    if one is not negative and another not positive.

    Returns
    -------
    list of tuple of Condition
        Of one of these tuples, all conditions hold. ``None`` for several comparisons.
    """
    needed = [each for each in comparisons if each.equation or not _surely_holds(each)]
    if len(needed) > 1:
        return None
    if not needed:
        return [()]
    columns = list({tuple(sorted(c.items(), key=_name)): c for c in needed[0].columns}.values())
    if not needed[0].equation:
        return [(Condition(column, equation=False),) for column in columns]
    if len(columns) == 1:
        return [(Condition(columns[0], equation=True),)]
    return [
        (Condition(above, equation=False), Condition(_turned(below), equation=False))
        for above, below in permutations(columns, 2)
    ]


def _name(item: tuple[Monomial, Any]) -> list[Choice]:
    return sorted(item[0])


def _turned(terms: Mapping[Monomial, Any]) -> dict[Monomial, Any]:
    return {monomial: -coefficient for monomial, coefficient in terms.items()}


def _surely_holds(comparison: Comparison) -> bool:
    return all(
        isinstance(coefficient, Fraction) and coefficient >= 0
        for terms in comparison.columns
        for coefficient in terms.values()
    )


def _united(findings: list[SupportFinding]) -> SupportFinding:
    """Join what is found for conditions of which one must hold."""
    corners: dict[tuple[tuple[Choice, Any], ...], dict[Choice, Any]] = {}
    for finding in findings:
        for corner in finding.corners:
            corners.setdefault(tuple(sorted(corner.items())), corner)
    return SupportFinding(
        all(finding.settled for finding in findings),
        tuple(corners.values()),
        any(finding.continuum for finding in findings) or len(corners) > 1,
    )


def _examined(
    structure: Structure,
    play: Play,
    conditions: Sequence[Condition],
    pending: Sequence[_Pending],
) -> SupportFinding:
    left = settle(structure, play, conditions)
    if not left.possible:
        return SupportFinding(True)
    unsettled = bool(left.open)
    for comparisons, size in pending:
        verdict = _supported(comparisons, size, left)
        if verdict is False:
            return SupportFinding(True)
        unsettled = unsettled or verdict is None
    return SupportFinding(
        not unsettled,
        tuple(_corners(structure, play, left.blocks)),
        any(len(block.corners) > 1 for block in left.blocks),
    )


def _fails(condition: Condition) -> bool:
    """Whether a condition without unknowns does not hold."""
    if any(condition.terms):
        return False
    order = sign(condition.terms.get(frozenset(), Fraction(0)))
    return order < 0 or (condition.equation and order > 0)


def _supported(comparisons: Sequence[Comparison], size: int, left: Settlement) -> bool | None:
    """Whether some belief supports the play, given the probabilities that are known."""
    unknown = {
        choice
        for each in comparisons
        for terms in each.columns
        for monomial in terms
        for choice in monomial
    }
    if not unknown <= left.known.keys():
        return None
    rows = [
        LinearRow(tuple(evaluated(terms, left.known) for terms in each.columns), each.equation)
        for each in comparisons
    ]
    return bool(extreme_rays(size, rows))


def _corners(
    structure: Structure, play: Play, blocks: Sequence[Block]
) -> Iterator[dict[Choice, Any]]:
    """Corners of the product of the blocks at which every move has positive probability."""
    inner = [
        [k for k, corner in enumerate(block.corners) if all(not _zero(value) for value in corner)]
        for block in blocks
    ]
    if prod(map(len, inner)) > MOST_CORNERS:
        raise ConeError(f"a support has more than {MOST_CORNERS} extreme equilibria")
    for chosen in product(*inner):
        values: dict[Choice, Any] = {}
        for block, corner in zip(blocks, chosen, strict=True):
            values |= block.values(corner)
        yield _behaviour(structure, play, values)


def _behaviour(structure: Structure, play: Play, values: dict[Choice, Any]) -> dict[Choice, Any]:
    """Turn realisation weights into probabilities at each set."""
    weights = dict(play.weights)
    for information in play.mixing:
        moves = [m for m in structure.moves(information) if (information, m) in weights]
        total = sum((values[information, m] for m in moves), Fraction(0))
        for m in moves:
            weights[information, m] = values[information, m] / total
    return weights


def _zero(value: Any) -> bool:
    return isinstance(value, Fraction) and value == 0
