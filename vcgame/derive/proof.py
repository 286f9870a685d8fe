"""Proving that one condition follows from others, for all real values of the parameters.

The negation of what is to be shown is added to what is given; the disjunctions are split
one at a time (a tableau), and every branch must be refuted by `vcgame.derive.farkas`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vcgame.derive.algebra import Algebra, Relation
from vcgame.derive.branches import has_branches, without_branches
from vcgame.derive.farkas import refutes, size, with_products
from vcgame.derive.statement import FALSE, TRUE, all_of, any_of
from vcgame.errors import EvaluationError, ExpressionError, NotAlgebraicError
from vcgame.model.formula.exact import holds
from vcgame.model.formula.expression import (
    And,
    Comparison,
    Condition,
    Name,
    Not,
    Or,
    is_rational,
    names,
    substitute,
)
from vcgame.model.formula.expression import Relation as Order

__all__ = ["Budget", "Proof", "prove"]

MAX_WORK: Final = 2_000
TERMS_PER_UNIT: Final = 100
"""Work that a proof may take: one unit per search for a certificate and per 100 terms in it."""
MAX_DEPTH: Final = 100
"""So many disjunctions are split at most on the way to one certificate."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a proof was found, and if not, why."""

    found: bool
    reason: str = ""


class _BudgetError(Exception):
    """The search grew beyond its limit."""


class Budget:
    """Work that one or several proofs may take together; no clock is asked."""

    def __init__(self, work: int = MAX_WORK) -> None:
        self.left = work

    def spend(self, terms: int) -> None:
        """Pay for one search among relations with so many terms."""
        self.left -= 1 + terms // TERMS_PER_UNIT
        if self.left < 0:
            raise _BudgetError


def prove(given: Iterable[Condition], shown: Condition, budget: Budget | None = None) -> Proof:
    """Try to prove that `shown` holds wherever all of `given` do and all formulas have values.

    Parameters
    ----------
    given, shown
        Conditions on real numbers.
    budget
        Work that may be done; a new one for this proof if it is left out.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_condition
    >>> known = ["a", "b", "c"]
    >>> given = [parse_condition(text, known) for text in ("a > b", "b > 0", "c > 1")]
    >>> prove(given, parse_condition("a*c > b", known)).found
    True
    >>> prove(given, parse_condition("a > c", known)).found
    False
    """
    tableau: _Tableau | None = None
    try:
        conditions = [_simple(condition) for condition in _insert_values([*given, Not(shown)])]
        used = sorted(frozenset().union(*(names(condition) for condition in conditions)))
        tableau = _Tableau(Algebra(used), budget or Budget())
        if tableau.refute([], conditions):
            return Proof(found=True)
    except NotAlgebraicError as error:
        return Proof(found=False, reason=f"no algebra reaches it: {error}")
    except _BudgetError:
        return Proof(found=False, reason="the search for a proof grew too long")
    if tableau.left_out:
        return Proof(found=False, reason=f"no algebra reaches it: {tableau.left_out}")
    return Proof(found=False, reason="no certificate was found")


def _insert_values(conditions: list[Condition]) -> list[Condition]:
    """Use equations such as ``A == 6`` to write the value for the name everywhere.

    An equation is left alone where a formula would grow too long by it, or lose its value.
    """
    done: set[str] = set()
    while True:
        for condition in conditions:
            match condition:
                case Comparison(Name(id), "==", value) if id not in names(value) | done:
                    break
        else:
            return conditions
        done.add(id)
        kept = [c for c in conditions if c is not condition]
        try:
            conditions = [*(substitute(c, {id: value}) for c in kept), condition]
        except ExpressionError:
            continue


def _simple(condition: Condition, *, negated: bool = False) -> Condition:
    """Push negations down to the comparisons, write branches out, decide plain numbers."""
    opposite: dict[Order, Order] = {
        "<": ">=",
        "<=": ">",
        ">": "<=",
        ">=": "<",
        "==": "!=",
        "!=": "==",
    }
    match condition:
        case Not(part):
            return _simple(part, negated=not negated)
        case And(parts) | Or(parts):
            inner = [_simple(part, negated=negated) for part in parts]
            if isinstance(condition, Or) != negated:
                return TRUE if TRUE in inner else any_of(inner)
            return FALSE if FALSE in inner else all_of(inner)
        case Comparison(left, relation, right):
            if negated:
                condition = Comparison(left, opposite[relation], right)
            if not names(condition) and is_rational(condition):
                return _decided(condition)
            return _simple(without_branches(condition)) if has_branches(condition) else condition
    raise TypeError(condition)


