"""Equations among the assumptions: one parameter each is expressed by the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from vcgame.derive.regimes.writing import formula
from vcgame.errors import NotAlgebraicError, UnsupportedError
from vcgame.model.formula.expression import (
    And,
    Comparison,
    Condition,
    Expression,
    names,
    substitute,
)
from vcgame.model.formula.plain import to_text
from vcgame.model.formula.polynomials import Field
from vcgame.model.model import Model
from vcgame.model.point import value_at

__all__ = ["Solved", "without_equations"]


@dataclass(frozen=True, slots=True)
class Solved:
    """A model without equations among its assumptions.

    Attributes
    ----------
    model
        In the parameters that are left.
    formulas
        The other parameters, the last that was expressed first.
    equations
        What they follow from.
    """

    model: Model
    formulas: Mapping[str, Expression]
    equations: tuple[Condition, ...]

    def full(self, point: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """Give all parameters their values at a point of the model that is left."""
        values = dict(point)
        for name, expression in self.formulas.items():
            values[name] = value_at(expression, values)
        return values


def without_equations(model: Model) -> Solved:
    """Solve each equation for a parameter that is in it with a plain number as its factor.

    Raises
    ------
    UnsupportedError
        Where there is no such parameter.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from vcgame.model.formula.parser import parse_condition
    >>> from vcgame.model.library import load_model
    >>> model = load_model("subsidy-war")
    >>> solved = without_equations(
    ...     replace(model, assumptions=(parse_condition("V == 2*S + 1", ["V", "S"]),))
    ... )
    >>> list(solved.model.parameters), solved.full({"S": Fraction(3)})
    (['S'], {'S': Fraction(3, 1), 'V': Fraction(7, 1)})
    """
    formulas: dict[str, Expression] = {}
    equations = tuple(_equations(model.assumptions))
    while True:
        equation = next(_equations(model.assumptions), None)
        if equation is None:
            return Solved(model, dict(reversed(formulas.items())), equations)
        name, expression = _expressed(model, equation)
        formulas[name] = expression
        model = _substituted(model, name, expression, equation)


def _equations(assumptions: Sequence[Condition]) -> Iterator[Comparison]:
    for assumption in assumptions:
        if isinstance(assumption, And):
            yield from _equations(assumption.parts)
        elif (
            isinstance(assumption, Comparison) and assumption.relation == "==" and names(assumption)
        ):
            yield assumption


def _expressed(model: Model, equation: Comparison) -> tuple[str, Expression]:
    known = tuple(model.parameters)
    refused = UnsupportedError(
        f"no regimes of {model.id} in all parameters: the equation {to_text(equation)} among its "
        "assumptions is not solved for one of them; fix some of them"
    )
    try:
        field = Field(known)
        gap = field.fraction(equation.left) - field.fraction(equation.right)
    except NotAlgebraicError as error:
        raise refused from error
    if not gap.denom.is_constant():
        raise refused
    levers = {lever.id for lever in model.levers}
    for name in sorted(known, key=lambda each: (each in levers, -known.index(each))):
        place = known.index(name)
        slope = gap.numer.derivative(place)
        if slope.is_constant() and not slope.is_zero():
            rest = gap.numer - slope * field.context.gens()[place]
            return name, formula(rest / -slope, known)
    raise refused


def _substituted(model: Model, name: str, expression: Expression, equation: Comparison) -> Model:
    values = {name: expression}
    return replace(
        model,
        parameters={id: each for id, each in model.parameters.items() if id != name},
        definitions={
            id: replace(quantity, formula=substitute(quantity.formula, values))
            for id, quantity in model.definitions.items()
        },
        assumptions=tuple(
            substitute(part, values)
            for assumption in model.assumptions
            for part in (assumption.parts if isinstance(assumption, And) else (assumption,))
            if part != equation
        ),
        payoffs={
            profile: tuple(substitute(payoff, values) for payoff in payoffs)
            for profile, payoffs in model.payoffs.items()
        },
        transfers=tuple(each for each in model.transfers if each != name),
        instances={
            id: replace(
                instance,
                values={key: value for key, value in instance.values.items() if key != name},
            )
            for id, instance in model.instances.items()
        },
        claims=(),
    )
