"""Verdicts on claims: proved by algebra, held at exact points, refuted, or not decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Final, Literal

from vcgame.derive.branches import comparisons_in
from vcgame.derive.claim_statements import claim_parts
from vcgame.derive.decision.satisfaction import decide
from vcgame.derive.implications import Implication, Settled, settled
from vcgame.derive.probe import Probe, UndecidedPointError
from vcgame.derive.sampling import sample_points
from vcgame.derive.statement import FALSE, all_of, any_of, is_equilibrium
from vcgame.errors import UnsupportedError
from vcgame.model.claim import Claim
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Name,
    Not,
    Number,
    names,
)
from vcgame.model.model import Model
from vcgame.solve.concepts import perfect_information

__all__ = ["Outcome", "Verdict", "check_claims"]

FIRST_POINTS: Final = 250
FIRST_DEAR_POINTS: Final = 100
"""Points at which a claim is tried before a proof is; the others follow where there is none. A
tree with information sets is solved anew at each with all beliefs: a hundred must do there."""

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
    """Try some points, then a proof, and where there is none the other points."""
    trial = _Trial(model, claim)
    dear = model.form == "extensive" and not perfect_information(model)
    verdict = trial.goes_on(FIRST_DEAR_POINTS if dear else FIRST_POINTS)
    if verdict is not None:
        return verdict
    known = _settled(model, claim) if algebra else Settled(proved=False)
    if not known.proved:
        verdict = trial.goes_on()
        if verdict is not None:
            return verdict
    if known.point is not None:
        return _refuted(trial.probe, known.point, trial.points)
    points, undecided = trial.points, trial.undecided
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


class _Trial:
    """Puts a claim to the test at one point after the other."""

    def __init__(self, model: Model, claim: Claim) -> None:
        self.claim = claim
        self.probe = Probe(model, claim)
        self.points = self.undecided = 0
        self._waiting = sample_points(model, claim, _boundaries(model, claim))

    def goes_on(self, most: int | None = None) -> Verdict | None:
        """Try so many more points, or all; give a verdict if it falls."""
        for point in islice(self._waiting, most):
            try:
                outcome = self.probe.holds(point)
            except UndecidedPointError:
                self.undecided += 1
                continue
            except UnsupportedError as error:
                return Verdict(self.claim, "not decided", self.points, reason=str(error))
            if outcome is None:
                continue
            good, found = outcome
            if not good:
                return Verdict(self.claim, "refuted", self.points + 1, point, found)
            self.points += 1
        return None


def _settled(model: Model, claim: Claim) -> Settled:
    """Prove the claim, and for ``exactly_when`` its converse too, or find where it fails."""
    try:
        statements = claim_parts(model, claim)
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
    if points and any(parameter.whole for parameter in probe.model.parameters.values()):
        reason = "whole numbers were tried; written out, it fails between them"
        return Verdict(probe.claim, "held", points, reason=reason)
    reason = "written out it fails at a point where the solvers do not confirm it"
    return Verdict(probe.claim, "not decided", points, point, reason)


def _speaks(model: Model, claim: Claim) -> bool | None:
    """Whether a claim that is proved speaks of any point at all; ``None`` if that is not known.

    At such a point its formulas have values, be it true or, said to hold nowhere else, false.
    """
    given = (*_given(model, claim), *(() if claim.exactly else claim.when))
    open_ = False
    for extra, statement in claim_parts(model, claim):
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


def _boundaries(model: Model, claim: Claim) -> Iterator[Comparison]:
    """Comparisons whose two sides being equal may change the truth of a claim."""
    try:
        parts = claim_parts(model, claim)
    except UnsupportedError:
        profiles = list(model.payoffs)[:MAX_BOUNDARIES] if model.form == "strategic" else []
        parts = [([], is_equilibrium(model, profile)) for profile in profiles]
    for condition in (*claim.when, *(c for extra, s in parts for c in [*extra, s])):
        for comparison in comparisons_in(condition):
            if names(comparison) <= model.parameters.keys():
                yield comparison
