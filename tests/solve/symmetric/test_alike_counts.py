"""Pure equilibria by counts, against all profiles one by one in fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import factorial, prod
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vcgame.forms.symmetric import SymmetricGame, spread_place, spreads, written_out
from vcgame.solve.pure import solve_pure
from vcgame.solve.symmetric.counts import pure_equilibria
from vcgame.solve.symmetric.efficiency import efficiency_of
from vcgame.solve.symmetric.solver import solve_symmetric


def made(draw: Any, most_firms: int, strategies: int, size: int) -> SymmetricGame:
    """Draw a game with small whole payoffs, so that there are many ties."""
    number = draw(st.integers(2, most_firms))
    count = sum(1 for _ in spreads(number - 1, strategies))
    column = st.lists(st.integers(-size, size).map(Fraction), min_size=count, max_size=count)
    payoffs = tuple(tuple(draw(column)) for _ in range(strategies))
    return SymmetricGame("firm", number, tuple("abc"[:strategies]), payoffs)


@st.composite
def pairs(draw: Any, most_firms: int = 6, size: int = 2) -> SymmetricGame:
    return made(draw, most_firms, 2, size)


@st.composite
def triples(draw: Any) -> SymmetricGame:
    return made(draw, 4, 3, 2)


def brute_force(game: SymmetricGame) -> tuple[dict[tuple[int, ...], int], set[tuple[int, ...]]]:
    """How many profiles of each counts are equilibria, and which counts are strict ones."""
    strategies = range(len(game.strategies))
    found: dict[tuple[int, ...], int] = {}
    strict = set()
    for profile in product(strategies, repeat=game.number):
        gains = []
        for firm, own in enumerate(profile):
            others = [p for place, p in enumerate(profile) if place != firm]
            place = spread_place(tuple(others.count(s) for s in strategies))
            gains += [
                game.payoffs[s][place] - game.payoffs[own][place] for s in strategies if s != own
            ]
        if max(gains) <= 0:
            counts = tuple(profile.count(s) for s in strategies)
            found[counts] = found.get(counts, 0) + 1
            if max(gains) < 0:
                strict.add(counts)
    return found, strict


def check(game: SymmetricGame) -> None:
    expected, strict = brute_force(game)
    found = [each for each in pure_equilibria(game) if each is not None]
    assert {each.counts: each.profiles() for each in found} == expected
    assert {each.counts for each in found if each.strict} == strict
    assert [each.counts for each in found] == sorted(each.counts for each in found)
    assert all(each.certificate == 0 and sum(each.mixture) == 1 for each in found)


@given(pairs())
def test_two_strategies_as_by_brute_force(game: SymmetricGame) -> None:
    check(game)


@given(triples())
def test_three_strategies_as_by_brute_force(game: SymmetricGame) -> None:
    check(game)


@given(triples())
def test_the_game_written_out_has_the_same_pure_equilibria(game: SymmetricGame) -> None:
    table = solve_pure(written_out(game))
    counted: dict[tuple[int, ...], int] = {}
    for each in table.equilibria:
        played = [support[0] for support in each.supports]
        counts = tuple(played.count(s) for s in range(3))
        counted[counts] = counted.get(counts, 0) + 1
    assert counted == {each.counts: each.profiles() for each in pure_equilibria(game) if each}


@given(pairs(), st.integers(1, 4), st.integers(-3, 3))
def test_affine_payoffs_change_nothing_but_payoffs(
    game: SymmetricGame, scale: int, shift: int
) -> None:
    moved = SymmetricGame(
        game.firm,
        game.number,
        game.strategies,
        tuple(tuple(scale * value + shift for value in column) for column in game.payoffs),
    )
    before, after = solve_symmetric(game), solve_symmetric(moved)
    assert [(e.counts, e.mixture, e.strict) for e in before.equilibria] == [
        (e.counts, e.mixture, e.strict) for e in after.equilibria
    ]
    assert before.continua == after.continua


@given(pairs())
def test_swapping_the_strategies_mirrors_the_answer(game: SymmetricGame) -> None:
    first, second = game.payoffs
    swapped = SymmetricGame(
        game.firm, game.number, game.strategies[::-1], (second[::-1], first[::-1])
    )
    before, after = solve_symmetric(game), solve_symmetric(swapped)
    assert {e.counts for e in before.equilibria} == {e.counts[::-1] for e in after.equilibria}
    shares = sorted(float(e.mixture[0]) for e in before.equilibria if not e.pure)
    mirrored = sorted(float(e.mixture[1]) for e in after.equilibria if not e.pure)
    assert len(shares) == len(mirrored)
    assert all(abs(p - q) < 1e-12 for p, q in zip(shares, mirrored, strict=True))


@given(triples())
def test_prices_as_by_brute_force(game: SymmetricGame) -> None:
    totals = {
        counts: sum(
            n * game.payoff(s, tuple(m - (t == s) for t, m in enumerate(counts)))
            for s, n in enumerate(counts)
            if n
        )
        for counts in spreads(game.number, 3)
    }
    found = [each for each in pure_equilibria(game) if each is not None]
    efficiency = efficiency_of(game, found)
    assert efficiency is not None
    assert efficiency.optimum == max(totals.values()) == totals[efficiency.counts]
    assert list(efficiency.totals) == [totals[each.counts] for each in found]
    if not found:
        assert efficiency.pure is None
        return
    assert efficiency.pure is not None
    worst = min(totals[each.counts] for each in found)
    expected = efficiency.optimum / worst if worst > 0 else None
    assert efficiency.pure.anarchy == expected


def test_profiles_are_multinomial() -> None:
    game = SymmetricGame("firm", 5, ("a", "b", "c"), ((Fraction(0),) * 15,) * 3)
    found = {e.counts: e.profiles() for e in pure_equilibria(game) if e is not None}
    assert len(found) == 21
    assert sum(found.values()) == 3**5
    assert found[2, 2, 1] == factorial(5) // prod(map(factorial, (2, 2, 1)))
