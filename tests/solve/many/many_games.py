"""Games of many players whose equilibria are known, and what to compare them with."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product
from math import prod

from vcgame.forms.strategic import StrategicGame


def game_of(shape, payoff):
    """The game in which a profile pays `payoff(profile)`, one number per player."""
    cells = [payoff(profile) for profile in product(*map(range, shape))]
    return StrategicGame(
        tuple(f"p{k}" for k in range(len(shape))),
        tuple(tuple(f"s{s}" for s in range(size)) for size in shape),
        tuple(tuple(Fraction(cell[k]) for cell in cells) for k in range(len(shape))),
    )


def drawn(rng, shape, low, high):
    """Payoffs drawn from a range of integers."""
    return game_of(shape, lambda _: [rng.randint(low, high) for _ in shape])


def gain_game(shape, gain):
    """The game in which strategy s pays `gain(player, s, others)` more than the first."""
    return game_of(
        shape,
        lambda profile: [
            gain(k, profile[k], profile) if profile[k] else 0 for k in range(len(shape))
        ],
    )


def value(game, player, profile):
    """Expected payoff, from the definition."""
    return sum(
        prod((mixture[s] for mixture, s in zip(profile, pure, strict=True)), start=Fraction(1))
        * payoff
        for pure, payoff in zip(game.profiles(), game.payoffs[player], strict=True)
    )


def regret(game, profile):
    """Largest gain of any player from a pure deviation, from the definition."""
    worst = 0
    for player, size in enumerate(game.shape):
        now = value(game, player, profile)
        for s in range(size):
            pure = [Fraction(int(k == s)) for k in range(size)]
            changed = [*profile[:player], pure, *profile[player + 1 :]]
            worst = max(worst, value(game, player, changed) - now)
    return worst


def rounded(profile):
    return tuple(tuple(round(float(p), 11) for p in mixture) for mixture in profile)


def points(answer):
    """The equilibria as a set: profiles, and best replies."""
    return {(rounded(e.profile), e.best_replies) for e in answer.equilibria}


def volunteers(count, cost, worth):
    """Everybody gains `worth` if somebody pays `cost` (Diekmann 1985)."""
    return game_of(
        (2,) * count,
        lambda p: [worth - cost if s else (worth if any(p) else 0) for s in p],
    )


def minimum_effort(count, levels):
    """Two for the least effort of all, less one's own (Van Huyck, Battalio and Beil 1990)."""
    return game_of((levels,) * count, lambda p: [2 * min(p) - own for own in p])


def crossing_points(count):
    """2^n games with as many equilibria inside as there can be: the derangements.

    A player's gain is a product over the others of x_j less a constant; so each player fixes
    the probability of one other, by a permutation without a fixed point.
    """
    cut = {
        (i, j): Fraction(3 + 5 * i + j, 40) for i, j in product(range(count), repeat=2) if i != j
    }
    game = gain_game(
        (2,) * count,
        lambda i, _, p: prod((p[j] - cut[i, j] for j in range(count) if j != i), start=Fraction(1)),
    )
    inside = set()
    for order in permutations(range(count)):
        if all(i != j for i, j in enumerate(order)):
            shares = [None] * count
            for i, j in enumerate(order):
                shares[j] = cut[i, j]
            inside.add(tuple((1 - share, share) for share in shares))
    return game, inside


LINES = ((1, 0), (0, 1), (1, 1), (1, -1))


def crossing_lines():
    """A 3x3x3 game with ten equilibria inside, as many as there can be.

    Each gain is a product of two linear forms, one of each other player's mixture, that vanish
    on lines through the middle of the triangle. Each player's mixture lies on two of four lines.
    """
    offsets = (Fraction(1, 50), Fraction(-1, 40), Fraction(1, 30), Fraction(-1, 70))
    equations = [(i, s) for i in range(3) for s in (1, 2)]
    line = {}
    for j in range(3):
        others = [each for each in equations if each[0] != j]
        for each, (a, b), offset in zip(others, LINES, offsets, strict=True):
            line[each, j] = (a, b, Fraction(a + b, 3) + offset * (1 + j))

    def at(each, j, first, second):
        a, b, c = line[each, j]
        return a * first + b * second - c

    game = gain_game(
        (3, 3, 3),
        lambda i, s, p: prod(
            (at((i, s), j, int(p[j] == 1), int(p[j] == 2)) for j in range(3) if j != i),
            start=Fraction(1),
        ),
    )
    inside = set()
    for choice in product(*([j for j in range(3) if j != i] for i, _ in equations)):
        if all(choice.count(j) == 2 for j in range(3)):
            profile = []
            for j in range(3):
                one, two = [
                    line[each, j] for each, k in zip(equations, choice, strict=True) if k == j
                ]
                det = one[0] * two[1] - one[1] * two[0]
                first = (one[2] * two[1] - one[1] * two[2]) / det
                second = (one[0] * two[2] - one[2] * two[0]) / det
                profile.append((1 - first - second, first, second))
            inside.add(tuple(profile))
    return game, inside


def side_by_side(first, second):
    """Two games played at once, by different players, who do not care about the other game."""
    count = len(first.shape)
    return game_of(
        first.shape + second.shape, lambda p: first.payoff(p[:count]) + second.payoff(p[count:])
    )


def image(game, order, places, scales):
    """The same game with players and strategies in another order, and payoffs transformed."""
    shape = tuple(game.shape[player] for player in order)

    def payoff(profile):
        old = [0] * len(order)
        for new, player in enumerate(order):
            old[player] = places[player][profile[new]]
        pays = game.payoff(tuple(old))
        return [scales[player] * pays[player] + 7 * player for player in order]

    return game_of(shape, payoff)
