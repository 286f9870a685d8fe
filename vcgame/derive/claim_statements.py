"""What is claimed of a game, written as conditions in the parameters."""

from __future__ import annotations

from fractions import Fraction

from vcgame.derive.components import number_of_components
from vcgame.derive.dynamic_statements import dynamic_statement
from vcgame.derive.repeated.statement import discount_statement
from vcgame.derive.statement import (
    FALSE,
    TRUE,
    ZERO,
    all_of,
    any_of,
    difference,
    dominance,
    in_order_class,
    is_equilibrium,
    mixed_equilibria,
    surplus,
    taken,
)
from vcgame.derive.symmetric.claims import alike_statement, for_all_counts
from vcgame.derive.trees.statement import choices_statement, plays_statement
from vcgame.errors import UnsupportedError
from vcgame.model.claim import (
    AtRest,
    Better,
    Choices,
    Claim,
    Claimed,
    Discount,
    Dominant,
    Equilibria,
    Includes,
    Inequality,
    Mixture,
    OrderClass,
    Plays,
    StableStates,
    Statics,
    Threshold,
)
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Expression,
    Name,
    Not,
    Number,
    Relation,
    constant,
)
from vcgame.model.model import Model
from vcgame.solve.concepts import perfect_information

__all__ = ["claim_parts", "statement_of"]


def claim_parts(model: Model, claim: Claim) -> list[tuple[list[Condition], Condition]]:
    """Write a claim as statements, each under further conditions of its own."""
    claimed = claim.claimed
    if model.form == "symmetric" and not isinstance(claimed, Discount):
        try:
            return [([], alike_statement(model, claimed, dict(claim.point)))]
        except UnsupportedError:
            if claim.exactly or not isinstance(claimed, Dominant):
                raise
            return [for_all_counts(model, claimed)]
    if not isinstance(claimed, Threshold):
        return [([], statement_of(model, claimed))]
    parts: list[tuple[list[Condition], Condition]] = []
    sides: tuple[tuple[Relation, Equilibria | Choices | None], ...] = (
        ("<", claimed.below),
        (">", claimed.above),
        ("==", claimed.equal),
    )
    for relation, side in sides:
        if side is not None:
            where = Comparison(Name(claimed.parameter), relation, claimed.value)
            parts.append(([where], statement_of(model, side)))
    return parts


def statement_of(model: Model, claimed: Claimed) -> Condition:
    """Write what is claimed as a condition in the parameters.

    Raises
    ------
    UnsupportedError
        Where no closed form is at hand; the claim is then checked at points only.
    """
    if model.form == "symmetric" and not isinstance(claimed, Discount):
        return alike_statement(model, claimed)
    match claimed:
        case Equilibria(profiles, components):
            return _equilibria(model, profiles, components)
        case Includes(profiles):
            return all_of(is_equilibrium(model, _pure_ids(model, p)) for p in profiles)
        case Dominant(player, strategy, strictly):
            return dominance(model, player, strategy, strictly=strictly)
        case OrderClass(name):
            return in_order_class(model, name)
        case Inequality(relation):
            return relation
        case Better(profile, than):
            return Comparison(surplus(model, profile), ">", surplus(model, than))
        case Choices():
            return _choices(model, claimed)
        case Plays():
            return plays_statement(model, claimed)
        case AtRest() | StableStates() | Statics():
            return dynamic_statement(model, claimed)
        case Discount():
            return discount_statement(model, claimed)
    raise UnsupportedError(f"{type(claimed).__name__} has no closed form")


def _choices(model: Model, claimed: Choices) -> Condition:
    """These are all moves made there; backward induction needs no list of all equilibria."""
    backward = perfect_information(model) and claimed.concept in (None, "subgame-perfect")
    if not backward:
        return choices_statement(model, claimed)
    nodes = {node.id: node for node in model.nodes}
    return all_of(
        taken(model, node, action.id) if action.id in chosen else Not(taken(model, node, action.id))
        for node, chosen in claimed.actions
        for action in nodes[node].actions
    )


def _equilibria(model: Model, profiles: tuple[Mixture, ...], components: int | None) -> Condition:
    """These profiles and no others are the extreme equilibria.

    Each profile is one of the candidates where that is an equilibrium, and each candidate that
    is an equilibrium is one of the profiles.
    """
    if [len(player.strategies) for player in model.players] != [2, 2]:
        raise UnsupportedError("mixed equilibria of games beyond two by two are checked at points")
    profiles = tuple(tuple(tuple(map(_folded, m)) for m in profile) for profile in profiles)
    counted = TRUE if components is None else number_of_components(profiles, components)
    pure = [(_pure_mixture(model, ids), is_equilibrium(model, ids)) for ids in model.payoffs]
    candidates = [*pure, *mixed_equilibria(model)]
    there = [
        any_of(all_of([condition, _same(ours, theirs)]) for theirs, condition in candidates)
        for ours in profiles
    ]
    known = [
        any_of([Not(condition), *(_same(ours, theirs) for ours in profiles)])
        for theirs, condition in candidates
    ]
    return all_of([*there, *known, counted])


def _folded(formula: Expression) -> Expression:
    """Write a formula of plain numbers as one number."""
    value = constant(formula)
    return formula if value is None else Number(value)


def _pure_mixture(model: Model, ids: tuple[str, ...]) -> Mixture:
    return tuple(
        tuple(Number(Fraction(int(strategy.id == chosen))) for strategy in player.strategies)
        for player, chosen in zip(model.players, ids, strict=True)
    )


def _same(ours: Mixture, theirs: Mixture) -> Condition:
    """When a claimed profile is a candidate; one that is mixed is strictly between 0 and 1."""
    parts: list[Condition] = []
    for own, other in zip(ours, theirs, strict=True):
        for p, q in zip(own, other, strict=True):
            if isinstance(p, Number) and (p != q if isinstance(q, Number) else not 0 < p.value < 1):
                return FALSE
            if p != q:
                parts.append(Comparison(difference(p, q), "==", ZERO))
    return all_of(parts)


def _shape(profile: Mixture) -> tuple[tuple[int, ...] | None, ...]:
    """Which players play one strategy for sure in a profile of formulas, and which."""
    return tuple(
        tuple(int(p.value) for p in mixture if isinstance(p, Number))
        if all(isinstance(p, Number) and p.value in (0, 1) for p in mixture)
        else None
        for mixture in profile
    )


def _pure_ids(model: Model, profile: Mixture) -> tuple[str, ...]:
    """Ids of the strategies of a pure profile."""
    ids = []
    for player, mixture in zip(model.players, _shape(profile), strict=True):
        if mixture is None:
            raise UnsupportedError("that a mixed profile is an equilibrium is checked at points")
        ids.append(player.strategies[mixture.index(1)].id)
    return tuple(ids)
