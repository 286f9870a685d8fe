from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from vcgame.derive.line import lever_line
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.report.analysis import analyse, class_of, reach
from vcgame.report.line_spans import line_spans, span_text
from vcgame.report.surplus import best, equilibrium_totals, outcome_totals
from vcgame.solve.solution import solve


@pytest.mark.parametrize("subsidy", [0, 2])
def test_totals_of_profiles_leave_transfers_out(toy: Callable[..., Model], subsidy: int) -> None:
    totals = outcome_totals(solve(toy("trap"), {"s": Fraction(subsidy)}))
    assert [(total.name.en, total.value) for total in totals] == [
        ("(build, build)", 4),
        ("(build, ride)", 2),
        ("(ride, build)", 2),
        ("(ride, ride)", 0),
    ]


def test_a_mixed_equilibrium_has_an_expected_total() -> None:
    solution = solve(load_model("boxed-pigs"), {"A": Fraction(1, 2)})
    totals = {total.name.en: total.value for total in equilibrium_totals(solution)}
    large, small = Fraction(1, 4), Fraction(11, 16)
    a = Fraction(1, 2)
    expected = (
        large * small * (10 - 2 * a)
        + large * (1 - small) * (10 - a)
        + (1 - large) * small * (10 - a)
    )
    assert totals == {
        "(press, wait)": 10 - a,
        "(wait, press)": 10 - a,
        "mixed equilibrium": expected,
    }


def test_totals_of_a_tree_are_expectations_over_chance(toy: Callable[..., Model]) -> None:
    solution = solve(toy("tree"), {"p": Fraction(1, 4), "s": Fraction(3)})
    totals = {total.name.en: total.value for total in outcome_totals(solution)}
    # with s = 0: boom 1/4 of (fight 0, yield 7), slump 3/4 of (fight 0, yield 2)
    assert totals == {
        "stay": 6,
        "enter → [boom: fight; slump: fight]": 0,
        "enter → [boom: fight; slump: yield]": Fraction(6, 4),
        "enter → [boom: yield; slump: fight]": Fraction(7, 4),
        "enter → [boom: yield; slump: yield]": Fraction(13, 4),
    }
    (found,) = equilibrium_totals(solution)
    assert (found.name.en, found.value) == (
        "enter → [boom: yield; slump: fight]",
        Fraction(7, 4),
    )


def test_irrational_totals_are_compared_where_they_can_be(toy: Callable[..., Model]) -> None:
    solution = solve(toy("roots"))
    (top,) = best(outcome_totals(solution))
    assert top.name.en == "(down, right)"
    assert top.shown == pytest.approx(7.38905609893)
    (found,) = equilibrium_totals(solution)
    assert found.shown == pytest.approx(1.687, abs=1e-3)
    assert class_of(solution) is None


def test_totals_without_a_value_are_none(toy: Callable[..., Model]) -> None:
    bounded = ("value = 0\nrange = [0, 4]", "value = 2\nrange = [1, 4]")
    model = toy("trap", bounded, ('"ride, ride" = [0', '"ride, ride" = ["1/s"'))
    solution = solve(model)
    assert outcome_totals(solution) == ()
    assert equilibrium_totals(solution) == ()
    assert analyse(solution).best == ()


def test_the_trap_is_analysed(toy: Callable[..., Model]) -> None:
    found = analyse(solve(toy("trap")))
    assert [name.en for name in found.equilibria] == ["(ride, ride)"]
    assert [(each.name.en, each.payoffs) for each in found.better] == [("(build, build)", (2, 2))]
    assert [name and name.en for name in found.dominant] == ["ride", "ride"]
    assert [name.en for name in found.target] == ["(build, build)"]
    assert not found.reached
    assert class_of(solve(toy("trap"))) == "prisoners_dilemma"


def test_an_equilibrium_that_is_best_is_the_target() -> None:
    found = analyse(solve(load_model("boxed-pigs")))
    assert [total.name.en for total in found.best] == ["(press, wait)", "(wait, press)"]
    assert [name.en for name in found.target] == ["(press, wait)"]
    assert found.reached
    assert [name and name.en for name in found.dominant] == [None, "wait"]


def test_what_pays_everybody_more_is_the_target_where_totals_are_alike() -> None:
    found = analyse(solve(load_model("subsidy-war")))
    assert found.alike
    assert [name.en for name in found.target] == ["(no subsidy, no subsidy)"]


def test_of_many_best_outcomes_none_is_the_target(toy: Callable[..., Model]) -> None:
    found = analyse(solve(toy("three"), concept="pure"))
    assert (len(found.best), found.target, found.equilibria) == (4, (), ())
    assert [name and name.en for name in found.dominant] == [None, None, "yes"]


def reached(
    toy: Callable[..., Model], id: str, lever: str
) -> tuple[list[str], list[str], list[str]]:
    model = load_model(id) if "-" in id else toy(id)
    solution = solve(model)
    spans = line_spans(lever_line(model, lever))
    here = next(span.regime for span in spans if span.holds(solution.values[lever]))
    found = reach([span for span in spans if span.inside], analyse(solution).target, here)
    told = (found.among, found.only, found.between)
    return tuple([span_text(span) for span in each] for each in told)  # type: ignore[return-value]


def test_where_a_lever_leads_to_the_target(toy: Callable[..., Model]) -> None:
    assert reached(toy, "trap", "s") == (["[1, 4]"], ["(1, 4]"], ["1"])
    assert reached(toy, "brand-maintain", "tau") == (["[2, 6]"], ["(2, 6]"], ["1", "(1, 2)", "2"])
    assert reached(toy, "boxed-pigs", "A") == (
        ["(0, 6]"],
        ["(1, 6)"],
        ["(0, 1)", "1", "6", "(6, 10]"],
    )
    assert reached(toy, "functional-upgrading", "p") == (
        ["[0, 3/10]", "[2/5, 1]"],
        ["[0, 3/10)", "(2/5, 1]"],
        ["3/10", "(3/10, 2/5)", "2/5"],
    )
