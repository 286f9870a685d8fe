"""What the signs of polynomials need, given what is known of parameters and shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any, Final, Literal

from vcgame.derive.decision.satisfaction import prove_or_refute
from vcgame.derive.dynamics.pool import Pool
from vcgame.derive.dynamics.space import Space, key_of
from vcgame.derive.dynamics.writing import comparison
from vcgame.derive.statement import FALSE
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Name,
    Number,
    Relation,
    size,
)
from vcgame.model.formula.polynomials import Ratio

__all__ = ["Alternatives", "Budget", "Judge", "Sense", "united"]

Alternatives = tuple[tuple[Condition, ...], ...]
"""Several conjunctions, of which one must hold; none at all is impossible."""

Sense = Literal[1, -1]

MAX_PROOFS: Final = 2_000
EFFORT: Final = 30_000
"""Proofs about one game, and the work that each may take (see `decide`)."""
MAX_SIZE: Final = 80
"""Conditions with more parts are not used in proofs: nobody reads what they lead to."""
MAX_SPLIT: Final = 3
MAX_ALTERNATIVES: Final = 12
MAX_TERMS: Final = 60
"""Longer polynomials are not tried to prove anything about."""


class Budget:
    """How many proofs may still be looked for."""

    __slots__ = ("left",)

    def __init__(self, proofs: int = MAX_PROOFS) -> None:
        self.left = proofs

    def spend(self) -> bool:
        """Take one proof, if there is one left."""
        self.left -= 1
        return self.left >= 0


class Judge:
    """Decides signs where it can, and else writes what they need.

    Parameters
    ----------
    space
        The polynomials.
    given
        What is known to hold.
    budget
        Proofs that may be looked for.
    pool
        Points at which conditions are tried first.
    """

    def __init__(
        self, space: Space, given: Iterable[Condition], budget: Budget, pool: Pool
    ) -> None:
        self.space = space
        self.given = tuple(given)
        self.budget = budget
        self.pool = pool
        self._signs: dict[str, int | None] = {}
        self._positive: dict[str, bool] = {}

    def knowing(self, more: Iterable[Condition]) -> Judge:
        """Give a judge who knows more; what was found out is kept."""
        more = tuple(more)
        if not more:
            return self
        wiser = Judge(self.space, (*self.given, *more), self.budget, self.pool)
        wiser._signs = {key: sign for key, sign in self._signs.items() if sign is not None}
        wiser._positive = {name: True for name, known in self._positive.items() if known}
        return wiser

    def proved(self, given: Iterable[Condition], shown: Condition) -> bool:
        """Whether something follows, by a short proof."""
        known = (*self.given, *given)
        if self.pool.refutes(known, shown) or not self.budget.spend():
            return False
        if size(shown) > MAX_SIZE:
            return False
        short = [condition for condition in known if size(condition) <= MAX_SIZE]
        return prove_or_refute(short, shown, effort=EFFORT).finding == "empty"

    def refuted(self, conditions: Iterable[Condition]) -> bool:
        """Whether conditions contradict what is known."""
        return self.proved(conditions, FALSE)

    def sign(self, polynomial: Any) -> int | None:
        """Give the sign of a polynomial where it is sure: 1, -1 or 0; else ``None``."""
        if polynomial.is_zero():
            return 0
        number, parts = self.space.factors(polynomial)
        whole: int | None = 1 if number > 0 else -1
        for factor, power in parts:
            known = self._sign(factor)
            if known is None:
                return None
            whole = (whole or 0) * known**power
        return whole

    def _sign(self, factor: Any) -> int | None:
        """Give the sign of an irreducible factor."""
        key = key_of(factor)
        if key not in self._signs:
            self._signs[key] = self._by_terms(factor) or self._by_proof(factor)
        return self._signs[key]

    def _by_terms(self, factor: Any) -> int | None:
        """Look whether all terms have one sign: the odd powers are of positive numbers."""
        names = (*self.space.coordinates, *self.space.parameters)
        values = []
        for powers, value in factor.to_dict().items():
            values.append(value)
            odd = (n for n, power in zip(names, powers, strict=True) if power % 2)
            if not all(map(self._is_positive, odd)):
                return None
            if any(
                p and not p % 2 and not self._is_positive(n)
                for n, p in zip(names, powers, strict=True)
            ):
                return None
        if all(value > 0 for value in values):
            return 1
        return -1 if all(value < 0 for value in values) else None

    def _is_positive(self, name: str) -> bool:
        if name not in self._positive:
            known = Comparison(self.space.restored(Name(name)), ">", Number(Fraction(0)))
            self._positive[name] = known in self.given or self.proved((), known)
        return self._positive[name]

    def _by_proof(self, factor: Any) -> int | None:
        if not self.given or len(factor.to_dict()) > MAX_TERMS:
            return None
        if self.proved((), comparison(self.space, factor, ">")):
            return 1
        if self.proved((), comparison(self.space, factor, "<")):
            return -1
        return 0 if self.proved((), comparison(self.space, factor, "==")) else None

    def needs(self, value: Ratio, sense: Sense) -> Alternatives:
        """Write what a ratio needs to be positive (or negative): signs of its factors."""
        if value.numer.is_zero():
            return ()
        number, parts = self.space.factors(value.numer * value.denom)
        sign = 1 if number > 0 else -1
        apart: list[Condition] = []
        open_ = []
        for factor, power in parts:
            known = self._sign(factor)
            if known == 0:
                return ()
            if known is not None:
                sign *= known**power
            elif power % 2:
                open_.append(factor)
            else:
                apart.append(comparison(self.space, factor, "!="))
        wanted = sense * sign
        if not open_:
            return (tuple(apart),) if wanted > 0 else ()
        if len(open_) > MAX_SPLIT:
            whole = self.space.one
            for factor in open_:
                whole *= factor
            return ((comparison(self.space, whole, ">" if wanted > 0 else "<"), *apart),)
        return tuple(
            (
                *(
                    comparison(self.space, factor, ">" if s > 0 else "<")
                    for factor, s in zip(open_, signs, strict=True)
                ),
                *apart,
            )
            for signs in product((1, -1), repeat=len(open_))
            if _times(signs) == wanted
        )

    def zeros(self, value: Ratio) -> Alternatives:
        """Write when a ratio is zero: one of its factors is."""
        if value.numer.is_zero():
            return ((),)
        found = []
        for factor, _ in self.space.factors(value.numer)[1]:
            known = self._sign(factor)
            if known == 0:
                return ((),)
            if known is None and comparison(self.space, factor, "!=") not in self.given:
                found.append((comparison(self.space, factor, "=="),))
        return tuple(found)

    def same_sign(self, values: Sequence[Any]) -> Alternatives:
        """Write what polynomials need to be all positive, or all negative."""
        found: list[tuple[Condition, ...]] = []
        for sense in _SENSES:
            each = [self.needs(Ratio(v, self.space.one), sense) for v in values]
            found += self.all_of(each)
        return tuple(found)

    def all_of(self, parts: Sequence[Alternatives]) -> Alternatives:
        """Write that each of several holds: what is impossible is left out, each reduced."""
        count = 1
        for part in parts:
            count *= len(part)
        if count > MAX_ALTERNATIVES**2:
            return _unsplit(parts)
        found: dict[tuple[Condition, ...], None] = {}
        for chosen in product(*parts):
            conditions = tuple(dict.fromkeys(c for each in chosen for c in each))
            if not self._contradict(conditions):
                found[self.reduced(conditions)] = None
        return _absorbed(tuple(found))

    def _contradict(self, conditions: tuple[Condition, ...]) -> bool:
        if len(conditions) > 1 and _opposed(conditions):
            return True
        return (
            bool(conditions)
            and bool(self.given or len(conditions) > 1)
            and self.refuted(conditions)
        )

    def reduced(self, conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        """Leave out what follows from the rest."""
        kept = list(conditions)
        for condition in conditions:
            others = [each for each in kept if each != condition]
            if (others or self.given) and self.proved(others, condition):
                kept = others
        return tuple(kept)


_SENSES: tuple[Sense, Sense] = (1, -1)


def _times(signs: Iterable[int]) -> int:
    whole = 1
    for sign in signs:
        whole *= sign
    return whole


def _opposed(conditions: tuple[Condition, ...]) -> bool:
    """Whether two comparisons have the same sides and relations that exclude each other."""
    seen: dict[tuple[Any, Any], set[str]] = {}
    for left, relation, right in _comparisons(conditions):
        seen.setdefault((left, right), set()).add(relation)
    return any(
        len(relations & {"<", ">", "=="}) > 1 or {"==", "!="} <= relations
        for relations in seen.values()
    )


def _comparisons(conditions: Iterable[Condition]) -> Iterator[tuple[Any, str, Any]]:
    for condition in conditions:
        if isinstance(condition, Comparison):
            yield condition.left, condition.relation, condition.right


def _absorbed(found: Alternatives) -> Alternatives:
    """Drop an alternative that says more than another one."""
    sets = [frozenset(each) for each in found]
    return tuple(
        each
        for number, each in enumerate(found)
        if not any(
            other < sets[number] or (other == sets[number] and place < number)
            for place, other in enumerate(sets)
        )
    )


_JOINED: dict[frozenset[str], Relation] = {
    frozenset({">", "=="}): ">=",
    frozenset({"<", "=="}): "<=",
    frozenset({"<", ">"}): "!=",
    frozenset({">=", ">"}): ">=",
    frozenset({"<=", "<"}): "<=",
    frozenset({">=", "=="}): ">=",
    frozenset({"<=", "=="}): "<=",
}


_WHOLE = (frozenset({"==", "!="}), frozenset({"<=", ">"}), frozenset({">=", "<"}))


def united(ways: Alternatives) -> Alternatives:
    """Write two alternatives that differ in one relation only as one.

    ``a > b`` or ``a == b`` is ``a >= b``.
    """
    found = list(dict.fromkeys(ways))
    if () in found:
        return ((),)
    for first, second in combinations(found, 2):
        apart = [(set(first) - set(second)), (set(second) - set(first))]
        if [len(each) for each in apart] != [1, 1]:
            continue
        (one,), (other,) = apart
        if not (isinstance(one, Comparison) and isinstance(other, Comparison)):
            continue
        if (one.left, one.right) != (other.left, other.right):
            continue
        relations = frozenset({one.relation, other.relation})
        relation = _JOINED.get(relations)
        if relation is not None:
            whole = Comparison(one.left, relation, one.right)
            joint = tuple(whole if each == one else each for each in first)
        elif relations in _WHOLE:
            joint = tuple(each for each in first if each != one)
        else:
            continue
        return united(tuple(joint if way is first else way for way in found if way is not second))
    return tuple(found)


def _unsplit(parts: Sequence[Alternatives]) -> Alternatives:
    """Write a conjunction of alternatives without multiplying it out."""
    from vcgame.derive.statement import all_of, any_of

    conditions: list[Condition] = []
    for part in parts:
        if not part:
            return ()
        if len(part) == 1:
            conditions += part[0]
        else:
            conditions.append(any_of(all_of(each) for each in part))
    return (tuple(dict.fromkeys(conditions)),)
