"""A model solved at a point: the game in numbers, the answer, and its regime."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.point import extensive_game, strategic_game
from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.model.point import is_true
from vcgame.solve.answer import Answer
from vcgame.solve.concepts import Concept, check_concept, concept_of
from vcgame.solve.many.solver import solve_many
from vcgame.solve.nash import solve_nash
from vcgame.solve.pure import solve_pure
from vcgame.solve.regime import assessment_label, regime_label, tree_label
from vcgame.solve.subgame import TreeAnswer
from vcgame.solve.symmetric.answer import SymmetricAnswer
from vcgame.solve.trees.assessment import AssessmentAnswer
from vcgame.solve.trees.solver import solve_tree_by
from vcgame.solve.trio import is_trio, solve_trio

__all__ = [
    "UNDECIDED",
    "Solution",
    "Solver",
    "check_assumptions",
    "solve",
    "within_assumptions",
]

Solver = Literal["exact", "nashpy"]

UNDECIDED: Final = " (an irrational tie, not decided)"
"""Stands behind an assumption that even many digits do not decide."""

_NO_NASHPY = (
    "nashpy is asked for all Nash equilibria of two players in a game with [payoffs], and "
    "nothing else; use the exact solver here"
)


@dataclass(frozen=True, slots=True)
class Solution:
    """What `solve` gives.

    Attributes
    ----------
    model, values
        What was solved, and where.
    game
        The game in numbers.
    answer
        Equilibria with their certificates, and how complete they are.
    regime
        Label of the set of equilibria.
    """

    model: Model
    values: Mapping[str, Fraction]
    game: StrategicGame | ExtensiveGame | SymmetricGame
    answer: Answer | TreeAnswer | AssessmentAnswer | SymmetricAnswer
    regime: str


def within_assumptions(model: Model, values: Mapping[str, Fraction]) -> str | None:
    """Name the first assumption that a point breaks, or that is not decided, or ``None``."""
    for assumption in model.assumptions:
        verdict = is_true(assumption, values)
        if verdict is None:
            return to_text(assumption) + UNDECIDED
        if not verdict:
            return to_text(assumption)
    return None


def check_assumptions(model: Model, values: Mapping[str, Fraction]) -> None:
    """Refuse a point outside the assumptions.

    Raises
    ------
    UsageError
        Naming the first assumption that the point breaks.
    """
    broken = within_assumptions(model, values)
    if broken is not None:
        raise UsageError(f"the point breaks an assumption of {model.id}: {broken}")


def solve(
    model: Model,
    values: Mapping[str, Fraction] | None = None,
    *,
    instance: str | None = None,
    concept: Concept | None = None,
    solver: Solver = "exact",
) -> Solution:
    """Find the equilibria of a model at a point.

    Parameters
    ----------
    model
        The model.
    values
        Parameters that differ from the defaults (or from the instance).
    instance
        Name of an instance of the model.
    concept
        ``"nash"`` (two players: all extreme equilibria; more players, in small games: all
        equilibria, or the continua by name; in larger ones the pure equilibria, and the
        answer says that it is not complete), ``"pure"`` (all pure equilibria of any number of
        players), or ``"subgame-perfect"`` (trees). Left out, the first of these that games of
        this form have an exact solver for.
    solver
        ``"exact"``, or ``"nashpy"`` for a second opinion on two-player games.

    Raises
    ------
    UsageError
        For an unknown name, or a point outside the assumptions.
    UnsupportedError
        For a concept that the form of the game does not allow.
    EvaluationError
        Where a payoff has no value.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> solve(load_model("boxed-pigs"), {"A": Fraction(2)}).regime
    'press, wait'
    """
    check_concept(model, concept)
    point = model.values(instance, values)
    check_assumptions(model, point)
    if model.form == "extensive":
        return _solve_tree(model, point, concept_of(model, concept), solver)
    if model.form == "symmetric":
        return _solve_alike(model, point, solver)
    game = strategic_game(model, point)
    answer = _answer(model, point, game, concept, solver)
    return Solution(model, point, game, answer, regime_label(game, answer.equilibria))


def _solve_alike(model: Model, point: Mapping[str, Fraction], solver: Solver) -> Solution:
    if solver != "exact":
        raise UnsupportedError(_NO_NASHPY)
    from vcgame.solve.symmetric.at_point import solve_alike
    from vcgame.solve.symmetric.label import symmetric_label

    game, answer = solve_alike(model, point)
    return Solution(model, point, game, answer, symmetric_label(game.strategies, answer))


def _solve_tree(
    model: Model, point: Mapping[str, Fraction], concept: Concept, solver: Solver
) -> Solution:
    if solver != "exact":
        raise UnsupportedError(_NO_NASHPY)
    game = extensive_game(model, point)

    def refine(bits: int) -> ExtensiveGame:
        return extensive_game(model, point, bits)

    answer = solve_tree_by(game, concept, refine)
    if isinstance(answer, TreeAnswer):
        return Solution(model, point, game, answer, tree_label(game, answer.equilibria))
    return Solution(model, point, game, answer, assessment_label(game, answer.equilibria))


def _answer(
    model: Model,
    point: Mapping[str, Fraction],
    game: StrategicGame,
    concept: Concept | None,
    solver: Solver,
) -> Answer:
    count = len(game.players)

    def refine(bits: int) -> StrategicGame:
        return strategic_game(model, point, bits)

    if solver == "nashpy":
        if count != 2 or concept == "pure":
            raise UnsupportedError(_NO_NASHPY)
        from vcgame.solve.peer import solve_with_nashpy

        return solve_with_nashpy(game, exact=solve_nash(game, refine=refine))
    if count == 2 and concept != "pure":
        return solve_nash(game, refine=refine)
    if concept != "pure" and is_trio(game):
        return solve_trio(game)
    if concept == "nash" or (game.exact and concept_of(model, concept) == "nash"):
        return solve_many(game, refine=refine)
    return solve_pure(game, refine=refine)
