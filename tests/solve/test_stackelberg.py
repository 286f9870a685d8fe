"""Commitment: textbook games, vertex enumeration as oracle, ties, and several followers."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.commitment.stackelberg import solve_stackelberg
from vcgame.solve.nash import solve_nash

F = Fraction


def game_of(A, B):
    return StrategicGame.from_matrices(A, B)


def values(answer):
    return {(each.kind, each.ties): each.value for each in answer.commitments}


def drawn(generator, rows, columns, low=-5, high=5):
    return [
        [[generator.randint(low, high) for _ in range(columns)] for _ in range(rows)]
        for _ in range(2)
    ]


def test_conitzer_and_sandholm():
    answer = solve_stackelberg(game_of([[2, 4], [1, 3]], [[1, 0], [0, 1]]))
    assert values(answer) == {
        ("pure", "strong"): 3,
        ("pure", "weak"): 3,
        ("mixed", "strong"): F(7, 2),
        ("mixed", "weak"): F(7, 2),
    }
    assert answer.nash_range(0) == (2, 2)
    strong, weak = (answer.commitment("mixed", ties) for ties in ("strong", "weak"))
    assert strong.attained
    assert strong.plays[0].payoffs == (F(7, 2), F(1, 2))
    assert not weak.attained
    # near the limit the follower strictly prefers the reply, and the value is approached
    mixture, nearby = weak.plays[0].mixture, weak.nearby
    for share in (F(1, 2), F(1, 1000)):
        x = [(1 - share) * a + share * b for a, b in zip(mixture, nearby, strict=True)]
        assert x[1] > x[0]
        assert weak.value - (4 * x[0] + 3 * x[1]) <= share


def test_battle_of_the_sexes_the_first_gets_the_favourite():
    answer = solve_stackelberg(game_of([[2, 0], [0, 1]], [[1, 0], [0, 2]]), "row")
    assert set(values(answer).values()) == {2}
    assert {each.value for each in answer.reversed} == {2}
    second = solve_stackelberg(game_of([[2, 0], [0, 1]], [[1, 0], [0, 2]]), "column")
    assert second.leader == 1
    assert second.commitment("pure", "strong").plays[0].payoffs == (1, 2)
    assert second.commitment("pure", "strong").plays[0].mixture == (0, 1)


def test_matching_pennies_pure_commitment_hurts_and_mixed_does_not():
    answer = solve_stackelberg(game_of([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]))
    assert values(answer) == {
        ("pure", "strong"): -1,
        ("pure", "weak"): -1,
        ("mixed", "strong"): 0,
        ("mixed", "weak"): 0,
    }
    assert answer.commitment("mixed", "weak").attained


def test_quantities_the_leader_produces_more():
    # Inverse demand 12 - q, no costs, whole quantities: 6 against 3, and 4 each if simultaneous.
    quantities = range(13)
    A = [[q * max(0, 12 - q - r) for r in quantities] for q in quantities]
    B = [list(column) for column in zip(*A, strict=True)]
    answer = solve_stackelberg(game_of(A, B), mixed=False)
    best = answer.commitment("pure", "weak").plays
    assert (best[0].mixture.index(1), best[0].replies, best[0].payoffs) == (6, (3,), (18, 9))
    assert answer.commitment("pure", "weak", reverse=True).value == 18
    # After 7 the follower does not care between 2 and 3, which whole quantities make possible.
    assert answer.commitment("pure", "strong").plays[0].payoffs == (21, 6)
    assert len(answer.commitments) == 2


def test_ties_for_and_against_the_leader():
    # The follower does not care after the first row.
    answer = solve_stackelberg(game_of([[5, 0], [1, 1]], [[1, 1], [1, 0]]))
    assert values(answer) == {
        ("pure", "strong"): 5,
        ("pure", "weak"): 1,
        ("mixed", "strong"): 5,
        ("mixed", "weak"): 5,
    }
    assert not answer.commitment("mixed", "weak").attained


def test_replies_alike_for_the_follower_are_chosen_against_the_leader():
    answer = solve_stackelberg(game_of([[4, 0], [0, 2]], [[1, 1], [3, 3]]))
    weak = answer.commitment("mixed", "weak")
    assert (weak.value, weak.attained) == (F(4, 3), True)
    assert weak.plays[0].mixture == (F(1, 3), F(2, 3))
    assert answer.commitment("mixed", "strong").value == 4


def test_a_tie_at_the_optimum_may_do_no_harm():
    # At the best point of the first reply's region the other reply is as good for both.
    answer = solve_stackelberg(game_of([[2, 0], [2, 2]], [[1, 0], [0, 0]]))
    assert answer.commitment("mixed", "weak").value == 2
    assert answer.commitment("mixed", "weak").attained


@pytest.mark.parametrize("seed", range(25))
def test_mixed_commitment_against_all_vertices(brute_force, seeded, seed):
    generator = seeded(seed)
    rows, columns = generator.randint(2, 3), generator.randint(2, 3)
    A, B = drawn(generator, rows, columns, -3, 3)
    replies = [list(column) for column in zip(*B, strict=True)]
    points = brute_force.vertices(replies)
    answer = solve_stackelberg(game_of(A, B))
    own = {x: [sum(p * A[i][j] for i, p in enumerate(x)) for j in range(columns)] for x in points}
    best = {x: brute_force.best(replies, x) for x in points}
    strong = max(own[x][j] for x in points for j in best[x])
    assert answer.commitment("mixed", "strong").value == strong
    # A region has an inside where the mean of its vertices has no other best reply.
    reachable = []
    for j in range(columns):
        region = [x for x in points if j in best[x]]
        if region:
            middle = [sum(x[i] for x in region) / F(len(region)) for i in range(rows)]
            if brute_force.best(replies, middle) == (j,):
                reachable.append(max(own[x][j] for x in region))
    alike = len({tuple(reply) for reply in replies}) < columns
    weak = answer.commitment("mixed", "weak")
    if not alike:
        assert weak.value == max(reachable)
    if weak.attained:
        for play in weak.plays:
            worst = min(
                sum(p * A[i][j] for i, p in enumerate(play.mixture))
                for j in brute_force.best(replies, play.mixture)
            )
            assert worst == weak.value
    else:
        assert all(min(own[x][j] for j in best[x]) < weak.value for x in points)


@pytest.mark.parametrize("seed", range(10))
def test_order_of_the_values_and_what_must_not_change(seeded, seed):
    generator = seeded(100 + seed)
    A, B = drawn(generator, 3, 3)
    answer = solve_stackelberg(game_of(A, B))
    found = values(answer)
    assert found["mixed", "strong"] >= found["mixed", "weak"] >= found["pure", "weak"]
    assert found["mixed", "strong"] >= found["pure", "strong"] >= found["pure", "weak"]
    assert found["mixed", "strong"] >= max(
        e.payoffs[0] for e in solve_nash(game_of(A, B)).equilibria
    )
    scaled = game_of(
        [[3 * a - 7 for a in row] for row in A], [[2 * b + 1 for b in row] for row in B]
    )
    assert values(solve_stackelberg(scaled)) == {key: 3 * v - 7 for key, v in found.items()}
    turned = game_of([row[::-1] for row in A[::-1]], [row[::-1] for row in B[::-1]])
    assert values(solve_stackelberg(turned)) == found
    doubled = game_of([*A, A[0]], [*B, B[0]])
    assert values(solve_stackelberg(doubled)) == found
    dominated = game_of([[*row, 9] for row in A], [[*row, min(row) - 1] for row in B])
    assert values(solve_stackelberg(dominated)) == found
    swapped = game_of(
        [list(row) for row in zip(*B, strict=True)], [list(row) for row in zip(*A, strict=True)]
    )
    other = solve_stackelberg(swapped, "column")
    assert values(other) == found
    assert {(e.kind, e.ties): e.value for e in other.reversed} == {
        (e.kind, e.ties): e.value for e in answer.reversed
    }


def test_one_leader_and_two_followers():
    # The followers want to meet; the leader prefers that they meet where the leader is.
    profiles = list(product(range(2), repeat=3))
    lead = tuple(F(3 if p[0] == p[1] == p[2] else int(p[1] == p[2])) for p in profiles)
    meet = tuple(F(p[1] == p[2]) for p in profiles)
    game = StrategicGame(("l", "f", "g"), (("x", "y"),) * 3, (lead, meet, meet))
    answer = solve_stackelberg(game)
    assert values(answer) == {("pure", "strong"): 3, ("pure", "weak"): 1}
    assert {play.replies for play in answer.commitment("pure", "strong").plays} == {(0, 0), (1, 1)}
    assert answer.reversed == ()
    middle = solve_stackelberg(game, "f")
    assert middle.leader == 1
    assert middle.commitment("pure", "weak").plays[0].payoffs == (3, 1, 1)


def test_followers_without_a_pure_equilibrium_are_said():
    profiles = list(product(range(2), repeat=3))
    lead = tuple(F(10 if p[0] == 0 else 1) for p in profiles)
    first = tuple(F(1 if (p[1] == p[2]) == (p[0] == 0) else 0) for p in profiles)
    second = tuple(F(1 if p[1] != p[2] or p[0] else 0) for p in profiles)
    game = StrategicGame(("l", "f", "g"), (("x", "y"),) * 3, (lead, first, second))
    answer = solve_stackelberg(game)
    assert answer.commitment("pure", "strong").value == 1
    assert answer.notes[0].endswith("they are left out: x")


def test_refusals():
    from flint import arb

    game = game_of([[1]], [[1]])
    with pytest.raises(UsageError, match="no player 'rov'"):
        solve_stackelberg(game, "rov")
    three = StrategicGame(("a", "b", "c"), (("x",),) * 3, ((F(1),),) * 3)
    with pytest.raises(UnsupportedError, match="pure ones works for any number"):
        solve_stackelberg(three, mixed=True)
    with pytest.raises(UnsupportedError, match=r"this game has one; the concept .nash. finds"):
        solve_stackelberg(StrategicGame(("a",), (("x",),), ((F(1),),)))
    with pytest.raises(UnsupportedError, match="rational payoffs"):
        solve_stackelberg(StrategicGame(("a", "b"), (("x",),) * 2, ((arb(2).sqrt(),),) * 2))
    wide = StrategicGame(
        ("a", "b"),
        (tuple(f"s{k}" for k in range(101)), tuple(f"t{k}" for k in range(1000))),
        ((F(0),) * 101_000,) * 2,
    )
    with pytest.raises(UnsupportedError, match="101000 pure profiles"):
        solve_stackelberg(wide)
    long = game_of([[0]] * 41, [[0]] * 41)
    with pytest.raises(UnsupportedError, match="up to 30 strategies"):
        solve_stackelberg(long, mixed=True)
    assert len(solve_stackelberg(long).commitments) == 2
