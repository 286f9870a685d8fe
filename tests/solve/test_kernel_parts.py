"""The modules of the batched kernel, each against plain arithmetic in fractions."""

from __future__ import annotations

import sys
from fractions import Fraction
from itertools import combinations, permutations
from math import inf, prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vcgame.errors import UsageError
from vcgame.solve.kernel import catalog
from vcgame.solve.kernel.batch import Batch, BatchSolver
from vcgame.solve.kernel.book import Book
from vcgame.solve.kernel.minors import differences, exact_levels, minor_levels, number_types
from vcgame.solve.kernel.rounding import rounded_levels
from vcgame.solve.kernel.tables import Side, side_tables
from vcgame.solve.kernel.words import pack, per_game, to_bool

sys.path.insert(0, str(Path(__file__).parent))
from kernel_games import assert_as_alone, solved

SIZES = [(1, 1), (1, 3), (3, 1), (2, 2), (2, 3), (3, 2), (3, 3), (4, 3), (3, 4), (4, 4), (5, 5)]


def determinant(rows: list[list[Any]]) -> Any:
    """Sum over all permutations (Leibniz)."""
    total = 0
    for order in permutations(range(len(rows))):
        swaps = sum(order[a] > order[b] for a, b in combinations(range(len(order)), 2))
        total += (-1) ** swaps * prod(row[column] for row, column in zip(rows, order, strict=True))
    return total


def members(mask: int) -> list[int]:
    return [k for k in range(mask.bit_length()) if mask >> k & 1]


def stack_of(side: Side, payoffs: np.ndarray) -> list[int]:
    """All minors of one game: row 0 is 1, then come the levels."""
    entries, bound = differences(payoffs[:, :, None])
    return [1, *(int(row[0]) for level in exact_levels(side, entries, bound) for row in level)]


@pytest.mark.parametrize("shape", SIZES)
def test_tables_name_the_minors_that_decide(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(shape)
    side = side_tables(*shape)
    payoffs = rng.integers(-3, 4, shape)
    table = payoffs.tolist()
    stack = stack_of(side, payoffs)
    assert len(stack) == side.rows
    for candidate in range(len(side)):
        support = members(int(side.supports[candidate]))
        basis = members(int(side.bases[candidate]))
        weights = [0] * shape[1]
        for strategy in range(shape[1]):
            row = int(side.weight_row[candidate, strategy])
            assert (row >= 0) == (strategy in support)
            if row >= 0:
                weights[strategy] = stack[row] * int(side.weight_sign[candidate, strategy])
                others = [each for each in support if each != strategy]
                bordered = [[*(table[i][j] for j in others), 1] for i in basis]
                assert abs(weights[strategy]) == abs(determinant(bordered))
        paid = [sum(w * value for w, value in zip(weights, row, strict=True)) for row in table]
        assert len({paid[strategy] for strategy in basis}) == 1
        for strategy in range(shape[0]):
            row = int(side.slack_row[candidate, strategy])
            assert (row < 0) == (strategy in basis)
            if row >= 0:
                slack = stack[row] * int(side.slack_sign[candidate, strategy])
                assert slack == paid[basis[0]] - paid[strategy]


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (4, 4), (5, 5)])
def test_number_types_hold_the_largest_minors(shape: tuple[int, int]) -> None:
    side = side_tables(*shape)
    rng = np.random.default_rng(shape)
    hadamard = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]])
    wide = shape[0] - 1
    for bound in (1, 2, 5, 6, 7, 42, 127, 128, 180, 10**3, 10**4, 2**31 - 1, 2**31):
        types = number_types(side, bound)
        if types is None:
            continue
        signs = rng.choice([-1, 1], (wide, shape[1], 50))
        signs[: min(wide, 4), : min(shape[1], 4), 0] = hadamard[:wide, : shape[1]]
        entries = (bound * signs).reshape(-1, 50)
        exact = minor_levels(side, entries.astype(object), [object] * len(side.levels))
        for mine, theirs in zip(exact_levels(side, entries, bound), exact, strict=True):
            assert (mine == theirs).all()


