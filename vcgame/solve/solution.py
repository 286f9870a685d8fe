"""A model solved at a point: the game in numbers, the answer, and its regime."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.point import extensive_game, strategic_game
from vcgame.forms.strategic import StrategicGame
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.model.point import is_true
from vcgame.solve.answer import Answer
from vcgame.solve.nash import solve_nash
from vcgame.solve.pure import solve_pure
from vcgame.solve.regime import regime_label, tree_label
from vcgame.solve.subgame import TreeAnswer, solve_tree

__all__ = [
    "Concept",
    "Solution",
    "Solver",
    "check_assumptions",
    "solve",
    "within_assumptions",
]

Concept = Literal["nash", "pure", "subgame-perfect"]
Solver = Literal["exact", "nashpy"]

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
    game: StrategicGame | ExtensiveGame
    answer: Answer | TreeAnswer
    regime: str


def within_assumptions(model: Model, values: Mapping[str, Fraction]) -> str | None:
    """Name the first assumption that a point breaks, or that is not decided, or ``None``."""
    for assumption in model.assumptions:
        verdict = is_true(assumption, values)
        if verdict is None:
            return f"{to_text(assumption)} (an irrational tie, not decided)"
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
        ``"nash"`` (two players: all extreme equilibria; more players: the pure ones, and the
        answer says that it is not complete), ``"pure"`` (all pure equilibria of any number of
        players), or ``"subgame-perfect"`` (trees). Left out, the first of these that the game
        allows a complete answer to.
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
    point = model.values(instance, values)
    check_assumptions(model, point)
    if model.form == "extensive":
        return _solve_tree(model, point, concept, solver)
    game = strategic_game(model, point)
    answer = _answer(model, point, game, concept, solver)
    return Solution(model, point, game, answer, regime_label(game, answer.equilibria))


def _solve_tree(
    model: Model, point: Mapping[str, Fraction], concept: Concept | None, solver: Solver
) -> Solution:
    if concept not in (None, "subgame-perfect"):
        raise UnsupportedError(
            f"{model.id} is a tree: {concept!r} is for games with [payoffs]; "
            "the concept 'subgame-perfect' works here"
        )
    if solver != "exact":
        raise UnsupportedError(_NO_NASHPY)
    game = extensive_game(model, point)
    answer = solve_tree(game, refine=lambda bits: extensive_game(model, point, bits))
    return Solution(model, point, game, answer, tree_label(game, answer.equilibria))


def _answer(
    model: Model,
    point: Mapping[str, Fraction],
    game: StrategicGame,
    concept: Concept | None,
    solver: Solver,
) -> Answer:
    count = len(game.players)
    if concept == "subgame-perfect":
        raise UnsupportedError(
            f"{model.id} has no tree: 'subgame-perfect' is for models with [[nodes]]; "
            f"the concept {'nash' if count == 2 else 'pure'!r} works here"
        )

    def refine(bits: int) -> StrategicGame:
        return strategic_game(model, point, bits)

    if solver == "nashpy":
        if count != 2 or concept == "pure":
            raise UnsupportedError(_NO_NASHPY)
        from vcgame.solve.peer import solve_with_nashpy

        return solve_with_nashpy(game, exact=solve_nash(game, refine=refine))
    if count == 2 and concept != "pure":
        return solve_nash(game, refine=refine)
    answer = solve_pure(game, refine=refine)
    if concept != "nash" or not answer.complete:
        return answer
    why = f"mixed equilibria of {count} players are not searched; listed are the pure equilibria"
    return replace(answer, concept="nash", complete=False, why=why)
