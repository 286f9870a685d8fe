"""Games of many alike players whose equilibria textbooks and papers give."""

from __future__ import annotations

from fractions import Fraction

import pytest

from vcgame.forms.symmetric import SymmetricGame, spreads
from vcgame.solve.symmetric.answer import SymmetricAnswer
from vcgame.solve.symmetric.label import symmetric_label
from vcgame.solve.symmetric.solver import ASYMMETRIC, WIDE, WIDER, solve_symmetric


def counts(answer: SymmetricAnswer) -> list[int]:
    return [each.counts[0] for each in answer.equilibria if each.pure]


def mixed(answer: SymmetricAnswer) -> list[float]:
    return [float(each.mixture[0]) for each in answer.equilibria if not each.pure]


def volunteers(number: int, cost: Fraction, benefit: Fraction = Fraction(1)) -> SymmetricGame:
    help_ = (benefit - cost,) * number
    wait = (Fraction(0), *(benefit,) * (number - 1))
    return SymmetricGame("player", number, ("help", "wait"), (help_, wait))


@pytest.mark.parametrize("number", [2, 3, 10, 200, 1_000])
def test_volunteers_dilemma(number: int) -> None:
    # Diekmann (1985): one volunteers, or each with probability 1 - (c/b)**(1/(n-1)).
    answer = solve_symmetric(volunteers(number, Fraction(3, 10)))
    assert answer.complete
    assert counts(answer) == [1]
    assert answer.equilibria[0].profiles() == number
    (p,) = mixed(answer)
    assert p == pytest.approx(1 - 0.3 ** (1 / (number - 1)), rel=1e-11)
    found = answer.equilibria[-1]
    assert found.payoffs[0] == pytest.approx(0.7)
    assert found.payoffs[1] == pytest.approx(0.7, rel=1e-9)
    assert answer.notes == (ASYMMETRIC,)


def test_volunteers_with_a_rational_probability_are_exact() -> None:
    answer = solve_symmetric(volunteers(3, Fraction(1, 4)))
    found = answer.equilibria[-1]
    assert found.mixture == (Fraction(1, 2), Fraction(1, 2))
    assert found.payoffs == (Fraction(3, 4), Fraction(3, 4))
    assert found.certificate == 0
    assert found.enclosure is None


def threshold(number: int, needed: int, cost: Fraction) -> SymmetricGame:
    """A public good worth 1 to everybody if so many contribute."""
    build = tuple(Fraction(k + 1 >= needed) - cost for k in range(number))
    wait = tuple(Fraction(k >= needed) for k in range(number))
    return SymmetricGame("player", number, ("build", "wait"), (build, wait))


def test_threshold_public_good() -> None:
    # Palfrey and Rosenthal (1984): C(4, 2) p^2 (1-p)^2 = c has two roots below 3/8, a double
    # one there, and none above.
    below = solve_symmetric(threshold(5, 3, Fraction(3, 10)))
    assert counts(below) == [0, 3]
    first, second = mixed(below)
    assert first + second == pytest.approx(1)
    assert 6 * first**2 * (1 - first) ** 2 == pytest.approx(0.3)
    assert below.degenerate is False
    at = solve_symmetric(threshold(5, 3, Fraction(3, 8)))
    (double,) = (each for each in at.equilibria if not each.pure)
    assert double.mixture[0] == Fraction(1, 2)
    assert double.regular is False
    assert at.complete
    assert at.degenerate is True
    above = solve_symmetric(threshold(5, 3, Fraction(2, 5)))
    assert above.complete
    assert not mixed(above)
    assert counts(above) == [0, 3]


def test_threshold_near_the_tangency() -> None:
    near = Fraction(1, 10**24)
    assert len(mixed(solve_symmetric(threshold(5, 3, Fraction(3, 8) - near)))) == 2
    assert mixed(solve_symmetric(threshold(5, 3, Fraction(3, 8) + near))) == []


def test_stag_hunt_of_many() -> None:
    # All hunt the stag, none does, and each does with p^(n-1) v = 1.
    number, value = 4, Fraction(8)
    stag = (*(Fraction(0),) * (number - 1), value)
    hare = (Fraction(1),) * number
    answer = solve_symmetric(SymmetricGame("hunter", number, ("stag", "hare"), (stag, hare)))
    assert counts(answer) == [0, number]
    assert all(each.strict for each in answer.equilibria if each.pure)
    assert answer.equilibria[-1].mixture[0] == Fraction(1, 2)
    assert answer.efficiency is not None
    assert answer.efficiency.counts == (number, 0)
    assert answer.efficiency.pure is not None
    assert answer.efficiency.pure.anarchy == 8
    assert answer.efficiency.pure.stability == 1


def test_el_farol() -> None:
    # Arthur (1994) as a one-shot game: going pays 1 up to 60 of 100, -1 above; staying 0.
    number, seats = 100, 60
    go = tuple(Fraction(1 if k + 1 <= seats else -1) for k in range(number))
    stay = (Fraction(0),) * number
    answer = solve_symmetric(SymmetricGame("guest", number, ("go", "stay"), (go, stay)))
    assert counts(answer) == [seats]
    (p,) = mixed(answer)
    # The median of the others who go is 59.
    assert 0.59 < p < 0.61
    assert answer.complete


