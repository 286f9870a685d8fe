"""Rationalisable strategies: known games, beliefs that hold, and what lies between."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame
from vcgame.solve.pure import solve_pure
from vcgame.solve.reasoning.rationalisable import Rationalisable, rationalisable


@st.composite
def games(draw: st.DrawFn) -> StrategicGame:
    shape = tuple(draw(st.lists(st.integers(1, 4), min_size=2, max_size=3)))
    cells = prod(shape)
    values = [draw(st.lists(st.integers(0, 5), min_size=cells, max_size=cells)) for _ in shape]
    return StrategicGame(
        tuple(f"p{k}" for k in range(len(shape))),
        tuple(tuple(f"s{k}" for k in range(size)) for size in shape),
        tuple(tuple(map(Fraction, own)) for own in values),
    )


def expected(game: StrategicGame, player: int, strategy: int, belief) -> Fraction:
    return sum(
        weight * game.payoff((*others[:player], strategy, *others[player:]))[player]
        for others, weight in belief
    )


def check(game: StrategicGame, answer: Rationalisable) -> None:
    """Every strategy that is left is a best reply, among all, to its belief in what is left."""
    supported = set()
    for each in answer.beliefs:
        left = [own for who, own in enumerate(answer.survivors) if who != each.player]
        assert sum(weight for _, weight in each.situations) == 1
        for others, weight in each.situations:
            assert weight > 0
            assert all(s in own for s, own in zip(others, left, strict=True))
        values = [
            expected(game, each.player, s, each.situations) for s in range(game.shape[each.player])
        ]
        assert values[each.strategy] == max(values)
        supported.add((each.player, each.strategy))
    assert supported == {(k, s) for k, own in enumerate(answer.survivors) for s in own}


def point_oracle(game: StrategicGame):
    alive = [set(range(size)) for size in game.shape]
    while True:
        kept: list[set[int]] = []
        for player in range(len(alive)):
            best = set()
            for others in product(*(own for who, own in enumerate(alive) if who != player)):
                values = [
                    game.payoff((*others[:player], s, *others[player:]))[player]
                    for s in range(game.shape[player])
                ]
                best |= {s for s, value in enumerate(values) if value == max(values)}
            kept.append(alive[player] & best)
        if kept == alive:
            return tuple(tuple(sorted(own)) for own in alive)
        alive = kept


@settings(max_examples=60)
@given(games())
def test_beliefs_support_what_is_left(game):
    answer = rationalisable(game)
    assert answer.complete
    check(game, answer)
    assert answer.point == point_oracle(game)
    for inner, outer in zip(answer.point, answer.survivors, strict=True):
        assert set(inner) <= set(outer)
    for found in solve_pure(game).equilibria:
        for support, own in zip(found.supports, answer.point, strict=True):
            assert support[0] in own
    if len(game.shape) == 2:
        assert answer.independent == answer.survivors
    elif answer.independent is None:
        assert answer.point != answer.survivors
        assert "is not decided" in answer.notes[0]


def test_bernheims_example():
    A = [[0, 2, 7, 0], [5, 2, 5, 0], [7, 2, 0, 0], [0, 0, 0, -1]]
    B = [[7, 5, 0, 1], [2, 3, 2, 1], [0, 5, 7, 1], [0, -2, 0, -1]]
    game = StrategicGame.from_matrices(A, B)
    answer = rationalisable(game)
    assert answer.survivors == ((0, 1, 2), (0, 1, 2))
    assert answer.point == ((0, 1, 2), (0, 1, 2))
    check(game, answer)


def test_beliefs_may_need_to_mix():
    """The middle row is best against equal chances, and against no column alone."""
    game = StrategicGame.from_matrices([[4, 0], [3, 3], [0, 4]], [[1, 0], [0, 0], [0, 1]])
    answer = rationalisable(game)
    assert answer.survivors == ((0, 1, 2), (0, 1))
    assert answer.point == ((0, 2), (0, 1))
    belief = next(each for each in answer.beliefs if each.strategy == 1 and each.player == 0)
    assert len(belief.situations) == 2


def test_correlation_is_told():
    """A belief that the others do alike supports C, and no independent one does.

    C pays 4 where both do alike, A and B pay 8 in one of these cases each, and D pays 8 where
    they differ (after Fudenberg and Tirole 1991, section 2.1.3).
    """
    tables = ((8, 0, 0, 0), (0, 0, 0, 8), (4, 0, 0, 4), (0, 8, 8, 0))
    third = [Fraction(tables[s][2 * a + b]) for a, b, s in product(range(2), range(2), range(4))]
    nothing = [Fraction(0)] * 16
    game = StrategicGame(
        ("one", "two", "three"),
        (("a", "b"), ("a", "b"), ("A", "B", "C", "D")),
        (tuple(nothing), tuple(nothing), tuple(third)),
    )
    answer = rationalisable(game)
    assert answer.survivors[2] == (0, 1, 2, 3)
    assert answer.point[2] == (0, 1, 3)
    assert answer.independent is None
    belief = next(each for each in answer.beliefs if (each.player, each.strategy) == (2, 2))
    assert dict(belief.situations) == {(0, 0): Fraction(1, 2), (1, 1): Fraction(1, 2)}


def test_alike_firms():
    game = SymmetricGame("firm", 4, ("a", "b"), ((0, 1, 2, 3), (2, 2, 2, 2)))
    answer = rationalisable(
        SymmetricGame(
            "firm", 4, ("a", "b"), tuple(tuple(map(Fraction, own)) for own in game.payoffs)
        )
    )
    assert answer.survivors == answer.point == ((0, 1),)
    assert answer.independent == ((0, 1),)
    assert [each.situations for each in answer.beliefs] == [
        (((2, 1), Fraction(1)),),
        (((0, 3), Fraction(1)),),
    ]
