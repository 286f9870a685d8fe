"""Alike firms that mix over three strategies, against other ways to find the same."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.forms.symmetric import SymmetricGame, spreads, written_out
from vcgame.solve.many.solver import solve_many
from vcgame.solve.symmetric.answer import SymmetricEquilibrium
from vcgame.solve.symmetric.curve import SearchError
from vcgame.solve.symmetric.solver import solve_symmetric
from vcgame.solve.symmetric.triples import MANY, triple_equilibria


def drawn(number: int, values: list[int]) -> SymmetricGame:
    size = comb(number + 1, 2)
    rows = (tuple(map(Fraction, values[k * size : (k + 1) * size])) for k in range(3))
    return SymmetricGame("firm", number, ("a", "b", "c"), tuple(rows))


def crowded(number: int, *worths: Fraction) -> SymmetricGame:
    """A strategy pays its worth, less how many others play it."""
    rows = (
        tuple(worth - others[k] for others in spreads(number - 1, 3))
        for k, worth in enumerate(worths)
    )
    return SymmetricGame("firm", number, ("a", "b", "c"), tuple(rows))


def means(game: SymmetricGame, found: SymmetricEquilibrium) -> list[Fraction]:
    """Work the payoffs out by definition."""
    shares = [Fraction(share) for share in found.mixture]
    listed = []
    for strategy in range(3):
        mean = Fraction(0)
        for others in spreads(game.number - 1, 3):
            chance, left = Fraction(1), game.number - 1
            for share, count in zip(shares, others, strict=True):
                chance *= comb(left, count) * share**count
                left -= count
            mean += chance * Fraction(game.payoff(strategy, others))
        listed.append(mean)
    return listed


@pytest.mark.parametrize("number", [2, 5, 10])
def test_crowding_is_linear(number: int) -> None:
    """Each expects worth - (n - 1) share, which is the same for all."""
    worths = (Fraction(2), Fraction(9, 4), Fraction(5, 2))
    (found,) = triple_equilibria(crowded(number, *worths), (0, 1, 2))
    level = (sum(worths) - (number - 1)) / 3
    assert found.mixture == tuple((worth - level) / (number - 1) for worth in worths)
    assert found.payoffs == (level,) * 3
    assert (found.certificate, found.regular) == (0, True)


def test_an_irrational_mixture_is_enclosed() -> None:
    # It pays 1 to be the only one with a, 2 with b, 3 with c, so that chances are irrational.
    rows = (
        tuple(Fraction(k + 1 if others[k] == 0 else 0) for others in spreads(3, 3))
        for k in range(3)
    )
    game = SymmetricGame("firm", 4, ("a", "b", "c"), tuple(rows))
    (found,) = triple_equilibria(game, (0, 1, 2))
    level = {round(k * (1 - found.mixture[k - 1]) ** 3, 12) for k in (1, 2, 3)}
    assert len(level) == 1
    assert found.enclosure is not None
    low, high = found.enclosure
    assert 0 < high - low < Fraction(1, 2**70)
    assert abs(float(low) - found.mixture[0]) < 1e-15
    assert 0 <= found.certificate < 1e-15


def test_what_is_not_decided_is_said() -> None:
    flat = drawn(3, [1] * 18)
    with pytest.raises(SearchError, match=MANY):
        list(triple_equilibria(flat, (0, 1, 2)))
    assert MANY in solve_symmetric(flat).why


def test_a_strategy_that_is_not_played_is_asked() -> None:
    def game(extra: Fraction) -> SymmetricGame:
        rows = [tuple(Fraction(1 - 3 * others[k]) for others in spreads(1, 4)) for k in range(3)]
        return SymmetricGame("firm", 2, tuple("abcd"), (*rows, (extra,) * 4))

    # All get 0 where they mix evenly.
    assert [e.regular for e in triple_equilibria(game(Fraction(-1)), (0, 1, 2))] == [True]
    assert [e.regular for e in triple_equilibria(game(Fraction(0)), (0, 1, 2))] == [False]
    assert list(triple_equilibria(game(Fraction(1)), (0, 1, 2))) == []


@given(st.lists(st.integers(-3, 3), min_size=18, max_size=18))
@settings(max_examples=40, deadline=None)
def test_found_ones_are_equilibria_by_definition(values: list[int]) -> None:
    game = drawn(3, values)
    answer = solve_symmetric(game)
    for place, found in enumerate(answer.equilibria):
        if len(found.support) == 3 and not found.pure:
            listed = means(game, found)
            assert max(listed) - min(listed) < Fraction(1, 10**12)
            total = 3 * sum(
                Fraction(share) * mean for share, mean in zip(found.mixture, listed, strict=True)
            )
            assert answer.efficiency is not None
            assert abs(answer.efficiency.totals[place] - total) < Fraction(1, 10**12)


@pytest.mark.parametrize("seed", range(3))
def test_the_search_for_three_players_finds_the_same(seed: int) -> None:
    values = [(7 * k * k + 5 * seed * k + k) % 8 - 3 for k in range(18)]
    game = drawn(3, [value - 4 * own for value, own in zip(values, _own(), strict=True)])
    wide = [e.mixture for e in solve_symmetric(game).equilibria if not e.pure]
    table = solve_many(written_out(game))
    alike = [
        e.profile[0] for e in table.equilibria if not e.pure and len(set(map(near, e.profile))) == 1
    ]
    assert sorted(map(near, wide)) == sorted(map(near, alike))


def _own() -> list[int]:
    return [others[k] for k in range(3) for others in spreads(2, 3)]


def near(mixture: tuple[Fraction | float, ...]) -> tuple[float, ...]:
    return tuple(round(float(share), 9) for share in mixture)
