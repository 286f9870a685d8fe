"""How many components the equilibria of a two-by-two game are, as a condition."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final, Literal

from vcgame.derive.statement import ONE, TRUE, ZERO, all_of, any_of
from vcgame.errors import UnsupportedError
from vcgame.model.claim import Mixture
from vcgame.model.formula.expression import Comparison, Condition, Expression, Number

__all__ = ["number_of_components"]

MAX_UNKNOWN: Final = 4
"""Mixtures that may be pure in places, of which every case is gone through."""

Played = Number | Literal["unknown"] | None
"""Probability of the first strategy in pure play, or that it surely mixes (``None``)."""


def number_of_components(profiles: Sequence[Mixture], wanted: int) -> Condition:
    """When profiles that are all extreme equilibria are so many components.

    A mixture of formulas may be a pure strategy in places; all cases are gone through.

    Raises
    ------
    UnsupportedError
        For many mixtures of formulas.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> from vcgame.model.formula.plain import to_text
    >>> mixed = tuple(parse_expression(text, ["p"]) for text in ("p", "1 - p"))
    >>> to_text(number_of_components([((ONE, ZERO), (ONE, ZERO)), ((ONE, ZERO), mixed)], 1))
    '0 == 0'
    >>> to_text(number_of_components([((ONE, ZERO), (ONE, ZERO)), (mixed, (ZERO, ONE))], 1))
    'p == 1'
    """
    mixtures = [mixture for profile in profiles for mixture in profile]
    known = [_played(mixture) for mixture in mixtures]
    unknown = [m[0] for m, played in zip(mixtures, known, strict=True) if played == "unknown"]
    if len(unknown) > MAX_UNKNOWN:
        raise UnsupportedError("components of that many mixtures are counted at points")
    options = []
    cases = list(product((ONE, ZERO, None), repeat=len(unknown)))
    for values in cases:
        left = iter(values)
        told = [next(left) if played == "unknown" else played for played in known]
        if _components(list(zip(told[::2], told[1::2], strict=True))) == wanted:
            where = zip(unknown, values, strict=True)
            options.append(all_of(each for p, value in where for each in _at(p, value)))
    return TRUE if len(options) == len(cases) else any_of(options)


def _at(p: Expression, value: Number | None) -> list[Condition]:
    if value is None:
        return [Comparison(p, ">", ZERO), Comparison(p, "<", ONE)]
    return [Comparison(p, "==", value)]


def _played(mixture: tuple[Expression, ...]) -> Played:
    first, second = mixture
    for p, one, zero in ((first, ONE, ZERO), (second, ZERO, ONE)):
        if isinstance(p, Number):
            return one if p == ONE else zero if p == ZERO else None
    return "unknown"


def _components(profiles: Sequence[tuple[Number | None, Number | None]]) -> int:
    """Count the groups that share mixtures of a player (Winkels 1979).

    Two extreme equilibria are connected where they share one; beside the pure strategies each
    player has at most one mixture that makes the other indifferent.
    """
    groups: list[set[tuple[int, Number | None]]] = []
    for profile in profiles:
        joined = set(enumerate(profile))
        apart = []
        for group in groups:
            if group & joined:
                joined |= group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return len(groups)
