"""Counting eigenvalues by the side on which they lie, and algebraic numbers."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq_poly
from hypothesis import given
from hypothesis import strategies as st

from vcgame.derive.dynamics.algebraic import extensions, rationals
from vcgame.derive.dynamics.spectrum import characteristic, label_of, spectrum

real_roots = st.lists(st.integers(-2, 2).map(Fraction), max_size=4)
pairs = st.lists(st.tuples(st.integers(-1, 1), st.integers(1, 3)), max_size=2)


def times(first: list[Fraction], second: list[Fraction]) -> list[Fraction]:
    found = [Fraction(0)] * (len(first) + len(second) - 1)
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            found[i + j] += a * b
    return found


@given(real_roots, pairs)
def test_roots_are_counted_by_their_real_parts(
    reals: list[Fraction], conjugate: list[tuple[int, int]]
) -> None:
    field = rationals()
    polynomial = [Fraction(1)]
    sides = [0, 0, 0]
    for root in reals:
        polynomial = times(polynomial, [Fraction(1), -root])
        sides[(root > 0) - (root < 0) + 1] += 1
    for real, rest in conjugate:
        square = [Fraction(1), Fraction(-2 * real), Fraction(real * real + rest)]
        polynomial = times(polynomial, square)
        sides[(real > 0) - (real < 0) + 1] += 2
    found = spectrum(field, [field.constant(value) for value in polynomial])
    assert found == tuple(sides)


def test_labels() -> None:
    assert label_of((2, 0, 0), invertible=True) == "sink"
    assert label_of((0, 0, 3), invertible=True) == "source"
    assert label_of((1, 0, 2), invertible=True) == "saddle"
    assert label_of((0, 2, 0), invertible=True) == "centre"
    assert label_of((0, 2, 0), invertible=False) == "non-hyperbolic"
    assert label_of((1, 2, 0), invertible=True) == "non-hyperbolic"


def test_an_irrational_number_and_its_signs() -> None:
    # x**3 - 2 has one real root; x**2 - 2 two, told apart by their order.
    (root,) = (field.root for field in extensions(fmpq_poly([-2, 0, 0, 1])))
    cube = root * root * root
    assert (cube - root.field.constant(2)).is_zero()
    assert cube.value == Fraction(2)
    assert (root - root.field.constant(Fraction(126, 100))).sign() == -1
    assert abs(float(root.value) - 2 ** (1 / 3)) < 1e-15
    assert (root.field.constant(1) / root * root - root.field.constant(1)).sign() == 0
    low, high = (field.root for field in extensions(fmpq_poly([-2, 0, 1])))
    assert (low.sign(), high.sign()) == (-1, 1)


def test_a_number_very_close_to_zero_has_its_sign() -> None:
    # sqrt(2) against a convergent that agrees in hundreds of digits.
    field = list(extensions(fmpq_poly([-2, 0, 1])))[1]
    above, below = Fraction(3, 2), Fraction(0)
    for _ in range(9):
        above = above / 2 + 1 / above
    below = 2 / above
    assert (field.root - field.constant(above)).sign() == -1
    assert (field.root - field.constant(below)).sign() == 1


def test_characteristic_polynomial() -> None:
    field = rationals()
    matrix = [[field.constant(value) for value in row] for row in ([1, 2], [3, 4])]
    assert [value.value for value in characteristic(field, matrix)] == [1, -5, -2]
