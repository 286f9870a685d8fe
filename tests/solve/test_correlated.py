"""Correlated and coarse correlated equilibria: textbook games, oracles, metamorphoses."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.correlation.correlated import MOST_PROFILES, solve_correlated
from vcgame.solve.correlation.incentives import deviation_gain, incentive_rows
from vcgame.solve.nash import solve_nash

F = Fraction
CHICKEN = ([[6, 2], [7, 0]], [[6, 7], [2, 0]])
BATTLE = ([[2, 0], [0, 1]], [[1, 0], [0, 2]])
SHAPLEY = ([[0, 0, 1], [1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 0, 1], [1, 0, 0]])


def game_of(A, B):
    return StrategicGame.from_matrices(A, B)


def drawn(generator, shape, low=-6, high=6):
    size = int(np.prod(shape))
    return StrategicGame(
        tuple(f"p{k}" for k in range(len(shape))),
        tuple(tuple(f"s{j}" for j in range(n)) for n in shape),
        tuple(tuple(F(generator.randint(low, high)) for _ in range(size)) for _ in shape),
    )


def bounds(answer):
    return {(e.objective, e.player, e.largest): e.value for e in answer.extremes}


def corners(game, brute_force, *, coarse=False):
    """Vertices of the polytope, from all choices of tight inequalities."""
    _, rows = incentive_rows(game, coarse=coarse)
    size = len(game.payoffs[0])
    limits = [[F(int(i == j)) for j in range(size)] for i in range(size)]
    limits += [[F(row.get(j, 0)) for j in range(size)] for row in rows]
    found = set()
    for tight in combinations(limits, size - 1):
        point = brute_force.solution([[1] * size + [1], *[[*row, 0] for row in tight]])
        if point is not None and all(
            sum(a * p for a, p in zip(row, point, strict=True)) >= 0 for row in limits
        ):
            found.add(tuple(point))
    return found


def test_chicken():
    answer = solve_correlated(game_of(*CHICKEN))
    best, worst = answer.extreme("total"), answer.extreme("total", largest=False)
    assert (best.value, best.payoffs) == (F(21, 2), (F(21, 4), F(21, 4)))
    assert dict(best.distribution) == {(0, 0): F(1, 2), (0, 1): F(1, 4), (1, 0): F(1, 4)}
    assert best.unique
    assert (best.nash, worst.nash) == (F(28, 3), 9)
    assert worst.value == F(36, 5)  # one third of weight on what is worse than any equilibrium
    assert answer.extreme("player", player=0).value == 7
    assert answer.complete
    assert answer.nash_complete


def test_aumanns_device_with_two_thirds():
    # Aumann (1974): a third each on three profiles pays 5 to both, outside the convex hull.
    device = {(0, 0): F(1, 3), (0, 1): F(1, 3), (1, 0): F(1, 3)}
    game = game_of(*CHICKEN)
    assert deviation_gain(game, device) == 0
    assert deviation_gain(game, {(0, 0): F(2, 3), (0, 1): F(1, 6), (1, 0): F(1, 6)}) > 0


def test_battle_of_the_sexes_and_a_chosen_objective():
    answer = solve_correlated(game_of(*BATTLE), weights={"row": 2, "column": -1})
    assert answer.extreme("total").value == 3
    assert not answer.extreme("total").unique
    assert answer.extreme("total", largest=False).value == F(4, 3)
    assert answer.extreme("chosen").value == 3
    assert answer.extreme("chosen", largest=False).value == 0
    assert answer.weights == (2, -1)


def test_shapleys_game_correlates_away_from_the_diagonal():
    game = game_of(*SHAPLEY)
    answer = solve_correlated(game)
    best = answer.extreme("total")
    assert (best.value, best.nash) == (1, F(2, 3))
    assert {profile for profile, _ in best.distribution} == {
        p for p in product(range(3), repeat=2) if sum(u != 0 for u in game.payoff(p))
    }
    assert {p for _, p in best.distribution} == {F(1, 6)}


def test_a_zero_sum_game_has_one_value():
    coins = game_of([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    for coarse in (False, True):
        answer = solve_correlated(coins, coarse=coarse)
        assert all(each.value == 0 for each in answer.extremes)


def test_coarse_equilibria_may_draw_what_is_dominated():
    # Moulin and Vial (1978): rock, paper, scissors where a tie pays both badly.
    game = game_of(
        [[-6, 0, 2], [2, -6, 0], [0, 2, -6]],
        [[-6, 2, 0], [0, -6, 2], [2, 0, -6]],
    )
    fine = {(i, j): F(1, 6) for i in range(3) for j in range(3) if i != j}
    assert deviation_gain(game, fine, coarse=True) == 0
    coarse = bounds(solve_correlated(game, coarse=True))
    exact = bounds(solve_correlated(game))
    assert coarse["total", None, True] == 2
    assert all(
        coarse[key] >= value if key[2] else coarse[key] <= value for key, value in exact.items()
    )


@pytest.mark.parametrize("coarse", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_extremes_of_two_by_two_games_are_vertices(brute_force, seeded, seed, coarse):
    game = drawn(seeded(seed), (2, 2), -3, 3)
    points = corners(game, brute_force, coarse=coarse)
    for each in solve_correlated(game, coarse=coarse).extremes:
        weights = [1, 1] if each.player is None else [int(k == each.player) for k in range(2)]
        values = [
            sum(
                p * sum(w * u for w, u in zip(weights, game.payoff(profile), strict=True))
                for p, profile in zip(point, game.profiles(), strict=True)
            )
            for point in points
        ]
        extreme = max(values) if each.largest else min(values)
        assert each.value == extreme
        if each.unique is not None:
            assert each.unique == (values.count(extreme) == 1)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([(2, 2), (2, 3), (3, 3), (2, 2, 2)]))
def test_nash_is_correlated_and_correlated_is_coarse(generator, shape):
    game = drawn(generator, shape, -2, 3)
    exact, coarse = (solve_correlated(game, coarse=kind) for kind in (False, True))
    for mine, wide in zip(exact.extremes, coarse.extremes, strict=True):
        assert wide.value >= mine.value if mine.largest else wide.value <= mine.value
        if mine.nash is not None:
            assert mine.value >= mine.nash if mine.largest else mine.value <= mine.nash
        assert deviation_gain(game, dict(mine.distribution)) == 0
        assert deviation_gain(game, dict(mine.distribution), coarse=True) == 0
        assert mine.value == sum(w * u for w, u in zip(*_weighted(mine), strict=True))
    if len(shape) == 2:
        for found in solve_nash(game).equilibria:
            joint = {
                (i, j): p * q
                for i, p in enumerate(found.profile[0])
                for j, q in enumerate(found.profile[1])
            }
            assert deviation_gain(game, joint) == 0


def _weighted(extreme):
    count = len(extreme.payoffs)
    if extreme.player is None:
        return [1] * count, extreme.payoffs
    return [int(k == extreme.player) for k in range(count)], extreme.payoffs


@pytest.mark.parametrize(
    ("shape", "seed"), [((6, 6), 1), ((3, 3, 3), 2), ((2,) * 5, 3), ((9, 4), 4)]
)
@pytest.mark.parametrize("coarse", [False, True])
def test_larger_games_agree_with_floating_point(seeded, shape, seed, coarse):
    game = drawn(seeded(seed), shape, -9, 9)
    _, rows = incentive_rows(game, coarse=coarse)
    size = len(game.payoffs[0])
    matrix = np.array([[-float(row.get(j, 0)) for j in range(size)] for row in rows])
    total = np.array([[float(u) for u in values] for values in game.payoffs]).sum(axis=0)
    answer = solve_correlated(game, coarse=coarse)
    for largest in (True, False):
        found = linprog(
            -total if largest else total,
            A_ub=matrix,
            b_ub=np.zeros(len(rows)),
            A_eq=np.ones((1, size)),
            b_eq=[1],
            method="highs-ipm",
        )
        value = -found.fun if largest else found.fun
        assert float(answer.extreme("total", largest=largest).value) == pytest.approx(
            value, abs=1e-6
        )


@pytest.mark.parametrize("coarse", [False, True])
def test_what_must_not_change_the_bounds(seeded, coarse):
    generator = seeded(11)
    for _ in range(4):
        game = drawn(generator, (3, 2))
        A, B = game.matrices()
        base = bounds(solve_correlated(game, coarse=coarse))
        turned = game_of(A[::-1], B[::-1])
        assert bounds(solve_correlated(turned, coarse=coarse)) == base
        doubled = game_of([*A, A[1]], [*B, B[1]])
        assert bounds(solve_correlated(doubled, coarse=coarse)) == base
        swapped = game_of(
            [list(row) for row in zip(*B, strict=True)], [list(row) for row in zip(*A, strict=True)]
        )
        names = {0: 1, 1: 0, None: None}
        assert {(o, names[p], s): v for (o, p, s), v in base.items()} == bounds(
            solve_correlated(swapped, coarse=coarse)
        )
        scaled = game_of(
            [[3 * a + 5 for a in row] for row in A], [[2 * b - 1 for b in row] for row in B]
        )
        more = bounds(solve_correlated(scaled, coarse=coarse))
        for side in (True, False):
            assert more["player", 0, side] == 3 * base["player", 0, side] + 5
            assert more["player", 1, side] == 2 * base["player", 1, side] - 1


def test_a_strictly_dominated_strategy_is_never_recommended(seeded):
    generator = seeded(5)
    for _ in range(4):
        game = drawn(generator, (2, 3))
        A, B = game.matrices()
        worse = game_of([*A, [a - 1 for a in A[0]]], [*B, [generator.randint(-9, 9) for _ in B[0]]])
        answer = solve_correlated(worse)
        assert bounds(answer) == bounds(solve_correlated(game))
        assert all(profile[0] != 2 for e in answer.extremes for profile, _ in e.distribution)


def test_the_proof_bounds_the_objective(seeded):
    game = drawn(seeded(3), (3, 4))
    best = solve_correlated(game).extreme("total")
    for profile in game.profiles():
        bound = sum(game.payoff(profile))
        for each in best.proof:
            assert each.weight > 0
            if profile[each.player] == each.told:
                other = list(profile)
                other[each.player] = each.instead
                here, there = (game.payoff(p)[each.player] for p in (profile, tuple(other)))
                bound += each.weight * (here - there)
        assert bound <= best.value


def test_three_players_and_one():
    same = tuple(F(len(set(p)) == 1) for p in product(range(2), repeat=3))
    three = StrategicGame(("a", "b", "c"), (("x", "y"),) * 3, (same,) * 3)
    answer = solve_correlated(three)
    assert (answer.extreme("total").value, answer.extreme("total", largest=False).value) == (
        3,
        F(3, 4),
    )
    alone = StrategicGame(("a",), (("x", "y", "z"),), ((F(1), F(4), F(2)),))
    for coarse in (False, True):
        assert solve_correlated(alone, coarse=coarse).extreme("total", largest=False).value == 4


def test_refusals():
    wide = drawn(__import__("random").Random(1), (MOST_PROFILES + 1, 1))
    with pytest.raises(UnsupportedError, match=r"401 pure profiles .* 'pure' takes more"):
        solve_correlated(wide)
    with pytest.raises(UsageError, match="no player 'rox'"):
        solve_correlated(game_of(*BATTLE), weights={"rox": 1})
    from flint import arb

    ball = StrategicGame(("a",), (("x",),), ((arb(2).sqrt(),),))
    with pytest.raises(UnsupportedError, match="rational payoffs"):
        solve_correlated(ball)
    with pytest.raises(UsageError, match="'chosen'"):
        solve_correlated(game_of(*BATTLE)).extreme("chosen")


def test_too_little_work_gives_what_there_is():
    answer = solve_correlated(game_of(*SHAPLEY), effort=3_000)
    assert not answer.complete
    assert "more than 3000 operations" in answer.why


def test_mixed_equilibria_of_four_players_are_compared_with():
    # Two pairs play matching pennies, each by itself.
    def payoffs(profile):
        won = [1 if profile[k] == profile[k + 1] else -1 for k in (0, 2)]
        return won[0], -won[0], won[1], -won[1]

    rows = [payoffs(profile) for profile in product(range(2), repeat=4)]
    game = StrategicGame(
        tuple("abcd"),
        (("heads", "tails"),) * 4,
        tuple(tuple(map(F, column)) for column in zip(*rows, strict=True)),
    )
    answer = solve_correlated(game)
    assert answer.nash_complete
    assert [e.nash for e in answer.extremes] == [0] * len(answer.extremes)
