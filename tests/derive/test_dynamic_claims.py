"""Claims about population games: proved, refuted with a point, or left open with the reason."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from vcgame.derive.claims import Verdict, check_claims
from vcgame.derive.dynamics.vicinity import LocalGame
from vcgame.errors import FileError
from vcgame.forms.populations import population_game
from vcgame.model.formula.expression import Number
from vcgame.model.library import model_of
from vcgame.model.point import is_true

REGULATOR = """
vcgame = 1
id = "regulator"
title = "Regulator"
assumptions = ["A > 0", "F > 0", "P > 0", "S > 0"]
[parameters]
A = { value = 10, range = [0, 40] }
F = { value = 25, range = [0, 60] }
P = { value = 8, range = [0, 20] }
S = { value = 3, range = [0, 10] }
[[players]]
id = "firm"
strategies = { fake = "fake", honest = "honest" }
[[players]]
id = "state"
strategies = { act = "act", abstain = "abstain" }
[payoffs]
"fake, act" = ["A - F", "P - S"]
"fake, abstain" = ["A", 0]
"honest, act" = [0, "-S"]
"honest, abstain" = [0, 0]
"""

HAWKS = """
vcgame = 1
id = "hawks"
title = "Hawks and doves"
populations = 1
assumptions = ["V > 0", "C > 0"]
[parameters]
V = { value = 2, range = [0, 10] }
C = { value = 4, range = [0, 10] }
[[players]]
id = "one"
strategies = { hawk = "hawk", dove = "dove" }
[[players]]
id = "two"
strategies = { hawk = "hawk", dove = "dove" }
[payoffs]
"hawk, hawk" = ["(V - C)/2", "(V - C)/2"]
"hawk, dove" = ["V", 0]
"dove, hawk" = [0, "V"]
"dove, dove" = ["V/2", "V/2"]
"""


def verdict(model: str, claim: str) -> Verdict:
    text = f'{model}\n[[claims]]\nid = "it"\nsays = "it"\n{claim}\n'
    (found,) = check_claims(model_of("game.toml", text))
    return found


MIXED = 'when = ["P > S", "F > A"]\n'
PROVED = [
    (REGULATOR, MIXED + 'rest_point = { x = "S/P", y = "A/F" }'),
    (REGULATOR, MIXED + 'rest_point = { x = "S/P", y = "A/F" }\nlabel = "centre"\ness = false'),
    (REGULATOR, MIXED + "stable = []"),
    (REGULATOR, 'exactly_when = ["P < S"]\nstable = [{ x = 1, y = 0 }]'),
    (REGULATOR, 'when = ["A > F", "P > S"]\nstable = [{ x = 1, y = 1 }]'),
    (REGULATOR, 'rest_point = { x = 0, y = 0 }\nlabel = "saddle"\ness = false'),
    (REGULATOR, MIXED + 'statics = { raising = "F", lowers = "y" }'),
    (REGULATOR, MIXED + 'statics = { raising = "F", leaves = "x" }'),
    (REGULATOR, MIXED + 'statics = { raising = "A", raises = "y + x" }'),
    (REGULATOR, 'statics = { raising = "A", raises = "A*F" }'),
    (HAWKS, 'exactly_when = ["V <= C"]\nstable = [{ x = "V/C" }]'),  # at V = C all are hawks
    (REGULATOR, 'exactly_when = ["P < S"]\nstable = [{ x = "P/P", y = "P - P" }]'),
    (HAWKS, 'exactly_when = ["V >= C"]\nstable = [{ x = 1 }]'),
    (HAWKS, 'when = ["V < C"]\nrest_point = { x = "V/C" }\nlabel = "sink"\ness = true'),
    (HAWKS, 'when = ["V == C"]\nrest_point = { x = 1 }\nlabel = "non-hyperbolic"\ness = true'),
    (HAWKS, 'rest_point = { x = 0 }\nlabel = "source"\ness = false'),
    (HAWKS, 'when = ["V < C"]\nstatics = { raising = "C", lowers = "x" }'),
]


@pytest.mark.parametrize(("model", "claim"), PROVED)
def test_what_is_true_is_proved(model: str, claim: str) -> None:
    found = verdict(model, claim)
    assert found.outcome == "proved", found
    assert found.points > 0


REFUTED = [
    (REGULATOR, MIXED + 'rest_point = { x = "A/F", y = "S/P" }'),
    (REGULATOR, MIXED + 'rest_point = { x = "S/P", y = "A/F" }\nlabel = "sink"'),
    (REGULATOR, MIXED + 'rest_point = { x = "S/P", y = "A/F" }\ness = true'),
    (REGULATOR, 'when = ["P > S"]\nrest_point = { x = "S/P", y = "A/F" }'),  # y above 1
    (REGULATOR, MIXED + "stable = [{ x = 1, y = 1 }]"),
    (REGULATOR, 'when = ["P < S"]\nstable = []'),
    (REGULATOR, MIXED + 'statics = { raising = "F", lowers = "x" }'),
    (REGULATOR, MIXED + 'statics = { raising = "P", raises = "x" }'),
    (REGULATOR, 'statics = { raising = "F", lowers = "y" }'),  # no mixed state at P < S
    (HAWKS, 'stable = [{ x = "V/C" }]'),
    (HAWKS, 'when = ["V < C"]\nrest_point = { x = "V/C" }\nlabel = "source"'),
    (HAWKS, 'exactly_when = ["V > C"]\nstable = [{ x = 1 }]'),  # at V = C too
    (HAWKS, 'exactly_when = ["V < C"]\nstable = [{ x = "V/C" }]'),  # at V = C too
    (HAWKS, 'when = ["V <= C"]\nstable = [{ x = "V/C" }, { x = 1 }]'),
    (REGULATOR, MIXED + 'stable = [{ x = "S/P", y = "A/F" }]'),
]


@pytest.mark.parametrize(("model", "claim"), REFUTED)
def test_what_is_false_is_refuted_at_a_point(model: str, claim: str) -> None:
    found = verdict(model, claim)
    assert found.outcome == "refuted", found
    assert found.point is not None


def test_one_reading_of_a_symmetric_game_and_the_other() -> None:
    two = HAWKS.replace("populations = 1\n", "")
    claim = 'when = ["V < C"]\nrest_point = { x = "V/C", y = "V/C" }\nlabel = "saddle"\ness = false'
    assert verdict(two, claim).outcome == "proved"
    claim = 'populations = 1\nwhen = ["V < C"]\nrest_point = { x = "V/C" }\nlabel = "sink"'
    assert verdict(two, claim).outcome == "proved"


MISTAKES = [
    ("rest_point = { x = 0, z = 0 }", "no coordinate 'z'"),
    ("rest_point = { x = 0 }", "y is missing"),
    ('rest_point = { x = 0, y = "Q" }', "unknown name 'Q'"),
    ('rest_point = { x = 0, y = 0 }\nlabel = "spiral"', "'spiral' is not allowed"),
    ('inequality = "A > F"\nlabel = "sink"', "label goes with rest_point"),
    ('inequality = "A > F"\nnness = true', "unknown field"),
    ('inequality = "A > F"\npopulations = 1', "populations goes with"),
    ('statics = { raising = "Q", lowers = "x" }', "unknown parameter 'Q'"),
    ('statics = { raising = "F" }', "no effect is named"),
    ('statics = { raising = "F", lowers = "x", raises = "y" }', "stand together"),
    ('statics = { raising = "F", lowers = "q" }', "unknown name 'q'"),
]


@pytest.mark.parametrize(("claim", "wrong"), MISTAKES)
def test_mistakes_are_said(claim: str, wrong: str) -> None:
    with pytest.raises(FileError) as caught:
        verdict(REGULATOR, claim)
    assert wrong in str(caught.value)


def test_what_has_no_closed_form_is_not_decided() -> None:
    rows = ("a", "b", "c")
    numbers = {("a", "b"): 1, ("b", "c"): 1, ("c", "a"): 1}
    payoffs = "".join(
        f'"{i}, {j}" = [{numbers.get((i, j), 0) - numbers.get((j, i), 0)}, '
        f"{numbers.get((j, i), 0) - numbers.get((i, j), 0)}]\n"
        for i in rows
        for j in rows
    )
    players = "".join(
        f'[[players]]\nid = "{id}"\nstrategies = {{ a = "a", b = "b", c = "c" }}\n'
        for id in ("one", "two")
    )
    model = f'vcgame = 1\nid = "rps"\ntitle = "rps"\npopulations = 1\n{players}[payoffs]\n{payoffs}'
    found = verdict(model, 'rest_point = { x1 = "1/3", x2 = "1/3" }\nlabel = "centre"')
    assert found.outcome == "proved"
    found = verdict(model, "stable = []")
    assert found.outcome == "not decided"
    assert "more than two strategies" in found.reason


def cube(draw: random.Random) -> str:
    ids = [("a", "b")] * 3
    payoffs = "".join(
        f'"{i}, {j}, {k}" = [{draw.randint(-3, 3)}, {draw.randint(-3, 3)}, {draw.randint(-3, 3)}]\n'
        for i in ids[0]
        for j in ids[1]
        for k in ids[2]
    )
    players = "".join(
        f'[[players]]\nid = "p{n}"\nstrategies = {{ a = "a", b = "b" }}\n' for n in range(3)
    )
    return f'vcgame = 1\nid = "cube"\ntitle = "cube"\n{players}[payoffs]\n{payoffs}'


def test_labels_of_three_populations_are_those_of_the_eigenvalues() -> None:
    """At corners the Jacobian is that of the gains; floats tell the sign of what is not zero."""
    draw = random.Random(4)  # noqa: S311
    seen = set()
    for _ in range(60):
        game = population_game(model_of("cube.toml", cube(draw)))
        corner = {name: Number(Fraction(draw.randint(0, 1))) for name in game.coordinates}
        local = LocalGame(game, corner)
        one, two, three = (
            float(a.numer.leading_coefficient() if not a.numer.is_zero() else 0)
            for a in local.characteristic
        )
        values = np.roots([1, one, two, three])
        parts = values.real
        (label,) = [
            label
            for label in ("sink", "source", "saddle", "centre", "non-hyperbolic")
            if is_true(local.labelled(label), {})
        ]
        if np.min(np.abs(parts)) < 1e-9:
            assert label == "non-hyperbolic"
        elif np.max(parts) < 0:
            assert label == "sink"
        elif np.min(parts) > 0:
            assert label == "source"
        else:
            assert label == "saddle"
        seen.add(label)
    assert seen == {"sink", "source", "saddle", "non-hyperbolic"}
