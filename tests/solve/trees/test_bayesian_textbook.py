"""Textbook games whose perfect Bayesian equilibria are known."""

from __future__ import annotations

from fractions import Fraction

import pytest
from bayesian_games import (
    HALF,
    beer_quiche,
    entry_with_two_ways,
    entry_without_perfection,
    one_card_poker,
    quality_rating,
    selten_horse,
    spence,
)

from vcgame.forms.extensive import ExtensiveGame, Vertex
from vcgame.solve.trees.perfect_bayesian import solve_perfect_bayesian


def shown(game, answer):
    """Per equilibrium, the probabilities of the moves that are played, by names."""
    sets = game.information_sets()
    return [
        {
            each.id: {a: p for a, p in zip(each.actions, mixture, strict=True) if p}
            for each, mixture in zip(sets, assessment.behaviour, strict=True)
        }
        for assessment in answer.equilibria
    ]


def belief(game, assessment, name):
    """Ranges of the beliefs at a set, by the id of the node."""
    place = [each.id for each in game.information_sets()].index(name)
    found = assessment.beliefs[place]
    return list(zip(found.low, found.high, strict=True))


def pure(answer):
    return [each for each in answer.equilibria if each.pure]


def test_beer_and_quiche():
    """Cho and Kreps (1987): pooling on either meal, and a duel after the other one."""
    game = beer_quiche()
    answer = solve_perfect_bayesian(game)
    assert answer.complete
    assert answer.degenerate
    assert answer.outcomes == 2
    beer, quiche = pure(answer)
    assert belief(game, beer, "sees quiche") == [(0, HALF), (HALF, 1)]
    assert belief(game, quiche, "sees beer") == [(0, HALF), (HALF, 1)]
    assert belief(game, beer, "sees beer") == [(Fraction(9, 10),) * 2, (Fraction(1, 10),) * 2]
    assert beer.beliefs[1].reached
    assert beer.payoffs == (Fraction(29, 10), Fraction(9, 10))
    mixed = [each for each in shown(game, answer) if len(each["sees quiche"]) == 2]
    assert [each["sees quiche"] for each in mixed] == [{"duel": HALF, "not": HALF}]
    assert {each.consistency for each in answer.equilibria} == {"sequential"}


def test_beer_and_quiche_with_few_strong_types():
    """Below one half no pooling survives; the weak mix, and the duel after beer is mixed."""
    game = beer_quiche(Fraction(1, 10))
    answer = solve_perfect_bayesian(game)
    assert answer.complete
    assert not pure(answer)
    assert [
        each
        for each in shown(game, answer)
        if each["strong"] == {"beer": 1} and each["sees quiche"] == {"duel": 1}
    ] == [
        {
            "strong": {"beer": 1},
            "weak": {"beer": Fraction(1, 9), "quiche": Fraction(8, 9)},
            "sees beer": {"duel": HALF, "not": HALF},
            "sees quiche": {"duel": 1},
        }
    ]


def test_seltens_horse():
    """Only the equilibria in which the second player would stay are weakly perfect Bayesian."""
    game = selten_horse()
    answer = solve_perfect_bayesian(game)
    assert answer.complete
    assert answer.outcomes == 1
    assert shown(game, answer) == [
        {"1": {"C": 1}, "2": {"c": 1}, "3": {"R": 1}},
        {"1": {"C": 1}, "2": {"c": 1}, "3": {"L": Fraction(1, 4), "R": Fraction(3, 4)}},
    ]
    third = Fraction(1, 3)
    assert belief(game, answer.equilibria[0], "3") == [(0, third), (1 - third, 1)]
    assert belief(game, answer.equilibria[1], "3") == [(third,) * 2, (1 - third,) * 2]
    assert [each.consistency for each in answer.equilibria] == ["sequential", "sequential"]


RATINGS = [
    (cheap, dear, mu)
    for cheap, dear in [(2, 8), (6, 6), (2, 6), (6, 8), (7, 8), (2, 5), (0, 0), (7, 7)]
    for mu in (HALF, Fraction(1, 4))
]


@pytest.mark.parametrize(("cheap", "dear", "mu"), RATINGS)
def test_a_rating_separates_where_only_the_good_can_afford_it(cheap, dear, mu):
    """Separation needs rH <= H - L <= rL; here H - L is 6."""
    game = quality_rating(mu, 10, 4, cheap, dear)
    answer = solve_perfect_bayesian(game, mixed=False)
    separating = [
        each
        for each in shown(game, answer)
        if each["type 10"] == {"rated": 1} and each["type 4"] == {"unrated": 1}
    ]
    assert len(separating) == (cheap <= 6 <= dear)
    pooling = [
        each for each in shown(game, answer) if each["type 10"] == each["type 4"] == {"unrated": 1}
    ]
    # with the worst belief after a rating, nobody seeks one: p <= L + r for the cheaper cost
    mean = mu * 10 + (1 - mu) * 4
    assert ({"low": 1} in [each["rated"] for each in pooling]) == (4 - cheap <= mean)


