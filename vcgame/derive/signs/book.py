"""Signs of polynomials in the parameters, as far as the assumptions decide them.

Polynomials are taken apart into irreducible factors, and each factor is looked at once. Points
within the assumptions refute most of what does not hold; what no point refutes is given to
`vcgame.derive.proof`, so that nothing is taken for true that was not proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Any, Final

from vcgame.derive.decision.satisfaction import decide
from vcgame.derive.proof import Budget, prove
from vcgame.derive.signs.scatter import scattered_points
from vcgame.derive.statement import FALSE
from vcgame.errors import EvaluationError, NotAlgebraicError
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Expression,
    Not,
    Number,
    Power,
    Product,
    Relation,
    size,
)
from vcgame.model.formula.flint_numbers import as_fmpq
from vcgame.model.formula.polynomials import Field
from vcgame.model.formula.terms import FLIPPED, exact_terms, polynomial_formula, two_sided
from vcgame.model.model import Model

__all__ = ["Factor", "SignBook", "Signed"]

MAX_WORK_OF_PROOF: Final = 150
"""Work for one proof at most; all of them share the book's budget."""
MAX_TERMS: Final = 24
EFFORT: Final = 1_000_000
"""A decision is tried first, with so much work, about polynomials of so many terms at most."""

Truth = tuple[bool, ...]

_HOLDS: Final[dict[Relation, tuple[int, ...]]] = {
    "<": (-1,),
    "<=": (-1, 0),
    ">": (1,),
    ">=": (0, 1),
    "==": (0,),
    "!=": (-1, 1),
}
"""Signs of a difference with which a relation holds."""


@dataclass(frozen=True, slots=True)
class Factor:
    """An irreducible polynomial with integer coefficients, and its signs at the book's points."""

    key: str
    polynomial: Any = field(compare=False, repr=False)
    signs: tuple[int, ...] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Signed:
    """A product of powers of factors, compared with zero."""

    powers: tuple[tuple[Factor, int], ...]
    relation: Relation

    @property
    def length(self) -> int:
        """Count the terms of all factors."""
        return sum(len(factor.polynomial) for factor, _ in self.powers)


