"""Vertices of best-response polytopes against brute force, at every branch of the method."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.solve import vertices as module
from vcgame.solve.bits import indices
from vcgame.solve.vertices import EffortError, best_response_vertices


@st.composite
def matrices(draw, most=4):
    replies, size = draw(st.integers(1, most)), draw(st.integers(1, most))
    low, high = draw(st.sampled_from([(0, 0), (0, 1), (0, 2), (-4, 4), (-1000, 1000)]))
    row = st.lists(st.integers(low, high), min_size=size, max_size=size)
    return draw(st.lists(row, min_size=replies, max_size=replies))


def described(payoffs):
    found = [
        (v.probabilities(), indices(v.support), indices(v.replies))
        for v in best_response_vertices(payoffs)
    ]
    assert len(set(found)) == len(found)
    return set(found)


def expected(brute_force, payoffs):
    return {
        (y, brute_force.support(y), brute_force.best(payoffs, y))
        for y in brute_force.vertices(payoffs)
    }


@settings(deadline=None, max_examples=150)
@given(payoffs=matrices())
def test_all_vertices_with_their_tight_sets(brute_force, payoffs):
    assert described(payoffs) == expected(brute_force, payoffs)


@settings(deadline=None, max_examples=100)
@given(payoffs=matrices())
def test_all_vertices_when_edges_come_from_the_table(brute_force, payoffs):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FEW", 0)
        assert described(payoffs) == expected(brute_force, payoffs)


@pytest.mark.parametrize("high", [1, 2, 1000])
def test_larger_polytopes_do_not_depend_on_the_order(seeded, high):
    rng = seeded(high)
    payoffs = [[rng.randint(0, high) for _ in range(9)] for _ in range(9)]
    rows, columns = rng.sample(range(9), 9), rng.sample(range(9), 9)
    moved = {
        (
            tuple(mixture[columns.index(j)] for j in range(9)),
            tuple(sorted(columns[j] for j in support)),
            tuple(sorted(rows[i] for i in replies)),
        )
        for mixture, support, replies in described([[payoffs[i][j] for j in columns] for i in rows])
    }
    assert moved == described(payoffs)


def test_every_vertex_of_a_larger_polytope_is_one(brute_force, seeded):
    rng = seeded(5)
    payoffs = [[rng.randint(0, 3) for _ in range(8)] for _ in range(8)]
    for mixture, support, replies in described(payoffs):
        assert brute_force.support(mixture) == support
        assert brute_force.best(payoffs, mixture) == replies
        # As many independent equations as unknowns: the payoffs of all best replies agree.
        rank = rank_of([[payoffs[i][j] for j in support] + [-1] for i in replies])
        assert rank == len(support)


def rank_of(rows):
    rank, rows = 0, [list(map(Fraction, row)) for row in rows]
    for column in range(len(rows[0])):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for r in range(rank + 1, len(rows)):
            factor = rows[r][column] / rows[rank][column]
            rows[r] = [a - factor * b for a, b in zip(rows[r], rows[rank], strict=True)]
        rank += 1
    return rank


def test_integers_stay_as_small_as_determinants(seeded):
    rng = seeded(2)
    size = 9
    payoffs = [[rng.randint(-1000, 1000) for _ in range(size)] for _ in range(size)]
    largest = max(max(vertex.weights) for vertex in best_response_vertices(payoffs))
    # Hadamard's bound: differences of payoffs are at most 2000.
    assert largest <= (2000 * 3) ** size


def test_a_product_of_simplices_has_its_vertices():
    # Rows i against columns j of a coordination game: every face of the cube but the origin.
    size = 6
    found = described([[int(i == j) for j in range(size)] for i in range(size)])
    assert {support for _, support, _ in found} == {indices(mask) for mask in range(1, 1 << size)}
    assert all(support == replies for _, support, replies in found)


def test_equal_payoffs_leave_the_simplex():
    found = described([[7] * 5] * 12)
    assert {(support, len(replies)) for _, support, replies in found} == {
        ((j,), 12) for j in range(5)
    }


@pytest.mark.parametrize("effort", [0, 10, 1000])
def test_the_limit_holds(effort):
    payoffs = [[(i * j) % 7 for j in range(10)] for i in range(10)]
    with pytest.raises(EffortError):
        best_response_vertices(payoffs, effort=effort)
