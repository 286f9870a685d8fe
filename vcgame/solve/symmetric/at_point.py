"""A model of alike firms solved at a point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from vcgame.forms.symmetric import SymmetricGame
from vcgame.forms.symmetric_point import symmetric_game, welfare_game
from vcgame.model.model import Model
from vcgame.solve.symmetric.answer import SymmetricAnswer
from vcgame.solve.symmetric.solver import solve_symmetric

__all__ = ["solve_alike"]


def solve_alike(
    model: Model, values: Mapping[str, Fraction]
) -> tuple[SymmetricGame, SymmetricAnswer]:
    """Evaluate a model of alike firms and solve it; totals are counted without transfers.

    Raises
    ------
    UnsupportedError
        For a model of another form.
    EvaluationError
        Where the number of firms is none, or a payoff has no value.
    """
    game = symmetric_game(model, values)
    welfare = welfare_game(model, values, game)
    answer = solve_symmetric(
        game, refine=lambda bits: symmetric_game(model, values, bits), welfare=welfare
    )
    return game, answer if welfare is not None else replace(answer, efficiency=None)
