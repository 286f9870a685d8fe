"""Extreme equilibria, subsets and components: brute force, known games, canonical order."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import UnsupportedError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.certificate import largest_gain
from vcgame.solve.nash import solve_nash
from vcgame.solve.pure import solve_pure


@st.composite
def games(draw, most=3):
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    low, high = draw(st.sampled_from([(0, 1), (0, 2), (-4, 4)]))
    row = st.lists(st.integers(low, high), min_size=columns, max_size=columns)
    matrix = st.lists(row, min_size=rows, max_size=rows)
    return draw(matrix), draw(matrix)


def solve(A, B):
    return solve_nash(StrategicGame.from_matrices(A, B))


def described(answer):
    return {(e.profile, e.supports, e.best_replies) for e in answer.equilibria}


def profiles(answer):
    return [tuple(tuple(map(str, s)) for s in e.profile) for e in answer.equilibria]


@settings(deadline=None, max_examples=200)
@given(matrices=games())
def test_brute_force_agrees(brute_force, matrices):
    answer = solve(*matrices)
    found, degenerate = brute_force.equilibria(*matrices)
    assert described(answer) == found
    assert len(answer.equilibria) == len(found)
    assert answer.degenerate == degenerate
    assert answer.complete


@pytest.mark.parametrize("seed", range(12))
def test_brute_force_agrees_on_four_by_four(brute_force, seeded, seed):
    rng = seeded(seed)
    A, B = ([[rng.randint(0, 3 + seed) for _ in range(4)] for _ in range(4)] for _ in "AB")
    found, degenerate = brute_force.equilibria(A, B)
    answer = solve(A, B)
    assert described(answer) == found
    assert answer.degenerate == degenerate


@settings(deadline=None, max_examples=150)
@given(matrices=games())
def test_subsets_are_the_maximal_bicliques(brute_force, matrices):
    answer = solve(*matrices)
    pairs = {e.profile for e in answer.equilibria}
    found = set()
    for subset in answer.nash_subsets:
        members = {answer.equilibria[k].profile for k in subset}
        xs, ys = (tuple(sorted({pair[p] for pair in members})) for p in (0, 1))
        assert members == {(x, y) for x in xs for y in ys}
        found.add((xs, ys))
    assert found == brute_force.bicliques(pairs)
    assert len(answer.nash_subsets) == len(found)


@settings(deadline=None, max_examples=150)
@given(matrices=games())
def test_components_join_what_shares_a_mixture(matrices):
    answer = solve(*matrices)
    left = set(range(len(answer.equilibria)))
    components = []
    while left:
        group, queue = set(), [min(left)]
        while queue:
            k = queue.pop()
            if k in left:
                left.remove(k)
                group.add(k)
                mine = answer.equilibria[k].profile
                queue += [
                    j
                    for j in left
                    if any(a == b for a, b in zip(mine, answer.equilibria[j].profile, strict=True))
                ]
        components.append(group)
    assert [answer.equilibria[min(group)].component for group in components] == list(
        range(1, len(components) + 1)
    )
    for group in components:
        assert len({answer.equilibria[k].component for k in group}) == 1
    assert answer.components == len(components)


@settings(deadline=None, max_examples=150)
@given(matrices=games())
def test_canonical_order(matrices):
    answer = solve(*matrices)
    keys = [(e.component, e.supports, e.profile) for e in answer.equilibria]
    assert keys == sorted(keys)
    firsts = [
        min((e.supports, e.profile) for e in answer.equilibria if e.component == c)
        for c in range(1, answer.components + 1)
    ]
    assert firsts == sorted(firsts)
    assert list(answer.nash_subsets) == sorted(map(tuple, map(sorted, answer.nash_subsets)))


@settings(deadline=None, max_examples=100)
@given(matrices=games(), data=st.data())
def test_all_of_a_subset_is_in_equilibrium(matrices, data):
    game = StrategicGame.from_matrices(*matrices)
    answer = solve_nash(game)
    subset = data.draw(st.sampled_from(answer.nash_subsets))
    mixture = []
    for player in (0, 1):
        corners = sorted({answer.equilibria[k].profile[player] for k in subset})
        weights = data.draw(
            st.lists(st.integers(1, 9), min_size=len(corners), max_size=len(corners))
        )
        mixture.append(
            [
                Fraction(sum(w * c[s] for w, c in zip(weights, corners, strict=True)), sum(weights))
                for s in range(game.shape[player])
            ]
        )
    assert largest_gain(game, mixture) == 0


@pytest.mark.parametrize("seed", range(30))
def test_every_equilibrium_on_a_grid_is_in_a_subset(seeded, seed):
    rng = seeded(seed)
    game = StrategicGame.from_matrices(
        *([[rng.randint(0, 2) for _ in "ab"] for _ in "ab"] for _ in "AB")
    )
    answer = solve_nash(game)
    boxes = [
        [
            (min(values), max(values))
            for player in (0, 1)
            for values in [[answer.equilibria[k].profile[player][0] for k in subset]]
        ]
        for subset in answer.nash_subsets
    ]
    for p in range(13):
        for q in range(13):
            x, y = Fraction(p, 12), Fraction(q, 12)
            inside = any(a <= x <= b and c <= y <= d for (a, b), (c, d) in boxes)
            assert inside == (largest_gain(game, [[x, 1 - x], [y, 1 - y]]) == 0)


@settings(deadline=None, max_examples=100)
@given(matrices=games(most=4))
def test_pure_equilibria_are_among_all(matrices):
    game = StrategicGame.from_matrices(*matrices)
    pure = {(e.profile, e.best_replies) for e in solve_pure(game).equilibria}
    assert pure == {(e.profile, e.best_replies) for e in solve_nash(game).equilibria if e.pure}


def test_nondegenerate_game_of_the_handbook():
    # von Stengel (2002), the 3 x 2 game that runs through section 2.
    answer = solve([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])
    assert profiles(answer) == [
        (("1", "0", "0"), ("1", "0")),
        (("4/5", "1/5", "0"), ("2/3", "1/3")),
        (("0", "1/3", "2/3"), ("1/3", "2/3")),
    ]
    assert [e.payoffs for e in answer.equilibria] == [
        (3, 3),
        (3, Fraction(14, 5)),
        (4, Fraction(8, 3)),
    ]
    assert answer.degenerate is False
    assert answer.nash_subsets == ((0,), (1,), (2,))
    assert [e.component for e in answer.equilibria] == [1, 2, 3]


def test_degenerate_variant_of_it():
    answer = solve([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]])
    assert profiles(answer) == [
        (("1", "0", "0"), ("1", "0")),
        (("1", "0", "0"), ("2/3", "1/3")),
        (("0", "1/3", "2/3"), ("1/3", "2/3")),
    ]
    assert answer.degenerate is True
    assert answer.nash_subsets == ((0, 1), (2,))
    assert answer.components == 2


def test_a_circle_of_equilibria():
    # Kohlberg and Mertens (1986): one component, a hexagon.
    answer = solve([[1, 0, -1], [-1, 0, -1], [1, 0, -2]], [[1, -1, 1], [0, 0, 0], [-1, -1, -2]])
    assert len(answer.equilibria) == 6
    assert answer.components == 1
    assert [len(subset) for subset in answer.nash_subsets] == [2] * 6
    assert sorted(k for subset in answer.nash_subsets for k in subset) == sorted(
        [*range(6), *range(6)]
    )


def test_chain_store():
    # Enter or stay out; fight or share. Out is kept up by fighting with at least 1/2.
    answer = solve([[0, 0], [-1, 1]], [[2, 2], [-1, 1]])
    assert profiles(answer) == [
        (("1", "0"), ("1", "0")),
        (("1", "0"), ("1/2", "1/2")),
        (("0", "1"), ("0", "1")),
    ]
    assert answer.nash_subsets == ((0, 1), (2,))


def test_two_extreme_equilibria_can_share_a_support_pair():
    answer = solve([[0, 1, 0], [0, 1, 0]], [[3, 2, 0], [0, 2, 3]])
    shared = [e for e in answer.equilibria if e.supports == ((0, 1), (1,))]
    assert [e.profile[0] for e in shared] == [
        (Fraction(2, 3), Fraction(1, 3)),
        (Fraction(1, 3), Fraction(2, 3)),
    ]
    assert [e.best_replies for e in shared] == [((0, 1), (0, 1)), ((0, 1), (1, 2))]
    assert len({e.key for e in answer.equilibria}) == len(answer.equilibria) == 6
    assert answer.nash_subsets == ((0, 1), (1, 2), (2, 3), (3, 4), (4, 5))
    assert answer.components == 1


def test_components_stand_together():
    # By supports alone, the second component would stand between equilibria of the first.
    answer = solve([[2, 1], [2, 0], [1, 1]], [[0, 1], [2, 2], [1, 1]])
    assert [(e.supports, e.component) for e in answer.equilibria] == [
        (((0,), (1,)), 1),
        (((2,), (1,)), 1),
        (((1,), (0,)), 2),
    ]
    assert answer.nash_subsets == ((0, 1), (2,))


def test_equal_payoffs_make_everything_an_equilibrium():
    answer = solve([[0] * 3] * 2, [[5] * 3] * 2)
    assert len(answer.equilibria) == 6
    assert answer.nash_subsets == (tuple(range(6)),)
    assert answer.degenerate is True


def test_one_strategy_each():
    answer = solve([[2]], [[Fraction(-1, 3)]])
    (only,) = answer.equilibria
    assert only.profile == ((1,), (1,))
    assert only.payoffs == (2, Fraction(-1, 3))
    assert only.best_replies == ((0,), (0,))
    assert answer.degenerate is False


def test_coordination_has_an_equilibrium_for_every_set():
    size = 6
    matrix = [[int(i == j) for j in range(size)] for i in range(size)]
    answer = solve(matrix, matrix)
    assert len(answer.equilibria) == 2**size - 1
    assert answer.degenerate is False
    assert answer.components == 2**size - 1


def test_rational_payoffs_are_exact():
    answer = solve(
        [[Fraction(1, 3), 0], [0, Fraction(1, 7)]], [[Fraction(-1, 10**9), 0], [0, Fraction(-1, 3)]]
    )
    (only,) = answer.equilibria
    assert only.profile == (
        (Fraction(10**9, 10**9 + 3), Fraction(3, 10**9 + 3)),
        (Fraction(3, 10), Fraction(7, 10)),
    )
    assert only.certificate == 0
    assert isinstance(only.certificate, Fraction)


def test_huge_numbers():
    big = 10**60
    answer = solve([[big, 0], [0, 1]], [[1, 0], [0, big + 1]])
    assert answer.equilibria[1].profile == (
        (Fraction(big + 1, big + 2), Fraction(1, big + 2)),
        (Fraction(1, big + 1), Fraction(big, big + 1)),
    )


@pytest.mark.parametrize(
    ("A", "B", "count"),
    [
        # No game here is degenerate; nashpy 0.0.43 support_enumeration finds fewer, since it
        # asks of floating-point results that they be >= 0 exactly.
        ([[9, 4, 4], [1, 1, 7], [7, 1, 5]], [[1, 6, 2], [0, 4, 6], [6, 1, 0]], 5),
        ([[6, 9, 9], [2, 0, 5], [7, 5, 5]], [[9, 4, 7], [0, 9, 0], [0, 5, 4]], 1),
        (
            [[8, 8, 7, 5], [2, 3, 1, 6], [3, 7, 4, 2], [5, 6, 9, 5]],
            [[8, 3, 5, 1], [0, 3, 4, 9], [9, 3, 1, 5], [2, 4, 7, 0]],
            5,
        ),
        (
            [[5, 0, 6, 1], [2, 7, 5, 0], [2, 1, 0, 8], [8, 0, 1, 9]],
            [[5, 8, 5, 4], [0, 2, 3, 7], [6, 7, 0, 8], [4, 0, 6, 0]],
            1,
        ),
    ],
)
def test_games_that_floating_point_loses(brute_force, A, B, count):
    answer = solve(A, B)
    assert answer.degenerate is False
    assert len(answer.equilibria) == count
    assert described(answer) == brute_force.equilibria(A, B)[0]


def test_answer_says_how():
    answer = solve([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    assert answer.concept == "nash"
    assert answer.why == "all vertices of both best-response polytopes, exact"
    assert answer.notes == ()


@pytest.mark.parametrize("players", [1, 3])
def test_only_two_players(players):
    game = StrategicGame(
        tuple("abc"[:players]),
        (("x", "y"),) * players,
        ((Fraction(1),) * 2**players,) * players,
    )
    with pytest.raises(UnsupportedError, match="concept 'pure'"):
        solve_nash(game)


def test_a_rational_game_needs_no_heavy_library():
    program = (
        "import sys\n"
        "from vcgame.forms.strategic import StrategicGame\n"
        "from vcgame.solve.nash import solve_nash\n"
        "from vcgame.solve.pure import solve_pure\n"
        "game = StrategicGame.from_matrices([[2, 0], [0, 1]], [[1, 0], [0, 2]])\n"
        "assert len(solve_nash(game).equilibria) == 3\n"
        "assert len(solve_pure(game).equilibria) == 2\n"
        "heavy = {'numpy', 'scipy', 'sympy', 'flint', 'nashpy'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
