"""Edges that rest as a whole where a gain vanishes, and points that are isolated only beside it."""

from __future__ import annotations

import pytest
from population_texts import population_model, symmetric

from vcgame.derive.dynamics.answer import Dynamics, RestPoint
from vcgame.derive.dynamics.at_point import stability_at
from vcgame.derive.dynamics.dynamics import dynamics
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.report.dynamics.cells import state_cell
from vcgame.report.dynamics.stability import here_table


def lines(answer: Dynamics) -> list[RestPoint]:
    return [point for point in answer.points if point.continuum]


def exists(point: RestPoint) -> set[str]:
    return {to_text(condition) for condition in point.exists}


def coordination() -> Model:
    return symmetric([["1", "k"], ["k", "1"]], {"k": 2})


def test_one_population_of_two_rests_everywhere_where_payoffs_tie() -> None:
    answer = dynamics(symmetric([["A", "B"], ["C", "D"]], {"A": 1, "B": 2, "C": 3, "D": 0}))
    (line,) = lines(answer)
    assert (line.id, line.place, exists(line)) == ("L1", "interior", {"A == C", "B == D"})


def test_a_factor_that_cancels_is_kept_as_a_condition() -> None:
    answer = dynamics(coordination())
    inside = answer.points[2]
    assert inside.values is not None
    assert [to_text(value) for value in inside.values] == ["1/2"]
    assert exists(inside) == {"k != 1"}
    assert "non-hyperbolic" not in answer.stabilities[inside.id].cases
    (line,) = lines(answer)
    assert exists(line) == {"k == 1"}


def test_no_condition_is_added_where_the_assumptions_give_it() -> None:
    model = population_model(
        [["a", "b"], ["c", "d"]],
        {
            ("a", "c"): ["k", "0"],
            ("a", "d"): ["0", "m"],
            ("b", "c"): ["0", "m"],
            ("b", "d"): ["k", "0"],
        },
        {"k": 1, "m": 1},
        assumptions=["k > 0"],
    )
    answer = dynamics(model)
    assert exists(answer.points[4]) == {"m != 0"}


def test_edges_of_the_triangle_rest_and_tell_the_share_left() -> None:
    payoffs = [["0", "a", "b"], ["c", "0", "d"], ["e", "f", "0"]]
    answer = dynamics(symmetric(payoffs, dict(zip("abcdef", range(1, 7), strict=True))))
    found = {state_cell(answer.evolution.game, line).plain: exists(line) for line in lines(answer)}
    first, second = answer.evolution.game.coordinates
    assert found == {
        f"({first}, 1 - {first})": {"a == 0", "c == 0"},
        f"({first}, 0)": {"b == 0", "e == 0"},
        f"(0, {second})": {"d == 0", "f == 0"},
    }


@pytest.mark.parametrize(("k", "said"), [("1", True), ("2", False)])
def test_the_numbers_say_that_a_line_rests(k: str, said: bool) -> None:
    model = coordination()
    answer = dynamics(model)
    values = model.values(changes={"k": k})
    found = stability_at(answer, values)
    assert len(found) == (2 if said else 3)
    notes = [note.en for note in here_table(answer, found, values).notes]
    assert any("L1" in note for note in notes) is said
