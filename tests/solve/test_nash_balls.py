"""Games with irrational payoffs: signs decided by balls, ties told when they are not."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from flint import arb, ctx

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.certificate import largest_gain
from vcgame.solve.nash import solve_nash
from vcgame.solve.pure import solve_pure

TIE = "a tie between irrational payoffs could not be decided"


def root(value, bits=128):
    with ctx.workprec(bits):
        return arb(value).sqrt()


def game(A, B):
    rows, columns = len(A), len(A[0])
    return StrategicGame(
        ("row", "column"),
        (tuple(f"r{i}" for i in range(rows)), tuple(f"c{j}" for j in range(columns))),
        tuple(
            tuple(v if isinstance(v, arb) else Fraction(v) for row in m for v in row)
            for m in (A, B)
        ),
    )


def test_battle_of_the_sexes():
    answer = solve_nash(game([[root(2), 0], [0, 1]], [[1, 0], [0, root(3)]]))
    assert answer.complete
    assert answer.degenerate is False
    assert answer.why.endswith("every sign decided in balls of 128 bits")
    pure, mixed, other = answer.equilibria
    assert pure.profile == ((1, 0), (1, 0))
    assert other.profile == ((0, 1), (0, 1))
    assert pure.payoffs == (math.sqrt(2), 1)
    assert pure.certificate == 0
    assert mixed.profile[0] == pytest.approx(
        (math.sqrt(3) / (1 + math.sqrt(3)), 1 / (1 + math.sqrt(3))), rel=1e-15
    )
    assert mixed.profile[1] == pytest.approx((math.sqrt(2) - 1, 2 - math.sqrt(2)), rel=1e-15)
    assert 0 <= mixed.certificate < 1e-35
    assert all(type(p) is float for strategy in mixed.profile for p in strategy)


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_an_irrational_unit_of_money_changes_no_mixture(seeded, size):
    rng = seeded(size)
    while True:
        A, B = ([[rng.randint(-99, 99) for _ in range(size)] for _ in range(size)] for _ in "AB")
        exact = solve_nash(StrategicGame.from_matrices(A, B))
        if exact.degenerate is False:
            break
    with ctx.workprec(128):
        in_balls = [[[v * root(3) for v in row] for row in matrix] for matrix in (A, B)]
    balls = solve_nash(game(*in_balls))
    assert balls.complete
    assert balls.degenerate is False
    assert [e.key for e in balls.equilibria] == [e.key for e in exact.equilibria]
    for mine, theirs in zip(balls.equilibria, exact.equilibria, strict=True):
        for p, q in zip(mine.profile, theirs.profile, strict=True):
            assert [float(v) for v in p] == pytest.approx([float(v) for v in q], abs=1e-14)
        assert 0 <= mine.certificate < 1e-30


def test_a_tie_of_two_balls_is_told():
    answer = solve_nash(game([[root(2), 0], [root(2), 0]], [[1, 0], [0, 1]]))
    assert not answer.complete
    assert answer.why == f"{TIE} at 128 bits; listed are pure equilibria only"
    # Against the second column nothing is irrational; that equilibrium stands.
    assert [e.supports for e in answer.equilibria] == [((1,), (1,))]
    assert answer.nash_subsets == ()


def test_one_object_is_one_number():
    same = root(2)
    answer = solve_nash(game([[same, 0], [same, 0]], [[1, 0], [0, 1]]))
    exact = solve_nash(game([[7, 0], [7, 0]], [[1, 0], [0, 1]]))
    assert answer.complete
    assert answer.degenerate is True
    assert [e.key for e in answer.equilibria] == [e.key for e in exact.equilibria]
    assert answer.nash_subsets == exact.nash_subsets


def test_duplicated_irrational_strategies():
    a, b, c = root(2), root(3), root(5)
    A = [[1, 2, 0], [a, b, c], [a, b, c], [a, b, 1]]
    B = [[1, 0, 2], [0, 1, 1], [0, 1, 1], [1, 1, 0]]
    answer = solve_nash(game(A, B))
    assert answer.complete
    assert answer.degenerate is True
    copies = {e.supports for e in answer.equilibria}
    swap = {0: 0, 1: 2, 2: 1, 3: 3}
    assert copies == {(tuple(sorted(swap[i] for i in r)), c) for r, c in copies}


def test_ties_between_rational_payoffs_stay_exact():
    answer = solve_nash(game([[Fraction(1, 3), root(2)], [Fraction(1, 3), 0]], [[1, 0], [0, 1]]))
    assert answer.complete
    assert answer.degenerate is True


def test_more_bits_decide_a_near_tie():
    def near(bits):
        asked.append(bits)
        gap = arb(2) ** -300
        return game([[root(2, bits) + gap, 0], [root(2, bits), 1]], [[1, 0], [0, 1]])

    asked = []
    with ctx.workprec(600):
        vague = solve_nash(near(128))
        answer = solve_nash(near(128), refine=near)
    assert not vague.complete
    assert asked == [128, 128, 256, 512]
    assert answer.complete
    assert answer.why.endswith("balls of 512 bits")
    assert answer.equilibria[0].supports == ((0,), (0,))


def test_refining_ends():
    asked = []

    def tied(bits):
        asked.append(bits)
        return game([[root(2, bits), 0], [root(2, bits), 1]], [[1, 0], [0, 1]])

    answer = solve_nash(tied(128), refine=tied)
    assert asked == [128, 256, 512, 1024, 2048]
    assert not answer.complete
    assert answer.why.startswith(f"{TIE} at 2048 bits")


def test_wide_balls_give_no_digits():
    wide = arb(1, 0.001)
    answer = solve_nash(game([[wide + 1, 0], [0, wide]], [[1, 0], [0, 1]]))
    assert not answer.complete
    assert "known to too few digits" in answer.why
    assert [e.pure for e in answer.equilibria] == [True, True]


def test_what_is_no_number_is_never_compared():
    answer = solve_nash(game([[arb("nan"), 0], [0, 1]], [[1, 0], [0, 1]]))
    assert not answer.complete
    assert [e.supports for e in answer.equilibria] == [((1,), (1,))]


def test_precision_is_put_back():
    before = ctx.prec
    solve_nash(game([[root(2), 0], [0, 1]], [[1, 0], [0, 1]]), bits=256)
    assert ctx.prec == before


def test_certificate_of_a_float_profile():
    stage = game([[root(2), 0], [0, 1]], [[1, 0], [0, root(3)]])
    mixed = solve_nash(stage).equilibria[1]
    assert 0 < largest_gain(stage, mixed.profile) < 1e-14
    assert largest_gain(stage, [(1, 0), (0, 1)]) == pytest.approx(1)


def test_pure_equilibria_in_balls():
    sure = solve_pure(game([[root(2), 0], [0, 1]], [[1, 0], [0, root(3)]]))
    assert sure.complete
    assert [e.supports for e in sure.equilibria] == [((0,), (0,)), ((1,), (1,))]
    assert sure.equilibria[0].payoffs == (math.sqrt(2), 1)


def test_undecided_pure_profiles_are_named():
    answer = solve_pure(game([[root(2), 0], [root(2), 1]], [[1, 0], [0, root(3)]]))
    assert not answer.complete
    assert answer.why == f"{TIE} at 128 bits"
    assert [e.supports for e in answer.equilibria] == [((1,), (1,))]
    assert answer.notes == ("these may be equilibria too: r0, c0",)


def test_pure_ties_of_one_object_are_known():
    same = root(2)
    answer = solve_pure(game([[same, 0], [same, 0]], [[1, 0], [0, 1]]))
    assert answer.complete
    assert [e.supports for e in answer.equilibria] == [((0,), (0,)), ((1,), (1,))]
    assert answer.equilibria[0].best_replies == ((0, 1), (0,))
    assert answer.equilibria[0].certificate == 0


def test_more_bits_decide_a_pure_profile():
    def near(bits):
        with ctx.workprec(bits):
            gap = arb(2) ** -200
            return game([[arb(2).sqrt() + gap, 0], [arb(2).sqrt(), 1]], [[1, 0], [0, 1]])

    assert not solve_pure(near(128)).complete
    answer = solve_pure(near(128), refine=near)
    assert answer.complete
    assert answer.why == "all 4 pure profiles compared, every sign decided in balls of 256 bits"
    assert [e.supports for e in answer.equilibria] == [((0,), (0,)), ((1,), (1,))]
