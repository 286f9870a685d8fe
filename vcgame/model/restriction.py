"""A model with some parameters fixed: the others stay free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from vcgame.errors import EvaluationError, UsageError, nearest
from vcgame.model.formula.expression import Condition, Expression, Number, names, substitute
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.model.point import is_true

__all__ = ["free_parameters", "relaxed", "restricted"]


def relaxed(model: Model) -> Model:
    """Let parameters that take whole numbers take all numbers, as algebra does.

    What is then found for all real numbers holds for the whole ones too.
    """
    if not any(parameter.whole for parameter in model.parameters.values()):
        return model
    parameters = {id: replace(p, whole=False) for id, p in model.parameters.items()}
    return replace(model, parameters=parameters)


def restricted(model: Model, fixed: Mapping[str, Fraction]) -> Model:
    """Write values for some parameters everywhere, and drop these parameters.

    Assumptions that are then true of plain numbers are dropped too. Claims and instances, which
    speak of the whole model, are left out.

    Raises
    ------
    UsageError
        For a name that the model does not have, and for values outside the assumptions.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> model = load_model("subsidy-war")
    >>> small = restricted(model, {"V": Fraction(10)})
    >>> list(small.parameters), [to_text(p) for p in small.payoffs["subsidy", "subsidy"]]
    (['S'], ['(10 - S)/2', '(10 - S)/2'])
    """
    for name in fixed:
        if name not in model.parameters:
            hint = nearest(name, tuple(model.parameters))
            raise UsageError(f"{model.id} has no parameter {name!r}; {hint}")
    if not fixed:
        return model
    values: dict[str, Expression] = {name: Number(value) for name, value in fixed.items()}
    return replace(
        model,
        parameters={name: p for name, p in model.parameters.items() if name not in fixed},
        definitions={
            name: replace(quantity, formula=substitute(quantity.formula, values))
            for name, quantity in model.definitions.items()
        },
        assumptions=tuple(
            substitute(assumption, values)
            for assumption in model.assumptions
            if names(assumption) - fixed.keys() or not _true(model, assumption, fixed)
        ),
        players=tuple(
            player
            if player.number is None
            else replace(player, number=substitute(player.number, values))
            for player in model.players
        ),
        payoffs={
            profile: tuple(substitute(payoff, values) for payoff in payoffs)
            for profile, payoffs in model.payoffs.items()
        },
        nodes=tuple(
            replace(
                node,
                payoffs=tuple(substitute(payoff, values) for payoff in node.payoffs),
                actions=tuple(
                    action
                    if action.probability is None
                    else replace(action, probability=substitute(action.probability, values))
                    for action in node.actions
                ),
            )
            for node in model.nodes
        ),
        transfers=tuple(name for name in model.transfers if name not in fixed),
        instances={},
        claims=(),
    )


def _true(model: Model, assumption: Condition, fixed: Mapping[str, Fraction]) -> bool:
    try:
        verdict = is_true(assumption, fixed)
    except EvaluationError as error:
        raise UsageError(
            f"the assumption {to_text(assumption)!r} of {model.id}: {error}"
        ) from error
    if verdict is False:
        raise UsageError(f"outside the assumptions of {model.id}: {to_text(assumption)}")
    return bool(verdict)


def free_parameters(model: Model, free: Iterable[str], values: Mapping[str, Fraction]) -> Model:
    """Fix every parameter but some at its value.

    Raises
    ------
    UsageError
        For a name that the model does not have, and for values outside the assumptions.
    """
    kept = tuple(free)
    for name in kept:
        if name not in model.parameters:
            hint = nearest(name, tuple(model.parameters))
            raise UsageError(f"{model.id} has no parameter {name!r}; {hint}")
    return restricted(model, {name: v for name, v in values.items() if name not in kept})
