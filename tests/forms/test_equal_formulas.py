"""Equal irrational formulas are one number; matrices are checked."""

from __future__ import annotations

from fractions import Fraction

import pytest

from vcgame.errors import UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.model.library import load_model
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document
from vcgame.solve.solution import solve

TIE = """
vcgame = 1
id = "tie"
title = "an irrational tie"
players = [{ id = "a", strategies = { u = "u", d = "d" } },
           { id = "b", strategies = { l = "l", r = "r" } }]
[payoffs]
"u, l" = [1, 5]
"u, r" = [2, 4]
"d, l" = [3, "sqrt(11)"]
"d, r" = [1, "sqrt(11)"]
"""


def test_a_tie_of_equal_irrational_formulas_is_seen():
    answer = solve(build_model(read_document(TIE, "tie.toml"))).answer
    assert answer.complete
    assert answer.degenerate
    played = [tuple(round(float(p), 12) for p in e.profile[1]) for e in answer.equilibria]
    assert set(played) == {(1.0, 0.0), (round(1 / 3, 12), round(2 / 3, 12))}
    assert all(e.supports[0] == (1,) for e in answer.equilibria)


def test_a_float_is_the_decimal_that_it_prints_as():
    game = StrategicGame.from_matrices([[0.1]], [["2/3"]])
    assert game.payoffs == ((Fraction(1, 10),), (Fraction(2, 3),))
    assert load_model("boxed-pigs").values(changes={"A": 0.5})["A"] == Fraction(1, 2)


@pytest.mark.parametrize(
    ("A", "B"),
    [
        ([], []),
        ([[]], [[]]),
        ([[1, 2]], [[1], [2]]),
        ([[1, 2], [3]], [[1, 2], [3, 4]]),
        ([["a"]], [[1]]),
        ([[float("nan")]], [[1]]),
    ],
)
def test_wrong_matrices_are_refused(A, B):
    with pytest.raises(UsageError):
        StrategicGame.from_matrices(A, B)