def nasty_payoffs(rng: np.random.Generator, shape: tuple[int, int], games: int) -> np.ndarray:
    """Floats at both ends of their range, near ties, and mixtures of all scales."""
    base = rng.integers(-2, 3, (*shape, games)).astype(float)
    match rng.integers(0, 8):
        case 0:
            return base * 10.0 ** rng.uniform(-300, 300, base.shape)
        case 1:
            return np.nextafter(base * 0.1 + 0.3, rng.choice([-9, 9], base.shape))
        case 2:
            return base * 5e-324 * rng.integers(1, 4)
        case 3:
            return base * 10.0 ** rng.uniform(100, 107)
        case 4:
            return base * 10.0 ** rng.uniform(150, 156) + rng.uniform(-1, 1, base.shape) * 1e150
        case 5:
            return base * 10.0 ** rng.uniform(-170, -100)
        case 6:
            return base * 2.0 ** rng.integers(-60, 60, games) + 2.0**52
        case _:
            return rng.uniform(-1, 1, base.shape)


def exact_differences(payoffs: np.ndarray) -> np.ndarray:
    exact = np.array([Fraction(value) for value in payoffs.ravel().tolist()], dtype=object)
    exact = exact.reshape(payoffs.shape)
    return (exact[1:] - exact[:1]).reshape(-1, payoffs.shape[2])


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("shape", [(3, 3), (4, 4), (5, 4)])
def test_minors_in_floats_are_within_their_margins(shape: tuple[int, int], seed: int) -> None:
    rng = np.random.default_rng([*shape, seed])
    side = side_tables(*shape)
    payoffs = nasty_payoffs(rng, shape, 3)
    errors = None
    true = payoffs
    if seed % 3 == 0:  # the payoffs are themselves off
        reach = float(abs(payoffs).max()) * 10.0 ** rng.uniform(-16, -3)
        off = rng.uniform(-0.9, 0.9, payoffs.shape) * reach
        true, errors = payoffs + off, np.full(3, 2.0 * reach)
    with np.errstate(over="ignore"):
        entries = (payoffs[1:] - payoffs[:1]).reshape(-1, 3)
    levels, margins, zeros = rounded_levels(side, entries, errors)
    exact = minor_levels(side, exact_differences(true), [object] * len(side.levels))
    for level, mine, bounds, zero, theirs in zip(
        side.levels, levels, margins, zeros, exact, strict=True
    ):
        for row in range(level.rows):
            margin = np.broadcast_to(bounds[row >= len(level.expansions)], 3)
            for game in range(3):
                if zero[row]:
                    assert theirs[row, game] == 0
                if margin[game] < inf:
                    distance = abs(Fraction(float(mine[row, game])) - theirs[row, game])
                    assert distance <= Fraction(float(margin[game]))


@pytest.mark.parametrize("scale", [2e102, 4e102, 8e102, 1e103, 5e153, 1e154, 3e154, 8e307])
@pytest.mark.parametrize("size", [2, 3, 4])
def test_what_overflows_is_worked_out_exactly(size: int, scale: float) -> None:
    rng = np.random.default_rng(size)
    first, second = rng.uniform(-1, 1, (2, size, size, 40)) * scale
    assert_as_alone(first, second, solved(first, second))


def test_infinity_less_a_large_minor_has_no_sign() -> None:
    # The determinant of these differences is -5.5e307, but its first term passes 1.8e308.
    side = side_tables(4, 3)
    payoffs = np.zeros((4, 3, 1))
    payoffs[1:, :, 0] = np.array([[8, -8, -7], [-2, -7, 3], [6, 3, -5]]) * 8e101
    levels, margins, _ = rounded_levels(side, payoffs[1:].reshape(9, 1), None)
    exact = minor_levels(side, exact_differences(payoffs), [object] * 3)
    assert exact[-1][0, 0] < 0
    assert levels[-1][0, 0] == inf == margins[-1][0][0]


def test_bits_are_transposed() -> None:
    rng = np.random.default_rng(3)
    for rows, games in ((1, 64), (63, 128), (64, 64), (65, 192), (200, 64)):
        flags = rng.random((rows, games)) < 0.4
        words = pack(flags)
        assert (to_bool(words) == flags).all()
        expected = [
            [
                sum(int(flags[row, game]) << (row % 64) for row in range(at, min(at + 64, rows)))
                for game in range(games)
            ]
            for at in range(0, rows, 64)
        ]
        assert per_game(words).tolist() == expected


def test_a_book_gives_equal_patterns_equal_codes() -> None:
    rng = np.random.default_rng(4)
    book, known = Book(2), dict[tuple[int, int], int]()
    for width in (3, 10, 40, 200, 2_000):
        # many patterns, some new and some old, and rows that differ in one word only
        patterns = rng.integers(0, width, (2, 3_000), dtype=np.uint64)
        for pattern, code in zip(patterns.T.tolist(), book.codes(patterns).tolist(), strict=True):
            assert known.setdefault(tuple(pattern), code) == code
    assert sorted(known.values()) == list(range(len(book)))
    assert book.patterns.T.tolist() == [list(key) for key in sorted(known, key=known.__getitem__)]


