"""Critical discount factors of grim trigger as formulas, each with when it is the one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from vcgame.derive.branches import comparisons_in
from vcgame.derive.proof import Budget, prove
from vcgame.derive.repeated.terms import Departure, Path, Reversion, path_terms, reversions
from vcgame.derive.repeated.writing import plainly
from vcgame.derive.statement import FALSE, ZERO, all_of, any_of, difference
from vcgame.derive.tidy import reduced, tidy_formula
from vcgame.errors import EvaluationError, UnsupportedError
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Expression,
    Negation,
    Product,
    Quotient,
    Sum,
)
from vcgame.model.model import Model
from vcgame.model.point import value_at

__all__ = ["CriticalFactor", "critical_factors"]

MAX_WORK: Final = 2_000
"""Work for all proofs about one path, counted as in `vcgame.derive.proof`."""

MOST_DEPARTURES: Final = 12


@dataclass(frozen=True, slots=True)
class CriticalFactor:
    """One case of the critical discount factor.

    Attributes
    ----------
    kind
        ``"every"`` (the path is kept up at every discount factor), ``"formula"``, or ``"none"``
        (there is none below 1 from which on it is kept up).
    formula
        The discount factor, in the parameters.
    conditions
        When this is so, all of them, besides the assumptions of the model.
    binding
        Who has the most reason to leave, and by which strategy.
    """

    kind: Literal["every", "formula", "none"]
    formula: Expression | None
    conditions: tuple[Condition, ...]
    binding: tuple[tuple[int, str], ...] = ()


def critical_factors(
    model: Model,
    target: tuple[str, ...],
    punishment: tuple[str, ...],
    detection: Expression | None = None,
) -> tuple[CriticalFactor, ...]:
    """Give the critical discount factor of grim trigger, case by case.

    A departure with gain G and later loss L of the one who departs needs
    delta = G/(G + q L); the largest of these is the answer. A case says which departure that is:
    its gain is the largest of that player, and G' L <= G L' for every other player's gain G' and
    loss L'. In all cases the punishment is a stage equilibrium, which is among the conditions, and
    q is positive and at most 1. Cases that the assumptions exclude are left out, as far as that is
    proved.

    Parameters
    ----------
    model
        A game with payoffs, or of alike firms.
    target, punishment
        Ids of strategies; for alike firms one, which all play.
    detection
        Probability that a deviation is detected in a round; ``None`` for 1.

    Raises
    ------
    UnsupportedError
        For other forms, and for more than `MOST_DEPARTURES` ways to leave the path.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> war, pay = load_model("subsidy-war"), ("subsidy", "subsidy")
    >>> every, case = critical_factors(war, ("none", "none"), pay)[:2]
    >>> to_text(case.formula), [to_text(condition) for condition in case.conditions]
    ('(V - 2*S)/(V - S)', ['V > 2*S'])
    """
    path = path_terms(model, target)
    if len(path.departures) > MOST_DEPARTURES:
        raise UnsupportedError(
            f"{len(path.departures)} ways to leave the path; formulas are for {MOST_DEPARTURES}"
        )
    option = next((each for each in reversions(model) if each.profile == punishment), None)
    if option is None:
        raise UnsupportedError(f"{', '.join(punishment)} is no profile to revert to")
    return _Cases(model, path, option, detection).found()


class _Cases:
    """Writes the cases of one path down and reduces them."""

    def __init__(
        self, model: Model, path: Path, option: Reversion, detection: Expression | None
    ) -> None:
        self.model = model
        self.path = path
        self.detection = detection
        self.budget = Budget(MAX_WORK)
        self.settled = option.settled
        self.losses = [
            difference(own, later) for own, later in zip(path.payoffs, option.payoffs, strict=True)
        ]
        if model.form == "symmetric":
            self._write_plainly()

    def _write_plainly(self) -> None:
        """Write what counts have been put into without the branches that they leave."""
        departures = tuple(
            replace(each, gain=plainly(self.model, each.gain)) for each in self.path.departures
        )
        self.path = replace(self.path, departures=departures)
        self.losses = [plainly(self.model, loss) for loss in self.losses]
        self.settled = all_of(
            Comparison(
                plainly(self.model, each.left), each.relation, plainly(self.model, each.right)
            )
            for each in comparisons_in(self.settled)
        )

    def found(self) -> tuple[CriticalFactor, ...]:
        departures = self.path.departures
        movers = sorted({each.player for each in departures})
        never_worse = [Comparison(self.losses[player], ">=", ZERO) for player in movers]
        base = [self.settled]
        if self.detection is not None:
            base.append(Comparison(self.detection, ">", ZERO))
        cases: list[CriticalFactor] = []
        idle = [Comparison(each.gain, "<=", ZERO) for each in departures]
        cases += self._case("every", None, [*base, *never_worse, *idle])
        for each in departures:
            cases += self._case(
                "formula",
                self._formula(each),
                [*base, *self._binding(each)],
                ((each.player, each.strategy),),
            )
        tempted = [
            all_of(
                [
                    Comparison(each.gain, ">", ZERO),
                    Comparison(self.losses[each.player], "<=", ZERO),
                ]
            )
            for each in departures
        ]
        rewarded = [Comparison(self.losses[player], "<", ZERO) for player in movers]
        hopeless = self._fewest(base, [*tempted, *rewarded])
        cases += self._case("none", None, [*base, hopeless])
        return _merged(cases)

    def _case(
        self,
        kind: Literal["every", "formula", "none"],
        formula: Expression | None,
        conditions: list[Condition],
        binding: tuple[tuple[int, str], ...] = (),
    ) -> list[CriticalFactor]:
        """Reduce a case; one that the assumptions exclude is left out."""
        statement = all_of(conditions)
        if prove([*self.model.assumptions, statement], FALSE, self.budget).found:
            return []
        kept = reduced(self.model, statement, self.budget)
        return [CriticalFactor(kind, formula, kept, binding)]

    def _fewest(self, base: list[Condition], options: list[Condition]) -> Condition:
        """Join alternatives without those that imply another one."""
        given = [*self.model.assumptions, *base]
        kept = list(dict.fromkeys(options))
        for option in reversed(options):
            others = [other for other in kept if other != option]
            if others and any(
                prove([*given, option], other, self.budget).found for other in others
            ):
                kept = others
        return any_of(kept)

    def _formula(self, departure: Departure) -> Expression:
        loss = self.losses[departure.player]
        if self.detection is not None:
            loss = Product((self.detection, loss))
        found = tidy_formula(Quotient(departure.gain, Sum((departure.gain, loss))))
        match found:
            case Quotient(above, below) if self._negative(below):
                # Both are positive wherever it is the answer, so both are turned round.
                return Quotient(tidy_formula(Negation(above)), tidy_formula(Negation(below)))
        return found

    def _negative(self, formula: Expression) -> bool:
        """Whether a formula is negative at the default point."""
        try:
            return bool(value_at(formula, self.model.values()) < 0)
        except EvaluationError:
            return False

    def _binding(self, departure: Departure) -> list[Condition]:
        """Say that nobody has more reason to leave."""
        gain, loss = departure.gain, self.losses[departure.player]
        parts: list[Condition] = [Comparison(gain, ">", ZERO), Comparison(loss, ">", ZERO)]
        for other in self.path.departures:
            if other.player == departure.player:
                if other != departure:
                    parts.append(Comparison(gain, ">=", other.gain))
                continue
            theirs = self.losses[other.player]
            parts.append(Comparison(theirs, ">=", ZERO))
            parts.append(Comparison(Product((other.gain, loss)), "<=", Product((gain, theirs))))
        return parts


def _merged(cases: list[CriticalFactor]) -> tuple[CriticalFactor, ...]:
    """Join cases that say the same of different players."""
    kept: list[CriticalFactor] = []
    for case in cases:
        for place, other in enumerate(kept):
            same = (case.kind, case.formula) == (other.kind, other.formula)
            if same and set(case.conditions) == set(other.conditions):
                kept[place] = replace(other, binding=other.binding + case.binding)
                break
        else:
            kept.append(case)
    return tuple(kept)
