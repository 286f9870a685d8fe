"""Every claim of the library is turned into its opposite, and must then be refuted.

What is turned is found in the claims themselves, so that a new model is tested too. A mutant
that is not refuted stands in `TRUE_TOO`, with the reason why it is true; nothing else may be.
What refutes a claim about a population game is put to the test by other means than its proof.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import comb

import numpy as np
import pytest

import vcgame.derive.sampling as sampling
from vcgame.derive.claim_statements import claim_parts
from vcgame.derive.claims import check_claims
from vcgame.derive.dynamics.interior import interior_state
from vcgame.errors import EvaluationError, UsageError
from vcgame.forms.populations import population_game
from vcgame.forms.symmetric_point import symmetric_game
from vcgame.model.claim import (
    AlikeMixed,
    AtRest,
    Better,
    Choices,
    Counts,
    Discount,
    Dominant,
    Equilibria,
    Includes,
    Inequality,
    OrderClass,
    Plays,
    StableStates,
    Statics,
    Threshold,
)
from vcgame.model.formula.exact import evaluate, holds
from vcgame.model.formula.expression import (
    And,
    Comparison,
    Negation,
    Not,
    Number,
    Or,
    Sum,
    constant,
    names,
    substitute,
)
from vcgame.model.library import library_models
from vcgame.model.order import ORDER_CLASSES
from vcgame.model.point import value_at
from vcgame.solve.sign import real, wrapped

LABELS = ("sink", "source", "saddle", "centre", "non-hyperbolic")
EFFECTS = ("lowers", "raises", "leaves")
STEP = Fraction(1, 10**12)
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "!=", "!=": "=="}
NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
MODELS = {model.id: model for model in library_models()}


def turned_conditions(condition, table):
    """All ways to turn one comparison inside a condition."""
    match condition:
        case Comparison(left, relation, right):
            yield Comparison(left, table[relation], right)
        case Not(part):
            for other in turned_conditions(part, table):
                yield Not(other)
        case And(parts) | Or(parts):
            for place, part in enumerate(parts):
                for other in turned_conditions(part, table):
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
        if rest and isinstance(claimed, Equilibria):  # fewer are included too
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
                yield f"{label} at {node}", replace(claimed, actions=actions)


def turned_plays(model, claimed):
    """Another move at one place, and beliefs whose bounds are a little off."""
    moves = {}
    for node in model.nodes:
        if node.player is not None:
            moves[node.id] = moves[node.information] = [action.id for action in node.actions]
    for place, (id, own) in enumerate(claimed.moves):
        for other in moves[id]:
            if other != own:
                changed = (*claimed.moves[:place], (id, other), *claimed.moves[place + 1 :])
                yield f"{other} at {id}", replace(claimed, moves=changed)
    for place, belief in enumerate(claimed.beliefs):
        for end in ("low", "high"):
            for step in (Fraction(1, 1000), Fraction(-1, 1000)):
                moved_end = Sum((getattr(belief, end), Number(step)))
                other = replace(belief, **{end: moved_end})
                beliefs = (*claimed.beliefs[:place], other, *claimed.beliefs[place + 1 :])
                yield f"{end} by {step}", replace(claimed, beliefs=beliefs)


def turned_shares_of_alike(claimed, field, step):
    """One entry too few, or one whose first number is a little more or less."""
    entries = getattr(claimed, field)
    for place, shares in enumerate(entries):
        rest = (*entries[:place], *entries[place + 1 :])
        yield f"without {place}", replace(claimed, **{field: rest})
        (id, value), *others = shares
        for sign in (1, -1):
            changed = ((id, Sum((value, Number(sign * step)))), *others)
            whole = (*entries[:place], changed, *entries[place + 1 :])
            yield f"{place} by {sign * step}", replace(claimed, **{field: whole})


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


def corners(model, claimed):
    """States in which every population plays one strategy."""
    populations = population_game(model, claimed.populations).populations
    options = [
        [
            tuple(
                (name, Number(Fraction(int(k == own))))
                for name, k in zip(p.coordinates, p.counted, strict=True)
            )
            for own in range(len(p.strategies))
        ]
        for p in populations
    ]
    for parts in product(*options):
        yield tuple(each for part in parts for each in part)


def turned_states(state):
    """One share turned round, and two exchanged."""
    for place, (name, value) in enumerate(state):
        number = constant(value)
        other = (
            Sum((Number(Fraction(1)), Negation(value))) if number is None else Number(1 - number)
        )
        if other != value:
            yield f"{name} round", (*state[:place], (name, other), *state[place + 1 :])
    for (first, one), (second, two) in combinations(state, 2):
        if one != two:
            swapped = {**dict(state), first: two, second: one}
            yield f"{first} for {second}", tuple(swapped.items())


def turned_rest(claimed):
    for label, state in turned_states(claimed.state):
        yield label, replace(claimed, state=state)
    if claimed.label is not None:
        for label in LABELS:
            if label != claimed.label:
                yield label, replace(claimed, label=label)
    if claimed.ess is not None:
        yield "ess", replace(claimed, ess=not claimed.ess)


def turned_stable(model, claimed):
    """One state too many, one too few, one exchanged or turned."""
    others = [corner for corner in corners(model, claimed) if corner not in claimed.states]
    for number, other in enumerate(others):
        yield f"with {number}", replace(claimed, states=(*claimed.states, other))
    for place, state in enumerate(claimed.states):
        rest = (*claimed.states[:place], *claimed.states[place + 1 :])
        yield f"without {place}", replace(claimed, states=rest)
        for number, other in enumerate(others):
            yield f"{number} for {place}", replace(claimed, states=(*rest, other))
        if any(constant(value) is None for _, value in state):
            for label, other in turned_states(state):
                yield f"{label} of {place}", replace(claimed, states=(*rest, other))


def turned_shares(model, claimed):
    match claimed:
        case AtRest():
            yield from turned_rest(claimed)
        case StableStates():
            yield from turned_stable(model, claimed)
        case Statics(effect=effect):
            for other in EFFECTS:
                if other != effect:
                    yield other, replace(claimed, effect=other)


def turned_forms(model, claimed):
    """What is said of trees and of alike firms only."""
    match claimed:
        case Choices():
            yield from turned_choices(model, claimed)
        case Plays():
            yield from turned_plays(model, claimed)
        case Counts():
            yield from turned_shares_of_alike(claimed, "counts", Fraction(1))
        case AlikeMixed():
            yield from turned_shares_of_alike(claimed, "mixtures", Fraction(1, 1000))


def turned_claimed(model, claimed):
    match claimed:
        case AtRest() | StableStates() | Statics():
            yield from turned_shares(model, claimed)
        case Equilibria() | Includes():
            yield from turned_sets(model, claimed)
        case Dominant() | OrderClass():
            yield from turned_names(model, claimed)
        case Inequality(relation):
            for number, other in enumerate(turned_conditions(relation, TURNED)):
                yield f"relation {number}", Inequality(other)
        case Better(profile, than):
            yield "swapped", Better(than, profile)
        case Choices() | Plays() | Counts() | AlikeMixed():
            yield from turned_forms(model, claimed)
        case Discount(_, delta):
            for label, step in (("more", Fraction(1, 9)), ("less", Fraction(-1, 9))):
                yield label, replace(claimed, delta=Sum((delta, Number(step))))
            if claimed.code == "grim" and constant(delta) != 0:
                yield "seldom detected", replace(claimed, detection=Number(Fraction(1, 7)))
        case Threshold(_, value, below, above):
            yield "swapped", replace(claimed, below=above, above=below)
            yield "above at it", replace(claimed, equal=above)
            yield "below at it", replace(claimed, equal=below)
            yield "moved up", replace(claimed, value=Sum((value, Number(Fraction(1)))))
            yield "moved down", replace(claimed, value=Sum((value, Number(Fraction(-1)))))


def mutants(model, claim):
    """Give each mutant, and what takes its place where nothing satisfies its conditions."""
    for place, condition in enumerate(claim.when):
        both = (turned_conditions(condition, table) for table in (TURNED, NEGATED))
        for number, pair in enumerate(zip(*both, strict=True)):
            mutant, negated = (
                replace(claim, when=(*claim.when[:place], other, *claim.when[place + 1 :]))
                for other in pair
            )
            yield f"condition {place}.{number}", mutant, negated
    for label, claimed in turned_claimed(model, claim.claimed):
        mutant = replace(claim, claimed=claimed)
        yield label, mutant, mutant


TRUE_TOO = {
    ("order-war", "few-enough", "condition 0.0"): "a fine makes holding only better",
    ("order-war", "few-enough", "with 0"): "that all undercut is then an equilibrium too",
    ("order-war", "few-enough", "0 for 0"): "that all undercut is then an equilibrium too",
    ("brand-quality", "below-critical", "condition 0.0"): (
        "where the expected fine exceeds the cost there is no size, or one below zero"
    ),
    ("trust-network", "too-large", "condition 0.0"): (
        "within the reach of word of mouth everybody is heard of, and that is too little then"
    ),
    ("functional-upgrading", "lock-in-plain", "condition 1.0"): (
        "as with assistance: that the brand would pay is what makes staying a lock-in"
    ),
    ("functional-upgrading", "lock-in", "condition 1.0"): (
        "that the brand would pay without the threat is what makes staying a lock-in; the "
        "supplier stays without it too"
    ),
}


def formally_refuted(model, claim, point):
    """By the formulas alone, without the solvers."""
    parts = claim_parts(model, claim)
    where = [
        (extra, statement) for extra, statement in parts if all(holds(c, point) for c in extra)
    ]
    stated = all(holds(condition, point) for condition in claim.when)
    true = all(holds(statement, point) for _, statement in where)
    return bool(where) and ((stated and not true) or (claim.exactly and true and not stated))


def alike_refuted(model, claim, point):
    """By all spreads of the others in the table of payoffs, without the solvers."""
    game = symmetric_game(model, point)
    number, (first, second) = game.number, game.payoffs
    stated = all(holds(condition, point) for condition in claim.when)
    ids = game.strategies

    def share(shares, whole):
        known = {id: real(wrapped(value_at(value, point))) for id, value in shares}
        return known[ids[0]] if ids[0] in known else whole - known[ids[1]]

    if isinstance(claim.claimed, Counts):
        claimed = {share(shares, number) for shares in claim.claimed.counts}
        found = {
            count
            for count in range(number + 1)
            if (not count or first[count - 1] >= second[count - 1])
            and (count == number or first[count] <= second[count])
        }
        return (claimed != found) if stated else claim.exactly and claimed == found
    gains = [one - two for one, two in zip(first, second, strict=True)]

    def expected(p):
        chances = (comb(number - 1, k) * p**k * (1 - p) ** (number - 1 - k) for k in range(number))
        return sum(c * gain for c, gain in zip(chances, gains, strict=True))

    grid = [expected(Fraction(k, 240)) for k in range(1, 240)]
    changes = sum(one * two < 0 for one, two in pairwise(grid)) + grid.count(0)
    try:
        shares = [share(each, 1) for each in claim.claimed.mixtures]
    except EvaluationError:  # what has no value is no mixture
        return stated
    rests = all(abs(expected(p)) < 1e-9 * max(map(abs, gains)) for p in shares)
    return stated and not (rests and len(claim.claimed.mixtures) == changes)


class Shares:
    """A population game at one point in plain fractions, from its payoffs alone."""

    def __init__(self, model, populations, point):
        self.game = population_game(model, populations)
        self.point = point

    def payoffs(self, state):
        values = {**self.point, **state}
        return [[evaluate(f, values) for f in p.payoffs] for p in self.game.populations]

    def shares(self, state):
        return [[evaluate(f, state) for f in p.shares] for p in self.game.populations]

    def rates(self, state):
        found = []
        pairs = zip(self.game.populations, self.shares(state), self.payoffs(state), strict=True)
        for population, shares, payoffs in pairs:
            average = sum(s * u for s, u in zip(shares, payoffs, strict=True))
            found += [shares[k] * (payoffs[k] - average) for k in population.counted]
        return found

    def label(self, state):
        """By the eigenvalues in floats of a Jacobian by differences."""
        columns = []
        for name in self.game.coordinates:
            up, down = (self.rates({**state, name: state[name] + h}) for h in (STEP, -STEP))
            columns.append([float((a - b) / (2 * STEP)) for a, b in zip(up, down, strict=True)])
        values = np.linalg.eigvals(np.array(columns).T)
        real = values.real
        scale = 1e-7 * max(1.0, float(np.max(np.abs(values))))
        if np.all(np.abs(real) < scale) and np.all(np.abs(values.imag) > scale):
            return "centre"
        if np.any(np.abs(real) < scale):
            return "non-hyperbolic"
        return "sink" if np.all(real < 0) else "source" if np.all(real > 0) else "saddle"

    def gain(self, state):
        ((first, second),) = self.payoffs(state)
        return first - second

    def stable(self, state):
        """Of one population what is rarer than in the state pays more; of several, strict Nash."""
        if len(self.game.populations) > 1:
            pairs = zip(self.shares(state), self.payoffs(state), strict=True)
            return all(
                1 in shares
                and payoffs.count(max(payoffs)) == 1
                and shares[payoffs.index(max(payoffs))] == 1
                for shares, payoffs in pairs
            )
        ((name, x),) = state.items()
        assert self.game.populations[0].counted == (0,)
        below = x == 0 or self.gain({name: x - STEP}) > 0
        above = x == 1 or self.gain({name: x + STEP}) < 0
        return below and above

    def all_stable(self):
        """The corners that are, and of one population the zero of a gain that is linear."""
        names = self.game.coordinates
        ends = product((Fraction(0), Fraction(1)), repeat=len(names))
        states = [dict(zip(names, end, strict=True)) for end in ends]
        if len(self.game.populations) == 1:
            (name,) = names
            none, half, all_ = (self.gain({name: Fraction(k, 2)}) for k in range(3))
            assert none + all_ == 2 * half
            if none * all_ < 0:
                states.append({name: none / (none - all_)})
        return [state for state in states if self.stable(state)]


def moved(model, claimed, point):
    """How a quantity differs where a parameter is a little higher and a little lower."""
    quantity, inside = claimed.quantity, None
    game = population_game(model, claimed.populations)
    if not names(quantity).isdisjoint(game.coordinates):
        inside = interior_state(game)
        if inside is None or not holds(inside.exists, point):
            return None
        quantity = substitute(quantity, inside.values)
    up, down = ({**point, claimed.parameter: point[claimed.parameter] + h} for h in (STEP, -STEP))
    return evaluate(quantity, up) - evaluate(quantity, down)


def confirmed(model, claim, point):
    """Whether what is claimed about a population game is false, or true where it is not stated."""
    claimed = claim.claimed
    shares = Shares(model, claimed.populations, point)

    def numbers(state):
        return {name: evaluate(value, point) for name, value in state}

    match claimed:
        case AtRest(state, label, ess):
            at = numbers(state)
            true = all(s >= 0 for own in shares.shares(at) for s in own)
            true = true and not any(shares.rates(at))
            true = true and (label is None or shares.label(at) == label)
            true = true and (ess is None or shares.stable(at) == ess)
        case StableStates(states):
            listed = [numbers(state) for state in states]
            found = shares.all_stable()
            true = all(s in found for s in listed) and all(s in listed for s in found)
        case Statics(_, effect):
            change = moved(model, claimed, point)
            true = (
                change is not None
                and {"lowers": change < 0, "raises": change > 0, "leaves": change == 0}[effect]
            )
    stated = all(holds(condition, point) for condition in claim.when)
    return not true if stated else claim.exactly and true


@pytest.mark.parametrize("id", MODELS)
def test_a_claim_turned_round_is_refuted(id, monkeypatch):
    monkeypatch.setattr(sampling, "MAX_POINTS", 300)
    model = MODELS[id]
    survivors = set()
    for claim in model.claims:
        turned = list(mutants(model, claim))
        assert turned
        for label, mutant, instead in turned:
            (verdict,) = check_claims(replace(model, claims=(mutant,)))
            if verdict.reason == "nothing satisfies its conditions":
                (verdict,) = check_claims(replace(model, claims=(instead,)))
            if verdict.outcome != "refuted":
                assert verdict.outcome in ("proved", "not decided")
                survivors.add((id, claim.id, label))
                continue
            assert set(verdict.point) == set(model.parameters)
            assert all(holds(assumption, verdict.point) for assumption in model.assumptions)
            moving = isinstance(claim.claimed, AtRest | StableStates | Statics)
            alike = isinstance(claim.claimed, Counts | AlikeMixed)
            refutes = confirmed if moving else alike_refuted if alike else formally_refuted
            assert refutes(model, verdict.claim, verdict.point)
            assert verdict.reason
    assert survivors == {key for key in TRUE_TOO if key[0] == id}


def with_wrong_signs(model):
    """Payoffs of zero are left out: zero stays zero."""
    for ids, formulas in model.payoffs.items():
        for place, formula in enumerate(formulas):
            if constant(formula) != 0:
                wrong = (*formulas[:place], Negation(formula), *formulas[place + 1 :])
                yield (ids, place), replace(model, payoffs={**model.payoffs, ids: wrong})


def with_wrong_signs_alike(model):
    """In the symmetric game of one population, the same mistake in both parts."""
    for ids, formulas in model.payoffs.items():
        swapped = ids[::-1]
        own, other = Negation(formulas[0]), Negation(model.payoffs[swapped][1])
        payoffs = {**model.payoffs, ids: (own, *formulas[1:])}
        payoffs[swapped] = (payoffs[swapped][0], other)
        if constant(formulas[0]) != 0:
            yield (ids, 0), replace(model, payoffs=payoffs)


def with_fixed_shares(model):
    """Payoffs that do not change with a share that they name: it is taken as one."""
    for ids, formulas in model.payoffs.items():
        for place, formula in enumerate(formulas):
            for share in sorted(names(formula) & set(model.shares)):
                fixed = substitute(formula, {share: Number(Fraction(1))})
                wrong = (*formulas[:place], fixed, *formulas[place + 1 :])
                yield (ids, place, share), replace(model, payoffs={**model.payoffs, ids: wrong})


def refuted(model, *, algebra):
    for claim in model.claims:
        (verdict,) = check_claims(replace(model, claims=(claim,)), algebra=algebra)
        if verdict.outcome == "refuted":
            return True
    return False


def unseen(wrong_models):
    """Mistakes that no claim sees, first at few points, then by algebra."""
    return {
        where
        for where, wrong in wrong_models
        if not refuted(wrong, algebra=False) and not refuted(wrong, algebra=True)
    }


def played_by_one(model):
    return model.populations == 1 and len(model.players) == 2


@pytest.mark.parametrize("id", [id for id, model in MODELS.items() if model.payoffs])
def test_a_wrong_sign_in_any_payoff_refutes_a_claim(id, monkeypatch):
    monkeypatch.setattr(sampling, "MAX_POINTS", 15)
    model = MODELS[id]
    if not played_by_one(model):
        assert not unseen(with_wrong_signs(model))
        return
    assert not unseen(with_wrong_signs_alike(model))
    for _, wrong in with_wrong_signs(model):
        if wrong.payoffs != model.payoffs:
            with pytest.raises(UsageError, match="is not symmetric"):
                population_game(wrong)


DEPENDENT = [
    id
    for id, model in MODELS.items()
    if any(names(f) & set(model.shares) for formulas in model.payoffs.values() for f in formulas)
]


@pytest.mark.parametrize("id", DEPENDENT)
def test_a_payoff_that_forgets_its_share_refutes_a_claim(id, monkeypatch):
    monkeypatch.setattr(sampling, "MAX_POINTS", 15)
    assert not unseen(with_fixed_shares(MODELS[id]))


def test_the_library_has_models_of_every_build():
    assert {"brand-rising-fine", "lemons"} <= set(DEPENDENT)
    assert any(len(model.players) == 1 for model in MODELS.values())
    assert any(played_by_one(model) for model in MODELS.values())
    assert {AtRest, StableStates, Statics} <= {
        type(claim.claimed) for model in MODELS.values() for claim in model.claims
    }
