"""Every claim of the library is turned into its opposite, and must then be refuted.

What is turned is found in the claims themselves, so that a new model is tested too. A mutant
that is not refuted stands in `TRUE_TOO`, with the reason why it is true; nothing else may be.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

import vcgame.derive.sampling as sampling
from vcgame.derive.claims import _parts, check_claims
from vcgame.model.claim import (
    Better,
    Choices,
    Dominant,
    Equilibria,
    Includes,
    Inequality,
    Later,
    OrderClass,
    Threshold,
)
from vcgame.model.formula.exact import holds
from vcgame.model.formula.expression import And, Comparison, Negation, Not, Number, Or, Sum
from vcgame.model.library import library_models
from vcgame.model.order import ORDER_CLASSES

TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "!=", "!=": "=="}
MODELS = {model.id: model for model in library_models()}


def turned_conditions(condition):
    """All ways to turn one comparison inside a condition."""
    match condition:
        case Comparison(left, relation, right):
            yield Comparison(left, TURNED[relation], right)
        case Not(part):
            for other in turned_conditions(part):
                yield Not(other)
        case And(parts) | Or(parts):
            for place, part in enumerate(parts):
                for other in turned_conditions(part):
                    yield type(condition)((*parts[:place], other, *parts[place + 1 :]))


def pure_profiles(model):
    for ids in model.payoffs:
        yield tuple(
            tuple(Number(Fraction(s.id == id)) for s in player.strategies)
            for player, id in zip(model.players, ids, strict=True)
        )


def turned_sets(model, claimed):
    """One profile too many, one too few, one exchanged, one player's mixture turned round."""
    profiles = claimed.profiles
    others = [profile for profile in pure_profiles(model) if profile not in profiles]
    for place, profile in enumerate(profiles):
        rest = (*profiles[:place], *profiles[place + 1 :])
        if rest:
            yield f"without {place}", replace(claimed, profiles=rest)
        for number, other in enumerate(others):
            yield f"{number} for {place}", replace(claimed, profiles=(*rest, other))
        for player, mixture in enumerate(profile):
            if not all(isinstance(p, Number) and p.value in (0, 1) for p in mixture):
                mixed = (*profile[:player], mixture[::-1], *profile[player + 1 :])
                yield f"player {player} of {place}", replace(claimed, profiles=(*rest, mixed))
    for number, other in enumerate(others):
        yield f"with {number}", replace(claimed, profiles=(*profiles, other))
    if isinstance(claimed, Equilibria) and claimed.components is not None:
        yield "components", replace(claimed, components=claimed.components + 1)


def turned_choices(model, claimed):
    moves = {node.id: [action.id for action in node.actions] for node in model.nodes}
    for place, (node, chosen) in enumerate(claimed.actions):
        every = frozenset(moves[node])
        for label, other in (
            ("others", every - chosen),
            ("all", every),
            ("one", frozenset(sorted(chosen)[:1])),
        ):
            if other and other != chosen:
                actions = (*claimed.actions[:place], (node, other), *claimed.actions[place + 1 :])
                yield f"{label} at {node}", Choices(actions)


def turned_names(model, claimed):
    match claimed:
        case Dominant(player, strategy, _):
            for other in next(p for p in model.players if p.id == player).strategies:
                if other.id != strategy:
                    yield other.id, replace(claimed, strategy=other.id)
        case OrderClass(name):
            for other in ORDER_CLASSES:
                if other != name:
                    yield other, OrderClass(other)


def turned_claimed(model, claimed):
    match claimed:
        case Equilibria() | Includes():
            yield from turned_sets(model, claimed)
        case Dominant() | OrderClass():
            yield from turned_names(model, claimed)
        case Inequality(relation):
            for number, other in enumerate(turned_conditions(relation)):
                yield f"relation {number}", Inequality(other)
        case Better(profile, than):
            yield "swapped", Better(than, profile)
        case Choices():
            yield from turned_choices(model, claimed)
        case Threshold(_, value, below, above):
            yield "swapped", replace(claimed, below=above, above=below)
            yield "above at it", replace(claimed, equal=above)
            yield "below at it", replace(claimed, equal=below)
            yield "moved up", replace(claimed, value=Sum((value, Number(Fraction(1)))))
            yield "moved down", replace(claimed, value=Sum((value, Number(Fraction(-1)))))


