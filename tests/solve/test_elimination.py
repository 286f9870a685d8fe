"""Iterated elimination of dominated strategies: known games, oracles, and what must not matter."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame, written_out
from vcgame.solve.nash import solve_nash
from vcgame.solve.reasoning import elimination
from vcgame.solve.reasoning.elimination import Elimination, eliminate

if TYPE_CHECKING:
    import pytest

HALF = Fraction(1, 2)


def make(shape: tuple[int, ...], values: list[list[int]]) -> StrategicGame:
    return StrategicGame(
        tuple(f"p{k}" for k in range(len(shape))),
        tuple(tuple(f"s{k}" for k in range(size)) for size in shape),
        tuple(tuple(map(Fraction, own)) for own in values),
    )


@st.composite
def games(draw: st.DrawFn, most_players: int = 3, high: int = 4) -> StrategicGame:
    shape = tuple(draw(st.lists(st.integers(1, 4), min_size=2, max_size=most_players)))
    cells = prod(shape)
    values = [draw(st.lists(st.integers(0, high), min_size=cells, max_size=cells)) for _ in shape]
    return make(shape, values)


def gains(game: StrategicGame, alive, player: int, strategy: int) -> dict[int, list[Fraction]]:
    """What each strategy pays more than one, for all that the others have left."""
    found: dict[int, list[Fraction]] = {s: [] for s in alive[player]}
    others = [own if who != player else (strategy,) for who, own in enumerate(alive)]
    for profile in product(*others):
        base = game.payoff(profile)[player]
        for s, values in found.items():
            moved = (*profile[:player], s, *profile[player + 1 :])
            values.append(game.payoff(moved)[player] - base)
    return found


def check(game: StrategicGame, answer: Elimination) -> None:
    """Work every certificate out again."""
    alive = [tuple(range(size)) for size in game.shape]
    for removals in answer.rounds:
        for each in removals:
            table = gains(game, alive, each.player, each.strategy)
            assert sum(weight for _, weight in each.mixture) == 1
            assert all(weight > 0 for _, weight in each.mixture)
            assert each.strategy not in [s for s, _ in each.mixture]
            sums = [
                sum(weight * table[s][c] for s, weight in each.mixture)
                for c in range(len(next(iter(table.values()))))
            ]
            assert min(sums) == each.gain
            assert min(sums) >= 0 if answer.weak else min(sums) > 0
            assert max(sums) > 0
        for each in removals:
            alive[each.player] = tuple(s for s in alive[each.player] if s != each.strategy)
    assert tuple(alive) == answer.survivors


def dominated_oracle(game: StrategicGame, alive, player: int, strategy: int, *, weak: bool) -> bool:
    """Ask a solver in floating point; the numbers here are small and whole."""
    table = gains(game, alive, player, strategy)
    matrix = np.array([[float(v) for v in table[s]] for s in alive[player]])
    count = len(matrix)
    if weak:
        goal = -matrix.sum(axis=1)
        result = linprog(
            goal, A_ub=-matrix.T, b_ub=np.zeros(matrix.shape[1]), A_eq=[np.ones(count)], b_eq=[1]
        )
        return -result.fun > 1e-7
    rows = np.hstack([-matrix.T, np.ones((matrix.shape[1], 1))])
    result = linprog(
        [*[0] * count, -1],
        A_ub=rows,
        b_ub=np.zeros(len(rows)),
        A_eq=[[*[1] * count, 0]],
        b_eq=[1],
        bounds=[*[(0, None)] * count, (None, None)],
    )
    return -result.fun > 1e-7


def survivors_oracle(game: StrategicGame, *, weak: bool):
    alive = [tuple(range(size)) for size in game.shape]
    while True:
        kept = [
            tuple(s for s in own if not dominated_oracle(game, alive, player, s, weak=weak))
            for player, own in enumerate(alive)
        ]
        if kept == alive:
            return tuple(alive)
        alive = kept


@settings(max_examples=40)
@given(games(), st.booleans())
def test_survivors_are_those_of_linear_programmes_in_floating_point(game, weak):
    answer = eliminate(game, weak=weak)
    assert answer.complete
    check(game, answer)
    assert answer.survivors == survivors_oracle(game, weak=weak)


@settings(max_examples=40)
@given(games(), st.booleans())
def test_pure_dominance_needs_no_mixtures(game, weak):
    answer = eliminate(game, weak=weak, mixed=False)
    check(game, answer)
    assert all(len(each.mixture) == 1 for removals in answer.rounds for each in removals)
    for player, own in enumerate(answer.survivors):
        for one, other in combinations(own, 2):
            for s, t in ((one, other), (other, one)):
                better = gains(game, answer.survivors, player, t)[s]
                assert not (min(better) >= 0 and max(better) > 0 if weak else min(better) > 0)


@settings(max_examples=30)
@given(games(most_players=2))
def test_equilibria_play_what_is_left_only(game):
    left = eliminate(game).survivors
    for found in solve_nash(game).equilibria:
        for support, own in zip(found.supports, left, strict=True):
            assert set(support) <= set(own)


@settings(max_examples=25)
@given(games(), st.randoms(use_true_random=False), st.booleans())
def test_names_scales_and_order_do_not_matter(game, rng, weak):
    shuffled = [rng.sample(range(size), size) for size in game.shape]
    scale = [(Fraction(rng.randint(1, 9), 3), rng.randint(-5, 5)) for _ in game.shape]
    values = [
        [
            a * game.payoff(tuple(s[k] for s, k in zip(shuffled, p, strict=True)))[who] + b
            for p in game.profiles()
        ]
        for who, (a, b) in enumerate(scale)
    ]
    other = make(game.shape, values)
    mine, yours = eliminate(game, weak=weak), eliminate(other, weak=weak)
    assert len(mine.rounds) == len(yours.rounds)
    assert mine.survivors == tuple(
        tuple(sorted(names[k] for k in own))
        for names, own in zip(shuffled, yours.survivors, strict=True)
    )


def test_a_mixture_dominates_where_no_pure_strategy_does():
    game = StrategicGame.from_matrices([[3, 0], [0, 3], [1, 1]], [[1, 0], [0, 1], [0, 0]])
    assert eliminate(game, mixed=False).rounds == ()
    removal = eliminate(game).rounds[0][0]
    assert (removal.player, removal.strategy) == (0, 2)
    assert removal.mixture == ((0, HALF), (1, HALF))
    assert removal.gain == HALF


def test_the_order_matters_for_weak_dominance():
    """An example of the textbooks: either column can be left alone."""
    game = StrategicGame.from_matrices([[1, 0], [1, 2], [0, 0]], [[1, 0], [1, 1], [0, 1]])
    answer = eliminate(game, weak=True)
    assert answer.survivors == ((1,), (0, 1))
    assert not answer.solvable
    assert len({other.survivors for other in answer.orders}) >= 1
    assert "the result may depend on the order" in answer.notes[0]


def test_the_beauty_contest_is_solved_in_rounds():
    """Three guess 0 to 6; whoever is nearest to half of the mean wins (Moulin 1986)."""

    def prizes(profile: tuple[int, ...]) -> list[Fraction]:
        target = Fraction(sum(profile), 2 * len(profile))
        gaps = [abs(guess - target) for guess in profile]
        winners = [gap == min(gaps) for gap in gaps]
        return [Fraction(won, sum(winners)) for won in winners]

    cells = [prizes(profile) for profile in product(range(7), repeat=3)]
    game = make((7, 7, 7), [[cell[k] for cell in cells] for k in range(3)])
    answer = eliminate(game, weak=True)
    check(game, answer)
    assert answer.survivors == ((0,),) * 3
    assert answer.solvable
    assert len(answer.rounds) > 1


def test_the_prisoners_dilemma_and_games_without_dominance():
    dilemma = StrategicGame.from_matrices([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    answer = eliminate(dilemma)
    assert (answer.survivors, answer.solvable, answer.complete) == (((1,), (1,)), True, True)
    assert [len(removals) for removals in answer.rounds] == [2]
    pennies = StrategicGame.from_matrices([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    answer = eliminate(pennies, weak=True)
    assert (answer.rounds, answer.orders, answer.notes) == ((), (), ())


@settings(max_examples=25)
@given(st.integers(2, 4), st.integers(2, 3), st.data(), st.booleans())
def test_alike_firms_eliminate_as_their_table_does(number, count, data, weak):
    size = len(written_spreads(number - 1, count))
    payoffs = tuple(
        tuple(map(Fraction, data.draw(st.lists(st.integers(0, 4), min_size=size, max_size=size))))
        for _ in range(count)
    )
    game = SymmetricGame("firm", number, tuple("abc"[:count]), payoffs)
    short, long = eliminate(game, weak=weak), eliminate(written_out(game), weak=weak)
    assert long.survivors == short.survivors * number
    assert len(long.rounds) == len(short.rounds)


def written_spreads(firms: int, strategies: int) -> list:
    return [c for c in product(range(firms + 1), repeat=strategies) if sum(c) == firms]


def test_many_firms():
    pays = tuple(Fraction(k) for k in range(1000))
    game = SymmetricGame("firm", 1000, ("join", "stay"), (tuple(p + 1 for p in pays), pays))
    answer = eliminate(game)
    assert answer.survivors == ((0,),)
    assert answer.rounds[0][0].gain == 1


def test_irrational_payoffs_are_compared_as_balls():
    from flint import arb

    root = arb(2).sqrt()
    game = StrategicGame(
        ("a", "b"), (("u", "d"), ("l", "r")), ((root, root, 1, 1), (1, 0, 1, Fraction(0)))
    )
    answer = eliminate(game)
    assert (answer.survivors, answer.complete) == (((0,), (0,)), True)
    assert answer.rounds[0][0].gain is None
    same = StrategicGame(
        ("a", "b"), (("u", "d"), ("l", "r")), ((root, 3, arb(2).sqrt(), 1), (1, 0, 1, 0))
    )
    answer = eliminate(same, weak=True)
    assert not answer.complete
    assert answer.why.endswith("strategies concerned: 2")


def test_too_much_work_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(elimination, "MOST_WORK", 20)
    game = make((4, 4), [[0] * 16, list(range(16))])
    answer = eliminate(game)
    assert not answer.complete
    assert answer.why == "the comparisons take more than 20 steps of work"
    assert answer.survivors == ((0, 1, 2, 3), (0, 1, 2, 3))
