"""The batched kernel against the exact solver of single games, and against itself."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from vcgame.errors import UsageError
from vcgame.solve.kernel.batch import LARGEST, BatchSolver

sys.path.insert(0, str(Path(__file__).parent))
from kernel_games import GAMES, KINDS, assert_as_alone, solved

SHAPES = [
    (1, 1),
    (1, 4),
    (3, 1),
    (2, 2),
    (2, 3),
    (3, 2),
    (3, 3),
    (2, 5),
    (4, 3),
    (4, 4),
    (4, 5),
    (5, 5),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_game_is_solved_as_alone(shape: tuple[int, int], kind: str) -> None:
    rng = np.random.default_rng([*shape, *kind.encode(), GAMES])
    games = -(-GAMES // len(KINDS))
    first, second = KINDS[kind](rng, (*shape, games))
    assert_as_alone(first, second, solved(first, second))


@pytest.mark.parametrize("number", [1, 63, 64, 65, 5000])
def test_any_number_of_games_in_any_split_gives_the_same(number: int) -> None:
    rng = np.random.default_rng(number)
    first, second = rng.integers(0, 3, (2, 3, 3, number))
    whole = solved(first, second)
    solver = BatchSolver(3, 3)
    cut = number // 3
    for span in (slice(0, cut), slice(cut, None)):
        part = solver.solve(first[:, :, span], second[:, :, span])
        assert (part.degenerate == whole.degenerate[span]).all()
        for mine, theirs in zip(part.codes, whole.codes[span], strict=True):
            one, other = part.structures.chosen(np.array([mine])), whole.structures
            assert (one.supports == other.chosen(np.array([theirs])).supports).all()
            assert (one.best_replies == other.chosen(np.array([theirs])).best_replies).all()


def test_codes_name_the_patterns_that_were_met() -> None:
    rng = np.random.default_rng(5)
    solver = BatchSolver(2, 2)
    solver.solve(*rng.integers(0, 3, (2, 2, 2, 500)))
    batch = solver.solve(*np.ones((2, 2, 2, 3), dtype=int))
    assert batch.codes.tolist() == [0, 0, 0]
    assert len(batch.structures) == 1
    assert batch.structures.components.tolist() == [1]


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "f4", "f8", "O"])
def test_all_number_types_give_the_same(dtype: str) -> None:
    rng = np.random.default_rng(6)
    first, second = rng.integers(-4, 5, (2, 3, 4, 300))
    plain, other = solved(first, second), solved(first.astype(dtype), second.astype(dtype))
    assert (
        plain.structures.supports[plain.structures.starts[plain.codes]]
        == other.structures.supports[other.structures.starts[other.codes]]
    ).all()
    assert plain.shares is not None
    assert other.shares is not None
    assert (plain.shares.x == other.shares.x).all()


@pytest.mark.parametrize("edge", [2**7 - 1, 2**15 - 1, 2**31 - 1, 2**53, 2**62, 2**63 - 1, 2**70])
@pytest.mark.parametrize("size", [2, 3, 4])
def test_nothing_overflows_at_the_edges_of_number_types(edge: int, size: int) -> None:
    rng = np.random.default_rng(edge % 2**32)
    root = max(1, int(edge ** (1 / max(1, size - 1))))
    for scale in (root, root // 2 + 1, edge):
        values = np.array([-scale, scale - 1, scale], dtype=object)
        first = values[rng.integers(0, 3, (size, size, 25))]
        second = values[rng.integers(0, 3, (size, size, 25))]
        if scale < 2**63:
            first, second = first.astype(np.int64), second.astype(np.int64)
        assert_as_alone(first, second, solved(first, second))


def test_floats_with_errors_ask_for_the_games_that_they_leave_open() -> None:
    rng = np.random.default_rng(8)
    exact = rng.integers(-3, 4, (2, 3, 3, 400))
    asked: list[int] = []

    def exactly(games: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        asked.extend(games.tolist())
        return 7 * exact[0][:, :, games], 7 * exact[1][:, :, games]

    noise = rng.uniform(-1, 1, exact.shape) * 1e-12
    rough = exact / 3 + noise
    batch = BatchSolver(3, 3).solve(
        rough[0], rough[1], errors=(2e-12, 2e-12), exact=exactly, shares=True
    )
    assert_as_alone(exact[0], exact[1], batch)
    assert 0 < len(asked) < 400
    assert set(np.flatnonzero(batch.degenerate)) <= set(asked)


def test_an_error_without_end_leaves_a_game_open() -> None:
    values = np.array([[[1.0, 1.0], [0.0, 0.0]], [[0.0, 0.0], [1.0, 1.0]]])
    asked: list[int] = []

    def exactly(games: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        asked.extend(games.tolist())
        return np.zeros((2, 2, len(games)), dtype=int), np.zeros((2, 2, len(games)), dtype=int)

    errors = np.array([0.0, np.inf])
    batch = BatchSolver(2, 2).solve(values, values, errors=(errors, errors), exact=exactly)
    assert asked == [1]
    assert batch.degenerate.tolist() == [False, True]


@pytest.mark.parametrize("size", [2, 3, 5])
def test_players_may_change_places(size: int) -> None:
    rng = np.random.default_rng(size)
    first, second = rng.integers(-2, 3, (2, size, 4, 200))
    one = solved(first, second)
    other = solved(second.transpose(1, 0, 2), first.transpose(1, 0, 2))
    assert one.shares is not None
    assert other.shares is not None
    mine = sorted(map(tuple, np.c_[one.shares.game, one.shares.x, one.shares.y].tolist()))
    theirs = sorted(map(tuple, np.c_[other.shares.game, other.shares.y, other.shares.x].tolist()))
    assert mine == theirs


def test_order_of_strategies_and_units_of_payoffs_do_not_matter() -> None:
    rng = np.random.default_rng(9)
    first, second = rng.integers(-3, 4, (2, 3, 3, 300))
    rows, columns = rng.permutation(3), rng.permutation(3)
    one = solved(first, second)
    moved = [5 * table[rows][:, columns] for table in (first, second)]
    # what a player gets whatever he does himself changes nothing
    other = solved(
        moved[0] + rng.integers(-50, 50, (1, 3, 300)), moved[1] + rng.integers(-50, 50, (3, 1, 300))
    )
    assert one.shares is not None
    assert other.shares is not None
    back = np.c_[
        other.shares.game,
        other.shares.x[:, np.argsort(rows)],
        other.shares.y[:, np.argsort(columns)],
    ]
    mine = sorted(map(tuple, np.c_[one.shares.game, one.shares.x, one.shares.y].tolist()))
    assert mine == sorted(map(tuple, back.tolist()))


def test_a_full_dictionary_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vcgame.solve.kernel.batch._MOST_PATTERNS", 50)
    rng = np.random.default_rng(10)
    solver = BatchSolver(3, 3)
    for _ in range(4):
        first, second = rng.integers(-4, 5, (2, 3, 3, 300))
        assert_as_alone(first, second, solver.solve(first, second, shares=True))
    assert len(solver._catalog) < 1000


@pytest.mark.parametrize("shape", [(0, 2), (2, LARGEST + 1)])
def test_shapes_that_it_does_not_take_are_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="solve_nash takes larger ones"):
        BatchSolver(*shape)


def test_wrong_tables_are_refused() -> None:
    solver = BatchSolver(2, 2)
    with pytest.raises(UsageError, match="need payoffs of shape"):
        solver.solve(np.zeros((2, 2, 3)), np.zeros((2, 2, 4)))
    bad = np.zeros((2, 2, 3))
    bad[0, 0, 1] = np.nan
    with pytest.raises(UsageError, match="no finite number"):
        solver.solve(bad, np.zeros((2, 2, 3)))


def test_no_games_have_no_answers() -> None:
    batch = BatchSolver(3, 2).solve(np.zeros((3, 2, 0)), np.zeros((3, 2, 0)), shares=True)
    assert len(batch.codes) == len(batch.structures) == 0
    assert batch.shares is not None
    assert len(batch.shares.game) == 0
