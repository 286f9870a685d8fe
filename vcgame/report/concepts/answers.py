"""What ``vcgame solve --concept`` says of concepts whose answers are no list of equilibria."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from vcgame.errors import NotAlgebraicError, UsageError
from vcgame.forms.fixed import table_form
from vcgame.forms.point import strategic_game
from vcgame.model.formula.parser import parse_expression
from vcgame.model.formula.polynomials import Field
from vcgame.model.model import Model
from vcgame.model.text import Language
from vcgame.report.tables.cells import exact
from vcgame.report.tables.table import Table
from vcgame.solve.concepts import CONCEPTS, Concept, check_concept

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["ConceptAnswer", "ConceptOptions", "concept_answer", "has_answer", "objective_weights"]


@dataclass(frozen=True, slots=True)
class ConceptOptions:
    """What some concepts can be told besides the game.

    Attributes
    ----------
    precision
        Lambda of logit quantal response; ``None`` follows the whole branch.
    objective
        For correlated equilibria: per player, the weight of the payoff.
    leader
        For Stackelberg commitment: who moves first; the first player if left out.
    weak
        For iterated dominance: whether weakly dominated strategies go too.
    """

    precision: Fraction | None = None
    objective: Mapping[str, Fraction] | None = None
    leader: str | None = None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class ConceptAnswer:
    """An answer, ready to be told.

    Attributes
    ----------
    table, described
        For people and for programs.
    method, complete, why
        As the solver says.
    figure
        Draws it, where there is something to draw.
    """

    table: Table
    described: dict[str, Any]
    method: str
    complete: bool
    why: str
    figure: Callable[[Language], Figure] | None = None


def has_answer(concept: str) -> bool:
    """Whether a concept is answered here, and not by a list of equilibria."""
    return concept in CONCEPTS and concept not in _equilibria()


def _equilibria() -> tuple[str, ...]:
    from typing import get_args

    return get_args(Concept)


def concept_answer(
    model: Model,
    values: Mapping[str, Fraction],
    concept: str,
    options: ConceptOptions | None = None,
) -> ConceptAnswer:
    """Answer by a concept at a point.

    Raises
    ------
    UnsupportedError
        For a form of game that the concept is not for.
    UsageError
        For an unknown player.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> model = load_model("subsidy-war")
    >>> answer = concept_answer(model, model.values(), "iterated-dominance")
    >>> answer.complete, answer.described["survivors"]["city_1"]
    (True, ['subsidy'])
    """
    check_concept(model, concept)
    told = options or ConceptOptions()
    if concept == "quantal-response":
        return _quantal_response(model, values, told)
    if concept == "stackelberg":
        return _stackelberg(model, values, told)
    if concept in ("correlated", "coarse-correlated"):
        return _correlated(model, values, told, coarse=concept == "coarse-correlated")
    return _of_any_form(model, values, concept, told)


def _headed(
    model: Model,
    values: Mapping[str, Fraction],
    concept: str,
    answer: Any,
    described: dict[str, Any],
) -> dict[str, Any]:
    head = {
        "model": model.id,
        "status": model.status,
        "parameters": {name: exact(value) for name, value in values.items()},
        "concept": concept,
        "method": answer.method,
        "complete": answer.complete,
        "why": answer.why,
    }
    return head | {key: value for key, value in described.items() if key not in head}


def _quantal_response(
    model: Model, values: Mapping[str, Fraction], options: ConceptOptions
) -> ConceptAnswer:
    from vcgame.report.concepts.quantal_response import logit_json, logit_table
    from vcgame.solve.quantal.quantal_response import logit_at, logit_branch

    game = strategic_game(model, values)
    whole = options.precision is None
    answer = logit_branch(game) if options.precision is None else logit_at(game, options.precision)

    def figure(language: Language) -> Figure:
        from vcgame.report.concepts.logit_picture import draw_logit, logit_picture

        return draw_logit(logit_picture(model, answer), language)

    described = _headed(model, values, "quantal-response", answer, logit_json(game, answer))
    table = logit_table(model, answer)
    drawing = figure if whole else None
    return ConceptAnswer(table, described, answer.method, answer.complete, answer.why, drawing)


def _correlated(
    model: Model, values: Mapping[str, Fraction], options: ConceptOptions, *, coarse: bool
) -> ConceptAnswer:
    from vcgame.report.concepts.correlated import correlated_json, correlated_table
    from vcgame.solve.correlation.correlated import solve_correlated

    game = strategic_game(model, values)
    answer = solve_correlated(game, coarse=coarse, weights=options.objective)
    described = _headed(model, values, answer.concept, answer, correlated_json(game, answer))
    table = correlated_table(model, game, answer)
    return ConceptAnswer(table, described, answer.method, answer.complete, answer.why)


def _stackelberg(
    model: Model, values: Mapping[str, Fraction], options: ConceptOptions
) -> ConceptAnswer:
    from vcgame.report.concepts.stackelberg import stackelberg_json, stackelberg_table
    from vcgame.solve.commitment.stackelberg import solve_stackelberg

    game = strategic_game(model, values)
    answer = solve_stackelberg(game, options.leader)
    described = _headed(model, values, "stackelberg", answer, stackelberg_json(game, answer))
    table = stackelberg_table(model, answer)
    return ConceptAnswer(table, described, answer.method, answer.complete, answer.why)


def _of_any_form(
    model: Model, values: Mapping[str, Fraction], concept: str, options: ConceptOptions
) -> ConceptAnswer:
    """Answer by a concept that looks at strategies: of a tree, at plans of action."""
    named, game = table_form(model, values)
    answer: Any
    if concept == "iterated-dominance":
        from vcgame.report.concepts.dominance import elimination_json, elimination_table
        from vcgame.solve.reasoning.elimination import eliminate

        answer = eliminate(game, weak=options.weak)
        table, described = elimination_table(named, game, answer), elimination_json(game, answer)
    elif concept == "rationalisable":
        from vcgame.report.concepts.dominance import rationalisable_json, rationalisable_table
        from vcgame.solve.reasoning.rationalisable import rationalisable

        answer = rationalisable(game)
        table = rationalisable_table(named, game, answer)
        described = rationalisable_json(game, answer)
    else:
        from vcgame.report.concepts.risk_dominance import (
            risk_dominance_json,
            risk_dominance_table,
        )
        from vcgame.solve.reasoning.risk_dominance import risk_dominance

        answer = risk_dominance(game)
        table = risk_dominance_table(named, game, answer)
        described = risk_dominance_json(game, answer)
    head = _headed(model, values, concept, answer, described)
    return ConceptAnswer(table, head, answer.method, answer.complete, answer.why)


def objective_weights(model: Model, text: str) -> dict[str, Fraction]:
    """Read an objective such as ``2*firm_1 - firm_2``: weights of the players' payoffs.

    Raises
    ------
    ExpressionError
        For what is no formula in the players' ids.
    UsageError
        For one that is not linear.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> {k: str(v) for k, v in objective_weights(load_model("subsidy-war"), "city_1/2").items()}
    {'city_1': '1/2', 'city_2': '0'}
    """
    ids = tuple(player.id for player in model.players)
    wrong = f"--objective {text!r} is not linear in the players; write e.g. 2*{ids[0]} - {ids[-1]}"
    try:
        ratio = Field(ids).fraction(parse_expression(text, ids))
    except NotAlgebraicError as error:
        raise UsageError(wrong) from error
    if not ratio.denom.is_constant():
        raise UsageError(wrong)
    bottom = Fraction(str(ratio.denom.leading_coefficient()))
    weights = dict.fromkeys(ids, Fraction(0))
    for powers, value in ratio.numer.to_dict().items():
        if sum(powers) != 1:
            raise UsageError(wrong)
        weights[ids[powers.index(1)]] = Fraction(str(value)) / bottom
    return weights
