from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcgame.errors import UsageError
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.sweep.columns import Column
from vcgame.sweep.design.draws import Draws
from vcgame.sweep.design.sampling import Sampling
from vcgame.sweep.design.uncertain import Uncertain, parse_uncertain

BRAND = load_model("brand-two-firms")
BOUNDS = st.fractions(min_value=-100, max_value=100, max_denominator=60)


@pytest.mark.parametrize(
    ("low", "high", "decimals", "first", "count"),
    [
        ("2", "6", 6, 2_000_000, 4_000_001),
        ("0", "1", 6, 0, 1_000_001),
        ("0", "0.99", 7, 0, 9_900_001),
        ("0", "1e6", 0, 0, 1_000_001),
        ("0", "999999", 1, 0, 9_999_991),
        ("0.12345678", "1", 8, 12_345_678, 87_654_323),
        ("1/3", "2/3", 7, 3_333_334, 3_333_333),
        ("-1/3", "2/3", 7, -3_333_333, 9_999_999 + 1),
        ("0", "1e-9", 15, 0, 1_000_001),
    ],
)
def test_decimals_make_a_million_steps(
    low: str, high: str, decimals: int, first: int, count: int
) -> None:
    found = Uncertain("c", Fraction(low), Fraction(high))
    assert (found.decimals, found.first, found.count) == (decimals, first, count)


@given(low=BOUNDS, width=BOUNDS.filter(lambda width: width > 0), decimals=st.integers(0, 6))
def test_values_are_all_decimals_between_the_bounds(
    low: Fraction, width: Fraction, decimals: int
) -> None:
    high = low + width
    numbers = range(ceil(low * 10**decimals), floor(high * 10**decimals) + 1)
    if not numbers:
        with pytest.raises(UsageError, match="no number with"):
            Uncertain("c", low, high, decimals)
        return
    found = Uncertain("c", low, high, decimals)
    assert found.count == len(numbers)
    assert found.value(0) == Fraction(numbers[0], 10**decimals)
    assert found.value(found.count - 1) == Fraction(numbers[-1], 10**decimals)


@given(low=BOUNDS, width=BOUNDS.filter(lambda width: width > 0))
def test_the_decimals_are_the_fewest(low: Fraction, width: Fraction) -> None:
    found = Uncertain("c", low, low + width)
    assert found.decimals is not None
    assert found.count > 1_000_000
    if found.decimals and (10 ** (found.decimals - 1) * low).denominator == 1:
        fewer = Uncertain("c", low, low + width, found.decimals - 1)
        own = (10 ** (found.decimals - 1) * (low + width)).denominator == 1
        assert fewer.count <= 1_000_000 or not own


def test_texts_are_read_exactly() -> None:
    assert parse_uncertain(BRAND, " c = 0.5 : 1/3e-1 ") == Uncertain(
        "c", Fraction(1, 2), Fraction(10, 3)
    )
    assert parse_uncertain(BRAND, "c=2:6", decimals=1).count == 41
    c = BRAND.parameters["c"]
    assert c.low is not None
    assert c.high is not None
    assert parse_uncertain(BRAND, "c") == Uncertain("c", c.low, c.high)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("d=1:2", "brand-two-firms has no parameter 'd'"),
        ("Sigma", "did you mean 'sigma'"),
        ("", "has no parameter ''"),
        ("fine=0:1", "fine is a derived quantity; name a parameter"),
        ("c=", "'c=' is no range; write name=low:high, e.g. c=2:6, or a name alone"),
        ("c=2", "is no range"),
        ("c=2:6:3", "is no range"),
        ("c=2:x", "'x' is no number; write 3, 0.5 or 1/3"),
        ("c=:2", "'' is no number"),
        ("c=6:2", "6 is not below 2"),
        ("c=2:2", "2 is not below 2"),
        ("c=0:1e20", "make more than 2\\*\\*50 values"),
        ("c=0.1234567890123456789:1", "allow fewer decimals, or round the bounds"),
        ("c=0:1e-40", "30 decimals make no million steps from 0 to 1/1"),
    ],
)
def test_mistakes_in_a_text(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_uncertain(BRAND, text)


def test_a_parameter_without_a_range_needs_one(pennies: Callable[..., Model]) -> None:
    model = pennies("x", "x = { value = 1 }")
    with pytest.raises(UsageError, match="x has no declared range; write name=low:high"):
        parse_uncertain(model, "x")


@pytest.mark.parametrize(
    ("high", "decimals", "said"),
    [
        (1, -1, "-1 decimals; 0 to 30 are allowed"),
        (1, 31, "31 decimals; 0 to 30 are allowed"),
        (1, 16, "16 decimals from 0 to 1 make more than"),
        (0, None, "0 is not below 0"),
    ],
)
def test_mistakes_in_one_made_by_hand(high: int, decimals: int | None, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Uncertain("c", Fraction(0), Fraction(high), decimals)


def test_a_range_between_two_decimals_has_no_value() -> None:
    with pytest.raises(UsageError, match="no number with 1 decimals lies from 1/3 to 7/20"):
        Uncertain("c", Fraction(1, 3), Fraction(7, 20), 1)


def test_whole_parameters_are_drawn_among_whole_numbers() -> None:
    model = load_model("order-war")
    n = parse_uncertain(model, "n=5/2:9", decimals=4)
    assert (n.decimals, n.count, n.value(0)) == (0, 7, 3)
    drawn = Draws((n,), Sampling("sobol", 64, seed=3)).columns(0, 64)["n"]
    assert isinstance(drawn, Column)
    assert drawn.denominator == 1
    assert set(drawn.numerators.tolist()) == set(range(3, 10))
