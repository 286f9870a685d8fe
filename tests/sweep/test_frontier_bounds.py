"""Bounds on cells: never narrower than the truth."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.derive.regimes.equilibria import Game
from vcgame.derive.regimes.signs import ANY, NEGATIVE, POSITIVE, ZERO, Factors, Product
from vcgame.model.formula.parser import parse_expression
from vcgame.model.formula.polynomials import Field
from vcgame.sweep.frontier.bernstein import error_bound, halving, root_coefficients
from vcgame.sweep.frontier.cells import Proved
from vcgame.sweep.frontier.polynomials import RootFactor
from vcgame.sweep.frontier.refinement import Refinement
from vcgame.sweep.frontier.staircase import directions, first_positive

FIELD = Field(("x", "y"))
UNIT = (Fraction(0), Fraction(1))

numbers = st.fractions(-(10**6), 10**6, max_denominator=10**4)
powers = st.tuples(st.integers(0, 4), st.integers(0, 3))
polynomials = st.dictionaries(powers, numbers, min_size=1, max_size=6)
sides = st.tuples(numbers, numbers).filter(lambda ends: ends[0] != ends[1]).map(sorted).map(tuple)


def made(terms: dict[tuple[int, int], Fraction]) -> Any:
    x, y = FIELD.context.gens()
    total = FIELD.context.constant(0)
    for (i, j), value in terms.items():
        total += FIELD.number(value).numer * x**i * y**j
    return total


def value(terms: dict[tuple[int, int], Fraction], x: Fraction, y: Fraction) -> Fraction:
    return sum((c * x**i * y**j for (i, j), c in terms.items()), Fraction(0))


@settings(max_examples=40)
@given(polynomials, sides, sides, st.lists(st.integers(0, 3), max_size=9))
def test_coefficients_hold_the_values_on_every_part(
    terms: dict[tuple[int, int], Fraction], first: Any, second: Any, path: list[int]
) -> None:
    polynomial = made(terms)
    if polynomial.is_zero():
        return
    root = RootFactor(polynomial, (first, second))
    coefficients, column, row = root.coefficients[:, None], 0, 0
    for quarter in path:
        parts = (halving(root.height, root.width) @ coefficients).reshape(len(coefficients), 4)
        coefficients = parts[:, quarter : quarter + 1]
        column, row = 2 * column + quarter % 2, 2 * row + quarter // 2
    exact = len(path) * (root.height + root.width - 2) <= root.spare
    bound = Fraction(0 if exact else error_bound(len(coefficients), len(path)))
    largest = max(abs(v) for line in root_coefficients(polynomial, first, second) for v in line)
    scale = Fraction(1) / Fraction(int(largest.p), int(largest.q))
    unit = Fraction(float(np.abs(root.coefficients).max())) * scale
    for u, v in product((Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1)), repeat=2):
        x = first[0] + (first[1] - first[0]) * (column + u) / 2 ** len(path)
        y = second[0] + (second[1] - second[0]) * (row + v) / 2 ** len(path)
        there = value(terms, x, y) * unit
        slack = 3 * bound + Fraction(1, 2**51)  # of which 2**-51 is for `unit`
        assert Fraction(float(coefficients.min())) - slack <= there
        assert there <= Fraction(float(coefficients.max())) + slack


@settings(max_examples=40)
@given(polynomials, sides, sides, st.integers(0, 3), st.integers(0, 3))
def test_a_part_made_anew_has_the_same_coefficients(
    terms: dict[tuple[int, int], Fraction], first: Any, second: Any, one: int, other: int
) -> None:
    polynomial = made(terms)
    if polynomial.is_zero():
        return
    root = RootFactor(polynomial, (first, second))
    whole = halving(root.height, root.width) @ root.coefficients
    quarters = whole.reshape(-1, 4)
    again = halving(root.height, root.width) @ quarters[:, one]
    wanted = again.reshape(-1, 4)[:, other]
    column, row = 2 * (one % 2) + other % 2, 2 * (one // 2) + other // 2
    bound = 2 * error_bound(len(wanted), 2)
    assert np.abs(root.part(2, column, row) - wanted).max() <= bound


@pytest.mark.parametrize("levels", [1, 5])
def test_a_factor_that_was_put_aside_is_taken_up_again(levels: int) -> None:
    x, y = FIELD.context.gens()
    roots = [RootFactor(3 * x - 1, (UNIT, UNIT)), RootFactor(5 * y - 3, (UNIT, UNIT))]

    def settle(signs: Sequence[int]) -> tuple[int, set[int]]:
        """Four outcomes, and the second factor is asked for when the first has a sign."""
        for factor, sign in enumerate(signs):
            if sign not in (POSITIVE, NEGATIVE):
                return -1, {factor}
        return sum(2**k * (sign == POSITIVE) for k, sign in enumerate(signs)), set()

    refinement = Refinement(roots, settle, levels)
    count = 2**levels
    covered, listed = np.zeros((count, count), dtype=np.int64), 0
    for found in refinement.run():
        if isinstance(found, Proved):
            ends = (found.left, found.right, found.low, found.high)
            for left, right, low, high in zip(*(each.tolist() for each in ends), strict=True):
                covered[left:right, low:high] += 1
            continue
        places = zip(found.columns.tolist(), found.rows.tolist(), strict=True)
        for place, (column, row) in enumerate(places):
            covered[column, row] += 1
            listed += 1
            assert found.corners[place].tolist() == [
                (3 * (column + k % 2) > count) + 2 * (5 * (row + k // 2) > 3 * count)
                for k in range(4)
            ]
    assert (covered == 1).all()
    assert 2 * count - 1 <= listed <= 3 * count


@given(
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(-40, 10),
    st.booleans(),
    st.sampled_from([1, 2, 4, 8]),
)
def test_the_staircase_parts_positive_points_from_others(
    first: int, second: int, least: int, zero: bool, count: int
) -> None:
    x, y = FIELD.context.gens()
    constant = FIELD.number(Fraction(least, 4)).numer
    polynomial = first * x * x + second * y + 4 * x * y + x + constant
    rising = RootFactor(polynomial, (UNIT, UNIT))
    shape = (rising.height, rising.width)
    table = rising.coefficients[:, None]
    assert [each.tolist() for each in directions(table, shape, np.zeros(1))] == [[1], [1]]
    stairs = first_positive(table, shape, count, np.zeros(1), zero=zero)
    points = [(i, j) for i in range(count + 1) for j in range(count + 1)]
    signs = rising.exact_signs([i for i, _ in points], [j for _, j in points], count).tolist()
    for (i, j), sign in zip(points, signs, strict=True):
        counted = sign == POSITIVE or (zero and sign == ZERO)
        assert counted == (j >= stairs.first[i, 0])
    assert stairs.sure.all()
    assert stairs.asked <= 2 * count + 2
    assert not stairs.zeros.any() or ZERO in signs


@settings(max_examples=40)
@given(polynomials, sides, sides)
def test_exact_signs_are_exact(
    terms: dict[tuple[int, int], Fraction], first: Any, second: Any
) -> None:
    polynomial = made(terms)
    if polynomial.is_zero():
        return
    root = RootFactor(polynomial, (first, second))
    at = [(0, 0), (1, 0), (2, 3), (4, 4)]
    found = root.exact_signs([i for i, _ in at], [j for _, j in at], 4).tolist()
    for sign, (i, j) in zip(found, at, strict=True):
        x = first[0] + (first[1] - first[0]) * Fraction(i, 4)
        y = second[0] + (second[1] - second[0]) * Fraction(j, 4)
        true = value(terms, x, y)
        assert sign == (POSITIVE if true > 0 else NEGATIVE if true < 0 else ZERO)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("x + y + 1", POSITIVE),
        ("x - 2", NEGATIVE),
        ("x*y", POSITIVE | ZERO),
        ("-x", NEGATIVE | ZERO),
        ("x - y", ANY),
    ],
)
def test_signs_in_the_whole_rectangle(text: str, signs: int) -> None:
    polynomial = FIELD.fraction(parse_expression(text, {"x", "y"})).numer
    assert RootFactor(polynomial, (UNIT, UNIT)).signs == signs


@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=3, max_size=3), st.integers(0, 2**12))
def test_a_product_may_have_each_sign_that_its_factors_give(signs: list[int], rest: int) -> None:
    masks = {1: POSITIVE, -1: NEGATIVE, 0: ZERO}
    wide = [masks[sign] | (rest >> 3 * k & 7) for k, sign in enumerate(signs)]
    found = Product(NEGATIVE, odd=(0, 1), even=(2,)).possible(wide)
    true = -signs[0] * signs[1] * signs[2] ** 2
    assert found & masks[true]
    exact = Product(NEGATIVE, odd=(0, 1), even=(2,)).possible([masks[sign] for sign in signs])
    assert exact == masks[true]


def test_factors_are_shared_and_squares_seen() -> None:
    factors = Factors()
    x, y = FIELD.context.gens()
    one, other = factors.product(-((x - y) ** 2) * y), factors.product((y - x) * 3)
    assert factors.polynomials == [x - y, y] or factors.polynomials == [y, x - y]
    assert one.possible([ANY if str(each) == "x - y" else POSITIVE for each in factors.polynomials])
    assert set(one.even) == set(other.odd)
    assert (one * other).factors == one.factors
    assert factors.product(x - x) == Product(ZERO)


def test_a_divisor_stays_where_it_cancels() -> None:
    ratio = FIELD.fraction(parse_expression("(x*x - 1)/(x - 1) + 1/y", {"x", "y"}))
    x, y = FIELD.context.gens()
    assert (ratio.denom / (x - 1) / y).is_constant()


def test_a_vertex_that_may_be_found_by_two_bases_is_one_vertex() -> None:
    x, y = FIELD.context.gens()
    one, nil = FIELD.context.constant(1), FIELD.context.constant(0)
    factors = Factors()
    tied = [[x, one], [x, one], [y, y]]  # the first two replies pay the same everywhere
    unit = Product(POSITIVE)
    game = Game(tied, [[nil, nil, one], [one, one, nil]], (unit, unit), factors)
    signs = [ANY] * len(factors.polynomials)
    assert game.equilibria(signs)[0] is None
    for number, polynomial in enumerate(factors.polynomials):
        inside = {"x": Fraction(1, 2), "y": Fraction(3, 4)}
        there = polynomial(
            *(FIELD.number(each).numer.leading_coefficient() for each in inside.values())
        )
        signs[number] = POSITIVE if there > 0 else NEGATIVE if there < 0 else ZERO
    found, deciding = game.equilibria(signs)
    assert found is not None
    assert not deciding
    assert all(best & 3 in (0, 3) for _, _, best, _ in found)
