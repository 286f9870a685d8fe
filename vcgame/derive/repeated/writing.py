"""Payoffs of alike firms at the two counts that matter, written plainly."""

from __future__ import annotations

from vcgame.derive.proof import Budget, prove
from vcgame.derive.tidy import tidy_formula
from vcgame.errors import EvaluationError
from vcgame.model.formula.exact import holds
from vcgame.model.formula.expression import (
    Call,
    Condition,
    Conditional,
    Expression,
    Negation,
    Node,
    Not,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    children,
    constant,
    names,
)
from vcgame.model.model import Model

__all__ = ["exponent_names", "plainly"]

MAX_WORK = 500
"""Work for all proofs about one formula, counted as in `vcgame.derive.proof`."""


def plainly(model: Model, formula: Expression) -> Expression:
    """Write a formula without the branches that the assumptions exclude, as one fraction.

    What is no ratio of polynomials keeps its form, around parts that are written plainly.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> war = load_model("subsidy-war")  # assumes that V and S are positive
    >>> to_text(plainly(war, parse_expression("(V if S + V > 0 else 0) + 2*V", war.parameters)))
    '3*V'
    """
    return tidy_formula(_Plain(model).written(formula))


class _Plain:
    """Takes the branches that are proved to be taken."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.budget = Budget(MAX_WORK)

    def written(self, formula: Expression) -> Expression:
        value = constant(formula)
        if value is not None:
            return Number(value)
        match formula:
            case Sum(parts):
                return Sum(tuple(map(self.written, parts)))
            case Product(parts):
                return Product(tuple(map(self.written, parts)))
            case Negation(part):
                return Negation(self.written(part))
            case Quotient(above, below):
                return Quotient(self.written(above), self.written(below))
            case Power(base, exponent):
                return Power(tidy_formula(self.written(base)), self.written(exponent))
            case Call(function, parts):
                return Call(function, tuple(map(self.written, parts)))
            case Conditional(then, test, otherwise):
                taken = self._true(test)
                if taken is None:
                    return formula
                return self.written(then if taken else otherwise)
        return formula

    def _true(self, test: Condition) -> bool | None:
        """Whether a test always holds, or never; ``None`` if neither is proved."""
        if not names(test):
            try:
                return holds(test, {})
            except EvaluationError:
                return None
        if prove(self.model.assumptions, test, self.budget).found:
            return True
        if prove(self.model.assumptions, Not(test), self.budget).found:
            return False
        return None


def exponent_names(model: Model) -> tuple[str, ...]:
    """Name the parameters that stand in exponents: formulas are found where they have values.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> exponent_names(load_model("subsidy-war"))
    ()
    """
    found: set[str] = set()
    todo: list[Node] = [formula for formulas in model.payoffs.values() for formula in formulas]
    while todo:
        node = todo.pop()
        if isinstance(node, Power):
            found |= names(node.exponent)
        todo.extend(children(node))
    return tuple(name for name in model.parameters if name in found)
