"""Roots, exponentials and logarithms as unknowns of their own, with what is known of them.

A root is determined by polynomial conditions; of an exponential and a logarithm only the signs,
the tangents and the order are used. What is known of a function stands beside the comparison that
it is in, which has no value where the function has none. The conditions that come out hold at all
points where the ones that go in do, so that a proof that they cannot hold is a proof for those
too; a point that satisfies them is still to be checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations, islice
from typing import Final, Literal

from vcgame.derive.branches import has_branches, without_branches
from vcgame.errors import NotAlgebraicError
from vcgame.model.formula.expression import (
    And,
    Call,
    Comparison,
    Condition,
    Expression,
    Name,
    Negation,
    Node,
    Not,
    Number,
    Or,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    children,
    constant,
    is_rational,
)
from vcgame.model.formula.plain import to_text

__all__ = ["with_unknowns"]

ZERO: Final = Number(Fraction(0))
ONE: Final = Number(Fraction(1))
MAX_ROOT: Final = 6
MAX_POWER: Final = 12
MAX_ORDERED: Final = 4
"""Roots and powers up to these degrees are used, and the order of so many exponentials."""


def with_unknowns(conditions: Iterable[Condition]) -> tuple[list[Condition], dict[str, Expression]]:
    """Write conditions with unknowns in the place of functions.

    Returns
    -------
    conditions, unknowns
        The conditions with what is known of the unknowns, and for each unknown the formula that
        it stands for, which is its name too.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_condition
    >>> written, _ = with_unknowns([parse_condition("sqrt(x) > 2", ["x"])])
    >>> [to_text(condition) for condition in written]
    ['x >= 0 and sqrt(x) >= 0 and sqrt(x)**2 == x and sqrt(x) > 2']
    """
    lifter = _Lifter()
    written = [lifter.condition(condition) for condition in conditions]
    return [*written, *lifter.orders()], lifter.unknowns


_ORDERS: Final[tuple[Relation, ...]] = ("<", "==", ">")
_OPPOSITE: Final[dict[Relation, Relation]] = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
}


class _Lifter:
    """Replaces functions; negations are pushed down to the comparisons on the way."""

    def __init__(self) -> None:
        self.unknowns: dict[str, Expression] = {}
        self._facts: list[Condition] = []
        self._grown: dict[str, Expression] = {}

    def condition(self, condition: Condition, *, negated: bool = False) -> Condition:
        """Replace functions in a condition."""
        match condition:
            case Comparison(left, relation, right):
                if not is_rational(condition) and has_branches(condition):
                    try:
                        return self.condition(without_branches(condition), negated=negated)
                    except NotAlgebraicError:
                        return Not(condition) if negated else condition
                self._facts = []
                sides = self.formula(left), self.formula(right)
                written = Comparison(
                    sides[0], _OPPOSITE[relation] if negated else relation, sides[1]
                )
                return And((*self._facts, written)) if self._facts else written
            case Not(part):
                return self.condition(part, negated=not negated)
            case And(parts) | Or(parts):
                inner = tuple(self.condition(part, negated=negated) for part in parts)
                return And(inner) if isinstance(condition, And) != negated else Or(inner)

    def formula(self, formula: Expression) -> Expression:
        """Replace functions in a formula, from the inside out."""
        match formula:
            case Sum(parts):
                return Sum(tuple(map(self.formula, parts)))
            case Product(parts):
                return Product(tuple(map(self.formula, parts)))
            case Negation(part):
                return Negation(self.formula(part))
            case Quotient(above, below):
                return Quotient(self.formula(above), self.formula(below))
            case Call("sqrt" | "exp" | "log" as function, (part,)):
                return self._call(function, self.formula(part))
            case Power(base, exponent):
                return self._power(self.formula(base), exponent)
        return formula

    def _unknown(self, formula: Expression) -> Name:
        name = to_text(formula)
        self.unknowns[name] = formula
        return Name(name)

    def _call(self, function: Literal["sqrt", "exp", "log"], inside: Expression) -> Expression:
        found = self._unknown(Call(function, (inside,)))
        match function:
            case "sqrt":
                self._root(found, inside, 2)
            case "exp":
                self._facts.append(Comparison(found, ">", ZERO))
                less = Sum((ONE, Negation(inside)))
                self._facts.append(Comparison(found, ">=", Sum((ONE, inside))))
                self._facts.append(Comparison(Product((found, less)), "<=", ONE))
                if not _contains_division(inside):
                    self._grown[found.id] = inside
            case "log":
                less = Sum((inside, Negation(ONE)))
                self._facts.append(Comparison(inside, ">", ZERO))
                self._facts.append(Comparison(found, "<=", less))
                self._facts.append(Comparison(Product((inside, found)), ">=", less))
        return found

    def _root(self, found: Name, inside: Expression, degree: int) -> None:
        power = Power(found, Number(Fraction(degree)))
        self._facts.append(Comparison(inside, ">=", ZERO))
        self._facts.append(Comparison(found, ">=", ZERO))
        self._facts.append(Comparison(power, "==", inside))

    def _power(self, base: Expression, exponent: Expression) -> Expression:
        power = constant(exponent)
        if power is not None and power.denominator == 1:
            return Power(base, exponent)
        if power is None or power.denominator > MAX_ROOT or abs(power.numerator) > MAX_POWER:
            found = self._unknown(Power(base, self.formula(exponent)))
            negative = Comparison(base, "<=", ZERO)  # zero to a power may be zero, or one
            self._facts.append(Or((negative, Comparison(found, ">", ZERO))))
            return found
        found = self._unknown(Power(base, Number(Fraction(1, power.denominator))))
        self._root(found, base, power.denominator)
        return Power(found, Number(Fraction(power.numerator)))

    def orders(self) -> list[Condition]:
        """Say that exponentials grow."""
        found: list[Condition] = []
        for (one, first), (other, second) in combinations(
            islice(self._grown.items(), MAX_ORDERED), 2
        ):
            found.append(
                Or(
                    tuple(
                        And(
                            (
                                Comparison(first, relation, second),
                                Comparison(Name(one), relation, Name(other)),
                            )
                        )
                        for relation in _ORDERS
                    )
                )
            )
        return found


def _contains_division(node: Node) -> bool:
    if isinstance(node, Quotient):
        return True
    if isinstance(node, Power):
        power = constant(node.exponent)
        if power is None or power < 0:
            return True
    return any(map(_contains_division, children(node)))
