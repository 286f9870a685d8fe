"""Parts of a conjunction: what is connected, and equations that can be solved."""

from __future__ import annotations

from collections.abc import Mapping

from vcgame.derive.decision.normal_form import ANY, ZERO
from vcgame.derive.decision.polynomial import Polynomial

__all__ = ["connected", "solvable"]


def connected(signs: Mapping[Polynomial, int]) -> list[dict[Polynomial, int]]:
    """Part polynomials into groups that share no unknowns."""
    groups: list[tuple[set[int], dict[Polynomial, int]]] = []
    for polynomial, allowed in signs.items():
        if allowed == ANY:
            continue
        used, members = set(polynomial.used), {polynomial: allowed}
        apart = []
        for group in groups:
            if group[0] & used:
                used |= group[0]
                members = {**group[1], **members}
            else:
                apart.append(group)
        groups = [*apart, (used, members)]
    return [members for _, members in groups]


def solvable(signs: Mapping[Polynomial, int]) -> tuple[Polynomial, int] | None:
    """Find an equation that is linear in an unknown, times a number."""
    best: tuple[int, Polynomial, int] | None = None
    for polynomial, allowed in signs.items():
        if allowed != ZERO:
            continue
        for place in polynomial.used:
            alone = [powers for powers, _ in polynomial.terms if powers[place]]
            if len(alone) == 1 and sum(alone[0]) == 1:
                size = len(polynomial.terms)
                if best is None or size < best[0]:
                    best = (size, polynomial, place)
    return None if best is None else best[1:]
