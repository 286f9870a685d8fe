"""Equilibria as formulas in the parameters, each with the conditions under which it is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vcgame.derive.statement import Mixture
from vcgame.model.formula.expression import Condition

__all__ = ["Conditioned", "EquilibriumConditions", "Gap", "Supports"]

Supports = tuple[tuple[str, ...], ...]
"""Ids of the strategies that each player plays."""

Gap = Literal["not_ratios", "too_large", "many_mixing", "special_values", "too_long"]
"""Why mixed equilibria are not listed: payoffs that are no ratios of polynomials; more strategies
or players than closed forms are for; three or more players who mix; three players who mix, but
where a coefficient or a determinant is zero only; formulas that grow too long."""


@dataclass(frozen=True, slots=True)
class Conditioned:
    """An equilibrium and when it is one.

    Attributes
    ----------
    profile
        Per player, the probability of each strategy as a formula.
    pure
        Ids of the strategies if it is pure, else ``None``.
    conditions
        What must hold, all of it, under the model's assumptions; empty if nothing more.
    never
        Whether it was proved that no point within the assumptions satisfies the conditions.
    supports
        Per player, ids of the strategies that are played.
    """

    profile: Mixture
    pure: tuple[str, ...] | None
    conditions: tuple[Condition, ...]
    never: bool = False
    supports: Supports = ()


@dataclass(frozen=True, slots=True)
class EquilibriumConditions:
    """All equilibria of a model, and which are left out for what reason.

    Attributes
    ----------
    equilibria
        Pure profiles in the order of the file (also those that are never equilibria), then
        mixed equilibria.
    impossible
        Supports of mixed equilibria that were proved never to exist under the assumptions.
    gaps
        Why further mixed equilibria may exist that are not listed; empty if there are none
        but those where payoffs tie.
    """

    equilibria: tuple[Conditioned, ...]
    impossible: tuple[Supports, ...] = ()
    gaps: tuple[Gap, ...] = ()