class SignBook:
    """What is known of signs under the assumptions of one model.

    Parameters
    ----------
    model
        Its parameters and assumptions.
    budget
        Work for all proofs together. When it is spent, less is known, and nothing wrong.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> book = SignBook(load_model("subsidy-war"), Budget(100))
    >>> V, S = book.field.context.gens()
    >>> [to_text(book.written(each)) for each in book.compared([S, V - S], ">=")]
    ['V >= S']
    >>> book.compared([-V, S], ">") is None
    True
    """

    def __init__(self, model: Model, budget: Budget) -> None:
        self.names = tuple(model.parameters) or ("_",)
        self.field = Field(self.names)
        self.budget = budget
        self.assumptions = model.assumptions
        self._points = [
            tuple(as_fmpq(point.get(name, Fraction(0))) for name in self.names)
            for point in scattered_points(model)
        ]
        self._taken_apart: dict[str, list[tuple[Factor, int]]] = {}
        self._factors: dict[str, Factor] = {}
        self._formulas: dict[Factor, Expression] = {}
        self._forms: dict[Factor, tuple[int, Expression]] = {}
        self._written: dict[Signed, Condition] = {}
        self._truths: dict[Signed, Truth] = {}
        self._known: dict[Factor, Relation | None] = {}
        self._nonzero: set[Factor] = set()
        for assumption in model.assumptions:
            match assumption:
                case Comparison(left, "!=", right):
                    self._note(left, right)

    def _note(self, left: Expression, right: Expression) -> None:
        try:
            gap = self.field.fraction(left) - self.field.fraction(right)
        except (NotAlgebraicError, EvaluationError):
            return
        self.exclude_zeros(gap.numer)

    def exclude_zeros(self, polynomial: Any) -> None:
        """Take for granted that a polynomial is not zero, because something is divided by it."""
        self._nonzero.update(factor for factor, _ in self.factored(polynomial)[1])

    def factored(self, polynomial: Any) -> tuple[int, list[tuple[Factor, int]]]:
        """Give the sign of the constant factor and the irreducible factors with their powers."""
        if polynomial.is_zero():
            return 0, []
        sign = 1 if polynomial.leading_coefficient() > 0 else -1
        key = str(polynomial if sign > 0 else -polynomial)
        if key not in self._taken_apart:
            _, parts = polynomial.factor()
            turned = [(-p if p.leading_coefficient() < 0 else p, power) for p, power in parts]
            self._taken_apart[key] = [(self._factor(p), int(power)) for p, power in turned]
        # Leading terms multiply, so the sign is that of the first coefficient.
        return sign, self._taken_apart[key]

    def _factor(self, polynomial: Any) -> Factor:
        key = str(polynomial)
        if key not in self._factors:
            values = [polynomial(*point) for point in self._points]
            signs = tuple((value > 0) - (value < 0) for value in values)
            self._factors[key] = Factor(key, polynomial, signs)
        return self._factors[key]

    def compared(self, parts: Sequence[Any], relation: Relation) -> tuple[Signed, ...] | None:
        """Compare a product of polynomials with zero, without what the assumptions decide.

        Returns
        -------
        tuple of Signed, or None
            What is left to hold, all of it; ``None`` if it cannot hold.
        """
        sign, powers = 1, dict[Factor, int]()
        for part in parts:
            constant, factors = self.factored(part)
            sign *= constant
            for factor, power in factors:
                powers[factor] = powers.get(factor, 0) + power
        kept: dict[Factor, int] = {}
        for factor, power in powers.items():
            known = self.known(factor)
            if known == "==":
                sign = 0
            elif known == "<" and power % 2:
                sign = -sign
            elif known not in (">", "<") and (power % 2 or factor not in self._nonzero):
                kept[factor] = 2 - power % 2
        if not sign or not kept:
            return () if sign in _HOLDS[relation] else None
        if sign < 0:
            relation = FLIPPED[relation]
        return self._atoms(kept, relation)

    def _atoms(self, kept: dict[Factor, int], relation: Relation) -> tuple[Signed, ...] | None:
        """Split what is said of a product into what is said of its factors, where that is plain."""
        if relation == "==":
            left = tuple((f, 1) for f in kept if f not in self._nonzero)
            return (Signed(left, "=="),) if left else None
        apart = [f for f, power in kept.items() if relation == "!=" or power == 2]
        atoms = [Signed(((f, 1),), "!=") for f in apart if f not in self._nonzero]
        if relation == "!=":
            return tuple(atoms)
        odd = {f: power for f, power in kept.items() if power == 1}
        if relation in ("<=", ">="):
            if not odd:
                if relation == ">=":
                    return ()
                left = tuple((f, 1) for f in kept)
                return (Signed(left, "=="),)
            return self._single(tuple(kept.items()), relation)
        if not odd:
            return tuple(atoms) if relation == ">" else None
        rest = self._single(tuple(odd.items()), relation)
        return None if rest is None else (*atoms, *rest)

    def _single(
        self, powers: tuple[tuple[Factor, int], ...], relation: Relation
    ) -> tuple[Signed, ...] | None:
        """Use what is known of a factor that stands alone: it may be never negative, say."""
        if len(powers) == 1:
            factor = powers[0][0]
            known = self.known(factor)
            if known == relation:
                return ()
            if known in (">=", "<="):
                strict: Relation = ">" if known == ">=" else "<"
                touching = () if factor in self._nonzero else (Signed(powers, "!="),)
                equal = None if factor in self._nonzero else (Signed(powers, "=="),)
                return touching if relation == strict else equal if relation[1:] else None
            if factor in self._nonzero:
                relation = "<" if relation[0] == "<" else ">"
        return (Signed(powers, relation),)

    def known(self, factor: Factor) -> Relation | None:
        """Give the sign that the assumptions prove of a factor, if they prove one."""
        if factor not in self._known:
            self._known[factor] = None  # for the proof itself
            self._known[factor] = self._proved(factor)
        return self._known[factor]

    def _proved(self, factor: Factor) -> Relation | None:
        seen = set(factor.signs)
        if {1, -1} <= seen:
            return None
        if seen == {0}:
            options: tuple[Relation, ...] = ("==",)
        elif 0 in seen:
            options = (">=",) if 1 in seen else ("<=",)
        elif seen:
            options = (">", ">=") if 1 in seen else ("<", "<=")
        else:
            options = (">", "<", ">=", "<=")
        if options[0] == ">" and self._all_positive(factor):
            return ">"
        claims = (Signed(((factor, 1),), relation) for relation in options)
        return next((each.relation for each in claims if self._proves((), each)), None)

    def _all_positive(self, factor: Factor) -> bool:
        """Whether all coefficients and all parameters that occur are positive."""
        terms = factor.polynomial.to_dict()
        used = {place for powers in terms for place, power in enumerate(powers) if power}
        if len(terms) == 1 or any(value < 0 for value in terms.values()):
            return False
        generators = self.field.context.gens()
        return all(self.known(self._factor(generators[place])) == ">" for place in sorted(used))

    def seen(self, given: Sequence[Signed]) -> bool:
        """Whether something holds, all of it, at a point that was looked at."""
        return bool(self._points) and _somewhere([*map(self._truth, given)])

    def prefer(self, polynomial: Any, form: Expression) -> None:
        """Write a comparison of a polynomial with zero in another form, if that is shorter."""
        sign, powers = self.factored(polynomial)
        if len(powers) == 1 and powers[0][1] == 1:
            factor = powers[0][0]
            if size(form) < size(self.formula(factor.polynomial)):
                self._forms[factor] = (sign, form)

    def implied(self, given: Sequence[Signed], shown: Signed) -> bool:
        """Whether something was proved to follow from something else and the assumptions."""
        if shown in given:
            return True
        bad = tuple(not holds for holds in self._truth(shown))
        if _somewhere([bad, *map(self._truth, given)]):
            return False
        return self._proves(given, shown)

    def impossible(self, given: Sequence[Signed]) -> bool:
        """Whether it was proved that something cannot hold, all of it, under the assumptions."""
        return not self.seen(given) and self._proves(given, None)

    def _proves(self, given: Sequence[Signed], shown: Signed | None) -> bool:
        conditions = [*self.assumptions, *map(self.written, given)]
        part = Budget(min(MAX_WORK_OF_PROOF, self.budget.left))
        if part.left <= 0:
            return False
        before = part.left
        claim = FALSE if shown is None else self.written(shown)
        about = [*given, shown] if shown else given
        if all(len(f.polynomial.to_dict()) <= MAX_TERMS for each in about for f, _ in each.powers):
            decision = decide([*conditions, Not(claim)], effort=EFFORT, quick=True)
            if decision.finding != "undecided":
                self.budget.left -= 1
                return decision.finding == "empty"
        found = prove(conditions, claim, part).found
        self.budget.left -= before - max(part.left, 0)
        return found

    def _truth(self, signed: Signed) -> Truth:
        """Tell at which of the points it holds."""
        if signed not in self._truths:
            columns = [
                factor.signs if power % 2 else tuple(map(abs, factor.signs))
                for factor, power in signed.powers
            ]
            good = _HOLDS[signed.relation]
            rows = zip(*columns, strict=True)
            self._truths[signed] = tuple(reduce(mul, row) in good for row in rows)
        return self._truths[signed]

    def written(self, signed: Signed) -> Condition:
        """Write it as a comparison."""
        if signed not in self._written:
            self._written[signed] = self._comparison(signed)
        return self._written[signed]

    def _comparison(self, signed: Signed) -> Condition:
        (first, power), *others = signed.powers
        if power == 1 and not others:
            if first in self._forms:
                sign, form = self._forms[first]
                relation = signed.relation if sign > 0 else FLIPPED[signed.relation]
                return Comparison(form, relation, Number(Fraction(0)))
            return two_sided(self.names, exact_terms(first.polynomial), signed.relation)
        factors = tuple(self.power(factor, power) for factor, power in signed.powers)
        whole = factors[0] if len(factors) == 1 else Product(factors)
        return Comparison(whole, signed.relation, Number(Fraction(0)))

    def formula(self, polynomial: Any) -> Expression:
        """Write a polynomial multiplied out."""
        return polynomial_formula(self.names, exact_terms(polynomial))

    def power(self, factor: Factor, power: int) -> Expression:
        """Write a power of a factor."""
        if factor not in self._formulas:
            terms = exact_terms(factor.polynomial)
            self._formulas[factor] = polynomial_formula(self.names, terms)
        base = self._formulas[factor]
        return base if power == 1 else Power(base, Number(Fraction(power)))


def _somewhere(truths: Sequence[Sequence[bool]]) -> bool:
    """Whether all hold at one and the same point."""
    if not truths:
        return True
    return any(all(row) for row in zip(*truths, strict=True))
