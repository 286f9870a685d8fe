"""All equilibria of 2x2x2 games, against a search of the cube that knows no closed form."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest

from vcgame.errors import UnsupportedError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.trio import is_trio, solve_trio

PROFILES = list(product(range(2), repeat=3))


def game_of(payoffs):
    return StrategicGame(
        ("a", "b", "c"),
        (("x", "y"),) * 3,
        tuple(tuple(map(Fraction, values)) for values in payoffs),
    )


def drawn(rng, low, high):
    return [[rng.randint(low, high) for _ in range(8)] for _ in range(3)]


def from_gains(*gains):
    """Payoffs with these gains by the second strategy; 0 for the first."""
    payoffs = [[0] * 8 for _ in range(3)]
    for number, (x, y, z) in enumerate(PROFILES):
        own = (x, y, z)
        for player in range(3):
            if own[player]:
                payoffs[player][number] = gains[player][own[player - 2]][own[player - 1]]
    return payoffs


def value(values, profile):
    """Expected payoff, from the definition."""
    total = 0
    for pure, payoff in zip(PROFILES, values, strict=True):
        for strategy, mixture in zip(pure, profile, strict=True):
            payoff = payoff * mixture[strategy]
        total = total + payoff
    return total


def regret(payoffs, profile):
    worst = 0
    for player, values in enumerate(payoffs):
        now = value(values, profile)
        for pure in ((1, 0), (0, 1)):
            changed = [*profile[:player], pure, *profile[player + 1 :]]
            worst = max(worst, value(values, changed) - now)
    return worst


def left_over(payoffs, known, *, levels, distance, start=4, most=4_000):
    """Cells of the cube that may hold an equilibrium and are not near a known one.

    Cells are halved again and again. The gains are bilinear, so over a cell they are extreme
    at its corners; a cell goes if the gain of some player has a sign there that none of the
    mixtures of the cell goes with. All numbers are integers.
    """
    u = np.array(payoffs, dtype=np.int64).reshape(3, 2, 2, 2)
    tables = [u[0, 1] - u[0, 0], u[1, :, 1] - u[1, :, 0], u[2, :, :, 1] - u[2, :, :, 0]]
    known = np.array([[float(p[1]) for p in profile] for profile in known]).reshape(-1, 3)
    cells = np.zeros((1, 3), dtype=np.int64)
    for level in range(1, levels + 1):
        cells = (2 * cells[:, None, :] + np.array(PROFILES)).reshape(-1, 3)
        size = 1 << level
        keep = np.ones(len(cells), dtype=bool)
        for player, others in enumerate(((1, 2), (0, 2), (0, 1))):
            table = tables[player]
            values = []
            for first, second in product((0, 1), repeat=2):
                s, t = cells[:, others[0]] + first, cells[:, others[1]] + second
                values.append(
                    (size - s) * ((size - t) * table[0, 0] + t * table[0, 1])
                    + s * ((size - t) * table[1, 0] + t * table[1, 1])
                )
            low, high = np.min(values, axis=0), np.max(values, axis=0)
            own = cells[:, player]
            keep &= (
                ((low <= 0) & (high >= 0))
                | ((high > 0) & (own == size - 1))
                | ((low < 0) & (own == 0))
            )
        cells = cells[keep]
        if level >= start and len(known):
            middle = (cells + 0.5) / size
            gap = np.abs(middle[:, None, :] - known).max(axis=2).min(axis=1)
            cells = cells[gap > distance]
        if not len(cells) or len(cells) > most:
            break
    return len(cells)


CASES = [(0, 1, 60), (0, 2, 60), (-4, 4, 100), (-100, 100, 100)]


@pytest.mark.parametrize(("low", "high", "count"), CASES)
def test_nothing_is_missed(low, high, count):
    rng = random.Random(f"{low} {high}")  # noqa: S311 - games, not secrets
    finite = 0
    for _ in range(count):
        payoffs = drawn(rng, low, high)
        answer = solve_trio(game_of(payoffs))
        profiles = [e.profile for e in answer.equilibria]
        left = left_over(payoffs, profiles, levels=30, distance=1 / 64)
        # A continuum goes on beyond what is near the points that are listed.
        assert (left == 0) == answer.complete, payoffs
        finite += answer.complete
    assert finite > 0


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 2), (-4, 4), (-100, 100)])
def test_everything_found_is_an_equilibrium(low, high):
    rng = random.Random(f"{low} {high}")  # noqa: S311 - games, not secrets
    irrational = 0
    for _ in range(200):
        payoffs = drawn(rng, low, high)
        answer = solve_trio(game_of(payoffs))
        for e in answer.equilibria:
            assert e.certificate == 0
            assert all(abs(sum(p) - 1) < 1e-15 for p in e.profile)
            numbers = [number for p in e.profile for number in p]
            if all(isinstance(number, Fraction) for number in numbers):
                assert regret(payoffs, e.profile) == 0
                assert list(e.payoffs) == [value(values, e.profile) for values in payoffs]
            else:
                irrational += 1
                assert regret(payoffs, e.profile) < 1e-13 * (high - low)
            for player, (support, best) in enumerate(zip(e.supports, e.best_replies, strict=True)):
                assert support == tuple(s for s in (0, 1) if e.profile[player][s] > 0)
                assert set(support) <= set(best)
        keys = [(e.supports, e.profile) for e in answer.equilibria]
        assert len(set(keys)) == len(keys)
        assert answer.degenerate or (answer.complete and len(keys) % 2 == 1)
    assert irrational or high == 1


def image(payoffs, order, flips, factors):
    """The same game with players and strategies in another order, and payoffs transformed."""
    moved = [[0] * 8 for _ in range(3)]
    for number, profile in enumerate(PROFILES):
        old = [0, 0, 0]
        for new, player in enumerate(order):
            old[player] = profile[new] ^ flips[player]
        place = old[0] * 4 + old[1] * 2 + old[2]
        for new, player in enumerate(order):
            # What a player cannot change may be added.
            others = sum((k + 2) * s for k, s in enumerate(old) if k != player)
            moved[new][number] = payoffs[player][place] * factors[player] + others
    return moved


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_names_and_scales_do_not_matter(order):
    rng = random.Random(str(order))  # noqa: S311 - games, not secrets
    for _ in range(40):
        payoffs = drawn(rng, -3, 3)
        flips = [rng.randint(0, 1) for _ in range(3)]
        factors = [Fraction(rng.randint(1, 9), rng.randint(1, 9)) for _ in range(3)]
        answer = solve_trio(game_of(payoffs))
        other = solve_trio(game_of(image(payoffs, order, flips, factors)))
        assert (answer.complete, answer.degenerate) == (other.complete, other.degenerate)
        expected = {
            tuple((e.profile[p][:: -1 if flips[p] else 1], *turned(e, p, flips[p])) for p in order)
            for e in answer.equilibria
        }
        found = {
            tuple((p, s, b) for p, s, b in zip(e.profile, e.supports, e.best_replies, strict=True))
            for e in other.equilibria
        }
        assert found == expected
        assert len({e.component for e in answer.equilibria}) == other.components


def turned(equilibrium, player, flip):
    sets = equilibrium.supports[player], equilibrium.best_replies[player]
    return tuple(tuple(sorted(s ^ flip for s in strategies)) for strategies in sets)


def test_two_irrational_equilibria_inside():
    rng = random.Random(3)  # noqa: S311 - games, not secrets
    for _ in range(5000):
        answer = solve_trio(game_of(drawn(rng, -9, 9)))
        inner = [e for e in answer.equilibria if all(len(s) == 2 for s in e.supports)]
        if len(inner) == 2:
            break
    assert all(isinstance(p[0], float) for e in inner for p in e.profile)
    assert inner[0].profile < inner[1].profile
    assert not answer.degenerate


SAME = ((1, 1), (-1, -1))
IDLE = ((0, 0), (0, 0))


def test_a_double_root_is_an_isolated_equilibrium():
    rng = random.Random(5)  # noqa: S311 - games, not secrets
    found = 0
    for _ in range(2500):
        gains = [[[rng.randint(-2, 2) for _ in "12"] for _ in "12"] for _ in "123"]
        answer = solve_trio(game_of(from_gains(*gains)))
        inner = [e for e in answer.equilibria if all(len(s) == 2 for s in e.supports)]
        regular = all(e.supports == e.best_replies for e in answer.equilibria)
        if answer.complete and answer.degenerate and regular:
            assert len(inner) == 1
            assert len(answer.equilibria) % 2 == 0
            found += 1
    assert found


@pytest.mark.parametrize(
    ("gains", "what"),
    [
        ((IDLE, SAME, SAME), "all three players mix"),
        ((IDLE, IDLE, IDLE), "all three players mix"),
        ((((0, -1), (-1, -1)), ((-1, -1), (-1, -1)), ((-1, -1), (-1, -1))), "mixes freely"),
        # Against c's first strategy, a and b are indifferent whatever they do.
        ((((0, 1), (0, 1)), ((0, 0), (1, 1)), ((-1, -1), (-1, -1))), "over an area"),
        ((((-1, 0), (1, 0)), ((0, 0), (1, 1)), ((-1, -1), (-1, -1))), "along a segment"),
    ],
)
def test_continua_are_named(gains, what):
    answer = solve_trio(game_of(from_gains(*gains)))
    assert not answer.complete
    assert answer.degenerate
    assert "infinitely many" in answer.why
    assert any(what in note for note in answer.notes), answer.notes


def test_a_continuum_inside_only():
    found = 0
    rng = random.Random(11)  # noqa: S311 - games, not secrets
    for _ in range(20_000):
        gains = [[[rng.choice((-1, 1)) for _ in "12"] for _ in "12"] for _ in "123"]
        answer = solve_trio(game_of(from_gains(*gains)))
        if not answer.complete:
            found += 1
            left = left_over(from_gains(*gains), [], levels=5, distance=0)
            assert left > 16
            break
    assert found


def test_ends_of_a_segment_are_one_component():
    flat = ((-1, -1), (-1, -1))
    gains = (((0, -1), (-1, -1)), ((-1, 1), (-1, -1)), flat)
    answer = solve_trio(game_of(from_gains(*gains)))
    # While a plays y with at most one half, b stays with x.
    assert [(e.supports, e.best_replies, e.component) for e in answer.equilibria] == [
        (((0,), (0,), (0,)), ((0, 1), (0,), (0,)), 1),
        (((0, 1), (0,), (0,)), ((0, 1), (0, 1), (0,)), 1),
    ]
    assert answer.equilibria[1].profile[0] == (Fraction(1, 2), Fraction(1, 2))
    assert answer.notes == (
        "a continuum of equilibria: b plays x, c plays x, and a mixes freely, or within bounds",
    )


def test_other_games_are_refused():
    two = StrategicGame.from_matrices([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    assert not is_trio(two)
    with pytest.raises(UnsupportedError, match="three players with two strategies each"):
        solve_trio(two)


def test_a_wrong_point_would_be_noticed(monkeypatch):
    from vcgame.solve import trio, trio_inside

    wrong = trio_inside.Inside((((1, 1), (1, 1), (1, 2)),))
    monkeypatch.setattr(trio, "inside", lambda gains: wrong)
    payoffs = from_gains(((1, -1), (-1, 1)), SAME, SAME)
    with pytest.raises(AssertionError, match="fails its certificate"):
        solve_trio(game_of(payoffs))
    monkeypatch.setattr(trio, "inside", lambda gains: trio_inside.Inside())
    with pytest.raises(AssertionError, match="odd number"):
        solve_trio(game_of(from_gains(SAME, SAME, SAME)))
