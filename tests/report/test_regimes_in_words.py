from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from vcgame.derive.line import Line, Piece, lever_line
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.line_spans import LineSpan, line_spans, span_text
from vcgame.report.regimes import all_profiles, equilibrium_texts, regime_key, regime_text
from vcgame.solve.solution import solve

HALF = Fraction(1, 2)


def spans_of(id: str, lever: str) -> list[tuple[str, str]]:
    line = lever_line(load_model(id), lever)
    return [(span_text(span), span.regime.en) for span in line_spans(line)]


@pytest.mark.parametrize(
    ("subsidy", "english", "chinese"),
    [
        (0, "(ride, ride)", "（搭便车，搭便车）"),
        (1, "every profile", "所有策略组合"),
        (2, "(build, build)", "（共建，共建）"),
    ],
)
def test_regimes_of_the_trap(
    toy: Callable[..., Model], subsidy: int, english: str, chinese: str
) -> None:
    solution = solve(toy("trap"), {"s": Fraction(subsidy)})
    assert regime_text(solution) == Text(english, chinese)
    assert all_profiles(solution) == (subsidy == 1)


@pytest.mark.parametrize(
    ("id", "values", "english"),
    [
        ("boxed-pigs", {"A": HALF}, "(press, wait); (wait, press); mixed equilibrium"),
        (
            "boxed-pigs",
            {"A": Fraction(1)},
            "(press, wait); continuum joining (wait, press + wait) and (wait, press)",
        ),
        ("boxed-pigs", {"A": Fraction(6)}, "continuum joining (press, wait) and (wait, wait)"),
        (
            "brand-maintain",
            {"tau": Fraction(2)},
            "continuum joining (abuse, maintain), (maintain, abuse) and (maintain, maintain)",
        ),
        ("functional-upgrading", {}, "assist → stay"),
        (
            "functional-upgrading",
            {"sigma": Fraction(5)},
            "assist → stay; keep at arm's length → upgrade → punish",
        ),
    ],
)
def test_regimes_of_the_library(id: str, values: dict[str, Fraction], english: str) -> None:
    assert regime_text(solve(load_model(id), values)).en == english


def test_three_players_have_no_continuum(toy: Callable[..., Model]) -> None:
    solution = solve(toy("three"), {"x": Fraction(0)}, concept="pure")
    assert regime_text(solution).en == "(no, yes, yes); (yes, no, yes)"
    assert regime_text(solve(toy("three"), concept="pure")) == Text("none", "无")


def test_chance_before_a_player_parts_the_path(toy: Callable[..., Model]) -> None:
    solution = solve(toy("tree"), {"g": Fraction(5)})
    assert equilibrium_texts(solution) == (
        Text("enter → [boom: yield; slump: fight]", "进入 → ［繁荣：让步；萧条：对抗］"),
    )


def test_a_key_tells_mixtures_apart_but_not_idle_best_replies(toy: Callable[..., Model]) -> None:
    shift = toy("shift")
    left, right = (solve(shift, {"x": value}) for value in (-HALF, HALF))
    assert regime_key(left) != regime_key(right)
    assert left.regime.count("+") == right.regime.count("+") == 2
    pigs = load_model("boxed-pigs")
    idle = pigs.values() | {"A": Fraction(2)}
    assert regime_key(solve(pigs, idle)) == regime_key(solve(pigs, {"A": Fraction(3)}))


def test_a_mixture_that_changes_its_support_is_a_threshold(toy: Callable[..., Model]) -> None:
    spans = line_spans(lever_line(toy("shift"), "x"))
    assert [(span_text(span), span.regime.en) for span in spans] == [
        ("[-2, 0)", "(rock + paper, rock + paper)"),
        ("0", "continuum joining (rock + paper, rock + paper) and (rock + scissors, rock + paper)"),
        ("(0, 1)", "(rock + scissors, rock + paper)"),
        ("1", "continuum joining (rock + scissors, rock) and (scissors, rock)"),
        ("(1, 2]", "(scissors, rock)"),
    ]


def test_an_end_that_the_assumptions_exclude_is_said() -> None:
    assert spans_of("boxed-pigs", "A") == [
        ("0", "outside the assumptions"),
        ("(0, 1)", "(press, wait); (wait, press); mixed equilibrium"),
        ("1", "(press, wait); continuum joining (wait, press + wait) and (wait, press)"),
        ("(1, 6)", "(press, wait)"),
        ("6", "continuum joining (press, wait) and (wait, wait)"),
        ("(6, 10]", "(wait, wait)"),
    ]


def test_a_threshold_at_the_end_of_the_range_is_a_stretch_of_its_own(
    toy: Callable[..., Model],
) -> None:
    model = toy("trap", ("value = 0\nrange = [0, 4]", "value = 0\nrange = [0, 1]"))
    spans = line_spans(lever_line(model, "s"))
    assert [(span_text(span), span.regime.en) for span in spans] == [
        ("[0, 1)", "(ride, ride)"),
        ("1", "every profile"),
    ]


def test_what_changes_off_the_path_only_is_no_threshold_for_people() -> None:
    line = lever_line(load_model("functional-upgrading"), "sigma")
    assert Fraction(4) in {cut.value for cut in line.cuts}
    assert spans_of("functional-upgrading", "sigma") == [
        ("[0, 5)", "assist → stay"),
        ("5", "assist → stay; keep at arm's length → upgrade → punish"),
        ("(5, 8]", "keep at arm's length → upgrade → punish"),
    ]


def test_irrational_thresholds_are_left_open(toy: Callable[..., Model]) -> None:
    model = toy("trap", ("b - c + s", "b - c + s**2 - 2*s"))
    spans = line_spans(lever_line(model, "s"))
    (irrational,) = [span for span in spans if span.irrational]
    assert irrational.regime.en == "irrational threshold, not solved"
    assert not irrational.inside
    assert not irrational.holds(irrational.low)
    assert span_text(irrational) == "2.414214"
    place = spans.index(irrational)
    assert [span.closed_high for span in spans[place - 1 : place]] == [False]
    assert [span.closed_low for span in spans[place + 1 : place + 2]] == [False]


def test_where_a_formula_has_no_value_is_no_assumption(toy: Callable[..., Model]) -> None:
    model = toy("trap", ('"build, build" = ["2*b', '"build, build" = ["0/(s - 3) + 2*b'))
    spans = line_spans(lever_line(model, "s"))
    assert [(span_text(span), span.regime.en) for span in spans][-2:] == [
        ("3", "no value"),
        ("(3, 4]", "(build, build)"),
    ]


def test_a_line_without_any_answer_lies_outside() -> None:
    piece = Piece(Fraction(0), Fraction(1), None)
    (span,) = line_spans(Line("s", Fraction(0), Fraction(1), (piece,), ()))
    assert (span.regime.en, span.inside) == ("outside the assumptions", False)


def test_a_stretch_holds_its_closed_end_only() -> None:
    span = LineSpan(Fraction(0), Fraction(1), True, False, Text(""))
    assert [span.holds(value) for value in (Fraction(0), HALF, Fraction(1))] == [True, True, False]
