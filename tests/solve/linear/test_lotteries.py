"""The best probabilities under linear inequalities: both ways to solve, proofs, uniqueness."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import IncompleteError
from vcgame.solve.linear import lotteries
from vcgame.solve.linear.lotteries import Lotteries, Lottery


@st.composite
def programmes(draw):
    count = draw(st.integers(1, 6))
    entry = st.integers(-3, 3)
    rows = [
        {j: value for j in range(count) if (value := draw(entry))}
        for _ in range(draw(st.integers(0, 5)))
    ]
    goal = [Fraction(draw(entry), draw(st.integers(1, 3))) for _ in range(count)]
    return rows, goal


@settings(max_examples=60, deadline=None)
@given(programmes())
def test_whole_numbers_and_floating_point_with_proof_agree(programme):
    rows, goal = programme
    solver = Lotteries(rows, len(goal))
    exact = solver.best(goal)
    guided = solver._guided(goal, 1e-9)
    if exact is None:
        assert guided is None
        return
    assert solver.proves(goal, exact)
    assert guided is not None
    assert guided.value == exact.value
    if solver.unique(goal, exact):
        assert guided.probabilities == exact.probabilities


def test_one_programme_after_the_other_starts_where_the_last_ended():
    rows = [{0: -2, 1: 1, 2: Fraction(1, 2)}, {1: 1, 2: -1}]
    solver = Lotteries(rows, 3)
    for goal in ([1, 0, 0], [0, -1, 0], [0, 0, 1], [-1, 2, 5]):
        exact = [Fraction(value) for value in goal]
        assert solver.best(exact).value == Lotteries(rows, 3).best(exact).value


def test_what_is_not_proved_is_not_believed():
    solver = Lotteries([{0: -2, 1: 1}], 2)
    goal = [Fraction(1), Fraction(0)]
    best = solver.best(goal)
    assert (best.value, best.multipliers) == (Fraction(1, 3), (Fraction(1, 3),))
    false = [
        Lottery(Fraction(1, 2), (Fraction(1, 2), Fraction(1, 2)), best.multipliers),
        Lottery(Fraction(0), (Fraction(0), Fraction(1)), best.multipliers),
        Lottery(best.value, best.probabilities, (Fraction(0),)),
        Lottery(best.value, best.probabilities, (Fraction(-1, 3),)),
        Lottery(best.value, (Fraction(1, 3), Fraction(1, 3)), best.multipliers),
    ]
    assert not any(solver.proves(goal, each) for each in false)


def test_uniqueness():
    free = Lotteries([], 3)
    for goal, alone in (([2, 1, 0], True), ([2, 2, 0], False)):
        exact = [Fraction(value) for value in goal]
        assert free.unique(exact, free.best(exact)) is alone


def test_no_lottery_and_too_much_work():
    assert Lotteries([{0: -1, 1: -1}], 2).best([Fraction(1), Fraction(5)]) is None
    with pytest.raises(IncompleteError, match="more than 50 operations"):
        Lotteries([{k: 1, k + 1: -1} for k in range(5)], 6, effort=50).best([Fraction(1)] * 6)


def test_a_failed_guess_falls_back_to_whole_numbers(monkeypatch):
    monkeypatch.setattr(lotteries, "MOST_EXACT", 0)
    monkeypatch.setattr(lotteries, "_TOLERANCES", (10.0,))
    solver = Lotteries([{0: -2, 1: 1}], 2)
    assert solver._guided([Fraction(1), Fraction(0)], 10.0) is None
    assert solver.best([Fraction(1), Fraction(0)]).value == Fraction(1, 3)