def test_a_book_bears_patterns_that_all_want_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "vcgame.solve.kernel.book._hashes",
        lambda patterns: np.full(patterns.shape[1], 2**64 - 1, dtype=np.uint64),
    )
    rng = np.random.default_rng(5)
    book = Book(1)
    for _ in range(3):
        patterns = rng.integers(0, 400, (1, 900), dtype=np.uint64)
        codes = book.codes(patterns)
        assert (book.patterns[0, codes] == patterns[0]).all()
    assert len(set(book.patterns[0].tolist())) == len(book) > 300


@pytest.mark.parametrize("shape", [(2, 4), (4, 4)])
def test_lists_with_one_hash_are_told_apart(
    shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = catalog._hashes
    monkeypatch.setattr(
        catalog,
        "_hashes",
        lambda lists, salt: real(lists, salt) % np.uint64(7) + np.uint64(7 * salt),
    )
    rng = np.random.default_rng(6)
    solver = BatchSolver(*shape)
    for _ in range(3):
        first, second = rng.integers(0, 3, (2, *shape, 150))
        assert_as_alone(first, second, solver.solve(first, second, shares=True))


Vertex = tuple[tuple[Fraction, ...], int, int]


def solution(rows: list[list[int]], right: list[int]) -> list[Fraction] | None:
    """Solve linear equations; ``None`` unless there is exactly one solution."""
    matrix = [
        [*map(Fraction, row), Fraction(value)] for row, value in zip(rows, right, strict=True)
    ]
    width = len(rows[0])
    for column in range(width):
        found = next((k for k in range(column, len(matrix)) if matrix[k][column]), None)
        if found is None:
            return None
        matrix[column], matrix[found] = matrix[found], matrix[column]
        pivot = matrix[column][column]
        matrix[column] = [value / pivot for value in matrix[column]]
        for k, row in enumerate(matrix):
            if k != column and row[column]:
                matrix[k] = [a - row[column] * b for a, b in zip(row, matrix[column], strict=True)]
    return None if any(row[width] for row in matrix[width:]) else [r[width] for r in matrix[:width]]


def vertices(payoffs: list[list[int]]) -> list[Vertex]:
    """All vertices of the best-response polytope, from all choices of tight inequalities."""
    own, other = len(payoffs), len(payoffs[0])
    found = set()
    inequalities = [(*row, -1) for row in payoffs]
    inequalities += [tuple(int(j == k) for j in range(other + 1)) for k in range(other)]
    for tight in combinations(inequalities, other):
        point = solution([[1] * other + [0], *map(list, tight)], [1] + [0] * other)
        if point is None or min(point[:other]) < 0:
            continue
        paid = [sum(a * b for a, b in zip(row, point, strict=False)) for row in payoffs]
        if max(paid) <= point[other]:
            support = sum(1 << j for j in range(other) if point[j])
            replies = sum(1 << i for i in range(own) if paid[i] == point[other])
            found.add((tuple(point[:other]), support, replies))
    return sorted(found)


def check_by_vertices(first: Any, second: Any, batch: Batch, game: int) -> None:
    """Hold one game against the definition of extreme equilibria, all in fractions."""
    ys = vertices(first[:, :, game].tolist())
    xs = vertices(second[:, :, game].T.tolist())
    expected = [
        (x, y)
        for x in xs
        for y in ys
        if not x[1] & ~y[2] and not y[1] & ~x[2]  # supports are best replies to each other
    ]
    structures, shares = batch.structures, batch.shares
    assert shares is not None
    span = slice(*structures.starts[batch.codes[game] :][:2])
    mine = np.c_[structures.supports[span], structures.best_replies[span]].tolist()
    assert sorted(mine) == sorted([x[1], y[1], y[2], x[2]] for x, y in expected)
    listed = np.flatnonzero(shares.game == game)
    got = {
        (*supports, *pair): (shares.x[k].tolist(), shares.y[k].tolist())
        for k, (*supports, one, other) in zip(listed, mine, strict=True)
        for pair in ((one, other),)
    }
    for x, y in expected:
        pair = got[x[1], y[1], y[2], x[2]]
        for mixture, exact in zip(pair, (x[0], y[0]), strict=True):
            assert mixture == pytest.approx([float(share) for share in exact], abs=1e-12)
    crowded = any(v[2].bit_count() > v[1].bit_count() for v in (*xs, *ys))
    assert batch.degenerate[game] == crowded
    # Pairs that share a vertex are in one component.
    left, components = list(expected), 0
    while left:
        components += 1
        todo = [left.pop()]
        while todo:
            x, y = todo.pop()
            near = [pair for pair in left if pair[0] == x or pair[1] == y]
            left = [pair for pair in left if pair not in near]
            todo += near
    assert structures.component[span].max() == components


@pytest.mark.parametrize("most", [1, 2])
@pytest.mark.parametrize(
    ("shape", "games"),
    [
        ((1, 3), 20),
        ((2, 2), 60),
        ((2, 3), 50),
        ((3, 2), 50),
        ((3, 3), 50),
        ((4, 2), 20),
        ((3, 4), 8),
    ],
)
def test_small_games_by_all_vertices(shape: tuple[int, int], games: int, most: int) -> None:
    rng = np.random.default_rng([*shape, most])
    first, second = rng.integers(0, most + 1, (2, *shape, games))
    batch = solved(first, second)
    for game in range(games):
        check_by_vertices(first, second, batch, game)


def as_objects(values: np.ndarray) -> np.ndarray:
    """Keep numpy's own integers as objects; arithmetic among them would overflow."""
    found = np.empty(values.shape, dtype=object)
    for place in np.ndindex(values.shape):
        found[place] = values[place]
    return found


def test_inputs_of_all_kinds_are_taken_as_they_are() -> None:
    rng = np.random.default_rng(7)
    base = rng.integers(-2, 3, (2, 3, 3, 40))
    low, high = -(2**63), 2**63 - 1
    for tables in (
        base > 0,
        ((base + 2) * 63).astype(np.uint8),
        np.where(base < 0, -128, 127).astype(np.int8),
        (base + 2).astype(np.uint64) * np.uint64(2**62 - 1),
        np.where(base < 0, low, np.where(base > 0, high, base)),
        (base * 0.1).astype(np.float16),
        (base * 0.1).astype(np.float32),
        base[:, ::-1, :, ::3],
        np.asfortranarray(base * 0.3),
    ):
        tables.flags.writeable = False
        assert_as_alone(*tables, solved(*tables))
    large = base * 2**60
    plain, same = solved(*large), solved(*map(as_objects, large))
    assert plain.shares is not None
    assert same.shares is not None
    assert (plain.shares.x == same.shares.x).all()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (np.full((2, 2, 1), Fraction(1, 3)), "common denominator"),
        (np.full((2, 2, 1), 0.1, dtype=object), "common denominator"),
        (np.zeros((2, 2, 1), dtype=np.longdouble), "up to 64 bits"),
        (np.zeros((2, 2, 1), dtype=complex), "integers or floats"),
        (np.full((2, 2, 1), "1"), "integers or floats"),
        (np.full((2, 2, 1), np.inf), "no finite number"),
        (np.zeros((2, 2)), "of shape"),
        (np.zeros((2, 2, 1, 1)), "of shape"),
    ],
)
def test_other_inputs_are_refused(table: np.ndarray, said: str) -> None:
    if table.dtype == np.longdouble and table.dtype.itemsize <= 8:
        said = "of shape"  # no such type here: the table is cut instead
        table = table[0]
    with pytest.raises(UsageError, match=said):
        BatchSolver(2, 2).solve(table, table)


@pytest.mark.parametrize(
    ("table", "errors", "said"),
    [
        (np.ones((2, 2, 2)), (-1.0, 0.0), "not negative"),
        (np.ones((2, 2, 2)), ([1.0, 2.0, 3.0], 0.0), "for each of 2 games"),
        (np.ones((2, 2, 2), dtype=int), (1.0, 0.0), "integers are exact"),
    ],
)
def test_wrong_errors_are_refused(table: np.ndarray, errors: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        BatchSolver(2, 2).solve(table, table, errors=errors, exact=lambda games: (table, table))
    with pytest.raises(UsageError, match="gives them exactly"):
        BatchSolver(2, 2).solve(table, table, errors=errors)


def test_an_endless_error_leaves_games_without_minors_open_too() -> None:
    asked: list[int] = []

    def exactly(games: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        asked.extend(games.tolist())
        return np.ones((1, 1, len(games)), dtype=int), np.ones((1, 1, len(games)), dtype=int)

    table = np.zeros((1, 1, 3))
    BatchSolver(1, 1).solve(table, table, errors=(np.array([0, inf, 0]), 0), exact=exactly)
    assert asked == [1]