def mutants(model, claim):
    for place, condition in enumerate(claim.when):
        for number, other in enumerate(turned_conditions(condition)):
            when = (*claim.when[:place], other, *claim.when[place + 1 :])
            yield f"condition {place}.{number}", replace(claim, when=when)
    for label, claimed in turned_claimed(model, claim.claimed):
        yield label, replace(claim, claimed=claimed)


TRUE_TOO = {
    ("brand-two-firms", "least-subsidy", "condition 0.0"): (
        "where c - b - q t is not positive every subsidy is above the threshold, and building "
        "is what the claim says there"
    ),
    ("functional-upgrading", "upgrade-despite-punishment", "condition 0.0"): (
        "a supplier that would upgrade although it is punished upgrades if it is let be, as "
        "gA >= gP and the hurdle is not negative"
    ),
    ("functional-upgrading", "lock-in", "condition 1.0"): (
        "that the brand would pay without the threat is what makes staying a lock-in; the "
        "supplier stays without it too"
    ),
    ("functional-upgrading", "stay-without-threat", "condition 0.0"): (
        "a supplier for whom the investment is too dear unpunished stays also where it is punished"
    ),
    ("imitate-innovate", "collective-loss", "condition 3.0"): (
        "that beta v exceeds m + phi follows from the other conditions, so none is left"
    ),
}


def formally_refuted(model, claim, point):
    """By the formulas alone, without the solvers."""
    parts = _parts(model, claim)
    where = [
        (extra, statement) for extra, statement in parts if all(holds(c, point) for c in extra)
    ]
    stated = all(holds(condition, point) for condition in claim.when)
    true = all(holds(statement, point) for _, statement in where)
    return bool(where) and ((stated and not true) or (claim.exactly and true and not stated))


@pytest.mark.parametrize("id", MODELS)
def test_a_claim_turned_round_is_refuted(id, monkeypatch):
    monkeypatch.setattr(sampling, "MAX_POINTS", 300)
    model = MODELS[id]
    survivors = set()
    for claim in model.claims:
        if isinstance(claim.claimed, Later):
            continue
        turned = list(mutants(model, claim))
        assert turned
        for label, mutant in turned:
            (verdict,) = check_claims(replace(model, claims=(mutant,)))
            if verdict.outcome != "refuted":
                assert verdict.outcome in ("proved", "not decided")
                survivors.add((id, claim.id, label))
                continue
            assert set(verdict.point) == set(model.parameters)
            assert all(holds(assumption, verdict.point) for assumption in model.assumptions)
            assert formally_refuted(model, mutant, verdict.point)
            assert verdict.reason
    assert survivors == {key for key in TRUE_TOO if key[0] == id}


UNSEEN = {
    # Zero stays zero.
    ("boxed-pigs", "wait, wait", 0),
    ("boxed-pigs", "wait, wait", 1),
    ("brand-large-small", "wait, wait", 0),
    ("brand-large-small", "wait, wait", 1),
    ("subsidy-war", "none, subsidy", 0),
    ("subsidy-war", "subsidy, none", 1),
}


def with_wrong_signs(model):
    for ids, formulas in model.payoffs.items():
        for place, formula in enumerate(formulas):
            wrong = (*formulas[:place], Negation(formula), *formulas[place + 1 :])
            yield (", ".join(ids), place), replace(model, payoffs={**model.payoffs, ids: wrong})


@pytest.mark.parametrize("id", [id for id, model in MODELS.items() if model.payoffs])
def test_a_wrong_sign_in_any_payoff_refutes_a_claim(id, monkeypatch):
    monkeypatch.setattr(sampling, "MAX_POINTS", 15)
    unseen = set()
    for (where, place), wrong in with_wrong_signs(MODELS[id]):
        for claim in wrong.claims:
            (verdict,) = check_claims(replace(wrong, claims=(claim,)), algebra=False)
            if verdict.outcome == "refuted":
                break
        else:
            unseen.add((id, where, place))
    assert unseen <= UNSEEN
