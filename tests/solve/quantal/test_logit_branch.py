"""Logit equilibria: closed forms, the definition as oracle, turns, bifurcations, limits."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import combinations, pairwise, product

import pytest

from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.certificate import largest_gain
from vcgame.solve.quantal import continuation
from vcgame.solve.quantal.enclosure import enclose_logit
from vcgame.solve.quantal.limit import equilibrium_near
from vcgame.solve.quantal.quantal_response import logit_at, logit_branch

F = Fraction
PENNIES = ([[9, 0], [0, 1]], [[0, 1], [1, 0]])


def game_of(A, B):
    return StrategicGame.from_matrices(A, B)


def drawn(shape, seed, most=20):
    generator = random.Random(seed)  # noqa: S311 - the same games every time
    size = math.prod(shape)
    return StrategicGame(
        tuple(f"p{k}" for k in range(len(shape))),
        tuple(tuple(f"s{j}" for j in range(n)) for n in shape),
        tuple(tuple(F(generator.randint(-most, most)) for _ in range(size)) for _ in shape),
    )


def replies(game, profile):
    """Payoffs of all strategies against a profile, from the definition."""
    found = []
    for player, size in enumerate(game.shape):
        values = [0.0] * size
        for pure in game.profiles():
            chance = math.prod(profile[k][s] for k, s in enumerate(pure) if k != player)
            values[pure[player]] += chance * float(game.payoff(pure)[player])
        found.append(values)
    return found


def misfit(game, point):
    """By how much log-odds and payoffs times lambda differ, from the definition."""
    worst = 0.0
    for logs, values in zip(point.logs, replies(game, point.profile), strict=True):
        for s, log in enumerate(logs):
            worst = max(worst, abs(log - logs[0] - point.precision * (values[s] - values[0])))
    return worst


def far(first, second):
    return max(
        abs(a - b) for x, y in zip(first, second, strict=True) for a, b in zip(x, y, strict=True)
    )


def test_asymmetric_matching_pennies():
    # Goeree, Holt and Palfrey (2003): the own payoff effect that Nash equilibria do not have.
    game = game_of(*PENNIES)
    for precision in (F(1, 10), F(1), F(7, 2), F(20)):
        (point,) = logit_at(game, precision).points
        (p, _), (q, _) = point.profile
        rate = float(precision)
        assert p == pytest.approx(1 / (1 + math.exp(-rate * (9 * q - (1 - q)))), abs=1e-12)
        assert q == pytest.approx(1 / (1 + math.exp(-rate * (1 - 2 * p))), abs=1e-12)
        assert p > 0.5
        assert point.error < 1e-12
    answer = logit_branch(game)
    assert answer.complete
    assert answer.limit.equilibrium.profile == ((F(1, 2), F(1, 2)), (F(1, 10), F(9, 10)))
    assert answer.limit.equilibrium.certificate == 0
    assert answer.limit.isolated
    assert 0 < answer.end.regret < 0.02


def test_dominance_has_a_closed_form_that_stays_accurate():
    # The second strategy pays 1 more whatever the other does.
    game = game_of([[3, 0], [4, 1]], [[3, 4], [0, 1]])
    for precision in (0, 1, 30, 900):
        (point,) = logit_at(game, precision).points
        for logs in point.logs:
            assert logs[0] == pytest.approx(
                -precision - math.log1p(math.exp(-precision)), rel=1e-12
            )
    assert logit_branch(game).limit.equilibrium.supports == ((1,), (1,))


def test_the_proof_encloses_what_is_known():
    game = game_of([[3, 0], [4, 1]], [[3, 4], [0, 1]])
    exact = -math.log1p(math.exp(2.0))
    balls = enclose_logit(game, [exact, exact + 2, exact, exact + 2], F(2))
    assert all(abs(float(ball.mid()) - exact) < 1e-15 for ball in balls[::2])
    assert enclose_logit(game, [-3.0, -3.0, -0.01, -9.0], F(2)) is None or all(
        abs(float(ball.mid()) - exact) < 1e-15 for ball in balls[::2]
    )


def test_one_player_decides_by_the_logit_formula():
    game = StrategicGame(("a",), (("x", "y", "z"),), ((F(1), F(3), F(2)),))
    (point,) = logit_at(game, F(3, 2)).points
    weights = [math.exp(1.5 * u) for u in (1, 3, 2)]
    assert point.profile[0] == pytest.approx([w / sum(weights) for w in weights], abs=1e-14)


def test_symmetric_matching_pennies_stays_in_the_middle():
    game = game_of([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    answer = logit_branch(game)
    assert all(far(point.profile, ((0.5, 0.5),) * 2) < 1e-12 for point in answer.points)
    assert answer.limit.equilibrium.profile == ((F(1, 2),) * 2,) * 2


@pytest.mark.parametrize(
    ("shape", "seed"), [((3, 3, 3), 0), ((2,) * 5, 2), ((4, 4), 1), ((2, 3, 2), 5), ((3, 3, 3), 1)]
)
def test_every_point_of_a_branch_is_a_logit_equilibrium(shape, seed):
    game = drawn(shape, seed)
    answer = logit_branch(game)
    spread = max(float(max(values) - min(values)) for values in game.payoffs)
    for point in answer.points[::4]:
        assert misfit(game, point) < 1e-9 * (1 + point.precision * spread)
        assert all(abs(sum(mixture) - 1) < 1e-9 for mixture in point.profile)
        gains = [
            max(values) - sum(p * u for p, u in zip(mixture, values, strict=True))
            for mixture, values in zip(point.profile, replies(game, point.profile), strict=True)
        ]
        assert point.regret == pytest.approx(max(gains), abs=1e-9 * spread)
        assert point.relative == pytest.approx(point.regret / spread)
    steps = [far(one.profile, two.profile) for one, two in pairwise(answer.points)]
    assert max(steps) < 0.11


def test_lambda_turns_round_and_all_points_at_it_are_found():
    game = drawn((3, 3, 3), 0)
    answer = logit_branch(game)
    first, second, *_ = answer.turns
    assert len(answer.turns) == 4
    assert first.precision > second.precision
    for turn in answer.turns:
        place = answer.points.index(turn)
        before, after = answer.points[place - 1], answer.points[place + 1]
        assert (before.precision - turn.precision) * (after.precision - turn.precision) > 0
    precision = (first.precision + second.precision) / 2
    found = logit_at(game, precision)
    assert len(found.points) == 5  # the way to the third turn and back passes it again
    assert found.complete
    for one, two in combinations(range(5), 2):
        assert far(found.points[one].logs, found.points[two].logs) > 1e-3
    for point in found.points:
        assert point.error < 1e-9
        assert misfit(game, point) < 1e-8
    assert len(logit_at(game, first.precision * 0.9).points) == 3


def test_exact_symmetry_is_kept_and_the_bifurcation_noted():
    for size in (2, 3):
        matrix = [[int(i == j) for j in range(size)] for i in range(size)]
        answer = logit_branch(game_of(matrix, matrix))
        (crossing,) = answer.bifurcations
        assert crossing.precision == pytest.approx(size, abs=1e-4)
        assert answer.limit.equilibrium.profile == ((F(1, size),) * size,) * 2
        assert "keeps the symmetry" in answer.notes[0]


@pytest.mark.parametrize("less", [F(1, 100), F(1, 10**6)])
def test_near_symmetry_the_branch_bends_to_the_better_side(less):
    game = game_of([[1, 0], [0, 1 - less]], [[1, 0], [0, 1 - less]])
    answer = logit_branch(game)
    assert answer.bifurcations == ()
    assert answer.limit.equilibrium.supports == ((0,), (0,))
    other = logit_branch(game_of([[1 - less, 0], [0, 1]], [[1 - less, 0], [0, 1]]))
    assert other.limit.equilibrium.supports == ((1,), (1,))


@pytest.mark.parametrize("seed", range(36))
def test_nothing_but_an_equilibrium_is_called_one(seed):
    shape = [(2, 2), (3, 3), (2, 2, 2), (2, 3, 2), (4, 4), (2, 2, 2, 2)][seed % 6]
    game = drawn(shape, 1000 + seed, 3 if seed < 18 else 9)
    answer = logit_branch(game)
    assert answer.complete == (answer.limit is not None)
    if answer.limit is None:
        assert "is not said to be an equilibrium" in answer.notes[-1]
        return
    found = answer.limit.equilibrium
    if all(isinstance(p, Fraction) for mixture in found.profile for p in mixture):
        assert largest_gain(game, found.profile) == 0
        assert found.certificate == 0
    else:
        assert largest_gain(game, found.profile) < 1e-12
    assert far(answer.end.profile, found.profile) == pytest.approx(answer.limit.distance)
    assert answer.limit.distance <= 1e-3


def test_small_stakes_matter_late():
    # Two players coordinate for little, one way for a trifle more; a third one, whose choice
    # costs the first one much, learns fast. The branch passes the mixed equilibrium closely,
    # and leaves it at a lambda of about 2000.
    def payoffs(profile):
        a, b, c = profile
        little = Fraction(int(a == b), 1000) * (1 + Fraction(int(a == 0), 10**8))
        return little + c, little, Fraction(15 * (1 - c), 100)

    rows = [payoffs(profile) for profile in product(range(2), repeat=3)]
    game = StrategicGame(("a", "b", "c"), (("x", "y"),) * 3, tuple(zip(*rows, strict=True)))
    answer = logit_branch(game)
    assert answer.complete
    assert [mixture[0] for mixture in answer.limit.equilibrium.profile] == [1, 1, 1]
    assert answer.end.precision > 4_000


def test_a_point_is_no_equilibrium_where_the_walk_is_cut():
    game = game_of([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    answer = logit_branch(game, most=2)
    assert answer.complete
    assert answer.limit is None
    assert answer.end.precision == pytest.approx(2, abs=1e-12)
    assert answer.points[-1].precision == answer.end.precision
    assert answer.end.regret > 0.01
    assert all(point.precision <= 2 for point in answer.points)


def test_few_steps_are_said(monkeypatch):
    monkeypatch.setattr("vcgame.solve.quantal.quantal_response.MOST_STEPS", 3)
    answer = logit_branch(game_of(*PENNIES))
    assert (answer.complete, answer.why) == (False, "the branch takes more than 3 steps")
    assert answer.limit is None
    found = logit_at(game_of(*PENNIES), 50)
    assert (found.points, found.complete) == ((), False)


def test_a_continuum_is_not_left_to_guesses():
    # After the first row the column player does not care, and the row's gain is small.
    game = game_of([[1, 1], [1, 0]], [[1, 0], [1, 1]])
    answer = logit_branch(game)
    if answer.limit is not None:
        assert largest_gain(game, answer.limit.equilibrium.profile) == 0
    flat = logit_branch(game_of([[1, 1], [1, 1]], [[2, 2], [2, 2]]))
    assert flat.limit.equilibrium.profile == ((F(1, 2),) * 2,) * 2
    assert not flat.limit.isolated


def test_three_who_mix_irrationally_are_enclosed():
    game = drawn((2,) * 5, 1)
    answer = logit_branch(game)
    found = answer.limit.equilibrium
    assert sum(len(support) > 1 for support in found.supports) > 2
    assert largest_gain(game, found.profile) < 1e-12
    assert isinstance(found.profile[0][0], float)


def test_three_who_mix_evenly_are_solved_in_fractions():
    payoffs = tuple(
        tuple(F(p[k] != p[(k + 1) % 3]) for p in product(range(2), repeat=3)) for k in range(3)
    )
    game = StrategicGame(("a", "b", "c"), (("x", "y"),) * 3, payoffs)
    found, distance, _ = equilibrium_near(game, [[0.5001, 0.4999]] * 3)
    assert found.profile == ((F(1, 2), F(1, 2)),) * 3
    assert distance < 2e-4


def test_what_is_near_nothing_gets_no_equilibrium():
    game = game_of([[3, 0], [4, 1]], [[3, 4], [0, 1]])
    assert equilibrium_near(game, [[0.6, 0.4], [0.6, 0.4]]) is None
    assert equilibrium_near(game, [[1.0, 0.0], [1.0, 0.0]]) is None


@pytest.mark.parametrize("seed", range(4))
def test_lambda_scales_with_the_payoffs_and_names_do_not_matter(seed):
    game = drawn((3, 2), seed)
    A, B = game.matrices()
    (base,) = logit_at(game, F(1, 10)).points
    scaled = game_of(
        [[5 * a + 7 for a in row] for row in A], [[5 * b - 3 for b in row] for row in B]
    )
    (same,) = logit_at(scaled, F(1, 50)).points
    assert far(same.profile, base.profile) < 1e-13
    (turned,) = logit_at(game_of(A[::-1], B[::-1]), F(1, 10)).points
    assert far(turned.profile, (base.profile[0][::-1], base.profile[1])) < 1e-13
    swapped = game_of(
        [list(row) for row in zip(*B, strict=True)], [list(row) for row in zip(*A, strict=True)]
    )
    (other,) = logit_at(swapped, F(1, 10)).points
    assert far(other.profile, base.profile[::-1]) < 1e-13


def test_a_duplicated_strategy_counts_twice_as_it_does_in_logit():
    A, B = [[4, 0], [1, 3]], [[1, 2], [2, 0]]
    (point,) = logit_at(game_of([A[0], *A], [B[0], *B]), 1).points
    (x, y, z), (c, d) = point.profile
    assert x == pytest.approx(y)
    rows, columns = 4 * c - (c + 3 * d), (x + y + 2 * z) - 2 * (x + y)
    # each copy has the odds of the formula, so that both together have twice as much
    assert (x + y) / z == pytest.approx(2 * math.exp(rows))
    assert c / d == pytest.approx(math.exp(columns))
    (single,) = logit_at(game_of(A, B), 1).points
    assert abs(single.profile[0][0] - (x + y)) > 0.01


def test_a_dominated_strategy_fades_and_the_limit_stays():
    A, B = [[4, 0], [1, 3]], [[1, 2], [2, 0]]
    more = game_of([*A, [-6, -6]], [*B, [0, 0]])
    (point,) = logit_at(more, 3).points
    assert point.logs[0][2] < -15
    limit = logit_branch(more).limit.equilibrium.profile
    base = logit_branch(game_of(A, B)).limit.equilibrium.profile
    assert limit == ((*base[0], 0), base[1])


def test_many_strategies():
    answer = logit_branch(drawn((30, 30), 2))
    assert answer.complete
    assert largest_gain(drawn((30, 30), 2), answer.limit.equilibrium.profile) == 0


def test_where_no_eigenvalues_are_counted_bifurcations_are_found_by_the_sign(monkeypatch):
    monkeypatch.setattr(continuation, "MOST_EIGENVALUES", 0)
    matrix = [[1, 0], [0, 1]]
    (crossing,) = logit_branch(game_of(matrix, matrix)).bifurcations
    assert crossing.precision == pytest.approx(2, abs=1e-4)
    assert len(logit_branch(drawn((3, 3, 3), 0)).turns) == 4


def test_balls_are_followed_and_proved_but_have_no_certified_limit():
    from flint import arb

    root = arb(2).sqrt()
    game = StrategicGame(
        ("a", "b"), (("x", "y"),) * 2, ((root, F(0), F(0), F(1)), (F(0), F(1), F(1), F(0)))
    )
    (point,) = logit_at(game, 1).points
    assert point.error < 1e-12
    assert misfit(game, point) < 1e-12
    answer = logit_branch(game)
    assert answer.limit is None
    assert not answer.complete


def test_refusals():
    with pytest.raises(UnsupportedError, match=r"followed for up to 120 .* 'pure' takes more"):
        logit_branch(drawn((70, 70), 1))
    for wrong in (-1, float("inf"), float("nan")):
        with pytest.raises(UsageError, match="lambda is a number that is not negative"):
            logit_at(game_of(*PENNIES), wrong)
    with pytest.raises(UsageError, match="lambda is at most"):
        logit_at(game_of(*PENNIES), 10**6)


def test_too_many_players_are_refused():
    zeros = (Fraction(0),) * 2**11
    game = StrategicGame(tuple("abcdefghijk"), (("x", "y"),) * 11, (zeros,) * 11)
    with pytest.raises(UnsupportedError, match="this game has 11 players and 2048 pure profiles"):
        logit_branch(game)
