"""That no rest point inside is missed, by other ways to find them."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from population_texts import cube, population_model

from vcgame.derive.dynamics.at_point import stability_at
from vcgame.derive.dynamics.dynamics import dynamics
from vcgame.model.model import Model
from vcgame.solve.answer import Answer
from vcgame.solve.solution import solve


def numbers(seed: int) -> Model:
    draw = random.Random(seed)  # noqa: S311  any games will do
    rows = [[str(draw.randint(-9, 9)) for _ in range(3)] for _ in range(8)]
    return cube(rows, {"unused": 1})


@pytest.mark.parametrize("seed", range(12))
def test_every_mixed_equilibrium_of_three_players_rests(seed: int) -> None:
    model = numbers(seed)
    found = stability_at(dynamics(model), model.values())
    answer = solve(model).answer
    assert isinstance(answer, Answer)
    for equilibrium in answer.equilibria:
        state = [float(mixture[0]) for mixture in equilibrium.profile]
        if sum(share in (0, 1) for share in state) == 2:
            continue  # the end of a piece of an edge that rests as a whole
        near = [
            each
            for each in found
            if each.inside
            and max(abs(float(a) - b) for a, b in zip(each.values, state, strict=True)) < 1e-9
        ]
        assert len(near) == 1
        if not set(state) <= {0.0, 1.0}:
            assert near[0].label in ("saddle", "centre", "non-hyperbolic")
            assert not near[0].evolutionary


def test_inside_a_cube_a_quadratic_has_both_its_roots() -> None:
    rows = []
    for profile in product("cd", repeat=3):
        x, y, z = ((1 if own == "c" else 0) for own in profile)
        gains = (2 * y + 3 * z - 6 * y * z - 1, 4 * x + z - 6 * x * z - 1, 5 * x - y - 2)
        rows.append([str(g) if own else "0" for g, own in zip(gains, (x, y, z), strict=True)])
    model = cube(rows, {"unused": 1})
    answer = dynamics(model)
    found = stability_at(answer, model.values())
    interior = [point.id for point in answer.points if point.place == "interior"]
    inner = [each for each in found if each.id in interior]
    for each in inner:
        x, y, z = map(float, each.values)
        assert abs(2 * y + 3 * z - 6 * y * z - 1) < 1e-9
        assert abs(4 * x + z - 6 * x * z - 1) < 1e-9
        assert abs(5 * x - y - 2) < 1e-9
    # y = 5 x - 2; (10 x - 5) (6 x - 1) = (4 x - 1) (30 x - 15), as z is eliminated
    roots = np.roots([60 - 120, -10 - 30 + 60 + 30, 5 - 15])
    assert sorted(float(each.values[0]) for each in inner) == pytest.approx(sorted(roots.real))


def test_a_system_in_which_nothing_stands_linearly() -> None:
    model = population_model(
        [["f", "g"], ["m", "n"]],
        {
            (own, other): [
                "a - x^2*y^2" if own == "f" else "0",
                "x^2 + y^2 - c" if other == "m" else "0",
            ]
            for own in "fg"
            for other in "mn"
        },
        {"a": "1/16", "c": "3/5"},
        shares={"x": "p1.f", "y": "p2.m"},
    )
    answer = dynamics(model)
    interior = next(point for point in answer.points if point.place == "interior")
    assert interior.values is None
    found = [each for each in stability_at(answer, model.values()) if each.id == interior.id]
    assert len(found) == 8  # x**2 and y**2 are the roots of t**2 - 3/5 t + 1/16
    assert {each.label for each in found if each.inside} == {"saddle", "source"}
    for each in found:
        x, y = map(float, each.values)
        assert abs(x * x + y * y - 0.6) < 1e-12
        assert abs(x * x * y * y - 1 / 16) < 1e-12


def test_cubic_gain_of_one_population() -> None:
    model = population_model(
        [["h", "l"]],
        {("h",): ["(x - 1/4)*(x - 1/2)*(3/4 - x)*k"], ("l",): ["0"]},
        {"k": 1},
        shares={"x": "p1.h"},
        assumptions=["k > 0"],
    )
    answer = dynamics(model)
    assert [point.id for point in answer.points] == ["E1", "E2", "E3", "E4", "E5"]
    found = sorted(stability_at(answer, model.values()), key=lambda each: each.values[0])
    assert [(each.values[0], each.label, each.evolutionary) for each in found] == [
        (Fraction(0), "source", False),
        (Fraction(1, 4), "sink", True),
        (Fraction(1, 2), "source", False),
        (Fraction(3, 4), "sink", True),
        (Fraction(1), "source", False),
    ]


def test_four_populations_at_a_point() -> None:
    draw = random.Random(3)  # noqa: S311  any game will do
    profiles = list(product("cd", repeat=4))
    payoffs = {p: [str(draw.randint(-9, 9)) for _ in range(4)] for p in profiles}
    model = population_model([["c", "d"]] * 4, payoffs, {"unused": 1})
    found = stability_at(dynamics(model), model.values())
    assert sum(set(each.values) <= {0, 1} for each in found) == 16
    mixed = [each for each in found if not set(each.values) & {0, 1}]
    assert all(each.label not in ("sink", "source") for each in mixed)
