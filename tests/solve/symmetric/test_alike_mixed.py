"""Symmetric mixed equilibria, against exact root counts of sympy and plain substitution."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.forms.symmetric import SymmetricGame
from vcgame.solve.symmetric.curve import Budget, Curve
from vcgame.solve.symmetric.lowering import lowered
from vcgame.solve.symmetric.mixed import mixed_equilibria
from vcgame.solve.symmetric.roots import roots

PLENTY = 10**8
ODDS = sympy.symbols("x")

coefficients = st.lists(st.integers(-3, 3), min_size=2, max_size=8).filter(any)


def true_roots(values: list[int]) -> list[tuple[float, bool]]:
    """Roots between 0 and 1, and whether they are multiple, from the factors over the rationals."""
    degree = len(values) - 1
    terms = sum(comb(degree, k) * v * ODDS**k for k, v in enumerate(values))
    found = []
    for factor, power in sympy.Poly(terms, ODDS).factor_list()[1]:
        odds = [root for root in factor.real_roots() if root > 0]
        found += [(float(root / (1 + root)), power > 1) for root in odds]
    return sorted(found)


@given(coefficients)
@settings(max_examples=150)
def test_all_roots_and_no_others(values: list[int]) -> None:
    found = roots(Curve(values, Budget(PLENTY)))
    for root in found:
        root.settle()
    expected = true_roots(values)
    assert [root.multiple for root in found] == [multiple for _, multiple in expected]
    for root, (place, _) in zip(found, expected, strict=True):
        assert abs(float(root.low) - place) < 1e-12
        assert root.low <= root.high
        if root.exact is None:
            assert (root.high - root.low) * 2**64 <= min(root.low, 1 - root.high)


@given(coefficients, st.integers(1, 9), st.integers(10, 19))
def test_signs_are_those_of_the_sum(values: list[int], above: int, below: int) -> None:
    degree, p = len(values) - 1, Fraction(above, below)
    total = sum(comb(degree, k) * p**k * (1 - p) ** (degree - k) * v for k, v in enumerate(values))
    assert Curve(values, Budget(PLENTY)).sign_over(p, p) == (total > 0) - (total < 0)


@given(coefficients, st.integers(1, 9), st.integers(0, 8))
def test_a_sign_over_an_interval_holds_at_points_within(
    values: list[int], start: int, width: int
) -> None:
    low = Fraction(start, 20)
    high = low + Fraction(width, 200)
    curve = Curve(values, Budget(PLENTY))
    over = curve.sign_over(low, high)
    if over is not None:
        points = [low + (high - low) * Fraction(k, 7) for k in range(8)]
        assert {curve.sign_over(point, point) for point in points} == {over}


@given(coefficients)
def test_balls_agree_with_integers(values: list[int]) -> None:
    from flint import arb

    balls = Curve([arb(value) for value in values], Budget(PLENTY))
    plain = Curve(values, Budget(PLENTY))
    for k in range(1, 10):
        p = Fraction(k, 11)
        assert balls.sign_over(p, p) in (plain.sign_over(p, p), None)
        exact = plain.sign_over(p, p)
        assert exact == 0 or balls.sign_over(p, p) == exact


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=4), st.integers(3, 40))
def test_lowered_coefficients_are_the_same_polynomial(powers: list[int], degree: int) -> None:
    values = [Fraction(sum(a * k**i for i, a in enumerate(powers))) for k in range(degree + 1)]
    short = lowered(values)
    assert len(short) <= len(powers)
    for p in (Fraction(1, 3), Fraction(4, 5)):
        sums = [
            sum(comb(n, k) * p**k * (1 - p) ** (n - k) * v for k, v in enumerate(column))
            for column in (values, short)
            for n in (len(column) - 1,)
        ]
        assert sums[0] == sums[1]


@st.composite
def games(draw: Any) -> SymmetricGame:
    number = draw(st.integers(2, 8))
    column = st.lists(st.integers(-4, 4).map(Fraction), min_size=number, max_size=number)
    return SymmetricGame("firm", number, ("a", "b"), (tuple(draw(column)), tuple(draw(column))))


@given(games())
@settings(max_examples=120)
def test_the_equilibria_of_a_game_are_the_roots_of_its_gain(game: SymmetricGame) -> None:
    first, second = game.payoffs
    gains = [int(a - b) for a, b in zip(first, second, strict=True)]
    mixed = mixed_equilibria(game)
    if not any(gains):
        assert mixed.continua == [(0, 1)]
        assert not mixed.equilibria
        return
    expected = true_roots(gains)
    assert not mixed.missing
    assert len(mixed.equilibria) == len(expected)
    for found, (place, multiple) in zip(mixed.equilibria, expected, strict=True):
        assert abs(float(found.mixture[0]) - place) < 1e-12
        assert found.regular is not multiple
        assert abs(float(sum(found.mixture)) - 1) < 1e-15
        p = found.mixture[0]
        values = [
            sum(
                comb(game.number - 1, k) * p**k * (1 - p) ** (game.number - 1 - k) * v
                for k, v in enumerate(column)
            )
            for column in game.payoffs
        ]
        if isinstance(p, Fraction):
            assert values[0] == values[1] == found.payoffs[0] == found.payoffs[1]
            assert found.certificate == 0
        else:
            assert abs(float(values[0] - values[1])) <= float(found.certificate) + 1e-14
            assert 0 <= float(found.certificate) < 1e-11
            assert found.enclosure is not None


@given(games())
@settings(max_examples=40)
def test_a_strictly_dominated_strategy_changes_nothing(game: SymmetricGame) -> None:
    from vcgame.forms.symmetric import spreads
    from vcgame.solve.symmetric.solver import solve_symmetric

    grown: list[list[Fraction]] = [[], [], []]
    for spread in spreads(game.number - 1, 3):
        place = spread[0]
        for strategy, column in enumerate(game.payoffs):
            grown[strategy].append(column[place])
        grown[2].append(min(grown[0][-1], grown[1][-1]) - 1)
    wide = SymmetricGame("firm", game.number, ("a", "b", "c"), tuple(map(tuple, grown)))
    before, after = solve_symmetric(game), solve_symmetric(wide)
    assert after.complete
    assert [(*e.counts, 0) if e.counts else (*e.mixture, 0) for e in before.equilibria] == [
        e.counts or e.mixture for e in after.equilibria
    ]
