from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from vcgame.model.formula.exact import evaluate, holds
from vcgame.model.formula.expression import Negation
from vcgame.model.formula.flint_numbers import as_fmpq, as_fraction
from vcgame.model.formula.parser import parse_expression
from vcgame.model.formula.plain import to_text
from vcgame.model.formula.polynomials import Field
from vcgame.model.formula.terms import (
    balanced,
    cleared,
    exact_terms,
    linear_in,
    polynomial_formula,
    two_sided,
)

NAMES = ("x", "y")
NUMBERS = st.fractions(min_value=-9, max_value=9, max_denominator=6)
TERMS = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 2)), NUMBERS.filter(bool), max_size=5
).map(lambda found: list(found.items()))
POINTS = st.fixed_dictionaries(dict.fromkeys(NAMES, NUMBERS))


def value(terms, point):
    return sum(
        (number * point["x"] ** first * point["y"] ** second for (first, second), number in terms),
        Fraction(0),
    )


@given(TERMS, POINTS, st.booleans())
def test_a_formula_has_the_value_of_its_terms(terms, point, by_degree):
    formula = polynomial_formula(NAMES, terms, by_degree=by_degree)
    assert evaluate(formula, point) == value(terms, point)
    assert evaluate(parse_expression(to_text(formula), NAMES), point) == value(terms, point)


@given(TERMS)
def test_terms_come_back_from_flint(terms):
    formula = polynomial_formula(NAMES, terms)
    ratio = Field(NAMES).fraction(formula)
    assert ratio.denom.is_one()
    assert sorted(exact_terms(ratio.numer)) == sorted(terms)


@given(TERMS, POINTS, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
def test_two_sides_say_the_same_without_a_minus(terms, point, relation):
    comparison = two_sided(NAMES, terms, relation)
    gap = value(terms, point)
    meant = {
        "<": gap < 0,
        "<=": gap <= 0,
        ">": gap > 0,
        ">=": gap >= 0,
        "==": gap == 0,
        "!=": gap != 0,
    }
    assert holds(comparison, point) == meant[relation]
    for side in (comparison.left, comparison.right):
        assert not any(isinstance(part, Negation) for part in getattr(side, "terms", (side,)))


@given(TERMS, POINTS)
def test_sides_and_whole_numbers_lose_nothing(terms, point):
    left, right, turned = balanced(terms)
    assert all(number > 0 for _, number in [*left, *right])
    assert turned * (value(left, point) - value(right, point)) == value(terms, point)
    whole, content = cleared(terms)
    assert content > 0
    assert all(number.denominator == 1 for _, number in whole)
    assert content * value(whole, point) == value(terms, point)


@given(TERMS.filter(bool), POINTS, st.integers(0, 1))
def test_a_name_is_split_off_where_it_is_linear(terms, point, place):
    split = linear_in(terms, place)
    highest = max(powers[place] for powers, _ in terms)
    assert (split is not None) == (highest == 1)
    if split is not None:
        times, rest = split
        assert all(not powers[place] for powers, _ in [*times, *rest])
        solved = value(times, point) * point[NAMES[place]] - value(rest, point)
        assert solved == value(terms, point)


@given(NUMBERS)
def test_numbers_go_to_flint_and_back(number):
    assert as_fraction(as_fmpq(number)) == number
