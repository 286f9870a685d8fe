"""Numbers a + b sqrt(d), against decimals of many digits."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from vcgame.solve.surd import Surd, square_root

small = st.fractions(-50, 50, max_denominator=40)
roots = st.sampled_from([2, 3, 5, 7, 12, 10**6 + 1])


def decimal(number):
    with localcontext() as context:
        context.prec = 80
        a, b = (
            Decimal(Fraction(part).numerator) / Decimal(Fraction(part).denominator)
            for part in (number.a, number.b)
        )
        return a + b * Decimal(number.d).sqrt()


@given(small, small, small, small, roots)
def test_arithmetic(a, b, c, e, d):
    first, second = Surd(a, b, d), Surd(c, e, d)
    with localcontext() as context:
        context.prec = 80
        x, y = decimal(first), decimal(second)
        results = [(first + second, x + y), (first - second, x - y), (first * second, x * y)]
        if y:
            results.append((first / second, x / y))
            results.append((3 / second, 3 / y))
        results += [(first + 2, x + 2), (2 - first, 2 - x), (first * 3, 3 * x), (first / 4, x / 4)]
        for ours, theirs in results:
            assert abs(decimal(ours) - theirs) < Decimal(10) ** -60 * (1 + abs(theirs))
        if abs(x - y) > Decimal(10) ** -60:
            assert (first < second, first <= second) == (x < y, x < y)
            assert (first > second, first >= second) == (x > y, x > y)
            assert first != second
        else:
            assert first == second
            assert hash(first) == hash(second)
        assert float(first) == float(x)


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**15), roots)
def test_floats_are_the_nearest_where_terms_nearly_cancel(a, b, d):
    number = Surd(a, b, d)
    assert float(number) == float(decimal(number))
    close = square_root(b * b * d)
    if isinstance(close, Surd):
        tiny = close - int(decimal(close))
        assert 0 < tiny < 1
        assert float(tiny) == float(decimal(tiny))


def test_real_numbers():
    assert Surd(Fraction(1, 3), 0, 2).real() == Fraction(1, 3)
    assert Surd(0, 1, 2).real() == 2**0.5
    assert Surd(1, 0, 2) == 1
    assert Surd(1, 1, 2) != 1
    assert repr(square_root(8)) == "0 + 1 sqrt(8)"
