from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from vcgame.derive.line import lever_line, line_concept
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.analysis import analyse
from vcgame.report.lever_prose import LeverProse, alternatives
from vcgame.solve.solution import solve


def told(model: Model, lever: str = "s", **values: Fraction) -> str:
    solution = solve(model, values, concept=line_concept(model))
    line = lever_line(model, lever, solution.values)
    target = analyse(solution).target
    return LeverProse(model, line, solution.values[lever], target, "en").sentences()


def test_a_bound_that_belongs_is_attained(toy: Callable[..., Model]) -> None:
    # A premium that is paid from a level of the lever on.
    step = ("- c + s", "- c + (9 if s >= 2 else 0)")
    sentences = told(toy("trap", step))
    where = (
        "(build, build) is the only equilibrium for $\\sigma \\ge 2$, and no equilibrium elsewhere."
    )
    assert f"{where} The bound 2 is attained." in sentences


def test_an_irrational_bound_is_left_open(toy: Callable[..., Model]) -> None:
    sentences = told(toy("trap", ("b - c + s", "b - c + s**2 - 2*s")))
    assert "$\\sigma > 2.414214\\ldots$" in sentences
    assert "The bound near 2.414214 is irrational" in sentences
    assert "attained:" not in sentences


@pytest.mark.parametrize(
    ("start", "high", "sentence"),
    [
        ("2", "4", "no value in the range changes the equilibria."),
        ("0", '"1/2"', "no value in the range changes the equilibria."),
        ("0", "1", "(build, build) is an equilibrium for $\\sigma = 1$, and nowhere the only one."),
    ],
)
def test_short_ranges(toy: Callable[..., Model], start: str, high: str, sentence: str) -> None:
    span = ("value = 0\nrange = [0, 4]", f"value = {start}\nrange = [{start}, {high}]")
    assert sentence in told(toy("trap", span))


def test_of_several_outcomes_one_is_enough(toy: Callable[..., Model]) -> None:
    # Two firms that must differ: the best outcomes are mirror images.
    twins = toy(
        "trap",
        ('"build, build" = ["2*b - c + s", "2*b - c + s"]', '"build, build" = ["s - 9", "s - 9"]'),
        ('"build, ride" = ["b - c + s", "b"]', '"build, ride" = ["s - 1", 5]'),
        ('"ride, build" = ["b", "b - c + s"]', '"ride, build" = [5, "s - 1"]'),
    )
    sentences = told(twins)
    assert (
        "one of them is an equilibrium for $\\sigma \\ge 1$, but never without others." in sentences
    )


def test_without_a_target_the_stretches_are_told(toy: Callable[..., Model]) -> None:
    sentences = told(toy("three"), "x")
    assert sentences.endswith("For $x = 0$: (no, yes, yes); (yes, no, yes). For $x > 0$: none.")


def test_alternatives_are_quoted_where_they_have_no_brackets() -> None:
    names = [Text("(a, b)", "（甲，乙）"), Text("stay", "观望"), Text("go", "进入")]
    assert alternatives(names, "en") == "(a, b) or “stay” or “go”"
    assert alternatives(names[:1], "zh") == "（甲，乙）"
