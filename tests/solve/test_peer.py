"""What nashpy says is held against the exact answer, and nashpy is kept within limits."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from flint import arb

from vcgame.errors import UnsupportedError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve import nashpy_process
from vcgame.solve.nash import solve_nash
from vcgame.solve.nashpy_process import Result, ask_nashpy, nashpy_results
from vcgame.solve.peer import compared, solve_with_nashpy

BATTLE = StrategicGame.from_matrices([[2, 0], [0, 1]], [[1, 0], [0, 2]])
PURE, MIXED, OTHER = (
    ((1.0, 0.0), (1.0, 0.0)),
    ((2 / 3, 1 / 3), (1 / 3, 2 / 3)),
    ((0.0, 1.0), (0.0, 1.0)),
)


def judged(*profiles, game=BATTLE):
    results = [Result("test", profile) for profile in profiles]
    return compared(game, solve_nash(game), results)


def test_all_found():
    answer = solve_with_nashpy(BATTLE)
    assert answer.complete
    assert answer.why == "nashpy found all 3 extreme equilibria that the exact solver found"
    assert answer.equilibria == solve_nash(BATTLE).equilibria
    assert answer.nash_subsets == ((0,), (1,), (2,))
    assert answer.method.startswith("nashpy")
    assert answer.notes == ()


def test_results_are_replaced_by_the_exact_ones():
    answer = judged(OTHER, MIXED, PURE, MIXED)
    assert [e.profile for e in answer.equilibria] == [
        ((1, 0), (1, 0)),
        ((Fraction(2, 3), Fraction(1, 3)), (Fraction(1, 3), Fraction(2, 3))),
        ((0, 1), (0, 1)),
    ]
    assert answer.complete


def test_what_was_missed_is_named():
    answer = judged(PURE)
    assert not answer.complete
    assert answer.why == "nashpy missed 2 of 3 equilibria"
    assert answer.notes == (
        "nashpy missed equilibrium 2: row: r1 2/3, r2 1/3; column: c1 1/3, c2 2/3",
        "nashpy missed equilibrium 3: row: r2 1; column: c2 1",
    )
    assert [e.component for e in answer.equilibria] == [1]
    assert answer.nash_subsets == ()


def test_what_is_no_equilibrium_is_reported():
    answer = judged(PURE, MIXED, OTHER, ((1.0, 0.0), (0.5, 0.5)))
    assert answer.complete
    (note,) = answer.notes
    assert note == (
        "nashpy, test: no equilibrium, a player gains 0.5 by deviating: "
        "row: r1 1; column: c1 0.5, c2 0.5"
    )


def test_rounding_is_allowed_but_not_another_support():
    close = ((2 / 3 + 1e-8, 1 / 3 - 1e-8), (1 / 3, 2 / 3))
    assert len(judged(close).equilibria) == 1
    leaning = ((1 - 5e-7, 5e-7), (1.0, 0.0))
    answer = judged(leaning)
    assert answer.equilibria == ()
    assert "within rounding an equilibrium, but no extreme one" in answer.notes[0]


def test_the_same_support_is_not_enough():
    answer = judged(((0.5, 0.5), (0.5, 0.5)))
    assert answer.equilibria == ()
    assert "no equilibrium, a player gains 0.25 by deviating" in answer.notes[0]


def test_of_two_with_one_support_pair_the_nearer_is_meant():
    game = StrategicGame.from_matrices([[0, 1, 0], [0, 1, 0]], [[3, 2, 0], [0, 2, 3]])
    answer = judged(((2 / 3, 1 / 3), (0.0, 1.0, 0.0)), game=game)
    assert [e.profile[0] for e in answer.equilibria] == [(Fraction(2, 3), Fraction(1, 3))]


def test_an_equilibrium_that_is_not_extreme():
    game = StrategicGame.from_matrices([[1, 1], [0, 0]], [[1, 1], [1, 0]])
    answer = judged(((1.0, 0.0), (0.5, 0.5)), game=game)
    assert "within rounding an equilibrium, but no extreme one" in answer.notes[0]


@pytest.mark.parametrize(
    "profile",
    [
        ((1.0,), (1.0, 0.0)),
        ((1.0, 0.0), (0.5, 0.0)),
        ((1.0, float("nan")), (1.0, 0.0)),
        ((2.0, -1.0), (1.0, 0.0)),
    ],
)
def test_what_is_no_pair_of_mixtures_is_reported(profile):
    answer = judged(profile)
    assert answer.equilibria == ()
    assert answer.notes[0].startswith("nashpy, test: not a pair of mixed strategies")


def test_problems_are_passed_on():
    results = [Result("vertex enumeration", None, "TypeError: x")]
    answer = compared(BATTLE, solve_nash(BATTLE), results)
    assert answer.notes[0] == "nashpy, vertex enumeration: TypeError: x"


def test_an_incomplete_exact_answer_stays_incomplete():
    known = solve_nash(BATTLE, effort=1)
    answer = compared(BATTLE, known, [Result("test", p) for p in (PURE, MIXED, OTHER)])
    assert not answer.complete
    assert answer.why.startswith("the exact answer is not complete")
    assert len(answer.equilibria) == len(known.equilibria)


def test_an_equilibrium_that_the_incomplete_answer_lacks():
    known = solve_nash(BATTLE)
    cut = replace(known, complete=False, equilibria=known.equilibria[:1], nash_subsets=())
    (note,) = compared(BATTLE, cut, [Result("test", PURE), Result("test", MIXED)]).notes
    assert note == (
        "nashpy, test: within rounding an equilibrium that the exact answer does not list: "
        "row: r1 0.666667, r2 0.333333; column: c1 0.333333, c2 0.666667"
    )


def test_every_label_and_all_vertices_are_asked():
    said = list(nashpy_results([[2, 0], [0, 1]], [[1, 0], [0, 2]]))
    assert [r.source for r in said[:4]] == [f"Lemke-Howson, label {k}" for k in range(4)]
    vertices = [r for r in said if r.source == "vertex enumeration"]
    assert len(vertices) == 3


def test_endless_paths_are_cut(monkeypatch):
    from nashpy.linalg import Tableau

    before = Tableau.pivot_and_drop_label
    monkeypatch.setattr(nashpy_process, "_PIVOTS", 1)
    said = list(nashpy_results([[2, 0], [0, 1]], [[1, 0], [0, 2]]))
    assert [r.problem for r in said[:4]] == ["RuntimeError: no end after 1 pivots"] * 4
    assert Tableau.pivot_and_drop_label is before


def test_warnings_and_errors_become_results(monkeypatch):
    import warnings

    import nashpy

    def loud(self, initial_dropped_label):
        warnings.warn("a shape is\nwrong", RuntimeWarning, stacklevel=2)
        raise ValueError(f"label {initial_dropped_label}")

    monkeypatch.setattr(nashpy.Game, "lemke_howson", loud)
    said = list(nashpy_results([[1, 0], [0, 1]], [[1, 0], [0, 1]]))
    assert said[0] == Result("Lemke-Howson, label 0", None, "ValueError: label 0")
    assert said[-1] == Result("warnings", None, "4 in all, the first: a shape is wrong")


def test_the_process_writes_a_line_for_each_result(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("[[[3, 2], [1, 0]], [[2, 1], [1, 0]]]"))
    nashpy_process.serve()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["Lemke-Howson, label 0", [[1.0, 0.0], [1.0, 0.0]], ""]


def test_the_time_limit_holds():
    said = ask_nashpy([[2, 0], [0, 1]], [[1, 0], [0, 2]], seconds=0.001)
    assert said == [Result("its process", None, "was stopped after 0.001 seconds")]


def test_a_process_that_fails_is_told(monkeypatch):
    monkeypatch.setattr(nashpy_process, "_CHILD", "raise SystemExit('no nashpy here')")
    said = ask_nashpy([[2.0]], [[1.0]], seconds=60)
    assert said == [Result("its process", None, "ended with status 1: no nashpy here")]


def test_irrational_payoffs_are_rounded_for_nashpy():
    game = StrategicGame(
        BATTLE.players,
        BATTLE.strategies,
        ((arb(2), Fraction(0), Fraction(0), arb(1)), BATTLE.payoffs[1]),
    )
    answer = solve_with_nashpy(game, exact=solve_nash(game))
    assert answer.complete
    assert len(answer.equilibria) == 3


def test_payoffs_beyond_floating_point():
    game = StrategicGame.from_matrices([[10**400]], [[0]])
    with pytest.raises(UnsupportedError, match="too large"):
        solve_with_nashpy(game)


def test_only_two_players():
    game = StrategicGame(("a",), (("x",),), ((Fraction(1),),))
    with pytest.raises(UnsupportedError, match="two players"):
        solve_with_nashpy(game)
