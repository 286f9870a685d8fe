"""Large games: what fits is solved, what does not is said; nothing hangs."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb

from vcgame.forms.strategic import StrategicGame
from vcgame.solve import components, nash
from vcgame.solve.certificate import largest_gain
from vcgame.solve.nash import solve_nash


def random_game(rng, rows, columns, low, high):
    return StrategicGame.from_matrices(
        *([[rng.randint(low, high) for _ in range(columns)] for _ in range(rows)] for _ in "AB")
    )


def cournot(size):
    """Two firms choose one of `size` outputs; inverse demand 100 - q1 - q2, unit cost 10."""
    outputs = [Fraction(90 * k, size - 1) for k in range(size)]
    A = [[q * (90 - q - other) for other in outputs] for q in outputs]
    return StrategicGame.from_matrices(A, [list(column) for column in zip(*A, strict=True)])


@pytest.mark.parametrize("shape", [(2, 50), (50, 2), (3, 30), (10, 10), (1, 60)])
def test_long_games_are_solved_completely(seeded, shape):
    answer = solve_nash(random_game(seeded(1), *shape, -99, 99))
    assert answer.complete
    assert answer.equilibria
    assert all(e.certificate == 0 for e in answer.equilibria)


@pytest.mark.parametrize("size", [10, 12])
def test_degenerate_games_are_solved_completely(seeded, size):
    answer = solve_nash(random_game(seeded(size), size, size, 0, 1))
    assert answer.complete
    assert answer.degenerate is True
    assert len(answer.nash_subsets) > 1


def test_beyond_the_limit_some_equilibria_are_listed(seeded):
    game = random_game(seeded(3), 12, 12, -99, 99)
    some, every = solve_nash(game, effort=20_000), solve_nash(game)
    assert not some.complete
    assert some.why.startswith("a best-response polytope needs more than 20000 steps of work")
    assert some.nash_subsets == ()
    assert some.equilibria
    assert {e.profile for e in some.equilibria} <= {e.profile for e in every.equilibria}
    assert {e.key for e in some.equilibria} <= {e.key for e in every.equilibria}


def test_paths_find_mixed_equilibria_beyond_the_limit():
    # Matching pennies among many strategies: nothing pure.
    size = 13
    A = [
        [0 if i == j else 1 if (i - j) % size <= size // 2 else -1 for j in range(size)]
        for i in range(size)
    ]
    game = StrategicGame.from_matrices(A, [[-value for value in row] for row in A])
    answer = solve_nash(game, effort=100_000)
    assert not answer.complete
    (only,) = answer.equilibria
    assert only.profile == ((Fraction(1, size),) * size,) * 2
    assert answer.degenerate in (True, None)


def test_a_game_from_a_stranger_ends(seeded):
    game = random_game(seeded(4), 50, 50, -99, 99)
    answer = solve_nash(game, effort=1_000_000)
    assert not answer.complete
    assert all(largest_gain(game, e.profile) == 0 for e in answer.equilibria)


def test_components_of_a_partial_answer_are_not_sure():
    game = StrategicGame.from_matrices(
        *([[int(i == j) for j in range(12)] for i in range(12)] for _ in "AB")
    )
    answer = solve_nash(game, effort=2000)
    assert not answer.complete
    assert len(answer.equilibria) >= 12
    # No vertex that was found has more best replies than strategies, but not all were found.
    assert answer.degenerate is None
    assert answer.notes == ("components that seem apart may be joined by equilibria not listed",)


@pytest.mark.parametrize("size", [31, 61])
def test_dominated_strategies_are_removed_from_a_large_game(size):
    answer = solve_nash(cournot(size))
    assert answer.complete
    assert "strictly dominated strategies (iterated)" in answer.why
    # The continuous game has one equilibrium, at 30 each, and 30 is on the grid.
    best = size // 3
    assert ((best,), (best,)) in [e.supports for e in answer.equilibria]
    assert all(len(strategy) == size for e in answer.equilibria for strategy in e.profile)


def test_removing_dominated_strategies_changes_nothing():
    game = cournot(13)
    whole, reduced = solve_nash(game), solve_nash(game, effort=3000)
    assert "dominated" in reduced.why
    assert reduced.complete
    assert reduced.equilibria == whole.equilibria
    assert reduced.nash_subsets == whole.nash_subsets
    assert whole.degenerate is not None
    assert reduced.degenerate in (True, None)


def test_a_battle_among_dominated_strategies():
    size = 20
    A = [[-i - j for j in range(size)] for i in range(size)]
    B = [[-i - 2 * j for j in range(size)] for i in range(size)]
    for i, row in enumerate(([2, 0], [0, 1])):
        A[i][:2] = row
    B[0][:2], B[1][:2] = [1, 0], [0, 2]
    answer = solve_nash(StrategicGame.from_matrices(A, B))
    assert answer.complete
    assert "after removing 36 strictly dominated strategies" in answer.why
    small = solve_nash(StrategicGame.from_matrices([[2, 0], [0, 1]], [[1, 0], [0, 2]]))
    assert [e.profile for e in answer.equilibria] == [
        tuple((*strategy, *[0] * (size - 2)) for strategy in e.profile) for e in small.equilibria
    ]
    assert [e.key for e in answer.equilibria] == [e.key for e in small.equilibria]
    # Mixtures of what was removed were not looked at.
    assert answer.degenerate is None


def test_as_many_equilibria_as_are_listed(monkeypatch):
    monkeypatch.setattr(nash, "MOST_EQUILIBRIA", 7)
    unit = [[int(i == j) for j in range(4)] for i in range(4)]
    answer = solve_nash(StrategicGame.from_matrices(unit, unit))
    assert len(answer.equilibria) == 7
    assert not answer.complete
    assert answer.degenerate is False
    assert answer.why == "there are more than 7 extreme equilibria; so many are listed"
    assert answer.nash_subsets == ()


def test_subsets_beyond_their_limit_are_left_out(monkeypatch):
    def few(neighbours, groups):
        return components.maximal_bicliques(neighbours, groups, limit=3)

    monkeypatch.setattr(nash, "maximal_bicliques", few)
    game = StrategicGame.from_matrices([[0, 1, 0], [0, 1, 0]], [[3, 2, 0], [0, 2, 3]])
    answer = solve_nash(game)
    assert answer.complete
    assert len(answer.equilibria) == 6
    assert answer.nash_subsets == ()
    assert answer.notes == ("the maximal Nash subsets are too many to be listed",)


def test_irrational_games_have_a_limit_too(seeded):
    game = random_game(seeded(6), 10, 10, -99, 99)
    balls = tuple(
        tuple(arb(int(value)) if k % 3 else value for k, value in enumerate(values))
        for values in game.payoffs
    )
    answer = solve_nash(StrategicGame(game.players, game.strategies, balls), effort=1000)
    assert not answer.complete
    assert "listed are the pure equilibria" in answer.why
    assert "Lemke" not in answer.why


def test_a_wrong_vertex_would_be_noticed(monkeypatch):
    def wrong(first, second, *, effort):
        found = nash_vertices(first, second, effort=effort)
        return type(found)(
            [type(v)(v.weights[::-1], v.support, v.replies) for v in found.first], found.second
        )

    nash_vertices = nash.all_vertices
    monkeypatch.setattr(nash, "all_vertices", wrong)
    game = StrategicGame.from_matrices([[3, 1], [2, 4]], [[1, 0], [0, 5]])
    with pytest.raises(AssertionError, match="fails its certificate"):
        solve_nash(game)
