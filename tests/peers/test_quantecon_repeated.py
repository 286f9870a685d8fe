"""Sets of subgame-perfect payoffs agree with QuantEcon's, which works in floats."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from quantecon.game_theory import NormalFormGame, RepeatedGame

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.repeated.payoff_set import payoff_set
from vcgame.solve.repeated.polygon import distance, hull
from vcgame.solve.repeated.stage import Stage

GAMES = [
    ([[16, 3, 0], [21, 10, -1], [9, 5, -5]], [[9, 13, 3], [1, 4, 0], [0, -4, -15]], "3/10"),
    ([[9, 1], [10, 3]], [[9, 10], [1, 3]], "9/10"),
    ([[3, 0], [5, 1]], [[3, 5], [0, 1]], "3/5"),
    ([[4, 2], [6, 0]], [[4, 6], [2, 0]], "1/2"),
    ([[2, 0], [0, 1]], [[1, 0], [0, 2]], "9/10"),
    ([[5, 0, 1], [6, 2, 0]], [[5, 6, 0], [1, 2, 0]], "7/10"),
]


@pytest.mark.parametrize(("first", "second", "delta"), GAMES)
def test_the_same_set(first: list[list[int]], second: list[list[int]], delta: str) -> None:
    found = payoff_set(
        Stage(StrategicGame.from_matrices(first, second)), Fraction(delta), Fraction(1, 10**5)
    )
    pairs = np.stack([np.array(first, float), np.array(second, float)], axis=-1)
    game = NormalFormGame(pairs)
    peer = RepeatedGame(game, float(Fraction(delta))).equilibrium_payoffs()
    theirs = hull((Fraction(float(x)), Fraction(float(y))) for x, y in peer.points[peer.vertices])
    for one, other in ((found.outer, theirs), (theirs, found.inner)):
        assert distance(one, other) < Fraction(1, 500)
