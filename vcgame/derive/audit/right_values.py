"""What is right where a source is wrong: the class, the condition, the threshold, the effect."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import get_args

from vcgame.derive.audit.bench import Bench, MissingValueError
from vcgame.derive.audit.lever import line_of
from vcgame.derive.audit.rest_point_rows import stable_at
from vcgame.derive.audit.rounding import plain
from vcgame.derive.audit.row import Listing, Profile, Said, Shown, Values, said
from vcgame.derive.line import Line
from vcgame.derive.proof import prove
from vcgame.derive.statement import (
    FALSE,
    all_of,
    dominance,
    in_order_class,
    is_equilibrium,
    mixed_equilibria,
)
from vcgame.derive.symmetric.claims import alike_statement
from vcgame.derive.tidy import reduced, tidy_formula
from vcgame.errors import VcgameError
from vcgame.forms.order import order_class
from vcgame.forms.point import strategic_game
from vcgame.model.audit import Printed
from vcgame.model.claim import (
    Claimed,
    Dominant,
    Effect,
    Equilibria,
    Includes,
    Inequality,
    Mixture,
    OrderClass,
    StableStates,
    Statics,
    Threshold,
)
from vcgame.model.formula.expression import Comparison, Condition, Expression, Number
from vcgame.model.order import ORDER_CLASSES
from vcgame.model.point import value_at

__all__ = ["always_equilibria", "cuts_of", "right_class", "right_value"]


def right_value(
    bench: Bench, printed: Printed, claimed: Claimed, point: Mapping[str, Fraction] | None
) -> Shown | None:
    """Give what is right instead of a refuted statement; `point` is one that refutes it."""
    conditional = printed.when is not None
    try:
        match claimed:
            case OrderClass():
                return right_class(bench, printed, point)
            case Equilibria() if point is not None:
                found = tuple(Profile(e.profile) for e in bench.answer(point).equilibria)
                return Listing(found)
            case Includes() | Dominant() if bench.model.form == "symmetric":
                return _condition(bench, alike_statement(bench.model, claimed))
            case Includes(profiles) if conditional and len(profiles) == 1:
                ids = tuple(
                    player.strategies[mixture.index(Number(Fraction(1)))].id
                    for player, mixture in zip(bench.model.players, profiles[0], strict=True)
                )
                return _condition(bench, is_equilibrium(bench.model, ids))
            case Includes() if point is not None:
                found = tuple(Profile(e.profile) for e in bench.answer(point).equilibria)
                return Listing(found)
            case Dominant(player, strategy, strictly) if conditional:
                return _condition(
                    bench, dominance(bench.model, player, strategy, strictly=strictly)
                )
            case Inequality(Comparison(left, _, right)) if point is not None:
                return _sides(left, right, point)
            case StableStates() if point is not None:
                return stable_at(bench, point)
            case Threshold(parameter):
                return _thresholds(bench, printed, parameter)
            case Statics():
                return _effect(bench, printed, claimed)
    except (VcgameError, MissingValueError):
        return None
    return None


def _sides(left: Expression, right: Expression, point: Mapping[str, Fraction]) -> Said:
    first, second = (plain(value_at(side, point)) for side in (left, right))
    return said("sides", left=first, right=second)


def _condition(bench: Bench, statement: Condition) -> Shown:
    """Give the reduced condition of something."""
    if prove([*bench.model.assumptions, statement], FALSE).found:
        return said("never")
    parts = reduced(bench.model, statement)
    return all_of(parts) if parts else said("always")


def right_class(
    bench: Bench, printed: Printed, point: Mapping[str, Fraction] | None
) -> Shown | None:
    """Give the class by payoff order: at the stated values, for all, or at a point.

    Raises
    ------
    MissingValueError
        If it depends on values that are not stated.
    """
    if printed.when is not None:
        given = [*bench.model.assumptions, *printed.when]
        for name in ORDER_CLASSES:
            if prove(given, in_order_class(bench.model, name)).found:
                return Said(f"classes.{name}")
        if point is None:
            return said("class_varies")
    values = bench.game_values(printed.point) if point is None else dict(point)
    found = order_class(strategic_game(bench.model, values)) or "other"
    return Said(f"classes.{found}")


def _thresholds(bench: Bench, printed: Printed, parameter: str) -> Shown | None:
    """Give the values at which the regime changes, everything else at its stated value."""
    stated = bench.values(printed.point, bench.used - {parameter})
    return cuts_of(line_of(bench, parameter, stated), stated, bench.used)


def cuts_of(line: Line, stated: Mapping[str, Fraction], used: Collection[str]) -> Said:
    """Say where the regime changes along a line, and at which values of the other parameters."""
    cuts = [cut.value if cut.value is not None else float(cut.low) for cut in line.cuts]
    if not cuts:
        return said("no_cut")
    others = {n: v for n, v in stated.items() if n != line.parameter and n in used}
    return said("cuts", parameter=line.parameter, values=Listing(tuple(cuts)), point=Values(others))


def _effect(bench: Bench, printed: Printed, claimed: Statics) -> Shown | None:
    """Give the effect that a parameter has on a quantity, if it is the same everywhere."""
    effects: tuple[Effect, ...] = get_args(Effect)
    for effect in effects:
        if effect != claimed.effect:
            verdict = bench.claim_verdict(printed, replace(claimed, effect=effect))
            if verdict.outcome in ("proved", "held"):
                return said(f"effect_{effect}", parameter=claimed.parameter, what=claimed.quantity)
    return said("effect_varies")


def always_equilibria(bench: Bench, printed: Printed) -> Shown:
    """Give all equilibria of a two-by-two game, if they are the same under an entry's conditions.

    What exists at ties only is no part of them: it is proved not to exist, or the answer is that
    they depend on the values.
    """
    given = [*bench.model.assumptions, *(printed.when or ())]
    pure = [(_pure(bench, ids), is_equilibrium(bench.model, ids)) for ids in bench.model.payoffs]
    found = []
    for profile, condition in [*pure, *mixed_equilibria(bench.model)]:
        if prove(given, condition).found:
            found.append(Profile(tuple(tuple(map(tidy_formula, m)) for m in profile)))
        elif not prove([*given, condition], FALSE).found:
            return said("class_varies")
    return Listing(tuple(found))


def _pure(bench: Bench, ids: tuple[str, ...]) -> Mixture:
    return tuple(
        tuple(Number(Fraction(int(s.id == own))) for s in player.strategies)
        for player, own in zip(bench.model.players, ids, strict=True)
    )
