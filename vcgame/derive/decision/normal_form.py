"""Conditions as signs of irreducible polynomials, joined by "every" and "some"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, TypeAlias

from vcgame.derive.branches import has_branches, without_branches
from vcgame.derive.decision.polynomial import Polynomial, Ring
from vcgame.derive.decision.size import check_size
from vcgame.errors import EvaluationError, NotAlgebraicError
from vcgame.model.formula.expression import (
    And,
    Comparison,
    Condition,
    Negation,
    Not,
    Or,
    Relation,
    Sum,
)
from vcgame.model.formula.polynomials import Field

__all__ = [
    "ANY",
    "FALSE",
    "NEGATIVE",
    "POSITIVE",
    "TRUE",
    "ZERO",
    "Every",
    "Formula",
    "Opaque",
    "Sign",
    "Some",
    "Writer",
    "every",
    "flipped",
    "side",
    "some",
]

NEGATIVE: Final = 1
ZERO: Final = 2
POSITIVE: Final = 4
ANY: Final = 7
"""Signs; a set of them is their sum."""

MAX_FACTORS: Final = 7
"""So many different factors are told apart at most; their signs make 64 cases."""


@dataclass(frozen=True, slots=True)
class Sign:
    """The sign of a polynomial is one of a set."""

    polynomial: Polynomial
    signs: int


@dataclass(frozen=True, slots=True)
class Opaque:
    """A condition that no polynomial expresses."""

    condition: Condition
    reason: str


@dataclass(frozen=True, slots=True)
class Every:
    """All of some formulas; of none, it is true."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of some formulas at least; of none, it is false."""

    parts: tuple[Formula, ...]


Formula: TypeAlias = Sign | Opaque | Every | Some
TRUE: Final = Every(())
FALSE: Final = Some(())

_SIGNS: dict[Relation, int] = {
    "<": NEGATIVE,
    "<=": NEGATIVE | ZERO,
    ">": POSITIVE,
    ">=": POSITIVE | ZERO,
    "==": ZERO,
    "!=": NEGATIVE | POSITIVE,
}


def every(parts: Iterable[Formula]) -> Formula:
    """All of several formulas."""
    kept: dict[Formula, None] = {}
    for part in parts:
        if part == FALSE:
            return FALSE
        kept.update(dict.fromkeys(part.parts if isinstance(part, Every) else (part,)))
    return next(iter(kept)) if len(kept) == 1 else Every(tuple(kept))


def some(parts: Iterable[Formula]) -> Formula:
    """One of several formulas at least."""
    kept: dict[Formula, None] = {}
    for part in parts:
        if part == TRUE:
            return TRUE
        kept.update(dict.fromkeys(part.parts if isinstance(part, Some) else (part,)))
    return next(iter(kept)) if len(kept) == 1 else Some(tuple(kept))


def side(value: Any) -> int:
    """Give the sign of a number as a set of one."""
    return POSITIVE if value > 0 else NEGATIVE if value < 0 else ZERO


def flipped(signs: int) -> int:
    """Give the signs of minus a number."""
    return (signs & ZERO) | (POSITIVE if signs & NEGATIVE else 0) | (signs & POSITIVE and NEGATIVE)


