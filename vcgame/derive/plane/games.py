"""Equilibria of a game from the signs of as few polynomials as will do.

Take two players, and for the sets I of rows and J of columns, equally many, the point at which the
columns J make the rows I pay the same and conversely. By Cramer's rule its probabilities and the
gains of further replies are minors bordered by ones (`vcgame.derive.minors`). If at an extreme
equilibrium (x, y) the sets lie between the strategies played and the best replies, all these
minors have the signs that an equilibrium needs, or those of one side are all zero; and there always
are such sets, since a vertex has at least as many best replies as strategies played. So two signs
against each other refute a pair (I, J), and where every pair is refuted or has all signs strictly
right, the pairs that are right are all equilibria. Only where some pair is left open by zeros
are the vertices themselves looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from vcgame.derive.minors import all_minors
from vcgame.derive.plane.factors import Factors, View
from vcgame.derive.regimes.signs import Product
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Equilibrium
from vcgame.solve.regime import regime_label

__all__ = ["Bimatrix", "Game", "Pure"]

Places = tuple[int, ...]
Side = tuple[tuple[Product, ...], tuple[tuple[int, Product], ...]]
"""Weights of what is mixed, and losses of the other replies, up to one common sign."""


class Bimatrix:
    """A game of two players whose payoffs are polynomials over a common divisor.

    Parameters
    ----------
    game
        Names of the players and strategies.
    matrices
        Payoffs times the divisor, each player's by own strategies and those of the other.
    scales
        The divisors; they are not zero where the game is asked.
    factors
        Where the polynomials are factored.
    """

    def __init__(
        self,
        game: StrategicGame,
        matrices: Sequence[list[list[Any]]],
        scales: Sequence[Any],
        factors: Factors,
    ) -> None:
        self.game = game
        self.shape = (len(matrices[0]), len(matrices[1]))
        self._minors = [all_minors(matrix) for matrix in matrices]
        self._scales = [factors.product(scale) for scale in scales]
        self._factors = factors
        self._sides: dict[tuple[int, Places, Places], Side] = {}
        self._pairs = list(self._all_pairs())
        self._tried: list[tuple[Product, Product] | None] = [None] * len(self._pairs)

    def label(self, view: View) -> str:
        """Name the regime where factors have the signs of a view."""
        right: list[tuple[Places, Places]] = []
        unclear = False
        for number, (rows, columns) in enumerate(self._pairs):
            tried = self._tried[number]  # what refuted the pair elsewhere often does here
            if tried is not None and _opposite(tried, view):
                continue
            sides = (self._side(0, rows, columns), self._side(1, columns, rows))
            against = _against(sides, view)
            if against is not None:
                self._tried[number] = against
                continue
            right.append((rows, columns))
            unclear |= any(not view.sign(each) for side in sides for each in _all(side))
        if unclear:
            return self._named(self._extreme(right, view))
        return self._named((pair, pair) for pair in right)

    def _all_pairs(self) -> Iterator[tuple[Places, Places]]:
        for size in range(1, min(self.shape) + 1):
            yield from product(
                combinations(range(self.shape[0]), size), combinations(range(self.shape[1]), size)
            )

    def _side(self, player: int, replies: Places, mixed: Places) -> Side:
        """Give the weights of what the other player mixes, and the losses of other replies."""
        key = (player, replies, mixed)
        if key not in self._sides:
            minors = self._minors[player]
            weights = tuple(
                _signed(
                    self._factors.product(minors[replies, mixed[:place] + mixed[place + 1 :]]),
                    place,
                )
                for place in range(len(mixed))
            )
            losses = []
            for other in range(self.shape[player]):
                if other not in replies:
                    more = tuple(sorted((*replies, other)))
                    minor = self._factors.product(minors[more, mixed]) * self._scales[player]
                    losses.append((other, _signed(minor, more.index(other) + 1)))
            self._sides[key] = (weights, tuple(losses))
        return self._sides[key]

    def _extreme(
        self, pairs: list[tuple[Places, Places]], view: View
    ) -> Iterator[tuple[tuple[Places, Places], tuple[Places, Places]]]:
        """Give supports and best replies of all extreme equilibria near the pairs left open."""
        mixed_rows = self._vertices(1, {rows for rows, _ in pairs}, view)
        mixed_columns = self._vertices(0, {columns for _, columns in pairs}, view)
        for x, replies_to_x in mixed_rows:
            for y, replies_to_y in mixed_columns:
                if set(x) <= set(replies_to_y) and set(y) <= set(replies_to_x):
                    yield (x, y), (replies_to_y, replies_to_x)

    def _vertices(
        self, player: int, within: set[Places], view: View
    ) -> list[tuple[Places, Places]]:
        """Find what the other player can mix within some sets, and the best replies to it."""
        found: dict[tuple[Places, Places], None] = {}
        mixtures = {
            part
            for whole in within
            for size in range(1, len(whole) + 1)
            for part in combinations(whole, size)
        }
        for mixed in sorted(mixtures):
            for replies in combinations(range(self.shape[player]), len(mixed)):
                weights, losses = self._side(player, replies, mixed)
                absent = [each for each in weights if not view.peek(each)]
                if absent:
                    view.sign(min(absent, key=view.cost))
                    continue
                if _against(((weights, losses),), view) is not None:
                    continue
                for each in weights:
                    view.sign(each)
                equal = {other for other, loss in losses if not view.sign(loss)}
                found[mixed, tuple(sorted({*replies, *equal}))] = None
        return list(found)

    def _named(self, pairs: Iterable[tuple[tuple[Places, Places], tuple[Places, Places]]]) -> str:
        return _label(self.game, pairs)


def _signed(value: Product, place: int) -> Product:
    return -value if place % 2 else value


def _all(side: Side) -> Iterator[Product]:
    yield from side[0]
    yield from (loss for _, loss in side[1])


def _against(sides: Iterable[Side], view: View) -> tuple[Product, Product] | None:
    """Give two signs that stand against each other, and rest on them; cheap ones first."""
    best: tuple[int, Product, Product] | None = None
    for weights, losses in sides:
        groups: dict[int, list[Product]] = {1: [], 0: [], -1: []}
        for each in weights:
            groups[view.peek(each)].append(each)
        above, below = groups[1], groups[-1]
        lost: dict[int, list[Product]] = {1: [], 0: [], -1: []}
        for _, loss in losses:
            lost[view.peek(loss)].append(loss)
        for ones, others in ((above, [*below, *lost[-1]]), (below, lost[1])):
            if ones and others:
                one, other = min(ones, key=view.cost), min(others, key=view.cost)
                cost = view.cost(one, other)
                if best is None or cost < best[0]:
                    best = (cost, one, other)
        if best is not None and not best[0]:
            break
    if best is None:
        return None
    view.sign(best[1])
    view.sign(best[2])
    return best[1], best[2]


def _opposite(pair: tuple[Product, Product], view: View) -> bool:
    """Whether two products have opposite signs that are known; rests on them then."""
    one, other = pair
    if view.cost(one, other) or view.peek(one) * view.peek(other) >= 0:
        return False
    return view.sign(one) * view.sign(other) < 0


class Pure:
    """The pure equilibria of a game of any number of players.

    Parameters
    ----------
    game
        Names of the players and strategies.
    gains
        Gives, for a profile, a player and another strategy, what the player gains by it.
    """

    def __init__(self, game: StrategicGame, gains: Callable[[Places, int, int], Product]) -> None:
        self.game = game
        self._gains = gains

    def label(self, view: View) -> str:
        """Name the regime where factors have the signs of a view."""
        return _label(self.game, self._equilibria(view))

    def _equilibria(self, view: View) -> Iterator[tuple[tuple[Places, ...], tuple[Places, ...]]]:
        shape = self.game.shape
        for profile in product(*map(range, shape)):
            gains = {
                (player, other): self._gains(profile, player, other)
                for player, count in enumerate(shape)
                for other in range(count)
                if other != profile[player]
            }
            better = [gain for gain in gains.values() if view.peek(gain) > 0]
            if better:
                view.sign(min(better, key=view.cost))
                continue
            replies = [{place} for place in profile]
            for (player, other), gain in gains.items():
                if not view.sign(gain):
                    replies[player].add(other)
            yield (
                tuple((place,) for place in profile),
                tuple(tuple(sorted(each)) for each in replies),
            )


def _label(
    game: StrategicGame, pairs: Iterable[tuple[tuple[Places, ...], tuple[Places, ...]]]
) -> str:
    return regime_label(
        game, (Equilibrium((), (), Fraction(0), played, replies) for played, replies in pairs)
    )


Game = Bimatrix | Pure