def test_education_separates_pools_or_half_separates():
    """Spence (1973), with costs between which the hybrid equilibrium lies."""
    game = spence(HALF, 2, 1, (Fraction(1, 4), Fraction(3, 4)))
    answer = solve_perfect_bayesian(game)
    assert answer.complete
    hybrid = [each for each in shown(game, answer) if len(each["able 1"]) == 2]
    assert hybrid == [
        {
            "able 2": {"e1": 1},
            "able 1": {"e0": Fraction(2, 3), "e1": Fraction(1, 3)},
            "sees e0": {"w1": 1},
            "sees e1": {"w3/2": HALF, "w2": HALF},
        }
    ]
    dear = spence(HALF, 2, 1, (Fraction(1, 2), Fraction(3, 2)))
    separating = {
        "able 2": {"e1": 1},
        "able 1": {"e0": 1},
        "sees e0": {"w1": 1},
        "sees e1": {"w2": 1},
    }
    assert separating in shown(dear, solve_perfect_bayesian(dear))


def test_one_card_poker():
    """Myerson (1991), section 4.3: the bad card bluffs with 1/3, the raise is met with 2/3."""
    game = one_card_poker()
    answer = solve_perfect_bayesian(game)
    assert answer.complete
    assert not answer.degenerate
    third = Fraction(1, 3)
    assert shown(game, answer) == [
        {
            "red": {"raise": 1},
            "black": {"raise": third, "fold": 2 * third},
            "2": {"meet": 2 * third, "pass": third},
        }
    ]
    assert belief(game, answer.equilibria[0], "2") == [(Fraction(3, 4),) * 2, (Fraction(1, 4),) * 2]


def test_weak_equilibria_need_not_be_perfect():
    """Mas-Colell, Whinston and Green (1995), example 9.C.5: entry is deterred by a belief."""
    game = entry_without_perfection()
    answer = solve_perfect_bayesian(game)
    assert answer.complete
    deterred, entered = pure(answer)
    assert deterred.payoffs == (0, 2)
    assert deterred.consistency == "not sequential"
    assert belief(game, deterred, "I") == [(Fraction(2, 3), 1), (0, Fraction(1, 3))]
    assert entered.payoffs == (3, 1)
    assert entered.consistency == "sequential"
    assert {e.consistency for e in answer.equilibria if e.outcome == 1} == {"not sequential"}


def test_no_belief_supports_a_dominated_threat():
    """Mas-Colell, Whinston and Green (1995), figure 9.C.1: to fight is never best."""
    game = entry_with_two_ways()
    answer = solve_perfect_bayesian(game)
    assert answer.complete
    assert [each.payoffs for each in answer.equilibria] == [(3, 0)]


def test_irrational_payoffs_are_decided_in_balls():
    """The threat of a duel is worth a root of two here."""
    from flint import arb

    game = beer_quiche()
    root = arb(2).sqrt()
    irrational = ExtensiveGame(
        game.players,
        tuple(
            Vertex(
                v.id,
                v.player,
                v.moves,
                tuple(u if u != 2 else root for u in v.payoffs),
                v.information,
            )
            for v in game.vertices
        ),
    )
    answer = solve_perfect_bayesian(irrational, mixed=False)
    assert answer.complete
    assert [each.consistency for each in answer.equilibria] == ["sequential"] * 2
    assert answer.equilibria[0].payoffs[0] == pytest.approx(0.9 * 3 + 0.1 * 2**0.5)
    assert belief(irrational, answer.equilibria[0], "sees quiche") == [(0, HALF), (HALF, 1)]


def test_an_irrational_tie_is_told():
    """Two ends with the same irrational payoff, written differently, are not told apart."""
    from flint import arb

    from vcgame.forms.extensive import Move

    game = ExtensiveGame(
        ("a",),
        (
            Vertex("root", 0, (Move("l", 1), Move("r", 2))),
            Vertex("l", None, (), (arb(2).sqrt() * arb(3).sqrt(),)),
            Vertex("r", None, (), (arb(6).sqrt(),)),
        ),
    )
    answer = solve_perfect_bayesian(game)
    assert not answer.complete
    assert "could not be decided" in answer.why