class Writer:
    """Writes conditions in some names as formulas.

    A condition is true, false, or without a value where a division by zero is met before it is
    decided; so the two are written apart, and where earlier parts must have a value for a later
    one to be asked, that is added.

    Parameters
    ----------
    names
        The unknowns.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.ring = Ring(names)
        self._field = Field(self.ring.names or ("_",))
        self._known: dict[Comparison, tuple[Any, Any] | Opaque | None] = {}

    def true(self, condition: Condition) -> Formula:
        """When a condition is true."""
        match condition:
            case Comparison():
                return self._compared(condition, self.true, _SIGNS[condition.relation])
            case Not(part):
                return self.false(part)
            case And(parts):
                return every(self.true(part) for part in parts)
            case Or(parts):
                return self._first(parts, self.true)
        raise TypeError(condition)

    def false(self, condition: Condition) -> Formula:
        """When a condition has a value and is false."""
        match condition:
            case Comparison():
                return self._compared(condition, self.false, ANY ^ _SIGNS[condition.relation])
            case Not(part):
                return self.true(part)
            case And(parts):
                return self._first(parts, self.false)
            case Or(parts):
                return every(self.false(part) for part in parts)
        raise TypeError(condition)

    def _first(
        self, parts: tuple[Condition, ...], holds: Callable[[Condition], Formula]
    ) -> Formula:
        """One of the parts decides, and those before it have values."""
        options, before = [], TRUE
        for part in parts:
            options.append(every([before, holds(part)]))
            before = every([before, self._defined(part)])  # type: ignore[assignment]
        return some(options)

    def _defined(self, condition: Condition) -> Formula:
        """When a condition has a value; for what is not algebraic, perhaps more."""
        match condition:
            case Comparison() if has_branches(condition):
                return self._defined(without_branches(condition))
            case Comparison():
                found = self._gap(condition)
                if found is None:
                    return FALSE
                return TRUE if isinstance(found, Opaque) else self._nonzero(found[1])
            case Not(part):
                return self._defined(part)
            case And(parts) | Or(parts):
                decided = self.false if isinstance(condition, And) else self.true
                whole: Formula = TRUE
                for part in reversed(parts):
                    rest = TRUE if whole == TRUE else some([decided(part), whole])
                    whole = every([self._defined(part), rest])
                return whole
        raise TypeError(condition)

    def _compared(
        self, comparison: Comparison, holds: Callable[[Condition], Formula], signs: int
    ) -> Formula:
        if has_branches(comparison):
            try:
                return holds(without_branches(comparison))
            except NotAlgebraicError as error:
                return self._opaque(comparison, str(error), signs)
        found = self._gap(comparison)
        if found is None:
            return FALSE
        if isinstance(found, Opaque):
            return self._opaque(comparison, found.reason, signs)
        numer, denom = found
        return every([self._nonzero(denom), self.signed([numer, denom], signs)])

    @staticmethod
    def _opaque(comparison: Comparison, reason: str, signs: int) -> Opaque:
        same = signs == _SIGNS[comparison.relation]
        return Opaque(comparison if same else Not(comparison), reason)

    def _gap(self, comparison: Comparison) -> tuple[Any, Any] | Opaque | None:
        """Left side less right one, as numerator and denominator; ``None`` without a value."""
        if comparison not in self._known:
            try:
                check_size(Sum((comparison.left, Negation(comparison.right))), len(self.ring.names))
                gap = self._field.fraction(comparison.left) - self._field.fraction(comparison.right)
                self._known[comparison] = (gap.numer, gap.denom)
            except NotAlgebraicError as error:
                self._known[comparison] = Opaque(comparison, str(error))
            except EvaluationError:
                self._known[comparison] = None
        return self._known[comparison]

    def _nonzero(self, made: Any) -> Formula:
        return self.signed([made], NEGATIVE | POSITIVE)

    def inserted(
        self, polynomial: Polynomial, place: int, above: Any, below: Any, signs: int
    ) -> Formula:
        """When a polynomial has one of some signs with ``above / below`` for an unknown.

        Where `below` is not zero.
        """
        made = self.ring.inserted(self.ring.flint(polynomial), place, above, below)
        return self.signed([made, *[below] * polynomial.degree(place)], signs)

    def signed(self, product_of: Iterable[Any], signs: int) -> Formula:
        """When the sign of a product is one of a set.

        Factors are told apart: the sign of the product is the product of their signs.
        """
        sign, powers = 1, dict[Polynomial, int]()
        for made in product_of:
            if made.is_zero():
                return TRUE if signs & ZERO else FALSE
            first, primitive = self.ring.primitive(made)
            sign *= first
            if made.is_constant():
                continue
            for factor, times in self.ring.factors(primitive):
                powers[factor] = powers.get(factor, 0) + times
        return joined_signs(powers, signs if sign > 0 else flipped(signs))


def joined_signs(powers: Mapping[Polynomial, int], signs: int) -> Formula:
    """When the product of powers of irreducible polynomials has one of some signs."""
    odd = [factor for factor, times in powers.items() if times % 2]
    even = [factor for factor, times in powers.items() if not times % 2]
    if signs == ANY:
        return TRUE
    if signs == 0:
        return FALSE
    if signs == ZERO:
        return some(Sign(factor, ZERO) for factor in powers)
    nonzero = every(Sign(factor, NEGATIVE | POSITIVE) for factor in even)
    if signs == NEGATIVE | POSITIVE:
        return every([nonzero, *(Sign(factor, signs) for factor in odd)])
    if len(odd) > MAX_FACTORS:
        raise NotAlgebraicError(f"it has more than {MAX_FACTORS} factors")
    weak = signs & ZERO
    wanted = 1 if signs & POSITIVE else -1
    cases = []
    for first in product((1, -1), repeat=max(len(odd) - 1, 0)):
        last = wanted
        for value in first:
            last *= value
        if not odd and last < 0:
            continue
        chosen = (*first, last) if odd else ()
        cases.append(
            every(
                Sign(factor, weak | (POSITIVE if value > 0 else NEGATIVE))
                for factor, value in zip(odd, chosen, strict=True)
            )
        )
    if weak:
        return some([*cases, *(Sign(factor, ZERO) for factor in even)])
    return every([nonzero, some(cases)])
