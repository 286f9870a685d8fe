"""When equilibria of alike firms exist, with the number of firms and all parameters open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from vcgame.derive.proof import Budget
from vcgame.derive.statement import FALSE, ONE, ZERO, all_of, any_of, difference
from vcgame.derive.symmetric.firms import AlikeFirms
from vcgame.derive.tidy import reduced, tidy_formula
from vcgame.errors import UnsupportedError
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Expression,
    Name,
    Quotient,
)
from vcgame.model.model import Model, Parameter

__all__ = ["AlikeCondition", "AlikeConditions", "alike_conditions"]

MAX_WORK: Final = 4_000

Kind = Literal["all", "dominant", "some", "mixed"]


@dataclass(frozen=True, slots=True)
class AlikeCondition:
    """A kind of equilibrium, and when it exists.

    Attributes
    ----------
    kind
        ``"all"``: all firms play `strategy`; ``"dominant"``: it is strictly dominant;
        ``"some"``: `count` firms play it and the others the second one; ``"mixed"``: every
        firm plays it with the probability `probability`.
    strategy
        Its id.
    conditions
        What must hold, all of it, under the model's assumptions; empty if nothing more.
    never
        Whether it was proved that nothing within the assumptions satisfies them.
    probability
        For ``"mixed"``, as a formula.
    """

    kind: Kind
    strategy: str
    conditions: tuple[Condition, ...]
    never: bool = False
    probability: Expression | None = None


@dataclass(frozen=True, slots=True)
class AlikeConditions:
    """All of them.

    Attributes
    ----------
    count
        The name that stands for how many firms play the first strategy.
    linear
        Whether the gain is linear in the number of others, so that the symmetric mixed
        equilibrium and dominance have closed forms.
    """

    conditions: tuple[AlikeCondition, ...]
    count: str
    linear: bool


def alike_conditions(model: Model) -> AlikeConditions:
    """Say when each kind of equilibrium of a symmetric model exists.

    For any number of strategies: that all firms play one of them. For two strategies also: that
    k firms play the first, for any k; where the gain from it is linear in the number of others
    who play it, when either is strictly dominant, and the symmetric mixed equilibrium. Whole
    numbers are treated like real ones, so conditions are right and some may say more than
    whole numbers need.

    Raises
    ------
    UnsupportedError
        For models of another form.
    """
    firms = AlikeFirms(model)
    budget = Budget(MAX_WORK)
    found = [_made(model, "all", id, firms.all_play(id), budget) for id in firms.ids]
    linear = len(firms.ids) == 2 and firms.linear
    if len(firms.ids) == 2:
        found += _of_two(model, firms, budget, linear=linear)
    return AlikeConditions(tuple(found), firms.fresh, linear)


def _of_two(
    model: Model, firms: AlikeFirms, budget: Budget, *, linear: bool
) -> Iterator[AlikeCondition]:
    first, _ = firms.ids
    count = Name(firms.fresh)
    counted = replace(
        model,
        parameters={**model.parameters, count.id: Parameter(count.id, Fraction(1), whole=True)},
        assumptions=(
            *model.assumptions,
            Comparison(ONE, "<=", count),
            Comparison(count, "<=", firms.others),
        ),
    )
    yield _made(counted, "some", first, AlikeFirms(counted).so_many_play(count), budget)
    if not linear:
        return
    for id in firms.ids:
        yield _made(model, "dominant", id, firms.dominant(id, strictly=True), budget)
    low, high = firms.gain(ZERO), firms.gain(firms.others)
    mixing = any_of(
        [
            all_of([Comparison(low, ">", ZERO), Comparison(high, "<", ZERO)]),
            all_of([Comparison(low, "<", ZERO), Comparison(high, ">", ZERO)]),
        ]
    )
    found = _made(model, "mixed", first, mixing, budget)
    if found.never:
        yield found
    else:
        share = tidy_formula(Quotient(low, difference(low, high)))
        yield replace(found, probability=share)


def _made(
    model: Model, kind: Kind, strategy: str, statement: Condition, budget: Budget
) -> AlikeCondition:
    try:
        conditions = reduced(model, statement, budget)
    except UnsupportedError:
        conditions = (statement,)
    never = _impossible(model, statement)
    return AlikeCondition(kind, strategy, () if never else conditions, never)


def _impossible(model: Model, statement: Condition) -> bool:
    from vcgame.derive.decision.satisfaction import decide

    if statement == FALSE:
        return True
    found = decide([*model.assumptions, statement], prefer=model.values(), quick=True)
    return found.finding == "empty"
