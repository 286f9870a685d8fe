"""Many firms, irrational payoffs, and searches that end before their end."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from math import sqrt

import pytest
from flint import arb

from vcgame.forms.symmetric import SymmetricGame
from vcgame.solve.symmetric.curve import Budget, Curve, SearchError
from vcgame.solve.symmetric.mixed import mixed_equilibria
from vcgame.solve.symmetric.roots import roots
from vcgame.solve.symmetric.solver import MANY, MOST_EQUILIBRIA, TIE, solve_symmetric

MANY_FIRMS = 100_000


def test_a_hundred_thousand_volunteers() -> None:
    degree = MANY_FIRMS - 1
    (root,) = roots(Curve([1] + [-2] * degree, Budget(10**7)))
    root.settle()
    assert float(root.low) == pytest.approx(1 - (2 / 3) ** (1 / degree), rel=1e-9)
    assert (root.high - root.low) * 2**64 <= root.low


def test_a_threshold_among_very_many() -> None:
    degree, needed = MANY_FIRMS - 1, 33_333
    gains = [-1] * (degree + 1)
    gains[needed] = 400
    first, second = roots(Curve(gains, Budget(10**8)))
    for root in (first, second):
        root.settle()
    # About needed/n, one deviation to each side, since the peak of the weights is 1/396 there.
    peak = needed / degree
    assert float(first.low) < peak < float(second.low)
    assert float(second.low - first.low) < 0.01
    gains[needed] = 300
    assert roots(Curve(gains, Budget(10**8))) == []


def test_a_rational_root_in_the_middle_of_every_bracket() -> None:
    # Antisymmetric gains have the root 1/2, at which no ball can tell the sign.
    degree = 4_001
    gains = [3] * 1_000 + [1] * 1_001 + [-1] * 1_001 + [-3] * 1_000
    assert len(gains) == degree + 1
    (root,) = roots(Curve(gains, Budget(10**8)))
    root.settle()
    assert root.low <= Fraction(1, 2) <= root.high
    assert float(root.low) == 0.5


def test_irrational_payoffs() -> None:
    # b sqrt(k+1) - c against b sqrt(k): the gain falls in k, so that one root is left.
    def game(bits: int) -> SymmetricGame:
        from vcgame.model.formula.balls import precision

        with precision(bits):
            build = tuple(2 * arb(k + 1).sqrt() - 1 for k in range(6))
            ride = tuple(2 * arb(k).sqrt() for k in range(6))
        return SymmetricGame("firm", 6, ("build", "ride"), (build, ride))

    answer = solve_symmetric(game(128), refine=game)
    gains = [2 * (sqrt(k + 1) - sqrt(k)) - 1 for k in range(6)]
    expected = [k for k in range(7) if (k == 0 or gains[k - 1] >= 0) and (k == 6 or gains[k] <= 0)]
    assert [each.counts[0] for each in answer.equilibria if each.pure] == expected
    assert answer.complete
    assert len(answer.equilibria) == 2
    assert 0 < float(answer.equilibria[-1].certificate) < 1e-12


def test_an_irrational_tie_is_not_guessed() -> None:
    def game(bits: int) -> SymmetricGame:
        from vcgame.model.formula.balls import precision

        with precision(bits):
            first = (arb(2).sqrt() * arb(3).sqrt(), arb(1))
            second = (arb(6).sqrt(), arb(0))
        return SymmetricGame("firm", 2, ("a", "b"), (first, second))

    answer = solve_symmetric(game(128), refine=game)
    assert not answer.complete
    assert answer.why == TIE
    assert [each.counts for each in answer.equilibria] == [(2, 0)]


def test_one_number_that_is_irrational_ties_with_itself() -> None:
    root = arb(2).sqrt()
    answer = solve_symmetric(SymmetricGame("firm", 3, ("a", "b"), ((root,) * 3, (root,) * 3)))
    assert answer.complete
    assert len(answer.equilibria) == 4
    assert answer.continua == ((0, 1),)


def test_a_double_root_of_balls_is_not_decided() -> None:
    third = arb(3).sqrt() / arb(3).sqrt()
    with pytest.raises(SearchError, match="not decided"):
        roots(Curve([third, -third, third], Budget(10**7)))


def test_a_search_that_takes_too_long_says_so() -> None:
    gains = tuple(Fraction((-1) ** k) for k in range(200))
    game = SymmetricGame("firm", 200, ("a", "b"), (gains, (Fraction(0),) * 200))
    found = mixed_equilibria(game, most=10_000)
    assert found.missing == ["the search for mixed equilibria takes too long"]
    answer = solve_symmetric(game, most_terms=10_000)
    assert not answer.complete
    assert len([each for each in answer.equilibria if each.pure]) == 100


def test_very_many_equilibria_are_cut() -> None:
    number = MOST_EQUILIBRIA + 50
    column = (Fraction(1),) * number
    answer = solve_symmetric(SymmetricGame("firm", number, ("a", "b"), (column, column)))
    assert len(answer.equilibria) == MOST_EQUILIBRIA
    assert not answer.complete
    assert MANY in answer.why


def test_a_small_rational_game_needs_no_large_library() -> None:
    code = (
        "import sys\n"
        "from fractions import Fraction\n"
        "from vcgame.forms.symmetric import SymmetricGame\n"
        "from vcgame.solve.symmetric.solver import solve_symmetric\n"
        "column = tuple(Fraction(2) for _ in range(9))\n"
        "other = (Fraction(0),) + (Fraction(3),) * 8\n"
        "game = SymmetricGame('f', 9, ('a', 'b'), (column, other))\n"
        "print(len(solve_symmetric(game).equilibria))\n"
        "print([n for n in ('numpy', 'scipy', 'sympy', 'flint') if n in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["2", "[]"]


def test_denominators_without_end_become_balls() -> None:
    # Gains 1/(k+1) less a step have a common denominator of thousands of digits.
    number = 6_000
    first = tuple(Fraction(1, k + 1) for k in range(number))
    second = tuple(
        Fraction(0) if k < 40 else Fraction(1, 30) if k < 400 else Fraction(1, 9_000)
        for k in range(number)
    )
    third = tuple(u if k < 1_000 else Fraction(1, 500) for k, u in enumerate(second))
    for column, steps in ((second, (40, 400)), (third, (40, 400, 1_000))):
        game = SymmetricGame("firm", number, ("a", "b"), (first, column))
        answer = solve_symmetric(game)
        assert answer.complete
        mixed = [float(each.mixture[0]) for each in answer.equilibria if not each.pure]
        assert mixed == pytest.approx([step / number for step in steps], rel=0.1)
        assert all(float(each.certificate) < 1e-9 for each in answer.equilibria)
