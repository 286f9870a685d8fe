"""Games whose rest points and stability are known from books and papers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from population_texts import population_model, public_goods, regulator, symmetric, watermelon

from vcgame.derive.dynamics.answer import Dynamics, PointStability
from vcgame.derive.dynamics.at_point import stability_at
from vcgame.derive.dynamics.dynamics import dynamics
from vcgame.errors import UnsupportedError, UsageError
from vcgame.model.formula.exact import holds
from vcgame.model.formula.plain import to_text
from vcgame.model.library import load_model
from vcgame.model.model import Model


def texts(nodes: object) -> list[str]:
    return [to_text(node) for node in nodes]  # type: ignore[attr-defined]


def here(
    model: Model, populations: int | None = None, **changes: object
) -> dict[str, PointStability]:
    found = stability_at(dynamics(model, populations), model.values(changes=changes))
    assert len({each.id for each in found}) == len(found)
    return {each.id: each for each in found}


def label_texts(found: Dynamics, id: str) -> dict[str, list[list[str]]]:
    return {
        label: [texts(way) for way in ways] for label, ways in found.stabilities[id].cases.items()
    }


def test_watermelon_brand() -> None:
    found = here(watermelon())
    assert [each.label for each in found.values()] == [
        "sink",
        "source",
        "source",
        "sink",
        "saddle",
    ]
    assert found["E1"].eigenvalues == (-0.3875, -0.075)
    assert found["E4"].eigenvalues == (-0.6, -0.06)
    inner = found["E5"]
    assert inner.values == (Fraction(5, 9), Fraction(31, 79))
    assert [round(each.real, 4) for each in inner.eigenvalues] == [0.0886, -0.0886]
    assert [round(float(value), 4) for value in inner.values] == [0.5556, 0.3924]
    assert [each.evolutionary for each in found.values()] == [True, False, False, True, False]
    assert [each.strict for each in found.values()] == [True, False, False, True, False]


def test_inspection_of_fakers_has_a_centre() -> None:
    found = dynamics(regulator())
    assert texts(found.evolution.rates) == ["x*(1 - x)*(A - F*y)", "y*(1 - y)*(P*x - S)"]
    inner = found.points[4]
    assert texts(inner.values) == ["S/P", "A/F"]
    assert texts(inner.exists) == ["P > S", "A < F"]
    assert label_texts(found, "E5") == {"centre": [[]]}
    assert to_text(found.linearisations["E5"].trace) == "0"
    assert label_texts(found, "E1") == {"saddle": [[]]}
    assert label_texts(found, "E3") == {
        "sink": [["P < S"]],
        "saddle": [["P > S"]],
        "non-hyperbolic": [["P == S"]],
    }
    assert [point.id for point in found.points] == ["E1", "E2", "E3", "E4", "E5", "L1", "L2"]
    assert texts(found.points[5].exists) == ["P == S"]
    assert found.stabilities["E5"].evolutionary is None
    at = here(regulator())["E5"]
    assert at.values == (Fraction(3, 8), Fraction(2, 5))
    assert at.label == "centre"
    assert at.determinant == Fraction(45, 4)
    assert at.trace == 0


def test_a_fine_that_rises_with_the_fakers_makes_it_a_sink() -> None:
    found = dynamics(regulator(rising=True))
    assert [point.place for point in found.points] == ["corner"] * 4 + ["edge", "interior", "edge"]
    inner = found.points[5]
    assert texts(inner.values) == ["S/P", "A*P/(F*S)"]
    assert texts(inner.exists) == ["P > S", "A*P < F*S"]
    assert label_texts(found, "E6") == {"sink": [[]]}
    assert found.stabilities["E6"].evolutionary is None
    edge = found.points[4]
    assert texts(edge.values) == ["A/F", "1"]
    assert not edge.continuum
    assert label_texts(found, "E5") == {
        "sink": [["A*P > F*S"]],
        "saddle": [["A*P < F*S"]],
        "non-hyperbolic": [["A*P == F*S"]],
    }
    at = here(regulator(rising=True), F=30)
    assert (at["E6"].label, at["E6"].inside) == ("sink", True)
    tie = here(regulator(rising=True), F="80/3")
    assert "E6" not in tie  # it has met the edge
    assert tie["E5"].label == "non-hyperbolic"


def test_hawks_and_doves() -> None:
    model = symmetric(
        [["(V - C)/2", "V"], ["0", "V/2"]], {"V": 2, "C": 3}, assumptions=["V > 0", "C > 0"]
    )
    found = dynamics(model)
    assert texts(found.evolution.rates) == ["x*(1 - x)*(V - C*x)/2"]
    mixed = found.points[2]
    assert texts(mixed.values) == ["V/C"]
    assert texts(mixed.exists) == ["V < C"]
    assert label_texts(found, "E3") == {"sink": [[]]}
    assert found.stabilities["E3"].evolutionary == ()
    assert found.stabilities["E3"].strict is None
    assert texts(found.stabilities["E2"].evolutionary) == ["V >= C"]
    assert texts(found.stabilities["E2"].strict) == ["V > C"]
    assert found.stabilities["E1"].evolutionary is None
    tie = here(model, V=3)
    assert (tie["E2"].label, tie["E2"].evolutionary, tie["E2"].strict) == (
        "non-hyperbolic",
        True,
        False,
    )


def test_rock_paper_scissors() -> None:
    model = symmetric(
        [["0", "-b", "a"], ["a", "0", "-b"], ["-b", "a", "0"]],
        {"a": 2, "b": 1},
        assumptions=["a > 0", "b > 0"],
    )
    found = dynamics(model)
    assert [point.never for point in found.points] == [False] * 3 + [True] * 3 + [False]
    assert texts(found.points[6].values) == ["1/3", "1/3"]
    assert label_texts(found, "E7") == {
        "sink": [["a > b"]],
        "source": [["a < b"]],
        "centre": [["a == b"]],
    }
    assert texts(found.stabilities["E7"].evolutionary) == ["a > b"]
    for a, label, evolutionary in (
        (2, "sink", True),
        (1, "centre", False),
        ("1/2", "source", False),
    ):
        at = here(model, a=a)["E7"]
        assert (at.label, at.evolutionary) == (label, evolutionary)


def test_zeeman_game_has_a_sink_that_is_no_ess() -> None:
    # Zeeman (1980): the interior point attracts, and is not evolutionarily stable.
    rows = [["0", "6", "-4"], ["-3", "0", "5"], ["-1", "3", "0"]]
    found = here(symmetric(rows, {"unused": 1}))
    inner = found["E7"]
    assert inner.values == (Fraction(1, 3), Fraction(1, 3))
    assert (inner.label, inner.evolutionary) == ("sink", False)
    assert (found["E1"].label, found["E1"].evolutionary, found["E1"].strict) == ("sink", True, True)


def test_tied_mutants_against_a_pure_strategy_are_weighed_together() -> None:
    # s1 earns as much as s2 and s3 against itself; each alone would die out, their mixture not.
    rows = [["0", "0", "0"], ["0", "-1", "m"], ["0", "m", "-1"]]
    model = symmetric(rows, {"m": 3})
    conditions = dynamics(model).stabilities["E1"].evolutionary
    assert conditions is not None
    for m, expected in ((3, False), (1, False), ("1/2", True), (0, True), (-1, True), (-4, True)):
        values = model.values(changes={"m": m})
        assert all(holds(condition, values) for condition in conditions) is expected
        assert here(model, m=m)["E1"].evolutionary is expected


def test_prisoners_dilemma_and_coordination() -> None:
    dilemma = symmetric([["3", "0"], ["5", "1"]], {"unused": 1})
    assert {id: each.label for id, each in here(dilemma).items() if each.inside} == {
        "E1": "sink",
        "E2": "source",
    }
    assert dynamics(dilemma).points[2].never
    meeting = symmetric([["2", "0"], ["0", "1"]], {"unused": 1})
    found = here(meeting)
    assert [each.label for each in found.values()] == ["sink", "sink", "source"]
    assert found["E3"].values == (Fraction(1, 3),)
    assert [each.evolutionary for each in found.values()] == [True, True, False]
    several = here(
        population_model(
            [["a", "b"], ["a", "b"]],
            {
                ("a", "a"): ["2", "2"],
                ("a", "b"): ["0", "0"],
                ("b", "a"): ["0", "0"],
                ("b", "b"): ["1", "1"],
            },
            {"unused": 1},
        )
    )
    assert [each.label for each in several.values()] == [
        "sink",
        "source",
        "source",
        "sink",
        "saddle",
    ]


def test_matching_pennies_has_a_centre() -> None:
    model = population_model(
        [["h", "t"], ["h", "t"]],
        {
            ("h", "h"): ["a", "-a"],
            ("h", "t"): ["-a", "a"],
            ("t", "h"): ["-a", "a"],
            ("t", "t"): ["a", "-a"],
        },
        {"a": 1},
        assumptions=["a > 0"],
    )
    found = dynamics(model)
    assert texts(found.points[4].values) == ["1/2", "1/2"]
    assert found.points[4].exists == ()
    assert label_texts(found, "E5") == {"centre": [[]]}
    assert all(label_texts(found, f"E{k}") == {"saddle": [[]]} for k in range(1, 5))


def test_maintaining_a_brand_in_one_population() -> None:
    model = load_model("brand-maintain")
    found = dynamics(model, 1)
    assert label_texts(found, "E3") == {"sink": [["T > R + tau"]], "source": [["T < R + tau"]]}
    hunt = here(model, 1, T=5, R=4, P=2, S=0, tau="3/2")
    assert [(each.label, each.evolutionary) for each in hunt.values()] == [
        ("sink", True),
        ("sink", True),
        ("source", False),
    ]
    chicken = here(model, 1, tau="3/2")
    assert chicken["E3"].values == (Fraction(1, 2),)
    assert [(each.label, each.evolutionary) for each in chicken.values()] == [
        ("source", False),
        ("source", False),
        ("sink", True),
    ]


def test_public_goods_of_three() -> None:
    found = dynamics(public_goods())
    points = [point for point in found.points if not point.continuum]
    assert [point.place for point in points] == ["corner"] * 8
    assert sum(point.continuum for point in found.points) == 12
    assert {tuple(texts(point.exists)) for point in found.points[8:]} == {("r == 3",)}
    assert label_texts(found, "E1") == {
        "sink": [["r < 3"]],
        "source": [["r > 3"]],
        "non-hyperbolic": [["r == 3"]],
    }
    assert label_texts(found, "E4") == {"saddle": [["r != 3"]], "non-hyperbolic": [["r == 3"]]}


def test_playing_the_field_with_two_roots() -> None:
    model = population_model(
        [["high", "low"]],
        {("high",): ["a + c*x - b*x^2"], ("low",): ["0"]},
        {"a": "-1", "b": 8, "c": 7},
        shares={"x": "p1.high"},
        assumptions=["b > 0"],
    )
    found = dynamics(model)
    low, high = found.points[2:]
    assert texts(low.values) == ["(c - sqrt(4*a*b + c**2))/(2*b)"]
    assert texts(high.values) == ["(c + sqrt(4*a*b + c**2))/(2*b)"]
    assert label_texts(found, "E3") == {"source": [[]]}
    assert label_texts(found, "E4") == {"sink": [[]]}
    assert found.stabilities["E3"].evolutionary is None
    assert found.stabilities["E4"].evolutionary == ()
    at = here(model)
    assert [round(float(each.values[0]), 6) for each in at.values()] == [0, 1, 0.179806, 0.695194]
    assert [each.label for each in at.values()] == ["sink", "source", "source", "sink"]
    assert [each.evolutionary for each in at.values()] == [True, False, False, True]
    touching = here(model, a="-49/32")
    assert touching["E3"].label == "non-hyperbolic"
    assert not touching["E3"].evolutionary


def test_refusals() -> None:
    with pytest.raises(UnsupportedError, match="strategic"):
        dynamics(load_model("functional-upgrading"))
    model = load_model("brand-maintain")
    with pytest.raises(UsageError, match="1 or as many"):
        dynamics(model, 3)
    with pytest.raises(UsageError, match="needed for tau"):
        stability_at(dynamics(model), {"T": Fraction(6), "R": 4, "P": 1, "S": 0})  # type: ignore[dict-item]
