"""Values of formulas at one point: exact where they are rational, balls elsewhere."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcgame.errors import EvaluationError, IrrationalError
from vcgame.model.formula import rational
from vcgame.model.formula.exact import evaluate, evaluate_ball, holds, holds_ball
from vcgame.model.formula.parser import parse_condition, parse_expression

KNOWN = ["a", "b", "n", "x", "y"]


def at(**values: Any) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in values.items()}


def value(text: str, **values: Any) -> Fraction:
    return evaluate(parse_expression(text, KNOWN), at(**values))


def ball(text: str, bits: int = 64, **values: Any) -> flint.arb:
    return evaluate_ball(parse_expression(text, KNOWN), at(**values), bits)


def truth(text: str, bits: int = 64, **values: Any) -> bool | None:
    return holds_ball(parse_condition(text, KNOWN), at(**values), bits)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("x + y - 2*x*y", Fraction(1, 2)),
        ("x/y", Fraction(3, 2)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("-x**2", Fraction(-1, 4)),
        ("(-x)**2", Fraction(1, 4)),
        ("x**-2", Fraction(4)),
        ("(x - x)**0", Fraction(1)),
        ("(4*x*x)**(1/3)", Fraction(1)),
        ("(4/9)**(3/2)", Fraction(8, 27)),
        ("(4/9)**-0.5", Fraction(3, 2)),
        ("0**(1/2)", Fraction(0)),
        ("(1e30)**(1/3)", Fraction(10**10)),
        ("4**x", Fraction(2)),
        ("x**-n", Fraction(4)),
        ("sqrt(9*x/y - 9/2)", Fraction(3)),
        ("exp(x - 1/2) + log(2*x)", Fraction(1)),
        ("abs(y - x)", Fraction(1, 6)),
        ("min(x, y, 1)", Fraction(1, 3)),
        ("max(x, y, -1)", Fraction(1, 2)),
        ("1 if x > y else 1/(x - 1/2)", Fraction(1)),
        ("1/(x - 1/2) if x < y else 2", Fraction(2)),
        ("1 if x == 1/2 and y != x and not y >= x else 0", Fraction(1)),
        ("(-1)**(10**9*n + 1)", Fraction(-1)),
    ],
)
def test_exact_values(text: str, result: Fraction) -> None:
    found = value(text, x="1/2", y="1/3", n=2)
    assert (type(found), found) == (Fraction, result)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x/y", "division by zero in 'x/y'"),
        ("1 + x*(2/(y*x))", "division by zero in '2/(y*x)'"),
        ("y**-2", "zero to a negative power in 'y**-2'"),
        ("y**-x", "zero to a negative power in 'y**-x'"),
        ("y**(-1/2)", "zero to a negative power in 'y**(-1/2)'"),
        ("log(y)", "logarithm of a number that is not positive in 'log(y)'"),
        ("log(-x)", "logarithm of a number that is not positive in 'log(-x)'"),
        ("sqrt(y - x)", "square root of a negative number in 'sqrt(y - x)'"),
        ("(y - x)**(1/3)", "power of a negative number that is not an integer power"),
        ("x**(n**3)", "more than 65536 binary digits in 'x**n**3'"),
        ("x**-(n**3)", "more than 65536 binary digits"),
        ("a", "'a' has no value"),
        ("x if a > 0 else y", "'a' has no value"),
    ],
)
def test_where_there_is_no_value_the_part_is_named(text: str, says: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        value(text, x=2, y=0, n=10**4)
    assert says in str(caught.value)
    assert type(caught.value) is EvaluationError
    with pytest.raises(EvaluationError) as caught:
        ball(text, x=2, y=0, n=10**4)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["sqrt(x)", "x**(1/2)", "x**(-3/2)", "exp(x)", "log(x)", "3**(1/x)", "1 + sqrt(1 + x*x)"],
)
def test_what_is_not_rational_is_said_to_be(text: str) -> None:
    with pytest.raises(IrrationalError, match="not rational in"):
        value(text, x=2)
    with pytest.raises(IrrationalError):
        holds(parse_condition(f"{text} > 0", KNOWN), at(x=2))
    assert ball(text, x=2).is_finite()


def test_exact_values_take_whole_numbers_and_no_floats() -> None:
    found = evaluate(parse_expression("x/y", KNOWN), {"x": 1, "y": 2})  # type: ignore[dict-item]
    assert found == Fraction(1, 2)
    with pytest.raises(TypeError, match="not float"):
        evaluate(parse_expression("x", KNOWN), {"x": 0.5})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x > 1 or 1/(x - 1) > 0", EvaluationError),
        ("x >= 1 or 1/(x - 1) > 0", True),
        ("x != 1 and 1/(x - 1) > 0", False),
        ("x == 1 and 1/(x - 1) > 0", EvaluationError),
        ("0 < x < 2 <= 2", True),
        ("not x < 1", True),
    ],
)
def test_conditions_are_asked_from_left_to_right(text: str, expected: Any) -> None:
    condition = parse_condition(text, KNOWN)
    if expected is EvaluationError:
        with pytest.raises(EvaluationError):
            holds(condition, at(x=1))
        with pytest.raises(EvaluationError):
            holds_ball(condition, at(x=1), 64)
    else:
        assert holds(condition, at(x=1)) is expected
        assert holds_ball(condition, at(x=1), 64) is expected


def test_numbers_cannot_grow_without_bound() -> None:
    long = Fraction(3**20_000, 7**11_000)
    for text in ("x*x*x", "1/x + 1/y + 1/(x + 2)", "x/y/y/y", "x**3", "x*x*x - x*x*x"):
        with pytest.raises(EvaluationError, match="65536 binary digits"):
            value(text, x=long, y=long + 1)
    assert value("x - x", x=long) == 0


@given(
    st.fractions(min_value=Fraction(1, 10**9)),
    st.fractions(min_value=-9, max_value=9, max_denominator=6),
)
def test_a_power_of_a_power_is_taken_back(base: Fraction, exponent: Fraction) -> None:
    found = rational.power(base**exponent.denominator, exponent)
    assert found == base**exponent.numerator


@given(st.integers(2, 10**40), st.integers(2, 12))
def test_a_number_next_to_a_power_has_no_rational_root(root: int, degree: int) -> None:
    assert rational.power(Fraction(root**degree), Fraction(1, degree)) == root
    with pytest.raises(IrrationalError):
        rational.power(Fraction(root**degree + 1), Fraction(1, degree))


def test_a_root_of_a_huge_degree_is_refused_at_once() -> None:
    with pytest.raises(IrrationalError):
        rational.power(Fraction(10**50), Fraction(1, 10**50))
    assert rational.power(Fraction(1), Fraction(1, 10**50)) == 1
    assert rational.power(Fraction(-1), Fraction(10**50 + 1)) == -1


def test_balls_hold_known_constants() -> None:
    for bits in (30, 64, 500):
        with flint.ctx.workprec(1000):
            assert ball("exp(x)", bits, x=1).overlaps(flint.arb.const_e())
            assert ball("log(x)", bits, x=2).overlaps(flint.arb.const_log2())
            assert ball("sqrt(x)", bits, x=2).overlaps(flint.arb(2).sqrt())
            assert ball("x**(1/3)", bits, x=2).overlaps(flint.arb(2).root(3))
            assert ball("x**sqrt(x)", bits, x=2).overlaps(flint.arb(2) ** flint.arb(2).sqrt())
            assert ball("exp(x)**-3", bits, x=1).overlaps(flint.arb(-3).exp())
        assert ball("exp(x)", bits, x=1).rel_accuracy_bits() >= bits - 4


def test_more_bits_give_a_smaller_ball() -> None:
    radii = [ball("sqrt(x) - log(x)", bits, x=2).rad() for bits in (30, 60, 120)]
    assert radii[0] > radii[1] > radii[2] > 0


def test_the_precision_of_flint_is_left_as_it_was() -> None:
    before = flint.ctx.prec
    ball("sqrt(x)", 333, x=2)
    with pytest.raises(EvaluationError):
        ball("1/(x - 2)", 333, x=2)
    assert truth("sqrt(x) > 1", 222, x=2)
    assert flint.ctx.prec == before


def test_rational_parts_stay_exact_in_balls() -> None:
    assert ball("sqrt(x)**2 if 0.1 + 0.2 == 0.3 else 0", x=4) == 4
    assert ball("sqrt(x*x) + exp(x - x)", x="1/2") == flint.fmpq(3, 2)
    assert truth("x*3 == 1 and sqrt(x*x) == x", x="1/3") is True


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        ("sqrt(x) > 1.4", True),
        ("sqrt(x) < 1.4", False),
        ("sqrt(x) != 1.4", True),
        ("sqrt(x) == 1.4", False),
        ("sqrt(x)*sqrt(x) == x", None),
        ("sqrt(x)*sqrt(x) >= x", None),
        ("sqrt(x)*sqrt(x) != x", None),
        ("not sqrt(x)*sqrt(x) == x", None),
        ("sqrt(x)*sqrt(x) == x and sqrt(x) > 2", False),
        ("sqrt(x)*sqrt(x) == x or sqrt(x) > 1", True),
        ("sqrt(x)*sqrt(x) == x and sqrt(x) > 1", None),
        ("sqrt(x)*sqrt(x) != x or sqrt(x) > 2", None),
        ("sqrt(x)*sqrt(x) != x and 1/(x - 2) > 0", None),
        ("exp(exp(exp(x))) > exp(exp(exp(x)))", None),
        ("1/(sqrt(x)*sqrt(x) - x) > 0", None),
    ],
)
def test_a_tie_of_balls_is_undecided(text: str, decided: bool | None) -> None:
    assert truth(text, x=2) is decided


def test_more_bits_decide_what_fewer_do_not() -> None:
    text = "sqrt(x) > 1.41421356237309504880168872420969807"
    assert truth(text, 64, x=2) is None
    assert truth(text, 200, x=2) is True


def test_an_undecided_choice_gives_a_ball_around_both_branches() -> None:
    tie = "sqrt(x)*sqrt(x) == x"
    both = ball(f"1 if {tie} else 3", x=2)
    assert both.contains(1)
    assert both.contains(3)
    assert not both.contains(4)
    assert not ball(f"1 if {tie} else 1/(x - 2)", x=2).is_finite()
    with pytest.raises(EvaluationError, match="division by zero"):
        ball(f"1/(x - 2) if {tie} else 2/(x - 2)", x=2)


@pytest.mark.parametrize(
    "text",
    [
        "1/(sqrt(x)*sqrt(x) - x)",
        "sqrt(sqrt(x)*sqrt(x) - x)",
        "log(sqrt(x)*sqrt(x) - x)",
        "(sqrt(x)*sqrt(x) - x)**-1",
        "(sqrt(x)*sqrt(x) - x)**sqrt(x)",
        "(-x)**(sqrt(x)*sqrt(x))",
        "0**(sqrt(x)*sqrt(x) - x)",
        "exp(exp(exp(exp(exp(x)))))",
    ],
)
def test_a_ball_that_cannot_tell_is_not_finite(text: str) -> None:
    assert not ball(text, x=2).is_finite()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sqrt(1 - sqrt(x))", "square root of a negative number"),
        ("log(1 - sqrt(x))", "logarithm of a number that is not positive"),
        ("(1 - sqrt(x))**(1/2)", "power of a negative number"),
        ("(-x)**sqrt(x)", "power of a negative number"),
        ("(x - 2)**-sqrt(x)", "zero to a negative power"),
    ],
)
def test_balls_that_certainly_have_no_value_say_so(text: str, says: str) -> None:
    with pytest.raises(EvaluationError, match=says):
        ball(text, x=2)


def test_powers_of_balls() -> None:
    assert ball("(1 - sqrt(x))**3", x=2).overlaps((1 - flint.arb(2).sqrt()) ** 3)
    assert ball("(x - 2)**sqrt(x)", x=2) == 0
    assert ball("abs(1 - sqrt(x))", x=2) > 0
    assert ball("max(1, sqrt(x), 0)", x=2) > 1.4
    assert ball("min(sqrt(x), 1, 2)", x=2) == 1


def test_values_may_be_balls() -> None:
    half = flint.arb(0.5, 0.125)
    found = evaluate_ball(parse_expression("2*x + y", KNOWN), {"x": half, "y": Fraction(1)}, 64)
    assert found.contains(flint.arb(2, 0.24))
    assert holds_ball(parse_condition("x < y", KNOWN), {"x": half, "y": Fraction(1)}, 64) is True
    assert holds_ball(parse_condition("x < 0.5", KNOWN), {"x": half}, 64) is None
    assert holds_ball(parse_condition("x > 1", KNOWN), {"x": flint.arb.nan()}, 64) is None
