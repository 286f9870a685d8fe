"""Alike firms beside the solvers of tables: the same symmetric equilibria."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.forms.symmetric import SymmetricGame, spreads, written_out
from vcgame.solve.answer import Answer
from vcgame.solve.nash import solve_nash
from vcgame.solve.symmetric.solver import solve_symmetric
from vcgame.solve.trio import solve_trio


@st.composite
def games(draw: Any, number: int, strategies: int) -> SymmetricGame:
    count = sum(1 for _ in spreads(number - 1, strategies))
    column = st.lists(st.integers(-3, 3).map(Fraction), min_size=count, max_size=count)
    payoffs = tuple(tuple(draw(column)) for _ in range(strategies))
    return SymmetricGame("firm", number, tuple("abc"[:strategies]), payoffs)


def alike(answer: Answer) -> list[tuple[float, ...]]:
    """Equilibria in which all play the same, as the table's solver lists them."""
    return sorted(
        tuple(map(float, each.profile[0]))
        for each in answer.equilibria
        if all(mixture == each.profile[0] for mixture in each.profile)
    )


def close(first: list[tuple[float, ...]], second: list[tuple[float, ...]]) -> bool:
    return len(first) == len(second) and all(
        abs(p - q) < 1e-9
        for one, two in zip(first, second, strict=True)
        for p, q in zip(one, two, strict=True)
    )


@given(games(2, 3))
@settings(max_examples=80)
def test_two_firms_with_three_strategies(game: SymmetricGame) -> None:
    table = solve_nash(written_out(game))
    ours = solve_symmetric(game)
    listed = sorted(
        tuple(map(float, each.mixture))
        for each in ours.equilibria
        if not each.pure or len(each.support) == 1
    )
    # Of a continuum the table lists the ends; and ours may leave supports of three undecided.
    if table.components == len(table.equilibria):
        few = [mixture for mixture in alike(table) if sum(p > 0 for p in mixture) < 3]
        assert close(listed, alike(table) if ours.complete else few)


@given(games(3, 2))
@settings(max_examples=80)
def test_three_firms_with_two_strategies(game: SymmetricGame) -> None:
    table = solve_trio(written_out(game))
    ours = solve_symmetric(game)
    assert ours.complete
    if not table.complete:
        return
    listed = sorted(
        tuple(map(float, each.mixture))
        for each in ours.equilibria
        if not each.pure or len(each.support) == 1
    )
    assert close(listed, alike(table))
    pure = sum(each.profiles() for each in ours.equilibria if each.pure)
    assert pure == sum(each.pure for each in table.equilibria)
