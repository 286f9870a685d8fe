"""Agreement with Gambit's elimination of strategies that pure strategies strictly dominate.

Weak dominance is not compared: Gambit 17.0.0b2 removes rows that are the only best reply to a
column, such as (4, 2, 0) beside (3, 2, 3).
"""

from __future__ import annotations

import io
import random
from fractions import Fraction
from math import prod

import pygambit
import pytest

from vcgame.forms.point import strategic_game
from vcgame.model.gambit.writing import nfg_text
from vcgame.model.library import model_of
from vcgame.solve.reasoning.elimination import eliminate

SHAPES = [(2, 2), (3, 3), (4, 3), (2, 2, 2), (3, 2, 3), (2, 2, 2, 2)]


def theirs(text: str) -> tuple[tuple[int, ...], ...]:
    """Eliminate round by round, all dominated strategies at once."""
    game = pygambit.read_nfg(io.BytesIO(text.encode()))
    support = game.strategy_support_profile()
    while True:
        left = pygambit.supports.undominated_strategies_solve(support, strict=True)
        if left == support:
            break
        support = left
    return tuple(
        tuple(
            place
            for place, label in enumerate(game.get_strategies(player))
            if label in list(support[player])
        )
        for player in game.players
    )


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_random_games(shape: tuple[int, ...]):
    rng = random.Random(str(shape))  # noqa: S311 - games, not secrets
    for _ in range(25):
        values = " ".join(str(rng.randint(0, 9)) for _ in range(len(shape) * prod(shape)))
        players = " ".join(f'"p{k}"' for k in range(len(shape)))
        sizes = " ".join(map(str, shape))
        model = model_of("g.nfg", f'NFG 1 R "T" {{ {players} }} {{ {sizes} }} {values}')
        answer = eliminate(strategic_game(model, {}), mixed=False)
        assert answer.survivors == theirs(nfg_text(model))
        assert all(
            each.mixture[0][1] == Fraction(1) for removals in answer.rounds for each in removals
        )
