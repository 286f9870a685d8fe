"""Small linear programmes in fractions, against the vertices of their polytopes."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import IncompleteError
from vcgame.solve.linear.equations import solve_equations
from vcgame.solve.linear.rational import Constraint, feasible, maximise

small = st.integers(-4, 4)


def vertices(rows, unknowns):
    """All points where as many of the rows as unknowns are tight and the others hold."""
    found = set()
    for tight in combinations(rows, unknowns):
        system = [{**row, unknowns: -constant} for row, constant in tight]
        solved = solve_equations(system, unknowns)
        if solved is None or not solved[1]:
            continue
        point = tuple(solved[0])
        if all(sum(c * point[k] for k, c in row.items()) + b >= 0 for row, b in rows):
            found.add(point)
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(small, small, st.integers(-2, 6)), min_size=1, max_size=4),
    st.tuples(small, small),
)
def test_the_largest_value_is_at_the_best_vertex_of_a_bounded_region(rows, goal):
    box = [({0: 1}, 5), ({0: -1}, 5), ({1: 1}, 5), ({1: -1}, 5)]
    every = [({0: a, 1: b}, c) for a, b, c in rows] + box
    corners = vertices(every, 2)
    wanted = [Constraint(row, constant) for row, constant in every]
    optimum = maximise(dict(enumerate(goal)), wanted, 2)
    point = feasible(wanted, 2)
    if not corners:
        assert optimum is None
        assert point is None
        return
    assert all(sum(c * point[k] for k, c in row.items()) + b >= 0 for row, b in every)
    best = max(goal[0] * x + goal[1] * y for x, y in corners)
    assert optimum.value == best
    assert goal[0] * optimum.point[0] + goal[1] * optimum.point[1] == best
    assert optimum.attained


def test_equations_strict_rows_and_fractions():
    half = Constraint({0: Fraction(1, 2), 1: Fraction(1, 2)}, Fraction(-1, 2), "=")
    inside = [Constraint({0: 1}, 0, ">"), Constraint({1: 1}, Fraction(-1, 3), ">"), half]
    point = feasible(inside, 2)
    assert sum(point) == 1
    assert point[0] > 0
    assert point[1] > Fraction(1, 3)
    optimum = maximise({0: Fraction(3, 7)}, inside, 2)
    assert optimum.value == Fraction(2, 7)
    assert not optimum.attained
    assert feasible([*inside, Constraint({1: -1}, Fraction(1, 3))], 2) is None
    assert maximise({0: 1}, [*inside, Constraint({1: -1}, Fraction(1, 3))], 2) is None


def test_what_has_no_bound_is_said_with_a_point():
    optimum = maximise({0: 1, 1: -1}, [Constraint({0: 1}, -2), Constraint({1: 1}, 3)], 2)
    assert optimum.value is None
    assert optimum.point[0] >= 2
    assert optimum.point[1] >= -3
    empty = maximise({0: 1}, [], 1)
    assert empty.value is None


def test_too_much_work_is_said_in_one_line():
    rows = [Constraint({k: 1, k + 1: -2}, -k) for k in range(8)]
    with pytest.raises(IncompleteError, match="more than 10 operations on numbers"):
        feasible(rows, 9, effort=10)
    with pytest.raises(IncompleteError, match="operations"):
        maximise({0: 1}, rows, 9, effort=10)


def test_equations_without_and_with_many_solutions():
    assert solve_equations([{0: 1, 1: 1}, {0: 1, 1: 2}], 1) is None
    solution, alone = solve_equations([{0: 1, 1: 1, 2: 3}], 2)
    assert sum(solution) == 3
    assert not alone
