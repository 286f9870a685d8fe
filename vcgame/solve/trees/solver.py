"""A tree solved by the concept that is asked for; the solvers are imported when they are needed."""

from __future__ import annotations

from collections.abc import Callable

from vcgame.forms.extensive import ExtensiveGame
from vcgame.solve.concepts import Concept
from vcgame.solve.subgame import TreeAnswer, solve_tree
from vcgame.solve.trees.assessment import AssessmentAnswer

__all__ = ["solve_tree_by"]


def solve_tree_by(
    game: ExtensiveGame, concept: Concept, refine: Callable[[int], ExtensiveGame] | None = None
) -> TreeAnswer | AssessmentAnswer:
    """Find the equilibria of a tree.

    Parameters
    ----------
    game
        A tree with perfect recall.
    concept
        ``"subgame-perfect"``, ``"perfect-bayesian"`` or ``"nash"``.
    refine
        Gives the game at a higher precision; called where a tie cannot be decided.
    """
    if concept == "perfect-bayesian":
        from vcgame.solve.trees.perfect_bayesian import solve_perfect_bayesian

        return solve_perfect_bayesian(game, refine=refine)
    if concept == "nash":
        from vcgame.solve.trees.nash import solve_nash_of_tree

        return solve_nash_of_tree(game, refine=refine)
    if game.perfect_information:
        return solve_tree(game, refine=refine)
    from vcgame.solve.trees.subgame_perfect import solve_subgame_perfect

    return solve_subgame_perfect(game, refine=refine)
