"""Verdicts on claims: proved by algebra, held at exact points, refuted, or not decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from vcgame.derive.branches import comparisons_in
from vcgame.derive.components import number_of_components
from vcgame.derive.decision.satisfaction import decide
from vcgame.derive.dynamic_statements import dynamic_statement
from vcgame.derive.implications import Implication, Settled, settled
from vcgame.derive.probe import Probe, UndecidedPointError
from vcgame.derive.sampling import sample_points
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
from vcgame.errors import UnsupportedError
from vcgame.model.claim import (
    AtRest,
    Better,
    Choices,
    Claim,
    Claimed,
    Dominant,
    Equilibria,
    Includes,
    Inequality,
    Later,
    Mixture,
    OrderClass,
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

__all__ = ["Outcome", "Verdict", "check_claims", "statement_of"]

MAX_BOUNDARIES: Final = 25
"""Profiles whose best replies give boundaries, where a claim cannot be written out."""

Outcome = Literal["proved", "held", "refuted", "not decided"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a claim.

    Attributes
    ----------
    claim
        The claim.
    outcome
        ``"proved"`` is said of algebra only; ``"held"`` means at every point tried.
    points
        Number of exact points at which it was put to the test.
    point
        For a refuted claim: the values that refute it.
    reason
        Why it is refuted, not proved, or not decided.
    undecided
        Number of points left out: its formulas had no value there, or could not be compared.
    """

    claim: Claim
    outcome: Outcome
    points: int = 0
    point: Mapping[str, Fraction] | None = None
    reason: str = ""
    undecided: int = 0


def check_claims(model: Model, *, algebra: bool = True) -> tuple[Verdict, ...]:
    """Check every claim of a model.

    Parameters
    ----------
    model
        The model.
    algebra
        Whether to try proofs; without, claims are checked at points only.
    """
    return tuple(_check(model, claim, algebra=algebra) for claim in model.claims)


def _check(model: Model, claim: Claim, *, algebra: bool) -> Verdict:
    if isinstance(claim.claimed, Later):
        return Verdict(claim, "not decided", reason=f"needs the concept {claim.claimed.concept}")
    probe = Probe(model, claim)
    points = undecided = 0
    for point in sample_points(model, claim, _boundaries(model, claim)):
        try:
            outcome = probe.holds(point)
        except UndecidedPointError:
            undecided += 1
            continue
        except UnsupportedError as error:
            return Verdict(claim, "not decided", points, reason=str(error))
        if outcome is None:
            continue
        good, found = outcome
        if not good:
            return Verdict(claim, "refuted", points + 1, point, found)
        points += 1
    known = _settled(model, claim) if algebra else Settled(proved=False)
    if known.point is not None:
        return _refuted(probe, known.point, points)
    left_out = f"{undecided} points not decided: irrational ties, or formulas without a value"
    if known.proved and (points or _speaks(model, claim)):
        return Verdict(claim, "proved", points, undecided=undecided)
    if points:
        return Verdict(claim, "held", points, reason=known.reason, undecided=undecided)
    if undecided:
        return Verdict(claim, "not decided", reason=left_out, undecided=undecided)
    reason = "no point that satisfies its conditions was found"
    if known.proved and _speaks(model, claim) is False:
        reason = "nothing satisfies its conditions"
    return Verdict(claim, "not decided", reason=reason)


def _settled(model: Model, claim: Claim) -> Settled:
    """Prove the claim, and for ``exactly_when`` its converse too, or find where it fails."""
    try:
        statements = _parts(model, claim)
    except UnsupportedError as error:
        return Settled(proved=False, reason=str(error))
    given = tuple(_given(model, claim))
    implications = []
    for extra, statement in statements:
        implications.append(Implication((*given, *claim.when, *extra), statement))
        if claim.exactly:
            stated = all_of(claim.when)
            implications.append(Implication((*given, *extra, statement), stated, "the converse"))
    return settled(implications, model.values())


def _refuted(probe: Probe, point: Mapping[str, Fraction], points: int) -> Verdict:
    """Put the point at which the claim, written out, fails to the test by the solvers."""
    try:
        outcome = probe.holds(point)
    except (UndecidedPointError, UnsupportedError):
        outcome = None
    if outcome is not None and not outcome[0]:
        return Verdict(probe.claim, "refuted", points + 1, point, outcome[1])
    reason = "written out it fails at a point where the solvers do not confirm it"
    return Verdict(probe.claim, "not decided", points, point, reason)


def _speaks(model: Model, claim: Claim) -> bool | None:
    """Whether a claim that is proved speaks of any point at all; ``None`` if that is not known.

    At such a point its formulas have values, be it true or, said to hold nowhere else, false.
    """
    given = (*_given(model, claim), *(() if claim.exactly else claim.when))
    open_ = False
    for extra, statement in _parts(model, claim):
        said = any_of([statement, Not(statement)]) if claim.exactly else statement
        if settled([Implication((*given, *extra, said), FALSE)], model.values()).proved:
            continue
        if decide([*given, *extra], prefer=model.values()).finding == "witness":
            return True
        open_ = True
    return None if open_ else False


def _given(model: Model, claim: Claim) -> list[Condition]:
    fixed = [Comparison(Name(name), "==", Number(value)) for name, value in claim.point]
    return [*fixed, *model.assumptions]


def _parts(model: Model, claim: Claim) -> list[tuple[list[Condition], Condition]]:
    """Write a claim as statements, each under further conditions of its own."""
    claimed = claim.claimed
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


def _boundaries(model: Model, claim: Claim) -> Iterator[Comparison]:
    """Comparisons whose two sides being equal may change the truth of a claim."""
    try:
        parts = _parts(model, claim)
    except UnsupportedError:
        profiles = list(model.payoffs)[:MAX_BOUNDARIES]
        parts = [([], is_equilibrium(model, profile)) for profile in profiles]
    for condition in (*claim.when, *(c for extra, s in parts for c in [*extra, s])):
        yield from comparisons_in(condition)


def statement_of(model: Model, claimed: Claimed) -> Condition:
    """Write what is claimed as a condition in the parameters.

    Raises
    ------
    UnsupportedError
        Where no closed form is at hand; the claim is then checked at points only.
    """
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
        case Choices(actions):
            nodes = {node.id: node for node in model.nodes}
            return all_of(
                taken(model, node, action.id)
                if action.id in chosen
                else Not(taken(model, node, action.id))
                for node, chosen in actions
                for action in nodes[node].actions
            )
        case AtRest() | StableStates() | Statics():
            return dynamic_statement(model, claimed)
    raise UnsupportedError(f"{type(claimed).__name__} has no closed form")


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
