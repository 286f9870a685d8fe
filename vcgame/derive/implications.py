"""Whether conditions imply others: proved, refuted at a point, or open, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from vcgame.derive.decision.satisfaction import prove_or_refute
from vcgame.derive.decision.smt import MISSING
from vcgame.derive.proof import Budget, prove
from vcgame.model.formula.expression import Condition

__all__ = ["Implication", "Settled", "settled"]


@dataclass(frozen=True, slots=True)
class Implication:
    """One condition is said to follow from others.

    Attributes
    ----------
    given, shown
        What is assumed, and what is said to follow.
    name
        Said before the reason where it is not proved, or empty.
    """

    given: tuple[Condition, ...]
    shown: Condition
    name: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What algebra says of implications.

    Attributes
    ----------
    proved
        Whether all of them are proved.
    point
        Values, checked exactly, at which what is given holds and what is said to follow does
        not; ``None`` if there is none, or only irrational ones are known.
    reason
        Why they are not proved.
    """

    proved: bool
    point: Mapping[str, Fraction] | None = None
    reason: str = ""


def settled(implications: Iterable[Implication], prefer: Mapping[str, Fraction]) -> Settled:
    """Prove implications or refute one of them.

    Each goes to the decision procedure first, and where that does not decide, to the search for
    a certificate. The first that is not proved ends it, unless a later one is refuted.

    Parameters
    ----------
    implications
        What is said to follow from what.
    prefer
        Values that a point which refutes shall be close to; it has values for these names too.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_condition
    >>> given = parse_condition("a > b", ["a", "b"])
    >>> shown = parse_condition("a**2 > b**2", ["a", "b"])
    >>> settled([Implication((given,), shown)], {"a": Fraction(2), "b": Fraction(1)}).point
    {'a': Fraction(2, 1), 'b': Fraction(-3, 1)}
    """
    budget = Budget()
    left_open: Settled | None = None
    for each in implications:
        decision = prove_or_refute(each.given, each.shown, prefer=prefer)
        if decision.finding == "empty":
            continue
        before = f"{each.name}: " if each.name else ""
        if decision.point is not None:
            return Settled(proved=False, point={**prefer, **decision.point})
        if left_open:
            continue
        if decision.finding == "witness":
            left_open = Settled(False, None, f"{before}it fails where {decision.reason}")
            continue
        proof = prove(each.given, each.shown, budget)
        if not proof.found:
            reason = decision.reason if decision.reason == MISSING else proof.reason
            left_open = Settled(False, None, before + reason)
    return left_open or Settled(proved=True)