def _decided(condition: Condition) -> Condition:
    """Decide a relation of plain numbers; one without a value is true nowhere."""
    try:
        return TRUE if holds(condition, {}) else FALSE
    except EvaluationError:
        return FALSE


class _Tableau:
    """The search that refutes conditions by splitting their disjunctions."""

    def __init__(self, algebra: Algebra, budget: Budget) -> None:
        self.algebra = algebra
        self.budget = budget
        self.left_out = ""
        self._known: dict[Comparison, tuple[Relation, ...] | None] = {}

    def refute(self, facts: list[Relation], conditions: list[Condition], depth: int = 0) -> bool:
        """Whether the relations and conditions cannot all hold together."""
        if depth > MAX_DEPTH:
            raise _BudgetError
        while True:
            facts, clauses = self._opened(facts, conditions)
            clauses = self._pruned(facts, clauses)
            if any(not clause for clause in clauses) or self._refutes(facts):
                return True
            single = [clause[0] for clause in clauses if len(clause) == 1]
            if not single:
                break
            conditions = [*single, *(Or(clause) for clause in clauses if len(clause) != 1)]
        if not clauses:
            return self._refutes(with_products(facts))
        chosen = min(clauses, key=len)
        rest = [Or(clause) for clause in clauses if clause is not chosen]
        return all(self.refute(facts, [option, *rest], depth + 1) for option in chosen)

    def _opened(
        self, facts: list[Relation], conditions: list[Condition]
    ) -> tuple[list[Relation], list[tuple[Condition, ...]]]:
        """Take conjunctions apart: comparisons join the facts, disjunctions become clauses."""
        known = dict.fromkeys(facts)
        clauses: dict[tuple[Condition, ...], None] = {}
        waiting = list(conditions)
        while waiting:
            match waiting.pop():
                case And(parts):
                    waiting.extend(parts)
                case Or(parts):
                    clauses[parts] = None
                case Comparison(left, "!=", right):
                    sides = (Comparison(left, "<", right), Comparison(left, ">", right))
                    clauses[sides] = None
                case Comparison() as comparison:
                    known.update(dict.fromkeys(self._relations(comparison) or ()))
        return list(known), list(clauses)

    def _relations(self, comparison: Comparison) -> tuple[Relation, ...] | None:
        """Write a comparison as relations; ``None`` if it is not algebraic, and is left out."""
        if comparison not in self._known:
            try:
                self._known[comparison] = self.algebra.relations(comparison)[0]
            except NotAlgebraicError as error:
                self._known[comparison] = None
                self.left_out = self.left_out or str(error)
        return self._known[comparison]

    def _pruned(
        self, facts: list[Relation], clauses: list[tuple[Condition, ...]]
    ) -> list[tuple[Condition, ...]]:
        """Drop alternatives that the facts refute, and clauses that they show to be true."""
        verdicts: dict[Comparison, bool | None] = {}
        kept = []
        for clause in clauses:
            judged = [(option, self._judged(facts, option, verdicts)) for option in clause]
            if all(verdict is not True for _, verdict in judged):
                kept.append(tuple(option for option, verdict in judged if verdict is None))
        return kept

    def _judged(
        self, facts: list[Relation], option: Condition, verdicts: dict[Comparison, bool | None]
    ) -> bool | None:
        """Whether the facts show a condition to be true or false, by linear means."""
        match option:
            case And(parts):
                judged = [self._judged(facts, part, verdicts) for part in parts]
                return False if False in judged else None if None in judged else True
            case Or(parts):
                judged = [self._judged(facts, part, verdicts) for part in parts]
                return True if True in judged else None if None in judged else False
            case Comparison(_, relation, _) if relation != "!=":
                if option not in verdicts:
                    verdicts[option] = self._judged_comparison(facts, option)
                return verdicts[option]
        return None

    def _judged_comparison(self, facts: list[Relation], comparison: Comparison) -> bool | None:
        relations = self._relations(comparison)
        if relations is None:
            return None
        if self._refutes([*facts, *relations]):
            return False
        negated = _simple(comparison, negated=True)
        if isinstance(negated, Comparison) and negated.relation != "!=":
            return True if self._refutes([*facts, *(self._relations(negated) or ())]) else None
        return None

    def _refutes(self, facts: list[Relation]) -> bool:
        self.budget.spend(size(facts))
        return refutes(facts)