def order_war(fine: int, number: int = 4) -> SymmetricGame:
    """High margin 2 when all hold, 1 for undercutters, orders 16."""
    undercut = tuple(Fraction(16, k + 1) - fine for k in range(number))
    hold = (Fraction(32, number), *(Fraction(0),) * (number - 1))
    return SymmetricGame("firm", number, ("undercut", "hold"), (undercut, hold))


def test_order_war() -> None:
    five = solve_symmetric(order_war(5))
    assert counts(five) == [3]
    assert five.equilibria[0].payoffs == (Fraction(1, 3), Fraction(0))
    eight = solve_symmetric(order_war(8))
    assert counts(eight) == [0, 1, 2]
    assert [each.strict for each in eight.equilibria] == [False, False, False]
    assert eight.degenerate is True
    assert symmetric_label(("undercut", "hold"), eight) == "undercut:0..2"
    assert counts(solve_symmetric(order_war(0))) == [4]


def test_linear_public_good_at_the_tie_is_a_continuum() -> None:
    # b + sigma + q t = c: every profile is an equilibrium.
    build = tuple(Fraction(k + 1) - 1 for k in range(6))
    ride = tuple(Fraction(k) for k in range(6))
    answer = solve_symmetric(SymmetricGame("firm", 6, ("build", "ride"), (build, ride)))
    assert counts(answer) == list(range(7))
    assert answer.continua == ((0, 1),)
    assert answer.degenerate is True
    assert answer.complete
    assert symmetric_label(("build", "ride"), answer) == "build:0..6 | build~ride"


def test_congestion_of_two_roads_is_exact_at_any_number() -> None:
    # Linear differences have a rational root whatever n is.
    number = 5_000
    slow = (Fraction(0),) * number
    road = tuple(Fraction(1_000) - Fraction(k, 2) for k in range(number))
    answer = solve_symmetric(SymmetricGame("driver", number, ("road", "slow"), (road, slow)))
    assert counts(answer) == [2_000, 2_001]
    assert answer.equilibria[-1].mixture[0] == Fraction(2_000, 4_999)
    assert answer.equilibria[-1].payoffs == (Fraction(0), Fraction(0))


def beaten(number: int, strategies: int) -> SymmetricGame:
    """Each strategy beats the one before it; what is gained adds up over the others."""
    table = tuple(
        tuple(
            Fraction(others[k - 1] - others[(k + 1) % strategies])
            for others in spreads(number - 1, strategies)
        )
        for k in range(strategies)
    )
    return SymmetricGame("p", number, tuple("rpsx"[:strategies]), table)


def test_rock_paper_scissors_is_mixed_evenly() -> None:
    for number in (2, 3, 6):
        answer = solve_symmetric(beaten(number, 3))
        mixed = [each for each in answer.equilibria if not each.pure]
        assert [each.mixture for each in mixed] == [(Fraction(1, 3),) * 3]
        assert answer.complete
        assert mixed[0].payoffs == (Fraction(0),) * 3


def test_rock_paper_scissors_of_many_says_what_is_missing() -> None:
    answer = solve_symmetric(beaten(11, 3))
    assert not answer.complete
    assert answer.why == WIDE
    assert answer.degenerate is not False
    four = solve_symmetric(beaten(2, 4))
    assert not four.complete
    assert four.why.endswith(WIDER)


def test_a_third_strategy_may_spoil_a_mixture() -> None:
    # A hawk and a dove mix at 1/2; a third strategy pays more there, or exactly as much.
    def game(extra: Fraction) -> SymmetricGame:
        # In the order (0,0,1), (0,1,0), (1,0,0): against the third, the dove, the hawk.
        hawk = (Fraction(-9), Fraction(4), Fraction(-2))
        dove = (Fraction(-9), Fraction(2), Fraction(0))
        return SymmetricGame("bird", 2, ("hawk", "dove", "third"), (hawk, dove, (extra,) * 3))

    below = [e for e in solve_symmetric(game(Fraction(0))).equilibria if e.mixture[2] == 0]
    assert [e.mixture[0] for e in below if not e.pure] == [Fraction(1, 2)]
    at = [e for e in solve_symmetric(game(Fraction(1))).equilibria if e.mixture[2] == 0]
    assert [e.regular for e in at if not e.pure] == [False]
    above = solve_symmetric(game(Fraction(3, 2))).equilibria
    assert not [e for e in above if not e.pure and e.mixture[2] == 0]


def test_a_weakly_dominated_third_strategy_leaves_the_answer_complete() -> None:
    # In the order (0,0,1), (0,1,0), (1,0,0): the third strategy ties with the dove once.
    hawk = (Fraction(4), Fraction(4), Fraction(-2))
    dove = (Fraction(2), Fraction(2), Fraction(0))
    idle = (Fraction(2), Fraction(1), Fraction(-1))
    answer = solve_symmetric(SymmetricGame("bird", 2, ("hawk", "dove", "idle"), (hawk, dove, idle)))
    assert answer.complete
    assert [each.mixture for each in answer.equilibria if not each.pure] == [
        (Fraction(1, 2), Fraction(1, 2), 0)
    ]
